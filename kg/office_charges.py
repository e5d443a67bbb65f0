"""What an office is in charge of: «المسؤول عن …», and words that go on behind its portfolio."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.office import Office
from kg.tokens import SEPARATORS, Token, readings


class OfficeCharges:
    """Reads what stands behind an office as its charge."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def at(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """The token behind the charge that begins at ``j``, taken into the office; None where there is none."""
        return self._in_charge(tokens, j, office) or self._with_or_of(tokens, j, office)

    def _in_charge(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """«الوزير المسؤول عن شؤون الدفاع»، «المشرف العام على مركز …»: what somebody is in charge of."""
        grammar = self.lexicon.grammar
        at = j + (tokens[j].text in grammar.in_charge)
        if at + 1 >= len(tokens) or tokens[at].text not in grammar.over:
            return None
        if at == j and not (office.head.lemma in grammar.in_charge or tokens[j - 1].text in grammar.in_charge):
            return None
        of = tokens[at + 1].text
        if not (self.lexicon.is_office_word(of) or of in grammar.named_after):
            return None
        office.words.append(of)
        return office.extended(tokens, at + 2)

    def _with_or_of(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """«مفوض حقوق الإنسان والعلاقات مع المجتمع المدني»، «… بالمفوضية السامية التابعة للأمم المتحدة»: relations with
        whom, and under whom a body stands."""
        grammar = self.lexicon.grammar
        if not office.complete or j + 1 >= len(tokens):
            return None
        if tokens[j].text in grammar.with_ and any(rest in grammar.affairs for _, rest in readings(tokens[j - 1].text)):
            if not grammar.definite(tokens[j + 1].text) or self.lexicon.heads.at(tokens, j + 1, clitics=False):
                return None
            end = j + 2
            further = end < len(tokens) and grammar.definite(tokens[end].text)
            known = further and self.lexicon.is_office_word(tokens[end].text)
            return office.extended(tokens, end + bool(known)) if self._has_holder(tokens, end + bool(known)) else None
        if tokens[j].text in grammar.from_ and any(r in grammar.prevention for _, r in readings(tokens[j - 1].text)):
            end = j + 2  # «السلطة العليا للوقاية من الفساد ومكافحته»
            theirs = end < len(tokens) and tokens[end].text[1:] in self.lexicon.possessed_words
            return office.extended(tokens, end + theirs) if grammar.definite(tokens[j + 1].text) else None
        if tokens[j].text in grammar.belonging:
            body = self.lexicon.organisations.at(tokens, j + 1)
            if body and body.clitic in grammar.for_ and not body.value.adjective:
                office.org = office.org if office.stated else body.value.label
                return office.taken(body.last)
            if tokens[j + 1].text.startswith(tuple(grammar.for_)) and self.lexicon.is_office_word(tokens[j + 1].text):
                return office.taken(j + 2)  # «مدير المركز التابع لوزارة الداخلية الإسبانية»
        return None

    def _has_holder(self, tokens: list[Token], j: int) -> bool:
        at = j + (j < len(tokens) and tokens[j].text in SEPARATORS)
        rank = self.lexicon.honorifics.at(tokens, at, clitics=False) if at < len(tokens) else None
        return rank is not None and rank.value.position == "before"
