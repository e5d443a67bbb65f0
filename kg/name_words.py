"""Whether a word by itself may belong to a person's name."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.name_shapes import NameShapes
from kg.tokens import readings

_REMEMBERED = 50_000  # words of which an answer is kept
# A word seen less often than this in 72,000 news articles may still be somebody's family name.
RARE = 600
_LONG = 5  # letters of a word that may carry «و» and a preposition
_ACCUSATIVE = 100  # and the accusative of a long one seen so often is none


class NameWords:
    """What the tables and the shapes of words say of one word."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.grammar = lexicon.grammar
        self.shapes = NameShapes(lexicon)
        self._outlasts: dict[str, bool] = {}  # what ``outlasts`` said of one
        self._known: dict[tuple[str, bool], bool] = {}  # what ``is_name`` said of a word

    def is_name(self, text: str, *, titled: bool) -> bool:
        """Whether a single word is likely a name; behind a title every word that is not known as plain is."""
        known = self._known.get((text, titled))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[text, titled] = self._is_name(text, titled=titled)
        return known

    def _is_name(self, text: str, *, titled: bool) -> bool:
        lexicon, grammar = self.lexicon, self.grammar
        if not text[0].isalpha() or text in lexicon.function_words or text in lexicon.office_words:
            return False
        if not "\u0621" <= text[0] <= "\u064a":
            return len(text) > 1
        if text in lexicon.name_particles:
            return lexicon.name_particles[text] == "joins"
        if text in lexicon.name_words:
            return titled or text not in lexicon.states
        if text in lexicon.common_words or len(text) < 2 or self._joined_verb(text) or self.will(text):
            return False
        known = text in lexicon.possible_names or text in lexicon.given_names
        if not known and text in lexicon.events:
            return False  # «وكذا»، «مذكرة»
        if text not in lexicon.possible_names and self.inflected(text):
            return False
        if text.startswith(tuple(grammar.article_joined)) and not self._foreign(text):
            return False
        if self.hides_plain_word(text, titled=titled):
            return False
        joined = not known and len(text) > _LONG and text.startswith(tuple(grammar.and_))
        if joined and self.hides_plain_word(text[1:], titled=True):
            return False  # «للرئيس ولشعبنا»
        if any(text in table for table in (lexicon.states, lexicon.heads, lexicon.triggers, lexicon.cities)):
            return False
        if text in lexicon.organisations or text in lexicon.honorifics:
            return False
        return titled or text in lexicon.name_words

    def _foreign(self, text: str) -> bool:
        """«والستروم»، «فالديسي»: what looks like a proclitic and the article, before no word of the language."""
        if not text.startswith((*self.grammar.and_, *self.grammar.then)):
            return False
        lexicon = self.lexicon
        definite = text[1:]
        bare = next((definite.removeprefix(a) for a in self.grammar.article if definite.startswith(a)), definite)
        known = (lexicon.common_words, lexicon.name_words, lexicon.possible_names, lexicon.office_words)
        return len(bare) > 3 and not any(word in table for word in (definite, bare) for table in known)

    def _joined_verb(self, text: str) -> bool:
        """«ويبحث»: a conjunction on a verb of the present; a word that is none without it (ويبرغ) may be a name."""
        if not text.startswith(tuple(self.grammar.joined_verb)):
            return False
        verb = text[1:]
        stems = (verb.removesuffix(his) for his in self.grammar.his if verb.endswith(his))  # «ويسلمه»
        return any(v in self.lexicon.common_words or v in self.lexicon.triggers for v in (verb, *stems) if len(v) > 3)

    def known(self, text: str) -> bool:
        """The word stands in a table of names."""
        lexicon = self.lexicon
        tables = (lexicon.name_words, lexicon.given_names, lexicon.possible_names, lexicon.surnames)
        return any(text in table for table in tables)

    def outlasts(self, text: str) -> bool:
        """A word behind two names that is none, though no table knows it: «قاطعا», «سيلغي», «بمفتشين», «خبيرين»."""
        known = self._outlasts.get(text)
        if known is None:
            if len(self._outlasts) >= _REMEMBERED:
                self._outlasts.clear()
            known = self._outlasts[text] = self._none(text)
        return known

    def _none(self, text: str) -> bool:
        if self.known(text) or text in self.lexicon.name_particles:
            return False
        grammar = self.grammar
        accusative = any(text.endswith(a) and text[: -len(a)] in self.lexicon.common_words for a in grammar.accusative)
        if accusative and len(text) > 4:
            return True
        rests = [text[1:]] if text.startswith((*grammar.by, *grammar.for_)) else []
        several = any(r.endswith(tuple(grammar.several_ends)) and len(r) > 5 for r in rests)
        theirs = any(r.endswith(p) and len(r) > 5 for r in rests for p in grammar.his if len(p) > 1)
        stems = (text.removesuffix(end) for end in grammar.dual if text.endswith(end))
        many = any(text.endswith(end) and text[: -len(end)] in self.lexicon.common_words for end in grammar.plural_ends)
        return (
            several
            or theirs
            or (many and len(text) > 5)
            or self.will(text)
            or any(len(s) > 3 and s in self.lexicon.common_words for s in stems)
        )

    def will(self, text: str) -> bool:
        """«سيعترف»: the letter of the future before a verb of the present."""
        if text in self.lexicon.possible_names or text in self.lexicon.given_names:
            return False
        if len(text) > 5 and any(
            text.startswith(w + verb) for w in self.grammar.will for verb in self.grammar.reflexive
        ):
            return True  # «سيتناول»: no name of another language begins so
        several = tuple(end for end in self.grammar.dual if end.startswith(tuple(self.grammar.accusative)))
        if (
            len(text) > 6
            and text.endswith(several)
            and any(text.startswith(w + verb) for w in self.grammar.will for verb in self.grammar.imperfect)
        ):
            return True  # «سيشاركان»
        return any(
            text.startswith(will + verb) and text[len(will) :] in self.lexicon.common_words
            for will in self.grammar.will
            for verb in self.grammar.imperfect
        )

    def joins(self, text: str) -> bool:
        """The word begins with the conjunction and is no known name (وليد، وهبي)."""
        known = text in self.lexicon.name_words or text in self.lexicon.given_names
        return len(text) > 3 and text.startswith(tuple(self.grammar.and_)) and not known

    def hides_plain_word(self, text: str, *, titled: bool) -> bool:
        """A one-letter proclitic before a plain word, office, state or city: «لتحديث»، «بجدة»."""
        lexicon = self.lexicon
        for clitic, rest in readings(text):
            if len(clitic) != 1 or clitic in self.grammar.will:  # «ساندور»: the letter of the future, before verbs only
                continue
            if (
                rest in lexicon.function_words
                or rest in lexicon.heads
                # «فرومان»: a foreign name, hardly «and then the Romans»
                or (clitic not in self.grammar.then and (rest in lexicon.states or rest in lexicon.cities))
                or rest in self.grammar.house  # «بقصر»
            ):
                return True
            if clitic in self.grammar.for_ | self.grammar.by and self._deed(rest):
                return text not in lexicon.possible_names and text not in lexicon.given_names  # «لتأطير»، «بتسنمه»
            if clitic in self.grammar.for_ and rest in lexicon.given_names and text not in lexicon.name_words:
                return True  # «لسلطان عمان»
            if rest in lexicon.common_words and (not titled or len(rest) > 3):
                return True
        return False

    def _deed(self, word: str) -> bool:
        """A verbal noun, with a pronoun behind it or without."""
        shaped = self.grammar.verbal_noun_shaped
        return shaped(word) or any(
            word.endswith(his) and len(word) > len(his) + 3 and shaped(word.removesuffix(his))
            for his in self.grammar.pronoun
        )

    def inflected(self, text: str) -> bool:
        """A word of the language and no name: with a pronoun behind it (قوله), an accusative (رسميا), or of the pattern
        of verbal nouns (تمتين)."""
        if text in self.lexicon.name_words or text in self.lexicon.possible_names:
            return False
        if text not in self.lexicon.given_names and self.shapes.of_the_language(text):
            return True
        for suffix in self.grammar.pronoun:
            stem = text.removesuffix(suffix)
            if (
                stem != text
                and len(stem) > 2
                and (
                    stem in self.lexicon.common_words
                    or (len(stem) > 3 and stem in self.lexicon.function_words)  # «على هامشه»
                    or self.grammar.verbal_noun_shaped(stem)
                )
            ):
                return True
        for accusative in self.grammar.accusative:
            stem = text.removesuffix(accusative)
            least = RARE if len(stem) < 5 else _ACCUSATIVE
            if stem != text and (
                self.lexicon.common_words.get(stem, 0) >= least or self.grammar.verbal_noun_shaped(stem, weak=True)
            ):
                return True  # «رسميا»، «تنويرا»
        return self.grammar.verbal_noun_shaped(text)
