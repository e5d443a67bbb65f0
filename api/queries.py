"""``/api/v1/queries``: the named queries as addresses whose parameters have types (``kg.query_parameters``).

A parameter becomes a term of the graph and is bound where the query asks for it; no text of a reader becomes part of a
query. Rows are taken in pages: one row more than a page is asked for, so that ``Link: rel="next"`` is there exactly
where another page has rows.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import orjson
import pyoxigraph as ox
from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.caching import Current, caching_headers, current
from api.errors import PROBLEMS, Problem, describe_problems
from api.models import NamedQuery as NamedQueryAnswer
from api.models import NamedQueryPage, QueryParameter
from api.negotiation import TABLES, Format, choose
from api.publication import Published
from api.settings import Settings
from api.worker import TABLE_FORMATS, Task
from kg.named_queries import NamedQuery, named_queries
from kg.query_parameters import RESERVED, Parameter, ParameterError, bind_texts, describe

PATH = "/api/v1/queries"
FORMATS = (*TABLES, Format("sparql", ("application/sparql-query",)))
_DECLARATIONS = re.compile(r"^# parameter:.*\n", re.MULTILINE)  # of no use where the values are filled in
_DIGITS = re.compile(r"[0-9]{1,9}")
_DESCRIPTION = (
    '{description}\n\nRows come in pages of `limit`; where there are more, `Link: rel="next"` names the next page and '
    "`X-Rawabit-Truncated` says `limit`. `format=sparql` gives the query itself, with its parameters filled in."
)
_PROBLEMS = {
    **describe_problems(
        {
            400: "A parameter is unknown, missing, of another type, or a name that may mean several (`candidates`).",
            404: "No query has that name.",
            406: "None of the formats of the Accept header can be sent.",
            503: "The time was up, or all query processes are at work.",
        }
    ),
}


def queries_router(settings: Settings) -> APIRouter:
    """The list of queries, and a route for each of them."""
    router = APIRouter(prefix=PATH, tags=["Named queries"], responses=PROBLEMS)

    @router.get("", summary="The named queries")
    def all_queries(published: Current) -> NamedQueryPage:
        """The queries that come with the ontology: titles, parameters, text, and an address to begin with."""
        items = [_shown(query) for query in named_queries()]
        return NamedQueryPage(total=len(items), items=items)

    for query in named_queries():
        router.add_api_route(
            f"/{query.name}",
            _route(query, settings),
            methods=["GET"],
            summary=query.title,
            description=_DESCRIPTION.format(description=query.description),
            operation_id=f"query_{query.name.replace('-', '_')}",
            response_class=Response,
            responses={200: {"description": "The rows.", "content": _content()}, **_PROBLEMS},
            openapi_extra={"parameters": _openapi(query, settings)},
        )
        router.add_api_route(f"/{query.name}", _route(query, settings), methods=["HEAD"], include_in_schema=False)

    @router.api_route("/{name}", methods=["GET", "HEAD"], include_in_schema=False)
    def no_query(name: str) -> None:
        names = [query.name for query in named_queries()]
        raise Problem(404, "not-found", f"No query is called {name!r}; {PATH} lists them.", queries=names)

    return router


def _route(query: NamedQuery, settings: Settings) -> Callable[[Request, Response], Awaitable[Response]]:
    async def rows(request: Request, response: Response) -> Response:
        return await _answer(query, settings, request, await current(request, response))

    return rows


async def _answer(query: NamedQuery, settings: Settings, request: Request, published: Published) -> Response:
    asked = _parameters(query, request)
    limit = _number("limit", asked.pop("limit", None), settings.query_limit, 1, settings.query_max_limit)
    offset = _number("offset", asked.pop("offset", None), 0, 0, 10**9)
    wanted = asked.pop("format", None)
    accept = request.headers.get("accept")
    if wanted is None and accept and "text/html" in accept:
        wanted = "json"  # a browser asks for XML too, which nobody wants to read there
    chosen = choose(FORMATS, wanted, accept)
    try:
        text = await asyncio.to_thread(bind_texts, query, asked, published.network)
    except ParameterError as error:
        raise _problem(query, error) from error
    headers = caching_headers(published, request)
    headers["Link"] = _links([("describedby", PATH), ("alternate", _address(request, offset, "sparql"))])
    if chosen.name == "sparql":
        return Response(_DECLARATIONS.sub("", text), headers={**headers, "Content-Type": chosen.content_type})
    task = Task(
        query=f"{text}\nLIMIT {limit + 1} OFFSET {offset}",
        format="json",
        has_dataset=False,
        default_graphs=None,
        named_graphs=None,
        max_rows=limit + 1,
        max_bytes=settings.sparql_max_bytes or None,
        deadline=settings.api_deadline,
        prefixes=published.snapshot.ids.prefixes,
    )
    try:
        rows = await published.lane("api").run(task)
    except Problem as problem:
        if problem.kind != "query-timeout":
            raise
        # a heavy one waits among the heavy ones, for as long as they may take
        rows = await published.lane("adhoc").run(replace(task, deadline=settings.sparql_deadline))
    body, more = await asyncio.to_thread(_page, rows, limit, chosen)
    steps = [("next", offset + limit)] if more else []
    steps += [("prev", max(offset - limit, 0)), ("first", 0)] if offset else []
    pages = [(name, _address(request, start)) for name, start in steps]
    headers["Link"] = ", ".join([_links(pages), headers["Link"]] if pages else [headers["Link"]])
    if more:
        headers["X-Rawabit-Truncated"] = "limit"
    if chosen.name in {"csv", "tsv"}:
        headers["Content-Disposition"] = f'inline; filename="{query.name}.{chosen.name}"'
    return Response(body, headers={**headers, "Content-Type": chosen.content_type})


def _page(result: bytes, limit: int, chosen: Format) -> tuple[bytes, bool]:
    """The first ``limit`` rows of a result in SPARQL JSON, in the format asked for, and whether it had more."""
    document = orjson.loads(result)
    rows = document["results"]["bindings"]
    more = len(rows) > limit
    del rows[limit:]
    cut = orjson.dumps(document) if more else result
    if chosen.name == "json":
        return cut, more
    solutions = ox.parse_query_results(cut, ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    return solutions.serialize(format=TABLE_FORMATS[chosen.name]) or b"", more


def _parameters(query: NamedQuery, request: Request) -> dict[str, str]:
    given = request.query_params.multi_items()
    asked = dict(given)
    for name, value in given:
        if asked[name] != value:
            raise Problem(400, "wrong-parameter", f"{name}: give it once.", parameter=name)
    return {name: value for name, value in asked.items() if value != "" or name in {"limit", "offset", "format"}}


def _number(name: str, text: str | None, default: int, low: int, high: int) -> int:
    if text is None:
        return min(default, high)
    if not _DIGITS.fullmatch(text) or not low <= int(text) <= high:
        detail = f"{name}: {text!r} is no whole number from {low} to {high}."
        raise Problem(400, "wrong-parameter", detail, parameter=name, minimum=low, maximum=high)
    return int(text)


def _problem(query: NamedQuery, error: ParameterError) -> Problem:
    members: dict[str, Any] = {"parameter": error.parameter, "parameters": _told(query)}
    if error.candidates:
        members["candidates"] = [
            {"id": e.id, "iri": e.iri, "type": e.type, "label": e.label()} for e in error.candidates
        ]
    return Problem(400, error.kind, f"{error}.", **members)


def _told(query: NamedQuery) -> list[dict[str, Any]]:
    kept = {"name", "type", "description", "required"}
    return [parameter.model_dump(include=kept) for parameter in _shown(query).parameters]


def _shown(query: NamedQuery) -> NamedQueryAnswer:
    return NamedQueryAnswer(
        name=query.name,
        title=query.title,
        title_ar=query.title_ar,
        description=query.description,
        query=query.text,
        url=f"{PATH}/{query.name}" + (f"?{urlencode(query.example())}" if query.example() else ""),
        parameters=[
            QueryParameter(
                name=p.name,
                type=p.type,
                label=p.label,
                label_ar=p.label_ar,
                required=p.required,
                default=p.default,
                example=p.example,
                minimum=p.minimum,
                maximum=p.maximum,
                description=describe(p),
            )
            for p in query.parameters
        ],
    )


def _links(links: list[tuple[str, str]]) -> str:
    return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in links)


def _address(request: Request, offset: int, format: str | None = None) -> str:
    given = request.query_params.multi_items()
    kept = [(name, value) for name, value in given if name != "offset" and not (format and name == "format")]
    kept += [("offset", str(offset))] if offset else []
    kept += [("format", format)] if format else []
    return request.url.path + (f"?{urlencode(kept)}" if kept else "")


def _content() -> dict[str, dict[str, Any]]:
    return {form.media_types[0]: {} for form in FORMATS}


def _openapi(query: NamedQuery, settings: Settings) -> list[dict[str, Any]]:
    names = [form.name for form in FORMATS]
    common: list[tuple[str, str, Mapping[str, Any]]] = [
        ("limit", "Rows of a page.", _whole(1, settings.query_max_limit, settings.query_limit)),
        ("offset", "Rows before the page.", _whole(0, 10**9, 0)),
        ("format", "Wins over the Accept header.", {"type": "string", "enum": names}),
    ]
    assert {name for name, _, _ in common} <= RESERVED
    own = [
        {
            "name": parameter.name,
            "in": "query",
            "required": parameter.required,
            "description": f"{parameter.label} ({parameter.label_ar}): {describe(parameter)}.",
            "schema": _schema(parameter),
            **({"example": parameter.example} if parameter.example else {}),
        }
        for parameter in query.parameters
    ]
    shared = [{"name": n, "in": "query", "required": False, "description": d, "schema": s} for n, d, s in common]
    return [*own, *shared]


def _schema(parameter: Parameter) -> dict[str, Any]:
    if parameter.type == "integer":
        return _whole(parameter.minimum, parameter.maximum, int(parameter.default) if parameter.default else None)
    pattern = {"pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"} if parameter.type == "date" else {"maxLength": 200}
    return {"type": "string", **pattern, **({"default": parameter.default} if parameter.default else {})}


def _whole(low: int | None, high: int | None, default: int | None) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": low, "maximum": high, "default": default}
    return {name: value for name, value in schema.items() if value is not None}
