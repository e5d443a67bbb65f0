"""«الوزير X» and, elsewhere in the article, «وزير الخارجية التونسي»: one man, where the article speaks from Tunisia.

``entities`` joins mentions by what stands in them and around them; this asks once more when it is known for whom those
act of whom no state is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.affiliations import Affiliations
from kg.entities import Actor, Actors
from kg.keys import office_key
from kg.mention import UNRESOLVED

_ALONE = frozenset({"head", "sovereign", "heir", "minister"})  # kinds of offices that a state has one holder of


def name_the_unnamed(actors: Actors, affiliations: Affiliations) -> None:
    """Join an official known by office and state alone to the only one named with that office who likely serves it."""
    unnamed = [a for a in actors.actors if _unnamed(a)]
    if not unnamed:
        return
    named = [a for a in actors.actors if a.kind == "official" and a.named and not a.org]
    holders: dict[str, list[Actor]] = {}
    for actor in named:
        for key in set(_keys(actor)):
            holders.setdefault(key, []).append(actor)
    for actor in unnamed:
        known = list({id(a): a for key in _keys(actor) for a in holders.get(key, ())}.values())
        if any(a.country == actor.country for a in known):
            continue  # another of that office and state has a name
        may = [a for a in known if a.country in {None, UNRESOLVED} and affiliations.of(a) == actor.country]
        listed = any(m.countries for _, m in actor.mentions) and not affiliations.speaks_from(actor.country or "")
        if len(may) == 1 and not listed and not _beside(may[0], actor):
            actors.join(actor, may[0])


def _unnamed(actor: Actor) -> bool:
    """Who holds an office of a state, alone in it."""
    if actor.kind != "official" or actor.named or actor.org or actor.country in {None, UNRESOLVED}:
        return False
    return all(m.head and (m.countries or m.head.number in {"singular", "counterpart"}) for _, m in actor.mentions)


def _keys(actor: Actor) -> Iterator[str]:
    """The offices in which somebody is alone, each by one name; «رئيس» of nobody knows what is none."""
    for _, m in actor.mentions:
        alone = m.head is not None and m.head.category in _ALONE and not m.former
        if alone and m.role_key and (" " in m.role_key or m.country or (m.head and m.head.definite)):
            yield "sovereign" if m.head and m.head.category == "sovereign" else office_key(m.role_key)


def _beside(one: Actor, other: Actor) -> bool:
    """Both are told of in one sentence: two, likely, but for «وزراء خارجية تونس والجزائر», of whom he may be one."""
    return not {n for n, _ in one.mentions}.isdisjoint(n for n, m in other.mentions if not m.countries)
