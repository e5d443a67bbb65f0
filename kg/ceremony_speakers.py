"""A ceremony of two states whose guests no sentence lists: «خلال حفل أقيم أمس. وقال المدير X …. من جهته أعرب السفير
Y …»: those who spoke there, or who gave something and who was there."""

from __future__ import annotations

from collections.abc import Iterator

from kg.affiliations import Affiliations
from kg.drafts import Draft
from kg.entities import Actor, Actors, Sentence
from kg.frames import Candidate
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.sides import of_two_states
from kg.tokens import surfaces

_SPOKEN = 6  # sentences from a ceremony to what was said there
_BEFORE = 1  # and those before it: the lead may quote a speaker
_PART = 3  # words in which «من جهته» stands
_VERB = 3  # words from it to the speaker
_BACK = 2  # sentences from «مراسم التسليم» to who gave
_GIVER = 2  # words from «سلم» to him
_GIVING = frozenset({"deliver", "credentials", "ceremony"})


def spoke_there(
    candidate: Candidate, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> Draft | None:
    """The first two of different states or organisations who are quoted around the word for a ceremony, the later of
    them «on his part»."""
    here = candidate.sentence
    if candidate.one:
        return _with_giver(candidate, sentences, actors, affiliations, lexicon)
    if candidate.planned:
        return None
    found = list[Actor]()
    for number in range(max(0, here - _BEFORE), min(len(sentences), here + _SPOKEN + 1)):
        for m, answers in _quoted(sentences[number], lexicon):
            actor = actors.of(number, m)
            if not (actor.named and actor.offices) or any(actor is a for a in found):
                continue
            one = next((a for a in found if of_two_states(a, actor, affiliations)), None)
            if one is not None and answers:
                return Draft(candidate.type, [one], [actor], [candidate], candidate.planned)
            found.append(actor)
    return None


def _with_giver(
    candidate: Candidate, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> Draft | None:
    """«سلم السفير X شحنة معدات …. وجرت مراسم التسليم بحضور المفوض العام Y»: who gave, and who was there."""
    one = actors.of(candidate.sentence, candidate.one[0])
    for number in range(max(0, candidate.sentence - _BACK), candidate.sentence):
        triggers = sentences[number].matches(lexicon.triggers).values()
        for t in (t for t in triggers if t.value.frame in _GIVING):
            for m in sentences[number].mentions:
                if m.kind == "official" and m.name and 0 <= m.first - t.last <= _GIVER:
                    giver = actors.of(number, m)
                    if of_two_states(one, giver, affiliations):
                        return Draft(candidate.type, [giver], [one], [candidate], candidate.planned)
    return None


def _quoted(sentence: Sentence, lexicon: Lexicon) -> Iterator[tuple[Mention, bool]]:
    """Who is quoted in a sentence, and whether in words of his own after another: «من جهته أكد X», «وعبر X عن»; «قال X»
    may stand anywhere."""
    grammar, tokens = lexicon.grammar, sentence.tokens
    part = next((i + 1 for i, t in enumerate(tokens[:_PART]) if t.text in grammar.on_his_part), 0)
    said, expresses = surfaces(grammar.statement), surfaces(grammar.expresses)
    for m in sentence.mentions:
        if m.kind != "official" or m.link in grammar.governed:
            continue
        first = tokens[m.first - 1].text if m.first else ""
        opens = m.first == 1 and (first in said or first in expresses)
        if opens or first in said or (part and part <= m.first <= part + _VERB):
            yield m, bool(part or opens)
        return
