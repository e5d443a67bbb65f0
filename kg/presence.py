"""A meeting told by who held or chaired it and who was there: «اجتماع برئاسة X وحضور Y»، «ترأس X اجتماعا بحضور Y»."""

from __future__ import annotations

from dataclasses import replace

from kg.bodies import Sides
from kg.clauses import Clause, contrast, differ
from kg.mention import Mention
from kg.postings import ENVOYS
from kg.tokens import surfaces

_PAIR = 2
_PRESENCE = 13  # words from a meeting to «بحضور»
_HELD_BY = 24  # words from «ترأس» to the meeting that somebody held


def in_presence(clause: Clause, reach: int = _PRESENCE) -> Sides | None:
    """«عقد اجتماع بحضور (برئاسة) وزير الداخلية المصري X ونظيره السوداني Y»: those of two states who were there."""
    last = clause.trigger.last
    verb = clause.words(clause.trigger.first - 1, clause.trigger.first)
    told = clause.grammar.definite(clause.trigger.value.word) and not clause.has_event(last, last + reach, "headed")
    if told and not surfaces(clause.grammar.took_place).isdisjoint(verb):
        return None  # «وجرى اللقاء بحضور الأمين العام X والسفير Y»: who else was there when those told before met
    events = clause.events(last, last + reach, "attendance", "headed")
    found = clause.groups_from(events[0] + 1) if events else []
    # «في رأس الناقورة برئاسة X»: the town heads nothing
    there = max((i for i in events if found and i < found[0][0].first), default=None)
    if there is not None and (head := clause.lexicon.events.at(clause.tokens, there)):
        there = head.last - 1  # «تحت الرئاسة المشتركة لـ»
    lead = found[0] if found else []
    if lead and there is not None:
        each = clause.grammar.each_of | clause.grammar.from_  # «برئاسة كل من الوزير X والوزير Y»
        there += sum(word in each for word in clause.words(there + 1, lead[0].first))
    beside = bool(lead) and there is not None and lead[0].first - there <= _PAIR
    present = beside and clause.has_event(lead[0].first - _PAIR, lead[0].first, "attendance")
    if present and (host := held_by(clause, lead[0])):
        return (host,), tuple(replace(m, link="") for m in lead)
    if len(lead) == 1 and len(found) > 1 and there is not None and lead[0].first - there <= _PAIR:
        # «اجتماع برئاسة الوزير X وحضور سفيرة الاتحاد الأوروبي Y (وفد من … برئاسة Y)»
        guests = found[1]
        beside = (
            clause.has_event(lead[0].last, guests[0].first, "attendance")
            and guests[0].first - lead[0].last <= _PAIR + 1
        )
        return (tuple(lead), tuple(guests)) if beside and _came(lead[0], guests[0]) else None
    if len(lead) < _PAIR or there is None or lead[0].first - there > _PAIR or not contrast(lead[0], lead[1]):
        return None
    return (lead[0],), tuple(lead[1:])


def held_by(clause: Clause, guest: Mention) -> Mention | None:
    """«عقد (ترأس) وزير الداخلية X اجتماعا بحضور سفيري إيطاليا ومالطا»: who held it, where somebody sent by another
    state or organisation, or told with one, was there."""
    sent = guest.head is not None and guest.head.category in ENVOYS
    first = clause.trigger.first
    before = clause.before(_HELD_BY) if sent or guest.country or guest.org else []
    verbs = [t for t in clause.triggers(max(0, first - _HELD_BY), first) if t.value.frame == "talk"]
    if not verbs or not before or before[0].link or before[0].first - verbs[-1].last > 1 or not before[0].role:
        return None
    return before[0] if _came(before[0], guest) else None


def _came(host: Mention, guest: Mention) -> bool:
    """Whether who was there came from another state or organisation: as its envoy or delegation, or by what is told."""
    sent = guest.head is not None and guest.head.category in ENVOYS
    return differ(host, guest) if sent or guest.kind == "group" else contrast(host, guest)


def headed_by_both(clause: Clause, states: Sides, reach: int) -> Sides | None:
    """«اجتماع بين الجانبين الكويتي والعراقي … برئاسة اللواء X والعميد Y»: of two who headed it and of whom no state is
    told, the first is of the state that is told first."""
    last = clause.trigger.last
    there = next(iter(clause.events(last, last + reach, "headed")), None)
    led = next(iter(clause.groups_from(there + 1)), []) if there is not None else []
    if there is None or len(led) != _PAIR or led[0].first - there > _PAIR:
        return None
    if any(not m.name or m.country or m.org or m.kind != "official" for m in led):
        return None
    one, other = (
        replace(m, country=side[0].country, org=side[0].org, link="", titled=True)
        for m, side in zip(led, states, strict=True)
    )
    return (one,), (other,)
