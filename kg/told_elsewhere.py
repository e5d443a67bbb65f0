"""Whose a document or the talks of «both» are, where nothing beside them tells it: by what the article tells of that
document («الاتفاق بين X وY»), or by the only two states that it has named so far."""

from __future__ import annotations

from collections.abc import Iterator

from kg import bodies, treaties, two_states
from kg.actor import Actor
from kg.bodies import Sides
from kg.clauses import Clause, differ
from kg.drafts import Draft
from kg.frames import Candidate
from kg.lexicon import Lexicon
from kg.mention import UNRESOLVED, Mention
from kg.sentences import Sentence
from kg.sides import bare
from kg.tokens import Match, readings, surfaces

_BACK = 3  # sentences in which the two stand whom «البلدان» means
_TITLE = 8  # words from «الاتفاق (النووي)» to «الموقع»
_NEAR = 2  # words from «توقيع» to the document
_PLACES = 60  # documents of an article that are looked at for one
_BETWEEN = 12  # words from a document to «بين»
_AROUND = 6  # words around talks that say that they were held
_PAIR = 2


def met_by_states(candidate: Candidate, sentences: list[Sentence], lexicon: Lexicon) -> Draft | None:
    """«محادثات بين الجانبين الليبي والإيطالي»; «اتفقت مصر وتركيا … عقب مباحثات بين الجانبين»: two sides of whom the
    article names nobody."""
    clause = Clause(lexicon, sentences[candidate.sentence], candidate.trigger)
    if candidate.type != "meeting":
        return None
    pair = two_states.told_both(clause)
    if not pair and two_states.of_both_states(clause) and (candidate.planned or _took_place(clause)):
        pair = _only_two(candidate, sentences, lexicon)
    return _draft(candidate, pair) if pair else None


def signed_by_known(candidate: Candidate, sentences: list[Sentence], lexicon: Lexicon) -> Draft | None:
    """«تم توقيع اتفاقية بين البلدين»: by the only two states that were told of; «بعد توقيع الاتفاق»: by those of whom
    the article says elsewhere that it is theirs."""
    clause = Clause(lexicon, sentences[candidate.sentence], candidate.trigger)
    if candidate.trigger.clitic in lexicon.grammar.for_:
        return None  # «جاهزة لتوقيع الاتفاق»
    if two_states.of_both_states(clause):
        pair = _only_two(candidate, sentences, lexicon)
        return _draft(candidate, pair) if pair else None
    at = _document(clause)
    sides = _of_the_same(clause, at, candidate, sentences) if at is not None else None
    if sides is None and at is not None and (who := treaties.keeper(clause, at)) and (who.country or who.org):
        with_ = _with_whom(clause, at, candidate, sentences) or _only_other(clause, who)
        sides = ((who,), (with_,)) if with_ and differ(who, with_) else None
    return _draft(candidate, [sides[0][0], sides[1][0]]) if sides else None


def _draft(candidate: Candidate, pair: list[Mention]) -> Draft:
    one, other = (bare(Actor(m.kind, country=m.country, org=m.org), m.country or m.org or "") for m in pair)
    return Draft(candidate.type, [one], [other], [candidate], candidate.planned)


def _took_place(clause: Clause) -> bool:
    """«خلال محادثات بين الجانبين»، «جرت مباحثات»: not «تعثر المحادثات»."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    around = (*clause.words(first - _NEAR, first), *clause.words(last, last + _AROUND))
    told = grammar.during | grammar.did | grammar.under_way | grammar.takes_place | grammar.holds
    return not surfaces(told).isdisjoint(around)


def _only_two(candidate: Candidate, sentences: list[Sentence], lexicon: Lexicon) -> list[Mention]:
    """The two states or organisations that were told of last, where they are no more than two."""
    told = dict[str, Mention]()
    here = candidate.sentence
    for number in range(here, max(-1, here - _BACK), -1):
        for m in sentences[number].mentions:
            code = m.country or m.org
            ahead = number == here and m.first >= candidate.trigger.first
            if code in {None, UNRESOLVED} or ahead or m.link in lexicon.grammar.in_ - lexicon.grammar.by:
                continue
            told.setdefault(code or "", m)
        if len(told) >= _PAIR:
            break
    return list(told.values()) if len(told) == _PAIR else []


def _document(clause: Clause) -> int | None:
    """The document that is signed, where it is one that was told of: «بعد توقيع الاتفاق»، «الاتفاق الذي أبرم»."""
    grammar, tokens, first, last = clause.grammar, clause.tokens, clause.trigger.first, clause.trigger.last
    if clause.frame == "signing-noun" and clause.trigger.value.word not in grammar.signed:
        at = next(iter(clause.events(last, last + _NEAR, "document")), None)
    else:
        at = next(iter(reversed(list(clause.events(max(0, first - _TITLE), first, "document")))), None)
    return at if at is not None and grammar.definite(tokens[at].text) else None


def _of_the_same(clause: Clause, at: int, candidate: Candidate, sentences: list[Sentence]) -> Sides | None:
    """The two sides of that document, where another place of the article tells it with «بين X وY»."""
    for other, _ in _told_again(clause, at, candidate, sentences):
        pair = bodies.between(other, _BETWEEN)
        if pair and differ(pair[0][0], pair[1][0]) and len(pair[1]) == 1:
            return pair
    return None


def _with_whom(clause: Clause, at: int, candidate: Candidate, sentences: list[Sentence]) -> Mention | None:
    """With whom it is, where another place of the article tells «الاتفاق مع X»."""
    told = (treaties.with_whom(other, i, _BETWEEN) for other, i in _told_again(clause, at, candidate, sentences))
    return next((m for m in told if m), None)


def _only_other(clause: Clause, keeper: Mention) -> Mention | None:
    """«زاد التوتر مع إيران بعد انسحاب الولايات المتحدة من الاتفاق المبرم عام 2015»: the only other state of the
    sentence."""
    others = [m for m in bodies.state_like(clause, 0, len(clause.tokens)) if differ(m, keeper)]
    return others[0] if len({m.country or m.org for m in others}) == 1 else None


def _told_again(
    clause: Clause, at: int, candidate: Candidate, sentences: list[Sentence]
) -> Iterator[tuple[Clause, int]]:
    """The other places at which the article tells of a document, the nearest sentence first."""
    kind, asked = _kind(clause, at), 0
    for number in _nearest(candidate.sentence, len(sentences)):
        sentence = sentences[number]
        for i, event in sentence.matches(clause.lexicon.events).items():
            if event.value != "document" or (number == candidate.sentence and i == at):
                continue
            if (asked := asked + 1) > _PLACES:
                return
            other = Clause(clause.lexicon, sentence, Match(i, i + 1, "", candidate.trigger.value))
            if _same(kind, _kind(other, i)):
                yield other, i


def _kind(clause: Clause, at: int) -> tuple[set[str], str]:
    """«اتفاق» and «نووي», without their articles; nothing where no adjective stands behind it."""
    grammar, tokens = clause.grammar, clause.tokens
    words = {grammar.bare(rest) for _, rest in readings(tokens[at].text)}
    behind = tokens[at + 1].text if at + 1 < len(tokens) else ""
    adjective = grammar.definite(behind) and grammar.definite(tokens[at].text)
    return words, grammar.bare(behind) if adjective and behind not in grammar.signed | grammar.relative else ""


def _same(one: tuple[set[str], str], other: tuple[set[str], str]) -> bool:
    """The same word, and no other adjective."""
    return not one[0].isdisjoint(other[0]) and (one[1] == other[1] or not one[1] or not other[1])


def _nearest(number: int, count: int) -> Iterator[int]:
    """The sentences of an article, the nearest first."""
    for step in range(count):
        for n in (number - step, number + step) if step else (number,):
            if 0 <= n < count:
                yield n
