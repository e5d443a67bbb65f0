"""«أجرت السعودية والكويت والإمارات محادثات مع البحرين»: where one state of a list is a side, all of the list are."""

from __future__ import annotations

from kg.clauses import Clause
from kg.mention import UNRESOLVED, Mention

_BARE = frozenset({"state", "org"})


def whole(clause: Clause, one: tuple[Mention, ...], other: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], ...]:
    """The two sides, each with the states that «و» joins to its own, before or behind."""
    if not (one and other):
        return one, other
    states = [m for m in clause.sentence.mentions if m.kind == "state" and m.country not in {None, UNRESOLVED}]
    taken = {m.country for m in (*one, *other)}
    told: list[tuple[Mention, ...]] = []
    for side in (one, other):
        more = _beside(clause, states, side, taken) if all(m.kind in _BARE for m in side) else side
        taken |= {m.country for m in more}
        told.append(more)
    return told[0], told[1]


def _beside(
    clause: Clause, states: list[Mention], side: tuple[Mention, ...], taken: set[str | None]
) -> tuple[Mention, ...]:
    """The states of one list that a side's states stand in; «مع إيران وروسيا», not «مع إيران وقالت روسيا»."""
    and_, out = clause.grammar.and_, list(side)
    for m in states:
        if m.first >= out[-1].last:
            if m.first - out[-1].last > 1 or m.link not in and_ or m.country in taken:
                break
            out.append(m)
    k = next((k for k, m in enumerate(states) if m.first == out[0].first), 0)
    while k and states[k].link in and_:
        before = states[k - 1]
        if states[k].first - before.last > 1 or before.country in taken:
            break
        out.insert(0, before)
        k -= 1
    return tuple(out)
