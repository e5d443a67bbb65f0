"""``/api/v1/measures``: who is central in a network, and what changed from one period to another."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Query

from api.caching import Current
from api.errors import PROBLEMS, Problem
from api.filters import MinWeight, Since, TieFilter, Until, valid
from api.graph_models import Changed, ChangedTie, Measured, Measures, MeasuresChange
from api.models import Layer
from api.publication import Published
from api.settings import Settings
from kg import measures as found_by
from kg.measures import SortKey, change, measures

_LAYER = Query("sides", description="`sides`: states and organisations; `agents`: persons and officials.")


def measures_router(settings: Settings) -> APIRouter:
    """The routes of measures."""
    router = APIRouter(prefix="/api/v1", tags=["Networks"], responses=PROBLEMS)

    @router.get("/measures", summary="Who is central")
    def all_measures(
        published: Current,
        wanted: TieFilter,
        layer: Layer = _LAYER,
        min_weight: MinWeight = 1,
        sort: SortKey = Query("degree", description="What the items are ordered by."),
        limit: int = Query(20, ge=1, le=settings.max_limit, description="Entities in the answer."),
    ) -> Measures:
        """Degree, strength, betweenness and community of the entities of a network. In a large one, betweenness and
        communities are found among its strongest ties; `exact` tells. Computed once for a version and a question."""
        found = measures(published.network, layer, wanted, min_weight)
        return Measures(
            snapshot=published.version,
            layer=layer,
            nodes=len(found.items),
            edges=found.ties,
            communities=found.communities,
            items=[
                Measured(
                    entity=published.shaper.summary(published.network.entity(item.entity)),
                    degree=item.degree,
                    strength=item.strength,
                    betweenness=item.betweenness,
                    community=item.community,
                )
                for item in found.sorted_by(sort)[:limit]
            ],
            exact=found.exact,
        )

    @router.get("/measures/change", summary="What changed between two periods")
    def changes(
        published: Current,
        wanted: TieFilter,
        since2: Since = None,
        until2: Until = None,
        layer: Layer = _LAYER,
        limit: int = Query(20, ge=1, le=settings.max_limit, description="Entities and ties in each list."),
    ) -> MeasuresChange:
        """Who has more encounters in the second period (`since2`, `until2`) than in the first (`since`, `until`), who
        has fewer, which ties are new and which are gone."""
        if since2 is None and until2 is None:
            raise Problem(422, "invalid-parameter", "since2, until2: give at least one of them, the second period.")
        later = valid(lambda: replace(wanted, since=since2, until=until2))
        found = change(published.network, layer, wanted, later, limit)
        return MeasuresChange(
            snapshot=published.version,
            layer=layer,
            risen=[_moved(published, item) for item in found.risen],
            fallen=[_moved(published, item) for item in found.fallen],
            new_ties=[_tie(published, tie) for tie in found.new],
            lost_ties=[_tie(published, tie) for tie in found.lost],
            totals=found.totals,
        )

    return router


def _moved(published: Published, item: found_by.Moved) -> Changed:
    return Changed(
        entity=published.shaper.summary(published.network.entity(item.entity)),
        before=item.before,
        after=item.after,
        change=item.after - item.before,
        degree_before=item.degree_before,
        degree_after=item.degree_after,
    )


def _tie(published: Published, tie: found_by.TieMoved) -> ChangedTie:
    ends = [published.shaper.summary(published.network.entity(end)) for end in (tie.source, tie.target)]
    return ChangedTie(source=ends[0], target=ends[1], encounters=tie.weight)
