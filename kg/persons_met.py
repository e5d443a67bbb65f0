"""Which persons met, where it is told already that their states or organisations did.

`contacts` weighs who had contact where nothing is told of two sides. Of two sides that had, a frame often tells of one
person each: «استقبل X السفير Y، وكان Y قد تحدث مع الوزير Z». Whom else of them the article brings together is weighed
here in the same way, over every two persons of one sentence beside a word of contact, by weights of their own
(``person_weights.csv``), learned from labelled articles and judged sentences (``person_training``).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence, Set
from typing import Protocol

from kg import calls, status
from kg.affiliations import Affiliations
from kg.clauses import Clause
from kg.contact_features import contact_features
from kg.contacts import RULE, Contact, Told, Weighing, nearest
from kg.drafts import FACE_TO_FACE, Draft
from kg.entities import Actor, Actors
from kg.frames import Candidate
from kg.lexicon import Lexicon

TABLE = "person_weights"
_WITH_NAMES = frozenset({"official", "counterpart"})
_MOST = 20  # persons of a sentence: longer lists are of guests, or of those who received them


class Persons(Protocol):
    """Anything that says which persons met whom no frame brings together."""

    def read(
        self, actors: Actors, affiliations: Affiliations, found: Sequence[Candidate], drafts: Sequence[Draft]
    ) -> list[Draft]:
        """Their meetings, but those that are of a draft already: such persons are put on its sides."""
        ...


def unrelated(
    lexicon: Lexicon, actors: Actors, affiliations: Affiliations, found: Sequence[Candidate], drafts: Sequence[Draft]
) -> Iterator[Contact]:
    """Every two named persons of one sentence whose sides had contact, and of whom themselves nothing is told, with
    each word of contact near them."""
    if not drafts:
        return
    told = Told(affiliations, found, drafts)
    parts = {(c.sentence, c.trigger.first, id(a)) for d in drafts for c in d.candidates for a in (*d.one, *d.other)}
    names = {(frozenset(a.name), frozenset(b.name)) for d in drafts for a in d.one for b in d.other}
    for number, sentence in enumerate(actors.sentences):
        persons = [m for m in sentence.mentions if m.kind in _WITH_NAMES]
        triggers = list(sentence.matches(lexicon.triggers).values()) if 1 < len(persons) <= _MOST else []
        known: dict[int, list[str] | None] = {}  # by trigger: what is known of it; None: it is denied or to come
        for one, other in itertools.combinations(persons, 2) if triggers else ():
            sides = (actors.of(number, one), actors.of(number, other))
            if not (sides[0].name and sides[1].name and told.are_unrelated(*sides)) or _told_again(*sides, names):
                continue
            if told.at_session(number, *sides):
                continue
            of_both = told.features(*sides)
            for trigger in nearest(triggers, one, other):
                if trigger.first not in known:
                    clause = Clause(lexicon, sentence, trigger)
                    known[trigger.first] = None if status.planned(clause) else told.of_trigger(clause, number)
                of_trigger = known[trigger.first]
                if of_trigger is not None:
                    part = "".join(f"{(number, trigger.first, id(a)) in parts:d}" for a in sides)
                    features = contact_features(lexicon, sentence, trigger, one, other)
                    own = [f"part {part}", f"type {trigger.value.type}"]
                    yield Contact(number, trigger, one, other, [*features, *of_both, *of_trigger, *own])


def _told_again(one: Actor, other: Actor, names: Set[tuple[frozenset[str], frozenset[str]]]) -> bool:
    """Whether two are told to have met by more or less of their names: «كمال أوزكان», and here «أوزكان»."""
    x, y = frozenset(one.name), frozenset(other.name)
    return any((_alike(x, a) and _alike(y, b)) or (_alike(x, b) and _alike(y, a)) for a, b in names)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and (one <= other or other <= one)


class PersonsMet:
    """The model; ``PersonsMet.load`` gives the one of the project."""

    def __init__(self, lexicon: Lexicon, weighing: Weighing) -> None:
        self.lexicon = lexicon
        self._weighing = weighing

    @classmethod
    def load(cls, lexicon: Lexicon) -> PersonsMet:
        """The weights of the project. Raises TableError where one is no number or a row is missing."""
        return cls(lexicon, Weighing.load(TABLE, "kg.person_training"))

    def read(
        self, actors: Actors, affiliations: Affiliations, found: Sequence[Candidate], drafts: Sequence[Draft]
    ) -> list[Draft]:
        """The likely ones, each two persons once: on the sides of the draft that the same word tells of, else new."""
        surest: dict[frozenset[int], tuple[float, Contact]] = {}
        for contact in unrelated(self.lexicon, actors, affiliations, found, drafts):
            score = self._weighing.score(contact.features)
            pair = frozenset(id(actors.of(contact.sentence, m)) for m in (contact.one, contact.other))
            if score >= self._weighing.least and (pair not in surest or score > surest[pair][0]):
                surest[pair] = (score, contact)
        out: list[Draft] = []
        by_word: dict[tuple[int, int], list[Draft]] = {}  # meetings that were held, by the words that tell of them
        for d in drafts:
            for c in d.candidates if d.type in FACE_TO_FACE and not d.planned else ():
                by_word.setdefault((c.sentence, c.trigger.first), []).append(d)
        for score, contact in surest.values():
            one, other = actors.of(contact.sentence, contact.one), actors.of(contact.sentence, contact.other)
            same_word = by_word.setdefault((contact.sentence, contact.trigger.first), [])
            if not _join(one, other, same_word, affiliations):
                made = self._draft(contact, one, other, actors)
                made.confidence = self._weighing.confidence(score)
                out.append(made)
                same_word.append(made)
        return out

    def _draft(self, contact: Contact, one: Actor, other: Actor, actors: Actors) -> Draft:
        clause = Clause(self.lexicon, actors.sentences[contact.sentence], contact.trigger)
        kind = "call" if contact.trigger.value.type == "call" or calls.by_phone(clause) else "meeting"
        trigger, past = contact.trigger, status.past(clause)
        sides = ((contact.one,), (contact.other,))
        candidate = Candidate(kind, trigger.value.frame, contact.sentence, trigger, *sides, past=past)
        return Draft(kind, [one], [other], [candidate], planned=False, rule=RULE)


def _join(one: Actor, other: Actor, drafts: Sequence[Draft], affiliations: Affiliations) -> bool:
    """Put one of them on a side of a meeting of the other, the side that he acts for; False where none is."""
    for d in drafts:
        for mine, theirs in ((d.one, d.other), (d.other, d.one)):
            for a, b in ((one, other), (other, one)):
                if a in mine and affiliations.of(b, a) == affiliations.of(theirs[0], mine[0]):
                    theirs += [b] if b not in theirs else []
                    return True
    return False
