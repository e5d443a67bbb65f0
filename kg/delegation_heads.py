"""Who stands for a delegation or for many: its head, its members, those named of them."""

from __future__ import annotations

from dataclasses import replace

from kg.clauses import Clause
from kg.coordination import Group
from kg.entities import Actors, Sentence
from kg.lexicon import Lexicon
from kg.mention import UNRESOLVED, Mention
from kg.tokens import readings

_MEMBERS = 5  # words between a delegation and «يتألف من»
_NAMED_OF_MANY = 7  # words from «وزراء» to «بينهم»
_FAR_HEAD = 15  # words from a delegation to «برئاسة X»
_NEAR = 3  # words from «بينهم» to the first who is named
_LEADS = 45  # words from «يرأس X …» to «وفد مصر»
_COMPOSED = 5  # words from «يضم (على وجه الخصوص)» to the first of them
_BEHIND = 1  # words from a delegation to who leads it, behind the verb
_LEADER = 18  # words from who came to «ليترأس وفد مصر»


def learn(sentences: list[Sentence], actors: Actors, lexicon: Lexicon) -> None:
    """«وصل الرئيس X إلى كيجالي، حيث يترأس وفد مصر»، «يرأس الوزير X … وفد المملكة العربية السعودية»: who leads a state's
    delegation is of that state, where none is told."""
    for number, sentence in enumerate(sentences):
        for group in sentence.mentions:
            if group.kind != "group" or group.country in {None, UNRESOLVED} or group.org:
                continue
            leader = _leader(sentence, group, lexicon)
            actor = actors.of(number, leader) if leader else None
            if actor is not None and not (actor.country or actor.org):
                actor.country = group.country


def _leader(sentence: Sentence, group: Mention, lexicon: Lexicon) -> Mention | None:
    """Who a verb of leading before a delegation says leads it."""
    words = sentence.matches(lexicon.gatherings)
    before = (i for i in range(group.first - 1, max(-1, group.first - _LEADS), -1) if i in words)
    at = next((i for i in before if words[i].value == "participation"), None)
    leads = lexicon.grammar.represents
    if at is None or not any(rest in leads for _, rest in readings(sentence.tokens[at].text)):
        return None
    behind = (m for m in sentence.mentions if m.kind == "official" and 0 <= m.first - group.last <= _BEHIND and m.name)
    if leader := next(behind, None):
        return leader  # «يرأس X الجانب القطري، بينما يرأس الوفد السعودي Y»
    officials = [m for m in sentence.mentions if m.kind == "official" and m.last <= group.first]
    if at == group.first - 1:  # «X …، حيث يترأس وفد مصر»
        return next((m for m in reversed(officials) if at - _LEADER <= m.last <= at and m.name), None)
    if group.link in lexicon.grammar.with_:
        return None  # «ترأس الفريق X … اجتماعا مع وفد أمريكي»: the meeting
    return next((m for m in officials if m.first == at + 1 and m.name), None)


def headed(clause: Clause, side: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """«وفدا … برئاسة X»، «قادة … من بينهم X»: the delegation's head stands for it, of its state where none is
    told."""
    if side and (named := _named_of_many(clause, side[-1])):
        return (*side[:-1], *named)
    if not side or side[-1].kind != "group":
        return side
    group = side[-1]
    members = _members(clause, group)
    if members:
        return (*[m for m in side if m.kind != "group"], *members)
    for i in clause.events(group.last, group.last + 7, "headed"):
        last = clause.lexicon.events.at(clause.tokens, i)
        reach = range(last.last if last else i + 1, (last.last if last else i + 1) + 4)
        heads = (m for m in clause.sentence.mentions if m.first in reach and m.kind in {"official", "counterpart"})
        head = next((m for m in heads if m.kind == "official" or m.name), None)
        if head and head.former:
            return side  # «وفدا أمريكيا برئاسة القائد السابق X»: no official, his delegation is one
        if head and not clause.grammar.among.isdisjoint(clause.words(i, head.first)):
            listed = next((g for g in clause.groups_from(head.first) if g[0] is head), [head])
            return (*[m for m in side if m.kind != "group"], *_of_group(listed, group))
        if head:
            known = replace(head, country=head.country or group.country, org=head.org or group.org, titled=True)
            return (*[m for m in side if m.kind != "group"], known)
    led = (m for m in clause.sentence.mentions if m.kind == "official" and m.link in clause.grammar.heading)
    far = next((m for m in led if 0 <= m.first - group.last <= _FAR_HEAD), None)
    if far:  # «وفدا من مكتب … للأمن والسلامة في الشرق الأوسط، برئاسة السيد X»
        known = replace(far, link="", country=far.country or group.country, org=far.org or group.org, titled=True)
        return (*[m for m in side if m.kind != "group"], known)
    return side


def _members(clause: Clause, group: Mention) -> tuple[Mention, ...]:
    """«بوفد اسباني يتألف من وزير الداخلية X ووزير العدل Y»: who a delegation is made up of, of its state."""
    words = range(group.last, min(group.last + _MEMBERS, len(clause.tokens)))
    made_up = next((i for i in words if clause.tokens[i].text in clause.grammar.composed), None)
    if made_up is None:
        return ()
    found = clause.groups_from(made_up + 1)
    if not found or found[0][0].first - made_up > _COMPOSED or not (found[0][0].name or found[0][0].countries):
        return ()
    return _of_group(found[0], group)


def _named_of_many(clause: Clause, m: Mention) -> Group:
    """«التقى وزراء الداخلية العرب، بينهم الوزير المصري X …»، «استقبل سفراء … يتقدمهم السفير Y»: those who are named
    of many, each of his own state."""
    several = m.head is not None and m.head.number == "plural"
    many = not (m.name or m.country or m.countries) and (m.kind == "counterpart" or (m.kind == "official" and several))
    for i in clause.events(m.last, m.last + _NAMED_OF_MANY, "headed") if many else ():
        event = clause.lexicon.events.at(clause.tokens, i)
        start = event.last if event else i + 1
        found = next(iter(clause.groups_from(start)), [])
        if found and found[0].first - start <= _NEAR:
            told = [x for x in found if x.kind == "official" and x.role and (x.country or x.org)]
            return [replace(x, link="") for x in told]
    return []


def _of_group(members: Group, group: Mention) -> tuple[Mention, ...]:
    """Those named of a delegation, of its state where none is told; somebody of another state is no member of a
    state's own, but of one that an organisation or nobody sent («وفدا أوروبيا ضم سفراء فرنسا وإيطاليا»)."""
    return tuple(
        replace(m, link="", country=m.country or group.country, org=m.org or (None if m.country else group.org))
        for m in members
        if m.kind == "official" and (m is members[0] or not group.country or m.country in {None, group.country})
    )


def for_side(clause: Clause, found: list[Group]) -> Group | None:
    """«برئاسة اللواء X عن الجانب السوداني والعقيد Y»: of whom the first stands for the state of a side told behind
    him."""
    if len(found) < 2 or len(found[0]) > 1 or found[1][0].link not in clause.grammar.and_:
        return None
    one, other = found[0][0], found[1][0]
    for i in clause.events(one.last, other.first, "side"):
        side = clause.sentence.matches(clause.lexicon.events)[i]
        state = clause.lexicon.states.at(clause.tokens, side.last, clitics=False)
        if state and state.value.definite and other.first - state.last <= 1:
            return [replace(one, country=state.value.code), other]
    return None
