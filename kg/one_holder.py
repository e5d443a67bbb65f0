"""Whether a further office is held by the official being read, or begins another person."""

from __future__ import annotations

from kg.behind import Behind
from kg.chain import Chain
from kg.lexicon import Lexicon
from kg.mention import UNRESOLVED
from kg.office import Office
from kg.text import fold
from kg.tokens import SEPARATORS, Token

MEETING = frozenset({"receive", "meet"})  # frames of the verbs behind which the next official is another one
# Careers that nobody has at once: a minister is no ambassador, a director of security no minister.
_CAREERS = {"minister": 1, "director": 2, "commander": 2, "ambassador": 3, "attaché": 3}
_NO_KINGS = frozenset({"minister", "ambassador", "attaché", "director"})
_LAYMEN = _NO_KINGS | {"sovereign", "heir"}
_NEVER_ONE = frozenset({"minister", "ambassador"})
_SENT_BY = frozenset({"envoy", "secretary-general", "ambassador"})  # offices of an organisation and of no state's
_SENT = frozenset({"envoy", "ambassador"})
_POSTED = frozenset({"ambassador", "attaché"})
_RANK = 2  # words of «وزير الدولة»
# offices that one person often holds with a second one
_FIRST_OF_TWO = frozenset({"deputy", "head", "heir", "envoy", "secretary-general"})
# offices that one told of before is called by, with no more than his state
_TOLD_BEFORE = frozenset({"official", "envoy", "minister", "head"})


class OneHolder:
    """Compares an office with the chain before it."""

    def __init__(self, lexicon: Lexicon, behind: Behind) -> None:
        self._lexicon = lexicon
        self._behind = behind

    def belongs(self, tokens: list[Token], chain: Chain, office: Office, at: int, separated: bool) -> bool:
        """Whether a further office is the same person's."""
        if self._clash(chain, office) or office.head.category == "counterpart":
            return False
        if office.head.number in {"dual", "plural"} and chain.offices:
            return False  # «التقى الرئيس المصري المبعوثين …»
        if office.head.category == "sovereign" and any(o.head.category in _NO_KINGS for o in chain.offices):
            return False  # «التقى وزير الخارجية الأمريكي الملك X»
        if office.head.category == "cleric" and any(o.head.category in _LAYMEN for o in chain.offices):
            return False  # «التقى ولي العهد السعودي شيخ الأزهر X»
        whole = office.stated or len(office.words) > 1 or " " in office.head.lemma  # «رئيس الحكومة»
        if self.receives(tokens, chain) and whole:
            return False  # «التقى الوزير رئيس البرلمان العربي …»
        if self._of_the_body(tokens, chain, office) or self._sent_by_ruler(tokens, chain, office):
            return False
        if self._faces_alike(tokens, chain, office) or (
            not chain.name and chain.office and self._rules_alone(chain.office, office)
        ):
            return False
        quoted = self._inside_quotes(tokens, chain.first, at)
        if quoted and not self._behind.name_after(tokens, office.last):
            return True
        joined = self._behind.is_joined(tokens, at)
        if chain.name and separated and self._faces_envoy(tokens, chain, office):
            return False
        if chain.name and separated and self._told_alike(tokens, chain, office):
            return False
        if chain.name and separated and office.org and not chain.org and office.last < len(tokens):
            address = self._lexicon.honorifics.at(tokens, office.last, clitics=False)
            if address and address.value.opens:
                return False  # «…، السيد X، رئيس بعثة المنظمة الدولية للهجرة في بلادنا سعادة السيد Y»
        if (
            joined
            and chain.name is None
            and chain.org
            and (_heads_body(chain) or not office.stated)
            and self._behind.name_after(tokens, office.last)
        ):
            return True  # «رئيس الإنتربول ونائب وزير الأمن العمومي بالصين X»، «قائد قوة الأمم المتحدة ورئيس البعثة X»
        if (chain.country and office.org and not office.country) or (
            chain.org and office.country and not chain.country
        ):
            if joined and office.org and self._second_post(tokens, chain, office):
                return True  # «X المفتش العام بوزارة الداخلية بدولة الإمارات ورئيس الإنتربول، بحضور …»
            # «استقبل وزير الداخلية اللبناني X المنسقة الخاصة للأمم المتحدة Y»: who serves a state is nobody's envoy
            serves = any(o.country and not o.former and o.head.category in _CAREERS for o in chain.offices)
            envoy = office.head.category == "envoy" and bool(chain.name) and not joined and not serves
            return envoy and not self._behind.name_after(tokens, office.last, stated=True)
        own_name = self._behind.name_after(tokens, office.last, stated=office.stated)
        own_name = own_name or (joined and self._native_behind(tokens, chain, office))
        if own_name and chain.name and not chain.offices:
            own_name = not self._behind.next_has_office(tokens, office.last)
        if own_name and chain.name is None and chain.country and self._sent_to_meet(tokens, chain, office):
            return False
        if own_name and self._serves_ruler(tokens, chain, office, separated):
            own_name = False
        last = chain.office
        if joined:
            return not (separated and self._next_of_list(tokens, chain, office)) and self._joined_office(
                tokens, chain, office, own_name
            )
        if last is None and chain.name and not separated and office.stated and self._behind_meeting(tokens, chain):
            # «التقى الأمير X وزير الأمن الداخلي الأمريكي، Y، …»
            own_name = own_name or self._behind.closed_name(tokens, office.last)
        if last is None:
            return not (chain.name and own_name)
        if chain.name:
            if own_name:
                return False
            if separated and office.country and not chain.country and self._repeats(last, office):
                return False  # «وزير الداخلية X، وزير الداخلية للجمهورية الفرنسية، Y»
            if self._same_post(last, office):
                return True  # الرئيس … رئيس الجمهورية اليمنية
            if last.head.category == "ambassador" and not last.stated and office.head.category != "ambassador":
                return True  # «السفير X منسق مكافحة الإرهاب في وزارة الخارجية الأمريكية»: a rank, then his office
            if office.org and not chain.org and not separated:
                return False  # «X المفتش العام رئيس لجنة … للناتو»
            theirs = office.stated and not _stated(chain)
            if separated and theirs and self._behind.set_off(tokens, office.last):
                return False  # «رئيس التحالف X، رئيس الجهاز التركي، Y، …»، «وزير … X، رئيس مفوضية الاتحاد الإفريقي، Y»
            if self._faces_minister(tokens, chain, office):
                return False
            rivals = _rivals(last.head.category, office.head.category)
            rivals = rivals and (len(last.words) == 1 or {last.head.category, office.head.category} == _NEVER_ONE)
            if separated and rivals and office.country and self._behind_meeting(tokens, chain):
                return False  # «استقبل الوزير X، سفيرة الولايات المتحدة»
            if separated and theirs and self._behind.ranked_off(tokens, office.last):
                return False  # «X، نائب وزير الدفاع، قائد أفريكوم، الجنرال Y»
            if tokens[chain.name[0]].start > last.role_start and office.country and not separated:
                # office, name, office with its own state: two persons side by side, unless the first has that state too
                return bool(chain.country)
            return True
        if _rivals(last.head.category, office.head.category) and not self._commands_as_minister(last, office):
            return False
        if office.org and office.head.category == "private" and not chain.org:
            return False  # «الوزير المدير التنفيذي لوكالة فرونتكس»
        if last.head.category == "deputy" and last.stated and len(last.words) == 1 and not office.stated:
            return True  # «نائب خادم الحرمين الشريفين ولي العهد …»
        if self._of_state(last) and office.head.category == "minister" and not self._behind_meeting(tokens, chain):
            return True  # «، وزير الدولة وزير الداخلية الفرنسي، X»: a minister's rank, then his portfolio
        if office.head.category == "minister" and self._of_no_portfolio(last):
            return True  # «وزير الدولة وزير الداخلية الفرنسي X»
        if chain.country and not office.country and not separated and not own_name:
            # «ولي العهد السعودي نائب رئيس مجلس الوزراء وزير الداخلية X»
            prince = len(chain.offices) > 1 and chain.offices[0].head.category == "heir"
            own = {"minister"} if prince else set()
            own |= {"head"} if self._supreme(last) else set()
            if last.head.category == "deputy" and last.innermost == "head" and self._ruler_behind(tokens, office):
                return True
            return office.head.category not in {"head", "heir", "sovereign", "minister"} - own
        if office.country and not chain.country and not separated:
            before = last.head.category
            if self._supreme(last) and office.head.category == "head":
                return True
            if before == "head" and office.head.category == "sovereign":
                return any(o.head.category == "deputy" for o in chain.offices)
            return before in {"heir", "sovereign", "deputy"} or (
                before == "head" and office.head.category == "minister"
            )
        return True

    def _supreme(self, office: Office) -> bool:
        """«القائد العام للقوات المسلحة رئيس مجلس الوزراء العراقي X»: a command that belongs to whoever governs."""
        return fold(" ".join(office.words)) in self._lexicon.grammar.supreme_command

    def _ruler_behind(self, tokens: list[Token], office: Office) -> bool:
        """«نائب رئيس دولة الإمارات رئيس مجلس الوزراء حاكم دبي»: who rules a part of the state besides."""
        head = self._lexicon.heads.at(tokens, office.last, clitics=False) if office.last < len(tokens) else None
        return head is not None and head.value.category == "sovereign"

    def _native_behind(self, tokens: list[Token], chain: Chain, office: Office) -> bool:
        """«ورئيس بعثة المينورسو، الروسي X»: behind the comma, where the holder is from and his name."""
        at = office.last
        comma = at + 1 < len(tokens) and tokens[at].text in SEPARATORS
        return comma and self._behind.native(tokens, at + 1, chain) is not None

    def _of_state(self, office: Office) -> bool:
        words = office.words
        return office.head.category == "minister" and len(words) == 2 and words[1] in self._lexicon.grammar.of_state

    def _told_alike(self, tokens: list[Token], chain: Chain, office: Office) -> bool:
        """«وزير الداخلية معالي X، وزير الأمن معالي Y»: a form of address between office and name, as with the first."""
        if chain.name is None or chain.office is None or office.last >= len(tokens):
            return False
        first = next(
            (k for k in range(chain.first, chain.last) if tokens[k].start >= chain.office.role_end), chain.last
        )
        own = self._lexicon.honorifics.at(tokens, first, clitics=False) if first < chain.name[0] else None
        other = self._lexicon.honorifics.at(tokens, office.last, clitics=False)
        return bool(own and own.value.opens and other and other.value.opens)

    def _of_no_portfolio(self, office: Office) -> bool:
        """«وزير الدولة»: a rank that is told before the portfolio."""
        rank = office.head.category == "minister" and not office.stated and len(office.words) == _RANK
        return rank and office.words[-1] in self._lexicon.grammar.no_portfolio

    def _serves_ruler(self, tokens: list[Token], chain: Chain, office: Office, separated: bool) -> bool:
        """«بين الوزير وجاريد كوشنر مستشار الرئيس الأمريكي X»، «Y، مبعوث الرئيس الأمريكي X»: the name behind the office
        is the ruler's, whom he serves."""
        if chain.name is None or chain.offices or not self._behind.of_ruler(office):
            return False
        return separated or not self._behind_meeting(tokens, chain)

    def _rules_alone(self, one: Office, other: Office) -> bool:
        """«استقبل رئيس الجمهورية وزير الداخلية الإيطالي X»: a head of state is no minister, least of all another's."""
        ruler = one.head.category in {"head", "sovereign"} and fold(one.head.lemma) in self._lexicon.grammar.same_office
        return ruler and other.head.category in _CAREERS and bool(other.country) and not one.country

    def _second_post(self, tokens: list[Token], chain: Chain, office: Office) -> bool:
        """The head of an organisation, with no name of his own, behind «X، وهو …»: the name and his office of state."""
        if chain.name is None or not chain.offices or not office.last < len(tokens):
            return False
        before = tokens[chain.name[0]].start < chain.offices[0].role_start
        named = self._behind.name_after(tokens, office.last, stated=True)
        return before and office.head.category == "head" and not named

    def _same_post(self, last: Office, office: Office) -> bool:
        """«الرئيس X رئيس أوكرانيا»، «السفير X سفير …»: the same post told once more, with its state."""
        same = self._lexicon.grammar.same_office
        envoys = {o.head.category == "ambassador" for o in (last, office)}
        bare = len(last.words) == 1 and (len(office.words) == 1 or all(envoys))  # «سفير سيشل المقيم بـ…»
        return bare and len(envoys) == 1 and all(fold(o.head.lemma) in same for o in (last, office))

    def receives(self, tokens: list[Token], chain: Chain) -> bool:
        """«التقى الوزير»، «التقى المسؤول الفرنسي»: a bare office known from before, right behind a verb of meeting; who
        follows is another."""
        office = chain.office
        if office is None or len(chain.offices) > 1 or chain.name or not office.head.definite:
            return False
        if office.complete and not (office.stated and len(office.words) == 1 and office.head.category in _TOLD_BEFORE):
            return False
        if office.head.category == "director":
            return False  # «النائب العام»: an office told in full
        return self._behind_meeting(tokens, chain)

    def _behind_meeting(self, tokens: list[Token], chain: Chain) -> bool:
        before = self._lexicon.triggers.at(tokens, chain.first - 1) if chain.first else None
        return before is not None and before.last == chain.first and before.value.frame in MEETING

    def _faces_alike(self, tokens: list[Token], chain: Chain, office: Office) -> bool:
        """«التقى رئيس جهاز المخابرات رئيس مجلس السيادة X»: right behind a verb of meeting, the heads of two bodies."""
        one = chain.office
        if one is None or len(chain.offices) > 1 or chain.name or office.head.lemma != one.head.lemma:
            return False
        told = len(one.words) > 1 or one.stated  # «استقبل رئيس جمهورية النيجر رئيس المجلس الشعبي الوطني X»
        if one.head.category != "head" or not told or len(office.words) < 2 or one.head.definite:
            return False
        return self._behind_meeting(tokens, chain)

    def _of_the_body(self, tokens: list[Token], chain: Chain, office: Office) -> bool:
        """«استقبل وزير الداخلية السعودي رئيس المنظمة X»: a minister and the head of the body told before;
        «وزير الخارجية الرئيس X»: a minister and a president."""
        if chain.name or not chain.office or not self._behind_meeting(tokens, chain):
            return False
        if office.org and not office.country and not _stated(chain):
            serves = chain.office.head.category  # «استقبل وزير الداخلية ممثل الأمين العام للأمم المتحدة X»
            mission = any(t.text in self._lexicon.grammar.seat for t in tokens[chain.last : office.last])
            if serves == "minister" or (serves in {"head", *_CAREERS} and office.head.category in _SENT_BY):
                return True
            return serves in _CAREERS and mission
        if office.head.category != "head" or chain.office.head.category not in {"minister", *_FIRST_OF_TWO}:
            return False
        last = fold(office.words[-1])
        president = office.head.definite and len(office.words) == 1 and chain.office.head.category == "minister"
        return last in self._lexicon.grammar.the_body or (
            president and self._behind.name_after(tokens, office.last, stated=office.stated)
        )

    def _sent_by_ruler(self, tokens: list[Token], chain: Chain, office: Office) -> bool:
        """«التقى وزير الداخلية العراقي ممثل جلالة السلطان السيد X»: a minister of a state and a king's man."""
        last = chain.office
        if chain.name or last is None or not last.country or office.country or last.head.category not in _CAREERS:
            return False
        return self._behind.serves_ruler(office) and self._behind_meeting(tokens, chain)

    def _sent_to_meet(self, tokens: list[Token], chain: Chain, office: Office) -> bool:
        """«التقى وزير الداخلية السوداني المفوض السامي لشؤون اللاجئين X»: a minister of a state, and who is sent."""
        one = chain.office is not None and chain.office.head.category == "minister"
        return one and office.head.category == "envoy" and not office.country and self._behind_meeting(tokens, chain)

    def _faces_envoy(self, tokens: list[Token], chain: Chain, office: Office) -> bool:
        """«استقبل وزير الداخلية X، الأمين العام المساعد للأمم المتحدة Y»: who serves a state, behind a verb of meeting,
        and who serves an organisation."""
        if chain.org or not office.org or office.country or not self._behind_meeting(tokens, chain):
            return False
        serves = any(o.head.category in _CAREERS and not o.former for o in chain.offices)
        return serves and office.head.category in {"secretary-general", "envoy", "deputy"}

    def _faces_minister(self, tokens: list[Token], chain: Chain, office: Office) -> bool:
        """«استقبل اللواء X وزير الداخلية وزير الأمن الصومالي»: behind a verb of meeting, two ministries, the second one
        another state's."""
        one = chain.office
        if one is None or chain.country or not office.country or not self._behind_meeting(tokens, chain):
            return False
        ministers = one.head.category == office.head.category == "minister"
        return ministers and len(one.words) > 1 and len(office.words) > 1

    def _repeats(self, one: Office, other: Office) -> bool:
        """The same ministry or body is told once more."""
        return one.head.category in _CAREERS and one.words[:2] == other.words[:2] and len(one.words) > 1

    def _commands_as_minister(self, last: Office, office: Office) -> bool:
        """«القائد العام للقوات المسلحة وزير الدفاع»، «الوزير المنتدب لدى وزير الدفاع رئيس الأركان»: one person, unless
        the second is another state's."""
        if office.stated and office.country != last.country:
            return False
        delegate = any(word in self._lexicon.grammar.delegate for word in last.words)
        kinds = last.head.category, office.head.category
        return kinds == ("commander", "minister") or (kinds == ("minister", "commander") and delegate)

    def _joined_office(self, tokens: list[Token], chain: Chain, office: Office, own_name: bool) -> bool:
        """An office behind «و»: another person's, unless it is the second of one who has no name yet or of that
        state."""
        last = chain.office
        ministers = last is not None and (last.head.category, office.head.category) == ("minister", "minister")
        joint = last is not None and last.head.lemma in self._lexicon.grammar.joint_office
        if own_name and chain.name is None and ministers and joint:
            return True  # «الوزير المنسق للأمن الوطني ووزير الداخلية في سنغافورة X»
        # «النائب الأول لرئيس مجلس الوزراء ووزير الدفاع ووزير الداخلية الشيخ X»
        deputy = any(o.head.category == "deputy" and o.innermost == "head" for o in chain.offices)
        premier = self._governs(last) and not self._behind_verb(tokens, chain)
        governs = (deputy or premier) and chain.name is None and not chain.country
        if own_name and governs and office.head.category == "minister":
            return True  # «نائب رئيس الوزراء ووزير الخارجية العراقي X»، «مع رئيس الوزراء ووزير … بدولة قطر X»
        if chain.name is None and self._minister_in_command(chain, office):
            return True  # «وزير الداخلية وقائد قوة الأمن الداخلي (لخويا)، الشيخ X»
        if own_name and chain.name is None and last and last.head.category in _FIRST_OF_TWO:
            return not office.country or office.country == chain.country  # نائب رئيس مجلس الوزراء ووزير الداخلية X
        if self._ambassador_and_envoy(tokens, chain, office, own_name):
            return True
        if own_name and self._two_services(tokens, chain, office):
            return True
        if own_name and chain.name is None and office.org and office.org == chain.org:
            return True  # «الممثل الخاص للأمين العام ورئيس بعثة الأمم المتحدة السفير X»
        if own_name:
            return False
        two = chain.name is None and last is not None and last.head.category in _FIRST_OF_TWO
        of_one = last is not None and (last.head.category, office.head.category) == ("head", "minister")
        of_one = of_one or (last is not None and (last.innermost, office.head.category) == ("minister", "envoy"))
        # «نائب وزير الخارجية ومبعوث الرئيس الروسي إلى …، X، …»
        of_one = (of_one and not chain.country) or not office.country or office.country == chain.country
        commands = last is not None and (last.head.category, office.head.category) == ("minister", "commander")
        two = two or (commands and chain.name is None)  # «وزير الدفاع ورئيس أركان الجيش، الفريق X»
        if two and of_one and self._behind.set_off(tokens, office.last):
            # «رئيس الوزراء ووزير الداخلية القطري، X، …»، «نائب رئيس الجمهورية ورئيس هيئة مكافحة المخدرات، X، …»
            return True
        if chain.name and chain.offices and tokens[chain.name[0]].start < chain.offices[0].role_start:
            return True  # «X، نائب رئيس المجلس ورئيس الوزارة …»
        if deputy and chain.name is None and office.head.category == "minister":
            return True  # «نائب رئيس الوزراء ووزير الخارجية، السيد X»
        # «مدير المكتب الأمريكي X ومديرة الاستخبارات الأمريكية»: two; «نظيره X مستشار الدولة ووزير الأمن الصيني»: one
        behind = chain.name is None or (last is not None and last.role_start > tokens[chain.name[0]].start)
        same_state = behind and bool(chain.country) and office.country == chain.country
        if chain.name and office.head.category in _POSTED and any(o.head.category in _SENT for o in chain.offices):
            return False  # «المبعوث الأمريكي السفير X، والقائم بأعمال السفارة الأمريكية»
        return same_state or office.head.lemma in self._lexicon.grammar.joint_office

    def _governs(self, office: Office | None) -> bool:
        """«رئيس مجلس الوزراء»، whose other office may be a minister's."""
        return office is not None and office.head.category == "head" and " " in office.head.lemma and not office.stated

    def _behind_verb(self, tokens: list[Token], chain: Chain) -> bool:
        """«بحث رئيس الوزراء ووزير الدفاع الأمريكي X»: two who speak with each other."""
        verb = self._lexicon.triggers.at(tokens, chain.first - 1) if chain.first else None
        return verb is not None and verb.last == chain.first and verb.value.frame not in MEETING

    def _minister_in_command(self, chain: Chain, office: Office) -> bool:
        """A minister who commands a force of his ministry."""
        last = chain.office
        one = last is not None and last.head.category == "minister" and len(chain.offices) == 1
        force = " ".join(fold(word) for word in office.words)
        return one and not chain.country and force.startswith(tuple(self._lexicon.grammar.own_force))

    def _ambassador_and_envoy(self, tokens: list[Token], chain: Chain, office: Office, own_name: bool) -> bool:
        """«السفير والمبعوث الأمريكي الخاص إلى ليبيا، X»: a bare rank, and what he is sent for."""
        last = chain.office
        if last is None or chain.name or last.stated or len(last.words) > 1 or last.head.category != "ambassador":
            return False
        return office.head.category == "envoy" and (own_name or self._behind.set_off(tokens, office.last))

    def _two_services(self, tokens: list[Token], chain: Chain, office: Office) -> bool:
        """«أجرى المدير العام للأمن الوطني ومدير مديرية … X محادثات»: right behind a verb in the singular, the services
        that one man directs; nobody is named with the first."""
        last = chain.office
        if last is None or chain.name or chain.country or chain.org or len(chain.offices) > 1 or not chain.first:
            return False
        if {last.head.category, office.head.category} != {"director"} or len(last.words) < _RANK:
            return False
        verb = chain.first - 1
        return tokens[verb].text in self._lexicon.grammar.holds or self._lexicon.triggers.at(tokens, verb) is not None

    def _next_of_list(self, tokens: list[Token], chain: Chain, office: Office) -> bool:
        """«رئيس الوزراء، X، ورئيس مجلس الأمة، Y، ووزير …»: the next of a list, named behind his office as he is."""
        if chain.name is None or chain.office is None or tokens[chain.name[0]].start < chain.office.role_start:
            return False
        return self._behind.set_off(tokens, office.last) or self._behind.ranked_off(tokens, office.last)

    def _clash(self, chain: Chain, office: Office) -> bool:
        stated = chain.country, office.country
        if all(stated) and stated[0] != stated[1] and UNRESOLVED not in stated:
            return True
        return bool(chain.org and office.org and chain.org != office.org)

    def _inside_quotes(self, tokens: list[Token], start: int, end: int) -> bool:
        texts = [t.text for t in tokens[start:end]]
        return texts.count("«") + texts.count("(") > texts.count("»") + texts.count(")")


def _stated(chain: Chain) -> bool:
    return bool(chain.country or chain.org)


def _heads_body(chain: Chain) -> bool:
    return chain.office is not None and chain.office.head.category in {"head", "secretary-general"}


def _rivals(one: str, other: str) -> bool:
    return one in _CAREERS and other in _CAREERS and _CAREERS[one] != _CAREERS[other]
