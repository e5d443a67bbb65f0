"""For those who watch the service: ``/health`` (it is alive), ``/ready`` (it can answer), ``/metrics`` (figures)."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request, Response

from api.clients import networks, within
from api.errors import PROBLEMS, Problem
from api.metrics import CONTENT_TYPE, Metrics
from api.models import Health, Ready
from api.publication import Published, publications
from api.settings import Settings
from api.worker import Task
from kg import __version__

_PROBE_SECONDS = 2.0
_BELIEVED = 1.0  # seconds for which an answer of a worker is believed


def health_router(settings: Settings, metrics: Metrics) -> APIRouter:
    """The routes; ``metrics`` is what ``/metrics`` shows."""
    router = APIRouter(tags=["Service"])
    allowed = networks(settings.metrics_allow)
    answered: tuple[str, float] = ("", 0.0)  # the version whose worker answered, and when

    @router.get("/health", summary="Is the service alive?")
    async def health(request: Request, response: Response) -> Health:
        """200 as long as the process answers, with the version that is served, if there is one."""
        response.headers["Cache-Control"] = "no-store"
        served = publications(request.app)
        newest, read = served.served, served.read_state
        return Health(
            status="ok",
            snapshot=newest.version if newest else None,
            version=__version__,
            encounters=len(read.catalogue) if read else None,
        )

    @router.get("/ready", summary="Can the service answer?", responses={503: PROBLEMS[503]})
    async def ready(request: Request, response: Response) -> Ready:
        """200 if a version is served and a process answers a query on it; 503 while not.

        Where all processes are at work on queries, they are not disturbed, and the service counts as ready.
        """
        nonlocal answered
        response.headers["Cache-Control"] = "no-store"
        published = publications(request.app).current()
        if answered[0] != published.version or time.monotonic() - answered[1] > _BELIEVED:
            answered = ("", 0.0)
            await _probe(published)
            answered = (published.version, time.monotonic())
        return Ready(status="ready", snapshot=published.version)

    @router.get("/metrics", include_in_schema=False)
    async def figures(request: Request) -> Response:
        """Figures for Prometheus, for those whom the settings name."""
        if not within(request.scope, allowed):
            detail = "The figures are for this machine only; the setting metrics_allow names who else may read them."
            raise Problem(403, "metrics-not-allowed", detail)
        return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})

    return router


async def _probe(published: Published) -> None:
    """Ask an idle process; raises Problem (503) where it does not answer, or none is there at all."""
    lane = published.lane("adhoc")
    state = lane.state
    if not state.idle:
        if not (state.quick or state.slow or state.sending):
            detail = "No process for queries is running yet."
            raise Problem(503, "not-ready", detail, headers={"Retry-After": "1"})
        return
    task = Task(
        query="ASK {}",
        format="json",
        has_dataset=False,
        default_graphs=None,
        named_graphs=None,
        max_rows=1,
        max_bytes=4096,
        deadline=_PROBE_SECONDS,
        prefixes={},
    )
    try:
        await lane.run(task)
    except Problem as problem:
        detail = f"A process for queries does not answer: {problem.detail}"
        raise Problem(503, "not-ready", detail, headers={"Retry-After": "1"}) from problem
