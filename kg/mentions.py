"""The mentions of a sentence: officials, delegations, states, their bodies and organisations, in order."""

from __future__ import annotations

from dataclasses import replace

from kg.accredited import accredited, posted
from kg.apposition import Apposition
from kg.glued import Glued
from kg.groups import Groups
from kg.lexicon import Lexicon, OrgForm
from kg.mention import UNRESOLVED, Mention, unnamed
from kg.named_members import NamedMembers
from kg.officials import OfficialReader
from kg.openers import BLOCKED, BODY, OFFICIAL, Openers
from kg.owners import owned
from kg.quoted_bodies import QuotedBodies
from kg.representatives import representatives
from kg.senders import SenderReader, of_one_state
from kg.tokens import COMMA, Match, Token, readings, surfaces
from kg.with_names import WithNames
from kg.wrapped import Wrapped

_HEAD_REACH = 9  # words from a delegation to «برئاسة»
_LED = 15  # words from a delegation to «برئاسة السيد X»
_STATES_BEHIND = 9  # words from «نظرائه» to the first of their states


class MentionReader:
    """Finds the mentions of one sentence; holds nothing but the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._officials = OfficialReader(lexicon)
        self._openers = Openers(lexicon)
        self._with = WithNames(lexicon)
        self._groups = Groups(lexicon)
        self._senders = SenderReader(lexicon, self._groups, self._officials.offices)
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
            found = (self._senders.many(tokens, i) or self._officials.at(tokens, i)) if kind & OFFICIAL else []
            if not found and kind & BODY:
                found = self._senders.at(tokens, i) or self._body(tokens, i)
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
                for j in range(group.last, min(group.last + _HEAD_REACH, len(tokens)))
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

    def _body(self, tokens: list[Token], i: int) -> list[Mention]:
        """An organisation, a state, or a ministry or command that stands for its state."""
        organisation = self.lexicon.organisations.at(tokens, i)
        named = organisation and not (
            organisation.value.adjective or of_one_state(self.lexicon, tokens, organisation.last)
        )
        if organisation and named and (not organisation.value.ambiguous or self._opposite(tokens, organisation)):
            return [
                unnamed(
                    self.lexicon,
                    tokens,
                    "org",
                    i,
                    organisation.last,
                    organisation.clitic,
                    None,
                    organisation.value.label,
                )
            ]
        state = self.lexicon.states.at(tokens, i)
        if state and state.value.kind == "name" and not state.value.ambiguous:
            told = unnamed(self.lexicon, tokens, "state", i, state.last, state.clitic, state.value.code, None)
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
            return [
                unnamed(self.lexicon, tokens, "body", first, own.last, clitic, own.value, None)
            ]  # «شرطة عمان السلطانية»
        seat = self.lexicon.cities.at(tokens, end, clitics=False) if named else None
        if seat and not seat.value.ambiguous:  # «حكومة كابل»
            return [unnamed(self.lexicon, tokens, "body", first, seat.last, clitic, seat.value.country, None)]
        whose = self.lexicon.states.at(tokens, end) if end < len(tokens) else None
        titled = whose is not None and whose.clitic in self.lexicon.grammar.by and whose.last > end + 1
        if (
            whose is None
            or (whose.clitic and not titled)
            or (whose.value.kind == "demonym" and not whose.value.definite)
        ):
            # «الإدارة الأميركية»، «وزارة الداخلية بدولة الكويت»; «الإدارة» alone may be anybody's
            return [] if body.value else [unnamed(self.lexicon, tokens, "body", i, end, body.clitic, None, None)]
        return [unnamed(self.lexicon, tokens, "body", first, whose.last, clitic, whose.value.code, None)]

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

    def _opposite(self, tokens: list[Token], m: Match[OrgForm]) -> bool:
        return self._groups.stands_opposite(tokens, m.first, m.last, m.clitic, m.value.kind)
