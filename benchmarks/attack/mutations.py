"""Queries broken at random, the same for the same seed: named queries and, where they are, those of the W3C suite."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.attack.target import Finding, Target, is_honest
from benchmarks.attack.wire import Reply
from kg.resources import ontology_dir

SEED = 11
W3C = Path(__file__).resolve().parents[3] / "shared" / "w3c"
_CLIENTS = 4
_BATCH = 500

_GRAMMAR = r"""SELECT ASK CONSTRUCT DESCRIBE WHERE { } ( ) [ ] . ; , ?x ?y $z * + / | ^ ! = != < > <= >= && || - a true
FILTER OPTIONAL UNION MINUS GRAPH SERVICE BIND VALUES EXISTS NOT IN ORDER BY GROUP HAVING LIMIT OFFSET DISTINCT
REDUCED COUNT(*) SUM(?x) AS UNDEF FROM NAMED PREFIX BASE rw:met rdfs:label <> <x:y> "" "x"@ar '' 1 1e9 -1 .5 0
REGEX( STR( IRI( BNODE() RAND() NOW() UUID() STRLANG( IF( COALESCE( << >> {| |} @ \ ' " # \u0000 %41 _:b rdf: ^^
INSERT DELETE DATA LOAD CLEAR DROP CREATE COPY MOVE ADD WITH USING SILENT xsd:integer 9999999999999999999"""
_TOKENS = (*_GRAMMAR.split(), "\0", "\u200f", "\ud800")


def seeds() -> list[str]:
    """The queries that mutations start from."""
    files = sorted((ontology_dir() / "queries").glob("*.rq")) + sorted(W3C.rglob("*.rq")) + sorted(W3C.rglob("*.ru"))
    return [file.read_text(encoding="utf-8", errors="replace") for file in files]


def mutated(count: int, seed: int = SEED) -> Iterator[bytes]:
    """``count`` queries, each a seed with one to six changes; a few are no UTF-8."""
    pick = random.Random(seed)
    originals = seeds()
    for _ in range(count):
        text = pick.choice(originals)
        for _ in range(pick.choice((1, 1, 1, 2, 3, 6))):
            text = _change(text, pick, originals)
        data = text[:100_000].encode("utf-8", "surrogatepass")
        if pick.random() < 0.02 and data:
            place = pick.randrange(len(data))
            data = data[:place] + bytes([pick.randrange(128, 256)]) + data[place + 1 :]
        yield data


def _change(text: str, pick: random.Random, originals: list[str]) -> str:
    words = text.split(" ")
    start = pick.randrange(len(text) + 1)
    end = min(len(text), start + pick.choice((1, 1, 2, 8, 40)))
    word = pick.randrange(len(words))
    match pick.randrange(9):
        case 0:  # a piece out
            return text[:start] + text[end:]
        case 1:  # a piece twice, or many times
            return text[:end] + text[start:end] * pick.choice((1, 1, 5, 100)) + text[end:]
        case 2:  # a word of the grammar in
            return f"{text[:start]} {pick.choice(_TOKENS)} {text[start:]}"
        case 3:  # a word in place of another
            words[word] = pick.choice(_TOKENS)
        case 4:  # two words exchanged
            other = pick.randrange(len(words))
            words[word], words[other] = words[other], words[word]
        case 5:  # cut off
            return text[:start]
        case 6:  # another character
            return (
                text[:start]
                + chr(pick.choice((0, 9, 34, 39, 60, 62, 92, 123, 125, 0x200F, 0x640, 0xD800)))
                + text[end:]
            )
        case 7:  # two queries grown together
            other_text = pick.choice(originals)
            return text[:start] + other_text[pick.randrange(len(other_text) + 1) :]
        case _:  # turned round
            return text[:start] + text[start:end][::-1] + text[end:]
    return " ".join(words)


def mutated_queries(target: Target, count: int) -> list[Finding]:
    """Sends them all, four at a time; every answer must be whole and honest, and every batch is followed by a check."""
    answers: Counter[str] = Counter()
    bad: list[tuple[Reply, bytes]] = []
    late = 0
    queries = mutated(count)
    with ThreadPoolExecutor(_CLIENTS) as threads:
        for begun in range(0, count, _BATCH):
            batch = [query for query, _ in zip(queries, range(min(_BATCH, count - begun)), strict=False)]
            for query, reply in zip(batch, threads.map(target.ask, batch), strict=True):
                answers[str(reply)] += 1
                late += reply.kind == "query-timeout" and reply.took > target.deadline + 1
                if not is_honest(reply):
                    bad.append((reply, query))
            if not target.answers():
                return [Finding("mutated queries", False, f"no answer after {begun + len(batch)}; {dict(answers)}")]
    told = f"{count:,} of {len(seeds())} seeds: {', '.join(f'{n:,} {kind}' for kind, n in answers.most_common())}"
    shown = [Finding("a mutated query", False, f"{reply}: {query[:300]!r}") for reply, query in bad[:5]]
    return [Finding("mutated queries", not bad, f"{told}; {late} more than 1 s late"), *shown]
