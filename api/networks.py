"""``/api/v1/entities/{id}/ego``: the network around an entity, in the formats of ``kg.export_formats``."""

from __future__ import annotations

from dataclasses import replace
from typing import cast
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.caching import Current, keep_unless_replaced
from api.entities import find_entity, redirect
from api.errors import PROBLEMS, describe_problems
from api.filters import ChosenLayer, MinWeight, TieFilter
from api.local_ids import ID
from api.models import EgoNetwork
from api.network_formats import OTHER_FORMATS, ChosenFormat, Lang, answer_network, is_json
from api.publication import Published, publications
from api.settings import Settings
from api.short_way import Attempt
from kg.adjacency import Entity
from kg.ego import LIMIT_PER_NODE, MAX_EDGES, MAX_NODES, EgoQuery, ego_network
from kg.network_table import ego_table

_BEFORE = "/api/v1/entities/"
_DESCRIPTION = """Who is linked with whom around one entity, and by how many encounters.

Persons and unnamed officials have a network of *agents*: the principals of different sides of held meetings and calls.
States and organisations have one of *sides*: those whose officials stood on different sides of any held encounter.
`type`, `status` and `layer` choose otherwise.

The strongest neighbours come first. What a limit cuts is told in `truncated`, in each node's `degree`, and in the
header `X-Rawabit-Truncated`. The same question on the same version gives the same bytes."""


def networks_router(settings: Settings) -> APIRouter:
    """The route of ego networks; to be included before that of single entities, whose path would take it."""
    router = APIRouter(prefix="/api/v1", tags=["Entities"], responses=PROBLEMS)

    @router.get(
        "/entities/{id:path}/ego",
        summary="The network around an entity",
        description=_DESCRIPTION,
        response_model=EgoNetwork,
        responses=OTHER_FORMATS
        | describe_problems({406: "None of the formats that the header Accept names can be sent."})
        | {308: {"description": "The id is of a shorter name that was found to be of another entity."}},
    )
    def ego(
        request: Request,
        published: Current,
        wanted: TieFilter,
        id: str = ID,
        depth: int = Query(1, ge=1, le=settings.ego_max_depth, description="Rings around the entity."),
        layer: ChosenLayer = None,
        min_weight: MinWeight = 1,
        inner_edges: bool = Query(True, description="Edges between the neighbours too."),
        evidence: int = Query(
            0, ge=0, le=settings.ego_max_evidence, description="Encounters told with each edge, the newest first."
        ),
        limit_per_node: int = Query(
            min(LIMIT_PER_NODE[0], settings.ego_max_per_node),
            ge=1,
            le=settings.ego_max_per_node,
            description="Neighbours taken of each node.",
        ),
        max_nodes: int = Query(min(MAX_NODES[0], settings.ego_max_nodes), ge=1, le=settings.ego_max_nodes),
        max_edges: int = Query(min(MAX_EDGES[0], settings.ego_max_edges), ge=1, le=settings.ego_max_edges),
        lang: Lang = "ar",
        format: ChosenFormat = None,
    ) -> Response:
        entity = find_entity(published, id)
        if entity.id != id:
            return redirect(request, id, entity.id)
        query = EgoQuery(
            depth=depth,
            since=wanted.since,
            until=wanted.until,
            topics=wanted.topics,
            types=wanted.types,
            status=wanted.status,
            layer=layer,
            min_weight=min_weight,
            min_confidence=wanted.min_confidence,
            include_undated=wanted.include_undated,
            inner_edges=inner_edges,
            evidence=evidence,
            limit_per_node=limit_per_node,
            max_nodes=max_nodes,
            max_edges=max_edges,
        )
        return _answer(request, published, entity, query, lang, format)

    return router


def plain_ego(settings: Settings) -> Attempt:
    """A handler for the plainest of these requests, which are most: depth, language and edges within at most, and the
    rest as it is unless asked otherwise.

    It declines all others: solving their parameters costs the framework more than most networks do.
    """
    limits = EgoQuery(
        limit_per_node=min(LIMIT_PER_NODE[0], settings.ego_max_per_node),
        max_nodes=min(MAX_NODES[0], settings.ego_max_nodes),
        max_edges=min(MAX_EDGES[0], settings.ego_max_edges),
    )
    plain = {
        (str(depth), inner): replace(limits, depth=depth, inner_edges=inner == "true")
        for depth in range(1, settings.ego_max_depth + 1)
        for inner in ("true", "false")
    }

    async def ego(request: Request) -> Response | None:
        asked = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(asked)
        twice = len(given) < len(asked)
        query = plain.get((given.pop("depth", "1"), given.pop("inner_edges", "true")))
        lang = given.pop("lang", "ar")
        if given or twice or query is None or lang not in ("ar", "en") or "if-none-match" in request.headers:
            return None
        id = request.scope["path"].removeprefix(_BEFORE).removesuffix("/ego")
        published = publications(request.app).current()
        number = published.network.index.entities.find(id)
        entity = None if number is None else published.network.numbered(number)
        if entity is None or entity.id != id:
            return None
        keep_unless_replaced(request, published)
        if query.depth == 1 and is_json(request):  # this takes less time than changing the thread
            return _answer(request, published, entity, query, cast(Lang, lang), None)
        return await run_in_threadpool(_answer, request, published, entity, query, cast(Lang, lang), None)

    return ego


def _answer(
    request: Request, published: Published, entity: Entity, query: EgoQuery, lang: Lang, format: ChosenFormat
) -> Response:
    network = ego_network(published.network, entity, query)
    table = ego_table(network, lang, published.shaper.namer(lang))
    cut = ",".join(network.truncation.reasons)
    return answer_network(published, request, table, format, entity.id.replace("/", "-"), cut)
