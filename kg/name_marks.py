"""Names told by the marks around them: in quotation marks, between commas, from a rank to the end of a clause."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.name_bounds import NameBounds
from kg.name_words import RARE, NameWords
from kg.tokens import QUOTES, SEPARATORS, Token, latin, readings

TokenSpan = tuple[int, int]

_STEM = 3  # letters that a short word with a pronoun behind it has more than
FREQUENT = 3000  # a word of the language seen more often hardly stands in a name
_STOPS = frozenset(".؛!؟")


class NameMarks:
    """Reads names whose words may mean anything, for the marks that set them off."""

    def __init__(self, lexicon: Lexicon, words: NameWords, bounds: NameBounds) -> None:
        self._lexicon = lexicon
        self._grammar = lexicon.grammar
        self._words = words
        self._bounds = bounds
        self._plain = (lexicon.common_words, lexicon.function_words)

    def abbreviation(self, tokens: list[Token], start: int) -> bool:
        """One word in brackets («… (أفريكوم)») is a short name of the body before it, unless a surname follows; a
        letter and a point before a name tell no name that could be found again."""
        if len(tokens[start].text) == 1 and start + 1 < len(tokens) and tokens[start + 1].text == ".":
            return True
        around = [t.text for t in (tokens[start - 1 : start] + tokens[start + 1 : start + 2])]
        if around != ["(", ")"]:
            return False
        if tokens[start].text.isascii():
            return True  # «(CIA) وليام …»، «… (ICDO)»
        return start + 2 >= len(tokens) or not self._words.is_name(tokens[start + 2].text, titled=True)

    def quoted(self, tokens: list[Token], start: int) -> TokenSpan | None:
        """Two to six plain words in quotation marks right behind an office are its holder's name, whatever they
        mean."""
        j, first = start, tokens[start].text
        if self._grammar.definite(first) and self._lexicon.common_words.get(first, 0) >= FREQUENT:
            return None  # «أبرز مسؤول الإنتربول «الدور المحوري» لـ…»
        while j < len(tokens) and not tokens[j].is_mark and tokens[j].text not in self._lexicon.function_words:
            if j - start >= 2 and self._words.joins(tokens[j].text):
                return None
            j += 1
        closed = j < len(tokens) and tokens[j].text in QUOTES
        if closed and all(
            t.text in self._lexicon.common_words and not self._words.known(t.text) for t in tokens[start:j]
        ):
            return None  # «ناقش مع الوزير "حرية الممارسة الدينية"»: what they spoke of
        return (start, j) if closed and 1 < j - start <= 6 and not self._bounds.phrase_begins(tokens, start) else None

    def closed_off(self, tokens: list[Token], start: int, *, sure: bool, ranked: bool) -> TokenSpan | None:
        """«الفريق المختار بله شعبان، …»: two to five words from a rank to a mark, most of them no plain words; none is
        plain where the first is not known as a name (``sure``)."""
        lexicon = self._lexicon
        j, plain = start, 0
        while j < len(tokens) and not tokens[j].is_mark and j - start <= 5:
            text = tokens[j].text
            if latin(text) and not latin(tokens[start].text):
                return None  # «غويلو admiral Guillou»: the same once more
            inside = self._bounds.particle(tokens, j) in {"joins", "inside", "homograph", "after"}
            if not inside and (text in lexicon.function_words or text in lexicon.office_words or text.isdigit()):
                return None
            thing = text in lexicon.events and not self._words.known(text)  # «وقع X وماتيو بيانتيدوزي اتفاقية، …»
            if len(text) < 2 or (j > start and (thing or text in self._grammar.statement)):
                return None
            if not inside and (self._bounds.phrase_begins(tokens, j) or lexicon.triggers.at(tokens, j)):
                if lexicon.heads.at(tokens, j, clitics=False) and self._named(tokens, start, j, ranked=ranked):
                    break  # «الفريق المختار بله شعبان رئيس أركان …»
                return None
            if inside and self._leads_on(tokens, start, j):
                return None  # «السفير هاني صلاح على ترتيبات العودة.»
            own = inside or self._words.known(text) or self._grammar.definite(text)
            if j > start and not own and (text in self._grammar.kin_of or self._none(text)):
                return None  # «الرئيس إيمانويل ماكرون دعمه، …»، «الأمير وليام نجل …»
            if not (sure or ranked or self._unknown(tokens, j)):
                return None
            if j > start and (
                self._words.joins(text) or (len(text) > 4 and self._words.hides_plain_word(text, titled=True))
            ):
                return None
            known = text in lexicon.name_words or text in lexicon.given_names or inside
            plain += not known and lexicon.common_words.get(text, 0) >= RARE
            j += 1
        if not 2 <= j - start <= 5 or plain * 2 >= j - start or (plain and not sure):
            return None
        return (
            (start, j) if j >= len(tokens) or not tokens[j].is_mark or tokens[j].text in SEPARATORS | _STOPS else None
        )

    def _named(self, tokens: list[Token], start: int, end: int, *, ranked: bool) -> bool:
        """A name begins, and no word of the language stands in it: before an office, where no mark closes it;
        «السيدة كورينا فريكر سفيرة …»: behind a form of address, whatever it is."""
        words, first = self._words, tokens[start].text
        own = words.known(first) or first in self._lexicon.name_particles or (ranked and end - start > 1)
        return own and not any(
            t.text in self._lexicon.common_words or (len(t.text) > 3 and words.hides_plain_word(t.text, titled=True))
            for t in tokens[start:end]
            if not words.known(t.text)
        )

    def _leads_on(self, tokens: list[Token], start: int, j: int) -> bool:
        """«على» before a word of the language, behind a name of two words."""
        if j - start < 2 or self._bounds.particle(tokens, j) != "homograph" or j + 1 >= len(tokens):
            return False
        after = tokens[j + 1].text
        return after in self._lexicon.common_words and not self._words.known(after)

    def _unknown(self, tokens: list[Token], j: int) -> bool:
        """«وزير الصحة الأمريكي أليكس أزار، …»: a word that may be a foreign name for all that the tables know."""
        text, words = tokens[j].text, self._words
        if words.known(text):
            return not self._bounds.particle(tokens, j)
        if self._bounds.particle(tokens, j) or self._grammar.definite(text):
            return False
        stems = (text.removesuffix(own) for own in self._grammar.pronoun if text.endswith(own))
        if words.inflected(text) or any(s in table for s in stems for table in self._plain):
            return False
        joined = text.startswith(tuple(self._grammar.article_joined))
        return not (joined or words.will(text) or words.joins(text) or words.hides_plain_word(text, titled=False))

    def _none(self, text: str) -> bool:
        """«دعمه»، «تشريفه»، «تدشين»، «سيتناول»: a verb, a verbal noun, or a word with a pronoun behind it."""
        if self._words.will(text):
            return True
        common, shaped = self._lexicon.common_words, self._grammar.verbal_noun_shaped
        stems = [text.removesuffix(own) for own in self._grammar.pronoun if text.endswith(own)]
        if any(len(s) > _STEM and s in self._lexicon.function_words for s in stems):
            return True  # «على هامشه»
        return shaped(text) or any(shaped(s) or (text in common and s in common) for s in stems)

    def between_commas(self, tokens: list[Token], start: int) -> TokenSpan | None:
        """«وزير الخارجية، ري يونغ هو، …»: a few words set off behind an office are its holder's name unless most are
        plain."""
        lexicon = self._lexicon
        if self._words.joins(tokens[start].text) and tokens[start].text not in lexicon.possible_names:
            return None
        if lexicon.honorifics.at(tokens, start):
            return None  # «رحب الوزير، بالدكتور X، …»
        if self._at_his_place(tokens[start].text):
            return None  # «النائب العام، بمكتبه بالرحاب، السيد X»
        j = start
        while j < len(tokens) and not tokens[j].is_mark and j - start <= 5:
            homograph = self._bounds.particle(tokens, j) == "homograph" and j > start
            if self._bounds.phrase_begins(tokens, j) and self._bounds.particle(tokens, j) != "joins":
                return None
            if j == start and tokens[j].text in lexicon.function_words and not homograph:
                return None
            if j - start >= 2 and self._words.joins(tokens[j].text):
                return None
            if tokens[j].text in self._grammar.that and tokens[start].text not in self._grammar.korean_family:
                return None  # «الوزير، خميس الجهيناوي أن الوزارة، …»
            verb = lexicon.triggers.at(tokens, j)
            if verb and verb.clitic in self._grammar.will:
                return None  # «وزير الداخلية، ماتيو سالفيني سيلتقي غدا، …»
            j += 1
        end = j
        while end - start > 2 and self._when_or_where(tokens, end - 1):
            end -= 1  # «وزير الخارجية، أيمن الصفدي بعمان، …»
        words = [t.text for t in tokens[start:end]]
        if not 2 <= len(words) <= 5:
            return None
        ends = j >= len(tokens) or tokens[j].text in _STOPS  # «…، ألنور شاه حسينوف.»: none of them may be plain
        if not ends and tokens[j].text not in SEPARATORS:
            return None
        known = lexicon.given_names if ends else frozenset[str]()
        plain = sum(
            (w in lexicon.common_words and w not in known) or w in lexicon.function_words or w in lexicon.office_words
            for w in words
        )
        return (start, end) if plain <= (0 if ends else len(words) - plain) else None

    def _at_his_place(self, text: str) -> bool:
        """«بمكتبه», «بمقر», «في مكتبه» without its preposition."""
        grammar = self._grammar
        here = next((rest for clitic, rest in readings(text) if clitic in grammar.by), "")
        stems = {here, *(here.removesuffix(own) for own in grammar.pronoun)}
        return bool(here) and not stems.isdisjoint(grammar.his_place)

    def _when_or_where(self, tokens: list[Token], j: int) -> bool:
        """«أمس», «السبت», «ببرلين»: an adverb, a weekday, a city behind its preposition."""
        text, lexicon = tokens[j].text, self._lexicon
        if self._words.known(text) or self._bounds.particle(tokens, j) or text in self._grammar.korean_last:
            return False
        city = lexicon.cities.at(tokens, j)
        there = city is not None and city.clitic in self._grammar.by
        return there or text in lexicon.weekdays or text in lexicon.function_words
