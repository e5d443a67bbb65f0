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
_FONTS = ("ibm-plex-sans-arabic-arabic-400-normal.woff2", '<link rel="stylesheet" href="/static/fonts.css">')
_DRAWING = ("d3.min.js", '<link rel="modulepreload" href="/static/vendor/d3.min.js" id="d3">')
router = APIRouter(include_in_schema=False)


def page(name: str, *libraries: tuple[str, str], policy: str = CONTENT_SECURITY_POLICY) -> HTMLResponse:
    """A page of ``api/static`` with the fonts, and those of the ``libraries``, that were brought."""
    links = [link for file, link in (_FONTS, *libraries) if (VENDOR / file).is_file()]
    text = (STATIC / name).read_text(encoding="utf-8").replace(_PLACE, "\n  ".join(links))
    return HTMLResponse(text, headers={"Cache-Control": "no-cache", "Content-Security-Policy": policy})


def has_fonts() -> bool:
    """Whether ``/static/fonts.css`` has the files that it names."""
    return (VENDOR / _FONTS[0]).is_file()


@router.get("/")
def first_page() -> HTMLResponse:
    """The explorer."""
    return page("index.html", _DRAWING)


@router.get("/relation")
def relation_page() -> HTMLResponse:
    """The page of two parties."""
    return page("relation.html")


@router.get("/country")
def country_page() -> HTMLResponse:
    """The page of a state or organisation."""
    return page("country.html")


@router.get("/embed")
def embedded_network() -> HTMLResponse:
    """A network for a frame in another site's page: the only page that may be framed. It holds no secret and changes
    nothing, so that a page around it gains nothing by covering it."""
    return page("embed.html", policy=CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *"))


@router.get("/embedding")
def embedding_page() -> HTMLResponse:
    """How to embed a network, with a frame of our own to show it."""
    return page("embedding.html", policy=f"{CONTENT_SECURITY_POLICY}; frame-src 'self'")


@router.get("/favicon.ico")
async def icon() -> FileResponse:
    """The icon, where browsers look for it."""
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")


def static_files() -> StaticFiles:
    """Scripts and styles."""
    return StaticFiles(directory=STATIC)
