"""The table of cases ``tests/cases/encounters.jsonl``: how a line is read and what counts as right.

One JSON object a line:

- ``name``: ``group/what-is-hard``; ``text``: one to four sentences; ``time``: publication day or null;
- ``source``, ``url``: where the text is said to come from, ``title``: its headline (optional);
- ``expect``: every encounter of the text, none left out. ``type`` and ``status`` as in the guide; ``one`` and ``other``
  are the principals of the two sides, in any order: a name in full, the office of an unnamed official, or the code of a
  bare state or organisation; ``countries``: for whom the principals act. Checked only where given: ``place`` (name or
  null), ``date``, ``topics``, ``attendees`` (at least these), ``roles`` (name → office), ``sides`` (name → whose
  side he is on), ``host`` (who receives);
- ``known``: why the extractor does not get it right yet (optional). Such a case may fail; all others must pass.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kg.contacts import NoContacts
from kg.lexicon import Lexicon
from kg.model import Article, Encounter, Party
from kg.pipeline import RuleExtractor
from kg.text import fold

TABLE = Path(__file__).parent / "cases" / "encounters.jsonl"
Case = dict[str, Any]


@cache
def extractor() -> RuleExtractor:
    """The extractor under test, compiled once a run."""
    return RuleExtractor.load()


@cache
def frames() -> RuleExtractor:
    """The same without the model of contacts, which errs: a case is about a rule."""
    return RuleExtractor(Lexicon.load(), contacts=NoContacts())


def read_cases(path: Path = TABLE) -> list[Case]:
    """The cases of a table, in its order."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def param(case: Case) -> Any:
    """A case as a parameter of a test, by its name; one that is ``known`` to fail may."""
    marks = [pytest.mark.xfail(reason=case["known"], strict=False)] if "known" in case else []
    return pytest.param(case, id=case["name"], marks=marks)


def run(case: Case) -> list[Encounter]:
    """What the rules find in the text of a case."""
    article = Article("case", case["text"], **{key: case.get(key) for key in ("url", "source", "time", "title")})
    return list(frames().extract(article).encounters)


def faults(case: Case) -> list[str]:
    """What is wrong with the encounters found in a case; empty where all is right."""
    left = run(case)
    out: list[str] = []
    for expected in case["expect"]:
        best = min(left, key=lambda e: (len(_differences(expected, e)), left.index(e)), default=None)
        if best is None:
            out.append(f"missed: {expected['type']} {expected['one']} × {expected['other']}")
            continue
        left.remove(best)
        out += _differences(expected, best)
    return out + [f"spurious: {shown(e)}" for e in left]


def shown(encounter: Encounter) -> str:
    """An encounter in one line, for messages."""
    parties = [
        f"{p.side}:{p.name or p.role} [{p.org or p.country}]{'' if p.rank == 'principal' else ' attendee'}"
        for p in encounter.parties
    ]
    place = encounter.place.name if encounter.place else None
    when = encounter.date.value if encounter.date else None
    topics = [t.code for t in encounter.topics]
    return f"{encounter.type} {encounter.status} {'; '.join(parties)} at {place} on {when} about {topics}"


def _differences(expected: dict[str, Any], found: Encounter) -> list[str]:
    out = [
        f"{key}: {getattr(found, key)}, not {expected[key]}"
        for key in ("type", "status")
        if getattr(found, key) != expected[key]
    ]
    principals = [p for p in found.parties if p.rank == "principal"]
    sides = [[p for p in principals if p.side == "a"], [p for p in principals if p.side != "a"]]
    wanted = [expected["one"], expected["other"]]
    if not any(_same_side(x, wanted[0]) and _same_side(y, wanted[1]) for x, y in (sides, sides[::-1])):
        out.append(f"parties: {shown(found)}, not {wanted[0]} × {wanted[1]}")
    stands_for = {str(p.org or p.country) for p in principals}
    if "countries" in expected and stands_for != set(expected["countries"]):
        out.append(f"act for {sorted(stands_for)}, not {expected['countries']}")
    if "place" in expected and _place(found) != fold(expected["place"] or ""):
        out.append(f"place: {_place(found) or None}, not {expected['place']}")
    when = found.date.value if found.date else None
    if "date" in expected and when != expected["date"]:
        out.append(f"date: {when}, not {expected['date']}")
    topics = {t.code for t in found.topics}
    if "topics" in expected and topics != set(expected["topics"]):
        out.append(f"topics: {sorted(topics)}, not {expected['topics']}")
    attendees = {fold(p.name or p.role or "") for p in found.parties if p.rank == "attendee"}
    out += [f"not an attendee: {name}" for name in expected.get("attendees", ()) if fold(name) not in attendees]
    for name, role in expected.get("roles", {}).items():
        given = next((p.role for p in found.parties if p.name and fold(p.name) == fold(name)), None)
        if fold(given or "") != fold(role):
            out.append(f"role of {name}: {given}, not {role}")
    letters = {fold(p.name): p.side for p in found.parties if p.name}
    for name, mate in expected.get("sides", {}).items():
        if letters.get(fold(name)) != letters.get(fold(mate)):
            out.append(f"{name} is not on the side of {mate}")
    if "host" in expected and not any(
        p.name and fold(p.name) == fold(expected["host"]) and p.function == "host" for p in found.parties
    ):
        out.append(f"no host: {expected['host']}")
    return out


def _place(found: Encounter) -> str:
    return fold(found.place.name or "") if found.place else ""


def _same_side(parties: list[Party], wanted: list[str]) -> bool:
    left = list(parties)
    for words in wanted:
        hit = next((p for p in left if _is(p, words)), None)
        if hit is None:
            return False
        left.remove(hit)
    return not left


def _is(party: Party, words: str) -> bool:
    """Whether a party is the named person, the unnamed holder of the office, or the bare state or organisation."""
    if party.name:
        return fold(party.name) == fold(words)
    if party.role:
        return fold(party.role).removeprefix("ال").startswith(fold(words).removeprefix("ال"))
    return words in (party.country, party.org)
