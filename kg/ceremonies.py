"""Frames of summons, honours and ceremonies: who stood before whom, told by what was done there."""

from __future__ import annotations

from dataclasses import replace

from kg import bodies
from kg.bodies import Sides
from kg.clauses import VERB_REACH, Clause, contrast, is_fronted
from kg.coordination import Group
from kg.mention import Mention
from kg.postings import ENVOYS
from kg.tokens import COMMAS, surfaces
from kg.travellers import performer

_RECEIVED = 14  # words from who received to whom
_FAVOUR = 10  # words from whom somebody favoured to «باستقبال»
_SUMMONED = 14  # words from «استدعت» to the ambassador
_RECALLED = 12  # words from one's own ambassador to «للتشاور»
_ANNOUNCED = 14  # words from who announced a summons to the word for it
_PAIR = 2
_HELD = 8  # words from «انتظم» to the ceremony
_BEHIND = 2  # words from the ceremony to «أقيم»
_OPENED = 4  # words from «اختتمت» to the course
_NEAR = 2  # words from a verb to who did it, from «بحضور» to who was there
_WITH_HIM = 30  # words from who opened or inspected something to who did so with him
_MEETS = frozenset({"receive", "meet", "gather", "talks-of-his", "reception-of-his"})
_GIFT = 45  # words from «حفل تسلم» to who was there
_GUEST = 12  # words from who spoke to the meal that he had with another
_TIME = 4  # words of time between two that belong together


def summon(clause: Clause) -> Sides | None:
    """استدعت وزارة الخارجية، تركيا السفير O; أعلنت وزارة الخارجية أنها استدعت O، أنه تم استدعاء O: to hear a protest;
    «استدعت سفيرها»، «استدعاء سفير … للتشاور» calls one's own back."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    groups = clause.after(_SUMMONED)
    guest = next((g[0] for g in groups if g[0].head and g[0].head.category in ENVOYS), None)
    if guest is None and (sides := _was_summoned(clause)):
        return sides
    if guest is None or not (guest.country or guest.org) or guest.possessed or guest.link not in {"", *COMMAS}:
        return None
    if not grammar.recalls.isdisjoint(clause.words(last, guest.last + _RECALLED)):
        return None
    hosts = [m for m in clause.sentence.mentions if m.kind in {"body", "state", "official"} and m.last <= guest.first]
    near = [m for m in hosts if 0 <= m.first - last <= 1 or 0 <= first - m.last <= 1]
    if clause.trigger.value.word in grammar.summons or not near:
        near = _announcing(clause, [m for m in hosts if m.kind != "official"]) or near
    if not near and clause.trigger.clitic in grammar.by:  # «بدأت أنقرة … باستدعاء السفير السعودي لديها»
        near = [m for m in bodies.state_like(clause, 0, first) if not m.link][-1:]
    host = near[-1] if near else bodies.institution(clause, guest)
    return ((host,), (guest,)) if host and not host.link else None


def _was_summoned(clause: Clause) -> Sides | None:
    """«السفير X استدعي إلى (مقر) وزارة الخارجية التركية»: the passive, its subject before it."""
    grammar, last = clause.grammar, clause.trigger.last
    guest = next(iter(clause.before(_NEAR)), None)
    passive = clause.trigger.value.word in grammar.summons and not clause.trigger.clitic
    if guest is None or not passive or guest.head is None or guest.head.category not in ENVOYS or guest.link:
        return None
    to = not grammar.to.isdisjoint(clause.words(last, last + 1))
    near = [m for m in clause.sentence.mentions if m.kind == "body" and m.country and 0 < m.first - last <= _NEAR]
    return ((replace(near[0], link=""),), (guest,)) if to and near and near[0].country != guest.country else None


def _announcing(clause: Clause, hosts: list[Mention]) -> list[Mention]:
    """«وزارة الخارجية … أنها (استدعت)»، «أعلنت الخارجية الإيرانية استدعاء»: who tells of a summons and sent for him."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.trigger.clitic or not (grammar.to | grammar.for_).isdisjoint(clause.words(first - 1, first)):
        return []  # «طالب باستدعاء»، «دعا إلى استدعاء»
    told = [m for m in hosts if 0 <= first - m.last <= _ANNOUNCED]
    told = [replace(m, link="") if m.link in grammar.in_ else m for m in told]  # «مصدر في وزارة الخارجية»
    that = any(w.startswith(tuple(grammar.that)) for m in told[-1:] for w in clause.words(m.last, first))
    noun = clause.trigger.value.word in grammar.summons and bool(told) and first - told[-1].last <= _TIME
    return told[-1:] if that or noun else []


def honour(clause: Clause) -> Sides | None:
    """ودّع S السفير O; قلّد S O وساما: who takes leave of an ambassador, or hands an order, stands before him."""
    grammar, last = clause.grammar, clause.trigger.last
    if not grammar.airport.isdisjoint(clause.words(last, last + VERB_REACH)):
        return None
    groups = clause.after(VERB_REACH)
    fronted = clause.before(4)
    body = next((m for m in clause.sentence.mentions if m.kind == "body" and m.first == last), None)
    free = clause.trigger.clitic in {"", *grammar.by}  # «قام S بتقليد O وساما»
    host = tuple(fronted) if fronted and is_fronted(clause, fronted) and free else ()
    host = host or ((body,) if body else ())
    if not host and len(groups) > 1 and clause.near(groups[0]) == 0 and not groups[0][0].link:
        host = tuple(groups.pop(0))
    if not host or not groups or groups[0][0].link not in {"", *COMMAS}:
        return None
    guest = groups[0][0]
    sent = guest.head is not None and guest.head.category in ENVOYS
    order = clause.has_event(last, guest.last + _RECEIVED, "medal")
    came = host[0].head is not None and host[0].head.category in ENVOYS and bool(guest.role) and not sent
    if came:  # «ودعت السفيرة X وزير الداخلية Y في مكتبه»: who takes leave calls on the host
        return tuple(groups[0]), host
    grants = clause.trigger.value.word in grammar.grants  # whatever: «منحت الوزارة السفير X مهلة»
    return (host, tuple(groups[0])) if (sent and not grants) or (order and guest.role) else None


def condole(clause: Clause) -> Sides | None:
    """«قدم S واجب العزاء إلى السفير O»، «زار S سفارة … لتقديم التعازي للسفير O»: in person, unless by letter."""
    grammar, tokens = clause.grammar, clause.tokens
    guests = next((g for g in clause.after(_RECEIVED) if g[0].link in grammar.to | grammar.for_ and g[0].head), None)
    ahead = [m for m in clause.sentence.mentions if m.last <= clause.trigger.first]
    free = (m for m in reversed(ahead) if m.kind == "official" and m.role and m.link not in grammar.governed)
    host = next(free, None)
    if guests is None or host is None or not grammar.telegram.isdisjoint(t.text for t in tokens):
        return None
    guest = guests[0]
    envoy = guest.head is not None and guest.head.category in ENVOYS
    if envoy and not (guest.country or guest.org):  # «سفارة المملكة المغربية … السفير O»
        seats = [m for m in ahead if m.kind == "state" and m.first and tokens[m.first - 1].text in grammar.seat]
        guest = replace(guest, country=seats[-1].country if seats else None)
    duty = clause.trigger.last - clause.trigger.first > 1  # «واجب العزاء»
    called = any(t.value.type == "call" for t in clause.triggers(0, guest.first))
    paid = not surfaces(grammar.pays).isdisjoint(clause.words(clause.trigger.first - 1, clause.trigger.first))
    told = duty or (envoy and paid)  # «لتقديم التعازي للسفير»; «أعرب عن تعازيه للسفير» may be written
    return ((host,), (guest, *guests[1:])) if told and contrast(host, guest) and not called else None


def banquet(clause: Clause) -> Sides | None:
    """أقام S مأدبة … تكريما لـ O / على شرف O; «مأدبة عشاء جمعت S مع O»; «خلال مأدبة عشاء مع O»."""
    groups = clause.after(16)
    if sides := _dined(clause, groups):
        return sides
    guests = next((g for g in groups if clause.has_event(g[0].first - 2, g[0].first + 1, "honour")), None)
    if guests is None and groups and groups[0][0].link in clause.grammar.for_ and clause.near(groups[0]) <= _TIME:
        sent = groups[0][0].head is not None and groups[0][0].head.category in ENVOYS
        guests = groups[0] if sent else None  # «أقامت وزارة الخارجية حفل غداء توديعيا للسفير X»
    host = clause.before(12)
    if not host:
        near = range(clause.trigger.first - _TIME - 1, clause.trigger.first)
        host = [m for m in clause.sentence.mentions if m.kind == "body" and not m.link and m.last in near][-1:]
    return (tuple(host), tuple(guests)) if guests and host else None


def _dined(clause: Clause, groups: list[Group]) -> Sides | None:
    """«مأدبة العشاء التي جمعت X مع نظيره Y»، «قال X خلال مأدبة فطور مع الأمين العام Y»: who sat at one table."""
    grammar, lead = clause.grammar, groups[0] if groups else []
    if not lead or clause.near(lead) > _TIME:
        return None
    if lead[0].link in grammar.with_:
        subject = clause.before(_GUEST)
        return (tuple(subject[:1]), tuple(lead)) if subject else None
    gathers = grammar.gathers.isdisjoint(clause.words(lead[0].first - 1, lead[0].first))
    if gathers or lead[0].link:
        return None
    if len(groups) > 1 and groups[1][0].link in grammar.with_ | grammar.by:
        return tuple(lead), tuple(groups[1])
    return ((lead[0],), tuple(lead[1:])) if len(lead) > 1 and contrast(lead[0], lead[1]) else None


def together(clause: Clause) -> Sides | None:
    """دشن S (و) نظيره O …؛ افتتح S … بحضور O؛ قام S، رفقة O، بتدشين …: two of different states who did it side by
    side."""
    subject = _who_did(clause)
    if not subject or subject[0].kind != "official":
        return None
    if len(subject) > 1 and _of_another_state(subject[0], subject[1]):
        return (subject[0],), tuple(subject[1:])
    start = subject[-1].last
    stop = min(len(clause.tokens), max(clause.trigger.last, start) + _WITH_HIM)
    if any(t.value.frame in _MEETS for t in clause.triggers(start, stop)):
        return None  # «افتتح X … ثم استقبل Y»: who met is told
    for i in sorted({*clause.events(start, stop, "attendance", "company"), *_beside(clause, start, stop)}):
        found = next((g for g in clause.groups_from(i) if 0 <= g[0].first - i <= _NEAR), [])
        mates = [m for m in found if _of_another_state(subject[0], m)]
        if mates:
            return (subject[0],), tuple(replace(m, link="") for m in mates)
    return None


def _who_did(clause: Clause) -> list[Mention]:
    """«قام X بتدشين»، «أجرى X جولة»، «دشن X»، «X دشن»."""
    noun = clause.trigger.value.word in clause.grammar.ceremony_noun
    doer = performer(clause) if noun else None
    if doer:
        group = next((g for g in clause.groups_from(doer.first) if g[0].first == doer.first), [])
        return [m for m in group if m.last <= clause.trigger.first]
    if noun and clause.trigger.clitic:
        return []
    groups = clause.after(VERB_REACH)
    if groups and clause.near(groups[0]) <= _NEAR and not groups[0][0].link:
        return groups[0]
    fronted = clause.before(_NEAR)
    return fronted if fronted and is_fronted(clause, fronted) and not clause.trigger.clitic else []


def _beside(clause: Clause, start: int, stop: int) -> list[int]:
    """«رفقة نظيره»: the word joins him to the one before, it is no event of its own."""
    words = clause.grammar.with_him
    return [i for i in range(start, stop) if clause.tokens[i].text in words]


def _of_another_state(one: Mention, other: Mention) -> bool:
    """A counterpart, or somebody in office who is plainly of another state or of an organisation."""
    if other.kind == "counterpart":
        return bool(other.name or other.country)
    stated = other.country or other.org
    sent = other.head is not None and other.head.category in ENVOYS  # «بحضور سفير السودان»
    held = other.kind == "official" and bool((other.name or sent) and other.role) and not other.former
    return held and bool(stated) and stated not in {one.country, one.org}


def favour(clause: Clause) -> Sides | None:
    """خص S O بلقاء، باستقبال."""
    groups = clause.after(VERB_REACH)
    last = clause.trigger.last
    if len(groups) >= 2 and not clause.grammar.of_his_own.isdisjoint(clause.words(last, last + 1)):
        told = clause.triggers(clause.trigger.first - 3, clause.trigger.first)  # «الاستقبال الذي خص به X Y»
        here = clause.near(groups[0]) == 1 and groups[1][0].link in {"", *COMMAS}
        return (tuple(groups[0]), tuple(groups[1])) if here and next(iter(told), None) else None
    if len(groups) < 2 or clause.near(groups[0]) > 1 or groups[0][0].link or groups[1][0].link not in {"", *COMMAS}:
        return None
    last = groups[1][-1].last
    told = [t for t in clause.triggers(last, last + _FAVOUR) if t.clitic in clause.grammar.by]
    return (tuple(groups[0]), tuple(groups[1])) if any(t.value.frame in {"talks", "reception"} for t in told) else None


def handover(clause: Clause) -> Sides | None:
    """«حفل تسلم هبة …، بحضور S وO»، «حضر مراسم تسليم المساعدات S وO»، «اختتمت دورة تدريبية بحضور S وO»: two of
    different states who were there."""
    first, last = clause.trigger.first, clause.trigger.last
    if any(t.value.frame == "ceremony" for t in clause.triggers(first - VERB_REACH, first)):
        return None  # «رعى X حفل تخريج دورة بحضور Y وZ»: X and they
    told = surfaces(clause.grammar.concludes | clause.grammar.begins | clause.grammar.opens)
    if clause.trigger.value.word in clause.grammar.courses and told.isdisjoint(clause.words(first - _OPENED, first)):
        return None  # «اختتمت (في عمان) دورة تدريبية بحضور S وO»; «أقامت دورة بحضور …» is no ceremony
    ahead = any(first - i <= _NEAR for i in clause.events(0, first, "attendance"))
    places = list(clause.events(last, last + _GIFT, "attendance"))
    start = places[0] if places else last if ahead else None
    if start is None:
        mates = clause.before(_NEAR)  # «حضر S وO حفل تخرج دورة»
        there = bool(mates) and clause.has_event(mates[0].first - _NEAR, mates[0].first, "attendance")
        pair = there and len(mates) == _PAIR and _apart(mates[0], mates[1])
        return ((mates[0],), (mates[1],)) if pair else _of_speakers(clause)
    found = next((g for g in clause.groups_from(start) if ahead or g[0].first - start <= _NEAR), [])
    if not found or found[0].first - start > _GIFT:
        return _of_speakers(clause)
    one = found[0]
    others = sorted((m for m in found[1:] if _apart(one, m)), key=lambda m: not (m.country or m.org))
    return (replace(one, link=""),), tuple(replace(m, link="") for m in others[:1])


def _of_speakers(clause: Clause) -> Sides | None:
    """«خلال حفل»، «انتظم أمس … حفل»، «حضر حفل …», not «قبيل حفل …»، «للمشاركة في الحفل»: of whoever spoke there
    (``ceremony_speakers``)."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    around = {*clause.words(first - _HELD, first), *clause.words(last, last + _BEHIND)}
    there = not surfaces(grammar.during | grammar.did).isdisjoint(clause.words(first - _BEHIND, first))
    new = not grammar.definite(clause.tokens[first].text)  # «أقيم حفل»; «يتم الاحتفال بفوزه» is none
    held = there or (new and not around.isdisjoint(surfaces(grammar.takes_place | grammar.took_place)))
    return ((), ()) if held else None


def handed_over(clause: Clause) -> Sides | None:
    """«سلم السفير S شحنة معدات، بحضور O»، «تسلمت الوزارة مركبات من السفارة، بحضور S وO»: two of different states who
    were there when something was given."""
    last = clause.trigger.last
    start = next(iter(clause.events(last, last + _GIFT, "attendance", "company")), None)
    if start is None or clause.grammar.gift.isdisjoint(clause.words(last, start)):
        return None
    found = next((g for g in clause.groups_from(start) if g[0].first - start <= _NEAR), [])
    groups = clause.after(VERB_REACH)
    giver = groups[0][:1] if groups and not groups[0][0].link and clause.near(groups[0]) <= _NEAR else []
    giver = [m for m in giver if m.kind == "official" and m.last <= start] or clause.before(_NEAR)[:1]
    told = [*giver, *(m for m in found if m not in giver)]
    others = sorted((m for m in told[1:] if m.role and _apart(told[0], m)), key=lambda m: not (m.country or m.org))
    other = others[0] if others else None
    return ((replace(told[0], link=""),), (replace(other, link=""),)) if other and told[0].role else None


def _apart(one: Mention, other: Mention) -> bool:
    """Two of different states, or one who is sent by a state or serves an organisation, and somebody at home."""
    if contrast(one, other) or contrast(other, one):
        return True
    here, there = (m for m in (one, other))
    stated = [bool(m.country or m.org) for m in (here, there)]
    sent = [m.org is not None or (m.head is not None and m.head.category in ENVOYS) for m in (here, there)]
    return any(s and e for s, e in zip(stated, sent, strict=True)) and not all(stated) and bool(one.role and other.role)
