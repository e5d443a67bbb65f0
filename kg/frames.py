"""Where a sentence tells of an encounter and who its parties are: one trigger, one frame, one candidate.

A frame says in which order and behind which prepositions the two sides stand. Frames propose; ``encounters`` decides
whether both sides are sides at all, and joins what tells of the same encounter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg.entities import Sentence
from kg.lexicon import Lexicon, Trigger
from kg.mention import Mention
from kg.tokens import Match

_WITH = frozenset({"مع", "ب", "و", "وب", "الي", "ول"})
_VERB_REACH = 45
_NOUN_REACH = 14


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed encounter; ``one`` and ``other`` are the sides as mentions of the sentence (empty: to be found before it)."""

    type: str
    frame: str
    sentence: int
    trigger: Match[Trigger]
    one: tuple[Mention, ...]
    other: tuple[Mention, ...]
    planned: bool = False
    denied: bool = False
    past: bool = False


class FrameReader:
    """Reads the candidates of one sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def has_trigger(self, sentence: Sentence) -> bool:
        """Whether any word of the sentence may tell of an encounter."""
        return any(self.lexicon.triggers.at(sentence.tokens, i) for i in range(len(sentence.tokens)))

    def _headed(self, sentence: Sentence, side: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """«وفدا … برئاسة X»، «قادة … من بينهم X»: the delegation's head stands for it, of its state where none is told."""
        if not side or side[-1].kind != "group":
            return side
        tokens = sentence.tokens
        group = side[-1]
        for i in range(group.last, min(group.last + 7, len(tokens))):
            event = self.lexicon.events.at(tokens, i)
            if event and event.value == "headed":
                head = next((m for m in sentence.mentions if event.last <= m.first <= event.last + 3 and m.kind == "official"), None)
                if head:
                    return (*[m for m in side if m.kind != "group"], replace(head, country=head.country or group.country, org=head.org or group.org, titled=True))
        return side

    def read(self, number: int, sentence: Sentence) -> list[Candidate]:
        tokens = sentence.tokens
        covered = {i for m in sentence.mentions if m.kind != "org" for i in range(m.first, m.last)}
        out: list[Candidate] = []
        i = 0
        while i < len(tokens):
            trigger = self.lexicon.triggers.at(tokens, i)
            if trigger is None or (i in covered):
                i += 1
                continue
            candidate = self._frame(number, sentence, trigger)
            if candidate and candidate.type == "visit":
                out.extend(replace(candidate, other=(goal,)) for goal in candidate.other)
            elif candidate:
                out.append(candidate)
            i = trigger.last
        return out

    # -- dispatch ----------------------------------------------------------------------------------------------

    def _frame(self, number: int, sentence: Sentence, trigger: Match[Trigger]) -> Candidate | None:
        frame = trigger.value.frame
        sides: tuple[tuple[Mention, ...], tuple[Mention, ...]] | None
        if frame in {"receive", "meet", "gather"}:
            sides = self._verb(sentence, trigger, needs_with=frame == "gather")
        elif frame == "talk":
            sides = self._talk(sentence, trigger)
        elif frame == "dual":
            sides = self._dual(sentence, trigger)
        elif frame == "reception":
            sides = self._reception(sentence, trigger)
        elif frame in {"reception-of-his", "talks-of-his"}:
            sides = self._of_his(sentence, trigger)
        elif frame == "talks":
            sides = self._talks(sentence, trigger)
        elif frame == "phone":
            sides = self._phone(sentence, trigger)
        elif frame == "by-phone":
            sides = None
        elif frame in {"visit", "travel", "visit-noun"}:
            sides = self._visit(sentence, trigger)
        else:
            sides = self._signing(sentence, trigger)
        if sides is None:
            return None
        sides = (sides[0], self._headed(sentence, sides[1]))
        if sides[1] and sides[1][0].link in _NO_SIDE and frame not in {"phone", "visit", "travel", "visit-noun"}:
            return None
        kind = trigger.value.type
        if kind == "meeting" and self._by_phone(sentence, trigger):
            kind = "call"
        return Candidate(
            kind,
            frame,
            number,
            trigger,
            sides[0],
            sides[1],
            planned=self._planned(sentence, trigger, sides[1]),
            denied=self._denied(sentence, trigger),
            past=_past(trigger),
        )

    # -- helpers -----------------------------------------------------------------------------------------------

    def _after(self, sentence: Sentence, trigger: Match[Trigger], reach: int) -> list[list[Mention]]:
        """Groups of officials and delegations after the trigger; coordinated ones stand in one group."""
        stop = self._stop(sentence, trigger, reach)
        return _groups([m for m in sentence.mentions if trigger.last <= m.first < stop and m.kind in _PERSONS], sentence)

    def _stop(self, sentence: Sentence, trigger: Match[Trigger], reach: int) -> int:
        """Where the trigger's clause ends: attendance (بحضور), company (برفقة) or the reach of its frame."""
        limit = min(len(sentence.tokens), trigger.last + reach)
        for i in range(trigger.last, limit):
            event = self.lexicon.events.at(sentence.tokens, i)
            if event and event.value in {"attendance", "company"} and event.first > trigger.last:
                return i
            other = self.lexicon.triggers.at(sentence.tokens, i)
            if other and other.value.frame in {"receive", "meet", "gather", "reception-of-his", "talks-of-his", "phone"} and i > trigger.last + 2:
                return i
        return limit

    def _subject_before(self, sentence: Sentence, trigger: Match[Trigger], reach: int = 30) -> list[Mention]:
        """The group of officials nearest before the trigger."""
        before = [m for m in sentence.mentions if m.last <= trigger.first and m.kind in {"official", "counterpart"}]
        free = [m for m in before if m.link not in GOVERNED]
        if trigger.value.frame != "dual" and free:
            before = free
        groups = _groups(before, sentence)
        if not groups or trigger.first - groups[-1][-1].last > reach:
            return []
        return groups[-1]

    def _by_phone(self, sentence: Sentence, trigger: Match[Trigger]) -> bool:
        for i in range(max(0, trigger.first - 8), min(len(sentence.tokens), trigger.last + 25)):
            other = self.lexicon.triggers.at(sentence.tokens, i)
            if other and other.value.type == "call":
                return True
        return False

    def _planned(self, sentence: Sentence, trigger: Match[Trigger], other: tuple[Mention, ...]) -> bool:
        word = sentence.tokens[trigger.first].text
        if trigger.value.type == "visit" and self._invited(sentence, trigger):
            return True
        if trigger.clitic in {"س", "وس"} or (word.startswith(("سي", "ست")) and trigger.value.word.startswith(("ي", "ت"))):
            return True
        for i in range(max(0, trigger.first - 4), trigger.first):
            event = self.lexicon.events.at(sentence.tokens, i)
            if event and event.value == "wish":
                return True
        reach = 28 if trigger.value.type == "visit" and not _past(trigger) else 3
        for i in range(max(0, trigger.first - 7), min(len(sentence.tokens), trigger.last + reach)):
            event = self.lexicon.events.at(sentence.tokens, i)
            if event and event.value == "future":
                return True
        for i in range(max(0, trigger.first - 6), min(len(sentence.tokens), trigger.last + 22)):
            event = self.lexicon.events.at(sentence.tokens, i)
            if event and event.value == "will" and not trigger.value.frame.startswith(("receive", "visit", "travel")):
                return True
        if trigger.clitic in {"ل", "ول"} or sentence.tokens[trigger.first].text.startswith("لل"):
            # «وصل … للاجتماع بـ»: the purpose of a journey
            before = range(max(0, trigger.first - 25), trigger.first)
            return any((t := self.lexicon.triggers.at(sentence.tokens, k)) and t.value.frame == "travel" for k in before) or any(
                (e := self.lexicon.events.at(sentence.tokens, k)) and e.value == "wish" for k in before[-4:]
            )
        return False

    def _invited(self, sentence: Sentence, trigger: Match[Trigger]) -> bool:
        """«قبل … دعوة لزيارة الصين»: an accepted invitation is a planned visit."""
        before = range(max(0, trigger.first - 12), trigger.first)
        invited = any(sentence.tokens[k].text in self.lexicon.grammar.invitation for k in before)
        return invited and any((e := self.lexicon.events.at(sentence.tokens, k)) and e.value == "accept" for k in before)

    def _denied(self, sentence: Sentence, trigger: Match[Trigger]) -> bool:
        """Denied, refused, cancelled; or only wished for, with no day or season set."""
        tokens, grammar = sentence.tokens, self.lexicon.grammar
        if any(t.text in grammar.not_ for t in tokens[max(0, trigger.first - 2) : trigger.first]):
            return True
        if any(t.text in grammar.if_ for t in tokens[max(0, trigger.first - 3) : trigger.first]):
            return True
        for i in range(max(0, trigger.first - 14), trigger.first):
            event = self.lexicon.events.at(sentence.tokens, i)
            if event and event.value == "denial":
                return True
            if event and event.value == "wish" and trigger.first - i <= (9 if trigger.value.frame in _NOMINAL else 4):
                return not any(
                    (e := self.lexicon.events.at(sentence.tokens, k)) and e.value == "future"
                    for k in range(trigger.last, min(len(sentence.tokens), trigger.last + 14))
                )
        return False

    # -- frames ------------------------------------------------------------------------------------------------

    def _verb(self, sentence: Sentence, trigger: Match[Trigger], *, needs_with: bool) -> _Sides:
        """استقبل / التقى / اجتمع S (مع، ب) O; S O; S … V O (headlines)."""
        groups = self._after(sentence, trigger, _VERB_REACH)
        if agent := self._agent(sentence, groups):
            guests = tuple(groups[0]) if groups[0] is not agent else tuple(self._subject_before(sentence, trigger, 12))
            return (tuple(agent), guests) if guests else None
        before = self._subject_before(sentence, trigger, 4)
        host = next((m for m in sentence.mentions if m.kind == "body" and m.first == trigger.last), None)
        if groups and host and groups[0][0].link not in _NO_SIDE:
            return (host,), tuple(groups[0])
        if not groups:
            return None
        fronted = bool(before) and not self._clause_between(sentence, before[-1].last, trigger.first)
        if fronted and not (trigger.clitic.startswith("و") or trigger.clitic.startswith("ف")):
            return tuple(before[:1] if len(before) == 1 else before), tuple(groups[0])
        if len(groups) >= 2:
            second = groups[1]
            if needs_with and second[0].link not in _WITH:
                return None
            if second[0].link in {"من", "عن", "علي", "في"}:
                return None
            return tuple(groups[0]), tuple(second)
        only = groups[0]
        if len(only) >= 2 and not trigger.clitic and (only[0].countries or _contrast(only[0], only[1])):
            return (only[0],), tuple(only[1:])
        if needs_with and only[0].link not in _WITH:
            return None
        if only[0].first - trigger.last > 12:
            return None
        return (), tuple(only)

    def _agent(self, sentence: Sentence, groups: list[list[Mention]]) -> list[Mention] | None:
        """Who received, in the passive: «باستقبال من طرف وزير …»، «استقبل من قبل …»."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        for group in groups:
            k = group[0].first
            if k >= 2 and tokens[k - 1].text in grammar.agent and tokens[k - 2].text in grammar.from_:
                return group
        return None

    def _talk(self, sentence: Sentence, trigger: Match[Trigger]) -> _Sides:
        """بحث / ناقش / عقد … S … مع O; with coordinated or dual subjects the subjects are the sides."""
        groups = self._after(sentence, trigger, _VERB_REACH)
        before = self._subject_before(sentence, trigger, 4)
        for position, group in enumerate(groups):
            if group[0].link in {"مع"}:
                if position:
                    return tuple(groups[position - 1]), tuple(group)
                return tuple(before), tuple(group)
        pair = (before if before and not groups else groups[0]) if groups or before else []
        if len(pair) >= 2 and (pair[0].countries or _contrast(pair[0], pair[1])) and trigger.value.word not in _HOLDING:
            return (pair[0],), tuple(pair[1:])
        return None

    def _dual(self, sentence: Sentence, trigger: Match[Trigger]) -> _Sides:
        pair = self._subject_before(sentence, trigger, 8)
        if len(pair) >= 2:
            return (pair[0],), tuple(pair[1:])
        return None

    def _reception(self, sentence: Sentence, trigger: Match[Trigger]) -> _Sides:
        """استقبال S (ل) O; «كان في استقباله» is protocol, not a meeting."""
        if self._protocol(sentence, trigger):
            return None
        groups = self._after(sentence, trigger, 35)
        if agent := self._agent(sentence, groups):
            guests = self._subject_before(sentence, trigger)
            return (tuple(agent), tuple(guests)) if guests else None
        if len(groups) >= 2 and groups[0][0].first - trigger.last <= 3:
            return tuple(groups[0]), tuple(groups[1])
        if groups and groups[0][0].first - trigger.last <= 3:
            return tuple(self._subject_before(sentence, trigger)), tuple(groups[0])
        return None

    def _protocol(self, sentence: Sentence, trigger: Match[Trigger]) -> bool:
        before = sentence.tokens[trigger.first - 1].text if trigger.first else ""
        return trigger.value.frame.startswith("reception") and before in {"في", "مقدمه"}

    def _of_his(self, sentence: Sentence, trigger: Match[Trigger]) -> _Sides:
        """لدى استقباله O / خلال لقائه (مع، ب) O: the pronoun is the subject before, else the next after O."""
        if self._protocol(sentence, trigger):
            return None
        groups = self._after(sentence, trigger, 30)
        if not groups or groups[0][0].first - trigger.last > 12:
            return None
        before = self._subject_before(sentence, trigger, 40)
        return tuple(before[:1]), tuple(groups[0])

    def _talks(self, sentence: Sentence, trigger: Match[Trigger]) -> _Sides:
        """لقاء / مباحثات … بين S وO؛ S مع O؛ جمع S بO؛ مع O."""
        tokens = sentence.tokens
        if any((e := self.lexicon.events.at(tokens, i)) and e.value == "attendance" for i in range(max(0, trigger.first - 2), trigger.first)):
            return None  # «حضر الاجتماع …» names who else was there
        groups = self._after(sentence, trigger, 40)
        joined = any(t.text in {"جمع", "جمعه", "جمعت", "يجمع", "جمعته", "ضم"} for t in tokens[trigger.last : trigger.last + 5])
        if groups:
            first = groups[0]
            near = first[0].first - trigger.last
            if first[0].head and first[0].head.number == "plural" and first[0].org and first[0].link == "":
                return None  # «اجتماع وزراء خارجية حلف …» is that body's session
            if first[0].link in {"بين"} and near <= 8:
                if len(first) >= 2:
                    return (first[0],), tuple(first[1:])
                if len(groups) > 1 and groups[1][0].link in {"و", "وبين", "مع"}:
                    return tuple(first), tuple(groups[1])
                return None
            if joined and near <= 5:
                if len(first) >= 2:
                    return (first[0],), tuple(first[1:])
                if len(groups) > 1:
                    return tuple(first), tuple(groups[1])
            if (first[0].link == "مع" and near <= _NOUN_REACH) or (first[0].link in {"ب", "ول"} and near == 0):
                return tuple(self._subject_before(sentence, trigger)), tuple(first)
            if near == 0 or (near <= 2 and first[0].link == ""):
                if len(groups) > 1 and groups[1][0].link in {"مع", "ب", "ل"}:
                    return tuple(first), tuple(groups[1])
                if len(first) >= 2 and _differ(first[0], first[1]):
                    return (first[0],), tuple(first[1:])
                if trigger.value.word.startswith(("لقا", "اجتماع")) and first[0].link in {"", "ب", "ل"}:
                    before = self._subject_before(sentence, trigger, 12)
                    if before:
                        return tuple(before[:1]), tuple(first)
        return self._between_bodies(sentence, trigger, 10)

    def _between_bodies(self, sentence: Sentence, trigger: Match[Trigger], reach: int) -> _Sides:
        """بين مصر والصين: two bare states or organisations."""
        groups = [m for m in sentence.mentions if m.kind == "group" and trigger.last <= m.first < trigger.last + reach + 8]
        bodies = sorted(groups + self._state_like(sentence, trigger.last, trigger.last + reach + 8), key=lambda m: m.first)
        bodies = bodies if len(bodies) > 1 else self._adjectival(sentence, trigger, reach)
        for one, other in zip(bodies, bodies[1:], strict=False):
            if one.link == "بين" and one.first - trigger.last <= reach and other.link in {"و", "وبين"} and other.first - one.last <= 3:
                return (one,), (other,)
        return None

    def _adjectival(self, sentence: Sentence, trigger: Match[Trigger], reach: int) -> list[Mention]:
        """«بين أكاديمية الشرطة المصرية وإدارة الأمن … الإيطالية»: two bodies known by their states' adjectives."""
        tokens = sentence.tokens
        start = next((i for i in range(trigger.last, min(trigger.last + 6, len(tokens))) if tokens[i].text == "بين"), None)
        if start is None:
            return []
        found: list[Mention] = []
        for i in range(start + 1, min(start + reach, len(tokens))):
            state = self.lexicon.states.at(tokens, i, clitics=False)
            if state is None or not (state.value.definite or state.value.kind == "name") or state.value.code in {m.country for m in found}:
                continue
            if found and not any(t.text.startswith("و") for t in tokens[found[-1].last : i]):
                continue
            first = found[-1].last if found else start + 1
            link = "و" if found else "بين"
            found.append(Mention("state", first, state.last, tokens[i].start, tokens[state.last - 1].end, link, country=state.value.code))
        return found[:2]

    def _phone(self, sentence: Sentence, trigger: Match[Trigger]) -> _Sides:
        groups = self._after(sentence, trigger, 30)
        before = self._subject_before(sentence, trigger)
        if groups and groups[0][0].link in {"من", "مع", "ب", "الي", "ل"} :
            return tuple(before[:1]), tuple(groups[0])
        return self._talks(sentence, trigger)

    def _visit(self, sentence: Sentence, trigger: Match[Trigger]) -> _Sides:
        """Visitor before or right after, then the states or cities he comes to (a list gives one visit each)."""
        goals = self._goals(sentence, trigger)
        if not goals:
            return None
        after = [m for m in sentence.mentions if trigger.last <= m.first < goals[0].first and m.kind in _PERSONS]
        before = self._subject_before(sentence, trigger, 12)
        return tuple(after[:1] or before[-1:]), tuple(goals)

    def _goals(self, sentence: Sentence, trigger: Match[Trigger]) -> list[Mention]:
        tokens = sentence.tokens
        reach = 45 if trigger.value.frame == "travel" else 26
        out: list[Mention] = []
        i = trigger.last
        while i < min(len(tokens), trigger.last + reach):
            covering = next((m for m in sentence.mentions if m.first <= i < m.last and m.kind != "state"), None)
            if covering:
                i = covering.last
                continue
            state, city = self.lexicon.states.at(tokens, i), self.lexicon.cities.at(tokens, i)
            code = clitic = None
            last = i + 1
            after_visitor = any(m.last == i for m in sentence.mentions if m.kind in _PERSONS)
            if state and state.value.kind == "name" and (not state.value.ambiguous or out or after_visitor):
                code, clitic, last = state.value.code, state.clitic, state.last
            elif city and not city.value.ambiguous:
                code, clitic, last = city.value.country, city.clitic, city.last
            if code is None:
                if out and tokens[i].text not in {"،", ","}:
                    break
                i += 1
                continue
            before = tokens[i - 1].text
            towards = clitic in {"ل", "ول"} or before == "الي" or (before == "من" and out == [] and tokens[i - 2].text in {"كلا", "كل"})
            direct = trigger.value.frame == "visit" and (i - trigger.last <= 2 or after_visitor) and not clitic
            listed = bool(out) and (clitic == "و" or before in {"،", ","})
            if towards or direct or listed or (i == trigger.last and not clitic and trigger.value.frame == "visit-noun"):
                if code not in {m.country for m in out}:
                    out.append(Mention("state", i, last, tokens[i].start + len(clitic or ""), tokens[last - 1].end, "الي", country=code))
            elif out:
                break
            i = last
        return out

    def _signing(self, sentence: Sentence, trigger: Match[Trigger]) -> _Sides:
        """A document signed: بين A وB; A … مع B; by the sides of the encounter just told of."""
        tokens = sentence.tokens
        window = range(max(0, trigger.first - 6), min(len(tokens), trigger.last + 30))
        if not any((e := self.lexicon.events.at(tokens, i)) and e.value == "document" for i in window):
            return None
        bodies = self._between_bodies(sentence, trigger, 30)
        if bodies:
            return bodies
        groups = self._after(sentence, trigger, 40)
        before = self._subject_before(sentence, trigger, 6)
        if trigger.value.frame == "sign":
            for position, group in enumerate(groups):
                if group[0].link == "مع":
                    return tuple(groups[position - 1] if position else before), tuple(group)
            if groups and len(groups[0]) >= 2 and _contrast(groups[0][0], groups[0][1]):
                return (groups[0][0],), tuple(groups[0][1:2])
        states = self._state_like(sentence, trigger.last, trigger.last + 14)
        if len(states) >= 2 and states[0].first - trigger.last <= 1 and states[1].link == "و" and states[1].first - states[0].last <= 1:
            return (states[0],), (states[1],)
        partner = next((m for m in states if m.link == "مع"), None)
        if partner:
            subject = next((m for m in states if m.first - trigger.last <= 1 and m.link != "مع"), None)
            if subject:
                return (subject,), (partner,)
        return (), ()

    def _state_like(self, sentence: Sentence, start: int, stop: int) -> list[Mention]:
        """States, organisations and capitals that stand for their states (واشنطن), in order."""
        tokens = sentence.tokens
        out = [m for m in sentence.mentions if m.kind in {"state", "org"} and start <= m.first < stop]
        taken = {i for m in sentence.mentions for i in range(m.first, m.last)}
        for i in range(start, min(stop, len(tokens))):
            if i in taken:
                continue
            city = self.lexicon.cities.at(tokens, i)
            word = " ".join(t.text for t in tokens[i : city.last]) if city else ""
            if city is None or word[len(city.clitic) :] not in self.lexicon.capitals or tokens[i - 1].text == "في" or city.clitic == "ب":
                continue
            link = city.clitic or (tokens[i - 1].text if tokens[i - 1].text in {"بين", "مع"} else "")
            out.append(Mention("state", i, city.last, tokens[i].start + len(city.clitic), tokens[city.last - 1].end, link, country=city.value.country))
        return sorted(out, key=lambda m: m.first)

    def _clause_between(self, sentence: Sentence, start: int, end: int) -> bool:
        """Whether anything but «قد» and marks stands between."""
        return any(not t.is_mark and t.text not in {"قد", "اليوم", "امس", "ان"} for t in sentence.tokens[start:end])


GOVERNED = frozenset({"مع", "ب", "ل", "عن", "من", "الي", "علي", "بين", "لدي", "بحضور", "برفقه"})
_NO_SIDE = frozenset({"عن", "من", "علي"})
_NOMINAL = frozenset({"talks", "talks-of-his", "reception", "phone", "visit-noun"})
_Sides = tuple[tuple[Mention, ...], tuple[Mention, ...]] | None
_PERSONS = frozenset({"official", "counterpart", "group"})
_HOLDING = frozenset({"عقد", "عقدت", "يعقد", "تعقد", "اجري", "يجري", "اجرت", "تجري"})


def _differ(a: Mention, b: Mention) -> bool:
    """Two mentions that may be two sides: not plainly of one state."""
    return not (a.country and a.country == b.country) and not (a.org and a.org == b.org)


def _contrast(a: Mention, b: Mention) -> bool:
    """Two coordinated mentions that stand against each other: of two stated states or bodies, or an official and his counterpart."""
    if b.kind == "counterpart":
        return True
    return bool((a.country or a.org) and (b.country or b.org)) and _differ(a, b)


def _past(trigger: Match[Trigger]) -> bool:
    """A finite verb of the past, or a reception or talks «of his» that something happened in: it took place."""
    frame, word = trigger.value.frame, trigger.value.word
    if frame in {"receive", "meet", "gather", "talk", "dual", "sign", "visit", "travel"}:
        return not word.startswith(("ي", "ت")) or word.startswith(("تباحث", "تشاور", "تبادل", "تناول", "تدارس", "توجه"))
    return frame in {"reception-of-his", "talks-of-his"} and trigger.clitic != "ل"


def _groups(mentions: list[Mention], sentence: Sentence) -> list[list[Mention]]:
    """Coordinated mentions together: joined by و with at most a few plain words between."""
    out: list[list[Mention]] = []
    for m in mentions:
        if out:
            last = out[-1][-1]
            gap = m.first - last.last
            same = m.first == last.first
            if same or (m.link == "و" and gap <= 1) or (m.link == "،" and gap <= 1 and len(out[-1]) >= 2):
                out[-1].append(m)
                continue
        out.append([m])
    return out
