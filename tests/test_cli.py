"""The command ``rawabit`` as a person uses it: output, messages, exit status."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
import rdflib
import typer

from kg import cli
from kg.model import Article, Extraction, Failure
from kg.relevance import Relevance
from kg.resources import samples_dir
from kg.store import open_snapshot
from kg.terminal import Failures, isolate

SAMPLES = str(samples_dir() / "articles.jsonl")
GOLD = str(samples_dir() / "gold.jsonl")
COUNT = len(Path(SAMPLES).read_text(encoding="utf-8").splitlines())
COMMANDS = sorted(typer.main.get_command(cli.app).commands)  # type: ignore[attr-defined]


@dataclass
class Run:
    """What a command did."""

    status: int
    out: str
    err: str


Rawabit = Callable[..., Run]


@pytest.fixture
def rawabit(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> Rawabit:
    """Run the command in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RAWABIT_STORE", raising=False)

    def run(*args: object, stdin: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "argv", ["rawabit", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        status = 0
        try:
            cli.main()
        except SystemExit as end:
            status = int(end.code or 0)
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Run(status, out.decode(), err.decode())

    return run


@pytest.fixture
def store(rawabit: Rawabit, tmp_path: Path) -> Path:
    """A store built from the sample articles."""
    done = rawabit("ingest", SAMPLES, "--store", tmp_path / "news.store")
    assert (done.status, done.err) == (0, "")
    return tmp_path / "news.store"


def test_every_command_has_help_with_an_example(rawabit: Rawabit) -> None:
    assert {"extract", "ingest", "query", "ego", "serve", "evaluate", "demo"} <= set(COMMANDS)
    for command in COMMANDS:
        shown = rawabit(command, "--help")
        assert shown.status == 0
        assert f"Example:  rawabit {command}" in shown.out


def test_version(rawabit: Rawabit) -> None:
    assert re.fullmatch(r"rawabit \d+\.\d+\.\d+\n", rawabit("--version").out)


@pytest.mark.parametrize(
    "args",
    [
        ["extract"],
        ["extract", SAMPLES, "--format", "pdf"],
        ["extract", SAMPLES, "--workers", "0"],
        ["query"],
        ["query", "a.rq", "-q", "ASK {}"],
        ["unknown"],
        ["ego"],
        ["ego", "x", "--depth", "0"],
        ["ego", "x", "--since", "yesterday"],
        ["serve", "--port", "99999"],
        ["evaluate", GOLD],
    ],
)
def test_wrong_usage_is_status_2(rawabit: Rawabit, args: list[str]) -> None:
    done = rawabit(*args)
    assert done.status == 2
    assert "Traceback" not in done.err
    assert not done.out.strip()


# ---------------------------------------------------------------- extract


def test_extract_writes_a_line_an_article_with_true_spans(rawabit: Rawabit) -> None:
    done = rawabit("extract", SAMPLES)
    assert (done.status, done.err) == (0, "")
    records = [json.loads(line) for line in done.out.splitlines()]
    articles = [json.loads(line) for line in Path(SAMPLES).read_text(encoding="utf-8").splitlines()]
    assert [r["id"] for r in records] == [a["id"] for a in articles]
    spans = 0
    for record, article in zip(records, articles, strict=True):
        for encounter in record["encounters"]:
            start, end = encounter["evidence_span"]
            assert article["text"][start:end] == encounter["evidence"]
            assert 0 < encounter["confidence"] <= 1
            for party in encounter["parties"]:
                if party["name"] and "span" in party:
                    surface = article["text"][slice(*party["span"])]
                    assert party["name"].split()[0] in surface
                    spans += 1
    assert spans > 10


def test_extract_writes_rdf_that_others_read(rawabit: Rawabit, tmp_path: Path) -> None:
    quads = rawabit("extract", SAMPLES, "--format", "nquads").out
    assert rawabit("extract", SAMPLES, "--format", "trig", "--out", tmp_path / "s.trig").out == ""
    one, other = rdflib.Dataset(), rdflib.Dataset()
    one.parse(data=quads, format="nquads")
    other.parse(tmp_path / "s.trig", format="trig")
    assert set(one.quads()) == set(other.quads())
    assert len(one) > 200
    assert (tmp_path / "s.trig").read_text(encoding="utf-8").count("@prefix rw:") == 1


def test_extract_in_processes_gives_the_same(rawabit: Rawabit, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    inputs = [SAMPLES, tmp_path / "empty.txt"]
    one, two = rawabit("extract", *inputs), rawabit("extract", *inputs, "--workers", 2)
    assert one.out == two.out
    assert one.err == two.err
    assert one.status == two.status == 1


def test_processes_end_quietly_with_the_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "extract", SAMPLES, "--workers", "2"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    for killed in (signal.SIGINT, signal.SIGKILL):
        more = tmp_path / "more.jsonl"
        lines = (json.dumps({"id": str(n), "text": "نص"}) + "\n" for n in range(50_000))
        more.write_text("".join(lines), encoding="utf-8")
        with subprocess.Popen(
            [*command, str(more)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.readline()
            if killed == signal.SIGINT:
                os.killpg(process.pid, killed)  # as a terminal does: to all processes of the command
            else:
                process.send_signal(killed)
            process.stdout.read()  # ends when the last process that could write is gone
            told = process.stderr.read()
            if killed == signal.SIGINT:  # of the other, Python's tracker of semaphores tells
                assert told == b""


def test_bad_input_is_one_line_each_and_the_rest_is_processed(rawabit: Rawabit, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, data in {
        "a-empty.txt": b"",
        "b-binary.txt": b"\x89PNG\0",
        "c-latin.txt": "وزير".encode("windows-1256"),
        "d-lines.jsonl": b'{"id": "x"}\n[]\n{"text": 1}\n{"id": "good", "text": "\xd9\x86\xd8\xb5"}\n',
    }.items():
        (tmp_path / "in" / name).write_bytes(data)
    done = rawabit("extract", tmp_path / "in", "missing.txt", SAMPLES)
    assert done.status == 1
    told = done.err.splitlines()
    assert len(told) == 7
    assert all(line.startswith("rawabit: ") for line in told)
    assert [re.search(r"([\w.-]+)(:\d+)?: ", line[9:])[0] for line in told] == [  # type: ignore[index]
        "a-empty.txt: ",
        "b-binary.txt: ",
        "c-latin.txt: ",
        "d-lines.jsonl:1: ",
        "d-lines.jsonl:2: ",
        "d-lines.jsonl:3: ",
        "missing.txt: ",
    ]
    assert len(done.out.splitlines()) == COUNT + 1


def test_extract_reads_standard_input(rawabit: Rawabit) -> None:
    text = "استقبل وزير الداخلية المصري حازم المنياوي في القاهرة وزير الداخلية الأردني سامر الخوالدة."
    done = rawabit("extract", "-", stdin=text.encode())
    [record] = [json.loads(line) for line in done.out.splitlines()]
    assert [party["country"] for party in record["encounters"][0]["parties"]] == ["EG", "JO"]


def test_a_file_is_replaced_as_a_whole_or_not_at_all(rawabit: Rawabit, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old")
    assert rawabit("extract", SAMPLES, "--out", tmp_path / "no" / "out.jsonl").status == 1
    assert rawabit("extract", SAMPLES, "--out", tmp_path).status == 1
    assert out.read_text() == "old"
    assert rawabit("extract", SAMPLES, "--out", out).status == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == COUNT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl"]


def test_a_fault_in_one_article_does_not_lose_the_others(rawabit: Rawabit, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.pipeline import RuleExtractor

    real = RuleExtractor.extract

    def extract(self: RuleExtractor, article: Article) -> Extraction:
        if article.id == "SAMPLE-05":
            raise KeyError("oops")
        return real(self, article)

    monkeypatch.setattr(RuleExtractor, "extract", extract)
    done = rawabit("extract", SAMPLES)
    assert done.status == 1
    assert len(done.out.splitlines()) == COUNT - 1
    assert done.err == "rawabit: SAMPLE-05: could not be read: KeyError: 'oops' (please report this article)\n"


# ---------------------------------------------------------------- the store


def test_ingest_again_changes_nothing(rawabit: Rawabit, store: Path) -> None:
    with open_snapshot(store) as snapshot:
        before, version = snapshot.dump(), snapshot.version
    again = rawabit("ingest", SAMPLES, "--store", store)
    assert again.status == 0
    assert f"nothing changed; published version {version}" in again.out
    with open_snapshot(store) as snapshot:
        assert sorted((snapshot.dump() or b"").splitlines()) == sorted((before or b"").splitlines())


def test_ingest_of_a_changed_article_replaces_what_it_said(rawabit: Rawabit, store: Path, tmp_path: Path) -> None:
    lines = Path(SAMPLES).read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[0]) | {"text": "لا لقاء اليوم."}
    (tmp_path / "changed.jsonl").write_text(json.dumps(record), encoding="utf-8")
    assert (
        "1 articles, 0 encounters: 1 written or replaced"
        in rawabit("ingest", tmp_path / "changed.jsonl", "--store", store).out
    )
    asked = rawabit(
        "query", "-q", 'ASK { ?m prov:wasDerivedFrom ?a . ?a dcterms:identifier "SAMPLE-01" }', "--store", store
    )
    assert asked.out == "no\n"


def test_the_store_is_named_by_option_or_environment_or_default(
    rawabit: Rawabit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rawabit("ingest", SAMPLES).status == 0
    assert (tmp_path / "rawabit.store" / "CURRENT").exists()
    monkeypatch.setenv("RAWABIT_STORE", str(tmp_path / "other"))
    missing = rawabit("query", "-q", "ASK {}")
    assert missing.status == 1
    assert str(tmp_path / "other") in missing.err
    assert rawabit("query", "-q", "ASK {}", "--store", "rawabit.store").out == "yes\n"


@pytest.mark.parametrize("args", [["query", "-q", "ASK {}"], ["ego", "x"], ["serve"]])
def test_a_store_that_is_not_there_is_one_line(rawabit: Rawabit, args: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in ("nothing", "file", "http://localhost:1/sparql"):
        done = rawabit(*args, "--store", folder)
        assert done.status == 1
        assert done.err.startswith("rawabit: ")
        assert done.err.count("\n") == 1
        assert folder in done.err


def test_query_in_every_format(rawabit: Rawabit, store: Path) -> None:
    select = ["query", "--store", store, "-q", "SELECT ?name { ?p a foaf:Person ; rdfs:label ?name } ORDER BY ?name"]
    table = rawabit(*select)
    assert "\u2068إدريس البوعناني\u2069" in table.out
    assert table.err.endswith(" rows\n")
    assert rawabit(*select, "--format", "csv").out.splitlines()[0] == "name"
    assert rawabit(*select, "--format", "tsv").out.startswith("?name\n")
    assert json.loads(rawabit(*select, "--format", "json").out)["head"]["vars"] == ["name"]
    assert rawabit(*select, "--format", "xml").out.startswith("<?xml")
    refused = rawabit(*select, "--format", "ttl")
    assert (refused.status, refused.out) == (1, "")
    construct = ["query", "--store", store, "-q", "CONSTRUCT { ?a rw:met ?b } { ?a rw:met ?b }"]
    graph = rdflib.Graph().parse(data=rawabit(*construct).out, format="turtle")
    assert len(graph) >= 8
    for name, parser in (("nt", "nt"), ("jsonld", "json-ld"), ("ttl", "turtle")):
        other = rdflib.Graph().parse(data=rawabit(*construct, "--format", name).out, format=parser)
        assert set(other) == set(graph)
    assert rawabit(*construct, "--format", "csv").status == 1


def test_query_from_a_file_a_name_and_standard_input(rawabit: Rawabit, store: Path, tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text("\ufeffASK { ?s ?p ?o }", encoding="utf-8")
    assert rawabit("query", "a.rq", "--store", store).out == "yes\n"
    assert rawabit("query", "-", "--store", store, stdin=b"ASK { ?s ?p 5 }").out == "no\n"
    names = re.findall(r"^([a-z][a-z0-9-]+)  ", rawabit("query", "--list").out, re.MULTILINE)
    assert len(names) >= 5
    for name in set(names) - {"name"}:
        assert rawabit("query", name, "--store", store).status == 0, name
    unknown = rawabit("query", "no-such-query", "--store", store)
    assert unknown.status == 1
    assert "--list" in unknown.err


def test_a_malformed_query_is_one_line(rawabit: Rawabit, store: Path) -> None:
    done = rawabit("query", "-q", "SELECT WHERE", "--store", store)
    assert done.status == 1
    assert "malformed" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "query", ["INSERT DATA { id:a id:b 1 }", "PREFIX a: <b:>\n# DROP\ndrop all", "LOAD <http://x/>"]
)
def test_an_update_is_refused_by_its_name(rawabit: Rawabit, store: Path, query: str) -> None:
    done = rawabit("query", "-q", query, "--store", store)
    assert done.status == 1
    assert "would change the store" in done.err
    assert done.err.count("\n") == 1


def test_a_service_that_cannot_be_reached_is_one_line(rawabit: Rawabit, store: Path) -> None:
    query = ["query", "-q", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "--store", store]
    assert "--allow-service" in rawabit(*query).err
    done = rawabit(*query, "--allow-service")
    assert done.status == 1
    assert done.err.startswith("rawabit: the query could not be answered")
    assert done.err.count("\n") == 1


# ---------------------------------------------------------------- ego


def test_ego_in_every_format(rawabit: Rawabit, store: Path, tmp_path: Path) -> None:
    ego = ["ego", "حازم المنياوي", "--store", store]
    network = json.loads(rawabit(*ego).out)
    labels = {node["label"]: node["ring"] for node in network["nodes"]}
    assert labels["حازم فؤاد المنياوي"] == 0
    assert labels["سامر عوض الخوالدة"] == 1
    [edge] = [edge for edge in network["edges"] if edge["first"] == "2026-01-11"]
    assert "استقبل اللواء حازم" in edge["evidence"][0]["sources"][0]["sentence"]
    wider = json.loads(rawabit(*ego, "--depth", 2).out)
    assert len(wider["nodes"]) > len(network["nodes"])
    assert json.loads(rawabit(*ego, "--format", "cytoscape").out)["elements"]["nodes"]
    assert json.loads(rawabit(*ego, "--format", "jsonld").out)["@context"]
    for name in ("graphml", "gexf", "svg"):
        assert rawabit(*ego, "--format", name, "--out", tmp_path / "x.xml").out == ""
        root = ElementTree.parse(tmp_path / "x.xml").getroot()
        assert root.tag.endswith(name)
        words = [
            word.strip("\u2067\u2069") for part in root.iter() for word in (part.text or "", *part.attrib.values())
        ]
        assert "سامر عوض الخوالدة" in words
    assert "سامر عوض الخوالدة" in rawabit(*ego, "--format", "csv").out
    assert "\u2068سامر عوض الخوالدة (JO)\u2069" in rawabit(*ego, "--format", "table").out


def test_ego_filters_and_names(rawabit: Rawabit, store: Path) -> None:
    def edges(*args: str) -> list[str]:
        return [e["last"] for e in json.loads(rawabit("ego", *args, "--store", store).out)["edges"]]

    name = "المنياوي"
    everything = edges(name)
    assert set(edges(name, "--since", "2026-03-01")) == {day for day in everything if day >= "2026-03-01"}
    assert set(edges(name, "--until", "2026-02")) == {day for day in everything if day < "2026-02"}
    assert edges(name, "--topic", "drug-trafficking") == ["2026-01-11"]
    english = json.loads(rawabit("ego", "Egypt", "--lang", "en", "--store", store).out)
    assert english["nodes"][0]["label"] == "Egypt"
    unknown = rawabit("ego", "لا أحد بهذا الاسم", "--store", store)
    assert unknown.status == 1
    assert unknown.err.count("\n") == 1


# ---------------------------------------------------------------- demo


def test_demo_shows_encounters_a_query_and_a_network(rawabit: Rawabit, tmp_path: Path) -> None:
    done = rawabit("demo")
    assert (done.status, done.err) == (0, "")
    assert "\u2068سامر عوض الخوالدة، وزير الداخلية\u2069" in done.out
    assert "\u2068الأردن · Jordan\u2069" in done.out
    assert "Counter-terrorism" in done.out
    assert "مكافحة الإرهاب" in done.out
    assert "$ rawabit query who-met-whom" in done.out
    assert re.search(r"حازم فؤاد المنياوي.* 2026-01-11", done.out)
    assert "The ego network of " in done.out
    assert done.out.endswith("The explorer and the API: rawabit serve\n")
    again = rawabit("demo")
    assert again.status == 0
    assert "nothing changed" in again.out
    shown = re.search(r"\$ (rawabit ego .*)\u2069", done.out)
    assert shown
    assert rawabit(*shlex.split(shown[1])[1:]).status == 0


def test_demo_reads_given_articles_and_tells_of_bad_ones(rawabit: Rawabit, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    done = rawabit("demo", SAMPLES, tmp_path / "empty.txt", "--store", tmp_path / "d.store")
    assert done.status == 1
    assert done.err == f"rawabit: {tmp_path / 'empty.txt'}: the file is empty\n"
    assert done.out.endswith(f"rawabit serve --store {tmp_path / 'd.store'}\n")
    (tmp_path / "one.txt").write_text("لا لقاء.", encoding="utf-8")
    assert rawabit("demo", tmp_path / "one.txt", "--store", tmp_path / "e.store").status == 0


def test_demo_is_not_mixed_into_other_data(rawabit: Rawabit, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("نص", encoding="utf-8")
    rawabit("ingest", tmp_path / "mine.txt")
    done = rawabit("demo")
    assert done.status == 1
    assert "holds other articles" in done.err


# ---------------------------------------------------------------- evaluate


def test_evaluate_prints_figures(rawabit: Rawabit, tmp_path: Path) -> None:
    done = rawabit("evaluate", GOLD, SAMPLES, "--errors", tmp_path / "e.jsonl")
    assert done.status == 0
    assert re.search(r"met +[01]\.\d{3} +[01]\.\d{3} +[01]\.\d{3}", done.out)
    assert f"{COUNT} articles" in done.out
    for line in (tmp_path / "e.jsonl").read_text(encoding="utf-8").splitlines():
        assert json.loads(line)["id"].startswith("SAMPLE-")
    figures = json.loads(rawabit("evaluate", GOLD, SAMPLES, "--json", "--ids", "SAMPLE-0").out)
    assert figures["articles"] == 9
    assert set(figures["met"]) == {"precision", "recall", "f1", "tp", "fp", "fn"}


def test_evaluate_tells_of_articles_that_are_missing(rawabit: Rawabit, tmp_path: Path) -> None:
    (tmp_path / "few.jsonl").write_text(Path(SAMPLES).read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    done = rawabit("evaluate", GOLD, tmp_path / "few.jsonl")
    assert done.status == 1
    assert f"{COUNT - 1} articles" in done.err
    assert rawabit("evaluate", tmp_path / "none.jsonl", SAMPLES).status == 1


def test_what_no_gold_record_is_about_need_not_be_read(rawabit: Rawabit, tmp_path: Path) -> None:
    more = Path(SAMPLES).read_text(encoding="utf-8") + '\n{"id": "another", "text": ""}\n'
    (tmp_path / "more.jsonl").write_text(more, encoding="utf-8")
    done = rawabit("evaluate", GOLD, tmp_path / "more.jsonl")
    assert (done.status, "no text" in done.err) == (0, False)
    (tmp_path / "few.jsonl").write_text('{"id": "SAMPLE-01", "text": ""}', encoding="utf-8")
    assert "no text" in rawabit("evaluate", GOLD, tmp_path / "few.jsonl").err  # it may be why one is missing


# ---------------------------------------------------------------- edges


def test_a_fault_of_ours_is_one_line(rawabit: Rawabit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("kg.reading.read_articles", broken)
    done = rawabit("extract", SAMPLES)
    assert done.status == 1
    assert done.err.startswith("rawabit: internal error: ZeroDivisionError: oops")
    assert done.err.count("\n") == 1
    monkeypatch.setenv("RAWABIT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        rawabit("extract", SAMPLES)


def test_a_reader_that_closes_the_pipe_ends_it_quietly(tmp_path: Path) -> None:
    big = tmp_path / "big.jsonl"
    lines = (json.dumps({"id": str(n), "text": "نص"}) + "\n" for n in range(20_000))
    big.write_text("".join(lines), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "kg", "extract", str(big)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_serve_answers_and_ends_on_interrupt(store: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "kg", "serve", "--store", str(store), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert address
            assert _status(address[0] + "/api/v1/encounters") == 200
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)
    assert process.returncode in (0, 130, -signal.SIGINT)


def _status(address: str) -> int:
    """The status that the address answers with, once the server listens."""
    for _ in range(100):
        try:
            with urlopen(address, timeout=10) as answer:
                return int(answer.status)
        except URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError):
                raise
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def test_isolation_of_arabic_and_no_control_characters() -> None:
    assert isolate("abc") == "abc"
    assert isolate("وزير (x)") == "\u2068وزير (x)\u2069"
    assert isolate("وزير\nabc") == "\u2068وزير\u2069\nabc"
    assert isolate("a\x1b[31m\u202eb") == "a[31mb"


def test_a_failure_is_one_line_whatever_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    Failures()(Failure("a\nb", "c\r\nd"))
    assert capsys.readouterr().err == "rawabit: a b: c d\n"


def test_python_m_kg_outside_the_checkout(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "kg", "--version"], cwd=tmp_path, capture_output=True, text=True, env=os.environ
    )
    assert run.stdout.startswith("rawabit ")


def test_thorough_reads_articles_whose_words_are_of_other_news(
    rawabit: Rawabit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Relevance, "worth_reading", lambda self, folded: False)
    told = rawabit("extract", SAMPLES, "--format", "nquads")
    thorough = rawabit("extract", SAMPLES, "--format", "nquads", "--thorough")
    assert (told.status, thorough.status) == (0, 0)
    assert "#EncounterMention>" not in told.out
    assert "#EncounterMention>" in thorough.out
    gold = rawabit("evaluate", GOLD, SAMPLES, "--json"), rawabit("evaluate", GOLD, SAMPLES, "--json", "--thorough")
    assert [json.loads(run.out)["met"]["f1"] > 0 for run in gold] == [False, True]
