"""Unnamed groups of persons that stand for a state or an organisation: what must stand behind the word for them."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon, StateForm
from kg.mention import Mention
from kg.names import NameReader
from kg.one_holder import MEETING
from kg.tokens import Match, Token, readings

_CLOSE = 3  # words from «ضباط» to their state or body
_STATE = 3  # words of the name of a state
_NEAR = 6  # words from a word of meeting to «مع»
_NONSTATE = frozenset({"group", "nonstate"})  # kinds of organisations whose short names are plain words too


class Groups:
    """Looks at what stands around a word for several persons, or at a people that stands for its state."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        grammar = lexicon.grammar
        self._of = grammar.in_ | grammar.from_ | grammar.about

    def begins(self, tokens: list[Token], group: Match[str]) -> bool:
        """Whether the group's word is one here: some need their body right behind them («أعضاء الكونغرس», not «أعضاء
        الجالية …»), some their state or body near («ضباط كبار من …»)."""
        if group.value == "body":
            at = group.last + (group.last < len(tokens) and tokens[group.last].text in self._of)
            return self._body(tokens, at) and not self._own_house(tokens, at)
        if group.value == "close":
            return group.clitic not in self.lexicon.grammar.for_ and self._close(tokens, group.last)
        return True

    def _own_house(self, tokens: list[Token], j: int) -> bool:
        """«أعضاء الكونغرس»: with no state told, as a rule those of whoever is told of."""
        house, states = self.lexicon.national.at(tokens, j), self.lexicon.states
        return house is not None and not any(states.at(tokens, k) for k in range(j, min(house.last + 1, len(tokens))))

    def _close(self, tokens: list[Token], first: int) -> bool:
        """Only adjectives like the group's word stand before its state or body: «قادة عسكريين أميركيين», «ضباط من
        الجيش الروسي»."""
        lexicon, grammar = self.lexicon, self.lexicon.grammar
        definite = grammar.definite(tokens[first - 1].text)
        for j in range(first, min(first + _CLOSE, len(tokens))):
            text = tokens[j].text
            if text in self._of:
                return self._body(tokens, j + 1, or_state=True)
            state = lexicon.states.at(tokens, j)
            if state and state.value.kind == "demonym" and (state.value.definite == definite or not definite):
                return not state.clitic
            if lexicon.organisations.at(tokens, j, clitics=False) or self._body(tokens, j, alone=False):
                return True
            plain = text in lexicon.function_words and text not in grammar.several  # but «كبار»
            if tokens[j].is_mark or grammar.definite(text) != definite or plain:
                return False
        return False

    def _body(self, tokens: list[Token], j: int, *, or_state: bool = False, alone: bool = True) -> bool:
        """A body of a state or of several begins at ``j``; ``alone`` takes its noun without «بـ»."""
        lexicon, grammar = self.lexicon, self.lexicon.grammar
        if j >= len(tokens):
            return False
        tables = (lexicon.organisations, lexicon.national, lexicon.bodies)
        if any((m := table.at(tokens, j)) and (alone or m.clitic in grammar.by) for table in tables):
            return True
        if or_state and (state := lexicon.states.at(tokens, j)):
            return state.value.kind == "name" and not state.value.ambiguous
        nouns = grammar.institution | grammar.ministry | grammar.has_members
        return any(
            rest in nouns and (alone or clitic in grammar.by) and (not clitic or clitic in grammar.by)
            for clitic, rest in readings(tokens[j].text)
        )

    def led(self, tokens: list[Token], mentions: list[Mention], names: NameReader) -> list[Mention]:
        """«رئيس وفد الإنتربول ستيفن»، «رئيسة الوفد الفرنسي السيدة X»: who heads a delegation, named right behind it."""
        out: list[Mention] = []
        for m in mentions:
            group = out[-1] if out else None
            beside = group is not None and m.kind == "official" and not (m.role or m.link) and bool(m.name)
            if group and beside and m.first <= group.last + 1 and (leader := self._leader(tokens, group, m)):
                out[-1] = leader
                continue
            name = names.at(tokens, m.last, titled=True) if m.kind == "group" and m.last < len(tokens) else None
            if name and name[0] == m.last and name[1] - name[0] > 1:
                start, end = tokens[name[0]].start, tokens[name[1] - 1].end
                text = " ".join(t.text for t in tokens[name[0] : name[1]])
                named = replace(m, last=name[1], end=end, name=text, name_span=(start, end), titled=True)
                m = self._leader(tokens, m, named) or m
            out.append(m)
        return out

    def _leader(self, tokens: list[Token], group: Mention, named: Mention) -> Mention | None:
        """The one named behind a delegation as its head, where the word for one stands before it."""
        head = self.lexicon.heads.at(tokens, group.first - 1) if group.kind == "group" and group.first else None
        if head is None or head.last != group.first or head.value.category != "head" or group.link:
            return None
        key = " ".join((head.value.lemma, tokens[group.first].text))
        link = self.lexicon.link_before(tokens, head.first, head.clitic)
        office = (tokens[head.first].start + len(head.clitic), tokens[group.first].end)
        leader = replace(named, kind="official", first=head.first, start=office[0], link=link, head=head.value)
        return replace(leader, role=office, role_key=key, role_keys=(key,), country=group.country, org=group.org)

    def people(self, tokens: list[Token], i: int) -> Match[StateForm] | None:
        """«محادثات مع الروس», «بين الإسرائيليين والفلسطينيين», «التقى الأميركيين»: the state of a people told with the
        article, where it stands for its state and nothing further is said of them (but «مع اليمنيين المقيمين …»)."""
        lexicon, grammar = self.lexicon, self.lexicon.grammar
        state = lexicon.states.at(tokens, i)
        if state is None or not i or state.last != i + 1:
            return None
        if tokens[i].text[len(state.clitic) :] not in lexicon.peoples or not self._told_alone(tokens, i + 1):
            return None
        if state.clitic in grammar.and_:
            one = i > 1 and (tokens[i - 1].text in lexicon.peoples or self._movement(tokens, i - 1) == i)
            return state if one and self._told_to_meet(tokens, i - 2) else None
        if state.clitic and state.clitic not in grammar.by:
            return None
        verb = lexicon.triggers.at(tokens, i - 1)
        meets = verb is not None and verb.last == i and verb.value.frame in MEETING
        beside = not state.clitic and self._told_to_meet(tokens, i - 1)
        return state if beside or (meets and not state.value.ambiguous) else None

    def _told_to_meet(self, tokens: list[Token], j: int) -> bool:
        """«محادثات السلام بين …», «يتحدث مع …», but not «خطة للسلام بين …»."""
        if tokens[j].text not in self.lexicon.grammar.with_ | self.lexicon.grammar.between:
            return False
        return any(self.lexicon.triggers.at(tokens, k) for k in range(max(0, j - _NEAR), j))

    def _told_alone(self, tokens: list[Token], j: int) -> bool:
        if j >= len(tokens):
            return True
        text, grammar = tokens[j].text, self.lexicon.grammar
        if any(clitic in grammar.and_ and rest in self.lexicon.peoples for clitic, rest in readings(text)):
            return True  # «بين الروس والأتراك»
        if self._movement(tokens, j):
            return True  # «بين الأميركيين والحوثيين»
        return not (text in grammar.relative or (grammar.definite(text) and not self.lexicon.heads.at(tokens, j)))

    def _movement(self, tokens: list[Token], j: int) -> int:
        """«الحوثيين»، «والحوثيين»: where a movement told in one word ends; 0 where none is."""
        body = self.lexicon.organisations.at(tokens, j)
        told = body is not None and body.clitic in {"", *self.lexicon.grammar.and_}
        return body.last if told and body is not None and body.value.label in self.lexicon.nonstate else 0

    def stands_opposite(self, tokens: list[Token], first: int, last: int, clitic: str, kind: str) -> bool:
        """«بين إيران والقوى الكبرى», «أبرمته القوى الكبرى», «محادثات مع طالبان»: a loose group of states, or a movement
        whose short name is a plain word, that stands opposite a state, or that signs."""
        if kind not in _NONSTATE or not first:
            return False
        lexicon, grammar, before = self.lexicon, self.lexicon.grammar, tokens[first - 1].text
        if kind == "nonstate" and last < len(tokens) and grammar.definite(tokens[last].text):
            return False  # «مع حماس الجمهور»
        if clitic in grammar.and_:
            near = range(max(0, first - _STATE), first)  # «الولايات المتحدة وقوى أخرى»
            states = (state for k in near if (state := lexicon.states.at(tokens, k)) and state.last == first)
            state, city = next(states, None), lexicon.cities.at(tokens, first - 1)
            body = lexicon.bodies.at(tokens, first - 1) or lexicon.bodies.at(tokens, max(0, first - 2))
            return bool((state and (state.value.kind == "name" or body)) or city or (body and body.last == first))
        verb = lexicon.triggers.at(tokens, first - 1)
        signs = verb is not None and verb.value.frame == "sign"
        return not clitic and (signs or before in grammar.with_ | grammar.between)
