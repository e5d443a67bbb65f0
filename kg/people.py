"""Who is who: the persons behind the names of the statements, and which short name means which full one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.keys import name_tokens, office_key
from kg.statements import MentionStatement, PartyStatement

_SHARE = 0.1
"""A name is rare beside another one that was told ten times as often."""

PersonKey = tuple[str, str]
"""The name's words with spaces between them, and the IRI of the state or organisation served ('' for none)."""


@dataclass(slots=True)
class Named:
    """What the statements say of one name in the service of one state or organisation."""

    tokens: tuple[str, ...]
    behalf: str
    spellings: Counter[str] = field(default_factory=Counter)
    roles: set[str] = field(default_factory=set)
    without_role: bool = False

    @property
    def told(self) -> int:
        """How often it was told."""
        return self.spellings.total()

    @property
    def key(self) -> PersonKey:
        """The key that the person's IRI is made of."""
        return " ".join(self.tokens), self.behalf


def person_key(party: PartyStatement) -> PersonKey:
    """The key of a party that has a name."""
    return " ".join(name_tokens(party.name)), party.behalf


def collect(mentions: Iterable[MentionStatement]) -> dict[PersonKey, Named]:
    """Every name with its state or organisation, its spellings and its offices."""
    out: dict[PersonKey, Named] = {}
    for mention in mentions:
        for party in mention.parties:
            if not party.name:
                continue
            key = person_key(party)
            named = out.get(key)
            if named is None:
                named = out[key] = Named(name_tokens(party.name), party.behalf)
            named.spellings[party.name] += 1
            if party.role:
                named.roles.add(office_key(party.role))
            else:
                named.without_role = True
    return out


def link(names: dict[PersonKey, Named]) -> dict[PersonKey, PersonKey]:
    """For each name the one that stands for the same person; most stand for themselves.

    A short name means a longer one of the same state or organisation where ``_may_mean`` holds, and only where all the
    longer names that it may mean are one person. Longer names that are rare beside the short one do not count: they
    mean the short one. So where one article has a word too many behind a name, it neither parts the others from their
    fuller name nor stands for them all. The answer does not depend on the order of the input.
    """
    by_token: defaultdict[tuple[str, str], list[Named]] = defaultdict(list)
    for named in names.values():
        for token in set(named.tokens):
            by_token[named.behalf, token].append(named)
    means = {key: key for key in names}
    for named in sorted(names.values(), key=lambda n: (-len(n.tokens), n.key)):
        if not named.behalf:
            continue  # a bare name without a state may be anybody
        rarest = min((by_token[named.behalf, token] for token in set(named.tokens)), key=len)
        longer = [other for other in rarest if len(other.tokens) > len(named.tokens) and _may_mean(named, other)]
        meant = {_followed(means, other.key) for other in longer if not _rare(other, named)}
        if len(meant) == 1:
            (means[named.key],) = meant
        for other in longer:
            if _rare(other, named) and means[other.key] == other.key and other.key not in meant:
                means[other.key] = named.key
    together: defaultdict[PersonKey, list[Named]] = defaultdict(list)
    for key in names:
        together[_followed(means, key)].append(names[key])
    return {named.key: stands for group in together.values() for stands in [_standing(group)] for named in group}


def _followed(means: dict[PersonKey, PersonKey], key: PersonKey) -> PersonKey:
    while means[key] != key:
        key = means[key]
    return key


def _rare(one: Named, beside: Named) -> bool:
    """A full name is never rare beside a single word of it."""
    return len(beside.tokens) > 1 and one.told < _SHARE * beside.told


def _standing(group: list[Named]) -> PersonKey:
    """The key of the fullest name of a person that is not rare beside the most frequent one."""
    frequent = max(group, key=lambda named: (named.told, named.key))
    known = [named for named in group if not _rare(named, frequent)]
    return min((-len(named.tokens), -named.told, named.key) for named in known)[2]


def _may_mean(short: Named, long: Named) -> bool:
    """Whether a short name may mean a longer one: its words stand in the other in the same order, and

    - both were told with one office, or
    - the short name has two words at least and begins as the other does (a son is not his father: سلمان بن عبد العزيز
      is not محمد بن سلمان بن عبد العزيز), and one of the two was told without an office.

    A single word must be the first or the last of the longer name, and needs the office.
    """
    if not _in_order(short.tokens, long.tokens):
        return False
    same_office = bool(short.roles & long.roles)
    if len(short.tokens) == 1:
        return same_office and short.tokens[0] in (long.tokens[0], long.tokens[-1])
    untold = not short.roles or not long.roles
    return same_office or (untold and short.tokens[0] == long.tokens[0])


def _in_order(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    rest = iter(long)
    return all(token in rest for token in short)
