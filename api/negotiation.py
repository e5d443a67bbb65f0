"""Which format an answer takes: the parameter ``format`` if given, else the Accept header (RFC 9110), else 406."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.problem import Problem


@dataclass(frozen=True, slots=True)
class Format:
    """``name`` as in ``format=``; ``media_types`` asked for by, the first is the one sent."""

    name: str
    media_types: tuple[str, ...]

    @property
    def content_type(self) -> str:
        """The Content-Type header; formats of bytes that are always UTF-8 by definition carry no charset."""
        first = self.media_types[0]
        return f"{first}; charset=utf-8" if first.startswith("text/") else first


TABLES = (
    Format("json", ("application/sparql-results+json", "application/json")),
    Format("xml", ("application/sparql-results+xml", "application/xml", "text/xml")),
    Format("csv", ("text/csv",)),
    Format("tsv", ("text/tab-separated-values",)),
)
GRAPHS = (
    Format("turtle", ("text/turtle", "application/x-turtle")),
    Format("ntriples", ("application/n-triples", "text/plain")),
    Format("jsonld", ("application/ld+json", "application/json")),
    Format("rdfxml", ("application/rdf+xml", "application/xml")),
    Format("trig", ("application/trig", "application/x-trig")),
    Format("nquads", ("application/n-quads", "text/x-nquads")),
)
ALIASES = {"ttl": "turtle", "nt": "ntriples", "json-ld": "jsonld", "rdf": "rdfxml", "nq": "nquads"}
ALIASES |= {"n3": "turtle", "text/n3": "turtle", "text/rdf+n3": "turtle", "rdf+xml": "rdfxml"}  # Turtle is N3
_OF_GRAPHS = {"xml": "rdfxml", "json": "jsonld"}  # what these names mean where the answer is a graph


def one_wish(values: Sequence[str]) -> str | None:
    """What several parameters ``format`` say together: some clients send a name and its media type, both meaning one.

    Raises Problem (400) where they contradict each other.
    """
    meant = {_known_name(value) for value in values}
    if len(meant) > 1:
        raise Problem(
            400, "malformed-parameters", f"The parameter format may be given once, not as {', '.join(sorted(meant))}."
        )
    return values[0] if values else None


def _known_name(value: str) -> str:
    first = value.lower().partition(",")[0].strip()  # SPARQLWrapper sends lists of media types here
    name = ALIASES.get(first, first)
    return next((f.name for f in (*TABLES, *GRAPHS) if name in (f.name, *f.media_types)), name)


def choose(formats: Sequence[Format], wanted: str | None, accept: str | None) -> Format:
    """The format of ``formats`` that the client wants most; the first one where it has no wish.

    Raises Problem: 406 where none is acceptable, 400 for an unknown ``format=``.
    """
    names = ", ".join(f.name for f in formats)
    if wanted is not None:
        name = ALIASES.get(wanted.lower(), wanted.lower())
        for alike in (name, _OF_GRAPHS.get(name)):
            for candidate in formats:
                if alike == candidate.name or alike in candidate.media_types:
                    return candidate
        raise Problem(400, "unknown-format", f"format={wanted!r} is not known here; use one of {names}.", formats=names)
    for candidate in formats:
        if accept in candidate.media_types:  # one type and nothing else, as most programs ask
            return candidate
    ranges = parse_accept(accept)
    best = max(formats, key=lambda f: quality(ranges, f.media_types))  # the first among equals
    if quality(ranges, best.media_types) <= 0:
        types = ", ".join(f.media_types[0] for f in formats)
        raise Problem(
            406, "not-acceptable", f"None of {accept!r} can be sent for this; these can: {types}.", formats=types
        )
    return best


def parse_accept(accept: str | None) -> list[tuple[str, float]]:
    """The media ranges of an Accept header with their weights; everything, where there is no header."""
    ranges = []
    for part in (accept or "*/*").split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    weight = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    weight = 0.0
        if media:
            ranges.append((media, weight))
    return ranges or [("*/*", 1.0)]


def quality(ranges: Sequence[tuple[str, float]], media_types: Sequence[str]) -> float:
    """How much a format is wanted: by the most specific range for its media type, or by another name of it."""
    first, *others = media_types
    named = [weight for name, weight in ranges if name in others]
    for wanted in (first, first.partition("/")[0] + "/*", "*/*"):
        weights = [weight for name, weight in ranges if name == wanted]
        if weights:
            return max(weights + named)
    return max(named, default=0.0)


def wants_page(accept: str | None) -> bool:
    """True for a browser: it asks for text/html above everything that a program asks for."""
    if accept is None or "html" not in accept.lower():
        return False
    ranges = parse_accept(accept)
    html = max((weight for name, weight in ranges if name in {"text/html", "application/xhtml+xml"}), default=0.0)
    others = [m for f in (*TABLES, *GRAPHS) for m in f.media_types if m not in {"application/xml", "text/xml"}]
    named = max((weight for name, weight in ranges if name in others), default=0.0)
    return html > 0 and html >= named
