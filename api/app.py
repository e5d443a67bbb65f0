"""The application: routes, error answers, headers and the state they share, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from api import editor, explain, health, pages, sparql
from api.caching import add_not_modified
from api.encounters import encounters_router
from api.entities import entities_router
from api.errors import LastResort, add_handlers, add_schema
from api.headers import SafeHeaders
from api.linked import linked_router
from api.networks import networks_router
from api.publication import Publications
from api.queries import queries_router
from api.replay import Replay
from api.settings import Settings
from api.short_way import ShortWay
from kg import __version__

_DESCRIPTION = """Encounters between officials, read from Arabic news: who met whom, when, where and about what, each
with the sentence that says so. Entities, encounters and ego networks under `/api/v1`, SPARQL 1.1 under `/sparql`.

* An answer is made from one published version of the graph, named by the header `X-Rawabit-Snapshot` and in the ETag.
* Whatever is cut short says so in the answer; a limit above the maximum is an error that names the maximum.
* Errors are `application/problem+json` (RFC 9457)."""
_EXPOSED = ["ETag", "Link", "Retry-After", "X-Rawabit-Snapshot", "X-Rawabit-Truncated"]
_EXPOSED += ["X-Rawabit-Deadline", "X-Rawabit-Max-Rows", "X-Rawabit-Max-Bytes"]


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service for the store that ``settings`` (by default the environment) names."""
    chosen = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        served = Publications(chosen)
        app.state.publications = served
        await served.start()
        try:
            yield
        finally:
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
    add_handlers(app)
    add_not_modified(app)
    app.include_router(pages.router)
    app.include_router(sparql.router)
    app.include_router(editor.router)
    app.include_router(explain.router)
    app.include_router(networks_router(chosen))
    app.include_router(entities_router(chosen))
    app.include_router(encounters_router(chosen))
    app.include_router(queries_router(chosen))
    app.include_router(linked_router(chosen))
    app.include_router(health.router)
    app.mount("/static", pages.static_files(), name="static")
    add_schema(app)
    app.add_middleware(
        ShortWay, handlers={("GET", "/sparql"): sparql.sparql_get, ("POST", "/sparql"): sparql.sparql_post}
    )
    app.add_middleware(LastResort)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], expose_headers=_EXPOSED)
    app.add_middleware(SafeHeaders)
    app.add_middleware(
        Replay, newest=lambda: getattr(app.state, "publications", None) and app.state.publications.served
    )
    return app
