"""Whether a pronoun or verb can mean an official: «زيارتها» is not the minister's, «وصلت» not said of him."""

from __future__ import annotations

from kg.entities import Actor, Sentence
from kg.frames import Candidate
from kg.grammar import Grammar

_HERS = 2  # letters: ها
_FINITE = frozenset({"receive", "meet", "gather", "visit", "travel"})


def agrees(candidate: Candidate, actor: Actor, sentences: list[Sentence], grammar: Grammar, *, verb: bool) -> bool:
    """Whether the pronoun of «زيارته», «لقائها», or where asked for the ``verb`` «وصلت», may mean ``actor``.

    Any may where his or her office is not told.
    """
    if verb != (candidate.frame in _FINITE) or actor.kind != "official":
        return True
    if candidate.frame == "received" and not any(n == candidate.sentence for n, _ in actor.mentions):
        word = sentences[candidate.sentence].tokens[candidate.trigger.last - 1].text
        if word.endswith(tuple(grammar.theirs)):
            return False  # «قام طلبة … بزيارة، حيث استقبلهم X»: not the one who came alone
    hers = _hers(candidate, sentences[candidate.sentence].tokens[candidate.trigger.last - 1].text, grammar)
    if hers is None:
        return True
    told = [
        sentences[n].tokens[m.first].text.endswith(tuple(grammar.feminine_singular))
        for n, m in actor.mentions
        if m.kind == "official"
        and m.head
        and m.head.number == "singular"
        and not m.head.possessed
        and m.role
        and m.head.category != "address"  # «معاليه»
    ]
    return not told or any(told) == hers


def _hers(candidate: Candidate, word: str, grammar: Grammar) -> bool | None:
    """Whether the word speaks of a woman; None where it may speak of anybody."""
    trigger = candidate.trigger.value
    if candidate.frame in _FINITE and trigger.word.endswith(tuple(grammar.she_did)):
        return None if trigger.word in grammar.i_did else True
    if candidate.frame in _FINITE or not (trigger.of_his or candidate.frame.endswith("-of-his")):
        return None  # «يتوجه»: its last letter is no pronoun
    if word.endswith(tuple(grammar.of_both | grammar.theirs)):
        return None
    endings = [len(p) for p in grammar.his if word.endswith(p)]
    return max(endings) == _HERS if endings else None
