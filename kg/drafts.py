"""Drafts: encounters in the making, which of them are the same one, and which say nothing that another does not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kg.affiliations import Affiliations
from kg.entities import Actor
from kg.frames import Candidate
from kg.gathering import Gathering
from kg.lexicon import Trigger
from kg.tokens import Match

FACE_TO_FACE = frozenset({"meeting", "call"})
OPEN = frozenset({"talk", "dual", "speak", "tell"})  # frames that do not tell whether the sides met
_RIGHT_AFTER = 3  # sentences
_LEAD = 3  # sentences in which an article tells what it is about
_OF_ANYBODY = 2  # words of «المبعوث (الأممي)»; «المندوب العام لإدارة السجون» is somebody
_SEVERAL = 3  # sides that make talks of several
_HIGHEST = frozenset({"head", "sovereign", "heir", "leader"})
BARE = frozenset({"state", "org", "group", "body"})  # parties without name and role


@dataclass(slots=True)
class Draft:
    """An encounter in the making: its sides as actors, and every candidate that tells of it."""

    type: str
    one: list[Actor]
    other: list[Actor]
    candidates: list[Candidate]
    planned: bool
    attendees: list[tuple[Actor, str]] = field(default_factory=list)
    organiser: Actor | None = None
    confidence: float = 1.0  # that it is one, and of these sides
    rule: str = ""  # what told it, where it was no frame
    _heard: int = 0  # so many candidates
    _most: tuple[bool, int, int] = (True, 1, 0)  # of the one of them that tells most: its rank and sentence
    _announced: bool = False
    _done: bool = False

    def __post_init__(self) -> None:
        self._note(self.candidates)

    def tell_again(self, candidates: list[Candidate], *, off: bool = False) -> None:
        """Take further candidates; it is planned where one announces it and none tells that it took place. What is to
        come besides puts nothing ``off``."""
        self.candidates.extend(candidates)
        self._note([replace(c, planned=False) for c in candidates] if off else candidates)
        self.planned = self._announced and not self._done

    def announce(self) -> None:
        """It is still to come, though no word says so."""
        self.candidates = [replace(c, planned=True) for c in self.candidates]
        self.planned = self._announced = True

    def _note(self, candidates: list[Candidate]) -> None:
        self._announced = self._announced or any(c.planned for c in candidates)
        self._done = self._done or any(c.past and not c.planned for c in candidates)

    @property
    def time(self) -> str:
        """Of a visit: what sets it apart from the present one."""
        return self.candidates[0].time

    @property
    def held(self) -> bool:
        """Whether any candidate says that it took place."""
        return self._done

    @property
    def sentence(self) -> int:
        """The sentence that tells most: both sides, with name and office; the first of equals (a headline tells
        less)."""

        for c in self.candidates[self._heard :]:
            told = sum(bool(m.name) + bool(m.role) for side in (c.one[:1], c.other[:1]) for m in side)
            self._most = min(self._most, (not (c.one and c.other), -told, c.sentence))
        self._heard = len(self.candidates)
        return self._most[2]


def session(gathering: Gathering) -> Draft:
    """The draft of a gathering: the organiser, and who took part."""
    trigger = Match(
        gathering.trigger.first,
        gathering.trigger.last,
        gathering.trigger.clitic,
        Trigger("session", "session", gathering.trigger.value),
    )
    candidates = [
        Candidate(
            "session",
            "session",
            n,
            trigger if n == gathering.sentence else Match(0, 1, trigger.clitic, trigger.value),
            (),
            (),
            gathering.planned,
            past=gathering.over,
        )
        for n in gathering.sentences
    ]
    return Draft(
        "session",
        gathering.participants,
        [gathering.organiser],
        candidates,
        gathering.planned,
        organiser=gathering.organiser,
    )


def said_how(known: Draft, new: Draft, affiliations: Affiliations) -> bool:
    """«بحث الرئيسان …. جاء ذلك خلال اتصال هاتفي»: talks of which only a call told right after says how they went."""
    if (known.type, new.type) != ("meeting", "call") or any(c.frame not in OPEN for c in known.candidates):
        return False
    if new.sentence - known.candidates[-1].sentence > _RIGHT_AFTER:
        return False
    return any(
        _overlap(known.one, one, affiliations) and _overlap(known.other, other, affiliations)
        for one, other in ((new.one, new.other), (new.other, new.one))
    )


def goes_on(known: Draft, new: Draft) -> bool:
    """«تحدث الرئيسان هاتفيا …. وبحثا …»: talks of two who telephoned, told right after, are what they telephoned
    about."""
    if (known.type, new.type) != ("call", "meeting") or any(c.frame not in OPEN for c in new.candidates):
        return False
    if known.planned != new.planned or not 0 <= new.sentence - known.candidates[-1].sentence <= _RIGHT_AFTER:
        return False
    there = {id(a) for a in known.one + known.other}
    return all(any(id(a) in there for a in side) for side in (new.one, new.other))


def same(known: Draft, new: Draft, affiliations: Affiliations) -> bool:
    """Told of again: the same type, and on both sides a common actor, or an unnamed one for a named one of that
    affiliation."""
    if known.type != new.type and not ({known.type, new.type} <= FACE_TO_FACE):
        return False
    if known.type != new.type and "call" in {known.type, new.type}:
        return False
    if known.type == "visit" and not _one_time(known, new):
        return False
    if known.planned and new.held and not known.held and new.sentence - known.sentence > 1:
        return False  # «سيلتقي …. وكانا قد التقيا …»
    bare = all(a.kind in BARE for a in known.one + known.other)
    if new.planned and not known.planned and bare and all(a.kind not in BARE for a in new.one[:1] + new.other[:1]):
        return False  # «وفد أمريكي يجري محادثات مع مسؤولين كوريين …. للتحضير لقمة الرئيسين»
    if _of_opposite_persons(known, new):
        return False
    if _overlap(known.one, new.one, affiliations) and _overlap(known.other, new.other, affiliations):
        return True
    if "visit" in {known.type, new.type}:
        return False  # A goes to B, and B to A: two visits
    return _overlap(known.one, new.other, affiliations) and _overlap(known.other, new.one, affiliations)


def _one_time(known: Draft, new: Draft) -> bool:
    """«وصل X إلى …. وكان زارها في نوفمبر الماضي»: two visits."""
    if new.type != "visit" or new.time in {"", *(c.time for c in known.candidates)}:
        return True
    return not known.time and known.sentence > _LEAD  # told in passing too


def _of_opposite_persons(known: Draft, new: Draft) -> bool:
    """«أجرى الوزير الموريتاني مباحثات مع مسؤولين إسبان …. زيارة الوزيرة الإسبانية حيث تباحثت مع مسؤولين موريتانيين»:
    one of each side met people of the other; those are two meetings."""
    persons = [[a for a in d.one + d.other if a.kind == "official" and a.named] for d in (known, new)]
    if any(len(p) != 1 for p in persons) or any(len(d.one) != 1 or len(d.other) != 1 for d in (known, new)):
        return False
    people = all(a.kind in {"group", "official"} for d in (known, new) for a in d.one + d.other)
    return people and persons[0][0] is not persons[1][0]


def side_by_side(known: Draft, new: Draft) -> bool:
    """Those who stand on one side in a sentence are no two sides in the same one: «التقى X كلا من Y وZ»."""
    both = new.one + new.other
    if not any(len(side) > 1 and all(a in side for a in both) for side in (known.one, known.other)):
        return False
    return known.type in FACE_TO_FACE and any(c.sentence == new.sentence for c in known.candidates)


def _overlap(known: list[Actor], new: list[Actor], affiliations: Affiliations) -> bool:
    if any(a is b for a in known for b in new):
        return True
    if known[0].named and new[0].named and known[0].kind == new[0].kind == "official":
        return False  # «التقى X وزير الخارجية Y …. ثم يلتقي الرئيس Z وكبار المسؤولين»: two who lead
    return any(
        (a.kind in BARE or b.kind in BARE or _anybody(a) or _anybody(b))
        and affiliations.of(a) == affiliations.of(b) is not None
        for a in known
        for b in new
    )


def _anybody(actor: Actor) -> bool:
    """«الموفد»، «المسؤول»، «الزعيم»: an unnamed official whose office may be that of one who was named."""
    return (
        not actor.named
        and actor.kind == "official"
        and all(
            m.head is not None
            and m.head.category in {"envoy", "official", "leader", "member"}
            and len((m.role_key or "").split()) <= _OF_ANYBODY
            for _, m in actor.mentions
        )
    )


def join(known: Draft, new: Draft, affiliations: Affiliations) -> None:
    """Take what another draft tells of the same encounter: its candidates, and persons for bare sides."""
    straight = any(a is b for a in known.one for b in new.one) or any(a is b for a in known.other for b in new.other)
    crossed = any(a is b for a in known.one for b in new.other) or any(a is b for a in known.other for b in new.one)
    if not straight and not crossed:
        straight = affiliations.of(known.one[0], known.other[0]) == affiliations.of(new.one[0], new.other[0])
    one, other = (new.one, new.other) if straight else (new.other, new.one)
    for side, more in ((known.one, one), (known.other, other)):
        unnamed = all(a.kind in BARE for a in side) and any(a.kind == "official" for a in more)
        if unnamed or (all(_anybody(a) for a in side) and any(a.named for a in more)):
            side[:] = more
        elif all(_anybody(a) for a in side) and all(a.named and a.kind == "official" for a in more):
            side[:] = more  # «القمة التي عقدها الزعيمان …. والتقى الرئيس X …»
        elif new.candidates[0].frame == "dual" and len(more) > len(side) and all(a in more for a in side):
            side[:] = more  # «التقى X الرئيس …. وقالت الرئاسة إن X وY ناقشا معه …»
    # «التقى X العاهل …. ثم غادر للقاء مسؤولين من المملكة»: what is to come with unnamed others puts nothing off
    others = any(all(a.kind in BARE for a in side) for side in (new.one, new.other))
    crowd = (m.head is not None and m.head.number != "singular" and not m.name for m in new.candidates[0].other)
    others = others or all(crowd)  # «ما سيطرحه في اجتماعه مع وزيري خارجية …»
    told = all(a.kind not in BARE for a in known.one[:1] + known.other[:1])
    over = known.candidates[0].frame == "talks" and known.candidates[0].past  # «اختتم X وY محادثات»
    off = new.planned and not known.planned and told and (others or over)
    known.tell_again(new.candidates, off=off)


def _headline_of(head: Draft, told: Draft, affiliations: Affiliations) -> bool:
    """«رئيس المخابرات يلتقي X» above «التقى المدير العام … Y X»: a headline that calls somebody otherwise, who has no
    name in it, tells of the meeting right below it."""
    if head is told or {head.type, told.type} - FACE_TO_FACE:
        return False
    if not 0 < told.sentence <= _RIGHT_AFTER or len(head.one) > 1 or len(head.other) > 1:
        return False
    sides, there = (head.one[0], head.other[0]), told.one + told.other
    shared = [a for a in sides if a in there]
    rest = [t for t in there if t not in shared and t.kind == "official" and t.named]
    for a, b in (sides, sides[::-1]):
        if a in shared:
            continue
        code = affiliations.of(a, b)
        alike = next((t for t in rest if affiliations.stated(t) in ({code, None} if shared else {code})), None)
        if alike is None or a.kind != "official" or (a.named and not set(a.offices) & set(alike.offices)):
            return False
        if _rules(a) and not any(len(o) == 1 for o in alike.offices):
            return False  # «استقبل رئيس جمهورية أوزبكستان X …. وكان X التقى رئيس جهاز أمن الدولة الأوزبكي Y»
        rest.remove(alike)
    return len(shared) < len(sides)


def _rules(actor: Actor) -> bool:
    """Somebody of whom nothing but a state's highest office is told, with that state."""
    highest = actor.categories and _HIGHEST.issuperset(actor.categories)
    return bool(actor.country and highest and not actor.named and all(len(o) == 1 for o in actor.offices))


def without_shadows(drafts: list[Draft], affiliations: Affiliations) -> list[Draft]:
    """Drop visits that a reported meeting of the same two sides covers, and bare talks covered by a meeting of
    persons."""

    def dyad(d: Draft) -> frozenset[str | None]:
        return frozenset({affiliations.of(d.one[0], d.other[0]), affiliations.of(d.other[0], d.one[0])})

    guests = {(id(d.one[0]), dyad(d)) for d in drafts if d.type == "visit" and d.one[0].kind == "official"}
    drafts = [d for d in drafts if not (_with_whomever(d) and any((id(a), dyad(d)) in guests for a in d.one + d.other))]
    meetings = [(d, _dyads(d, affiliations)) for d in drafts if d.type in FACE_TO_FACE]
    persons = {dyad(d) for d in drafts if d.type in FACE_TO_FACE and any(a.kind == "official" for a in d.one + d.other)}
    above = [d for d in drafts if not any(c.sentence for c in d.candidates)]
    above = [d for d in above if any(_headline_of(d, e, affiliations) for e in drafts)]
    drafts = [d for d in drafts if not any(d is head for head in above)]
    out = []
    visits: dict[tuple[str | None, str | None, bool], list[Draft]] = {}
    for d in drafts:
        if d.type == "visit":
            of_both = [m for m, dyads in meetings if dyad(d) in dyads]
            covering = [m for m in of_both if (_of_then(m, d) if d.time else _covers(m, d))]
            if covering and not _another(d, drafts):
                continue
            # «زار X بكين …. وكان الرئيس الصيني Y زار …»: there and back, and one visitor and another
            told = visits.setdefault(
                (affiliations.of(d.one[0], d.other[0]), affiliations.of(d.other[0], d.one[0]), d.planned), []
            )
            if not all(_by_another(d, v) or d.time != v.time for v in told):
                continue
            told.append(d)
        if d.type in FACE_TO_FACE and all(a.kind in BARE for a in d.one + d.other) and dyad(d) in persons:
            continue
        out.append(d)
    return out


def _dyads(meeting: Draft, affiliations: Affiliations) -> set[frozenset[str | None]]:
    """The states of any two of a meeting: «بكل من المفوضة الأوروبية X والوزير الإسباني Y، اللذين يزوران المغرب»."""
    pairs = ((a, b) for a in meeting.one for b in meeting.other)
    return {frozenset({affiliations.of(a, b), affiliations.of(b, a)}) for a, b in pairs}


def _of_then(meeting: Draft, visit: Draft) -> bool:
    """Whether a meeting was on a visit of another time: told in its sentence or beside it, and held."""
    near = any(0 <= c.sentence - v.sentence <= 1 for c in meeting.candidates for v in visit.candidates)
    return near and not meeting.planned


def _covers(meeting: Draft, visit: Draft) -> bool:
    """A visit that is still to come is none of the meeting that was held, nor one that was made of a meeting to come of
    which the article tells elsewhere: «سيلتقي X نظيره Y …. وكان Y زار …»."""
    if visit.planned or not meeting.planned:
        return meeting.planned or not visit.planned
    return not visit.held or visit.sentence - max(c.sentence for c in meeting.candidates) <= 1


def _by_another(visit: Draft, told: Draft) -> bool:
    """Two visits that were made by two who are named, each told of in sentences of its own."""
    one, other = visit.one[0], told.one[0]
    persons = one.kind == other.kind == "official" and one.named and other.named and one is not other
    apart = {c.sentence for c in visit.candidates}.isdisjoint(c.sentence for c in told.candidates)
    return persons and apart and not visit.planned


def _with_whomever(d: Draft) -> bool:
    """«سيجري محادثات مع مسؤولين في …»: what a visitor will do there with people whom nobody names."""
    sides = (d.one, d.other)
    return d.type in FACE_TO_FACE and d.planned and any(all(a.kind in BARE for a in side) for side in sides)


def _another(visit: Draft, drafts: list[Draft]) -> bool:
    """«زيارة رئيس الوزراء إلى الرياض» in an article on a meeting of their ministers: a named visitor who met nobody."""
    guest = visit.one[0]
    told = visit.candidates[0]
    if (
        guest.kind != "official"
        or not guest.named
        or len({c.sentence for c in visit.candidates}) > 1
        or told.trigger.value.of_his
    ):
        return False
    return not any(guest in d.one + d.other for d in drafts if d.type in FACE_TO_FACE)


def calls_apart(drafts: list[Draft], affiliations: Affiliations) -> list[Draft]:
    """«أجرى X اتصالات هاتفية مع الوزير المصري Y والوزير الأردني Z»: one call for each state or organisation that was
    rung, for nobody says that they spoke together."""
    out: list[Draft] = []
    for d in drafts:
        rung: dict[str | None, list[Actor]] = {}
        for actor in d.other:
            rung.setdefault(actor.org or affiliations.of(actor), []).append(actor)
        if d.type != "call" or len(d.one) > 1 or len(rung) == 1 or None in rung:
            out.append(d)
            continue
        for n, theirs in enumerate(rung.values()):
            out.append(replace(d, other=theirs, candidates=[*d.candidates], attendees=[] if n else d.attendees))
    return out


def without_same_word(drafts: list[Draft], purpose: frozenset[str]) -> list[Draft]:
    """One word for a gathering tells of one encounter: «قمة بغداد، بحضور الرئيسين X وY» of the session; «الاجتماع
    الرباعي الذي تستضيفه عمان لوزراء …» of the meeting, for its three sides or more are told and only a state hosts it
    (guide, decision 3). «اجتماع اللجنة بمشاركة X وY لبحث …»: so does what it was for, behind a word of ``purpose``."""
    for_: dict[int, Draft] = {}
    told = {(c.sentence, c.trigger.first): d for d in drafts if d.type == "session" for c in d.candidates if d.one}
    for (sentence, _), d in told.items():
        if d.organiser is not None and d.organiser.kind != "state":
            for_.setdefault(sentence, d)
    out = list(drafts)
    for d in drafts:
        first = d.candidates[0]
        session = told.get((first.sentence, first.trigger.first))
        if session is None and first.trigger.clitic in purpose:
            session = for_.get(first.sentence)
        if session is None or d.type != "meeting" or any(c.sentence != first.sentence for c in d.candidates):
            continue
        hosted = session.organiser is not None and session.organiser.kind == "state"
        if hosted and len(d.one) + len(d.other) >= _SEVERAL:
            out = [x for x in out if x is not session]
        elif hosted or all(any(a is p for p in session.one) for a in d.one + d.other):
            out = [x for x in out if x is not d]
    return out
