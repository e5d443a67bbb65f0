"""Who speaks to a council or an assembly: «قال X أمام مجلس الأمن»، «يرفع X تقريرا إلى مجلس الأمن»، «سيطلع X مجلس الأمن
على …» tell of a sitting of it, and that he took part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.actor import is_plural
from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.session_speakers import Speakers
from kg.tokens import Match, Token, readings, surfaces

HELD, TO_COME = "address", "address-to-come"
_BESIDE = 3  # words from who speaks to «أمام», from the verb to either
_REPORT = 10  # words from «تقريرا» to the body
_VERB = 18  # words from «سيرفع» to the body
_GIVER = 12  # words from who gives a report to the verb behind him


class Address(NamedTuple):
    """The word that tells of it, the body (None for «المجلس»), who speaks (None: whoever spoke in the sentence
    before)."""

    word: Match[str]
    body: Mention | None
    speaker: Mention | None


class Addresses:
    """Finds them."""

    def __init__(self, lexicon: Lexicon, speakers: Speakers) -> None:
        self.lexicon = lexicon
        self._speakers = speakers
        grammar = lexicon.grammar
        imperfect = tuple(grammar.imperfect)
        self._gives = frozenset(
            clitic + verb  # «ليرفع», but «لرفع تقرير» is no verb
            for verb in grammar.delivers
            for clitic in ("", *grammar.and_, *(grammar.will | grammar.for_ if verb.startswith(imperfect) else ()))
        )
        self._says = surfaces(grammar.statement | grammar.takes_floor | grammar.carries_on) | self._gives
        self._informs = surfaces(grammar.informs)
        self._hears = surfaces(grammar.hears)
        self._reports = surfaces(grammar.report | grammar.briefing)
        self.verbs = grammar.delivers | grammar.informs
        self.fronts = {(before, body) for before in grammar.before_all for body in grammar.hears}
        self.fronts |= {(verb, to) for verb in grammar.takes_floor for to in grammar.to}

    def has_word(self, texts: set[str]) -> bool:
        """Whether words of a sentence may tell of a body that somebody speaks to."""
        if self._hears.isdisjoint(texts):
            return False
        words = (self.lexicon.grammar.before_all, self._gives, self._informs, self.lexicon.grammar.takes_floor)
        return any(not w.isdisjoint(texts) for w in words)

    def told(self, sentence: Sentence) -> Iterator[Address]:
        """The addresses that a sentence tells of."""
        tokens, grammar = sentence.tokens, self.lexicon.grammar
        if not self.has_word({t.text for t in tokens}):
            return
        bodies = [m for m in sentence.mentions if self._is_body(sentence, m)]
        for body in bodies:
            found = self._before(sentence, body) or self._report(sentence, body) if body.first else None
            if found is None and body.first and not body.link:
                found = self._informed(sentence, body)
            if found is not None:
                yield found
        for i in range(2, len(tokens)):
            alone = tokens[i].text in grammar.hears & grammar.the_council and self._toward(tokens, i - 1)
            alone = alone and not any(m.first <= i < m.last for m in sentence.mentions)
            if alone and (found := self._spoken(sentence, i - 1, None)):
                yield found

    def _is_body(self, sentence: Sentence, m: Mention) -> bool:
        if m.kind == "official":
            return is_plural(m) and bool(m.org) and m.org not in self.lexicon.nonstate
        head = (rest for _, rest in readings(sentence.tokens[m.first].text))
        return (
            m.kind == "org"
            and m.org not in self.lexicon.nonstate
            and any(r in self.lexicon.grammar.hears for r in head)
        )

    def _before(self, sentence: Sentence, body: Mention) -> Address | None:
        before = body.first - 1
        return self._spoken(sentence, before, body) if self._toward(sentence.tokens, before) else None

    def _toward(self, tokens: list[Token], i: int) -> bool:
        """«أمام المجلس»، «كان يتحدث إلى المجلس»."""
        grammar = self.lexicon.grammar
        spoke = i > 0 and tokens[i].text in grammar.to and tokens[i - 1].text in grammar.takes_floor
        return spoke or tokens[i].text in grammar.before_all

    def _spoken(self, sentence: Sentence, before: int, body: Mention | None) -> Address | None:
        """«شدد X الأربعاء أمام مجلس …»، «كان X قال أمام …»، «وقال أمام …»، «الكلمة التي سيلقيها X أمام …»."""
        tokens = sentence.tokens
        if before - 1 in {m.last - 1 for m in sentence.matches(self.lexicon.gatherings).values()}:
            return None  # «كلمته أمام», a gathering word of its own
        near = range(max(0, before - _BESIDE), before)
        who = next((m for m in reversed(sentence.mentions) if m.last - 1 in near and _somebody(m)), None)
        if who is not None and not any(tokens[k].text in self._says for k in range(who.last, before)):
            verb = self._verb_of(sentence, who)
            return None if verb is None else self._address(sentence, verb, body, who)
        verb = next((k for k in reversed(near) if tokens[k].text in self._says), None)
        if verb is None or not self._plain(sentence, verb + 1, before):
            return None
        him = who or self._told_before(sentence, verb, _BESIDE)
        return self._address(sentence, verb, body, him) if him or verb <= 1 else None

    def _verb_of(self, sentence: Sentence, who: Mention) -> int | None:
        """The verb of saying right before or, with only a day between, further before who spoke."""
        if who.link in self.lexicon.grammar.governed:
            return None
        for k in range(who.first - 1, max(-1, who.first - 1 - _BESIDE), -1):
            if sentence.tokens[k].text in self._says:
                return k
            if not self._plain(sentence, k, k + 1):
                break
        return who.first - 1 if self._speakers.subject(sentence) is who else None

    def _plain(self, sentence: Sentence, start: int, stop: int) -> bool:
        """Nothing but marks, days and adverbs."""
        grammar, lexicon = self.lexicon.grammar, self.lexicon
        adverbs = lexicon.weekdays | (grammar.beside_verb - grammar.that)
        return all(t.is_mark or t.text in adverbs for t in sentence.tokens[start:stop])

    def _report(self, sentence: Sentence, body: Mention) -> Address | None:
        """«يقدم X إحاطة إلى مجلس …»، «التقرير الذي سيرفعه X إلى مجلس …»."""
        tokens, grammar = sentence.tokens, self.lexicon.grammar
        if body.link not in grammar.to and tokens[body.first - 1].text not in grammar.to:
            return None
        near = range(max(0, body.first - _REPORT), body.first)
        report = next((k for k in reversed(near) if grammar.bare(tokens[k].text) in self._reports), None)
        gave = range(max(0, body.first - _VERB), body.first)
        verb = next((k for k in reversed(gave) if tokens[k].text in self._gives), None)
        if report is None or verb is None:
            return None
        behind = (
            m for m in sentence.mentions if _somebody(m) and 0 <= m.first - verb - 1 < _BESIDE and m.last < body.first
        )
        who = next(behind, None)
        if who is None:
            passive = tokens[verb - 1].text in grammar.relative and not tokens[verb].text.endswith(tuple(grammar.his))
            who = None if passive else self._told_before(sentence, verb, _GIVER)
        return self._address(sentence, verb, body, who) if who else None

    def _informed(self, sentence: Sentence, body: Mention) -> Address | None:
        """«أطلع X مجلس الأمن على …»، «وأشار إلى أنه سيطلع غدا مجلس الأمن على …»."""
        tokens = sentence.tokens
        near = range(max(0, body.first - _GIVER), body.first)
        verb = next((k for k in reversed(near) if tokens[k].text in self._informs), None)
        if verb is None:
            return None
        between = [m for m in sentence.mentions if verb < m.first and m.last <= body.first]
        if between:
            who = between[0] if _somebody(between[0]) and self._plain(sentence, verb + 1, between[0].first) else None
            told = who is not None and self._plain(sentence, who.last, body.first)
            return self._address(sentence, verb, body, who) if told else None
        if not self._plain(sentence, verb + 1, body.first):
            return None
        him = self._told_before(sentence, verb, _BESIDE)
        coming = next((c for c, rest in readings(tokens[verb].text) if rest in self.lexicon.grammar.informs), "")
        return self._address(sentence, verb, body, him) if him or coming in self.lexicon.grammar.will else None

    def _told_before(self, sentence: Sentence, verb: int, reach: int) -> Mention | None:
        """The official told last before a verb, none of whose words he only reports."""
        told = [m for m in sentence.mentions if m.last <= verb and m.kind in {"official", "counterpart"}]
        if not told or verb - told[-1].last > reach or not _somebody(told[-1]):
            return None
        said = {t.text for t in sentence.tokens[told[-1].last : verb]}
        return told[-1] if said.isdisjoint(self.lexicon.grammar.that) else None

    def _address(self, sentence: Sentence, verb: int, body: Mention | None, who: Mention | None) -> Address | None:
        before = sentence.tokens[verb - 1].text if verb else ""
        if before in self.lexicon.grammar.not_:
            return None
        return Address(Match(verb, verb + 1, "", TO_COME if self._to_come(sentence, verb) else HELD), body, who)

    def _to_come(self, sentence: Sentence, verb: int) -> bool:
        """«سيرفع»، «سوف يرفع»، «أن يرفع»، «كي يرفع»، «ليرفع»، and «يلقي X اليوم …» at the beginning."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        verbs = grammar.delivers | grammar.informs | grammar.takes_floor
        read = [(clitic, rest) for clitic, rest in readings(tokens[verb].text) if rest in verbs]
        if any(clitic in grammar.will for clitic, _ in read):
            return True
        aim = not verb or tokens[verb - 1].text in grammar.so_that | grammar.that
        aim = aim or any(e.last == verb and e.value == "future" for e in sentence.matches(self.lexicon.events).values())
        return any(rest.startswith(tuple(grammar.imperfect)) and (aim or c in grammar.for_) for c, rest in read)


def _somebody(m: Mention) -> bool:
    """One official who is told by name or by his office."""
    return m.kind in {"official", "counterpart"} and not is_plural(m) and bool(m.name or m.country or m.org)
