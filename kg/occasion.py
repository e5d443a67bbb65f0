"""To which encounter a date or a place of an article belongs: the event word that governs it.

A day or a city belongs to the event word before it in its sentence («استقبل … الثلاثاء … في جدة»), or, where it opens
the sentence, to the first one after it («وفي بغداد، التقى …»). ``Governors`` finds that word for a position, and says
whose encounter it tells of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from kg.clauses import PERSONS
from kg.drafts import Draft
from kg.entities import Sentence
from kg.frames import Candidate
from kg.lexicon import Lexicon
from kg.tokens import Token, readings, surfaces

_NOUN_REACH = 7
_CLAUSE_REACH = 14  # words from «اجتماع …» to «الذي سيعقد في …»
_ANNOUNCED = 6  # words from «المقرر» to a place before the event word
_SCENE = 8  # words from «حيث» to «أجرى»
_HAD = 3  # words from «قد» to the verb
_IN_IT = 30  # words from «التقى (X Y)» to «في لقاء …»
_MEETS = frozenset({"receive", "meet", "gather", "talk", "dual"})  # verbs that «في لقاء …» says more of
_NOBODYS = frozenset({"ceremony", "exchange"})  # most openings are nobody's encounter, nor is «تبادل الخبرات»
Kind = Literal["event", "statement", "none"]
SIGNING = frozenset({"sign", "signing-noun"})
TALKS = frozenset(
    {"reception", "reception-of-his", "talks", "committee", "talks-of-his", "receive", "meet", "gather", "talk", "dual"}
)
SESSIONS = TALKS | {"session"}
NOUNS = frozenset({"session", "talks", "talks-of-his", "reception"})
_ALONE = frozenset({"talks", "session", "committee", "reception"})  # nouns that belong to no noun before them
JOURNEYS = frozenset({"visit", "visited", "travel", "visit-noun", "tour"})


@dataclass(frozen=True, slots=True)
class Governor:
    """The event word of a date or place: its frame, its token, and the drafts it tells of (none: no encounter's
    own)."""

    kind: Kind
    frame: str = ""
    token: int = -1
    owners: tuple[Draft, ...] = ()
    definite: bool = True  # «اللقاء»، «محادثات الرئيسين»، a verb; not «اجتماع ضم …»
    ahead: bool = False  # told as still to come («المقرر عقده»), and of no encounter that was read

    @property
    def is_noun(self) -> bool:
        """Whether the word is a noun of talks or of a gathering that no encounter was read from."""
        return not self.owners and self.frame in {"talks", "session", "committee"}

    def of_another(self, draft: Draft) -> bool:
        """Whether the word tells of other encounters only; a journey that led to this one is none of those."""
        if not self.owners or self.of(draft):
            return False
        return draft.type == "visit" or any(d.type != "visit" for d in self.owners)

    def of(self, draft: Draft) -> bool:
        """Whether the word tells of this encounter."""
        return any(d is draft for d in self.owners)

    def announces(self, draft: Draft, sentence: int) -> bool:
        """«التقى X Y في القاهرة …. واتفقا على عقد اجتماع في وارسو»: what those who met will do, perhaps elsewhere."""
        told = (c for c in draft.candidates if c.sentence == sentence and c.trigger.first == self.token)
        return not draft.planned and any(c.planned for c in told)


def _as_sure(drafts: tuple[Draft, ...]) -> bool:
    """Whether all of them were held, or all are planned."""
    return len({d.planned for d in drafts}) == 1


class Governors:
    """Finds governors in the sentences of one article."""

    def __init__(self, lexicon: Lexicon, sentences: list[Sentence], drafts: list[Draft]) -> None:
        self._lexicon = lexicon
        self._sentences = sentences
        self.drafts = drafts
        self._owners: dict[tuple[int, int], list[Draft]] = {}
        for draft in drafts:
            for candidate in draft.candidates:
                self._owners.setdefault((candidate.sentence, candidate.trigger.first), []).append(draft)
        self._words: dict[int, list[Governor | None]] = {}
        self._said = surfaces(lexicon.grammar.statement) | lexicon.grammar.the_call
        that, his = lexicon.grammar.that, lexicon.grammar.his
        self.that = that | {a + b for a in that for b in his}  # «إنه»

    def turns_away(self, number: int) -> bool:
        """«يذكر أن …»: the sentence begins something else."""
        tokens = self._sentences[number].tokens
        event = self._lexicon.events.at(tokens, 0) if tokens else None
        return event is not None and event.value == "break"

    def speaks(self, number: int, stop: int) -> bool:
        """«وأضاف X …»، «من جانبه، قال X …»: whether somebody speaks before a token."""
        return any(w is not None and w.kind == "statement" for w in self._of_sentence(number)[:stop])

    def travels(self, number: int) -> bool:
        """Whether a sentence tells of a journey by a verb of its own."""
        return any(w is not None and w.frame in {"travel", "visit", "visited"} for w in self._of_sentence(number))

    def at(self, number: int, first: int, last: int) -> Governor:
        """The governor of the tokens ``first:last`` of sentence ``number``."""
        words = self._of_sentence(number)
        for i in range(first - 1, -1, -1):
            found = words[i]
            if found is None or (found.is_noun and self.is_margin(number, i)):
                continue
            if found.is_noun:  # «عقدا قمة الثلاثاء»: the noun belongs to the verb before it; not «اجتماع تحضيري للقمة»
                before = (w for w in words[max(0, i - 3) : i] if w and w.owners)
                verb = next((w for w in before if w.frame not in _ALONE or w.token == i - 1), None)
                if verb := verb or self._said_more_of(number, words, i, first):
                    return verb
            elif found.owners and (verb := words[i - 1] if i else None) and _as_sure(found.owners + verb.owners):
                return replace(found, owners=(*found.owners, *verb.owners))  # «عقد محادثات»: who is told by either word
            if held := self._held(number, words, i):
                return held
            told = found.kind == "event" and not found.owners and self._is_ahead(number, i, first)
            return replace(found, ahead=True) if told else found
        for i in range(last, len(words)):
            if found := words[i]:
                if found.kind == "event" and self._told_that(number, last, i):
                    return Governor("statement", "", i)
                if found.kind == "event" and not found.owners and self._announced(number, first - _ANNOUNCED, i):
                    return replace(found, ahead=True)  # «ومن المقرر أن تحتضن مدينة سيئون الاجتماع المقبل»
                return found  # «وفي واشنطن، قال …»: where it was said
        return Governor("none")

    def of_scene(self, number: int, start: int) -> Governor | None:
        """«إلى لاهاي، حيث أجرى …»: the event word behind «حيث», where it was read; it begins at ``start``."""
        words = self._of_sentence(number)[start : start + _SCENE]
        found = next((w for w in words if w and w.kind == "event"), None)
        return found if found and found.owners else None

    def apart(self, draft: Draft) -> bool:
        """«وكانت الوزيرة قد أجرت محادثات مع …»: what had been before has neither the day nor the place of what is told
        around it."""
        if draft.planned:
            return False
        grammar = self._lexicon.grammar
        if any(c.sentence == draft.sentence and self._earlier(c) for c in draft.candidates):
            return True
        for c in draft.candidates:
            words = [t.text for t in self._sentences[c.sentence].tokens[: c.trigger.first]]
            had = c.past and words and words[0] in grammar.was and not grammar.may.isdisjoint(words[-_HAD:])
            if not had:
                return False
        return True

    def _earlier(self, candidate: Candidate) -> bool:
        """«وسبق أن زار X …»، «في لقاء سابق»."""
        tokens, first, last = (
            self._sentences[candidate.sentence].tokens,
            candidate.trigger.first,
            candidate.trigger.last,
        )
        if any(t.text in self._lexicon.grammar.done_before for t in tokens[max(0, first - _HAD) : first]):
            return True
        return any(t.text in self._lexicon.grammar.previous for t in tokens[last : last + 1])

    def only_one(self, draft: Draft) -> bool:
        """Whether an article tells of no other talks or gathering that are to come, or no other gathering: where a word
        of them stands, these are meant."""
        kinds = {"meeting", "session"} if draft.planned else {"session"}
        return draft.type in kinds and all(
            d is draft for d in self.drafts if d.type in kinds and d.planned == draft.planned
        )

    def of_no_event(self, number: int, i: int) -> bool:
        """Whether a verb behind «الذي» tells of no encounter, journey or gathering, nor that one takes place."""
        text, grammar = self._sentences[number].tokens[i].text, self._lexicon.grammar
        takes_place = grammar.takes_place | grammar.begins | grammar.gathers | grammar.was  # «التي كان مقررا لها …»
        if text in takes_place | grammar.place_hosts or self._announced(number, i, i + 1):
            return False  # «التي تحتضن الجزائر فعالياتها»، «التي تستعد بلادنا لاحتضانها»
        return self._of_sentence(number)[i] is None

    def separate(self, number: int, governor: Governor) -> bool:
        """«في لقاءات منفصلة عقدها اليوم بمكتبه في اليرزة»: those told of behind it."""
        tokens, at = self._sentences[number].tokens, governor.token
        return at >= 0 and any(t.text in self._lexicon.grammar.separate for t in tokens[at : at + 3])

    def _told_that(self, number: int, last: int, i: int) -> bool:
        """«نقلت وسائل إعلام الأحد عن الرئيس قوله إنه يعتزم زيارة …»: the day of what was said, not of the visit."""
        tokens, imperfect = self._sentences[number].tokens, tuple(self._lexicon.grammar.imperfect)
        return any(  # but «من المقرر أن يلتقي»
            tokens[k].text in self.that and not tokens[k + 1].text.startswith(imperfect) for k in range(last, i)
        )

    def _said_more_of(self, number: int, words: list[Governor | None], i: int, first: int) -> Governor | None:
        """«التقى X Y في قمة تاريخية»، «عقد X وY اجتماعا»: the verb before a noun that says no more than it."""
        tokens, grammar = self._sentences[number].tokens, self._lexicon.grammar
        back = (w for w in reversed(words[max(0, i - _IN_IT) : i]) if w)
        verb, found = next(back, None), words[i]
        if found is None or found.definite or verb is None or not verb.owners or verb.frame not in _MEETS:
            return None
        between = {t.text for t in tokens[verb.token + 1 : i]}
        if between & (self.that | grammar.relative | grammar.ahead_of | grammar.gone_after | grammar.marginal):
            return None
        if any(t.text in grammar.not_when for t in tokens[i:first]):
            return None  # «عقد محادثات هي الأولى منذ حادث …»
        inside = tokens[i - 1].text in grammar.in_ | grammar.during
        return verb if inside or verb.frame == "talk" else None

    def _held(self, number: int, words: list[Governor | None], i: int) -> Governor | None:
        """«(أعمال) اجتماع … الذي سيعقد في …»: the gathering before the relative clause, where it was read."""
        tokens, grammar = self._sentences[number].tokens, self._lexicon.grammar
        found = words[i]
        if found is None or found.owners or tokens[i].text not in grammar.begins | grammar.takes_place or i == 0:
            return None
        if all(rest not in grammar.relative for _, rest in readings(tokens[i - 1].text)):
            return None
        before = (w for w in reversed(words[max(0, i - _CLAUSE_REACH) : i - 1]) if w)
        return next((w for w in before if w.owners), None)

    def is_margin(self, number: int, i: int) -> bool:
        """«على هامش القمة في …»: those who met there are what is told."""
        tokens = self._sentences[number].tokens
        return any(t.text in self._lexicon.grammar.marginal for t in tokens[max(0, i - 2) : i])

    def _is_ahead(self, number: int, i: int, stop: int) -> bool:
        tokens = self._sentences[number].tokens
        wished = i > 0 and tokens[i - 1].text in self._lexicon.grammar.that
        if wished and tokens[i].text.startswith(tuple(self._lexicon.grammar.imperfect)):
            return True  # «تمنى أن يزور …»
        trigger = self._lexicon.triggers.at(tokens, i)
        if trigger and trigger.clitic in self._lexicon.grammar.will:
            return True  # «المؤتمر الذي سيعقد في …»
        return self._announced(number, i - 2, stop)

    def _announced(self, number: int, start: int, stop: int) -> bool:
        tokens = self._sentences[number].tokens
        words = (self._lexicon.events.at(tokens, k) for k in range(max(0, start), stop))
        return any(word and word.value in {"future", "will"} for word in words)

    def _of_sentence(self, number: int) -> list[Governor | None]:
        known = self._words.get(number)
        if known is None:
            sentence = self._sentences[number]
            persons = {i for m in sentence.mentions if m.kind in PERSONS for i in range(m.first, m.last)}  # «بن فيصل»
            tokens = sentence.tokens
            places = {*sentence.matches(self._lexicon.triggers), *sentence.matches(self._lexicon.gatherings)}
            places.update(i for n, i in self._owners if n == number)
            places.update(i for i, token in enumerate(tokens) if token.text in self._said)
            known = [None] * len(tokens)
            for i in places - persons:
                known[i] = self._word(number, tokens, i)
            self._words[number] = known
        return known

    def _word(self, number: int, tokens: list[Token], i: int) -> Governor | None:
        owners = tuple(self._owners.get((number, i), ()))
        trigger = self._lexicon.triggers.at(tokens, i)
        if trigger and trigger.value.frame == "deliver" and not owners:  # «نقلت الوكالة»
            return Governor("statement", "", i)
        if owners or (trigger and trigger.value.frame not in _NOBODYS):
            frame = trigger.value.frame if trigger else "session"
            definite = frame not in {"talk", "talks"} or self._definite(tokens, i, frame)
            return Governor("event", frame, i, owners, definite)
        if tokens[i].text in self._lexicon.grammar.the_call:
            return Governor("event", "phone", i)
        gathering = self._lexicon.gatherings.at(tokens, i)
        if gathering and gathering.value != "participation":
            return Governor("event", "session", i, definite=self._definite(tokens, i))
        said = self._lexicon.grammar.statement
        return Governor("statement", "", i) if any(rest in said for _, rest in readings(tokens[i].text)) else None

    def _definite(self, tokens: list[Token], i: int, frame: str = "talks") -> bool:
        """Whether talks are known ones; those of a verb («وكان اجتماع … قد عقد») by the noun before it."""
        if frame == "talk":
            nouns = (k for k in range(i - 1, max(-1, i - _NOUN_REACH), -1) if self._is_talks(tokens, k))
            noun = next(nouns, None)
            return noun is None or self._definite(tokens, noun)
        return any(self._lexicon.grammar.definite(t.text) for t in tokens[i : i + 2])

    def _is_talks(self, tokens: list[Token], i: int) -> bool:
        trigger = self._lexicon.triggers.at(tokens, i)
        return trigger is not None and trigger.value.frame == "talks"
