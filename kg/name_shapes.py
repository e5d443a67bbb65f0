"""Words that no table knows, and whose shape says that they are none of a name: verbs, adjectives, adverbs.

``name_words`` asks of a word that may be anything. What the hand-made table of given names has, or the counted one as
surely a name, is never asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

_SEEN = 100  # a stem seen so often in the news is one of the language
_OFTEN = 600  # so is one behind «ك» (كضيف), which also begins many foreign names
_SHORT = 5  # letters of a word that may carry an ending
_VERB = 4  # of a verb of the present
_LONG = 6  # of one that carries letters before it and behind


class NameShapes:
    """Looks at the letters of a single word."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        grammar = lexicon.grammar
        self._before = tuple(grammar.by | grammar.for_)
        self._theirs = tuple(own for own in grammar.his | grammar.pronoun if own not in grammar.we and len(own) > 1)
        self._several = tuple(grammar.several_ends & grammar.dual)  # «بايرون» is no plural
        self._of_verbs = tuple(grammar.she_did | grammar.they_did) + self._theirs

    def of_the_language(self, text: str) -> bool:
        """«انتهج»، «تجاهلت»، «لتهنئته»، «كضيف»، «المتواجدين»: an inflected verb, a preposition and a word, a plural."""
        if len(text) < 4 or text.startswith(tuple(self._lexicon.grammar.article)):
            return False  # «الرحمون» may be a family name
        common, grammar = self._lexicon.common_words, self._lexicon.grammar
        if text.startswith(tuple(grammar.like)):
            rest = text[1:]
            definite = rest.startswith(tuple(grammar.article)) and len(rest) >= _SHORT
            if common.get(rest, 0) >= (1 if definite else _OFTEN):
                return True
        if len(text) < _SHORT:
            return False
        if grammar.verb_shaped(text):
            return True
        if self._she_did(text, _SEEN):
            return True
        if len(text) >= _LONG and text.startswith(self._before) and text.endswith(self._theirs):
            return True
        if len(text) >= _LONG and text.endswith(self._several):
            stem = text[:-2]
            pair = any(stem.endswith(t) for t in grammar.she_did)  # «رسالتين»
            pair = pair and any(stem[:-1] + end in common for end in grammar.feminine_singular)
            # «أوبراين» is no plural of «أوبرا»
            return pair or (common.get(stem, 0) >= _SEEN and not stem.endswith(tuple(grammar.accusative)))
        return self.joined_verb(text)

    def joined_verb(self, text: str) -> bool:
        """«وعزفت»، «وأوقفوا»، «وتمثيلها»: «و» before a word with an ending of verbs or a pronoun."""
        if len(text) < _SHORT or not text.startswith(tuple(self._lexicon.grammar.and_)):
            return False
        end = next((e for e in self._of_verbs if text.endswith(e)), "")
        stem = text[1 : -len(end)] if end else ""
        return len(stem) > 1 and (end not in self._lexicon.grammar.she_did or stem in self._lexicon.common_words)

    def opens_none(self, text: str) -> bool:
        """«قطعت»، «تصدر»، «بحلول»، «اختفاء»: a plain word with which no name begins: a verb, its noun, a noun behind
        a proclitic."""
        common, grammar = self._lexicon.common_words, self._lexicon.grammar
        if grammar.verbal_noun_shaped(text):
            return True
        if self._she_did(text, _SEEN):
            return True
        if len(text) > _SHORT and any(text.startswith(p) and text[1:] in common for p in self._before):
            return True
        return self.of_both_genders(text)

    def hardly_alone(self, text: str) -> bool:
        """«متطابقة»، «يمدد»: one word that no table of names knows and that looks as one of the language: a
        verb, or with a letter that names of other languages are not written with."""
        grammar = self._lexicon.grammar
        if text.startswith(tuple(grammar.article)):
            return False  # «الطرموز»: a family
        if not grammar.own_letters.isdisjoint(text):
            return True
        like = any(text.startswith(k) and text[len(k) :] in self._lexicon.heads for k in grammar.like)
        return like or self._she_did(text) or self.of_both_genders(text)

    def _she_did(self, text: str, seen: int = 0) -> bool:
        """«قطعت»: a stem seen so often in the news, with the ending of what she did."""
        common, endings = self._lexicon.common_words, self._lexicon.grammar.she_did
        return any(text.endswith(t) and common.get(text[: -len(t)], -1) >= seen for t in endings)

    def of_both_genders(self, text: str) -> bool:
        """«يمدد» beside «تمدد»: a verb of the present of which the news have the other gender."""
        common, imperfect = self._lexicon.common_words, self._lexicon.grammar.imperfect
        if len(text) < _VERB or not text.startswith(tuple(imperfect)):
            return False
        return any(verb + text[1:] in common for verb in imperfect if not text.startswith(verb))

    def adjective(self, text: str) -> bool:
        """«الضيف»، «المعزول»، «السوفييتي»: a word with the article that is no name standing first; its feminine or
        plural is in use, or it ends as adjectives of origin do."""
        lexicon, grammar = self._lexicon, self._lexicon.grammar
        if not text.startswith(tuple(grammar.article)) or text in lexicon.given_names or len(text) < _SHORT:
            return False  # «آل جابر»
        if text.endswith(tuple(grammar.feminine)) or text in lexicon.events:
            return True
        known = (lexicon.common_words, lexicon.name_words, lexicon.possible_names)
        if any(text.endswith(s) and text.removesuffix(s) in table for s in self._several for table in known):
            return True
        forms = [text + end for end in (*grammar.feminine_singular, *self._several)]
        if any(form in table for form in forms for table in known):
            return True
        named = text in lexicon.name_words or text in lexicon.possible_names
        return not named and text.endswith(tuple(grammar.of_origin))
