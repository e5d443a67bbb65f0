"""One office told once, in the dual or the plural, with the names of those who hold it:
«وزيرا الداخلية الأردني X والعراقي Y»، «وزيرا الخارجية والدفاع الروسيان، X وY»، «وزيري الداخلية X والعدل Y»."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kg.behind import Behind
from kg.chain import Chain, mention_of
from kg.lexicon import Lexicon, StateForm
from kg.mention import Mention
from kg.names import NameReader, TokenSpan
from kg.office import Office
from kg.offices import OfficeReader
from kg.tokens import SEPARATORS, Match, Token

_TWO = 2
_PORTFOLIO = 4  # words of the second of two portfolios, at most
_MANY = frozenset({"dual", "plural", "counterpart-dual"})
_DUAL = frozenset({"dual", "counterpart-dual"})

BeforeName = Callable[[list[Token], int], tuple[str, list[Token]]]


class SeveralHolders:
    """Reads the holders of an office that is told once for several of them."""

    def __init__(
        self, lexicon: Lexicon, names: NameReader, offices: OfficeReader, behind: Behind, before_name: BeforeName
    ) -> None:
        self.lexicon = lexicon
        self.names = names
        self.offices = offices
        self._behind = behind
        self._and_in = {c + word for c in lexicon.grammar.and_ for word in lexicon.grammar.in_ if len(word) > 1}
        self._before_name = before_name

    def at(self, tokens: list[Token], i: int) -> list[Mention]:
        """«وزيرا الداخلية الأردني مازن الحديدي والعراقي فاضل الشمري»: one office, state and name for each; none where
        fewer than two are named."""
        head = self.lexicon.heads.at(tokens, i)
        if head is None or head.value.number not in _MANY:
            return []
        office = self.offices.at(tokens, i, clitics=True, alone=True)
        if office is None or office.last >= len(tokens):
            return []
        if not office.country and tokens[office.last].text in SEPARATORS:
            state = (
                self.lexicon.states.at(tokens, office.last + 1, clitics=False)
                if office.last + 1 < len(tokens)
                else None
            )
            if state and state.value.definite:  # «وزراء الداخلية، العراقي X والسوري Y»
                office = replace(office, country=state.value.code, last=state.last)
        if not office.country and (first_of := self._each_of(tokens, office.last)):
            office = replace(office, country=first_of.value.code, last=first_of.last)
        if not office.country:
            return self._two(tokens, i, office)
        shared = office
        name = self.holder(tokens, office.last) or self._between_commas(tokens, office.last)
        conjunction = next(iter(self.lexicon.grammar.and_))
        out: list[Mention] = []
        first = i
        while name:
            mention = mention_of(self.lexicon, tokens, Chain(first, name[1], [office], name))[0]
            out.append(replace(mention, link=conjunction, start=tokens[first].start) if out else mention)
            first = self._behind.unquote(tokens, name[1])  # «وزراء خارجية سوريا "X" ولبنان "Y"»
            first += first < len(tokens) and tokens[first].text in SEPARATORS
            also = self.lexicon.events.at(tokens, first) if first < len(tokens) else None
            joined = also is not None and also.value == "besides" and also.last < len(tokens)
            at = also.last if also and joined else first  # «وكذا جمهورية ناميبيا، X»
            if first + 1 < len(tokens) and tokens[first].text in self._and_in:
                at, joined = first + 1, True  # «نظيريه في جنوب السودان X وفي أوغندا Y»
            state = self.lexicon.states.at(tokens, at) if at < len(tokens) else None
            if state is None or not (state.clitic == conjunction or joined) or state.last >= len(tokens):
                break
            name = self.holder(tokens, state.last) or self._between_commas(tokens, state.last)
            office = replace(office, country=state.value.code, last=state.last)
        if len(out) == 1 and first < len(tokens) and self._counterpart_next(tokens, first):
            return out  # «بين الرئيسين الروسي فلاديمير بوتين ونظيره الأمريكي …»
        return out if len(out) > 1 else self._two(tokens, i, shared)

    def _each_of(self, tokens: list[Token], j: int) -> Match[StateForm] | None:
        """«وزراء الداخلية في كل من العراق X، وسوريا Y»: the first of the states that are listed."""
        grammar, at = self.lexicon.grammar, j
        at += tokens[at].text in grammar.in_ and len(tokens[at].text) > 1
        if at + 2 >= len(tokens) or tokens[at].text not in grammar.each_of:
            return None
        at += 1 + (tokens[at + 1].text in grammar.from_)
        state = self.lexicon.states.at(tokens, at, clitics=False) if at < len(tokens) else None
        return state if state and state.value.kind == "name" and state.last < len(tokens) else None

    def holder(self, tokens: list[Token], j: int) -> TokenSpan | None:
        """The name behind an office or a state, past a comma and forms of address: «مصر، السيد بدر عبدالعاطي»."""
        at, separated = self._behind.skip(tokens, j)
        end = self._behind.run_of_honorifics(tokens, at)
        if separated and end == at:
            return None
        return self.names.at(tokens, end, titled=True, ranked=end > at, stated=True)

    def _between_commas(self, tokens: list[Token], j: int) -> TokenSpan | None:
        """«نظرائه من أوغندا، X، والكونغو، Y، …»: a name set off from the state whose office it holds."""
        if not self._behind.set_off(tokens, j):
            return None
        return self.names.marks.between_commas(tokens, j + 1) or self.names.at(tokens, j + 1, titled=True)

    def _counterpart_next(self, tokens: list[Token], j: int) -> bool:
        head = self.lexicon.heads.at(tokens, j)
        return head is not None and head.value.category == "counterpart" and head.clitic in self.lexicon.grammar.and_

    def _two(self, tokens: list[Token], i: int, office: Office) -> list[Mention]:
        """«الرئيسان جيرالد فورد وجورج بوش»، «مندوبي المنظمة X وY»، «الرئيسان الروسي والتركي X وY»: an office in the
        dual, or one of several whose state or body is told, and the names of two."""
        dual = office.head.number in _DUAL
        if not dual and not office.stated:
            return []
        whole = self.offices.at(tokens, i, clitics=True) or office
        one = self.holder(tokens, whole.last) or (self._set_off(tokens, whole.last) if dual else None)
        if one is None or one[1] >= len(tokens):
            return []
        at = one[1] + (dual and one[1] + 1 < len(tokens) and tokens[one[1]].text in SEPARATORS)
        if dual and (second := self._of_other_portfolio(tokens, i, whole, one, at)):
            return second
        clitic, read = self._joined(tokens, at) if dual else self._before_name(tokens, at)
        address = self.lexicon.honorifics.at(tokens, at)
        if address and address.clitic in self.lexicon.grammar.and_ and address.value.position == "before":
            clitic, other = address.clitic, self.holder(read, address.last)
        else:
            other = self.names.at(read, at, titled=True) if clitic in self.lexicon.grammar.and_ else None
        if other is None or (address and self._behind.own_office(read, other)):
            return []
        of_two = whole.countries if len(whole.countries) == _TWO else ()
        offices = [replace(whole, country=code, countries=()) for code in of_two] or [whole, whole]
        first = mention_of(self.lexicon, tokens, Chain(i, one[1], offices[:1], one))[0]
        second_one = mention_of(self.lexicon, read, Chain(at, other[1], offices[1:], other), clitic)[0]
        return [first, second_one]

    def _set_off(self, tokens: list[Token], j: int) -> TokenSpan | None:
        """«وزيرا الخارجية والدفاع السوريان، X وY»: the first of two names behind a comma, the second behind «و»."""
        if j + 1 >= len(tokens) or tokens[j].text not in SEPARATORS:
            return None
        name = self.names.at(tokens, j + 1, titled=True)
        if name is None or name[1] - name[0] < _TWO or name[1] >= len(tokens):
            return None
        at = name[1] + (tokens[name[1]].text in SEPARATORS and name[1] + 1 < len(tokens))
        clitic, read = self._joined(tokens, at)
        other = self.names.at(read, at, titled=True) if clitic else None
        return name if other and not self._behind.own_office(read, other) else None

    def _joined(self, tokens: list[Token], j: int) -> tuple[str, list[Token]]:
        """The conjunction on the second of two names, and the tokens without it."""
        clitic, read = self._before_name(tokens, j)
        text = tokens[j].text
        own = next((a for a in self.lexicon.grammar.and_ if text.startswith(a) and len(text) > len(a) + 1), "")
        role = self.lexicon.heads.at(tokens, j) or self.lexicon.triggers.at(tokens, j)
        if clitic or not own or role or not self.names.words.is_name(text[len(own) :], titled=True):
            return clitic, tokens if not clitic else read
        return own, [*tokens[:j], Token(text[len(own) :], tokens[j].start + len(own), tokens[j].end), *tokens[j + 1 :]]

    def _of_other_portfolio(
        self, tokens: list[Token], i: int, office: Office, one: TokenSpan, at: int
    ) -> list[Mention]:
        """«وزيري الداخلية X والعدل Y»: the noun told once for two, a portfolio and a name for each."""
        lexicon, text = self.lexicon, tokens[at].text
        conjunction = next((a for a in lexicon.grammar.and_ if text.startswith(a)), "")
        bare = text[len(conjunction) :]
        if not conjunction or bare not in lexicon.office_words or not lexicon.grammar.definite(bare):
            return []
        last = at + 1
        while last < len(tokens) and last - at < _PORTFOLIO and lexicon.is_office_word(tokens[last].text):
            last += 1
        name = self.holder(tokens, last) if last < len(tokens) else None
        if name is None or office.countries:
            return []
        words = [office.head.lemma, bare, *(t.text for t in tokens[at + 1 : last])]
        start, end = tokens[at].start + len(conjunction), tokens[last - 1].end
        other = replace(office, last=last, words=words, role_start=start, role_end=end)
        first = mention_of(lexicon, tokens, Chain(i, one[1], [office], one))[0]
        second = mention_of(lexicon, tokens, Chain(at, name[1], [other], name))[0]
        return [first, replace(second, link=conjunction, start=start)]
