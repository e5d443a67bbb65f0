"""Where no name can go on: at marks and function words, and where an office, a body, a state or a verb begins."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.name_words import NameWords
from kg.tokens import OPENING, SEPARATORS, Token


class NameBounds:
    """Looks at single tokens for what bounds a name."""

    def __init__(self, lexicon: Lexicon, words: NameWords) -> None:
        self._lexicon = lexicon
        self._grammar = lexicon.grammar
        self._words = words
        self._proclitics = tuple(self._grammar.and_ | self._grammar.by | self._grammar.for_)
        self._prepositions = tuple(self._grammar.by | self._grammar.for_)
        self._heads = lexicon.heads.surfaces
        self._opening = self._grammar.by | self._grammar.for_
        self._phrases = (
            lexicon.heads,
            lexicon.organisations,
            lexicon.states,
            lexicon.groups,
            lexicon.honorifics,
            lexicon.triggers,
            lexicon.cities,
            lexicon.blockers,
            lexicon.national,  # «القوات الأمريكية في إفريقيا أفريكوم»
        )
        self._begins = frozenset().union(*(table.firsts for table in (*self._phrases, lexicon.events)))

    def phrase_begins(self, tokens: list[Token], j: int) -> bool:
        """An office, honorific, body, state or trigger begins here, so no name does."""
        lexicon = self._lexicon
        if tokens[j].text not in self._begins:
            return self._counterpart(tokens, j) or self._and_company(tokens, j)
        office_next = j + 1 < len(tokens) and lexicon.is_office_word(tokens[j + 1].text)
        if tokens[j].text in lexicon.name_words and not office_next:
            return False
        company = lexicon.events.at(tokens, j, clitics=False)
        if company and company.value in {"company", "attendance"}:
            return True  # «أحمد العمري … يرافقه مدير …»
        # هايكو is a town of China, and a given name
        named = tokens[j].text in lexicon.given_names and tokens[j].text not in lexicon.capitals
        return any(
            (m := table.at(tokens, j, clitics=False)) and not getattr(m.value, "ambiguous", False)
            for table in self._phrases
            if not (named and table is lexicon.cities)
        )

    def nothing_joined(self, tokens: list[Token], j: int, *, kunya: bool) -> bool:
        """Nothing that a particle may join stands at ``j``: «شينزو آبي في …»، «شينزو آبي الرئيس …»."""
        return self.ends_at(tokens, j) or self.goes_on(tokens, j) or (kunya and self.next_office(tokens, j))

    def next_office(self, tokens: list[Token], j: int) -> bool:
        """The office of another one, with the article: «الرئيس الأمريكي»."""
        lexicon = self._lexicon
        return lexicon.grammar.definite(tokens[j].text) and lexicon.heads.at(tokens, j, clitics=False) is not None

    def _and_company(self, tokens: list[Token], j: int) -> bool:
        """«السيدة رئيسة البعثة وبمرافقة مستشارها …»."""
        if not tokens[j].text.startswith(tuple(self._grammar.and_)):
            return False
        company = self._lexicon.events.at(tokens, j)
        return company is not None and company.value == "company"

    def _counterpart(self, tokens: list[Token], j: int) -> bool:
        """«التقى وزير الخارجية السعودي بنظيره الروسي X»: the next one, behind a proclitic."""
        if tokens[j].text not in self._heads:
            return False
        head = self._lexicon.heads.at(tokens, j)
        return head is not None and head.value.category == "counterpart"

    def ends_at(self, tokens: list[Token], j: int) -> bool:
        """Nothing of a name stands at ``j``: a mark, a function word or the end."""
        if j >= len(tokens) or tokens[j].is_mark:
            return True
        text = tokens[j].text
        if self.joined_to_quote(tokens, j):
            return True
        return text in self._lexicon.function_words and text not in self._lexicon.name_particles

    def joined_to_quote(self, tokens: list[Token], j: int) -> bool:
        """«شينزو آبي بـ"المفاوضات"»: a proclitic alone, before the mark that opens what it is joined to."""
        return tokens[j].text in self._opening and j + 1 < len(tokens) and tokens[j + 1].text in OPENING

    def is_role(self, tokens: list[Token], j: int) -> bool:
        """An office, form of address, state or trigger may begin at ``j``."""
        lexicon = self._lexicon
        text = tokens[j].text
        if text in lexicon.function_words or text in lexicon.office_words:
            return True
        tables = (lexicon.heads, lexicon.honorifics, lexicon.states, lexicon.triggers, lexicon.groups, lexicon.events)
        return any(table.at(tokens, j, clitics=False) for table in tables)

    def begins(self, tokens: list[Token], j: int) -> bool:
        """A phrase of the tables begins here, whatever its word may mean in a name."""
        return tokens[j].text in self._begins and any(t.at(tokens, j, clitics=False) for t in self._phrases)

    def is_stop(self, tokens: list[Token], j: int, start: int) -> bool:
        """Nothing that begins here can belong to a name."""
        text = tokens[j].text
        lexicon = self._lexicon
        particle = self.particle(tokens, j)
        if particle in {"joins", "inside", "homograph"} or (particle == "opens" and j == start):
            return False
        if tokens[j].is_mark or text.isdigit() or text in lexicon.function_words or text in lexicon.office_words:
            return True
        if text in self._grammar.statement and text not in lexicon.name_words:
            return True  # «تيريزا ماي دعت …»
        if self.phrase_begins(tokens, j) or (j > start and text in self._grammar.town_of):
            return True
        trigger = lexicon.triggers.at(tokens, j)
        if trigger and trigger.clitic in self._grammar.will:
            return True
        address = lexicon.honorifics.at(tokens, j)
        if address and address.clitic in self._opening and address.value.opens:
            return True  # «جمع المدير العام بسمو وزير …»
        if text.startswith(self._prepositions) and self._at_place(tokens, j):
            return True
        if j == start:
            if j and tokens[j - 1].text in SEPARATORS and self._words.joins(text) and not self._words.known(text):
                return True  # «الرئيس الكوري، وقمة أخرى …»
            head = lexicon.heads.at(tokens, j)  # «الرئيس الفرنسي ونائبه X»
            known = text in lexicon.name_words or text in lexicon.given_names
            if text.startswith(self._proclitics) and self._before_another(text):
                return True
            if text in lexicon.events and not known and text not in lexicon.possible_names:
                return True  # «السفير الرواندي مذكرة تفاهم»
            return head is not None and head.clitic in self._grammar.and_ and not known
        if self._words.joins(text):
            begins = (lexicon.honorifics.at(tokens, j), lexicon.heads.at(tokens, j), lexicon.groups.at(tokens, j))
            if j - start >= 2 or any(begins):
                return True
            rest = text[1:]
            return rest in lexicon.name_words or rest in lexicon.common_words
        if any(
            text.startswith(p) and text[len(p) :] in lexicon.name_words for p in self._grammar.by | self._grammar.for_
        ):
            return not self._words.known(text)
        head = lexicon.heads.at(tokens, j)
        return head is not None and head.clitic != ""

    def _at_place(self, tokens: list[Token], j: int) -> bool:
        """«زيارة الرئيس X لسوريا»، «وزير الداخلية المصري بشرم الشيخ»: a state or city behind a preposition."""
        text, lexicon = tokens[j].text, self._lexicon
        if text in lexicon.name_words or text in lexicon.given_names:
            return False
        state, city = lexicon.states.at(tokens, j), lexicon.cities.at(tokens, j)
        at_state = state is not None and state.clitic in self._prepositions and state.value.kind == "name"
        at_city = city is not None and city.clitic in self._prepositions and not city.value.ambiguous
        return (at_state and not (state and state.value.ambiguous)) or at_city

    def _before_another(self, text: str) -> bool:
        """«أكد العاهل السعودي لترامب»، «بين الرئيس الفرنسي وترامب»: somebody else's name behind و, ل or ب."""
        names = self._lexicon.name_words
        other = any(text.startswith(p) and text[len(p) :] in names for p in self._proclitics)
        given = self._lexicon.given_names
        other = other or any(text.startswith(a) and text[len(a) :] in given for a in self._grammar.and_)
        return other and not self._words.known(text)

    def goes_on(self, tokens: list[Token], j: int) -> bool:
        """«حسن قاسمي وبحثا …»، «… والسفير»، «… والباكستاني»: و and a verb of meeting, the next official or his
        state."""
        lexicon = self._lexicon
        tables = (lexicon.triggers, lexicon.heads, lexicon.groups, lexicon.honorifics, lexicon.states)
        return any((m := table.at(tokens, j)) and m.clitic in self._grammar.and_ for table in tables)

    def next_portfolio(self, text: str) -> bool:
        """«والدفاع»: the conjunction and a word of offices with the article."""
        rests = (text.removeprefix(a) for a in self._grammar.and_ if text.startswith(a))
        return any(self._grammar.definite(rest) and rest in self._lexicon.office_words for rest in rests)

    def particle(self, tokens: list[Token], j: int) -> str | None:
        return self._lexicon.name_particles.get(tokens[j].text) if j < len(tokens) else None
