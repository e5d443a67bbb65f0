"""The pages for people, served as they lie in ``api/static``: no page loads anything from another host.

Fonts and the library for drawing lie in ``api/static/vendor`` where ``make libraries`` brought them; a page has a
comment where they are linked then. Without them it takes the reader's fonts and a plainer drawing.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse
from starlette.staticfiles import StaticFiles

from api.headers import CONTENT_SECURITY_POLICY

STATIC = Path(__file__).resolve().parent / "static"
VENDOR = STATIC / "vendor"
_PLACE = "<!-- libraries -->"
_LIBRARIES = {
    "ibm-plex-sans-arabic-arabic-400-normal.woff2": '<link rel="stylesheet" href="/static/fonts.css">',
    "d3.min.js": '<link rel="modulepreload" href="/static/vendor/d3.min.js" id="d3">',
}
router = APIRouter(include_in_schema=False)


def page(name: str) -> HTMLResponse:
    """A page of ``api/static`` with the libraries that were brought."""
    links = [link for file, link in _LIBRARIES.items() if (VENDOR / file).is_file()]
    text = (STATIC / name).read_text(encoding="utf-8").replace(_PLACE, "\n  ".join(links))
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


@router.get("/")
def first_page() -> HTMLResponse:
    """The explorer."""
    return page("index.html")


@router.get("/relation")
async def relation_page() -> FileResponse:
    """The page of two parties."""
    return FileResponse(STATIC / "relation.html", headers={"Cache-Control": "no-cache"})


@router.get("/country")
async def country_page() -> FileResponse:
    """The page of a state or organisation."""
    return FileResponse(STATIC / "country.html", headers={"Cache-Control": "no-cache"})


@router.get("/embed")
async def embedded_network() -> FileResponse:
    """A network for a frame in another site's page: the only page that may be framed. It holds no secret and changes
    nothing, so that a page around it gains nothing by covering it."""
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
    return FileResponse(STATIC / "embed.html", headers={"Cache-Control": "no-cache", "Content-Security-Policy": policy})


@router.get("/embedding")
async def embedding_page() -> FileResponse:
    """How to embed a network, with a frame of our own to show it."""
    policy = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return FileResponse(
        STATIC / "embedding.html", headers={"Cache-Control": "no-cache", "Content-Security-Policy": policy}
    )


@router.get("/favicon.ico")
async def icon() -> FileResponse:
    """The icon, where browsers look for it."""
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")


def static_files() -> StaticFiles:
    """Scripts and styles."""
    return StaticFiles(directory=STATIC)
