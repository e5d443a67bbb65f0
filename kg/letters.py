"""Frames of letters: who hands over his credentials, a message or an invitation, and to whom."""

from __future__ import annotations

from dataclasses import replace

from kg.bodies import Sides
from kg.ceremonies import handed_over
from kg.clauses import VERB_REACH, Clause, differ, is_fronted
from kg.coordination import Group
from kg.tokens import surfaces

_BEARERS = frozenset({"ambassador", "envoy"})
_PAIR = 2
_NEAR = 5  # words from two who exchanged something to what it was
_BRIEFED = 8  # words from who told to «عرضا عن …»
_RECEIVED = 14  # words from who handed over to whom


def credentials(clause: Clause) -> Sides | None:
    """تسلم S أوراق اعتماد السفير O; تسلم S من السفير O رسالة: an ambassador or envoy hands over in person."""
    groups = clause.after(VERB_REACH)
    if heard := briefed(clause):
        return heard
    told = list(clause.events(clause.trigger.last, clause.trigger.last + VERB_REACH, "message"))
    gets = clause.trigger.value.word in clause.grammar.gets
    if not told and not gets:
        return _given(clause, groups) or handed_over(clause)
    if not told or (gets and clause.tokens[told[0]].text in clause.grammar.telegram):
        return None  # «تلقى رسالة من السفير» tells not how
    bearer = next((g for g in groups if g[0].head and g[0].head.category in _BEARERS), None)
    if bearer is None or (bearer[0].head and bearer[0].head.number == "plural" and not bearer[0].country):
        return None  # «أوراق اعتماد عدد من السفراء»: who they are is told behind
    receiver = groups[0] if groups[0] is not bearer else clause.before(8)
    letters = {e.last for e in clause.sentence.matches(clause.lexicon.events).values() if e.value == "message"}
    more = [m for m in _ambassadors(clause, bearer[-1].last) if m.link in clause.grammar.and_ or m.first in letters]
    return tuple(receiver), (*bearer, *more)


def briefed(clause: Clause) -> Sides | None:
    """«استمع الوفد الذي يرأسه X من مدير الشرطة Y إلى شرح»، «تلقى الوزير X من ممثلة المفوضية Y عرضا»: told in person."""
    groups = clause.after(VERB_REACH)
    giver = next((g for g in groups if g[0].link in clause.grammar.from_), None)
    if giver is None or not giver[0].role:
        return None
    behind = clause.words(clause.trigger.last, giver[0].last + _NEAR)
    if clause.grammar.explanation.isdisjoint((*behind, *clause.words(giver[-1].last, giver[-1].last + _BRIEFED))):
        return None
    receiver = groups[0] if groups[0] is not giver else clause.before(8)
    return tuple(receiver), (replace(giver[0], link=""), *giver[1:])


def _given(clause: Clause, groups: list[Group]) -> Sides | None:
    """«تسلم اللواء X من السفيرة Y هبة عبارة عن خمسين آلية»: what one hands to the other in person."""
    giver = next((g for g in groups if g[0].link in clause.grammar.from_), None)
    receiver = groups[0] if groups and groups[0] is not giver and not groups[0][0].link else clause.before(8)
    if giver is None or not receiver or not (giver[0].role and receiver[0].role and receiver[0].kind == "official"):
        return None
    sent = giver[0].head is not None and giver[0].head.category in _BEARERS
    return (tuple(receiver), tuple(giver)) if _gift(clause, invited=sent) else None


def _gift(clause: Clause, *, invited: bool = True) -> bool:
    """Whether something is handed over; an invitation only where ``invited``, by whoever brings it, his own or one of
    whom nobody names («دعوة الملك X»)."""
    grammar, last, tokens = clause.grammar, clause.trigger.last, clause.tokens
    if not grammar.gift.isdisjoint(clause.words(last, last + VERB_REACH)):
        return True
    whose = {m.first - 1 for m in clause.sentence.mentions}
    words = range(last, min(len(tokens), last + VERB_REACH)) if invited else range(0)
    return any(tokens[i].text in grammar.invitation and i not in whose for i in words)


def exchange(clause: Clause) -> Sides | None:
    """«تبادل S وO الدروع التذكارية»."""
    groups = clause.after(VERB_REACH)
    pair = groups[0] if groups and not groups[0][0].link and clause.near(groups[0]) <= 1 else clause.before(2)
    if len(pair) != _PAIR or not differ(pair[0], pair[1]) or not any(m.country or m.org for m in pair):
        return None
    last = max(clause.trigger.last, pair[1].last)
    given = not clause.grammar.keepsakes.isdisjoint(clause.words(clause.trigger.last, last + _NEAR))
    return ((pair[0],), (replace(pair[1], link=""),)) if given else None


def _ambassadors(clause: Clause, start: int, links: frozenset[str] = frozenset()) -> Group:
    """The ambassadors told from a token on, with whom they serve; behind which prepositions too."""
    told = (m for m in clause.sentence.mentions if m.first >= start and m.kind == "official" and (m.country or m.org))
    barred = clause.grammar.governed - links
    return [m for m in told if m.head and m.head.category == "ambassador" and m.link not in barred]


def envoys(clause: Clause) -> Sides | None:
    """«والسفراء هم X سفير …، وY سفير …»، «ضمت قائمة السفراء كلا من …»: who handed over the letters told of before."""
    found = _ambassadors(clause, clause.trigger.last, clause.grammar.by)
    return ((), tuple(replace(m, link="") for m in found)) if found else None


def presents(clause: Clause) -> Sides | None:
    """قدم السفير S أوراق اعتماده إلى O; قدم إلى O السفير S أوراق اعتماده."""
    to = clause.grammar.to | clause.grammar.for_
    ahead = [m for m in clause.sentence.mentions if m.kind == "official" and m.last <= clause.trigger.first]
    sent = next((m for m in reversed(ahead) if m.head and m.head.category in _BEARERS), None)
    if sent is None or sent.link in to:
        return None
    all_sent = tuple(m for m in ahead if m.first == sent.first)  # «قدم سفراء كل من بلجيكا وفنلندا»
    behind = [group[0] for group in clause.after(_RECEIVED)]
    behind = [m for m in behind if m.head is None or m.head.category != "ambassador"]  # «سفيرا مفوضا لبلاده»
    receiver = next((m for m in behind or ahead if m.link in to), None)
    return ((replace(receiver, link=""),), all_sent) if receiver else None


def deliver(clause: Clause) -> Sides | None:
    """سلّم S (إلى) O رسالة، مذكرة، أوراق اعتماده: somebody of another state hands over in person."""
    grammar, last = clause.grammar, clause.trigger.last
    groups = clause.after(VERB_REACH)
    fronted = clause.before(4)
    known = len(groups) > 1 or bool(fronted)
    if not groups or not (clause.has_event(last, last + VERB_REACH, "message") or (known and _gift(clause))):
        return handed_over(clause)
    reported = surfaces(grammar.performs).isdisjoint(clause.words(clause.trigger.first - 1, clause.trigger.first))
    if clause.trigger.value.word in grammar.deliveries and reported:
        return handed_over(clause)  # «أعلن الوزير X تسليم السفير Y معدات»; but «قام بتسليم»
    barred = grammar.from_ | grammar.with_ | grammar.about | grammar.between
    free = bool(fronted) and is_fronted(clause, fronted) and clause.trigger.clitic not in grammar.and_
    to = [g for g in groups if g[0].link not in barred and g[0].link not in grammar.in_ and g[0].kind != "group"]
    letters = {e.last for e in clause.sentence.matches(clause.lexicon.events).values() if e.value == "message"}
    to = [g for g in to if g[0].link or g[0].first not in letters]  # «نقل رسالة الرئيس إلى …»
    if free and to:
        return tuple(fronted), tuple(to[0])
    if len(to) >= 2 and to[0][0].link == "" and clause.near(to[0]) <= 1:
        return tuple(to[0]), tuple(to[1])
    on_it = not grammar.during_it.isdisjoint(clause.words(last, last + 1))
    if on_it and to and to[0][0].link in grammar.to | grammar.for_:
        return tuple(_bearer(clause)), tuple(to[0])
    if len(to) == 1 and clause.near(to[0]) <= 1 and clause.trigger.clitic in grammar.and_:
        return (), tuple(to[0])  # «زار X الكويت وسلم الأمير رسالة»
    return handed_over(clause)


def _bearer(clause: Clause) -> Group:
    """«زيارة قام بها المبعوث X إلى …، نقل خلالها رسالة إلى الرئيس»: who came, told last before it."""
    told = (m for m in reversed(clause.sentence.mentions) if m.kind == "official" and m.last <= clause.trigger.first)
    return [m for m in told if not m.link][:1]
