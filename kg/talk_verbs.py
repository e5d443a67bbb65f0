"""Frames of the verbs of talking: بحث، تباحث، ناقش، أجرى محادثات; and of verbs in the dual."""

from __future__ import annotations

from dataclasses import replace

from kg import bodies, committees, state_contacts, two_states
from kg.bodies import Sides
from kg.clauses import OFFICIALS, PERSONS, VERB_REACH, Clause, contrast, of_whom_told
from kg.coordination import Group
from kg.mention import Mention
from kg.talks import CHAIRED, DAY_AND_PLACE, GATHERED, said_since, to_hold_others
from kg.tokens import surfaces

_PAIR = 2
_HELD_BETWEEN = 6  # words from «القمة التي تعقد» to «بين»
_OF_KIN = 3  # words from «زوج ابنة» to whose
_OBJECT = 2  # words and marks at least between «ناقش X» and another person, whose case it is


def talk(clause: Clause) -> Sides | None:
    """بحث / ناقش / عقد … S … مع O; with coordinated or dual subjects the subjects are the sides."""
    heads = bodies.heads_of_sides(clause) or of_whom_told(clause)
    if heads:
        return heads
    leads = clause.trigger.value.word in clause.grammar.leads
    if leads and (heads := _committee_led(clause)):
        return heads
    groups = clause.after(VERB_REACH)
    beside = next((g for g in groups[1:] if leads and _beside(clause, g[0])), None)
    if beside and contrast(groups[0][0], beside[0]):
        return tuple(groups[0]), tuple(beside)  # «ترأس X الاجتماع، إلى جانب Y»
    first = clause.trigger.first
    goes_on = clause.trigger.clitic in clause.grammar.and_ | clause.grammar.then
    opens = clause.grammar.as_well | clause.grammar.whereupon
    goes_on = goes_on or not opens.isdisjoint(clause.words(first - 1, first))
    before = [] if goes_on else clause.before(4)  # «مع الوزير X، وعقد اجتماعا مع …»: whose, stands farther off
    for position, group in enumerate(groups):
        if group[0].link in clause.grammar.with_:
            if to_hold_others(clause, group[0]):
                break
            subject = _subject(clause, groups[:position]) or before
            host = None if subject else bodies.host(clause, group[0]) or bodies.institution(clause, group[0])
            return (host,) if host else tuple(subject), tuple(group)
    if clause.trigger.value.word in clause.grammar.holds:
        for position, group in enumerate(groups):
            nouns = clause.triggers(clause.trigger.last, group[0].first)
            if group[0].link in clause.grammar.by and any(t.value.frame == "talks" for t in nouns):
                subject = _subject(clause, groups[:position]) or before
                told = bool(subject) or goes_on  # «عقد X اجتماعا … بالسفير Y»، «وعقد لقاء بالوزير»
                return (tuple(subject), tuple(group)) if told else None
    if clause.both_subjects() and not [g for g in groups if not clause.is_both(g)]:
        return _heads_of_both(clause) or ((), ())
    if not groups and (both := committees.held(clause) or two_states.held_by_two(clause)):
        return both
    partner = bodies.with_body(clause) or two_states.with_side(clause) or two_states.with_state(clause)
    if partner and len(groups) <= 1 and _holds_with(clause, partner):
        subject = groups[0] if groups and groups[0][0].last <= partner.first else before
        bare = partner.kind in {"state", "org"}
        if not groups and (state := two_states.holder(clause) or state_contacts.first_told(clause)):
            near = bodies.state_like(clause, partner.first, partner.last + GATHERED)
            return (state,), (partner, *(bodies.further(clause, near, partner) if partner in near else ()))
        theirs = groups and groups[0][0].first - partner.last <= _PAIR and groups[0][0].link in clause.grammar.and_
        word, feminine = clause.trigger.value.word, tuple(clause.grammar.she_did)
        that = first > 0 and clause.tokens[first - 1].text in clause.grammar.that  # «من المتوقع أن يجري محادثات مع …»
        he = not (word.startswith(feminine) or word.endswith(feminine))  # «وتجري مفاوضات مع روسيا»: they go on
        dropped = (goes_on and not bare) or (he and (goes_on or that))
        if not subject and dropped and (not groups or theirs):
            return (), (partner, *(groups[0] if groups else ()))  # «وأجرى لقاءات مع الحكومة اليمنية وقيادات X»
        said = bare and subject is before and subject and said_since(clause, subject[-1])
        return (tuple(subject), (partner,)) if subject and not subject[0].link and not said else None
    begins = groups[0][0].first if groups else 0
    if any(t.value.type == "signing" for t in clause.triggers(clause.trigger.last, begins)):
        return None  # «أشرف على توقيعها X وY»
    if groups and not clause.grammar.composed.isdisjoint(clause.words(begins - 3, begins)):
        made_of = (replace(groups[0][0], link=""), *groups[0][1:])  # «مع اللجنة المكونة من ممثل …»
        return tuple(before or clause.before(14)), made_of
    if len(groups) > 1 and not clause.grammar.composed.isdisjoint(
        clause.words(groups[1][0].first - 3, groups[1][0].first)
    ):  # «واستعرض X أمام اللجنة المكونة من ممثل … Y، وسفير … Z»
        return (tuple(groups[0]), (replace(groups[1][0], link=""), *groups[1][1:])) if not groups[0][0].link else None
    pair = groups[0] if groups else before
    if groups and pair[0].link in clause.grammar.between:
        nouns = clause.triggers(clause.trigger.last, pair[0].first)
        if any(t.value.frame == "talks" for t in nouns):
            return None  # «اتفقت الدولتان على عقد قمة بين X وY»: theirs, whoever agreed
        if clause.near(pair) <= _HELD_BETWEEN and clause.trigger.value.word in clause.grammar.holds:
            return ((pair[0],), tuple(pair[1:])) if len(pair) > 1 and contrast(pair[0], pair[1]) else None
    holding = clause.trigger.value.word in clause.grammar.holds and not _hold_talks(clause, pair)
    if len(pair) >= 2 and (pair[0].countries or contrast(pair[0], pair[1])) and not holding:
        return (pair[0],), tuple(pair[1:])
    if holding and len(pair) == _PAIR and _known_both(pair) and _talks_behind(clause, pair):
        return (pair[0],), (pair[1],)  # «وأجرى X وY مباحثات»: those named before, whoever they act for
    return None


def _heads_of_both(clause: Clause) -> Sides | None:
    """«عقد الجانبان العماني والإيراني اجتماعهما برئاسة X وY»: who stood for the two."""
    last, states = clause.trigger.last, two_states.told_both(clause)
    there = next(iter(clause.events(last, last + CHAIRED, "headed")), None)
    led = next(iter(clause.groups_from(there + 1)), []) if there is not None and states else []
    if len(led) != _PAIR or there is None or led[0].first - there > _PAIR:
        return None
    one, other = committees.of_committee(led, ((states[0],), (states[1],)))
    return ((one,), (replace(other, link=""),)) if contrast(one, other) else None


def _committee_led(clause: Clause) -> Sides | None:
    """«ترأس X اجتماع اللجنة العراقية الإيرانية المشتركة، بحضور Y»: he and the first of the other state of the two."""
    last, nouns = clause.trigger.last, surfaces(clause.grammar.committee)
    words = range(last, min(last + CHAIRED, len(clause.tokens)))
    start = next((i for i in words if clause.tokens[i].text in nouns), None)
    states = committees.committee(clause, start) if start is not None else None
    if states is None:
        return None
    codes = {side[0].country for side in states}
    named = [m for m in clause.sentence.mentions if m.kind in OFFICIALS and m.name and not m.org]
    head = next((m for m in named if 0 <= m.first - last <= 1 or 0 <= clause.trigger.first - m.last <= 1), None)
    named = [m for m in named if m.country in codes]
    if head and head.country not in {None, *codes}:
        return None
    other = next((m for m in named if head and m.first > head.last and m.country != head.country), None)
    if head and other:  # «ترأس وزير الداخلية X، بمعية نظيره الجزائري Y، أشغال اللجنة التونسية الجزائرية»
        head = replace(head, country=head.country or next(c for c in codes if c != other.country))
    return ((head,), (replace(other, link=""),)) if head and other else None


def _beside(clause: Clause, m: Mention) -> bool:
    """«إلى جانب» right before somebody."""
    return clause.has_event(m.first - _PAIR, m.first, "besides")


def _holds_with(clause: Clause, partner: Mention) -> bool:
    """«أجرى محادثات مع الحكومة»، «بحث مع الحكومة»; «تطرق إلى المحادثات مع الحكومة» tells of others."""
    nouns = (t for t in clause.triggers(clause.trigger.last, partner.first) if t.value.frame == "talks")
    return clause.trigger.value.word in clause.grammar.holds or next(nouns, None) is None


def _subject(clause: Clause, groups: list[Group]) -> Group:
    """«أجرى X، مرفوقا بـY، مباحثات مع …»: the last group before the other side that no preposition governs; «ناقش X
    قضية Y مع …»: the first one, where the verb has another object."""
    free = [group for group in groups if group[0].link not in clause.grammar.governed]
    apart = len(free) > 1 and free[1][0].first - free[0][-1].last >= _OBJECT
    if (
        apart
        and not free[0][0].link
        and clause.near(free[0]) == 0
        and clause.trigger.value.word not in clause.grammar.holds
    ):
        return free[0]
    return (free or groups)[-1] if groups else []


def _known_both(pair: Group) -> bool:
    return all(m.name and not m.role for m in pair)


def _hold_talks(clause: Clause, pair: Group) -> bool:
    """«عقد وزراء دفاع الأردن والعراق ولبنان اجتماعا»، «عقد X، وY، جلسة محادثات»: those of several states, and the talks
    right behind them."""
    if len(pair) < 2 or not (pair[0].countries or contrast(pair[0], pair[1])):
        return False
    return _talks_behind(clause, pair)


def _talks_behind(clause: Clause, pair: Group) -> bool:
    """Talks right behind those who held them, or behind day and place: «، اليوم الاثنين في مدريد، اجتماعا»."""
    last = pair[-1].last
    found = next(iter(clause.triggers(last, last + DAY_AND_PLACE)), None)
    if found is None or found.value.frame != "talks":
        return False
    return found.first < last + 3 or not any(
        m.kind in PERSONS for m in clause.sentence.mentions if last <= m.first < found.first
    )


def dual(clause: Clause) -> Sides | None:
    """S وO … استعرضا; S وS' … بحثا مع O."""
    pair = clause.before(8)
    if len(pair) >= 2:
        if not contrast(pair[0], pair[1]) and (others := _met_by_them(clause)):
            kin = clause.grammar.kin_of
            own = tuple(m for m in pair if kin.isdisjoint(clause.words(m.first - _OF_KIN, m.first)))
            return own, others  # «X، زوج ابنة الرئيس Y، وZ ناقشا مع …»
        return (pair[0],), tuple(pair[1:])
    if states := two_states.held_by_two(clause):
        return states
    joined = clause.trigger.clitic in clause.grammar.and_ | clause.grammar.then
    return ((), ()) if joined or clause.both_subjects() else None  # «وكان في استقباله X وعقدا جلسة مباحثات»


def _met_by_them(clause: Clause) -> tuple[Mention, ...]:
    """«X وY، حيث عقدا سلسلة من اللقاءات مع مسؤولين روس»: whom two of one side met."""
    groups = clause.after(VERB_REACH)
    return tuple(groups[0]) if groups and groups[0][0].link in clause.grammar.with_ else ()
