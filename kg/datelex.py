"""Date words: the tables of months, weekdays and relative words compiled into one lexer.

The lexer turns a folded text into a string of one-letter codes (a word or number that matters for dates, the
punctuation between two of them, ``.`` for anything else): the grammar of ``kg.dates`` is a regular expression over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from kg.errors import TableError
from kg.resources import rows
from kg.text import fold

# The kinds of date_words.csv and their codes. Months (M, m where the word means other things too, H Hijri) and weekdays
# (W, w where only يوم before it makes it one) come from their own tables; N, Y, h, Q, q are numbers.
CODES = {
    "day": "T",
    "day_in_phrase": "u",
    "from_day": "A",
    "days": "D",
    "part": "P",
    "day_noun": "J",
    "accords": "K",
    "past": "X",
    "future": "X",
    "current": "X",
    "past_feminine": "x",
    "future_feminine": "x",
    "current_feminine": "x",
    "before_past": "Z",
    "month_noun": "s",
    "the_month": "S",
    "this": "z",
    "week_noun": "k",
    "year_noun": "a",
    "month_part": "R",
    "in": "f",
    "of": "o",
    "to": "r",
    "between": "b",
    "and": "&",
    "gregorian_mark": "g",
    "hijri_mark": "e",
    "ordinal": "O",
    "vague": "V",
}
_BLOCKS = ("not_after_day", "not_after_weekday", "not_after_date", "not_before_day")
_DAY_CODES = frozenset("TuWwMmHX")
_SPACES = " {1,3}"  # between the words of a form
_RUN = re.compile(r"\w+")
_CLITICS = [joined + preposition for joined in ("", "و", "ف") for preposition in ("", "ب", "ل", "ك")]
_ARTICLE = "ال"  # before a number: «ال 15»
_GAP = re.compile(r"[ (),،/\-–—«»\"“”]{0,6}")
_GAP_CODES = {"(": "(", ")": ")", ",": ",", "،": ",", "/": "/", "-": "-", "–": "-", "—": "-"}


@dataclass(frozen=True, slots=True)
class Token:
    """One date word or number: code letter, folded positions, and its value (month, weekday, offset or number)."""

    code: str
    start: int
    end: int
    value: int
    kind: str


@dataclass(frozen=True, slots=True)
class Codes:
    """A text as codes; ``tokens[i]`` belongs to ``text[i]`` and is None for punctuation and breaks."""

    text: str
    tokens: tuple[Token | None, ...]


@dataclass(frozen=True, slots=True)
class DateLexer:
    """The compiled tables."""

    pattern: re.Pattern[str]
    begins: frozenset[str]  # the words, with or without proclitic, at which the pattern may find one that has no number
    words: dict[str, tuple[str, int, str]]
    blocks: dict[str, frozenset[str]]
    in_dates: frozenset[str]  # single words, those of «تشرين الثاني» each

    def names_a_day(self, word: str) -> bool:
        """Whether a folded word is a day word, a weekday, a month or what stands behind one (الماضي)."""
        return self.words.get(word, ("",))[0] in _DAY_CODES

    def codes(self, folded: str) -> Codes:
        """The code string of a folded text; linear in its length."""
        text: list[str] = []
        tokens: list[Token | None] = []
        previous = -1
        for token in self._lex(folded):
            gap = _GAP.fullmatch(folded, previous, token.start) if 0 <= token.start - previous <= 6 else None
            marks = "".join(_GAP_CODES.get(c, "") for c in gap.group()) if gap else "."
            text += [*marks, token.code]
            tokens += [*(None for _ in marks), token]
            previous = token.end
        return Codes("".join(text), tuple(tokens))

    def _found(self, folded: str) -> Iterator[re.Match[str]]:
        """What the pattern finds in a text, looked for at the few words only that may begin it."""
        at = behind = 0
        for word in _RUN.findall(folded):
            at = folded.index(word, at)
            if at >= behind and (word in self.begins or not word.isalpha()):
                match = self.pattern.match(folded, at)
                if match:
                    yield match
                    behind = match.end()
            at += len(word)

    def _lex(self, folded: str) -> Iterator[Token]:
        for match in self._found(folded):
            start = match.start()
            if clitic := match["clitic"]:
                start += len(clitic)
                if clitic[0] == "و":
                    yield Token("&", match.start(), match.start() + 1, 0, "and")
            if word := match["word"]:
                code, value, kind = self.words[word]
                yield Token(code, start, match.end(), value, kind)
            else:
                yield _full_date(match, start) if match["full"] else _number(match, start)
                if mark := (match["mark"] or "").strip():
                    yield Token(self.words[mark][0], match.end() - len(mark), match.end(), 0, self.words[mark][2])


def _full_date(match: re.Match[str], start: int) -> Token:
    """A numeric date as ``YYYYMMDD`` (code Q), a Hijri or impossible one as code q."""
    if match["y1"]:
        year, month, day = int(match["y1"]), int(match["b1"]), int(match["c1"])
        if month > 12:
            month, day = day, month
    else:
        day, month, year = int(match["a2"]), int(match["b2"]), int(match["y2"])
        if month > 12 and day <= 12:  # month first, as in 2/26/2024
            day, month = month, day
    good = 1900 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= 31
    return Token("Q" if good else "q", start, match.end("full"), year * 10000 + month * 100 + day, "number")


def _number(match: re.Match[str], start: int) -> Token:
    value = int(match["number"])
    end = match.end("number")
    if 1 <= value <= 31:
        return Token("N", start, end, value, "number")
    if 1900 <= value <= 2099:
        return Token("Y", start, end, value, "number")
    return Token("h" if 1300 <= value <= 1500 else ".", start, end, value, "number")


def _trie_pattern(words: set[str]) -> str:
    """One alternation over ``words`` that tries each letter once, the longest word first."""
    trie = _Trie()
    for word in words:
        node = trie
        for char in word:
            node = node.next.setdefault(char, _Trie())
        node.ends = True
    return trie.pattern()


@dataclass(slots=True)
class _Trie:
    next: dict[str, _Trie] = field(default_factory=dict)
    ends: bool = False

    def pattern(self) -> str:
        branches = [_SPACES if char == " " else re.escape(char) for char in sorted(self.next)]
        branches = [own + self.next[char].pattern() for own, char in zip(branches, sorted(self.next), strict=True)]
        if not branches:
            return ""
        body = branches[0] if len(branches) == 1 and not self.ends else f"(?:{'|'.join(branches)})"
        return body + "?" if self.ends else body


@lru_cache(maxsize=1)
def load() -> DateLexer:
    """Read and compile the tables once. Raises TableError where a row has an unknown kind or a bad number."""
    words: dict[str, tuple[str, int, str]] = {}
    blocks: dict[str, set[str]] = {kind: set() for kind in _BLOCKS}
    for line, row in rows("date_words"):
        kind = row["kind"]
        if kind in blocks:
            blocks[kind].add(fold(row["form"]))
        elif kind in CODES:
            words.setdefault(fold(row["form"]), (CODES[kind], _integer(row["value"] or "0", "date_words", line), kind))
        else:
            raise TableError(f"date_words.csv:{line}: unknown kind {kind!r}; known: {', '.join([*CODES, *_BLOCKS])}")
    for line, row in rows("weekdays"):
        day = _integer(row["weekday"], "weekdays", line, 0, 6)
        words[fold(row["form"])] = ("w" if row["ambiguous"] == "yes" else "W", day, "weekday")
    for line, row in rows("months"):
        month = _integer(row["month"], "months", line, 1, 12)
        code = "H" if row["calendar"] == "hijri" else "m" if row["ambiguous"] == "yes" else "M"
        words[fold(row["form"])] = (code, month, "month")
    for form, entry in list(words.items()):
        if form.startswith("ال") and entry[0] != "A":  # li- + al- is written as one lam pair
            words.setdefault("لل" + form[2:], entry)
    barred = {kind: frozenset(found) for kind, found in blocks.items()}
    months = (part for form, entry in words.items() if entry[0] in "MH" for part in form.split())
    firsts = {_RUN.findall(form)[0] for form in words} | {_ARTICLE}
    begins = frozenset(clitic + first for first in firsts for clitic in _CLITICS)
    return DateLexer(_compile(words), begins, _Spaced(words), barred, frozenset(words) | frozenset(months))


class _Spaced(dict[str, tuple[str, int, str]]):
    """Forms of several words are found whatever the spaces between them."""

    def __missing__(self, key: str) -> tuple[str, int, str]:
        return self[" ".join(key.split())]


def _compile(words: dict[str, tuple[str, int, str]]) -> re.Pattern[str]:
    marks = "|".join(sorted((w for w, (code, _, _) in words.items() if code in "ge"), key=len, reverse=True))
    glued = "|".join(w for w, (code, _, _) in words.items() if code in "fJ" and " " not in w)  # «في20 مارس»
    return re.compile(
        r"(?<!\w)(?:(?P<clitic>(?:[وف]?[بلك]?)??)(?:(?P<word>" + _trie_pattern(set(words)) + r")(?!\w)"
        r"|(?:ال ?|" + glued + r")?(?:"
        r"(?P<full>(?<![\d.,/\-])(?:(?P<y1>\d{4}) ?(?P<s1>[/.\-]) ?(?P<b1>\d\d?) ?(?P=s1) ?(?P<c1>\d\d?)"
        r"|(?P<a2>\d\d?) ?(?P<s2>[/.\-]) ?(?P<b2>\d\d?) ?(?P=s2) ?(?P<y2>\d{4})))(?![\d/])"
        r"|(?<![:.,٫٬+%])(?P<number>\d{1,4})(?![\d:٫٬%٪+]|[.,]\d))(?:(?P<mark> ?(?:" + marks + r"))(?!\w)|(?!\w))))"
    )


def _integer(cell: str, table: str, line: int, low: int = -10, high: int = 31) -> int:
    try:
        value = int(cell)
    except ValueError:
        value = high + 1
    if not low <= value <= high:
        raise TableError(f"{table}.csv:{line}: {cell!r} is not a whole number from {low} to {high}")
    return value
