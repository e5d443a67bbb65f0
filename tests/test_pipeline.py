"""One article through the whole extractor: it never raises, points at what it read, and always answers the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kg.model import Article, Extraction, Span
from kg.pipeline import published
from kg.reading import read_articles
from kg.resources import forms, rows, samples_dir
from kg.text import fold
from kg.topic_scheme import codes
from tests.casetable import extractor, read_cases

SAMPLES = [a for a in read_articles([samples_dir() / "articles.jsonl"]) if isinstance(a, Article)]
CASES = [Article(c["name"], c["text"], url=c.get("url"), source=c.get("source"), time=c["time"]) for c in read_cases()]
STATES = {row["code"] for _, row in rows("countries")}

# Words of the table of cases in any order, joined by what joins words in the press and what does not belong there
_WORDS = sorted({word for case in CASES for word in case.text.split()})
_JOINTS = [" ", " ", " ", "، ", ". ", "\n", " و", " - ", " «", "» ", " (", ") ", "ـ", "\u200f", " #", "_", " / ", ": "]
_ODD = [
    "",
    "John Smith",
    "ﷺ",
    "İ",
    "٢٠٢٤",
    "\x00",
    "\ud800",
    "𐎀",
    "😀",
    "é",
    "ー",
    "\ufeff",
    "و",
    "لل",
    "بن",
    "(((",
    "د.",
]
SCRAMBLED = st.lists(
    st.tuples(st.one_of(st.sampled_from(_WORDS), st.sampled_from(_ODD)), st.sampled_from(_JOINTS)), max_size=40
).map(lambda pairs: "".join(word + joint for word, joint in pairs))
TIMES = st.one_of(
    st.none(), st.sampled_from(["2024-05-21", "2024-02-29T10:00:00Z", "0001-01-01", "9999-12-31", "yesterday", ""])
)


def _check(extraction: Extraction) -> None:
    """Everything printed stands in the text where its span says."""
    text = extraction.article.text

    def read(span: Span | None) -> str:
        assert span is not None
        start, end = span
        assert 0 <= start < end <= len(text)
        return text[start:end]

    for encounter in extraction.encounters:
        assert read(encounter.evidence_span) == encounter.evidence
        assert read(encounter.trigger_span) == encounter.trigger
        for topic in encounter.topics:
            assert topic.code in codes()
            assert fold(read(topic.span))
        assert len({t.code for t in encounter.topics}) == len(encounter.topics)
        if encounter.place:
            surface = read(encounter.place.span)
            # «للعراق»: the article of the name was swallowed by the preposition
            assert encounter.place.name in (surface, f"ا{surface}", None)
            assert encounter.place.country in STATES | {None}
        if encounter.date:
            assert read(encounter.date.span)
            assert date.fromisoformat((encounter.date.value + "-01-01")[:10])
        for party in encounter.parties:
            assert party.country in STATES | {None}
            if party.span is None:  # a state known only from where the article speaks
                assert party.name is None
                continue
            surface = read(party.span)
            if party.name:
                assert fold(party.name) in fold(surface)
            assert party.role is None or _told(fold(party.role).removeprefix("ال"), fold(text)), party.role


def _told(role: str, text: str) -> bool:
    """The office stands in the text, or in the plural or dual of several («وزراء داخلية تونس والجزائر»)."""
    noun, *rest = role.split()
    plurals = {"وزير": "وزراء", "سفير": "سفراء", "رئيس": "رؤساء"}
    many = plurals.get(noun)
    single = next((one for one, form in plurals.items() if form == noun), noun)
    if " ".join([single, *rest]) in text:  # «وزير الخارجية X مع نظرائه الخليجيين»
        return True
    several = (many, f"{noun}ا", f"{noun}ي", f"ال{noun}ان", f"ال{noun}ين")  # «وزيرا داخلية تونس وإيطاليا»
    if role in text or any(form and " ".join([form, *rest]) in text for form in several):
        return True
    heads = (row for _, row in rows("office_heads") if fold(row["lemma"]) == role and row["number"] == "plural")
    return any(fold(form) in text for row in heads for form in forms(row["forms"]))  # «رؤساء حكومات ليبيا والجزائر»


@pytest.mark.parametrize("article", SAMPLES + CASES, ids=lambda article: article.id)
def test_everything_found_stands_in_the_text(article: Article) -> None:
    _check(extractor().extract(article))


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(SCRAMBLED, TIMES)
@example("استقبل وزير السيد", None)
@example("", None)
@example("\n\n", "2024-05-21")
@example("زيارة للعراق", "9999-12-31")
def test_scrambled_news_is_read_without_error(text: str, time: str | None) -> None:
    _check(extractor().extract(Article("scrambled", text, time=time)))


@settings(max_examples=150)
@given(st.text(max_size=200), TIMES)
def test_any_text_is_read_without_error(text: str, time: str | None) -> None:
    _check(extractor().extract(Article("any", text, time=time)))


@settings(max_examples=60)
@given(st.sampled_from(SAMPLES), st.integers(0, 2000), st.integers(0, 2000))
def test_an_article_cut_anywhere_is_read_without_error(article: Article, start: int, length: int) -> None:
    _check(extractor().extract(Article("cut", article.text[start : start + length], time=article.time)))


def test_the_same_article_gives_the_same_answer() -> None:
    for article in SAMPLES:
        assert extractor().extract(article) == extractor().extract(article)


def test_articles_do_not_colour_each_other() -> None:
    alone = [extractor().extract(article) for article in SAMPLES]
    mixed = [extractor().extract(article) for article in [*reversed(SAMPLES), *CASES[:20]]]
    assert alone == list(reversed(mixed[: len(SAMPLES)]))


def test_the_answer_does_not_hang_on_the_order_of_hashing() -> None:
    """Sets of strings come in another order in each process: no answer may depend on it."""
    program = (
        "import json; from kg.model import Article; from kg.pipeline import RuleExtractor\n"
        "from kg.reading import read_articles; from kg.resources import samples_dir\n"
        "extractor = RuleExtractor.load()\n"
        "for item in read_articles([samples_dir() / 'articles.jsonl']):\n"
        "    print(json.dumps(extractor.extract(item).to_dict()))"
    )
    root = Path(__file__).resolve().parents[1]
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert [json.loads(line)["id"] for line in answers.pop().splitlines()] == [article.id for article in SAMPLES]


def test_encounters_come_in_the_order_of_the_text() -> None:
    for article in SAMPLES:
        starts = [e.evidence_span[0] for e in extractor().extract(article).encounters if e.evidence_span]
        assert starts == sorted(starts), article.id


def test_furniture_around_the_article_changes_nothing() -> None:
    article = SAMPLES[0]
    plain = extractor().extract(article).to_dict()["encounters"]
    body = extractor().extract(
        Article(
            "f", f"رابط دائم\n{article.text}\nاضف تعليقك\n", article.title, article.url, article.source, article.time
        )
    )
    assert len(body.encounters) == len(plain)
    names = [[p["name"] for p in e["parties"]] for e in plain]
    assert [[p.name for p in e.parties] for e in body.encounters] == names


def test_an_accord_of_many_is_told_from_the_side_of_the_first() -> None:
    text = "الاتفاق النووي المبرم عام 2021 بين إيران والولايات المتحدة وبريطانيا وفرنسا وألمانيا وروسيا والصين."
    (accord,) = extractor().extract(Article("a", text, time="2024-05-21")).encounters
    assert [(p.country, p.side) for p in accord.parties if p.side == "a"] == [("IR", "a")]
    assert {p.side for p in accord.parties if p.country != "IR"} == {"b"}


def test_the_title_is_not_needed() -> None:
    for article in SAMPLES:
        bare = Article(article.id, article.text, None, article.url, article.source, article.time)
        assert extractor().extract(bare).encounters == extractor().extract(article).encounters


def test_a_state_that_only_the_title_names_is_whose_the_officials_are() -> None:
    text = "أجرى وزير الداخلية خالد النوري مكالمة هاتفية مع نظيره الفرنسي برونو دوبوا."
    untold, told = (extractor().extract(Article("t", text, title=title)) for title in (None, "تونس: وزير الداخلية"))
    assert [[p.country for p in e.parties] for e in untold.encounters] == [[None, "FR"]]
    assert [[p.country for p in e.parties] for e in told.encounters] == [["TN", "FR"]]


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2024-05-21", date(2024, 5, 21)),
        ("2024-05-21T23:59:00+03:00", date(2024, 5, 21)),
        (None, None),
        ("", None),
        ("21/5/2024", None),
    ],
)
def test_the_publication_day(time: str | None, expected: date | None) -> None:
    assert published(Article("t", "", time=time)) == expected


def test_spans_are_written_out() -> None:
    record = extractor().extract(SAMPLES[0]).to_dict()
    encounter = record["encounters"][0]
    assert set(encounter) >= {
        "type",
        "status",
        "parties",
        "topics",
        "topic_spans",
        "place",
        "date",
        "evidence",
        "evidence_span",
        "confidence",
        "rule",
    }
    assert all(list(p["span"]) == p["span"] for p in encounter["parties"] if "span" in p)
    assert json.loads(json.dumps(record)) == record
