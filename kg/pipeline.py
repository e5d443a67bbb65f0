"""The way of one article: normalise, read mentions, find frames, compose encounters, fill in topics, place and date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from kg.affiliations import Affiliations, holders, may_serve, surroundings, told_by_words
from kg.confidence import Confidence, Model
from kg.contacts import ContactReader, Contacts
from kg.dates import find_dates
from kg.details import Details
from kg.drafts import Draft, calls_apart, session, without_same_word
from kg.each_met import parted
from kg.earlier import of_other_times
from kg.encounters import draft
from kg.entities import Actors
from kg.errands import accepted_later, without_errands
from kg.features import read_features
from kg.frames import FrameReader
from kg.headline import Headline
from kg.here import resolved
from kg.home_state import countries, home_scores, ministries, pairs, spoken_for, with_hints
from kg.lexicon import Lexicon
from kg.mentions import MentionReader
from kg.model import Article, Extraction
from kg.persons_met import Persons, PersonsMet
from kg.places import find_places
from kg.prospects import Prospects
from kg.relevance import Relevance
from kg.second_opinion import PERSONS, NameOracle, consult, opinions
from kg.sentences import LazySentences, Sentence
from kg.sessions import SessionReader
from kg.sides import met_in_session, of_one_state, told_as_meeting
from kg.text import NormalText, normalise
from kg.tokens import tokenise
from kg.untold_states import name_the_unnamed


class Extractor(Protocol):
    """Anything that reads an article; what it returns must be found in the text or the headline."""

    def extract(self, article: Article) -> Extraction:
        """The encounters that the article tells of."""
        ...


class RuleExtractor:
    """The rules and tables of this project propose; a model of confidence disposes.

    ``confidence`` says how sure a draft is; below ``minimum`` (0 to 1; None: the model's own) it is not told. Where
    ``oracle`` is given, it is asked for persons' names too. ``contacts`` and ``persons`` read what the frames leave
    open; where the first alone is given, nobody reads the second.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        confidence: Confidence | None = None,
        minimum: float | None = None,
        details: Details | None = None,
        oracle: NameOracle | None = None,
        contacts: Contacts | None = None,
        persons: Persons | None = None,
        *,
        thorough: bool = False,
    ) -> None:
        self.lexicon = lexicon
        self._confidence = confidence or Model.load()
        self.minimum = self._confidence.minimum if minimum is None else minimum
        self._oracle = oracle
        self._mentions = MentionReader(lexicon)
        self._frames = FrameReader(lexicon)
        self._sessions = SessionReader(lexicon)
        self._relevance = None if thorough else Relevance.load(lexicon)
        self._contacts = contacts or ContactReader.load(lexicon)
        self._persons = persons or (None if contacts else PersonsMet.load(lexicon))
        self._prospects = Prospects(lexicon, self._frames, self._sessions, self._contacts.promising)
        self._details = details or Details(lexicon)

    @classmethod
    def load(cls, minimum: float | None = None, ner: Path | None = None, *, thorough: bool = False) -> RuleExtractor:
        """Compile the tables of the ontology, and load the model of names in the folder ``ner``; a ``thorough``
        extractor reads every article, whatever its words promise (``relevance``).

        Raises TableError where a table is malformed, ModelError where the folder holds no model that can be run here.
        """
        if ner is None:
            return cls(Lexicon.load(), minimum=minimum, thorough=thorough)
        from kg.ner import PersonTagger

        return cls(Lexicon.load(), minimum=minimum, oracle=PersonTagger(ner), thorough=thorough)

    def extract(self, article: Article) -> Extraction:
        """The encounters of one article in the order of its text; never raises on odd text."""
        text = normalise(article.text)
        version = self._oracle.version if self._oracle else None
        if self._relevance and not self._relevance.worth_reading(text.text):
            return Extraction(article, (), version)
        lazy = LazySentences(text, self._mentions)
        if not (self._prospects.any_word(lazy) if self._oracle else self._prospects.hopeful(lazy)):
            return Extraction(article, (), version)
        read = lazy.all()
        if self._oracle:
            read = self._read_again(self._oracle, text, read)
        actors = Actors(self.lexicon, read)
        found = [c for n, s in enumerate(actors.sentences) for c in self._frames.read(n, s)]
        goals = {c.other[0].country or "" for c in found if c.type == "visit" and c.other}
        headline = self._headline(article.title)
        named = countries(actors.sentences, self.lexicon)
        if headline:  # «السودان: …» above an article that does not say again of whose minister it tells
            named.update(
                {code: n for code, n in countries((headline.sentence,), self.lexicon).items() if not named[code]}
            )
        own_words = home_scores(actors.sentences, self.lexicon, named, goals)
        affiliations = Affiliations(
            with_hints(own_words, named, self._hints(article)),
            ministries(actors.sentences, self.lexicon),
            pairs(actors.sentences, self.lexicon),
            self.lexicon.grammar.minister,
            surroundings(actors, self.lexicon),
            told_by_words(actors, self.lexicon),
            may_serve(self.lexicon),
            holders(actors),
            spoken_for(own_words).union(named),
        )
        name_the_unnamed(actors, affiliations)
        places = {n: find_places(self.lexicon, actors.sentences[n]) for n in {c.sentence for c in found}}
        visited = {n: [(p.first, p.country) for p in told if p.visited] for n, told in places.items()}
        day = published(article)
        found = resolved(found, actors, affiliations, self.lexicon)
        found = accepted_later(found, actors.sentences, self.lexicon)
        found = of_other_times(found, actors.sentences, day.year if day else None, self.lexicon)
        drafts = draft(found, actors.sentences, actors, affiliations, visited, self.lexicon)
        dates = find_dates(text, day)
        gatherings = [g for g in self._sessions.read(actors, dates) if not of_one_state(g, affiliations)]
        gatherings = [g for g in gatherings if not told_as_meeting(g, drafts)]
        for gathering in gatherings:
            drafts = met_in_session(gathering, drafts, actors.sentences)
        drafts += [session(g) for g in gatherings]
        drafts = without_same_word(drafts, self.lexicon.grammar.for_)
        drafts = parted(calls_apart(drafts, affiliations), actors.sentences, self.lexicon)
        contacts = self._contacts.read(actors, affiliations, found, drafts)
        contacts += self._persons.read(actors, affiliations, found, drafts) if self._persons else []
        drafts = without_errands(drafts, contacts, actors.sentences, self.lexicon)
        drafts = self._sure(drafts, actors, affiliations, contacts)
        if not drafts:
            return Extraction(article, (), version)
        told = self._details.complete(text, actors, affiliations, drafts, dates, day, headline)
        return Extraction(article, tuple(told), version)

    def _read_again(self, oracle: NameOracle, text: NormalText, read: list[Sentence]) -> list[Sentence]:
        """The sentences that name officials, read once more with the oracle's opinion on names."""
        asked = [n for n, s in enumerate(read) if any(m.kind in PERSONS for m in s.mentions)]
        out = list(read)
        for n, tokens in zip(asked, consult(oracle, text, [read[n].tokens for n in asked]), strict=True):
            mentions = opinions(read[n].mentions, self._mentions.read(tokens), tokens)
            out[n] = replace(read[n], tokens=tokens, mentions=mentions)
        return out

    def _headline(self, title: str | None) -> Headline | None:
        if not title:
            return None
        text = normalise(title)
        tokens = tokenise(text.text)
        return Headline(text, Sentence(0, len(text.text), tokens, self._mentions.read(tokens)))

    def _sure(
        self, drafts: list[Draft], actors: Actors, affiliations: Affiliations, contacts: list[Draft]
    ) -> list[Draft]:
        """The drafts, and the contacts that no frame read, which are at least as sure as the minimum."""
        drafts = sorted(drafts, key=lambda d: d.sentence)
        for d, features in zip(drafts, read_features(drafts, actors, affiliations, self.lexicon), strict=True):
            d.confidence = self._confidence.score(features)
        return [d for d in (*drafts, *contacts) if d.confidence >= self.minimum]

    def _hints(self, article: Article) -> Iterable[str]:
        """The state of the outlet: the country domain of the address, and what the table of outlets tells."""
        host = urlsplit(article.url or "").hostname or ""
        domain = host.rsplit(".", 1)[-1]
        code = domain.upper()  # the table names the domains of states that anybody uses (.tv), with no state
        if code in self.lexicon.state_names and f".{domain}" not in self.lexicon.outlets:
            yield code
        named = (article.source or "").lower()
        known = (self.lexicon.outlets.get(name) for name in (named, *_domains(host), *_domains(named)))
        if outlet := next((country for country in known if country), None):
            yield outlet


def _domains(host: str) -> list[str]:
    """www.alwatannews.net → itself and what follows each point: the table names outlets by their domain."""
    parts = host.split(".")
    return [".".join(parts[k:]) for k in range(len(parts) - 1)]


def published(article: Article) -> date | None:
    """The publication day, or None where ``time`` is missing or no ISO date."""
    try:
        day = date.fromisoformat((article.time or "")[:10])
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2100 else None
