"""How two parties of a sentence stand to a word of contact and to each other, as plain strings: the input of the model
of contacts (``contacts.py``).

A feature tells of grammar alone: prepositions, particles and words of events around and between them, distances in
bins, kinds and offices. No name of a person, a state or a town is one.
"""

from __future__ import annotations

from bisect import bisect_left

from kg.lexicon import Lexicon, Trigger
from kg.mention import Mention
from kg.sentences import Sentence
from kg.tokens import Match, Token

_GAPS = (0, 1, 2, 4, 7, 12, 20)  # upper ends of the bins of distances, in words
_MOST = 12  # words read between two of the three
_AROUND = 8  # words before and behind the word of contact that are searched for other events
_MANY = 3  # from which on numbers are alike
_PARTIES = 6  # the same of the parties of a sentence
_OUTLINE = 5  # words of a stretch that is told in full
_STOPS = frozenset('.؛:"«»')


def contact_features(
    lexicon: Lexicon, sentence: Sentence, trigger: Match[Trigger], x: Mention, y: Mention
) -> list[str]:
    """The features of two mentions, ``x`` before ``y``, and a trigger of their sentence."""
    tokens, frame = sentence.tokens, trigger.value.frame
    order = "first" if trigger.first < x.first else "between" if trigger.first < y.first else "last"
    kinds = f"{_kind(x)}+{_kind(y)}"
    to_x = x.first - trigger.last if order == "first" else trigger.first - x.last
    to_y = trigger.first - y.last if order == "last" else y.first - trigger.last
    inside = min(sum(x.last <= m.first < y.first for m in sentence.mentions), _MANY)
    out = [
        f"word {trigger.value.word}",
        f"frame {frame}",
        f"clitic {trigger.clitic}",
        f"order {frame} {order}",
        f"kinds {frame} {order} {kinds}",
        f"kinds {kinds}",
        f"offices {_office(x)}+{_office(y)}",
        f"x link {x.link}",
        f"y link {y.link}",
        f"y link {frame} {order} {y.link}",
        f"x link {frame} {order} {x.link}",
        f"links {order} {x.link}+{y.link}",
        f"y link {frame} {order} {y.link} {_kind(y)}",
        f"gap {_bin(y.first - x.last)}",
        f"gap x {order} {_bin(to_x)}",
        f"gap y {order} {_bin(to_y)}",
        f"gap x {frame} {order} {_bin(to_x)}",
        f"gap y {frame} {order} {_bin(to_y)}",
        f"named {bool(x.name):d}{bool(y.name):d}",
        f"inside {order} {inside}",
    ]
    if trigger.value.of_his:
        out.append(f"of-his {frame}")
    if order == "first":
        stretches = (("trigger-x", trigger.last, x.first), ("x-y", x.last, y.first))
    elif order == "between":
        stretches = (("x-trigger", x.last, trigger.first), ("trigger-y", trigger.last, y.first))
    else:
        stretches = (("x-y", x.last, y.first), ("y-trigger", y.last, trigger.first))
    known = sentence.once("known words", lambda: [_known(lexicon, token.text) for token in tokens])
    for where, first, last in stretches:
        _stretch(sentence, known, where, first, last, frame, out)
    _neighbours(lexicon, tokens, known, trigger, x, y, out)
    _others(lexicon, sentence, trigger, x, y, out)
    return out


def _stretch(
    sentence: Sentence, known: list[str], where: str, first: int, last: int, frame: str, out: list[str]
) -> None:
    """The particles, marks and words of events in a stretch, and its outline: all of its words where they are few,
    a party or a word that may be a name standing as one."""
    out += [f"{where} {word}" for word in known[first : min(last, first + _MOST)] if word]
    outline = _outline(sentence, known, first, last)
    if len(outline) <= _OUTLINE:
        out += [f"outline {where} {' '.join(outline)}", f"outline {frame} {where} {' '.join(outline)}"]
    else:
        out += [f"begins {where} {' '.join(outline[:2])}", f"ends {where} {' '.join(outline[-2:])}"]


def _outline(sentence: Sentence, known: list[str], first: int, last: int) -> list[str]:
    ends = sentence.once("ends of mentions", lambda: {m.first: m.last for m in sentence.mentions})
    out: list[str] = []
    i, before = first, ""
    while i < last:
        end = ends.get(i)
        word = "@" if end is not None else known[i] or "_"
        if word != "_" or before != "_":
            out.append(word)
        before = word
        i = max(i + 1, end or 0)
    return out


def _neighbours(
    lexicon: Lexicon,
    tokens: list[Token],
    known: list[str],
    trigger: Match[Trigger],
    x: Mention,
    y: Mention,
    out: list[str],
) -> None:
    """The words right beside the three."""
    frame = trigger.value.frame

    def plain(i: int) -> str:
        return known[i] or _plain(lexicon, tokens[i].text)

    for back in (1, 2):
        if trigger.first >= back:
            word = plain(trigger.first - back)
            out += [f"before-{back} {word}", f"before-{back} {frame} {word}"]
    for on in (0, 1):
        if trigger.last + on < len(tokens):
            out.append(f"after-{on} {plain(trigger.last + on)}")
    if x.first:
        out.append(f"before-x {plain(x.first - 1)}")
    if y.first:
        out.append(f"before-y {plain(y.first - 1)}")
    if y.last < len(tokens):
        out.append(f"after-y {plain(y.last)}")


def _others(
    lexicon: Lexicon, sentence: Sentence, trigger: Match[Trigger], x: Mention, y: Mention, out: list[str]
) -> None:
    """Other events and words of contact of the sentence, and what parts the three."""
    tokens, events = sentence.tokens, sentence.matches(lexicon.events)
    for i, event in events.items():
        if trigger.first - _AROUND <= i < trigger.first:
            out.append(f"event-before {event.value}")
        elif trigger.last <= i < trigger.last + _AROUND:
            out.append(f"event-behind {event.value}")
    low, high = min(trigger.first, x.first), max(trigger.last, y.first)
    further = [t for t in sentence.matches(lexicon.triggers).values() if t.first != trigger.first]
    out += [
        f"further {min(sum(low <= t.first < high for t in further), _MANY)}",
        f"further all {min(len(further), _MANY)}",
        f"stops {min(sum(t.text in _STOPS for t in tokens[low:high]), _MANY)}",
        f"that {any(t.text in lexicon.grammar.that for t in tokens[low:high]):d}",
        f"mentions {min(len(sentence.mentions), _PARTIES)}",
    ]
    out += [f"further between {t.value.frame}" for t in further if x.last <= t.first < y.first]


def _known(lexicon: Lexicon, word: str) -> str:
    """The word where it is one of grammar, a mark or of an event; else nothing: it may be a name."""
    if word in lexicon.function_words or not word[0].isalnum() or word in lexicon.events.surfaces:
        return word
    return word if word in lexicon.triggers.surfaces else ""


def _plain(lexicon: Lexicon, word: str) -> str:
    """Any other common word that names nobody and no place; else nothing."""
    if word not in lexicon.common_words or word in lexicon.given_names or word in lexicon.surnames:
        return ""
    return "" if word in lexicon.states.surfaces or word in lexicon.cities else word


def _kind(m: Mention) -> str:
    return m.kind if m.kind != "official" else "named" if m.name else "office"


def _office(m: Mention) -> str:
    return m.head.category if m.head else "none"


def _bin(words: int) -> int:
    return bisect_left(_GAPS, words)
