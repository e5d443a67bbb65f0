"""The end of an office in words that no table knows, told by what stands behind them: a state, or the holder."""

from __future__ import annotations

from kg.lexicon import HeadForm, Lexicon, OrgForm
from kg.names import NameReader
from kg.office import Office
from kg.tokens import OPENING, QUOTES, Match, Token, readings

_OF_BODIES = frozenset({"director", "deputy", "commander", "adviser", "official", "secretary", "member", "head"})
_SERVES = _OF_BODIES | {"envoy", "secretary-general", "attaché", "governor"}
_COUNCIL = 6  # tokens of a council's name at most
_FAR = 10  # words over which the name of a body may go on
_CITIZENS = 3  # words from «المصريين» to «بالخارج»
_NAME = 5  # words of a body's name
_TAIL = 8  # unknown words between an office and its holder


class OfficeTails:
    """Reads on where the tables end."""

    def __init__(self, lexicon: Lexicon, names: NameReader) -> None:
        self.lexicon = lexicon
        self.names = names
        self._joined = tuple(a + b for a in lexicon.grammar.and_ for b in lexicon.grammar.article)
        self._for_the = tuple(c + c for c in lexicon.grammar.for_)  # «للمقاومة»
        self._not_in_tails = (
            lexicon.heads,
            lexicon.events,
            lexicon.triggers,
            lexicon.organisations,
            lexicon.honorifics,
        )

    def _begins(self, tokens: list[Token], k: int) -> bool:
        """Something else begins at ``k``; «نواب» and «خبراء» may stand in the name of a body."""
        group = self.lexicon.groups.at(tokens, k)
        return bool(group and group.value == "any") or any(t.at(tokens, k) for t in self._not_in_tails)

    def _states_name(self, tokens: list[Token], j: int) -> bool:
        """«زار وزير الداخلية الجمهورية التونسية»: a state's name of several words, which no word with the article goes
        on with."""
        grammar = self.lexicon.grammar
        if not (grammar.definite(tokens[j].text) and grammar.definite(tokens[j - 1].text)):
            return False
        whole = self.lexicon.states.at(tokens, j, clitics=False)
        return whole is not None and whole.value.kind == "name" and whole.last > j + 1

    def another(self, tokens: list[Token], j: int, office: Office) -> bool:
        """«استقبل الرئيس التونسي وزراء الداخلية العرب»، «وزير الداخلية ووزراء …»، «المدير العام والمفوض العام X»: whose
        word may stand in an office, but begins the next one."""
        head = self.lexicon.heads.at(tokens, j)
        if head is None:
            return False
        plural, further = head.value.number == "plural", head.clitic in self.lexicon.grammar.and_
        whole = head.last > j + 1  # «وزير الداخلية السوداني المفوض السامي X», but «وزير الداخلية المفوض»
        if office.stated and head.clitic in self.lexicon.grammar.for_ and head.value.number == "singular":
            return True  # «نقل رئيس المخابرات المصرية لرئيس المجلس رسالة»
        return (further and (plural or whole)) or ((plural or whole) and office.stated and not head.clitic)

    def of_organ(self, tokens: list[Token], j: int, office: Office) -> bool:
        """«رئيس المفوضية الأوروبية»: he heads an organ, not the organisation."""
        organ = any(rest in self.lexicon.grammar.organ for _, rest in readings(tokens[j].text))
        return organ and (office.org or "").isascii() and office.head.category == "head"

    def ends_before(self, tokens: list[Token], j: int, office: Office) -> bool:
        """Whether a word that may stand in an office begins another one, another party or the name of a state."""
        if self.another(tokens, j, office) or self._joined_body(tokens, j, office):
            return True
        return office.complete and self._states_name(tokens, j)

    def _joined_body(self, tokens: list[Token], j: int, office: Office) -> bool:
        """«بحث السفير الهندي والاتحاد الأوروبي»: another party, told of behind the office and its state."""
        body = self.lexicon.organisations.at(tokens, j) if office.stated else None
        return body is not None and not body.value.adjective and body.clitic in self.lexicon.grammar.and_

    def national_bureau(self, tokens: list[Token], office: Office, body: Match[OrgForm]) -> bool:
        """«مدير إدارة الشرطة الدولية»، «رئيس شعبة الإنتربول»، «مدير الإنتربول العراقي»: the office at home that deals
        with the organisation."""
        grammar = self.lexicon.grammar
        if body.value.label.lower() not in grammar.has_bureaus or body.clitic in grammar.by:
            return False
        state = self.lexicon.states.at(tokens, body.last, clitics=False) if body.last < len(tokens) else None
        if state and state.value.kind == "demonym" and state.value.definite and office.head.category == "director":
            return True
        if len(office.words) < 2:
            return False
        behind = [tokens[body.last].text] if body.last < len(tokens) else []
        words = {grammar.bare(rest) for word in office.words + behind for _, rest in readings(word)}
        return not grammar.bureau.isdisjoint(words) and grammar.regional.isdisjoint(words)

    def council(self, tokens: list[Token], head: Match[HeadForm]) -> tuple[str, int] | None:
        """«وزراء الداخلية العرب»، «المفوض السامي لشؤون اللاجئين»: the organisation that is called their council or
        by their office, and where its name ends."""
        lexicon = self.lexicon
        if head.value.category == "envoy":  # «المفوض السامي لشؤون اللاجئين»
            first = tokens[head.first]
            own = Token(first.text[len(head.clitic) :], first.start + len(head.clitic), first.end)
            body = lexicon.organisations.at([own, *tokens[head.first + 1 : head.first + _COUNCIL]], 0, clitics=False)
            whole = body is not None and body.last > head.last - head.first
            return (body.value.label, head.first + body.last) if body and whole else None
        if head.value.number != "plural" or head.value.category != "minister" or head.last >= len(tokens):
            return None
        first = tokens[head.first]
        own = Token(first.text[len(head.clitic) :], first.start, first.end)
        for word in lexicon.grammar.council:
            name = [Token(word, first.start, first.start), own, *tokens[head.first + 1 : head.first + _COUNCIL]]
            body = lexicon.organisations.at(name, 0, clitics=False)
            if body and body.last > head.last - head.first + 1:
                return body.value.label, head.first + body.last - 1
        return None

    def far_state(self, tokens: list[Token], office: Office) -> tuple[str | None, str | None, int] | None:
        """«نائب المدير العام لإدارة تنفيذ التعاون المالي في الوكالة اليابانية للتعاون الدولي»: the state whose
        adjective, or the organisation whose name, stands further on in the name of the body that an official serves,
        and where it ends."""
        j, grammar = office.last, self.lexicon.grammar
        theirs = office.possessed and office.head.category != "counterpart"
        if office.stated or theirs or j >= len(tokens) or tokens[j].is_mark:
            return None
        minister = office.head.category == "minister"  # «وزير حماية المواطن اليوناني»
        counterpart = office.head.category == "counterpart" and self._of_body(tokens, j)
        if office.head.category not in _OF_BODIES and not minister and not counterpart:
            return None
        of = tokens[j].text.startswith((*grammar.for_, *self._joined)) or tokens[j].text in grammar.in_
        of = of and not any(table.at(tokens, j) for table in (self.lexicon.heads, self.lexicon.honorifics))
        closed = grammar.definite(tokens[j - 1].text) and not of  # «مدير الدعم التحليلي في …»: before a holder only
        if grammar.definite(tokens[j - 1].text) and (minister or (closed and not grammar.definite(tokens[j].text))):
            return None
        if minister and office.words[-1] == office.head.lemma and len(office.words) == 1 and office.head.definite:
            return None
        for k in range(j, min(j + _FAR, len(tokens))):
            text = tokens[k].text
            head = self.lexicon.heads.at(tokens, k)
            begins = (head and head.clitic in {"", *grammar.and_}) or (
                text not in self.lexicon.office_words and self.lexicon.honorifics.at(tokens, k)  # «مديرية شرطة …»
            )
            if tokens[k].is_mark or begins or self.lexicon.triggers.at(tokens, k):
                return None
            plain = text in self.lexicon.function_words and text not in self.lexicon.office_words  # «التعاون» is both
            if plain and text not in grammar.in_ and not grammar.definite(text):
                return None
            if k > j and text in grammar.in_ and (served := self._served_in(tokens, k + 1)):
                return served
            if closed:
                continue
            state = self.lexicon.states.at(tokens, k)
            named = state is not None and state.value.kind == "name" and state.clitic in grammar.for_
            adjective = (
                state is not None and state.value.kind == "demonym" and state.value.definite and not state.clitic
            )
            if state and (named or adjective) and not state.value.ambiguous:
                return state.value.code, None, state.last
            body = self.lexicon.organisations.at(tokens, k)
            of = body is not None and body.clitic in grammar.for_ and tokens[k - 1].text in grammar.belonging
            if body and (of or body.clitic in grammar.by) and not (body.value.adjective or body.value.ambiguous):
                return None, body.value.label, body.last
        return None

    def _served_in(self, tokens: list[Token], k: int) -> tuple[str | None, str | None, int] | None:
        """«رئيس مصلحة تسجيل المواطنين في جمهورية قرغيزستان X»: the state or organisation behind «في», right before
        the holder; before anything else it may be where somebody is."""
        if k >= len(tokens):
            return None
        body = self.lexicon.organisations.at(tokens, k, clitics=False)
        if body and not (body.value.adjective or body.value.ambiguous):
            return (None, body.value.label, body.last) if self._held(tokens, body.last) else None
        state = self.lexicon.states.at(tokens, k, clitics=False)
        if state and state.value.kind == "name" and not state.value.ambiguous and self._held(tokens, state.last):
            return state.value.code, None, state.last
        return None

    def _held(self, tokens: list[Token], k: int) -> bool:
        if k >= len(tokens) or tokens[k].is_mark:
            return False
        name = None if tokens[k].text in self.lexicon.common_words else self.names.at(tokens, k, titled=True)
        return self._holder(tokens, k) or (name is not None and name[0] == k and name[1] - k > 1)

    def describes(self, tokens: list[Token], head: Match[HeadForm]) -> bool:
        """«الدور القيادي للمملكة»، «مكتب الأمن الدبلوماسي»: an adjective behind its noun, not «القيادي في حركة …»."""
        lexicon, grammar, i = self.lexicon, self.lexicon.grammar, head.first
        if head.value.category not in {"member", "official"} or not i or head.clitic:
            return False
        adjective, noun = tokens[i].text.rstrip("".join(grammar.feminine_singular)), tokens[i - 1].text
        noun_like = noun in lexicon.common_words and not lexicon.triggers.at(tokens, i - 1)  # «التقى»
        alike = noun_like and grammar.definite(noun) == head.value.definite
        return alike and adjective.endswith(tuple(grammar.of_origin))

    def named_body(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """«رئيس كتلة الجمهوريين»، «رئيس حزب آفاق تونس»، «رئيس الحزب الوطني الحر»: the end of a body's name in words
        that no table of offices knows, told by the noun of bodies that needs it."""
        lexicon, grammar = self.lexicon, self.lexicon.grammar
        needs_it = not grammar.named_bodies.isdisjoint(rest for _, rest in readings(tokens[j - 1].text))
        itself = not office.complete and grammar.definite(tokens[j].text)
        itself = itself and grammar.bare(tokens[j].text) in grammar.named_bodies
        if office.stated or office.head.number != "singular" or not (needs_it or itself):
            return None
        k = j
        while k < min(j + _NAME, len(tokens)) and self._of_name(tokens, k, first=k == j):
            k += 1
        if k == j and j + 1 < len(tokens) and self._noun_of_name(tokens, j):
            state = lexicon.states.at(tokens, j + 1, clitics=False)
            named = state is not None and state.value.kind == "name" and not state.value.ambiguous
            k = j + 1 if named or self._of_name(tokens, j + 1, first=True) else j
        if k == j:
            return None
        office.words.extend(t.text for t in tokens[j:k])
        return office.extended(tokens, k)

    def _of_name(self, tokens: list[Token], k: int, *, first: bool) -> bool:
        """A word with the article, behind the first also with «و» or «لـ» before it, that begins nothing else."""
        text, lexicon, grammar = tokens[k].text, self.lexicon, self.lexicon.grammar
        joined = not first and text.startswith((*self._joined, *self._for_the))
        before = text.startswith(tuple(grammar.for_)) and k + 1 < len(tokens) and grammar.definite(tokens[k + 1].text)
        joined = joined or (not first and before)  # «لصوامع الغلال»
        if not (grammar.definite(text) or joined) or lexicon.states.at(tokens, k):
            return False
        return self._noun_of_name(tokens, k) and (first or not joined or text[1:] not in lexicon.name_words)

    def _noun_of_name(self, tokens: list[Token], k: int) -> bool:
        text, lexicon = tokens[k].text, self.lexicon
        plain = text in lexicon.common_words or text not in lexicon.name_words
        known = text in lexicon.given_names or text in lexicon.function_words or text in lexicon.weekdays
        return text.isalpha() and plain and not known and not self._begins(tokens, k)

    def citizens_abroad(self, tokens: list[Token], first: int, last: int) -> str | None:
        """«وزير الخارجية والهجرة وشؤون المصريين بالخارج»: whose citizens abroad an office cares for is its state."""
        at = next((k for k in range(first, last) if tokens[k].text in self.lexicon.grammar.abroad), None)
        if at is None:
            return None
        told = (self.lexicon.states.at(tokens, k) for k in range(max(first, at - _CITIZENS), at))
        return next((s.value.code for s in told if s and s.value.kind == "demonym" and s.value.definite), None)

    def _of_body(self, tokens: list[Token], j: int) -> bool:
        """«نظرائه في الأجهزة الأمنية الإسبانية»: a counterpart in a body, not at a place."""
        grammar = self.lexicon.grammar
        if tokens[j].text not in grammar.in_ or j + 1 >= len(tokens):
            return False
        behind = tokens[j + 1].text
        return behind in self.lexicon.office_words or behind in grammar.ministry or behind in grammar.institution

    def before_holder(self, tokens: list[Token], j: int, office: Office) -> int | None:
        """«المدير العام للدراسات والمستندات محمد بن سالم»: the end of the words from ``j`` on that go on with an
        office, where its holder's form of address or a sure name stands right behind them; the state told in them
        becomes the office's."""
        if not self._goes_on(tokens, j, office):
            return None
        lexicon, country = self.lexicon, None
        called = range(0)  # what the body is called for short: «قوة الأمن الداخلي (لخويا) المقدم X»
        for k in range(j, min(j + _TAIL, len(tokens))):
            if k > j and tokens[k].text in OPENING and not called:
                end = next((c + 1 for c in range(k + 2, min(k + 4, len(tokens))) if tokens[c].text in QUOTES), k)
                called = range(k, end)
            if k in called:
                continue
            if k > j and self._holder(tokens, k):
                if k == j + 1 and not self._agrees(tokens, j):
                    return None
                office.country = office.country or (None if office.org else country)
                return k
            body = lexicon.organisations.at(tokens, k) if k > j and not office.stated else None
            if (
                body
                and not body.value.adjective
                and (body.clitic in lexicon.grammar.by or tokens[k - 1].text in lexicon.grammar.in_)
            ):
                office.org, called = body.value.label, range(k, body.last)  # «رئيسة قسم … في بعثة الشرطة الأوروبية X»
                continue
            state = lexicon.states.at(tokens, k)
            if state and not state.value.ambiguous and k > j:
                inside = bool(state.clitic) or tokens[k - 1].text in lexicon.grammar.in_
                told = state.value.definite if state.value.kind == "demonym" else inside
                country = country or (state.value.code if told else None)
            elif not self._word(tokens, k):
                return None
        return None

    def _goes_on(self, tokens: list[Token], j: int, office: Office) -> bool:
        """The word at ``j`` is tied to the office by its grammar: a genitive, a further noun, or «لـ» of a service."""
        text, grammar = tokens[j].text, self.lexicon.grammar
        if tokens[j].is_mark or not office.complete or office.head.number != "singular":
            return False
        if not grammar.definite(tokens[j - 1].text) and not self.lexicon.states.at(tokens, j - 1):
            return True
        if text.startswith(tuple(grammar.and_)):
            return not self.lexicon.heads.at(tokens, j) and (
                grammar.definite(text) or grammar.verbal_noun_shaped(text[1:])
            )
        if tokens[j - 1].text in grammar.charged and text.startswith(tuple(grammar.by)):
            return True  # «الوزير المكلف بالوظيفة العمومية X»
        if office.head.category not in _SERVES:
            return False
        return text.startswith(tuple(grammar.for_)) or text.startswith(tuple(grammar.article))

    def _agrees(self, tokens: list[Token], j: int) -> bool:
        """A single word: no person's noun (الفنان), so one with a preposition, a genitive, or in the feminine."""
        text, grammar = tokens[j].text, self.lexicon.grammar
        if not grammar.definite(tokens[j - 1].text) or not text.startswith(tuple(grammar.article)):
            return True
        return text.endswith(tuple(grammar.feminine))

    def _word(self, tokens: list[Token], k: int) -> bool:
        """A noun or adjective of the name of a body."""
        text, lexicon, grammar = tokens[k].text, self.lexicon, self.lexicon.grammar
        if tokens[k].is_mark or not text.isalpha():
            return False
        if lexicon.is_office_word(text) or (text in grammar.in_ and k + 1 < len(tokens)):
            return True
        charge = tokens[k - 1].text in grammar.charged
        if charge and any(text.startswith(by) and lexicon.is_office_word(text[len(by) :]) for by in grammar.by):
            return True  # «المكلفة بإفريقيا»
        if text in grammar.heading and k + 1 < len(tokens) and lexicon.states.at(tokens, k + 1, clitics=False):
            return True  # «برئاسة الجمهورية الفرنسية»
        if text in lexicon.function_words or text in lexicon.name_words or text in lexicon.given_names:
            return False
        if self._begins(tokens, k):
            return False
        if any(rest in place for _, rest in readings(text) for place in (grammar.his_place, grammar.building)):
            return False
        if grammar.definite(text):
            return True
        bare = text[1:] if text.startswith((*grammar.and_, *grammar.for_, *grammar.by)) else text
        open_noun = k + 1 < len(tokens) and grammar.definite(tokens[k + 1].text)
        return open_noun and (bare in lexicon.common_words or grammar.verbal_noun_shaped(bare))

    def _holder(self, tokens: list[Token], k: int) -> bool:
        """A form of address with a name behind it, or two words that surely are a name."""
        lexicon, text = self.lexicon, tokens[k].text
        address = lexicon.honorifics.at(tokens, k, clitics=False)
        if address:
            behind = address.last < len(tokens) and not tokens[address.last].is_mark
            return behind and address.value.position == "before" and not address.value.opens
        sure = text in lexicon.given_names or text in lexicon.name_words
        plain = text in lexicon.common_words and not self._two_given(tokens, k)
        if not sure or plain or text in lexicon.function_words or lexicon.is_office_word(text):
            return False
        name = self.names.at(tokens, k, titled=True)
        return name is not None and name[0] == k and name[1] - k > 1

    def _two_given(self, tokens: list[Token], k: int) -> bool:
        """«محمد الأمين …»: a given name that is no word of offices, before another."""
        lexicon = self.lexicon
        both = [t.text for t in tokens[k : k + 2]]
        return len(both) > 1 and all(w in lexicon.given_names and w in lexicon.name_words for w in both)

    def in_portfolio(self, tokens: list[Token], body: Match[OrgForm], office: Office) -> bool:
        """«وزير الدولة لشؤون الشرق الأوسط والأمم المتحدة اللورد X»: an organisation behind «و», right before the
        minister's name."""
        joined = body.clitic in self.lexicon.grammar.and_ and office.complete and office.innermost == "minister"
        return joined and body.last < len(tokens) and self._holder(tokens, body.last)

    # -- portfolios --------------------------------------------------------------------------------------------

    def portfolio(self, tokens: list[Token], j: int, office: Office) -> bool:
        """«وزيرة الاندماج الإفريقي»: a plain word with the article right behind «minister» is the portfolio."""
        lexicon, text = self.lexicon, tokens[j].text
        if (
            office.head.category != "minister"
            or len(office.words) > 1
            or office.head.definite
            or office.head.number != "singular"
        ):
            return False
        if not text.startswith(tuple(lexicon.grammar.article)) or text in lexicon.name_words:
            return False
        return text in lexicon.common_words and not lexicon.triggers.at(tokens, j)

    def joined_portfolio(self, tokens: list[Token], j: int, office: Office) -> bool:
        """«… لشؤون الأمن والديمقراطية»: a further portfolio of a minister, joined by و and with the article."""
        lexicon, text = self.lexicon, tokens[j].text
        joined = any(text.startswith(a + b) for a in lexicon.grammar.and_ for b in lexicon.grammar.article)
        if office.innermost not in {"minister", "deputy"} or not joined:
            return False
        if text[1:] in lexicon.name_words or text[1:] in lexicon.function_words:
            return False
        begins = (
            lexicon.heads.at(tokens, j),
            lexicon.honorifics.at(tokens, j),
            lexicon.groups.at(tokens, j),
            lexicon.states.at(tokens, j),
            lexicon.events.at(tokens, j),
            lexicon.triggers.at(tokens, j),  # «والتقى»
        )
        return not any(begins)

    def region(self, tokens: list[Token], j: int) -> bool:
        """«محافظ إقليم دخل»، «المفوض العام لشرطة إقليم عفر»: what a region is called, whatever the word."""
        lexicon, word = self.lexicon, tokens[j].text
        if not any(rest in lexicon.grammar.province for _, rest in readings(tokens[j - 1].text)) or not word.isalpha():
            return False
        if lexicon.grammar.definite(word) and word in lexicon.common_words:
            return False  # «مدير دائرة التحكيم»
        tables = (lexicon.heads, lexicon.honorifics, lexicon.triggers, lexicon.events)
        return word not in lexicon.function_words and not any(table.at(tokens, j) for table in tables)

    def before_address(self, tokens: list[Token], j: int, office: Office) -> bool:
        """«رئيس قسم التكلفة والشرطة اللواء X»: plain words with the article between an office and an address."""
        lexicon, text = self.lexicon, tokens[j].text
        if not office.complete or not lexicon.grammar.definite(text) or j + 1 >= len(tokens):
            return False
        if (
            lexicon.grammar.definite(tokens[j - 1].text)
            or text not in lexicon.common_words
            or text in lexicon.name_words
        ):
            return False
        for k in range(j + 1, min(j + 5, len(tokens))):
            address = lexicon.honorifics.at(tokens, k, clitics=False)
            if address:
                return address.value.position == "before"
            if not lexicon.grammar.definite(tokens[k].text):
                return False
        return False
