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
_GREETED = 20  # words from «في استقباله» to who did so, past the airport
_LIST = 10  # words between two of a list, where an office was not read to its end
_LATER = 5  # sentences from an encounter to «وضم الوفد»
_PRESENCE = frozenset({"attendance", "side"})
_HOSTING = frozenset({"receive", "reception", "reception-of-his", "banquet"})


def companions(actors: Actors, affiliations: Affiliations, owner: Draft, number: int) -> None:
    """Those told to have come with a party of ``owner`` are attendees on his side; an envoy of the other side is on
    his own."""
    sentence, lexicon = actors.sentences[number], actors.lexicon
    if number > max(c.sentence for c in owner.candidates) + _LATER:
        return
    principals = owner.one + owner.other
    own = any(c.sentence == number for c in owner.candidates)
    for members in _lists(sentence, lexicon, own=own):
        before = [m for m in sentence.mentions if m.first < members[0].first]
        before = [m for m in before if m.name or m.last - m.first > 1]  # «ورافق معاليه …»: the guest
        told = [a for m in before if (a := actors.of(number, m)) in principals]
        guests = owner.one if owner.type == "visit" else owner.other
        hosts = any(c.frame in _HOSTING for c in owner.candidates)
        if not told and not (owner.type == "visit" or hosts):
            continue
        whom = told[-1] if told else guests[0]
        for m in members:
            _joins(actors.of(number, m), whom, owner, affiliations)


def greeters(actors: Actors, affiliations: Affiliations, visit: Draft, number: int) -> None:
    """«وكان في استقباله في المطار X وY»، «وكان في وداعه X»: protocol, so attendees of the visit; of whom no state is
    told greets where the visitor arrives, or sees him off at home."""
    sentence, grammar = actors.sentences[number], actors.lexicon.grammar
    tokens = sentence.tokens
    for i, token in enumerate(tokens):
        sees_off = token.text in grammar.sees_off
        if not (sees_off or token.text in grammar.greets) or i == 0 or tokens[i - 1].text not in grammar.protocol:
            continue
        last: Mention | None = None
        for m in (m for m in sentence.mentions if m.first > i and m.kind == "official" and (m.name or m.role)):
            if m.first == i + 1:
                continue  # «في استقبال سموه …»: the visitor
            if last is None and m.first - i > _GREETED:
                break
            if last is not None and not _goes_on(sentence, last, m, actors.lexicon):
                break
            _joins(actors.of(number, m), visit.one[0] if sees_off else visit.other[0], visit, affiliations)
            last = m
        return


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


def came_along(sentence: Sentence, lexicon: Lexicon) -> set[int]:
    """The first tokens of those who are told to have come with somebody."""
    return {m.first for members in _lists(sentence, lexicon, own=True) for m in members}


def _lists(sentence: Sentence, lexicon: Lexicon, *, own: bool) -> Iterator[list[Mention]]:
    """The officials told behind each word of company."""
    officials = [m for m in sentence.mentions if m.kind == "official" and (m.role or m.titled)]
    for start, reach in _words(sentence, lexicon, own=own):
        first = next((k for k, m in enumerate(officials) if m.first >= start), None)
        if first is None or officials[first].first - start > reach:
            continue
        if _other_presence(sentence, start, officials[first].first, lexicon):
            continue
        between = {rest for t in sentence.tokens[start : officials[first].first] for _, rest in readings(t.text)}
        if not between.isdisjoint(lexicon.grammar.then_next | lexicon.grammar.as_well):
            continue  # «استقبل X والوفد المرافق له، وكذلك الوزير Y»: one more guest
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


def _words(sentence: Sentence, lexicon: Lexicon, *, own: bool) -> Iterator[tuple[int, int]]:
    """Where the list of those who came may begin, and how far off its first may stand; «برفقة الوزير» says so only in
    a sentence that tells of the encounter itself."""
    tokens, grammar = sentence.tokens, lexicon.grammar
    events = sentence.matches(lexicon.events)
    came = [i for i, e in events.items() if e.value in {"company", "delegation"}]
    for event in events.values():
        if own and event.value == "company":
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
    return not _other_presence(sentence, last.last, m.first, lexicon) and (between <= 1 or m.link != "")


def _other_presence(sentence: Sentence, start: int, stop: int, lexicon: Lexicon) -> bool:
    """«والوفد المرافق له، بحضور مدير مكتب الوزير»: who was there on the other side."""
    return any(start <= i < stop and e.value in _PRESENCE for i, e in sentence.matches(lexicon.events).items())
