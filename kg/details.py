"""What an encounter is about, where and when it was, and who else was there: drafts become ``Encounter``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.affiliations import Affiliations
from kg.dates import DateMention
from kg.encounters import BARE, Draft, points_back
from kg.entities import Actor, Actors, Sentence
from kg.frames import Candidate
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.model import Encounter, EventDate, Function, Party, Place, Span, Topic
from kg.places import PlaceMention, capital_named, dateline, find_places
from kg.text import NormalText, plain
from kg.topics import TopicFinder

_NEAR = 90  # characters

_HOSTING = frozenset({"receive", "reception", "reception-of-his"})
# Who is received, met or telephoned beside another is no party of his talks: the guests stand on one side.
_ONE_BY_ONE = _HOSTING | {"meet", "gather", "phone", "talk"}


_ALEF = "\u0627"
_SWALLOWED = re.compile("\u0644\u0644")  # «لل»: the preposition took the article's alef
_MARKS = str.maketrans("_#()", "    ")  # hashtags and the agencies' brackets inside names


class Details:
    """Completes drafts; holds the lexicon and the compiled topic cues."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.topics = TopicFinder.load()

    def complete(
        self,
        text: NormalText,
        actors: Actors,
        affiliations: Affiliations,
        drafts: list[Draft],
        dates: list[DateMention],
    ) -> list[Encounter]:
        """The encounters of an article, in the order of the sentences that tell of them."""
        ordered = sorted(drafts, key=lambda d: d.sentence)
        self._attendees(actors, affiliations, ordered)
        scopes = self._scopes(actors.sentences, ordered)
        offices = [  # «مكافحة الإرهاب» in the name of an office is no topic
            (m.start, m.end)
            for s in actors.sentences
            for m in s.mentions
            if m.kind in {"official", "counterpart"} and m.role
        ]
        return [
            self._one(text, actors, affiliations, d, ordered, scope, offices, dates)
            for d, scope in zip(ordered, scopes, strict=True)
        ]

    # -- one encounter -----------------------------------------------------------------------------------------

    def _one(
        self,
        text: NormalText,
        actors: Actors,
        affiliations: Affiliations,
        d: Draft,
        drafts: list[Draft],
        scope: list[Span],
        offices: list[Span],
        dates: list[DateMention],
    ) -> Encounter:
        sentence = actors.sentences[d.sentence]
        best = next(c for c in d.candidates if c.sentence == d.sentence)
        planned = d.planned or self._still_to_come(actors.sentences, d, dates)
        alone = sum(x.type in {"meeting", "call", "session"} and not x.planned for x in drafts) <= 1
        when = self._date(actors.sentences, d, dates, planned, alone)
        place = self._place(text, actors.sentences, d, drafts, affiliations, alone)
        cues = self.topics.topics(text.text, scope, offices)
        parties = self._parties(text, actors, affiliations, d)
        start, end = text.span(sentence.start, sentence.end)
        trigger_start = sentence.tokens[best.trigger.first].start
        trigger_end = sentence.tokens[best.trigger.last - 1].end
        return Encounter(
            type=d.type,  # type: ignore[arg-type]
            status="planned" if planned else "held",
            parties=tuple(parties),
            topics=tuple(Topic(c.code, text.span(c.start, c.end)) for c in cues),
            place=place,
            date=EventDate(when[0], text.span(when[1].start, when[1].end)) if when else None,
            evidence=text.original[start:end],
            evidence_span=(start, end),
            trigger=text.surface(trigger_start, trigger_end),
            trigger_span=text.span(trigger_start, trigger_end),
            confidence=d.confidence,
            rule=best.frame,
        )

    def _still_to_come(self, sentences: list[Sentence], d: Draft, dates: list[DateMention]) -> bool:
        """Told in the present, with a day that is still to come beside it: «يلتقي غدا الأربعاء»."""
        if d.organiser or any(c.past for c in d.candidates):
            return False
        sentence = sentences[d.sentence]
        inside = [m for m in dates if sentence.start <= m.start < sentence.end]
        return bool(inside) and all(m.direction == "future" for m in inside)

    # -- parties -----------------------------------------------------------------------------------------------

    def _parties(self, text: NormalText, actors: Actors, affiliations: Affiliations, d: Draft) -> list[Party]:
        hosts = any(c.frame in _HOSTING for c in d.candidates)
        out: list[Party] = []
        if d.organiser is not None:
            for actor in d.one:
                out.append(self._party(text, actor, affiliations, None, "a", None))
            out.append(
                Party(None, None, d.organiser.country, d.organiser.org, "b", span=_first_span(text, d.organiser))
            )
            return out
        one_function: Function | None = "host" if hosts else ("guest" if d.type == "visit" else None)
        other_function: Function | None = "guest" if hosts else ("host" if d.type == "visit" else None)
        for actor in d.one:
            out.append(self._party(text, actor, affiliations, d.other[0], "a", one_function))
        letters = self._letters(d, affiliations)
        for actor in d.other:
            out.append(
                self._party(
                    text, actor, affiliations, d.one[0], letters[affiliations.of(actor, d.one[0])], other_function
                )
            )
        for actor, side in d.attendees:
            party = self._party(text, actor, affiliations, d.other[0] if side == "a" else d.one[0], side, None)
            out.append(Party(party.name, party.role, party.country, party.org, side, "attendee", None, party.span))
        return out

    def _letters(self, d: Draft, affiliations: Affiliations) -> dict[str | None, str]:
        """The side of each affiliation opposite side a: b for all, or c, d … where several sides sat down together."""
        keys = list(dict.fromkeys(affiliations.of(actor, d.one[0]) for actor in d.other))
        between = any(m.link in self.lexicon.grammar.between for c in d.candidates for m in (*c.one, *c.other))
        apart = all(c.frame in _ONE_BY_ONE for c in d.candidates)
        several = any(m.countries for c in d.candidates for m in c.other)  # «اجتماع وزراء داخلية سوريا والأردن والعراق»
        together = (between and len(keys) <= 3) or (several and not apart)
        if not together and (len(keys) > 2 or apart):
            return dict.fromkeys(keys, "b")
        return {key: chr(ord("b") + n) for n, key in enumerate(keys)}

    def _party(
        self,
        text: NormalText,
        actor: Actor,
        affiliations: Affiliations,
        opposite: Actor | None,
        side: str,
        function: Function | None,
    ) -> Party:
        affiliation = affiliations.of(actor, opposite)
        org = actor.org if actor.org and affiliations.stated(actor) != actor.country else None
        country = None if org else affiliation
        if actor.kind in BARE:
            return Party(None, None, country, org, side, function=function, span=_first_span(text, actor))
        name, span = _name(text, actor)
        return Party(
            name, _role(text, actor), country, org, side, function=function, span=span or _first_span(text, actor)
        )

    # -- attendees ---------------------------------------------------------------------------------------------

    def _attendees(self, actors: Actors, affiliations: Affiliations, drafts: list[Draft]) -> None:
        """«حضر اللقاء …»، «بحضور …»: everybody named after it was there too, each on the side that he serves."""
        for number, sentence in enumerate(actors.sentences):
            owner = next(
                (
                    d
                    for d in reversed(drafts)
                    if d.type != "signing" and min(c.sentence for c in d.candidates) <= number
                ),
                None,
            )
            if owner is None or owner.type in {"visit", "session"} or owner.planned:
                continue
            principals = owner.one + owner.other
            for i in range(len(sentence.tokens)):
                event = self.lexicon.events.at(sentence.tokens, i)
                if event is None or event.value != "attendance":
                    continue
                clause = sentence.tokens[i].text.startswith(
                    tuple(self.lexicon.grammar.by)
                )  # «بحضور …» inside a sentence
                if clause and not (any(c.sentence == number for c in owner.candidates) or self._of_talks(sentence, i)):
                    continue
                for mention in sentence.mentions:
                    if mention.first < i or mention.kind != "official" or not (mention.name or mention.role):
                        continue
                    actor = actors.of(number, mention)
                    if actor in principals or any(actor is a for a, _ in owner.attendees):
                        continue
                    if actor.kind == "official" and not affiliations.stated(actor):
                        actor.country = self._told_side(sentence, i, mention.first)
                    side = self._side_of(actor, owner, affiliations)
                    if side:
                        owner.attendees.append((actor, side))
                break

    def _of_talks(self, sentence: Sentence, i: int) -> bool:
        """«وجرى اللقاء بحضور …»: the talks told of before."""
        found = (self.lexicon.triggers.at(sentence.tokens, k) for k in range(max(0, i - 3), i))
        return any(t is not None and t.value.frame == "talks" for t in found)

    def _told_side(self, sentence: Sentence, start: int, stop: int) -> str | None:
        """«ومن الجانب القمري السفير …»: the state of the side named last before an attendee."""
        for i in range(stop - 1, start, -1):
            event = self.lexicon.events.at(sentence.tokens, i)
            if event and event.value == "side" and event.last < len(sentence.tokens):
                state = self.lexicon.states.at(sentence.tokens, event.last, clitics=False)
                return state.value.code if state else None
        return None

    def _side_of(self, actor: Actor, d: Draft, affiliations: Affiliations) -> str | None:
        stated = affiliations.stated(actor)
        one, other = affiliations.of(d.one[0], d.other[0]), affiliations.of(d.other[0], d.one[0])
        if stated is None or stated == one:
            return "a"
        return "b" if stated == other else None

    # -- scope -------------------------------------------------------------------------------------------------

    def _scopes(self, sentences: list[Sentence], drafts: list[Draft]) -> list[list[Span]]:
        """The sentences whose topics are an encounter's: from the first that tells of it to the next encounter or a
        change of subject.

        Where an article tells of one encounter only, all of it is about that one; a sentence that opens with «جاء
        ذلك» points back.
        """
        if not drafts:
            return []
        talks = [d for d in drafts if not d.planned and d.type in {"meeting", "call", "session"}]
        out: list[list[Span]] = []
        for d in drafts:
            own = sorted({c.sentence for c in d.candidates})
            if len(drafts) == 1 or (len(talks) == 1 and d is talks[0]):
                others = {c.sentence for x in drafts if x is not d for c in x.candidates} - set(own)
                first = 0 if points_back(sentences[own[0]], self.lexicon.grammar) or own[0] <= 3 else own[0]
                out.append([(s.start, s.end) for n, s in enumerate(sentences) if n >= first and n not in others])
                continue
            spans = []
            starts = sorted({c.sentence for x in drafts if x is not d for c in x.candidates} - set(own))
            for n in own:
                nxt = next((m for m in starts if m > n), len(sentences))
                reach = nxt if d.type in {"meeting", "call", "session"} and not d.planned else n + 1
                for k in range(n, min(reach, n + 9)):
                    if k > n and self._breaks(sentences[k]):
                        break
                    spans.append((sentences[k].start, sentences[k].end))
            if own and points_back(sentences[own[0]], self.lexicon.grammar):
                before = max((m for m in starts if m < own[0]), default=-1)
                spans = [(s.start, s.end) for s in sentences[before + 1 : own[0]]] + spans
            out.append(sorted(set(spans)))
        return out

    def _breaks(self, sentence: Sentence) -> bool:
        event = self.lexicon.events.at(sentence.tokens, 0) if sentence.tokens else None
        return bool(event and event.value == "break")

    # -- place and date ----------------------------------------------------------------------------------------

    def _date(
        self, sentences: list[Sentence], d: Draft, dates: list[DateMention], planned: bool, alone: bool
    ) -> tuple[str, DateMention] | None:
        """The day told beside the trigger; where the article has one encounter only, else the day of its lead."""
        for candidate in sorted(d.candidates, key=lambda c: c.sentence != d.sentence):
            sentence = sentences[candidate.sentence]
            at = sentence.tokens[candidate.trigger.first].start
            found = self._nearest(sentence, dates, at, planned)
            if found:
                return found
        if alone and not planned:
            for sentence in sentences[:3]:
                found = self._nearest(sentence, dates, sentence.start, planned)
                if found:
                    return found
        return None

    def _reach(self, d: Draft, drafts: list[Draft]) -> tuple[int, int]:
        """The sentences around an encounter that no other meeting claims: two before it (if it is the first), three
        after it."""
        others = sorted(
            c.sentence for x in drafts if x is not d and x.type in {"meeting", "call"} for c in x.candidates
        )
        before = [n for n in others if n < d.sentence]
        after = [n for n in others if n > d.sentence]
        first = d.sentence if before else max(0, d.sentence - 2)
        return first, min([d.sentence + 4, *after])

    def _nearest(
        self, sentence: Sentence, dates: list[DateMention], at: int, planned: bool
    ) -> tuple[str, DateMention] | None:
        inside = [m for m in dates if sentence.start <= m.start < sentence.end and m.on(planned)]
        if not planned:
            inside = [m for m in inside if m.direction != "future" and m.kind != "year"]
        # a month or year far from the word is that of something else
        inside = [m for m in inside if m.kind not in {"month", "year"} or abs(m.start - at) <= _NEAR]
        if not inside:
            return None
        best = min(inside, key=lambda m: (m.kind in {"month", "year"}, abs(m.start - at)))
        value = best.on(planned)
        return (value, best) if value else None

    def _place(
        self,
        text: NormalText,
        sentences: list[Sentence],
        d: Draft,
        drafts: list[Draft],
        affiliations: Affiliations,
        alone: bool,
    ) -> Place | None:
        place = self._where(sentences, d, drafts, affiliations, alone)
        if place is None:
            return None
        if place.by_adjective:  # «العاصمة التونسية» is «تونس» where the article says so elsewhere
            place = next((p for s in sentences if (p := capital_named(self.lexicon, s, place.country))), place)
        return _as_place(text, place)

    def _where(
        self, sentences: list[Sentence], d: Draft, drafts: list[Draft], affiliations: Affiliations, alone: bool
    ) -> PlaceMention | None:
        """A city beside the trigger, else the dateline, else the city or state that one side visits there."""
        own = {affiliations.of(a) for a in d.one + d.other}
        told: list[tuple[tuple[bool, int], PlaceMention]] = []
        for candidate in d.candidates:
            for place in find_places(self.lexicon, sentences[candidate.sentence]):
                told.append(((candidate.sentence != d.sentence, abs(place.first - candidate.trigger.first)), place))
        told.sort(key=lambda x: x[0])
        near = [p for _, p in told if p.city]
        if d.type == "visit":
            near = [p for p in near if p.visited] or near
        if near and (d.type != "signing" or near[0].country in own or not alone):
            return near[0]
        first, last = self._reach(d, drafts)
        around = [
            p for s in sentences[first:last] for p in find_places(self.lexicon, s) if p.visited and p.country in own
        ]
        states = [p for _, p in told if not p.city]
        if states and d.type != "visit":
            nearby = [
                p for s in sentences[d.sentence : last] for p in find_places(self.lexicon, s) if p.visited and p.city
            ]
            around = [p for p in nearby if p.country == states[0].country] + around
        line = next((p for s in sentences[:2] if (p := dateline(self.lexicon, s))), None)
        if (
            line
            and not d.planned
            and d.type in {"meeting", "session"}
            and not (states and states[0].country != line.country)
        ):
            return line
        if d.type == "call":
            return None
        best = next((p for p in around if p.city), None) or next(iter(states), None) or next(iter(around), None)
        if best is None and alone:
            best = next(
                (p for s in sentences for p in find_places(self.lexicon, s) if p.visited and p.country in own), None
            )
        return best


def _as_place(text: NormalText, place: PlaceMention) -> Place:
    name = text.surface(place.start, place.end)
    return Place(_ALEF + name if place.article else name, place.country, text.span(place.start, place.end))


def _mentions(actor: Actor) -> Iterable[Mention]:
    return (m for _, m in actor.mentions)


def _name(text: NormalText, actor: Actor) -> tuple[str | None, Span | None]:
    """The fullest spelling of the name, as the article writes it."""
    named = [m for m in _mentions(actor) if m.name]
    if not named:
        return None, None
    best = max(named, key=lambda m: (len((m.name or "").split()), -m.start))
    surface = text.surface(*best.name_span)
    return " ".join(plain(surface).translate(_MARKS).split()), text.span(best.start, best.end)


def _role(text: NormalText, actor: Actor) -> str | None:
    """The office as the first full mention gives it, its proclitic undone (للمنسق → المنسق)."""
    with_role = [m for m in _mentions(actor) if m.role and m.kind != "counterpart"]
    if not with_role:  # a counterpart holds the office of the one named before him; his own word (نظيره) is none
        with_role = [m for m in _mentions(actor) if m.role and m.role_key and m.head and m.role_key != m.head.lemma]
    if not with_role:
        return None
    best = max(
        with_role,
        key=lambda m: (
            bool(m.head and m.head.number == "singular"),
            bool(m.name),
            len((m.role_key or "").split()) > 1,
            -m.start,
        ),
    )
    surface = text.surface(*(best.role or (0, 0)))
    return plain(_ALEF + surface[1:] if _SWALLOWED.match(surface) else surface)


def _first_span(text: NormalText, actor: Actor) -> Span | None:
    first = next(iter(_mentions(actor)), None)
    return text.span(first.start, first.end) if first else None


__all__ = ["Candidate", "Details"]
