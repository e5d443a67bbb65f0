"""The page that shows what an evaluation got wrong: marks, counts, filters, and that it can do nothing but be read."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from kg.breakdown import Case, Tally, by_outlet, by_rule, by_state, by_type, cases
from kg.cli import app
from kg.error_report import error_report
from kg.evaluate import evaluate, load_gold
from kg.html import element, page
from kg.model import Article
from kg.pipeline import RuleExtractor
from kg.reading import read_articles
from kg.report import bin_rows, curve_rows, pair_rows, share_rows
from kg.resources import samples_dir
from tests.api import chromium

GOLD = samples_dir() / "gold.jsonl"
ARTICLES = samples_dir() / "articles.jsonl"


def party(name: str | None, country: str | None, side: str = "a", **more: Any) -> dict[str, Any]:
    return {"name": name, "role": None, "country": country, "org": None, "side": side, "rank": "principal"} | more


def meeting(*parties: dict[str, Any], **more: Any) -> dict[str, Any]:
    place = {"name": None, "country": None}
    plain = {"type": "meeting", "status": "held", "parties": list(parties), "topics": [], "place": place, "date": None}
    return plain | more


def report(article: Article, gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> HTMLParser:
    records = {article.id: {"id": article.id, "encounters": gold}}
    pairs = [(article, {"id": article.id, "encounters": predicted})]
    return HTMLParser(error_report(records, pairs, evaluate(records, pairs), "gold.jsonl").decode())


def marks(tree: HTMLParser) -> list[tuple[str, str]]:
    return [(node.text(), str(node.attributes["class"])) for node in tree.css(".text mark")]


# ---------------------------------------------------------------- the project's own samples


@pytest.fixture(scope="module")
def sampled() -> tuple[dict[str, Any], list[tuple[Article, Any]]]:
    extractor = RuleExtractor.load()
    articles = [a for a in read_articles([str(ARTICLES)]) if isinstance(a, Article)]
    return dict(load_gold(GOLD)), [(a, extractor.extract(a).to_dict()) for a in articles]


def test_the_command_writes_the_page(
    sampled: tuple[dict[str, Any], list[tuple[Article, Any]]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out.html"
    app(["evaluate", str(GOLD), str(ARTICLES), "--report", str(path)], standalone_mode=False)
    capsys.readouterr()
    gold, predicted = sampled
    result = evaluate(gold, predicted)
    assert path.read_bytes() == error_report(gold, predicted, result, GOLD.name)  # the same input, the same bytes
    tree = HTMLParser(path.read_text("utf-8"))
    figures = [[cell.text() for cell in row.css("th, td")] for row in tree.css("#figures tbody tr")]
    confidence = bin_rows(result.reliability) + curve_rows(result.reliability)
    assert figures == pair_rows(result) + share_rows(result) + confidence
    assert len(tree.css("details.entry")) == len(gold)
    for (id_, record), (article, _) in zip(gold.items(), predicted, strict=True):
        [entry] = [e for e in tree.css("details.entry") if id_ in e.css_first("p.soft").text()]
        told = entry.css_first(".text")
        for label in told.css(".begin, sup"):
            label.decompose()
        assert told.text() == article.text
        assert len(entry.css("tbody")) >= len(record["encounters"])
        assert entry.css_first(".title").attributes["dir"] == "auto"


def test_the_page_stands_alone(sampled: tuple[dict[str, Any], list[tuple[Article, Any]]]) -> None:
    gold, predicted = sampled
    written = error_report(gold, predicted, evaluate(gold, predicted), "gold.jsonl").decode()
    tree = HTMLParser(written)
    assert not tree.css("script, img, link, iframe, object, base, form")
    style = tree.css_first("style").text()
    assert "@import" not in style
    assert "url(" not in style
    policy = str(tree.css_first("meta[http-equiv]").attributes["content"])
    assert policy.startswith("default-src 'none'")
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
    ids = Counter(str(node.attributes["id"]) for node in tree.css("[id]"))
    assert set(ids.values()) == {1}
    for link in tree.css("a[href]"):
        href = str(link.attributes["href"])
        assert href[1:] in ids if href.startswith("#") else href.startswith("https://news.example/")


def test_counts_agree_with_the_records(sampled: tuple[dict[str, Any], list[tuple[Article, Any]]]) -> None:
    gold, predicted = sampled
    evaluated = cases(gold, predicted)
    told = sum(len(r["encounters"]) for r in gold.values())
    found = sum(len(r["encounters"]) for _, r in predicted)
    for tallies in (by_outlet(evaluated), by_type(evaluated)):
        assert sum(t.gold for t in tallies.values()) == told
        assert sum(t.predicted for t in tallies.values()) == found
    assert sum(t.articles for t in by_outlet(evaluated).values()) == len(gold)
    rules = by_rule(evaluated)
    assert {rule: t.predicted for rule, t in rules.items()} == Counter(
        e["rule"] for _, record in predicted for e in record["encounters"]
    )
    assert [case.weight for case in evaluated] == sorted((case.weight for case in evaluated), reverse=True)


# ---------------------------------------------------------------- what was missed, and what is spurious

TEXT = (
    "استقبل الوزير كريم فؤاد الساعي نظيره سالم رشدي في بنزرت.\n"
    "وكان كريم فؤاد الساعي قد شكر لنادر حلمي جهده، وحضر نادر حلمي."
)
FOUND = party("كريم فؤاد الساعي", "TN")
MISSED = party("سالم رشدي", "LY", "b", role="وزير الداخلية")
SPURIOUS = party("نادر حلمي", "MR", "b")


def one_missed_one_spurious() -> tuple[Article, list[dict[str, Any]], list[dict[str, Any]]]:
    quoted = "استقبل الوزير كريم فؤاد الساعي … في بنزرت"
    evidence = TEXT[TEXT.index("وكان") :]
    start = TEXT.index(evidence)
    gold = [meeting(FOUND, MISSED, evidence=quoted, topics=["training"], date="2026-02-03")]
    wrong = meeting(FOUND, SPURIOUS, evidence=evidence, evidence_span=[start, len(TEXT)], rule="meet", confidence=0.7)
    return Article("x-1", TEXT, title="عنوان", source="المنبر"), gold, [wrong]


def test_names_are_marked_wherever_they_stand() -> None:
    tree = report(*one_missed_one_spurious())
    assert marks(tree) == [
        ("كريم فؤاد الساعي", "both"),
        ("سالم رشدي", "missed"),
        ("كريم فؤاد الساعي", "both"),
        ("نادر حلمي", "spurious"),  # without the preposition that is written with it
        ("نادر حلمي", "spurious"),
    ]
    assert "missed: وزير الداخلية, LY, side b (G1)" in str(tree.css(".text mark")[1].attributes["title"])
    assert [node.text() for node in tree.css(".text sup")] == ["G1 P1", "G1", "P1"]


def test_evidence_is_marked_piece_by_piece() -> None:
    tree = report(*one_missed_one_spurious())
    gold = "".join(node.text() for node in tree.css(".text .in-gold"))
    predicted = "".join(node.text() for node in tree.css(".text .in-predicted"))
    assert gold.replace(" ", "") == "استقبلالوزيركريمفؤادالساعيفيبنزرت"
    assert predicted == TEXT[TEXT.index("وكان") :]
    assert [node.text() for node in tree.css(".text .begin")] == ["G1", "G1", "P1"]


def test_the_table_sets_gold_beside_predicted() -> None:
    tree = report(*one_missed_one_spurious())
    groups = [node.text() for node in tree.css(".encounters .group")]
    assert groups == ["G1: missed", "P1: spurious"]
    entry = tree.css_first("details.entry")
    assert set(str(entry.attributes["class"]).split()) == {"entry", "missed", "spurious"}
    assert "1 missed" in entry.css_first("summary").text()
    assert "1 spurious" in entry.css_first("summary").text()
    rule = next(row for row in tree.css("#by-rule tbody tr"))
    assert [cell.text().strip() for cell in rule.css("th, td")] == ["meet", "1", "0", "0", "1", "0.00", "1·P1"]
    assert tree.css_first(f"{rule.css_first('a').attributes['href']} .group").text() == "P1: spurious"


def test_a_found_encounter_shows_the_fields_that_differ() -> None:
    article, [gold], _ = one_missed_one_spurious()
    other = meeting(
        FOUND | {"country": "DZ"},
        MISSED | {"role": "وزير الدفاع", "rank": "attendee"},
        topics=["training", "health"],
        status="planned",
        date="2026-02-04",
        rule="receive",
    )
    tree = report(article, [gold | {"place": {"name": "بنزرت", "country": "TN"}}], [other])
    assert tree.css_first(".group").text() == "G1 · P1: found, differs in status, parties, topics, place, date"
    differing = [row.css_first("th").text() for row in tree.css(".encounters tr.differs")]
    assert differing == ["type, status", "parties", "", "topics", "place", "date"]
    assert [node.text() for node in tree.css(".encounters .wrong")] == ["TN", "DZ", "principal", "attendee"]
    assert [node.text() for node in tree.css(".encounters .otherwise")] == ["وزير الداخلية", "وزير الدفاع"]
    assert [node.text() for node in tree.css(".topic.spurious")] == ["health"]
    assert not tree.css(".topic.missed")


def test_a_right_article_is_clean_and_closed() -> None:
    article, [gold], _ = one_missed_one_spurious()
    entry = report(article, [gold], [gold | {"rule": "receive"}]).css_first("details.entry")
    assert entry.attributes["class"] == "entry clean"
    assert "open" not in entry.attributes
    assert entry.css_first(".group").text() == "G1 · P1: found"


def test_a_false_alarm_is_called_so() -> None:
    article, _, predicted = one_missed_one_spurious()
    tree = report(article, [], predicted)
    assert tree.css_first("details.entry").attributes["class"] == "entry false-alarm"
    assert tree.css_first(".group").text() == "P1: false alarm"
    assert tree.css_first("label[for=show-false-alarm]").text() == "false alarm 1"


def test_unnamed_parties_are_marked_by_place_or_office() -> None:
    text = "قال السفير إن الوفد التونسي التقى وزير الداخلية. ثم عاد وزير الداخلية."
    start = text.index("الوفد")
    gold = meeting(party(None, "TN"), party(None, "LY", "b", role="وزير الداخلية"), evidence="التقى وزير الداخلية")
    predicted = meeting(party(None, "TN", span=[start, start + 14]), party("علي", "LY", "b"))
    assert marks(report(Article("x", text), [gold], [predicted])) == [
        ("الوفد التونسي ", "spurious"),
        ("وزير الداخلية", "missed"),
    ]


def test_a_gold_name_that_the_text_has_not_is_told() -> None:
    article, [gold], _ = one_missed_one_spurious()
    tree = report(article, [meeting(FOUND, party("سليم غائب", "LY", "b"))], [gold])
    assert any("Not in the text as written: سليم غائب" in node.text() for node in tree.css(".entry > p"))


def test_an_article_in_latin_script() -> None:
    text = "Karim Fouad met Anna O'Neil in Tunis; KARIM FOUAD thanked her.\nقال كريم إن اللقاء مثمر."
    gold = meeting(party("Karim Fouad", "TN"), party("Anna O'Neil", "IE", "b"), evidence="Karim Fouad met Anna O'Neil")
    tree = report(Article("latin", text, title="Karim Fouad met Anna O'Neil"), [gold], [])
    assert marks(tree) == [("Karim Fouad", "missed"), ("Anna O'Neil", "missed"), ("KARIM FOUAD", "missed")]
    assert tree.css_first(".text").attributes["dir"] == "auto"
    assert "unicode-bidi: plaintext" in tree.css_first("style").text()  # each line finds its own direction


def test_an_article_that_was_not_read_is_told() -> None:
    article, gold, _ = one_missed_one_spurious()
    records = {"x-1": {"id": "x-1", "encounters": gold}}
    tree = HTMLParser(error_report(records, [], evaluate(records, []), "gold.jsonl").decode())
    assert "The article was not read." in tree.css_first("details.entry").text()
    assert tree.css_first(".group").text() == "G1: missed"
    assert article.text not in tree.body.text() if tree.body else False


# ---------------------------------------------------------------- hostile input


def test_whatever_an_article_or_a_record_holds_is_only_text() -> None:
    evil = '</style></script><script>alert(1)</script><img src=x onerror=alert(1)>"\' onmouseover="alert(2) &lt;b&gt;'
    article = Article(
        evil, f"قال {evil} ذلك\x00\x1b\u202e.", title=evil, source=evil, url="javascript:alert(1)", time=evil
    )
    wicked = party(evil, evil, role=evil, org=evil, side=evil, function=evil)
    gold = meeting(wicked, party("علي", "LY", "b"), type=evil, topics=[evil], evidence=evil, note=evil, date=evil)
    gold["place"] = {"name": evil, "country": evil}
    predicted = gold | {"rule": evil, "confidence": 0.5, "trigger": {"text": evil}, "evidence_span": [0, 9]}
    for found in ([predicted], [predicted | {"type": "call", "topics": []}], []):
        tree = report(article, [gold], found)
        assert not tree.css("script, img, b:not(.side)")
        assert len(tree.css("style")) == 1
        for node in tree.css("*"):
            assert not [name for name in node.attributes if name.startswith("on") or name == "src"]
            assert str(node.attributes.get("href", "#")).startswith("#")
        assert evil in tree.css_first(".text").text()


def test_only_web_addresses_become_links() -> None:
    for url, linked in (("https://news.example/a?b=<c>", 1), ("JAVASCRIPT:x", 0), ("data:text/html,x", 0), ("//[", 0)):
        tree = report(Article("x", "نص", url=url), [], [])
        assert [node.attributes["href"] for node in tree.css("details.entry a")] == [url] * linked


def test_attributes_and_text_are_escaped() -> None:
    written = page("a<b", "p { }", element("p", "x<y", ["&", None], title='"><i>', class_=None)).decode()
    [title] = [node.attributes["title"] for node in HTMLParser(written).css("p")]
    assert title == '"><i>'
    assert "x&lt;y&amp;</p>" in written
    assert "<title>a&lt;b</title>" in written


@settings(max_examples=60)
@given(
    st.text(alphabet="ابوك لس\u064e\u0640\n.<&x", max_size=60),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=5),
)
def test_marks_never_change_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    predicted = [meeting(party(None, "TN", span=list(s)), party("كس", "LY", "b"), evidence_span=list(s)) for s in spans]
    shown = report(Article("x", text), [meeting(party("اب", "TN"), evidence="ا … ب")], predicted).css_first(".text")
    for label in shown.css(".begin, sup"):
        label.decompose()
    assert shown.text() == text


# ---------------------------------------------------------------- counts


def test_an_encounter_counts_for_each_state() -> None:
    article, gold, predicted = one_missed_one_spurious()
    evaluated = cases({"x-1": {"id": "x-1", "encounters": gold}}, [(article, {"id": "x-1", "encounters": predicted})])
    states = by_state(evaluated)
    assert {code: (t.missed, t.spurious) for code, t in states.items()} == {"TN": (1, 1), "LY": (1, 0), "MR": (0, 1)}
    assert next(iter(states)) == "TN"
    assert list(by_type(evaluated)) == ["meeting"]
    assert by_outlet(evaluated)["المنبر"] == Tally(articles=1, gold=1, predicted=1)


def test_the_worst_article_is_first() -> None:
    _, gold, predicted = one_missed_one_spurious()
    records = {i: {"id": i, "encounters": gold} for i in ("right", "missed", "both")}
    found = {"right": gold, "missed": [], "both": predicted}
    evaluated: list[Case] = cases(records, [(Article(i, TEXT), {"id": i, "encounters": e}) for i, e in found.items()])
    assert [case.id for case in evaluated] == ["both", "missed", "right"]


# ---------------------------------------------------------------- in a browser


@pytest.mark.skipif(not chromium.EXECUTABLE, reason="Chromium is not installed")
def test_the_filters_work_without_a_script(
    sampled: tuple[dict[str, Any], list[tuple[Article, Any]]], tmp_path: Path
) -> None:
    gold, predicted = sampled
    left_out = [(a, {"id": a.id, "encounters": []} if n % 3 == 0 else r) for n, (a, r) in enumerate(predicted)]
    evaluated = cases(gold, left_out)
    path = tmp_path / "out.html"
    path.write_bytes(error_report(gold, left_out, evaluate(gold, left_out), "gold.jsonl"))
    shown = (
        "[...document.querySelectorAll('details.entry')]"
        ".filter(e => getComputedStyle(e).display !== 'none').map(e => e.id).join()"
    )
    with chromium.Browser(tmp_path / "profile") as browser:
        browser.resize(1200, 900)
        browser.open(path.as_uri())
        browser.wait("document.readyState === 'complete'")
        assert len(browser.run(shown).split(",")) == len(gold)
        for kind in ("missed", "clean"):
            browser.click(f"label[for=show-{kind}]")
            expected = [f"a{n}" for n, case in enumerate(evaluated, 1) if kind in case.kinds]
            assert browser.run(shown).split(",") == expected
            assert 0 < len(expected) < len(gold)
        direction = "getComputedStyle(document.querySelector('.title')).direction"
        assert browser.run(direction) == "rtl"
        assert browser.run("document.documentElement.scrollWidth <= innerWidth")
        browser.resize(420, 900)
        assert browser.run("document.documentElement.scrollWidth <= innerWidth")
        assert not [line for line in browser.log if re.search("error|refused", str(line), re.IGNORECASE)]
