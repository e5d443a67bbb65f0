"""The pictures of README.md, made anew: ``make pictures``.

A store is built from the project's own sample articles, served on this machine, and looked at with Debian's Chromium as
a reader would. Each picture is a WebP in ``docs/images`` of at most 150 KB.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "kg" / "samples" / "articles.jsonl"
IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 150_000


@dataclass(frozen=True)
class Picture:
    """A page, and what its reader does: waits for ``ready``, presses ``press``, waits for ``then`` (selectors)."""

    name: str
    path: str
    language: str
    scheme: str
    size: tuple[int, int]
    ready: str
    press: str | None = None
    then: str | None = None


PICTURES = (
    Picture("explorer", "/?id=state/EG&depth=2", "ar", "light", (1280, 800), ".node", ".edge", "#panel blockquote"),
    Picture("country", "/country?id=state/EG", "en", "light", (1080, 1120), "#topics .row"),
    Picture("pair", "/relation?a=state/EG&b=state/IT", "ar", "dark", (1080, 1000), ".encounter"),
)


def main() -> int:
    """Make all pictures; the status is 1 where one is too large, 2 where there is no Chromium."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("No Chromium on this machine (Debian: apt install chromium).", file=sys.stderr)
        return 2
    IMAGES.mkdir(exist_ok=True)
    with _service() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        sizes = [_make(browser, url, picture) for picture in PICTURES]
        browser.close()
    return int(max(sizes) > MOST_BYTES)


@contextmanager
def _service() -> Iterator[str]:
    """The address of a service over the sample articles."""
    rawabit = [sys.executable, "-m", "kg"]
    with tempfile.TemporaryDirectory() as folder:
        store = f"{folder}/store"
        subprocess.run([*rawabit, "demo", "--store", store, str(SAMPLES)], cwd=ROOT, check=True, capture_output=True)
        command = [*rawabit, "serve", "--store", store, "--port", "0"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout
                told = process.stdout.readline()
                found = re.search(r"http://[\d.]+:\d+", told)
                assert found, f"the service did not start: {told}"
                yield found[0]
            finally:
                process.terminate()


def _make(browser: Any, url: str, picture: Picture) -> int:
    """Write one picture; returns its bytes."""
    width, height = picture.size
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme=picture.scheme, reduced_motion="reduce"
    )
    page.goto(f"{url}{picture.path}{'&' if '?' in picture.path else '?'}lang={picture.language}")
    page.locator(picture.ready).first.wait_for()
    if picture.press:
        page.locator(picture.press).first.press("Enter")
    if picture.then:
        page.locator(picture.then).first.wait_for()
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)  # what moves comes to rest
    devtools = page.context.new_cdp_session(page)
    taken = devtools.send("Page.captureScreenshot", {"format": "webp", "quality": 84})
    path = IMAGES / f"{picture.name}.webp"
    path.write_bytes(base64.b64decode(taken["data"]))
    page.close()
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size:,} bytes{' — too large' if size > MOST_BYTES else ''}")
    return size


if __name__ == "__main__":
    sys.exit(main())
