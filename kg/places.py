"""Where an encounter took place: cities and venue states in the words around it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg import datelex
from kg.capitals import capital_by_name, capital_of
from kg.clauses import scene_clause
from kg.entities import Sentence
from kg.grammar import Grammar
from kg.lexicon import CityForm, Lexicon, StateForm, Trigger
from kg.spoken_of import is_subject
from kg.tokens import DASHES, OPENING, Match, Token, readings

_VISIT_FRAMES = frozenset({"visit", "travel", "visit-noun", "tour"})
_INDIRECT = frozenset({"visit-noun", "tour"})  # whose goal stands behind a preposition
_VISIT_REACH = 14
_JOINED_REACH = 5  # words from «زيارة (عمل تستغرق يومين)» to «للقاهرة»
_SEAT_REACH = 8
_INVITED, _ASKED = 3, 9  # words from an invitation to «زيارة», to «للقيام بزيارة»
_NEXT = 3  # words between what is somewhere and «في»
_SCENE = 5  # words from «حيث» to the verb: «حيث من المقرر أن يلتقي»
_HOSTED = 10  # words from the state that hosts to the gathering
_CITY_STATES = frozenset({"SG", "MC", "VA"})  # whose one city is all of it
_RIGHT_THERE = 2  # words from «حل» (في) to the place
_RETURN = 9  # words from «عاد (إلى نواكشوط الليلة البارحة قادما) من»
_WORD = 150  # how often a word is read in the press that is no preposition with a city's name
_NO_TOWN = 400  # how often a word is read in the press that is no small town's name


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A city or state named as a place; positions are those of the folded text, ``country`` is empty where unknown."""

    start: int
    end: int
    first: int
    country: str
    city: bool
    visited: bool  # the goal of a journey: «زيارته للقاهرة», «وصل إلى مصر»
    article: bool  # «للعراق»: the article's alef was swallowed by the preposition
    left: bool = False  # «عقب عودته من كيغالي»
    by_adjective: bool = False  # «العاصمة التونسية»: the city is not named
    subject: bool = False  # «الوضع في السودان»، «بشأن الهدنة في غزة»: perhaps where something told of is
    of_gathering: bool = False  # «نتائج مؤتمر جنيف»: where those met who gathered there


def find_places(lexicon: Lexicon, sentence: Sentence) -> list[PlaceMention]:
    """The places that a sentence names as such: with «في» or «بـ», as a capital, or as the goal of a journey."""
    return sentence.once("places", lambda: _find_places(lexicon, sentence))


def _find_places(lexicon: Lexicon, sentence: Sentence) -> list[PlaceMention]:
    small = lexicon.grammar.town_of | lexicon.grammar.area_of
    towns = (i + 1 for i, token in enumerate(sentence.tokens) if token.text in small)
    states = sentence.matches(lexicon.states)
    # nothing else can be a place: a name, the word before a state's («العاصمة القطرية»), the word behind «مدينة»
    places = {*sentence.matches(lexicon.cities), *states, *(i - 1 for i in states), *towns}
    return _Reader(lexicon, sentence, places).read() if places else []


@dataclass(frozen=True, slots=True)
class _Journey:
    """The last word of a journey: whether a goal may follow without a preposition, whether it leads away («غادر»),
    whether it may mean to offer («قدم»)."""

    at: int
    direct: bool
    leaves: bool
    offers: bool


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A city or state in its phrase: «بمدينة» جدة begins at ``head``, ``link`` leads to it, ``joined`` to the word."""

    match: Match[CityForm] | Match[StateForm]
    city: bool
    head: int
    link: str
    joined: bool

    @property
    def before(self) -> int:
        """The token behind the last one that does not belong to the phrase nor its preposition."""
        return self.head if self.joined else self.head - 1


class _Reader:
    """Reads the places of one sentence."""

    def __init__(self, lexicon: Lexicon, sentence: Sentence, places: set[int]) -> None:
        self.lexicon, self.grammar, self.tokens = lexicon, lexicon.grammar, sentence.tokens
        self.places = places
        self.blockers, self.triggers = sentence.matches(lexicon.blockers), sentence.matches(lexicon.triggers)
        self.covered = _tokens_of(sentence, "official", "counterpart") - self._where_met(sentence)
        self.mentioned = self.covered | _tokens_of(sentence, "org", "body")
        self.gatherings = sentence.matches(lexicon.gatherings)
        self.heads = self.grammar.town | self.grammar.capital | self.grammar.venue
        self.journey: _Journey | None = None
        self.out: list[PlaceMention] = []
        self.behind = -1  # the token behind the last place found

    def _where_met(self, sentence: Sentence) -> set[int]:
        """«مع نظرائه الخليجيين في الدوحة»: the place behind counterparts is where they met, and no part of whom."""
        ends = (m.last for m in sentence.mentions if m.kind == "counterpart" and m.last - m.first >= _NEXT)
        cities = sentence.matches(self.lexicon.cities)
        met = (end for end in ends if end - 1 in cities and self.tokens[end - 2].text in self.grammar.in_)
        return {k for end in met for k in (end - 2, end - 1)}

    def read(self) -> list[PlaceMention]:
        i = 0
        while i < len(self.tokens):
            blocked = self.blockers.get(i)
            if blocked and blocked.last - i > 1:
                i = blocked.last
            elif i in self.covered:
                i += 1
            else:
                if self.tokens[i].text in self.grammar.goes:
                    self.journey = _Journey(i, False, False, False)
                if i in self.triggers:
                    self._note_journey(i, self.triggers[i])
                i = self._place_at(i) if i in self.places else i + 1
        return self.out

    def _note_journey(self, i: int, trigger: Match[Trigger]) -> None:
        if trigger.value.frame not in _VISIT_FRAMES:
            return
        beside = (pair for t in self.tokens[max(0, i - 1) : i + 1] for pair in readings(t.text))
        asked = any(not self.grammar.to.isdisjoint(pair) for pair in beside)  # «(دعاه) للقيام بزيارة»
        near = self.tokens[max(0, i - (_ASKED if asked else _INVITED)) : i]
        words = {rest for t in near for _, rest in readings(t.text)}
        if words.isdisjoint(self.grammar.invitation | self.grammar.hoped):  # «(ودعوة) نظيره إلى زيارة مصر»
            word, frame = trigger.value.word, trigger.value.frame
            leaves, offers = word in self.grammar.leaves, word in self.grammar.offers
            self.journey = _Journey(i, frame not in _INDIRECT, leaves, offers)

    def _place_at(self, i: int) -> int:
        """Read the place that begins at a token, if one does; the token to go on from."""
        match, is_city = _named(self.lexicon, self.tokens, i)
        if match is None:
            if unknown := self._unknown_town(i):
                self.out.append(unknown)
                self.behind = i + 1
            return i + 1
        adjectival = is_city and self.tokens[i].text in self.grammar.capital  # «العاصمة التونسية»
        phrase = self._phrase(match, is_city)
        if self.out and self.behind == phrase.head < match.first and self.out[-1].city and phrase.city:
            return match.last  # «في محافظة حقل بمنطقة تبوك»
        left = self._left_behind(phrase)
        visited = left or self._is_goal(phrase)
        located = self._is_located(phrase, adjectival)
        if self.behind == i and match.clitic in self.grammar.and_:  # «إلى مصر وتونس»
            visited, located = self.out[-1].visited, False
            if not visited and not self._is_scene(phrase):
                self.out.pop()  # «بين الوزارتين في مصر وتونس»: nobody meets in two places
        scene = self._is_scene(phrase)
        if not (located or visited or scene) or self._doubtful(phrase, adjectival):
            return match.last
        if located and not scene and self._is_seat(phrase.before):
            return match.last
        country = match.value.country if isinstance(match.value, CityForm) else match.value.code
        named = capital_by_name(self.lexicon, self.tokens, match.last, country) if adjectival else None
        if named:  # «العاصمة التونسية، تونس»
            self.out.append(_place(self.tokens, named, country, city=True, visited=visited))
            return named.last
        named_by = located and self._is_of_gathering(phrase)
        spoken_of = located and not (named_by or visited)
        self.out.append(
            replace(
                _place(self.tokens, match, country, city=is_city, visited=visited),
                article=_swallowed(self.lexicon, self.tokens[i], match.clitic),
                left=left,
                by_adjective=adjectival,
                subject=spoken_of and is_subject(self.lexicon, self.tokens, phrase.before, self.covered),
                of_gathering=named_by and not self._is_in(match.first - 1),
            )
        )
        self.behind = match.last
        return match.last

    def _phrase(self, match: Match[CityForm] | Match[StateForm], is_city: bool) -> _Phrase:
        head = self._head(match.first)
        link, joined = self._link(head, match.clitic if head == match.first else None)
        return _Phrase(match, is_city, head, link, joined)

    def _head(self, i: int) -> int:
        """Where the phrase of a place begins: «العاصمة القطرية» الدوحة، «مطار» بغداد; ``i`` for the bare name."""
        if i > 1 and self.tokens[i - 1].is_mark and self._is_capital(i - 2):
            return i - 2  # «في العاصمة، أنقرة»
        if i and self.tokens[i - 1].text in DASHES and (hotel := self._hotel_before(i - 1)) is not None:
            return hotel  # «في فندق فينيسيا – بيروت»
        for k in range(i - 1, max(-1, i - 4), -1):
            word = self.tokens[k].text
            if self._is_head(k):
                return k - 1 if k and self._is_head(k - 1) else k  # «مطار العاصمة» بكين
            if k == i - 2 and self._is_hotel(k):
                return k  # «بفندق شيراتون» الدوحة
            if word in self.grammar.kind_of_capital or (k == i - 1 and i >= 2 and self._is_hotel(i - 2)):
                continue  # «العاصمة المؤقتة» عدن
            if not (self.grammar.definite(word) and self.lexicon.states.at(self.tokens, k, clitics=False)):
                return i  # «القطرية»، and «السعودية», which is the state's name too
        return i

    def _is_in(self, i: int) -> bool:
        """«في قمة …»، «بمؤتمر …»، «خلال اجتماع …»."""
        link, joined = self._link(i, None)
        clitics = {c for c, rest in readings(self.tokens[i].text) if rest in self.grammar.named_by_town}
        return link in self.grammar.in_ | self.grammar.during or not clitics.isdisjoint(self.grammar.in_) or joined

    def _hotel_before(self, i: int) -> int | None:
        return next((k for k in range(i - 1, max(-1, i - 1 - _NEXT), -1) if self._is_hotel(k)), None)

    def _is_hotel(self, k: int) -> bool:
        return any(rest in self.grammar.hotel for _, rest in readings(self.tokens[k].text))

    def _is_capital(self, k: int) -> bool:
        return any(rest in self.grammar.capital for _, rest in readings(self.tokens[k].text))

    def _is_head(self, k: int) -> bool:
        return any(rest in self.heads for _, rest in readings(self.tokens[k].text))

    def _link(self, head: int, clitic: str | None) -> tuple[str, bool]:
        """What leads to the phrase that begins at ``head``: its proclitic or the word before; and if it is a
        proclitic."""
        grammar, tokens = self.grammar, self.tokens
        if clitic is None:
            heads = self.heads | grammar.hotel
            clitic = max((c for c, rest in readings(tokens[head].text) if rest in heads), key=len, default="")
        if clitic:
            return clitic, True
        k = head - 1
        while k >= 0 and tokens[k].text in OPENING:  # «في "نيوم"»
            k -= 1
        if k > 0 and tokens[k].text in grammar.from_ and tokens[k - 1].text in grammar.each_of:  # «إلى كل من مصر …»
            k -= 2
        if k < 0:
            return "", False
        words = [rest for c, rest in readings(tokens[k].text) if not c or c in grammar.and_ | grammar.then]  # «وفي»
        known = grammar.in_ | grammar.to | grammar.about
        return next((w for w in reversed(words) if w in known), tokens[k].text), False

    def _is_located(self, phrase: _Phrase, adjectival: bool) -> bool:
        """Behind «في»، «بـ»; as host («احتضنت الرباط …», a state where it is a gathering that it hosts); a city also
        where its phrase opens the sentence."""
        if phrase.link in self.grammar.in_:
            return True
        capital = adjectival or phrase.head < phrase.match.first
        hosting = phrase.link in self.grammar.place_hosts or _hosts(self.tokens, phrase.match.last, self.grammar)
        if not phrase.city:
            return hosting and self._hosts_gathering(phrase)
        return hosting or (capital and not phrase.link) or self._is_of_gathering(phrase)

    def _is_scene(self, phrase: _Phrase) -> bool:
        """«قادما من نواكشوط، حيث أجرى محادثات»: what is told behind «حيث» took place there."""
        at = scene_clause(self.grammar, self.tokens, phrase.match.last)
        return at is not None and any(k in self.triggers for k in range(at, at + _SCENE))

    def _hosts_gathering(self, phrase: _Phrase) -> bool:
        """«الاجتماع الذي تستضيفه الكويت»، «تستضيف تونس غدا أعمال المؤتمر …»: not «يستضيف الأردن اللاجئين»."""
        verb, last = phrase.head - 1, phrase.match.last
        if verb > 0 and self.tokens[verb - 1].text in self.grammar.relative:
            return True
        return any(k in self.gatherings for k in range(last, last + _HOSTED))

    def _is_of_gathering(self, phrase: _Phrase) -> bool:
        """«قمة هلسنكي»، «اجتماع الدوحة (الذي …)»; not «محادثات موسكو ودمشق», not «محادثات واشنطن مع طهران»."""
        match, tokens = phrase.match, self.tokens
        if match.clitic or phrase.head != match.first or match.first == 0 or match.value.ambiguous:
            return False
        noun = any(rest in self.grammar.named_by_town for _, rest in readings(tokens[match.first - 1].text))
        if not noun or match.last == len(tokens):
            return noun
        behind = tokens[match.last]
        other = self.lexicon.cities.at(tokens, match.last)
        joined = other is not None and other.clitic in self.grammar.and_
        return not (joined or behind.text in self.grammar.with_ | DASHES)

    def _is_goal(self, phrase: _Phrase) -> bool:
        """The goal of a journey told before: behind «إلى»، «لـ», right behind its word, behind its subject or day."""
        journey = self.journey
        if journey is None or (journey.offers and phrase.joined):  # «وقدم الشكر لمصر»
            return False
        steps = sum(k not in self.covered for k in range(journey.at, phrase.match.first))
        if steps > (_JOINED_REACH if phrase.joined and not self._is_by_it(journey.at, phrase.head) else _VISIT_REACH):
            return False
        there = phrase.link in self.grammar.by or (phrase.link in self.grammar.in_ and steps <= _RIGHT_THERE)
        if there and any(r in self.grammar.alights for _, r in readings(self.tokens[journey.at].text)):
            return True  # «حل أمس بالعاصمة الإيطالية روما»، «حل في واشنطن»
        if phrase.link in self.grammar.to:
            beside = self.lexicon.events.at(self.tokens, phrase.head - 2) if phrase.head > 1 else None
            return phrase.joined or beside is None or beside.value != "besides"  # «تشمل قطر بالإضافة إلى العراق»
        if journey.leaves and not self._is_visited(phrase.match.last):
            return False
        behind = journey.direct and not phrase.joined and self._behind_subject(phrase.head)
        return (phrase.head == journey.at + 1 and phrase.link not in self.grammar.by) or behind  # «الجولة بجنيف»

    def _is_by_it(self, first: int, last: int) -> bool:
        """«(زيارة يقوم) بها (الوزير)»: a clause of the journey's own stands between."""
        words = (pair for t in self.tokens[first:last] for pair in readings(t.text))
        return any(c in self.grammar.by and rest in self.grammar.his for c, rest in words)

    def _left_behind(self, phrase: _Phrase) -> bool:
        """«عقب عودته من كيغالي»، «عاد … قادما من دكار»: where somebody was who has come back."""
        if phrase.link not in self.grammar.from_:
            return False
        back = self.tokens[max(0, phrase.before - _RETURN) : phrase.before]
        return any(rest in self.grammar.came_back for t in back for _, rest in readings(t.text))

    def _is_visited(self, last: int) -> bool:
        """«غادر الأردن بعد زيارة قصيرة»: the place that he leaves is where he was."""
        if last >= len(self.tokens) or self.tokens[last].text not in self.grammar.gone_after:
            return False
        words = (self.triggers.get(k) for k in range(last + 1, last + _NEXT))
        return any(t is not None and t.value.frame == "visit-noun" for t in words)

    def _behind_subject(self, head: int) -> bool:
        """«يزور الوزير الفرنسي القاهرة»، «وصل على رأس وفد، اليوم الأحد، بغداد»: behind the subject or the day."""
        k = head - 1
        while k >= 0 and (self.tokens[k].is_mark or self.tokens[k].text.isdigit()):
            k -= 1  # «اليوم الاثنين 20/6/2022»
        return k >= 0 and (k in self.covered or datelex.load().names_a_day(self.tokens[k].text))

    def _doubtful(self, phrase: _Phrase, adjectival: bool) -> bool:
        """A city whose name is a word too, with nothing that says that it is one."""
        match = phrase.match
        if not (phrase.city and match.value.ambiguous) or adjectival or phrase.head < match.first:
            return False
        name = " ".join(t.text for t in self.tokens[match.first : match.last])
        known = self.grammar.definite(name.removeprefix(match.clitic))
        if match.clitic and not known and self.lexicon.common_words.get(name, 0) >= _WORD:
            return True  # «بحجة»، «بنوك»
        return match.clitic not in self.grammar.by and name not in self.lexicon.capitals

    def _is_seat(self, stop: int) -> bool:
        """«السفارة السعودية في واشنطن»، «ومقره في جنيف»، «مدير المدارس في موريتانيا»: where a body or an office is."""
        grammar, tokens = self.grammar, self.tokens
        for i in range(stop - 1, max(-1, stop - 1 - _SEAT_REACH), -1):
            if tokens[i].is_mark or tokens[i].text in grammar.takes_place or self.lexicon.triggers.at(tokens, i):
                return False
            if any(rest in grammar.building for _, rest in readings(tokens[i].text)):
                return False  # «في وزارة الداخلية القطرية بالعاصمة الدوحة»، «في مكتبه بالخرطوم»
            if stop - i <= _NEXT and any(rest in grammar.seat for _, rest in readings(tokens[i].text)):
                return not self._in_his_house(i)
            if tokens[i].text in grammar.named_after and i in self.mentioned and i + 1 not in self.mentioned:
                return True  # «مدير معهد» السلامة في النرويج
            head = self.lexicon.heads.at(tokens, i)
            if i not in self.mentioned and head:
                if head.clitic in grammar.for_ and any(k in self.triggers for k in range(max(0, i - _NEXT), i)):
                    return False  # «الاجتماع المقبل للوزراء في نيامي»
                return not any(rest in grammar.house for _, rest in readings(tokens[i - 1].text))  # «نادي الضباط»
        return False

    def _in_his_house(self, i: int) -> bool:
        """«عقدت اجتماعا في مقرها بمدينة …»; not «ومقره في …»."""
        grammar = self.grammar
        theirs = {
            c
            for c, rest in readings(self.tokens[i].text)
            if any(rest.endswith(h) and rest[: -len(h)] in grammar.his_place for h in grammar.his)
        }
        return not theirs.isdisjoint(grammar.in_) or (bool(theirs) and i > 0 and self.tokens[i - 1].text in grammar.in_)

    def _unknown_town(self, i: int) -> PlaceMention | None:
        """«في مدينة X الروسية»، «بمدينة X.»: a town that the tables lack, told to be one, with its state if that is
        told."""
        tokens = self.tokens
        area = i > 0 and tokens[i - 1].text in self.grammar.area_of
        if i == 0 or not (area or tokens[i - 1].text in self.grammar.town_of) or (area and self._plain(i)):
            return None
        clitic = tokens[i - 1].text[:1]
        link, joined = self._link(i - 1, clitic if area and clitic in self.grammar.by else None)
        if link not in self.grammar.in_ or self._is_seat(i - 1 if joined else i - 2):
            return None
        i += tokens[i].text in OPENING  # «منطقة "X" الحدودية»
        for last in range(i, min(i + 3, len(tokens))):
            if tokens[last].is_mark or tokens[last].text in self.lexicon.function_words:
                break
            ends = last + 1 == len(tokens) or self._ends_town(last + 1)
            state = None if ends else self.lexicon.states.at(tokens, last + 1, clitics=False)
            sort = not ends and tokens[last + 1].text in self.grammar.kind_of_town
            if sort and last + 3 < len(tokens) and tokens[last + 2].text in self.grammar.in_:
                state = self.lexicon.states.at(tokens, last + 3, clitics=False)
            if (state and state.value.definite) or (ends and last == i) or sort:
                code = state.value.code if state else ""
                return PlaceMention(tokens[i].start, tokens[last].end, i, code, True, False, False)
        return None

    def _plain(self, i: int) -> bool:
        """«منطقة الخليج»، «قطاع الأمن»: a plain word, or one that the article is missing from."""
        word = self.tokens[i].text
        counts = self.lexicon.common_words
        return max(counts.get(word, 0), counts.get(self.grammar.bare(word), 0)) >= _NO_TOWN or i in self.mentioned

    def _ends_town(self, i: int) -> bool:
        """Whether a town's name of one word ends before a token: a mark, an event, a day, a person, «بالجانب …»."""
        token = self.tokens[i]
        if any(rest in self.grammar.town_of | self.grammar.area_of for _, rest in readings(token.text)):
            return True  # «محافظة حقل بمنطقة تبوك»
        if token.is_mark or i in self.covered or bool(self.lexicon.triggers.at(self.tokens, i)):
            return True
        if token.text in self.lexicon.function_words or datelex.load().names_a_day(token.text):
            return True
        return any(c in self.grammar.by and self.grammar.definite(rest) for c, rest in readings(token.text))


def _tokens_of(sentence: Sentence, *kinds: str) -> set[int]:
    return {i for m in sentence.mentions if m.kind in kinds for i in range(m.first, m.last)}


def _named(lexicon: Lexicon, tokens: list[Token], i: int) -> tuple[Match[CityForm] | Match[StateForm] | None, bool]:
    """The city or, where no longer city stands there, the state named at a token; and whether it is a city."""
    city = lexicon.cities.at(tokens, i) or capital_of(lexicon, tokens, i)
    state = lexicon.states.at(tokens, i)
    if state and (state.value.kind != "name" or state.value.ambiguous):
        state = None
    is_city = city is not None and (state is None or city.last > state.last or state.value.code in _CITY_STATES)
    return (city, True) if is_city else (state, False)


def _swallowed(lexicon: Lexicon, token: Token, clitic: str) -> bool:
    """Whether the preposition took the article's alef: in «للعراق», not in «لليتوانيا»."""
    if not lexicon.grammar.swallowed(token.text, clitic):
        return False
    bare = [Token(token.text[len(clitic) :], token.start + len(clitic), token.end)]
    return not (lexicon.cities.at(bare, 0, clitics=False) or lexicon.states.at(bare, 0, clitics=False))


def _hosts(tokens: list[Token], i: int, grammar: Grammar) -> bool:
    """«الرياض استضافت …»."""
    while i < len(tokens) and tokens[i].is_mark:
        i += 1
    return i < len(tokens) and tokens[i].text in grammar.place_hosts


def _place(
    tokens: list[Token], match: Match[CityForm] | Match[StateForm], country: str, *, city: bool, visited: bool
) -> PlaceMention:
    start = tokens[match.first].start + len(match.clitic)
    return PlaceMention(start, tokens[match.last - 1].end, match.first, country, city, visited, False)
