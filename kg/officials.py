"""Officials: honorifics, offices and one name, in any order the press uses, read as one person.

``معالي وزير الخارجية المصري سامح شكري``, ``اللواء محمود توفيق، وزير الداخلية``, ``السفير الفرنسي لدى المملكة برتران
بزانسنو``.
The chain grows while its parts agree and breaks where a second person begins.
"""

from __future__ import annotations

from dataclasses import replace

from kg.behind import Behind
from kg.chain import Chain, mention_of
from kg.ellipsis import others_of
from kg.lexicon import Honorific, Lexicon
from kg.mention import Mention
from kg.names import NameReader
from kg.office import Office
from kg.offices import OfficeReader
from kg.one_holder import MEETING, OneHolder
from kg.openers import Openers
from kg.several import SeveralHolders
from kg.tokens import OPENING, SEPARATORS, Match, Token, readings

_NAME_REACH = 8  # tokens from a name behind «و» to its office
_STAFF = frozenset({"director", "envoy"})
_OTHER = 20  # tokens from a diplomat's rank to the ambassador whom he met
_SENT = frozenset({"envoy", "adviser"})  # by a king, whose name may stand behind their office


class OfficialReader:
    """Reads the official whose mention begins at a token."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.names = NameReader(lexicon)
        self.offices = OfficeReader(lexicon, self.names)
        self._openers = Openers(lexicon)
        self._behind = Behind(lexicon, self.names, self.offices)
        self._whose = OneHolder(lexicon, self._behind)
        self._several = SeveralHolders(lexicon, self.names, self.offices, self._behind, self._before_name)

    def at(self, tokens: list[Token], i: int) -> list[Mention]:
        """The official at ``i``: one mention, several where one office has several holders, none where there is
        none."""
        several = self._several.at(tokens, i)
        if several:
            return several
        clitic, read = self._before_name(tokens, i)
        chain = self._chain(read, i)
        if chain is None or not (chain.offices or (chain.name and chain.honorific)):
            return []
        head = chain.office.head if chain.office and not chain.name else None
        if head and head.number == "plural" and head.category in _STAFF and not (chain.office and chain.office.org):
            return []  # «مديري الأمن»: a crowd, where nobody is named; but «مديري عموم الجوازات بدول مجلس التعاون»
        found = mention_of(self.lexicon, read, chain, clitic)
        return found + others_of(self.lexicon, tokens, found[-1], self._several.holder)

    def _before_name(self, tokens: list[Token], i: int) -> tuple[str, list[Token]]:
        """«وخالد بن علي رئيس …»، «بجون كيري وزير …»: the proclitic of a name that opens a mention, and the tokens
        without it."""
        text, names, lexicon = tokens[i].text, self.lexicon.name_words, self.lexicon
        plain = text in lexicon.common_words or text in lexicon.function_words
        if plain or text in names or text in lexicon.given_names:  # بسام is no سام with a preposition
            return "", tokens
        if lexicon.heads.at(tokens, i) or lexicon.honorifics.at(tokens, i):
            return "", tokens
        for clitic, rest in readings(text)[1:]:
            known = rest in names or rest in lexicon.given_names
            # «، وإغنازيو كاسيس، نائب رئيس …»: in a list, و before a foreign name
            foreign = clitic in lexicon.grammar.and_ and i > 0 and len(rest) > 3
            foreign = foreign and (self._listed_before(tokens, i) or self._holder_behind_and(tokens, i, rest))
            if known or (foreign and rest not in lexicon.common_words and text not in lexicon.possible_names):
                bare = Token(rest, tokens[i].start + len(clitic), tokens[i].end)
                return clitic, [*tokens[:i], bare, *tokens[i + 1 :]]
        return "", tokens

    def _holder_behind_and(self, tokens: list[Token], i: int, rest: str) -> bool:
        """«… المدير التنفيذي للوكالة وأنجلينا X رئيس بعثة …»: a foreign name and its office behind «و»."""
        if rest in self.lexicon.common_words or rest in self.lexicon.function_words or rest in self.lexicon.events:
            return False
        read = [*tokens[:i], Token(rest, tokens[i].end - len(rest), tokens[i].end), *tokens[i + 1 : i + _NAME_REACH]]
        name = self.names.at(read, i, titled=True)
        if name is None or name[0] != i or name[1] - i < 2:
            return False
        return self.lexicon.heads.at(read, name[1], clitics=False) is not None if name[1] < len(read) else False

    def _listed_before(self, tokens: list[Token], i: int) -> bool:
        """«X وزير الداخلية، وY»، «X وزير الداخلية الأذربيجاني وY»: one of a list ends before a token."""
        if tokens[i - 1].text in SEPARATORS:
            return True
        state = self.lexicon.states.at(tokens, i - 1, clitics=False)
        return state is not None and state.value.definite and state.value.kind == "demonym"

    # -- the chain ---------------------------------------------------------------------------------------------

    def _chain(self, tokens: list[Token], i: int) -> Chain | None:
        chain = Chain(i, i, [])
        j = i
        while j < len(tokens):
            first = j == i
            at, separated = (j, False) if first else self._behind.skip(tokens, j)
            if at >= len(tokens):
                break
            after = self._honorific(tokens, at, chain, first=first, separated=separated)
            if after is None:
                after = self._next_office(tokens, at, chain, first=first, separated=separated)
            if after is None:
                after = self._next_name(tokens, at, chain, first=first, separated=separated)
            if after is None and not first and chain.offices and chain.name is None:
                after = self._behind.behind_brackets(tokens, j)
            if after is None and chain.name is not None and chain.last == chain.name[1]:
                after = self._behind.behind_nickname(tokens, chain.last)
                chain.nickname = (chain.last + 1, after - 1) if after else None
            if after is None or after <= at:
                break
            j = after
        return chain if chain.last > i else None

    def _honorific(self, tokens: list[Token], at: int, chain: Chain, *, first: bool, separated: bool) -> int | None:
        """An honorific, with the name behind it; 0 where it begins another person; None where there is none to take."""
        match = self.lexicon.honorifics.at(tokens, at, clitics=first)
        if match is None:
            return None
        if match.value.position == "after":
            chain.last = match.last
            return match.last
        if match.value.position != "before":
            return None
        text = tokens[at].text
        if chain.offices and match.last == at + 1 and text in self.lexicon.given_names:
            whole = None if self.lexicon.grammar.definite(text) else self.names.at(tokens, at, titled=True)
            if whole and whole[1] - whole[0] > 1:
                return None  # «وزير الطوارئ، رائد الصالح، …»: a rank that is a name
        end = self._behind.run_of_honorifics(tokens, match.last)
        if chain.name:
            return 0 if match.value.opens else None
        held = chain.office
        president = held is not None and held.head.category == "head" and len(held.words) == 1 and held.country
        if president and text in self.lexicon.grammar.princely:
            return 0  # «هنأ الرئيس الفرنسي الأمير X»: no president is a prince
        king = self.lexicon.grammar.bare(text) in self.lexicon.grammar.sovereign
        if king and held and chain.offices[0].head.category in _SENT and not separated:
            his = self.names.at(tokens, end, titled=True, ranked=True)
            if his:
                chain.last = his[1]  # «موفد خادم الحرمين الشريفين الملك X»: the king's name
                return self._behind.unquote(tokens, his[1])
        repeated = bool(chain.offices) and match.value.opens  # وزير الداخلية معالي الشيخ …
        name = self.names.at(tokens, end, titled=True, ranked=not (repeated and separated))
        envoy = chain.office is not None and chain.office.head.category == "ambassador" and not match.value.opens
        if name and not envoy and self._whose.receives(tokens, chain) and self._behind.own_office(tokens, name):
            return 0  # «التقى الوزير السيد كينجي تاناكا سفير …», but «استقبل السفير د. X المندوب الدائم …»
        if name and not separated and self._excellency(tokens, match, end, chain) and self._sent(tokens, name):
            return 0  # «استقبل وزير الداخلية سعادة السيد X سفير …»: the minister's guest
        set_off = repeated and separated and name is not None and not self._behind.own_office(tokens, name)
        if name and (set_off or not (repeated and separated)):
            if separated and chain.offices and not self._behind.apposed(tokens, name):
                return 0
            chain.name, chain.last = name, name[1]
            chain.honorific = chain.honorific or _words(tokens, match)
            chain.titled = chain.titled or match.value.office
            return self._behind.unquote(tokens, name[1])
        if repeated:
            return 0
        chain.titled = chain.titled or match.value.office
        if first and (after := self._of_state(tokens, end, chain)):
            chain.honorific = _words(tokens, match)
            return after
        if first:
            chain.honorific, chain.last = _words(tokens, match), end
            return end
        office = None if match.value.opens else self.offices.at(tokens, end, clitics=False)
        if office is None or not self._whose.belongs(tokens, chain, office, at, separated):
            return 0
        return self._add(chain, office)

    def _excellency(self, tokens: list[Token], match: Match[Honorific], end: int, chain: Chain) -> bool:
        """«وزير الداخلية سعادة السيد X»: as envoys are called, behind a minister; a prince or an officer is himself
        one."""
        grammar, held = self.lexicon.grammar, chain.office
        words = {t.text for t in tokens[match.first : end]}
        plain = words <= grammar.excellency | grammar.mister
        minister = held is not None and held.head.category == "minister" and len(chain.offices) == 1
        return plain and minister and not words.isdisjoint(grammar.excellency)

    def _sent(self, tokens: list[Token], name: tuple[int, int]) -> bool:
        """An envoy's office right behind a name."""
        at, _ = self._behind.skip(tokens, self._behind.unquote(tokens, name[1]))
        head = self.lexicon.heads.at(tokens, at, clitics=False) if at < len(tokens) else None
        return head is not None and head.value.category in {"ambassador", "attaché"} and not head.value.definite

    def _of_state(self, tokens: list[Token], j: int, chain: Chain) -> int | None:
        """«الجنرال الأمريكي جون هاريس»: a rank, whose, and the name."""
        state = self.lexicon.states.at(tokens, j, clitics=False) if j < len(tokens) and chain.titled else None
        if state is None or state.value.kind != "demonym" or not state.value.definite or state.value.ambiguous:
            return None
        name = self.names.at(tokens, state.last, titled=True, ranked=True) if state.last < len(tokens) else None
        if name is None or name[1] - name[0] < 2:
            return None
        chain.name, chain.last, chain.state = name, name[1], state.value.code
        return self._behind.unquote(tokens, name[1])

    def _next_office(self, tokens: list[Token], at: int, chain: Chain, *, first: bool, separated: bool) -> int | None:
        office = self.offices.at(tokens, at, clitics=first)
        if office is None:
            return None
        if not first and self._ranks(tokens, chain, office, separated=separated):
            return office.last
        if (
            chain.offices
            and self.lexicon.grammar.honorary & set(office.words)
            and not self._behind.is_joined(tokens, at)
        ):
            return self._add(chain, replace(office, country=None, org=None))  # «وزير الداخلية الرئيس الفخري لمجلس …»
        if not first and not self._whose.belongs(tokens, chain, office, at, separated):
            return 0
        if chain.name and not chain.offices:
            office.last = self._behind.past_ruler(tokens, office)
        return self._add(chain, office)

    def _ranks(self, tokens: list[Token], chain: Chain, office: Office, *, separated: bool) -> bool:
        """«وزير الخارجية المكلف السفير X»، «مدير الإدارة العربية السفير X»: a diplomat's rank before his name, unless a
        verb of meeting before them makes two persons of them."""
        rank = office.head.category == "ambassador" and office.head.definite and len(office.words) == 1
        last = chain.office
        if not rank or office.stated or separated or chain.name or last is None or len(last.words) < 2:
            return False
        if last.head.category not in {"minister", "director"} or last.head.number != "singular":
            return False
        if not self._behind.name_after(tokens, office.last):
            return False
        before = self.lexicon.triggers.at(tokens, chain.first - 1) if chain.first else None
        if before is None or before.value.frame not in MEETING:
            return True
        others = (
            self.lexicon.heads.at(tokens, k) for k in range(office.last + 1, min(office.last + _OTHER, len(tokens)))
        )
        return any(h and h.value.category in {"ambassador", "counterpart"} for h in others)

    def _next_name(self, tokens: list[Token], at: int, chain: Chain, *, first: bool, separated: bool) -> int | None:
        if chain.name or not (chain.offices or first or chain.honorific):
            return None
        if separated and (native := self._behind.native(tokens, at, chain)):
            at, separated = native, False
        if chain.office is not None and chain.office.head.number in {"plural", "dual"}:
            return None  # «اجتماع وزراء الخارجية العرب التحضيري»
        name = None
        if separated and self._before_name(tokens, at)[0] in self.lexicon.grammar.and_:
            return None  # «…، وجان نويل بارو، وزير …»: the next of a list
        if not first and tokens[at - 1].text in OPENING:
            if tokens[at - 2].text == ":":
                return None  # «قال رئيس الوزراء: "مصيرنا مرتبط بالنيل"»: what he said
            name = self.names.marks.quoted(tokens, at)
        elif separated and chain.offices:
            name = self.names.marks.between_commas(tokens, at)
        if first and (not self._openers.office_near(tokens, at) or self._verb_and_family(tokens, at)):
            return None
        # «الملك المصري الشاب سيتولى …»: behind what is said of the holder, a verb may follow
        described = any(not t.is_mark for t in tokens[chain.last : at])
        stated = chain.office is not None and chain.office.stated and not (separated or described)
        name = name or self.names.at(tokens, at, titled=True, stated=stated)
        if name is None:
            return None
        if first and not self._behind.office_follows(tokens, name):
            return None
        if separated and not self._behind.apposed(tokens, name):
            return None
        alone = name[1] - name[0] == 1 and not self.names.words.known(tokens[name[0]].text)
        if alone and (separated or (described and not first)):
            return None  # «رحبت باللقاء مع الرئيس الكوري، مشيدة بـ…»
        before = self.lexicon.heads.at(tokens, at - 1) if at else None
        king = before is not None and before.last == at and before.value.category == "sovereign"
        sent = bool(chain.offices) and chain.offices[0].head.category in _SENT
        if king and not separated and chain.office and (sent or chain.office.head.category != "sovereign"):
            chain.last = name[1]  # «المبعوث الخاص للملك محمد السادس»: the king's name
            return self._behind.unquote(tokens, name[1])
        if not separated and tokens[at - 1].text in self.lexicon.grammar.regime:
            chain.last = name[1]  # «وزير الداخلية في حكومة الأسد»
            return self._behind.unquote(tokens, name[1])
        if not separated and (holder := self._behind.envoy_behind(tokens, name, chain)):
            name = holder
        chain.name, chain.last = name, self._behind.latin(tokens, name[1])
        return self._behind.unquote(tokens, chain.last)

    def _verb_and_family(self, tokens: list[Token], at: int) -> bool:
        """«واصطحب المري نائب وزير …»: a word behind «و» that no table knows, and a family name: a verb and its
        subject."""
        text = tokens[at].text
        if not self.names.words.joins(text) or text in self.lexicon.possible_names or at + 2 >= len(tokens):
            return False
        return self.lexicon.grammar.definite(tokens[at + 1].text)

    def _add(self, chain: Chain, office: Office) -> int:
        chain.offices.append(office)
        chain.last = office.last
        return office.last


def _words(tokens: list[Token], match: Match[Honorific]) -> str:
    return " ".join(t.text for t in tokens[match.first : match.last])[len(match.clitic) :]
