"""The pages in a real browser: what a reader sees, clicks and types, in both directions of writing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from chromium import EXECUTABLE, Browser
from example_graph import XSS

pytestmark = pytest.mark.skipif(EXECUTABLE is None, reason="no Chromium on this machine (Debian: apt install chromium)")

NODES = 'document.querySelectorAll(".node").length'
QUOTES = 'document.querySelectorAll("#panel blockquote").length'


@pytest.fixture(scope="module")
def service(serve: Any) -> Iterator[str]:
    with serve() as running:
        yield running.url


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def browser(running: Browser, service: str) -> Iterator[Browser]:
    """The browser on the first page in Arabic, its network drawn."""
    running.resize(1280, 800)
    running.open(f"{service}/?lang=ar")
    running.wait(f"{NODES} === 4")
    yield running
    assert running.log == []
    own = (service, "data:image/")  # the browser draws its own date fields with data: images
    assert [url for url in running.requested if not url.startswith(own)] == []


def text(browser: Browser, selector: str) -> str:
    return str(browser.run(f"document.querySelector({json.dumps(selector)}).textContent"))


def edge_between(*labels: str) -> str:
    """The selector of the edge whose description names both."""
    return ".edge" + "".join(f'[aria-label*="{label}"]' for label in labels)


def test_the_first_page_draws_a_network_in_arabic(browser: Browser) -> None:
    assert browser.run("[document.documentElement.dir, document.documentElement.lang]") == ["rtl", "ar"]
    assert text(browser, "#center") == "سالم الحمداني"
    labels = browser.run('[...document.querySelectorAll(".labels text")].map(t => t.textContent)')
    assert "\u2067منير القاسمي\u2069" in labels
    # letters run from right to left, and joined: shorter than the letters apart
    first, last, joined, apart = browser.run("""(() => {
      const label = [...document.querySelectorAll(".labels tspan")].find(t => t.textContent.includes("القاسمي"));
      const letters = label.textContent.replace(/[\\u2067\\u2069]/g, "");
      const joined = label.getComputedTextLength();
      const places = [label.getStartPositionOfChar(1).x, label.getEndPositionOfChar(letters.length).x];
      label.textContent = [...letters].join("\\u200c");
      return [...places, joined, label.getComputedTextLength()];
    })()""")
    assert first > last
    assert joined < 0.9 * apart
    browser.wait('document.getElementById("subtitle").textContent.includes("مصر")')


def test_an_edge_tells_its_encounters_with_the_source_sentence(browser: Browser) -> None:
    browser.click(edge_between("الحمداني", "القاسمي"))
    browser.wait(f"{QUOTES} === 2")
    panel = text(browser, "#panel")
    for expected in ("لقاءان", "٩ يوليو ٢٠٢٤", "١ مايو ٢٠٢٤", "القاهرة", "مصر", "٩٠", "وكالة المثال"):
        assert expected in panel
    assert "مكافحة الإرهاب" in text(browser, "#panel article:nth-of-type(2) .topics")
    assert text(browser, "#panel blockquote").startswith("التقى وزير الداخلية سالم الحمداني نظيره")
    marked = browser.run('[...document.querySelectorAll("#panel blockquote mark")].slice(0, 2).map(m => m.textContent)')
    assert marked == ["سالم الحمداني", "منير القاسمي"]
    link = browser.run(
        """(() => { const a = document.querySelector("#panel figcaption a"); return [a.href, a.rel] })()"""
    )
    assert link == ["https://news.example/3", "noopener noreferrer nofollow"]


def test_the_keyboard_is_enough(browser: Browser) -> None:
    browser.run(f"document.querySelector({json.dumps(edge_between('القاسمي'))}).focus()")
    browser.press("Enter")
    browser.wait(f"{QUOTES} === 2")
    browser.run('document.getElementById("query").focus()')
    browser.type("شرقاو")
    browser.wait('document.querySelectorAll("#suggestions [role=option]").length === 1')
    browser.press("ArrowDown")
    assert browser.run('document.getElementById("query").getAttribute("aria-activedescendant")') == "suggestion-0"
    browser.press("Enter")
    browser.wait('document.getElementById("center").textContent === "نبيل الشرقاوي"')
    browser.wait(f"{NODES} === 2")
    browser.run("history.back()")
    browser.wait('document.getElementById("center").textContent === "سالم الحمداني"')


def test_english_at_a_click(browser: Browser) -> None:
    browser.click("#language")
    browser.wait('document.documentElement.dir === "ltr"')
    assert "Network of encounters" in str(browser.run('document.getElementById("graph").getAttribute("aria-label")'))
    browser.click(edge_between("القاسمي"))
    browser.wait(f"{QUOTES} === 2")
    panel = text(browser, "#panel")
    for expected in ("2 encounters", "9 July 2024", "Egypt", "Tunisia", "Counter-terrorism", "90%"):
        assert expected in panel
    browser.click("#language")
    browser.wait('document.documentElement.dir === "rtl"')


def test_filters_narrow_the_network_and_the_panel(browser: Browser) -> None:
    browser.run("""(() => { const f = document.getElementById("filters"); f.elements.until.value = "2024-05-01";
      f.dispatchEvent(new Event("change")) })()""")
    browser.wait(f"{NODES} === 2")  # the last day is included
    browser.click(edge_between("القاسمي"))
    browser.wait(f"{QUOTES} === 1")
    assert "until=2024-05-01" in str(browser.run("location.search"))


def test_text_of_articles_is_never_markup(browser: Browser, service: str) -> None:
    browser.run('document.getElementById("query").focus()')
    browser.type("img src")
    browser.wait('document.querySelectorAll("#suggestions [role=option]").length === 1')
    assert text(browser, "#suggestions bdi") == XSS
    browser.press("ArrowDown")
    browser.press("Enter")
    browser.wait(f"document.getElementById('center').textContent === {json.dumps(XSS)}")
    browser.wait(f"{NODES} === 2")
    browser.click(".edge")
    browser.wait(f"{QUOTES} === 1")
    assert XSS in text(browser, "#panel blockquote")
    assert "<script>alert(1)</script>" in text(browser, "#panel figcaption")
    assert browser.run('document.querySelectorAll("main img, main script, #suggestions img").length') == 0
    assert browser.run("document.title.includes('owned') && !document.title.includes('onerror')") is False


def test_the_policy_stops_what_a_careless_page_would_let_in(browser: Browser) -> None:
    browser.run("""(() => {
      const script = document.createElement("script");
      script.textContent = "window.owned = true";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.owned = true'>");
    })()""")
    browser.wait("document.images[document.images.length - 1].complete")
    assert browser.run("window.owned === undefined")
    assert any("Content Security Policy" in line for line in browser.log)
    browser.log.clear()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_phone_shows_all_of_it(running: Browser, service: str, language: str) -> None:
    running.resize(360, 740, phone=True, dark=True)
    running.open(f"{service}/?lang={language}")
    running.wait(f"{NODES} === 4")
    running.click(".edge")
    running.wait(f"{QUOTES} > 0")
    assert running.run("document.documentElement.scrollWidth") <= 360
    outside = """[...document.querySelectorAll(".labels text:not(.covered), .node")].filter(t => {
      const b = t.getBoundingClientRect(); return b.left < -1 || b.right > innerWidth + 1 }).length"""
    assert running.run(outside) == 0
    assert running.log == []


def test_every_control_has_a_name(browser: Browser) -> None:
    tree = browser.call("Accessibility.getFullAXTree")["nodes"]
    controls = {"button", "link", "combobox", "textbox", "searchbox", "listbox"}
    nameless = [
        node["role"]["value"]
        for node in tree
        if not node["ignored"] and node["role"]["value"] in controls and not node.get("name", {}).get("value")
    ]
    assert nameless == []


def test_a_query_is_run_on_the_page_of_the_endpoint(running: Browser, service: str) -> None:
    running.resize(1280, 800)
    running.open(f"{service}/sparql?lang=en")
    running.wait('document.querySelectorAll("#examples option").length > 1')
    running.click("button.main")
    running.wait('document.querySelectorAll("#results tbody tr").length === 6')
    running.run('document.getElementById("text").value = "SELECT ?x { ?x rw:met }"')
    running.click("button.main")
    running.wait('document.getElementById("notice").className === "error"')
    assert "Line 1" in text(running, "#notice")
    running.run("""(() => { const e = document.getElementById("examples");
      e.value = e.options[1].value; e.dispatchEvent(new Event("change")) })()""")
    running.wait('document.getElementById("notice").textContent.includes("in ")')
    running.run('document.getElementById("text").value = "CONSTRUCT { ?a rw:met ?b } WHERE { ?a rw:met ?b }"')
    running.click("button.main")
    running.wait('document.querySelector("#results pre")?.textContent.includes("rw:met")')
    assert [line for line in running.log if "400" not in line] == []  # the browser notes the refused query
