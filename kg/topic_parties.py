"""Whose encounter it is: the kinds of office that its parties hold (table ``topic_offices.csv``).

What words mean depends on who says them: the «cooperation» of two ministers of the interior is about security, that of
two foreign ministers about the relations of their states.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from kg import resources
from kg.drafts import Draft
from kg.entities import Actor
from kg.errors import TableError
from kg.text import fold

KINDS = ("security", "defence", "foreign", "leader")  # the first that fits counts
_BODY = "security-body"  # codes of organisations
WHO = ("both-security", "security", "defence", "foreign", "leader", "others")
"""What the parties may be: security officials on both sides, on one; else the first kind that any side has."""


class Offices:
    """The table of offices; ``Offices.load()`` gives the one of the project."""

    def __init__(self, kinds: dict[str, str], bodies: frozenset[str]) -> None:
        self._kinds = kinds
        self._bodies = bodies

    @staticmethod
    @lru_cache(maxsize=1)
    def load() -> Offices:
        """Raises TableError where the table names a kind that is unknown."""
        kinds: dict[str, str] = {}
        bodies: set[str] = set()
        for line, row in resources.rows("topic_offices"):
            if row["kind"] == _BODY:
                bodies.update(resources.forms(row["forms"]))
            elif row["kind"] in KINDS:
                kinds.update((fold(form), row["kind"]) for form in resources.forms(row["forms"]))
            else:
                raise TableError(
                    f"topic_offices.csv:{line}: no kind {row['kind']!r}; known: {', '.join(KINDS)}, {_BODY}"
                )
        return Offices(kinds, frozenset(bodies))

    def of(self, actor: Actor) -> str | None:
        """The kind of a party's principal offices."""
        if actor.org in self._bodies:
            return "security"
        told = {self._kinds.get(words) for office in actor.offices for words in (*office, *_pairs(office))}
        return next((kind for kind in KINDS if kind in told), None)

    def who(self, draft: Draft) -> str:
        """One of ``WHO``."""
        one, other = ({self.of(actor) for actor in side} for side in (draft.one, draft.other))
        if "security" in one and "security" in other:
            return "both-security"
        return next((kind for kind in KINDS if kind in one or kind in other), "others")


def _pairs(office: tuple[str, ...]) -> Iterable[str]:
    return (f"{first} {second}" for first, second in pairwise(office))
