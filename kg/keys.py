"""Keys of names and roles: what stays the same when the press spells one person or one office in several ways.

Particles of names (عبد, بن, آل and the like) are in ``ontology/tables/name_key_particles.csv``, the names of one office
in ``same_offices.csv``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.errors import TableError
from kg.resources import forms, ontology_dir, rows
from kg.text import fold

_NO_WORD = re.compile(r"[\W_]+")
ARTICLE = "ال"
_ACTIONS = ("join-next", "join-previous", "drop")


@lru_cache(maxsize=65536)
def search_key(text: str) -> str:
    """``text`` folded, with single spaces for all punctuation: what ``rw:searchKey`` holds."""
    return " ".join(_NO_WORD.sub(" ", fold(text)).split())


@lru_cache(maxsize=65536)
def name_tokens(name: str) -> tuple[str, ...]:
    """The words of a personal name that tell it from others, in order: joined, without particles and articles.

    Never empty for a name that has a letter: where nothing would be left, the folded words stand.
    """
    words = search_key(name).split()
    particles = _particles()
    out: list[str] = []
    join = ""
    for position, word in enumerate(words):
        action = particles.get(word)
        if action == "join-previous" and out and not join:
            out[-1] += word
        elif action == "join-next" and position + 1 < len(words):
            join += word
        elif action == "drop" and not join:
            continue
        else:
            out.append(without_article(join + word))
            join = ""
    return tuple(out) or tuple(words)


@lru_cache(maxsize=65536)
def role_key(role: str) -> str:
    """The words of an office without their articles: الأمين العام and أمين عام are one."""
    return " ".join(without_article(word) for word in search_key(role).split())


def office_key(role: str) -> str:
    """One key for the ways in which the press names one office: الملك, العاهل and خادم الحرمين are the head of state.

    The ways are in ``ontology/tables/same_offices.csv``; any other role is its own key (``role_key``).
    """
    key = role_key(role)
    return _same_offices().get(key, key)


def without_article(word: str) -> str:
    """A folded word without ال, where three letters or more remain."""
    return word[2:] if word.startswith(ARTICLE) and len(word) > 4 else word


def particle(word: str) -> str | None:
    """What is done with a folded word of a name: ``join-next`` (عبد), ``join-previous`` (الله), ``drop`` (بن); None."""
    return _particles().get(word)


def particles(action: str) -> tuple[str, ...]:
    """The folded particles of one action."""
    return tuple(word for word, found in _particles().items() if found == action)


@lru_cache(maxsize=1)
def _particles() -> dict[str, str]:
    table = {}
    for line, row in rows("name_key_particles"):
        if row.get("action") not in _ACTIONS or not row.get("form"):
            path = ontology_dir() / "tables" / "name_key_particles.csv"
            raise TableError(f"{path}:{line}: give a form, and an action of {', '.join(_ACTIONS)}")
        table[fold(row["form"])] = row["action"]
    return table


@lru_cache(maxsize=1)
def _same_offices() -> dict[str, str]:
    return {role_key(form): row["office"] for _, row in rows("same_offices") for form in forms(row["forms"])}
