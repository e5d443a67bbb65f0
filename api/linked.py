"""Linked data: ``/id/…`` and ``/ontology…`` answer for the IRIs of the graph: a page, or RDF in four formats.

The answer is direct (200), not a 303: an IRI of the graph is at w3id.org, which redirects here, so that the address
here is already that of a document; a second redirect would cost a round trip and say nothing more. ``Content-Location``
is the document in its format, ``Link`` names the thing itself (``describes``), the other formats and the next page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import pyoxigraph as ox
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from pyoxigraph import NamedNode

from api.caching import Current, caching_headers
from api.errors import PROBLEMS, describe_problems
from api.negotiation import GRAPHS, Format, choose
from api.publication import Published
from api.resource_pages import ontology_page, resource_page
from api.resources import Resource, describe, ontology_resource
from api.settings import Settings
from api.worker import GRAPH_FORMATS
from kg.errors import NotFoundError
from kg.linked_network import jsonld_context
from kg.vocabulary import ONTOLOGY, TOPICS

PAGE = Format("html", ("text/html", "application/xhtml+xml"))
FORMATS = (PAGE, *GRAPHS)
_SUFFIXES = {"html": "html", "ttl": "turtle", "nt": "ntriples", "jsonld": "jsonld", "rdf": "rdfxml"}
_ONTOLOGY_LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "What is known.", "content": {form.media_types[0]: {} for form in FORMATS}},
    308: {"description": "The IRI is of a shorter name that was found to be of another entity."},
    **describe_problems(
        {
            400: "`format` names none of the formats.",
            404: "The graph knows nothing of that IRI.",
            406: "None of the formats of the Accept header can be sent.",
        }
    ),
}
_DESCRIPTION = """What the graph says of the thing whose IRI ends with this path: its properties, its parts, the names
of what it refers to, and its newest encounters. A format is chosen by `format=`, by the ending of the path (`.ttl`,
`.jsonld`, `.rdf`, `.nt`, `.html`), or by the Accept header.

Long lists are cut: `X-Rawabit-Truncated` says what (`encounters`, `triples`, `labels`), and `Link: rel="next"` goes on.
The texts of articles are not given (`article-body`)."""


_FORMAT = Query(None, description="html, turtle, jsonld, rdfxml, ntriples.")
_LANGUAGE = Query(None, max_length=5, description="Language of the page: ar or en.")
_OFFSET = Query(0, ge=0, le=1_000_000, description="Encounters before the page.")


def linked_router(settings: Settings) -> APIRouter:
    """The routes of the IRIs of the data, of the topics and of the ontology."""
    router = APIRouter(tags=["Linked data"], responses=PROBLEMS)
    on_page = Query(min(20, settings.max_limit), ge=1, le=settings.max_limit, description="Encounters on the page.")

    @router.get("/id/{path:path}", summary="What is known of a thing", description=_DESCRIPTION, responses=_RESPONSES)
    @router.head("/id/{path:path}", include_in_schema=False)
    def thing(
        request: Request,
        published: Current,
        path: str = Path(description="The IRI after the base.", examples=["state/EG"]),
        format: str | None = _FORMAT,
        lang: str | None = _LANGUAGE,
        offset: int = _OFFSET,
        limit: int = on_page,
    ) -> Response:
        local, wanted = _without_suffix(published, path, format)
        new = _merged(published, local)
        if new and new != local:
            moved = request.url.path.replace(local, new, 1)
            return RedirectResponse(moved + (f"?{request.url.query}" if request.url.query else ""), 308)
        node = _node(published.snapshot.ids.base + local)
        found = describe(published, node, offset, limit) if node else None
        if found is None:
            raise NotFoundError(f"The graph knows nothing of {published.snapshot.ids.base}{local}.")
        return _answer(request, f"/id/{quote(local)}", published, found, wanted, lang, (offset, limit))

    @router.get("/ontology/topic/{code}", summary="A topic", description=_DESCRIPTION, responses=_RESPONSES)
    @router.head("/ontology/topic/{code}", include_in_schema=False)
    def topic(
        request: Request,
        published: Current,
        code: str = Path(examples=["counter-terrorism"]),
        format: str | None = _FORMAT,
        lang: str | None = _LANGUAGE,
        offset: int = _OFFSET,
        limit: int = on_page,
    ) -> Response:
        name, _, ending = code.partition(".")
        node = _node(TOPICS + name)
        found = describe(published, node, offset, limit) if node else None
        if found is None or (ending and ending not in _SUFFIXES):
            raise NotFoundError(f"No topic has the code {code!r}; /api/v1/topics lists them.")
        wanted = format or _SUFFIXES.get(ending)
        return _answer(request, f"/ontology/topic/{name}", published, found, wanted, lang, (offset, limit))

    @router.get(
        "/ontology/context.jsonld",
        summary="The JSON-LD context",
        response_class=Response,
        responses={200: {"content": {"application/ld+json": {}}}},
    )
    @router.head("/ontology/context.jsonld", include_in_schema=False)
    def context() -> Response:
        """The context that the JSON-LD of this service uses."""
        body = orjson.dumps({"@context": jsonld_context()}, option=orjson.OPT_INDENT_2)
        return Response(body, headers={"Cache-Control": "public, max-age=3600"}, media_type="application/ld+json")

    @router.get("/ontology", summary="The ontology", responses=_RESPONSES)
    @router.get("/ontology/{name}", include_in_schema=False)
    @router.head("/ontology", include_in_schema=False)
    def ontology(
        request: Request, published: Current, name: str = "", format: str | None = _FORMAT, lang: str | None = _LANGUAGE
    ) -> Response:
        """All classes and properties of the `rw:` vocabulary; their IRIs are this address and `#name`."""
        wanted = format or _SUFFIXES.get(name.removeprefix("rawabit."))
        if name and wanted is None:
            raise NotFoundError(f"The ontology has no part {name!r}; its terms are at /ontology#….")
        return _answer(request, "/ontology", published, ontology_resource(), wanted, lang, (0, 1))

    return router


def _without_suffix(published: Published, path: str, format: str | None) -> tuple[str, str | None]:
    """The local id of a path and the format that its ending names, unless the id itself ends so."""
    stem, dot, ending = path.rpartition(".")
    if not dot or ending not in _SUFFIXES:
        return path, format
    whole = _node(published.snapshot.ids.base + path)
    if whole and next(published.snapshot.quads(whole), None) is not None:
        return path, format
    return stem, format or _SUFFIXES[ending]


def _node(iri: str) -> NamedNode | None:
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _merged(published: Published, local: str) -> str | None:
    """The id of the entity that this one was found to be, or its own."""
    try:
        return published.network.entity(local).id
    except NotFoundError:
        return None


def _answer(
    request: Request,
    path: str,
    published: Published,
    found: Resource,
    wanted: str | None,
    lang: str | None,
    page: tuple[int, int],
) -> Response:
    chosen = choose(FORMATS, wanted, request.headers.get("accept"))
    language = _language(lang, request.headers.get("accept-language"))
    headers = caching_headers(published, request)
    headers["Vary"] = "Accept, Accept-Language"
    headers["Link"] = ", ".join(_links(request, path, found, chosen, page))
    headers["Content-Location"] = _address(request, path, {"format": chosen.name})
    if found.cut:
        headers["X-Rawabit-Truncated"] = ",".join(found.cut)
    headers["Content-Type"] = chosen.content_type
    if chosen is PAGE:
        headers["Content-Language"] = language
        make = ontology_page if found.node.value == ONTOLOGY.rstrip("#") else resource_page
        return Response(make(published, found, language, path, page), headers=headers)
    return Response(_written(found, chosen, published.snapshot.ids.prefixes), headers=headers)


def _written(found: Resource, chosen: Format, prefixes: dict[str, str]) -> bytes:
    if chosen.name != "jsonld":
        return ox.serialize(found.triples, format=GRAPH_FORMATS[chosen.name], prefixes=prefixes) or b""
    import rdflib  # large, and needed for this format alone

    graph = rdflib.Graph()
    graph.parse(data=ox.serialize(found.triples, format=ox.RdfFormat.N_TRIPLES) or b"", format="nt")
    return graph.serialize(format="json-ld", context=jsonld_context(), indent=1).encode()


def _language(lang: str | None, accepted: str | None) -> str:
    """``ar`` or ``en``: as asked for, else as the browser prefers, else Arabic."""
    if lang in {"ar", "en"}:
        return lang
    for part in (accepted or "").split(","):
        code = part.split(";")[0].strip().lower().partition("-")[0]
        if code in {"ar", "en"}:
            return code
    return "ar"


def _address(request: Request, path: str, change: dict[str, str | None]) -> str:
    kept = {name: value for name, value in request.query_params.items() if name in {"offset", "limit", "lang"}}
    merged = {name: value for name, value in {**kept, **change}.items() if value is not None}
    return path + (f"?{urlencode(merged)}" if merged else "")


def _links(request: Request, path: str, found: Resource, chosen: Format, page: tuple[int, int]) -> Sequence[str]:
    settings: Settings = request.app.state.settings
    offset, limit = page
    own = found.node.value.startswith(ONTOLOGY.rstrip("#"))
    licence = _ONTOLOGY_LICENCE if own else getattr(settings, "data_licence", None)
    links = [
        f'<{found.node.value}>; rel="describes"',
        f'<{_address(request, path, {"format": None})}>; rel="canonical"',
        *(
            f'<{_address(request, path, {"format": form.name})}>; rel="alternate"; type="{form.media_types[0]}"'
            for form in FORMATS
            if form is not chosen
        ),
        '</void>; rel="describedby"',
        '</ontology/context.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"',
    ]
    if licence:
        links.append(f'<{licence}>; rel="license"')
    if offset + limit < found.total:
        links.append(f'<{_address(request, path, {"offset": str(offset + limit), "format": chosen.name})}>; rel="next"')
    if offset:
        links.append(
            f'<{_address(request, path, {"offset": str(max(offset - limit, 0)), "format": chosen.name})}>; rel="prev"'
        )
    return links
