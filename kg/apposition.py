"""An office and its holder told apart: with the tail of the office, a comma or a state between the two."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.names import NameReader
from kg.tokens import COMMA, COMMAS, OPENING, QUOTES, Token

_TAIL = 8  # words between an office and its holder
_INSIDE = frozenset({"state", "org", "body", "group"})  # what may be named in what an office is called
_STOP = frozenset(".")


class Apposition:
    """Puts an office and whoever holds it together."""

    def __init__(self, lexicon: Lexicon, names: NameReader) -> None:
        self.lexicon = lexicon
        self._names = names
        self._tied = tuple(lexicon.grammar.article | lexicon.grammar.for_ | lexicon.grammar.by | lexicon.grammar.and_)

    def read(self, tokens: list[Token], mentions: list[Mention]) -> list[Mention]:
        """«قائد عمليات أمن بطولة …، الشيخ X، …»: an office with a long tail, a comma, and its holder between commas."""
        out: list[Mention] = []
        for m in mentions:
            office = out[-1] if out else None
            bare = office is not None and office.kind == "counterpart" and not (office.name or office.country)
            if office and bare and office.last == m.first and m.kind == "official" and m.role:
                out[-1] = replace(m, first=office.first, link=office.link)  # «نظيره وزير الداخلية الجيبوتي X»
            elif office and self._is_counterpart(office, m, out):
                # «التقى الوزير X نظيره السعودي الرئيس الفخري لمجلس … الأمير Y»
                out[-1] = replace(
                    office, last=m.last, end=m.end, name=m.name, name_span=m.name_span, honorific=m.honorific
                )
            elif office and self._of_delegation(office, m):
                out[-1] = replace(
                    office, country=m.country, org=m.org
                )  # «X رئيس وفد إدارة … بالمملكة العربية السعودية»
            elif len(out) > 1 and self._holds_in(tokens, out[-2], out[-1], m):
                out[-2:] = [_held(out[-2], m, out[-1].country)]
            elif len(out) > 1 and out[-1].kind == "body" and self._holds(tokens, out[-2], m):
                out[-2:] = [_held(out[-2], m, out[-2].country)]  # «رئيس بعثة … لدعم الشرطة الفلسطينية السيد X»
            elif office and self._holds(tokens, office, m):
                out[-1] = _held(office, m, office.country)
            elif not (office and office.kind == "official" and m.last <= office.last and m.kind in _INSIDE):
                out.append(self._named_later(tokens, m, mentions))
        return out

    def _named_later(self, tokens: list[Token], m: Mention, mentions: list[Mention]) -> Mention:
        """«المدير التنفيذي لمركز العمليات الشاملة في اليمن، محمد X، …»: words that go on with an office, and a sure
        name between commas."""
        if m.kind != "official" or m.name or not m.role or not m.head or m.head.number != "singular" or m.countries:
            return m
        end = next((k for k in range(m.last, min(m.last + _TAIL, len(tokens))) if tokens[k].text in COMMAS), m.last)
        if end <= m.last or end + 2 >= len(tokens) or not self._goes_on(tokens, m.last, end):
            return m
        if any(x.kind not in _INSIDE and m.last <= x.first < end for x in mentions):
            return m
        name = self._names.marks.between_commas(tokens, end + 1)
        first, lexicon = tokens[end + 1].text, self.lexicon
        if name is None or name[1] >= len(tokens) or tokens[name[1]].text not in COMMAS | _STOP:
            return m
        if first in lexicon.common_words or not (first in lexicon.given_names or first in lexicon.name_words):
            return m
        if name[1] + 1 < len(tokens) and lexicon.heads.at(tokens, name[1] + 1, clitics=False):
            return m  # «…، محمد X، وزير …»: another
        span = tokens[name[0]].start, tokens[name[1] - 1].end
        told = " ".join(t.text for t in tokens[name[0] : name[1]])
        return replace(m, last=name[1], end=span[1], name=told, name_span=span)

    def _goes_on(self, tokens: list[Token], first: int, end: int) -> bool:
        """The words between are of the office's own name: tied to it, and neither a verb nor a clause among them."""
        lexicon, grammar = self.lexicon, self.lexicon.grammar
        text = tokens[first].text
        if not (text.startswith(self._tied) or text in grammar.in_ or text in OPENING or lexicon.is_office_word(text)):
            return False
        for k in range(first, end):
            text = tokens[k].text
            plain = text in lexicon.function_words or text in grammar.statement
            if tokens[k].is_mark or (plain and text not in grammar.in_ | grammar.for_):
                if text not in OPENING | QUOTES:
                    return False
                continue
            head = lexicon.heads.at(tokens, k)
            if lexicon.triggers.at(tokens, k) or (head and head.value.number == "singular"):
                return False
        return True

    def _is_counterpart(self, office: Mention, m: Mention, before: list[Mention]) -> bool:
        """A named official right behind an unnamed counterpart whose state is told: he, where the subject is told."""
        if office.kind != "counterpart" or office.name or not office.country or office.countries:
            return False
        subject = len(before) > 1 and before[-2].kind == "official" and before[-2].name is not None
        beside = m.first == office.last and not m.link and m.country in {None, office.country}
        return subject and beside and m.kind == "official" and m.name is not None

    def _of_delegation(self, office: Mention, group: Mention) -> bool:
        heads = office.kind == "official" and office.head is not None and office.head.category == "head"
        stated = office.country or office.org
        whole = office.role_key is not None and len(office.role_key.split()) > 1
        behind = office.name and office.role and office.name_span[0] > office.role[0]
        if whole or behind:
            return False  # «رئيس الهيئة X وفدا من …»، «X رئيس الأمن العام وفدا من …»: whom he received
        return heads and not stated and group.kind == "group" and group.first == office.last and not group.link

    def _holds(self, tokens: list[Token], office: Mention, holder: Mention) -> bool:
        if office.kind != "official" or office.name or not office.role or not office.head or not holder.honorific:
            return False
        if not holder.name or holder.role or holder.link not in {"", COMMA} or office.head.number != "singular":
            return False
        between = tokens[office.last : holder.first]
        if len(between) > 2 and between[0].text in COMMAS and self.lexicon.is_office_word(between[1].text):
            between = between[1:]  # «وزير الدفاع، المكلف بالعلاقات مع البرلمان، السيد X، …»
        if self._charged_with(tokens, office, holder):
            return True
        if not 2 <= len(between) <= _TAIL or between[-1].text not in COMMAS or any(t.is_mark for t in between[:-1]):
            return False
        if any(self.lexicon.triggers.at(tokens, i) for i in range(office.last, holder.first)):
            return False
        return holder.last >= len(tokens) or tokens[holder.last].is_mark

    def _holds_in(self, tokens: list[Token], office: Mention, state: Mention, holder: Mention) -> bool:
        """«قائد حرس الحدود لمنطقة … شرق العراق العقيد X»: an office, where it is held, its state, and its holder."""
        if office.kind != "official" or state.kind != "state" or holder.link:
            return False
        behind = tokens[state.last : holder.first]  # «بدولة قطر الشقيقة الشيخ X»
        if len(behind) > 1 or not all(self.lexicon.is_office_word(t.text) for t in behind):
            return False
        told = (
            office.name or office.country not in {None, state.country} or office.org or not office.role or holder.role
        )
        if told or not (holder.honorific and holder.name) or not office.head or office.head.number != "singular":
            return False
        between, in_ = tokens[office.last : state.first], self.lexicon.grammar.in_
        closes = bool(between) and between[0].text in QUOTES - OPENING  # «قوة الأمن الداخلي (لخويا) بدولة قطر الشيخ X»
        if len(between) > _TAIL or any(t.is_mark or t.text in in_ for t in between[closes:]):
            return False
        if state.link in in_ and not (closes and state.link in self.lexicon.grammar.by):
            return False
        return not any(self.lexicon.triggers.at(tokens, i) for i in range(office.last, holder.first))

    def _charged_with(self, tokens: list[Token], office: Mention, holder: Mention) -> bool:
        """«رئيس بعثة شرطة الاتحاد الأوروبي لتنسيق الدعم للشرطة المدنية الفلسطينية السيد X»: what the body does, told
        by a verbal noun behind «لـ», and then its head."""
        between = tokens[office.last : holder.first]
        if not (office.org or office.country) or holder.link or not 1 <= len(between) <= _TAIL:
            return False
        if any(t.is_mark or t.text in self.lexicon.function_words for t in between[1:]):
            return False
        grammar = self.lexicon.grammar
        first = between[0].text
        tasks = (first[len(a) :] for a in grammar.for_ if first.startswith(a))
        if not any(grammar.verbal_noun_shaped(task) for task in tasks):
            return False
        return not any(self.lexicon.triggers.at(tokens, i) for i in range(office.last, holder.first))


def _held(office: Mention, holder: Mention, country: str | None) -> Mention:
    """An office with its holder, who is told behind it."""
    return replace(
        office,
        last=holder.last,
        end=holder.end,
        name=holder.name,
        name_span=holder.name_span,
        honorific=holder.honorific,
        titled=True,
        country=country,
    )
