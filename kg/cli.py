"""The command ``rawabit``: thin commands over the modules that do the work.

Exit status: 0 done, 1 some input failed or nothing could be done (one line each on standard error), 2 wrong usage.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from kg import __version__
from kg.errors import QueryError, RawabitError
from kg.options import (
    DEFAULT_STORE,
    EgoFormat,
    ExtractFormat,
    Inputs,
    Language,
    MinConfidence,
    Ner,
    QueryFormat,
    StorePath,
    Thorough,
    Workers,
    store_folder,
)
from kg.terminal import Failures, console, progress, tell, written
from kg.upkeep import backup, check, restore

if TYPE_CHECKING:
    from kg.model import Extraction, Failure
    from kg.named_queries import NamedQuery
    from kg.pipeline import Extractor
    from kg.store import Snapshot

T = TypeVar("T")

# Modules that open stores or load tables are imported by the commands that need them, so that --help answers at once.

_WRITER_SECONDS = 15.0  # that ingest waits for another writer: a curator's change takes one or two
_UPDATE = re.compile(
    r"(?:\s|#[^\n]*\n|(?:PREFIX|BASE)\b[^<]*<[^>]*>)*+(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)

app = typer.Typer(
    name="rawabit",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"rawabit {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Arabic news on security cooperation, read into a knowledge graph: who met whom, when, where and about what.

    Try:  rawabit demo
    """


@app.command()
def extract(
    inputs: Inputs,
    format: Annotated[ExtractFormat, typer.Option("--format", help="Encounters or RDF.")] = ExtractFormat.jsonl,
    out: Annotated[Path | None, typer.Option("--out", help="A file instead of standard output.")] = None,
    workers: Workers = 1,
    min_confidence: MinConfidence = None,
    ner: Ner = None,
    thorough: Thorough = False,
) -> None:
    """Read articles and write their encounters; needs no store.

    Example:  rawabit extract articles.jsonl --format nquads --out encounters.nq
    """
    from kg.batch import itself
    from kg.lines import json_line, statement_lines

    failures = Failures()
    load = _extractor(min_confidence, ner, thorough=thorough)
    with written(out) as stream:
        if format is ExtractFormat.trig:
            from kg.output import write_trig

            write_trig(failures.leave_out(_rendered(inputs, itself, workers, load)), stream, failures)
        else:
            render = json_line if format is ExtractFormat.jsonl else statement_lines
            stream.writelines(failures.leave_out(_rendered(inputs, render, workers, load)))
    failures.exit()


@app.command("ingest")
def ingest_command(
    inputs: Inputs,
    store: StorePath = DEFAULT_STORE,
    workers: Workers = 1,
    min_confidence: MinConfidence = None,
    ner: Ner = None,
    thorough: Thorough = False,
) -> None:
    """Read articles into the store; the same input again changes nothing.

    Example:  rawabit ingest articles/ --store news.store
    """
    from kg.batch import itself
    from kg.ingest import ingest
    from kg.store import Store

    failures = Failures()
    extractions = _rendered(inputs, itself, workers, _extractor(min_confidence, ner, thorough=thorough))
    with Store.open(store_folder(store), create=True, wait=_WRITER_SECONDS) as opened:
        print(ingest(opened, extractions, failures))
    failures.exit()


@app.command()
def query(
    file: Annotated[
        str | None,
        typer.Argument(metavar="FILE", help="A SPARQL file, the name of a query that comes with rawabit, or -."),
    ] = None,
    text: Annotated[str | None, typer.Option("-q", "--query", help="The query itself.")] = None,
    format: Annotated[
        QueryFormat | None, typer.Option("--format", help="Default: table for SELECT, ttl for CONSTRUCT.")
    ] = None,
    store: StorePath = DEFAULT_STORE,
    list_: Annotated[bool, typer.Option("--list", help="List the queries that come with rawabit.")] = False,
    allow_service: Annotated[
        bool, typer.Option("--allow-service", help="Let SERVICE in the query reach other hosts.")
    ] = False,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="NAME=VALUE", help="A parameter of a named query; may be repeated."),
    ] = None,
) -> None:
    """Ask the store in SPARQL; the prefixes rw:, id:, schema:, … need not be declared.

    Example:  rawabit query -q 'SELECT ?a ?b { ?a rw:met ?b } LIMIT 10'

    Example:  rawabit query -q 'SELECT * { ?who rw:matches "وزير الداخلية" }'

    Example:  rawabit query who-met-whom --param state=EG --param from=2024 --format csv
    """
    from kg.named_queries import find_query, named_queries, read_query
    from kg.output import print_answer
    from kg.query_parameters import summary
    from kg.searching import query_with_search
    from kg.store import open_snapshot
    from kg.terminal import table

    if list_:
        shown = ([q.name, q.title, "\n".join(map(summary, q.parameters))] for q in named_queries())
        console().print(table(["name", "question", "--param"], shown))
        return
    if (file is None) == (text is None):
        raise typer.BadParameter("give either a FILE or -q TEXT")
    named = find_query(str(file)) if file and not Path(file).exists() else None
    if param and named is None:
        raise typer.BadParameter("--param goes with the name of a query; `rawabit query --list` names them")
    sparql = text if text is not None else read_query(str(file))
    if not allow_service:
        _check_stays_here(sparql)
    with open_snapshot(store_folder(store)) as snapshot:
        if named and param:
            sparql = _bound(named, param, snapshot)
        try:
            answer = query_with_search(snapshot, store_folder(store), sparql, _left_out)
            print_answer(answer, format.value if format else None, snapshot.ids.prefixes)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise QueryError(f"the query could not be answered: {error}") from error
        except QueryError as error:
            if update := _UPDATE.match(sparql):
                raise QueryError(f"{update[1].upper()} would change the store; only queries are answered") from error
            raise


def _bound(named: NamedQuery, params: list[str], snapshot: Snapshot) -> str:
    from kg.adjacency import Adjacency
    from kg.query_parameters import bind_texts

    given: dict[str, str] = {}
    for one in params:
        name, equals, value = one.partition("=")
        if not equals:
            raise typer.BadParameter(f"--param {one}: write NAME=VALUE")
        given[name.strip()] = value
    return bind_texts(named, given, Adjacency.load(snapshot))


@app.command()
def ego(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="An IRI, an id, or a name in Arabic or English.")],
    depth: Annotated[int, typer.Option("--depth", min=1, max=3, help="How many rings.")] = 1,
    since: Annotated[str | None, typer.Option("--since", help="Only encounters on or after this date.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Only encounters before this date.")] = None,
    topic: Annotated[list[str] | None, typer.Option("--topic", help="Only about this topic; may be repeated.")] = None,
    format: Annotated[EgoFormat, typer.Option("--format", help="What to write.")] = EgoFormat.json,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the labels.")] = Language.ar,
    out: Annotated[Path | None, typer.Option("--out", help="A file instead of standard output.")] = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Write the ego network of a person, an office, a state or an organisation.

    Example:  rawabit ego 'Egypt' --depth 2 --since 2026 --format graphml --out egypt.graphml
    """
    from kg.adjacency import Adjacency
    from kg.ego import EgoQuery, ego_network
    from kg.errors import QueryError
    from kg.output import write_network
    from kg.store import open_snapshot

    try:
        question = EgoQuery(depth=depth, since=since, until=until, topics=tuple(topic or ()), evidence=3)
    except QueryError as error:
        raise typer.BadParameter(str(error)) from None
    with open_snapshot(store_folder(store)) as snapshot, written(out) as stream:
        network = ego_network(Adjacency.load(snapshot), entity, question)
        write_network(network, format.value, lang.value, snapshot, stream)


@app.command()
def serve(
    store: StorePath = DEFAULT_STORE,
    host: Annotated[str, typer.Option("--host", envvar="RAWABIT_HOST", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", envvar="RAWABIT_PORT", min=0, max=65535, help="Port to listen on.")
    ] = 8000,
    settings: Annotated[
        bool, typer.Option("--settings", help="Print all settings, which are environment variables, and end.")
    ] = False,
) -> None:
    """Serve the explorer and the API.

    Example:  rawabit serve --store news.store --port 8080
    """
    if settings:
        from api.settings_page import settings_page

        print(settings_page(), end="")
        return
    from api.serve import run

    run(store_folder(store), host, port)


@app.command("evaluate")
def evaluate_command(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold records, JSONL.", show_default=False)],
    articles: Annotated[
        str, typer.Argument(metavar="ARTICLES", help="Their articles, JSONL or a folder.", show_default=False)
    ],
    ids: Annotated[str, typer.Option("--ids", metavar="PREFIX", help="Only records whose id begins with PREFIX.")] = "",
    errors: Annotated[
        Path | None, typer.Option("--errors", help="Write the articles that differ to this file.")
    ] = None,
    curve: Annotated[
        Path | None,
        typer.Option("--curve", help="Draw precision, recall and reliability of confidence: a file .svg or .csv."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write a page for people to read (HTML) to this file.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    workers: Workers = 1,
    min_confidence: MinConfidence = None,
    ner: Ner = None,
    thorough: Thorough = False,
) -> None:
    """Run the extractor on articles and score it against gold records.

    Example:  rawabit evaluate gold.jsonl articles.jsonl --report errors.html
    """
    import orjson

    from kg.batch import extract_all
    from kg.curves import DRAWINGS
    from kg.evaluate import differences_lines, evaluate, load_gold
    from kg.model import Article, Failure
    from kg.reading import read_articles
    from kg.report import print_evaluation

    if curve and curve.suffix not in DRAWINGS:
        raise typer.BadParameter("--curve names a file that ends in .svg or .csv")
    records = load_gold(gold, ids)
    failures = Failures()
    unread: list[Failure] = []  # of articles that the gold records may not be about

    def wanted() -> Iterator[Article]:
        for article in read_articles([articles]):
            if isinstance(article, Failure):
                unread.append(article)
            elif article.id in records:
                yield article

    load = _extractor(min_confidence, ner, thorough=thorough)
    read = failures.leave_out(extract_all(progress(wanted(), "articles", len(records)), workers, load))
    predicted = [(extraction.article, extraction.to_dict()) for extraction in read]
    missing = len(records) - len(predicted)
    if missing:
        for failure in unread:
            failures(failure)
        tell(f"{articles}: {missing} articles of {gold} were not found; they count as without encounters")
        failures.count += 1
    result = evaluate(records, predicted)
    if errors:
        with written(errors) as stream:
            stream.write(differences_lines(result.differences))
    if curve:
        with written(curve) as stream:
            stream.write(DRAWINGS[curve.suffix](result.reliability).encode())
    if report:
        from kg.error_report import error_report

        with written(report) as stream:
            stream.write(error_report(records, predicted, result, gold.name))
    if json:
        print(orjson.dumps(result.to_dict()).decode())
    else:
        print_evaluation(result)
    failures.exit()


@app.command()
def demo(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT", help="Articles instead of the samples that come with rawabit.", show_default=False
        ),
    ] = None,
    store: StorePath = DEFAULT_STORE,
) -> None:
    """Read the sample articles into a store and show what is in it: encounters, a query, an ego network.

    Example:  rawabit demo --store demo.store
    """
    from kg import demo
    from kg.batch import itself
    from kg.resources import samples_dir

    folder = store_folder(store)
    failures = Failures()
    articles = inputs or [str(samples_dir() / "articles.jsonl")]
    done, failed = demo.build(folder, _rendered(articles, itself, 1, _extractor()))
    for failure in failed:
        failures(failure)
    out = console()
    out.print(f"{done}\n")
    demo.show(folder, out)
    named = "" if store == DEFAULT_STORE else f" --store {store}"
    out.print(f"\nThe explorer and the API: rawabit serve{named}")
    failures.exit()


def _check_stays_here(sparql: str) -> None:
    """Raise QueryError for a query with SERVICE, which would reach other hosts; of all else the engine is the judge."""
    from kg.query_scan import Refused, scan_query

    try:
        scan_query(sparql, max_nesting=sys.maxsize, max_steps=sys.maxsize)
    except Refused as refused:
        if refused.kind == "federation-not-allowed":
            raise QueryError("SERVICE reaches other hosts; --allow-service lets it") from None
        if refused.kind == "malformed-query" and "service" in sparql.lower():  # hidden in what cannot be told apart
            raise QueryError(f"{refused.detail} Or give --allow-service, if SERVICE is meant.") from None


for command in (check, backup, restore):
    app.command()(command)


def _extractor(
    minimum: float | None = None, ner: Path | None = None, *, thorough: bool = False
) -> Callable[[], Extractor]:
    """What loads the extractor, in each process that reads; a model of names is looked at first, before a store or a
    file is opened."""
    from kg.pipeline import RuleExtractor

    if ner:
        from kg.ner import check

        check(ner)
    return partial(RuleExtractor.load, minimum, ner, thorough=thorough)


def _rendered(
    inputs: list[str], render: Callable[[Extraction], T], workers: int, load: Callable[[], Extractor]
) -> Iterator[T | Failure]:
    from kg.batch import render_all
    from kg.reading import count_articles, read_articles

    total = count_articles(inputs) if sys.stderr.isatty() else None
    return progress(render_all(read_articles(inputs), render, workers, load), "articles", total)


def _left_out(count: int) -> None:
    tell(f"the searches found {count} more than are taken; narrow them")


def main() -> None:
    """The entry point; an error that was foreseen is one line, any other as well unless RAWABIT_DEBUG is set."""
    try:
        app(prog_name="rawabit")
    except RawabitError as error:
        tell(error)
    except BrokenPipeError:  # the reader of our output had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("RAWABIT_DEBUG"):
            raise
        tell(f"internal error: {type(error).__name__}: {error} (RAWABIT_DEBUG=1 shows where; please report it)")
    else:
        return
    sys.exit(1)
