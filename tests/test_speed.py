"""What keeps reading fast stays true: what is left unread gives nothing, work grows with the length of an article."""

from __future__ import annotations

import sys
from collections import Counter
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.batch import render_all
from kg.dates import find_dates, within
from kg.entities import Actor
from kg.lexicon import Lexicon
from kg.lines import json_line, statement_lines
from kg.mention import Mention
from kg.model import Article, Failure
from kg.openers import BLOCKED, BODY, OFFICIAL, Openers
from kg.prospects import Prospects
from kg.reading import read_articles
from kg.resources import samples_dir
from kg.sentences import LazySentences
from kg.text import normalise, sentences
from kg.tokens import PhraseTable, readings, tokenise, words_of
from tests.casetable import extractor, read_cases

SAMPLES = [a for a in read_articles([samples_dir() / "articles.jsonl"]) if isinstance(a, Article)]
CASES = [Article(c["name"], c["text"], url=c.get("url"), source=c.get("source"), time=c["time"]) for c in read_cases()]
# A case alone, behind a stranger's news, and two cases as one article: names told in one sentence stand in another.
TOGETHER = [
    Article(f"{one.id} + {other.id}", f"{one.text}\n{other.text}", time=one.time)
    for one, other in zip(CASES[::3], CASES[1::3], strict=False)
]


@pytest.mark.parametrize("articles", [SAMPLES, CASES, TOGETHER], ids=["samples", "cases", "together"])
def test_what_is_left_unread_gives_nothing(articles: list[Article]) -> None:
    read = {a.id: json_line(extractor().extract(a)) for a in articles}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Openers, "at", lambda self, tokens: [BLOCKED | OFFICIAL | BODY] * len(tokens))
        patch.setattr(Openers, "office_near", lambda self, tokens, i: True)
        patch.setattr(Prospects, "hopeful", lambda self, lazy: True)
        for article in articles:
            assert json_line(extractor().extract(article)) == read[article.id], article.id


def test_most_sentences_of_an_article_without_hope_stay_unread() -> None:
    text = normalise("زيارة المعرض مجانية. " + "قال وزير المالية السوداني إن النمو مستمر. " * 30)
    rules = extractor()
    lazy = LazySentences(text, rules._mentions)
    assert not rules._prospects.hopeful(lazy)
    assert sum(lazy.is_read(n) for n in range(len(lazy))) <= 1 < len(lazy)


def test_a_name_told_elsewhere_gives_a_sentence_its_party() -> None:
    named = (
        "وصل وزير الخارجية القبرصي أندرياس بالاسكاس إلى القاهرة. وقال وزير الداخلية المصري حازم المنياوي إنه يرحب به. "
    )
    lazy = LazySentences(normalise(named + "والتقى المنياوي بالاسكاس."), extractor()._mentions)
    assert extractor()._prospects.hopeful(lazy)


def test_a_name_told_elsewhere_that_meets_nobody_leaves_the_article_unread() -> None:
    others = "قال وزير المالية السوداني إن النمو مستمر. " * 20
    text = "أكد الوزير السوداني حازم المنياوي ذلك. " + others + "وتحدث المنياوي عن زيارة المعرض."
    lazy = LazySentences(normalise(text), extractor()._mentions)
    assert not extractor()._prospects.hopeful(lazy)
    assert sum(lazy.is_read(n) for n in range(len(lazy))) <= 2


def test_two_who_spoke_together_give_a_meeting_of_both() -> None:
    text = "أكد وزير الداخلية التونسي سالم الحمروني ونظيره الليبي فرج البرعصي ضرورة التعاون. وذلك عقب لقاء ضم الوزيرين."
    assert extractor()._prospects.hopeful(LazySentences(normalise(text), extractor()._mentions))
    assert [e.type for e in extractor().extract(Article("both", text)).encounters] == ["meeting"]


# -- linear growth: calls are counted, not seconds ---------------------------------------------------------------------


def work(text: str) -> int:
    """How many calls, of Python and of C, it takes to read a text."""
    count: Counter[str] = Counter()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        count[event] += 1

    article = Article("grows", text, time="2026-01-12")
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        extractor().extract(article)
    finally:
        sys.setprofile(before)
    return count["call"] + count["c_call"]


@pytest.mark.parametrize("article", SAMPLES[:4], ids=lambda a: a.id)
def test_work_grows_with_the_length(article: Article) -> None:
    once = work(f"{article.text}\n\n{article.text}")
    assert work("\n\n".join([article.text] * 80)) < 40 * once * 1.25


@pytest.mark.parametrize(
    "unit",
    [
        "وزير ",
        "التقى وزير الداخلية المصري نظيره السوداني ",
        "زيارة السودان، ",
        "1/2/2026 ",
        "رئيس اللجنة الثلاثية ",
    ],
)
def test_work_grows_with_the_length_of_a_text_without_points(unit: str) -> None:
    lead = "التقى وزير الداخلية المصري نظيره السوداني في القاهرة. "
    short, long = (work(lead + unit * (letters // len(unit))) for letters in (10_000, 40_000))
    assert long < 4 * short * 1.25


@pytest.mark.parametrize("sentence", ["وزير. ", "رئيس اللجنة الثلاثية. "])
def test_work_grows_with_the_number_of_sentences_that_tell_of_one_man(sentence: str) -> None:
    lead = "التقى وزير الداخلية المصري نظيره السوداني في القاهرة. "
    short, long = (work(lead + sentence * (letters // len(sentence))) for letters in (10_000, 40_000))
    assert long < 4 * short * 1.25


# -- parts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("render", [json_line, statement_lines])
def test_the_number_of_processes_changes_no_byte(render: Any) -> None:
    articles = [*SAMPLES, *CASES[:40], Failure("x", "cannot be read")]
    one = list(render_all(articles, render, 1))
    assert one == list(render_all(articles, render, 2))
    assert sum(isinstance(line, bytes) for line in one) == len(articles) - 1


TABLE: PhraseTable[int] = PhraseTable()
PHRASES = ["وزير", "وزير الداخليه", "وزير الداخليه المصري", "الوزير", "وليد", "لواء", "ال", "و"]
for n, phrase in enumerate(PHRASES):
    TABLE.add(phrase, n)
TABLE.freeze()
WORDS = [
    "وزير",
    "الوزير",
    "ووزير",
    "للوزير",
    "بالوزير",
    "لوزير",
    "الداخليه",
    "المصري",
    "وليد",
    "ووليد",
    "لواء",
    "للواء",
    "ال",
]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6))
def test_a_table_finds_the_longest_phrase_under_any_proclitic(words: list[str]) -> None:
    tokens = tokenise(" ".join(words))
    for i in range(len(words)):
        fits = [
            (len(phrase.split()), -k, clitic, n)
            for k, (clitic, rest) in enumerate(readings(words[i]))
            for n, phrase in enumerate(PHRASES)
            if phrase.split() == [rest, *words[i + 1 : i + len(phrase.split())]]
        ]
        found = TABLE.at(tokens, i)
        if not fits:
            assert found is None
            assert i not in TABLE.all(tokens)
            continue
        length, _, clitic, value = max(fits)
        assert found is not None
        assert (found.first, found.last, found.clitic, found.value) == (i, i + length, clitic, value)
        assert TABLE.all(tokens)[i] == found
        assert words[i] in TABLE.surfaces


def test_every_word_that_a_table_reads_is_a_surface_of_it() -> None:
    states = Lexicon.load().states
    for word in ("مصر", "ومصر", "لمصر", "وبمصر", "للعراق", "وللعراق", "السودان"):
        assert (states.at(tokenise(normalise(word).text), 0) is not None) == (normalise(word).text in states.surfaces)
    assert set(TABLE.phrases) == set(PHRASES)


@given(st.text(alphabet="ابت .،\n", max_size=80))
def test_words_are_those_of_the_tokens(text: str) -> None:
    assert words_of(text, 0, len(text)) == [t.text for t in tokenise(text)]


@settings(max_examples=20)
@given(st.integers(4_000, 30_000), st.sampled_from(["كلمة ", "ك", "كلمة، "]))
def test_a_text_without_points_is_cut_and_nothing_is_lost(letters: int, unit: str) -> None:
    text = normalise(unit * (letters // len(unit))).text
    spans = sentences(text)
    assert all(end - start <= 5_000 for start, end in spans)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")


def test_dates_within_a_range() -> None:
    dates = find_dates(normalise("في 3 يناير 2026 وفي 5 يناير 2026 وفي 7 يناير 2026"))
    assert len(dates) == 3
    for start, end in [(0, 100), (dates[1].start, dates[2].start), (dates[0].start + 1, dates[1].start), (90, 99)]:
        assert within(dates, start, end) == [d for d in dates if start <= d.start < end]


def test_an_actor_knows_his_mention_before_a_place_and_his_offices() -> None:
    def told(first: int, office: str | None = None) -> Mention:
        return Mention("official", first, first + 1, first, first + 1, role_key=office)

    actor = Actor("official")
    actor.put([(4, told(0, "وزير داخليه")), (1, told(2)), (1, told(0, "وزير"))])
    assert [(s, m.first) for s, m in actor.mentions] == [(1, 0), (1, 2), (4, 0)]
    assert list(actor.offices) == [("وزير",), ("وزير", "داخليه")]
    assert actor.before((1, 0)) is None
    assert actor.before((3, 0)) == actor.mentions[1]
    actor.mentions.append((2, told(5, "نايب")))  # added later, told first where it stands before the place
    assert actor.before((9, 0)) == actor.mentions[-1]
    assert actor.before((2, 5)) == actor.mentions[1]
    assert ("نايب",) in actor.offices
