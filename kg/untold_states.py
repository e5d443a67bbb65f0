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

_ENVOYS = frozenset({"envoy", "secretary-general"})  # kinds of offices that organisations give
_CALLED = frozenset({"official", "envoy"})  # what such a one is called further on: «المسؤول الأممي»
_FURTHER_ON = 4  # sentences from his name to that
_ALONE = frozenset({"head", "sovereign", "heir", "minister"})  # kinds of offices that a state has one holder of


def name_the_unnamed(actors: Actors, affiliations: Affiliations) -> None:
    """Join an official known by office and state alone to the only one named with that office who likely serves it."""
    for called in [a for a in actors.actors if _called(a)]:
        first = called.mentions[0][0]
        before = [a for a in actors.actors if _envoy(a) and first - _FURTHER_ON < a.mentions[0][0] < first]
        alike = [a for a in before if affiliations.stated(a) in {None, called.org}]
        if len(alike) == 1:  # «استقبل X المنسق الإقليمي Y …. وناقش مع المسؤول الأممي …»
            alike[0].org = called.org
            actors.join(called, alike[0])
    unnamed = [a for a in actors.actors if _unnamed(a)]
    if not unnamed:
        return
    holders: dict[str, list[Actor]] = {}
    for actor in actors.actors:
        for key in set(_keys(actor)) if actor.kind == "official" and not actor.org else ():
            holders.setdefault(key, []).append(actor)
    for actor in unnamed:
        alike = list({id(a): a for key in _keys(actor) for a in holders[key]}.values())
        if any(a.named and a.country == actor.country for a in alike):
            continue  # another of that office and state has a name
        listed = any(m.countries for _, m in actor.mentions) and not affiliations.speaks_from(actor.country or "")
        may = [a for a in alike if a.named and a.country in {None, UNRESOLVED} and not listed]
        may = [a for a in may if affiliations.of_none(a, _of_others(a, alike)) == actor.country]
        if len(may) == 1 and not _beside(may[0], actor):
            actors.join(actor, may[0])


def _of_others(actor: Actor, alike: list[Actor]) -> set[str]:
    """The states of which an official is not, since others hold his office there: who has another name, or is told of
    beside him."""
    return {a.country for a in alike if a.country and a.country != UNRESOLVED and (a.named or _beside(actor, a))}


def _called(actor: Actor) -> bool:
    """«المسؤول الأممي»، «المبعوث الدولي»: one of an organisation, by no office of his own."""
    if actor.kind != "official" or actor.named or not actor.org or actor.country:
        return False
    return all(m.head and m.head.definite and m.head.category in _CALLED for _, m in actor.mentions)


def _envoy(actor: Actor) -> bool:
    """Somebody named with an office as organisations give it, of no state that is told."""
    return actor.kind == "official" and actor.named and not actor.country and not _ENVOYS.isdisjoint(actor.categories)


def _unnamed(actor: Actor) -> bool:
    """Who holds an office of a state, alone in it."""
    if actor.kind != "official" or actor.named or actor.org or actor.country in {None, UNRESOLVED}:
        return False
    return all(m.head and (m.countries or m.head.number in {"singular", "counterpart"}) for _, m in actor.mentions)


def _keys(actor: Actor) -> Iterator[str]:
    """The offices in which somebody is alone, each by one name; «رئيس» of nobody knows what is none."""
    for _, m in actor.mentions:
        alone = m.head is not None and m.head.category in _ALONE and not m.former
        alone = alone and not (m.name and m.head and m.head.number == "plural")  # «الوزراء السادة X وY»: one of several
        if alone and m.role_key and (" " in m.role_key or m.country or (m.head and m.head.definite)):
            yield "sovereign" if m.head and m.head.category == "sovereign" else office_key(m.role_key)


def _beside(one: Actor, other: Actor) -> bool:
    """Both are told of in one sentence: two, likely, but for «وزراء خارجية تونس والجزائر», of whom he may be one."""
    return not {n for n, _ in one.mentions}.isdisjoint(n for n, m in other.mentions if not m.countries)
