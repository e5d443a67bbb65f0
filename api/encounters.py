"""``/api/v1``: encounters and articles."""

from __future__ import annotations

from fastapi import APIRouter, Path, Query

from api.caching import Current
from api.errors import PROBLEMS, Problem, describe_problems
from api.facets import FACETS, facets_of
from api.filters import ListFilter
from api.models import Article, Encounter, EncounterPage, Layer
from api.paging import next_cursor, start_of
from api.settings import Settings
from kg.errors import NotFoundError


def encounters_router(settings: Settings) -> APIRouter:
    """The routes of encounters and articles."""
    router = APIRouter(prefix="/api/v1", tags=["Encounters"], responses=PROBLEMS)

    @router.get(
        "/encounters",
        summary="List encounters",
        responses=describe_problems({410: "The cursor is of an earlier version of the graph: begin again."}),
    )
    def list_encounters(
        published: Current,
        wanted: ListFilter,
        entity: list[str] = Query(
            [], max_length=10, description="Takes part, itself or by somebody acting for it; given twice: both do."
        ),
        country: list[str] = Query(
            [], max_length=10, description="ISO 3166-1 code of a state that takes part; given twice: both do."
        ),
        facets: str | None = Query(
            None,
            pattern=rf"^({'|'.join(FACETS)})(,({'|'.join(FACETS)})){{0,9}}$",
            description="Count the encounters by these, on all pages: country (of who takes part), topic, month, type.",
            examples=["country,topic,month,type"],
        ),
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
        if layer and len(entity) != 2:
            raise Problem(422, "invalid-parameter", "layer: give two entities with it, the ends of an edge.")
        entities = [published.network.entity(local).id for local in entity]
        opposite = (entities[0], entities[1], layer) if layer else None
        involved = {*entities, *(f"state/{code.upper()}" for code in country)}
        found = catalogue.find(involved, wanted, opposite)
        start = start_of(cursor, catalogue.version)
        items = [published.shaper.encounter(local, published.details) for local in found[start : start + limit]]
        following = next_cursor(catalogue.version, start, limit, len(found))
        counted = facets_of(published, found, facets.split(",")) if facets else None
        return EncounterPage(
            snapshot=catalogue.version, total=len(found), items=items, next_cursor=following, facets=counted
        )

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

    return router
