"""How fast articles are read, as ratios to two well-known tools in the same run. ``make bench-extract``.

Usage: python benchmarks/extract.py --spacy PYTHON [--compiled FOLDER] [--articles N] [--all] [CORPUS]

CORPUS is a folder of .jsonl and .jsonl.gz files. Without it the project's own samples are read again and again, which
flatters whoever remembers words. PYTHON is an interpreter that has spaCy; without it that comparison is left out.

What is compared, on one core, in seconds of processor time, all in turns so that a busy machine slows all alike:

- rawabit: the whole extraction, from lines of JSON to N-Quads; and the same of the packages in FOLDER, whose extractor
  is compiled (``hatch_build.py``)
- spaCy ``blank("ar")`` with an EntityRuler that holds the phrases of the same tables: it finds phrases, nothing more,
  and gets its texts read and folded already
- camel-tools' ``simple_word_tokenize``: it cuts texts into words, nothing more

Then: cost by length of article, peak memory of the command over all articles, and the same work with several processes.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from camel_tools.tokenizers.word import simple_word_tokenize

from kg.batch import render_all
from kg.lexicon import Lexicon
from kg.lines import statement_lines
from kg.model import Article, Failure
from kg.pipeline import RuleExtractor
from kg.reading import read_articles
from kg.resources import samples_dir
from kg.text import normalise
from kg.tokens import PhraseTable

ROUNDS = 3
WARM = 500  # articles read before anything is measured: what remembers words has met the usual ones by then
COPIES = (1, 10, 100)


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast articles are read.")
    parser.add_argument("corpus", nargs="?", type=Path, help="a folder of .jsonl and .jsonl.gz files")
    parser.add_argument("--spacy", type=Path, help="a Python that has spaCy")
    parser.add_argument("--compiled", type=Path, help="a folder with the packages whose extractor is compiled")
    parser.add_argument("--articles", type=int, default=6000, help="so many for the ratios, evenly from the corpus")
    parser.add_argument("--all", action="store_true", help="memory over the whole corpus, not the sample")
    options = parser.parse_args()
    articles = list(_articles(options.corpus))
    step = max(1, len(articles) // options.articles)
    sample = articles[::step][: options.articles]
    print(
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; {len(articles):,} articles, {len(sample):,} measured"
    )
    with tempfile.TemporaryDirectory() as folder:
        _ratios(sample, articles[1::step][:WARM], options.spacy, options.compiled, Path(folder))
        _growth(sample)
        _memory(articles if options.all else sample, Path(folder))
        _processes(sample, Path(folder))


def _articles(corpus: Path | None) -> Iterator[Article]:
    if corpus and corpus.is_dir():
        yield from (a for a in read_articles(sorted(corpus.glob("*.jsonl*"))) if isinstance(a, Article))
        return
    print("no corpus: the project's own samples, read again and again (they have more encounters than the news has)")
    samples = [a for a in read_articles([samples_dir() / "articles.jsonl"]) if isinstance(a, Article)]
    for n, article in enumerate(itertools.islice(itertools.cycle(samples), 2000)):
        yield Article(f"{article.id}-{n}", article.text, article.title, article.url, article.source, article.time)


def _jsonl(articles: Iterable[Article], path: Path) -> Path:
    keys = ("id", "text", "title", "url", "source", "time")
    with path.open("w", encoding="utf-8") as lines:
        for a in articles:
            print(json.dumps({key: getattr(a, key) for key in keys}, ensure_ascii=False), file=lines)
    return path


def _ratios(
    sample: list[Article], warm: list[Article], spacy: Path | None, compiled: Path | None, folder: Path
) -> None:
    extractor = RuleExtractor.load()
    for article in warm:
        extractor.extract(article)
        simple_word_tokenize(article.text)
    telling = [a for a in sample if extractor.extract(a).encounters]
    sets = {"all": sample, "telling": telling}
    files = {name: _jsonl(articles, folder / f"{name}.jsonl") for name, articles in sets.items()}
    finder = _finder(spacy, {**sets, "warm": warm}, folder) if spacy else None
    native = _compiled(compiled, files, _jsonl(warm, folder / "warm.jsonl")) if compiled else None
    gc.collect()
    gc.freeze()

    def rawabit(name: str) -> None:
        with (folder / "out.nq").open("wb") as out:
            out.writelines(
                x for x in render_all(read_articles([files[name]]), statement_lines, 1, lambda: extractor)
                if not isinstance(x, Failure)
            )  # fmt: skip

    def tokens(name: str) -> None:
        for article in sets[name]:
            simple_word_tokenize(article.text)

    contenders: dict[str, Callable[[str], float]] = {"rawabit": _clocked(rawabit)}
    ours = ["rawabit"]
    if native:
        contenders["rawabit compiled"] = native.seconds
        ours.append("rawabit compiled")
    if finder:
        finder.seconds("warm")
        contenders[f"spaCy {finder.told} EntityRuler"] = finder.seconds
    contenders["camel-tools tokenizer"] = _clocked(tokens)
    print(f"\n{'articles/s on one core':32}{'whole sample':>16}{'with encounters':>18}")
    took: dict[tuple[str, str], list[float]] = {}
    for _, name, (who, run) in itertools.product(range(ROUNDS), sets, contenders.items()):
        took.setdefault((who, name), []).append(run(name))
    speed = {(who, name): len(sets[name]) / statistics.median(s) for (who, name), s in took.items()}
    for who in contenders:
        print(f"{who:32}{speed[who, 'all']:16,.0f}{speed[who, 'telling']:18,.0f}")
    for our, who in itertools.product(ours, contenders):
        if who != our and not (who in ours and our == "rawabit"):
            ratios = [speed[our, name] / speed[who, name] for name in sets]
            print(f"{our + ' to ' + who.split()[0]:32}{ratios[0]:15.2f}x{ratios[1]:17.2f}x")
    print(f"({len(telling):,} of {len(sample):,} articles tell of an encounter; medians of {ROUNDS} rounds in turns)")


class _Rival:
    """A process that is told a task, then sets of articles by their names, and says how long each took it."""

    def __init__(self, command: list[str], task: dict[str, object], path: Path | None = None) -> None:
        environment = {**os.environ, "PYTHONPATH": str(path.resolve())} if path else None
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(command, **pipes, env=environment, text=True)  # type: ignore[call-overload]
        self._send(json.dumps(task))
        self.told = self._read()
        """What it says of itself before it is asked."""

    def seconds(self, name: str) -> float:
        self._send(name)
        return float(self._read())

    def _send(self, line: str) -> None:
        assert self._process.stdin
        print(line, file=self._process.stdin, flush=True)

    def _read(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


def _finder(python: Path, sets: dict[str, list[Article]], folder: Path) -> _Rival:
    """spaCy; says its version."""
    files = {}
    for name, articles in sets.items():
        path = folder / f"{name}.texts.json"
        path.write_text(json.dumps([normalise(a.text).text for a in articles]), encoding="utf-8")
        files[name] = str(path)
    script = str(Path(__file__).with_name("phrase_finder.py"))
    return _Rival([str(python), script], {"phrases": sorted(_phrases()), "articles": files})


def _compiled(packages: Path, files: dict[str, Path], warm: Path) -> _Rival:
    """The extractor of ``packages``. Raises SystemExit where it is not compiled."""
    script = str(Path(__file__).with_name("article_reader.py"))
    task = {"warm": str(warm), "articles": {name: str(path) for name, path in files.items()}}
    rival = _Rival([sys.executable, "-P", script], task, packages)
    if rival.told == ".py":
        raise SystemExit(f"{packages}: the extractor there is not compiled; make build/native/.installed")
    return rival


def _phrases() -> Iterator[str]:
    lexicon = Lexicon.load()
    for name in lexicon.__dataclass_fields__:
        table = getattr(lexicon, name)
        if isinstance(table, PhraseTable):
            yield from table.phrases


def _clocked(run: Callable[[str], None]) -> Callable[[str], float]:
    def seconds(name: str) -> float:
        begun = time.process_time()
        run(name)
        return time.process_time() - begun

    return seconds


def _growth(sample: list[Article]) -> None:
    """One article, then ten and a hundred copies of it in one text."""
    extractor = RuleExtractor.load()
    long = (a for a in sample if 1500 <= len(a.text) <= 4000 and len(extractor.extract(a).encounters) > 1)
    article = next(long, None) or max(sample, key=lambda a: len(a.text))
    print(f"\n{'copies of one article in one text':34}{'characters':>12}{'ms':>10}{'ms per 1,000 characters':>26}")
    for copies in COPIES:
        text = "\n\n".join([article.text] * copies)
        whole = Article("growth", text, article.title, article.url, article.source, article.time)
        took = []
        for _ in range(5):
            begun = time.process_time()
            extractor.extract(whole)
            took.append(time.process_time() - begun)
        ms = 1000 * min(took)
        print(f"{copies:<34}{len(text):12,}{ms:10.1f}{1000 * ms / len(text):26.2f}")


def _command(source: Path, target: Path, workers: int) -> subprocess.Popen[bytes]:
    options = ("--format", "nquads", "--out", str(target), "--workers", str(workers))
    return subprocess.Popen([sys.executable, "-m", "kg", "extract", str(source), *options], stderr=subprocess.DEVNULL)


def _memory(articles: list[Article], folder: Path) -> None:
    source, target = _jsonl(articles, folder / "memory.jsonl"), folder / "memory.nq"
    draft = target.with_name(target.name + ".part")
    process = _command(source, target, 1)
    seen: list[tuple[int, int]] = []  # bytes written, memory in MB
    while process.poll() is None:
        time.sleep(0.2)
        try:
            status = Path(f"/proc/{process.pid}/status").read_text()
            memory = next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS"))
            seen.append((draft.stat().st_size, memory))
        except (OSError, StopIteration):
            continue
    whole = target.stat().st_size
    quarters = [max((mb for size, mb in seen if size <= whole * q / 4), default=0) for q in (1, 2, 3, 4)]
    told = ", ".join(f"{mb} MB" for mb in quarters)
    print(f"\npeak memory of `rawabit extract` over {len(articles):,} articles, after each quarter: {told}")


def _processes(articles: list[Article], folder: Path) -> None:
    """The same work with several processes; in turns, the best of each, since other work on the machine only slows."""
    files = {n: _jsonl(articles[:n], folder / f"{n}.jsonl") for n in (len(articles) // 5, len(articles))}
    processes = [n for n in (1, 2, 4, 8) if n <= (os.cpu_count() or 1)]
    took: dict[tuple[int, int], float] = {}
    for _, workers, n in itertools.product(range(ROUNDS), processes, files):
        took[workers, n] = min(_elapsed(files[n], folder / "out.nq", workers), took.get((workers, n), math.inf))
    few, many = files
    # what starting takes is in both
    rates = {workers: (many - few) / (took[workers, many] - took[workers, few]) for workers in processes}
    for workers, rate in rates.items():
        print(f"--workers {workers}: {rate:,.0f} articles/s, {rate / rates[1]:.2f}x of one")


def _elapsed(source: Path, target: Path, workers: int) -> float:
    begun = time.perf_counter()
    _command(source, target, workers).wait()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
