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
from kg.sides import of_two_states
from kg.tokens import surfaces

_TOGETHER = 3  # sentences in which the two stand whom «الوزيران» means
_OFFICE_REACH = 8  # sentences back to the two of that office, where others are told of in between
_PAIR = 2
_BESIDE = 4  # words around a word of contact in which «الوزيران» stands
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
        if of_two_states(one, other, affiliations):
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
            if of_two_states(one, other, affiliations):
                return Draft(candidate.type, [one], [other], [candidate], candidate.planned)
    return None


def of_that_office(
    candidate: Candidate,
    sentences: list[Sentence],
    actors: Actors,
    affiliations: Affiliations,
    earlier: list[Draft],
    near: list[Draft],
) -> list[Draft]:
    """Whose «الوزيران» is, of the encounters that are ``near``: that of two ministers, even one told further back; else
    of the two of that office who were named last, as in «بحضور وزير الداخلية X ووزير الداخلية الفلسطيني Y. …»."""
    office = _office_of_both(candidate, sentences[candidate.sentence])
    if office is None or any(_hold(d, office) for d in near[-1:]):
        return near
    told = [d for d in earlier if _hold(d, office)][-1:]
    two = None if told else _two_of_office(candidate, office, sentences, actors, affiliations)
    return told or ([two] if two else near)


def _office_of_both(candidate: Candidate, sentence: Sentence) -> str | None:
    """«الوزيران»: which office the two hold whom a word beside that of contact means."""
    near = range(candidate.trigger.first - _BESIDE, candidate.trigger.last + _BESIDE)
    for m in sentence.mentions:
        alone = m.first in near and not (m.name or m.country or m.org or m.countries)
        if alone and m.head is not None and m.head.number == "dual" and m.head.definite:
            return m.head.category
    return None


def _hold(draft: Draft, category: str) -> bool:
    """Whether both sides of an encounter are led by somebody of that office."""
    return all(category in side[0].categories for side in (draft.one, draft.other))


def _two_of_office(
    candidate: Candidate, category: str, sentences: list[Sentence], actors: Actors, affiliations: Affiliations
) -> Draft | None:
    found: list[Actor] = []
    for number in range(candidate.sentence, max(-1, candidate.sentence - _OFFICE_REACH), -1):
        for m in reversed(sentences[number].mentions):
            ahead = number == candidate.sentence and m.first >= candidate.trigger.first
            if ahead or m.kind not in {"official", "counterpart"}:
                continue
            actor = actors.of(number, m)
            if actor.named and category in actor.categories and actor not in found:
                found.append(actor)
            if len(found) == _PAIR:
                one, other = sorted(found, key=lambda a: (a.mentions[0][0], a.mentions[0][1].first))
                told = of_two_states(one, other, affiliations)
                return Draft(candidate.type, [one], [other], [candidate], candidate.planned) if told else None
    return None
