"""A trigger in its sentence: who stands before it, who after it, and what other words govern it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from kg import no_party
from kg.coordination import Group, groups, listed
from kg.entities import Sentence
from kg.grammar import Grammar
from kg.lexicon import Lexicon, Trigger
from kg.mention import Mention
from kg.tokens import COMMA, Match, Token, surfaces

_Found = TypeVar("_Found")
PERSONS = frozenset({"official", "counterpart", "group"})
OFFICIALS = frozenset({"official", "counterpart"})
STATE_LIKE = frozenset({"state", "org", "body"})
_SIDE = 3  # words from «عن الجانب السوداني» to who headed the other side
_TWO = 2  # sides
VERB_REACH = 45  # words from a verb to its parties
_SPOKEN_TO = 12  # words from whom somebody spoke to up to «خلال اتصال»
_ASKED = 2  # words from «طلب» to who asked
_OF_BOTH = 20  # and up to «خلال لقائهما»
_DELEGATION = 6  # words from «وفد» to «يقوده»
_PRESENT = 20  # further words, where those who were there too stand before the other side
_BEHIND_COMPANY = 3  # words from «والوفد المرافق» to the other side
_ONE_OF_MANY = 10  # words from «لقاءات مع عدد من المسؤولين» to one of them
_TOLD_SINGLY = 16  # words from «سلسلة مباحثات (مع رؤساء وفود …)» to «شملت (على الخصوص)» and the first of them
_HELD_BEHIND = 2  # words from talks to «عقدته»
_VERBS = frozenset({"receive", "meet", "gather"})
_TELLS = frozenset({"tell"})  # «أطلع X Y على فحوى اجتماعه بـZ»: of X's
# Another trigger of these frames begins an encounter of its own.
_OWN_ENCOUNTER = frozenset({"receive", "meet", "gather", "reception-of-his", "talks-of-his", "phone"})


class Clause:
    """One trigger and its surroundings; positions are tokens of the sentence.

    Nobody changes one. No data class, so that what every rule asks for is at hand (``tokens``, ``grammar``, ``frame``).
    """

    __slots__ = ("frame", "grammar", "lexicon", "sentence", "tokens", "trigger")

    def __init__(self, lexicon: Lexicon, sentence: Sentence, trigger: Match[Trigger]) -> None:
        self.lexicon: Lexicon = lexicon
        self.sentence: Sentence = sentence
        self.trigger: Match[Trigger] = trigger
        self.tokens: list[Token] = sentence.tokens
        self.grammar: Grammar = lexicon.grammar
        self.frame: str = trigger.value.frame

    def after(self, reach: int) -> list[Group]:
        """Officials and delegations after the trigger up to the end of its clause; coordinated ones stand in one
        group."""
        stop = self._stop(reach)
        end = self._stop(len(self.tokens))  # a list that begins within reach is read to its end
        first, last = self.trigger.last, max(end, self.trigger.last + reach + _PRESENT)
        behind = (m for m in self.sentence.mentions if first <= m.first < last and m.kind in PERSONS)
        none = no_party.kin, no_party.at_his_place, no_party.in_post
        told = [self._or_his_people(m) for m in behind if not any(is_none(self, m) for is_none in none)]
        told = [self._one_of_many(m, told[k - 1] if k else None) for k, m in enumerate(told)]
        persons = [self._led(m) for m in told if not no_party.accredited(self, m) and not no_party.of_council(self, m)]
        found = groups(self, [m for m in persons if self.trigger.last <= m.first < end])
        found = [[m for m in group if not self._of_each(m)] or group for group in found]
        found = [group for group in found if group[0].first < stop]
        if len(found) == 1 and self.has_event(stop, stop + 1, "attendance", "company"):
            # «استقبل الوزير، بحضور مدير الأمن، سفير …»: the guest comes behind those who were there too
            rest = groups(self, [m for m in persons if stop < m.first < self.trigger.last + reach + _PRESENT])
            other = self._behind_company(rest, stop)
            if other and differ(found[0][0], other[0]):
                found.append(other)
        return found

    def _of_each(self, m: Mention) -> bool:
        """«مع نظيره X، ورئيسي مخابرات البلدين»: one of each side, who were there too."""
        dual = m.head is not None and m.head.number == "dual" and not m.name
        return dual and self.has_event(m.last - 1, m.last + 1, "both")

    def _or_his_people(self, m: Mention) -> Mention:
        """«التقى X كبار مستشاري Y», «محادثات مع حكومة Y»: a name alone that only says of which state they are."""
        if m.kind != "official" or m.role or m.link or not m.first or not m.of_state:
            return m
        before, grammar = self.tokens[m.first - 1].text, self.grammar
        if before not in surfaces(grammar.aides | grammar.kin_of | grammar.regime):
            return m
        return replace(m, kind="state", name=None, name_span=(0, 0), country=m.of_state, of_state=None)

    def _one_of_many(self, m: Mention, before: Mention | None) -> Mention:
        """«لقاءات مع عدد من المسؤولين من بينهم الوزير X»: X is one of those with whom."""
        among = self.words(m.first - 1, m.first)
        start = max(self.trigger.last, before.last if before else 0)
        if m.link or self.grammar.among.isdisjoint(among) or m.first - start > _ONE_OF_MANY:
            return m
        with_ = next((w for w in self.words(start, m.first) if w in self.grammar.with_), None)
        return replace(m, link=with_) if with_ else m

    def _led(self, m: Mention) -> Mention:
        """«مع وفد رفيع المستوى يقوده X»: X stands where his delegation stands, of which nobody tells the state."""
        at = self.sentence.once("headed", self._heads).get(m.first) if m.kind == "official" and not m.link else None
        if at is None or any(x.kind == "group" and at - _DELEGATION <= x.first < at for x in self.sentence.mentions):
            return m
        start = next((i for i in self.events(at - _DELEGATION, at, "delegation")), None)
        before = self.words(start - 1, start) if start else []
        return replace(m, link=before[0]) if before and before[0] in self.grammar.with_ else m

    def _heads(self) -> dict[int, int]:
        """Where words such as «يقوده» begin, by the token behind them."""
        return {e.last: i for i, e in self.sentence.matches(self.lexicon.events).items() if e.value == "headed"}

    def _behind_company(self, rest: list[Group], stop: int) -> Group | None:
        """The other side behind those who were with the first."""
        event = self.sentence.matches(self.lexicon.events)[stop]
        theirs = self.words(stop, event.last)[-1].endswith(tuple(self.grammar.delegation_ends))
        if event.value == "company" and theirs:  # «والوفد المرافق له، وزير …»
            alone = rest[0] if rest and rest[0][0].first - event.last <= _BEHIND_COMPANY else None
            return alone if alone and alone[0].link in self.grammar.with_ | self.grammar.by | {"", COMMA} else None
        joins = self.grammar.with_ | (self.grammar.by if self.frame in {"meet", "gather"} else frozenset())
        for group in rest[1:]:
            if group[0].link in joins:
                return group
            if group is rest[1] and group[0].link in {"", COMMA} and (group[0].country or group[0].org):
                return group
        return None

    def groups_from(self, start: int) -> list[Group]:
        """Coordinated officials and delegations from a token on."""
        return groups(self, [m for m in self.sentence.mentions if m.kind in PERSONS and m.first >= start])

    def with_others(self, group: Group) -> bool:
        """«لقائه مع قناة …»: the preposition right behind the trigger leads to somebody who is no party."""
        last, grammar = self.trigger.last, self.grammar
        some = grammar.several | grammar.from_ | grammar.whole  # «لقاءاته مع عدد من كبار المسؤولين»
        between = [w for w in self.words(last + 1, group[0].first) if w not in some]
        return not grammar.with_.isdisjoint(self.words(last, last + 1)) and bool(between)

    def before(self, reach: int = 30) -> Group:
        """The group of officials nearest before the trigger; one that no preposition governs comes first."""
        all_before = [
            m
            for m in self.sentence.mentions
            if m.last <= self.trigger.first
            and m.kind in OFFICIALS
            and not (no_party.kin(self, m) or no_party.to_be(self, m))
        ]
        all_before = [m for m in all_before if not no_party.in_post(self, m)] or all_before
        objects = {t.last for t in self.triggers(0, self.trigger.first) if t.value.frame.endswith("-of-his")}
        free = [m for m in all_before if m.link not in self.grammar.governed and m.first not in objects]
        his = [m for m in all_before[-1:] if self.frame == "talks" and m.last == self.trigger.first]
        if his and his[0].link in self.grammar.for_:
            return his  # «سيلتقي الوزير X، وسيكون للوزير Y لقاء مع Z»: Y
        found = groups(self, free if free and self.frame != "dual" else all_before)
        if not found or found[-1][-1].last < self.trigger.first:
            beside = [m for m in self.sentence.mentions if m.kind == "group" and self._right_before(m)]
            if beside and (not beside[0].link or self._some_of(beside[0])):
                return beside  # «إن وفدا أمريكيا التقى بـ»
        if found and (self.frame.endswith("-of-his") or self._held_by_him()) and self._has_verb_before():
            # «استقبل الرئيس … وزيرا غداة استقباله …»: the pronoun is the subject, not the nearest
            return self._of_last_clause(found) or found[0]
        near = found and self.trigger.first - found[-1][-1].last <= reach
        return found[-1] if near else []

    def both_subjects(self) -> bool:
        """«وبحث الجانبان …»، «الجانبان تطرقا إلى …»: the two sides told of before are the subject."""
        first, last = self.trigger.first, self.trigger.last
        return self.has_event(last, last + 1, "both") or self.has_event(first - 2, first, "both")

    def is_both(self, group: Group) -> bool:
        """«الوزيران»: the two of that office told of before, not who is named here."""
        first = group[0]
        dual = first.head is not None and first.head.number == "dual" and first.head.definite
        return dual and not (first.country or first.org or first.name) and len({m.first for m in group}) == 1

    def both_sides(self) -> bool:
        """«مباحثات … بين الجانبين المغربي والعراقي»: the sides told of before, with no name of their own."""
        last = self.trigger.last
        words = range(last, min(last + 4, len(self.tokens)))
        at = next((i + 1 for i in words if self.tokens[i].text in self.grammar.between), None)
        if at is None or not self.has_event(at, at + 1, "both"):
            return False
        named = [m for m in self.sentence.mentions if m.first == at]
        return all(self.is_both([m]) for m in named)  # «بين الرئيسين الفرنسي والمصري»

    def told_singly(self, found: list[Group]) -> tuple[Group, Group] | None:
        """«وشملت اللقاءات كلا من X …»، «لقاءات ثنائية شملت كلا من X»، «وشملت لقاءات الوزير X الوزير Y والوزير Z»: whose
        meetings they are, where that is told, and with whom one by one."""
        if not found:
            return None
        first, last, begins = self.trigger.first, self.trigger.last, found[0][0].first
        before = not self.grammar.includes.isdisjoint(self.words(first - 1, first)) and begins - last <= 3
        if before and len(found) > 1 and begins == last and not (found[0][0].link or found[1][0].link):
            return found[0], found[1]
        behind = not self.grammar.includes.isdisjoint(self.words(begins - 4, begins)) and begins - last <= _TOLD_SINGLY
        many = behind and self.trigger.value.word.endswith(tuple(self.grammar.feminine))  # «لقاءات شملت X، وY»
        return ([], found[0]) if (before or behind) and (many or listed(self, found[0][0])) else None

    def subject_before(self, m: Mention) -> Group:
        """The official nearest before a mention, with no preposition before him."""
        before = [x for x in self.sentence.mentions if x.last <= m.first and x.kind == "official"]
        return [x for x in before if x.link not in self.grammar.governed][-1:]

    def sentence_subject(self) -> Group:
        """The first official or delegation of the sentence before the trigger that no preposition governs."""
        before = (m for m in self.sentence.mentions if m.last <= self.trigger.first and m.kind in PERSONS)
        return [m for m in before if m.link not in self.grammar.governed][:1]

    def _has_verb_before(self) -> bool:
        return any(t.value.frame in _VERBS | _TELLS for t in self.triggers(0, self.trigger.first))

    def _of_last_clause(self, found: list[Group]) -> Group | None:
        """«أوضح X أن Y أطلع المجلس على نتائج اجتماعه مع Z»: Y, of whom the clause is."""
        behind = (g for g in found if g[0].first and self.tokens[g[0].first - 1].text in self.grammar.that)
        return max(behind, key=lambda g: g[0].first, default=None)

    def _right_before(self, m: Mention) -> bool:
        """Right before the verb, or before «قد»: «وكان وفد كوريا الجنوبية قد أجرى محادثات»، «أن وفدا رفيعا سيصل»."""
        words = [w for w in self.words(m.last, self.trigger.first) if w not in self.grammar.of_rank]
        return m.last <= self.trigger.first and len(words) <= 1 and self.grammar.beside_verb.issuperset(words)

    def _some_of(self, m: Mention) -> bool:
        """«إن مجموعة من المسؤولين الأمريكيين وصلت …»: some of them are the subject."""
        before = self.words(m.first - 2, m.first)
        return m.link in self.grammar.from_ and len(before) > 1 and before[0] in self.grammar.some_of

    def _held_by_him(self) -> bool:
        """«التقت X رؤساء …، في مؤتمر صحافي عقدته مع Y»: talks that the subject held."""
        last = self.trigger.last
        words = self.words(last, last + _HELD_BEHIND) if self.frame == "talks" else []
        return any(w in self.grammar.gathers and w.endswith(tuple(self.grammar.his)) for w in words)

    def near(self, group: Group) -> int:
        """How many words stand between the trigger and a group after it."""
        return group[0].first - self.trigger.last

    def events(self, start: int, stop: int, *kinds: str) -> list[int]:
        """The tokens in ``start:stop`` at which a word of these kinds of ``event_words`` stands."""
        events = self.sentence.matches(self.lexicon.events)
        return [i for i in _inside(events, start, stop) if events[i].value in kinds] if events else []

    def has_event(self, start: int, stop: int, *kinds: str) -> bool:
        """Whether a word of these kinds stands in ``start:stop``."""
        return bool(self.events(start, stop, *kinds))

    def triggers(self, start: int, stop: int) -> list[Match[Trigger]]:
        """Other triggers in ``start:stop``."""
        triggers = self.sentence.matches(self.lexicon.triggers)
        return [triggers[i] for i in _inside(triggers, start, stop)]

    def words(self, start: int, stop: int) -> list[str]:
        """The words of the tokens ``start:stop``."""
        if start < 0 or stop < 0:
            start, stop = max(0, start), max(0, stop)
        return [t.text for t in self.tokens[start:stop]]

    def as_object(self, group: Group) -> bool:
        """«التقى (مرتين) كلا من X وY»، «التقى قياديين في حماس ومسؤولين في فتح»: whoever stands in the accusative or
        behind a preposition is met by somebody else."""
        lead = self.tokens[group[0].first].text
        whole = group[0].kind == "group" and not group[0].link and self.frame != "gather"
        if whole and lead.endswith(tuple(self.grammar.oblique_ends)):
            return True
        endings, by = tuple(self.grammar.accusative), tuple(self.grammar.by)
        words = self.words(group[0].first - 2, group[0].first)
        return any(w in self.grammar.each_of and (w.endswith(endings) or w.startswith(by)) for w in words)

    def _stop(self, reach: int) -> int:
        """Where the clause ends: attendance (بحضور), company (برفقة), another encounter, or the reach of the frame."""
        last = self.trigger.last
        limit = min(len(self.tokens), last + reach)
        ends = (
            i
            for i, event in self.sentence.matches(self.lexicon.events).items()
            if last < i < limit
            and event.value in {"attendance", "company"}
            # «… والوفد المرافق له، وكذلك وزير …»
            and not (event.value == "company" and self._goes_on_behind(i))
        )
        holds = self.trigger.value.word in self.grammar.holds
        others = (
            t.first
            for t in self.triggers(last + 3, limit)
            if t.value.frame in _OWN_ENCOUNTER
            or (holds and t.value.word in self.grammar.holds)
            or (self.frame in _VERBS and self._goes_on(t))
        )
        return min(next(ends, limit), next(others, limit), self._said(limit))

    def _goes_on_behind(self, i: int) -> bool:
        """«… ووفدا مرافقا له، وكذلك وزير …»، «… والوفد المرافق، ثم السفير …»: the list goes on behind the company."""
        then = self.grammar.then_next.isdisjoint(self.words(i + 1, i + _BEHIND_COMPANY + 2))
        return not then or self.has_event(i + 1, i + 6, "besides")

    def _goes_on(self, other: Match[Trigger]) -> bool:
        """«حيث التقى X، كما أجرى مباحثات مع Y»: the subject of the first verb has the second one too."""
        opens = self.grammar.as_well | self.grammar.whereupon
        also = not opens.isdisjoint(self.words(other.first - 1, other.first))
        joined = other.clitic in self.grammar.and_ and other.value.word in self.grammar.holds
        return other.value.frame == "talk" and (also or joined)

    def _said(self, limit: int) -> int:
        """«التقى الرئيس X، الذي أكد أن الملك …»: whom the other one speaks of is no party."""
        told = self.sentence.once("said of another", self._relative_statements)
        return next((i for i in told if self.trigger.last < i < limit), limit)

    def _relative_statements(self) -> list[int]:
        """The tokens at which «الذي أكد» begins, and «إنه»: what somebody says of himself or another."""
        relative, statement, tokens = self.grammar.relative, self.grammar.statement, self.tokens
        said = {i - 1 for i, t in enumerate(tokens) if i and t.text in statement and tokens[i - 1].text in relative}
        return sorted(said.union(i for i, t in enumerate(tokens) if t.text in self.grammar.that_he))


def is_fronted(clause: Clause, before: Group) -> bool:
    """The subject stands right before its verb, with nothing but «قد», adverbs of day and marks between."""
    between = clause.tokens[before[-1].last : clause.trigger.first]
    if before[0].link in clause.grammar.governed | clause.grammar.from_:
        return False  # «بتوجيه من ولي العهد، التقى …»
    of_his = (t.last for t in clause.triggers(0, before[0].first) if t.value.frame.endswith("-of-his"))
    if before[0].first in of_his:
        return False  # «وبعد لقائه الرئيس التقى X الوزير»
    return all(t.is_mark or t.text in clause.lexicon.when for t in between)


def _inside(matches: Mapping[int, Match[_Found]], start: int, stop: int) -> list[int]:
    """Where those of a sentence's matches stand that begin in ``start:stop``, in its order; a few words are not worth a
    walk over a whole long sentence."""
    if stop - start < len(matches):
        return [i for i in range(max(0, start), stop) if i in matches]
    return [i for i in matches if start <= i < stop]


def differ(a: Mention, b: Mention) -> bool:
    """Two mentions that may be two sides: not plainly of one state."""
    one, other = a.country or a.of_state, b.country or b.of_state
    return not (one and one == other) and not (a.org and a.org == b.org)


def contrast(a: Mention, b: Mention) -> bool:
    """Two coordinated mentions that stand against each other: of two stated states or bodies, or an official and his
    counterpart."""
    if b.kind == "counterpart":
        return True
    unstated = a.name and b.name and not (a.country or a.org)
    named = unstated and b.country
    # «بحث رئيس مجلس السيادة X، ووزير الداخلية اليمني Y، …»، «بحث المدير X ورئيس بعثة الشرطة الأوروبية Y»
    if unstated and (b.country or b.org) and a.head and a.role and b.role and 0 <= b.first - a.last <= 1:
        return True
    addressed = a.head is not None and a.head.category == "address"  # «برئاسة معاليه ووزير الداخلية السنغالي X»
    if addressed and b.name and (b.country or b.org) and 0 <= b.first - a.last <= 1:
        return True
    sent = b.head is not None and b.head.category in {"ambassador", "envoy"} and bool(b.country or b.org)
    if sent and a.role and not (a.country or a.org) and not a.countries and not b.countries:
        return True  # «بحث وزير الداخلية X وسفير فرنسا Y …»
    alone = named and not a.countries and not b.countries
    if alone and a.role_key and any(_one_post(a.role_key, key) for key in b.role_keys):
        return True  # «عقد وزير الداخلية X، ووزير الداخلية (واللامركزية) الموريتاني Y، …»: one office, two holders
    return bool((a.country or a.org or a.of_state) and (b.country or b.org or b.of_state)) and differ(a, b)


def joined_head(clause: Clause, head: Mention, side: int) -> Mention | None:
    """«برئاسة X عن الجانب السوداني وY نائب رئيس أركان جيش تشاد»: the head of the other side, whose office tells his
    state, joined to the first behind the words for the side of that one."""
    last, grammar = max(side, head.last), clause.grammar
    near = (m for m in clause.sentence.mentions if 0 <= m.first - last <= _SIDE and m.link in grammar.and_)
    other = next((m for m in near if m.kind in OFFICIALS and (m.country or m.org)), None)
    return replace(other, link="") if other and differ(head, other) else None


def _one_post(one: str, other: str) -> bool:
    """The same office, or the same ministry with more in its charge."""
    ministry = one.split()[:2]
    return one == other or (len(ministry) == _TWO and ministry == other.split()[:2])


def both_told(clause: Clause) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """«أعلن X وY خلال قمتهما», «قال X إن Y وعد خلال لقائهما»: the two subjects before a noun «of both»; none where
    they were told of before."""
    grammar, first = clause.grammar, clause.trigger.first
    near = [m for m in clause.sentence.mentions if m.last <= first and m.kind in {"official", "counterpart"}]
    free = [m for m in near if m.link not in grammar.governed and first - m.last <= VERB_REACH]
    if len(free) < _TWO:
        return (), ()
    a, b = free[-2:]
    joined = b.link in grammar.and_ and b.first - a.last <= 1
    said = b.first > a.last and clause.tokens[b.first - 1].text in grammar.that
    return ((a,), (b,)) if (joined or said) and differ(a, b) else ((), ())


def both_behind(clause: Clause) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """«خلال لقائهما في الدوحة، أكد X وY»، «في اتصال بينهما، شدد الرئيسان X وY»: the two who speak behind it."""
    first, last, grammar = clause.trigger.first, clause.trigger.last, clause.grammar
    words = clause.words(last, last + 1)
    theirs = clause.trigger.value.word.endswith(tuple(grammar.of_both))
    theirs = theirs or any(w.startswith(tuple(grammar.between)) and w.endswith(tuple(grammar.of_both)) for w in words)
    if not theirs or first > _TWO:
        return (), ()
    lead = next(iter(clause.after(_OF_BOTH)), [])
    said = lead and not surfaces(grammar.statement).isdisjoint(clause.words(lead[0].first - 1, lead[0].first))
    apart = said and len(lead) == _TWO and not lead[0].link and contrast(lead[0], lead[1])
    return ((lead[0],), (lead[1],)) if apart else ((), ())


def of_whom_told(clause: Clause) -> tuple[tuple[Mention, ...], tuple[Mention, ...]] | None:
    """«وزيرة الدفاع X، التي أجرى معها الرئيس Y مكالمة»: who speaks there, and of whom the clause is."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    with_him = {w + his for w in grammar.with_ for his in grammar.his}
    if grammar.relative.isdisjoint(clause.words(first - 1, first)) or with_him.isdisjoint(clause.words(last, last + 1)):
        return None
    who = next((m for m in clause.sentence.mentions if m.kind in PERSONS and m.first == last + 1), None)
    told = [m for m in clause.sentence.mentions if m.kind in PERSONS and m.last <= first - 1]
    if who is None or not told or any(not t.is_mark for t in clause.tokens[told[-1].last : first - 1]):
        return None
    return (who,), (replace(told[-1], link=""),)


def speaker_and_hearer(clause: Clause) -> tuple[tuple[Mention, ...], tuple[Mention, ...]] | None:
    """«أكد S لنظيره O، خلال لقائهما …», «بحثها S مع O خلال اجتماعهما»، «طلب S من O …»: the pronoun means the subject
    and whom he spoke to."""
    of_both = clause.trigger.value.word.endswith(tuple(clause.grammar.of_both))
    reach = _OF_BOTH if of_both else _SPOKEN_TO
    near = [m for m in clause.sentence.mentions if 0 <= clause.trigger.first - m.last <= reach]
    links = clause.grammar.for_ | (clause.grammar.with_ if of_both else frozenset())
    told = [
        m
        for m in near
        if m.kind == "counterpart"
        or (m.kind == "official" and (m.link in links or (m.link in clause.grammar.from_ and _asked(clause, m))))
    ][-1:]
    subject = clause.subject_before(told[0]) if told else None
    if not subject or not differ(subject[0], told[0]):
        return None
    asked = told[0].link in clause.grammar.from_
    return tuple(subject), (replace(told[0], link="") if asked else told[0],)


def _asked(clause: Clause, m: Mention) -> bool:
    """«طلب X من الوزير Y»: the verb that «من» belongs to stands before who asked."""
    subject = clause.subject_before(m)
    first = subject[0].first if subject else m.first
    return clause.has_event(max(0, first - _ASKED), m.first, "wish")


def scene_clause(grammar: Grammar, tokens: list[Token], last: int) -> int | None:
    """Where the clause behind «، حيث» begins, if that stands behind a place, which ends before ``last``."""
    bracket = last < len(tokens) and tokens[last].text == "("
    while last < len(tokens) and (tokens[last].is_mark or bracket):  # «وعدن (جنوب) حيث التقى …»
        bracket = bracket and tokens[last].text != ")"
        last += 1
    return last + 1 if last < len(tokens) and tokens[last].text in grammar.whereupon else None
