"""What a client says by the SPARQL 1.1 protocol: parameters and bodies, decoded exactly once and checked."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl

import pyoxigraph as ox
from fastapi import Request

from api.errors import Problem
from api.guard import check_graph_iri
from api.negotiation import one_wish

FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
_DRAINED = 4  # times the limit
_FEW = 10  # parameters
_UNESCAPED = re.compile(rb"(?:[^%\\]++|%[0-9A-Fa-f]{2})*+")
_HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Ask:
    """A query; the graphs are None where no parameter names any."""

    query: str
    default_graphs: list[str] | None
    named_graphs: list[str] | None
    format: str | None
    timeout: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """An update and the graphs that parameters name for its WHERE."""

    update: str
    using: tuple[str, ...]
    using_named: tuple[str, ...]


def decode(data: bytes) -> Pairs:
    """The parameters of a query string or form, percent-decoded once as strict UTF-8. Raises Problem (400)."""
    try:
        if data.count(b"&") < _FEW and _UNESCAPED.fullmatch(data):
            fields = [field.partition(b"=") for field in data.split(b"&") if field]
            return [(_unquoted(name), _unquoted(value)) for name, _, value in fields]
        text = data.decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise Problem(400, "malformed-parameters", f"The parameters cannot be decoded as UTF-8: {error}.") from error


def _unquoted(piece: bytes) -> str:
    """A piece of a query string, as ``parse_qsl`` reads it, in a fifth of the time: %XX is \\xXX to another codec."""
    piece = piece.replace(b"+", b" ")
    if b"%" in piece:
        piece = piece.replace(b"%", b"\\x").decode("unicode_escape").encode("latin-1")
    return piece.decode("utf-8")


def read_ask(pairs: Pairs, body: str | None = None) -> Ask:
    """The query of the parameters, or of a body beside them. Raises Problem (400)."""
    if any(name == "update" for name, _ in pairs):
        raise Problem(403, "updates-not-allowed", "An update is sent by POST, without a query beside it.")
    graphs = [_graphs(pairs, name) or None for name in ("default-graph-uri", "named-graph-uri")]
    wish = one_wish([value for name, value in pairs if name == "format"])
    return Ask(_text(pairs, "query", body), graphs[0], graphs[1], wish, one(pairs, "timeout"))


def read_change(pairs: Pairs, body: str | None = None) -> Change:
    """The update of the parameters, or of a body beside them. Raises Problem (400)."""
    if any(name == "query" for name, _ in pairs):
        raise Problem(400, "malformed-parameters", "Send a query or an update, not both.")
    using, named = (_graphs(pairs, name) for name in ("using-graph-uri", "using-named-graph-uri"))
    return Change(_text(pairs, "update", body), tuple(using), tuple(named))


def one(pairs: Pairs, name: str) -> str | None:
    """The value of a parameter that may be given once. Raises Problem (400)."""
    found = [value for key, value in pairs if key == name]
    if len(found) > 1:
        detail = f"The parameter {name} may be given once, not {len(found)} times."
        raise Problem(400, "malformed-parameters", detail)
    return found[0] if found else None


def _text(pairs: Pairs, name: str, body: str | None) -> str:
    given = one(pairs, name)
    if (given is None) == (body is None):
        raise Problem(400, "malformed-parameters", f"Give one {name}, in the parameter {name} or in the body.")
    return given if given is not None else body or ""


def _graphs(pairs: Pairs, name: str) -> list[str]:
    return [check_graph(value) for key, value in pairs if key == name]


def check_graph(iri: str) -> str:
    """``iri`` if it can name a graph. Raises Problem: 403 for ``file:``, 400 for what is no absolute IRI."""
    check_graph_iri(iri)
    try:
        ox.NamedNode(iri)
    except ValueError as error:
        raise Problem(400, "malformed-parameters", f"{iri!r} is no absolute IRI of a graph.") from error
    return iri


def media_type(request: Request, known: Collection[str], advice: str) -> str:
    """The media type of the body, one of ``known``. Raises Problem (415) for others and for what is not plain UTF-8."""
    media, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    media = media.strip()
    if media not in known:
        raise Problem(415, "unsupported-media-type", advice)
    charset = parameters.partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in {"", "utf-8", "utf8", "us-ascii"}:
        raise Problem(415, "unsupported-media-type", f"The charset {charset!r} is not read; send UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "unsupported-media-type", "Send the body without a Content-Encoding.")
    return media


async def read_body(request: Request, limit: int, kind: str = "body-too-long") -> bytes:
    """The body. Raises Problem (413) above ``limit`` bytes.

    A body that is somewhat longer is read to its end and thrown away, since many clients read no answer before.
    """
    body = bytearray()
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= limit:
            body += chunk
        elif size > _DRAINED * limit:
            break
    if size <= limit:
        return bytes(body)
    headers = {"Connection": "close"}
    raise Problem(413, kind, f"The body is longer than {limit} bytes.", headers=headers, maximum=limit)


def as_text(body: bytes, what: str) -> str:
    """``body`` as UTF-8, a byte order mark left out. Raises Problem (400)."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(400, f"malformed-{what}", f"The {what} is not UTF-8: {error}.") from error


def deadline(wanted: str | None, maximum: float) -> float:
    """The seconds that ``timeout=`` asks for, by default ``maximum``. Raises Problem (400)."""
    if wanted is None:
        return maximum
    try:
        seconds = float(wanted)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= maximum:
        detail = f"timeout={wanted!r} is no number of seconds above 0 and up to {maximum:g}."
        raise Problem(400, "malformed-parameters", detail, maximum=maximum)
    return seconds


def endpoint_of(request: Request) -> str:
    """The URL of the SPARQL endpoint as the client sees it: what relative IRIs are relative to."""
    scope = request.scope
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):  # it becomes part of an IRI
        host = "localhost"
    return f"{scope['scheme']}://{host}{scope.get('root_path', '')}/sparql"
