"""Frames of talks: who spoke with whom, where a word for talks or for what was talked about tells of it."""

from __future__ import annotations

from dataclasses import replace

from kg import bodies
from kg.bodies import Sides
from kg.clauses import VERB_REACH, Clause, Group, contrast, differ

_NOUN_REACH = 14
_PAIR = 2
_HELD = 9  # words from those who held talks, past where and when, to the word for them
_BROUGHT = 5  # words from talks to «ضم الوزيرين»
_GATHERED = 14  # words from talks to those whom «جمع» brought together
_PRESENCE = 10  # words from a meeting to «بحضور»
_BOTH_REACH = 14  # words from talks to «الوزيران», who held them


def talk(clause: Clause) -> Sides | None:
    """بحث / ناقش / عقد … S … مع O; with coordinated or dual subjects the subjects are the sides."""
    heads = bodies.heads_of_sides(clause)
    if heads:
        return heads
    groups = clause.after(VERB_REACH)
    before = clause.before(4)
    for position, group in enumerate(groups):
        if group[0].link in clause.grammar.with_:
            subject = _subject(clause, groups[:position]) or before
            host = None if subject else bodies.institution(clause, group[0])
            return (host,) if host else tuple(subject), tuple(group)
    if clause.trigger.value.word in clause.grammar.holds:
        for position, group in enumerate(groups):
            nouns = clause.triggers(clause.trigger.last, group[0].first)
            if group[0].link in clause.grammar.by and any(t.value.frame == "talks" for t in nouns):
                subject = _subject(clause, groups[:position]) or before
                return (tuple(subject), tuple(group)) if subject else None  # «عقد X اجتماعا … بالسفير Y»
    if clause.both_subjects() and not [g for g in groups if not clause.is_both(g)]:
        return (), ()
    first = groups[0][0].first if groups else 0
    if groups and not clause.grammar.composed.isdisjoint(clause.words(first - 3, first)):
        made_of = (replace(groups[0][0], link=""), *groups[0][1:])  # «مع اللجنة المكونة من ممثل …»
        return tuple(before or clause.before(14)), made_of
    pair = groups[0] if groups else before
    holding = clause.trigger.value.word in clause.grammar.holds and not _hold_talks(clause, pair)
    if len(pair) >= 2 and (pair[0].countries or contrast(pair[0], pair[1])) and not holding:
        return (pair[0],), tuple(pair[1:])
    if holding and len(pair) == _PAIR and _known_both(pair) and _talks_behind(clause, pair):
        return (pair[0],), (pair[1],)  # «وأجرى X وY مباحثات»: those named before, whoever they act for
    return None


def _subject(clause: Clause, groups: list[Group]) -> Group:
    """«أجرى X، مرفوقا بـY، مباحثات مع …»: the last group before the other side that no preposition governs."""
    free = [group for group in groups if group[0].link not in clause.grammar.governed]
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
    last = pair[-1].last
    return any(t.value.frame == "talks" for t in clause.triggers(last, last + _HELD))


def dual(clause: Clause) -> Sides | None:
    """S وO … استعرضا."""
    pair = clause.before(8)
    if len(pair) >= 2:
        return (pair[0],), tuple(pair[1:])
    joined = clause.trigger.clitic in clause.grammar.and_ | clause.grammar.then
    return ((), ()) if joined or clause.both_subjects() else None  # «وكان في استقباله X وعقدا جلسة مباحثات»


def talks(clause: Clause) -> Sides | None:
    """لقاء / مباحثات … بين S وO؛ S مع O؛ جمع S بO؛ مع O؛ بين مصر والصين."""
    first = clause.trigger.first
    if clause.has_event(first - 2, first, "attendance"):
        return bodies.attended(clause)
    groups = [g for g in clause.after(40) if not clause.is_both(g)]
    heads = bodies.heads_of_sides(clause)
    if heads:
        return heads
    if groups and clause.lists(groups[0]):  # «وشملت اللقاءات كلا من …»
        return (), tuple(groups[0])
    if clause.both_sides() or _brought_both(clause):
        return (), ()
    persons = _talks_of_persons(clause, groups) if groups else None
    if persons == ((), ()):
        return None
    attending = not groups or clause.has_event(groups[0][0].first - 1, groups[0][0].first, "attendance", "headed")
    pair = persons or bodies.between(clause, 10) or (_in_presence(clause) if attending else None)
    if pair is None and not groups:
        pair = ((), ()) if _of_both(clause) else bodies.committee(clause)
    return pair


def _in_presence(clause: Clause) -> Sides | None:
    """«عقد اجتماع بحضور (برئاسة) وزير الداخلية المصري X ونظيره السوداني Y»: those of two states who were there."""
    last = clause.trigger.last
    there = next(iter(clause.events(last, last + _PRESENCE, "attendance", "headed")), None)
    found = clause.groups_from(there + 1) if there is not None else []
    lead = found[0] if found else []
    if len(lead) < _PAIR or there is None or lead[0].first - there > _PAIR or not contrast(lead[0], lead[1]):
        return None
    return (lead[0],), tuple(lead[1:])


def _of_both(clause: Clause) -> bool:
    """«وخلال لقاء ثنائي عقد في …، أكد الوزيران …»: the two told of before met."""
    first, last = clause.trigger.first, clause.trigger.last
    during = not clause.grammar.during.isdisjoint(clause.words(first - 1, first))
    return during and first <= 2 and clause.has_event(last, last + _BOTH_REACH, "both")


def _brought_both(clause: Clause) -> bool:
    """«عقب لقاء موسع ضم الوزيرين»: the two told of before."""
    for i in range(clause.trigger.last, min(clause.trigger.last + _BROUGHT, len(clause.tokens))):
        if clause.tokens[i].text in clause.grammar.gathers and clause.has_event(i + 1, i + 2, "both"):
            named = [m for m in clause.sentence.mentions if m.first == i + 1]
            return all(clause.is_both([m]) for m in named)  # «جمع الرئيسين الفرنسي X والمصري Y»
    return False


def _talks_of_persons(clause: Clause, groups: list[Group]) -> Sides | None:
    """The sides of talks where officials are named; two empty sides where the words rule an encounter out."""
    grammar, last = clause.grammar, clause.trigger.last
    lead = groups[0]
    link, near = lead[0].link, clause.near(lead)
    if lead[0].head and lead[0].head.number == "plural" and lead[0].org and link == "":
        return (), ()  # «اجتماع وزراء خارجية حلف …» is that body's session
    if lead[0].head and lead[0].head.number == "counterpart-dual" and near <= 8:
        return tuple(clause.before()), tuple(lead)
    if link in grammar.between and near <= 8:
        if len(lead) >= 2:
            return (lead[0],), tuple(lead[1:])
        joined = len(groups) > 1 and groups[1][0].link in grammar.and_ | grammar.between | grammar.with_
        return (tuple(lead), tuple(groups[1])) if joined else ((), ())
    if lead[0].countries and near <= 5 and link not in grammar.with_ | grammar.by:
        return (lead[0],), tuple(lead[1:])  # «اجتماع رباعي لوزراء داخلية سوريا والأردن ولبنان والعراق»
    gathering = [word for word in clause.words(last, min(last + _GATHERED, lead[0].first)) if word in grammar.gathers]
    if near <= 5 and gathering and gathering[0].endswith(tuple(grammar.his)) and link in grammar.by | grammar.with_:
        return tuple(clause.before()), tuple(lead)  # «اجتماع ثلاثي جمعه بوزير … ووزير …»
    if near <= _GATHERED and gathering:
        if len(lead) >= 2 and (near <= 5 or differ(lead[0], lead[1])):
            return (lead[0],), tuple(lead[1:])
        if len(groups) > 1:
            second = next((g for g in groups[1:] if g[0].link in grammar.with_ | grammar.by), groups[1])
            return tuple(lead), tuple(second)
    if (link in grammar.with_ and near <= _NOUN_REACH) or (link in grammar.by and near == 0):
        return tuple(clause.before()) or bodies.host_of_talks(clause, lead[0]), tuple(lead)
    if near <= 2 and link in grammar.for_ and len(groups) > 1 and groups[1][0].link in grammar.with_:
        return tuple(lead), tuple(groups[1])  # «اجتماعين منفصلين للمسؤول التركي مع كل من …»
    if near != 0 and not (near <= 2 and link == ""):
        return None
    if len(groups) > 1 and groups[1][0].link in grammar.with_ | grammar.by | grammar.for_:
        return tuple(lead), tuple(groups[1])
    if len(lead) >= 2 and differ(lead[0], lead[1]):
        return (lead[0],), tuple(lead[1:])
    if clause.trigger.value.word.startswith(tuple(grammar.meeting_noun)) and link in {"", *grammar.by, *grammar.for_}:
        before = clause.before(12)
        if before:
            return tuple(before[:1]), tuple(lead)
    return None
