"""``/api/v1/entities``: searching persons, officials, states and organisations, and one of them."""

from __future__ import annotations

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.caching import Current
from api.errors import PROBLEMS
from api.graph_models import Suggestions
from api.local_ids import ID
from api.models import Entity as EntityAnswer
from api.models import EntityPage, EntityType
from api.publication import Published
from api.settings import Settings
from kg.adjacency import Entity

_SUGGESTED = 50


def entities_router(settings: Settings) -> APIRouter:
    """The routes of entities."""
    router = APIRouter(prefix="/api/v1", tags=["Entities"], responses=PROBLEMS)

    @router.get("/entities", summary="Search entities")
    def search(
        published: Current,
        q: str = Query(
            "",
            max_length=200,
            description="Words of the name in any spelling, the last perhaps unfinished; words of the office or of the "
            "state narrow it. Without: those with most encounters.",
            examples=["سالم"],
        ),
        type: list[EntityType] = Query([], description="Given twice: either."),
        limit: int = Query(20, ge=1, le=settings.max_limit, description="Entities in the answer."),
    ) -> EntityPage:
        """Persons, unnamed officials, states and organisations by name, in Arabic or English, the best match first."""
        network = published.network
        found, total = network.found(q, limit, type) if q.strip() else network.most_active(limit, type)
        items = [published.shaper.summary(entity) for entity in found]
        return EntityPage(snapshot=published.version, total=total, items=items)

    @router.get("/suggest", summary="Complete a name")
    def suggest(
        published: Current,
        q: str = Query(
            max_length=100,
            description="What was typed so far: words of a name in any spelling, in Arabic or Latin letters, with or "
            "without ال, the last word perhaps unfinished.",
            examples=["الحمد"],
        ),
        type: list[EntityType] = Query([], max_length=10, description="Given twice: either."),
        limit: int = Query(8, ge=1, le=_SUGGESTED, description="Entities in the answer."),
    ) -> Suggestions:
        """The entities that an unfinished text may mean, the best first; among equals those with most encounters."""
        chosen, _ = published.network.found(q, limit, type)
        return Suggestions(snapshot=published.version, items=[published.shaper.summary(entity) for entity in chosen])

    @router.get(
        "/entities/{id:path}",
        summary="One entity",
        response_model=EntityAnswer,
        responses={308: {"description": "The id is of a shorter name that was found to be of another entity."}},
    )
    def one_entity(request: Request, published: Current, id: str = ID) -> EntityAnswer | Response:
        """An entity with its names, offices, and the span of its encounters."""
        entity = find_entity(published, id)
        if entity.id != id:
            return redirect(request, id, entity.id)
        return published.shaper.entity(entity)

    return router


def find_entity(published: Published, id: str) -> Entity:
    """The entity of a local id or IRI, which may be that of a merged one. Raises NotFoundError."""
    return published.network.entity(id)


def redirect(request: Request, old: str, new: str) -> Response:
    """To the same path with the entity's own id."""
    path = request.url.path.replace(f"/entities/{old}", f"/entities/{new}", 1)
    return RedirectResponse(path + (f"?{request.url.query}" if request.url.query else ""), status_code=308)
