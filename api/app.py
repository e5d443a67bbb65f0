"""The application: routes, error answers, headers and the state they share, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pyoxigraph as ox
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import description, editor, explain, graphstore, pages, sparql, updates
from api.access import add_security
from api.actor_topics import actor_topics_router
from api.caching import add_not_modified
from api.encounters import encounters_router
from api.entities import entities_router
from api.errors import LastResort, add_handlers, add_schema
from api.headers import CrossOrigin, SafeHeaders
from api.heads import HeadAsGet
from api.health import health_router
from api.linked import linked_router
from api.matrices import matrices_router
from api.measures import measures_router
from api.metering import Metered
from api.metrics import Metrics
from api.neighbours import neighbours_router
from api.networks import networks_router, plain_ego
from api.observing import Observed
from api.pace import Paced
from api.paths import paths_router
from api.pictures import Pictures
from api.publication import Publications, Queryable
from api.queries import queries_router
from api.relations import relations_router
from api.replay import Replay
from api.scratch import ScratchPublications, ScratchWriter
from api.search import search_router
from api.settings import Settings
from api.short_way import ShortWay
from api.topics import topics_router
from api.writing import CurationWriter
from kg import __version__

_DESCRIPTION = """Encounters between officials, read from Arabic news: who met whom, when, where and about what, each
with the sentence that says so. Entities, encounters and ego networks under `/api/v1`, SPARQL 1.1 under `/sparql`.

* An answer is made from one published version of the graph, named by the header `X-Rawabit-Snapshot` and in the ETag.
* Whatever is cut short says so in the answer; a limit above the maximum is an error that names the maximum.
* Errors are `application/problem+json` (RFC 9457)."""
_EXPOSED = ["ETag", "Link", "Retry-After", "X-Rawabit-Snapshot", "X-Rawabit-Truncated"]
_EXPOSED += ["X-Rawabit-Deadline", "X-Rawabit-Max-Rows", "X-Rawabit-Max-Bytes", "X-Rawabit-Search-Truncated"]
_EXPOSED += ["RateLimit", "RateLimit-Policy", "X-Request-ID"]
_METHODS = ["GET", "HEAD", "POST"]


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service for the store that ``settings`` (by default the environment) names."""
    chosen = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        served: Publications
        if chosen.scratch:
            store = ox.Store()
            served = ScratchPublications(chosen, store)
            app.state.writer = ScratchWriter(chosen, store)
        else:
            served = Publications(chosen)
            app.state.writer = CurationWriter(chosen, served)
        app.state.publications = served
        await served.start()
        try:
            yield
        finally:
            await app.state.writer.close()
            await served.stop()

    app = FastAPI(
        title="Rawabit",
        version=__version__,
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from another host
        redoc_url=None,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.settings = chosen
    app.state.pictures = Pictures(chosen.picture_seconds)
    add_handlers(app)
    add_not_modified(app)
    app.include_router(pages.router)
    app.include_router(sparql.router)
    app.include_router(editor.router)
    app.include_router(explain.router)
    app.include_router(updates.router)
    app.include_router(description.router)
    app.include_router(graphstore.router)
    app.include_router(networks_router(chosen))
    app.include_router(neighbours_router(chosen))
    app.include_router(relations_router(chosen))
    app.include_router(matrices_router(chosen))
    app.include_router(topics_router())
    app.include_router(actor_topics_router(chosen))
    app.include_router(paths_router())
    app.include_router(measures_router(chosen))
    app.include_router(entities_router(chosen))
    app.include_router(encounters_router(chosen))
    app.include_router(search_router(chosen))
    app.include_router(queries_router(chosen))
    app.include_router(linked_router(chosen))

    def newest() -> Queryable | None:
        served = getattr(app.state, "publications", None)
        return served.served if isinstance(served, Publications) else None

    metrics = Metrics(newest, chosen)
    app.include_router(health_router(chosen, metrics))
    app.mount("/static", pages.static_files(), name="static")
    add_schema(app)
    add_security(app)
    _add_middlewares(app, chosen, metrics, newest)
    return app


def _add_middlewares(
    app: FastAPI, settings: Settings, metrics: Metrics, newest: Callable[[], Queryable | None]
) -> None:
    """Plain ASGI, from the innermost to the outermost."""
    app.add_middleware(ShortWay, ends={"ego": plain_ego(settings)})
    if settings.gzip_level:
        app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=settings.gzip_level)
    app.add_middleware(Replay, newest=newest, prefix="/api/v1/")  # within what holds clients to their quotas
    queries = {("GET", "/sparql"): sparql.plain_query, ("POST", "/sparql"): sparql.sparql_post}
    app.add_middleware(ShortWay, handlers=queries)  # the workers compress their answers
    app.add_middleware(LastResort)
    app.add_middleware(Metered, settings=settings)
    app.add_middleware(Paced, settings=settings)
    app.add_middleware(HeadAsGet)
    origins = settings.cors_origins.replace(",", " ").split()
    if origins:
        app.add_middleware(
            CrossOrigin,
            allow_origins=origins,
            allow_methods=_METHODS,
            allow_headers=["*"],
            expose_headers=_EXPOSED,
            max_age=86400,
        )
    app.add_middleware(SafeHeaders)
    app.add_middleware(Replay, newest=newest, prefix="/sparql")
    app.add_middleware(Observed, settings=settings, metrics=metrics)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies.replace(",", " ").split())
