"""Talks told by a noun that no word beside them puts off: they are to come, for what is told came before them, is
what will be done there or what they will bring."""

from __future__ import annotations

from kg.clauses import Clause
from kg.journey_status import leaving
from kg.lexicon import Lexicon
from kg.tokens import SEPARATORS, readings
from kg.took_place import away

_RUN_UP = 4  # words of «قبل أيام من»
_WILL_REACH = 10  # words from «سيثير» to «خلال لقائه»
_BESIDE = 3  # words from «ستفتح» to «الطريق للقاء»
_CLAUSE = 24  # words from talks to «التي تعقد»
_PROGRAMME = 14  # words from «يتضمن» (برنامج زيارته …) to the talks
_PREDICATE = 9  # words from «لقاءه» to «سيمثل», but for those of the parties
_SOON = 5  # words from «يلتقي» to «قريبا»
_BENT = 8  # words from «يعتزم» to «عقد»
_GOVERNED = 7  # words from «ستبدأ» (بعد قليل) to the talks
_OPENING = 2  # words of a sentence among which «وكان» opens it
_THREAT = 7  # words from «هدد» to what is threatened
_DENIED = 14  # words from that to the talks
_SOUGHT = 6  # words from «جهود» to them
_STEM = 4  # letters of a verb in the imperfect


def before_it(clause: Clause) -> bool:
    """«قبل القمة بين …», «قبل أيام من لقائه», «في انتظار لقائه»: what is told came before it, so it is to come."""
    grammar, first = clause.grammar, clause.trigger.first
    words = clause.words(first - _RUN_UP, first)
    if words and words[-1] in grammar.ahead_of | grammar.awaited:
        return not (leaving(clause) or _long_before(clause))
    if words and words[-1] in grammar.from_:
        words = words[:-1]
        return not (grammar.ahead_of.isdisjoint(words[-2:]) or leaving(clause) or _long_before(clause))
    # «تحدثت تقارير عن عقد قمة», «دعا إلى عقد اجتماع», «في انتظار إجراء مفاوضات»
    spoken_of = grammar.ahead_of | grammar.awaited | grammar.about | grammar.concerning - grammar.from_
    accusative = clause.tokens[first].text.endswith(tuple(grammar.accusative))
    return len(words) > 1 and words[-2] in spoken_of and words[-1] in grammar.holding and not accusative


def _long_before(clause: Clause) -> bool:
    """«وكان الرئيس أعلن قبيل وصوله إلى …»: both were before the news, unless a word of the future says otherwise."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    if clause.has_event(first, last + _PROGRAMME, "future"):
        return False
    if not grammar.gone_by.isdisjoint(clause.words(last, last + _PREDICATE)):
        return True
    words = clause.words(0, first)
    return any(
        w in grammar.was and (k < _OPENING or not grammar.may.isdisjoint(words[k + 1 : k + 2]))
        for k, w in enumerate(words)
    )


def prepared(clause: Clause) -> bool:
    """«الاستعدادات للقمة بين …», «مؤشرات بانعقاد قمة», «كل شيء جاهز لاستضافة القمة»: what is got ready."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame not in {"talks", "talks-of-his"}:
        return False
    words = clause.words(first - 2, first)
    if words and words[-1] in grammar.to_host:
        return True
    if clause.trigger.clitic in grammar.for_:
        return bool(words) and words[-1] in grammar.preparing
    held = len(words) > 1 and any(rest in grammar.holding for _, rest in readings(words[-1]))
    return held and words[-2] in grammar.preparing


def arranged(clause: Clause) -> bool:
    """«محادثات لتنظيم قمة بين …», «من أجل عقد لقاء مع …», «على بعد أسابيع من القمة»: talks that somebody works for, or
    that are not far off."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame not in {"talks", "talks-of-his"} or clause.trigger.clitic:
        return False
    words = [word for word in clause.words(first - _BESIDE, first) if word not in grammar.ordinal]  # «لعقد أول قمة»
    organised = {clitic for w in words[-1:] for clitic, rest in readings(w) if rest in grammar.holding}
    for_it = organised & grammar.for_ or (organised and not grammar.sake.isdisjoint(words[-2:-1]))
    return away(clause) or bool(for_it)


def will_say(clause: Clause) -> bool:
    """«سيثير الوزير القضية خلال لقائه …»: what somebody will do during talks is as far ahead as they are."""
    grammar, first = clause.grammar, clause.trigger.first
    purpose = clause.trigger.clitic in grammar.for_ | grammar.by  # «ستفتح الطريق للقاء بين …»
    before = clause.words(first - 1, first)
    at = not (grammar.during | grammar.in_).isdisjoint(before) and grammar.press.isdisjoint(
        clause.words(first, first + 1)
    )
    if not purpose and not at:
        return False
    words = clause.words(first - (_BESIDE + 1 if purpose else _WILL_REACH), first - (not purpose))
    for k in reversed(range(len(words))):
        word = words[k]
        if grammar.unjoined(word) in grammar.statement:
            return False
        imperfect = word.startswith(tuple(grammar.imperfect)) and word not in grammar.took_place  # not «قد تم»
        if k and words[k - 1] in grammar.may and not _to_press(clause) and imperfect:
            return clause.grammar.was.isdisjoint(words)  # «قد يوضع الجدول خلال محادثات مع …»
        if k and words[k - 1] in grammar.never | grammar.shall and imperfect:
            return True  # «إنه لن يناقش المسألة أثناء اجتماعه مع …»
        if will_verb(clause.lexicon, word):
            return not _said_at_its_end(clause, first - len(words) + k - (not purpose))
    return False


def will_hold(clause: Clause) -> bool:
    """«ستبدأ بعد قليل مفاوضات بين …», «سيحضر سلسلة اجتماعات مع …»: a verb of the future that governs the talks."""
    if clause.frame != "talks":
        return False
    grammar, first = clause.grammar, clause.trigger.first
    behind = clause.words(clause.trigger.last, clause.trigger.last + 1)
    if any(word in grammar.gathers and word.startswith(tuple(grammar.will)) for word in behind):
        return True  # «الاجتماع سيضم رؤساء …»
    stops = grammar.relative | grammar.did | grammar.ahead_of | grammar.that | grammar.that_he
    for i in range(first - 1, max(-1, first - _GOVERNED), -1):
        word = clause.tokens[i].text
        if clause.tokens[i].is_mark or word in stops or grammar.unjoined(word) in grammar.statement:
            return False
        if will_verb(clause.lexicon, word):
            return grammar.was.isdisjoint(clause.words(i - 1, i))  # «اجتماع كان سيصبح أول قمة بين …»
    return False


def only_sought(clause: Clause) -> bool:
    """«جهود لاستئناف محادثات السلام بين …», «شروط لإجراء محادثات مع …»: talks that somebody only wants."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame != "talks" or clause.grammar.efforts.isdisjoint(clause.words(first - _SOUGHT, first)):
        return False
    if clause.trigger.clitic in grammar.for_:
        return True
    before = readings(clause.tokens[first - 1].text)
    return any(clitic in grammar.for_ and rest in clause.lexicon.common_words for clitic, rest in before)


def _said_at_its_end(clause: Clause, verb: int) -> bool:
    """«أعلن الوزير أن بلاده ستبدأ …، خلال لقاء مع …»: a comma parts what will be done from where that was said."""
    comma = clause.trigger.first - 2
    if comma < 0 or clause.tokens[comma].text not in SEPARATORS:
        return False
    return not clause.grammar.statement.isdisjoint(clause.words(0, verb))


def _to_press(clause: Clause) -> bool:
    """«مؤتمر صحفي»: what may be was said there."""
    return not clause.grammar.press_meeting.isdisjoint(clause.words(clause.trigger.first, clause.trigger.last))


def on_programme(clause: Clause) -> bool:
    """«وتشمل زيارته لقاء مع …»، «يتضمن برنامج الزيارة محادثات مع …»: what a visit holds, told in the present."""
    if clause.frame != "talks":
        return False
    tokens, grammar, first = clause.tokens, clause.grammar, clause.trigger.first
    for i in range(first - 1, max(-1, first - _PROGRAMME), -1):
        if any(rest in grammar.programme for _, rest in readings(tokens[i].text)):
            return True
        if tokens[i].text in grammar.took_place | grammar.relative or tokens[i].text in grammar.performs:
            return False
    return False


def is_held_then(clause: Clause) -> bool:
    """«القمة بين X وY، التي تعقد الثلاثاء»: a relative clause of the present with a day in it that is not today's."""
    grammar, last = clause.grammar, clause.trigger.last
    words = clause.words(last, last + _CLAUSE)
    for i in range(len(words) - 2):
        if words[i] in grammar.relative and words[i + 1] in grammar.is_held:
            return words[i + 2] in clause.lexicon.weekdays
    return False


def will_be(clause: Clause) -> bool:
    """«أن لقاءه مع الزعيم سيمثل …», «المحادثات بين X وY لن تكون سهلة»: talks that open a clause, and a verb of the
    future that tells what they will be."""
    grammar, tokens, first = clause.grammar, clause.tokens, clause.trigger.first
    opening = next((i for i, token in enumerate(tokens) if not token.is_mark), 0)
    if clause.frame.startswith("reception") or clause.frame == "visit-noun":
        return False
    while first > opening and tokens[first - 1].text in grammar.holding:
        first -= 1  # «إن عقد مباحثات بين …»
    if first != opening and grammar.that.isdisjoint(clause.words(first - 1, first)):
        return False
    parties = {i for m in clause.sentence.mentions for i in range(m.first, m.last)}
    others = {t.first for t in clause.triggers(clause.trigger.last, len(tokens)) if t.value.frame != "talks"}
    stops = grammar.takes_place | grammar.took_place | grammar.relative | grammar.statement | grammar.that
    left = _PREDICATE
    for i in range(clause.trigger.last, len(tokens)):
        if i in parties:
            continue
        word = tokens[i].text
        if _of_future(clause, i):
            return True
        if i in others or word in stops or (word.startswith(tuple(grammar.imperfect)) and not tokens[i].is_mark):
            return False
        left -= not tokens[i].is_mark
        if left < 0:
            return False
    return False


def brings(clause: Clause) -> bool:
    """«لقاء X بـY …، ومن المقرر أن يتناول اللقاء …»: the same talks, told again with what they will bring."""
    if clause.frame not in {"talks", "talks-of-his"}:
        return False
    again = (t for t in clause.triggers(clause.trigger.last, len(clause.tokens)) if t.value.frame == "talks")
    return any(
        not t.clitic
        and clause.grammar.definite(t.value.word)
        and not clause.grammar.is_to.isdisjoint(clause.words(t.first - 2, t.first - 1))
        and clause.has_event(t.first - _RUN_UP, t.first, "future")
        for t in again
    )


def _of_future(clause: Clause, i: int) -> bool:
    """«سيمثل», «قد ينجم», «لن تكون»."""
    grammar, word = clause.grammar, clause.tokens[i].text
    imperfect = tuple(grammar.imperfect)
    if word.startswith(imperfect) and i:
        return clause.tokens[i - 1].text in grammar.may | grammar.never | grammar.shall
    return will_verb(clause.lexicon, word)


def will_verb(lexicon: Lexicon, word: str) -> bool:
    """«سيمثل», «وستقترح», by the verb that the language has without the prefix, of him or of her; not «سياسية»."""
    imperfect = lexicon.grammar.imperfect
    for clitic, rest in readings(word):
        if clitic not in lexicon.grammar.will:
            continue
        if rest in lexicon.grammar.short_verb:
            return True
        if len(rest) >= _STEM and rest[0] in imperfect:
            return any(person + rest[1:] in lexicon.common_words for person in imperfect)
    return False


def bent_on(clause: Clause) -> bool:
    """«يعتزم الرئيس X عقد اجتماع مع …», «قرار نظيره عقد اجتماع»: «عقد» is what somebody is bent on, no verb."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.trigger.value.word not in grammar.holding or clause.trigger.clitic:
        return False
    if any(m.first == clause.trigger.last and not m.link for m in clause.sentence.mentions):
        return False  # «بعد قرار المجلس عقد الوزير X اجتماعا»: the verb, with its subject
    bent = (i for i in range(max(0, first - _BENT), first) if clause.tokens[i].text in grammar.bent_on)
    return any(not any(t.text in SEPARATORS for t in clause.tokens[i:first]) for i in bent)


def soon(clause: Clause) -> bool:
    """«عقد قمة قريبا بين …», «ويلتقي الرئيس X قريبا نظيره»."""
    grammar, last = clause.grammar, clause.trigger.last
    return not grammar.soon.isdisjoint(clause.words(last, last + _SOON))


def threatened(clause: Clause) -> bool:
    """«هددت بإلغاء القمة مع X»، «من المحتمل تأجيل الاجتماع»: what somebody may yet call off is still to come."""
    first, grammar = clause.trigger.first, clause.grammar
    denials = clause.events(max(0, first - _DENIED), first, "denial", "postponed")
    near = clause.words(denials[-1] - _THREAT, denials[-1]) if len(denials) == 1 else []
    return any(rest in grammar.threatens for word in near for _, rest in readings(word))
