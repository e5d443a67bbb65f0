"""Conferences and forums that no table knows and somebody takes part in: they are told by their own name, as the
article writes it («مؤتمر بروكسل لدعم …»، «المنتدى الدولي للاستثمار»; guide, decision 3), not by their host."""

from __future__ import annotations

from kg.entities import Sentence
from kg.hosted import Hosts
from kg.lexicon import CityForm, Lexicon
from kg.mention import Mention
from kg.places import find_places
from kg.tokens import QUOTES, Match, readings

_NAME = 9  # words of its name
_INVITED = 5  # words from «دعوة» to it
_VENUE = 5  # words from its name to where it is held
_ALONE = 2  # words of the shortest name; «القمة الثلاثية» is none


class NamedConferences:
    """Reads their names."""

    def __init__(self, lexicon: Lexicon, hosts: Hosts) -> None:
        self.lexicon = lexicon
        self._hosts = hosts
        grammar = lexicon.grammar
        self._ends = grammar.relative | grammar.takes_place | grammar.is_held | grammar.begins | grammar.that
        self._ends |= grammar.statement | grammar.during | grammar.with_ | grammar.between | grammar.from_ | grammar.at
        self._ends |= grammar.in_ | grammar.after_name | grammar.organises | grammar.place_hosts | grammar.beside_verb
        self._ends |= grammar.next_ | grammar.as_well | lexicon.weekdays

    def of(self, sentence: Sentence, word: Match[str], countries: set[str]) -> Mention | None:
        """The conference that a gathering word names, as an organisation, if states meet there: words of its name say
        so, or somebody of ``countries`` came to it from abroad."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        head = tokens[word.first].text[len(word.clitic) :]
        if word.last >= len(tokens):
            return None
        behind = tokens[word.last].text
        if word.clitic in grammar.for_ or behind in self.lexicon.function_words or self._wanted(sentence, word):
            return None
        if behind in grammar.concerning | grammar.press | grammar.about or grammar.definite(head) > grammar.definite(
            behind
        ):
            return None  # «مؤتمر حول الأمن»، «المؤتمر مشجعة»: no name
        many = self._hosts.of_many(sentence, word)
        summit = grammar.bare(head) in grammar.summit
        if summit and not many:
            return None  # perhaps of two
        city = sentence.matches(self.lexicon.cities).get(word.last)
        city = city if city and not (city.clitic or grammar.definite(head)) else None
        last = self._end(sentence, word, city)
        words = {t.text for t in tokens[word.last : last]}
        nameless = words <= grammar.of_many or last - word.first < _ALONE + summit  # «المؤتمر الدولي»
        if nameless or not words.isdisjoint(grammar.the_council) or self._of_one(sentence, word, last):
            return None
        venues = {p.country for p in find_places(self.lexicon, sentence) if 0 <= p.first - last < _VENUE and p.country}
        abroad = bool(venues and countries - venues)
        if not (abroad or city or (many and not (venues and countries))):
            return None
        if self._hosts.hosting(sentence, word) is not None:
            return None  # told by whoever hosts it
        start, end = tokens[word.first].start + len(word.clitic), tokens[last - 1].end
        name = " ".join([head, *(t.text for t in tokens[word.first + 1 : last])])
        return Mention("org", word.first, last, start, end, word.clitic, name_span=(start, end), org=name)

    def _end(self, sentence: Sentence, word: Match[str], city: Match[CityForm] | None) -> int:
        """Where its name ends: before a mark, a place, a verb, a day or somebody; one named by a city before «حول»."""
        tokens, grammar, lexicon = sentence.tokens, self.lexicon.grammar, self.lexicon
        gatherings = sentence.matches(lexicon.gatherings)  # but «قمة دولية لرجال أعمال»
        stops = {i for i in gatherings if tokens[i].text not in grammar.proceedings}
        stops |= sentence.matches(lexicon.events).keys()
        stops |= {m.first for m in sentence.mentions if m.kind in {"official", "counterpart", "group"}}
        last = city.last if city else word.last
        while last < min(len(tokens), word.first + _NAME):
            text = tokens[last].text
            if text in grammar.in_ and self._told_of(sentence, word, last):
                last += 2  # «لدعم جهود الإغاثة في اليمن»
                continue
            if tokens[last].is_mark or text in QUOTES or last in stops or text in self._ends:
                break
            if city and not text.startswith((*grammar.for_, *grammar.article)) and not text.isdigit():
                break  # «مؤتمر روما أيضا»
            place = lexicon.cities.at(tokens, last) or lexicon.states.at(tokens, last)
            if (place and place.clitic in grammar.in_) or self._verb(text):
                break
            last += 1
        open_ = grammar.concerning | grammar.about
        while last > word.last and any(rest in open_ for _, rest in readings(tokens[last - 1].text)):
            last -= 1
        return last

    def _wanted(self, sentence: Sentence, word: Match[str]) -> bool:
        """«طالب بعقد مؤتمر …»، «دعوة للمشاركة في مؤتمر …»: whoever asks for it or invites is not said to be there."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        if word.first and any(c and rest in grammar.holding for c, rest in readings(tokens[word.first - 1].text)):
            return True
        before = range(max(0, word.first - _INVITED), word.first)
        return any(rest in grammar.invitation for k in before for _, rest in readings(tokens[k].text))

    def _verb(self, text: str) -> bool:
        """«يناقش»، «تناقش»: a verb of the present, which the language has of him and of her."""
        imperfect, common = self.lexicon.grammar.imperfect, self.lexicon.common_words
        return text[0] in imperfect and all(person + text[1:] in common for person in imperfect)

    def _told_of(self, sentence: Sentence, word: Match[str], i: int) -> bool:
        """Whether a state behind «في» is what the conference is about."""
        state = sentence.matches(self.lexicon.states).get(i + 1)
        about = any(t.text in self.lexicon.grammar.concerning for t in sentence.tokens[word.last : i])
        town = self.lexicon.cities.at(sentence.tokens, i + 1) is not None
        return about and state is not None and state.value.kind == "name" and state.last == i + 2 and not town

    def _of_one(self, sentence: Sentence, word: Match[str], last: int) -> bool:
        """«المؤتمر الوطني …»، «المنتدى التونسي الليبي»: of one state or of two, of a party or of a trade."""
        none = self.lexicon.grammar.no_states_body | self.lexicon.grammar.own_gathering
        words = {rest for t in sentence.tokens[word.last : last] for _, rest in readings(t.text)}
        states = sentence.matches(self.lexicon.states).items()
        return not none.isdisjoint(words) or any(
            word.last <= i < last and not s.clitic and (s.value.kind == "demonym" or i == word.last) for i, s in states
        )
