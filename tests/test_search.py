"""Full-text search: words in any spelling, the language of questions, the index, and what a text itself answers."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Quad

from kg import text_index
from kg.errors import QueryError, StoreError
from kg.publish import publish
from kg.rdf import reference_quads
from kg.search_match import from_plain, highlighted, matches, to_plain
from kg.search_query import MAX_LENGTH, MAX_NESTING, MAX_WORDS, read_question
from kg.search_words import compared_words, forms, words_in
from kg.snippets import LONGEST, snippets
from kg.store import Store, open_snapshot
from kg.store_changes import changed_since, note_changes
from kg.store_folder import snapshot_folder
from kg.terms import words
from kg.text_documents import document, documents
from kg.text_index import FILE
from kg.text_search import Found, NoIndex, SearchTimeout, TextSearch
from kg.vocabulary import SCHEMA
from tests.graphs import IDS, extractions, fill

CASES = [
    json.loads(line) for line in (Path(__file__).parent / "cases" / "search.jsonl").read_text("utf-8").splitlines()
]
PAIRS = [
    (n, asked, kind == "finds") for n, case in enumerate(CASES) for kind in ("finds", "not") for asked in case[kind]
]


def write_article(store: Store, name: str, headline: str) -> None:
    graph, node = store.ids.article_graph(name), store.ids.article(name)
    store.replace_article(graph, [Quad(node, SCHEMA.headline, words(headline), graph)])


def searching(folder: Path) -> TextSearch:
    with open_snapshot(folder) as snapshot:
        return TextSearch(snapshot_folder(folder, snapshot.version))


def ask(search: TextSearch, text: str, **given: Any) -> Found:
    return search.find(read_question(text), **({"limit": 100, "seconds": 20} | given))


def found(search: TextSearch, text: str, **given: Any) -> list[str]:
    return [hit.iri.removeprefix(IDS.base) for hit in ask(search, text, **given).hits]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> TextSearch:
    """An index of the texts of the cases, each the headline of an article."""
    folder = tmp_path_factory.mktemp("table") / "store"
    with Store.open(folder, create=True) as store:
        for n, case in enumerate(CASES):
            write_article(store, f"case-{n}", case["text"])
        publish(store)
    return searching(folder)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small graph of the tests, with the reference graph, published."""
    folder = tmp_path_factory.mktemp("graph") / "store"
    with Store.open(folder, create=True) as store:
        store.replace_graph(IDS.reference_graph, reference_quads())
        fill(store)
        publish(store)
    return folder


# ---------------------------------------------------------------- the table of spellings


@pytest.mark.parametrize(("n", "asked", "finds"), PAIRS, ids=lambda value: str(value).replace("\n", " "))
def test_a_question_finds_every_spelling_and_nothing_else(table: TextSearch, n: int, asked: str, finds: bool) -> None:
    assert (f"article/case-{n}" in found(table, asked)) is finds
    assert matches(read_question(asked).tree, compared_words(CASES[n]["text"])) is finds


_PIECES = [word for case in CASES for word in case["text"].split()][::3]
_QUESTIONS = st.lists(
    st.sampled_from([*_PIECES, "OR", "NOT", "AND", "(", ")", '"', "مصر", "*", "بن"]), min_size=1, max_size=7
).map(" ".join)


@given(_QUESTIONS)
def test_the_index_and_the_text_itself_answer_alike(table: TextSearch, asked: str) -> None:
    try:
        question = read_question(asked)
    except QueryError:
        return
    by_text = {n for n, case in enumerate(CASES) if matches(question.tree, compared_words(case["text"]))}
    hits = table.find(question, limit=100, seconds=20)
    assert {hit.iri for hit in hits.hits} == {IDS.article(f"case-{n}").value for n in by_text}
    assert hits.total == len(by_text)
    assert from_plain(json.loads(json.dumps(to_plain(question.tree)))) == question.tree


# ---------------------------------------------------------------- words and questions


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    found = words_in(text)
    assert [word.text for word in found] == compared_words(text)
    for word in found:
        assert 0 <= word.start < word.end <= len(text)
        assert '"' not in word.text
        assert compared_words(text[word.start : word.end])


def test_places_count_code_points_of_the_text_as_it_is() -> None:
    text = "قال الـوَزِيرُ 🕊 عبد اللّٰه: «مصر ﻻ تنسى»"
    shown = {word.text: text[word.start : word.end] for word in words_in(text)}
    assert shown["وزير"] == "الـوَزِير"
    assert shown["عبد"] == "عبد"
    assert shown["مصر"] == "مصر"
    assert shown["لا"] == "ﻻ"


def test_a_word_stands_for_itself_behind_proclitics_but_not_for_other_words() -> None:
    assert {"مصر", "ومصر", "بمصر", "لمصر"} <= set(forms("مصر"))
    assert "مصر" in forms("ومصر")
    assert forms("وزير")[0] == "وزير"
    assert "زير" not in forms("وزير")
    assert not {"كريم", "وكريم"} & set(forms("ريم"))
    assert "حريه" not in forms("البحريه")  # with its article a word begins with no conjunction
    assert forms("nato") == ("nato",)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("", "no word"),
        ("  !!! ", "no word"),
        ("بن", "no word"),
        ('""', "no word"),
        ("*", "before \\*"),
        ("ا*", "at least 2"),
        ("م*ر", "end of a word"),
        ('"مصر', "not closed"),
        ("«مصر", "not closed"),
        ('"', "not closed"),
        ("(مصر", "not closed"),
        ("مصر)", "no opening"),
        ("()", "missing before"),
        ("NOT مصر", "NOT leaves out"),
        ("مصر OR NOT تونس", "NOT leaves out"),
        ("OR", "missing before OR"),
        ("مصر OR", "ends where"),
        ("مصر AND AND تونس", "missing before AND"),
        ("(" * (MAX_NESTING + 1) + "مصر" + ")" * (MAX_NESTING + 1), "nest deeper"),
        ("مصر " * (MAX_WORDS + 1), "more than"),
        ("م" * (MAX_LENGTH + 1), "allowed"),
    ],
)
def test_what_is_no_question_is_told(asked: str, told: str) -> None:
    with pytest.raises(QueryError, match=told):
        read_question(asked)


def test_operators_bind_as_told() -> None:
    def holds(asked: str, text: str) -> bool:
        return matches(read_question(asked).tree, text.split())

    assert holds("a b OR c", "c")
    assert not holds("a (b OR c)", "c")
    assert holds("a NOT b OR c", "b c")
    assert not holds("a NOT (b OR c)", "a c")
    assert holds("a AND NOT b", "a")
    assert holds("NEAR(a b)", "near a b")  # an operator of FTS5 is a word here
    assert not holds("NEAR(a b)", "a b")
    assert holds("names:a", "names a")


@given(st.text(alphabet="ab\"*() ORNTAD^:+-{}'\\\n\0ومصر", max_size=60))
def test_no_text_reaches_the_index_as_a_language(table: TextSearch, asked: str) -> None:
    try:
        question = read_question(asked)
    except QueryError:
        return
    table.find(question, limit=5, seconds=20)  # StoreError would be SQLite's syntax error


def test_highlights_are_places_in_the_text() -> None:
    text = "استقبل وزيرُ الداخليّة عبدَ الله، ووزير الخارجيه"
    count, spans = highlighted(read_question('"وزير الداخليه" عبدالله خارجية NOT مصر').tree, text)
    assert count == 3
    assert [text[start:end] for start, end in spans] == ["وزيرُ الداخليّة", "عبدَ الله", "الخارجيه"]


# ---------------------------------------------------------------- the index of a graph


def test_everything_with_a_name_is_found_by_its_kind(graph: Path) -> None:
    search = searching(graph)
    kinds = {
        "person": "سامى الحدّاد",
        "official": "وزير الداخلية",
        "post": "وزير الداخلية",
        "state": "Egypt",
        "organisation": "aimc",
        "place": "تونس",
        "topic": "مكافحة الارهاب",
        "encounter": "الحداد",
        "article": "الحداد",
    }
    for kind, asked in kinds.items():
        hits = ask(search, asked, kinds=[kind])
        assert hits.total == len(hits.hits) > 0, kind
        assert {hit.kind for hit in hits.hits} == {kind}
        assert hits.total == hits.by_kind[kind]
    assert found(search, "counter-terrorism")[0].endswith("topic/counter-terrorism")
    assert ask(search, "rawabit").total == 0  # neither the ontology nor IRIs are searched


def test_a_whole_name_comes_first_and_names_before_sentences(graph: Path) -> None:
    search = searching(graph)
    assert found(search, "مصر")[0] == "state/EG"
    assert found(search, "تونس")[0] == "state/TN"
    hits = ask(search, "سامي الحداد").hits
    assert hits[0].kind == "person"
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(score > 0 for score in scores)


def test_pages_make_up_the_whole(graph: Path) -> None:
    search = searching(graph)
    whole = found(search, "وزير OR مصر")
    pages = [
        iri for offset in range(0, len(whole) + 3, 3) for iri in found(search, "وزير OR مصر", limit=3, offset=offset)
    ]
    assert pages == whole
    assert len(set(whole)) == ask(search, "وزير OR مصر", limit=0).total


def test_snippets_show_where_the_words_are(graph: Path) -> None:
    question = read_question("الحداد")
    with open_snapshot(graph) as snapshot:
        search = TextSearch(snapshot_folder(graph, snapshot.version))
        for hit in search.find(question, limit=50, seconds=20).hits:
            shown = snippets(snapshot, hit.iri, hit.kind, question, 3)
            assert shown, hit
            for snippet in shown:
                marked = [snippet.text[s - snippet.start : e - snippet.start] for s, e in snippet.highlights]
                assert marked
                assert [compared_words(text) for text in marked] == [["حداد"]] * len(marked)
                assert snippet.property in ("label", "otherLabel", "headline", "sentence")
                assert (snippet.mention is None) is (snippet.property != "sentence")


def test_a_long_text_is_shown_in_part(tmp_path: Path) -> None:
    text = "كلمة " * 200 + "المصافحة " + "أخرى " * 200
    with Store.open(tmp_path / "store", create=True) as store:
        write_article(store, "long", text)
        question = read_question("مصافحه")
        [snippet] = snippets(store, IDS.article("long").value, "article", question, 3)
    assert snippet.text == words(text).value[snippet.start : snippet.end]
    assert len(snippet.text) <= LONGEST
    assert snippet.length == len(text)
    [(start, end)] = snippet.highlights
    assert text[start:end] == "المصافحة"
    assert not snippet.text.startswith(" ")
    assert text[snippet.start - 1] == " "


def test_publishing_keeps_the_index_in_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    write = text_index._write
    monkeypatch.setattr(text_index, "_write", lambda *given: made.append(1) or write(*given))  # type: ignore[func-returns-value]
    folder = tmp_path / "store"
    with Store.open(folder, create=True) as store:
        for n in range(40):
            write_article(store, f"a{n}", f"خبر رقم {n}")
        publish(store)
        write_article(store, "a3", "نبأ جديد")
        write_article(store, "b", "نبأ آخر")
        store.replace_article(store.ids.article_graph("a4"), [])
        publish(store)
        search = searching(folder)
        assert sorted(found(search, "نبا")) == ["article/a3", "article/b"]
        assert ask(search, "خبر").total == 38
        assert found(search, '"رقم 4"') == []
        assert found(search, '"رقم 5"') == ["article/a5"]
        assert len(made) == 1
        # what is left over from old texts is swept out when it is a quarter
        for turn in range(4):
            for n in range(5, 9):
                write_article(store, f"a{n}", f"خبر {turn} رقم {n}")
            publish(store)
        assert len(made) == 2
        search = searching(folder)
        assert ask(search, "خبر").total == 38
        rows = sqlite3.connect(folder / "snapshots" / current(folder) / FILE)
        assert rows.execute("SELECT count(*) FROM words_docsize").fetchone()[0] < 50


def current(folder: Path) -> str:
    return (folder / "CURRENT").read_text().strip()


def test_an_index_made_step_by_step_answers_as_one_made_anew(tmp_path: Path) -> None:
    texts = [case["text"] for case in CASES]
    with Store.open(tmp_path / "steps", create=True) as store:
        for n, text in enumerate(texts):
            write_article(store, f"case-{n}", text if n % 3 else "شيء آخر")
            if n % 4 == 3:
                publish(store)
        for n, text in enumerate(texts):
            write_article(store, f"case-{n}", text)
        publish(store)
    with Store.open(tmp_path / "anew", create=True) as store:
        for n, text in enumerate(texts):
            write_article(store, f"case-{n}", text)
        publish(store)
    steps, anew = searching(tmp_path / "steps"), searching(tmp_path / "anew")
    for _, asked, _ in PAIRS:
        assert set(found(steps, asked)) == set(found(anew, asked))


def test_a_version_without_an_index_is_told_and_mended_by_publishing(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with Store.open(folder, create=True) as store:
        write_article(store, "a", "خبر")
        first = store.publish()  # as an earlier program did
        with pytest.raises(NoIndex, match="rawabit ingest"):
            searching(folder)
        second = publish(store)
        assert second != first
        assert ask(searching(folder), "خبر").total == 1
        assert publish(store) == second


def test_an_index_of_another_making_is_of_no_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "store"
    with Store.open(folder, create=True) as store:
        write_article(store, "a", "خبر")
        first = publish(store)
        monkeypatch.setattr(text_index, "FORMAT", "other")
        with pytest.raises(NoIndex, match="another version"):
            searching(folder)
        assert publish(store) != first
        assert ask(searching(folder), "خبر").total == 1


def test_without_fts5_there_is_no_index_but_a_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(text_index, "available", lambda: False)
    monkeypatch.setattr("kg.text_search.available", lambda: False)
    folder = tmp_path / "store"
    with Store.open(folder, create=True) as store:
        write_article(store, "a", "خبر")
        version = publish(store)
        assert publish(store) == version
    assert "without FTS5" in caplog.text
    with pytest.raises(NoIndex, match="FTS5"):
        searching(folder)


def test_a_damaged_index_is_an_error_of_the_store(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with Store.open(folder, create=True) as store:
        for n in range(300):
            write_article(store, f"a{n}", f"خبر رقم {n} " + "كلمة " * 20)
        publish(store)
    path = snapshot_folder(folder, current(folder)) / FILE
    copy = tmp_path / "copy"
    copy.mkdir()
    data = bytearray(path.read_bytes())
    half = len(data) // 2 // 4096 * 4096
    data[half:] = b"\xff" * (len(data) - half)
    (copy / FILE).write_bytes(data)
    with pytest.raises(StoreError, match="index for searching"):
        ask(TextSearch(copy), "خبر OR كلمة OR رقم")


def test_the_clock_ends_a_search(table: TextSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.text_search._STEPS", 1)
    with pytest.raises(SearchTimeout, match="too long"):
        ask(table, "وزير OR مصر", seconds=-1.0)
    assert ask(table, "وزير OR الداخلية", seconds=20).total


def test_a_search_outlives_the_folder_of_its_version(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store", create=True) as store:
        write_article(store, "a", "خبر")
        publish(store)
    search = searching(tmp_path / "store")
    assert ask(search, "خبر").total == 1
    shutil.rmtree(tmp_path / "store")
    assert ask(search, "خبر").total == 1


def rows_of(folder: Path) -> set[tuple[str, int, bytes]]:
    path = snapshot_folder(folder, current(folder)) / FILE
    with closing(sqlite3.connect(path)) as database:
        return set(database.execute("SELECT iri, kind, digest FROM documents"))


def test_an_ingest_writes_only_what_it_changed_and_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Step by step with resolution in between, the index holds the same as one made from the whole graph."""
    read: list[set[str]] = []
    some = text_index.some_documents
    monkeypatch.setattr(text_index, "some_documents", lambda *given: read.append(set(given[1])) or some(*given))
    whole: list[int] = []
    every = text_index.documents
    monkeypatch.setattr(text_index, "documents", lambda *given: whole.append(1) or every(*given))
    items = extractions()
    with Store.open(tmp_path / "steps", create=True) as store:
        store.replace_graph(IDS.reference_graph, reference_quads())
        fill(store, items[:3])
        publish(store)
        for last in range(4, len(items) + 1):
            fill(store, items[:last])
            publish(store)
        fill(store, [*items[:2], replace(items[2], encounters=()), *items[3:]])
        publish(store)
    assert len(whole) == 1
    assert len(read) == len(items) - 2
    assert all(0 < len(subjects) < 150 for subjects in read)
    with Store.open(tmp_path / "anew", create=True) as store:
        store.replace_graph(IDS.reference_graph, reference_quads())
        fill(store, [*items[:2], replace(items[2], encounters=()), *items[3:]])
        publish(store)
        assert {iri: document(store, iri) for iri in documents(store)} == documents(store)
    assert rows_of(tmp_path / "steps") == rows_of(tmp_path / "anew")


def test_what_changed_is_told_by_subject(tmp_path: Path) -> None:
    root = tmp_path / "store"
    with Store.open(root, create=True) as store:
        assert changed_since(root, "000001-00000000") is None
        write_article(store, "a", "خبر")
        first = publish(store)
        assert changed_since(root, first) == set()
        write_article(store, "a", "خبر")  # the same
        assert changed_since(root, first) == set()
        write_article(store, "a", "نبأ")
        assert changed_since(root, first) == {IDS.article("a").value}
        assert changed_since(root, "000001-00000000") is None
        second = publish(store)
        assert changed_since(root, second) == set()
        note_changes(root, None)  # a writer that does not say what it changes
        write_article(store, "b", "خبر")
        assert changed_since(root, second) is None
        publish(store)
    assert found(searching(root), "خبر") == ["article/b"]


def test_a_long_list_of_changes_is_cut_to_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store_changes._MOST_BYTES", 10)
    root = tmp_path / "store"
    with Store.open(root, create=True) as store:
        write_article(store, "a", "خبر")
        version = publish(store)
        for n in range(50):
            write_article(store, f"a{n}", "خبر")
        assert changed_since(root, version) is None
        assert (root / "CHANGED").stat().st_size < 400
        publish(store)
    assert ask(searching(root), "خبر").total == 51
