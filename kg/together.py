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
from kg.mention import Mention
from kg.sides import holds_office
from kg.tokens import surfaces

_TOGETHER = 3  # sentences in which the two stand whom «الوزيران» means
_LETTER = 12  # sentences from «المباحثات التي عقدناها» back to who sent the telegram
_BESIDE = 4  # words from the word for a meeting to «الوزيران»
_OF_RANK = frozenset({"minister", "head"})  # «الزعيمان»، «المسؤولان» may be of any office
_PAIR = 2


def of_one_office(candidate: Candidate, sentence: Sentence) -> Mention | None:
    """«وكان الوزيران قد التقيا»: the office in the dual that says who the two are."""
    first, last = candidate.trigger.first - _BESIDE, candidate.trigger.last + _BESIDE
    for m in sentence.mentions:
        dual = m.head is not None and m.head.number == "dual" and m.head.definite and m.head.category in _OF_RANK
        if dual and first <= m.first < last and not (m.country or m.org or m.countries or m.name):
            return m
    return None


def may_be(both: Mention, pair: tuple[Actor, Actor]) -> bool:
    """Whether «الوزيران» may mean two, of whom another office may be told."""
    return all(a.kind == "official" and (not a.offices or _holds(a, both)) for a in pair)


def two_of_that_office(both: Mention, candidate: Candidate, actors: Actors, affiliations: Affiliations) -> Draft | None:
    """«بحضور وزير الداخلية X ونظيره الفلسطيني Y …. وكان الوزيران قد عقدا لقاء»: the only two of that office told of so
    far, each of his own state."""
    place = (candidate.sentence, candidate.trigger.first)
    held = [a for a in actors.actors if a.kind == "official" and a.before(place) and _holds(a, both)]
    if len(held) != _PAIR or not _of_two_states(held[0], held[1], affiliations):
        return None
    return Draft(candidate.type, held[:1], held[1:], [candidate], candidate.planned)


def _holds(actor: Actor, both: Mention) -> bool:
    lemma = both.head.lemma if both.head else None
    return any(office[0] == lemma for office in actor.offices)


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
