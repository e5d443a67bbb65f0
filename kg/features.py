"""What is known of one drafted encounter, as plain named values: the input of the model of confidence.

A feature says how the article tells of an encounter, never who met: no name, state or word is a feature, so that the
weights (``confidence.py``) hold for articles of other years and outlets.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, fields
from functools import lru_cache

from kg.affiliations import Affiliations
from kg.drafts import Draft
from kg.entities import Actor, Actors
from kg.frames import Candidate
from kg.grammar import Grammar
from kg.lexicon import Lexicon
from kg.mention import UNRESOLVED, Mention
from kg.tokens import COMMAS, OPENING, QUOTES, Token

_STRAIGHT = frozenset("\"'")  # marks that open and close alike
_Dyad = tuple[str | None, str | None]
_LINKS = ("with_", "between", "by", "for_", "to", "from_", "in_", "about", "and_")  # classes of grammar.csv
_AGREED = frozenset({"agreed", "refined", "proposed"})
_YEAR = 4  # digits


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one draft. A string of "" and a number below 0 mean that there is nothing to tell."""

    type: str
    """meeting, call, visit, session, signing."""
    frame: str
    """The frame of the candidate that tells most (``frames.py``)."""
    pairing: str
    """together: one sentence names both sides; antecedent: one side was found before or after; organiser: a session."""
    one_kind: str
    """The first principal of side one: named or office (an official without a name), state, org, group, body; none."""
    other_kind: str
    """The same of the other side."""
    one_affiliation: str
    """For whom side one acts: stated with a mention; inferred (visited place, delegation, mates); guessed; none."""
    other_affiliation: str
    """The same of the other side."""
    one_name: str
    """known, partly or unknown: whether all, some or no words of the name are known words of names; "" without one."""
    other_name: str
    """The same of the other side."""
    one_words: int
    """Words of the name of side one; -1 without a name."""
    other_words: int
    """The same of the other side."""
    one_office: str
    """Category of the office of side one (``office_heads.csv``); other where the office has none; none without one."""
    other_office: str
    """The same of the other side."""
    offices: str
    """same, different or missing: how the categories of the two offices compare."""
    one_told: int
    """How often the article mentions the principal of side one."""
    other_told: int
    """The same of the other side."""
    one_rivals: int
    """Other officials in the article who act for the same state or organisation as side one."""
    other_rivals: int
    """The same of the other side."""
    one_gap: int
    """Words between the trigger and side one, in its sentence; -1 where side one stands elsewhere."""
    other_gap: int
    """The same of the other side."""
    one_link: str
    """The preposition that governs side one, by its class in ``grammar.csv``; bare without one."""
    other_link: str
    """The same of the other side."""
    skipped: int
    """Officials who stand between the trigger and the side farther from it and are neither side."""
    strangers: int
    """Officials in the sentence who are on neither side."""
    words: int
    """Words and marks of the sentence."""
    place: int
    """Number of the sentence in the article, from 0: the headline or lead comes first."""
    sentences: int
    """Sentences of the article."""
    candidates: int
    """Sentences or clauses that tell of this encounter."""
    principals: int
    """Principals of both sides."""
    encounters: int
    """Other drafts of the article."""
    repeats: int
    """Other drafts of the article with the same two states or organisations."""
    shared: int
    """Other drafts of the article in which one of the principals stands too."""
    planned: bool
    """Told as still to come."""
    past: bool
    """Some candidate says that it took place."""
    quoted: bool
    """The trigger stands inside quotation marks or brackets."""
    reported: bool
    """«أن» stands before the trigger: somebody says so."""
    year: bool
    """A year is told in the sentence: it may be of long ago."""
    former: bool
    """A principal is told to be a former official."""
    oracle: str = ""
    """What a second reader of names says of the principals' names: agrees, partly, doubts; "" where none was asked."""


# Upper ends of the bins of each number; what is above the last is a bin of its own.
BINS: dict[str, tuple[int, ...]] = {
    "one_words": (1, 2, 3),
    "other_words": (1, 2, 3),
    "one_told": (1, 3),
    "other_told": (1, 3),
    "one_rivals": (0, 1, 3),
    "other_rivals": (0, 1, 3),
    "one_gap": (0, 2, 6, 12),
    "other_gap": (0, 2, 6, 12),
    "skipped": (0, 1),
    "strangers": (0, 1, 3),
    "words": (15, 30, 50),
    "place": (0, 2, 6),
    "sentences": (4, 9, 18),
    "candidates": (1, 2, 3),
    "principals": (2, 3),
    "encounters": (0, 1, 3),
    "repeats": (0,),
    "shared": (0, 1),
}
NAMES = frozenset(field.name for field in fields(Features))


def indicators(features: Features) -> tuple[str, ...]:
    """The features as ``name=value`` strings, numbers as the bin that they fall into; nothing told, no string."""
    out = []
    for name in _ORDER:
        value = getattr(features, name)
        bins = BINS.get(name)
        if bins is not None:
            if value >= 0:
                out.append(f"{name}={_bin(value, bins)}")
        elif value is True or value is False:
            if value:
                out.append(f"{name}=yes")
        elif value:
            out.append(f"{name}={value}")
    return tuple(out)


def known(indicator: str) -> bool:
    """Whether a string may be one of ``indicators``: a feature's name, and for a number one of its bins."""
    name, _, value = indicator.partition("=")
    bins = BINS.get(name)
    return name in NAMES and bool(value) and (bins is None or value in {_bin(n, bins) for n in (*bins, bins[-1] + 1)})


def read_features(drafts: list[Draft], actors: Actors, affiliations: Affiliations, lexicon: Lexicon) -> list[Features]:
    """The features of each draft of an article, in the order of ``drafts``."""
    dyads = [_dyad(d, affiliations) for d in drafts]
    return [_features(i, drafts, dyads, actors, lexicon, affiliations) for i in range(len(drafts))]


def _features(
    at: int,
    drafts: list[Draft],
    dyads: list[_Dyad],
    actors: Actors,
    lexicon: Lexicon,
    affiliations: Affiliations,
) -> Features:
    d = drafts[at]
    number = d.sentence
    sentence = actors.sentences[number]
    best = next(c for c in d.candidates if c.sentence == number)
    one = d.one[0] if d.one else None
    other = d.other[0] if d.other else None
    one_mention, other_mention = _mention(best.one, one, number), _mention(best.other, other, number)
    tokens, first = sentence.tokens, best.trigger.first
    offices = (_office(one), _office(other))
    one_gap, other_gap = _gap(best, one_mention), _gap(best, other_mention)
    neither = _neither(number, d, actors)
    grammar = lexicon.grammar
    return Features(
        type=d.type,
        frame=best.frame,
        pairing=_pairing(d),
        one_kind=_kind(one),
        other_kind=_kind(other),
        one_affiliation=_affiliation(one, dyads[at][0], affiliations),
        other_affiliation=_affiliation(other, dyads[at][1], affiliations),
        one_name=_name(one, lexicon),
        other_name=_name(other, lexicon),
        one_words=len(one.name) if one and one.name else -1,
        other_words=len(other.name) if other and other.name else -1,
        one_office=offices[0],
        other_office=offices[1],
        offices="missing" if "none" in offices else ("same" if offices[0] == offices[1] else "different"),
        one_told=len(one.mentions) if one else -1,
        other_told=len(other.mentions) if other else -1,
        one_rivals=_rivals(one, actors, affiliations),
        other_rivals=_rivals(other, actors, affiliations),
        one_gap=one_gap,
        other_gap=other_gap,
        one_link=_link(one_mention, grammar),
        other_link=_link(other_mention, grammar),
        skipped=_between(best, (one_mention, other_mention), neither),
        strangers=len(neither),
        words=len(tokens),
        place=number,
        sentences=len(actors.sentences),
        candidates=len(d.candidates),
        principals=len(d.one) + len(d.other),
        encounters=len(drafts) - 1,
        repeats=sum(set(dyad) == set(dyads[at]) for dyad in dyads) - 1,
        shared=sum(any(a is b for a in d.one + d.other for b in x.one + x.other) for x in drafts if x is not d),
        planned=d.planned,
        past=any(c.past for c in d.candidates),
        quoted=_quoted(tokens[:first]),
        reported=not grammar.that.isdisjoint(t.text for t in tokens[:first]),
        year=any(len(t.text) == _YEAR and t.text.isdigit() for t in tokens),
        oracle=_oracle(d),
        former=any(m.former for a in (one, other) if a for _, m in a.mentions),
    )


def _oracle(d: Draft) -> str:
    """Agrees where the second reader of names knew of a name, doubts where of none of its mentions."""
    heard = [{m.opinion for _, m in a.mentions if m.opinion} for a in (*d.one[:1], *d.other[:1])]
    agreed = [not opinions.isdisjoint(_AGREED) for opinions in heard if opinions]
    return "" if not agreed else ("agrees" if all(agreed) else ("partly" if any(agreed) else "doubts"))


def _pairing(d: Draft) -> str:
    if d.organiser is not None:
        return "organiser"
    return "together" if any(c.one and c.other for c in d.candidates) else "antecedent"


def _mention(side: tuple[Mention, ...], actor: Actor | None, number: int) -> Mention | None:
    """The mention that the frame read, else the first of the actor in that sentence."""
    if side:
        return side[0]
    return next((m for n, m in actor.mentions if n == number), None) if actor else None


def _affiliation(actor: Actor | None, code: str | None, affiliations: Affiliations) -> str:
    """How it is known that an actor acts for ``code``."""
    if actor is None:
        return "none"
    if any((m.country and m.country != UNRESOLVED) or m.org for _, m in actor.mentions):
        return "stated"
    if affiliations.stated(actor):
        return "inferred"
    return "guessed" if code else "none"


def _kind(actor: Actor | None) -> str:
    if actor is None:
        return "none"
    return ("named" if actor.name else "office") if actor.kind in {"official", "counterpart"} else actor.kind


def _rivals(actor: Actor | None, actors: Actors, affiliations: Affiliations) -> int:
    """How many other officials are stated to act for the same state or organisation; -1 where that is not stated."""
    stated = affiliations.stated(actor) if actor else None
    if stated is None:
        return -1
    return sum(a is not actor and a.kind == "official" and affiliations.stated(a) == stated for a in actors.actors)


def _name(actor: Actor | None, lexicon: Lexicon) -> str:
    names = [m.name.split() for _, m in actor.mentions if m.name] if actor else []
    if not names:
        return ""
    words = [word for word in max(names, key=len) if word not in lexicon.name_particles]
    sure = sum(word in lexicon.name_words or word in lexicon.given_names for word in words)
    return "known" if sure == len(words) else ("partly" if sure else "unknown")


def _office(actor: Actor | None) -> str:
    """The category of the first office that the article gives."""
    held = [m for _, m in actor.mentions if m.role] if actor else []
    if not held:
        return "none"
    return next((m.head.category for m in held if m.head and m.head.category), "other")


def _gap(candidate: Candidate, mention: Mention | None) -> int:
    if mention is None:
        return -1
    trigger = candidate.trigger
    return max(0, mention.first - trigger.last if mention.first >= trigger.last else trigger.first - mention.last)


def _neither(number: int, d: Draft, actors: Actors) -> list[Mention]:
    """The officials of the sentence who are on neither side."""
    sides = d.one + d.other
    return [
        m
        for m in actors.sentences[number].mentions
        if m.kind == "official" and not any(actors.of(number, m) is principal for principal in sides)
    ]


def _between(candidate: Candidate, sides: tuple[Mention | None, ...], neither: list[Mention]) -> int:
    ends = [m.first for m in sides if m is not None]
    low, high = min([candidate.trigger.first, *ends]), max([candidate.trigger.last, *ends])
    return sum(low < m.first < high for m in neither)


def _dyad(d: Draft, affiliations: Affiliations) -> _Dyad:
    """For whom the first principals of the two sides act."""
    one, other = d.one[0] if d.one else None, d.other[0] if d.other else None
    return (affiliations.of(one, other) if one else None, affiliations.of(other, one) if other else None)


def _quoted(before: list[Token]) -> bool:
    """Whether a quotation mark or bracket opened before is still open."""
    straight = open_ = 0
    for token in before:
        if token.text in _STRAIGHT:
            straight ^= 1
        elif token.text in OPENING:
            open_ += 1
        elif token.text in QUOTES:
            open_ = max(0, open_ - 1)
    return bool(straight or open_)


def _link(mention: Mention | None, grammar: Grammar) -> str:
    if mention is None:
        return ""
    if mention.link in COMMAS:
        return "comma"
    if not mention.link:
        return "bare"
    return next((name.rstrip("_") for name in _LINKS if mention.link in getattr(grammar, name)), "other")


@lru_cache(maxsize=4096)
def _bin(value: int, ends: tuple[int, ...]) -> str:
    """The label of the bin of a number: its bounds."""
    at = bisect_left(ends, value)
    low = 0 if at == 0 else ends[at - 1] + 1
    if at == len(ends):
        return f"{low}+"
    return str(low) if low == ends[at] else f"{low}-{ends[at]}"


_ORDER = tuple(field.name for field in fields(Features))
