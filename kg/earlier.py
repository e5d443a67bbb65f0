"""Visits of another time: «منذ زيارته إلى باريس في نوفمبر الماضي»، «قام عام 1990 بزيارة للصين»، «آخر زيارة له»; they
are none of the visit or meeting that the article is about."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.clauses import Clause
from kg.entities import Sentence
from kg.frames import Candidate
from kg.lexicon import Lexicon
from kg.tokens import COMMAS, surfaces

_BEFORE = 12  # words from «في عام 1990» to «بزيارة»
_DATE = 6  # words of a date that a sentence opens with
_BEHIND = 9  # words from the goal to when that was
_LATELY = 4  # words from «نوفمبر (تشرين الثاني)» to «الماضي»
_WITHIN = frozenset("()/")  # «نوفمبر (تشرين الثاني) الماضي»
_YEAR = re.compile(r"(?:19|20)\d\d")


def of_other_times(
    candidates: list[Candidate], sentences: list[Sentence], year: int | None, lexicon: Lexicon
) -> list[Candidate]:
    """The candidates, visits of another time with the words that tell it; ``year`` is the article's own."""
    out = []
    for c in candidates:
        if c.type == "visit" and c.other and not (c.planned or c.denied):
            time = _time(Clause(lexicon, sentences[c.sentence], c.trigger), c.other[0].last, str(year) if year else "")
            c = replace(c, time=time) if time else c
        out.append(c)
    return out


def _time(clause: Clause, goal: int, year: str) -> str:
    """What sets the time of a visit apart from the article's own; nothing where no word does."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    if not surfaces(grammar.last_one).isdisjoint(clause.words(first - 1, first)) or not grammar.previous.isdisjoint(
        clause.words(last, last + 1)
    ):
        return "last"  # «آخر زيارة»، «زيارته السابقة»
    near = range(first - 1, max(-1, first - _BEFORE), -1)
    start = next((i + 1 for i in near if _ends(clause, i) and not _fronted(clause, i)), first - _BEFORE)
    end = min(len(clause.tokens), max(goal, last) + _BEHIND)
    stop = next((i for i in range(max(goal, last), end) if _ends(clause, i)), end)
    words = [*clause.words(start, first), "", *clause.words(last, stop)]
    for k, word in enumerate(words):
        if year and _YEAR.fullmatch(word) and word != year:
            return word
        before = words[k - 1] if k else ""
        if word in grammar.gone_by and before in grammar.year:
            return "year"  # «العام الماضي»
        if before in grammar.ahead_of and word in grammar.year:
            return "years"  # «قبل عامين»
        month = next((w for w in reversed(words[max(0, k - _LATELY) : k]) if w in clause.lexicon.months), "")
        if word in grammar.gone_by and month:
            return month  # «نوفمبر الماضي»
    return ""


def _fronted(clause: Clause, i: int) -> bool:
    """«وفي ديسمبر 2017، قام X بزيارة …»: nothing but a date stands before the comma that a sentence opens with."""
    told = any(m.first < i for m in clause.sentence.mentions)
    return i <= _DATE and clause.tokens[i].text in COMMAS and not told


def _ends(clause: Clause, i: int) -> bool:
    """Another thing is told behind the token, or it is another journey's or meeting's."""
    token, grammar = clause.tokens[i], clause.grammar
    if token.text in grammar.not_when - grammar.ahead_of:
        return True  # «الأولى منذ فوزه في مارس الماضي»
    return (token.is_mark and token.text not in _WITHIN) or any(True for _ in clause.triggers(i, i + 1))
