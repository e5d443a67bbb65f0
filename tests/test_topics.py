"""Topics of encounters: cases for every code and every trap, the scheme itself, properties of the finder."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, Graph, Literal
from rdflib.namespace import SKOS

from kg.errors import TableError
from kg.resources import ontology_dir
from kg.text import fold, normalise
from kg.topic_scheme import SCHEME, codes, read_cues
from kg.topics import TopicCue, TopicFinder

CASES = [
    json.loads(line) for line in (Path(__file__).parent / "cases" / "topics.jsonl").read_text("utf-8").splitlines()
]
GUIDE = frozenset(
    {
        "counter-terrorism",
        "violent-extremism",
        "terrorist-financing",
        "organized-crime",
        "drug-trafficking",
        "human-trafficking",
        "irregular-migration",
        "border-security",
        "cybercrime",
        "money-laundering",
        "arms-trafficking",
        "extradition",
        "civil-protection",
        "peacekeeping",
        "maritime-security",
        "hajj-security",
        "security-cooperation",
        "information-exchange",
        "training",
        "expertise-exchange",
        "security-technology",
        "military-cooperation",
        "arms-procurement",
        "nuclear-proliferation",
        "regional-conflict",
        "palestinian-question",
        "bilateral-relations",
        "regional-international-issues",
        "economy",
        "humanitarian-aid",
        "climate-water",
        "culture-education",
        "health",
        "consular",
        "other",
    }
)


@pytest.fixture(scope="module")
def finder() -> TopicFinder:
    return TopicFinder.load()


def _codes(finder: TopicFinder, text: str, *masked: str) -> list[str]:
    folded = normalise(text).text
    masks = [(folded.index(fold(m)), folded.index(fold(m)) + len(fold(m))) for m in masked]
    return [cue.code for cue in finder.topics(folded, [(0, len(folded))], masks)]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_case(finder: TopicFinder, case: dict[str, Any]) -> None:
    assert sorted(_codes(finder, case["text"])) == case["topics"]


def test_every_code_has_cases_and_there_are_many_traps() -> None:
    assert len(CASES) >= 140
    assert {code for case in CASES for code in case["topics"]} == GUIDE
    assert sum(not case["topics"] for case in CASES) >= 20


# the scheme


def test_the_scheme_holds_the_codes_of_the_guide() -> None:
    assert codes() == GUIDE


def test_every_concept_is_labelled_defined_and_placed_in_arabic_and_english() -> None:
    graph = Graph().parse(ontology_dir() / "topics.ttl")
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        for predicate in (SKOS.prefLabel, SKOS.definition):
            texts = [o for o in graph.objects(concept, predicate) if isinstance(o, Literal)]
            assert sorted(str(o.language) for o in texts) == ["ar", "en"], (concept, predicate)
        assert (concept, SKOS.inScheme, SCHEME) in graph
        assert graph.value(concept, SKOS.broader) or graph.value(concept, SKOS.topConceptOf), concept
        top = concept
        while broader := graph.value(top, SKOS.broader):
            top = broader
        assert (top, SKOS.topConceptOf, SCHEME) in graph


def test_every_code_has_cues_and_cues_are_folded() -> None:
    cues = read_cues()
    assert {cue.code for cue in cues if cue.kind == "cue"} == GUIDE
    for cue in cues:
        assert len(cue.gaps) == len(cue.parts)
        assert all(phrase and phrase == fold(phrase) for part in cue.parts for phrase in part)


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ('rw:cue "{أ|ب"@ar', "unbalanced braces"),
        ('rw:cue "… أ"@ar', "empty part"),
        ('rw:cue "{@nowhere} أ"@ar', "unknown name {@nowhere}"),
        ('rw:cue "أ', "not valid Turtle"),
        (f'. <{SCHEME}> rw:wordList "fight = أ|ب"@ar', "no list of words"),
        (f'. <{SCHEME}> rw:wordList "@state = أ"@ar', "no list of words"),
    ],
)
def test_a_bad_scheme_is_told_in_one_line(tmp_path: Path, turtle: str, message: str) -> None:
    path = tmp_path / "topics.ttl"
    path.write_text(
        "@prefix rw: <https://w3id.org/rawabit/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f'<urn:t> a skos:Concept ; skos:notation "t" ; {turtle} .\n',
        "utf-8",
    )
    with pytest.raises(TableError) as error:
        read_cues(path)
    assert message in str(error.value)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_cue_may_name_a_list_of_words(tmp_path: Path) -> None:
    path = tmp_path / "topics.ttl"
    path.write_text(
        "@prefix rw: <https://w3id.org/rawabit/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        f'<{SCHEME}> rw:wordList "@fight = مكافحة|التصدي ل" .\n'
        '<urn:t> a skos:Concept ; skos:notation "t" ; rw:cue "{@fight|ملف} {التهريب}" .\n',
        "utf-8",
    )
    (cue,) = read_cues(path)
    assert cue.parts == (frozenset(map(fold, ("مكافحة التهريب", "التصدي للتهريب", "ملف التهريب"))),)


def test_an_exception_between_the_parts_of_a_cue_counts(finder: TopicFinder) -> None:
    assert _codes(finder, "تعزيز علاقات التعاون بين الجانبين") == ["bilateral-relations"]
    assert _codes(finder, "تعزيز علاقات التعاون الأمني بين الجانبين") == ["security-cooperation"]


def test_a_missing_scheme_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be read"):
        read_cues(tmp_path / "topics.ttl")


# the finder


def test_masked_spans_hold_no_topics(finder: TopicFinder) -> None:
    text = "بحث مع رئيس مشروع مكافحة الإرهاب سبل التعاون في تبادل المعلومات"
    assert _codes(finder, text) == ["counter-terrorism", "information-exchange"]
    assert _codes(finder, text, "رئيس مشروع مكافحة الإرهاب") == ["information-exchange"]


def test_only_the_given_spans_are_read(finder: TopicFinder) -> None:
    text = normalise("بحثا مكافحة المخدرات. وفي خبر آخر ناقش المجلس مكافحة الإرهاب.").text
    cut = text.index(".") + 1
    assert [cue.code for cue in finder.topics(text, [(0, cut)])] == ["drug-trafficking"]
    assert [cue.code for cue in finder.topics(text, [(cut, len(text))])] == ["counter-terrorism"]
    assert [cue.code for cue in finder.topics(text, [(cut, len(text)), (0, cut)])] == [
        "drug-trafficking",
        "counter-terrorism",
    ]
    assert finder.topics(text, []) == ()


def test_spans_point_at_the_phrase_in_the_original(finder: TopicFinder) -> None:
    normal = normalise("ناقشا   «مُكافحة   الإرهــاب» و#الأمن_السيبراني أيضا")
    cues = finder.topics(normal.text, [(0, len(normal.text))])
    assert [(c.code, normal.surface(c.start, c.end)) for c in cues] == [
        ("counter-terrorism", "مُكافحة   الإرهــاب"),
        ("cybercrime", "الأمن_السيبراني"),
    ]


def test_clitics_are_allowed_and_parts_of_words_are_not(finder: TopicFinder) -> None:
    assert _codes(finder, "ولمكافحة الإرهاب وللعلاقات الثنائية أهمية") == ["counter-terrorism", "bilateral-relations"]
    assert _codes(finder, "العلاقات الثنائيةة") == []


def test_a_gap_ends_with_the_sentence(finder: TopicFinder) -> None:
    assert _codes(finder, "اتفقا على مكافحة ظاهرة الإرهاب") == ["counter-terrorism"]
    assert _codes(finder, "بحثا جهود المكافحة. الإرهاب خطر") == []


def test_weak_cues_need_a_discussion_in_their_sentence(finder: TopicFinder) -> None:
    assert _codes(finder, "بحثا الاستثمار") == ["economy"]
    assert _codes(finder, "بنك الاستثمار") == []


_WORDS = st.sampled_from(
    [
        "بحث",
        "التعاون",
        "الأمني",
        "بين",
        "البلدين",
        "مكافحة",
        "الإرهاب",
        "و",
        "المخدرات",
        "وزير",
        "الداخلية",
        ".",
        "،",
        "«",
        "»",
        "\n",
        "الأوضاع",
        "في",
        "ليبيا",
        "غزة",
        "العلاقات",
        "الثنائية",
        "تبادل",
        "المعلومات",
        "x",
        "  ",
    ]
)


@settings(max_examples=200)
@given(st.lists(_WORDS, max_size=40), st.integers(0, 30), st.integers(0, 200))
def test_cues_lie_in_their_range_and_in_order(words: list[str], start: int, length: int) -> None:
    finder = TopicFinder.load()
    text = normalise(" ".join(words)).text
    end = min(len(text), start + length)
    cues = finder.find(text, start, end)
    assert cues == sorted(cues, key=lambda cue: (cue.start, cue.end, cue.code))
    _well_formed(cues, start, max(start, end))
    topics = finder.topics(text, [(start, end)])
    assert len({cue.code for cue in topics}) == len(topics)
    assert set(topics) <= set(cues)


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    folded = normalise(text).text
    _well_formed(TopicFinder.load().find(folded), 0, len(folded))


def _well_formed(cues: list[TopicCue], start: int, end: int) -> None:
    for cue in cues:
        assert cue.code in GUIDE
        assert start <= cue.start < cue.end <= end


def test_time_grows_with_length_only(finder: TopicFinder) -> None:
    """Four times the text, without a single full stop, may not take much more than four times as long."""
    piece = "التعاون بين البلدين مكافحة ظاهرة الإرهاب القضايا الأمنية والعلاقات و وزارة الداخلية غزة والإرهاب داعش بحث "

    def seconds(times: int) -> float:
        text = normalise(piece * times).text
        best = float("inf")
        for _ in range(2):
            begun = time.perf_counter()
            finder.find(text)
            best = min(best, time.perf_counter() - begun)
        return best

    assert seconds(800) < 10 * seconds(200)
