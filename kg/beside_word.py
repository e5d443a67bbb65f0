"""Parties of any kind right beside a word for talks: «تباحث الاتحاد الأفريقي مع الوزير X»، «عقدت الوزارة ووفد الاتحاد
جلسة مباحثات».

The frames know officials and states each by their own order; this one asks only that nothing stands between the word,
the two and what joins them, so it is read where no frame says anything, or only one side.
"""

from __future__ import annotations

from kg.bodies import Sides
from kg.clauses import Clause, differ, is_fronted
from kg.mention import Mention
from kg.state_contacts import when_and_where

_PARTIES = frozenset({"official", "counterpart", "group", "state", "org", "body"})
_FRAMES = frozenset({"talk", "gather", "talks"})
_ADJECTIVES = 3  # words from talks to «مع»: «مباحثات أمنية موسعة مع»


def beside(clause: Clause) -> Sides | None:
    """The two sides of a verb or noun of talks, or None."""
    if clause.frame not in _FRAMES:
        return None
    parties = [m for m in clause.sentence.mentions if m.kind in _PARTIES]
    one = _subject(clause, parties)
    if one is None or clause.trigger.value.word.endswith(tuple(clause.grammar.his)):
        return None
    start = max(one.last, clause.trigger.last)
    if clause.trigger.value.word in clause.grammar.holds:
        return _held(clause, parties, one, start)
    other = _with(clause, parties, start)
    two = clause.frame == "gather" or clause.trigger.value.word in clause.grammar.confers
    if other is None and two and one.first >= clause.trigger.last:
        other = _and(clause, parties, one)
    return _two(one, other)


def _subject(clause: Clause, parties: list[Mention]) -> Mention | None:
    """Whoever stands right behind the word, or right before the verb."""
    first, last = clause.trigger.first, clause.trigger.last
    behind = next((m for m in parties if m.first == last), None)
    if behind is not None:
        return behind if not behind.link else None
    if clause.frame == "talks":
        return None
    before = [m for m in parties if m.last <= first][-1:]
    return before[0] if before and not before[0].link and is_fronted(clause, before) else None


def _held(clause: Clause, parties: list[Mention], one: Mention, start: int) -> Sides | None:
    """«عقد S اجتماعا مع O»، «عقد S وO اجتماعا»."""
    joined = _and(clause, parties, one) if one.first >= clause.trigger.last else None
    start = joined.last if joined else start
    noun = next(iter(clause.triggers(start, start + _ADJECTIVES)), None)
    if noun is None or noun.value.frame != "talks" or not when_and_where(clause, start, noun.first):
        return None
    other = _with(clause, parties, noun.last)
    return _two(one, joined if other is None else other if joined is None else None)


def _with(clause: Clause, parties: list[Mention], start: int) -> Mention | None:
    """Whoever «مع» leads to right behind a token, past adjectives, a day and a place."""
    near = next((m for m in parties if m.first >= start), None)
    joins = clause.grammar.with_ | (clause.grammar.by if clause.frame == "gather" else frozenset())
    if near is None or near.link not in joins or next(iter(clause.triggers(start, near.first)), None):
        return None
    if near.kind == "state" and near.link in clause.grammar.by:
        return None  # «تباحث X بالجزائر»: where
    close = near.first - start <= _ADJECTIVES or when_and_where(clause, start, near.first)
    return near if close else None


def _and(clause: Clause, parties: list[Mention], one: Mention) -> Mention | None:
    """Whoever «و» joins to somebody right behind him."""
    near = next((m for m in parties if m.first >= one.last), None)
    return near if near and near.link in clause.grammar.and_ and near.first - one.last <= 1 else None


def _two(one: Mention, other: Mention | None) -> Sides | None:
    """Two told to act for different states or organisations."""
    if other is None or not differ(one, other):
        return None
    told = all(m.country or m.org or m.kind == "counterpart" for m in (one, other))
    return ((one,), (other,)) if told else None
