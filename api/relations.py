"""``/api/v1/relations/{a}/{b}``: what is between two entities, over time and by topic, with the evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.caching import Current
from api.catalogue import EncounterIds
from api.errors import PROBLEMS, Problem, describe_problems
from api.filters import ChosenLayer, TieFilter
from api.graph_models import Month, Relation
from api.models import TopicCount
from api.paging import next_cursor, start_of
from api.publication import Published
from api.settings import Settings
from kg.adjacency import Entity
from kg.encounter_counts import by_period, by_topic, by_type, opposite_each_other
from kg.encounter_table import STATUS_NAMES, TYPES, date_text
from kg.ties import MEETINGS, EncounterFilter, Layer

Sight = Literal["agents", "sides", "mixed"]
MOST_MONTHS = 1_200


def relations_router(settings: Settings) -> APIRouter:
    """The route of pairs."""
    router = APIRouter(prefix="/api/v1", tags=["Networks"], responses=PROBLEMS)

    @router.get(
        "/relations/{a:local}/{b:local}",
        summary="What is between two entities",
        response_model=Relation,
        responses=describe_problems({410: "The cursor is of an earlier version of the graph: begin again."})
        | {308: {"description": "An id is of a shorter name that was found to be of another entity."}},
    )
    def relation(
        request: Request,
        published: Current,
        wanted: TieFilter,
        a: str = Path(max_length=300, description="Local id of one entity.", examples=["state/EG"]),
        b: str = Path(max_length=300, description="Local id of the other.", examples=["state/TN"]),
        layer: ChosenLayer = None,
        limit: int = Query(20, ge=1, le=settings.max_limit, description="Encounters on a page."),
        cursor: str | None = Query(None, max_length=80, description="`next_cursor` of the page before."),
    ) -> Relation | Response:
        """The encounters in which one stood opposite the other: how many in which month, about which topics, and each
        of them with its sentences, the latest first. A state or organisation with a person works too."""
        one, other = published.network.entity(a), published.network.entity(b)
        if (one.id, other.id) != (a, b):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/api/v1/relations/{one.id}/{other.id}{query}", status_code=308)
        if one.id == other.id:
            raise Problem(422, "invalid-parameter", f"a and b are both {a}: give two entities.")
        start = start_of(cursor, published.version)
        seen: Sight = layer or (one.layer if one.layer == other.layer else "mixed")
        found = _between(published, one, other, seen, wanted)
        table, shaper = published.catalogue.table, published.shaper
        dates = table.date[found.numbers]
        dated = dates[dates > 0]
        months = by_period(table, found.numbers, "month", MOST_MONTHS, gaps=False)
        return Relation(
            snapshot=published.version,
            a=shaper.summary(one),
            b=shaper.summary(other),
            layer=seen,
            relation=_relation(published, one, other, seen, found),
            total=len(found),
            first=date_text(int(dated.min())) if len(dated) else None,
            last=date_text(int(dated.max())) if len(dated) else None,
            topics=[
                TopicCount(**shaper.topic(code).model_dump(), encounters=count)
                for code, count in by_topic(table, found.numbers).items()
            ],
            types=by_type(table, found.numbers, TYPES),
            timeline=[
                Month(
                    month=name,
                    encounters=months.totals[n],
                    topics={code: counts[n] for code, counts in months.topics.items() if counts[n]},
                )
                for n, name in enumerate(months.names)
            ],
            undated=months.undated,
            encounters=[shaper.encounter(local, published.details) for local in found[start : start + limit]],
            next_cursor=next_cursor(published.version, start, limit, len(found)),
        )

    return router


def _between(published: Published, one: Entity, other: Entity, sight: Sight, wanted: EncounterFilter) -> EncounterIds:
    """The encounters of a pair that count, the latest first."""
    counted_as: Layer = "agents" if sight == "agents" else "sides"
    chosen = replace(wanted, types=wanted.types_of(counted_as))
    if sight != "mixed":
        return published.catalogue.find(wanted=chosen, opposite=(one.id, other.id, sight))
    together = published.catalogue.find((one.id, other.id), chosen)
    ends = (published.network.number(end.id) for end in (one, other))
    opposed = opposite_each_other(published.catalogue.table, together.numbers, *ends)
    return EncounterIds(published.catalogue, together.numbers[opposed])


def _relation(
    published: Published, one: Entity, other: Entity, sight: Sight, found: EncounterIds
) -> Literal["met", "cooperatesWith", "encountered"] | None:
    """The property of the derived graph that the encounters stand for, where they stand for one."""
    if not len(found):
        return None
    table = published.catalogue.table
    held = found.numbers[table.status[found.numbers] == STATUS_NAMES.index("held")]
    if sight == "sides":
        return "cooperatesWith" if len(held) else "encountered"
    officials = one.layer == other.layer == "agents"
    met = np.isin(table.type[held], [TYPES.index(name) for name in MEETINGS]).any()
    return "met" if officials and met else "encountered"
