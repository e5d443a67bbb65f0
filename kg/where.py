"""Which of an article's places is an encounter's.

The city that the encounter's own event word governs counts first, then another one in its sentences, one where the
same talks are told of again, the headline's, an agency's dateline; then the state told in its sentences, last the goal
of the journey that led there. What is told of other things is the place of none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kg import datelex
from kg.affiliations import Affiliations
from kg.capitals import capital_named
from kg.clauses import scene_clause
from kg.datelines import dateline
from kg.drafts import Draft
from kg.elsewhere import (
    Naming,
    agree,
    befell,
    dealt_with,
    long_since,
    of_a_gathering,
    of_another_time,
    of_object,
    of_others,
    of_party,
    others_travel,
    same_noun,
    shares,
    tells_what_was_said,
    told_again_by,
    two_met_there,
)
from kg.entities import Actor, Sentence
from kg.goes_on import during_the_visit, goes_on, goes_on_from, of_known_talks, points_back
from kg.headline import Headline, TitlePlaces
from kg.here import meant_by
from kg.lexicon import Lexicon
from kg.margins import Tie, brought_there, gathered_abroad
from kg.model import Place
from kg.occasion import JOURNEYS, NOUNS, SIGNING, TALKS, Governor, Governors
from kg.places import PlaceMention, find_places
from kg.signed import told_in_passing
from kg.text import NormalText

_ALEF = "\u0627"
_LAM = "\u0644"
_DATED = frozenset({"meeting", "session"})  # what a dateline may place
_OWN, _BESIDE, _AGAIN, _JOURNEY = range(4)
_GOES_ON = 4  # sentences from one meeting to «كما التقى …»
_VENUE = 8  # words from talks of two states to a third state where they are held
_STATE_CODE = 2  # letters; codes of organisations have more
_HOSTING = frozenset({"receive", "reception", "reception-of-his"})
_CALLED_ON = _HOSTING | {"meet", "visit", "visited"}


@dataclass(frozen=True, slots=True)
class _Told:
    """A place where it stands: its sentence, the event word that governs it, whether a gathering brought people
    there."""

    sentence: int
    place: PlaceMention
    governor: Governor
    margin: Tie


class Where:
    """Answers for the encounters of one article."""

    def __init__(
        self,
        lexicon: Lexicon,
        sentences: list[Sentence],
        governors: Governors,
        affiliations: Affiliations,
        text: NormalText,
        headline: Headline | None,
    ) -> None:
        self._lexicon = lexicon
        self._sentences = sentences
        self._governors = governors
        self._affiliations = affiliations
        self._text = text
        self._found: list[tuple[Draft, PlaceMention]] = []
        self._naming = Naming()
        self._margins: dict[int, bool] = {}  # by the id of a draft: asked of it for every place
        self._title = TitlePlaces(lexicon, headline)
        self._told = [
            _Told(n, p, self._governor(n, p), brought_there(lexicon, s, p))
            for n, s in enumerate(sentences)
            for p in find_places(lexicon, s)
            if not p.subject  # perhaps where something told of is
        ]
        self._line = next((p for s in sentences[:2] if (p := dateline(lexicon, s))), None)

    def of(self, draft: Draft, planned: bool, around: range, alone: bool, beside: Draft | None = None) -> Place | None:
        """The place of an encounter, None where the article does not say.

        ``around`` are the sentences that no other encounter claims; ``alone`` says that the article tells of no other;
        ``beside`` is the meeting at whose end they signed, the gathering on whose margin they met.
        """
        if draft.type == "call":  # no place but where its news was written
            of_line = self._line and not planned and draft.sentence <= 1 and self._line.country in self._sides(draft)
            return self._place(self._line) if self._line and of_line else None
        found = self._mention(draft, planned, around, alone)
        if beside and not self._in_passing(draft) and (found is None or self._at_gathering(draft, found)):
            found = self._mention(beside, planned, around, False) or found
        if found and found is self._line and draft.type == "meeting":
            found = gathered_abroad(draft, self._found, found) or found
        if found is None and draft.type == "meeting" and self._title.names(draft.one + draft.other):
            sides = self._sides(draft)  # «لقاء X وY في السعودية»
            found = next((p for p in self._title.told_of_events() if p.country in sides), None)
        if found and draft.type == "visit" and found.country != self._goal(draft):
            return self._stated_goal(draft) or self._place(found)  # «زيارة إلى المنطقة تشمل الكويت وقطر»: each its own
        if found:
            self._found.append((draft, found))
            return self._place(found)
        return self._stated_goal(draft) if draft.type == "visit" else self._here(draft)

    def _at_gathering(self, draft: Draft, found: PlaceMention) -> bool:
        """«رام الله – … والتقى على هامش الاجتماعات نظيره»: at the gathering, not at the dateline nor told elsewhere."""
        there = any(s.start <= found.start < s.end for s in (self._sentences[c.sentence] for c in draft.candidates))
        return draft.type == "meeting" and self._on_margin(draft) and (found is self._line or not there)

    def _here(self, draft: Draft) -> Place | None:
        """«تقوم الوزيرة بزيارة إلى المملكة تجري خلالها محادثات»: a state by what is said for it."""
        sides = self._sides(draft)
        for number in sorted({c.sentence for c in draft.candidates}):
            for i, start, end, code in meant_by(self._lexicon, self._affiliations, self._sentences[number]):
                governor = self._governors.at(number, i, i + 1)
                if governor.frame in JOURNEYS and governor.ahead <= draft.planned and code in sides:
                    return Place(self._text.surface(start, end), code, self._text.span(start, end))
        return None

    def _governor(self, number: int, place: PlaceMention) -> Governor:
        """The event word of a place: the one before it, but for a journey's goal that behind «، حيث (أجرى …)»."""
        before, tokens = self._governors.at(number, place.first, place.first + 1), self._sentences[number].tokens
        last = next((i for i in range(place.first, len(tokens)) if tokens[i].start >= place.end), len(tokens))
        at = scene_clause(self._lexicon.grammar, tokens, last)
        word, grammar = tokens[place.first - 1].text if place.first else "", self._lexicon.grammar
        if at is None and word in grammar.to and place.first > 1:  # «للقاء X، ثم إلى الأردن»
            return Governor("none") if tokens[place.first - 2].text in grammar.then_next else before
        if at is None or (before.frame in TALKS and before.owners and word not in grammar.to):
            return before
        return self._governors.of_scene(number, at) or before

    def _stated_goal(self, draft: Draft) -> Place | None:
        """«جولة شملت السعودية والأردن»: the state itself, as it is told."""
        goals = (m for c in draft.candidates for m in c.other if m.kind == "state" and m.country == self._goal(draft))
        goal = next(goals, None)
        if goal is None:
            return None
        name = self._text.surface(goal.start, goal.end)
        swallowed = name.startswith(_LAM) and self._text.text[goal.start - 1 : goal.start] == _LAM
        span = self._text.span(goal.start, goal.end)
        return Place(_ALEF + name if swallowed else name, goal.country, span)

    def _mention(self, draft: Draft, planned: bool, around: range, alone: bool) -> PlaceMention | None:
        sides = self._sides(draft)
        ranked = self._ranked(draft, sides, planned, around, alone)
        cities = [(rank, p) for rank, _, p in ranked if p.city]
        states = [(rank, p) for rank, _, p in ranked if not p.city]
        told = next((p for rank, p in states if rank <= _BESIDE), None)
        here = next((p.country for rank, far, p in ranked if rank <= _BESIDE and not far and not p.city), None)
        own = next((p.country for rank, far, p in ranked if rank == _OWN and not far and not p.city), None)
        # «عقد في دولة الكويت …. على أن يعقد الاجتماع المقبل في بغداد»
        beside = {(_OWN, True): own, (_BESIDE, False): own, (_BESIDE, True): here}
        fits = ((rank, p) for rank, far, p in ranked if p.city and agree(p, beside.get((rank, bool(far)))))
        first = next(fits, None)
        if first and (first[0] <= _BESIDE or (first[0] == _AGAIN and agree(first[1], told.country if told else None))):
            return first[1]
        if draft.type == "signing":
            there = next((p for _, p in cities + states), None)
            met = None if (there and there.city) or self._in_passing(draft) else self._shared(draft, sides)
            if met and (there is None or met.country == there.country):
                there = met  # who met signed where they met
            if there is None and alone and self._line and draft.sentence <= 1 and not self._in_passing(draft):
                return self._line if self._line.country in sides else None
            return there if there is None or there.city else self._city_of(there.country, draft) or there
        if self._governors.apart(draft):
            led = [p for rank, _, p in ranked if rank == _JOURNEY]
            return told or next(iter(led), self._line if draft.type in _DATED and self._of_the_day(draft) else None)
        title = [] if draft.time or self._title.tells_of_others(draft, self._governors.drafts) else self._title.places
        headline = [p for p in title if self._fits(p, draft, sides, alone)]
        line = self._line if draft.type in _DATED and not planned else None
        if line and any(p.country != line.country and not p.subject for p in headline):
            line = None  # the outlet's city: «مسقط –» under «… بتونس»
        journeys = [p for rank, _, p in ranked if rank == _JOURNEY]
        led = [p for p in journeys if self._lead_tells(p)]
        if journeys and (self._on_margin(draft) or (led and line and all(p.country != line.country for p in led))):
            line = None
        same_state = [p for p in headline if p.city][:1] + ([line] if line else [])
        goal = next((p for p in journeys if p.city and p.country == journeys[0].country), None)
        choices = [
            None if told else self._said_beside(draft),
            *(p for p in same_state if told is None or told.country == p.country),
            self._city_of(told.country, draft) if told else None,
            told,
            goal,
            self._shared(draft, sides),
            *journeys[:1],
        ]
        return next((p for p in choices if p), None)

    def _of_the_day(self, draft: Draft) -> bool:
        """«وكان قد استقبل، مساء أمس، …»: what had been the day before was where the news was written."""
        words = datelex.load().words
        return any(words.get(t.text, ("",))[0] == "T" for t in self._sentences[draft.sentence].tokens)

    def _lead_tells(self, goal: PlaceMention) -> bool:
        """Of the journey: a dateline elsewhere is where the news was written."""
        return any(t.place is goal and t.sentence <= 1 for t in self._told)

    def _fits(self, place: PlaceMention, draft: Draft, sides: frozenset[str | None], alone: bool) -> bool:
        if draft.type == "visit":
            return place.country == self._goal(draft)
        if draft.type == "session" and not draft.one:
            return False  # «مجلس الأمن … العنف في غزة»: what they speak of
        named = place.city or draft.type == "session"  # a third state in a headline is where something is going on
        return place.country in sides or (alone and named and not (place.subject or place.of_gathering))

    def _shared(self, draft: Draft, sides: frozenset[str | None]) -> PlaceMention | None:
        """The place of another encounter of one of these persons: with the same other state, or told of just before."""
        people = [a for a in draft.one + draft.other if a.kind == "official"]
        for other, place in reversed(self._found):
            told = [abs(n.sentence - draft.sentence) for n in other.candidates]
            if not any(a is b for a in people for b in other.one + other.other) or other.planned != draft.planned:
                continue
            several = not any(a.named for a in other.other)  # «التقى عددا من نظرائه. وبحث مع X …»
            reach = _GOES_ON if self._goes_on(draft) else int(several)
            if draft.type == "session" and self._on_margin(other):
                return place
            if sides == self._sides(other) or (draft.type == other.type and min(told) <= reach):
                return place
        return None

    def _said_beside(self, draft: Draft) -> PlaceMention | None:
        """«استقبل X بالرباط Y، كما عقد جلسة عمل مع Z»: the place of what the same sentence goes on with."""
        sentence, people = self._sentences[draft.sentence], draft.one + draft.other
        if not goes_on(self._lexicon, sentence, draft.candidates[0].trigger.first):
            return None
        beside = ((o, p) for o, p in reversed(self._found) if any(c.sentence == draft.sentence for c in o.candidates))
        return next((p for o, p in beside if any(a is b for a in people for b in o.one + o.other)), None)

    def _goes_on(self, draft: Draft) -> bool:
        """«كما التقى …», «… على هامش الاجتماعات»."""
        sentence, first = self._sentences[draft.sentence], draft.candidates[0].trigger.first
        return (
            goes_on(self._lexicon, sentence, first)
            or self._on_margin(draft)
            or during_the_visit(self._lexicon, sentence)
        )

    def _on_margin(self, draft: Draft) -> bool:
        known = self._margins.get(id(draft))
        if known is None:
            marginal, numbers = self._lexicon.grammar.marginal, {c.sentence for c in draft.candidates}
            known = any(t.text in marginal for n in numbers for t in self._sentences[n].tokens)
            self._margins[id(draft)] = known
        return known

    def _ranked(
        self, draft: Draft, sides: frozenset[str | None], planned: bool, around: range, alone: bool
    ) -> list[tuple[int, int, PlaceMention]]:
        own = {c.sentence: c.trigger.first for c in draft.candidates}
        found: list[tuple[tuple[int, int, int], PlaceMention]] = []
        for told in self._told:
            if draft.type == "visit" and told.place.country != self._goal(draft):
                continue
            if told.governor.ahead and not planned:
                continue
            rank = self._rank(draft, told, own, sides, told.sentence in around or alone)
            if rank is not None:
                far = min(abs(told.sentence - n) for n in own) if rank > _BESIDE else told.sentence != draft.sentence
                found.append(((rank, far, abs(told.place.first - own.get(told.sentence, 0))), told.place))
        return [(key[0], key[1], place) for key, place in sorted(found, key=lambda f: f[0])]

    def _rank(
        self,
        draft: Draft,
        told: _Told,
        own: dict[int, int],
        sides: frozenset[str | None],
        near: bool,
    ) -> int | None:
        """How likely a place is the encounter's, the least first; None where it is that of something else."""
        place, governor, sentence = told.place, told.governor, self._sentences[told.sentence]
        grammar = self._lexicon.grammar
        if told.margin and self._gathered(draft, told, near):
            return _BESIDE if told.sentence in own else _AGAIN
        if (place.left and draft.planned) or (governor.of_another(draft) and not self._led_there(draft, told)):
            return None
        others = of_another_time(draft, told.sentence, governor)
        if not governor.of(draft) and (others or of_others(sentence, told.sentence, governor, place, draft)):
            return None
        if not (place.city or place.visited) and of_party(self._lexicon, sentence, place):
            return None
        if tells_what_was_said(self._governors.that, grammar, sentence, own.get(told.sentence), governor, place):
            return None
        if governor.of(draft):
            if governor.announces(draft, told.sentence):  # «اتفقا على عقد اجتماع في …»; «وكان X سيلتقي Y في …»
                return None if governor.frame == "talk" else _AGAIN
            return _OWN
        if self._in_passing(draft) or (draft.type != "signing" and befell(governor, place)):
            return None
        led_there = place.visited and place.country in sides
        if told.sentence not in own and not led_there and self._governors.apart(draft):
            return None  # «حلت المستشارة في بيروت …. وكانت قد أجرت محادثات مع العاهل الأردني»
        if draft.type == "meeting" and not told.margin and of_a_gathering(grammar, sentence, governor, place):
            return None
        if place.of_gathering:  # «قمة الرئيسين … وتكتسي قمة سنغافورة أهمية»
            return _AGAIN if near and same_noun(self._lexicon, draft, sentence, place.first - 1) else None
        third = not (place.city or place.visited or place.country in sides)
        if third and place.first - governor.token > _VENUE and not any(a.named for a in draft.one + draft.other):
            return None  # «محادثات مع روسيا منذ تسميم العميل في بريطانيا»: two states, and a third told far behind
        said = governor.kind == "statement" and governor.token < place.first
        if said and place.country not in sides and not (draft.type == "session" and place.city):
            return None  # «قال في سنغافورة إن …»
        known_there = place.city or place.visited or place.country in {"", *sides} or self._on_margin(draft)
        of_organisations = any(side and len(side) > _STATE_CODE for side in sides)
        if not (known_there or governor.frame in NOUNS or of_organisations):
            return None  # «(تناول) الأوضاع في العراق»: a third state that no word says they met in
        if not place.city and place.country == self._guest_of(draft):
            return None  # «استقبل في مكتبه وفدا …. وكان قد زار الولايات المتحدة»، «وبحث معهم العمل الإغاثي في اليمن»
        abroad = place.country in sides or self._on_margin(draft) or of_organisations
        if governor.frame == "tour" and not (place.city or abroad):
            return None  # «في جولة تشمل … والعراق، بالاجتماع بأمير دولة الكويت»
        one_side_goes = place.visited and abroad and self._comes(draft, told, near)
        if (
            not place.city
            and place.country not in sides
            and long_since(self._lexicon, sentence, own.get(told.sentence), place)
        ):
            return None  # «يعقد … محادثات مع روسيا منذ حادث … في بريطانيا»
        if told.sentence in own and (governor.kind != "statement" or place.first < own[told.sentence]):
            if draft.type == "session" and not draft.one and place.visited and governor.frame in JOURNEYS:
                return _JOURNEY  # «زار مصر، لبحث القمة المقبلة …»
            return _BESIDE if draft.type != "signing" or place.country in sides else None
        known = (
            governor.definite
            or points_back(self._lexicon, sentence)
            or self._governors.separate(told.sentence, governor)
            or (told.sentence <= 1 and told.sentence + 1 == min(own) and not governor.owners)
        )
        number, named = told.sentence, self._naming.names_party(draft, told.sentence)
        told_again = known and told_again_by(self._lexicon, draft, self._sentences, number, governor, named=named)
        matter = governor.frame == "talk" and not governor.ahead and of_object(sentence, governor.token, place)
        told_again = told_again and not (matter or dealt_with(self._lexicon, sentence, governor.token, place))
        brought = governor.frame == "deliver" and place.city and told.sentence + 1 == draft.sentence
        if draft.type == "signing":  # «وقعت الدولتان بالدوحة اتفاقية. ووقع الاتفاقية عن الجانب …»
            told_again = governor.frame in SIGNING and not governor.owners and place.city and place.country in sides
            told_again = told_again and not self._governors.turns_away(told.sentence)
        next_to = told_again and governor.definite and min(abs(told.sentence - n) for n in own) <= 1
        if place.country not in sides and not (named or next_to or two_met_there(self._lexicon, sentence, governor)):
            return None  # a third state's city, told of others
        called_on = place.city and not place.visited and governor.frame in _CALLED_ON and not draft.planned
        if called_on and goes_on_from(self._lexicon, self._sentences, draft, told.sentence):
            return _AGAIN
        near = near or (governor.ahead == draft.planned and self._governors.only_one(draft))
        if near and not place.visited and (told_again or brought):  # «تسلم … رسالة بالرباط. سلم الرسالة السفير …»
            return _AGAIN
        return _JOURNEY if one_side_goes else None

    def _gathered(self, draft: Draft, told: _Told, near: bool) -> bool:
        """Whether they met or signed where a gathering was: told in their sentence, or with one of them beside it, or
        right behind their meeting («جاء ذلك على هامش …»)."""
        if draft.type not in {"meeting", "signing"} or self._in_passing(draft):
            return False
        if any(c.sentence == told.sentence for c in draft.candidates):
            owners = told.governor.owners
            at = told.governor.token  # «على هامش اللقاء مع … في قطر، سيلتقي …»
            beside = self._governors.is_margin(told.sentence, at)
            return told.governor.of(draft) or beside or all(d.type == "session" for d in owners)
        away = draft.sentence - told.sentence
        if told.margin != "beside" or draft.planned:
            return False
        if near and away < 0:
            sentence = self._sentences[told.sentence]
            return points_back(self._lexicon, sentence) or of_known_talks(self._lexicon, sentence)
        people = (a for a in draft.one + draft.other if a.kind == "official")
        there = any(n == told.sentence for a in people for n, _ in a.mentions)
        return there and 0 < away <= _GOES_ON and (near or self._goes_on(draft))

    def _led_there(self, draft: Draft, told: _Told) -> bool:
        """«استقبل X نظيره Y خلال زيارته لمصر»: the journey of one of those who met, in a sentence that tells of it."""
        if not told.place.visited or draft.type != "meeting" or told.governor.frame not in JOURNEYS:
            return False
        return shares(draft, told.governor.owners) and any(c.sentence == told.sentence for c in draft.candidates)

    def _in_passing(self, draft: Draft) -> bool:
        return told_in_passing(draft, self._sentences, self._lexicon.grammar)

    def _guest_of(self, draft: Draft) -> str | None:
        """The state of whom somebody received, who is not at home in it."""
        if not draft.other or not any(c.frame in _HOSTING for c in draft.candidates):
            return None
        return self._affiliations.of(draft.other[0], draft.one[0])

    def _comes(self, draft: Draft, told: _Told, near: bool) -> bool:
        """Whether the sentence names one of those who met, to whom the place is foreign; nearby it need not."""
        named = [
            (a, state)
            for a, state in self._served(draft)
            if a.kind == "official" and any(n == told.sentence for n, _ in a.mentions)
        ]
        if named:
            return any(state != told.place.country for _, state in named)
        people = any(a.kind == "official" for a in draft.one + draft.other)
        return near and people and not others_travel(self._sentences[told.sentence], told.governor, told.place, draft)

    def _sides(self, draft: Draft) -> frozenset[str | None]:
        return frozenset(state for _, state in self._served(draft))

    def _served(self, draft: Draft) -> list[tuple[Actor, str | None]]:
        """Everybody who met, with the state or organisation that he acts for."""
        pairs = [(a, draft.other[:1]) for a in draft.one] + [(a, draft.one[:1]) for a in draft.other]
        return [(a, self._affiliations.of(a, *opposite)) for a, opposite in pairs]

    def _goal(self, draft: Draft) -> str | None:
        """Where a visitor goes."""
        return self._affiliations.of(draft.other[0], draft.one[0])

    def _city_of(self, country: str, draft: Draft) -> PlaceMention | None:
        """The city of a state that somebody goes to, if that is no journey of others nor of another time."""
        if draft.time:
            return None  # «كانت زيارته الأولى إلى روسيا في عام 2014»
        taken = {self._place(p).name for other, p in self._found if other.planned != draft.planned}
        there = (t for t in self._told if t.place.city and t.place.country == country and t.place.visited)
        there = (t for t in there if draft.planned or not t.governor.ahead)
        own = (t.place for t in there if not t.governor.owners or shares(draft, t.governor.owners))
        return next((p for p in own if self._place(p).name not in taken), None)

    def _place(self, mention: PlaceMention) -> Place:
        if mention.by_adjective:  # «العاصمة التونسية» is «تونس» where the article says so elsewhere
            spans = (capital_named(self._lexicon, s, mention.country) for s in self._sentences)
            told = next((span for span in spans if span), None)
            mention = replace(mention, start=told[0], end=told[1], article=False) if told else mention
        if self._title.headline and any(mention is p for p in self._title.places):
            return Place(_surface(self._title.headline.text, mention), mention.country or None)
        span = self._text.span(mention.start, mention.end)
        return Place(_surface(self._text, mention), mention.country or None, span)


def _surface(text: NormalText, mention: PlaceMention) -> str:
    """The name as the article writes it, its article whole again («للعراق»: العراق)."""
    name = text.surface(mention.start, mention.end)
    return _ALEF + name if mention.article else name
