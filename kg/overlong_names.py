"""«الرئيس X دول أمريكا»: a name with a word too many, in an article that tells the name without it.

What stands behind a name in one sentence may look as its last word; where the same name is told without it elsewhere,
and no table knows the word as a name, it belongs to the sentence.
"""

from __future__ import annotations

from dataclasses import replace

from kg.keys import name_tokens
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.name_shapes import NameShapes
from kg.sentences import Sentence

_TWO = 2  # words of a name that can stand for the whole of it
_BEHIND = "after"  # of particles such as «الثاني», with which a name may end
_SHORT = 3  # letters of a word that only the table of plain words tells from a name


class OverlongNames:
    """Ends names where the article ends them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._shapes = NameShapes(lexicon)

    def applied_to(self, sentences: list[Sentence]) -> list[Sentence]:
        """The sentences with such names shortened; the very same list where there is none."""
        told = {m.name for sentence in sentences for m in sentence.mentions if m.name and " " in m.name}
        if len(told) < _TWO:
            return sentences
        whole = told | {short for name in told for short in self._begun(name)}
        families = {name.split()[-1] for name in told}
        shorter = {name: short for name in told if (short := self._shorter(name, whole) or self._alone(name, families))}
        if not shorter:
            return sentences
        return [self._renamed(sentence, shorter) for sentence in sentences]

    def _renamed(self, sentence: Sentence, shorter: dict[str, str]) -> Sentence:
        mentions = [self._ended(sentence, m, shorter) for m in sentence.mentions]
        return sentence.with_mentions(mentions) if mentions != sentence.mentions else sentence

    def _ended(self, sentence: Sentence, m: Mention, shorter: dict[str, str]) -> Mention:
        """The mention with the shorter name; up to the end of an office behind the name."""
        short = shorter.get(m.name or "")
        if short is None or m.name is None:
            return m
        named = [i for i in range(m.first, m.last) if m.name_span[0] < sentence.tokens[i].end <= m.name_span[1]]
        named = [i for i in named if not sentence.tokens[i].is_mark]
        if len(named) != len(m.name.split()):
            return m
        last = named[len(short.split()) - 1] + 1
        end = sentence.tokens[last - 1].end
        cut = replace(m, name=short, name_span=(m.name_span[0], end))
        return cut if m.end != m.name_span[1] else replace(cut, last=last, end=end)

    def _begun(self, name: str) -> list[str]:
        """«X» of «X بن Y»: what such a name begins with."""
        words = name.split()
        ends = [k for k in range(_TWO, len(words)) if words[k] in self._lexicon.grammar.son]
        return [" ".join(words[:k]) for k in ends]

    def _shorter(self, name: str, whole: set[str]) -> str | None:
        """The longest name told that this one goes on from with a word that is no name."""
        words = name.split()
        for k in range(len(words) - 1, _TWO - 1, -1):
            if not self._no_name(words, k):
                continue
            short = " ".join(words[:k])
            if self._lexicon.name_particles.get(words[k - 1], _BEHIND) != _BEHIND:
                continue  # «لوك دي مرتان» beside «لوك دي مارتان»
            if short in whole and len(name_tokens(short)) >= _TWO:
                return short
        return None

    def _alone(self, name: str, families: set[str]) -> str | None:
        """«قدم اللواء الطيراوي شرحا» beside «سمير الطيراوي»: the name of a family, and a word that is no name."""
        family, *rest = name.split()
        known = family in families and self._lexicon.grammar.definite(family)
        return family if known and len(rest) == 1 and self._no_name([family, *rest], 1) else None

    def _no_name(self, words: list[str], k: int) -> bool:
        lexicon, grammar, word = self._lexicon, self._lexicon.grammar, words[k]
        if word in lexicon.given_names or word in lexicon.name_words or word in lexicon.name_particles:
            return False
        if word in grammar.son or word in grammar.korean_last or words[0] in grammar.korean_family:
            return False
        if len(word) <= _SHORT and word not in lexicon.common_words:
            return False
        return not word.startswith(tuple(grammar.article)) or self._shapes.adjective(word)
