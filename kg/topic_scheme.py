"""The topic scheme of ``ontology/topics.ttl``: codes, and cue phrases expanded from their short writing.

A cue is one or more *parts* with a few words between two of them (… four, ‥ one); a part is a set of folded phrases,
any of which may stand there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Literal

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.namespace import SKOS

from kg.errors import TableError
from kg.resources import forms, ontology_dir, rows
from kg.text import fold

RW = Namespace("https://w3id.org/rawabit/ontology#")
SCHEME = URIRef("https://w3id.org/rawabit/ontology/topic/")

CueKind = Literal["cue", "context", "alone", "except", "frame"]
_KINDS: tuple[tuple[URIRef, CueKind], ...] = (
    (RW.cue, "cue"),
    (RW.cueInContext, "context"),
    (RW.cueAlone, "alone"),
    (RW.cueExcept, "except"),
    (RW.frame, "frame"),
)
_GAP = re.compile(r"\s*([…‥])\s*")
_GAP_WORDS = {"…": 4, "‥": 1}  # most words that may stand between two parts
_PIECE = re.compile(r"\{([^{}]*)\}|([^{}]+)")
_LONE_LAM = re.compile(r"(?<!\w)ل (ال)?(?=\w)")
_LONE_BA = re.compile(r"(?<!\w)ب (?=\w)")

Lists = dict[str, tuple[str, ...]]
"""Named lists of words that a cue may stand for: ``@name`` and its words."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: its topic (None: every topic), what it is for, and its parts in order."""

    code: str | None
    kind: CueKind
    parts: tuple[frozenset[str], ...]
    gaps: tuple[int, ...]  # most words before each part; 0 for the first
    tail: bool = False  # the two words that follow belong to it too (written as a last …)


def read_cues(path: Path | None = None) -> list[Cue]:
    """All cues of the scheme. Raises TableError where the file is malformed or a cue cannot be read."""
    path = path or ontology_dir() / "topics.ttl"
    graph = _graph(path)
    cues: list[Cue] = []
    concepts = sorted(c for c in graph.subjects(RDF.type, SKOS.Concept) if isinstance(c, URIRef))
    lists = _lists(graph, path)
    for concept in [SCHEME, *concepts]:
        notation = graph.value(concept, SKOS.notation)
        for predicate, kind in _KINDS:
            for literal in sorted(map(str, graph.objects(concept, predicate))):
                if notation is None and concept != SCHEME:
                    raise TableError(f"{path}: {concept} has cues but no skos:notation")
                code = None if notation is None else str(notation)
                tail = literal.rstrip().endswith("…")
                cues.append(Cue(code, kind, *_parts(literal.rstrip(" …"), lists, path), tail))
    return cues


def codes(path: Path | None = None) -> frozenset[str]:
    """Every topic code (``skos:notation``) of the scheme."""
    graph = _graph(path or ontology_dir() / "topics.ttl")
    return frozenset(str(notation) for notation in graph.objects(None, SKOS.notation))


def kin(path: Path | None = None) -> dict[str, frozenset[str]]:
    """For each code, the codes that say more than it (narrower ones) or what it may be taken for (related ones)."""
    graph = _graph(path or ontology_dir() / "topics.ttl")
    out: dict[str, set[str]] = defaultdict(set)
    for one, _, other in graph.triples((None, SKOS.broader, None)):
        out[str(graph.value(other, SKOS.notation))].add(str(graph.value(one, SKOS.notation)))
    for one, _, other in graph.triples((None, SKOS.related, None)):
        out[str(graph.value(one, SKOS.notation))].add(str(graph.value(other, SKOS.notation)))
    return {code: frozenset(others) for code, others in out.items()}


@lru_cache(maxsize=1)
def _graph(path: Path) -> Graph:
    graph = Graph()
    try:
        graph.parse(path, format="turtle")
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror})") from error
    except Exception as error:  # rdflib's parsers raise their own kinds, with the line in the message
        raise TableError(f"{path}: not valid Turtle: {' '.join(str(error).split())[:300]}") from error
    return graph


def _lists(graph: Graph, path: Path) -> Lists:
    """The named lists of words (``rw:wordList "@name = a|b"``), those of the states besides."""
    lists = dict(_states())
    for literal in sorted(map(str, graph.objects(SCHEME, RW.wordList))):
        name, equals, words = (side.strip() for side in literal.partition("="))
        if not (equals and name.startswith("@") and words) or name in lists:
            raise TableError(f"{path}: {literal!r} is no list of words (@name = word|word, each name once)")
        lists[name] = tuple(words.split("|"))
    return lists


def _parts(literal: str, lists: Lists, path: Path) -> tuple[tuple[frozenset[str], ...], tuple[int, ...]]:
    pieces = _GAP.split(literal.strip())
    parts = tuple(frozenset(_expansions(part, lists, path)) for part in pieces[::2])
    if any(not phrase for part in parts for phrase in part):
        raise TableError(f"{path}: the cue {literal!r} has an empty part")
    return parts, (0, *(_GAP_WORDS[mark.strip()] for mark in pieces[1::2]))


def _expansions(part: str, lists: Lists, path: Path) -> Iterator[str]:
    """``{a|b} c`` → ``a c``, ``b c``; a lone ل or ب joins the next word (ل + ال is written لل)."""
    if part.count("{") != part.count("}"):
        raise TableError(f"{path}: unbalanced braces (or a gap inside braces) in the cue part {part!r}")
    pieces: list[list[str]] = []
    for match in _PIECE.finditer(part):
        if match[1] is None:
            pieces.append([match[2]])
        else:
            pieces.append([form for name in match[1].split("|") for form in _named(name, lists, path)])
    for choice in product(*pieces):
        phrase = " ".join("".join(choice).split())
        phrase = _LONE_LAM.sub(lambda m: "لل" if m[1] else "ل", phrase)
        yield fold(_LONE_BA.sub("ب", phrase))


def _named(name: str, lists: Lists, path: Path) -> tuple[str, ...]:
    if not name.startswith("@"):
        return (name,)
    if name not in lists:
        raise TableError(f"{path}: unknown name {{{name}}}; known: {', '.join(lists)}")
    return lists[name]


@lru_cache(maxsize=1)
def _states() -> Lists:
    """Adjectives of all states with the article, feminine as after ``العلاقات`` and masculine as after ``التعاون``; the
    names of all states and of their capitals, which the press says for them."""
    lists: dict[str, set[str]] = defaultdict(set)
    for _, row in rows("countries"):
        lists["@nationality"].update("ال" + form for form in forms(row["demonym_f"]))
        lists["@nationalityM"].update("ال" + form for form in forms(row["demonym_m"]))
        lists["@capital"].update(forms(row["capital_ar"]))
        lists["@state"].update(form for column in ("name_ar", "long_ar", "aliases_ar") for form in forms(row[column]))
    return {name: tuple(sorted(words)) for name, words in lists.items()}
