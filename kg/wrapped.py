"""Lines broken by hand in the middle of a sentence, put together again.

Every line end ends a sentence (``kg.text.sentences``), since headlines, datelines and items of lists stand on lines
of their own. A line goes on where its last word cannot end one («مع رئيس»), where the next line begins with a word that
cannot begin one, or where it is one of several long lines without a mark at their ends.
"""

from __future__ import annotations

import re

from kg.lexicon import Lexicon
from kg.model import Span
from kg.tokens import tokenise

_WORD = re.compile(r"\w+")
_ENDS = '.!?…:؛؟،,"»”)]'
_LONG, _LONGEST = 45, 115  # letters of a line that was broken for its length
_RUN = 4  # so many such lines in a row were broken by hand


class Wrapped:
    """Holds the words with which no line ends, and those with which none begins."""

    def __init__(self, lexicon: Lexicon) -> None:
        grammar = lexicon.grammar
        self._open = frozenset(grammar.link | grammar.governed | grammar.that | grammar.relative | grammar.son)
        self._joining = frozenset(grammar.link | grammar.governed | {w for w in grammar.beside_verb if len(w) > 2})
        self._lexicon = lexicon

    def join(self, text: str, spans: list[Span]) -> list[Span]:
        """The spans of sentences, those that one line end alone parts in the middle put together."""
        if "\n" not in text:
            return spans
        breaks = [k for k in range(1, len(spans)) if self._bare_break(text, spans[k - 1], spans[k])]
        if not breaks:
            return spans
        wrapped = self._runs(spans, breaks)
        out = spans[:1]
        parted = set(breaks)
        for k in range(1, len(spans)):
            if k in parted and (k in wrapped or self._goes_on(text, spans[k - 1], spans[k])):
                out[-1] = (out[-1][0], spans[k][1])
            else:
                out.append(spans[k])
        return out

    def _bare_break(self, text: str, one: Span, other: Span) -> bool:
        """One line end and nothing else parts two sentences, and no mark stands before it."""
        return text[one[1] - 1] not in _ENDS and text[one[1] : other[0]].strip(" ") == "\n"

    def _runs(self, spans: list[Span], breaks: list[int]) -> set[int]:
        """The breaks that stand in a run of long lines without marks."""
        out: set[int] = set()
        run: list[int] = []
        for k in breaks:
            length = spans[k - 1][1] - spans[k - 1][0]
            if run and run[-1] != k - 1:
                run = []
            if not _LONG <= length <= _LONGEST:
                run = []
                continue
            run.append(k)
            if len(run) >= _RUN:
                out.update(run)
        return out

    def _goes_on(self, text: str, one: Span, other: Span) -> bool:
        last = text[max(one[0], one[1] - 30) : one[1]].split()[-1]
        head = self._lexicon.heads.at(tokenise(last), 0)
        if last in self._open or (head and not head.value.definite and head.value.number == "singular"):
            return True  # «مع»، «لرئيس»
        rank = self._lexicon.honorifics.at(tokenise(last), 0, clitics=False)
        if rank and rank.value.position == "before" and last not in self._lexicon.given_names:
            return True  # «استقبل اللواء»
        first = _WORD.match(text, other[0])
        if first is None:
            return False
        if first[0] in self._joining and self._lexicon.triggers.at(tokenise(text, one[0], min(one[1], one[0] + 20)), 0):
            return True  # «اجتمع اللواء X\nاليوم مع …»: headlines begin with no such verb
        state = self._lexicon.states.at(tokenise(first[0]), 0, clitics=False)
        return state is not None and state.value.kind == "demonym" and state.value.definite
