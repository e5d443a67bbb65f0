"""Count the words of articles and measure which of them stand where names of persons stand.

The measures of a word are shares of its own count:

* behind: it stands right behind an opener (a title, rank, demonym, word of an office), a particle as بن, or a name;
* before: it stands right before a particle or a name;
* construct: it stands right before a plain word with the article, as the first noun of a compound does;
* kin: how often its other forms (with or without the article, with pronouns, plurals, verb prefixes) occur. Words of
  the language have kin, names have little.

The thresholds here and in ``kg.words_build`` were chosen by hand on news of 2015 to 2018.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kg import resources
from kg.affixes import affixes
from kg.text import fold, normalise
from kg.tokens import tokenise


def _folded(cell: str) -> list[str]:
    return [fold(form) for form in resources.forms(cell)]


(ARTICLE,) = affixes("article")
_ENDINGS = affixes("ending")
_FEMININE_ENDINGS = affixes("feminine-ending")  # in place of a final ه (ة)
_KIN_PREFIXES = affixes("kin-prefix")
_ROUNDS = 4
_SHARE_OF_OPENER = 0.12  # of the words behind an opener so many are names


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each folded word and each pair of neighbouring words (no mark between) occurs."""

    words: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    articles: int


@dataclass(frozen=True, slots=True)
class Cues:
    """What the other tables know: words that open a name (``titles`` are the surest), particles inside names, function
    words, places with their demonyms, and the names given by hand.
    """

    openers: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    function: frozenset[str]
    places: frozenset[str]
    given: frozenset[str]

    def rules_out(self, word: str) -> bool:
        """Whether ``word`` is no name for sure: a place, demonym or function word not given as a name by hand."""
        return word not in self.given and (word in self.places or word in self.function)


@dataclass(frozen=True, slots=True)
class Measures:
    """Count and shares of one word; see the text of the module."""

    count: int
    behind: float
    before: float
    construct: float
    kin: float


def count(texts: Iterable[str]) -> Counts:
    """Words and pairs of the texts, folded. About one minute and one gigabyte for 20 million words."""
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    articles = 0
    for text in texts:
        articles += 1
        tokens = [token.text for token in tokenise(normalise(text).text)]
        words.update(tokens)
        pairs.update((a, b) for a, b in pairwise(tokens) if _is_arabic(a) and _is_arabic(b))
    return Counts(words, pairs, articles)


def _is_arabic(word: str) -> bool:
    return "\u0621" <= word[0] <= "\u064a"


def cues() -> Cues:
    """The cues, read from the tables beside these two. Raises TableError where one is malformed."""
    demonyms: set[str] = set()
    places: set[str] = set()
    for _, row in resources.rows("countries"):
        for cell in ("demonym_m", "demonym_f"):
            demonyms.update(ARTICLE + form for form in _folded(row[cell]))
        for cell in ("name_ar", "aliases_ar", "capital_ar", "demonym_m", "demonym_f", "demonym_pl"):
            places.update(_folded(row[cell]))
    honorifics = _last_words("honorifics", "position", {"before", "rank-part"})
    heads = _last_words("office_heads", "number", {"singular"})
    particles = {fold(row["form"]) for _, row in resources.rows("name_particles") if row["position"] == "joins"}
    return Cues(
        openers=frozenset(demonyms | honorifics | heads | _column("office_words")),
        titles=frozenset(honorifics),
        particles=frozenset(particles),
        function=_column("function_words"),
        places=frozenset(places | demonyms),
        given=_column("given_names"),
    )


def _column(table: str) -> frozenset[str]:
    return frozenset(fold(row["form"]) for _, row in resources.rows(table))


def _last_words(table: str, column: str, values: Collection[str]) -> set[str]:
    found = (row for _, row in resources.rows(table) if row[column] in values)
    return {form.split()[-1] for row in found for form in _folded(row["forms"])}


def measure(counts: Counts, known: Cues, least: int = 3) -> tuple[frozenset[str], dict[str, Measures]]:
    """The words that are surely names, and the measures of every Arabic word seen ``least`` times or more.

    Names are found in rounds: what stands behind openers and particles first, then what stands beside names found
    before. Openers after which a name hardly ever stands are left out.
    """
    openers = _useful_openers(counts, known)
    names: frozenset[str] = frozenset()
    behind: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for _ in range(_ROUNDS):
        behind, before = Counter(), Counter()
        for (a, b), n in counts.pairs.items():
            if a in names or a in openers or a in known.particles:
                behind[b] += n
            if b in names or b in known.particles:
                before[a] += n
        names = frozenset(
            word
            for word, n in counts.words.items()
            if n >= least
            and len(word) > 1
            and _is_arabic(word)
            and word not in known.function
            and _is_name(behind[word] / n, before[word] / n)
        )
    construct = _construct(counts, names)
    measures = {
        word: Measures(n, behind[word] / n, before[word] / n, construct[word] / n, kin(word, counts.words))
        for word, n in counts.words.items()
        if n >= least and _is_arabic(word)
    }
    return names, measures


def _construct(counts: Counts, names: Collection[str]) -> Counter[str]:
    plain = {
        word
        for word, n in counts.words.items()
        if word.startswith(ARTICLE) and n >= 150 and word not in names and kin(word, counts.words) >= 0.1
    }
    out: Counter[str] = Counter()
    for (a, b), n in counts.pairs.items():
        if b in plain:
            out[a] += n
    return out


def _is_name(behind: float, before: float) -> bool:
    return behind >= 0.35 or (behind >= 0.15 and before >= 0.3)


def _useful_openers(counts: Counts, known: Cues) -> frozenset[str]:
    sure: Counter[str] = Counter()
    for (a, b), n in counts.pairs.items():
        if a in known.particles or a in known.titles:
            sure[b] += n
    construct = _construct(counts, ())
    seeds = {word for word, n in sure.items() if n >= (0.02 if word in known.given else 0.2) * counts.words[word]}
    for word in known.given:
        n = counts.words.get(word, 0)
        if n and kin(word, counts.words) < 0.5 and construct[word] < 0.1 * n:
            seeds.add(word)
    followed: Counter[str] = Counter()
    for (a, b), n in counts.pairs.items():
        if a in known.openers and b in seeds:
            followed[a] += n
    return frozenset(word for word, n in followed.items() if n >= _SHARE_OF_OPENER * counts.words[word])


def kin(word: str, words: Mapping[str, int]) -> float:
    """How often other forms of ``word`` occur, as a multiple of its own count."""
    definite = word.startswith(ARTICLE) and len(word) > 4
    stem = word[2:] if definite else word
    forms = [stem if definite else ARTICLE + word]
    forms += [stem + ending for ending in _ENDINGS] + [prefix + stem for prefix in _KIN_PREFIXES]
    if stem.endswith("ه"):
        forms += [stem[:-1] + ending for ending in _FEMININE_ENDINGS]
    return sum(words.get(form, 0) for form in forms) / (words.get(word, 0) or 1)
