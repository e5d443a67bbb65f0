"""How two parties of a sentence stand to a word of contact and to each other, as plain strings: the input of the model
of contacts (``contacts.py``).

A feature tells of grammar alone: prepositions, particles and words of events around and between them, distances in
bins, kinds and offices. No name of a person, a state or a town is one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

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
    for where, first, last in stretches:
        _stretch(lexicon, sentence, where, first, last, frame, out)
    _neighbours(lexicon, tokens, trigger, x, y, out)
    _others(lexicon, sentence, trigger, x, y, out)
    return out


def _stretch(
    lexicon: Lexicon, sentence: Sentence, where: str, first: int, last: int, frame: str, out: list[str]
) -> None:
    """The particles, marks and words of events in a stretch, and its outline: all of its words where they are few,
    a party or a word that may be a name standing as one."""
    tokens = sentence.tokens
    for token in tokens[first : min(last, first + _MOST)]:
        word = _known(lexicon, token.text)
        if word:
            out.append(f"{where} {word}")
    outline = list(_outline(lexicon, sentence, first, last))
    if len(outline) <= _OUTLINE:
        out += [f"outline {where} {' '.join(outline)}", f"outline {frame} {where} {' '.join(outline)}"]
    else:
        out += [f"begins {where} {' '.join(outline[:2])}", f"ends {where} {' '.join(outline[-2:])}"]


def _outline(lexicon: Lexicon, sentence: Sentence, first: int, last: int) -> Iterable[str]:
    starts = {m.first: m for m in sentence.mentions}
    i, before = first, ""
    while i < last:
        mention = starts.get(i)
        word = "@" if mention else _known(lexicon, sentence.tokens[i].text) or "_"
        if word != "_" or before != "_":
            yield word
        before = word
        i = max(i + 1, mention.last if mention else 0)


def _neighbours(
    lexicon: Lexicon, tokens: list[Token], trigger: Match[Trigger], x: Mention, y: Mention, out: list[str]
) -> None:
    """The words right beside the three."""
    frame = trigger.value.frame
    for back in (1, 2):
        if trigger.first >= back:
            word = _plain(lexicon, tokens[trigger.first - back].text)
            out += [f"before-{back} {word}", f"before-{back} {frame} {word}"]
    for on in (0, 1):
        if trigger.last + on < len(tokens):
            out.append(f"after-{on} {_plain(lexicon, tokens[trigger.last + on].text)}")
    if x.first:
        out.append(f"before-x {_plain(lexicon, tokens[x.first - 1].text)}")
    if y.first:
        out.append(f"before-y {_plain(lexicon, tokens[y.first - 1].text)}")
    if y.last < len(tokens):
        out.append(f"after-y {_plain(lexicon, tokens[y.last].text)}")


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
    """The same, and any other common word that names nobody and no place."""
    if known := _known(lexicon, word):
        return known
    if word not in lexicon.common_words or word in lexicon.given_names or word in lexicon.surnames:
        return ""
    return "" if word in lexicon.states.surfaces or word in lexicon.cities else word


def _kind(m: Mention) -> str:
    return m.kind if m.kind != "official" else "named" if m.name else "office"


def _office(m: Mention) -> str:
    return m.head.category if m.head else "none"


def _bin(words: int) -> int:
    return bisect_left(_GAPS, words)
