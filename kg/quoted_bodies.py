"""«حركة "فتح"»، «وكالة "فرونتكس"»، «حكومة "الوحدة الوطنية"»، «ممثلة "الأونروا"»، «الأمين العام لـ "حزب …"»: bodies
whose name stands in quotation marks, read as if it stood without."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.tokens import OPENING, QUOTES, Token, readings

_MARKS = OPENING - {"(", "["}
_NAME = 4  # tokens from an opening mark to the closing one, at most
_WHOLE = 9  # the same of a body told with its whole name
_HEAD = 3  # words of an office before the mark


class QuotedBodies:
    """Takes away the marks inside the names of organisations that the tables know."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def unquoted(self, tokens: list[Token]) -> list[Token]:
        """The tokens without such marks; the very same list where there are none."""
        marks: set[int] = set()
        joined: dict[int, Token] = {}  # «لـ "المفوضية …"» is «للمفوضية»
        for i in [i for i, token in enumerate(tokens) if token.text in _MARKS]:
            if not i or i - 1 in marks or tokens[i - 1].is_mark:
                continue
            end = next((k for k in range(i + 2, min(i + 1 + _WHOLE, len(tokens))) if tokens[k].text in QUOTES), None)
            if end is None:
                continue
            if tokens[i - 1].text in self._lexicon.grammar.for_ and self._held(tokens, i - 1, tokens[i + 1 : end]):
                joined[i + 1] = self._joined(tokens[i - 1], tokens[i + 1])
                marks.update((i - 1, i, end))
                continue
            inside = tokens[i + 1 : end]
            called = end <= i + _NAME and self._whole([tokens[i - 1], *inside])
            if called or (self._headed(tokens, i) and self._body(inside)):
                marks.update((i, end))
        return [joined.get(i, token) for i, token in enumerate(tokens) if i not in marks] if marks else tokens

    def _whole(self, name: list[Token]) -> bool:
        return self._body(name) or self._government(name)

    def _body(self, name: list[Token]) -> bool:
        """Whether the words are the name of an organisation and nothing else."""
        body = self._lexicon.organisations.at(name, 0)
        return body is not None and body.last == len(name) and body.value.kind != "group"

    def _headed(self, tokens: list[Token], i: int) -> bool:
        """«مسؤول "حزب الله"»، «مدير مكتب "يونيسف"»: an office whose body is still to come ends before the mark."""
        heads = (self._lexicon.heads.at(tokens, k) for k in range(max(0, i - _HEAD), i))
        return any(head is not None and head.last == i and not head.value.definite for head in heads)

    def _held(self, tokens: list[Token], i: int, name: list[Token]) -> bool:
        """«الأمين العام لـ "المفوضية …"»: an office shortly before the preposition, of the body whose name stands
        behind the mark; not «قال المدير لـ "وكالة"»."""
        body = self._lexicon.organisations.at(name, 0) or self._lexicon.bodies.at(name, 0)
        return body is not None and any(self._lexicon.heads.at(tokens, k) for k in range(max(0, i - _HEAD), i))

    def _joined(self, preposition: Token, word: Token) -> Token:
        article = next((a for a in self._lexicon.grammar.article if word.text.startswith(a)), "")
        text = preposition.text + (article[1:] + word.text[len(article) :] if article else word.text)
        return Token(text, preposition.start, word.end)

    def _government(self, name: list[Token]) -> bool:
        """«حكومة "الوحدة الوطنية" الليبية»: a government called by words of offices."""
        governs = any(rest in self._lexicon.grammar.regime for _, rest in readings(name[0].text))
        return governs and all(self._lexicon.is_office_word(token.text) for token in name[1:])
