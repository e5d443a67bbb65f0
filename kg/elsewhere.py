"""Places that stand beside talks and are those of something else: of a party, of what was talked about."""

from __future__ import annotations

from kg.clauses import PERSONS
from kg.drafts import Draft
from kg.entities import Sentence
from kg.grammar import Grammar
from kg.lexicon import Lexicon
from kg.occasion import JOURNEYS, NOUNS, SESSIONS, TALKS, Governor
from kg.places import PlaceMention
from kg.tokens import readings

_OBJECT = 8  # words from «ناقشا» to a place that is rather that of what they spoke of
_BODY = 5  # words from «وفدا» to the state of the body that sent it
_NOUN = 4  # words from «القمة (التي)» to «عقدت»
_MEETS = frozenset({"meet", "receive", "gather"})
_CALLED_TALKS = frozenset({"talks", "talks-of-his"})  # «قمتها السنوية»
_DURING = 4  # words from «خلال (أعمال المؤتمر)» to «المنعقد»
_HAPPENED = 5  # words from «وقع» to the place
_OFFICE = 8  # words from who holds an office to the state of the body that it is of


def of_party(lexicon: Lexicon, sentence: Sentence, place: PlaceMention) -> bool:
    """«استقبل وفدا من وزارة الطوارئ في الجمهورية السورية»، «رئيس وفد الدفاع المدني بالمملكة»: the state behind an
    office says whose it is."""
    groups = (m for m in sentence.mentions if m.kind == "group" and m.first + _BODY <= place.first < m.last)
    if any(m.country == place.country for m in groups):
        return True  # but «عدد من المسؤولين في مصر»
    before = [m for m in sentence.mentions if m.kind == "official" and m.role and m.last <= place.first]
    if not before or before[-1].country != place.country or place.first - before[-1].last > _OFFICE:
        return False
    m, states = before[-1], sentence.matches(lexicon.states)
    told = any(m.first <= i < m.last for i in states)
    return not told and not any(t.is_mark for t in sentence.tokens[m.last : place.first])


def dealt_with(lexicon: Lexicon, sentence: Sentence, talks: int, place: PlaceMention) -> bool:
    """«تطرق اللقاء إلى … بولاية الخرطوم»: the place of what the talks, which stand at a token, dealt with."""
    tokens, grammar = sentence.tokens, lexicon.grammar
    if talks < 1 or all(rest not in grammar.deals_with for _, rest in readings(tokens[talks - 1].text)):
        return False
    return all(t.text not in grammar.takes_place for t in tokens[talks : place.first])


def of_object(sentence: Sentence, verb: int, place: PlaceMention) -> bool:
    """Whether so many words stand between «ناقشا» and a place that it is that of what they spoke of."""
    persons = {i for m in sentence.mentions if m.kind in PERSONS for i in range(m.first, m.last)}
    return sum(i not in persons for i in range(verb, place.first)) > _OBJECT


def long_since(lexicon: Lexicon, sentence: Sentence, trigger: int | None, place: PlaceMention) -> bool:
    """Whether «منذ» stands between those who met and a place: that of what had happened."""
    words = sentence.tokens[trigger : place.first] if trigger is not None else []
    return any(t.text in lexicon.grammar.not_when for t in words)


def of_others(sentence: Sentence, number: int, governor: Governor, place: PlaceMention, draft: Draft) -> bool:
    """«وصول X إلى … للتحضير للقمة»، «لقاء X في …»: whether those named between the word and the place, in the sentence
    of that number, are none of an encounter's."""
    if not 0 <= governor.token < place.first or governor.frame not in JOURNEYS | NOUNS:
        return False
    between = [m for m in sentence.mentions if m.kind == "official" and governor.token < m.first < place.first]
    people = [a for a in draft.one + draft.other if a.kind == "official"]
    own = {m.first for a in people for n, m in a.mentions if n == number}
    return bool(between and people) and all(m.name and m.first not in own for m in between)


def befell(governor: Governor, place: PlaceMention) -> bool:
    """«الهجوم الذي وقع السبت في …»: the verb of signing says of something else that it happened there."""
    return governor.frame == "sign" and not governor.owners and 0 < place.first - governor.token <= _HAPPENED


def of_a_gathering(grammar: Grammar, sentence: Sentence, governor: Governor, place: PlaceMention) -> bool:
    """«(تباحث الجانبان) بعد الدورة الأولمبية في …»: a gathering that was read as no encounter; not «خلال أعمال المؤتمر
    المنعقد في …»."""
    known = governor.owners or governor.ahead  # «(القمة) المقرر عقدها في …»
    if governor.frame != "session" or known or not 0 <= governor.token < place.first:
        return False
    before = sentence.tokens[max(0, governor.token - _DURING) : governor.token]
    return all(rest not in grammar.during | grammar.in_ for t in before for _, rest in readings(t.text))


def tells_what_was_said(
    that: frozenset[str],
    grammar: Grammar,
    sentence: Sentence,
    trigger: int | None,
    governor: Governor,
    place: PlaceMention,
) -> bool:
    """«أكد خلال لقائه X أن العملية السياسية في …»: whether a place behind the word of a meeting, which stands at a
    token, is of what was said there."""
    if trigger is None or place.visited or place.first < trigger:
        return False
    persons = {i for m in sentence.mentions if m.name for i in range(m.first, m.last)}  # «إن» may be a syllable of his
    first = max(trigger, governor.token)
    behind = ((i, t, sentence.tokens[i + 1]) for i, t in enumerate(sentence.tokens[first : place.first], first))
    said = ((i, following) for i, t, following in behind if t.text in that and i not in persons)
    return any(
        not following.text.startswith(tuple(grammar.imperfect)) for _, following in said
    )  # but «من المقرر أن يلتقي»


def two_met_there(lexicon: Lexicon, sentence: Sentence, governor: Governor) -> bool:
    """«والتقى الرجلان في …»."""
    subject = lexicon.events.at(sentence.tokens, governor.token + 1) if governor.token >= 0 else None
    return subject is not None and subject.value == "both"


def others_travel(sentence: Sentence, governor: Governor, place: PlaceMention, draft: Draft) -> bool:
    """«التقى X Y …. وقال الوزير Z إن زيارة وفد إلى …»: whether a sentence that names nobody of an encounter tells of
    somebody else before the goal of a journey, or the journey is that of others."""
    people = draft.one + draft.other
    theirs = (a for d in governor.owners if d.type == "visit" for a in d.one if a.kind == "official")
    if any(not any(a is b for b in people) for a in theirs):
        return True
    return any(m.kind == "official" and m.name and m.first < place.first for m in sentence.mentions)


class Naming:
    """The sentences that name a party, looked up once for each encounter."""

    def __init__(self) -> None:
        self._numbers: dict[int, set[int]] = {}  # by the id of a draft

    def names_party(self, draft: Draft, number: int) -> bool:
        """Whether the sentence of that number names a party."""
        if id(draft) not in self._numbers:
            self._numbers[id(draft)] = {n for a in draft.one + draft.other for n, _ in a.mentions}
        return number in self._numbers[id(draft)]


def shares(draft: Draft, others: tuple[Draft, ...]) -> bool:
    """Whether somebody of an encounter has a part in one of others."""
    people = draft.one + draft.other
    return any(a is b for d in others for a in d.one + d.other for b in people)


def of_another_time(draft: Draft, number: int, governor: Governor) -> bool:
    """«حرص بلاده على زيارة الرئيس»، «وقد زار الرياض في 2017»: a journey still to come, which the sentence of that
    number tells of, led to nothing that was held, one of another time to nothing told in other sentences."""
    owners = governor.owners
    if governor.frame not in JOURNEYS or not owners or any(c.sentence == number for c in draft.candidates):
        return False
    return all((d.planned and not draft.planned) or (d.time and d.time != draft.time) for d in owners)


def same_noun(lexicon: Lexicon, draft: Draft, sentence: Sentence, i: int) -> bool:
    """«القمة المرتقبة مع الرئيس X …. القمة المزمع عقدها في سنغافورة»: told by the noun that stands at a token."""
    bare, tokens = lexicon.grammar.bare, sentence.tokens
    if not 0 <= i < len(tokens) or lexicon.gatherings.at(tokens, i) is None:
        return False
    nouns = {bare(c.trigger.value.word) for c in draft.candidates if c.frame == "talks"}
    return any(bare(rest) in nouns for _, rest in readings(tokens[i].text))


def told_again_by(
    lexicon: Lexicon, draft: Draft, sentences: list[Sentence], number: int, governor: Governor, *, named: bool
) -> bool:
    """Whether the event word of a place, in the sentence of that number, may tell of an encounter once more: not
    «تلتقي X كبار المسؤولين في …» of somebody else (``named``: it names a party), nor
    «القمة التي عقدت بين …» where it was a session of a council."""
    if governor.frame not in SESSIONS:
        return False
    if draft.type == "visit":
        return governor.frame in _MEETS and any(n == number for a in draft.one for n, _ in a.mentions)
    if draft.type == "session":
        return (
            named
            or governor.frame in _CALLED_TALKS
            or not _nouns(lexicon, sentences[number], governor).isdisjoint(
                lexicon.grammar.bare(rest)
                for n in {c.sentence for c in draft.candidates}
                for t in sentences[n].tokens
                for _, rest in readings(t.text)
            )
        )
    if governor.frame in _MEETS and not (named or two_met_there(lexicon, sentences[number], governor)):
        return False
    return governor.frame in TALKS or same_noun(lexicon, draft, sentences[number], governor.token)


def _nouns(lexicon: Lexicon, sentence: Sentence, governor: Governor) -> set[str]:
    """«القمة (التي عقدت)»: the gathering that an event word tells of."""
    places = {*sentence.matches(lexicon.gatherings), *sentence.matches(lexicon.triggers)}
    near = (i for i in places if governor.token - _NOUN <= i <= governor.token)
    return {lexicon.grammar.bare(rest) for i in near for _, rest in readings(sentence.tokens[i].text)}


def agree(city: PlaceMention, state: str | None) -> bool:
    """Whether a city may be meant where a state is told."""
    return state is None or city.country in {"", state}
