"""Offices: a head noun (وزير، مدير عام، سفير) and what belongs to it: its portfolio, its state or body, its posting."""

from __future__ import annotations

from kg.keys import particle
from kg.lexicon import HeadForm, Lexicon, OrgForm, StateForm
from kg.mention import UNRESOLVED
from kg.names import NameReader
from kg.office import Office
from kg.office_brackets import OfficeBrackets
from kg.office_charges import OfficeCharges
from kg.office_tails import OfficeTails
from kg.postings import ENVOYS, Postings
from kg.regions import Regions
from kg.tokens import OPENING, QUOTES, Match, Token, readings, surfaces

_WORLD = "UN"  # whose envoy one is who is called «الدولي» and no more
_STATES_OF = 4  # words of «الدول الأعضاء في المنظمة»
_MANY = frozenset({"dual", "plural", "counterpart-dual"})
_OF_RULERS = frozenset({"adviser", "envoy", "deputy"})
_RULERS = frozenset({"head", "sovereign", "heir"})
# Heads behind which a demonym that is also a plain word (مالي: of Mali, or financial) is read as a demonym.
_STATE_OFFICES = frozenset({"minister", "head", "ambassador", "counterpart", "sovereign", "commander", "envoy"})


class OfficeReader:
    """Reads the office that begins at a token."""

    def __init__(self, lexicon: Lexicon, names: NameReader) -> None:
        self.lexicon = lexicon
        self.names = names
        self._tails = OfficeTails(lexicon, names)
        self._postings = Postings(lexicon)
        self._brackets = OfficeBrackets(lexicon, self._postings)
        self._charges = OfficeCharges(lexicon)
        self._regions = Regions(lexicon)
        self._genitive = {"", *lexicon.grammar.for_, *lexicon.grammar.by}

    def at(self, tokens: list[Token], i: int, *, clitics: bool, alone: bool = False) -> Office | None:
        """The office at ``i``, or None; ``alone`` takes one state only (others may follow with their own holders)."""
        if i >= len(tokens):
            return None
        grammar = self.lexicon.grammar
        joined = tokens[i].text.startswith(tuple(grammar.and_))
        head = self.lexicon.heads.at(tokens, i, clitics=clitics or joined)
        if head and i and head.value.category == "sovereign" and particle(tokens[i - 1].text) == "join-next":
            return None  # «وعلى رأسهم عبد الملك X»
        if head is None or self._and_to(tokens, i) or self._tails.describes(tokens, head):
            return None
        represented = tokens[head.last - 1].text in grammar.represented and head.last < len(tokens)
        if represented and tokens[head.last].text in grammar.in_:  # «وزارة الداخلية ممثلة في مديرية الأمن»
            return None
        office = self._begin(tokens, head)
        if head.value.category == "address":
            return office if self._addressed(tokens, i) else None
        j = head.last
        if council := self._tails.council(tokens, head):
            office.org, j = council
            end = head.last if head.value.category == "envoy" else j - 1
            office.words.extend(t.text for t in tokens[head.last : end])
            office.role_end = tokens[end - 1].end
            office.taken(j)
        while j < len(tokens):
            after = self._complement(tokens, j, office, alone=alone)
            if after is None and (after := self._tails.before_holder(tokens, j, office)):
                office.words.append(tokens[j].text)
                office.extended(tokens, after)
                if tokens[after - 1].text in QUOTES:  # «قوة الأمن الداخلي (لخويا)»
                    opening = max(k for k in range(j, after) if tokens[k].text in OPENING)
                    office.role_end = tokens[opening - 1].end
            if after is None:
                break
            j = after
        if not office.stated and (country := self._tails.citizens_abroad(tokens, head.last, office.last)):
            office.country = country
            if tokens[office.last - 1].text in grammar.abroad:
                office.role_end = tokens[office.last - 1].end  # theirs, not where he is
        if self._stands(tokens, office) or head.value.category == "director":
            far = self._tails.far_state(tokens, office)
            if far:
                office.country, office.org, office.last = far
                office.complete = True
                while office.last < len(tokens) and (after := self._word(tokens, office.last, office)):
                    office.last = after
        if self._stands(tokens, office):
            return office
        return self._of_his(tokens, head) if clitics else None

    def _addressed(self, tokens: list[Token], i: int) -> bool:
        """«أكد سعادته», «وكان سيادته قد زار»: not the joy or the sovereignty of somebody («عن سعادته», «سيادته»)."""
        grammar = self.lexicon.grammar
        if tokens[i].text not in grammar.also_words:
            return True
        before = tokens[i - 1].text if i else ""
        verbs = surfaces(grammar.statement | grammar.was | grammar.did)
        return before in verbs | grammar.that or (i > 0 and self.lexicon.triggers.at(tokens, i - 1) is not None)

    def _and_to(self, tokens: list[Token], i: int) -> bool:
        """«إلى باريس حيث …، وإلى لندن»: written like the governor (والي) once its letters are folded."""
        grammar, text = self.lexicon.grammar, tokens[i].text
        if not any(text == joined + to for joined in grammar.and_ for to in grammar.to if len(to) > 1):
            return False
        return any(t.text in grammar.to for t in tokens[:i])

    def _of_his(self, tokens: list[Token], head: Match[HeadForm]) -> Office | None:
        """«ونائبه»، «مع مساعده X»: written like the feminine, but nothing that a deputy is deputy of follows."""
        text = tokens[head.first].text[len(head.clitic) :]
        value = self.lexicon.either_heads.get(text) if head.last == head.first + 1 else None
        if value is None:
            return None
        joined = head.clitic in self.lexicon.grammar.and_
        if not joined and not (head.last < len(tokens) and self.names.at(tokens, head.last, titled=True)):
            return None
        return self._begin(tokens, Match(head.first, head.last, head.clitic, value))

    def _begin(self, tokens: list[Token], head: Match[HeadForm]) -> Office:
        first = tokens[head.first]
        start = first.start + len(head.clitic) - self.lexicon.grammar.swallowed(first.text, head.clitic)
        office = Office(head.last, head.value, start, tokens[head.last - 1].end, [head.value.lemma])
        office.innermost, office.takes_office = head.value.category, head.value.takes_office
        deictic = self.lexicon.deictics.at(tokens, head.first)
        if deictic and deictic.last >= head.last and len(deictic.value) == 1:
            office.country = deictic.value[0]  # خادم الحرمين الشريفين
        if head.value.possessed:
            office.possessed, office.complete = True, True
        return office

    def _stands(self, tokens: list[Token], office: Office) -> bool:
        """Whether what was read is an office at all: most head nouns need a complement."""
        head = office.head
        if office.complete:
            return head.category != "director" or len(office.words) > 1 or office.stated or head.stands_alone
        if head.definite and office.last < len(tokens) and self.names.at(tokens, office.last, titled=True):
            return True  # «النائب مايك …»
        if head.category == "director":
            return head.stands_alone  # «النائب العام، المستشار X»
        if head.category == "envoy" and head.definite and tokens[office.last - 1].start > office.role_start:
            return True  # «وكانت الممثلة الخاصة قد التقت …», of whom the article told
        dual = head.number == "dual" and office.last < len(tokens)
        if dual and self.lexicon.groups.at(tokens, office.last, clitics=False):
            return False  # «رئيسي وفدي ماليزيا وجنوب أفريقيا»
        return head.stands_alone or head.category in {"ambassador", "counterpart"}

    # -- complements: each returns the next token, or None where nothing belongs to the office any more --------

    def _complement(self, tokens: list[Token], j: int, office: Office, *, alone: bool) -> int | None:
        if tokens[j].is_mark:
            return self._brackets.at(tokens, j, office)
        if tokens[j].text in self.lexicon.grammar.heading and office.head.number in _MANY and office.complete:
            return None  # «اجتماع وزراء الخارجية برئاسة وزير الخارجية المصري X»: who chairs them
        airport = tokens[j].text in self.lexicon.grammar.airport
        if self._his_place(tokens, j) or (airport and tokens[j].text.startswith(tuple(self.lexicon.grammar.by))):
            return None  # «في استقبال الوزير الروسي بالمطار الفريق X»
        return (
            self._namesake(tokens, j, office)
            or self._regions.at(tokens, j, office)
            or self._national(tokens, j, office)
            or self._organisation(tokens, j, office)
            or self._state(tokens, j, office, alone=alone)
            or self._city(tokens, j, office)
            or self._postings.at(tokens, j, office)
            or self._charges.at(tokens, j, office)
            or (not office.of_both and self._word(tokens, j, office))
            or self._nested(tokens, j, office)
            or self._former(tokens, j, office)
            or self._tails.named_body(tokens, j, office)
            or self._brackets.acronym(tokens, j, office)
        )

    def _his_place(self, tokens: list[Token], j: int) -> bool:
        """«وزير الداخلية في مكتب سموه»، «بقصر معاليه»: where he is, no part of his office."""
        j += tokens[j].text in self.lexicon.grammar.in_ and len(tokens[j].text) > 1
        if j + 1 >= len(tokens):
            return False
        if not any(rest in self.lexicon.grammar.his_place for _, rest in readings(tokens[j].text)):
            return False
        address = self.lexicon.heads.at(tokens, j + 1, clitics=False)
        return bool(address and address.value.category == "address")

    def _namesake(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """«مدير أكاديمية سيف بن زايد للعلوم الشرطية»: the name of whom the institution is called after."""
        if not any(rest in self.lexicon.grammar.named_after for _, rest in readings(tokens[j - 1].text)):
            return None  # «المدير العام لمدارس ابن عامر»
        address = self.lexicon.honorifics.at(tokens, j, clitics=False)
        king = self.lexicon.heads.at(tokens, j, clitics=False)
        start = address.last if address and address.value.position == "before" else j
        if start == j and king and king.value.category == "sovereign":  # «جامعة الملك سعود»
            start = king.last
        name = self.names.at(tokens, start, titled=True) if start < len(tokens) else None
        if name is None:
            return None
        return office.extended(tokens, name[1])

    def _national(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """«مدير مكتب التحقيقات الفيدرالي»: a body that only one state has."""
        body = self.lexicon.national.at(tokens, j)
        again = body is not None and body.value == office.country  # «قائد فيلق القدس في الحرس الثوري الإيراني»
        if body is None or (office.stated and not again) or body.clitic not in self._genitive:
            return None
        office.words.extend(t.text for t in tokens[j : body.last])
        quoted = tokens[j - 1].text in OPENING and body.last < len(tokens) and tokens[body.last].text in QUOTES
        office.extended(tokens, body.last + quoted)
        office.country = body.value
        whose = self.lexicon.states.at(tokens, office.last, clitics=False) if office.last < len(tokens) else None
        if whose and whose.value.definite and whose.value.code == body.value:
            office.last = whose.last  # «رئيس "هيئة الحشد الشعبي" العراقي»
        return office.last

    def _organisation(self, tokens: list[Token], j: int, office: Office) -> int | None:
        world = self.lexicon.grammar.of_the_world
        if office.head.category == "envoy" and tokens[j].text in world and not office.stated:
            office.org = _WORLD  # «المبعوث الدولي إلى ليبيا»
            return office.taken(j + 1)
        match = self.lexicon.organisations.at(tokens, j) or self._of_states(tokens, j, office)
        if match and match.value.label == office.org and not match.clitic and not match.value.adjective:
            return office.taken(match.last)  # «منظمة الشرطة الجنائية الدولية الإنتربول»
        if match and self._tails.in_portfolio(tokens, match, office):
            return office.extended(tokens, match.last)
        if match is None or office.org or match.clitic not in self._genitive or self._tails.another(tokens, j, office):
            return None
        states = any(rest in self.lexicon.grammar.several_states for _, rest in readings(tokens[j].text))
        if match.clitic in self.lexicon.grammar.for_ and states and office.complete and office.head.number not in _MANY:
            return office.taken(match.last)  # «الممثل الإقليمي للمكتب لدول مجلس …»: where he is accredited
        if office.innermost == "minister" and self._affairs(tokens, j):
            return None  # «وزيرة الخارجية وشؤون الكومنولث»
        whole = self.lexicon.organisations.at(tokens, j - 1) if office.innermost == "minister" else None
        if whole and whole.clitic in self.lexicon.grammar.and_ and whole.last == match.last:
            return office.extended(tokens, match.last)  # «وزير الشؤون الخارجية والاتحاد الأوروبي … الإسباني»
        if match.value.adjective and (office.country or self._affairs(tokens, j) or self.lexicon.states.at(tokens, j)):
            return None
        if match.last < len(tokens) and tokens[match.last].text in self.lexicon.grammar.national:
            return None  # «مجلس الأمن القومي»
        if self._tails.national_bureau(tokens, office, match):
            return office.extended(tokens, match.last)
        office.org = match.value.label
        if self._tails.of_organ(tokens, j, office):
            return office.extended(tokens, match.last)
        return office.taken(match.last)

    def _of_states(self, tokens: list[Token], j: int, office: Office) -> Match[OrgForm] | None:
        """«وزراء خارجية (دول) مجموعة …»، «(الدول الأعضاء في) منظمة …»: the organisation of several."""
        grammar, words = self.lexicon.grammar, tokens[j : j + _STATES_OF]
        several = any(rest in grammar.several_states for _, rest in readings(words[0].text))
        if office.head.number not in _MANY or not several:
            return None
        at = 1
        at += at < len(words) and words[at].text in grammar.member
        at += at < len(words) and words[at].text in grammar.in_
        return self.lexicon.organisations.at(tokens, j + at) if at < len(words) else None

    def _state(self, tokens: list[Token], j: int, office: Office, *, alone: bool) -> int | None:
        grammar = self.lexicon.grammar
        if office.head.number in _MANY and tokens[j].text in grammar.each_of:  # «سفراء كل من المملكة المتحدة و…»
            j += 1 + (j + 1 < len(tokens) and tokens[j + 1].text in grammar.from_)
            if j >= len(tokens):
                return None
        state = self.lexicon.states.at(tokens, j)
        deictic = self.lexicon.deictics.at(tokens, j)
        accredited = deictic is not None and deictic.clitic in grammar.by and office.head.category in ENVOYS
        if accredited and office.complete:
            return None  # «سفراء المجموعة العربية بالمملكة»: where they are accredited
        if deictic and deictic.clitic in self._genitive and (state is None or deictic.last > state.last):
            if office.country is None:
                office.country = deictic.value[0] if len(deictic.value) == 1 else UNRESOLVED
            elif self.lexicon.heads.at(tokens, j):
                return None  # «التقى ولي العهد السعودي شيخ الأزهر X»: two persons
            return office.taken(deictic.last)
        if state is None or not self._takes_state(office, state, tokens[j - 1].text, tokens[j].text):
            return None
        if state.value.kind == "demonym" and self._affairs(tokens, j):
            return None
        if office.org and state.value.kind == "demonym" and not state.clitic:
            office.last = state.last  # «الأمين العام لحلف الناتو النرويجي X»: where he is from, not whom he serves
            return state.last
        posted = office.org or office.head.lemma in grammar.sent_to  # «مبعوث الأمم المتحدة (المبعوث الخاص) لليمن»
        if state.clitic in self.lexicon.grammar.for_ and (
            posted
            or (self._visited(tokens, j) and (office.head.category in ENVOYS or not self._ranked_holder(tokens, state)))
        ):
            return None
        office.country = state.value.code
        end = self._postings.same_again(tokens, state)
        codes = [code for code in (state.value.code, state.value.also) if code]  # «رئيسا الكوريتين»
        while not alone and office.head.number in _MANY and end < len(tokens):
            other = self.lexicon.states.at(tokens, end)
            if other is None or other.clitic not in {*grammar.and_, ""} or other.value.kind != state.value.kind:
                break
            codes.append(other.value.code)
            end = other.last
        office.countries = tuple(codes)
        return office.taken(end)

    def _affairs(self, tokens: list[Token], j: int) -> bool:
        """«مدير إدارة الشؤون الأمريكية»، «للشؤون الأوروبية»: whose affairs, not whom he serves."""
        return tokens[j - 1].text in self.lexicon.grammar.affairs and self.lexicon.grammar.definite(tokens[j].text)

    def _visited(self, tokens: list[Token], j: int) -> bool:
        """«زيارة ولي العهد وزير الدفاع للأردن»: behind a word of visiting, «لـ» tells where to."""
        found = (self.lexicon.triggers.at(tokens, i) for i in range(max(0, j - 30), j))
        return any(t is not None and t.value.type == "visit" for t in found)

    def _ranked_holder(self, tokens: list[Token], state: Match[StateForm]) -> bool:
        """«زيارة مدير الأمن العام لدولة قطر الشقيقة اللواء X»: the holder's rank right behind the state."""
        at = self._postings.same_again(tokens, state)
        rank = self.lexicon.honorifics.at(tokens, at, clitics=False) if at < len(tokens) else None
        return rank is not None and rank.value.position == "before"

    def _takes_state(self, office: Office, state: Match[StateForm], last_word: str, word: str) -> bool:
        """Whether a state's name or demonym is the office's: a bare name needs a noun without the article before it."""
        named = state.value.kind == "name" and not (
            self.lexicon.grammar.definite(last_word) and word in self.lexicon.adjectives
        )
        if named and office.org and not state.clitic:
            return False  # «كبير ممثلي المنظمة البحرية الدولية بمركز جيبوتي»
        if state.clitic in self.lexicon.grammar.by and (office.org or office.head.category in ENVOYS):
            return False  # «سفيرة الاتحاد الأوروبي بتونس»: where she is accredited
        # «نظيره المالي»، «الرئيس المالي»
        of_his = office.head.category == "counterpart" or (office.head.category == "head" and office.head.definite)
        his = of_his and len(office.words) == 1
        plain = word in self.lexicon.office_words and not his
        if state.value.ambiguous and plain and not self._agrees(office, last_word, word):
            return False  # وزير المالية is no minister of Mali
        if named and not state.clitic and self.lexicon.grammar.definite(last_word):
            return False
        if last_word in self.lexicon.grammar.faith:
            return False  # «رئيس طائفة الأرمن»
        if office.country is not None and office.country != UNRESOLVED:
            return False
        if state.clitic not in self._genitive or (state.clitic and not named):
            return False
        if not state.value.ambiguous or office.innermost in _STATE_OFFICES:
            return True
        # «مدير الأمن العام القطري»: behind a portfolio a demonym, whatever else it means; «المدير المالي» has none
        portfolio = len(office.words) > 1 and self.lexicon.grammar.definite(last_word)
        return portfolio and state.value.definite and not state.clitic

    def _agrees(self, office: Office, last_word: str, word: str) -> bool:
        """«وزير الأمن والحماية المدنية المالي»: a masculine behind a feminine goes with the minister, so of Mali."""
        feminine = tuple(self.lexicon.grammar.feminine)
        army = any(rest in self.lexicon.grammar.force for _, rest in readings(last_word))
        if army and not last_word.endswith(feminine):
            return True  # «قائد الأركان العامة للجيش المالي»
        behind = office.innermost == "minister" and self.lexicon.grammar.definite(last_word)
        if behind and last_word in self.lexicon.grammar.guards:
            return True  # «وزير الدفاع المالي»
        return behind and last_word.endswith(feminine) and not word.endswith(feminine)

    def _city(self, tokens: list[Token], j: int, office: Office) -> int | None:
        city = self.lexicon.cities.at(tokens, j, clitics=False)
        before = tokens[j - 1].text
        of_state = office.head.category in {"minister", "head"} and before not in self.lexicon.grammar.police
        if city is None or of_state:  # but «رئيس شرطة نيويورك»
            return None
        if before.startswith(tuple(self.lexicon.grammar.article)) and before not in self.lexicon.grammar.capital:
            return None
        if city.value.ambiguous:  # «مدير أمن طرابلس اللواء X»: of one of several states
            rank = self.lexicon.honorifics.at(tokens, city.last, clitics=False) if city.last < len(tokens) else None
            further = city.last < len(tokens) and self.lexicon.is_office_word(tokens[city.last].text)
            titled = (rank is not None and rank.value.office) or further or office.innermost == "governor"
            return office.taken(city.last) if titled and len(office.words) > 1 else None
        if any(rest in self.lexicon.grammar.police for _, rest in readings(before)):
            office.extended(tokens, city.last)  # «القائد العام لشرطة دبي»: nobody heads a police of no town
        office.country = office.country or city.value.country
        return office.taken(city.last)

    def _word(self, tokens: list[Token], j: int, office: Office) -> int | None:
        text = tokens[j].text
        if office.head.category == "deputy" and office.takes_office and self._deputised(tokens, j):
            return None  # «النائب الأول لرئيس مجلس الوزراء»
        dual = office.head.number == "dual" and len(office.words) == 1
        if dual and office.head.definite and not self.lexicon.grammar.definite(text):
            return None  # «التقى الوزيران مجموعة من …»
        qualified = office.complete or office.head.category == "ambassador"  # «السفير غير المقيم»
        if text in self.lexicon.grammar.un and qualified and j + 1 < len(tokens):  # «لشؤون الهجرة غير الشرعية»
            return office.extended(tokens, j + 2) if self.lexicon.grammar.definite(tokens[j + 1].text) else None
        if text in self.lexicon.possessed_words and not office.stated and len(office.words) == 1:
            office.words.append(text)
            office.possessed = True
            return office.extended(tokens, j + 1)
        if self._tails.ends_before(tokens, j, office):
            return None
        whither = self.lexicon.states.at(tokens, j) if office.stated else None
        if whither and whither.clitic in self.lexicon.grammar.for_ and whither.last > j + 1:
            return None  # «زيارة ولي العهد السعودي للولايات المتحدة»
        if office.stated and text in self.lexicon.heads and self._of_organisation(tokens, j + 1):
            return None  # «وزير الداخلية الكويتي المفوض الأوروبي X»
        known = self.lexicon.is_office_word(text) or (j > 0 and self._affairs(tokens, j))
        ocean = any(rest in self.lexicon.grammar.ocean for _, rest in readings(tokens[j - 1].text))
        if ocean and text in self.lexicon.grammar.oceans:
            return office.extended(tokens, j + 1)  # «لشؤون آسيا والمحيط الهادئ»
        if text in self.lexicon.given_names and self.names.begins_plainly(tokens, j):
            return None  # «النائب العام المستشار الصديق الصور»
        tails = self._tails
        joined = (office.complete and tails.joined_portfolio(tokens, j, office)) or tails.region(tokens, j)
        joined = joined or tails.portfolio(tokens, j, office)
        if not (known or joined or tails.before_address(tokens, j, office)):
            return None
        office.words.append(text)
        return office.extended(tokens, j + 1)

    def _of_organisation(self, tokens: list[Token], j: int) -> bool:
        body = self.lexicon.organisations.at(tokens, j, clitics=False) if j < len(tokens) else None
        return body is not None and body.value.adjective and self.lexicon.grammar.definite(tokens[j].text)

    def _deputised(self, tokens: list[Token], j: int) -> bool:
        """«لرئيس»: whom somebody is a deputy of, behind its preposition."""
        head = self.lexicon.heads.at(tokens, j)
        return head is not None and head.clitic in self.lexicon.grammar.for_ and head.value.category == "head"

    def _nested(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """An office within the office: «نائب رئيس»، «مساعد وزير الخارجية»، «مدير مكتب وزير …»."""
        grammar = self.lexicon.grammar
        bureau = any(rest in grammar.office_of for _, rest in readings(office.words[-1]))
        address = self.lexicon.honorifics.at(tokens, j)
        if address and address.value.opens and address.last < len(tokens):
            whose = self.lexicon.heads.at(tokens, address.last, clitics=False)
            sent = not office.complete and not office.head.definite and office.head.category in _OF_RULERS
            sent = sent and whose is not None and whose.value.category in _RULERS
            joined = address.clitic in grammar.for_ or (not address.clitic and (bureau or sent))
            if joined and whose:
                j = address.last  # «لمكتب سمو وزير …»، «المبعوث الخاص لجلالة الملك»، «مستشار جلالة الملك»
        nested = self.lexicon.heads.at(tokens, j, clitics=False)
        if nested is None and tokens[j].text.startswith(tuple(grammar.for_)):
            nested = self.lexicon.heads.at(tokens, j)
            nested = nested if nested and nested.clitic in grammar.for_ and not office.stated else None
        if nested is None:
            return None
        if not (office.takes_office or nested.value.number == "plural" or bureau):
            return None
        if nested.value.number == "plural" and not nested.clitic and office.head.definite and len(office.words) == 1:
            return None  # «استقبل الوزير مديري عموم الجوازات»: whom he received
        facing = nested.value.category == "counterpart" and office.head.definite  # «يلتقي المدير نظيره»
        if facing or (office.complete and not nested.clitic and self._closed(tokens, j)):
            return None  # «مدير الأمن العام السفير التركي …»: two persons
        office.words.append(nested.value.lemma)
        office.innermost, office.takes_office = nested.value.category, nested.value.takes_office
        deictic = self.lexicon.deictics.at(tokens, j)
        if deictic and len(deictic.value) == 1 and office.country is None:
            office.country = deictic.value[0]  # سفير خادم الحرمين الشريفين
        return office.extended(tokens, nested.last)

    def _closed(self, tokens: list[Token], j: int) -> bool:
        """The word before ``j`` has the article or names a state, so that no genitive follows it."""
        return self.lexicon.grammar.definite(tokens[j - 1].text) or self.lexicon.states.at(tokens, j - 1) is not None

    def _former(self, tokens: list[Token], j: int, office: Office) -> int | None:
        if self.lexicon.particles.at(tokens, j, clitics=False) is None:
            return None
        office.former, office.last = True, j + 1
        return j + 1
