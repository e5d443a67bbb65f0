"""Who is told to have said or done something at a session: «قال X خلال الجلسة»، «وخلال الجلسة دعا X»، «كان X قد وافق
خلال القمة»; in the sentence before: «وقال خلال اجتماع …»."""

from __future__ import annotations

from collections.abc import Iterator

from kg.actor import is_plural
from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.tokens import Match, readings, surfaces

_SUBJECT = 5  # words from «أكد» to who said so
_BESIDE = 2  # words between a verb of speaking and the speaker
_FRONTED = 3  # words before the gathering that a sentence opens with
_BEHIND = 14  # words from it to who said something there
_VERB = 2  # words before the subject of a sentence's first verb
_DOING = 14  # words from somebody to «خلال جلسة»
_DID = 6  # words from «قد» to «خلال القمة»
_ENVOY = frozenset({"ambassador", "envoy", "attaché"})


class Speakers:
    """Finds them by the verbs of saying."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._said = surfaces(lexicon.grammar.statement)
        grammar = lexicon.grammar
        self._at = grammar.during | grammar.in_ | grammar.before_all | grammar.course_of

    def at(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """Who said something at the session that a word names, in its sentence."""
        if not self._there(sentence, word):
            return []
        told = self._saying(sentence, word) or self._fronted(sentence, word) or self._did(sentence, word)
        return told or self._doing(sentence, word)

    def _doing(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """«انتقدت السفيرة X … خلال جلسة لمجلس الأمن»، «وطالب مندوب روسيا في اجتماع …»: the subject of the verb that a
        sentence begins with, unless a wish or a denial stands before the session."""
        events = sentence.matches(self.lexicon.events).items()
        subject = sentence.mentions[0] if sentence.mentions else None
        if subject is None or subject.kind != "official" or subject.link or not 1 <= subject.first <= _VERB:
            return []
        if subject.last > word.first or word.first - subject.last > _DOING or (subject.head and is_plural(subject)):
            return []
        if any(e.value in {"wish", "denial", "future", "will"} and subject.first <= k < word.first for k, e in events):
            return []
        adverbs = self.lexicon.weekdays | self.lexicon.grammar.beside_verb
        if subject.first == _VERB and sentence.tokens[1].text not in adverbs:
            return []  # «وتأتي عودة السفير …», but «طالب الخميس الأمين العام …»
        doing = sentence.tokens[subject.first - 1].text
        absent = any(e.value == "denial" and k < subject.first for k, e in events)
        return [] if absent or doing in self.lexicon.grammar.that else [subject]

    def before(self, sentences: list[Sentence], number: int, word: Match[str]) -> list[tuple[int, Mention]]:
        """Who said something in the sentence before, where this one goes on with it: «وقال خلال اجتماع لمجلس الأمن»."""
        tokens = sentences[number].tokens
        goes_on = word.first <= _FRONTED and tokens[0].text in self._said and self._there(sentences[number], word)
        told = any(m.last <= word.first for m in sentences[number].mentions)
        return self._spoke(sentences, number) if goes_on and not told else []

    def of_speech(self, sentences: list[Sentence], number: int, word: Match[str]) -> list[tuple[int, Mention]]:
        """«وأكد وزير الداخلية X …. جاء ذلك خلال كلمته في الدورة …»: who said what was said there."""
        sentence, his = sentences[number], tuple(self.lexicon.grammar.his)
        own = any(
            m.value == "participation" and i < word.first and sentence.tokens[m.last - 1].text.endswith(his)
            for i, m in sentence.matches(self.lexicon.gatherings).items()
        )
        return self._spoke(sentences, number) if own else []

    def of(self, sentence: Sentence) -> Iterator[tuple[Mention, int]]:
        """The officials right beside a verb of saying, and where what they said begins."""
        tokens = sentence.tokens
        for m in sentence.mentions:
            if m.kind not in {"official", "counterpart"} or m.link in self.lexicon.grammar.governed or m.former:
                continue
            if m.head is not None and m.head.number not in {"singular", "counterpart"}:
                continue
            if (m.first and tokens[m.first - 1].text in self._said) or next(
                (True for t in tokens[m.last : m.last + _BESIDE] if t.text in self._said), False
            ):
                yield m, m.last
            elif m.first and m.head and m.head.category in _ENVOY:
                asks = self.lexicon.events.at(tokens, m.first - 1)
                if asks and asks.value == "wish":
                    yield m, m.last

    def _spoke(self, sentences: list[Sentence], number: int) -> list[tuple[int, Mention]]:
        if not number:
            return []
        return [(number - 1, m) for m, _ in self.of(sentences[number - 1]) if m.kind == "official"][:1]

    def _there(self, sentence: Sentence, word: Match[str]) -> bool:
        """«خلال الجلسة»، «في إحاطة»."""
        if word.clitic in self._at:
            return True
        first, grammar = word.first, self.lexicon.grammar
        while first > 1 and sentence.tokens[first - 1].text in grammar.proceedings | grammar.course_of:
            first -= 1  # «خلال ختام فعاليات القمة»
        before = (sentence.tokens[k].text for k in {first - 1, word.first - 1} if k >= 0)
        return any(rest in self._at for text in before for _, rest in readings(text))

    def _saying(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """«ودعا X خلال الجلسة الطارئة للمجلس إلى …»."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        said = [
            i
            for i in range(min(_SUBJECT, word.first))
            if any(rest in grammar.statement for _, rest in readings(tokens[i].text))
        ]
        out: list[Mention] = []
        for m in sentence.mentions if said else ():
            beside = out and m.link in grammar.and_ and m.first - out[-1].last <= 1  # «ودعا X وY خلال الجلسة»
            first = m.kind == "official" and 0 < m.first - said[0] <= 1
            if (first or (beside and m.kind in {"official", "counterpart"})) and m.last <= word.first:
                out.append(m)
        return out

    def _fronted(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """«وخلال جلسة لمجلس الأمن دعا X (وY) إلى …»."""
        if word.first > _FRONTED:
            return []
        near = range(word.last, min(len(sentence.tokens), word.last + _BEHIND))
        said = next((i for i in near if sentence.tokens[i].text in self.lexicon.grammar.statement), None)
        out: list[Mention] = []
        for m in sentence.mentions if said is not None else ():
            beside = out and m.link in self.lexicon.grammar.and_ and m.first == out[-1].last
            if m.kind in {"official", "counterpart"} and (m.first - 1 == said or beside):
                out.append(m)
        return out

    def _did(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """«كان رئيس الوزراء X قد وافق عليها خلال قمة …»."""
        before = [m for m in sentence.mentions if m.last <= word.first]
        if not before or before[-1].kind != "official" or before[-1].link:
            return []
        done = sentence.tokens[before[-1].last].text in self.lexicon.grammar.may
        return before[-1:] if done and word.first - before[-1].last <= _DID else []
