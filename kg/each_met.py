"""Several meetings told in one clause: «استقبل X السفيرين Y وZ، كلا على حدة»، «عقد X لقاءين منفصلين مع Y وZ»."""

from __future__ import annotations

from dataclasses import replace

from kg.drafts import Draft
from kg.entities import Sentence
from kg.frames import Candidate
from kg.lexicon import Lexicon

_BEHIND = 6  # words from the last of those who were met to «كلا على حدة»
_SEVERAL = 2
_FRAMES = frozenset({"receive", "meet", "gather", "talk", "talks", "talks-of-his", "dual"})


def parted(drafts: list[Draft], sentences: list[Sentence], lexicon: Lexicon) -> list[Draft]:
    """The drafts, each in which somebody met others one by one as one draft for each of them."""
    out: list[Draft] = []
    for d in drafts:
        told = [c for c in d.candidates if len(c.other) >= _SEVERAL]
        apart = bool(told) and all(_one_by_one(c, sentences[c.sentence], lexicon) for c in told)
        if d.type != "meeting" or len(d.other) < _SEVERAL or len(d.one) > 1 or not apart:
            out.append(d)
            continue
        # one list of attendees: who was there too was at each of them
        out += [replace(d, other=[a], candidates=list(d.candidates)) for a in d.other]
    return out


def _one_by_one(candidate: Candidate, sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether a clause says that somebody met each of several by himself."""
    if candidate.frame not in _FRAMES:
        return False
    grammar, last = lexicon.grammar, candidate.trigger.last
    first, end = candidate.other[0].first, candidate.other[-1].last
    words = {t.text for t in (*sentence.tokens[last:first], *sentence.tokens[end : end + _BEHIND])}
    if not words.isdisjoint(grammar.singly):
        return True
    talks = (i for i, t in sentence.matches(lexicon.triggers).items() if t.value.frame == "talks" and 0 < i < first)
    if any(sentence.tokens[i - 1].text in grammar.batch for i in talks) and not words.isdisjoint(grammar.includes):
        return True  # «أجرى سلسلة مباحثات شملت X وY»
    noun = candidate.trigger.value.word.split()[0]
    nouns = {noun} | {t.value.word for i, t in sentence.matches(lexicon.triggers).items() if last <= i < first}
    two = any(n.endswith(tuple(grammar.dual)) and n.startswith(tuple(grammar.meeting_noun)) for n in nouns)
    behind = {t.text for t in sentence.tokens[last:first]}
    return (two and len(candidate.other) == _SEVERAL) or not behind.isdisjoint(grammar.separate)
