"""How a topic phrase stands among others: in a list of what was discussed, or alone; named once, or again and again.

«بحثا مكافحة المخدرات، وأمن الحدود، وتبادل المعلومات»: what is joined to another topic close by was discussed
as that was; a phrase alone in its sentence, named once, is more often told in passing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kg.entities import Sentence
from kg.grammar import Grammar
from kg.tokens import COMMAS, OPENING, Token
from kg.topics import TopicCue

_STEP, _STEPS = 12, 4  # letters between two phrases, in so many steps
_MOST = 6  # phrases that name a topic

FEATURES = frozenset(
    {
        "joined",
        "comma-ahead",
        *(f"{where}-{steps}" for where in ("cue-ahead", "cue-behind") for steps in ("over", *range(_STEPS + 1))),
        *(f"times-{number}" for number in range(1, _MOST + 1)),
    }
)


def among(cues: Sequence[TopicCue], k: int, tokens: Sequence[Token], i: int, grammar: Grammar) -> tuple[str, ...]:
    """The features of the ``k``-th cue of a sentence, which begins at word ``i``."""
    cue = cues[k]
    out = []
    if i < len(tokens) and tokens[i].text.startswith(tuple(grammar.and_)):
        out.append("joined")
    if i and tokens[i - 1].text in COMMAS:
        out.append("comma-ahead")
    ahead = next((cues[j] for j in range(k - 1, -1, -1) if cues[j].start < cue.start), None)
    if ahead:
        out.append(f"cue-ahead-{_steps(cue.start - ahead.end)}")
    behind = next((cues[j] for j in range(k + 1, len(cues)) if cues[j].start >= cue.end), None)
    if behind:
        out.append(f"cue-behind-{_steps(behind.start - cue.end)}")
    return tuple(out)


def times(named: Counter[str]) -> dict[str, str]:
    """For each topic code, the feature that says how often it was named."""
    return {code: f"times-{min(_MOST, number)}" for code, number in named.items()}


def lead_of_each(sentences: Sequence[Sentence]) -> list[int]:
    """For each sentence the one that says whose it is: itself, or for an item the one above the list."""
    leads: list[int] = []
    for n, sentence in enumerate(sentences):
        leads.append(leads[-1] if leads and _is_item(sentence) else n)
    return leads


def _is_item(sentence: Sentence) -> bool:
    first = sentence.tokens[0] if sentence.tokens else None
    return bool(first and ((first.is_mark and first.text not in OPENING) or first.text.isdigit()))


def _steps(letters: int) -> str:
    return "over" if letters < 0 else str(min(_STEPS, letters // _STEP))
