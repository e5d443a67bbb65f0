"""``/api/v1/paths``: over whom one entity could reach another."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Query

from api.caching import Current
from api.errors import PROBLEMS, Problem
from api.filters import ChosenLayer, MinWeight, TieFilter
from api.graph_models import Path, Paths
from api.models import NetworkNode
from api.publication import Published
from kg import paths as found_by
from kg.paths import LENGTHS, MAX_PATHS, PathQuery, find_paths


def paths_router() -> APIRouter:
    """The route of paths."""
    router = APIRouter(prefix="/api/v1", tags=["Networks"], responses=PROBLEMS)

    @router.get("/paths", summary="Paths between two entities")
    def paths(
        published: Current,
        wanted: TieFilter,
        source: str = Query(alias="from", max_length=300, description="Local id of one end.", examples=["state/EG"]),
        target: str = Query(alias="to", max_length=300, description="Local id of the other.", examples=["state/TN"]),
        max_length: int = Query(4, ge=LENGTHS[0], le=LENGTHS[1], description="Most ties of a path."),
        kind: Literal["shortest", "strongest"] = Query(
            "shortest",
            description="`strongest`: the paths whose weakest tie has most encounters, and of these the shortest.",
        ),
        limit: int = Query(5, ge=1, le=MAX_PATHS, description="Paths in the answer."),
        layer: ChosenLayer = None,
        min_weight: MinWeight = 1,
    ) -> Paths:
        """Chains of encounters from one entity to another. Without a path of at most `max_length` ties, `paths` is
        empty; to go from a person to a state, choose a layer in which both are."""
        ends = [published.network.entity(end) for end in (source, target)]
        if ends[0].id == ends[1].id:
            raise Problem(422, "invalid-parameter", f"from and to are both {ends[0].id}: give two entities.")
        query = PathQuery(
            kind=kind, max_length=max_length, limit=limit, layer=layer, min_weight=min_weight, filter=wanted
        )
        found = find_paths(published.network, ends[0], ends[1], query)
        return Paths.model_validate(
            {
                "snapshot": published.version,
                "from": published.shaper.summary(ends[0]),
                "to": published.shaper.summary(ends[1]),
                "layer": found.layer,
                "kind": kind,
                "paths": [_path(published, path) for path in found.paths],
                "complete": found.complete,
            }
        )

    return router


def _path(published: Published, path: found_by.Path) -> Path:
    return Path(
        length=path.length,
        strength=path.strength,
        nodes=[NetworkNode(**published.shaper.node(entity)) for entity in path.nodes],
        edges=[published.shaper.edge(edge) for edge in path.edges],
    )
