"""«مع وزير الخارجية X، وبيت هيغسيث وزير الحرب الأميركي»: in a list of officials, what stands between one and the
office of the next is the next one's name, whether any table knows it or not."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.sentences import Sentence
from kg.tokens import COMMAS

_NAME = 3  # words of such a name
_SHORT = 3  # letters of «و» and a word too short for a name


class ListedNames:
    """Gives offices without a name those that stand before them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def applied_to(self, sentence: Sentence) -> Sentence:
        """The sentence with such offices named; the very same one where there is none."""
        mentions = sentence.mentions
        out: list[Mention] | None = None
        for k in range(1, len(mentions)):
            before, m = mentions[k - 1], mentions[k]
            near = before.kind == m.kind == "official" and 0 < m.first - before.last <= _NAME + 1
            if not near or m.name or m.link or not before.name or not (m.country or m.org):
                continue
            named = self._named(sentence, before, m)
            if named is not None:
                out = out or [*mentions]
                out[k] = named
        return sentence.with_mentions(out) if out else sentence

    def _named(self, sentence: Sentence, before: Mention, m: Mention) -> Mention | None:
        tokens, lexicon = sentence.tokens, self._lexicon
        first = before.last + (tokens[before.last].text in COMMAS)
        words = [t.text for t in tokens[first : m.first]]
        conjunction = next((a for a in lexicon.grammar.and_ if words and words[0].startswith(a)), None)
        if conjunction is None or m.head is None or m.head.number != "singular" or len(words[0]) <= _SHORT:
            return None
        words[0] = words[0].removeprefix(conjunction)
        if any(
            tokens[i].is_mark or w in lexicon.function_words or w in lexicon.events or w in lexicon.triggers
            for i, w in enumerate(words, first)
        ) or all(w in lexicon.common_words or lexicon.is_office_word(w) for w in words):
            return None
        start = tokens[first].start + len(conjunction)
        return replace(
            m,
            first=first,
            start=start,
            link=conjunction,
            name=" ".join(words),
            name_span=(start, tokens[m.first - 1].end),
        )
