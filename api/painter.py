"""A process that turns one SVG picture into a PNG: ``python -m api.painter ZOOM < picture.svg > picture.png``.

The renderer is resvg, which shapes Arabic by itself but holds up everything else in its process while it works; so it
works in one of its own, without sockets and with limited memory, and is ended at the deadline. It draws with the font
that the pages bring (``api/static/vendor``) and, where that is missing, with those of the system; exit status 3 says
that none of these has Arabic letters.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import resvg_py

from api.confine import die_with_parent, forbid_sockets, limit_memory
from kg.drawing import FONTS

NO_FONT = 3
_VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
_MEMORY = 2**30
_NICE = 5
_PROBE = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" font-family="{FONTS}">'
    '<text x="5" y="30">{}</text></svg>'
)
_ARABIC, _UNKNOWN = "\u0628", "\U0010fffd"  # beh, and a character that no font has


def fonts() -> dict[str, Any]:
    """The arguments of the renderer that choose the fonts: those of the pages alone where they are, so that the same
    picture has the same bytes on every machine."""
    brought = sorted(str(file) for file in _VENDOR.glob("*.ttf"))
    return {"font_files": brought, "skip_system_fonts": True} if brought else {"skip_system_fonts": False}


def draws_arabic(chosen: dict[str, Any]) -> bool:
    """Whether the fonts have Arabic letters: one of them looks other than what no font has."""
    letter, unknown = (resvg_py.svg_to_bytes(svg_string=_PROBE.format(text), **chosen) for text in (_ARABIC, _UNKNOWN))
    return letter != unknown


def paint(picture: str, zoom: float, chosen: dict[str, Any]) -> bytes:
    """The picture as PNG, ``zoom`` pixels for each of its own."""
    return resvg_py.svg_to_bytes(svg_string=picture, zoom=zoom, **chosen)


def main(zoom: str) -> int:
    """Paint what stands on standard input; returns the exit status."""
    die_with_parent()
    forbid_sockets()
    limit_memory(_MEMORY)
    os.nice(_NICE)
    picture = sys.stdin.buffer.read().decode()
    chosen = fonts()
    if not draws_arabic(chosen):
        return NO_FONT
    sys.stdout.buffer.write(paint(picture, float(zoom), chosen))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
