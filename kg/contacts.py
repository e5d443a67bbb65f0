"""Contacts that no frame reads: two parties of one sentence beside a word of contact, weighed by a model.

Frames know which words stand where; news has many more ways to say that two met. What the frames left is weighed by a
sum over how the parties stand to the word and to each other (``contact_features``). The weights
(``contact_weights.csv``) are learned from sentences of a corpus that were judged by reading and from labelled articles
(``contact_training``). What is more likely than not is told; that all parties, the type and the status are right too is
seldom, and that is what its confidence says.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kg import calls, resources, status
from kg.affiliations import Affiliations
from kg.clauses import Clause
from kg.confidence import HIGHEST, LOWEST, PLACES
from kg.contact_features import contact_features
from kg.drafts import BARE, FACE_TO_FACE, Draft
from kg.entities import Actor, Actors
from kg.errors import TableError
from kg.frames import Candidate
from kg.learning import sigmoid
from kg.lexicon import Lexicon, Trigger
from kg.mention import Mention
from kg.sentences import Sentence
from kg.sides import holds_office
from kg.tokens import Match

TABLE = "contact_weights"
BIAS, LEAST = "(bias)", "(least)"
"""The rows of the table that are no features: what every pair has, and the log odds under which none is told."""

RULE = "contact"
"""What the rule of an encounter is called that was told so."""

OF_ARTICLE = frozenset({"told", "there", "known", "home", "office", "read", "planned", "past", "place"})
"""The features that an article adds to those of a sentence."""
_OF_TOLD = {"told": ("1", "2", "3"), "there": ("01", "10", "11")}  # values where something else is told

PARTIES = frozenset({"official", "counterpart", "state", "org", "group", "body"})
_FEWEST, _MOST = 2, 14  # parties of a sentence: lists of more tell of no contact
_TRIGGERS = 3  # words of contact, the nearest ones, that are weighed for two parties
_NEAR = 15  # words between a word of contact and the nearer of the two
_SENTENCES = (0, 2, 6)  # upper ends of the bins of a sentence's number in the article
_RIGHT = 0.3
"""What of its odds a contact's confidence is: the share that is right in every party, type and status too. Of 80 judged
by reading (``docs/judgements``) 60 were contacts of those two sides and 14 right in everything: 0.42 of their odds, so
this is on the careful side."""
_DRAFTS = 3  # encounters of an article, from which on numbers are alike


@dataclass(frozen=True, slots=True)
class Contact:
    """Two parties of sentence ``sentence``, ``one`` before ``other``, and a word that may tell of their contact."""

    sentence: int
    trigger: Match[Trigger]
    one: Mention
    other: Mention
    features: list[str]


def contacts(
    lexicon: Lexicon, actors: Actors, affiliations: Affiliations, found: Sequence[Candidate], drafts: Sequence[Draft]
) -> Iterator[Contact]:
    """Every two parties of one sentence that are of two sides and of whose sides nothing is told, with each word of
    contact near them. ``found`` are the candidates of the article, ``drafts`` what was made of them."""
    told = Told(affiliations, found, drafts)
    for number, sentence in enumerate(actors.sentences):
        triggers = list(sentence.matches(lexicon.triggers).values())
        known: dict[int, list[str] | None] = {}  # by trigger: what is known of it; None: it is denied
        for one, other in _pairs(sentence) if triggers else ():
            sides = (actors.of(number, one), actors.of(number, other))
            if not told.are_open(*sides) or told.at_session(number, *sides):
                continue
            of_both = told.features(*sides)
            for trigger in nearest(triggers, one, other):
                if one.last <= trigger.first and told.has_subject(number, trigger, sides[1]):
                    continue
                if trigger.first not in known:
                    known[trigger.first] = told.of_trigger(Clause(lexicon, sentence, trigger), number)
                of_trigger = known[trigger.first]
                if of_trigger is not None:
                    features = contact_features(lexicon, sentence, trigger, one, other)
                    yield Contact(number, trigger, one, other, [*features, *of_both, *of_trigger])


def _pairs(sentence: Sentence) -> Iterator[tuple[Mention, Mention]]:
    """Every two parties of a sentence, in its order."""
    parties = [m for m in sentence.mentions if m.kind in PARTIES]
    if _FEWEST <= len(parties) <= _MOST:
        yield from itertools.combinations(parties, 2)


class Told:
    """What the frames made of an article, asked for two of its parties."""

    def __init__(self, affiliations: Affiliations, found: Sequence[Candidate], drafts: Sequence[Draft]) -> None:
        self._affiliations = affiliations
        self._drafts = min(len(drafts), _DRAFTS)
        self._dyads = {
            frozenset((affiliations.of(a, b), affiliations.of(b, a))) for d in drafts for a in d.one for b in d.other
        }
        sides = [[id(a) for a in side] for d in drafts for side in (d.one, d.other)]
        self._mates = {frozenset(pair) for side in sides for pair in itertools.combinations(side, 2)}
        self._met_each_other = {frozenset((id(a), id(b))) for d in drafts for a in d.one for b in d.other}
        self._sessions: dict[int, set[int]] = {}  # who took part, by the sentences that tell of it
        for d in drafts:
            for c in d.candidates if d.organiser is not None else ():
                self._sessions.setdefault(c.sentence, set()).update(map(id, (*d.one, *d.other)))
        self._met: dict[tuple[int, int], set[int]] = {}  # whom somebody named met, by the word that tells of it
        for d in drafts:
            for c in d.candidates if d.type in FACE_TO_FACE and d.one[0].named else ():
                self._met.setdefault((c.sentence, c.trigger.first), set()).update(map(id, d.other))
        self._there = {id(a) for d in drafts for a in (*d.one, *d.other)}
        self._read = {(c.sentence, c.trigger.first) for c in found if not c.denied}

    def are_open(self, one: Actor, other: Actor) -> bool:
        """Whether two are of two sides that nothing tells of yet."""
        if one is other or frozenset((id(one), id(other))) in self._mates:
            return False
        x, y = self._affiliations.of(one, other), self._affiliations.of(other, one)
        return x is not None and y is not None and x != y and frozenset((x, y)) not in self._dyads

    def are_unrelated(self, one: Actor, other: Actor) -> bool:
        """Whether two are of two sides that something is told of, and nothing of these two."""
        pair = frozenset((id(one), id(other)))
        if one is other or pair in self._mates or pair in self._met_each_other:
            return False
        x, y = self._affiliations.of(one, other), self._affiliations.of(other, one)
        return x is not None and y is not None and x != y and frozenset((x, y)) in self._dyads

    def at_session(self, number: int, one: Actor, other: Actor) -> bool:
        """«أعمال الدورة …، بمشاركة X وY»: who took part in a session met nobody by that."""
        there = self._sessions.get(number, ())
        return id(one) in there or id(other) in there

    def has_subject(self, number: int, trigger: Match[Trigger], met: Actor) -> bool:
        """«شكر X الرئيس Y لدعمه في القمة التي عقدها مع Z»: who met Z by that word is read; nobody else did."""
        return id(met) in self._met.get((number, trigger.first), ())

    def features(self, one: Actor, other: Actor) -> list[str]:
        """What is known of two parties beyond their sentence."""
        known = "".join(self._known(a) for a in (one, other))
        home = "".join(f"{self._affiliations.is_home(self._affiliations.of(a)):d}" for a in (one, other))
        there = "".join(f"{id(a) in self._there:d}" for a in (one, other))
        office = "".join(f"{holds_office(a):d}" for a in (one, other))
        return [f"told {self._drafts}", f"there {there}", f"known {known}", f"home {home}", f"office {office}"]

    def of_trigger(self, clause: Clause, number: int) -> list[str] | None:
        """What is known of a word of contact in sentence ``number``; None where what it tells of is denied."""
        if status.denied(clause):
            return None
        read = int((number, clause.trigger.first) in self._read)
        return [
            f"read {read}",
            f"read {clause.frame} {read}",
            f"planned {status.planned(clause):d}",
            f"past {status.past(clause):d}",
            f"place {sum(number > end for end in _SENTENCES)}",
        ]

    def _known(self, actor: Actor) -> str:
        if self._affiliations.stated(actor):
            return "s"
        return "g" if self._affiliations.of(actor) else "n"


def nearest(triggers: Sequence[Match[Trigger]], one: Mention, other: Mention) -> list[Match[Trigger]]:
    """The words of contact that may tell of two parties: those between them first, then the nearest."""

    def far(trigger: Match[Trigger]) -> tuple[bool, int]:
        between = one.last <= trigger.first < other.first
        return not between, min(abs(trigger.first - one.last), abs(one.first - trigger.last))

    def near(trigger: Match[Trigger]) -> bool:
        ends = (one.first - trigger.last, other.first - trigger.last)
        starts = (trigger.first - one.last, trigger.first - other.last)
        return min(map(abs, (*ends, *starts))) <= _NEAR

    return [t for t in sorted(triggers, key=far)[:_TRIGGERS] if near(t)]


class Weighing:
    """Weights of features, and the log odds under which nothing is told."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = {name: weight for name, weight in weights.items() if name not in (BIAS, LEAST)}
        self.bias, self.least = weights[BIAS], weights[LEAST]

    @staticmethod
    def load(name: str, trainer: str) -> Weighing:
        """Those of the table ``name``, which the module ``trainer`` writes. Raises TableError where one is no number or
        a row is missing."""
        weights = {feature: weight for _, feature, weight in resources.weights(name, "feature")}
        if missing := {BIAS, LEAST} - weights.keys():
            raise TableError(f"{name}.csv: no row {min(missing)}; train the weights anew ({trainer})")
        return Weighing(weights)

    def score(self, features: Sequence[str]) -> float:
        """The log odds of a contact."""
        weights = self.weights
        return self.bias + sum([weights.get(name, 0.0) for name in features])

    @staticmethod
    def confidence(score: float) -> float:
        """How sure a contact of that score is to be right in every party, type and status."""
        return round(min(HIGHEST, max(LOWEST, _RIGHT * sigmoid(score))), PLACES)


class Contacts(Protocol):
    """Anything that reads contacts which the frames leave open."""

    def read(
        self, actors: Actors, affiliations: Affiliations, found: Sequence[Candidate], drafts: Sequence[Draft]
    ) -> list[Draft]:
        """The contacts of an article, with their confidence."""
        ...

    def promising(self, sentence: Sentence) -> bool:
        """Whether a sentence may hold one, whatever the rest of the article tells."""
        ...


class NoContacts:
    """Leaves open what the frames leave open."""

    def read(
        self, actors: Actors, affiliations: Affiliations, found: Sequence[Candidate], drafts: Sequence[Draft]
    ) -> list[Draft]:
        """None."""
        return []

    def promising(self, sentence: Sentence) -> bool:
        """No sentence is."""
        return False


class ContactReader:
    """The model; ``ContactReader.load`` gives the one of the project."""

    def __init__(self, lexicon: Lexicon, weighing: Weighing) -> None:
        self.lexicon = lexicon
        self._weighing = weighing
        self._most = self._most_of_article()

    @classmethod
    def load(cls, lexicon: Lexicon) -> ContactReader:
        """The weights of the project. Raises TableError where one is no number or a row is missing."""
        return cls(lexicon, Weighing.load(TABLE, "kg.contact_training"))

    def read(
        self, actors: Actors, affiliations: Affiliations, found: Sequence[Candidate], drafts: Sequence[Draft]
    ) -> list[Draft]:
        """The contacts that are likely enough, the surest of each two sides, in the order of the text."""
        likely: list[tuple[float, Contact]] = []
        for contact in contacts(self.lexicon, actors, affiliations, found, drafts):
            score = self._weighing.score(contact.features)
            if score >= self._weighing.least:
                likely.append((score, contact))
        likely.sort(key=lambda pair: (-pair[0], pair[1].sentence, pair[1].trigger.first, pair[1].one.first))
        out: list[Draft] = []
        dyads: set[frozenset[str | None]] = set()
        for score, contact in likely:
            one, other = actors.of(contact.sentence, contact.one), actors.of(contact.sentence, contact.other)
            dyad = frozenset((affiliations.of(one, other), affiliations.of(other, one)))
            if dyad not in dyads and (made := self._draft(contact, one, other, actors.sentences[contact.sentence])):
                dyads.add(dyad)
                made.confidence = self._weighing.confidence(score)
                out.append(made)
        return sorted(out, key=lambda d: (d.sentence, d.candidates[0].trigger.first))

    def _draft(self, contact: Contact, one: Actor, other: Actor, sentence: Sentence) -> Draft | None:
        clause = Clause(self.lexicon, sentence, contact.trigger)
        first, second = contact.one, contact.other
        kind = contact.trigger.value.type
        if kind == "visit" and one.kind in BARE and other.kind not in BARE:
            one, other, first, second = other, one, second, first  # who travels, and where to
        if kind == "visit" and other.kind not in BARE:
            kind = "meeting"  # «زار السفير الوزير»
        if kind == "visit" and one.kind in BARE - {"group"}:
            return None  # no state travels
        if not (holds_office(one) and holds_office(other)):
            return None
        if kind in FACE_TO_FACE and calls.by_phone(clause):
            kind = "call"
        candidate = Candidate(
            kind,
            contact.trigger.value.frame,
            contact.sentence,
            contact.trigger,
            (first,),
            (second,),
            planned=status.planned(clause),
            past=status.past(clause),
        )
        return Draft(kind, [one], [other], [candidate], candidate.planned, rule=RULE)

    def promising(self, sentence: Sentence) -> bool:
        """Whether two parties of a sentence may be told as in contact in an article of which nothing else is told,
        whatever else is known of them: what the sentence says, and at most what the article could add, is enough."""
        triggers = list(sentence.matches(self.lexicon.triggers).values())
        for one, other in _pairs(sentence):
            for trigger in nearest(triggers, one, other):
                features = contact_features(self.lexicon, sentence, trigger, one, other)
                if self._most + self._weighing.score(features) >= self._weighing.least:
                    return True
        return False

    def _most_of_article(self) -> float:
        """The most that the features of an article of which nothing is told can add to a score."""
        groups: dict[str, float] = {}
        for name, weight in self._weighing.weights.items():
            kind, _, value = name.partition(" ")
            if kind in OF_ARTICLE and value not in _OF_TOLD.get(kind, ()):
                groups[kind] = max(groups.get(kind, 0.0), weight)
        by_frame = [w for name, w in self._weighing.weights.items() if name.startswith("read ") and name.count(" ") > 1]
        return sum(groups.values()) + max(by_frame, default=0.0)
