"""Goals told from where the article speaks: «إلى المملكة»، «للبلاد»: of which state, only the whole article tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.affiliations import Affiliations
from kg.entities import Actors, Sentence
from kg.frames import Candidate
from kg.lexicon import Lexicon
from kg.mention import UNRESOLVED, Mention
from kg.tokens import readings

_ASKED = 4  # words from «دعوة (رسمية)» to «لزيارة المملكة»


def resolved(
    candidates: list[Candidate], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> list[Candidate]:
    """The candidates with the states of such goals; without those of which nothing tells the state."""
    out: list[Candidate] = []
    for c in candidates:
        goal = c.other[0] if c.type == "visit" and c.other else None
        if goal is not None and (city := _likelier_city(actors.sentences[c.sentence], goal, affiliations, lexicon)):
            goal = replace(goal, country=city)
            c = replace(c, other=(goal, *c.other[1:]))
        if goal is None or goal.country != UNRESOLVED:
            out.append(c)
            continue
        # whoever comes to «المملكة» from abroad is told with his state; «بعد وصوله إلى البلاد» may be anybody
        guest = actors.of(c.sentence, c.one[0]) if c.one else None
        deictic = lexicon.deictics.at(actors.sentences[c.sentence].tokens, goal.first)
        # «وأعلن أنه سيزور المملكة»: his state is told where he is
        he = deictic is not None and c.frame == "visit"
        known = affiliations.stated(guest) is not None if guest is not None else he
        code = affiliations.here(deictic.value if deictic else ()) if known else None
        if known and guest is not None and code in {None, guest.country} and deictic is None:
            code = _told_before(actors.sentences[c.sentence], goal.first, guest.country, lexicon)
        if code:
            out.append(replace(c, other=(replace(goal, country=code),)))
    return out


def meant_by(
    lexicon: Lexicon, affiliations: Affiliations, sentence: Sentence
) -> Iterator[tuple[int, int, int, str | None]]:
    """Where a sentence names a state by one word that says it, with the state: «المملكة», not «المملكة المغربية», nor
    «السفير لدى المملكة» or «دعوة لزيارة المملكة»."""
    tokens, asked = sentence.tokens, lexicon.grammar.invitation | lexicon.grammar.hoped
    offices = {i for m in sentence.mentions if m.kind == "official" for i in range(m.first, m.last)}
    for i, told in sentence.matches(lexicon.deictics).items():
        before = {rest for t in tokens[max(0, i - _ASKED) : i] for _, rest in readings(t.text)}
        of_office = i in offices or tokens[i - 1].text in lexicon.grammar.at or not asked.isdisjoint(before)
        if told.last - i == 1 and lexicon.states.at(tokens, told.last) is None and not of_office:
            yield i, tokens[i].start + len(told.clitic), tokens[i].end, affiliations.here(told.value)


def _told_before(sentence: Sentence, stop: int, own: str | None, lexicon: Lexicon) -> str | None:
    """«يعتزم الجيش البريطاني … تزامنا مع زيارة الرئيس الأميركي إلى البلاد»: the only state told before it but the
    guest's."""
    told = {m.value.code for i, m in sentence.matches(lexicon.states).items() if i < stop and not m.value.ambiguous}
    told |= {m.value.country for i, m in sentence.matches(lexicon.cities).items() if i < stop and not m.value.ambiguous}
    others = told - {own}
    return next(iter(others)) if len(others) == 1 else None


def _likelier_city(sentence: Sentence, goal: Mention, affiliations: Affiliations, lexicon: Lexicon) -> str | None:
    """«زيارته لعمان» in an article that speaks from Jordan: the state of a city that has another state's name."""
    state, city = sentence.matches(lexicon.states).get(goal.first), sentence.matches(lexicon.cities).get(goal.first)
    if state is None or city is None or not state.value.ambiguous or state.value.code != goal.country:
        return None
    return city.value.country if affiliations.tells_more_of(city.value.country, state.value.code) else None
