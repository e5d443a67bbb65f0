"""«مع نظرائه الخليجيين»: the ministers of a bloc that is met as one are told as its «وزراء الخارجية»."""

from __future__ import annotations

from kg import resources
from kg.actor import Actor
from kg.lexicon import Lexicon


class PluralRoles:
    """The plural of the words that head offices, as the table spells it."""

    def __init__(self, lexicon: Lexicon) -> None:
        definite = lexicon.grammar.definite
        rows = [row for _, row in resources.rows("office_heads") if " " not in row["lemma"]]
        plural = {row["lemma"]: resources.forms(row["forms"]) for row in rows if row["number"] == "plural"}
        self._plural = {
            form: many
            for row in rows
            if row["number"] == "singular"
            for form in resources.forms(row["forms"])
            for many in reversed(plural.get(row["lemma"], []))
            if definite(many) == definite(form)
        }

    def told(self, actor: Actor, role: str | None, org: str | None) -> str | None:
        """The role of one who is told of only as the counterparts of somebody in an organisation, in the plural."""
        many = all(m.kind == "counterpart" and m.head and m.head.number != "counterpart" for _, m in actor.mentions)
        if role is None or org is None or not many:
            return role
        first, *rest = role.split()
        return " ".join([self._plural.get(first, first), *rest])
