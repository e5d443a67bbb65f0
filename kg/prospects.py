"""Whether anything can come of an article, told from a few of its sentences.

Nothing here changes what is read: an article is left only where reading all of it would give no encounter. That holds
because a candidate (``frames``) needs a trigger in its own sentence and mentions in the same sentence. The only
mentions that come from elsewhere are those of persons who were named in full (``short_names``) and of officials of
states told in a list (``those_states``), so a sentence in which none of them stands can be judged by itself; and a
session needs a gathering word with an organisation beside it, or a council and a verb of deciding (``sessions``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

import ahocorasick_rs

from kg.encounters import may_stand
from kg.frames import FrameReader
from kg.lexicon import Lexicon
from kg.name_words import RARE
from kg.names import LONGEST
from kg.sentences import LazySentences, Sentence
from kg.sessions import PARTICIPATION, SessionReader
from kg.short_names import ShortNames, speaks, splits
from kg.those_states import ThoseStates
from kg.tokens import PROCLITICS, readings, words_of

_PROCLITIC = max(map(len, PROCLITICS))
_FIRST, _LAST = "\u0621", "\u064a"  # the letters of Arabic words, as ``tokens`` has them
_SPACE = re.compile(r"\s*")
_NAME = 2 * LONGEST  # words of a sentence over which a name goes on, at most, whatever marks stand in it


class Prospects:
    """Holds the words that an encounter cannot be told without."""

    def __init__(
        self,
        lexicon: Lexicon,
        frames: FrameReader,
        sessions: SessionReader,
        promising: Callable[[Sentence], bool],
    ) -> None:
        """``promising`` says whether a sentence may tell of a contact that no frame reads (``contacts``)."""
        self.lexicon = lexicon
        self._frames = frames
        self._sessions = sessions
        self._promising = promising
        self._those_states = ThoseStates(lexicon)
        opening = _opening(lexicon, sessions)
        self._automaton = ahocorasick_rs.AhoCorasick(list(opening))
        self._behind = list(opening.values())
        # without one of these words a sentence names nobody in full
        self._before_names = lexicon.heads.surfaces | lexicon.honorifics.surfaces | lexicon.groups.surfaces
        # words of the language that no name begins with, and those that are none by themselves
        known = lexicon.name_particles.keys() | lexicon.given_names | lexicon.name_words
        self._plain = lexicon.function_words - known
        rare = {w for w, n in lexicon.common_words.items() if n < RARE and lexicon.grammar.definite(w)}
        self._never_alone = lexicon.common_words.keys() - known - lexicon.surnames - rare

    def hopeful(self, sentences: LazySentences) -> bool:
        """Whether the frames or the sessions may find anything; reads no more sentences than it must."""
        telling = self._telling(sentences)
        triggers = [n for n in telling if self._frames.has_trigger(sentences.tokens(n))]
        gatherings = [n for n in telling if self._sessions.has_word(sentences.tokens(n))]
        for number in triggers:
            sentence = sentences.read(number)
            if any(may_stand(c) for c in self._frames.read(number, sentence)) or self._promising(sentence):
                return True
        if self._sessions.may_find(sentences, {*triggers, *gatherings}):
            return True
        if any(self._those_states.may_stand(sentences.tokens(n)) for n in triggers):
            return True  # «اجتمع وزراء الدول الثلاث»: of which, another sentence tells
        return bool(triggers) and self._names_return(sentences, triggers)

    def any_word(self, sentences: LazySentences) -> bool:
        """Whether a word triggers a frame or names a gathering: what a second opinion on names cannot change."""
        told = (sentences.tokens(n) for n in self._telling(sentences))
        return any(self._frames.has_trigger(tokens) or self._sessions.has_word(tokens) for tokens in told)

    def _telling(self, sentences: LazySentences) -> list[int]:
        """The sentences that have a word that triggers a frame or names a gathering; a few more may be among them."""
        places = list(self._places(sentences.text))
        if not places:
            return []
        starts = [start for start, _ in sentences.spans]
        found = {bisect_right(starts, place) - 1 for place in places}
        return sorted(n for n in found if n >= 0)

    def _places(self, folded: str) -> Iterator[int]:
        """Where one of the words stands, bare or behind two letters at most; those of longer words are not it."""
        try:
            found = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        except UnicodeEncodeError:  # lone surrogates
            text = folded.encode(errors="replace").decode()
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        for word, start, end in found:
            if not _FIRST <= folded[end : end + 1] <= _LAST:
                behind = self._behind[word]
                if behind and (space := _SPACE.match(folded, end)) and not folded.startswith(behind, space.end()):
                    continue
                before = folded[max(0, start - _PROCLITIC - 1) : start]
                if len(before) <= _PROCLITIC or not all(_FIRST <= letter <= _LAST for letter in before):
                    yield start

    def _names_return(self, sentences: LazySentences, numbers: list[int]) -> bool:
        """Whether a candidate comes of it that persons whom the article names stand in these sentences by short names.

        What ``Actors`` reads in a sentence once all names are known, is read here in these sentences alone.
        """
        here = [sentences.read(number) for number in numbers]
        anybody = any(splits(m) for s in here for m in s.mentions)  # by whom is told with other spellings too
        wanted = {} if anybody else self._wanted(here)
        names = ShortNames(self.lexicon)
        for number in range(len(sentences)):
            if not sentences.is_read(number):
                others = words_of(sentences.text, *sentences.spans[number])
                if self._before_names.isdisjoint(others) or not (anybody or _stands(wanted, others)):
                    continue
            names.learn(sentences.read(number).mentions)
        names.trust()
        for number, sentence in zip(numbers, here, strict=True):
            named = names.applied_to(sentence)
            if named is not sentence and any(may_stand(c) for c in self._frames.read(number, named)):
                return True
        return False

    def _wanted(self, here: Iterable[Sentence]) -> dict[str, set[str] | None]:
        """The words at which a short name may begin outside the mentions of sentences, and the words that may go on
        behind each of them, None where it may be a name by itself."""
        wanted: dict[str, set[str] | None] = {}
        for s in here:
            taken = {i for m in s.mentions for i in range(m.first, m.last)}
            for i, token in enumerate(s.tokens):
                if i in taken or token.is_mark:
                    continue
                for _, rest in readings(token.text):
                    if rest in self._plain:
                        continue
                    if rest not in self._never_alone or speaks(s.tokens, i, self.lexicon):
                        wanted[rest] = None
                    elif i + 1 < len(s.tokens) and (behind := wanted.setdefault(rest, set())) is not None:
                        behind.add(s.tokens[i + 1].text)
        return wanted


def _stands(wanted: dict[str, set[str] | None], others: list[str]) -> bool:
    """Whether one of the words stands among others, behind a proclitic (بجون كيري وزير …) or not, with one that may go
    on behind it in a name."""
    for i, word in enumerate(others):
        for _, rest in readings(word):
            if rest in wanted:
                behind = wanted[rest]
                if behind is None or not behind.isdisjoint(others[i + 1 : i + _NAME]):
                    return True
    return False


def _opening(lexicon: Lexicon, sessions: SessionReader) -> dict[str, tuple[str, ...]]:
    """The first words of what triggers a frame or names a gathering, and what each must have behind it; nothing where
    it may stand by itself."""
    told = [phrase for phrase, _ in lexicon.triggers.items()]
    told += [phrase for phrase, kind in lexicon.gatherings.items() if kind != PARTICIPATION]
    behind: dict[str, set[str]] = {}
    for first, *further in (*told, *sessions.openings):
        for word in (first, first[1:]) if first.startswith("ال") else (first,):  # «لل…»
            behind.setdefault(word, set()).add(further[0] if further else "")
    return {word: () if "" in seconds else tuple(sorted(seconds)) for word, seconds in behind.items()}
