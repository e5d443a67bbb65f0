"""Frames of talks: who spoke with whom, where a word for talks or for what was talked about tells of it."""

from __future__ import annotations

from dataclasses import replace

from kg import bodies, committees, several_states, state_contacts, talks_with, two_states
from kg.bodies import Sides
from kg.clauses import OFFICIALS, Clause, both_behind, both_told, contrast, differ, speaker_and_hearer
from kg.coordination import Group
from kg.mention import Mention
from kg.presence import headed_by_both, held_by, in_presence
from kg.tokens import DASHES, surfaces

_NOUN_REACH = 14
_PAIR = 2
_HIM_AND = 7  # words from talks to whom «بينه وبين» tells
_BROUGHT_HIM = 12  # words from talks to whom «جمعه بـ» tells
_BROUGHT = 5  # words from talks to «ضم الوزيرين»
GATHERED = 14  # words from talks to those whom «جمع» brought together
CHAIRED = 20  # words from a meeting of two states to «برئاسة»
DAY_AND_PLACE = 12  # words from those who held talks to the word for them
_HELD = 10  # words from who came for talks to those talks
_COMMITTEE = 5  # words from talks to «اللجنة … المصرية الإماراتية», before whom else the sentence names
_TOLD_BEHIND = 4  # words from talks to «عقدناها»
_SPOKE = 20  # words from several who spoke to the talks at which they did
_OPENED = 6  # words of a sentence that talks open («وفي زيارة للقاء …»)
_UNDER = 3  # words from «تحت (الرئاسة المشتركة لـ)» to who chaired
_BOTH_REACH = 14  # words from talks to «الوزيران», who held them


def to_hold_others(clause: Clause, m: Mention) -> bool:
    """«تجري محادثات مع بيونغ يانغ لعقد قمة مع X»: whom the one they wish for will be with."""
    grammar = clause.grammar
    if clause.frame == "talk" and clause.trigger.value.word not in grammar.holds:
        return False
    others = clause.triggers(clause.trigger.last, m.first)
    return any(t.clitic in grammar.for_ and t.value.word in grammar.holding for t in others)


def said_since(clause: Clause, m: Mention) -> bool:
    """«قال X إن السلطة تجري اتصالات مع …»: who said so is not who holds them."""
    return not clause.grammar.that.isdisjoint(clause.words(m.last, clause.trigger.first))


def talks(clause: Clause) -> Sides | None:
    """لقاء / مباحثات … بين S وO؛ S مع O؛ جمع S بO؛ مع O؛ بين مصر والصين."""
    first = clause.trigger.first
    if clause.has_event(first - 2, first, "attendance"):
        return bodies.attended(clause)
    if on := two_states.carried_on(clause) or state_contacts.held_by(clause):
        return on
    if not two_states.told_held(clause):
        return talks_with.with_one(clause)
    groups = [g for g in clause.after(40) if not clause.is_both(g)]
    heads = bodies.heads_of_sides(clause) or _head_named(clause)
    if heads:
        return heads
    together = not clause.grammar.of_several.isdisjoint(clause.words(clause.trigger.last, clause.trigger.last + 1))
    if (several := several_states.of_several(clause)) and _before_persons(clause, several, groups):
        return several
    if (singly := clause.told_singly(groups)) and not together:
        return tuple(singly[0]), tuple(singly[1])
    if (behind := both_behind(clause))[0]:
        return behind
    if clause.both_sides() or _brought_both(clause) or _we_held(clause):
        return _two_before(clause) or ((), ())
    if subject := _with_him(clause):
        return (), tuple(subject[:1])
    if groups and _between_him(clause, groups[0]):
        return tuple(clause.before()[:1]), tuple(groups[0])
    if groups and (gathered := _gathered_by(clause, groups)):
        return gathered
    persons = _talks_of_persons(clause, groups) if groups else None
    if persons == ((), ()):
        return ((), ()) if two_states.of_both_states(clause) else None  # «القمة بين زعيمي البلدين»
    led = groups[0][0].first if groups else 0
    attending = not groups or clause.has_event(led - _UNDER, led, "attendance", "headed")
    pair = persons or bodies.between(clause, bodies.told_between(clause, 10))
    if pair and not persons and all(side and side[0].kind in {"state", "org"} for side in pair):
        pair = (
            in_presence(clause, CHAIRED) or headed_by_both(clause, pair, CHAIRED) or pair
        )  # «لقاء بين الجزائر وتونس، برئاسة الوزير X ونظيره Y»
    pair = pair or (in_presence(clause) if attending else None)
    pair = pair or (_carried_on(clause) if not groups or clause.near(groups[0]) > _COMMITTEE else None)
    pair = pair or (_said_there(clause) if not groups or clause.near(groups[0]) > _NOUN_REACH else None)
    if (
        pair is None
        and not groups
        and (partner := bodies.with_body(clause) or two_states.with_side(clause) or two_states.with_state(clause))
    ):
        return _held_with(clause, partner) or talks_with.with_one(clause)
    if pair is None and not groups and _of_both(clause):
        return (), ()
    pair = pair or _said_behind(clause, groups)
    pair = pair or (None if groups else two_states.of_two(clause))
    if pair is None and (not groups or clause.near(groups[0]) > _COMMITTEE):
        pair = committees.session(clause) if committees.committee(clause) else None
    return pair or talks_with.with_one(clause) or talks_with.in_presence_of(clause)


def _head_named(clause: Clause) -> Sides | None:
    """«الاجتماع بين الجانبين الكويتي والعراقي برئاسة X وY»."""
    named = two_states.told_both(clause)
    return headed_by_both(clause, ((named[0],), (named[1],)), CHAIRED) if named else None


def _before_persons(clause: Clause, states: Sides, groups: list[Group]) -> bool:
    """«اجتماع ثلاثي لمصر والسودان وإثيوبيا …، قال الوزير X»: nobody is told to have been there for the states."""
    if not groups:
        return True
    last, first = states[1][-1].last, groups[0][0].first
    return first >= last and not clause.has_event(last, first, "attendance", "headed")


def _two_of_each(lead: Group) -> Sides | None:
    """«اجتماع بين وزير الخارجية X ورئيس المخابرات Y، ووزير خارجية السودان Z ورئيس المخابرات السوداني W»: those whom
    nobody gives another state stand before those of one."""
    first = lead[0].country
    at = next((k for k, m in enumerate(lead) if k and (m.country or m.org or m.kind == "counterpart")), 0)
    ours, theirs = lead[:at], lead[at:]
    if not at or (first and first == theirs[0].country):
        return None
    told = len(ours) >= _PAIR and all(m.role and m.name for m in ours) and bool(theirs[0].role)
    return (tuple(ours), tuple(theirs)) if told else None


def _before_and(clause: Clause, m: Mention) -> Mention | None:
    """«اجتماع بين طالبان والمبعوث الأمريكي X»: the state or movement between which and somebody talks were held."""
    near = bodies.told_between(clause, _BROUGHT)
    found = bodies.state_like(clause, clause.trigger.last, m.first)[:1]
    told = [s for s in found if s.link in clause.grammar.between and m.first - s.last <= 1]
    return next((s for s in told if s.first - clause.trigger.last <= near and differ(s, m)), None)


def _we_held(clause: Clause) -> bool:
    """«المباحثات المشتركة التي عقدناها»: in a letter, of who writes it and to whom."""
    return not clause.grammar.we_held.isdisjoint(clause.words(clause.trigger.last, clause.trigger.last + _TOLD_BEHIND))


def _carried_on(clause: Clause) -> Sides | None:
    """«اختتم الوزير X ونظيره Y، اليوم، محادثات …»: the two behind a verb of beginning, going on or ending."""
    pair = clause.before(DAY_AND_PLACE)
    if len(pair) < _PAIR or pair[0].link or not contrast(pair[0], pair[1]):
        return None
    opens = not surfaces(clause.grammar.carries_on).isdisjoint(clause.words(pair[0].first - 1, pair[0].first))
    return ((pair[0],), tuple(pair[1:])) if opens else None


def _beside_whom(clause: Clause, groups: list[Group]) -> Sides | None:
    """«القمة التي تجمع إلى جانبه كلا من X وY»، «يجمع إلى جانب X كلا من Y وZ»: he and each of the others."""
    first = groups[0][0].first
    words = clause.words(first - 3, first)
    if not clause.grammar.beside_him.isdisjoint(words):
        return tuple(_pronoun(clause)[:1]), tuple(groups[0])
    beside = clause.has_event(first - 2, first, "besides")
    return (tuple(groups[0][:1]), tuple(groups[1])) if beside and len(groups) > 1 else None


def _held_by_another(clause: Clause, lead: Group) -> bool:
    """«محادثات أجراها كارتر مع رئيس …»: somebody held them whose office nobody tells."""
    lexicon, tokens = clause.lexicon, clause.tokens
    for i in range(clause.trigger.last, lead[0].first - 1):
        if tokens[i].text in clause.grammar.gathers:
            holder = tokens[i + 1].text
            plain = holder in lexicon.common_words or holder in lexicon.function_words or tokens[i + 1].is_mark
            plain = plain or holder in lexicon.events or holder in lexicon.heads
            return not plain and not any(m.first <= i + 1 < m.last for m in clause.sentence.mentions)
    return False


def _held_with(clause: Clause, partner: Mention) -> Sides | None:
    """«وصل X لإجراء محادثات مع الحكومة المصرية»; «التزامه بالمحادثات مع الحكومة» tells of none."""
    first, grammar = clause.trigger.first, clause.grammar
    held = not (grammar.holds | grammar.during | grammar.did).isdisjoint(clause.words(first - _PAIR, first))
    subject = clause.before(_HELD) if held else []
    if subject and partner.kind in {"state", "org"} and said_since(clause, subject[-1]):
        return None  # «قال الرئيس إن واشنطن تجري محادثات مع بيونغ يانغ»
    return (tuple(subject[:1]), (partner,)) if subject else None


def _with_him(clause: Clause) -> Group:
    """«قال الرئيس X إن الزعيم Y أيد، خلال اجتماع معه، …»: Y; whom the pronoun means is told before him."""
    first, last, grammar = clause.trigger.first, clause.trigger.last, clause.grammar
    if (grammar.during | grammar.did).isdisjoint(clause.words(first - 1, first)):
        return []
    him = {w + his for w in grammar.with_ for his in grammar.his}
    return [] if him.isdisjoint(clause.words(last, last + _PAIR)) else clause.before(_HELD)


def _gathered_by(clause: Clause, groups: list[Group]) -> Sides | None:
    """«جمع لقاء غير معلن بالقاهرة كلا من X وY»، «وضم اللقاء الذي ترأسه X كلا من Y وZ»: the verb before the talks,
    behind them whom they brought together."""
    lead, first = groups[0], clause.trigger.first
    near = clause.near(lead) <= _BROUGHT_HIM
    gathers = not surfaces(clause.grammar.gathers).isdisjoint(clause.words(first - 1, first))
    relative = not clause.grammar.relative.isdisjoint(clause.words(clause.trigger.last, clause.trigger.last + 1))
    if gathers and relative and len(lead) == 1 and len(groups) > 1 and contrast(lead[0], groups[1][0]):
        return tuple(lead), tuple(groups[1])
    if not gathers or not near or len(lead) < _PAIR or lead[0].link or not contrast(lead[0], lead[1]):
        return None
    return (lead[0],), tuple(lead[1:])


def _pronoun(clause: Clause) -> Group:
    """Whom «القمة التي عقدها مع …» means: the subject of what somebody said, else who stands nearest before it."""
    first = clause.trigger.first
    that = max((i for i in range(first) if clause.tokens[i].text in clause.grammar.that), default=None)
    told = [m for m in clause.sentence.mentions if that is not None and m.first == that + 1 and m.kind == "official"]
    return told or clause.before()


def _between_him(clause: Clause, group: Group) -> bool:
    """«القمة بينه وبين X»، «لقاء جرى بينه وبين نظيره»: who was told of before, and who is told here."""
    grammar, first = clause.grammar, group[0].first
    held = clause.words(clause.trigger.last, first)[-1:]
    if group[0].kind == "counterpart" and group[0].link in grammar.and_ and not grammar.gathers.isdisjoint(held):
        return held[0].endswith(tuple(grammar.his))  # «مؤتمر صحفي عقده ونظيره X»
    if group[0].link not in grammar.between or clause.near(group) > _HIM_AND:
        return False
    words = clause.words(first - 3, first)
    return any(w == b + his for w in words for b in grammar.between for his in grammar.his)


def _said_there(clause: Clause) -> Sides | None:
    """«أكد X لنظيره Y، خلال لقاء في …، أن»: who spoke and whom he spoke to."""
    first, last, grammar = clause.trigger.first, clause.trigger.last, clause.grammar
    there = not (grammar.during | grammar.in_ | grammar.did).isdisjoint(clause.words(first - 1, first))
    elsewhere = not (grammar.with_ | grammar.between).isdisjoint(clause.words(last, last + _PAIR))
    if not there or elsewhere:
        return None
    met = clause.trigger.value.word.startswith(tuple(grammar.meeting_noun))
    # «منح X الرئاسة لـY، في مؤتمر صحفي»
    return (speaker_and_hearer(clause) if met else None) or _both_said_there(clause)


def _both_said_there(clause: Clause) -> Sides | None:
    """«دعا وزيرا الخارجية الفرنسي X والألماني Y في ختام اجتماع في برلين»: two who spoke there, where nobody else is
    told to have met."""
    grammar = clause.grammar
    if not _by_itself(clause) or (grammar.definite(clause.trigger.value.word) and not _jointly(clause)):
        return None
    if several := _of_several_states(clause) or _listed(clause):
        return several
    one, other = both_told(clause)
    near = bool(other) and clause.trigger.first - other[0].last <= _TOLD_BEHIND
    return (one, other) if near and contrast(one[0], other[0]) else None


def _of_several_states(clause: Clause) -> Sides | None:
    """«تعهد وزراء خارجية روسيا وتركيا وإيران خلال محادثات في …»: who hold one office, each for a state of his own."""
    first = clause.trigger.first
    told = [m for m in clause.sentence.mentions if m.countries and m.last <= first and first - m.last <= _SPOKE]
    told = [m for m in told if m.link not in clause.grammar.governed and m.first == told[-1].first]
    return ((told[0],), tuple(told[1:])) if len(told) >= _PAIR else None


def _listed(clause: Clause) -> Sides | None:
    """«أكد الرئيس التركي X والروسي Y والإيراني Z، بعد قمة جمعتهم في …»: three who spoke, each of his own state."""
    told = clause.before(_TOLD_BEHIND)
    alone = len({m.country for m in told} - {None}) == len(told)
    return ((told[0],), tuple(told[1:])) if len(told) > _PAIR and alone and not told[0].link else None


def _by_itself(clause: Clause) -> bool:
    """«في اجتماع في برلين»، «في قمة ثلاثية»، «في مؤتمر صحفي مشترك»: of nobody named behind it; what one alone tells the
    press is no meeting."""
    grammar, last = clause.grammar, clause.trigger.last
    behind = clause.tokens[last] if last < len(clause.tokens) else None
    press = clause.trigger.value.word.split()[0] in grammar.press_meeting and not _jointly(clause)
    if press or behind is None or behind.is_mark:
        return not press
    held = grammar.under_way | grammar.took_place  # «في قمة احتضنتها أنقرة»
    return behind.text in (grammar.in_ - grammar.by) | grammar.of_several | grammar.kind_of_meeting | held


def _jointly(clause: Clause) -> bool:
    """«مؤتمر صحفي مشترك»."""
    last = clause.trigger.last
    return not clause.grammar.jointly.isdisjoint((*clause.trigger.value.word.split(), *clause.words(last, last + 1)))


def _said_behind(clause: Clause, groups: list[Group]) -> Sides | None:
    """«وخلال لقاء في باريس، أكد الرئيس X ونظيره Y …»، «وفي مكالمة هاتفية، اتفق X وY على …»: the two who spoke there."""
    grammar, first = clause.grammar, clause.trigger.first
    pair = groups[0] if groups else []
    if not 0 < first <= _PAIR or len(pair) < _PAIR or pair[0].link or not contrast(pair[0], pair[1]):
        return None
    before = surfaces(grammar.during | grammar.in_ | grammar.did)
    said = clause.tokens[pair[0].first - 1].text in surfaces(grammar.statement | grammar.agrees)
    body = any(m.kind == "org" and clause.trigger.last <= m.first < pair[0].first for m in clause.sentence.mentions)
    if not said or body or not _by_itself_or_when(clause) or before.isdisjoint(clause.words(first - 1, first)):
        return None
    return (pair[0],), tuple(pair[1:])


def _by_itself_or_when(clause: Clause) -> bool:
    """Nothing but a place, a day or a mark behind the talks."""
    last = clause.trigger.last
    day = last < len(clause.tokens) and clause.tokens[last].text in clause.lexicon.weekdays
    return day or _by_itself(clause)


def _of_both(clause: Clause) -> bool:
    """«وخلال لقاء ثنائي عقد في …، أكد الوزيران …»: the two told of before met."""
    first, last = clause.trigger.first, clause.trigger.last
    during = not clause.grammar.during.isdisjoint(clause.words(first - 1, first))
    return during and first <= 2 and clause.has_event(last, last + _BOTH_REACH, "both")


def _two_before(clause: Clause) -> Sides | None:
    """«كان السفير X قد سلم الوزير Y الدعوة خلال لقاء جمعهما»: the subject and the only other one told before."""
    word = clause.words(clause.trigger.last, clause.trigger.last + 1)
    told = [m for m in clause.sentence.mentions if m.last <= clause.trigger.first and m.kind in OFFICIALS]
    theirs = word and word[0].endswith(tuple(clause.grammar.of_both))
    known = all(m.role or m.kind == "counterpart" for m in told)  # «هنأ X نظيره Y، في لقاء جمعهما»
    if not theirs or len(told) != _PAIR or told[0].link or not known:
        return None
    one, other = told
    told_on = other.link in {"", *clause.grammar.for_, *clause.grammar.to}
    return ((one,), (replace(other, link=""),)) if told_on and contrast(one, other) else None


def _brought_both(clause: Clause) -> bool:
    """«عقب لقاء موسع ضم الوزيرين»، «جلسة مباحثات برئاسة الوزيرين»، «الاجتماع الذي جمعهما»: the two told of before."""
    near = range(clause.trigger.last, min(clause.trigger.last + _BROUGHT, len(clause.tokens)))
    of_both = clause.grammar.of_both
    for i in near[:_PAIR]:
        word = clause.tokens[i].text
        if word in clause.grammar.held_by_two:
            return True  # «أكد X وY، إثر محادثات أجرياها في …»
        if any(word.removesuffix(them) in clause.grammar.gathers for them in of_both if word.endswith(them)):
            beside = clause.words(i + 1, i + 2)
            return (clause.grammar.with_ | clause.grammar.by).isdisjoint(beside)
    for i in near:
        gathers = clause.tokens[i].text in clause.grammar.gathers or clause.has_event(i, i + 1, "headed")
        if gathers and clause.has_event(i + 1, i + 2, "both"):
            named = [m for m in clause.sentence.mentions if m.first == i + 1]
            return all(clause.is_both([m]) for m in named)  # «جمع الرئيسين الفرنسي X والمصري Y»
    return False


def _talks_of_persons(clause: Clause, groups: list[Group]) -> Sides | None:
    """The sides of talks where officials are named; two empty sides where the words rule an encounter out."""
    grammar, last = clause.grammar, clause.trigger.last
    lead = groups[0]
    link, near = lead[0].link, clause.near(lead)
    if lead[0].head and lead[0].head.number == "plural" and lead[0].org and link in {"", *grammar.for_}:
        beside = len(groups) > 1 and groups[1][0].first - lead[-1].last <= 1 and groups[1][0].link in grammar.by
        if len(groups) > 1 and (beside or groups[1][0].link in grammar.with_) and not contrast(lead[0], lead[-1]):
            return tuple(lead), tuple(groups[1])  # «اجتماع وزراء خارجية مجلس … (والأمين العام) مع نظيرهم الأمريكي X»
        if len(lead) > 1 and lead[1].kind == "counterpart":
            return (lead[0],), tuple(lead[1:])
        return (), ()  # «اجتماع (لـ)وزراء خارجية حلف …» is that body's session
    if lead[0].head and lead[0].head.number == "counterpart-dual" and near <= 8:
        return tuple(clause.before()), tuple(lead)
    # «قمة تاريخية مطلع يونيو، من حيث المبدأ، بين X وY»
    apart = len(lead) >= _PAIR and contrast(lead[0], lead[1]) and not any(clause.triggers(last, lead[0].first))
    if link in grammar.between and near <= bodies.told_between(clause, GATHERED if apart else 8):
        if len(lead) >= 2:
            return _two_of_each(lead) or ((lead[0],), tuple(lead[1:]))
        joined = len(groups) > 1 and groups[1][0].link in grammar.and_ | grammar.between | grammar.with_
        # «بين ممثلي طالبان والحكومة الأفغانية»: a delegation and a body
        body = bodies.between(clause, bodies.told_between(clause, 10)) if lead[0].kind == "group" else None
        return (tuple(lead), tuple(groups[1])) if joined else body or ((), ())
    if link in grammar.and_ and (opposite := _before_and(clause, lead[0])):
        return (opposite,), (replace(lead[0], link=""), *lead[1:])
    reach = GATHERED if link in grammar.for_ else _BROUGHT
    if lead[0].countries and (holder := held_by(clause, lead[0])):
        return (holder,), tuple(replace(m, link="") for m in lead)
    if lead[0].countries and near <= reach and link not in grammar.with_ | grammar.by:
        near_by = len(groups) > 1 and groups[1][0].first - lead[-1].last <= 1
        others = groups[1] if near_by and groups[1][0].link in grammar.with_ else []
        # «اجتماع رباعي لوزراء داخلية سوريا والأردن ولبنان والعراق (مع نظيرهم المصري)»
        return (lead[0],), (*lead[1:], *(replace(m, link="") for m in others))
    if link in grammar.with_ | grammar.by and near <= GATHERED and _of_delegation(clause):
        return (), tuple(lead)
    gathering = [word for word in clause.words(last, min(last + GATHERED, lead[0].first)) if word in grammar.gathers]
    if gathering and near <= GATHERED and (host := _beside_whom(clause, groups)):
        return host
    if link in grammar.with_ and ((gathering and _held_by_another(clause, lead)) or to_hold_others(clause, lead[0])):
        return None
    his = gathering and gathering[0].endswith(tuple(grammar.his))
    if near <= _BROUGHT_HIM and his and link in grammar.by | grammar.with_:
        return tuple(_pronoun(clause)), tuple(lead)  # «اجتماع ثلاثي جمعه بوزير … ووزير …»
    if near <= GATHERED and gathering:
        with_whom = len(groups) > 1 and groups[1][0].link in grammar.with_ | grammar.by
        one_side = (
            with_whom and groups[1][0].first - lead[-1].last <= _PAIR and not contrast(lead[0], lead[1 % len(lead)])
        )
        if len(lead) >= 2 and differ(lead[0], lead[1]) and not one_side:
            return (lead[0],), tuple(lead[1:])
        if len(groups) > 1:
            second = next((g for g in groups[1:] if g[0].link in grammar.with_ | grammar.by), groups[1])
            return tuple(lead), tuple(second)
    if (link in grammar.with_ and near <= _NOUN_REACH) or (link in grammar.by and near == 0):
        return tuple(clause.before()) or bodies.host_of_talks(clause, lead[0]), tuple(lead)
    if near <= 2 and link in grammar.for_ and len(groups) > 1 and groups[1][0].link in grammar.with_:
        return tuple(lead), tuple(groups[1])  # «اجتماعين منفصلين للمسؤول التركي مع كل من …»
    if link in grammar.for_ and near <= _PAIR and len(lead) >= _PAIR and contrast(lead[0], lead[1]):
        return (lead[0],), tuple(lead[1:])  # «القمة السودانية المصرية للرئيسين المصري X والسوداني Y»
    if near != 0 and not (near <= 2 and link == ""):
        return None
    if len(groups) > 1 and len(lead) == 1 and differ(lead[0], groups[1][0]):
        between = clause.words(lead[0].last, groups[1][0].first)
        if len(between) == 1 and between[0] in DASHES:
            return (lead[0],), (groups[1][0],)  # «قمة ترمب - كيم»
    first = clause.trigger.first
    told = grammar.definite(clause.tokens[first].text) and not grammar.in_.isdisjoint(clause.words(first - 1, first))
    if told and not lead[0].link:
        return None  # «كلمة لممثل الرئيس في الاجتماع X رحب فيها بالوزراء»: the meeting was told of before
    if len(groups) > 1 and groups[1][0].link in grammar.with_ | grammar.by | grammar.for_:
        return tuple(lead), tuple(groups[1])
    his = lead[0].kind == "counterpart" or clause.trigger.clitic in grammar.for_  # «زيارة X للقاء نظيره Y والرئيس Z»
    if len(lead) >= 2 and differ(lead[0], lead[1]) and not (his and clause.before(12)):
        return (lead[0],), tuple(lead[1:])
    if clause.trigger.value.word.startswith(tuple(grammar.meeting_noun)) and link in {"", *grammar.by, *grammar.for_}:
        before = clause.before(12)
        if before:
            return tuple(before[:1]), tuple(lead)
        if clause.trigger.clitic in grammar.for_ and not near:
            return _came_for(clause, groups)
    return None


def _of_delegation(clause: Clause) -> bool:
    """«لقاء الوفد بالمدير العام X»، «لقاء جمع الضيف على هامش الدورة بالأمين العام X»: talks of those who came."""
    last = clause.trigger.last
    at = last + (not clause.grammar.gathers.isdisjoint(clause.words(last, last + 1)))
    told = clause.has_event(at, at + 1, "delegation", "guest")
    return told and clause.grammar.definite(clause.tokens[at].text)


def _came_for(clause: Clause, groups: list[Group]) -> Sides | None:
    """«زار X، في أول أيام العيد، أديس أبابا للقاء رئيس وزرائها Y»، «وفي زيارة لفنزويلا للقاء نظيره Y، قال الرئيس X»:
    whoever made the journey of which they are the purpose."""
    first = clause.trigger.first
    if not any(t.value.type == "visit" for t in clause.triggers(first - DAY_AND_PLACE, first)):
        return None
    if any(m.kind == "official" and m.last <= first for m in clause.sentence.mentions):
        return (), tuple(groups[0])
    if groups[0][0].kind == "counterpart" and first > _OPENED:
        return (), tuple(groups[0])  # «ومن المقرر أن يغادر إلى القاهرة للقاء نظيره Y»
    said = surfaces(clause.grammar.statement)
    spoke = [g for g in groups[1:2] if not g[0].link and clause.tokens[g[0].first - 1].text in said]
    return (tuple(spoke[0][:1]), tuple(groups[0])) if spoke else None
