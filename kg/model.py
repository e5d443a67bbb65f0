"""The plain data that the stages hand to one another.

All positions are code points of ``Article.text`` as given, half open: ``text[start:end]`` is the surface that was read.
The JSON form (``Extraction.to_dict``) is the extractor's public output; keys without a span are those of the
annotation guide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

Span = tuple[int, int]
EncounterType = Literal["meeting", "call", "visit", "session", "signing"]
Status = Literal["held", "planned"]
Rank = Literal["principal", "attendee"]
Function = Literal["host", "guest"]
# What a second reader of names, where one was asked, thinks of a name: it has the same; its end or beginning was moved
# to the second reader's; only the second reader has it; it has another one there; it has none there.
Opinion = Literal["agreed", "refined", "proposed", "differs", "unconfirmed"]

_ORGANISATION_CODE = re.compile(r"(?=[0-9]*[A-Z])[A-Z0-9]{2,16}")


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as read; ``time`` is the ISO publication date (``YYYY-MM-DD…``) or None."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One side's participant: a named official, an unnamed officeholder (role only) or a bare state or organisation."""

    name: str | None
    role: str | None
    country: str | None
    org: str | None
    side: str
    rank: Rank = "principal"
    function: Function | None = None
    span: Span | None = None
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic code of ``ontology/topics.ttl`` and the cue phrase that says so."""

    code: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where: ``name`` as the article writes it (None for a venue only), ``country`` ISO 3166-1 alpha-2 (None where
    unknown); ``span`` is None for a place that only the headline names."""

    name: str | None
    country: str | None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class EventDate:
    """When: ``value`` is ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; its length is its precision."""

    value: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Encounter:
    """A contact between officials of two sides, as one article tells it."""

    type: EncounterType
    status: Status
    parties: tuple[Party, ...]
    topics: tuple[Topic, ...]
    place: Place | None
    date: EventDate | None
    evidence: str
    evidence_span: Span | None
    trigger: str | None = None
    trigger_span: Span | None = None
    confidence: float = 1.0
    rule: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The annotation guide's object, with spans where they are known."""
        place: dict[str, Any] = {"name": None, "country": None}
        if self.place:
            place = {"name": self.place.name, "country": self.place.country} | _span(self.place.span)
        out: dict[str, Any] = {
            "type": self.type,
            "status": self.status,
            "parties": [
                {
                    "name": p.name,
                    "role": p.role,
                    "country": p.country,
                    "org": p.org,
                    "side": p.side,
                    "rank": p.rank,
                }
                | ({"function": p.function} if p.function else {})
                | ({"opinion": p.opinion} if p.opinion else {})
                | _span(p.span)
                for p in self.parties
            ],
            "topics": [t.code for t in self.topics],
            "topic_spans": {t.code: list(t.span) for t in self.topics if t.span},
            "place": place,
            "date": self.date.value if self.date else None,
            "evidence": self.evidence,
            "confidence": round(self.confidence, 4),
        }
        if self.date and self.date.span:
            out["date_span"] = list(self.date.span)
        if self.evidence_span:
            out["evidence_span"] = list(self.evidence_span)
        if self.trigger:
            out["trigger"] = {"text": self.trigger} | _span(self.trigger_span)
        if self.rule:
            out["rule"] = self.rule
        return out


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one article says: the article and its encounters in the order of the text.

    ``oracle`` is the version of the second reader of names that was asked, if one was.
    """

    article: Article
    encounters: tuple[Encounter, ...]
    oracle: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """``{"id": …, "encounters": […]}``: one line of the gold or prediction file."""
        return {"id": self.article.id, "encounters": [e.to_dict() for e in self.encounters]}


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be used: where it was and what to do about it."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


def is_organisation_code(name: str) -> bool:
    """Whether an organisation is told by its code (``AIMC``, ``GCC``) and not as an article would write it."""
    return bool(_ORGANISATION_CODE.fullmatch(name))


def _span(span: Span | None) -> dict[str, list[int]]:
    return {"span": list(span)} if span else {}
