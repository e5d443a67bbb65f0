"""The explorer in a real browser: filters, time, links, files, corrections, and what stands where a library lacks."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from chromium import EXECUTABLE, Browser
from example_graph import network_of_many, write_store

from api import pages

pytestmark = pytest.mark.skipif(EXECUTABLE is None, reason="no Chromium on this machine (Debian: apt install chromium)")
needs_drawing = pytest.mark.skipif(
    not (pages.VENDOR / "d3.min.js").exists(), reason="no library for drawing here (make libraries)"
)

MANY = 190  # persons: more than are drawn as SVG
DRAWN = 'document.getElementById("view").getAttribute("aria-busy") === null'
NODES = 'document.querySelectorAll(".node").length'
QUOTES = 'document.querySelectorAll("#panel blockquote").length'
MINISTER = "person/36bf9425c0faab44"


@pytest.fixture(scope="module")
def service(serve: Any) -> Iterator[str]:
    with serve() as running:
        yield running.url


@pytest.fixture(scope="module")
def crowded(serve: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service with a minister who met many."""
    folder = tmp_path_factory.mktemp("many") / "store"
    write_store(folder, network_of_many(MANY))
    with serve(folder) as running:
        yield running.url


@pytest.fixture
def browser(running: Browser, service: str) -> Iterator[Browser]:
    """The browser; a page opened in it writes nothing to the console and asks no other host."""
    running.resize(1280, 900)
    yield running
    assert running.log == []


def show(browser: Browser, address: str, nodes: int) -> None:
    browser.open(address)
    browser.wait(f'document.readyState === "complete" && {NODES} === {nodes} && {DRAWN}')


def text(browser: Browser, selector: str) -> str:
    return str(browser.run(f"document.querySelector({json.dumps(selector)}).textContent"))


def texts(browser: Browser, selector: str) -> list[str]:
    found = browser.run(f"[...document.querySelectorAll({json.dumps(selector)})].map(node => node.textContent)")
    assert isinstance(found, list)
    return found


# ---------------------------------------------------------------- what is drawn


def test_colours_tell_countries_and_topics_and_the_legend_names_them(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=en", 4)
    fills = browser.run("""Object.fromEntries([...document.querySelectorAll(".node")].map(node =>
      [node.dataset.node, getComputedStyle(node.querySelector(".outline > *")).fill]))""")
    assert len(set(fills.values())) == 4  # three countries, and an organisation's official without one
    legend = texts(browser, "#legend button")
    assert {"Egypt", "Tunisia", "Libya"} <= set(legend)
    assert any("Border" in name for name in legend)
    browser.run("""[...document.querySelectorAll("#legend button")].find(b => b.textContent === "Libya").click()""")
    browser.wait('document.querySelectorAll(".node.faded").length === 3')
    browser.run('document.querySelector("#legend button[aria-pressed=true]").click()')
    browser.wait('document.querySelectorAll(".node.faded").length === 0')


def test_a_node_is_larger_the_more_encounters_it_has(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=ar", 4)
    sizes = browser.run("""Object.fromEntries([...document.querySelectorAll(".node")].map(node =>
      [node.getAttribute("aria-label"), node.querySelector(".outline").getBoundingClientRect().width]))""")
    minister = next(size for name, size in sizes.items() if "الحمداني" in name)
    tunisian = next(size for name, size in sizes.items() if "القاسمي" in name)
    assert minister > tunisian > min(sizes.values())


def test_the_list_holds_what_the_drawing_holds(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=ar", 4)
    drawn = browser.run('[...document.querySelectorAll(".edge")].map(edge => edge.dataset.edge)')
    listed = browser.run('[...document.querySelectorAll("#panel [data-line]")].map(row => row.dataset.line)')
    assert sorted(listed) == sorted(drawn)
    assert len(drawn) == 3
    browser.click("#panel details summary")
    assert browser.run('document.querySelectorAll("#panel details li").length') == 4
    browser.click("#panel [data-line]")
    browser.wait(f"{QUOTES} === 2")
    browser.click("#panel .back")
    browser.wait('document.querySelectorAll("#panel [data-line]").length === 3')


def test_arrows_lead_from_party_to_party(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=ar", 4)
    stops = browser.run('document.querySelectorAll("#graph [tabindex=\\"0\\"]").length')
    assert stops == 2  # the centre, and the strongest line
    browser.run('document.querySelector(".node.center").focus()')
    reached = set()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        browser.run('document.querySelector(".node.center").focus()')
        browser.press(key)
        reached.add(browser.run("document.activeElement.dataset.node"))
    assert len(reached) >= 3
    browser.run('document.querySelector(".edge").focus()')
    browser.press("ArrowRight")
    browser.press("Enter")
    browser.wait(f"{QUOTES} === 1")


# ---------------------------------------------------------------- time and filters


def test_the_slider_counts_months_and_narrows_by_keyboard(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=en", 4)
    browser.wait('!document.getElementById("timeline").hidden')
    assert text(browser, "#span") == "\u2066May 2024\u2069 – \u2066July 2024\u2069 · 3 encounters"
    assert text(browser, "#undated") == "Without a date: one encounter"
    assert browser.run('[...document.querySelectorAll("#bars rect")].every(bar => bar.getAttribute("height") > 0)')
    browser.run('document.getElementById("from").focus()')
    browser.press("ArrowRight")
    browser.wait(f"{NODES} === 3 && {DRAWN}")  # June and July
    assert "since=2024-06-01" in browser.run("location.search")
    assert texts(browser, "#chips button") == ["From 1 June 2024 ×"]
    assert browser.run('document.getElementById("from").getAttribute("aria-valuetext")') == "June 2024"
    browser.click("#allTime")
    browser.wait(f"{NODES} === 4 && {DRAWN}")


def test_topics_are_chosen_from_those_there_are_and_taken_back(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=en", 4)
    browser.wait('document.querySelectorAll("#topics label").length === 3')
    assert " Training and capacity building 2" in texts(browser, "#topics label")
    browser.click("#filters summary")
    browser.click('#topics input[value="border-security"]')
    browser.wait(f"{NODES} === 2 && {DRAWN}")
    assert text(browser, "#active") == "1"
    browser.click('#topics input[value="training"]')
    browser.wait(f"{NODES} === 4 && {DRAWN}")  # either
    browser.press("Escape")
    assert browser.run('document.querySelector("#filters details").open') is False
    browser.click("#chips button")
    browser.click("#chips button")
    browser.wait(f"location.search.includes('topic') === false && {NODES} === 4 && {DRAWN}")
    assert texts(browser, "#chips button") == []


# ---------------------------------------------------------------- links, files, corrections


def test_a_link_brings_the_whole_view_back(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=ar", 4)
    browser.run("""(() => { const f = document.getElementById("filters"); f.elements.since.value = "2024-05-01";
      f.elements.until.value = "2024-07-31"; f.elements.min_confidence.value = "0.5";
      f.elements.since.dispatchEvent(new Event("change", { bubbles: true })) })()""")
    browser.wait(f"{NODES} === 3 && {DRAWN}")
    browser.click("#panel [data-line]")
    browser.wait(f"{QUOTES} === 2")
    browser.click("#share")
    link = str(browser.run('document.querySelector("dialog textarea").value'))
    assert link.startswith(service)
    browser.press("Escape")
    browser.click("#language")
    browser.open("about:blank")
    show(browser, link, 3)
    browser.wait(f"{QUOTES} === 2")
    assert browser.run("document.documentElement.lang") == "ar"
    assert browser.run('document.querySelectorAll(".edge.chosen").length') == 1
    assert len(texts(browser, "#chips button")) == 3
    values = "['since', 'until', 'min_confidence'].map(name => document.getElementById('filters').elements[name].value)"
    assert browser.run(values) == ["2024-05-01", "2024-07-31", "0.5"]


@needs_drawing
def test_the_place_that_one_moved_to_is_in_the_link(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=ar", 4)
    browser.click("#zoomIn")
    browser.wait('location.search.includes("at=1.5,")')
    here = 'document.querySelector(".node:not(.center)").transform.baseVal[0].matrix.f'
    moved, address = browser.run(here), browser.run("location.href")
    browser.open("about:blank")
    show(browser, str(address), 4)
    assert abs(browser.run(here) - moved) < 1  # pixel
    browser.click("#fit")
    browser.wait('!location.search.includes("at=")')
    assert abs(browser.run(here) - moved) > 5


def test_every_file_that_is_offered_is_there(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=en&min_confidence=0.5", 4)
    links = browser.run('[...document.querySelectorAll("#downloads a")].map(link => link.href)')
    assert len(links) == 8
    for link in links:
        assert "min_confidence=0.5" in link
        with urllib.request.urlopen(link) as answer:
            assert answer.status == 200
            assert answer.read(20)


def test_the_picture_is_what_one_sees(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=ar", 4)
    width, height, colours = browser.run("""(async () => {
      const made = new Promise(resolve => { URL.createObjectURL = blob => { resolve(blob); return "#" } });
      HTMLAnchorElement.prototype.click = () => {};
      document.querySelector("#downloads button").click();
      const image = await createImageBitmap(await made), canvas = document.createElement("canvas");
      canvas.width = image.width;
      canvas.height = image.height;
      const pen = canvas.getContext("2d");
      pen.drawImage(image, 0, 0);
      const data = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
      return [image.width, image.height, new Set(data).size];
    })()""")
    assert min(width, height) > 500
    assert colours > 50  # lines, nodes and letters with soft edges


def test_a_correction_is_a_text_to_hand_on_and_an_update(browser: Browser, service: str) -> None:
    chosen = quote(f"{MINISTER}", safe="/")
    show(browser, f"{service}/?lang=en&id={MINISTER}&chosen={chosen}", 4)
    browser.wait(f"{QUOTES} > 0")
    browser.click("#panel .encounter .correct")
    browser.run("""(() => { const note = document.querySelector("dialog label textarea");
      note.value = 'It was "Ali"\\n} INSERT'; note.dispatchEvent(new Event("input")) })()""")
    report, update = browser.run("[...document.querySelectorAll('dialog .copyable textarea')].map(t => t.value)")
    for expected in (
        "Propose a correction",
        'It was "Ali"',
        "/id/encounter/",
        "سالم الحمداني",
        "https://news.example/",
    ):
        assert expected in report
    assert "GRAPH <https://w3id.org/rawabit/id/graph/curation>" in update
    assert r"\"Ali\"\n} INSERT" in update  # the reader's words stay inside the literal
    assert browser.run('document.querySelector("dialog").open')
    browser.press("Escape")
    browser.wait('document.querySelector("dialog") === null')


# ---------------------------------------------------------------- large networks, missing libraries, colours


@needs_drawing
def test_hundreds_of_parties_are_drawn_on_a_canvas_and_listed(browser: Browser, crowded: str) -> None:
    browser.open(f"{crowded}/?lang=ar&depth=2&nodes=2000")
    browser.wait(f'document.readyState === "complete" && {DRAWN} && !document.getElementById("board").hidden')
    assert browser.run(NODES) == 0
    colours = browser.run("""(() => { const b = document.getElementById("board");
      const data = new Uint32Array(b.getContext("2d").getImageData(0, 0, b.width, b.height).data.buffer);
      return new Set(data).size })()""")
    assert colours > 50
    assert "١٩١ طرفًا" in text(browser, "#notice")
    browser.run('document.getElementById("board").focus()')
    browser.press("ArrowDown")
    browser.wait('document.getElementById("told").textContent !== ""')
    told = text(browser, "#told")
    browser.press("Enter")
    browser.wait(f"{QUOTES} > 0")
    assert text(browser, "#panel h2") in told
    browser.press("Escape")
    browser.wait('document.querySelectorAll("#panel [data-line]").length > 20')
    browser.run("""(() => { const field = document.querySelector("#panel input[type=search]");
      field.value = "تميمى الثاني"; field.dispatchEvent(new Event("input")) })()""")
    browser.wait('document.querySelectorAll("#panel [data-line]").length < 20')
    browser.click("#language")
    browser.wait('document.documentElement.dir === "ltr"')
    browser.click("#language")


def test_without_the_libraries_the_page_still_draws(
    browser: Browser, service: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pages, "VENDOR", tmp_path)
    show(browser, f"{service}/?lang=ar", 4)
    assert browser.run('document.getElementById("zoom").hidden')
    assert not [url for url in browser.requested if "vendor" in url or "fonts.css" in url]
    browser.click(".edge")
    browser.wait(f"{QUOTES} > 0")


def test_an_unknown_name_in_a_link_is_told_and_leads_on(browser: Browser, service: str) -> None:
    browser.open(f"{service}/?lang=en&id=person/nobody")
    browser.wait('document.querySelectorAll("#panel .rows button").length > 3')
    assert "person/nobody" in text(browser, "#panel [role=alert]")
    browser.log.clear()  # the browser notes the 404
    browser.click("#panel .rows button")
    browser.wait(f"{NODES} > 1 && {DRAWN}")
    assert "nobody" not in browser.run("location.search")


def test_nothing_is_loaded_from_another_host(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=ar", 4)
    own = (service, "data:image/")  # the browser draws its own date fields with data: images
    assert [url for url in browser.requested if not url.startswith(own)] == []


def test_dark_and_light_at_a_press_and_kept(browser: Browser, service: str) -> None:
    show(browser, f"{service}/?lang=en", 4)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = browser.run(ground)
    browser.click("#theme")
    dark = browser.run(ground)
    assert dark != light
    show(browser, f"{service}/?lang=en", 4)
    assert browser.run(ground) == dark
    browser.run("localStorage.removeItem('theme')")
