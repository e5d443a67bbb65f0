"""«مع نظرائه الخليجيين»: the ministers of a bloc that is met as one are told as its «وزراء الخارجية»; «الرئيسين X وY»:
each of them is a «الرئيس»."""

from __future__ import annotations

from kg import resources
from kg.actor import Actor
from kg.lexicon import Lexicon


class PluralRoles:
    """The plural and the singular of the words that head offices, as the table spells them."""

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
        kinds = ((row["lemma"], row["category"], row) for row in rows if row["number"] == "singular")
        single = {(lemma, kind): resources.forms(row["forms"]) for lemma, kind, row in kinds}
        self._single = {
            form: one
            for row in rows
            if row["number"] != "singular"
            for form in resources.forms(row["forms"])
            for one in reversed(single.get((row["lemma"], row["category"]), []))
            if definite(one) == definite(form)
        }

    def told(self, actor: Actor, role: str | None, org: str | None) -> str | None:
        """The role of one who is told of only as the counterparts of somebody in an organisation, in the plural; of one
        who has a name, in the singular."""
        if role is not None and actor.named:
            first, *rest = role.split()
            return " ".join([self._single.get(first, first), *rest])
        many = all(m.kind == "counterpart" and m.head and m.head.number != "counterpart" for _, m in actor.mentions)
        if role is None or org is None or not many:
            return role
        first, *rest = role.split()
        return " ".join([self._plural.get(first, first), *rest])
