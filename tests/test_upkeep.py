"""Looking after a store: ``rawabit check``, ``backup``, ``restore``, and what two commands at once do to each other."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from kg.backup import Manifest, backup, restore
from kg.checking import check_store
from kg.cli import main
from kg.derive import rebuild
from kg.errors import StoreError
from kg.rdf import reference_quads
from kg.resources import samples_dir
from kg.store import Reader, Store, current_version, open_snapshot
from kg.store_folder import snapshot_folder
from kg.vocabulary import RW
from tests.graphs import IDS, fill

ROOT = Path(__file__).resolve().parents[1]


def lines(reader: Reader) -> list[bytes]:
    return sorted((reader.dump() or b"").splitlines())


def full(store: Store) -> None:
    store.replace_graph(IDS.reference_graph, reference_quads())
    fill(store)
    rebuild(store)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "store", create=True) as store:
        full(store)
        store.publish()
    return tmp_path / "store"


def faults(folder: Path) -> list[str]:
    return [str(fault) for fault in check_store(folder).faults]


# -- check


def test_a_sound_store_is_sound(folder: Path) -> None:
    found = check_store(folder, sample=None)
    assert found.faults == []
    assert found.notes == []
    assert dict(found.facts)["version"] == current_version(folder)


def _without_mention(store: Store) -> None:
    quads = list(store.quads(graph=IDS.resolved_graph))
    node = next(quad.subject for quad in quads if quad.predicate == RW.mention)
    rest = [quad for quad in quads if quad.subject != node or quad.predicate != RW.mention]
    store.replace_graph(IDS.resolved_graph, rest)


def _without_article(store: Store) -> None:
    store.replace_graph(IDS.article_graph("n-1"), [])


def _bad_status(store: Store) -> None:
    graph = IDS.resolved_graph
    quads = list(store.quads(graph=graph))
    changed = [Quad(q.subject, q.predicate, NamedNode("urn:bad"), graph) for q in quads if q.predicate == RW.status]
    store.replace_graph(graph, [*(q for q in quads if q.predicate != RW.status), *changed])


def _empty(store: Store) -> None:
    store.replace_graph(IDS.resolved_graph, [])


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_without_mention, "1 encounters without a mention"),
        (_without_article, "mentions of encounters that stand in no article"),
        (_bad_status, "the resolved graph breaks the shapes"),
        (_empty, "the resolved graph is empty"),
    ],
)
def test_what_is_wrong_in_the_graph_is_told(folder: Path, damage: Callable[[Store], None], told: str) -> None:
    with Store.open(folder) as store:
        damage(store)
        store.publish()
    assert any(told in fault for fault in faults(folder)), faults(folder)


def test_what_is_wrong_in_the_folder_is_told(folder: Path) -> None:
    version = str(current_version(folder))
    (folder / "UNFINISHED-0123").touch()
    assert [fault for fault in faults(folder) if "did not finish" in fault and "rawabit ingest" in fault]
    (folder / "UNFINISHED-0123").unlink()
    (folder / "PENDING").touch()
    found = check_store(folder)
    assert (found.faults, len(found.notes)) == ([], 1)
    (folder / "PENDING").unlink()
    (folder / "CURRENT").write_text("000099-deadbeef\n")
    assert [fault for fault in faults(folder) if "000099-deadbeef" in fault and version in fault]
    (folder / "CURRENT").write_text(version + "\n")
    for table in (snapshot_folder(folder, version) / "db").glob("*.sst"):
        table.unlink()
        table.write_bytes(b"nothing of a table")
    assert [fault for fault in faults(folder) if version in fault and "cannot be read" in fault]


def test_a_missing_sidecar_is_told(tmp_path: Path) -> None:
    def write(reader: Reader, version: str, folder: Path) -> None:
        (folder / "names.bin").write_text(version)

    with Store.open(tmp_path / "s", create=True) as store:
        full(store)
        version = store.publish([write])
    assert faults(tmp_path / "s") == []
    sidecar = snapshot_folder(tmp_path / "s", version) / "names.bin"
    sidecar.write_text("short")
    assert ["names.bin" in fault for fault in faults(tmp_path / "s")] == [True]
    sidecar.unlink()
    assert ["names.bin" in fault for fault in faults(tmp_path / "s")] == [True]


WRITER = """
import sys
from kg.store import Store
store = Store.open(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def test_a_store_can_be_checked_and_backed_up_while_it_is_written(folder: Path, tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITER, str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, text=True, **pipes) as writer:  # type: ignore[call-overload]
        assert writer.stdout.readline() == "open\n"
        (folder / "UNFINISHED-0123").touch()  # of the writer: no fault as long as it is at work
        found = check_store(folder)
        assert found.faults == []
        assert str(writer.pid) in found.notes[0]
        backup(folder, tmp_path / "b.tar")
        with pytest.raises(StoreError, match="another process writes"):
            restore(tmp_path / "b.tar", folder, force=True)
        writer.stdin.close()


# -- backup and restore


@pytest.mark.parametrize("name", ["b", "b.tar"])
def test_what_was_backed_up_comes_back(folder: Path, tmp_path: Path, name: str) -> None:
    manifest = backup(folder, tmp_path / name)
    assert manifest.version == current_version(folder)
    assert not list(folder.glob("backup-*"))
    restored = tmp_path / "new" / "store"
    restored.parent.mkdir()
    assert restore(tmp_path / name, restored) == manifest
    with open_snapshot(folder) as before, open_snapshot(restored) as after:
        assert lines(before) == lines(after)
        assert after.version > before.version
    assert faults(restored) == []
    with Store.open(restored) as store:  # work goes on there
        fill(store)
        assert not rebuild(store, force=True)
    assert [path.name for path in restored.parent.iterdir()] == ["store"]


def test_a_backup_is_of_one_version_while_others_are_published(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = IDS.article_graph("n-1")
    with open_snapshot(folder) as snapshot:
        wanted = lines(snapshot)
    usual = Reader.dump

    def slowly(self: Reader, *args: object, **options: object) -> object:
        with Store.open(folder) as store:
            for number in range(5):  # the snapshot that is read is removed meanwhile
                quad = Quad(NamedNode(f"urn:{number}"), RW.status, RW.Held, graph)
                store.replace_article(graph, [quad])
                store.publish()
        return usual(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "dump", slowly)
    manifest = backup(folder, tmp_path / "b")
    assert not snapshot_folder(folder, manifest.version).exists()
    assert sorted(gzip.decompress((tmp_path / "b" / "graph.nq.gz").read_bytes()).splitlines()) == wanted


def test_nothing_is_overwritten_unasked(folder: Path, tmp_path: Path) -> None:
    backup(folder, tmp_path / "b")
    with pytest.raises(StoreError, match="is there already"):
        backup(folder, tmp_path / "b")
    with pytest.raises(StoreError, match="--force"):
        restore(tmp_path / "b", folder)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").touch()
    with pytest.raises(StoreError, match="no store here"):
        restore(tmp_path / "b", tmp_path / "mine", force=True)
    before = current_version(folder)
    restore(tmp_path / "b", folder, force=True)
    assert str(current_version(folder)) > str(before)
    assert faults(folder) == []
    assert {path.name for path in tmp_path.iterdir()} == {"b", "mine", "store"}


def _cut(folder: Path) -> None:
    file = folder / "graph.nq.gz"
    file.write_bytes(file.read_bytes()[:-50])


def _other(folder: Path) -> None:
    (folder / "graph.nq.gz").write_bytes(gzip.compress(b"<urn:a> <urn:b> <urn:c> <urn:g> .\n"))


def _count(folder: Path) -> None:
    data = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(data | {"quads": data["quads"] + 1}))


def _later(folder: Path) -> None:
    data = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(data | {"format": 99}))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_cut, "SHA-256"),
        (_other, "SHA-256"),
        (_count, "its manifest tells"),
        (_later, "format 99"),
        (lambda folder: (folder / "graph.nq.gz").unlink(), "not whole"),
        (lambda folder: (folder / "manifest.json").unlink(), "no backup"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "cannot be read"),
    ],
)
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    folder: Path, tmp_path: Path, damage: Callable[[Path], None], told: str
) -> None:
    backup(folder, tmp_path / "b")
    damage(tmp_path / "b")
    with pytest.raises(StoreError, match=told):
        restore(tmp_path / "b", tmp_path / "new")
    with pytest.raises(StoreError, match=told):
        restore(tmp_path / "b", folder, force=True)
    assert faults(folder) == []
    assert {path.name for path in tmp_path.iterdir()} == {"b", "store"}


def test_a_file_that_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(b"no tar")
    with pytest.raises(StoreError, match="no backup"):
        restore(tmp_path / "x.tar", tmp_path / "new")
    with pytest.raises(StoreError, match="no such file"):
        restore(tmp_path / "y.tar", tmp_path / "new")
    with pytest.raises(StoreError, match="no store here"):
        backup(tmp_path / "nothing", tmp_path / "b")
    assert Manifest.__doc__
    assert not (tmp_path / "b").exists()


# -- the commands


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["rawabit", *map(str, arguments)])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_the_commands(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "check", "--store", folder) == 0
    assert "The store is sound." in capsys.readouterr().out
    assert run(monkeypatch, "backup", tmp_path / "b.tar", "--store", folder) == 0
    assert "SHA-256" in capsys.readouterr().out
    assert run(monkeypatch, "restore", tmp_path / "b.tar", "--store", tmp_path / "new") == 0
    assert run(monkeypatch, "restore", tmp_path / "b.tar", "--store", tmp_path / "new") == 1
    assert "--force" in capsys.readouterr().err
    (folder / "UNFINISHED-1").touch()
    assert run(monkeypatch, "check", "--store", folder) == 1
    assert "BROKEN: UNFINISHED-1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "--allow-service"),
        ("SELECT * { FILTER(?a<?b)#>'''\n SERVICE <http://127.0.0.1:9/> {} #'''\n }", "--allow-service"),
        ("SELECT ?service { ?service ?p ?o } LIMIT 1", ""),
    ],
)
def test_a_query_reaches_no_other_host_unasked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], query: str, told: str
) -> None:
    assert run(monkeypatch, "query", "-q", query, "--store", folder) == int(bool(told))
    assert told in capsys.readouterr().err
    if told:
        assert run(monkeypatch, "query", "-q", query, "--store", folder, "--allow-service") in {0, 1}
        assert "--allow-service" not in capsys.readouterr().err


def test_two_first_ingests_at_once(tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_bytes(b"".join((samples_dir() / "articles.jsonl").read_bytes().splitlines(keepends=True)[:2]))
    command = [sys.executable, "-m", "kg", "ingest", str(few), "--store", "store"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    pipes = {"stderr": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    runs = [subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes) for _ in range(2)]
    told = [run.communicate()[1] for run in runs]
    assert 0 in {run.returncode for run in runs}
    assert all(not text or "another process writes to this store" in text for text in told), told
    assert faults(tmp_path / "store") == []


def test_a_folder_with_other_files_is_still_refused(tmp_path: Path) -> None:
    (tmp_path / "store" / "db").mkdir(parents=True)
    (tmp_path / "store" / "letter").touch()
    with pytest.raises(StoreError, match="other files"):
        Store.open(tmp_path / "store", create=True)
    shutil.rmtree(tmp_path / "store" / "db")
