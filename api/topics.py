"""``/api/v1/topics``: the topics, and how often each came up over time."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Query

from api.caching import Current
from api.errors import PROBLEMS
from api.filters import ListFilter
from api.graph_models import TopicSeries, TopicTimeline
from api.models import TopicPage
from kg.encounter_counts import by_period

MOST_PERIODS = 600
"""Periods of one answer, the latest: fifty years of months."""


def topics_router() -> APIRouter:
    """The routes of topics."""
    router = APIRouter(prefix="/api/v1", tags=["Topics"], responses=PROBLEMS)

    @router.get("/topics", summary="All topics")
    def all_topics(published: Current) -> TopicPage:
        """The topics with their labels and the number of encounters about each."""
        items = published.shaper.topics()
        return TopicPage(snapshot=published.version, total=len(items), items=items)

    @router.get("/topics/timeline", summary="Topics over time")
    def timeline(
        published: Current,
        wanted: ListFilter,
        entity: str | None = Query(
            None, max_length=300, description="Only encounters in which it takes part.", examples=["state/EG"]
        ),
        by: Literal["month", "year"] = Query("month", description="The length of a period."),
    ) -> TopicTimeline:
        """How many encounters were about each topic, month by month or year by year."""
        whose = published.network.entity(entity) if entity is not None else None
        found = published.catalogue.find([whose.id] if whose else (), wanted)
        counts = by_period(published.catalogue.table, found.numbers, by, MOST_PERIODS, only=wanted.topics)
        labels = published.catalogue.topics
        return TopicTimeline(
            snapshot=published.version,
            entity=published.shaper.summary(whose) if whose else None,
            by=by,
            periods=list(counts.names),
            series=[
                TopicSeries(
                    code=code, label_ar=labels[code].get("ar"), label_en=labels[code].get("en"), counts=list(numbers)
                )
                for code, numbers in counts.topics.items()
            ],
            totals=list(counts.totals),
            undated=counts.undated,
            truncated=counts.left_out > 0,
        )

    return router
