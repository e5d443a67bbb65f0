"""For whom somebody acts, told by who or what stands beside him: an ambassador in his company, the seat where he
receives; and whom «رئيس الوفد» means."""

from __future__ import annotations

from kg.affiliations import Affiliations
from kg.drafts import Draft
from kg.entities import Actor, Actors, Sentence
from kg.frames import Candidate
from kg.lexicon import Lexicon
from kg.mention import UNRESOLVED, Mention
from kg.sides import greeting

_OF_EMBASSY = frozenset({"ambassador", "attaché"})
_COMPANY = 4  # words from somebody to «يرافقه», and from there to who accompanies him
_AT_HEAD = frozenset({"director", "head", "secretary-general", "deputy", "commander", "official"})
_WORDS = 4  # of «رئيس الوفد الإثيوبي», at most


def learn(
    candidate: Candidate, side: tuple[Actor, Actor], sentence: Sentence, affiliations: Affiliations, lexicon: Lexicon
) -> None:
    """Tell whom two who stand opposite each other serve, where the article does not state it of themselves."""
    for actor in side:
        by_companion(candidate.sentence, actor, sentence, affiliations, lexicon)
    _by_seat(candidate, side[1], sentence, affiliations, lexicon)


def learn_seats(sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon) -> None:
    """«زيارة إلى مقر التحالف …، حيث كان في استقباله X»: who greets at an organisation's seat is of it."""
    for number, sentence in enumerate(sentences):
        if not any(m.kind == "org" for m in sentence.mentions):
            continue
        start = greeting(sentence, lexicon)
        seats = [m for m in sentence.mentions if start is not None and m.kind == "org" and m.last <= start]
        visits = [t.last for t in sentence.matches(lexicon.triggers).values() if t.value.type == "visit"]
        if start is None or not seats or not any(v <= seats[-1].first for v in visits):
            continue
        greeter = next((m for m in sentence.mentions if m.kind == "official" and 0 < m.first - start <= _COMPANY), None)
        actor = actors.of(number, greeter) if greeter and greeter.name else None
        if actor is not None and not affiliations.stated(actor):
            actor.org = seats[-1].org


def _by_seat(
    candidate: Candidate, host: Actor, sentence: Sentence, affiliations: Affiliations, lexicon: Lexicon
) -> None:
    """«زار مقر وكالة …، حيث استقبلته المديرة التنفيذية»: who receives where an organisation is, is of it."""
    if candidate.frame != "received" or host.kind != "official" or affiliations.stated(host):
        return
    if _AT_HEAD.isdisjoint(host.categories):
        return
    first = candidate.trigger.first
    visits = [t.last for i, t in sentence.matches(lexicon.triggers).items() if t.value.type == "visit" and i < first]
    seats = [m for m in sentence.mentions if visits and m.kind == "org" and visits[-1] <= m.first and m.last <= first]
    between = [m for m in sentence.mentions if seats and seats[-1].last <= m.first < first]
    if seats and not between:
        host.org = seats[-1].org


def by_companion(number: int, guest: Actor, sentence: Sentence, affiliations: Affiliations, lexicon: Lexicon) -> None:
    """«استقبل الوزير قائد القوات X، يرافقه السفير البريطاني»: whom an ambassador accompanies is of his state."""
    if guest.kind != "official" or affiliations.stated(guest):
        return
    company = [i for i, e in sentence.matches(lexicon.events).items() if e.value == "company"]
    for m in guest.inside(number):
        near = (i for i in company if m.last <= i <= m.last + _COMPANY)
        i = next(near, None)
        beside = [x for x in sentence.mentions if i is not None and i <= x.first <= i + _COMPANY]
        if not beside or beside[0].kind != "official" or not beside[0].country or beside[0].countries:
            continue
        sent = beside[0].head is not None and beside[0].head.category in _OF_EMBASSY
        if sent and beside[0].country != UNRESOLVED and affiliations.may_serve(guest, beside[0].country):
            guest.country = beside[0].country
            return


def leader_meant(
    m: Mention, actor: Actor, sentence: Sentence, earlier: list[Draft], affiliations: Affiliations, lexicon: Lexicon
) -> Actor:
    """«كان وزير الداخلية قد استقبل رئيس الوفد الإثيوبي»: who stood for that state in the encounter told of before."""
    if m.name or m.kind != "official" or not m.country or not m.head or m.head.category != "head":
        return actor
    words = range(m.first + 1, m.last if m.last - m.first <= _WORDS else m.first)
    matches = (lexicon.events.at(sentence.tokens, i, clitics=False) for i in words)
    if not any(e and e.value in {"delegation", "side"} for e in matches):
        return actor
    for d in reversed(earlier):
        for side in (d.one, d.other):
            if side and side[0].kind == "official" and side[0].named and affiliations.of(side[0]) == m.country:
                return side[0]
    return actor
