"""The mentions of a sentence: officials, delegations, states, their bodies and organisations, in order."""

from __future__ import annotations

from dataclasses import replace

from kg.accredited import accredited, posted
from kg.apposition import Apposition
from kg.glued import Glued
from kg.groups import Groups
from kg.lexicon import Lexicon, OrgForm
from kg.mention import UNRESOLVED, Mention
from kg.named_members import NamedMembers
from kg.officials import OfficialReader
from kg.one_holder import MEETING
from kg.openers import BLOCKED, BODY, OFFICIAL, Openers
from kg.owners import owned
from kg.quoted_bodies import QuotedBodies
from kg.representatives import representatives
from kg.tokens import COMMA, COMMAS, Match, Token, readings, surfaces
from kg.with_names import WithNames
from kg.wrapped import Wrapped

_DELEGATION_REACH = 9
_LED = 15  # words from a delegation to «برئاسة السيد X»
_JOURNEYS = frozenset({"visit", "visited", "travel"})
_BELONGING = 14  # words from a delegation to «التابعة» and the organisation under which it is
_PLURAL_REACH = 10
_STATES_BEHIND = 9  # words from «نظرائه» to the first of their states


class MentionReader:
    """Finds the mentions of one sentence; holds nothing but the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._officials = OfficialReader(lexicon)
        self._openers = Openers(lexicon)
        self._with = WithNames(lexicon)
        self._groups = Groups(lexicon)
        self._members = NamedMembers(lexicon)
        self._apposition = Apposition(lexicon, self._officials.names)
        self.wrapped = Wrapped(lexicon)
        self.glued = Glued(lexicon)
        self.quoted = QuotedBodies(lexicon)

    def read(self, tokens: list[Token]) -> list[Mention]:
        """All mentions of a sentence in order, not overlapping (dual offices give two with the same place)."""
        out: list[Mention] = []
        kinds = self._openers.at(tokens)
        i = 0
        while i < len(tokens):
            kind = kinds[i]
            if not kind:
                i += 1
                continue
            blocked = self.lexicon.blockers.at(tokens, i) if kind & BLOCKED else None
            if blocked and blocked.last - blocked.first > 1:
                i = blocked.last
                continue
            found = (self._many(tokens, i) or self._officials.at(tokens, i)) if kind & OFFICIAL else []
            if not found and kind & BODY:
                found = self._group(tokens, i) or self._body(tokens, i)
            if not found:
                i += 1
                continue
            if not self._names_a_place(tokens, i, found) and not self._kin_of(tokens, i, found):
                if out and found[0].first == out[-1].last and found[0].link == tokens[i - 1].text:
                    found[0] = replace(found[0], link="")  # «X ولد علي قائد …»: the last word of a name
                out.extend(found)
            i = found[-1].last
        if not out:
            return out
        groups = [m for m in out if m.kind == "group"]
        if groups:
            out = self._groups.led(tokens, [self._leading(m, groups) for m in out], self._officials.names)
        heads = [head for m in groups if (head := self._bare_head(tokens, m, out))]
        told = self._apposition.read(tokens, sorted(out + heads, key=lambda m: m.first))
        told = posted(self.lexicon, tokens, self._with.applied_to(tokens, told))
        told = self._on_behalf([self._council(tokens, m) for m in told])
        told = accredited(self.lexicon, tokens, owned(self.lexicon, tokens, told))
        told = representatives(self.lexicon, tokens, told)
        return self._members.applied_to(tokens, self._spread(tokens, told))

    def _on_behalf(self, mentions: list[Mention]) -> list[Mention]:
        """«وحضر عن بعثة الاتحاد الأوروبي المستشار الأمني X»: for whom somebody is there stands right before him."""
        grammar, out = self.lexicon.grammar, list[Mention]()
        about = grammar.about - grammar.from_
        for m in mentions:
            before = out[-1] if out else m
            sent = before.kind in {"group", "org", "state"} and before.link in about and before.last == m.first
            if sent and m.kind == "official" and m.role and not (m.country or m.org or m.link):
                m = replace(m, country=before.country, org=before.org)
            out.append(m)
        return out

    def _council(self, tokens: list[Token], m: Mention) -> Mention:
        """«مجلس وزراء خارجية الدول الأعضاء بمنظمة …»: the organisation's council, not the ministers."""
        several = m.head is not None and m.head.number == "plural"
        if not (several and m.kind == "official" and m.org and m.first) or m.name:
            return m
        council = any(rest in self.lexicon.grammar.council for _, rest in readings(tokens[m.first - 1].text))
        return replace(m, kind="org", role=None, head=None) if council else m

    def _spread(self, tokens: list[Token], mentions: list[Mention]) -> list[Mention]:
        """«نظرائه في كل من السعودية والبحرين وقطر»: one counterpart for each state."""
        out: list[Mention] = []
        told = 0  # where the states end that were listed last
        for k, m in enumerate(mentions):
            states = self._states_of(tokens, m, mentions[k + 1 :]) if self._of_states(tokens, m) else []
            codes = tuple(s.country for s in states if s.country)
            if codes:
                told = states[-1].last
                m = replace(m, last=told, end=tokens[told - 1].end, org=None)
            out.extend(replace(m, country=code, countries=codes) for code in codes)
            if not codes and not (m.kind == "state" and m.last <= told):
                out.append(m)
        return out

    def _of_states(self, tokens: list[Token], m: Mention) -> bool:
        numbers = {"counterpart": ("counterpart-dual",), "official": ("plural",)}.get(m.kind, ())
        many = m.head is not None and m.head.number in numbers
        # «وزراء الداخلية في العراق والأردن»، «نظرائه في العراق والأردن»: further states may follow, but for «الروسي»
        stated = m.country and m.kind == "counterpart" and not self._named_last(tokens, m)
        return many and not (stated or m.countries or m.name or (m.org and m.kind == "counterpart"))

    def _named_last(self, tokens: list[Token], m: Mention) -> bool:
        """«نظرائه في السعودية»: the name of a state ends the mention."""
        state = self.lexicon.states.at(tokens, m.last - 1)
        return state is not None and state.value.kind == "name" and state.value.code == m.country

    def _states_of(self, tokens: list[Token], m: Mention, behind: list[Mention]) -> list[Mention]:
        """The states listed right behind a mention, if they are two or more."""
        grammar = self.lexicon.grammar
        opens = grammar.from_ | grammar.in_ | grammar.each_of | grammar.they | grammar.lists
        out: list[Mention] = [m] if m.country and not m.org and m.country != UNRESOLVED else []
        if m.country and not out:
            return []
        for s in behind:
            between = tokens[out[-1].last if out else m.last : s.first]
            if not out and m.org and any(t.text in grammar.relative for t in between):
                break  # «وزراء داخلية المجموعة التي تضم كلا من …»: of the body, whoever belongs to it
            near = len(between) <= (1 if out else _STATES_BEHIND)
            joined = s.link in grammar.and_ | {COMMA} if out else s.link in grammar.in_ | grammar.from_ | grammar.for_
            each = not out and tokens[s.first - 1].text in grammar.from_ | grammar.in_
            # «وزراء داخلية دول (السعودية – الإمارات – الكويت)»، «وزراء الداخلية: السعودية، ومصر»
            told = all(t.is_mark or (not out and t.text in opens) for t in between) and bool(between)
            if out and (omitted := self._state_between(tokens, out[-1], s)):
                out.append(omitted)
                near = joined = True
            if s.kind != "state" or not near or not (joined or each or told):
                break
            out.append(s)
        return out if len({s.country for s in out}) > 1 else []

    def _state_between(self, tokens: list[Token], one: Mention, other: Mention) -> Mention | None:
        """«والكويت، وعمان، والجزائر»: among states, the name of one that is a city's too."""
        words = [i for i in range(one.last, other.first) if not tokens[i].is_mark]
        if len(words) != 1 or not (state := self.lexicon.states.at(tokens, words[0])):
            return None
        listed = state.clitic in self.lexicon.grammar.and_ or tokens[words[0] - 1].is_mark
        return replace(one, country=state.value.code) if listed and state.value.kind == "name" else None

    def _leading(self, m: Mention, groups: list[Mention]) -> Mention:
        """«وفدا بريطانيا … برئاسة السيد X»: he leads it, whatever his office is."""
        if m.kind != "official" or not m.name or m.titled or m.link not in self.lexicon.grammar.heading:
            return m
        led = next((g for g in reversed(groups) if 0 <= m.first - g.last <= _LED), None)
        if led is None or m.role is None:
            return replace(m, country=led.country, org=led.org, titled=True) if led else m
        if led.org is None or m.country or m.org or m.head is None or m.head.category != "private":
            return m
        # «وفد الإنتربول برئاسة X المدير التنفيذي»: of no company
        return replace(m, org=led.org, head=replace(m.head, category="director"))

    def _bare_head(self, tokens: list[Token], group: Mention, known: list[Mention]) -> Mention | None:
        """«وفدا من … برئاسة سليم باكار»: who heads a delegation, named without office or title."""
        event = next(
            (
                e
                for j in range(group.last, min(group.last + _DELEGATION_REACH, len(tokens)))
                if (e := self.lexicon.events.at(tokens, j)) and e.value == "headed"
            ),
            None,
        )
        if event is None or event.last >= len(tokens):
            return None
        name = self._officials.names.at(tokens, event.last, titled=True, ranked=True)
        if name is None or name[1] - name[0] < 2 or any(m.first < name[1] and name[0] < m.last for m in known):
            return None
        start, end = tokens[name[0]].start, tokens[name[1] - 1].end
        return Mention(
            kind="official",
            first=name[0],
            last=name[1],
            start=start,
            end=end,
            link=self.lexicon.link_before(tokens, name[0], ""),
            name=" ".join(t.text for t in tokens[name[0] : name[1]]),
            name_span=(start, end),
            country=group.country,
            org=group.org,
            titled=True,
        )

    def _names_a_place(self, tokens: list[Token], i: int, found: list[Mention]) -> bool:
        """«مستشفى الملك فهد»، «جامعة الأمير نايف»: a building called after a sovereign or a prince, or where he is."""
        if i == 0 or found[0].kind != "official":
            return False
        head = found[0].head
        before = tokens[i - 1].text
        if head is not None and head.category == "address" and not found[0].name:
            return before in surfaces(self.lexicon.grammar.his_place)  # «في قصر سموه بجدة»
        if head is not None and head.category != "sovereign":
            return False
        return before in surfaces(self.lexicon.grammar.named_after)

    def _kin_of(self, tokens: list[Token], i: int, found: list[Mention]) -> bool:
        """«زوجة الرئيس الفرنسي»، «صهر الرئيس»: somebody of his family, not the one in office."""
        return found[0].kind == "official" and i > 0 and tokens[i - 1].text in self.lexicon.grammar.kin_of

    def _many(self, tokens: list[Token], i: int) -> list[Mention]:
        """«عددا من السفراء … بمفوضية الاتحاد الأفريقي»: several of an office, unnamed, are a delegation."""
        head = self.lexicon.heads.at(tokens, i)
        if head is None or head.value.number != "plural":
            return []
        if not any(t.text in self.lexicon.grammar.several for t in tokens[max(0, i - 3) : i]):
            return []
        return self._delegation(tokens, head.first, head.last, head.clitic, _PLURAL_REACH)

    def _group(self, tokens: list[Token], i: int) -> list[Mention]:
        match = self.lexicon.groups.at(tokens, i)
        if match is None:
            own = self._groups.people(tokens, i)
            return [self._bare(tokens, "state", i, own.last, own.clitic, own.value.code, None)] if own else []
        if not self._groups.begins(tokens, match):
            return []
        sent = self._delegation(tokens, match.first, match.last, match.clitic, _DELEGATION_REACH)
        return sent or self._belonging(tokens, match)

    def _belonging(self, tokens: list[Token], group: Match[str]) -> list[Mention]:
        """«وفدا عن المديرية العامة … وعمليات المساعدة التابعة للمفوضية الأوروبية»: under which body they are."""
        grammar, end = self.lexicon.grammar, min(group.last + _BELONGING, len(tokens) - 1)
        sent = group.last < end and tokens[group.last].text in grammar.from_ | grammar.about
        for j in range(group.last, end) if sent else ():
            if tokens[j].is_mark or self.lexicon.heads.at(tokens, j, clitics=False):
                break
            of = self.lexicon.organisations.at(tokens, j + 1)
            if of and tokens[j].text in grammar.belonging and of.clitic in grammar.for_ and not of.value.adjective:
                return [self._bare(tokens, "group", group.first, of.last, group.clitic, None, of.value.label)]
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
            if organisation and self._of_one_state(tokens, organisation.last):
                organisation = None  # «وفد من مجلس الأمن القومي الإيراني»
            if organisation and (not organisation.value.adjective or (j <= last + 1 and not state)):
                told = self._bare(tokens, "group", first, organisation.last, clitic, None, organisation.value.label)
                return [told, *self._senders(tokens, told)]
            if (
                state
                and state.clitic in {"", *grammar.for_}
                # «وفد تركي»، «وفد أمني تركي»
                and (j == last or state.value.definite or not state.value.ambiguous or self._adjective(tokens, j))
            ):
                if self._private(tokens, state.last):
                    return []  # «وفدا أميركيا من أكاديميين وصحافيين»
                told = self._bare(tokens, "group", first, state.last, clitic, state.value.code, None)
                return [told, *self._senders(tokens, told)]
            house = lexicon.national.at(tokens, j)
            if house and not state and house.clitic in {"", *grammar.for_, *grammar.by}:  # «أعضاء الكونغرس»
                return [self._bare(tokens, "group", first, house.last, clitic, house.value, None)]
            seat = lexicon.bodies.at(tokens, j - 1) if j > last else None  # «ممثلين عن حكومة كابل»
            seated = seat is not None and seat.value and text in lexicon.capitals
            city = lexicon.cities.at(tokens, j) if seated or self._police(tokens[j - 1].text) else None
            if city and not city.clitic:  # «وفد من القيادة العامة لشرطة دبي»
                return [self._bare(tokens, "group", first, city.last, clitic, city.value.country, None)]
            if j > last + 1 and lexicon.heads.at(tokens, j) and self._officials.offices.at(tokens, j, clitics=True):
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
                out.append(self._bare(tokens, "group", at, last, org.clitic, None, org.value.label))
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
            out.append(self._bare(tokens, "group", at, last, clitic, state.value.code, None))
        return out

    def _body(self, tokens: list[Token], i: int) -> list[Mention]:
        """An organisation, a state, or a ministry or command that stands for its state."""
        organisation = self.lexicon.organisations.at(tokens, i)
        named = organisation and not (organisation.value.adjective or self._of_one_state(tokens, organisation.last))
        if organisation and named and (not organisation.value.ambiguous or self._opposite(tokens, organisation)):
            return [
                self._bare(tokens, "org", i, organisation.last, organisation.clitic, None, organisation.value.label)
            ]
        state = self.lexicon.states.at(tokens, i)
        if state and state.value.kind == "name" and not state.value.ambiguous:
            told = self._bare(tokens, "state", i, state.last, state.clitic, state.value.code, None)
            return self._both_states(told, state.value.also) if state.value.also else [told]
        body = self.lexicon.bodies.at(tokens, i)
        if body is None:
            return []
        end = body.last
        while end < len(tokens) and self.lexicon.is_office_word(tokens[end].text):
            if self.lexicon.organisations.at(tokens, end):
                break  # «بين الحكومة وحركة طالبان»
            end += 1
        first, clitic = self._whole_body(tokens, body) if body.value else (i, body.clitic)
        named = body.value and end == body.last < len(tokens)
        own = self.lexicon.national.at(tokens, body.first) if named else None
        if own and own.last > end:
            return [self._bare(tokens, "body", first, own.last, clitic, own.value, None)]  # «شرطة عمان السلطانية»
        seat = self.lexicon.cities.at(tokens, end, clitics=False) if named else None
        if seat and not seat.value.ambiguous:  # «حكومة كابل»
            return [self._bare(tokens, "body", first, seat.last, clitic, seat.value.country, None)]
        whose = self.lexicon.states.at(tokens, end) if end < len(tokens) else None
        titled = whose is not None and whose.clitic in self.lexicon.grammar.by and whose.last > end + 1
        if (
            whose is None
            or (whose.clitic and not titled)
            or (whose.value.kind == "demonym" and not whose.value.definite)
        ):
            # «الإدارة الأميركية»، «وزارة الداخلية بدولة الكويت»; «الإدارة» alone may be anybody's
            return [] if body.value else [self._bare(tokens, "body", i, end, body.clitic, None, None)]
        return [self._bare(tokens, "body", first, whose.last, clitic, whose.value.code, None)]

    def _whole_body(self, tokens: list[Token], body: Match[bool]) -> tuple[int, str]:
        """«(وبين) قيادة (القيادة العامة ل) خفر السواحل الأميركي»: where the name of a body begins, and the letter
        before it."""
        grammar, first = self.lexicon.grammar, body.first
        if body.clitic and not (body.clitic in grammar.for_ and first):
            return first, body.clitic
        word = tokens[first - 1].text if first else ""
        for clitic in ("", *grammar.and_, *grammar.by, *grammar.for_):
            if word.startswith(clitic) and word[len(clitic) :] in grammar.institution:
                return first - 1, clitic
        return first, body.clitic

    def _both_states(self, one: Mention, code: str) -> list[Mention]:
        """«بين الكوريتين»: two states in one word, as if «و» joined the second."""
        other = replace(one, link=next(iter(self.lexicon.grammar.and_)), country=code)
        return [replace(m, countries=(m.country or "",)) for m in (one, other)]

    def _of_one_state(self, tokens: list[Token], i: int) -> bool:
        """«مجلس الأمن القومي»، «الصليب الأحمر اللبناني»: a word behind it makes a state's own body of it."""
        if i >= len(tokens):
            return False
        state = self.lexicon.states.at(tokens, i, clitics=False)
        other = self.lexicon.organisations.at(tokens, i, clitics=False)  # «القمة العربية الأوروبية»: of two
        demonym = state is not None and state.value.kind == "demonym" and state.value.definite
        return demonym or tokens[i].text in self.lexicon.grammar.national or bool(other and other.value.adjective)

    def _opposite(self, tokens: list[Token], m: Match[OrgForm]) -> bool:
        return self._groups.stands_opposite(tokens, m.first, m.last, m.clitic, m.value.kind)

    def _bare(
        self, tokens: list[Token], kind: str, first: int, last: int, clitic: str, country: str | None, org: str | None
    ) -> Mention:
        return Mention(
            kind=kind,
            first=first,
            last=last,
            start=tokens[first].start + len(clitic),
            end=tokens[last - 1].end,
            link=self.lexicon.link_before(tokens, first, clitic),
            country=country,
            org=org,
        )
