"""Two officials who spoke together though the words for it name neither: whoever did something together just before, or
wrote to the other."""

from __future__ import annotations

import itertools

from kg.affiliations import Affiliations
from kg.clauses import contrast
from kg.drafts import Draft
from kg.entities import Actor, Actors, Sentence
from kg.frames import Candidate
from kg.lexicon import Lexicon
from kg.sides import holds_office
from kg.tokens import surfaces

_TOGETHER = 3  # sentences in which the two stand whom «الوزيران» means
_LETTER = 12  # sentences from «المباحثات التي عقدناها» back to who sent the telegram


def by_letter(
    candidate: Candidate, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> Draft | None:
    """«بعث X برقية شكر لـY …. لقد أثبتت المباحثات التي عقدناها»: who wrote and to whom he wrote."""
    grammar = lexicon.grammar
    for number in range(candidate.sentence, max(-1, candidate.sentence - _LETTER), -1):
        sentence = sentences[number]
        wire = next((i for i, t in enumerate(sentence.tokens) if t.text in surfaces(grammar.telegram)), None)
        if wire is None:
            continue
        officials = [m for m in sentence.mentions if m.kind == "official" and (m.name or m.role)]
        writer = next((m for m in officials if m.last <= wire and m.link not in grammar.governed), None)
        reader = next((m for m in officials if m.first > wire and m.link in grammar.for_ | grammar.to), None)
        if writer is None or reader is None or writer is reader:
            continue
        one, other = actors.of(number, writer), actors.of(number, reader)
        if _of_two_states(one, other, affiliations):
            return Draft(candidate.type, [one], [other], [candidate], candidate.planned)
    return None


def spoke_together(
    candidate: Candidate, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> Draft | None:
    """«أكد وزير الداخلية X ونظيره Y …. وذلك عقب لقاء ضم الوزيرين»: the two who did something together just before."""
    for number in range(candidate.sentence, max(-1, candidate.sentence - _TOGETHER), -1):
        mentions = [m for m in sentences[number].mentions if m.kind in {"official", "counterpart"}]
        if number == candidate.sentence:
            mentions = [m for m in mentions if m.last <= candidate.trigger.first]
        for a, b in reversed(list(itertools.pairwise(mentions))):
            apart = any(not t.is_mark for t in sentences[number].tokens[a.last : b.first])
            # and «في خطوة أعلنها الرئيس X للرئيس Y خلال القمة التي عقدت بين الطرفين»
            links = lexicon.grammar.and_ | lexicon.grammar.for_
            if b.kind == "counterpart":  # «رافق X نظيره Y …. وذكر أن الوزيرين عقدا اجتماعا»
                links |= lexicon.grammar.by | {""}
            joined = b.link in links and a.link not in lexicon.grammar.governed
            if apart or not joined or not contrast(a, b):
                continue
            one, other = actors.of(number, a), actors.of(number, b)
            if _of_two_states(one, other, affiliations):
                return Draft(candidate.type, [one], [other], [candidate], candidate.planned)
    return None


def _of_two_states(one: Actor, other: Actor, affiliations: Affiliations) -> bool:
    x, y = affiliations.of(one, other), affiliations.of(other, one)
    return bool(one is not other and x and y and x != y and holds_office(one) and holds_office(other))
