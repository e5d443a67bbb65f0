"""Marks inside an office: brackets, quotation marks and dashes around what still belongs to it."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.office import Office
from kg.postings import Postings
from kg.tokens import OPENING, QUOTES, Token

_OF_QUOTED = frozenset({"head", "commander", "envoy", "director", "secretary-general"})
_SHORT_NAME = 5  # tokens from a bracket to the end of the short name of a body in it
_FOREIGN = 6  # words of the name of a body in its own language
_ACRONYM = 5  # letters of «DGSN»


class OfficeBrackets:
    """Reads an office on over a mark."""

    def __init__(self, lexicon: Lexicon, postings: Postings) -> None:
        self._lexicon = lexicon
        self._postings = postings

    def at(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """The token behind the mark at ``j`` and what belongs to the office there; None where the office ends."""
        if tokens[j].text in QUOTES:
            return self._bracket(tokens, j, office)
        if not office.org or j + 1 >= len(tokens):
            return None
        again = self._lexicon.organisations.at(tokens, j + 1, clitics=False)  # «… المؤقتة في لبنان – اليونيفيل X»
        return office.taken(again.last) if again and again.value.label == office.org else None

    def acronym(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """«المدير العام للأمن الوطني DGSN X»: one short word in Latin letters behind an office; a longer one, or
        two, are a name."""
        plain = tokens[j].text.isascii() and tokens[j].text.isalpha() and len(tokens[j].text) <= _ACRONYM
        if not plain or not office.complete or j + 1 >= len(tokens) or tokens[j + 1].text.isascii():
            return None
        return office.taken(j + 1)

    def _bracket(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """«… للشرطة الجنائية (الإنتربول)»، «مساعد «وزير الدفاع»»: what stands in it still belongs to the office."""
        if j + 1 >= len(tokens):
            return None
        short = tokens[j + 1].text
        acronym = short.isascii() and short.isalpha() and j + 2 < len(tokens) and tokens[j + 2].text in QUOTES
        if office.complete and acronym:
            office.last = j + 3  # «الأمين العام للمنظمة الدولية للحماية المدنية (ICDO)»، «مدير وكالة … "CIA"»
            return office.last
        if office.complete and (end := self._foreign(tokens, j)):
            office.last = end
            return end
        if office.complete and (end := self._called_for_short(tokens, j)):
            office.last = end
            return end
        if not office.complete:  # «رئيس "هيئة الحشد الشعبي"»
            inside = tokens[j].text in OPENING and self._lexicon.is_office_word(tokens[j + 1].text)
            return j + 1 if inside and office.head.takes_office | (office.head.category == "head") else None
        body = self._lexicon.national.at(tokens, j + 1, clitics=False)
        if body and not office.stated and body.last < len(tokens) and tokens[body.last].text in QUOTES:
            office.country, office.last = body.value, body.last + 1  # «المسؤول بوزارة الدفاع "البنتاغون"»
            return body.last + 1
        again = self._lexicon.organisations.at(tokens, j + 1, clitics=False)
        closed = again is not None and again.last < len(tokens) and tokens[again.last].text in QUOTES
        plain = again is not None and not (again.value.adjective or again.value.ambiguous)
        if again and plain and closed and not office.stated and office.head.category in _OF_QUOTED:
            office.org = again.value.label  # «رئيس بعثة "اليونيفيل" الجنرال X»
            return office.taken(again.last + 1)
        if again and closed and office.org:
            office.last = again.last + 1  # «رئيسة بعثة الاتحاد الأوروبي … "اليوبام"»
            return office.last
        if again and again.value.label == office.org:
            end = again.last + 1 if again.last < len(tokens) and tokens[again.last].text in QUOTES else again.last
            office.last = end
            return end
        return j + 1 if tokens[j + 1].text in self._lexicon.office_words else self._past_bracket(tokens, j, office)

    def _foreign(self, tokens: list[Token], j: int) -> int | None:
        """«القائد العام للحرس المالي (Guardia di Finanza) الجنرال X»: what the body is called in its own language,
        before the form of address of its head."""
        end = next((k for k in range(j + 2, min(j + 2 + _FOREIGN, len(tokens))) if tokens[k].text in QUOTES), None)
        if end is None or end + 1 >= len(tokens) or not all(t.text.isascii() for t in tokens[j + 1 : end]):
            return None
        address = self._lexicon.honorifics.at(tokens, end + 1, clitics=False)
        return end + 1 if address and address.value.position == "before" else None

    def _called_for_short(self, tokens: list[Token], j: int) -> int | None:
        """«مدير وكالة الاستخبارات (نيسا) X»، «رئيسة بعثة … "اليوبام"»: past one word in brackets that no table knows,
        before the holder or with the article."""
        lexicon, end = self._lexicon, j + 3
        if end > len(tokens) or tokens[j + 2].text not in QUOTES or tokens[j].text not in OPENING:
            return None
        word = tokens[j + 1].text
        tables = (lexicon.given_names, lexicon.name_words, lexicon.surnames, lexicon.possible_names)
        phrases = (lexicon.organisations, lexicon.national, lexicon.states, lexicon.heads, lexicon.honorifics)
        if any(word in table for table in tables) or any(table.at(tokens, j + 1) for table in phrases):
            return None
        if lexicon.particles.at(tokens, j + 1, clitics=False):
            return None  # «رئيس الوزراء (السابق) X»
        behind = tokens[end].text if end < len(tokens) else ""
        holder = behind in lexicon.given_names or behind in lexicon.name_words
        holder = holder or (behind != "" and lexicon.honorifics.at(tokens, end, clitics=False) is not None)
        called = lexicon.grammar.definite(word) and word not in lexicon.common_words
        return end if holder or called or word in lexicon.office_words else None

    def _past_bracket(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """«مدير وكالة الاستخبارات (نيسا) بجمهورية الصومال»: past what the body is called for short, where its state
        stands behind."""
        end = next((k + 1 for k in range(j + 2, min(j + _SHORT_NAME, len(tokens))) if tokens[k].text in QUOTES), None)
        if end is None or end >= len(tokens) or office.stated or tokens[j].text not in OPENING:
            return None
        if any(
            self._lexicon.heads.at(tokens, k) or self._lexicon.honorifics.at(tokens, k) for k in range(j + 1, end - 1)
        ):
            return None
        state = self._lexicon.states.at(tokens, end + (tokens[end].text in self._lexicon.grammar.in_))
        if state is None or state.value.ambiguous or not (state.value.definite or state.value.kind == "name"):
            return None
        if state.clitic in self._lexicon.grammar.by and state.value.kind == "name":
            office.country, office.complete = state.value.code, True
            office.last = self._postings.same_again(tokens, state)
            return office.last
        return end
