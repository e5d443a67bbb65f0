"""«مع وزير الخارجية X، وبيت هيغسيث وزير الحرب الأميركي»: in a list of officials, what stands between one and the
office of the next is the next one's name, whether any table knows it or not."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.sentences import Sentence
from kg.tokens import COMMA, COMMAS

_TWO = 2  # words of a name at least
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
        for k, m in enumerate(mentions):
            if k and (named := self._behind(sentence, (out or mentions)[k - 1 : k + 2])):
                out = out or [*mentions]
                out[k] = named
                continue
            if not k:
                continue
            before = mentions[k - 1]
            near = before.kind == m.kind == "official" and 0 < m.first - before.last <= _NAME + _TWO
            whole = m.country or m.org or (m.role and m.role_key and " " in m.role_key)
            if not near or m.name or m.link not in {"", COMMA} or not before.name or not whole:
                continue
            named = self._named(sentence, before, m)
            if named is not None:
                out = out or [*mentions]
                out[k] = named
        return sentence.with_mentions(out) if out else sentence

    def _behind(self, sentence: Sentence, around: list[Mention]) -> Mention | None:
        """«كلا من سفيرة فنلندا X، وسفير بلجيكا Y»: the words between an office and the comma before the next."""
        before, m, *rest = around
        stated = bool(m.role and (m.country or m.org)) and not (m.countries or m.name)
        if m.kind != "official" or not stated or m.head is None or m.head.number != "singular":
            return None
        tokens, grammar = sentence.tokens, self._lexicon.grammar
        end = next((i for i in range(m.last, len(tokens)) if tokens[i].is_mark), len(tokens))
        if not _TWO <= end - m.last <= _NAME + 1:
            return None
        follows = [x for x in rest if x.kind == "official" and x.role and x.first - end == 1]
        next_of_list = any(x.link in grammar.and_ for x in follows) and tokens[end].text in COMMAS
        last_of_list = not rest or rest[0].first > end
        last_of_list = last_of_list and bool(before.name and before.role) and m.first - before.last <= 1
        if not (next_of_list or (last_of_list and m.link in grammar.and_)):
            return None
        if not self._unknown([t.text for t in tokens[m.last : end]]):
            return None
        start = tokens[m.last].start
        return replace(
            m,
            last=end,
            end=tokens[end - 1].end,
            name=" ".join(t.text for t in tokens[m.last : end]),
            name_span=(start, tokens[end - 1].end),
        )

    def _unknown(self, words: list[str]) -> bool:
        """Words that no table knows as anything but parts of names."""
        lexicon = self._lexicon
        for k, word in enumerate(words):
            named = word in lexicon.name_words or word in lexicon.given_names or word in lexicon.possible_names
            if word in lexicon.function_words or word in lexicon.events or lexicon.is_office_word(word):
                return False
            if word in lexicon.common_words and not (word in lexicon.given_names or (k and named)):
                return False
            if word in lexicon.triggers and not (k and named):
                return False
            if lexicon.grammar.definite(word) and not named:
                return False
        return True

    def _named(self, sentence: Sentence, before: Mention, m: Mention) -> Mention | None:
        tokens, lexicon = sentence.tokens, self._lexicon
        first = before.last + (tokens[before.last].text in COMMAS)
        last = m.first - (tokens[m.first - 1].text in COMMAS and m.first - 1 > first)  # «، وX، المفوض العام …»
        words = [t.text for t in tokens[first:last]]
        conjunction = next((a for a in lexicon.grammar.and_ if words and words[0].startswith(a)), None)
        if conjunction is None or m.head is None or m.head.number != "singular" or len(words[0]) <= _SHORT:
            return None
        words[0] = words[0].removeprefix(conjunction)
        if any(
            tokens[i].is_mark or w in lexicon.function_words or w in lexicon.events or w in lexicon.triggers
            for i, w in enumerate(words, first)
        ) or all(w in lexicon.common_words or lexicon.is_office_word(w) for w in words):
            return None
        if (last < m.first or not (m.country or m.org)) and not (len(words) > 1 and self._unknown(words)):
            return None
        start = tokens[first].start + len(conjunction)
        return replace(
            m,
            first=first,
            start=start,
            link=conjunction,
            name=" ".join(words),
            name_span=(start, tokens[last - 1].end),
        )
