"""For whom an official acts: as his article states, else the state that most speaks for it.

An article of a ministry's own press office never says whose minister its minister is. Agencies, datelines, the outlet,
the ministries named in full, the states of those he stands opposite and the states named around him tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection

from kg.entities import Actor, Actors, Sentence
from kg.lexicon import Lexicon, StateForm
from kg.mention import UNRESOLVED, Mention
from kg.postings import ENVOYS
from kg.tokens import Match, surfaces

_HARDLY = 3  # the score of a state that is hardly spoken from
_PAIR = 2
_MAIN, _TIMES = 10, 5  # the score of a state of which an article tells most, and how far (by half) it is above others
_SIGNED = 6  # the score of a state whose agency tells an article
_SHARE = 10  # and a state named so many times less is nobody's
_AT_HOME = 8  # the score of a state from which an article plainly speaks (its outlet, its agency)
_ALONE = frozenset({"head", "sovereign", "leader", "minister", "heir"})
_THRONE = frozenset({"sovereign", "heir"})
_GOVERNMENT = {frozenset({"head"}), frozenset({"minister"})}
_PLACE = 0.3  # what a state counts beside others in which somebody is said to be («في تونس»)
_OF_HIM = 3  # what the state counts that says what an official did
_SAYS = 10  # words from «قالت (الرئاسة التركية)» to «إن»
_NEAR = 0.6  # what the states named around an official weigh beside those of the whole article


class Affiliations:
    """For whom an actor acts: as stated, else the state from which the article speaks."""

    def __init__(
        self,
        home: Counter[str],
        ministries: dict[str, str],
        pairs: list[frozenset[str]],
        minister: frozenset[str],
        around: Callable[[Actor], defaultdict[str, float]] = lambda actor: defaultdict(float),
        told: Callable[[Actor], list[tuple[str, ...]]] = lambda actor: [],
        may_serve: Callable[[Actor, str], bool] = lambda actor, code: True,
        holders: Callable[[Actor], set[str]] = lambda actor: set(),
        named: Collection[str] | None = None,
    ) -> None:
        self._holders = holders
        self._told = told
        self._may_serve = may_serve
        self._minister = minister
        self._pairs = list(dict.fromkeys(pairs))
        self._home = home
        self._named = home.keys() if named is None else named
        self._around = around
        # two states, each hardly named: either may be guessed
        self._brief = sum(n > 0 for n in home.values()) == 2 and max(home.values()) <= _HARDLY
        self._ministries = ministries
        self._opposites: dict[int, set[str]] = {}
        self._visited: dict[int, set[str]] = {}  # by who travels
        self._decided: dict[int, str] = {}
        self._weighed: dict[int, tuple[Actor, list[str]]] = {}  # the answers of ``_likely``

    def learn(self, actor: Actor, opposite: Actor) -> None:
        """Remember that an actor stood opposite another: he cannot be of that state, whichever encounter asks."""
        stated = self.stated(opposite)
        if stated and not (self._home[stated] >= _AT_HOME and self._home[stated] == max(self._home.values())):
            self._opposites.setdefault(id(actor), set()).add(stated)

    def may_serve(self, actor: Actor, code: str) -> bool:
        """Whether a state has an office of an actor's at all."""
        return self._may_serve(actor, code)

    def visits(self, actor: Actor, code: str) -> None:
        """Remember that an actor is told to travel to a state: whom he meets is of it rather than of another."""
        self._visited.setdefault(id(actor), set()).add(code)

    def stated(self, actor: Actor) -> str | None:
        if actor.country and actor.country != UNRESOLVED:
            return actor.country
        return actor.org

    def of(self, actor: Actor, opposite: Actor | None = None) -> str | None:
        """Country or organisation; an actor without one is of the home state, unless the other side already is."""
        stated = self.stated(actor)
        if stated:
            return stated
        others = set(self._opposites.get(id(actor), ()))
        if opposite and (theirs := self.stated(opposite)):
            others.add(theirs)
        facing, others = others, others | self._holders(actor)
        known = self._decided.get(id(actor))
        if known is None or known in others:
            known = self._decide(actor, facing, others, self._visited.get(id(opposite), set()) if opposite else set())
            if known and opposite and self._of_one_government(actor, opposite, known):
                known = None
        return known

    def of_none(self, actor: Actor, others: set[str]) -> str | None:
        """The state of an actor of whom it is known that he is of none of ``others``."""
        return self.stated(actor) or self._decide(actor, set(), others | self._holders(actor), set())

    def settle(self, actor: Actor, opposite: Actor) -> None:
        """Remember for whom somebody acted in an encounter that is told: he is the same in the others. What was only
        asked, of any two who stand in one sentence, settles nothing."""
        known, theirs = self.of(actor, opposite), self.stated(opposite)
        if known and actor.named and not self.stated(actor):
            self._decided[id(actor)] = known
        if known and theirs and {known, theirs} not in self._pairs:
            self._pairs.append(frozenset((known, theirs)))  # whose other officials may face one another too

    def _decide(self, actor: Actor, facing: set[str], others: set[str], visited: set[str]) -> str | None:
        """The state of an actor who is of none of ``others``, which those he stands opposite (``facing``) are too;
        whom he stands opposite came to those in ``visited``."""
        if code := self._of_pair(actor, facing, others):
            return code
        told = self._told(actor)
        if code := self._by_his_words(told, others):
            return code
        if own := next((codes[0] for codes in told if len(codes) == 1 and codes[0] in facing), None):
            return own  # «استقبل وزير الداخلية والبلديات سفير لبنان في سوريا»: his countryman
        theirs = self._by_words_of_several(told, others)
        if any(code in facing and self.speaks_from(code) for codes in told for code in codes):
            # «مدير الأمن العام» in a Saudi article, beside a Saudi: his countryman
            return theirs if theirs and self._home[theirs] >= _SIGNED else None
        if theirs:
            return theirs
        if actor.kind == "body":
            if (home := self.here()) and home not in others:
                return home
            for code in self._ministries.values():
                if code not in others:
                    return code
        most = max(self._home.values(), default=0)
        free = max((n for code, n in self._home.items() if code not in others), default=0)
        for words in actor.offices:
            for portfolio in words[1:2] if words[0] in self._minister else words[1:]:
                code = self._ministries.get(portfolio, "")
                if code and code not in others and self._home[code] * _TIMES > free:
                    return code
        least = most / _SHARE if most >= _AT_HOME else 0
        likely = self._likely(actor)
        for rank, code in enumerate(sorted(likely, key=lambda code: code not in visited) if visited else likely):
            enough = 1 if rank == 0 or self._brief else _HARDLY
            if code not in others and self._home[code] >= max(enough, least):
                unnamed = code not in self._named and any(self.is_home(c) for c in facing)
                passing = rank and facing == {likely[0]} and not actor.is_counterpart
                if unnamed or (passing and self._overshadowed(actor, code, likely[0])):
                    return None  # an outlet's own state, in its news of a state abroad; a state hardly named beside it
                return code
        return None

    def _of_pair(self, actor: Actor, facing: set[str], others: set[str]) -> str | None:
        """«بين موريتانيا وإسبانيا» tells whose minister faced the Spanish one, where that state is named near him or
        likely his anyway."""
        likely, near = self._likely(actor), self._around(actor)
        for pair in self._pairs:
            if len(pair & facing) == 1 and len(pair - facing) == 1 and pair - others:
                theirs = next(iter(pair - facing))
                if (theirs in likely or near[theirs]) and self._may_serve(actor, theirs):
                    return theirs
        return None

    def _overshadowed(self, actor: Actor, code: str, main: str) -> bool:
        """«استقبل الرئيس الإيطالي X المحامي Y»: in an article that is all of one state, whom its officials meet is
        rather of it than of a state that is told of in passing."""
        above = self._home[main] >= _MAIN and self._home[main] * _PAIR >= self._home[code] * _TIMES
        return above and not self._around(actor)[code]

    def _of_one_government(self, actor: Actor, opposite: Actor, guess: str) -> bool:
        """«عقد الرئيس الفرنسي X اجتماعا مع وزيرة الدفاع Y»، «لقاء السيناتور الأمريكي X مع الرئيس Y»: two of different
        ranks, one of the state of which the article mostly tells, the other of none; unless another is named nearer to
        him."""
        theirs = opposite.country
        if theirs is None or not self.is_home(theirs) or guess == theirs:
            return False
        if guess in self._opposites.get(id(opposite), ()):
            return False  # who has met the president of that state meets its ministers too
        if not _of_two_ranks(actor, opposite, self.speaks_from(theirs)):
            return False
        near = self._around(actor)
        return near[guess] <= near[theirs]

    def _by_his_words(self, told: list[tuple[str, ...]], others: set[str]) -> str | None:
        """The only state that the words of his own office or family may mean (وزير الداخلية والبلديات، آل ثاني)."""
        elsewhere = any(n >= _AT_HOME for code, n in self._home.items() if code not in others)
        for codes in told:
            if len(codes) == 1 and codes[0] not in others and (self._home[codes[0]] > 0 or not elsewhere):
                return codes[0]
        return None

    def _by_words_of_several(self, told: list[tuple[str, ...]], others: set[str]) -> str | None:
        """Of the states that his words may mean, the one that the article speaks from most."""
        for codes in told:
            home = [code for code in codes if code not in others and self._home[code] > 0]
            if home:
                return max(home, key=lambda code: self._home[code])
        return None

    def is_home(self, code: str | None) -> bool:
        """Whether no state is one that the article speaks more from."""
        return code is not None and self._home[code] == max(self._home.values(), default=0)

    def here(self, codes: tuple[str, ...] = ()) -> str | None:
        """The state that «البلاد» means, or, of several that are called so, «المملكة»."""
        if not codes:
            return next((code for code in self._home if self.speaks_from(code)), None)
        best, *rest = sorted(codes, key=lambda code: -self._home[code])
        clear = all(2 * self._home[code] <= self._home[best] for code in rest)
        return best if self._home[best] >= _HARDLY and (clear or self.is_home(best)) else None

    def tells_of(self, code: str) -> bool:
        """Whether the article names a state more than in passing."""
        return self._home[code] >= _HARDLY

    def tells_more_of(self, one: str, other: str) -> bool:
        """Whether the article tells of the first state, and less of the second."""
        return self._home[one] >= max(_HARDLY, self._home[other] + 1)

    def names_many(self) -> bool:
        """Whether the article names three states or more."""
        return sum(n > 0 for n in self._home.values()) > _PAIR

    def speaks_from(self, code: str) -> bool:
        """Whether the article plainly speaks from within a state."""
        return self._home[code] >= _AT_HOME and self.is_home(code)

    def likelier(self, one: str, other: str) -> bool:
        """Whether the article plainly speaks from within the first state rather than the second."""
        return self._home[one] >= _AT_HOME and self._home[one] > self._home[other]

    def _likely(self, actor: Actor) -> list[str]:
        """The two states that speak most for an actor by the article's home and those around him; and that home."""
        known = self._weighed.get(id(actor))
        if known is None:
            known = self._weighed[id(actor)] = actor, self._weigh(actor)
        return known[1]

    def _weigh(self, actor: Actor) -> list[str]:
        near = self._around(actor)
        home = sum(n for n in self._home.values() if n > 0) or 1
        beside = max(sum(near.values()), 1.0)
        score = {code: n / home + _NEAR * near[code] / beside for code, n in self._home.items()}
        score = {code: n for code, n in score.items() if self._may_serve(actor, code)}
        likely = sorted(score, key=lambda code: (-score[code], -self._home[code]))[:_PAIR]
        most = max(score, key=lambda code: self._home[code], default=None)
        return likely if most is None or most in likely else [*likely, most]


def _of_two_ranks(one: Actor, other: Actor, at_home: bool) -> bool:
    """A head of state or of government and a minister; where an article speaks from one state, also one of them and an
    official of neither rank. Whom a state sends abroad, and counterparts, are of any."""
    if one.is_counterpart or other.is_counterpart or not ENVOYS.isdisjoint({*one.categories, *other.categories}):
        return False
    ranks = {*map(frozenset, (_ranks(one), _ranks(other)))}
    of_neither = at_home and len(ranks) == _PAIR and frozenset() in ranks
    return ranks == _GOVERNMENT or (of_neither and bool(one.categories) and bool(other.categories))


def _ranks(actor: Actor) -> set[str]:
    """Whether an official heads a state or its government, or a ministry."""
    told = [m for _, m in actor.mentions if m.head is not None and m.head.number == "singular" and not m.former]
    heads = {m.head.category for m in told if m.head and m.head.category == "head" and m.role_key == m.head.lemma}
    return heads | {m.head.category for m in told if m.head and m.head.category in {"minister", *_THRONE}}


def surroundings(actors: Actors, lexicon: Lexicon) -> Callable[[Actor], defaultdict[str, float]]:
    """A function that weighs, for one actor, the states named in his sentences: the nearer the more.

    A state that is part of another official's mention says for whom that one acts, not this one.
    """
    named: dict[int, list[tuple[int, str, float]]] = {}

    def states(number: int) -> list[tuple[int, str, float]]:
        if number not in named:
            sentence = actors.sentences[number]
            taken = {
                i for m in sentence.mentions if m.kind in {"official", "counterpart"} for i in range(m.first, m.last)
            }
            found = [
                (i, state.value.code, _PLACE if _is_place(sentence, state, lexicon) else 1.0)
                for i, state in sentence.matches(lexicon.states).items()
                if i not in taken and not (state.value.ambiguous or state.value.also)
            ]
            seats = sentence.matches(lexicon.deictics).items()  # «قال البيت الأبيض إن الرئيس X»
            found += [(i, seat.value[0], 1.0) for i, seat in seats if len(seat.value) == 1 and i not in taken]
            named[number] = found
        return named[number]

    def around(actor: Actor) -> defaultdict[str, float]:
        weight: defaultdict[str, float] = defaultdict(float)
        for number, mention in actor.mentions:
            for i, code, share in states(number):
                distance = mention.first - i if i < mention.first else i - mention.last
                weight[code] += share / (1 + max(distance, 0) / 5)
            for code in _speaks_of_him(actors.sentences[number], mention, lexicon):
                weight[code] += _OF_HIM
        return weight

    return around


def _speaks_of_him(sentence: Sentence, mention: Mention, lexicon: Lexicon) -> set[str]:
    """«قالت الرئاسة التركية إن الرئيس X …»، «صرح وزير المالية الإسرائيلي بأن رئيس الوزراء X …»: the state of who says
    what he did, if it is one."""
    grammar, tokens, that = lexicon.grammar, sentence.tokens, mention.first - 1
    if mention.kind != "official" or not mention.name or that < 1 or tokens[that].text not in grammar.that:
        return set()
    said = surfaces(grammar.statement)
    start = next((i for i in range(that - 1, max(-1, that - _SAYS), -1) if tokens[i].text in said), None)
    if start is None:
        return set()
    states = sentence.matches(lexicon.states)
    codes = {s.value.code for i in range(start + 1, that) if (s := states.get(i)) and not s.value.ambiguous}
    return codes if len(codes) == 1 else set()


def _is_place(sentence: Sentence, state: Match[StateForm], lexicon: Lexicon) -> bool:
    """«التقى الأمير X، في تونس، الوزير Y»: where somebody is tells little of whom he serves."""
    if state.value.kind != "name" or state.first == 0:
        return False
    before = sentence.tokens[state.first - 1].text
    return state.clitic in lexicon.grammar.in_ or (not state.clitic and before in lexicon.grammar.in_)


def told_by_words(actors: Actors, lexicon: Lexicon) -> Callable[[Actor], list[tuple[str, ...]]]:
    """A function that gives the states that the words of an actor's own mentions may mean, those of one state first."""

    def told(actor: Actor) -> list[tuple[str, ...]]:
        found: dict[tuple[str, ...], None] = {}
        for number, mention in actor.mentions:
            matches = actors.sentences[number].matches(lexicon.telling)
            found.update((m.value, None) for i, m in matches.items() if mention.first <= i < mention.last)
        return sorted(found, key=len)

    return told


def may_serve(lexicon: Lexicon) -> Callable[[Actor, str], bool]:
    """A function that says whether a state has an office of an actor's at all: kings, presidents of republics."""

    def allowed(actor: Actor, code: str) -> bool:
        throne = not _THRONE.isdisjoint(actor.categories)  # «ولي العهد رئيس مجلس الوزراء»
        if actor.country == UNRESOLVED and not any(m.possessed for _, m in actor.mentions):
            return code in lexicon.kingdoms  # «وزير خارجية المملكة»
        for office in actor.offices:
            if code not in lexicon.only_in.get(office, {code}):
                return False
            never = code in lexicon.never_in.get(office, ()) and not throne
            if never and (len(office) > 1 or _alone(actor, office)):
                return False
        return True

    return allowed


def _alone(actor: Actor, office: tuple[str, ...]) -> bool:
    """«الرئيس»; «رئيس الأساقفة»، «رئيس هيئة الرقابة …. وقال رئيس الهيئة» is none, of whatever he is head."""
    if any(o[0] == office[0] and len(o) > 1 for o in actor.offices):
        return False
    told = (m for _, m in actor.mentions if m.head is not None and m.head.definite)
    return any(tuple((m.role_key or "").split()) == office for m in told)


def holders(actors: Actors) -> Callable[[Actor], set[str]]:
    """A function that gives the states whose holder of an actor's own office the article names, somebody else: where
    «الرئيس الكوري الجنوبي مون» is told of, «الرئيس دونالد ترامب» is not Korea's."""
    known: dict[tuple[str, ...], list[Actor]] = {}
    for actor in actors.actors:
        told = any(m.name and m.role and m.country and m.country == actor.country for _, m in actor.mentions)
        if actor.kind == "official" and told and _alone_in_office(actor):
            for office in actor.offices:
                known.setdefault(office, []).append(actor)

    def found(actor: Actor) -> set[str]:
        if not actor.named or actor.country == UNRESOLVED or not _alone_in_office(actor):
            return set()
        return {
            other.country
            for office in actor.offices
            for other in known.get(office, ())
            if other is not actor and other.country and not _alike(actor, other)
        }

    return found


def _alone_in_office(actor: Actor) -> bool:
    """Whether a state has one holder of the office at a time, and this one is no former holder."""
    return any(
        m.head and m.head.category in _ALONE and m.head.number == "singular" for _, m in actor.mentions
    ) and not any(m.former for _, m in actor.mentions)


def _alike(one: Actor, other: Actor) -> bool:
    """Two spellings may be one name: «ترامب» and «ترمب»."""
    return any(a[:2] == b[:2] for a in one.name for b in other.name)
