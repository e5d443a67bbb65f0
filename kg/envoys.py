"""Officials whose state is told by what they head or carry: «وفد … من قطر برئاسة X»، «نقل X إلى … تحيات الملك»."""

from __future__ import annotations

from kg.affiliations import Affiliations
from kg.entities import Actors, Sentence
from kg.lexicon import Lexicon
from kg.mention import Mention

_SENDERS = frozenset({"sovereign", "head", "heir"})
_HEADED = 7  # words from a delegation to «برئاسة»
_HEAD = 4  # words from «برئاسة» to the head
_CARRIED = 12  # words from «نقل» to «تحيات»
_WHOSE = 4  # words from «تحيات» to whose they are


def learn(sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon) -> None:
    """Give the heads of delegations and the bearers of greetings or letters the state that they stand for."""
    for number, sentence in enumerate(sentences):
        found = sentence.matches(lexicon.events)
        kinds = {event.value for event in found.values()}
        for i, event in found.items() if not kinds.isdisjoint({"headed", "message", "greetings"}) else ():
            told = None
            if event.value == "headed":
                told = _head(sentence, i, event.last, lexicon)
            elif event.value in {"message", "greetings"}:
                told = _bearer(sentence, i, event.last, lexicon, letter=event.value == "message")
            if told is None:
                continue
            who, stands_for = told
            others = {m.country for m in sentence.mentions if m.kind == "official" and m.country}
            if event.value != "headed" and affiliations.is_home(stands_for[0]) and others <= {stands_for[0]}:
                continue  # among themselves: nobody else's state is to be guessed from it
            actor = actors.of(number, who)
            if actor.kind == "official" and not affiliations.stated(actor):
                actor.country, actor.org = stands_for


def _head(
    sentence: Sentence, at: int, last: int, lexicon: Lexicon
) -> tuple[Mention, tuple[str | None, str | None]] | None:
    """«وفد من الشرطة الإيطالية يرأسه X»: of the state of his delegation."""
    groups = [m for m in sentence.mentions if m.kind == "group" and 0 <= at - m.last <= _HEADED]
    groups = [m for m in groups if m.country or m.org]
    heads = [m for m in sentence.mentions if m.kind == "official" and last <= m.first < last + _HEAD]
    if not groups or not heads:
        return None
    between = any(m.kind == "official" and groups[-1].last <= m.first < at for m in sentence.mentions)
    events = sentence.matches(lexicon.events).items()
    others = any(e.value in {"side", "delegation"} and last <= i < last + 2 for i, e in events)
    # «ترأس وفد الكويت X فيما ترأس الجانب العراقي Y»: Y heads another side
    return None if between or others else (heads[0], (groups[-1].country, groups[-1].org))


def _bearer(
    sentence: Sentence, at: int, last: int, lexicon: Lexicon, *, letter: bool
) -> tuple[Mention, tuple[str | None, str | None]] | None:
    """«نقل X له تحيات الملك S»، «الذي سلمه رسالة من الرئيس S»: who carries what S sends acts for the state of S."""
    grammar, tokens = lexicon.grammar, sentence.tokens
    links = grammar.from_ if letter else {"", *(t.text for t in tokens[at:last])}
    senders = [m for m in sentence.mentions if m.kind == "official" and last <= m.first <= last + _WHOSE]
    sender = next((m for m in senders if m.link in links), None)
    if sender is None or not sender.country or sender.countries or not sender.head:
        return None
    if sender.head.category not in _SENDERS:
        return None
    words = range(at - 1, max(-1, at - _CARRIED), -1)
    verb = next((i for i in words if grammar.unjoined(tokens[i].text) in grammar.carries), None)
    if verb is None:
        return None
    behind = [m for m in sentence.mentions if m.kind == "official" and 0 <= m.first - verb - 1 <= 1 and not m.link]
    if behind and behind[0].last <= at:
        return behind[0], (sender.country, None)
    relative = tokens[verb - 1].text in grammar.relative if verb else False
    before = [m for m in sentence.mentions if m.kind == "official" and 0 <= verb - m.last <= 2]
    return (before[-1], (sender.country, None)) if relative and before else None
