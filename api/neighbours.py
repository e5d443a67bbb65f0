"""``/api/v1/entities/{id}/neighbours``: all neighbours of an entity, page by page."""

from __future__ import annotations

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.caching import Current
from api.entities import find_entity, redirect
from api.errors import PROBLEMS, describe_problems
from api.filters import ChosenLayer, MinWeight, TieFilter
from api.graph_models import Neighbour, NeighbourNode, NeighbourPage
from api.local_ids import ID
from api.models import EntityType
from api.paging import next_cursor, start_of
from api.settings import Settings
from kg.edges import EdgeTeller
from kg.entity_table import type_number


def neighbours_router(settings: Settings) -> APIRouter:
    """The route of neighbours; to be included before that of single entities, whose path would take it."""
    router = APIRouter(prefix="/api/v1", tags=["Networks"], responses=PROBLEMS)

    @router.get(
        "/entities/{id:path}/neighbours",
        summary="The neighbours of an entity",
        response_model=NeighbourPage,
        responses=describe_problems({410: "The cursor is of an earlier version of the graph: begin again."})
        | {308: {"description": "The id is of a shorter name that was found to be of another entity."}},
    )
    def neighbours(
        request: Request,
        published: Current,
        wanted: TieFilter,
        id: str = ID,
        layer: ChosenLayer = None,
        min_weight: MinWeight = 1,
        node_type: list[EntityType] = Query([], max_length=10, description="Keep only these types; twice: either."),
        evidence: int = Query(
            0, ge=0, le=settings.ego_max_evidence, description="Encounters told with each edge, the newest first."
        ),
        limit: int = Query(20, ge=1, le=settings.max_limit, description="Neighbours on a page."),
        cursor: str | None = Query(None, max_length=80, description="`next_cursor` of the page before."),
    ) -> NeighbourPage | Response:
        """Everybody who stood opposite an entity, those with most encounters first: also those that an ego network
        leaves out at its limits."""
        entity = find_entity(published, id)
        if entity.id != id:
            return redirect(request, id, entity.id)
        network, chosen = published.network, layer or entity.layer
        start = start_of(cursor, published.version)
        lists, table, entities = network.layer(chosen), network.index.encounters, network.index.entities
        centre = network.number(entity.id)
        around = lists.around(table, np.array([centre]), wanted, min_weight)
        others, pairs = around.neighbour[around.all()], around.pair[around.all()]
        if node_type:
            kept = np.isin(entities.type[others], [type_number(name) for name in node_type])
            others, pairs = others[kept], pairs[kept]
        page = slice(start, start + limit)
        shown = others[page]
        edges = EdgeTeller(network, chosen, wanted, evidence).edges(pairs[page], np.full(len(shown), centre), shown)
        degrees = lists.around(table, shown, wanted, min_weight).degrees().tolist()
        return NeighbourPage(
            snapshot=published.version,
            center=entity.id,
            layer=chosen,
            total=len(others),
            items=[
                Neighbour(
                    node=NeighbourNode(**published.shaper.node(entities[other]), degree=degree),
                    edge=published.shaper.edge(edge),
                )
                for other, degree, edge in zip(shown.tolist(), degrees, edges, strict=True)
            ],
            next_cursor=next_cursor(published.version, start, limit, len(others)),
        )

    return router
