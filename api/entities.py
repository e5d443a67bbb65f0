"""``/api/v1/entities``: searching persons, officials, states and organisations, and one of them."""

from __future__ import annotations

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.caching import Current
from api.catalogue import Agent
from api.errors import PROBLEMS
from api.models import Entity, EntityPage, Kind
from api.publication import Published
from api.settings import Settings
from kg.errors import NotFoundError

ID = Path(description="Local id, such as `person/36bf9425c0faab44` or `state/EG`.", examples=["state/EG"])


def entities_router(settings: Settings) -> APIRouter:
    """The routes of entities."""
    router = APIRouter(prefix="/api/v1", tags=["Entities"], responses=PROBLEMS)

    @router.get("/entities", summary="Search entities")
    def search(
        published: Current,
        q: str = Query(
            "",
            max_length=200,
            description="Words, or beginnings of words, of the name in any order; spelling variants are folded. "
            "Without: those with most encounters.",
            examples=["سالم"],
        ),
        type: list[Kind] = Query([], description="Given twice: either."),
        limit: int = Query(20, ge=1, le=settings.max_limit, description="Entities in the answer."),
    ) -> EntityPage:
        """Persons, unnamed officials, states and organisations by name, in Arabic or English: whole names first, then
        beginnings, then those with most encounters."""
        found = published.catalogue.find(q, type)
        items = [published.shaper.summary(agent) for agent in found[:limit]]
        return EntityPage(snapshot=published.version, total=len(found), items=items)

    @router.get(
        "/entities/{id:path}",
        summary="One entity",
        response_model=Entity,
        responses={308: {"description": "The id is of a shorter name that was found to be of another entity."}},
    )
    def one_entity(request: Request, published: Current, id: str = ID) -> Entity | Response:
        """An entity with its names, offices, and the span of its encounters."""
        agent, moved = find_agent(published, id)
        if moved:
            return redirect(request, id, agent.id)
        return published.shaper.entity(agent)

    return router


def find_agent(published: Published, id: str) -> tuple[Agent, bool]:
    """The agent of a local id or IRI, and whether the id is not its own any more. Raises NotFoundError."""
    local = id.removeprefix(published.catalogue.base)
    current = published.catalogue.replaced.get(local, local)
    agent = published.catalogue.agents.get(current)
    if agent is None:
        raise NotFoundError(f"No entity has the id {local}; /api/v1/entities?q= finds ids by name.")
    return agent, current != id


def redirect(request: Request, old: str, new: str) -> Response:
    """To the same path with the entity's own id."""
    path = request.url.path.replace(f"/entities/{old}", f"/entities/{new}", 1)
    return RedirectResponse(path + (f"?{request.url.query}" if request.url.query else ""), status_code=308)
