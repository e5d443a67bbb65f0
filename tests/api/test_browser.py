"""The pages in a real browser: what a reader sees, clicks and types, in both directions of writing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import EXECUTABLE, Browser
from example_graph import XSS

from api import editor
from api.editor import VENDOR

pytestmark = pytest.mark.skipif(EXECUTABLE is None, reason="no Chromium on this machine (Debian: apt install chromium)")

NODES = 'document.querySelectorAll(".node").length'
QUOTES = 'document.querySelectorAll("#panel blockquote").length'


@pytest.fixture(scope="module")
def service(serve: Any) -> Iterator[str]:
    with serve() as running:
        yield running.url


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


# ---- the page of the endpoint, with the editor and without

ACTIVE = ".tabPanel.active"
READY = f'document.querySelectorAll("#examples option").length > 20 && !!document.querySelector("{ACTIVE} .CodeMirror")'
needs_editor = pytest.mark.skipif(not (VENDOR / "yasgui.min.js").exists(), reason="no editor here (make libraries)")


@pytest.fixture
def plain(serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The service where the editor was not brought."""
    monkeypatch.setattr(editor, "VENDOR", tmp_path)
    with serve() as running:
        yield running.url


@pytest.fixture
def page(running: Browser, service: str) -> Iterator[Browser]:
    """The page with the editor, in Arabic, as at a first visit."""
    running.resize(1280, 900)
    running.open(f"{service}/static/icon.svg")
    running.wait('location.pathname === "/static/icon.svg"')
    running.run("localStorage.clear()")
    running.open(f"{service}/sparql?lang=ar")
    running.wait(READY)
    yield running
    # the browser notes refused queries, and what the editor's sanitiser takes out of a value before it is shown
    noted = ("status of 400", "inline event handler")
    assert [line for line in running.log if not any(words in line for words in noted)] == []
    assert [url for url in running.requested if not url.startswith((service, "data:"))] == []


def write(browser: Browser, query: str) -> None:
    browser.run(f'document.querySelector("{ACTIVE} .CodeMirror").CodeMirror.setValue({json.dumps(query)})')


def run(browser: Browser) -> None:
    browser.click(f"{ACTIVE} .yasqe_queryButton")


@needs_editor
def test_a_query_is_run_in_the_editor(page: Browser) -> None:
    assert page.run('document.querySelector("#yasgui").dir') == "ltr"
    assert "صف" in text(page, "#limits")
    run(page)
    page.wait(f'document.querySelectorAll("{ACTIVE} .yasr tbody tr").length === 6')
    assert "query=" in str(page.run("location.search"))
    cell = f'[...document.querySelectorAll("{ACTIVE} .yasr td")].find(c => c.textContent === "سالم الحمداني")'
    assert page.run(f"getComputedStyle({cell}).unicodeBidi") == "plaintext"
    assert page.run(f"{cell}.closest('#yasgui').dir") == "ltr"


@needs_editor
def test_the_editor_shows_what_is_wrong_in_the_language_of_the_page(page: Browser) -> None:
    write(page, "SELECT ?x { ?x rw:met }")
    run(page)
    page.wait(f'!!document.querySelector("{ACTIVE} .yasr .problem")')
    told = text(page, f"{ACTIVE} .yasr .problem")
    assert "استعلام غير سليم" in told
    assert "Line 1, column" in told
    page.click("#language")
    run(page)
    page.wait(f'document.querySelector("{ACTIVE} .yasr .problem strong")?.textContent === "The query is malformed"')


@needs_editor
def test_terms_and_prefixes_are_completed_from_the_graph(page: Browser) -> None:
    write(page, "PREFIX rw: <https://w3id.org/rawabit/ontology#>\nSELECT * { ?x rw:cooperat")
    page.run(f"""(() => {{ const e = document.querySelector("{ACTIVE} .CodeMirror").CodeMirror;
      e.focus(); e.setCursor(e.lastLine(), 1000); e.autocomplete() }})()""")
    page.wait('[...document.querySelectorAll(".CodeMirror-hint")].some(h => h.textContent === "rw:cooperatesWith")')
    page.press("Escape")
    write(page, "PREFIX sem")
    page.run(f"""(() => {{ const e = document.querySelector("{ACTIVE} .CodeMirror").CodeMirror;
      e.focus(); e.setCursor(0, 1000); e.autocomplete() }})()""")
    page.wait(
        '[...document.querySelectorAll(".CodeMirror-hint")].some(h => h.textContent.includes("semanticweb.cs.vu.nl"))'
    )
    write(page, "ASK {}")


@needs_editor
def test_an_example_opens_in_a_tab_with_what_was_chosen(page: Browser) -> None:
    page.run("""(() => { const e = document.getElementById("examples");
      e.value = "encounters-of-a-person"; e.dispatchEvent(new Event("change")) })()""")
    names = page.run('[...document.querySelectorAll("#fields label span")].map(s => s.textContent)')
    assert names[0] == "الوزير أو المسؤول"
    page.run("""document.querySelector("#fields [name=minister]").value = "لا أحد" """)
    page.click("#parameters button.main")
    page.wait('document.querySelector("#wrong").textContent.includes("minister")')
    page.run("""document.querySelector("#fields [name=minister]").value = "الحمداني" """)
    page.run("""document.querySelector("#fields [name=state]").value = "تونس" """)
    page.click("#parameters button.main")
    page.wait(f'document.querySelectorAll("{ACTIVE} .yasr tbody tr").length === 2')
    assert text(page, ".tabsList .active").strip().startswith("لقاءات وزير")
    query = page.run(f'document.querySelector("{ACTIVE} .CodeMirror").CodeMirror.getValue()')
    assert "VALUES ?state { <https://w3id.org/rawabit/id/state/TN> }" in query


@needs_editor
def test_a_link_runs_its_query_and_declares_its_prefixes(page: Browser, service: str) -> None:
    page.open(f"{service}/sparql?lang=en&query=ASK+%7B+%3Fa+rw%3Amet+%3Fb+%7D")
    page.wait(f'document.querySelector("{ACTIVE} .yasr")?.textContent.includes("True")')
    value = page.run(f'document.querySelector("{ACTIVE} .CodeMirror").CodeMirror.getValue()')
    assert value.startswith("PREFIX rw: <https://w3id.org/rawabit/ontology#>\nASK")
    assert page.run('document.querySelectorAll(".parseErrorIcon").length') == 0


@needs_editor
def test_no_value_becomes_markup_even_without_the_policy(page: Browser) -> None:
    page.call("Page.setBypassCSP", enabled=True)
    page.run("location.reload()")
    page.wait(READY)
    run(page)
    page.wait(f'document.querySelectorAll("{ACTIVE} .yasr tbody tr").length === 6')
    assert XSS in text(page, f"{ACTIVE} .yasr tbody")
    assert page.run("document.querySelectorAll('.yasr img').length") == 0
    assert "owned" not in str(page.run("document.title"))
    page.call("Page.setBypassCSP", enabled=False)


@needs_editor
def test_an_iri_of_a_result_opens_the_page_of_its_thing(page: Browser) -> None:
    run(page)
    page.wait(f'document.querySelectorAll("{ACTIVE} .yasr a.iri").length > 0')
    page.run("window.open = (url) => { window.opened = url }")
    page.click(f"{ACTIVE} .yasr tbody a.iri")
    assert str(page.wait("window.opened")).startswith("/id/person/")


@needs_editor
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_editor_fits_a_phone(page: Browser, service: str, language: str) -> None:
    page.resize(390, 800, phone=True)
    page.open(f"{service}/sparql?lang={language}")
    page.wait(READY)
    run(page)
    page.wait(f'document.querySelectorAll("{ACTIVE} .yasr tbody tr").length === 6')
    assert page.run("document.documentElement.scrollWidth") <= 390


def explained(browser: Browser, patterns: int) -> None:
    browser.click("#explain")
    browser.wait(f'document.querySelectorAll("#plan table tbody tr").length === {patterns}')
    assert "rw:met" in text(browser, "#plan")


@needs_editor
def test_the_editor_explains_a_query(page: Browser) -> None:
    write(page, "SELECT * { ?a rw:met ?b . ?c rdfs:label ?d }")
    explained(page, 2)
    assert "لا يجمعها متغيّر" in text(page, "#plan .warnings")


def test_without_the_editor_the_page_has_a_form(running: Browser, plain: str) -> None:
    running.resize(1280, 800)
    running.open(f"{plain}/sparql?lang=en")
    running.wait('document.querySelectorAll("#examples option").length > 1')
    running.click("button.main")
    running.wait('document.querySelectorAll("#results tbody tr").length === 6')
    explained(running, 3)
    running.run('document.getElementById("text").value = "SELECT ?x { ?x rw:met }"')
    running.click("button.main")
    running.wait('document.getElementById("notice").className === "error"')
    assert "Line 1" in text(running, "#notice")
    running.click("#language")
    running.click("button.main")
    running.wait('document.getElementById("notice").textContent.includes("خطأ نحوي")')
    running.run("""(() => { const e = document.getElementById("examples");
      e.value = e.options[1].value; e.dispatchEvent(new Event("change")) })()""")
    running.wait('document.getElementById("notice").className === ""')
    running.run('document.getElementById("text").value = "CONSTRUCT { ?a rw:met ?b } WHERE { ?a rw:met ?b }"')
    running.click("button.main")
    running.wait('document.querySelector("#results pre")?.textContent.includes("rw:met")')
    assert [line for line in running.log if "400" not in line] == []  # the browser notes the refused query


# ---- the pages of things


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("en", 390)])
def test_the_page_of_a_person_leads_to_its_encounters(
    running: Browser, service: str, language: str, width: int
) -> None:
    running.resize(width, 800, phone=width < 500)
    running.open(f"{service}/id/person/36bf9425c0faab44?lang={language}")
    running.wait('document.readyState === "complete" && document.querySelectorAll("article.encounter").length === 4')
    assert running.run("document.documentElement.scrollWidth") <= width
    assert running.run("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    running.click("article.encounter h3 a")
    running.wait('location.pathname.startsWith("/id/encounter/") && document.readyState === "complete"')
    assert running.run('document.querySelectorAll("blockquote").length') == 1
    running.click("figcaption a")
    running.wait('location.pathname.startsWith("/id/article/")')
    assert running.log == []
    assert [url for url in running.requested if not url.startswith(service)] == []
