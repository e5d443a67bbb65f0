"""Across articles: one node for a person, a post, an encounter, however many articles tell of it.

The rules stand in ``docs/architecture.md``. All is computed from the statement layer alone, and comes out the same
whatever the order of the statements.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Quad

from kg.keys import role_key
from kg.people import PersonKey, collect, link, person_key
from kg.rdf import resolved_quads
from kg.resolution import Encounter, Official, Organisation, Participation, Person, Place, Post, Resolution, Run
from kg.statements import Fact, MentionStatement, PartyStatement, read_mentions
from kg.vocabulary import BASE, RW, Ids

_PRINCIPAL = RW.Principal.value


def resolve(facts: Iterable[Fact], *, base: str = BASE) -> list[Quad]:
    """The quads of the resolved graph for the facts of the statement layer (``kg.statements``)."""
    return resolved_quads(resolution(read_mentions(facts), base=base), base=base)


def resolution(mentions: Sequence[MentionStatement], *, base: str = BASE) -> Resolution:
    """Persons, posts, organisations, places and encounters of ``mentions``, each sorted by IRI."""
    return _Resolver(mentions, Ids(base)).result()


@dataclass(frozen=True, slots=True)
class _Part:
    """A party of a mention with the agent that it was found to be."""

    agent: str
    post: str
    party: PartyStatement


class _Resolver:
    def __init__(self, mentions: Sequence[MentionStatement], ids: Ids) -> None:
        self.ids = ids
        self.mentions = mentions
        self.names = collect(mentions)
        self.full = link(self.names)
        self.agent_of_name: dict[PersonKey, str] = {key: ids.person(*self.full[key]).value for key in self.names}
        self.post_labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.post_in: dict[str, str] = {}
        self.official_labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.posts_of: defaultdict[str, set[str]] = defaultdict(set)
        self.behalf_of: defaultdict[str, set[str]] = defaultdict(set)

    def result(self) -> Resolution:
        parts = [[self._part(mention, party) for party in mention.parties] for mention in self.mentions]
        return Resolution(
            persons=self._persons(),
            officials=[
                Official(iri, _most_frequent(labels), _sorted(self.behalf_of[iri]), _sorted(self.posts_of[iri]))
                for iri, labels in sorted(self.official_labels.items())
            ],
            posts=[
                Post(iri, _most_frequent(labels), self.post_in[iri]) for iri, labels in sorted(self.post_labels.items())
            ],
            organisations=self._organisations(),
            places=self._places(),
            runs=[Run(iri) for iri in sorted({mention.run for mention in self.mentions if mention.run})],
            encounters=self._encounters(parts),
        )

    def _part(self, mention: MentionStatement, party: PartyStatement) -> _Part:
        """Find the agent of a party, and note what the party tells of it."""
        post = ""
        if party.role:
            post = self.ids.post(role_key(party.role), party.behalf).value
            self.post_labels[post][party.role] += 1
            self.post_in[post] = party.behalf
        if party.name:
            agent = self.agent_of_name[person_key(party)]
        elif party.role:
            # without a state or organisation, nothing says that two articles mean one official
            agent = self.ids.official(role_key(party.role), party.behalf or mention.iri).value
            self.official_labels[agent][party.role] += 1
        else:
            return _Part(party.behalf, "", party)
        if post:
            self.posts_of[agent].add(post)
        self.behalf_of[agent].update(_behalf(party))
        return _Part(agent, post, party)

    def _persons(self) -> list[Person]:
        spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        labels: dict[str, str] = {}
        replaced: defaultdict[str, list[str]] = defaultdict(list)
        for key, named in self.names.items():
            iri = self.agent_of_name[key]
            spellings[iri].update(named.spellings)
            if self.full[key] == key:
                labels[iri] = _most_frequent(named.spellings)
            else:
                replaced[iri].append(self.ids.person(*key).value)
        return [
            Person(
                iri=iri,
                label=labels[iri],
                spellings=_sorted(spellings[iri]),
                behalf=_sorted(self.behalf_of[iri]),
                posts=_sorted(self.posts_of[iri]),
                replaces=_sorted(replaced[iri]),
            )
            for iri in sorted(labels)
        ]

    def _organisations(self) -> list[Organisation]:
        labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for mention in self.mentions:
            for party in mention.parties:
                if party.organisation:
                    organisation = [iri for iri in _behalf(party) if "/org/" in iri]
                    labels[organisation[0]][party.organisation] += 1
        return [Organisation(iri, _most_frequent(found), _sorted(found)) for iri, found in sorted(labels.items())]

    def _places(self) -> list[Place]:
        labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        countries: dict[str, str] = {}
        for mention in self.mentions:
            if mention.place:
                labels[mention.place].update([mention.place_name] if mention.place_name else [])
                countries[mention.place] = mention.place_country
        return [
            Place(iri, _most_frequent(found) if found else "", countries[iri]) for iri, found in sorted(labels.items())
        ]

    def _encounters(self, parts: Sequence[Sequence[_Part]]) -> list[Encounter]:
        groups: defaultdict[str, list[tuple[MentionStatement, Sequence[_Part]]]] = defaultdict(list)
        for mention, of_mention in zip(self.mentions, parts, strict=True):
            groups[self._encounter_iri(mention, of_mention)].append((mention, of_mention))
        return [_merge(iri, group) for iri, group in sorted(groups.items())]

    def _encounter_iri(self, mention: MentionStatement, parts: Sequence[_Part]) -> str:
        """One IRI for type, status, day and principals; without a day or a principal a mention stands alone."""
        principals = sorted({part.agent for part in parts if part.party.rank == _PRINCIPAL and part.agent})
        if len(mention.date) == 10 and principals:
            return self.ids.encounter(mention.type, mention.status, mention.date, *principals).value
        return self.ids.encounter(mention.iri).value


def _merge(iri: str, group: Sequence[tuple[MentionStatement, Sequence[_Part]]]) -> Encounter:
    """One encounter of the mentions that report it; the most confident one says which side is which."""
    mentions = [mention for mention, _ in group]
    lead = min(group, key=lambda item: (-item[0].confidence, item[0].iri))[0]
    return Encounter(
        iri=iri,
        type=lead.type,
        status=lead.status,
        date=lead.date,
        topics=_sorted({topic for mention in mentions for topic in mention.topics}),
        place=_place(mentions),
        confidence=joint_confidence((mention.outlet, mention.confidence) for mention in mentions),
        participations=_participations(lead, group),
        mentions=_sorted({mention.iri for mention in mentions}),
    )


def joint_confidence(reports: Iterable[tuple[str, float]]) -> float:
    """1 - Π(1 - c) over distinct outlets, each with its most confident report: copies in one outlet count once."""
    best: dict[str, float] = {}
    for outlet, confidence in reports:
        best[outlet] = max(confidence, best.get(outlet, 0.0))
    doubt = 1.0
    for outlet in sorted(best):
        doubt *= 1.0 - best[outlet]
    return 1.0 - doubt


def _place(mentions: Sequence[MentionStatement]) -> str:
    """The place that most mentions give; one with a name before one that only gives the country."""
    found = Counter(mention.place for mention in mentions if mention.place)
    named = {mention.place for mention in mentions if mention.place_name}
    return min(found, key=lambda place: (place not in named, -found[place], place), default="")


def _participations(
    lead: MentionStatement, group: Sequence[tuple[MentionStatement, Sequence[_Part]]]
) -> tuple[Participation, ...]:
    lead_side: dict[str, str] = {}
    for mention, parts in group:
        if mention is lead:
            for part in parts:
                if part.party.rank == _PRINCIPAL:
                    lead_side.setdefault(part.agent, part.party.side)
    told: defaultdict[tuple[str, str], list[_Part]] = defaultdict(list)
    for mention, parts in group:
        same = mention is lead
        sides: dict[str, str] = {}  # this mention's letter of a side -> the lead's
        for part in parts:
            if not same and part.party.rank == _PRINCIPAL and part.agent in lead_side:
                sides.setdefault(part.party.side, lead_side[part.agent])
        for part in parts:
            if part.agent:
                told[part.agent, sides.get(part.party.side, part.party.side)].append(part)
    merged = [_participation(agent, side, parts) for (agent, side), parts in told.items()]
    return tuple(sorted(merged, key=lambda p: (p.side, p.rank != _PRINCIPAL, p.agent)))


def _participation(agent: str, side: str, parts: Sequence[_Part]) -> Participation:
    ranks = {part.party.rank for part in parts}
    posts = Counter(part.post for part in parts if part.post)
    functions = Counter(part.party.function for part in parts if part.party.function)
    return Participation(
        agent=agent,
        side=side,
        rank=_PRINCIPAL if _PRINCIPAL in ranks else min(ranks),
        function=_most_frequent(functions) if functions else "",
        post=_most_frequent(posts) if posts else "",
        behalf=_sorted({iri for part in parts for iri in _behalf(part.party)}),
    )


def _behalf(party: PartyStatement) -> tuple[str, ...]:
    return (party.behalf, *party.others) if party.behalf else ()


def _most_frequent(found: Counter[str]) -> str:
    """The most frequent of ``found``; of several the longest, then the first in code point order."""
    return min(found, key=lambda value: (-found[value], -len(value), value))


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(values))
