"""Meetings of the same two sides at another time, told without saying whose: «واتفق الجانبان على عقد الاجتماع المقبل في
عمان»، «وكان آخر اجتماع للجنة قد انعقد في تونس»."""

from __future__ import annotations

from collections.abc import Sequence

from kg.affiliations import Affiliations
from kg.drafts import Draft
from kg.entities import Actor, Sentence
from kg.frames import Candidate
from kg.lexicon import Lexicon, Trigger
from kg.sides import bare
from kg.tokens import Match, Token, readings, surfaces
from kg.upcoming import will_verb

_AGREED = 7  # words from «اتفق (الطرفان على)» to «عقد اجتماع»
_VERB = 6  # words from «سيعقد»، «تستضيف» to the meeting, or behind it
_BESIDE = 3  # words from «يعقد (الطرفان)» to the meeting
_QUALITY = 3  # words from the meeting to «المقبل»
_TIME = 16  # words from the meeting to «الشهر القادم»
_PARTIES = 12  # words behind the meeting among which its own parties would stand
_TYPES = frozenset({"meeting", "signing", "visit"})


def other_meetings(
    drafts: Sequence[Draft], sentences: Sequence[Sentence], affiliations: Affiliations, lexicon: Lexicon
) -> list[Draft]:
    """The next and the last meeting of those whose encounter was told before, each side as its state or organisation;
    none where the sentence names parties of its own or tells of an encounter that is known."""
    out: list[Draft] = []
    known = [d for d in drafts if d.type in _TYPES and d.one and d.other]
    nouns = surfaces(lexicon.grammar.recurring) if known else frozenset[str]()
    for number, sentence in enumerate(sentences if known else ()):
        meetings = [i for i, token in enumerate(sentence.tokens) if token.text in nouns]
        before = next((d for d in reversed(known) if d.sentence < number), None) if meetings else None
        if before is None:
            continue
        told = ((i, planned) for i in meetings if (planned := _when(sentence, i, lexicon)) is not None)
        there = next(((i, planned) for i, planned in told if not _heard(known, number, i, planned)), None)
        sides = _sides(before, affiliations) if there else []
        if there and len(sides) > 1 and not _of_others(sentence, there[0], sides, lexicon):
            out.append(_draft(number, sentence, there[0], sides, planned=there[1]))
    return out


def _heard(known: Sequence[Draft], number: int, i: int, planned: bool) -> bool:
    """Whether a meeting is one that is told already; «اتفقا على عقد اجتماع» of those who have met is another."""
    near = range(i - _BESIDE, i + 1)
    here = (d for d in known if any(c.sentence == number and c.trigger.first in near for c in d.candidates))
    return any(d.planned == planned or d.sentence == number for d in here)


def _when(sentence: Sentence, i: int, lexicon: Lexicon) -> bool | None:
    """Whether a meeting is the next one (True) or an earlier one (False) of those told of; None of neither."""
    grammar, tokens, gatherings = lexicon.grammar, sentence.tokens, sentence.matches(lexicon.gatherings)
    behind = [t.text for t in tokens[i + 1 : i + 1 + _QUALITY]]
    near = tokens[max(0, i - _VERB) : i + _VERB]
    later = {t.text for t in tokens[i + 1 : i + _TIME]}
    future = any(will_verb(lexicon, t.text) for t in near) or _to_be(sentence, i, lexicon)
    agreed = _agreed(tokens, i, lexicon)
    if not grammar.the_council.isdisjoint(behind) or any(k in range(i + 1, i + 1 + _QUALITY) for k in gatherings):
        return None  # «الدورة المقبلة للجمعية العامة (للمؤتمر)»: a session
    another = not (grammar.next_ | grammar.another).isdisjoint(behind)
    if (another and (future or agreed)) or (agreed and not later.isdisjoint(grammar.next_)):
        return True
    if i and not any(rest in grammar.last_one for _, rest in readings(tokens[i - 1].text)):
        return None if grammar.previous.isdisjoint(behind) or not _took_place(near, lexicon) else False
    return False if _took_place(near, lexicon) else None


def _to_be(sentence: Sentence, i: int, lexicon: Lexicon) -> bool:
    """«من المقرر أن ينعقد الاجتماع»، «على أن يعقد الاجتماع»."""
    grammar, tokens = lexicon.grammar, sentence.tokens
    held = surfaces(grammar.is_held | grammar.place_hosts)
    return any(tokens[k].text in held and tokens[k - 1].text in grammar.that for k in range(max(1, i - _VERB), i))


def _agreed(tokens: Sequence[Token], i: int, lexicon: Lexicon) -> bool:
    """«اتفق الطرفان على عقد اجتماع»، «واتفقا على لقاء آخر»."""
    grammar = lexicon.grammar
    on = next((k for k in range(i - 1, max(-1, i - 3), -1) if tokens[k].text in grammar.about), None)
    words = tokens[max(0, on - _AGREED) : on] if on is not None else []
    return any(rest in grammar.agrees for t in words for _, rest in readings(t.text))


def _took_place(near: Sequence[Token], lexicon: Lexicon) -> bool:
    took = surfaces(lexicon.grammar.took_place | lexicon.grammar.place_hosts)
    return any(t.text in took for t in near)


def _of_others(sentence: Sentence, i: int, sides: Sequence[Actor], lexicon: Lexicon) -> bool:
    """Whether somebody stands by who is none of the sides: another state's or a named official."""
    codes = {a.country or a.org for a in sides}
    places = lexicon.grammar.in_ | lexicon.grammar.by
    for m in sentence.mentions:
        if m.last <= i - _AGREED or m.first > i + _PARTIES:
            continue
        if m.kind == "official" and m.name:
            return True
        if m.kind != "official" and m.link not in places and (m.country or m.org) not in codes | {None}:
            return True
    return False


def _sides(known: Draft, affiliations: Affiliations) -> list[Actor]:
    """The sides of an encounter, each as its state or organisation, once."""
    out: dict[str, Actor] = {}
    for actor, opposite in [*((a, known.other[0]) for a in known.one[:1]), *((b, known.one[0]) for b in known.other)]:
        code = affiliations.of(actor, opposite)
        if code is None:
            return []
        out.setdefault(code, bare(actor, code))
    return list(out.values())


def _draft(number: int, sentence: Sentence, i: int, sides: list[Actor], *, planned: bool) -> Draft:
    trigger = Match(i, i + 1, "", Trigger("talks", "meeting", sentence.tokens[i].text))
    candidate = Candidate("meeting", "talks", number, trigger, (), (), planned=planned, past=not planned)
    return Draft("meeting", sides[:1], sides[1:], [candidate], planned, rule="same-sides")
