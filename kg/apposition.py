"""An office and its holder told apart: with the tail of the office, a comma or a state between the two."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.tokens import COMMA, COMMAS, OPENING, QUOTES, Token

_TAIL = 8  # words between an office and its holder


class Apposition:
    """Puts an office and whoever holds it together."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

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
            elif office and self._holds(tokens, office, m):
                out[-1] = _held(office, m, office.country)
            else:
                out.append(m)
        return out

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
