"""Which mentions of a clause stand together as one list: who is told beside whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.mention import Mention
from kg.tokens import COMMA, COMMAS, QUOTES, surfaces

if TYPE_CHECKING:
    from kg.clauses import Clause

Group = list[Mention]
_UNNAMED = 14  # words of a group whose members are named behind it
_TAIL = 8  # words of an office that its reader left out
_SHORTEST, _UNREAD = 5, 12  # tokens of one of a list whom no table knows, with the commas around him
_SEVERAL = 4  # words from «مع» to «نظرائه», past «عدد من»
_REPEATED = 2  # marks and words between two of a list, where the second has the first one's preposition
_MATTER = 20  # words from one of a list to the next, past what was talked about
_HEAD = 5  # words from a delegation to its head
_LEADS = 2  # words of «على رأسه»
_RECEIVES = frozenset({"receive", "meet"})
_HOLDERS = frozenset({"official", "counterpart"})  # «السفراء»، «نظرائه»
_ONE = frozenset({"singular", "counterpart"})


def groups(clause: Clause, mentions: list[Mention]) -> list[Group]:
    """Coordinated mentions together: joined by و or «إلى جانب», or by a comma in a list that has begun or that
    «كل من» opens."""
    out: list[Group] = []
    for m in mentions:
        last = out[-1][-1] if out else None
        if last and last.kind == "group" and leads(clause, last, m):
            continue  # «وفدا … برئاسة X»: X stands for it, see ``frames``
        if last and m.first > last.first and _one_of_them(clause, last, m):
            # «مع عدد من نظرائه الإسبان، وخاصة المدير X، وY»
            before = clause.words(max(clause.trigger.last, last.first - _SEVERAL), last.first)
            link = next((word for word in before if word in clause.grammar.with_), last.link)
            if clause.frame == "talks" and link in clause.grammar.for_:
                link = next(iter(sorted(clause.grammar.between)))  # «اجتماع لوزراء داخلية أربع دول، هم X وY»
            out[-1][-1] = replace(m, link=link, country=m.country or (None if m.org else last.country))
            continue
        if last and (m.first == last.first or _joined(clause, out[-1], last, m)):
            out[-1].append(m)
        else:
            out.append([m])
    return out


def leads(clause: Clause, group: Mention, m: Mention) -> bool:
    """«وفد عراقي رفيع المستوى، برئاسة X،»، «وفد عراقي على رأسه X»."""
    words = clause.words(m.first - _LEADS, m.first)
    told = clause.has_event(m.first - _LEADS, m.first, "headed") and clause.grammar.composed.isdisjoint(words)
    return (told or m.link in clause.grammar.heading) and 0 <= m.first - group.last <= _HEAD


def _joined(clause: Clause, group: Group, last: Mention, m: Mention) -> bool:
    brothers = surfaces(clause.grammar.kin)  # «الأمير X، وإخوانه وزراء الداخلية …»
    words = (t.text for t in clause.tokens[last.last : m.first])
    between = [w for w in words if w not in QUOTES and w not in brothers and w != m.link]  # «X، ود. Y»
    adjacent = len(between) <= 1 or all(w in COMMAS or w in clause.grammar.beside_verb for w in between)
    if m.link in clause.grammar.then:
        return adjacent  # «استقبل السفير X، ثم السفير Y، فالسفير Z»
    if m.link in clause.grammar.and_:
        told = adjacent or _tail(clause, last.last, m.first) or _kinsman(clause, last.last, m.first)
        return told or (bool(m.role and last.role) and _unread(clause, last.last, m.first))
    if m.kind == "group" and m.link == "" and _several(clause, between):
        return True
    if adjacent and group[0].link and any(m.link == a + group[0].link for a in clause.grammar.and_):
        return True  # «التقى بقائد البحرية X وبقائد الأسطول Y»
    if _further_on(clause, group, last, m):
        return True
    if _repeated(clause, group[0].link, m):
        return len(between) <= _REPEATED
    if m.link == "" and between and between[-1] in clause.grammar.then_next:
        # «السفير X، ثم السفير Y»، «الملحق X ووفدا مرافقا له، ثم العقيد Y»
        return len(between) <= 2 or (len(between) <= _TAIL and clause.has_event(last.last, m.first, "company"))
    if len(between) > 1 and (_one_more(clause, group[0].link, between, m) or _names_them(clause, last.last, m.first)):
        return True
    if m.link == COMMA:
        told = bool(m.country or m.org) and all(x.role and not (x.country or x.org) for x in group)
        if told and clause.frame in _RECEIVES and not group[0].link:
            return False  # «استقبل وزير الدفاع ورئيس الأركان X، رئيس الأركان الأوغندي Y»: the guest
        return adjacent and (len(group) >= 2 or listed(clause, group[0]) or _each_met(clause, group[0], m))
    if m.link in clause.grammar.with_ and group[0].link not in clause.grammar.with_:
        return False  # «واجتمع الوزير كذلك مع X»
    subject = clause.frame in _RECEIVES and m.first - last.last == 1 and group[0].first == clause.trigger.last
    if subject and len(group) == 1 and between[:1] and between[0] in clause.grammar.as_well:
        return False  # «والتقى الوزير الفرنسي كذلك رئيس الحكومة»
    return m.first - last.last <= 8 and clause.has_event(last.last, m.first, "besides")


def _further_on(clause: Clause, group: Group, last: Mention, m: Mention) -> bool:
    """«بحث X مع السفير Y التعاون، ومع السفير Z التدريب»، «استقبل X السفير Y وتناول البحث …، ثم السفير Z»: between the
    two, what was talked about with the first."""
    before = clause.tokens[m.first - 2].text if m.first > 1 else ""
    if m.first - last.last > _MATTER or before not in COMMAS or not (m.country or m.org):
        return False
    if clause.frame in _RECEIVES:
        then = clause.tokens[m.first - 1].text in clause.grammar.then_next and m.link == ""
        return then and not group[0].link and all(x.country or x.org for x in group)
    again = group[0].link in clause.grammar.with_ and _repeated(clause, group[0].link, m)
    return again and next(iter(clause.triggers(last.last, m.first)), None) is None


def _repeated(clause: Clause, link: str, m: Mention) -> bool:
    """«اتصالين من الوزير X ومن المبعوث Y»: the preposition of the first, said once more behind «و»."""
    if not link or m.first == 0:
        return False
    before = clause.tokens[m.first - 1].text
    return any(before == conjunction + link for conjunction in clause.grammar.and_)


def _one_more(clause: Clause, link: str, between: list[str], m: Mention) -> bool:
    """«التقى الأربعاء X، والخميس Y»، «اتصالا بـX، وآخر بـY»: one more on another day or of its kind."""
    words = [w for w in between if w not in COMMAS and w != m.link]
    conjunction = next((a for a in clause.grammar.and_ if words and words[0].startswith(a)), None)
    if len(words) != 1 or conjunction is None:
        return False
    word = words[0].removeprefix(conjunction)
    if word in clause.grammar.another:
        return bool(link) and m.link in clause.grammar.with_ | clause.grammar.by | {link}
    return m.link == link and word in clause.lexicon.weekdays


def _names_them(clause: Clause, start: int, stop: int) -> bool:
    """«سفير جيبوتي X، ورؤساء المجموعات …، وهم كل من سفير …»: those of a group are named."""
    if stop - start > _UNNAMED or next(iter(clause.triggers(start, stop)), None) is not None:
        return False
    return not clause.grammar.they.isdisjoint(clause.words(max(start, stop - 4), stop))


def _one_of_them(clause: Clause, crowd: Mention, m: Mention) -> bool:
    """The first of an unnamed crowd (نظرائه، السفراء، قيادات أمنية) who is named."""
    several = crowd.kind in _HOLDERS and crowd.head is not None and crowd.head.number not in _ONE
    # «مع قيادات أمنية فرنسية، بما في ذلك المدير X»; a delegation is a party whoever came with it
    several = several or (crowd.kind == "group" and not clause.has_event(crowd.first, crowd.last, "delegation"))
    told = several and not (crowd.name or crowd.countries) and bool(m.name and m.role)
    if not told or crowd.country not in {None, m.country or crowd.country} or m.first - crowd.last > _UNNAMED:
        return False
    named = clause.grammar.they | clause.grammar.notably
    return not named.isdisjoint(clause.words(max(crowd.last, m.first - _SEVERAL), m.first))


def _kinsman(clause: Clause, start: int, stop: int) -> bool:
    """«كوشنر، زوج ابنة الرئيس X، وY»: whose kin the first is stands between the two."""
    words = [w for w in clause.words(start, stop) if w not in COMMAS]
    return 0 < stop - start <= _TAIL and bool(words) and words[0] in clause.grammar.kin_of


def _several(clause: Clause, between: list[str]) -> bool:
    """«نظيره X وعددا من كبار المسؤولين»: what stands between the last of a list and the group that closes it."""
    words = [w for w in between if w not in COMMAS]
    return (
        bool(words)
        and any(words[0] == a + b for a in clause.grammar.and_ for b in clause.grammar.several)
        and all(w in clause.grammar.several | clause.grammar.from_ for w in words[1:])
    )


def _tail(clause: Clause, start: int, stop: int) -> bool:
    """«… للشؤون الخارجية في الاتحاد السويسري، وX»: what still belongs to an office before the next of a list."""
    if not 2 <= stop - start <= _TAIL or clause.tokens[stop - 1].text not in COMMAS:
        return False
    first = clause.tokens[start].text
    opens = first in clause.grammar.governed | clause.grammar.in_
    opens = opens or first.startswith(tuple(clause.grammar.for_ | clause.grammar.by))
    plain = not any(t.is_mark for t in clause.tokens[start : stop - 1])
    return opens and plain and next(iter(clause.triggers(start, stop)), None) is None


def _unread(clause: Clause, start: int, stop: int) -> bool:
    """«وزير الداخلية X، وكبير خبراء المكافحة Y، ووزير …»: one of a list whose office no table knows, between
    commas, with no verb and nothing said of him."""
    words = [t.text for t in clause.tokens[start:stop]]
    if not _SHORTEST <= len(words) <= _UNREAD or words[-1] not in COMMAS or words[0] not in COMMAS:
        return False
    member, lexicon = words[1:-1], clause.lexicon
    opens = next((member[0].removeprefix(a) for a in clause.grammar.and_ if member[0].startswith(a)), "")
    noun = clause.grammar.definite(opens) or opens in lexicon.heads.firsts or lexicon.is_office_word(opens)
    if not noun or any(t.is_mark for t in clause.tokens[start + 1 : stop - 1]):
        return False
    said = clause.grammar.statement | clause.grammar.relative | clause.grammar.that
    plain = said.isdisjoint(member) and not clause.has_event(start, stop, "attendance", "company", "both")
    return plain and next(iter(clause.triggers(start, stop)), None) is None


def _each_met(clause: Clause, one: Mention, other: Mention) -> bool:
    """«اتصالات مع X وزير خارجية السعودية، Y وزير الخارجية التركي»: several talks, and the next of those with whom."""
    grammar = clause.grammar
    several = clause.trigger.value.word.split()[0].endswith(tuple(grammar.plural_ends))
    told = all(m.name and m.role and (m.country or m.org) for m in (one, other))
    return several and told and one.link in grammar.with_ and one.country != other.country


def listed(clause: Clause, m: Mention) -> bool:
    """«كلا من X، Y وZ»."""
    words = clause.words(m.first - 2, m.first)
    return any(word in clause.grammar.each_of for word in words)
