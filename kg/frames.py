"""Where a sentence tells of an encounter and who its parties are: one trigger, one frame, one candidate.

A frame says in which order and behind which prepositions the two sides stand. Frames propose; ``encounters`` decides
whether both sides are sides at all, and joins what tells of the same encounter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from kg import bodies, status
from kg.bodies import Sides
from kg.clauses import Clause, Group, contrast, differ
from kg.entities import Sentence
from kg.lexicon import Lexicon, Trigger
from kg.mention import Mention
from kg.tokens import Match, Token

_VERB_REACH = 45
_MEMBERS = 5  # words between a delegation and «يتألف من»
_NOUN_REACH = 14
_SPOKEN_TO = 12  # words from whom somebody spoke to up to «خلال لقائهما»
_JOURNEYS = frozenset({"visit", "travel", "visit-noun"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed encounter; ``one`` and ``other`` are the sides as mentions of the sentence (empty: to be found
    before it)."""

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
        self._frames: dict[str, Callable[[Clause], Sides | None]] = {
            "receive": _verb,
            "meet": _verb,
            "gather": _verb,
            "talk": _talk,
            "speak": _speak,
            "dual": _dual,
            "reception": _reception,
            "reception-of-his": _of_his,
            "talks-of-his": _of_his,
            "talks": _talks,
            "phone": _phone,
            "received": _received,
            "credentials": _credentials,
            "banquet": _banquet,
            "visit": bodies.visit,
            "travel": bodies.visit,
            "visit-noun": bodies.visit,
            "sign": bodies.signing,
            "signing-noun": bodies.signing,
        }

    def has_trigger(self, tokens: list[Token]) -> bool:
        """Whether any word of a sentence may tell of an encounter."""
        return next(self._triggers(tokens), None) is not None

    def alive(self, tokens: list[Token]) -> bool:
        """Whether a trigger of a sentence tells of something that is not denied, whatever mentions stand around it."""
        sentence = Sentence(0, 0, tokens, [])
        return any(not status.denied(Clause(self.lexicon, sentence, t)) for t in self._triggers(tokens))

    def _triggers(self, tokens: list[Token]) -> Iterator[Match[Trigger]]:
        table = self.lexicon.triggers
        surfaces = table.surfaces
        for i, token in enumerate(tokens):
            if token.text in surfaces and (found := table.at(tokens, i)):
                yield found

    def read(self, number: int, sentence: Sentence) -> list[Candidate]:
        """The candidates of sentence number ``number``, in order; a journey to several states gives one for each."""
        triggers = sentence.matches(self.lexicon.triggers)
        if not triggers:
            return []
        covered = {i for m in sentence.mentions if m.kind != "org" for i in range(m.first, m.last)}
        out: list[Candidate] = []
        i = 0
        while i < len(sentence.tokens):
            trigger = triggers.get(i)
            if trigger is None or i in covered:
                i += 1
                continue
            candidate = self._candidate(number, Clause(self.lexicon, sentence, trigger))
            if candidate and candidate.type == "visit":
                out.extend(replace(candidate, other=(goal,)) for goal in candidate.other)
            elif candidate:
                attended = candidate.frame == "talks" and self._attended(sentence, trigger.first)
                out.append(replace(candidate, frame="attended") if attended else candidate)
            i = trigger.last
        return out

    def _attended(self, sentence: Sentence, first: int) -> bool:
        """«حضر الاجتماع …»: the meeting is told elsewhere, if at all."""
        found = (self.lexicon.events.at(sentence.tokens, i) for i in range(max(0, first - 2), first))
        return any(event is not None and event.value == "attendance" for event in found)

    def _candidate(self, number: int, clause: Clause) -> Candidate | None:
        frame = self._frames.get(clause.frame)
        sides = frame(clause) if frame else None
        if sides is None:
            return None
        one, other = sides[0], self._headed(clause, sides[1])
        if other and other[0].link in clause.grammar.about and clause.frame not in _JOURNEYS | {"phone", "credentials"}:
            return None  # «عن»، «من»، «على» introduce no side
        kind = clause.trigger.value.type
        if kind == "meeting" and status.by_phone(clause):
            kind = "call"
        return Candidate(
            kind,
            clause.frame,
            number,
            clause.trigger,
            one,
            other,
            planned=status.planned(clause),
            denied=status.denied(clause) or status.sporting(clause, one, other),
            past=status.past(clause),
        )

    def _headed(self, clause: Clause, side: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """«وفدا … برئاسة X»، «قادة … من بينهم X»: the delegation's head stands for it, of its state where none is
        told."""
        if not side or side[-1].kind != "group":
            return side
        group = side[-1]
        members = self._members(clause, group)
        if members:
            return (*[m for m in side if m.kind != "group"], *members)
        for i in clause.events(group.last, group.last + 7, "headed"):
            last = self.lexicon.events.at(clause.tokens, i)
            reach = range(last.last if last else i + 1, (last.last if last else i + 1) + 4)
            head = next((m for m in clause.sentence.mentions if m.first in reach and m.kind == "official"), None)
            if head:
                known = replace(head, country=head.country or group.country, org=head.org or group.org, titled=True)
                return (*[m for m in side if m.kind != "group"], known)
        return side

    def _members(self, clause: Clause, group: Mention) -> tuple[Mention, ...]:
        """«بوفد اسباني يتألف من وزير الداخلية X ووزير العدل Y»: who a delegation is made up of, of its state."""
        words = range(group.last, min(group.last + _MEMBERS, len(clause.tokens)))
        made_up = next((i for i in words if clause.tokens[i].text in clause.grammar.composed), None)
        if made_up is None:
            return ()
        found = clause.groups_from(made_up + 1)
        if not found or found[0][0].first - made_up > 3 or not found[0][0].name:
            return ()
        return tuple(
            replace(m, link="", country=m.country or group.country, org=m.org or group.org)
            for m in found[0]
            if m.kind == "official"
        )


def _verb(clause: Clause) -> Sides | None:
    """استقبل / التقى / اجتمع S (مع، ب) O; S O; S … V O (headlines); passive: O … من قبل S."""
    grammar = clause.grammar
    with_needed = clause.frame == "gather"
    groups = clause.after(_VERB_REACH)
    if not groups:
        return None
    agent = _agent(clause, groups)
    if agent:
        guests = groups[0] if groups[0] is not agent else clause.before(12)
        return (tuple(agent), tuple(guests)) if guests else None
    host = next((m for m in clause.sentence.mentions if m.kind == "body" and m.first == clause.trigger.last), None)
    if host and groups[0][0].link not in grammar.about:
        return (host,), tuple(groups[0])
    before = clause.before(4)
    if groups[0][0].link in grammar.for_ | grammar.from_:
        return None  # «استضافت … اجتماعا لوزراء …»
    if before and _is_fronted(clause, before) and not clause.trigger.clitic.startswith((*grammar.and_, *grammar.then)):
        return tuple(before), tuple(groups[0])
    if groups[0][0].countries and not groups[0][0].link:
        return (groups[0][0],), tuple(groups[0][1:])  # «اجتمع وزراء داخلية تونس والجزائر وليبيا»
    if with_needed and groups[0][0].link in grammar.with_:
        return (), tuple(groups[0])
    if len(groups) >= 2:
        second = groups[1][0].link
        made_up = not grammar.composed.isdisjoint(clause.words(groups[1][0].first - 4, groups[1][0].first))
        if (with_needed and second not in _beside(clause)) or second in grammar.about | grammar.in_ - grammar.by:
            of_it = (replace(groups[1][0], link=""), *groups[1][1:])
            return (tuple(groups[0]), of_it) if made_up else None
        return tuple(groups[0]), tuple(groups[1])
    only = groups[0]
    if only[0].link in grammar.between:  # «استضافت … القمة بين …»: talks of others
        return ((only[0],), tuple(only[1:])) if len(only) >= 2 else None
    if len(only) >= 2 and not clause.trigger.clitic and (only[0].countries or contrast(only[0], only[1])):
        return (only[0],), tuple(only[1:])
    if (with_needed and only[0].link not in _beside(clause)) or clause.near(only) > 12:
        return None
    return (), tuple(only)


def _beside(clause: Clause) -> frozenset[str]:
    """What may join the second side of «اجتمع»: مع، ب، إلى، و."""
    grammar = clause.grammar
    return grammar.with_ | grammar.by | grammar.to | grammar.and_


def _is_fronted(clause: Clause, before: Group) -> bool:
    """The subject stands right before its verb, with nothing but «قد», adverbs of day and marks between."""
    between = clause.tokens[before[-1].last : clause.trigger.first]
    if before[0].link in clause.grammar.governed | clause.grammar.from_:
        return False  # «بتوجيه من ولي العهد، التقى …»
    return all(t.is_mark or t.text in clause.grammar.beside_verb for t in between)


def _agent(clause: Clause, groups: list[Group]) -> Group | None:
    """Who received, in the passive: «باستقبال من طرف وزير …»، «استقبل من قبل …»."""
    for group in groups:
        words = clause.words(group[0].first - 2, group[0].first)
        if len(words) == 2 and words[0] in clause.grammar.from_ and words[1] in clause.grammar.agent:
            return group
    return None


def _received(clause: Clause) -> Sides | None:
    """استقبله S: the guest is whoever was spoken of before; at an airport it is a greeting."""
    groups = clause.after(14)
    if not groups or groups[0][0].link or clause.near(groups[0]) > 4:
        return None
    if not clause.grammar.airport.isdisjoint(clause.words(clause.trigger.last, clause.trigger.last + 30)):
        return None
    return (), tuple(groups[0])


def _credentials(clause: Clause) -> Sides | None:
    """تسلم S أوراق اعتماد السفير O; تسلم S من السفير O رسالة: an ambassador or envoy hands over in person."""
    groups = clause.after(_VERB_REACH)
    if not clause.has_event(clause.trigger.last, clause.trigger.last + _VERB_REACH, "message"):
        return None
    bearer = next((g for g in groups if g[0].head and g[0].head.category in {"ambassador", "envoy"}), None)
    if bearer is None:
        return None
    receiver = groups[0] if groups[0] is not bearer else clause.before(8)
    return tuple(receiver), tuple(bearer)


def _banquet(clause: Clause) -> Sides | None:
    """أقام S مأدبة … تكريما لـ O / على شرف O."""
    groups = clause.after(16)
    guests = next((g for g in groups if clause.has_event(g[0].first - 2, g[0].first + 1, "honour")), None)
    host = clause.before(12)
    return (tuple(host), tuple(guests)) if guests and host else None


def _talk(clause: Clause) -> Sides | None:
    """بحث / ناقش / عقد … S … مع O; with coordinated or dual subjects the subjects are the sides."""
    heads = bodies.heads_of_sides(clause)
    if heads:
        return heads
    groups = clause.after(_VERB_REACH)
    before = clause.before(4)
    for position, group in enumerate(groups):
        if group[0].link in clause.grammar.with_:
            return tuple(groups[position - 1] if position else before), tuple(group)
    if clause.both_subjects() and not groups:
        return (), ()
    first = groups[0][0].first if groups else 0
    if groups and not clause.grammar.composed.isdisjoint(clause.words(first - 3, first)):
        made_of = (replace(groups[0][0], link=""), *groups[0][1:])  # «مع اللجنة المكونة من ممثل …»
        return tuple(before or clause.before(14)), made_of
    pair = groups[0] if groups else before
    holding = clause.trigger.value.word in clause.grammar.holds and not _hold_talks(clause, pair)
    if len(pair) >= 2 and (pair[0].countries or contrast(pair[0], pair[1])) and not holding:
        return (pair[0],), tuple(pair[1:])
    return None


def _speak(clause: Clause) -> Sides | None:
    """تحدث S هاتفيا مع O، إلى O: by telephone only; who speaks to others in a room gives a speech."""
    if not status.by_phone(clause):
        return None
    pair = clause.before(4)
    if len(pair) >= 2 and contrast(pair[0], pair[1]) and _of_two(clause):
        return (pair[0],), tuple(pair[1:])  # «X وY تحدثا هاتفيا»
    groups = clause.after(_VERB_REACH)
    to = clause.grammar.with_ | clause.grammar.to
    for position, group in enumerate(groups):
        if group[0].link in to:
            return tuple(groups[position - 1] if position else clause.before(6)), tuple(group)
    return None


def _hold_talks(clause: Clause, pair: Group) -> bool:
    """«عقد وزراء دفاع الأردن والعراق ولبنان اجتماعا»، «عقد X، وY، جلسة محادثات»: those of several states, and the talks
    right behind them."""
    if len(pair) < 2 or not (pair[0].countries or contrast(pair[0], pair[1])):
        return False
    last = pair[-1].last
    return any(t.value.frame == "talks" for t in clause.triggers(last, last + 3))


def _dual(clause: Clause) -> Sides | None:
    """S وO … استعرضا."""
    pair = clause.before(8)
    if len(pair) >= 2:
        return (pair[0],), tuple(pair[1:])
    return ((), ()) if clause.both_subjects() else None


def _protocol(clause: Clause) -> bool:
    """«كان في استقباله»: greeting at an airport, no meeting."""
    return not clause.grammar.protocol.isdisjoint(clause.words(clause.trigger.first - 1, clause.trigger.first))


def _reception(clause: Clause) -> Sides | None:
    """استقبال S (ل) O; باستقبال O من طرف S."""
    if _protocol(clause):
        return None
    groups = clause.after(35)
    agent = _agent(clause, groups)
    if agent:
        guests = clause.before()
        return (tuple(agent), tuple(guests)) if guests else None
    if not groups or clause.near(groups[0]) > 3:
        return None
    if len(groups) >= 2:
        return tuple(groups[0]), tuple(groups[1])
    return tuple(clause.before()), tuple(groups[0])


def _of_his(clause: Clause) -> Sides | None:
    """لدى استقباله O / خلال لقائه (مع، ب) O: the pronoun is the subject before, else the next after O."""
    if clause.frame == "reception-of-his" and _protocol(clause):
        return None
    groups = clause.after(30)
    if clause.trigger.value.word.endswith(tuple(clause.grammar.of_both)):
        both = _both_before(clause)
        if both and not (groups and clause.near(groups[0]) == 0):
            return both
    if not groups or clause.near(groups[0]) > 12 or clause.with_others(groups[0]):
        return None
    return tuple(clause.before(40)[:1]), tuple(groups[0])


def _both_before(clause: Clause) -> Sides | None:
    """«أكد S لنظيره O، خلال لقائهما …»: the pronoun means the subject and whom he spoke to."""
    near = [m for m in clause.sentence.mentions if 0 <= clause.trigger.first - m.last <= _SPOKEN_TO]
    told = [m for m in near if m.kind == "counterpart" or (m.kind == "official" and m.link in clause.grammar.for_)][-1:]
    subject = clause.subject_before(told[0]) if told else None
    if not subject or not differ(subject[0], told[0]):
        return None
    return tuple(subject), (told[0],)


def _talks(clause: Clause) -> Sides | None:
    """لقاء / مباحثات … بين S وO؛ S مع O؛ جمع S بO؛ مع O؛ بين مصر والصين."""
    first = clause.trigger.first
    if clause.has_event(first - 2, first, "attendance"):
        return bodies.attended(clause)
    groups = clause.after(40)
    heads = bodies.heads_of_sides(clause)
    if heads:
        return heads
    if groups and clause.lists(groups[0]):  # «وشملت اللقاءات كلا من …»
        return (), tuple(groups[0])
    if clause.both_sides():
        return (), ()
    persons = _talks_of_persons(clause, groups) if groups else None
    if persons == ((), ()):
        return None
    return persons or bodies.between(clause, 10)


def _talks_of_persons(clause: Clause, groups: list[Group]) -> Sides | None:
    """The sides of talks where officials are named; two empty sides where the words rule an encounter out."""
    grammar, last = clause.grammar, clause.trigger.last
    lead = groups[0]
    link, near = lead[0].link, clause.near(lead)
    if lead[0].head and lead[0].head.number == "plural" and lead[0].org and link == "":
        return (), ()  # «اجتماع وزراء خارجية حلف …» is that body's session
    if lead[0].head and lead[0].head.number == "counterpart-dual" and near <= 8:
        return tuple(clause.before()), tuple(lead)
    if link in grammar.between and near <= 8:
        if len(lead) >= 2:
            return (lead[0],), tuple(lead[1:])
        joined = len(groups) > 1 and groups[1][0].link in grammar.and_ | grammar.between | grammar.with_
        return (tuple(lead), tuple(groups[1])) if joined else ((), ())
    if lead[0].countries and near <= 5:
        return (lead[0],), tuple(lead[1:])  # «اجتماع رباعي لوزراء داخلية سوريا والأردن ولبنان والعراق»
    gathering = [word for word in clause.words(last, last + 5) if word in grammar.gathers]
    if near <= 5 and gathering and gathering[0].endswith(tuple(grammar.his)) and link in grammar.by | grammar.with_:
        return tuple(clause.before()), tuple(lead)  # «اجتماع ثلاثي جمعه بوزير … ووزير …»
    if near <= 5 and gathering:
        if len(lead) >= 2:
            return (lead[0],), tuple(lead[1:])
        if len(groups) > 1:
            return tuple(lead), tuple(groups[1])
    if (link in grammar.with_ and near <= _NOUN_REACH) or (link in grammar.by and near == 0):
        return tuple(clause.before()), tuple(lead)
    if near != 0 and not (near <= 2 and link == ""):
        return None
    if len(groups) > 1 and groups[1][0].link in grammar.with_ | grammar.by | grammar.for_:
        return tuple(lead), tuple(groups[1])
    if len(lead) >= 2 and differ(lead[0], lead[1]):
        return (lead[0],), tuple(lead[1:])
    if clause.trigger.value.word.startswith(tuple(grammar.meeting_noun)) and link in {"", *grammar.by, *grammar.for_}:
        before = clause.before(12)
        if before:
            return tuple(before[:1]), tuple(lead)
    return None


def _of_two(clause: Clause) -> bool:
    """«تحدثا»، «يتحدثان»: a verb of two."""
    word = clause.trigger.value.word
    return word.endswith(tuple(clause.grammar.dual)) or word.endswith(tuple(clause.grammar.dual_past))


def _other_side(one: Mention, other: Mention) -> bool:
    """Of different states or organisations, as far as told, and one of them is told."""
    return (one.country or one.org) != (other.country or other.org) and bool(one.role and other.role)


def between_them(clause: Clause) -> bool:
    """«اتصال هاتفي بينهما»: the sides told of before."""
    last, his = clause.trigger.last, tuple(clause.grammar.his)
    return any(w.startswith(tuple(clause.grammar.between)) and w.endswith(his) for w in clause.words(last, last + 1))


def _phone(clause: Clause) -> Sides | None:
    """تلقى S اتصالا هاتفيا من O; أجرى S اتصالا مع O."""
    grammar = clause.grammar
    groups = clause.after(30)
    if groups and groups[0][0].link in grammar.from_ | grammar.with_ | grammar.by | grammar.to:
        return tuple(clause.before()[:1]), tuple(groups[0])
    last = clause.trigger.last
    told_of = any(w.endswith(tuple(grammar.his)) for w in clause.words(last, last + 1))
    with_whom = grammar.from_ | grammar.with_ | grammar.to | grammar.by
    if told_of and len(groups) >= 2 and clause.near(groups[0]) <= 2 and groups[1][0].link in with_whom:
        return tuple(groups[0]), tuple(groups[1])  # «اتصال هاتفي تلقاه S من O»
    if between_them(clause):
        return (), ()
    told = clause.before(12)
    if told and told[0].kind == "counterpart" and told[0].link in {"", *grammar.for_}:
        subject = clause.subject_before(told[0])  # «أبلغ X نظيره Y في اتصال هاتفي»
        return (tuple(subject), tuple(told)) if subject else None
    if told and groups and clause.near(groups[0]) <= 2 and _other_side(told[-1], groups[0][0]):
        return tuple(told), tuple(groups[0])  # «أبلغ X، في اتصال هاتفي، Y …»
    return _talks(clause) or (((), ()) if not told and not groups else None)  # «جاء ذلك خلال اتصال هاتفي»
