"""``/api/v1/entities/{id}/ego``: the network around an entity, in the formats of ``kg.export_formats``."""

from __future__ import annotations

from typing import Literal

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.caching import Current, caching_headers
from api.encounters import DATE, check_topics
from api.entities import ID, find_entity, redirect
from api.errors import PROBLEMS
from api.models import EgoNetwork, EncounterType, Layer, Status
from api.settings import Settings
from kg.ego import LIMIT_PER_NODE, MAX_EDGES, MAX_NODES, EgoQuery, ego_network
from kg.export_formats import FORMATS, to_json

FormatName = Literal["json", "cytoscape", "graphml", "gexf", "csv", "jsonld"]
_DESCRIPTION = """Who is linked with whom around one entity, and by how many encounters.

Persons and unnamed officials have a network of *agents*: the principals of different sides of held meetings and calls.
States and organisations have one of *sides*: those whose officials stood on different sides of any held encounter.
`type`, `status` and `layer` choose otherwise.

The strongest neighbours come first. What a limit cuts is told in `truncated`, in each node's `degree`, and in the
header `X-Rawabit-Truncated`. The same question on the same version gives the same bytes."""
_MEDIA = sorted({form.media_type for form in FORMATS.values()} - {"application/json"})


def networks_router(settings: Settings) -> APIRouter:
    """The route of ego networks; to be included before that of single entities, whose path would take it."""
    router = APIRouter(prefix="/api/v1", tags=["Entities"], responses=PROBLEMS)

    @router.get(
        "/entities/{id:path}/ego",
        summary="The network around an entity",
        description=_DESCRIPTION,
        response_model=EgoNetwork,
        responses={200: {"content": {media_type: {} for media_type in _MEDIA}}},
    )
    def ego(
        request: Request,
        published: Current,
        id: str = ID,
        depth: int = Query(1, ge=1, le=settings.ego_max_depth, description="Rings around the entity."),
        since: str | None = Query(None, pattern=DATE, description="Encounters from this day, month or year on."),
        until: str | None = Query(None, pattern=DATE, description="Encounters before this day, month or year."),
        topic: list[str] = Query([], max_length=50, description="Code of a topic; given twice: either."),
        type: list[EncounterType] = Query([], description="Types of encounters; by default as told above."),
        status: list[Status] = Query(["held"], description="Held or planned encounters, or both."),
        layer: Layer | None = Query(None, description="By default that of the entity, as told above."),
        min_weight: int = Query(1, ge=1, le=1_000_000, description="Fewest encounters of an edge."),
        min_confidence: float = Query(0.0, ge=0, le=1, description="Least confidence of an encounter."),
        include_undated: bool = Query(False, description="With since or until: encounters without a date too."),
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
        lang: Literal["ar", "en"] = Query("ar", description="Language of `label`, where there is a choice."),
        format: FormatName = Query("json", description="GraphML and GEXF are for Gephi, csv is a table of the edges."),
    ) -> Response | EgoNetwork:
        entity = find_entity(published, id)
        if entity.id != id:
            return redirect(request, id, entity.id)
        check_topics(published.catalogue, topic)
        query = EgoQuery(
            depth=depth,
            since=since,
            until=until,
            topics=tuple(topic),
            types=tuple(type),
            status=tuple(status),
            layer=layer,
            min_weight=min_weight,
            min_confidence=min_confidence,
            include_undated=include_undated,
            inner_edges=inner_edges,
            evidence=evidence,
            limit_per_node=limit_per_node,
            max_nodes=max_nodes,
            max_edges=max_edges,
        )
        network = ego_network(published.network, entity, query)
        headers = caching_headers(published, request)
        if network.truncated:
            headers["X-Rawabit-Truncated"] = ",".join(network.truncation.reasons)
        if format == "json":
            # the tests hold this to the model: to check every answer by it would take longer than to find it
            body = orjson.dumps({"snapshot": published.version, **to_json(network, lang)})
            return Response(body, headers=headers, media_type="application/json")
        chosen = FORMATS[format]
        name = f"{entity.id.replace('/', '-')}.{chosen.extension}"
        headers["Content-Disposition"] = f'inline; filename="{name}"'
        return Response(chosen.write(network, lang), headers=headers, media_type=chosen.media_type)

    return router
