"""``/api/v1``: encounters, articles and topics."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Path, Query

from api.caching import Current
from api.catalogue import ANY, Catalogue, EncounterIds
from api.errors import PROBLEMS, Problem, describe_problems
from api.models import (
    Article,
    Encounter,
    EncounterPage,
    EncounterType,
    Layer,
    Status,
    TopicPage,
)
from api.paging import next_cursor, start_of
from api.settings import Settings
from kg.errors import NotFoundError
from kg.ties import EncounterFilter

DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What encounters are asked for; empty means any."""

    entities: list[str]
    countries: list[str]
    topics: list[str]
    types: list[str]
    status: str | None
    since: str | None
    until: str | None
    layer: Layer | None

    def select(self, catalogue: Catalogue) -> EncounterIds:
        """The encounters that fulfil all conditions, the latest first."""
        involved = {*self.entities, *(f"state/{code.upper()}" for code in self.countries)}
        wanted = EncounterFilter(
            since=self.since,
            until=self.until,
            topics=tuple(self.topics),
            types=tuple(self.types),
            status=(self.status,) if self.status else ANY.status,
        )
        if self.layer is None:
            return catalogue.find(involved, wanted)
        return catalogue.find(involved, wanted, (self.entities[0], self.entities[1], self.layer))


def encounters_router(settings: Settings) -> APIRouter:
    """The routes of encounters, articles and topics."""
    router = APIRouter(prefix="/api/v1", tags=["Encounters"], responses=PROBLEMS)

    @router.get(
        "/encounters",
        summary="List encounters",
        responses=describe_problems({410: "The cursor is of an earlier version of the graph: begin again."}),
    )
    def list_encounters(
        published: Current,
        entity: list[str] = Query(
            [], max_length=10, description="Takes part, itself or by somebody acting for it; given twice: both do."
        ),
        country: list[str] = Query(
            [], max_length=10, description="ISO 3166-1 code of a state that takes part; given twice: both do."
        ),
        topic: list[str] = Query([], max_length=50, description="Code of a topic; given twice: either."),
        type: list[EncounterType] = Query([], description="Given twice: either."),
        status: Status | None = Query(None),
        since: str | None = Query(None, pattern=DATE, description="From this day, month or year on."),
        until: str | None = Query(None, pattern=DATE, description="Before this day, month or year."),
        layer: Layer | None = Query(
            None,
            description="With two entities: they stand on different sides, as an edge of an ego network says; `agents` "
            "as principals themselves, `sides` by those who act for them.",
        ),
        limit: int = Query(20, ge=1, le=settings.max_limit, description="Encounters on a page."),
        cursor: str | None = Query(None, max_length=80, description="`next_cursor` of the page before."),
    ) -> EncounterPage:
        """The encounters that fulfil all conditions, the latest first, each with the sentences that tell of it."""
        catalogue = published.catalogue
        check_topics(catalogue, topic)
        if layer and len(entity) != 2:
            raise Problem(422, "invalid-parameter", "layer: give two entities with it, the ends of an edge.")
        entities = [published.network.entity(local).id for local in entity]
        wanted = Conditions(entities, country, topic, list(type), status, since, until, layer)
        found = wanted.select(catalogue)
        start = start_of(cursor, catalogue.version)
        items = [published.shaper.encounter(local, published.details) for local in found[start : start + limit]]
        following = next_cursor(catalogue.version, start, limit, len(found))
        return EncounterPage(snapshot=catalogue.version, total=len(found), items=items, next_cursor=following)

    @router.get("/encounters/{id:path}", summary="One encounter")
    def one_encounter(
        published: Current, id: str = Path(description="Local id.", examples=["encounter/623cf6708a4532d4"])
    ) -> Encounter:
        """An encounter with its parties, and the sentences of all articles that tell of it."""
        local = id if id.startswith("encounter/") else f"encounter/{id}"
        if local not in published.catalogue:
            raise NotFoundError(f"No encounter has the id {id}.")
        return published.shaper.encounter(local, published.details)

    @router.get("/articles/{id}", summary="One article", tags=["Articles"])
    def one_article(
        published: Current, id: str = Path(pattern=r"^[A-Za-z0-9._-]{1,80}$", examples=["example-1"])
    ) -> Article:
        """What is known of an article, the sentences that were read as encounters with their places in its text, and
        the encounters that they report. The text itself is not given."""
        return published.details.article(id)

    @router.get("/topics", summary="All topics", tags=["Topics"])
    def all_topics(published: Current) -> TopicPage:
        """The topics with their labels and the number of encounters about each."""
        items = published.shaper.topics()
        return TopicPage(snapshot=published.version, total=len(items), items=items)

    return router


def check_topics(catalogue: Catalogue, codes: list[str]) -> None:
    """Raises Problem (422) for a code that is no topic."""
    for code in codes:
        if code not in catalogue.topics:
            raise Problem(
                422, "invalid-parameter", f"topic: {code!r} is no code of a topic; /api/v1/topics lists them."
            )
