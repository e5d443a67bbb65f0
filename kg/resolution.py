"""The resolved layer as plain data: what ``kg.resolve`` finds and ``kg.rdf`` writes. All strings named ``iri`` and all
references are IRIs; '' and () stand for not told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A person under the most frequent spelling of his standing name; ``replaces`` are the IRIs of the others."""

    iri: str
    label: str
    spellings: tuple[str, ...]
    behalf: tuple[str, ...]
    posts: tuple[str, ...]
    replaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Official:
    """An officeholder whom no article names."""

    iri: str
    label: str
    behalf: tuple[str, ...]
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """An office of a state or organisation."""

    iri: str
    label: str
    post_in: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that has no code, as articles write it."""

    iri: str
    label: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its name, its country or both."""

    iri: str
    label: str
    country: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run of one version of the program with one version of the lexicon; its IRI ends with both."""

    iri: str


@dataclass(frozen=True, slots=True)
class Participation:
    """An agent's part in an encounter."""

    agent: str
    side: str
    rank: str
    function: str
    post: str
    behalf: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Encounter:
    """One encounter, whoever reports it."""

    iri: str
    type: str
    status: str
    date: str
    topics: tuple[str, ...]
    place: str
    confidence: float
    participations: tuple[Participation, ...]
    mentions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Everything that holds across articles."""

    persons: list[Person]
    officials: list[Official]
    posts: list[Post]
    organisations: list[Organisation]
    places: list[Place]
    runs: list[Run]
    encounters: list[Encounter]
