"""The store: transactions, publishing, locking, and its error messages."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QueryResultsFormat, QuerySolutions

import kg.store
from kg.derive import rebuild
from kg.errors import QueryError, StoreError
from kg.rdf import statement_quads
from kg.store import Store, current_version, open_snapshot
from kg.store_folder import KEPT_SNAPSHOTS
from tests.graphs import IDS, LEXICON, extractions, fill

ROOT = Path(__file__).parent.parent
GRAPH = IDS.article_graph("x")


def quad(n: int, graph: NamedNode = GRAPH) -> Quad:
    return Quad(NamedNode(f"urn:s{n}"), NamedNode("urn:p"), Literal(f'السطر {n}\n"\\\x07', language="ar"), graph)


def lines(store: kg.store.Reader) -> list[bytes]:
    return sorted((store.dump() or b"").splitlines())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


# writing


def test_the_same_articles_again_change_nothing(folder: Path) -> None:
    with Store.open(folder, create=True) as store:
        fill(store)
        version = store.publish()
        before = lines(store)
        for item in extractions():
            quads = statement_quads(item, lexicon=LEXICON)
            assert not store.replace_article(store.ids.article_graph(item.article.id), reversed(quads))
        assert not rebuild(store, force=True)
        assert lines(store) == before
        assert store.publish() == version
        assert [path.name for path in (folder / "snapshots").iterdir()] == [version]


def test_an_article_is_replaced_as_a_whole() -> None:
    store = Store.memory()
    other = quad(9, IDS.article_graph("y"))
    assert store.replace_article(IDS.article_graph("y"), [other])
    assert store.replace_article(GRAPH, [quad(1), quad(2)])
    assert store.replace_article(GRAPH, [quad(2), quad(3), quad(3)])
    assert set(store.quads(graph=GRAPH)) == {quad(2), quad(3)}
    assert store.replace_article(GRAPH, [])
    assert list(store.quads()) == [other]


def test_a_quad_of_another_graph_is_refused() -> None:
    with pytest.raises(ValueError, match="does not stand in"):
        Store.memory().replace_article(GRAPH, [quad(1, IDS.article_graph("y"))])


WRITER = """
import sys
from tests.test_store import GRAPH, quad
from kg.store import Store
store = Store.open(sys.argv[1], create=True)
print("open", flush=True)
for turn in range(10_000):
    store.replace_article(GRAPH, [quad(n) for n in range(400) if n % 2 == turn % 2])
"""


def test_a_killed_writer_leaves_the_old_article_or_the_new_one(folder: Path) -> None:
    """Each time the process dies at another moment of a replacement."""
    whole = [{quad(n) for n in range(400) if n % 2 == rest} for rest in (0, 1)]
    for wait in (0.0, 0.02, 0.055, 0.11):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "open\n"
        time.sleep(wait)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        with Store.open(folder) as store:
            assert set(store.quads(graph=GRAPH)) in [set(), *whole]


def test_the_engine_takes_back_an_update_that_fails_at_its_end() -> None:
    """``replace_article`` stands on this."""
    store = Store.memory()
    store.replace_article(GRAPH, [quad(1)])
    block = kg.store._block
    with pytest.raises(RuntimeError):
        store._db().update(
            f"DELETE DATA {{ {block(GRAPH, [quad(1)])} }}; INSERT DATA {{ {block(GRAPH, [quad(2)])} }};"
            f" CREATE GRAPH {GRAPH}"
        )
    assert list(store.quads()) == [quad(1)]


def test_a_big_graph_is_replaced_in_bulk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.store, "BULK", 10)
    with Store.open(folder, create=True) as store:
        assert store.replace_graph(GRAPH, [quad(n) for n in range(30)])
        assert store.replace_graph(GRAPH, [quad(n) for n in range(20, 60)])
        assert set(store.quads()) == {quad(n) for n in range(20, 60)}
        assert not store.replace_graph(GRAPH, [quad(n) for n in range(20, 60)])
        assert store.publish()


def test_a_half_written_graph_is_not_published_until_it_is_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_bulk = Store._in_bulk

    def dies(self: Store, removed: list[Quad], added: Iterable[Quad]) -> None:
        in_bulk(self, removed, list(added)[:3])
        raise KeyboardInterrupt

    monkeypatch.setattr(kg.store, "BULK", 10)
    monkeypatch.setattr(Store, "_in_bulk", dies)
    with Store.open(folder, create=True) as store, pytest.raises(KeyboardInterrupt):
        store.replace_graph(GRAPH, [quad(n) for n in range(30)])
    monkeypatch.undo()
    with Store.open(folder) as store:
        with pytest.raises(StoreError, match="did not finish"):
            store.publish()
        monkeypatch.setattr(kg.store, "BULK", 10)
        store.replace_graph(GRAPH, [quad(n) for n in range(30)])
        assert store.publish()
        assert len(store) == 30


# publishing


def test_readers_see_what_was_published_and_nothing_later(folder: Path) -> None:
    with Store.open(folder, create=True) as store:
        store.replace_article(GRAPH, [quad(1)])
        first = store.publish()
        store.replace_article(GRAPH, [quad(2)])
        with open_snapshot(folder) as old:
            assert (old.version, set(old.quads())) == (first, {quad(1)})
        second = store.publish()
        assert first != second
        assert current_version(folder) == second
        with open_snapshot(folder) as new, open_snapshot(folder, first) as old:
            assert (set(new.quads()), set(old.quads())) == ({quad(2)}, {quad(1)})
            assert set(new.in_memory().quads()) == {quad(2)}


def test_a_snapshot_cannot_be_written(folder: Path) -> None:
    with Store.open(folder, create=True) as store:
        store.replace_article(GRAPH, [quad(1)])
        store.publish()
    with pytest.raises(RuntimeError):
        open_snapshot(folder)._db().add(quad(2))


def test_the_last_snapshots_are_kept(folder: Path) -> None:
    with Store.open(folder, create=True) as store:
        versions = []
        for n in range(KEPT_SNAPSHOTS + 2):
            store.replace_article(GRAPH, [quad(n)])
            versions.append(store.publish())
        (folder / "snapshots" / "draft-000009-00000000").mkdir()
        store.replace_article(GRAPH, [])
        versions.append(store.publish())
        assert sorted(path.name for path in (folder / "snapshots").iterdir()) == versions[-KEPT_SNAPSHOTS:]
        assert versions == sorted(versions)
    with pytest.raises(StoreError, match="not kept any more"):
        open_snapshot(folder, versions[0])
    with pytest.raises(StoreError, match="no version"):
        open_snapshot(folder, "../db")


def test_changes_of_a_process_that_died_before_publishing_are_published_later(folder: Path) -> None:
    with Store.open(folder, create=True) as store:
        first = store.publish()
        store.replace_article(GRAPH, [quad(1)])
    with Store.open(folder) as store:
        assert store.publish() != first
    with open_snapshot(folder) as snapshot:
        assert len(snapshot) == 1


# queries


def test_a_query_sees_all_graphs_and_knows_the_prefixes() -> None:
    store = fill(Store.memory())
    found = store.query("SELECT ?p { ?p rdfs:label 'سامي الحداد'@ar ; rw:onBehalfOf id:state\\/EG }")
    assert isinstance(found, QuerySolutions)
    assert (
        found.serialize(format=QueryResultsFormat.CSV)
        == b"p\r\nhttps://w3id.org/rawabit/id/person/e381c4ef5f0fede2\r\n"
    )
    assert not store.query("ASK { ?a rw:met ?b }", graphs=[store.ids.resolved_graph])


def test_no_triple_stands_in_two_graphs() -> None:
    """The union of graphs counts a triple once a graph; counting queries rely on there being one."""
    found = fill(Store.memory()).query("ASK { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p ?o } FILTER(?g != ?h) }")
    assert isinstance(found, QueryBoolean)
    assert not found


def test_from_narrows_a_query_to_the_graphs_it_names() -> None:
    store = fill(Store.memory())

    def count(sparql: str) -> int:
        found = store.query(sparql)
        assert isinstance(found, QuerySolutions)
        return int(next(iter(found))["n"].value)

    every = count("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    graph = store.ids.resolved_graph.value
    assert 0 < count(f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s ?p ?o }}") < every
    assert count('SELECT (COUNT(*) AS ?n) { ?s ?p ?from FILTER(STR(?from) != "FROM <x>") } # FROM <x>') == every


def test_a_malformed_query_says_where() -> None:
    with pytest.raises(QueryError, match=r"malformed.*1:"):
        Store.memory().query("SELEC ?x {}")


# errors that a user can act on


def test_no_store(folder: Path) -> None:
    with pytest.raises(StoreError, match="no store here"):
        Store.open(folder)
    with pytest.raises(StoreError, match="no store here"):
        open_snapshot(folder)
    assert not folder.exists()
    assert current_version(folder) is None


def test_nothing_published(folder: Path) -> None:
    Store.open(folder, create=True).close()
    with pytest.raises(StoreError, match="nothing is published"):
        open_snapshot(folder)


@pytest.mark.parametrize("create", [True, False])
def test_a_file_is_no_store(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("x")
    with pytest.raises(StoreError, match="this is a file"):
        Store.open(path, create=create)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("x")
    with pytest.raises(StoreError, match="other files"):
        Store.open(tmp_path, create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_second_writer_is_told(folder: Path) -> None:
    code = "import sys; from kg.store import Store; Store.open(sys.argv[1])"
    with Store.open(folder, create=True):
        with pytest.raises(StoreError, match="another process writes"):
            Store.open(folder)
        other = subprocess.run(
            [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False, cwd=ROOT
        )
    assert "StoreLockedError" in other.stderr.splitlines()[-1]
    assert "another process writes" in other.stderr


def test_a_writer_may_wait_for_the_one_before_it(folder: Path) -> None:
    first = Store.open(folder, create=True)
    threading.Timer(0.3, first.close).start()
    with Store.open(folder, wait=60) as second:
        assert second.path == folder


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="no permission"):
            Store.open(tmp_path / "store", create=True)
    finally:
        tmp_path.chmod(0o700)


def test_a_damaged_database(folder: Path) -> None:
    with Store.open(folder, create=True) as store:
        store.replace_article(GRAPH, [quad(1)])
    for path in (folder / "db").glob("MANIFEST*"):
        path.write_bytes(b"x")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(folder)


def test_a_closed_store_says_so() -> None:
    store = Store.memory()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.query("ASK {}")


def test_a_store_in_memory_has_no_snapshots() -> None:
    with pytest.raises(StoreError, match="in memory"):
        Store.memory().publish()
