"""Parameters of the named queries: how a file declares them, and how a reader's text becomes a term of the graph.

A type says what a text may be: ``person``, ``state``, ``organisation``, ``party`` (a state or an organisation) and
``entity`` (any of them) take an id, an IRI, a code or a name in any spelling; ``encounter`` an id; ``topic`` a code or
a label; ``date`` a year, month or day; ``integer`` a number within its range; ``string`` any text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.errors import NotFoundError, QueryError

if TYPE_CHECKING:
    from kg.adjacency import Adjacency, Entity
    from kg.named_queries import NamedQuery

Term = NamedNode | Literal

PERSONS = frozenset({"Person", "UnnamedOfficial"})
ENTITY_TYPES: Mapping[str, frozenset[str]] = {
    "person": PERSONS,
    "state": frozenset({"State"}),
    "organisation": frozenset({"Organisation"}),
    "party": frozenset({"State", "Organisation"}),
    "entity": PERSONS | {"State", "Organisation"},
}
TYPES = frozenset({*ENTITY_TYPES, "encounter", "topic", "date", "integer", "string"})
RESERVED = frozenset({"limit", "offset", "format", "lang"})
"""Names that mean the same with every query and are no parameters of one."""

_LONGEST = 200  # characters of a value
_CANDIDATES = 10  # told where a name is ambiguous
_NAME = re.compile(r"[a-z][A-Za-z]*")
_RANGE = re.compile(r"integer (\d+)\.\.(\d+)")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be chosen in a query; ``minimum`` and ``maximum`` are those of an integer."""

    name: str
    type: str
    label: str
    label_ar: str
    required: bool = False
    default: str | None = None
    example: str | None = None
    minimum: int | None = None
    maximum: int | None = None


class ParameterError(QueryError):
    """A parameter that a query does not have, lacks, or whose value is not of its type.

    ``kind`` is ``unknown-parameter``, ``missing-parameter``, ``wrong-parameter`` or ``ambiguous-parameter``;
    ``candidates`` are the entities that an ambiguous name may mean.
    """

    def __init__(self, kind: str, parameter: str, message: str, candidates: Iterable[Entity] = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.parameter = parameter
        self.candidates = tuple(candidates)


def read_parameter(declaration: str) -> Parameter:
    """The parameter of a heading: ``name; type=…; required; default=…; example=…; en=…; ar=…``. Raises ValueError."""
    name, *parts = (part.strip() for part in declaration.split(";"))
    fields = {key.strip(): value.strip() for key, _, value in (part.partition("=") for part in parts)}
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise ValueError(f"{name!r} cannot be the name of a parameter")
    if unknown := fields.keys() - {"type", "required", "default", "example", "en", "ar"}:
        raise ValueError(f"{', '.join(sorted(unknown))}: not known of a parameter")
    type_, low, high = fields.get("type", ""), None, None
    if numbers := _RANGE.fullmatch(type_):
        type_, low, high = "integer", int(numbers[1]), int(numbers[2])
    if type_ not in TYPES or (type_ == "integer") != (low is not None):
        raise ValueError(f"{type_!r} is no type; use one of {', '.join(sorted(TYPES))} (integer with its range: 1..9)")
    if not fields.get("en") or not fields.get("ar"):
        raise ValueError("give its label as en=… and ar=…")
    required = "required" in fields
    if required and "default" in fields:
        raise ValueError("what is required has no default")
    shown = (fields["en"], fields["ar"])
    return Parameter(name, type_, *shown, required, fields.get("default"), fields.get("example"), low, high)


def bind_texts(query: NamedQuery, given: Mapping[str, str], network: Adjacency) -> str:
    """The query with the terms that ``given`` means; defaults for the others, any value where there is none.

    Raises ParameterError, whose message names the parameter and tells what is valid.
    """
    by_name = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in by_name:
            raise ParameterError("unknown-parameter", name, f"{name}: {query.name} {_valid(query)}")
    terms: dict[str, Term | None] = {}
    for parameter in query.parameters:
        text = given.get(parameter.name, "").strip() or parameter.default
        if text is None:
            if parameter.required:
                hint = f", such as {parameter.example}" if parameter.example else ""
                message = f"{parameter.name}: {query.name} needs it ({parameter.label}: {describe(parameter)}{hint})"
                raise ParameterError("missing-parameter", parameter.name, message)
            terms[parameter.name] = None
        else:
            terms[parameter.name] = to_term(parameter, text, network)
    return query.bind(terms)


def _valid(query: NamedQuery) -> str:
    if not query.parameters:
        return "has no parameters"
    return "has no such parameter, but " + ", ".join(parameter.name for parameter in query.parameters)


def describe(parameter: Parameter) -> str:
    """What a value may be, in a few words."""
    if parameter.type == "integer":
        return f"a whole number, {parameter.minimum} to {parameter.maximum}"
    return {
        "person": "a person's id, IRI or name",
        "state": "a state's ISO 3166-1 code, IRI or name",
        "organisation": "an organisation's code, IRI or name",
        "party": "a state's or organisation's code, IRI or name",
        "entity": "the id, IRI or name of a person, state or organisation",
        "encounter": "an encounter's id or IRI",
        "topic": "a topic's code, IRI or label",
        "date": "a date: YYYY, YYYY-MM or YYYY-MM-DD",
        "string": "a text",
    }[parameter.type]


def summary(parameter: Parameter) -> str:
    """The parameter in one line, for a list."""
    optional = f"default {parameter.default}" if parameter.default else "any"
    known = "required" if parameter.required else optional
    return f"{parameter.name}: {parameter.label} ({describe(parameter)}; {known})"


def to_term(parameter: Parameter, text: str, network: Adjacency) -> Term:
    """The term that ``text`` means as a value of ``parameter``. Raises ParameterError."""
    if len(text) > _LONGEST:
        raise _wrong(parameter, text[:20] + "…", f"is longer than {_LONGEST} characters")
    if parameter.type in ENTITY_TYPES:
        return NamedNode(_entity(parameter, text, network).iri)
    if parameter.type == "encounter":
        local = text if text.startswith("encounter/") else f"encounter/{text}"
        iri = text if _IRI.fullmatch(text) else network.reader.ids.base + local
        if not network.is_encounter(iri):
            raise _wrong(parameter, text, "is no encounter of the graph")
        return NamedNode(iri)
    if parameter.type == "topic":
        return _topic(parameter, text, network)
    if parameter.type == "date":
        return Literal(_first_day(parameter, text))
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
            raise _wrong(parameter, text, "is no whole number")
        number = int(text)
        if not (parameter.minimum or 0) <= number <= (parameter.maximum or 0):
            raise _wrong(parameter, text, "is out of range")
        return Literal(number)
    return Literal(text)


def _wrong(parameter: Parameter, text: str, what: str) -> ParameterError:
    message = f"{parameter.name}: {text!r} {what}; give {describe(parameter)}"
    return ParameterError("wrong-parameter", parameter.name, message)


def _entity(parameter: Parameter, text: str, network: Adjacency) -> Entity:
    """The one entity of the parameter's types that ``text`` names, by id, code, or name."""
    types = ENTITY_TYPES[parameter.type]
    for id in (text, f"state/{text.upper()}", f"org/{text}", f"org/{text.upper()}"):
        try:
            exact = network.entity(id)
        except NotFoundError:
            continue
        if exact.type in types:
            return exact
        if id == text:
            raise _wrong(parameter, text, f"is of another type ({exact.type})")
    if _IRI.fullmatch(text):
        raise _wrong(parameter, text, "is not in the graph")
    found = [entity for entity in network.search(text, 1_000_000) if entity.type in types]
    if not found:
        raise _wrong(
            parameter,
            text,
            "is the name of nobody in the graph" if "person" in parameter.type else "is not in the graph",
        )
    named = [entity for entity in found if _is_named(entity, text)]
    candidates = named or found
    if len(candidates) == 1:
        return candidates[0]
    shown = candidates[:_CANDIDATES]
    told = "; ".join(f"{entity.label()} ({entity.id})" for entity in shown)
    more = f" and {len(candidates) - len(shown)} more" if len(candidates) > len(shown) else ""
    message = f"{parameter.name}: {text!r} may mean several: {told}{more}. Give one of these ids"
    raise ParameterError("ambiguous-parameter", parameter.name, message, shown)


def _is_named(entity: Entity, text: str) -> bool:
    from kg.keys import name_tokens

    wanted = name_tokens(text)
    return any(
        name_tokens(label) == wanted for label in (entity.label_ar, entity.label_en, *entity.other_labels) if label
    )


def _topic(parameter: Parameter, text: str, network: Adjacency) -> NamedNode:
    from kg.keys import search_key
    from kg.vocabulary import SKOS, TOPICS, topic

    try:
        node = NamedNode(text) if text.startswith(TOPICS) else topic(text)
        if next(network.reader.quads(node, SKOS.prefLabel), None) is not None:
            return node
    except ValueError:
        pass
    wanted = search_key(text)
    for quad in network.reader.quads(predicate=SKOS.prefLabel, graph=network.reader.ids.reference_graph):
        label = quad.object.value if isinstance(quad.object, Literal) else ""
        if (
            isinstance(quad.subject, NamedNode)
            and quad.subject.value.startswith(TOPICS)
            and search_key(label) == wanted
        ):
            return quad.subject
    raise _wrong(parameter, text, "is no topic")


def _first_day(parameter: Parameter, text: str) -> str:
    """The first day of a year, month or day, as ``YYYY-MM-DD``."""
    match = _DATE.fullmatch(text)
    try:
        if not match or not match[0].isascii():
            raise ValueError
        return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1)).isoformat()
    except ValueError:
        raise _wrong(parameter, text, "is no date") from None
