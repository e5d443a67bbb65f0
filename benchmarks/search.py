"""Full-text search on a generated graph: what the index costs, what it finds, how fast. ``make bench-search``.

Usage: python benchmarks/search.py [--triples N] [--folder FOLDER]

The graph has the shape of ours: articles with a headline, mentions with a sentence, encounters, persons, posts. Its
sentences are put together from the tables of the ontology, with conjunctions and prepositions as the press writes them.

Printed: time and size of the index when it is made, and when one article changed; searches a second and their times;
and how many of the spellings of a word are found, beside CONTAINS in SPARQL and FTS5's own ``unicode61`` over the texts
as they are.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.rdf import reference_quads
from kg.resources import forms, rows
from kg.search_query import read_question
from kg.store import Store, open_snapshot
from kg.store_folder import snapshot_folder
from kg.terms import decimal, string, words
from kg.text_documents import documents
from kg.text_index import FILE, write_index
from kg.text_search import TextSearch
from kg.vocabulary import DCTERMS, FOAF, OA, ORG, PROV, RDF, RDFS, RW, SCHEMA, SEM, Ids, topic

_A_MENTION = 23  # triples of an article with one mention and what follows from it, about
_QUESTIONS = (
    "وزير الداخلية",
    '"وزير الداخلية"',
    "الرئيس OR الملك",
    "مكافحة الارهاب تونس",
    "وزير NOT الداخلية",
    "عبدالله",
    "داخل*",
    "بوتين",
    "minister",
    "محمد بن سلمان",
)
_SPELLINGS = (
    ("الإمارات", "الامارات", "امارات", "والإمارات", "بالإمارات", "للإمارات", "الإمـارات", "الإِماراتُ"),
    ("القاهرة", "القاهره", "قاهرة", "بالقاهرة", "والقاهرة", "القَاهِرَة", "للقاهرة", "كالقاهرة"),
    ("شؤون", "شئون", "شوون", "الشؤون", "الشئون", "لشؤون", "وشئون", "للشؤون"),
    ("مسؤول", "مسئول", "المسؤول", "المسئول", "لمسؤول", "والمسئول", "مسوول", "بمسؤول"),
    ("عبد الله", "عبدالله", "لعبد الله", "وعبدالله", "عَبد الله", "وعبد الله", "عبـدالله", "بعبدالله"),
    ("مصطفى", "مصطفي", "ومصطفى", "لمصطفي", "مُصطفى", "مصطـفى", "بمصطفى", "كمصطفى"),
    ("لبنان", "بلبنان", "للبنان", "ولبنان", "لُبنان", "فلبنان", "ولبنـان", "لبنــان"),
    ("2024", "٢٠٢٤", "۲۰۲۴"),
)


class Words:
    """The tables as stuff for sentences."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.given = [row["form"] for _, row in rows("given_names")]
        self.surnames = [row["form"] for _, row in rows("name_words")][:5000]
        self.offices = [row["form"] for _, row in rows("office_words")][:300]
        self.heads = [form for _, row in rows("office_heads") for form in forms(row["forms"])][:200]
        self.cities = [row["form"] for _, row in rows("cities")][:1500]
        self.common = [row["form"] for _, row in rows("common_words")][:12000]
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self.common))))
        self.topics = ("counter-terrorism", "training", "border-security", "police-cooperation")

    def name(self) -> str:
        return f"{self.random.choice(self.given)} {self.random.choice(self.surnames)}"

    def post(self) -> str:
        return f"{self.random.choice(self.heads[:30])} {self.random.choice(self.offices[:60])}"

    def filler(self, n: int) -> str:
        return " ".join(self.random.choices(self.common, cum_weights=self.weights, k=n))

    def clitic(self) -> str:
        return self.random.choice(("", "", "", "و", "ل", "ب"))

    def sentence(self, one: str, post: str, other: str) -> str:
        spelt = self.random.choice(self.random.choice(_SPELLINGS))
        return (
            f"{self.filler(6)} التقى {post} {one} {self.clitic()}{other} {self.filler(8)} {spelt} "
            f"في {self.random.choice(self.cities)} {self.filler(7)}."
        )


def quads(ids: Ids, triples: int) -> Iterator[ox.Quad]:
    """A graph of about so many triples."""
    stuff = Words(7)
    articles = triples // _A_MENTION
    persons = [(ids.person(str(n), ""), stuff.name()) for n in range(max(50, articles // 12))]
    posts = [(ids.post(str(n), ""), stuff.post()) for n in range(max(30, articles // 60))]
    states = [ids.state(code) for code in ("EG", "SA", "TN", "JO", "FR", "IT", "IQ", "LB")]
    resolved = ids.resolved_graph
    for node, label in persons:
        post = stuff.random.choice(posts)[0]
        for p, o in ((RDF.type, FOAF.Person), (RDFS.label, words(label)), (RW.holds, post)):
            yield ox.Quad(node, p, o, resolved)
        yield ox.Quad(node, RW.searchKey, string(label), resolved)
        yield ox.Quad(node, RW.onBehalfOf, stuff.random.choice(states), resolved)
    for node, label in posts:
        for p, o in ((RDF.type, ORG.Post), (RDFS.label, words(label)), (ORG.postIn, stuff.random.choice(states))):
            yield ox.Quad(node, p, o, resolved)
    for n in range(articles):
        yield from article(ids, n, stuff, persons, posts)


def article(
    ids: Ids, n: int, stuff: Words, persons: list[tuple[ox.NamedNode, str]], posts: list[tuple[ox.NamedNode, str]]
) -> Iterator[ox.Quad]:
    """One article with one mention, and its encounter."""
    (one, first), (other, second) = stuff.random.sample(persons, 2)
    post = stuff.random.choice(posts)[1]
    node, mention, graph = ids.article(f"a{n}"), ids.mention(f"a{n}", 0), ids.article_graph(f"a{n}")
    quote = ox.NamedNode(mention.value + "/evidence/quote")
    told = {
        node: (
            (RDF.type, SCHEMA.NewsArticle),
            (DCTERMS.identifier, string(f"a{n}")),
            (SCHEMA.headline, words(f"{post} يلتقي {second} {stuff.filler(4)}")),
            (SCHEMA.publisher, words("وكالة")),
        ),
        mention: (
            (RDF.type, RW.EncounterMention),
            (RW.status, RW.Held),
            (RW.confidence, decimal(0.9)),
            (PROV.wasDerivedFrom, node),
            (OA.hasTarget, ox.NamedNode(mention.value + "/evidence")),
            (RW.nameAsStated, words(first)),
            (RW.roleAsStated, words(post)),
        ),
        quote: ((RDF.type, OA.TextQuoteSelector), (OA.exact, string(stuff.sentence(first, post, second)))),
    }
    for subject, pairs in told.items():
        for p, o in pairs:
            yield ox.Quad(subject, p, o, graph)
    meeting, resolved = ids.encounter(str(n // 2 * 2 if n % 5 == 0 else n)), ids.resolved_graph
    facts = (
        (RDF.type, RW.Encounter),
        (RDF.type, RW.Meeting),
        (RW.status, RW.Held),
        (RW.confidence, decimal(0.9)),
        (SEM.hasActor, one),
        (SEM.hasActor, other),
        (RW.discussed, topic(stuff.random.choice(stuff.topics))),
        (RW.mention, mention),
    )
    for p, o in facts:
        yield ox.Quad(meeting, p, o, resolved)
    yield ox.Quad(mention, RW.reports, meeting, resolved)


def fill(folder: Path, triples: int) -> None:
    """Make the store."""
    with Store.open(folder, create=True) as store:
        ids = store.ids
    database = ox.Store(folder / "db")
    database.bulk_extend(reference_quads())
    database.bulk_extend(quads(ids, triples))
    database.optimize()
    del database


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--triples", type=int, default=200_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp())
    if not (folder / "store" / "db").exists():
        fill(folder / "store", given.triples)
    costs(folder / "store")
    speed(folder / "store")
    recall()
    if not given.folder:
        shutil.rmtree(folder)


def costs(folder: Path) -> None:
    """Time and size of the index: made anew, and after one article changed."""
    with Store.open(folder) as store:
        print(f"{len(store):,} triples")
        begun = time.perf_counter()
        found = documents(store)
        print(f"{len(found):,} documents, read in {time.perf_counter() - begun:.1f} s")
        del found
        times: list[tuple[str, float, Path]] = []

        def timed(reader: Store, version: str, draft: Path) -> None:
            start = time.perf_counter()
            write_index(reader, version, draft)
            times.append((version, time.perf_counter() - start, draft.parent / version / FILE))

        (folder / "PENDING").touch()
        (folder / "CURRENT").unlink(missing_ok=True)
        store.publish([timed])
        stuff = Words(int(time.time()))
        people = [(store.ids.person(str(n), ""), stuff.name()) for n in range(4)]
        new = [q for q in article(store.ids, 10**7, stuff, people, people) if q.graph_name != store.ids.resolved_graph]
        store.replace_article(store.ids.article_graph("a10000000"), new)
        store.publish([timed])
        for name, (_, seconds, path) in zip(("made anew", "one article changed"), times, strict=True):
            print(f"  {name}: {seconds:.2f} s, {path.stat().st_size / 2**20:.1f} MiB")


def speed(folder: Path) -> None:
    """Searches a second, one thread: each question again and again."""
    with open_snapshot(folder) as snapshot:
        search = TextSearch(snapshot_folder(folder, snapshot.version))
        read_question("مصر")  # reads the tables
        search.find(read_question("مصر"), limit=20)
        for question in _QUESTIONS:
            times = []
            begun = time.perf_counter()
            while time.perf_counter() - begun < 1:
                start = time.perf_counter()
                found = search.find(read_question(question), limit=20, seconds=60)
                times.append(time.perf_counter() - start)
            times.sort()
            print(
                f"  {question}: {found.total:,} found, p50 {statistics.median(times) * 1e3:.1f} ms, "
                f"p99 {times[int(len(times) * 0.99)] * 1e3:.1f} ms, {len(times) / sum(times):,.0f}/s"
            )


def recall() -> None:
    """How many of the spellings of a word each way finds, asked with each of them: found pairs of all pairs."""
    from kg.search_match import matches
    from kg.search_words import compared_words

    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE VIRTUAL TABLE t USING fts5(words, tokenize='unicode61')")
    texts = [(group, f"قال {text} امس") for group, variants in enumerate(_SPELLINGS) for text in variants]
    plain.executemany("INSERT INTO t (rowid, words) VALUES (?, ?)", enumerate(text for _, text in texts))
    found = {"CONTAINS": 0, "FTS5 unicode61": 0, "rw:matches": 0}
    wrong = dict.fromkeys(found, 0)
    pairs = 0
    for group, variants in enumerate(_SPELLINGS):
        for asked in variants:
            tree = read_question(asked).tree
            rowids = {row[0] for row in plain.execute("SELECT rowid FROM t WHERE words MATCH ?", (f'"{asked}"',))}
            for number, (other, text) in enumerate(texts):
                hits = {
                    "CONTAINS": asked in text,
                    "FTS5 unicode61": number in rowids,
                    "rw:matches": matches(tree, compared_words(text)),
                }
                pairs += other == group
                for way, hit in hits.items():
                    found[way] += hit and other == group
                    wrong[way] += hit and other != group
    for way in found:
        share = found[way] / pairs
        print(f"  {way}: {found[way]} of {pairs} pairs of spellings found ({share:.0%}), {wrong[way]} wrong")


if __name__ == "__main__":
    main()
