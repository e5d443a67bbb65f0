"""Conferences, summits and workshops of many states that no organisation holds: the state that hosts one is told as its
organiser (guide, decision 3)."""

from __future__ import annotations

from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.places import PlaceMention, find_places
from kg.tokens import QUOTES, Match, readings, surfaces

_NAME = 14  # words of a gathering's name, at most
_HOSTED = 24  # words from a gathering to «التي استضافتها»
_PLACED = 20  # words from a gathering to where it is held
_BEFORE = 16  # words from where somebody came to, to the gathering
_OTHERS = 6  # words from a gathering to the organisation whose it is
_HOST = 4  # words from «استضافتها (القيادة العامة لشرطة)» to the state
_HELD_BY_HOSTS = frozenset({"conference", "workshop"})


class Hosts:
    """Finds the state that hosts a gathering of many."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._verbs = surfaces(lexicon.grammar.place_hosts | lexicon.grammar.organises)

    def of(self, sentence: Sentence, word: Match[str]) -> Mention | None:
        """The hosting state of the gathering that a word names, as a mention where it is told; None where nothing says
        that many states take part."""
        if word.value == "session":
            return None
        named = [
            m for m in sentence.mentions if m.kind == "org" and m.last > word.first and m.first < word.last + _OTHERS
        ]
        if named and named[0].link not in self.lexicon.grammar.with_:
            return None  # of an organisation, in whatever way
        city = self._by_name(sentence, word)
        hosting = self.hosting(sentence, word)
        if city or self.of_many(sentence, word) or self.announced(sentence, word):
            return hosting or city or self._held_at(sentence, word)
        return hosting if word.value in _HELD_BY_HOSTS else None

    def _by_name(self, sentence: Sentence, word: Match[str]) -> Mention | None:
        """«مؤتمر بغداد»، «قمة نجامينا»: named after the city where it is held."""
        if word.value != "conference" or self.lexicon.grammar.definite(sentence.tokens[word.first].text):
            return None
        city = sentence.matches(self.lexicon.cities).get(word.last)
        if city is None or city.clitic or not city.value.country:
            return None
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        summit = tokens[word.first].text[len(word.clitic) :] in grammar.summit
        around = tokens[max(0, word.first - _NAME) : word.last + _NAME]
        if summit and surfaces(grammar.takes_part).isdisjoint(t.text for t in around):
            return None  # «قال X خلال قمة سنغافورة»: perhaps of two
        return _state(sentence, city.first, city.last, city.value.country)

    def of_many(self, sentence: Sentence, word: Match[str]) -> bool:
        """«المؤتمر الدولي»، «قمة دول …»، «الاجتماع الثاني لوزراء …»: words of the gathering's name tell of many."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        states = {i for m in sentence.matches(self.lexicon.states).values() for i in range(m.first, m.last)}
        stop = min(len(tokens), word.last + _NAME)
        many = grammar.of_many if word.value == "meeting" else grammar.of_many | grammar.members
        found, adjectives = False, 0  # «المنتدى السعودي الأميركي»: of two
        for i in range(word.last, stop):
            token = tokens[i]
            rest = {part for _, part in readings(token.text)}
            if token.text in QUOTES:
                continue  # «مؤتمر "سيدر" الدولي»
            if token.is_mark or not rest.isdisjoint(grammar.relative) or token.text in grammar.takes_place:
                break
            if not rest.isdisjoint(grammar.committee | grammar.press):
                return False  # «الاجتماع الوزاري للجنة المشتركة»: of two
            demonym = sentence.matches(self.lexicon.states).get(i)
            adjectives += demonym is not None and demonym.value.kind == "demonym"
            if adjectives > 1:
                return False
            found = found or (i not in states and not rest.isdisjoint(many))
        return found

    def announced(self, sentence: Sentence, word: Match[str]) -> bool:
        """Whether the name of a conference alone says that states meet there: «المؤتمر الدولي»، «مؤتمر للمانحين»، «قمة
        رباعية»، «قمة حول …»، no «القمة العالمية» of a trade."""
        name = sentence.tokens[word.last : word.last + _NAME]
        trade = any(t.text in self.lexicon.grammar.worldwide for t in name)
        if word.value != "conference" or trade:
            return False
        about = (
            sentence.tokens[word.last].text in self.lexicon.grammar.concerning
            if word.last < len(sentence.tokens)
            else False
        )
        summit = sentence.tokens[word.first].text[len(word.clitic) :] in self.lexicon.grammar.summit
        return (about and summit) or self.of_many(sentence, word)

    def hosting(self, sentence: Sentence, word: Match[str]) -> Mention | None:
        """«التي استضافتها السعودية»، «تحتضن تونس المؤتمر …»: whom a verb of hosting names."""
        tokens = sentence.tokens
        near = (
            *range(word.last, min(len(tokens), word.last + _HOSTED)),
            *range(max(0, word.first - _BEFORE), word.first),
        )
        for i in near:
            if tokens[i].text in self._verbs:
                if i < word.first and (host := self._named_before(sentence, i)):
                    return host  # «تركيا ستستضيف قمة …»
                stop = min(len(tokens), i + 1 + _HOST, word.first if i < word.first else len(tokens))
                found = (self._place(sentence, k) for k in range(i + 1, stop))
                if host := next((m for m in found if m), None):
                    return host
        return None

    def _named_before(self, sentence: Sentence, i: int) -> Mention | None:
        told = [m for m in sentence.mentions if m.kind == "state" and m.last == i and m.country and not m.link]
        return told[0] if told else None

    def _place(self, sentence: Sentence, i: int) -> Mention | None:
        """A state by its name, or a city for its state, at a token."""
        state = sentence.matches(self.lexicon.states).get(i)
        if state and state.value.kind == "name":
            return _state(sentence, i, state.last, state.value.code)
        city = sentence.matches(self.lexicon.cities).get(i)
        return _state(sentence, i, city.last, city.value.country) if city and city.value.country else None

    def _held_at(self, sentence: Sentence, word: Match[str]) -> Mention | None:
        """«المنعقد في الدوحة»، «وصل إلى بنجول … للمشاركة في القمة»: the place behind it, else the last one before."""
        places = [p for p in find_places(self.lexicon, sentence) if p.country]
        behind = (p for p in places if word.last <= p.first < word.last + _PLACED)
        before = (p for p in reversed(places) if word.first - _BEFORE <= p.first < word.first)
        found: PlaceMention | None = next(behind, None) or next(before, None)
        return _state(sentence, found.first, found.first + 1, found.country) if found else None


def _state(sentence: Sentence, first: int, last: int, country: str) -> Mention:
    tokens = sentence.tokens
    return Mention("state", first, last, tokens[first].start, tokens[last - 1].end, country=country)
