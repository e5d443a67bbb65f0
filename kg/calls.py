"""Frames of calls: who spoke to whom by telephone."""

from __future__ import annotations

from kg import state_contacts
from kg.bodies import Sides
from kg.clauses import VERB_REACH, Clause, both_behind, contrast, differ, is_fronted, speaker_and_hearer
from kg.coordination import Group
from kg.mention import Mention
from kg.talks import talks
from kg.tokens import COMMAS

_TWO = 2  # who spoke with each other
_SPOKEN = 12  # words from «تحدث» to with whom
_BEHIND = 2  # words from the call to who is still told to have had it
_NEXT_CALL = 5  # words from who had one call to who had the next
_SAID_HOW = 3  # words from «لقاء (عقد)» to «عبر الهاتف»
_RUNG = 6  # words from who rang, or «اتصل», to whom


def by_phone(clause: Clause) -> bool:
    """A word of telephoning stands in the clause, but for a call that went before («سيعقد قمة مع Y، بعد اتصال بـZ»)
    or is one more («نتائج اجتماعه مع Y، والاتصال الذي تلقاه»)."""
    first, last, grammar = clause.trigger.first, clause.trigger.last, clause.grammar
    # «التقى X، ويتحدثان بانتظام عبر الهاتف»: who met is told to have met
    face = clause.frame == "meet" or grammar.bare(clause.trigger.value.word).startswith(tuple(grammar.meeting_noun))
    around = clause.triggers(first, last + _SAID_HOW) if face else clause.triggers(first - 8, last + 25)
    return any(t.value.type == "call" and not _further_call(clause, t.first, t.clitic) for t in around)


def _further_call(clause: Clause, first: int, clitic: str) -> bool:
    """«بعد اتصال»، «والاتصال»، «وكذلك الاتصال»، «وفحوى الاتصالات»: a call that went before, or one more."""
    grammar, before = clause.grammar, clause.words(first - 1, first)
    plain = {grammar.unjoined(word) for word in before}
    if clitic in grammar.and_ or not (grammar.gone_after | grammar.as_well).isdisjoint(plain.union(before)):
        return True
    named = grammar.definite(clause.tokens[first].text)  # not «بحث X وY هاتفيا»
    return named and any(word in clause.lexicon.common_words for word in plain.difference(before))


def speak(clause: Clause) -> Sides | None:
    """تحدث S هاتفيا مع O، إلى O: by telephone only; who speaks to others in a room gives a speech."""
    if not by_phone(clause):
        return _spoke_with(clause)
    pair = clause.before(4)
    if len(pair) >= 2 and contrast(pair[0], pair[1]) and _of_two(clause):
        return (pair[0],), tuple(pair[1:])  # «X وY تحدثا هاتفيا»
    groups = clause.after(VERB_REACH)
    to = clause.grammar.with_ | clause.grammar.to
    for position, group in enumerate(groups):
        if group[0].link in to:
            return tuple(groups[position - 1] if position else clause.before(6)), tuple(group)
    lead = groups[0] if groups else []
    if len(lead) == _TWO and not lead[0].link and clause.near(lead) == 0 and contrast(lead[0], lead[1]):
        return (lead[0],), (lead[1],)  # «تحدث الرئيسان الفرنسي X والروسي Y هاتفيا»
    return None


def _spoke_with(clause: Clause) -> Sides | None:
    """«تحدث S مع نظيره O», by no means that is told; «تحدث مع الصحفيين» tells of none."""
    groups = clause.after(_SPOKEN)
    for position, group in enumerate(groups):
        lead = group[0]
        known = bool(lead.name) and not lead.role  # «تحدث X مع Y»: who was told in full before
        told = lead.role or lead.kind == "counterpart" or known
        to = lead.link in clause.grammar.to and (known or bool(lead.country or lead.org))  # «إلى المسؤولين السعوديين»
        if (lead.link in clause.grammar.with_ and told) or to:
            subject = groups[position - 1] if position else clause.before(_RUNG)
            near = lead.first - max(clause.trigger.last, groups[position - 1][-1].last if position else 0) <= _BEHIND
            # «قال الوزير X في بيان إنه تحدث مع نظيره Y»، «كما تحدث مع الرئيس Z»
            if not position and (_that_he(clause) or (not subject and (_also(clause) or state_contacts.we(clause)))):
                return ((), tuple(group)) if near else None
            return (tuple(subject), tuple(group)) if near and subject else None
    return state_contacts.spoke(clause)


def _also(clause: Clause) -> bool:
    """«كما تحدث»: who did something before."""
    first = clause.trigger.first
    return not (clause.grammar.as_well | clause.grammar.whereupon).isdisjoint(clause.words(first - 1, first))


def _that_he(clause: Clause) -> bool:
    """«إنه تحدث»: who says so of himself."""
    grammar, first = clause.grammar, clause.trigger.first
    himself = {that + his for that in grammar.that for his in grammar.his}
    return not himself.isdisjoint(clause.words(first - 1, first))


def tell(clause: Clause) -> Sides | None:
    """«أبلغ الرئيس X، الأربعاء، نظيره Y أن …»: who told somebody of another state something, by no means that is
    told."""
    groups = clause.after(VERB_REACH)
    if sides := _told_ambassador(clause, groups) or _told_by_himself(clause, groups):
        return sides
    fronted = clause.before(_BEHIND)
    if fronted and is_fronted(clause, fronted) and groups:
        subject, hearer, start = fronted, groups[0], clause.trigger.last
    elif len(groups) > 1 and clause.near(groups[0]) == 0:
        subject, hearer, start = groups[0], groups[1], groups[0][-1].last
    elif groups and len(groups[0]) > 1 and clause.near(groups[0]) == 0 and groups[0][1].link in {"", *COMMAS}:
        subject, hearer, start = groups[0][:1], groups[0][1:], groups[0][0].last
    else:
        return None
    one, other = subject[-1], hearer[0]
    if one.link or other.countries or not _hears(clause, other, start):
        return None
    held = bool(one.role or one.name) and (bool(other.role) or other.kind == "group")
    abroad = held and not (one.country or one.org) and bool(other.country or other.org)
    return ((one,), (other,)) if abroad or contrast(one, other) else None  # «أطلع مدير الشرطة رئيس البعثة الأوروبية»


def _hears(clause: Clause, m: Mention, start: int) -> bool:
    """Whether somebody stands, with nothing but adverbs and days between, where the object of a verb of telling
    stands; by his office or by the name under which he was told of before."""
    shown = m.kind == "group" and bool(m.country or m.org)  # «أطلع اللواء X وفدا من شرطة ماليزيا على …»
    if m.link not in {"", *COMMAS} or not (m.role or m.kind == "counterpart" or m.of_state or shown):
        return False
    return all(t.is_mark or t.text in clause.lexicon.when for t in clause.tokens[start : m.first])


def _told_by_himself(clause: Clause, groups: list[Group]) -> Sides | None:
    """«ذكر الوزير X أنه أبلغ الرئيس Y», «حيث أبلغ نظيره Y»: the subject was told of before."""
    first, grammar = clause.trigger.first, clause.grammar
    goes_on = not grammar.whereupon.isdisjoint(clause.words(first - 1, first))
    if not groups or not (goes_on or _that_he(clause)):
        return None
    lead = groups[0][0]
    theirs = lead.country or lead.org or lead.of_state
    return ((), (lead,)) if theirs and not lead.countries and _hears(clause, lead, clause.trigger.last) else None


def _told_ambassador(clause: Clause, groups: list[Group]) -> Sides | None:
    """«أبلغت وزارة الخارجية السفير X», «أعلنت الوزارة أنها أبلغت السفير X»: before whom he stood."""
    guest = groups[0][0] if groups else None
    if guest is None or guest.head is None or guest.head.category != "ambassador" or guest.possessed:
        return None
    first, last = clause.trigger.first, clause.trigger.last
    bodies = [m for m in clause.sentence.mentions if m.kind == "body" and m.country and m.first <= last]
    near = [m for m in bodies if m.first == last or m.last == first or _that_he(clause)]
    host = near[-1] if near else None
    if host is None or host.link or not _hears(clause, guest, max(last, host.last)) or not differ(host, guest):
        return None
    return (host,), (guest,)


def ring(clause: Clause) -> Sides | None:
    """اتصل S (هاتفيا) بـO; S … اتصل بـO."""
    groups = clause.after(VERB_REACH)
    for position, group in enumerate(groups):
        if group[0].link in clause.grammar.by:
            free = [g for g in groups[:position] if g[0].link not in clause.grammar.governed]
            before = max([clause.trigger.last, *(g[-1].last for g in groups[:position])])
            near = group[0].first - before <= (_RUNG if free else 1)
            return (tuple(free[-1] if free else clause.before(4)), tuple(group)) if near else None
    return None


def phone(clause: Clause) -> Sides | None:
    """تلقى S اتصالا هاتفيا من O; أجرى S اتصالا مع O."""
    grammar = clause.grammar
    groups = [g for g in clause.after(30) if not clause.is_both(g)]
    with_whom = grammar.from_ | grammar.with_ | grammar.by | grammar.to
    if groups and groups[0][0].link in with_whom:
        return tuple(clause.before()[:1]), (*groups[0], *_others_called(clause, groups))
    between = not grammar.between.isdisjoint(clause.words(clause.trigger.last, clause.trigger.last + 1))
    if len(groups) > 1 and between and groups[1][0].link in grammar.with_:
        return tuple(groups[0]), tuple(groups[1])  # «اتصالات بين المستشار X والوزير Y مع ولي العهد»
    if by_two := _had_by_two(clause) or state_contacts.held_by(clause):
        return by_two
    last = clause.trigger.last
    told_of = any(w.endswith(tuple(grammar.his)) for w in clause.words(last, last + 1))
    if told_of and len(groups) >= 2 and clause.near(groups[0]) <= 2 and groups[1][0].link in with_whom:
        return tuple(groups[0]), tuple(groups[1])  # «اتصال هاتفي تلقاه S من O»
    told = clause.before(12)
    if told and told[0].kind == "counterpart" and told[0].link in {"", *grammar.for_}:
        subject = clause.subject_before(told[0])  # «أبلغ X نظيره Y في اتصال هاتفي (بينهما)»
        if subject or not between_them(clause):
            return (tuple(subject), tuple(told)) if subject else None
    during = not (grammar.during | grammar.in_).isdisjoint(clause.words(clause.trigger.first - 1, clause.trigger.first))
    if during and len(told) > 1 and not told[0].link and contrast(told[0], told[1]):
        return (told[0],), tuple(told[1:])  # «تبادل وزيرا الخارجية المصري X والروسي Y، خلال اتصال هاتفي، …»
    if during and told and (who := _subject_of(clause, told[0])):
        return (who,), tuple(told)
    if between_them(clause):
        return both_behind(clause)
    far = not groups or clause.near(groups[0]) > _BEHIND
    if far and (both := speaker_and_hearer(clause)):
        return both  # «أكد X للرئيس Y في اتصال هاتفي»
    verb = next(iter(clause.triggers(last, groups[0][0].first)), None) if groups else None
    near = not far and verb is None  # not «قال X خلال المكالمة إنه سيستقبل Y»
    if told and groups and near and _other_side(told[-1], groups[0][0]):
        return tuple(told), tuple(groups[0])  # «أبلغ X، في اتصال هاتفي، Y …»
    if states := state_contacts.called(clause):
        return states
    held = talks(clause)
    if held and not all(side and side[0].kind in {"state", "org"} for side in held):
        return held  # not «اتصالات بين مصر وإيران»
    return ((), ()) if not told and not groups else None  # «جاء ذلك خلال اتصال هاتفي»


def _subject_of(clause: Clause, told: Mention) -> Mention | None:
    """«هنأ الرئيس X الرئيس Y في اتصال هاتفي», «كان X قد شكر Y، خلال اتصال»: whatever he did, it was said to him who
    stands right behind, with no word between them but the verb of «كان»."""
    subject = next(iter(clause.subject_before(told)), None)
    known = subject is not None and bool(subject.role or subject.of_state)
    if subject is None or told.link not in {"", *COMMAS} or not known or not differ(subject, told):
        return None
    grammar = clause.grammar
    if any(not t.is_mark and t.text not in grammar.in_ for t in clause.tokens[told.last : clause.trigger.first - 1]):
        return None
    between = [t.text for t in clause.tokens[subject.last : told.first] if not t.is_mark]
    if not grammar.that.isdisjoint(between):
        return None  # «قال X إن Y في اتصال هاتفي …»
    was = not grammar.was.isdisjoint(clause.words(0, subject.first))
    was = was or not grammar.that.isdisjoint(clause.words(subject.first - 1, subject.first))  # «إن X هنأ Y في اتصال»
    return subject if len([word for word in between if word not in grammar.beside_verb]) <= was else None


def _others_called(clause: Clause, groups: list[Group]) -> Group:
    """«مكالمتين هاتفيتين من X، والثانية من Y»: who had the other calls, behind the same preposition."""
    grammar, out = clause.grammar, list[Mention]()
    if not clause.trigger.value.word.endswith((*grammar.dual, *grammar.plural_ends)):
        return out
    last = groups[0][-1].last
    for group in groups[1:]:
        again = group[0].link == groups[0][0].link and group[0].first - last <= _NEXT_CALL
        if not again or any(not differ(m, group[0]) for m in (*groups[0], *out)):
            break
        out += group
        last = group[-1].last
    return out


def _had_by_two(clause: Clause) -> Sides | None:
    """«إن X والرئيس Y أجريا مكالمة هاتفية»: its two subjects, and nobody told of behind it."""
    verb = next((t for t in clause.triggers(clause.trigger.first - 1, clause.trigger.first)), None)
    if verb is None or verb.value.frame != "dual":
        return None
    pair = clause.before(_BEHIND)
    return ((pair[0],), tuple(pair[1:])) if len(pair) > 1 else ((), ())


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
