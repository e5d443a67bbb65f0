"""Whether a trigger tells of something that took place, is to come, or was denied, refused or only wished for."""

from __future__ import annotations

import itertools

from kg.clauses import Clause
from kg.journey_status import accepted, before_setting_out, has_made, leaving, own_end, stop_to_come, will_make
from kg.to_come import FINITE, NOMINAL, before_he_will, begins_now, goes_on, is_to, on_journey, opens_today
from kg.tokens import readings, surfaces
from kg.took_place import after_it, begun, brought, over, relative_at, told_again
from kg.travellers import goes_on_to
from kg.upcoming import (
    arranged,
    before_it,
    bent_on,
    brings,
    is_held_then,
    on_programme,
    only_sought,
    prepared,
    soon,
    threatened,
    will_be,
    will_hold,
    will_say,
)

_HELD_BEFORE = 3  # words from «لم يتم» to the meeting
_DENIED = 14  # words from «نفى» to what is denied
_DAY_OF = 4  # words from «خلال (اليوم الثاني من)» to «زيارته»
_NOW = 5  # words from a journey to «حاليا»
_BESIDE = 3  # words between «الأسبوع الماضي» and «خلال زيارة»
_WILL_REACH = 10  # words from «سيثير» to «خلال لقائه»
_AGREED = 6  # words from «اتفقا» to «عقد»
_CLAUSE = 24  # words from talks to «التي تعقد»
_ASKED = 16  # words from «دعا» past who is asked to «لزيارة»
_INVITED = 12  # words from «دعوة» to «لزيارة», and on to «قبولها»
_ALSO = 4  # words from «جولة» to «(تشمل) أيضا»
_WEEK = 20  # words from a verb of the present to «المقبل» that puts it off


def past(clause: Clause) -> bool:
    """A finite verb of the past, or a reception or talks «of his» that something happened in: it took place."""
    word, grammar = clause.trigger.value.word, clause.grammar
    if _verbal_noun(clause):
        return not grammar.did.isdisjoint(clause.words(clause.trigger.first - _BESIDE, clause.trigger.first))
    if clause.frame == "talk" and clause.trigger.clitic in grammar.for_:
        return False  # «من المقرر أن يجتمعا لبحث …»: what they come together for
    if clause.frame in FINITE or (
        clause.frame == "summon" and (word in grammar.summoned or word not in grammar.summons)
    ):
        return not word.startswith(tuple(grammar.imperfect)) or word.startswith(tuple(grammar.own_t))
    if clause.frame == "visit-noun":  # «زيارة قام بها», «عقب زيارة», «بدأ X زيارة»
        near = clause.words(clause.trigger.first - 7, clause.trigger.last + 2)
        return not grammar.did.isdisjoint(near) or over(clause) or has_made(clause)
    if clause.frame == "talks":  # «وعقد لقاء مع», «جرت مباحثات بين»
        before = clause.words(clause.trigger.first - 1, clause.trigger.first)
        took_place = any(rest in grammar.took_place for word in before for _, rest in readings(word))
        took_place = took_place or not grammar.last_one.isdisjoint(before)  # «وجرى آخر لقاء بين X وY على هامش …»
        if took_place or begun(clause) or _said_there(clause, during=False):
            return True  # and «اختتم X وY، اليوم، محادثات»
        behind = clause.words(relative_at(clause), clause.trigger.last + 2)
        if len(behind) > 1 and behind[0] in grammar.relative and behind[1] in grammar.took_place | grammar.holding:
            return True  # «المحادثات التي جرت في بكين»، «الاجتماع الذي عقد بين …»
        if (
            after_it(clause)
            and grammar.press_meeting.isdisjoint(clause.words(clause.trigger.first, clause.trigger.last))
        ) or brought(clause):
            return True
        return not grammar.concludes.isdisjoint(clause.words(clause.trigger.first - _CLAUSE, clause.trigger.first))
    of_his = clause.frame in {"reception-of-his", "talks-of-his"}
    if clause.frame == "talks-of-his" and begun(clause):
        return True
    return of_his and clause.trigger.clitic not in grammar.for_ and not _to_hold(clause) and not _any_time(clause)


def _any_time(clause: Clause) -> bool:
    """«موقف الزعيم في اجتماعه مع …», «يعول على حدسه خلال لقائه»: nothing beside it says when; not «قال خلال لقائه»."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame != "talks-of-his" or after_it(clause) or over(clause):
        return False
    if any(len(word) > _BESIDE and word.endswith(tuple(grammar.she_did)) for word in clause.words(first - 1, first)):
        return False  # «تركزت مباحثاته على …»
    return surfaces(grammar.statement).isdisjoint(clause.words(0, first))


def planned(clause: Clause) -> bool:
    """Announced: a future verb, a word of planning nearby, a wish with a date, the purpose of a journey, an accepted
    invitation."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    if _document_known(clause) and (past(clause) or clause.trigger.value.word in grammar.signed):
        return False
    visit = clause.trigger.value.type == "visit"
    word = clause.tokens[first].text
    if (
        clause.trigger.clitic in grammar.will
        or (
            visit and (_invited(clause) or (clause.has_event(first - _ASKED, first, "wish") and accepted(clause, last)))
        )
        or (clause.has_event(first - 4, first, "wish") and not _said_in(clause))
        or _agreed_on(clause)
    ):
        return True
    if clause.frame in NOMINAL and threatened(clause):
        return True
    if visit and goes_on_to(clause.tokens, first, grammar) and not (past(clause) or leaving(clause)):
        return True  # «التقى X، قبل أن يسافر إلى …»
    if visit and clause.has_event(first - _BESIDE, first, "postponed"):
        return True  # «تأجيل زيارته إلى …»
    if clause.frame == "visit-noun" and (will_make(clause) or stop_to_come(clause)):
        return True
    if clause.frame in {"tour", "visit-noun"} and before_setting_out(clause):
        return True
    if (clause.trigger.clitic in grammar.for_ or _for_sake(clause)) and _verbal_noun(clause) and not past(clause):
        return True  # «محادثات مع بيونغ يانغ لعقد قمة مع الزعيم X»
    also = clause.words(first + 1, last + _ALSO) if clause.frame == "tour" else []
    if not grammar.as_well.isdisjoint(also) and any(w.startswith(tuple(grammar.imperfect)) for w in also):
        return True  # «بدأ زيارة لـ… ضمن جولة تشمل أيضا السنغال ورواندا»; not «شملت أيضا»
    if clause.frame == "tour" and begins_now(clause):
        return True
    if bent_on(clause) or prepared(clause) or (not past(clause) and not visit and soon(clause)):
        return True
    if (
        over(clause)
        or after_it(clause)
        or (clause.frame in FINITE and told_again(clause))
        or clause.trigger.value.word in grammar.signed
    ):
        return False
    if clause.frame in FINITE and not past(clause) and not grammar.during_it.isdisjoint(clause.words(last, last + 2)):
        return True  # «توجه إلى موسكو في زيارة يجري خلالها محادثات»
    if clause.frame in NOMINAL and (
        before_it(clause)
        or (arranged(clause) and not past(clause))
        or brings(clause)
        or will_say(clause)
        or on_programme(clause)
        or will_be(clause)
        or will_hold(clause)
    ):
        return True
    # «يزور القاهرة حاليا في إطار الإعداد لـ…»
    if clause.frame == "talks" and is_held_then(clause):
        return True
    now = visit and not grammar.now.isdisjoint(clause.words(first - _BESIDE, last + _NOW))
    done = past(clause) and (clause.frame in FINITE or clause.frame == "summon")  # «قبيل اتخاذ القرار، استدعت …»
    ahead = own_end(clause, last + 28) if visit and not past(clause) else last + 3
    if not now and any(_its_own(clause, k) for k in clause.events(last - 1 if done else first - 7, ahead, "future")):
        return True
    if (
        (clause.frame == "talks" or _verbal_noun(clause))
        and _wished(clause)
        and clause.has_event(last, last + 14, "future")
    ):
        return True  # «رغبته في لقاء X الشهر المقبل»
    imperfect = clause.frame in FINITE and not past(clause)
    joined = imperfect and not grammar.as_well.isdisjoint(clause.words(first - 1, first))
    if joined and grammar.gone_by.isdisjoint(clause.words(0, first)):
        return True  # «اجتمع X مع Y، كما يجتمع مع Z»
    if imperfect and (is_to(clause) or before_he_will(clause) or goes_on(clause)):
        return True
    if not visit and opens_today(clause):
        return True
    if imperfect and not now and clause.has_event(last, own_end(clause, last + _WEEK), "future"):
        return True  # «يستضيف الرئيس … الأسبوع المقبل»
    if imperfect and on_journey(clause):
        return True  # «وصل إلى مدريد في زيارة …، يلتقي خلالها العاهل»
    # «اتفق الجانبان على … الذي سيعقد»: what they agreed is to come
    told = (clause.frame in FINITE | {"talks"} and past(clause)) or _said_at(clause)
    reach = max(last + _BESIDE, own_end(clause, last + 22))
    if not visit and not told and clause.frame != "receive" and clause.has_event(first - 6, reach, "will"):
        return True
    purpose = any(clause.trigger.clitic.endswith(p) for p in grammar.for_) or any(
        word.startswith(p * 2) for p in grammar.for_
    )
    if purpose and clause.frame == "talks" and not grammar.condition.isdisjoint(clause.words(first - _ASKED, first)):
        return True  # «إن شرط الرئيس للقاء الزعيم هو …»
    purpose = purpose or _to_hold(clause) or _further_purpose(clause)
    if not purpose:  # «وصل … للاجتماع بـ»، «… لإجراء محادثات مع»
        return False
    before = clause.triggers(first - 25, first)
    there = grammar.in_ | grammar.during  # but «وفي زيارة لفنزويلا للقاء نظيره، قال …»
    noun = before[-1] if before and before[-1].value.frame == "visit-noun" else None
    if noun and there.isdisjoint({grammar.unjoined(word) for word in clause.words(noun.first - 1, noun.first)}):
        return True  # «زيارة يقوم بها إلى كابول، الجمعة، لإجراء محادثات مع …»
    if any(t.value.frame == "travel" or t.clitic in grammar.will for t in before):
        return True
    words = clause.words(first - _ASKED, first)  # «أمر الوزير بالتوجه إلى … للقاء الملك»
    return any(grammar.bare(rest) in grammar.setting_out for word in words for _, rest in readings(word))


def _its_own(clause: Clause, event: int) -> bool:
    """Not «استعدادا للقمة», nor «(يقوم بزيارة) من المقرر أن تستمر يومين»: what something else is, or how long it is."""
    grammar = clause.grammar
    behind = clause.words(event + 1, event + _BESIDE)
    of_another = event >= clause.trigger.last and bool(behind) and behind[0].startswith(tuple(grammar.for_))
    return not (of_another or (grammar.that & set(behind[:1]) and grammar.bears_fruit & set(behind)))


def _verbal_noun(clause: Clause) -> bool:
    """«رغبته بعقد لقاء», «اتفقا على عقد اجتماع»: spelt as the verb, but a preposition governs it."""
    if clause.frame != "talk" or clause.trigger.value.word not in clause.grammar.holding:
        return False
    grammar, first = clause.grammar, clause.trigger.first
    if clause.trigger.clitic in grammar.by | grammar.for_:
        return True
    if clause.has_event(first - 1, first, "wish", "denial", "postponed"):
        return True  # «من الممكن عقد قمة»، «إلغاء عقد …»
    governed = grammar.over | grammar.to | grammar.from_ | grammar.in_
    return _for_sake(clause) or not governed.isdisjoint(clause.words(first - 1, first))


def _for_sake(clause: Clause) -> bool:
    """«سعى من أجل عقد قمة مع …», not «قام الشهر الماضي بزيارة … من أجل عقد لقاءات مع …»."""
    first, grammar = clause.trigger.first, clause.grammar
    told = not grammar.sake.isdisjoint(clause.words(first - 1, first))
    return told and grammar.gone_by.isdisjoint(clause.words(0, first))


def _agreed_on(clause: Clause) -> bool:
    """«اتفقا على عقد قمة بين …», «وافق على لقاء …», «بعد قبوله بلقاء …»: what they agreed on is to come."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame != "talks" and not _verbal_noun(clause):
        return False
    if clause.trigger.clitic in grammar.by and clause.has_event(first - _BESIDE, first, "accept"):
        return True
    while first and clause.tokens[first - 1].text in grammar.holding | grammar.being_there:
        first -= 1
    before = clause.words(first - 1, first)
    over = not grammar.over.isdisjoint(before)
    named = sum(m.last - m.first for m in clause.sentence.mentions if m.last < first and m.first >= first - _CLAUSE)
    return over and any(grammar.unjoined(w) in grammar.agrees for w in clause.words(first - _AGREED - named, first))


def _wished(clause: Clause) -> bool:
    """A word of wishing or asking before the trigger, that was not said at the talks themselves."""
    reach = 9 if clause.frame in NOMINAL or _verbal_noun(clause) else 4
    return not _said_in(clause) and clause.has_event(clause.trigger.first - reach, clause.trigger.first, "wish")


def _said_in(clause: Clause) -> bool:
    """«دعا X إلى التهدئة خلال لقائه Y», «طالب في مؤتمر صحفي مع Y»: the wish was told there, it is not of meeting."""
    if clause.frame not in NOMINAL:
        return False
    grammar, first = clause.grammar, clause.trigger.first
    if first and clause.tokens[first - 1].text in grammar.ordinal:
        first -= 1  # «دعا X إلى الحوار خلال أول زيارة له إلى …»
    before = clause.words(first - 1, first)
    if not (grammar.during | grammar.did | grammar.at).isdisjoint(before):
        return True
    return not grammar.in_.isdisjoint(before) and not grammar.press_meeting.isdisjoint(clause.words(first, first + 1))


def _to_hold(clause: Clause) -> bool:
    """«لإجراء محادثات»: what somebody came for."""
    if clause.frame not in {"talks", "talks-of-his"} or not clause.trigger.first:
        return False
    first, grammar = clause.trigger.first, clause.grammar
    return any(
        clitic in grammar.for_ and rest in grammar.holds for clitic, rest in readings(clause.tokens[first - 1].text)
    )


def _further_purpose(clause: Clause) -> bool:
    """«يتوجه إلى … للاطلاع على سير العمل واللقاء بالوالي»: what somebody comes for besides."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame != "talks" or clause.trigger.clitic not in grammar.and_:
        return False
    journey = next((t.last for t in clause.triggers(first - 25, first) if t.value.frame == "travel"), first)
    aims = (t.text for t in clause.tokens[journey:first] if t.text not in clause.lexicon.states)
    return grammar.definite(clause.trigger.value.word) and any(
        clitic in grammar.for_ and not grammar.definite(rest) for aim in aims for clitic, rest in readings(aim)
    )


def denied(clause: Clause) -> bool:
    """Denied, refused, cancelled or conditional; or wished for, with no day or season set."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    reach = 3 if clause.frame == "phone" else 2  # «لم يجر أي اتصال»
    if _said_there(clause) and not _of_another(clause):
        return False
    notably = not grammar.not_least.isdisjoint(clause.words(first - 1, first))  # «ولا سيما القمة التي جمعت …»
    sure = notably or grammar.not_.isdisjoint(clause.words(first - reach, first))
    if not sure or not grammar.if_.isdisjoint(clause.words(first - 3, first)):
        return True
    if clause.frame in NOMINAL and _not_held(clause):
        return True
    if _document_known(clause):
        return False
    if clause.trigger.value.type == "signing" and not grammar.any.isdisjoint(clause.words(last, last + 1)):
        return True  # «إبرام أي معاهدة بين الكوريتين»
    postponed = () if clause.trigger.value.type == "visit" else ("postponed",)  # which is still to come
    # «لإلغاء مؤتمر أعلن خلال زيارة X»، «ألغى لقاءاته خلال اليوم الثاني من زيارته»
    day = _DAY_OF if not grammar.from_.isdisjoint(clause.words(first - 1, first)) else 1
    during = clause.frame == "visit-noun" and not grammar.during.isdisjoint(clause.words(first - day, first))
    if not during and clause.has_event(first - _DENIED, first, "denial", *postponed) and not threatened(clause):
        return True
    if clause.frame in NOMINAL and clause.has_event(last, last + 5, "was to be"):
        return True  # «اللقاء الذي كان مقررا أن يجمعه … قد ألغي»
    to = clause.trigger.clitic in grammar.for_ or not grammar.to.isdisjoint(clause.words(first - 1, first))
    if clause.frame == "visit-noun" and to and not clause.trigger.value.of_his:
        asked = clause.has_event(first - _ASKED, first, "wish") and not clause.has_event(
            first - _ASKED, first, "accept"
        )
        if asked:  # «دعا الزعيم X الرئيس Y لزيارة …»
            return not (clause.has_event(last, last + 14, "future") or accepted(clause, last))
    if to and clause.frame == "visit-noun" and _only_asked(clause):
        return True
    if clause.frame == "visit-noun" and not grammar.unofficial.isdisjoint(clause.words(last, last + 1)):
        return True  # «زيارة خاصة إلى …»
    # «وصل الملك … إلى المغرب في إجازة خاصة»; who leads a state and arrives «لأداء العمرة» is received there
    private = grammar.holiday | (grammar.pilgrimage if clause.frame == "visit-noun" else frozenset())
    if clause.frame in {"travel", "visit-noun"} and not private.isdisjoint(clause.words(last, last + _CLAUSE)):
        return True
    # «بطلب من X، للاطلاع على ما توصلت إليه القمة التي عقدت …»: what took place is no wish
    if (_wished(clause) and not (clause.frame == "talks" and past(clause))) or only_sought(clause):
        return not clause.has_event(last, last + 14, "future")
    return False


def _not_held(clause: Clause) -> bool:
    """«لم يتم تنظيم لقاء بين …»، «لم يعقد أي اجتماع»."""
    grammar, near = clause.grammar, clause.words(clause.trigger.first - _HELD_BEFORE, clause.trigger.first)
    held = any(one in grammar.not_ and other in grammar.comes_about for one, other in itertools.pairwise(near))
    return held and (near[-1] in grammar.comes_about or not grammar.definite(near[-1]))


def _said_there(clause: Clause, *, during: bool = True) -> bool:
    """«رفض X العقوبات خلال اتصال مع Y»، «لم يسفر اجتماع X وY عن حل»: what was said there, or came of it, is denied."""
    grammar, before = clause.grammar, clause.words(clause.trigger.first - 2, clause.trigger.first)
    if clause.frame not in NOMINAL - {"visit-noun"} or not before or clause.trigger.clitic in grammar.for_:
        return False
    negated = before[0] in grammar.not_
    return before[-1] in grammar.bears_fruit if negated else during and before[-1] in grammar.during


def _of_another(clause: Clause) -> bool:
    """«رفض X لقاء Y خلال اتصال مع Z»: what is denied stands between, whatever was said on the telephone."""
    first = clause.trigger.first
    denials = list(clause.events(max(0, first - _DENIED), first, "denial", "postponed"))
    return bool(denials) and any(True for _ in clause.triggers(denials[-1] + 1, first))


def _document_known(clause: Clause) -> bool:
    """«الانسحاب من الاتفاق الذي أبرمته …»، «إلغاء الاتفاق الموقع مع …»: it was signed, whatever becomes of it."""
    if clause.trigger.value.type != "signing" or clause.trigger.clitic:
        return False
    relative = not clause.grammar.relative.isdisjoint(clause.words(clause.trigger.first - 1, clause.trigger.first))
    return clause.trigger.value.word in clause.grammar.signed or (clause.frame == "sign" and relative)


def _said_at(clause: Clause) -> bool:
    """«قال الوزير في مؤتمر صحفي مع نظيره إنه سيتم …»: what will be done was said there."""
    grammar, first = clause.grammar, clause.trigger.first
    words = clause.words(first - _WILL_REACH, first)
    there = bool(words) and words[-1] in grammar.during | grammar.in_
    return there and not surfaces(grammar.statement).isdisjoint(words)


def _invited(clause: Clause) -> bool:
    """«قبل … دعوة لزيارة الصين», «دعوة لزيارة الرياض، وأكد قبولها»: an accepted invitation is a planned visit."""
    first, last = clause.trigger.first, clause.trigger.last
    invitation = not clause.grammar.invitation.isdisjoint(clause.words(first - _INVITED, first))
    return invitation and clause.has_event(first - _INVITED, last + _INVITED, "accept")


def _only_asked(clause: Clause) -> bool:
    """«نقل دعوة الملك للرئيس لزيارة الرياض»: nobody says that he will come."""
    first = clause.trigger.first
    asked = not clause.grammar.invitation.isdisjoint(clause.words(first - _INVITED, first))
    return asked and not _invited(clause) and not any(t.value.frame == "travel" for t in clause.triggers(0, first))
