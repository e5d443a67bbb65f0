"""Words that mean something else, and yet belong to the name in which they stand: a rank, a town, an office, «الله»."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.name_bounds import NameBounds
from kg.name_words import RARE, NameWords
from kg.tokens import COMMAS, Token, readings


class NameParts:
    """Looks at a word of a name for what else it means and what stands around it."""

    def __init__(self, lexicon: Lexicon, words: NameWords, bounds: NameBounds) -> None:
        self._lexicon = lexicon
        self._grammar = lexicon.grammar
        self._words = words
        self._bounds = bounds

    def of_god(self, tokens: list[Token], j: int, *, before: bool = True) -> bool:
        """«بلال قسم الله»، «توفيق شرف الدين»: a short word before «الله» behind a name, no blessing (حفظه الله)
        and no cleric (رجل الدين)."""
        text = tokens[j].text
        if j + 1 >= len(tokens) or tokens[j + 1].text not in self._grammar.god or len(text) not in {3, 4}:
            return False
        if text in self._grammar.cleric or text in self._lexicon.function_words:
            return False
        if not before:  # «السفير دفع الله الحاج علي»: at the beginning, before a sure name
            after = tokens[j + 2].text if j + 2 < len(tokens) else ""
            return after in self._lexicon.name_words or after in self._lexicon.given_names
        return not self._lexicon.honorifics.at(tokens, j, clitics=False) and not text.endswith(tuple(self._grammar.his))

    def shaped_and_last(self, tokens: list[Token], j: int) -> bool:
        """A word that no table knows, shaped like a verbal noun, closed by a mark behind the first name."""
        text, after = tokens[j].text, j + 1
        if not self._grammar.verbal_noun_shaped(text) or text in self._lexicon.common_words:
            return False
        return after >= len(tokens) or tokens[after].is_mark

    def looks_joined(self, tokens: list[Token], j: int) -> bool:
        """«عدنان فنجري، وزير العدل»: ف before what might be a verb, between a given name and the comma or bracket
        before an office, or before the office itself."""
        lexicon, text = self._lexicon, tokens[j].text
        if not text.startswith(tuple(self._grammar.then)) or text in lexicon.common_words or j + 1 >= len(tokens):
            return False
        given = tokens[j - 1].text in lexicon.given_names or tokens[j - 1].text in lexicon.name_words
        after = j + 1 + tokens[j + 1].is_mark
        return given and after < len(tokens) and lexicon.heads.at(tokens, after, clitics=False) is not None

    def place_as_family(self, tokens: list[Token], j: int) -> bool:
        """«ليزا موناكو، مستشارة …»: a place's name behind a given name of another language, an office behind the
        comma; «ماركو روسي»: what may say whence he is says nothing of him without the article."""
        lexicon = self._lexicon
        place = lexicon.cities.at(tokens, j, clitics=False) or lexicon.states.at(tokens, j, clitics=False)
        if place is None or place.last > j + 1 or j + 1 >= len(tokens) or self._grammar.definite(tokens[j].text):
            return False
        people = lexicon.states.at(tokens, j, clitics=False)
        if people is not None and people.value.kind == "demonym":
            return True
        if (
            j + 2 < len(tokens)
            and tokens[j + 1].text in COMMAS
            and lexicon.heads.at(tokens, j + 2, clitics=False) is not None
        ):
            return True
        town = lexicon.cities.at(tokens, j, clitics=False) and tokens[j].text not in lexicon.capitals
        return bool(town) and (self._bounds.ends_at(tokens, j + 1) or self._bounds.phrase_begins(tokens, j + 1))

    def son_of(self, tokens: list[Token], j: int) -> bool:
        """«سفيان بالصادق»: a family name made of «بن ال…», before a mark, a function word or the next phrase."""
        text = tokens[j].text
        if not text.startswith(tuple(self._grammar.son_joined)) or self._bounds.is_role(tokens, j):
            return False
        after = j + 1
        closed = self._bounds.ends_at(tokens, after) or self._bounds.phrase_begins(tokens, after)
        rests = [text.removeprefix(p) for p in self._grammar.son_joined if text.startswith(p)]
        if any(table.at(tokens, j) for table in (self._lexicon.heads, self._lexicon.honorifics, self._lexicon.states)):
            return False
        if self._between_names(tokens, j):
            return True
        if self._lexicon.cities.at(tokens, j) or self._lexicon.events.at(tokens, j):
            return False  # «بالرياض»، «رحب العقيد X بالضيف»
        return closed and any(rest in self._lexicon.given_names or rest in self._lexicon.name_words for rest in rests)

    def _between_names(self, tokens: list[Token], j: int) -> bool:
        """«طلال حميد بالهول الفلاسي»: a word that is none of the language between a given name and a family name."""
        lexicon, text, after = self._lexicon, tokens[j].text, tokens[j + 1].text if j + 1 < len(tokens) else ""
        family = self._grammar.definite(after) and (after in lexicon.surnames or after in lexicon.name_words)
        if not family or text in lexicon.common_words or lexicon.states.at(tokens, j + 1):
            return False
        stems = {rest for _, rest in readings(text)}
        stems |= {self._grammar.bare(rest) for rest in stems}
        plain = any(lexicon.common_words.get(s, 0) >= RARE or lexicon.is_office_word(s) for s in stems)
        return not plain and tokens[j - 1].text in lexicon.given_names

    def of_origin(self, tokens: list[Token], j: int, start: int) -> bool:
        """«السيد كريم العلمي، …»، «العميد حسين الغربي آمر …»: an adjective of relation right behind a given name, where
        nothing goes on that it could go with."""
        after = j + 1
        closed = after >= len(tokens) or tokens[after].is_mark or self._lexicon.heads.at(tokens, after, clitics=False)
        given = tokens[j - 1].text in self._lexicon.given_names and tokens[start].text in self._lexicon.given_names
        return bool(closed) and given and tokens[j].text.endswith(tuple(self._grammar.of_origin))

    def fathered(self, tokens: list[Token], j: int) -> bool:
        """«أمحماده ولد أميمو»، «حننه بنت سيدي»: a word that is none of the language, before «بن», «بنت» or «ولد»."""
        lexicon, text = self._lexicon, tokens[j].text
        if j + 2 >= len(tokens) or tokens[j + 1].text not in self._grammar.fathered or not text.isalpha():
            return False
        if text in lexicon.common_words or text in lexicon.function_words or self._bounds.is_role(tokens, j):
            return False
        return not any(rest in lexicon.name_words or rest in lexicon.given_names for _, rest in readings(text)[1:])

    def rare_and_last(self, tokens: list[Token], j: int, *, definite: bool = False) -> bool:
        """A seldom word that is hardly one of the language stands at ``j``, and nothing of a name can follow; with
        the article only where it may be ``definite``."""
        text, lexicon = tokens[j].text, self._lexicon
        if not text.isalpha() or lexicon.common_words.get(text, RARE) >= RARE or text in lexicon.office_words:
            return False
        if self._words.inflected(text) or (self._grammar.definite(text) and not definite):
            return False
        closed = self._bounds.ends_at(tokens, j + 1) or tokens[j + 1].text in lexicon.function_words
        closed = closed or (definite and self._bounds.is_stop(tokens, j + 1, j))
        return closed and not self._bounds.is_role(tokens, j)

    def office_as_family(self, tokens: list[Token], j: int) -> bool:
        """«غادة والي.»: a noun of an office that never stands alone, behind a given name, where the clause ends."""
        head, after = self._lexicon.heads.at(tokens, j, clitics=False), j + 1
        if head is None or head.last > after or head.value.stands_alone or head.value.number != "singular":
            return False
        given = tokens[j - 1].text in self._lexicon.given_names or tokens[j - 1].text in self._lexicon.name_words
        return given and (after >= len(tokens) or tokens[after].is_mark)

    def _ranked(self, tokens: list[Token], start: int) -> bool:
        """A rank, or an envoy's title with the article, stands right before a name."""
        if start == 0:
            return False
        rank = self._lexicon.honorifics.at(tokens, start - 1)
        head = self._lexicon.heads.at(tokens, start - 1)
        titled = head is not None and head.last == start and head.value.definite
        return (rank is not None and rank.value.office) or (
            titled and head is not None and head.value.category == "ambassador"
        )

    def honorific_in_name(self, tokens: list[Token], start: int, j: int) -> bool:
        """«محمد الشيخ ولد محمد»، «حسين الشيخ»: a form of address that no name follows is part of one."""
        match = self._lexicon.honorifics.at(tokens, j, clitics=False)
        if match is None or match.last > j + 1 or match.value.opens or match.value.position != "before":
            return False
        if tokens[j].text in self._grammar.pilgrim:
            return True  # «عصام الحاج علي»
        family = tokens[j].text in self._lexicon.surnames  # «خالد القاضي»
        if tokens[j].text in self._lexicon.given_names and tokens[start].text in self._lexicon.given_names:
            # «اللواء شريف السيد عبد العال»، «السفير نادر قسم السيد»: hardly anybody is told by one name and a rank
            alone = j == start + 1 or not self._words.is_name(tokens[j - 1].text, titled=True)
            if alone and self._ranked(tokens, start):
                return True
        if not (match.value.office or family) or not self._grammar.definite(tokens[j].text):
            return False
        if j + 1 < len(tokens) and self._bounds.particle(tokens, j + 1) == "joins":
            return True
        after = j + 1
        return after >= len(tokens) or not self._words.is_name(tokens[after].text, titled=True)

    def last_of_foreigner(self, tokens: list[Token], start: int, j: int) -> bool:
        """A word that is none of the language behind a foreign given name, right before the holder's office."""
        text, lexicon = tokens[j].text, self._lexicon
        if tokens[start].text not in lexicon.foreign_names or len(text) < 4 or not text.isalpha():
            return False
        head = lexicon.heads.at(tokens, j + 1, clitics=False) if j + 1 < len(tokens) else None
        if head is None or head.value.definite or head.value.number != "singular" or self._grammar.definite(text):
            return False
        if any(lexicon.common_words.get(w, 0) >= RARE or lexicon.is_office_word(w) for w in (text, text[1:])):
            return False
        if text in self._grammar.kin_of or text in lexicon.common_words or self._words.inflected(text):
            return False
        tables = (lexicon.heads, lexicon.honorifics, lexicon.states, lexicon.triggers, lexicon.groups, lexicon.cities)
        others = any(rest in lexicon.given_names for _, rest in readings(text)[1:])  # «وليام لعباس رئيس …»
        return not others and not self._bounds.is_role(tokens, j) and not any(t.at(tokens, j) for t in tables)

    def family_of_official(self, tokens: list[Token], j: int) -> bool:
        """«عبد العزيز علي النعمة، سفير دولة …»: a seldom word with the article behind names, before his office."""
        if j + 2 >= len(tokens) or not tokens[j].text.startswith(tuple(self._grammar.article)):
            return False
        text, lexicon, after = tokens[j].text, self._lexicon, j + 1 + (tokens[j + 1].text in COMMAS)
        if lexicon.common_words.get(text, 0) >= RARE or lexicon.is_office_word(text) or self._bounds.is_role(tokens, j):
            return False
        head = lexicon.heads.at(tokens, after, clitics=False)
        return head is not None and not head.value.definite and head.value.number == "singular"

    def is_city_in_name(self, tokens: list[Token], j: int) -> bool:
        """فرانسيسكو باردو بيكيراس: a city's name between two words of a person's."""
        city = self._lexicon.cities.at(tokens, j, clitics=False)
        after = tokens[j + 1].text if j + 1 < len(tokens) else ""
        if city is None or city.last > j + 1 or not after or tokens[j].text in self._lexicon.states:
            return False
        return after not in self._lexicon.common_words and self._words.is_name(after, titled=True)

    def last_given(self, tokens: list[Token], j: int) -> bool:
        """«ناصر أمين رئيس مكتب …»: a given name that is also a plain word, before an office or a mark."""
        text, lexicon = tokens[j].text, self._lexicon
        if text not in lexicon.given_names or text in lexicon.function_words or text in lexicon.triggers:
            return False
        if self._given_between(tokens, j) or self._unknown_behind(tokens, j + 1):
            return True
        if j + 1 >= len(tokens) or tokens[j + 1].is_mark:
            return True
        own = lexicon.heads.at(tokens, j)
        if not own and (self._bounds.ends_at(tokens, j + 1) or self._bounds.goes_on(tokens, j + 1)):
            return text not in lexicon.events  # «أحمد جميل في …»
        if own and (own.last > j + 1 or own.value.takes_office):
            return False  # «ولي العهد»، «مساعد وزير …»
        return lexicon.heads.at(tokens, j + 1, clitics=False) is not None

    def _unknown_behind(self, tokens: list[Token], j: int) -> bool:
        """«عيسى بشارة أبكر وزير …»: a word that no table knows, bare or behind a proclitic, and then an office or
        nothing of a name."""
        if j >= len(tokens) or not tokens[j].text.isalpha():
            return False
        lexicon, text = self._lexicon, tokens[j].text
        known = (lexicon.common_words, lexicon.function_words, lexicon.office_words, lexicon.given_names)
        if any(w in table for _, w in readings(text) for table in known) or self._grammar.definite(text):
            return False
        if self._words.inflected(text) or self._bounds.is_role(tokens, j) or lexicon.cities.at(tokens, j):
            return False
        return self._bounds.ends_at(tokens, j + 1) or self._bounds.phrase_begins(tokens, j + 1)

    def after_glue(self, tokens: list[Token], j: int) -> bool:
        """A seldom word behind «دل»، «دي», where nothing of a name can follow; «مارك فان آلست»: what looks like the
        article is none behind a foreign given name."""
        if self._bounds.particle(tokens, j - 1) != "inside":
            return False
        return self.rare_and_last(tokens, j, definite=tokens[j - 2].text in self._lexicon.foreign_names)

    def addressed(self, tokens: list[Token], j: int) -> bool:
        """«السيد أمين الصقلي»: a given name that is a noun of offices too, between a form of address and a word that no
        office has."""
        lexicon, text = self._lexicon, tokens[j].text
        if not j or text not in lexicon.given_names or not lexicon.heads.at(tokens, j, clitics=False):
            return False
        address = lexicon.honorifics.at(tokens, j - 1)
        if address is None or address.last != j or address.value.position != "before":
            return False
        after = tokens[j + 1].text if j + 1 < len(tokens) else ""
        if not after.isalpha() or lexicon.common_words.get(after, 0) or lexicon.is_office_word(after):
            return False
        tables = (lexicon.heads, lexicon.organisations, lexicon.events, lexicon.groups, lexicon.cities)
        state = lexicon.states.at(tokens, j + 1)
        named = state is not None and not (state.value.kind == "demonym" and state.value.definite)
        return not named and after not in lexicon.function_words and not any(t.at(tokens, j + 1) for t in tables)

    def _given_between(self, tokens: list[Token], j: int) -> bool:
        """«محمد الهاشمي الورياغلي»، «محمد الصديق بن يحيى»: a given name that is a word of offices too, between another
        one and a family name."""
        lexicon, text = self._lexicon, tokens[j].text
        if text not in lexicon.given_names or text not in lexicon.office_words or j + 1 >= len(tokens):
            return False
        after = tokens[j + 1].text
        if lexicon.common_words.get(after, 0) >= RARE or lexicon.is_office_word(after):
            return False
        family = self._grammar.definite(after) or self._bounds.particle(tokens, j + 1) == "joins"
        return family and tokens[j - 1].text in lexicon.given_names and not self._bounds.is_role(tokens, j + 1)

    def town(self, tokens: list[Token], j: int) -> bool:
        """A town whose name is also a person's (هاميلتون، باردو): nothing without what follows it."""
        city = self._lexicon.cities.at(tokens, j, clitics=False)
        return city is not None and city.value.ambiguous and city.last == j + 1

    def before_post(self, tokens: list[Token], start: int, j: int) -> bool:
        """«أحمد رشيد العلمي سفير المملكة»: behind two sure names, before the office of whose they are."""
        sure = all(self._words.known(t.text) for t in tokens[start:j])
        head = self._lexicon.heads.at(tokens, j + 1, clitics=False) if j + 1 < len(tokens) else None
        return sure and head is not None and not head.value.definite

    def of_things(self, tokens: list[Token], start: int) -> bool:
        """«أوضاع الإصلاحيات»: a plain word and a plural with the article that no table of names knows; a verb («قطعت
        شوطا»)."""
        noun, text = (t.text for t in tokens[start : start + 2])
        if self._words.shapes.opens_none(noun):
            return True
        things = self._grammar.definite(text) and text.endswith(tuple(self._grammar.several_ends))
        return things and not self._words.known(text) and not self._words.known(noun)
