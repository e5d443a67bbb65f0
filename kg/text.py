"""Arabic text as the press writes it, brought to one spelling without losing its place in the original.

``normalise`` folds hamza forms, ى/ي, ة/ه and digits one to one and drops diacritics, tatweel and invisible marks;
the result
knows which code points of the original each of its own stands for. Everything downstream matches on the folded text.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass

from camel_tools.utils.normalize import normalize_alef_ar, normalize_alef_maksura_ar, normalize_teh_marbuta_ar

from kg.model import Span

# Arabic diacritics and Koranic marks, tatweel, zero-width and bidi controls, BOM, soft hyphen
_MARKS = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
# «و نظيره»: the conjunction is written with the word that it joins; the letter first, for which the search is fast
_APART = re.compile("و(?<=[ \n]و) +(?=[\u0621-\u064a])")
_DROPPED = re.compile(_MARKS.pattern + "|(?<=[ \n]و) +(?=[\u0621-\u064a])")
_COMPATIBILITY = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
# the foreign name «آن»: folded like other words it would be one of the most frequent ones (أن، إن)
_ANNE = re.compile("(?<![\u0621-\u064a])([وبل]?)آن(?![\u0621-\u064a])")
_KEPT, _MADDA = "\ue000", "آ"
_ONE_TO_ONE = str.maketrans(
    {
        "ؤ": "و",
        "ئ": "ي",
        "ی": "ي",
        "ى": "ي",
        "ک": "ك",
        "گ": "ك",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "ڤ": "ف",
        "ڨ": "ق",
        "ݣ": "ك",
        "ڭ": "ك",
        "پ": "ب",
        "چ": "ج",
        "ژ": "ج",
        "\u00a0": " ",
        "\t": " ",
        "\u202f": " ",
        "\u2028": "\n",
        "\u2029": "\n",
        "\r": "\n",
        "_": " ",  # hashtags: #كوريا_الشمالية
        "#": " ",
        **{chr(0x660 + d): str(d) for d in range(10)},
        **{chr(0x6F0 + d): str(d) for d in range(10)},
    }
)


def _folded_code(code: int) -> str:
    """A letter as camel-tools' three foldings and then ours leave it."""
    letter = normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(chr(code))))
    return str(letter.translate(_ONE_TO_ONE))


# All letters that are folded: of the Arabic block, and those of ours outside it.
_FOLDED = {code: out for code in {*range(0x600, 0x700), *_ONE_TO_ONE} if (out := _folded_code(code)) != chr(code)}
# Those that nearly every article has are replaced one by one, which is a tenth of the work of a translation.
_COMMON = tuple((letter, _FOLDED[ord(letter)]) for letter in "أإآىةؤئ\u00a0")
# What needs no further work: ASCII but for capitals, Latin-1's marks, the Arabic block, general punctuation.
_PLAIN = {*range(0x41), *range(0x5B, 0xC0), *range(0x600, 0x700), *range(0x2000, 0x2070)} - _FOLDED.keys()
_UNUSUAL = re.compile(f"[^{''.join(re.escape(chr(code)) for code in sorted(_PLAIN))}]")
# Letters of a sentence, so that a text without points costs no more than one with them; the longest of 669,263 in
# 72,000 news articles has 4,493.
_LONGEST = 5_000
_SENTENCE_MARK = re.compile("[.!?؟؛;…\n]")
# A point behind a single letter abbreviates (د. محمد، أ.د. محمد، ود. محمد); one between digits or Latin letters is no
# end either.
TITLES = "دما"
"""Letters that stand for a title before a name: «د. محمد»، «ود. محمد»، «وم.»، «وأ.»."""
_NO_END = rf"(?<!^\w)(?<![\s.(«]\w)(?<!\sو[{TITLES}])(?<!\s[لب]د)"
# «وزير الداخلية العراقي؛ الفريق X، …»: a name set off by a semicolon and a comma
_SEMICOLON = r"؛(?!\s*[\"“«]?\w+(?:\s\w+){0,5}[\"”»]?،)"
_SENTENCE_END = re.compile(
    rf"(?:{_NO_END}\.|[!?؟;…]|{_SEMICOLON}|\.{{2,}})[.!?؟؛;…]*(?=[\s\"'”“»«)\]]|$)"
    rf"|{_NO_END}(?<=[\u0600-\u06ff\"”»)])\.+(?=[\u0600-\u06ff\"“«])|\n+"
)


@dataclass(slots=True)
class NormalText:
    """A folded text and the way back: ``original[slice(*span(a, b))]`` is what ``text[a:b]`` was read from.

    The map is made when it is first asked for: few articles tell of an encounter, and no other needs it.
    """

    text: str
    original: str
    _dropped: bool  # the original has marks or ligatures that the text has not
    _starts: array[int] | None = None

    def span(self, start: int, end: int) -> Span:
        """Code points of the original that the folded range ``start:end`` stands for (marks inside it included)."""
        if not self._dropped:
            return start, end
        if self._starts is None:
            self._starts = _without_marks(self.original)[1]
        if end <= start:
            return self._starts[start], self._starts[start]
        return self._starts[start], self._starts[end - 1] + 1

    def surface(self, start: int, end: int) -> str:
        """The original spelling of the folded range ``start:end``."""
        return self.original[slice(*self.span(start, end))]


def _fold_letters(text: str) -> str:
    anne = "آن" in text and _ANNE.search(text) is not None
    if anne:
        text = _ANNE.sub(rf"\1{_KEPT}ن", text)
    for letter, folded in _COMMON:
        text = text.replace(letter, folded)
    if _UNUSUAL.search(text):
        text = _UNUSUAL.sub(_folded, text)
        if _same_length_lower(text):
            text = text.lower()
    return text.replace(_KEPT, _MADDA) if anne else text


def _folded(letter: re.Match[str]) -> str:
    return _FOLDED.get(ord(letter[0]), letter[0])


def _same_length_lower(text: str) -> bool:
    return "İ" not in text


def normalise(text: str) -> NormalText:
    """Fold ``text``; linear in its length, with the map back to its code points."""
    if _COMPATIBILITY.search(text):
        return NormalText(_fold_letters(_without_marks(text)[0]), text, True)
    kept = _MARKS.sub("", _APART.sub("و", text))  # what ``_DROPPED`` leaves, in a third of the time
    return NormalText(_fold_letters(kept), text, len(kept) != len(text))


def _without_marks(text: str) -> tuple[str, array[int]]:
    """The text without dropped marks, its ligatures resolved, and where each of its code points stood."""
    kept: list[str] = []
    starts = array("i")
    position = 0
    for match in _DROPPED.finditer(text):
        _keep(text, position, match.start(), kept, starts)
        position = match.end()
    _keep(text, position, len(text), kept, starts)
    return "".join(kept), starts


def _keep(text: str, start: int, end: int, kept: list[str], starts: array[int]) -> None:
    piece = text[start:end]
    if not _COMPATIBILITY.search(piece):
        kept.append(piece)
        starts.extend(range(start, end))
        return
    for offset, char in enumerate(piece, start):  # presentation forms: one ligature may stand for several letters
        plain = _DROPPED.sub("", unicodedata.normalize("NFKC", char)) if _COMPATIBILITY.match(char) else char
        kept.append(plain)
        starts.extend([offset] * len(plain))


def fold(text: str) -> str:
    """The folded form of a short string (a table entry, a name), with single spaces."""
    return " ".join(normalise(text).text.split())


def plain(surface: str) -> str:
    """A surface without diacritics, tatweel and invisible marks, its letters as they are."""
    return _DROPPED.sub("", surface)


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of a folded text: split at . ! ? ؟ ؛ … and line ends, white space trimmed.

    What has no such end within 5,000 letters is cut there. Decimal points and abbreviating points between digits or
    Latin letters do not end a sentence.
    """
    out: list[Span] = []
    start = 0
    at = 0
    while mark := _SENTENCE_MARK.search(text, at):  # the end itself is looked for at these only: ten times as fast
        match = _SENTENCE_END.match(text, mark.start())
        if match is None:
            at = mark.end()
            continue
        _add_sentence(text, start, match.end(), out)
        start = at = match.end()
    _add_sentence(text, start, len(text), out)
    return out


def _add_sentence(text: str, start: int, end: int, out: list[Span]) -> None:
    while end - start > _LONGEST:  # of a text without points; at a space where there is one
        cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST) + 1 or start + _LONGEST
        _add_sentence(text, start, cut, out)
        start = cut
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        out.append((start + left, start + right))
