"""A reader's way through all pages, in both languages, as Playwright walks it: what is drawn, told and linked.

The pages of the explorer and of SPARQL have more tests in ``test_browser``; here is what joins the pages, the pages of
a pair and of a country, and the networks embedded in pages of other sites.
"""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from chromium import EXECUTABLE
from example_graph import XSS

from api.pages import VENDOR

if EXECUTABLE is None:
    pytest.skip("no Chromium on this machine (Debian: apt install chromium)", allow_module_level=True)
sync_api = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is not here: make test brings it into build/browser where Chromium is"
)
expect = sync_api.expect
expect.set_options(timeout=20_000)

SENTENCE = "التقى وزير الداخلية سالم الحمداني نظيره التونسي منير القاسمي في القاهرة لبحث مكافحة الإرهاب."
LANGUAGES = pytest.mark.parametrize("language", ["ar", "en"])
DIRECTION = {"ar": "rtl", "en": "ltr"}
PHONE = (360, 740)
WORDS = {
    "ar": {
        "encounters": "لقاءان",
        "state": "مصر",
        "other": "تونس",
        "topic": "مكافحة الإرهاب",
        "training": "التدريب وبناء القدرات",
        "all": "٤ لقاءات",
        "pair": "صفحة الطرفين",
        "page of": "صفحة ",
        "explorer": "المستكشف",
        "embedding": "للمواقع",
        "one": "١",
        "two": "٢",
    },
    "en": {
        "encounters": "2 encounters",
        "state": "Egypt",
        "other": "Tunisia",
        "topic": "Counter-terrorism",
        "training": "Training and capacity building",
        "all": "4 encounters",
        "pair": "Page of the pair",
        "page of": "Page of ",
        "explorer": "Explorer",
        "embedding": "For websites",
        "one": "1",
        "two": "2",
    },
}


@pytest.fixture(scope="module")
def service(serve: Any) -> Iterator[str]:
    with serve() as running:
        yield running.url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=["--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def windows(chromium: Any, service: str) -> Callable[[int, int], Any]:
    """A window of a size; what it has read once it need not read again."""
    made: dict[tuple[int, int], Any] = {}

    def window(width: int, height: int) -> Any:
        size = {"width": width, "height": height}
        if (width, height) not in made:
            made[width, height] = chromium.new_context(viewport=size, reduced_motion="reduce", base_url=service)
        return made[width, height]

    return window


@pytest.fixture
def visit(windows: Any, service: str) -> Iterator[Callable[..., Any]]:
    """Opens an address of the service; at the end nothing may stand in the console, and nothing may have been asked of
    another host."""
    pages: list[Any] = []
    told: list[str] = []
    asked: list[str] = []

    def opened(
        path: str = "/", *, url: str = service, language: str = "ar", size: tuple[int, int] = (1280, 800)
    ) -> Any:
        page = windows(*size).new_page()
        pages.append(page)
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(url + path + ("&" if "?" in path else "?") + f"lang={language}")
        return page

    opened.told = told  # type: ignore[attr-defined]
    yield opened
    for page in pages:
        page.close()
    assert told == []
    assert [url for url in asked if urlsplit(url).hostname not in ("127.0.0.1", "localhost", None)] == []


@pytest.fixture(scope="module")
def ids(service: str) -> dict[str, str]:
    """Local ids of the example graph by a word of the label."""
    with urllib.request.urlopen(f"{service}/api/v1/entities?limit=50") as answer:
        items = json.load(answer)["items"]
    words = {"minister": "الحمداني", "tunisian": "القاسمي", "attacker": "<img"}
    found = {name: next(item["id"] for item in items if word in item["label"]) for name, word in words.items()}
    return found


def pair(ids: dict[str, str], one: str = "minister", other: str = "tunisian", more: str = "") -> str:
    return f"/relation?a={ids[one]}&b={ids[other]}{more}"


# ---- from the search to a page of one's own


@LANGUAGES
def test_a_reader_walks_from_a_name_to_an_embedded_network(visit: Any, language: str) -> None:
    words = WORDS[language]
    page = visit(language=language)
    page.locator("#query").fill("القاسمى")  # spelled as nobody told it
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    # the network around him
    expect(page.locator("#center")).to_have_text("منير القاسمي")
    expect(page.locator("#graph .node")).to_have_count(2)
    expect(page.locator("#graph .edge")).to_have_count(1)
    drawn = page.locator("#graph .labels text").all_text_contents()
    assert sorted(text.strip("\u2067\u2069") for text in drawn) == ["سالم الحمداني", "منير القاسمي"]
    assert page.evaluate("document.documentElement.dir") == DIRECTION[language]
    # a line of it, with its sentences
    page.locator("#graph .edge").press("Enter")
    expect(page.locator("#panel blockquote").last).to_have_text(SENTENCE)
    expect(page.locator("#panel")).to_contain_text(words["encounters"])
    expect(page.locator("#panel blockquote").last.locator("mark")).to_have_text(["سالم الحمداني", "منير القاسمي"])
    # the two of them, and the state of one
    page.locator("#panel").get_by_role("link", name=words["pair"]).click()
    expect(page.locator("#subtitle")).to_contain_text(words["encounters"])
    expect(page.locator("blockquote").last).to_have_text(SENTENCE)
    page.locator("#links").get_by_role("link", name=re.compile(words["page of"] + words["state"])).click()
    expect(page.locator("#title")).to_have_text(words["state"])
    expect(page.locator("#matrix tbody tr")).to_have_count(2)
    # the same as a query, answered
    page.locator("#links").get_by_role("link", name="SPARQL").click()
    if (VENDOR / "yasgui.min.js").exists():
        expect(page.locator(".tabPanel.active .yasr tbody tr")).to_have_count(3)
        expect(page.locator(".tabPanel.active .yasr tbody")).to_contain_text("تونس")
    else:
        page.locator("button.main").click()
        expect(page.locator("#results tbody tr")).to_have_count(3)
    # and a network to take away
    page.locator("header").get_by_role("link", name=words["explorer"]).click()
    page.locator("footer").get_by_role("link", name=words["embedding"]).click()
    expect(page.frame_locator("#preview iframe").locator(".node")).to_have_count(4)
    expect(page.locator("#frame-code")).to_contain_text("/embed?id=person/")


# ---- the page of a pair


@LANGUAGES
def test_a_pair_has_its_encounters_over_time_with_their_sentences(
    visit: Any, ids: dict[str, str], language: str
) -> None:
    page = visit(pair(ids), language=language)
    expect(page.locator(".encounter")).to_have_count(2)
    assert page.evaluate("document.documentElement.dir") == DIRECTION[language]
    expect(page.locator("#title")).to_have_text("سالم الحمداني – منير القاسمي")
    expect(page.locator("#subtitle")).to_contain_text(WORDS[language]["encounters"])
    expect(page.locator("blockquote").last).to_have_text(SENTENCE)
    expect(page.locator("blockquote").last.locator("mark")).to_have_text(["سالم الحمداني", "منير القاسمي"])
    # time runs in the direction of writing
    bars = page.locator("#chart a.bar")
    expect(bars).to_have_count(2)
    places = [bars.nth(i).locator("rect").first.bounding_box()["x"] for i in range(2)]
    assert [bars.nth(i).get_attribute("data-period") for i in range(2)] == ["2024-05", "2024-07"]
    assert (places[0] > places[1]) == (language == "ar")
    page.locator("#chart-table summary").click()
    cells = page.locator("#chart-table td")
    expect(cells).to_have_count(3)  # June, without any, has its place
    expect(cells.nth(1)).to_have_text({"ar": "٠", "en": "0"}[language])


def test_a_bar_a_topic_and_a_type_narrow_the_pair_and_the_address_keeps_it(
    visit: Any, service: str, ids: dict[str, str]
) -> None:
    page = visit(pair(ids), language="en")
    page.locator("#chart a.bar[data-period='2024-05']").click()
    expect(page.locator(".encounter")).to_have_count(1)
    expect(page.locator("blockquote")).to_have_text(SENTENCE)
    asked = parse_qs(urlsplit(page.url).query)
    assert (asked["since"], asked["until"]) == (["2024-05-01"], ["2024-05-31"])
    expect(page.locator("#filters [name=until]")).to_have_value("2024-05-31")
    again = visit(page.url.removeprefix(service), language="en")
    expect(again.locator(".encounter")).to_have_count(1)
    page.locator("#clear").click()
    expect(page.locator(".encounter")).to_have_count(2)
    page.locator("#topics a", has_text="Counter-terrorism").click()
    expect(page.locator(".encounter")).to_have_count(1)
    expect(page.locator("#topics a[aria-current]")).to_contain_text("Counter-terrorism")
    page.go_back()
    expect(page.locator(".encounter")).to_have_count(2)
    page.locator("#filters [name=type]").select_option("call")
    expect(page.locator("#notice")).to_have_text("No encounters under these conditions.")


def test_one_party_alone_is_asked_for_the_other(visit: Any, ids: dict[str, str]) -> None:
    page = visit("/relation", language="en")
    page.get_by_role("link", name="سالم الحمداني").click()
    expect(page.locator("#choose li")).to_have_count(3)
    page.get_by_role("link", name="منير القاسمي").click()
    expect(page.locator(".encounter")).to_have_count(2)
    page.locator("#links").get_by_role("link", name="Change منير القاسمي").click()
    page.get_by_role("combobox", name="Search for a person, state or organisation").fill("شرقاو")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_have_text("سالم الحمداني – نبيل الشرقاوي")
    expect(page.locator(".encounter")).to_have_count(1)


def test_names_of_articles_are_never_markup(visit: Any, ids: dict[str, str]) -> None:
    for path in (pair(ids, other="attacker"), f"/embed?id={ids['attacker']}", f"/relation?a={ids['attacker']}"):
        page = visit(path)
        expect(page.locator("h1")).to_contain_text(XSS)
        assert page.locator("main img:not([src='/static/icon.svg'])").count() == 0
        assert "owned" not in page.title().replace(XSS, "")


# ---- the page of a country


@LANGUAGES
def test_a_country_shows_who_met_whom_and_topics_over_time(visit: Any, language: str) -> None:
    page = visit("/country", language=language)
    words = WORDS[language]
    page.get_by_role("link", name=words["state"], exact=True).click()
    expect(page.locator("#title")).to_have_text(words["state"])
    expect(page.locator("#subtitle")).to_contain_text(words["all"])
    matrix = page.locator("#matrix table")
    expect(matrix.locator("tbody tr")).to_have_count(2)  # the state as a whole, and its one official
    cell = matrix.get_by_role("link", name=re.compile(f"سالم الحمداني.*{words['other']}"))
    expect(cell).to_have_text(words["two"])
    rows = page.locator("#topics .row")
    expect(rows).to_have_count(3)  # all, and the topics of dated encounters
    training = rows.filter(has=page.get_by_role("link", name=words["training"]))
    tall = [bar.bounding_box()["height"] for bar in training.locator(".bar rect").all()]
    assert len(tall) == 2
    assert max(tall) - min(tall) < 1
    expect(page.locator("#encounters .encounter")).to_have_count(4)
    page.locator("#topics a", has_text=words["topic"]).click()
    expect(page.locator("#encounters blockquote")).to_have_text([SENTENCE])
    expect(cell).to_have_text(words["one"])
    cell.click()
    expect(page.locator(".encounter")).to_have_count(1)
    assert "topic=counter-terrorism" in page.url


def test_arrow_keys_walk_through_the_matrix_and_the_bars(visit: Any) -> None:
    page = visit("/country?id=state/EG", language="en")
    cells = page.locator("#matrix td a")
    cells.first.wait_for()
    assert page.locator("#matrix td a[tabindex='0']").count() == 1
    cells.first.focus()
    page.keyboard.press("ArrowRight")
    expect(cells.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    focused = page.evaluate("document.activeElement.closest('tr').rowIndex")
    assert focused == 2
    page.locator("#topics a.bar").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#topics a.bar").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**since=**")
    ar = visit("/country?id=state/EG")
    ar.locator("#topics a.bar").first.focus()
    ar.keyboard.press("ArrowLeft")  # later is further left
    expect(ar.locator("#topics a.bar").nth(1)).to_be_focused()


# ---- networks in other sites' pages


@pytest.fixture
def other_site(service: str, tmp_path: Path) -> Iterator[str]:
    """A page of another origin: a network mounted by the module, one in a bare frame, and our first page in one."""
    (tmp_path / "index.html").write_text(
        f"""<!doctype html><html lang="en"><title>Another site</title><link rel="icon" href="data:,">
        <div id="place"></div><iframe id="bare" src="{service}/embed?id=state/EG&amp;lang=ar" title="bare"></iframe>
        <iframe id="refused" src="{service}/?id=state/EG" title="refused"></iframe>
        <script type="module">
          import {{ ego, mount, suggest, RawabitError }} from "{service}/static/rawabit.js";
          window.told = [];
          const note = (what) => (told) => window.told.push([what, told]);
          const heard = {{ onReady: note("ready"), onEdge: note("edge"), onNode: note("node") }};
          window.shown = mount("#place", "state/EG", {{ theme: "dark", ...heard }});
          window.ego = ego; window.suggest = suggest; window.RawabitError = RawabitError;
        </script></html>""",
        encoding="utf-8",
    )
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join(10)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_a_page_of_another_site_mounts_a_network_and_hears_what_is_chosen(visit: Any, other_site: str) -> None:
    page = visit("/", url=other_site)
    inside = page.frame_locator("#place iframe")
    expect(inside.locator("#center")).to_have_text("Egypt")
    expect(inside.locator(".node")).to_have_count(4)
    page.wait_for_function("told.length === 1")
    assert page.evaluate("told[0]") == ["ready", {"center": "state/EG", "nodes": 4, "edges": 3}]
    inside.locator(".edge[aria-label*='Tunisia']").press("Enter")
    expect(inside.locator("#sheet blockquote").last).to_have_text(SENTENCE)
    page.wait_for_function("told.length === 2")
    what, edge = page.evaluate("told[1]")
    assert (what, {edge["source"], edge["target"]}, edge["weight"]) == ("edge", {"state/EG", "state/TN"}, 2)
    link = inside.locator("#sheet").get_by_role("link", name="Open in Rawabit")
    assert link.get_attribute("target") == "_blank"
    assert "/relation?" in link.get_attribute("href")
    page.keyboard.press("Escape")
    expect(inside.locator("#sheet")).to_be_hidden()
    assert inside.locator(":root").evaluate("e => getComputedStyle(e).colorScheme") == "dark"
    expect(page.frame_locator("#bare").locator("#center")).to_have_text("مصر")
    assert page.evaluate("ego('state/EG', { limit_per_node: 2 }).then((n) => n.edges.length)") == 2
    refused = "ego('state/XX').catch((e) => [e instanceof RawabitError, e.status, e.message.includes('state/XX')])"
    assert page.evaluate(refused) == [True, 404, True]
    page.evaluate("shown.show('state/TN')")
    expect(inside.locator("#center")).to_have_text("Tunisia")
    page.evaluate("shown.remove()")
    expect(page.locator("#place iframe")).to_have_count(0)
    # every other page refuses to be framed, and the browser says so
    assert page.frame_locator("#refused").locator("#center").count() == 0
    noted = [line for line in visit.told if "frame-ancestors" in line or "404" in line]
    assert len(noted) == len(visit.told) >= 2
    visit.told.clear()


def test_the_page_about_embedding_shows_what_it_tells(visit: Any, service: str) -> None:
    page = visit("/embedding", language="en")
    inside = page.frame_locator("#preview iframe")
    inside.locator(".node").first.wait_for()
    page.locator("#who").select_option(label="Egypt")
    expect(inside.locator("#center")).to_have_text("Egypt")
    page.locator("[name=lang]").select_option("ar")
    expect(inside.locator("#center")).to_have_text("مصر")
    code = page.locator("#frame-code").inner_text()
    address = re.search(r'src="([^"]+)"', code)[1].replace("&amp;", "&")
    assert parse_qs(urlsplit(address).query) == {"id": ["state/EG"], "lang": ["ar"]}
    inside.locator(".node[data-node='state/TN']").press("Enter")
    expect(page.locator("#told")).to_contain_text("state/TN")


# ---- what a reader who cannot see, or has a small screen, meets

AXE = Path(__file__).resolve().parents[2] / "build" / "axe" / "axe.min.js"
PAGES = {
    "explorer": ("/?id={minister}", (), ".node"),
    "evidence": ("/?id={minister}", (".edge",), "#panel blockquote"),
    "filters": ("/?id={minister}", (".tools .pop summary",), ".sheet input"),
    "pair": ("/relation?a={minister}&b={tunisian}", (), ".encounter"),
    "pair-choice": ("/relation?a={minister}", (), "#choose li"),
    "country": ("/country?id=state/EG", ("#chart-table summary",), "#chart-table td"),
    "countries": ("/country", (), "#choose li"),
    "embed": ("/embed?id=state/EG", (".edge",), "#sheet blockquote"),
    "embedding": ("/embedding?id=state/EG", (), "#preview iframe"),
    "sparql": ("/sparql", ("button.main, .tabPanel.active .yasqe_queryButton",), ".yasr tbody tr, #results tbody tr"),
    "person": ("/id/{minister}", (), ".encounter"),
    "article": ("/id/article/example-1", (), "h1"),
    "ontology": ("/ontology", (), "table"),
}
_FAULTS = """async (rules) => {
  const options = { resultTypes: ["violations"], iframes: false, ...(rules && { runOnly: rules }) };
  const told = (one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.failureSummary} ${node.html}`);
  const { violations } = await axe.run(document, options);
  return violations.filter((one) => ["serious", "critical"].includes(one.impact)).flatMap(told);
}"""


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not here: make test brings it into build/axe by npm")
@LANGUAGES
@pytest.mark.parametrize("name", sorted(PAGES.keys() - {"explorer"}))  # "filters" shows all of it and more
def test_axe_finds_no_serious_fault(visit: Any, ids: dict[str, str], name: str, language: str) -> None:
    path, presses, ready = PAGES[name]
    page = visit(path.format(**ids), language=language)
    for press in presses:
        page.locator(press).locator("visible=true").first.press("Enter")
    page.locator(ready).first.wait_for()
    page.evaluate(AXE.read_text(encoding="utf-8"))  # as the developer tools do it: the policy of the page stays
    assert page.evaluate(_FAULTS) == []
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(_FAULTS, ["color-contrast"]) == []
    # what the editor's sanitiser takes out of a value before it is shown
    visit.told[:] = [line for line in visit.told if name != "sparql" or "inline event handler" not in line]


@LANGUAGES
def test_a_phone_shows_every_page_whole(visit: Any, ids: dict[str, str], language: str) -> None:
    page = visit(language=language, size=PHONE)
    for path, presses, ready in PAGES.values():
        if presses:
            continue
        path = path.format(**ids)
        page.goto(path + ("&" if "?" in path else "?") + f"lang={language}")
        page.locator(ready).first.wait_for(state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], path
