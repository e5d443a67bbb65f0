"""``/health``: whether the service can answer, and from what."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.errors import PROBLEMS
from api.models import Health
from api.publication import publications
from kg import __version__

router = APIRouter(tags=["Service"])


@router.get("/health", summary="Is the service ready?", responses={503: PROBLEMS[503]})
async def health(request: Request, response: Response) -> Health:
    """200 with the version that is served, 503 while there is none."""
    published = publications(request.app).current()
    response.headers["Cache-Control"] = "no-store"
    encounters = len(published.catalogue.encounters)
    return Health(status="ok", snapshot=published.version, version=__version__, encounters=encounters)
