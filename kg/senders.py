"""Delegations, and the states and organisations that sent them: «وفد أمني تركي»، «وفدا من الإنتربول»."""

from __future__ import annotations

from dataclasses import replace

from kg.groups import Groups
from kg.lexicon import Lexicon
from kg.mention import Mention, unnamed
from kg.offices import OfficeReader
from kg.one_holder import MEETING
from kg.tokens import COMMAS, Match, Token, surfaces

_DELEGATION_REACH = 9
_BELONGING = 14  # words from a delegation to «التابعة» and the organisation under which it is
_PLURAL_REACH = 10
_JOURNEYS = frozenset({"visit", "visited", "travel"})


class SenderReader:
    """Reads the delegation that begins at a word, with all who sent it; without one who did it is none."""

    def __init__(self, lexicon: Lexicon, groups: Groups, offices: OfficeReader) -> None:
        self.lexicon, self._groups, self._offices = lexicon, groups, offices

    def at(self, tokens: list[Token], i: int) -> list[Mention]:
        """The delegation at a word for one; a people that stands for its state."""
        match = self.lexicon.groups.at(tokens, i)
        if match is None:
            own = self._groups.people(tokens, i)
            return (
                [unnamed(self.lexicon, tokens, "state", i, own.last, own.clitic, own.value.code, None)] if own else []
            )
        if not self._groups.begins(tokens, match):
            return []
        sent = self._delegation(tokens, match.first, match.last, match.clitic, _DELEGATION_REACH)
        return sent or self._belonging(tokens, match)

    def many(self, tokens: list[Token], i: int) -> list[Mention]:
        """«عددا من السفراء … بمفوضية الاتحاد الأفريقي»: several of an office, unnamed, are a delegation."""
        head = self.lexicon.heads.at(tokens, i)
        if head is None or head.value.number != "plural":
            return []
        if not any(t.text in self.lexicon.grammar.several for t in tokens[max(0, i - 3) : i]):
            return []
        return self._delegation(tokens, head.first, head.last, head.clitic, _PLURAL_REACH)

    def _belonging(self, tokens: list[Token], group: Match[str]) -> list[Mention]:
        """«وفدا عن المديرية العامة … وعمليات المساعدة التابعة للمفوضية الأوروبية»: under which body they are."""
        grammar, end = self.lexicon.grammar, min(group.last + _BELONGING, len(tokens) - 1)
        sent = group.last < end and tokens[group.last].text in grammar.from_ | grammar.about
        for j in range(group.last, end) if sent else ():
            if tokens[j].is_mark or self.lexicon.heads.at(tokens, j, clitics=False):
                break
            of = self.lexicon.organisations.at(tokens, j + 1)
            if of and tokens[j].text in grammar.belonging and of.clitic in grammar.for_ and not of.value.adjective:
                return [
                    unnamed(self.lexicon, tokens, "group", group.first, of.last, group.clitic, None, of.value.label)
                ]
        return []

    def _delegation(self, tokens: list[Token], first: int, last: int, clitic: str, reach: int) -> list[Mention]:
        """A delegation and the state or organisation that sent it, told within a few words; without one it is none."""
        lexicon, grammar = self.lexicon, self.lexicon.grammar
        behind = last + (last + 1 < len(tokens) and tokens[last].text in grammar.from_)  # «استمع الوفد من المدير X»
        if grammar.definite(tokens[last - 1].text) and behind < len(tokens) and lexicon.heads.at(tokens, behind):
            return []  # «والتقى الوفد مدير الأمن العام الأردني»
        many = grammar.definite(tokens[last - 1].text) and tokens[last - 1].text.endswith(tuple(grammar.several_ends))
        for j in range(last, min(last + reach, len(tokens))):
            text = tokens[j].text
            verb = lexicon.triggers.at(tokens, j)
            if verb and verb.value.frame in MEETING and (verb.clitic in grammar.and_ or not (verb.clitic or j > last)):
                return []  # «الوفد التقى رئيس الاستخبارات المصرية»، «برفقة وفد والتقى نظيره الأردني»
            if verb and verb.value.frame in _JOURNEYS:
                break  # «يرافقه وفد من المسؤولين سيزور السعودية»: where they go
            state = lexicon.states.at(tokens, j)
            joined = (
                j > last
                and text.startswith(tuple(grammar.and_))
                and not (state or lexicon.is_office_word(text) or text.endswith(tuple(grammar.persons_end)))
            )  # but «مسؤولين سياسيين وأمنيين من إيطاليا» goes on
            if joined or text in grammar.delegation_ends | grammar.that | grammar.composed or tokens[j].is_mark:
                break  # «وفدا ضم سفير فرنسا وسفير إيطاليا»: each for his own state
            if text in grammar.they | grammar.posted_to:
                break  # «السفراء هم سفير فرنسا X و…»، «السفراء المعتمدين لدى الكويت»
            if text in grammar.did | grammar.during | grammar.relative | grammar.capital | grammar.concerning:
                break  # «على رأس وفد بعد زيارة لمصر»، «قادة الشرطة … الذي تحتضنه المغرب»، «المفاوضين بشأن إيران»
            to_do = text.startswith(tuple(grammar.for_)) and (j > last or many)
            if to_do and (lexicon.triggers.at(tokens, j) or (many and not grammar.definite(text))):
                break  # «مسؤولين لبحث الأوضاع في اليمن»، «كبار المسؤولين لبلورة …»
            seats = grammar.his_place & grammar.building
            if text.startswith(tuple(grammar.by)) and text in surfaces(seats):
                break  # «والتقى الوفد بمقر وزارة الداخلية في العاصمة التركية»
            if text in grammar.in_ and j + 1 < len(tokens) and lexicon.gatherings.at(tokens, j + 1):
                break  # «ترأس وفد بلاده في اجتماع …»
            organisation = lexicon.organisations.at(tokens, j)
            if organisation and of_one_state(self.lexicon, tokens, organisation.last):
                organisation = None  # «وفد من مجلس الأمن القومي الإيراني»
            if organisation and (not organisation.value.adjective or (j <= last + 1 and not state)):
                told = unnamed(
                    self.lexicon, tokens, "group", first, organisation.last, clitic, None, organisation.value.label
                )
                return [told, *self._senders(tokens, told)]
            if (
                state
                and state.clitic in {"", *grammar.for_}
                # «وفد تركي»، «وفد أمني تركي»
                and (j == last or state.value.definite or not state.value.ambiguous or self._adjective(tokens, j))
            ):
                if self._private(tokens, state.last):
                    return []  # «وفدا أميركيا من أكاديميين وصحافيين»
                told = unnamed(self.lexicon, tokens, "group", first, state.last, clitic, state.value.code, None)
                return [told, *self._senders(tokens, told)]
            house = lexicon.national.at(tokens, j)
            if house and not state and house.clitic in {"", *grammar.for_, *grammar.by}:  # «أعضاء الكونغرس»
                return [unnamed(self.lexicon, tokens, "group", first, house.last, clitic, house.value, None)]
            seat = lexicon.bodies.at(tokens, j - 1) if j > last else None  # «ممثلين عن حكومة كابل»
            seated = seat is not None and seat.value and text in lexicon.capitals
            city = lexicon.cities.at(tokens, j) if seated or self._police(tokens[j - 1].text) else None
            if city and not city.clitic:  # «وفد من القيادة العامة لشرطة دبي»
                return [unnamed(self.lexicon, tokens, "group", first, city.last, clitic, city.value.country, None)]
            if j > last + 1 and lexicon.heads.at(tokens, j) and self._offices.at(tokens, j, clitics=True):
                break  # but «من مكتب الأمن الدبلوماسي بسفارة …»
        return []

    def _adjective(self, tokens: list[Token], j: int) -> bool:
        """«وفد أمني تركي»، «وفدا أمنيا قطريا»: behind another adjective, what may be a given name or a plain word is
        none."""
        before, word, grammar = tokens[j - 1].text, tokens[j].text, self.lexicon.grammar
        if grammar.definite(before):
            return False
        alike = any(
            before.endswith(y + end) and word.endswith(y + end)
            for y in grammar.of_origin
            for end in ("", *grammar.accusative, *grammar.feminine_singular)
        )
        return alike or (before in self.lexicon.common_words and word in self.lexicon.given_names)

    def _police(self, word: str) -> bool:
        return word in surfaces(self.lexicon.grammar.police)

    def _private(self, tokens: list[Token], j: int) -> bool:
        """Those of whom a delegation is made up hold no office."""
        grammar = self.lexicon.grammar
        words = tokens[j : j + 2]
        return len(words) > 1 and words[0].text in grammar.from_ and words[1].text in grammar.private_members

    def _senders(self, tokens: list[Token], group: Mention) -> list[Mention]:
        """«ممثلي سورية وروسيا»، «وفودا من السعودية، ومصر»، «وفود الشرطة الألمانية والفرنسية»، «وفدا من البنك الدولي
        وصندوق النقد»: the further states and organisations that sent those told of."""
        out: list[Mention] = []
        codes, last, grammar = {group.country or group.org}, group.last, self.lexicon.grammar
        while last < len(tokens):
            at = last + 1 if tokens[last].text in COMMAS and last + 1 < len(tokens) else last
            force = at + 1 < len(tokens) and tokens[at].text in surfaces(grammar.force)
            if force and (city := self.lexicon.cities.at(tokens, at + 1)) and city.value.country in codes:
                last = city.last  # «الإمارات وشرطة دبي»
                out[-1:] = [replace(m, last=last) for m in out[-1:]]
                continue
            org = self.lexicon.organisations.at(tokens, at)
            if org and org.clitic in grammar.and_ and not (org.value.adjective or org.value.ambiguous):
                if org.value.label in codes:
                    break
                codes.add(org.value.label)
                last = org.last
                out.append(unnamed(self.lexicon, tokens, "group", at, last, org.clitic, None, org.value.label))
                continue
            state = self.lexicon.states.at(tokens, at + force)
            alike = at == last and state is not None and (state.value.definite or group.last == last)
            named = state is not None and (state.value.kind == "name" or alike)  # «مسؤولين سعوديين وأتراك»
            apart = bool(out) and at > last
            joined = state is not None and (state.clitic in grammar.and_ or (not state.clitic and (force or apart)))
            if state is None or not named or not joined or state.value.ambiguous or state.value.code in codes:
                break
            if group.org and at > last:
                break  # «قادة الاتحاد الأفريقي، وجيبوتي»: he goes there
            behind = self.lexicon.heads.at(tokens, at - 1) if at > last else None
            if behind is not None:
                break
            codes.add(state.value.code)
            last = state.last
            word = tokens[at].text
            clitic = next((a for a in grammar.and_ if word.startswith(a)), "") if force else state.clitic
            out.append(unnamed(self.lexicon, tokens, "group", at, last, clitic, state.value.code, None))
        return out


def of_one_state(lexicon: Lexicon, tokens: list[Token], i: int) -> bool:
    """«مجلس الأمن القومي»، «الصليب الأحمر اللبناني»: a word behind it makes a state's own body of it."""
    if i >= len(tokens):
        return False
    state = lexicon.states.at(tokens, i, clitics=False)
    other = lexicon.organisations.at(tokens, i, clitics=False)  # «القمة العربية الأوروبية»: of two
    demonym = state is not None and state.value.kind == "demonym" and state.value.definite
    return demonym or tokens[i].text in lexicon.grammar.national or bool(other and other.value.adjective)
