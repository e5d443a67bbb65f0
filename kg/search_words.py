"""Words as a search compares them: one spelling of letters, no article; and the spellings that a typed word may mean.

A text is cut into words the same way when it is indexed and when it is searched (``words_in``). That knows nothing of
the language but letters and the article, so that an index does not age with the word tables. What needs them is done
with the few words of a question (``forms``): a word may stand behind a conjunction or preposition, and a typed word may
begin with one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.errors import TableError
from kg.keys import ARTICLE
from kg.resources import forms as cell_forms
from kg.resources import ontology_dir, rows
from kg.text import fold, normalise

_ARABIC = "\u0620-\u064a\u066e-\u06d3"
_WORD = re.compile(
    rf"[{_ARABIC}]+|\d+|[^\W\d_{_ARABIC}][^\W\d_{_ARABIC}\u0300-\u036f]*(?:['’ʼʾʿ‘`][^\W\d_{_ARABIC}][^\W\d_{_ARABIC}\u0300-\u036f]*)*"
)
_NO_LETTER = re.compile(r"[^\w]|[_\u0300-\u036f]")
_MARKS = "[\u064b-\u065f\u0670\u0640]*"
_LEFT = 3  # letters that remain where an article is cut off
_SURE = 20_000  # how often a word of offices counts as seen: the counts of common words leave these out
_COUNTED = 300  # the same of a name
_OFTEN = 4  # so many times more frequent, the longer word is a word of its own (وزير is not و and زير)


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A word of a text in its compared spelling, and the code points of the text that it was read from."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Affixes:
    cut: tuple[str, ...]
    shorten: tuple[str, ...]
    proclitics: tuple[str, ...]


def read_tables() -> None:
    """Read the tables of words now (0.2 s), and not with the first question."""
    _known()


def words_in(text: str) -> list[FoundWord]:
    """The words of ``text`` in order, with their places in it."""
    normal = normalise(_respelt(text))
    return [
        FoundWord(word, *normal.span(match.start(), match.end()))
        for match in _WORD.finditer(normal.text)
        if (word := compared(match.group()))
    ]


def compared_words(text: str) -> list[str]:
    """The same words without their places."""
    return [word for folded in folded_words(text) if (word := compared(folded))]


def folded_words(text: str) -> list[str]:
    """The words of ``text`` in one spelling of letters, articles kept: what a question is read from."""
    return _WORD.findall(normalise(_respelt(text)).text)


@lru_cache(maxsize=200_000)
def compared(word: str) -> str:
    """A folded word as it is compared: an Arabic one without ء and article, any other small and without accents."""
    if not re.match(f"[{_ARABIC}]", word):
        return _NO_LETTER.sub("", unicodedata.normalize("NFKD", word.casefold()))
    word = word.replace("ء", "") or word
    affixes = _affixes()
    for article in affixes.shorten:
        if word.startswith(article) and len(word) >= len(article) + _LEFT - 1:
            return word[: len(article) - 1] + word[len(article) :]
    for article in affixes.cut:
        if word.startswith(article) and len(word) >= len(article) + _LEFT:
            return word[len(article) :]
    return word


@lru_cache(maxsize=4096)
def forms(folded: str) -> tuple[str, ...]:
    """The compared words that one folded word of a question may stand for, its own first.

    It may stand behind a proclitic, unless that makes another known word (ريم does not find كريم). Where it begins with
    one itself (ومصر), the rest is meant as well.
    """
    word = compared(folded)
    if not re.match(f"[{_ARABIC}]", word):
        return (word,)
    base = word if folded.startswith(ARTICLE) else _base(word)
    found = [word, base]
    if len(base) >= _LEFT:
        for clitic in _affixes().proclitics:
            if not any(_of_its_own(compared(clitic[i:] + base), base) for i in range(len(clitic))):
                found.append(compared(clitic + base))
    return tuple(dict.fromkeys(found))


def completions(folded: str) -> tuple[str, ...]:
    """The compared beginnings that an unfinished folded word may stand for: as it is, and without its article."""
    bare = folded.replace("ء", "") if re.match(f"[{_ARABIC}]", folded) else compared(folded)
    without = [bare[len(article) :] for article in _affixes().cut if bare.startswith(article)]
    return (bare, *(rest for rest in without[:1] if len(rest) > 1))


def _base(word: str) -> str:
    """A typed word without its proclitic, where the rest is a known word and the whole is none of its own."""
    rests = [word[len(clitic) :] for clitic in _affixes().proclitics if word.startswith(clitic)]
    seen = _known().seen
    known = [rest for rest in rests if len(rest) >= _LEFT and rest in seen and not _of_its_own(word, rest)]
    return max(known, key=lambda rest: seen[rest], default=word)


def _of_its_own(longer: str, word: str) -> bool:
    """Whether ``longer``, which could be a proclitic and ``word``, is another word."""
    known = _known()
    if longer in known.given or (longer in known.world and word not in known.world):
        return True
    seen, seen_word = known.seen.get(longer, 0), known.seen.get(word, 0)
    if longer in known.places:  # unless the word is much more frequent: بلقاء is لقاء, though البلقاء is a place
        return _OFTEN * seen >= seen_word
    return seen > _OFTEN * seen_word


@dataclass(frozen=True, slots=True)
class _Known:
    """How often compared words were seen, by the tables; given names, words of places, words of offices and bodies."""

    seen: dict[str, int]
    given: frozenset[str]
    places: frozenset[str]
    world: frozenset[str]


@lru_cache(maxsize=1)
def _known() -> _Known:
    seen: dict[str, int] = {}
    for _, row in rows("common_words"):
        word = compared(row["form"])
        seen[word] = seen.get(word, 0) + int(row["count"])
    for _, row in rows("name_words"):
        word = compared(fold(row["form"]))
        seen[word] = max(seen.get(word, 0), int(row["count"]))
    given = {compared(fold(row["form"])) for _, row in rows("given_names")}
    places = {word for cell in _places() for word in compared_words(cell)}
    world = {word for cell in _offices() for word in compared_words(cell)}
    for words, count in ((given | places, _COUNTED), (world, _SURE)):
        for word in words:
            seen[word] = max(seen.get(word, 0), count)
    return _Known(seen, frozenset(given), frozenset(places), frozenset(world))


def _places() -> Iterator[str]:
    yield from (row["form"] for _, row in rows("cities"))
    for _, row in rows("countries"):
        yield from (row["name_ar"], *cell_forms(row["aliases_ar"]))


def _offices() -> Iterator[str]:
    yield from (row["form"] for _, row in rows("office_words"))
    yield from (form for _, row in rows("office_heads") for form in cell_forms(row["forms"]))
    yield from (row["name_ar"] for _, row in rows("organisations"))


@lru_cache(maxsize=1)
def _affixes() -> _Affixes:
    table = {row["kind"]: tuple(map(fold, cell_forms(row["forms"]))) for _, row in rows("search_affixes")}
    try:
        longest = {kind: tuple(sorted(table[kind], key=len, reverse=True)) for kind in ("cut", "shorten")}
        return _Affixes(longest["cut"], longest["shorten"], table["proclitic"])
    except KeyError as error:
        path = ontology_dir() / "tables" / "search_affixes.csv"
        raise TableError(f"{path}: the row {error} is missing") from error


def _respelt(text: str) -> str:
    """The text with one spelling of hamzas where the press has two (شئون, شؤون); as long as before."""
    pattern, letters = _spellings()
    return pattern.sub(lambda match: letters.get((match[1], match[2]), match[1]), text)


@lru_cache(maxsize=1)
def _spellings() -> tuple[re.Pattern[str], dict[tuple[str, str], str]]:
    letters: dict[tuple[str, str], str] = {}
    for line, row in rows("search_spellings"):
        if not len(row["letter"]) == len(row["before"]) == len(row["as"]) == 1:
            path = ontology_dir() / "tables" / "search_spellings.csv"
            raise TableError(f"{path}:{line}: letter, before and as are one letter each")
        letters[row["letter"], row["before"]] = row["as"]
    heads = "".join({letter for letter, _ in letters})
    tails = "".join({before for _, before in letters})
    return re.compile(rf"([{heads}])(?={_MARKS}([{tails}]))"), letters
