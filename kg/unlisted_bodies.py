"""Committees, mechanisms and associations of many states that no table knows, named where they meet: «اجتماع الرابطة
الدولية لـ…»، «تعقد لجنة متابعة … العربية اجتماعا».

Such a body has a noun of bodies as its head, and words of its name say that it is of many states; one whose name has a
state in it is that state's own. It is known by its name as the article writes it (guide, decision 3).
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.tokens import Match, readings, surfaces

_REACH = 6  # words from a gathering to the body that holds it
_NAME = 9  # words of its name
_SHORTEST = 2
_LISTED = 4  # words from its name to the states that it has as its members
_MEMBERS = 3  # so many states make a body of many


class UnlistedBodies:
    """Reads the names of such bodies."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        grammar = lexicon.grammar
        self._heads = grammar.joint_body
        self._forms = surfaces(grammar.joint_body)
        self._ends = grammar.in_ | grammar.to | grammar.with_ | grammar.between | grammar.from_ | grammar.about
        self._ends |= grammar.relative | grammar.during | grammar.did | grammar.at | grammar.belonging
        self._ends |= grammar.before_all | grammar.begins | grammar.takes_place | grammar.is_held | grammar.that

    def behind(self, sentence: Sentence, word: Match[str]) -> Mention | None:
        """The body right behind a gathering word, or behind words that belong to the gathering."""
        tokens = sentence.tokens
        for i in range(word.last, min(len(tokens), word.last + _REACH)):
            if tokens[i].is_mark or (i > word.last and self._known(sentence, i)):
                return None
            if tokens[i].text not in self._forms:
                continue
            clitic = self._clitic(tokens[i].text)
            owns = clitic in self.lexicon.grammar.for_ or (not clitic and i == word.last)
            if owns and (body := self._named(sentence, i, clitic)):
                return body
        return None

    def told(self, sentence: Sentence) -> Iterator[Mention]:
        """The bodies that stand bare behind a verb, which may be one of meeting: «تعقد لجنة متابعة … العربية غدا
        اجتماعا»، «كانت اللجنة الرباعية العربية عقدت اجتماعا»."""
        triggers, grammar = self.lexicon.triggers, self.lexicon.grammar
        ahead = grammar.performs | grammar.was | grammar.that
        for i in range(1, len(sentence.tokens)):
            if sentence.tokens[i].text not in self._heads or self._known(sentence, i):
                continue
            holds = any(rest in ahead for _, rest in readings(sentence.tokens[i - 1].text))
            if (holds or triggers.at(sentence.tokens, i - 1)) and (body := self._named(sentence, i, "")):
                yield body

    def may_stand(self, texts: set[str]) -> bool:
        """Whether a noun of such bodies is among the words of a sentence."""
        return not self._forms.isdisjoint(texts)

    def _clitic(self, text: str) -> str:
        return next((clitic for clitic, rest in readings(text) if rest in self._heads), "")

    def _known(self, sentence: Sentence, i: int) -> bool:
        return any(m.first <= i < m.last and m.kind in {"official", "org", "group"} for m in sentence.mentions)

    def _named(self, sentence: Sentence, first: int, clitic: str) -> Mention | None:
        """The body whose name begins at a token, if the name says that it is of many."""
        tokens, grammar = sentence.tokens, self.lexicon.grammar
        last = self._end(sentence, first)
        if last - first < _SHORTEST or not self._of_many(sentence, first, last):
            return None
        text = tokens[first].text
        head = next(rest for c, rest in readings(text) if c == clitic and rest in self._heads)
        article = next(iter(grammar.article))
        if clitic and not grammar.definite(head) and grammar.definite(tokens[first + 1].text):
            head = article + head  # «للجنة الدولية»: of «اللجنة»
        name = " ".join([head, *(t.text for t in tokens[first + 1 : last])])
        start, end = tokens[first].start + len(clitic), tokens[last - 1].end
        return Mention("org", first, last, start, end, clitic, name_span=(start, end), org=name)

    def _end(self, sentence: Sentence, first: int) -> int:
        """Where its name ends: before a mark, a preposition, a verb or a word of time; its last word is definite."""
        tokens, grammar, lexicon = sentence.tokens, self.lexicon.grammar, self.lexicon
        gatherings, events = sentence.matches(lexicon.gatherings), sentence.matches(lexicon.events)
        last = first + 1
        while last < min(len(tokens), first + _NAME):
            text = tokens[last].text
            if tokens[last].is_mark or text in self._ends or last in gatherings or last in events:
                break
            if text in lexicon.weekdays or text in grammar.beside_verb or text.startswith(tuple(grammar.by)):
                break
            last += 1
        while last > first + 1 and not grammar.definite(tokens[last - 1].text):
            last -= 1
        return last

    def _of_many(self, sentence: Sentence, first: int, last: int) -> bool:
        """«الجمعية الدولية …»، «اللجنة الفنية الثلاثية …»، «لجنة متابعة … العربية»، «آلية … المشتركة التي تضم ليبيا
        والنيجر وتشاد»; no body with one state's adjective, none of a parliament or of a sport."""
        tokens, grammar = sentence.tokens, self.lexicon.grammar
        words = [t.text for t in tokens[first + 1 : last]]
        if not grammar.of_so_many.isdisjoint(words):
            return True
        of_state = any(first < i < last for i in sentence.matches(self.lexicon.states))
        if of_state or not grammar.no_states_body.isdisjoint(words):
            return False
        run = words[-1:]
        text = tokens[first].text  # «للجنة متابعة …»: no article in it
        if grammar.definite(text.removeprefix(self._clitic(text))) or grammar.definite(words[0]):
            article = tuple(grammar.article)
            run = words[: next((k for k, word in enumerate(words) if not word.startswith(article)), len(words))]
        return any(word in grammar.of_many_states for word in run) or self._has_members(sentence, last)

    def _has_members(self, sentence: Sentence, last: int) -> bool:
        """«… المشتركة التي تضم ليبيا والنيجر وتشاد»، «… بين ليبيا والنيجر وتشاد»: the states behind its name."""
        told = [m for m in sentence.mentions if m.kind == "state" and last <= m.first <= last + _LISTED]
        if not told:
            return False
        listed = [m for m in sentence.mentions if m.kind == "state" and 0 <= m.first - told[0].first < 2 * _MEMBERS]
        return len({m.country for m in listed}) >= _MEMBERS
