"""Count the words of news articles and write the word tables: ``python -m kg.words_build ARTICLES.jsonl[.gz] …``.

No list of names is ever complete, so the reader of names asks the language itself: ``common_words.csv`` holds words
that are hardly ever a name, ``name_words.csv`` those that stand where names stand. Both are counted, not written by
hand, and can be counted anew from any collection of articles (one JSON object a line, its text in ``text``); 10,000
articles or more make useful tables. What opens a name and what joins its parts comes from the other tables of the
ontology. Names given by hand (``given_names.csv``) help to find openers, and are common words only where the articles
show them as plain words hardly ever used as a name. ``kg.word_counts`` explains the measures.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import resources
from kg.affixes import affixes
from kg.errors import InputError, RawabitError
from kg.table_file import write_table
from kg.word_counts import ARTICLE, Cues, Measures, count, cues, measure

SOURCE = {"source": "word-counts", "licence": "Apache-2.0"}
"""Cells of every row; ``sources.csv`` explains the key."""

_PRONOUNS = affixes("pronoun")
_LETTERS = affixes("proclitic")  # conjunctions and prepositions
_CLITICS = (*_LETTERS, *affixes("verb-prefix"))
_JOINED_ARTICLE = affixes("joined-article")
_LIMIT_GIVEN = 0.03
_LEAST_POSSIBLE = 5  # seen less often, where a word stands says little


@dataclass(frozen=True, slots=True)
class WordTables:
    """The outcome: words with their counts. ``names`` are surely names, ``possible`` stand where names may stand."""

    common: dict[str, int]
    names: dict[str, int]
    possible: dict[str, int]


def read_texts(paths: Iterable[Path]) -> Iterator[str]:
    """The texts of all articles in JSON-lines files (``.gz`` is unpacked).

    Raises InputError naming file and line where a file cannot be read or a line is no article.
    """
    for path in paths:
        try:
            packed = path.suffix == ".gz"
            with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        yield _text(line, f"{path}:{number}")
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: cannot be read ({error}); give UTF-8 JSON lines, packed or not") from error


def _text(line: str, where: str) -> str:
    try:
        text = json.loads(line)["text"]
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(f"{where}: each line must be a JSON object with a field 'text'") from error
    if not isinstance(text, str):
        raise InputError(f"{where}: field 'text' must be a string")
    return text


def classify(names: Collection[str], measures: Mapping[str, Measures], known: Cues, least: int = 20) -> WordTables:
    """Sort the words into the tables; common words must be seen ``least`` times.

    A word is common where it stands hardly ever behind a name or opener and has kin: the more often it is seen the less
    kin is asked for. A form with a clitic or pronoun is common where the rest is. Of the names given by hand only those
    that the articles show as plain words stay common. No name is a form of a common word, a place or another name with
    a clitic or pronoun, or a place itself.
    """
    sorter = _Sorter(names, measures, known, least)
    common, sure, possible = {}, {}, {}
    for word, m in measures.items():
        if sorter.is_common(word) or sorter.is_derived(word):
            common[word] = m.count
        elif len(word) > 1 and word.isalpha() and not known.rules_out(word) and not sorter.is_form(word):
            if word in names and (word not in known.openers or _is_family(word, m, known)):
                sure[word] = m.count
            elif word in names or word in known.given or (m.count >= _LEAST_POSSIBLE and _may_be_name(m)):
                possible[word] = m.count
    return WordTables(common, sure, possible)


def _is_family(word: str, m: Measures, known: Cues) -> bool:
    """A demonym that is a family name more often than not: الكندي."""
    return word in known.given and word in known.places and m.behind + m.before >= 0.7


def _may_be_name(m: Measures) -> bool:
    return m.behind >= 0.10 or (m.before >= 0.15 and m.behind >= 0.03)


@dataclass(frozen=True, slots=True)
class _Sorter:
    names: Collection[str]
    measures: Mapping[str, Measures]
    known: Cues
    least: int

    def is_common(self, word: str) -> bool:
        m = self.measures.get(word)
        if m is None or word in self.names or m.behind >= self._limit(word, m):
            return False
        if word in self.known.given and m.construct < 0.1 and (m.kin < 1 or m.count < 400):
            return False  # rare or alone: a name after all
        if word.startswith(ARTICLE) and len(word) > 4:
            if m.count < 150:  # rare ones are often family names; more kin is asked for
                return m.behind < 0.03 and m.kin >= 0.3 and m.count >= self.least
            return m.kin >= 0.1
        if m.count < self.least:
            return False
        return m.kin >= (0.1 if m.count >= 200 else 0.3) or (m.construct >= 0.3 and m.behind < 0.02)

    def _limit(self, word: str, m: Measures) -> float:
        """How often a common word may stand behind a name: verbs and objects do; a name given by hand may hardly."""
        if word in self.known.given:
            return _LIMIT_GIVEN
        return 0.20 if m.kin >= 1 else 0.15 if m.kin >= 0.5 else 0.10

    def is_derived(self, word: str) -> bool:
        """A clitic, verb prefix or pronoun on a common word, hardly ever behind a name; or a clitic on a title."""
        m = self.measures[word]
        if m.count < self.least or word in self.known.given:
            return False
        if m.behind >= 0.06 or word in self.names:
            return self.is_form(word) and not self._is_joined_name(word)
        return (
            any(self._is_frequent(rest, 100) for _, rest, _ in _without_clitic(word))
            or any(self._is_frequent(rest, 200) for _, _, rest in _without_clitic(word))
            or any(self._is_frequent(stem, 100) for stem in _without_pronoun(word))
        )

    def _is_joined_name(self, word: str) -> bool:
        """«وخالد»: and-Khalid is no name, yet no plain word either."""
        rest = word.removeprefix("و")
        return rest != word and (rest in self.names or rest in self.known.given)

    def is_form(self, word: str) -> bool:
        """No word of its own: a clitic on a title, or a clitic or pronoun on something that is seen far more often."""
        if word in self.known.given:
            return False
        count = self.measures[word].count
        if self._is_wrapped(word):
            return True
        for clitic, rest, definite in _without_clitic(word):
            for form in (rest, definite):
                if clitic not in _LETTERS or len(form) < 3 or self._count(form) < count:
                    continue
                if form in self.known.openers:
                    return True
                if len(form) > 3 and self._count(form) >= 3 * count and self._is_known(form):
                    return True
        return any(self._count(stem) >= 10 * count and self.is_common(stem) for stem in _without_pronoun(word))

    def _is_wrapped(self, word: str) -> bool:
        """A conjunction or preposition before the article (والظواهري), or before a word with a pronoun (وأخيه)."""
        if word.startswith(_JOINED_ARTICLE) and len(word) > 5:
            return True
        if not word.startswith(_LETTERS) or not word.endswith("ه") or len(word) < 5:
            return False
        stems = (word[1:-1], word[1:], word[1:-2], word[1:-2] + "ه", word[1:-2] + "اء")
        return any(len(stem) > 2 and (self.is_common(stem) or stem in self.known.openers) for stem in stems)

    def _is_known(self, form: str) -> bool:
        known = self.known
        return form in self.names or form in known.places or form in known.given or self.is_common(form)

    def _is_frequent(self, word: str, times: int) -> bool:
        return self.is_common(word) and self._count(word) >= times

    def _count(self, word: str) -> int:
        m = self.measures.get(word)
        return m.count if m else 0


def _without_clitic(word: str) -> Iterator[tuple[str, str, str]]:
    """The clitics ``word`` may begin with, the rest as written, and the rest with the article («لل» hides it)."""
    for clitic in _CLITICS:
        rest = word.removeprefix(clitic)
        if rest != word and len(rest) > 2:
            if clitic == "ل" and rest.startswith("ل"):
                yield clitic, "", "ا" + rest
            else:
                yield clitic, rest, ARTICLE + rest if clitic in {"ل", "ب", "و"} else ""


def _without_pronoun(word: str) -> Iterator[str]:
    for pronoun in _PRONOUNS:
        stem = word.removesuffix(pronoun)
        if stem != word and len(stem) > 2:
            yield stem
            yield stem + "ه"


def write(tables: WordTables, folder: Path, most: int = 30_000) -> None:
    """Write ``common_words.csv`` (its ``most`` most frequent words) and ``name_words.csv`` into ``folder``."""
    ranked = _ranked(tables.common)[:most]
    write_table(folder / "common_words.csv", ("form", "count"), ranked, SOURCE)
    named = [(form, n, "name") for form, n in _ranked(tables.names)]
    named += [(form, n, "possible") for form, n in _ranked(tables.possible)]
    write_table(folder / "name_words.csv", ("form", "count", "strength"), named, SOURCE)


def _ranked(words: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(words.items(), key=lambda item: (-item[1], item[0]))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 where both tables were written, 2 where an input or table could not be read."""
    parser = argparse.ArgumentParser(
        prog="python -m kg.words_build",
        description="Count the words of articles and write common_words.csv and name_words.csv.",
        epilog="Example: python -m kg.words_build news-2015.jsonl.gz news-2018.jsonl.gz --out ontology/tables",
    )
    parser.add_argument("articles", nargs="+", type=Path, help="JSON lines with a field 'text'; .gz is unpacked")
    parser.add_argument("--out", type=Path, help="folder of the two tables; the ontology's own where not given")
    parser.add_argument("--least", type=int, default=20, help="how often a common word must be seen (default 20)")
    options = parser.parse_args(arguments)
    try:
        known = cues()
        counts = count(read_texts(options.articles))
        names, measures = measure(counts, known)
        tables = classify(names, measures, known, options.least)
        write(tables, options.out or resources.ontology_dir() / "tables")
    except RawabitError as error:
        print(error, file=sys.stderr)
        return 2
    told = f"{len(tables.common)} common words, {len(tables.names)} names, {len(tables.possible)} possible names"
    print(f"{counts.articles} articles: {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
