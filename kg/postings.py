"""Where an office is held and to whom it is accredited: «لدى المملكة»، «في لبنان»، «بمكتب وزير …»."""

from __future__ import annotations

from kg.lexicon import Lexicon, OrgForm, StateForm
from kg.office import Office
from kg.tokens import COMMAS, Match, Token

ENVOYS = frozenset({"ambassador", "envoy", "attaché"})
# «السفير بسفارة …»، «المستشار بالديوان الملكي»
_RESIDENT = frozenset({"ambassador", "attaché", "adviser", "official", "deputy", "member"})
_TOLD_BEFORE = frozenset({"head", "leader", "minister", "sovereign"})  # «الزعيم»: whose, stands before
_AT_CITIES = frozenset({"director", "commander", "official", "deputy"})


class Postings:
    """Reads what a preposition adds to an office."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def same_again(self, tokens: list[Token], state: Match[StateForm]) -> int:
        """«بحكومة الوفاق الليبية»، «المملكة المغربية الشقيقة»: the end of a state's name and its own adjective, or
        a courteous one, behind it."""
        again = self._lexicon.states.at(tokens, state.last, clitics=False) if state.last < len(tokens) else None
        same = again is not None and again.value.definite and again.value.code == state.value.code
        end = again.last if again and same and state.value.kind == "name" else state.last
        return end + (end < len(tokens) and tokens[end].text in self._lexicon.grammar.brotherly)

    def at(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """«لدى المملكة»، «في لبنان»، «بالجزائر»، «بمكتب وزير …»: where the office is held or to whom it is
        accredited."""
        grammar, lexicon = self._lexicon.grammar, self._lexicon
        text = tokens[j].text
        envoy = office.head.category in ENVOYS or office.innermost in ENVOYS
        sent = envoy or (
            bool(office.org) and office.head.number != "plural" and office.head.category != "secretary-general"
        )  # «وزراء خارجية الحلف في بروكسل», «الأمين العام للمنظمة في نيويورك»: met there
        for to in grammar.for_:
            if (
                (envoy or office.org)
                and (office.stated or office.head.lemma in grammar.sent_to)
                and text.startswith(to)
                and (end := self._posting(tokens, j, to))
            ):
                office.last = end  # المبعوث الأمريكي الخاص للسودان
                return end
        for by in grammar.by:
            if not text.startswith(by):
                continue
            if text[len(by) :] in lexicon.office_words and (
                office.complete or office.head.category in _RESIDENT or text[len(by) :] in grammar.seat
            ):
                office.takes_office = True
                office.last = j + 1
                return j + 1
            if sent and (end := self._posting(tokens, j, by)):
                office.last = end
                return end
        if office.complete and office.head.category in _AT_CITIES and text.startswith(tuple(grammar.by)):
            city = lexicon.cities.at(tokens, j)
            if city and city.clitic in grammar.by and self._rank(tokens, city.last):
                if not (city.value.ambiguous or office.stated):
                    office.country = city.value.country
                office.last = city.last  # «مدير مكتب مكافحة المخدرات ببنغازي العقيد X»
                return city.last
        if (
            text in grammar.from_
            and office.head.category == "counterpart"
            and not office.stated
            and j + 1 < len(tokens)
        ):
            whose = lexicon.states.at(tokens, j + 1, clitics=False)
            if whose and whose.value.kind == "name" and not whose.value.ambiguous:
                office.country, office.last = whose.value.code, whose.last  # «نظيره من جمهورية القمر المتحدة»
                return whose.last
            whose_org = lexicon.organisations.at(tokens, j + 1, clitics=False)
            if whose_org and not (whose_org.value.adjective or whose_org.value.ambiguous):
                office.org, office.last = whose_org.value.label, whose_org.last  # «نظرائه من دول مجلس التعاون الخليجي»
                return whose_org.last
        if text in grammar.in_ and office.complete and office.head.category in _AT_CITIES and not office.stated:
            town = lexicon.cities.at(tokens, j + 1, clitics=False) if j + 1 < len(tokens) else None
            if town and not town.value.ambiguous and self._rank(tokens, town.last):
                office.country, office.last = town.value.country, town.last  # «قائد شرطة الحدود في باريس العقيد X»
                return town.last
        word = text in grammar.at or (text in grammar.to and len(text) > 1) or (text in grammar.in_ and len(text) > 1)
        if not word or j + 1 >= len(tokens):
            return None
        inside = text in grammar.in_
        if text in grammar.at and lexicon.heads.at(tokens, j + 1, clitics=False):
            office.takes_office, office.last = True, j + 1  # الوزير المنتدب لدى وزير الدفاع
            return j + 1
        if tokens[j + 1].text in grammar.our_country:
            office.last = j + 2
            return j + 2
        if inside and (body := lexicon.organisations.at(tokens, j + 1, clitics=False)):
            if office.org:
                return None
            office.org, office.last = body.value.label, body.last
            return body.last
        if inside and office.head.category == "counterpart" and not office.stated:
            here = lexicon.deictics.at(tokens, j + 1, clitics=False)
            if here and len(here.value) == 1:  # «نظيره في السلطنة»
                office.country, office.last = here.value[0], here.last
                return here.last
        if text in grammar.at and not office.stated and not envoy and (body := self._body_at(tokens, j + 1)):
            office.org, office.last = body.value.label, body.last  # «وكيل الأمين العام … لدى منظمة الأمم المتحدة»
            return body.last
        if inside and not office.stated and not grammar.institution.isdisjoint(office.words):
            envoy = False  # «مفوض الإدارة الوطنية للهجرة في جمهورية …»: whose service it is
        if inside and office.complete and tokens[j + 1].text in grammar.abroad:
            office.last = j + 2  # «رئيس المكتب السياسي في الداخل X»
            return office.last
        end = self._posting(tokens, j + 1, "")
        goal = lexicon.cities.at(tokens, j + 1) if office.org and text in grammar.to else None
        if goal and not lexicon.states.at(tokens, j + 1):
            return None  # «يتوجه مفوض الطاقة في الاتحاد الأوروبي إلى طهران»: where he goes
        place = text in grammar.at or (envoy and text in grammar.to)
        if place and not end and tokens[j + 1].text in lexicon.office_words:
            whose = lexicon.states.at(tokens, j + 2, clitics=False) if j + 2 < len(tokens) else None
            posted = envoy and office.stated and whose is not None and whose.value.definite
            # «المدعي العام لدى محكمة …»، «المبعوث الخاص إلى الشرق الأوسط»، «سفير … لدى الجمهورية الجيبوتية»
            office.last = whose.last if whose and posted else j + 2
            return office.last
        if end and inside and office.org and not sent:
            return None
        if end and (envoy or text in grammar.at or (inside and office.org)):
            while end < len(tokens) and (further := self._further_posting(tokens, end)):
                end = further
            office.last = end
            return end
        if inside and envoy and office.org and not end and self._region(tokens, j + 1):
            office.last = j + 2
            return office.last
        state = lexicon.states.at(tokens, j + 1)
        alone = office.head.definite and len(office.words) == 1 and office.head.category in _TOLD_BEFORE
        if end and inside and (office.stated or alone):
            return None  # «وزير الداخلية السعودي في تونس»، «القمة بين الزعيمين في سنغافورة»: where he is
        if end and inside and state and state.value.kind == "name" and not state.value.ambiguous:
            office.country, office.last = state.value.code, self.same_again(tokens, state)
            return office.last
        if not inside or lexicon.blockers.at(tokens, j + 1, clitics=False):
            return None  # «أمير قطر في المكتب البيضاوي»
        return j + 1 if tokens[j + 1].text in lexicon.office_words else None

    def _rank(self, tokens: list[Token], j: int) -> bool:
        """Whether the form of address of an office's holder stands at ``j``."""
        rank = self._lexicon.honorifics.at(tokens, j, clitics=False) if j < len(tokens) else None
        return rank is not None and rank.value.position == "before" and not rank.value.opens

    def _body_at(self, tokens: list[Token], j: int) -> Match[OrgForm] | None:
        body = self._lexicon.organisations.at(tokens, j, clitics=False)
        return body if body and not body.value.adjective else None

    def _region(self, tokens: list[Token], j: int) -> bool:
        """«في الصحراء ورئيس بعثة المينورسو»: where an envoy works, before his other office or a comma."""
        if j + 1 >= len(tokens) or not self._lexicon.grammar.definite(tokens[j].text):
            return False
        other = self._lexicon.heads.at(tokens, j + 1)
        return tokens[j + 1].text in COMMAS or (other is not None and other.clitic in self._lexicon.grammar.and_)

    def _further_posting(self, tokens: list[Token], j: int) -> int | None:
        """«في العراق وسوريا»، «لدى مصر واليمن»: a further state to which he is posted."""
        state = self._lexicon.states.at(tokens, j)
        joined = state is not None and state.clitic in self._lexicon.grammar.and_ and state.value.kind == "name"
        return state.last if state and joined and not state.value.ambiguous else None

    def _posting(self, tokens: list[Token], j: int, clitic: str) -> int | None:
        """The end of the state, organisation or city to which an envoy is accredited."""
        lexicon = self._lexicon
        for match in (
            lexicon.states.at(tokens, j),
            lexicon.organisations.at(tokens, j),
            lexicon.deictics.at(tokens, j),
            lexicon.cities.at(tokens, j),
        ):
            if match and match.clitic == clitic and getattr(match.value, "kind", "name") != "demonym":
                return match.last
        return None
