"""What an encounter is about, where and when it was, and who else was there: drafts become ``Encounter``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kg.affiliations import Affiliations
from kg.company import companions, greeters
from kg.dates import DateMention
from kg.drafts import BARE, Draft
from kg.entities import Actor, Actors, Sentence
from kg.frames import Candidate
from kg.grammar import Grammar
from kg.headline import Headline
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.model import Encounter, EventDate, Function, Party, Span, Topic
from kg.occasion import Governors
from kg.org_names import OrgNames
from kg.plural_roles import PluralRoles
from kg.second_opinion import strongest
from kg.text import NormalText, plain
from kg.tokens import readings
from kg.topic_evidence import Clue, Evidence, Title
from kg.topic_gate import TopicGate
from kg.topics import TopicCue, TopicFinder
from kg.when import When
from kg.where import Where

_BODIES = frozenset({"body", "group", "state"})
_SIDE_BEFORE = 4  # words from «ومن الجانب المصري» to «حضر»
_HISTORY = 5  # years after which a treaty is history
_SIGNED = 5  # sentences from a meeting to what was signed there
_HOSTING = frozenset({"receive", "reception", "reception-of-his"})
_OF_HIS = frozenset({"reception-of-his", "talks-of-his"})  # nouns that tell of the past, unless a day says otherwise
_PRESENT = frozenset({"receive", "meet", "gather", "talk", "visit", "travel"})
# Who is received, met or telephoned beside another is no party of his talks: the guests stand on one side.
_MET = frozenset({"receive", "meet"})
_ONE_BY_ONE = _HOSTING | {"meet", "gather", "phone", "speak", "ring", "talk", "credentials", "envoys", "received"}


_ALEF = "\u0627"
_SWALLOWED = re.compile("\u0644\u0644")  # «لل»: the preposition took the article's alef
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)")
_SIGNATORIES = 3  # beyond so many an accord «بين A وB …» is told from the side of the first
_MARKS = str.maketrans("_#()", "    ")  # hashtags and the agencies' brackets inside names


class Details:
    """Completes drafts; holds the lexicon, the compiled topic cues and what weighs them."""

    def __init__(self, lexicon: Lexicon, gate: TopicGate | None = None) -> None:
        self.lexicon = lexicon
        self.topics = TopicFinder.load()
        self.evidence = Evidence(lexicon)
        self._roles = PluralRoles(lexicon)
        self.gate = gate or TopicGate.load()

    def complete(
        self,
        text: NormalText,
        actors: Actors,
        affiliations: Affiliations,
        drafts: list[Draft],
        dates: list[DateMention],
        published: date | None = None,
        headline: Headline | None = None,
    ) -> list[Encounter]:
        """The encounters of an article, in the order of the sentences that tell of them."""
        if not drafts:
            return []
        return [e for e, _ in self.with_clues(text, actors, affiliations, drafts, dates, published, headline)]

    def with_clues(
        self,
        text: NormalText,
        actors: Actors,
        affiliations: Affiliations,
        drafts: list[Draft],
        dates: list[DateMention],
        published: date | None,
        headline: Headline | None,
    ) -> list[tuple[Encounter, list[Clue]]]:
        """The same, each with what was asked for its topics."""
        ordered = sorted(drafts, key=lambda d: d.sentence)
        self._attendees(actors, affiliations, ordered)
        governors = Governors(self.lexicon, actors.sentences, ordered)
        when = When(self.lexicon, actors.sentences, dates, governors, published)
        where = Where(self.lexicon, actors.sentences, governors, affiliations, text, headline)
        offices = [  # «مكافحة الإرهاب» in the name of an office is no topic
            (m.start, m.end)
            for s in actors.sentences
            for m in s.mentions
            if m.kind in {"official", "counterpart"} and m.role
        ]
        title = Title.of(headline.text.text, headline.sentence, self.topics) if headline else Title()
        cues = self.topics.find(text.text, masked=offices)
        clues = self.evidence.clues(actors, ordered, cues, title)
        told = (
            (self._one(text, actors, affiliations, d, ordered, topics, when, where), of_draft)
            for d, of_draft, topics in zip(ordered, clues, self.gate.topics(clues), strict=True)
        )
        names = OrgNames(self.lexicon, text, actors.sentences)
        return [(names.written(e), of_draft) for e, of_draft in told if not _long_past(e, published)]

    # -- one encounter -----------------------------------------------------------------------------------------

    def _one(
        self,
        text: NormalText,
        actors: Actors,
        affiliations: Affiliations,
        d: Draft,
        drafts: list[Draft],
        cues: list[TopicCue],
        days: When,
        places: Where,
    ) -> Encounter:
        sentence = actors.sentences[d.sentence]
        best = next(c for c in d.candidates if c.sentence == d.sentence)
        planned = d.planned or self._still_to_come(d, days)
        alone = sum(x.type in {"meeting", "call", "session"} and not x.planned for x in drafts) <= 1
        around = range(*self._reach(d, drafts))
        meeting = self._signed_at(d, drafts, affiliations)
        when = days.of(d, planned, around, alone, meeting)
        place = places.of(d, planned, around, alone, meeting or self._margin(actors.sentences, d, drafts))
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
            rule=d.rule or best.frame,
        )

    def _still_to_come(self, d: Draft, days: When) -> bool:
        """Told in the present, with a day that is still to come beside it: «يلتقي غدا الأربعاء»."""
        grammar = self.lexicon.grammar
        done = grammar.signed | grammar.press_meeting  # «الاتفاق الموقع …», what was said at a press conference
        if any((c.past and c.frame not in _OF_HIS) or c.trigger.value.word.split()[0] in done for c in d.candidates):
            return False
        if days.still_to_come(d):
            return True
        if any(c.past for c in d.candidates):
            return False
        imperfect = tuple(grammar.imperfect)
        present = all(c.frame in _PRESENT and c.trigger.value.word.startswith(imperfect) for c in d.candidates)
        return present and days.of_this_week(d)

    # -- parties -----------------------------------------------------------------------------------------------

    def _parties(self, text: NormalText, actors: Actors, affiliations: Affiliations, d: Draft) -> list[Party]:
        hosts = any(c.frame in _HOSTING for c in d.candidates)
        out: list[Party] = []
        if d.organiser is not None:
            org = _organisation(text, d.organiser)
            for actor in d.one:
                party = self._party(text, actor, affiliations, None, "a", None)
                out.append(replace(party, org=org) if party.org and party.org == d.organiser.org else party)
            out.append(Party(None, None, d.organiser.country, org, "b", span=_first_span(text, d.organiser)))
            return out
        one_function: Function | None = "host" if hosts else ("guest" if d.type == "visit" else None)
        other_function: Function | None = "guest" if hosts else ("host" if d.type == "visit" else None)
        for actor in d.one:
            out.append(self._party(text, actor, affiliations, d.other[0], "a", one_function))
        letters = self._letters(d, actors.sentences, affiliations)
        for actor in d.other:
            out.append(
                self._party(
                    text, actor, affiliations, d.one[0], letters[affiliations.of(actor, d.one[0])], other_function
                )
            )
        for actor, side in d.attendees:
            party = self._party(text, actor, affiliations, d.other[0] if side == "a" else d.one[0], side, None)
            out.append(replace(party, rank="attendee"))
        return out

    def _letters(self, d: Draft, sentences: list[Sentence], affiliations: Affiliations) -> dict[str | None, str]:
        """The side of each affiliation opposite side a: b for all, or c, d … where several sides sat down together."""
        keys = list(dict.fromkeys(affiliations.of(actor, d.one[0]) for actor in d.other))
        between = any(m.link in self.lexicon.grammar.between for c in d.candidates for m in (*c.one, *c.other))
        told = [c for c in d.candidates if len(c.other) > 1] or d.candidates
        # «والتقى على هامش الاجتماع نظيريه السعودي X والعراقي Y»: whom he met, not who sat at that meeting
        met = [c.other for c in told if c.frame in _MET]
        told = [c for c in told if c.frame != "talks" or c.other not in met]
        apart = all(c.frame in _ONE_BY_ONE or self._each(sentences[c.sentence], c) for c in told)
        with_ = self.lexicon.grammar.with_  # «محادثات الأربعاء مع X، والخميس مع Y»
        apart = apart or any(m.link in with_ and m.first > c.other[0].first for c in d.candidates for m in c.other[1:])
        several = any(m.countries for c in d.candidates for m in c.one)  # «اجتماع وزراء داخلية سوريا والأردن والعراق»
        level = any(_on_a_level(c, self.lexicon.grammar) for c in d.candidates)
        more = told + [c for c in d.candidates if not c.other]  # «شارك X في اللقاء الرباعي»
        level = level or any(c.frame == "attended" or self._of_several(sentences[c.sentence], c) for c in more)
        if any(_calls(c, self.lexicon.grammar) for c in told):
            return dict.fromkeys(keys, "b")
        together = level or (between and len(keys) <= 3) or (several and not apart)
        if not together and (len(keys) > 2 or apart):
            return dict.fromkeys(keys, "b")
        return {key: chr(ord("b") + n) for n, key in enumerate(keys)}

    def _of_several(self, sentence: Sentence, candidate: Candidate) -> bool:
        """«اجتماع رباعي ضم إلى جانبه وزراء الداخلية في كل من …»، «عقد X اجتماعا ثلاثيا ضم Y وZ»."""
        verb = candidate.frame in {"talk", "gather"} and bool(candidate.other)
        reach = candidate.other[0].first if verb else candidate.trigger.last + 2
        behind = {t.text for t in sentence.tokens[candidate.trigger.last : reach]}
        return candidate.frame in {"talks", "talk", "gather"} and not self.lexicon.grammar.of_several.isdisjoint(behind)

    def _each(self, sentence: Sentence, candidate: Candidate) -> bool:
        """«محادثات مع كل من X وY»، «لقائه كلا من X وY»: he met each of them, unless they are said to have sat
        together."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        if candidate.frame not in {"talks", "talks-of-his"} or not candidate.other:
            return False
        between = {t.text for t in tokens[candidate.trigger.last : candidate.other[0].first]}
        ahead = tokens[max(0, candidate.trigger.first - 1)].text
        if between & grammar.of_several or any(rest in grammar.gathers for _, rest in readings(ahead)):
            return False  # «وضم اللقاء كلا من X وY»
        noun = grammar.bare(candidate.trigger.value.word)  # «لقاءات مع X وY»; «محادثات» may be one
        many = noun.startswith(tuple(grammar.meeting_noun)) and noun.endswith(tuple(grammar.plural_ends))
        told = grammar.includes & between or tokens[max(0, candidate.trigger.first - 1)].text in grammar.includes
        many = many and bool(told or candidate.other[0].link in grammar.with_)  # «شملت لقاءات الوزير X وY»
        return many or bool(between & grammar.separate or (between & grammar.each_of and not between & grammar.gathers))

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
        span = span or _first_span(text, actor)
        opinion = strongest(m.opinion for m in _mentions(actor))
        role = self._roles.told(actor, _role(text, actor), org)
        return Party(name, role, country, org, side, function=function, span=span, opinion=opinion)

    # -- attendees ---------------------------------------------------------------------------------------------

    def _attendees(self, actors: Actors, affiliations: Affiliations, drafts: list[Draft]) -> None:
        """«حضر اللقاء …»، «بحضور …»: everybody named after it was there too, each on the side that he serves."""
        # «… جدول أعمال الدورة التي ستعقد. حضر اللقاء X»: not the session to come
        there = [d for d in drafts if d.type not in {"signing", "session"} and not d.planned]
        told = [(d, {c.sentence for c in d.candidates}) for d in reversed(there)]
        firsts = [(d, own, min(own)) for d, own in told]
        for number, sentence in enumerate(actors.sentences):
            owner, own = next(((d, own) for d, own, first in firsts if first <= number), (None, set()))
            if owner is None:
                continue
            companions(actors, affiliations, owner, number)
            if owner.type == "visit":
                greeters(actors, affiliations, owner, number)
                continue
            principals = owner.one + owner.other
            for i, event in sentence.matches(self.lexicon.events).items():
                if event.value != "attendance":
                    continue
                clause = sentence.tokens[i].text.startswith(
                    tuple(self.lexicon.grammar.by)
                )  # «بحضور …» inside a sentence
                if clause and not (number in own or self._of_talks(sentence, i)):
                    continue
                for mention in sentence.mentions:
                    if mention.first < i or mention.kind != "official" or not (mention.name or mention.role):
                        continue
                    actor = actors.of(number, mention)
                    if actor in principals or any(actor is a for a, _ in owner.attendees):
                        continue
                    if actor.kind == "official" and not affiliations.stated(actor):
                        actor.country = self._told_side(sentence, max(0, i - _SIDE_BEFORE) - 1, mention.first)
                    side = self._side_of(actor, owner, affiliations)
                    if side and affiliations.stated(actor) is None:  # of the host's side, so of his state
                        host = affiliations.of(owner.one[0], owner.other[0])
                        actor.country, actor.org = (None, host) if host == owner.one[0].org else (host, None)
                    if side:
                        owner.attendees.append((actor, side))
                break
        for d in drafts:
            if d.type != "signing":
                _stand_for_bodies(d)

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

    # -- place and date ----------------------------------------------------------------------------------------

    def _margin(self, sentences: list[Sentence], d: Draft, drafts: list[Draft]) -> Draft | None:
        """The gathering that brought both sides there: «على هامش القمة». It may last longer than the day they met."""
        words = {t.text for c in d.candidates for t in sentences[c.sentence].tokens}
        if d.type != "meeting" or words.isdisjoint(self.lexicon.grammar.marginal):
            return None
        return next((x for x in drafts if x.type == "session" and x.planned == d.planned), None)

    def _signed_at(self, d: Draft, drafts: list[Draft], affiliations: Affiliations) -> Draft | None:
        """The meeting at whose end they signed: «وعقب الاجتماع وقع الجانبان مذكرة تفاهم»; who met signed."""
        if d.type != "signing":
            return None
        sides = {affiliations.of(a) for a in d.one + d.other}
        near = (x for x in drafts if x.type == "meeting" and not (x.planned or d.planned))
        near = (x for x in near if abs(x.sentence - d.sentence) <= _SIGNED)
        return next((x for x in near if sides == {affiliations.of(a) for a in x.one + x.other}), None)

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


def _stand_for_bodies(d: Draft) -> None:
    """«اجتماع بين الأمن العام اللبناني ووفد. حضر الاجتماع X. وحضر عن الجانب السوري Y»: those who were there met."""
    if any(a.kind not in _BODIES for a in d.one + d.other):
        return
    there = {side: [a for a, s in d.attendees if s == side and a.named and a.offices] for side in "ab"}
    if there["a"] and there["b"]:
        d.one, d.other = there["a"], there["b"]
        d.attendees = [(a, s) for a, s in d.attendees if not any(a is p for p in there[s])]


def _long_past(e: Encounter, published: date | None) -> bool:
    """A treaty of more than five years ago is history (guide, decision 9); where its day is not known, a year that its
    sentence tells."""
    if e.type != "signing" or published is None:
        return False
    years = [int(e.date.value[:4])] if e.date else [int(year) for year in _YEAR.findall(e.evidence)]
    return bool(years) and max(years) < published.year - _HISTORY


def _on_a_level(candidate: Candidate, grammar: Grammar) -> bool:
    """«اجتماع ضم X وY وZ»، «بحث وزراء خارجية العراق ومصر والأردن»: whoever stands in one list met all the others."""
    if candidate.frame in _HOSTING or not (candidate.one and candidate.other):
        return False
    last, first = candidate.one[-1], candidate.other[0]
    if first.countries and first.kind == "state":
        return last.countries == first.countries  # «بين إيران والقوى الكبرى (الصين وفرنسا وروسيا)»
    if last.countries and last.countries == first.countries:
        return True
    joined = first.link in grammar.and_ and 0 <= first.first - last.last <= 1
    if candidate.type == "signing" and last.link in grammar.between and len(candidate.other) > _SIGNATORIES:
        return False  # «المبرم بين إيران والولايات المتحدة وبريطانيا وفرنسا …»: one opposite all the others
    return joined and not any(m.link in grammar.with_ for m in (*candidate.one, *candidate.other))


def _calls(candidate: Candidate, grammar: Grammar) -> bool:
    """«اتصالات هاتفية بين X وY وZ»: several calls, of which the first of them had each."""
    noun = candidate.trigger.value.word.split()[0]
    return candidate.type == "call" and noun.endswith((*grammar.plural_ends, *grammar.dual))


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
    like = [m.role_key or "" for m in _mentions(actor) if m.kind == "counterpart"]
    if like:  # «نظيره الجزائري X …. وأكد الوزير الجزائري (الوزير X)»
        with_role = [m for m in with_role if m.name or len((m.role_key or "").split()) > 1]
        rank = [m for m in with_role if m.head and m.head.category == "minister" and m.role_key == m.head.lemma]
        with_role = [m for m in with_role if m not in rank or not any(k.startswith(f"{m.role_key} ") for k in like)]
    if not any(
        m.head and m.head.number != "dual" for m in with_role
    ):  # a counterpart holds the office of the one named before him; his own word (نظيره) is none
        told = [m for m in _mentions(actor) if m.role and m.role_key and m.head and m.role_key != m.head.lemma]
        with_role = [m for m in told if m.kind == "counterpart"] or with_role
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
    if best.countries and best.head and best.head.number in {"plural", "dual"}:  # «سفراء كل من …»: each is a سفير
        lemma = best.head.lemma.split()
        return " ".join([*lemma, *plain(surface).split()[len(lemma) :]])
    return " ".join(plain(_ALEF + surface[1:] if _SWALLOWED.match(surface) else surface).translate(_MARKS).split())


def _organisation(text: NormalText, actor: Actor) -> str | None:
    """An organisation that no table knows by the name that the article gives it, with the article that «لل» hides."""
    named = next((m.name_span for m in _mentions(actor) if m.kind == "org" and not m.name and m.name_span[1]), None)
    if named is None or actor.org is None:
        return actor.org
    hidden = len(actor.org) - (named[1] - named[0])
    return actor.org[: max(0, hidden)] + text.surface(*named)


def _first_span(text: NormalText, actor: Actor) -> Span | None:
    first = next(iter(_mentions(actor)), None)
    return text.span(first.start, first.end) if first else None


__all__ = ["Candidate", "Details"]
