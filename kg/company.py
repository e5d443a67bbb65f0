"""Who came with somebody: «يرافقه X وY»، «والوفد المرافق له المكون من X وY»، «ورافق الوزير X»، «وضم الوفد X وY»."""

from __future__ import annotations

from collections.abc import Iterator

from kg.affiliations import Affiliations
from kg.drafts import Draft
from kg.entities import Actor, Actors, Sentence
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.tokens import COMMA, readings

_NEAR = 3  # words from a word of company to the first who came, past «كل من»
_ESCORTED = 8  # words from «ورافق الوزير» to who came with him
_DELEGATION = 4  # words between «الوفد» and «ضم»
_LIST = 10  # words between two of a list, where an office was not read to its end
_LATER = 5  # sentences from an encounter to «وضم الوفد»
_HOSTING = frozenset({"receive", "reception", "reception-of-his"})


def companions(actors: Actors, affiliations: Affiliations, owner: Draft, number: int) -> None:
    """Those told to have come with a party of ``owner`` are attendees on his side; an envoy of the other side is on
    his own."""
    sentence, lexicon = actors.sentences[number], actors.lexicon
    principals = owner.one + owner.other
    for members in _lists(sentence, lexicon):
        told = [
            a for m in sentence.mentions if m.first < members[0].first and (a := actors.of(number, m)) in principals
        ]
        guests = owner.one if owner.type == "visit" else owner.other
        hosts = any(c.frame in _HOSTING for c in owner.candidates)
        if not told and not (owner.type == "visit" or hosts):
            continue
        whom = told[-1] if told else guests[0]
        for m in members:
            _joins(actors.of(number, m), whom, owner, affiliations)


def _joins(actor: Actor, whom: Actor, owner: Draft, affiliations: Affiliations) -> None:
    if actor in owner.one + owner.other or any(actor is a for a, _ in owner.attendees):
        return
    mine, theirs = (owner.one, owner.other) if whom in owner.one else (owner.other, owner.one)
    own, opposite = affiliations.of(whom, theirs[0]), affiliations.of(theirs[0], mine[0])
    stated = affiliations.stated(actor)
    if stated in {None, own}:
        actor.country, actor.org = (None, own) if own == whom.org else (own, None)
        owner.attendees.append((actor, "a" if mine is owner.one else "b"))
    elif stated == opposite:
        owner.attendees.append((actor, "b" if mine is owner.one else "a"))


def _lists(sentence: Sentence, lexicon: Lexicon) -> Iterator[list[Mention]]:
    """The officials told behind each word of company."""
    officials = [m for m in sentence.mentions if m.kind == "official" and (m.name or m.role)]
    for start, reach in _words(sentence, lexicon):
        first = next((k for k, m in enumerate(officials) if m.first >= start), None)
        if first is None or officials[first].first - start > reach:
            continue
        if reach == _ESCORTED and officials[first].first <= start + 1 and first + 1 < len(officials):
            first += 1  # «ورافق الوزير خلال اللقاء المفتش العام X»: the one whom they came with
            if officials[first].first - officials[first - 1].last > _ESCORTED:
                continue
        members = [officials[first]]
        for m in officials[first + 1 :]:
            if not _goes_on(sentence, members[-1], m, lexicon):
                break
            members.append(m)
        yield members


def _words(sentence: Sentence, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Where the list of those who came may begin, and how far off its first may stand."""
    tokens, grammar = sentence.tokens, lexicon.grammar
    events = sentence.matches(lexicon.events)
    came = [i for i, e in events.items() if e.value in {"company", "delegation"}]
    for event in events.values():
        if event.value == "company":
            yield event.last, _NEAR
    for i, token in enumerate(tokens):
        rests = {rest for _, rest in readings(token.text)}
        if not rests.isdisjoint(grammar.escorts):
            yield i + 1, _ESCORTED
        elif not rests.isdisjoint(grammar.composed) and any(-_DELEGATION <= k - i <= _NEAR for k in came):
            yield i + 1, _NEAR + 1


def _goes_on(sentence: Sentence, last: Mention, m: Mention, lexicon: Lexicon) -> bool:
    """The next of a list: joined by «و» or a comma, with no verb and no other's presence in between."""
    between = m.first - last.last
    if between > _LIST or m.link not in lexicon.grammar.and_ | {COMMA, ""}:
        return False
    if any(last.last <= i < m.first for i in sentence.matches(lexicon.triggers)):
        return False
    there = (e for i, e in sentence.matches(lexicon.events).items() if last.last <= i < m.first)
    return all(e.value not in {"attendance", "side"} for e in there) and (between <= 1 or m.link != "")
