"""From candidates to encounters: which proposals are contacts of two sides, which of them are the same, and what
belongs to each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kg.affiliations import Affiliations
from kg.entities import Actor, Actors, Sentence
from kg.frames import Candidate
from kg.grammar import Grammar
from kg.lexicon import Lexicon, Trigger
from kg.mention import Mention
from kg.sessions import Gathering
from kg.tokens import Match

_FACE_TO_FACE = frozenset({"meeting", "call"})
_BOTH_REACH = 5  # sentences over which «الجانبان» still means the sides of the last encounter
_HEAD_REACH = 6  # words from «على رأس» to the head of a delegation
_OF_BOTH = frozenset({"talks", "talk", "dual"})
_INVITATION = 12  # words from «دعوة» to who invited
BARE = frozenset({"state", "org", "group", "body"})  # parties without name and role


@dataclass(slots=True)
class Draft:
    """An encounter in the making: its sides as actors, and every candidate that tells of it."""

    type: str
    one: list[Actor]
    other: list[Actor]
    candidates: list[Candidate]
    planned: bool
    attendees: list[tuple[Actor, str]] = field(default_factory=list)
    organiser: Actor | None = None
    confidence: float = 1.0  # that it is one, and of these sides
    _heard: int = 0  # so many candidates
    _most: tuple[bool, int, int] = (True, 1, 0)  # of the one of them that tells most: its rank and sentence
    _announced: bool = False
    _done: bool = False

    def __post_init__(self) -> None:
        self._note(self.candidates)

    def tell_again(self, candidates: list[Candidate]) -> None:
        """Take further candidates; it is planned where one announces it and none tells that it took place."""
        self.candidates.extend(candidates)
        self._note(candidates)
        self.planned = self._announced and not self._done

    def _note(self, candidates: list[Candidate]) -> None:
        self._announced = self._announced or any(c.planned for c in candidates)
        self._done = self._done or any(c.past and not c.planned for c in candidates)

    @property
    def sentence(self) -> int:
        """The sentence that tells most: both sides, with name and office; the first of equals (a headline tells
        less)."""

        for c in self.candidates[self._heard :]:
            told = sum(bool(m.name) + bool(m.role) for side in (c.one[:1], c.other[:1]) for m in side)
            self._most = min(self._most, (not (c.one and c.other), -told, c.sentence))
        self._heard = len(self.candidates)
        return self._most[2]


def draft(
    candidates: list[Candidate],
    sentences: list[Sentence],
    actors: Actors,
    affiliations: Affiliations,
    visited: dict[int, str],
    lexicon: Lexicon,
) -> list[Draft]:
    """Resolve the sides of each candidate, drop what is no encounter, and merge what is the same one."""
    drafts: list[Draft] = []
    for candidate in (c for c in candidates if c.type in _FACE_TO_FACE):
        many = len({m.country or m.org for m in candidate.other}) > 1  # «مع وزير الصحة العراقي ونائب رئيس إيران»
        for one in candidate.one[:1]:
            for other in () if many else candidate.other[:1]:
                a, b = actors.of(candidate.sentence, one), actors.of(candidate.sentence, other)
                affiliations.learn(a, b)
                affiliations.learn(b, a)
    _learn_counterparts(sentences, actors, affiliations, lexicon)
    for c in (c for c in candidates if c.type == "visit" and c.other):
        words = {t.text for t in sentences[c.sentence].tokens}
        before = [m for m in sentences[c.sentence].mentions if m.kind == "official" and m.last <= c.trigger.first]
        visitor = next(iter(c.one or (before if len(before) == 1 else ())), None)
        if visitor and c.other[0].country and words.isdisjoint(lexicon.grammar.returns):
            affiliations.learn(actors.of(c.sentence, visitor), actors.of(c.sentence, c.other[0]))
    guests: dict[tuple[int, str], tuple[Actor, str]] = {}  # who is said to travel, and where to
    for c in candidates:
        if c.type == "visit" and c.one and c.other and (state := c.other[0].country):
            guest = actors.of(c.sentence, c.one[0])
            guests.setdefault((id(guest), state), (guest, state))
    for candidate in candidates:
        if candidate.denied or (candidate.frame == "attended" and any(d.type in _FACE_TO_FACE for d in drafts)):
            continue
        if candidate.frame == "phone" and drafts and _says_how(candidate, sentences, drafts[-1], lexicon):
            drafts[-1].type = "call"
            continue
        made = _make(candidate, sentences, actors, affiliations, drafts, visited, list(guests.values()), lexicon)
        if made is None:
            continue
        if any(_side_by_side(d, made) for d in drafts):
            continue
        known = next((d for d in drafts if _same(d, made, affiliations)), None)
        if known:
            _join(known, made)
        else:
            drafts.append(made)
    for d in drafts:
        _name_delegation(d, sentences, actors, affiliations, lexicon)
    return _without_shadows(drafts, affiliations)


def _learn_counterparts(
    sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> None:
    """«عبّر وزير الداخلية لنظيره السعودي»: whoever has a Saudi counterpart is no Saudi, whether they met or not."""
    for number, sentence in enumerate(sentences):
        for m in sentence.mentions:
            if m.kind != "counterpart" or not m.country or m.countries:
                continue
            before = [x for x in sentence.mentions if x.kind == "official" and x.last <= m.first]
            subject = next((x for x in reversed(before) if x.link not in lexicon.grammar.governed), None)
            if subject:
                affiliations.learn(actors.of(number, subject), actors.of(number, m))


def may_stand(candidate: Candidate, sentence: Sentence, grammar: Grammar) -> bool:
    """Whether ``draft`` may make an encounter of a candidate that is the only one of its article."""
    if candidate.denied or not candidate.other:
        return False  # documents signed by both need an encounter told of before
    return bool(candidate.one) or candidate.type != "visit" or _his(candidate, sentence, grammar)


def _his(candidate: Candidate, sentence: Sentence, grammar: Grammar) -> bool:
    """«زيارته»: the visitor is whoever was told of before."""
    return sentence.tokens[candidate.trigger.first].text.endswith(tuple(grammar.his))


def _name_delegation(
    d: Draft, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> None:
    """«استقبل … وفدا من …. كان على رأس الوفد …»: who headed a bare delegation is told right after it."""
    for side, opposite in ((d.one, d.other), (d.other, d.one)):
        if [a.kind for a in side] != ["group"]:
            continue
        group = side[0]
        for number in range(d.sentence + 1, min(d.sentence + 3, len(sentences))):
            words = [(i, e.value) for i, e in sentences[number].matches(lexicon.events).items()]
            heads = [i for i, kind in words if kind == "headed"]
            if not heads or not any(kind == "delegation" and abs(i - heads[0]) <= 3 for i, kind in words):
                continue
            for mention in (m for m in sentences[number].mentions if m.first > heads[0] and m.kind == "official"):
                actor = actors.of(number, mention)
                if group.org and actor.org == group.org:
                    actor.country = None
                elif not affiliations.stated(actor) and mention.first - heads[0] <= _HEAD_REACH:
                    actor.country, actor.org = group.country, group.org
                if actor in opposite or actor in side:
                    continue
                if affiliations.of(actor, opposite[0]) == affiliations.of(opposite[0], group):
                    d.attendees.append((actor, "b" if side is d.other else "a"))
                else:
                    side.append(actor)
            if len(side) > 1:
                side.remove(group)
            break


def _make(
    candidate: Candidate,
    sentences: list[Sentence],
    actors: Actors,
    affiliations: Affiliations,
    earlier: list[Draft],
    visited: dict[int, str],
    guests: list[tuple[Actor, str]],
    lexicon: Lexicon,
) -> Draft | None:
    one = _actors(candidate.sentence, candidate.one, actors, affiliations, earlier)
    other = _actors(candidate.sentence, candidate.other, actors, affiliations, earlier)
    if candidate.type == "signing" and not other:
        return _signed_by_both(candidate, sentences[candidate.sentence], affiliations, earlier, lexicon)
    if candidate.frame in _OF_BOTH and not candidate.one and not candidate.other:
        return _met_by_both(candidate, sentences, actors, affiliations, earlier, lexicon)
    if not one and candidate.type == "visit" and not _his(candidate, sentences[candidate.sentence], lexicon.grammar):
        return None
    if not one:
        subject = _antecedent(candidate, sentences, actors, other, affiliations, earlier, lexicon)
        if subject is None:
            return None
        one = [subject]
    if not other:
        return None
    one = [a for a in one if a not in other]
    if not one:
        return None
    other = _without_own(one[0], other, affiliations)
    for side in (one, other):
        _as_side_mates(side, affiliations)
    if len({affiliations.stated(p) for p in other}) > 1 and not affiliations.stated(one[0]):
        home = affiliations.of(one[0])  # «مع وزير الصحة العراقي ونائب الرئيس الإيراني»: an Iraqi faces the Iranian
        other.sort(key=lambda p: affiliations.stated(p) == home)
    a, b = one[0], other[0]
    _host_of_visit(a, b, visited.get(candidate.sentence), affiliations)
    if not (affiliations.stated(a) or affiliations.stated(b)):
        _as_guest(a, b, guests, affiliations)
    if not (affiliations.stated(a) or affiliations.stated(b)):
        return None
    if _own_ambassador(candidate, sentences[candidate.sentence], a, b, affiliations, lexicon):
        return None
    if any(_plural_only(p) and not affiliations.stated(p) for p in (a, b)):
        return None  # «على هامش اجتماعات وزراء الدفاع»: whose, nobody tells
    x, y = affiliations.of(a, b), affiliations.of(b, a)
    if x is None and not _foreign(b):
        return None
    if x == y or y is None or (x is None and candidate.type == "visit"):
        return None
    if candidate.type == "visit" and a.kind == "state":
        return None
    if (
        candidate.type in _FACE_TO_FACE
        and a.kind in {"state", "org"}
        and b.kind in {"state", "org"}
        and candidate.frame != "talks"
    ):
        return None
    if not (_holds_office(a) and _holds_office(b)):
        return None
    if candidate.type == "visit" and not any(m.role for _, m in a.mentions) and a.kind == "official":
        return None
    other = [p for p in other if affiliations.of(p, a) != x] or other[:1]
    aides = [p for p in other[1:] if _is(p, "attaché") and _is(other[0], "ambassador")]  # «السفير X والملحق العسكري Y»
    other = [p for p in other if p not in aides]
    one = [p for p in one if affiliations.of(p, b) not in {affiliations.of(o, a) for o in other}] or one[:1]
    return Draft(candidate.type, one, other, [candidate], candidate.planned, [(p, "b") for p in aides])


def _met_by_both(
    candidate: Candidate,
    sentences: list[Sentence],
    actors: Actors,
    affiliations: Affiliations,
    earlier: list[Draft],
    lexicon: Lexicon,
) -> Draft | None:
    """«بحث الجانبان»، «جرت مباحثات بين الجانبين»: who signed or met just before, or a guest and who invited him."""
    for told in reversed(earlier[-2:]):
        if candidate.sentence - told.candidates[-1].sentence > _BOTH_REACH:
            return None
        if told.type == "session":
            return None
        one, other = list(told.one), list(told.other)
        if told.type == "visit":
            inviter = _inviter(told, sentences, actors, affiliations, lexicon)
            if inviter is None:
                continue
            other = [inviter]
        officials = all(side and side[0].kind == "official" for side in (one, other))
        if officials and affiliations.of(one[0], other[0]) != affiliations.of(other[0], one[0]):
            return Draft("meeting", one, other, [candidate], candidate.planned)
    return None


def _inviter(
    visit: Draft, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> Actor | None:
    """«بدعوة من نظيره X»: the official who invited the guest, of the state visited."""
    for candidate in visit.candidates:
        sentence = sentences[candidate.sentence]
        words = (i for i, t in enumerate(sentence.tokens) if t.text in lexicon.grammar.invitation)
        start = next(words, None)
        if start is None:
            continue
        for m in sentence.mentions:
            if m.kind in {"official", "counterpart"} and 0 < m.first - start <= _INVITATION:
                actor = actors.of(candidate.sentence, m)
                if actor not in visit.one and affiliations.of(actor, visit.one[0]) == visit.other[0].country:
                    return actor
    return None


def _signed_by_both(
    candidate: Candidate, sentence: Sentence, affiliations: Affiliations, earlier: list[Draft], lexicon: Lexicon
) -> Draft | None:
    """«وتم توقيع مذكرة»، «وقع الجانبان اتفاقية»: the sides of the encounter told of just before signed it."""
    last, tokens = candidate.trigger.last, sentence.tokens
    if candidate.frame == "signing-noun" and any(lexicon.grammar.definite(t.text) for t in tokens[last : last + 1]):
        return None  # «توقيع الاتفاق النووي»: one that everybody knows, by whomever
    both = any(
        (e := lexicon.events.at(tokens, i)) and e.value == "both" for i in range(last, min(last + 2, len(tokens)))
    )
    reach = _BOTH_REACH if both else 1
    if not earlier or candidate.sentence - earlier[-1].candidates[-1].sentence > reach:
        return None
    told = earlier[-1]
    here, there = affiliations.of(told.one[0], told.other[0]), affiliations.of(told.other[0], told.one[0])
    if not here or not there or here == there:
        return None
    sides = [_bare(told.one[0], here)], [_bare(told.other[0], there)]
    return Draft("signing", *sides, [candidate], candidate.planned)


def _actors(
    sentence: int, mentions: tuple[Mention, ...], actors: Actors, affiliations: Affiliations, earlier: list[Draft]
) -> list[Actor]:
    out: list[Actor] = []
    for mention in mentions:
        for actor in _both(mention, affiliations, earlier) or [actors.of(sentence, mention)]:
            if actor.kind == "official" and not affiliations.stated(actor):
                actor.country, actor.org = mention.country, mention.org  # the head of a delegation is of its state
            if actor not in out:
                out.append(actor)
    return out


def _both(mention: Mention, affiliations: Affiliations, earlier: list[Draft]) -> list[Actor]:
    """«المسؤولان الأمريكيان»: the two of that state who met somebody just before."""
    if not (
        mention.head
        and mention.head.number == "dual"
        and mention.head.definite
        and mention.country
        and not mention.countries
    ):
        return []
    for d in reversed(earlier):
        for side in (d.one, d.other):
            if len(side) == 2 and all(affiliations.stated(a) == mention.country for a in side):
                return list(side)
    return []


def _as_side_mates(side: list[Actor], affiliations: Affiliations) -> None:
    """«رئيس الوزراء حيدر العبادي ووزير الدفاع العراقي»: one of a side without a state is of the state of its mates."""
    stated = {affiliations.stated(a) for a in side} - {None}
    if len(stated) == 1 and len(side) > 1:
        code = stated.pop()
        for actor in side:
            if actor.kind == "official" and not affiliations.stated(actor) and code and len(code) == 2:
                actor.country = code


def _without_own(host: Actor, guests: list[Actor], affiliations: Affiliations) -> list[Actor]:
    """«استقبل أمير البلاد وزير الداخلية X ووزير الداخلية العراقي Y»: the sovereign's own minister is no guest."""
    if len(guests) < 2 or affiliations.stated(guests[0]) or not affiliations.stated(guests[-1]):
        return guests
    if not any(m.head and m.head.category in {"sovereign", "head", "heir"} for _, m in host.mentions):
        return guests
    return [g for g in guests if affiliations.stated(g)]


def _host_of_visit(one: Actor, other: Actor, visited: str | None, affiliations: Affiliations) -> None:
    """«زيارة … إلى قطر، حيث التقى الأمير»: whom a visitor meets there, with no state named, is of the state visited."""
    if other.kind != "official" or affiliations.stated(other) or not one.country or visited is None:
        return
    if visited != affiliations.stated(one):
        other.country = visited


def _as_guest(one: Actor, other: Actor, guests: list[tuple[Actor, str]], affiliations: Affiliations) -> None:
    """«وصل رئيس الأركان إلى عُمان … استقبل وزير الدفاع رئيس الأركان»: whom a guest meets is of the state visited."""
    for guest, state in guests:
        for a, b in ((one, other), (other, one)):
            if a is guest and b.kind == "official" and affiliations.stated(guest) != state:
                b.country = state
                return


def _is(actor: Actor, category: str) -> bool:
    return any(m.head is not None and m.head.category == category for _, m in actor.mentions)


def _own_ambassador(
    candidate: Candidate, sentence: Sentence, host: Actor, guest: Actor, affiliations: Affiliations, lexicon: Lexicon
) -> bool:
    """«يلتقي وزير الداخلية سفير السودان بواشنطن» in a Sudanese paper: an ambassador back from his posting."""
    if affiliations.stated(host) or not guest.country or not _is(guest, "ambassador") or not candidate.other:
        return False
    m = candidate.other[0]
    for i in range(m.first, min(m.last + 2, len(sentence.tokens))):
        state, city = lexicon.states.at(sentence.tokens, i), lexicon.cities.at(sentence.tokens, i)
        named = state.value.code if state and state.value.kind == "name" else (city.value.country if city else None)
        if named and named != guest.country and affiliations.likelier(guest.country, named):
            return True
    return False


def _plural_only(actor: Actor) -> bool:
    return actor.kind == "official" and all(m.head and m.head.number == "plural" for _, m in actor.mentions)


# Whom a state sends or a state's own people call so: one of them is of another state than an official without one.
_SENT = frozenset(
    {"ambassador", "envoy", "attaché", "minister", "head", "sovereign", "heir", "counterpart", "commander"}
)


def _foreign(actor: Actor) -> bool:
    """Whether an official is likely no countryman of one whose state nobody tells."""
    if actor.kind != "official" or actor.org:
        return True
    return any(
        m.kind == "counterpart"
        or (
            m.head
            and m.head.category in _SENT
            and not (m.head.category == "head" and len((m.role_key or "").split()) > 1)
        )
        for _, m in actor.mentions
    )


def _holds_office(actor: Actor) -> bool:
    """Whether the article gives an official a public office or a title of state; others are private persons."""
    if actor.kind != "official":
        return True
    return any(
        (m.role or m.titled)
        and not m.former
        and (m.org or not (m.head and m.head.category in {"private", "spokesperson"}))
        for _, m in actor.mentions
    )


def _bare(actor: Actor, affiliation: str) -> Actor:
    is_org = actor.org == affiliation
    return Actor(
        "org" if is_org else "state", country=None if is_org else affiliation, org=affiliation if is_org else None
    )


def _antecedent(
    candidate: Candidate,
    sentences: list[Sentence],
    actors: Actors,
    other: list[Actor],
    affiliations: Affiliations,
    earlier: list[Draft],
    lexicon: Lexicon,
) -> Actor | None:
    """Whom a pronoun or a missing subject means: the nearest official of another side before it, else right after
    it."""
    theirs = affiliations.stated(other[0]) if other else None

    def fits(number: int, mention: Mention) -> Actor | None:
        if mention.kind not in {"official", "counterpart"}:
            return None
        actor = actors.of(number, mention)
        if actor in other or (theirs and affiliations.stated(actor) == theirs):
            return None
        return actor

    sentence = sentences[candidate.sentence]
    if points_back(sentence, lexicon.grammar):
        for number in range(candidate.sentence - 1, max(-1, candidate.sentence - 4), -1):
            for mention in sentences[number].mentions:
                if actor := fits(number, mention):
                    return actor
    before = [m for m in sentence.mentions if m.last <= candidate.trigger.first]
    that = max(
        (i for i in range(candidate.trigger.first) if sentence.tokens[i].text in lexicon.grammar.that), default=-1
    )
    clause = [m for m in before if m.first == that + 1 and that >= 0]  # «أكد X أن Y … واجتمع بـ»: Y
    before = clause + [m for m in before if m not in clause]
    for mention in sorted(before, key=lambda m: m.link in lexicon.grammar.governed):  # TRY
        if actor := fits(candidate.sentence, mention):
            return actor
    last = candidate.other[-1].last if candidate.other else candidate.trigger.last
    if candidate.frame.endswith("-of-his"):
        limit = next(
            (
                i
                for i in range(last, len(sentence.tokens))
                if (e := lexicon.events.at(sentence.tokens, i)) and e.value == "attendance"
            ),
            len(sentence.tokens),
        )
        for mention in (m for m in sentence.mentions if last <= m.first < limit):
            if actor := fits(candidate.sentence, mention):
                return actor
    if earlier and candidate.sentence - earlier[-1].sentence <= 6:
        for actor in earlier[-1].one:
            if actor not in other and (theirs is None or affiliations.stated(actor) != theirs):
                return actor
    for number in range(candidate.sentence - 1, max(-1, candidate.sentence - 4), -1):
        for mention in sentences[number].mentions:
            if actor := fits(number, mention):
                return actor
    return None


def session(gathering: Gathering) -> Draft:
    """The draft of a gathering: the organiser, and who took part."""
    trigger = Match(
        gathering.trigger.first,
        gathering.trigger.last,
        gathering.trigger.clitic,
        Trigger("session", "session", gathering.trigger.value),
    )
    candidates = [
        Candidate(
            "session",
            "session",
            n,
            trigger if n == gathering.sentence else replace(trigger, first=0, last=1),
            (),
            (),
            gathering.planned,
        )
        for n in gathering.sentences
    ]
    return Draft(
        "session",
        gathering.participants,
        [gathering.organiser],
        candidates,
        gathering.planned,
        organiser=gathering.organiser,
    )


def points_back(sentence: Sentence, grammar: Grammar) -> bool:
    """«جاء ذلك خلال …»: the sentence says when and with whom what stands before it was said."""
    words = [t.text for t in sentence.tokens[:2]]
    if not words or words[0] in grammar.this_too | grammar.this:
        return bool(words)
    return words[0] in grammar.came and words[-1] in grammar.this


def _same(known: Draft, new: Draft, affiliations: Affiliations) -> bool:
    """Told of again: the same type, and on both sides a common actor, or an unnamed one for a named one of that
    affiliation."""
    if known.type != new.type and not ({known.type, new.type} <= _FACE_TO_FACE):
        return False
    if known.type != new.type and "call" in {known.type, new.type}:
        return False
    if _overlap(known.one, new.one, affiliations) and _overlap(known.other, new.other, affiliations):
        return True
    if "visit" in {known.type, new.type}:
        return False  # A goes to B, and B to A: two visits
    return _overlap(known.one, new.other, affiliations) and _overlap(known.other, new.one, affiliations)


def _says_how(candidate: Candidate, sentences: list[Sentence], told: Draft, lexicon: Lexicon) -> bool:
    """«جاء ذلك خلال اتصال هاتفي»: what was just told was said by telephone."""
    if candidate.one or candidate.other or told.type != "meeting":
        return False
    near = 0 <= candidate.sentence - told.candidates[-1].sentence <= _BOTH_REACH
    return near and points_back(sentences[candidate.sentence], lexicon.grammar)


def _side_by_side(known: Draft, new: Draft) -> bool:
    """Those who stand on one side in a sentence are no two sides in the same one: «التقى X كلا من Y وZ»."""
    both = new.one + new.other
    if not any(len(side) > 1 and all(a in side for a in both) for side in (known.one, known.other)):
        return False
    return known.type in _FACE_TO_FACE and any(c.sentence == new.sentence for c in known.candidates)


def _overlap(known: list[Actor], new: list[Actor], affiliations: Affiliations) -> bool:
    if any(a is b for a in known for b in new):
        return True
    return any(
        (a.kind in BARE or b.kind in BARE or _anybody(a) or _anybody(b))
        and affiliations.of(a) == affiliations.of(b) is not None
        for a in known
        for b in new
    )


def _anybody(actor: Actor) -> bool:
    """«الموفد»، «المسؤول»، «الزعيم»: an unnamed official whose office may be that of one who was named."""
    return (
        not actor.named
        and actor.kind == "official"
        and all(
            m.head is not None and m.head.category in {"envoy", "official", "leader", "member"}
            for _, m in actor.mentions
        )
    )


def _join(known: Draft, new: Draft) -> None:
    straight = any(a is b for a in known.one for b in new.one) or any(a is b for a in known.other for b in new.other)
    one, other = (new.one, new.other) if straight else (new.other, new.one)
    for side, more in ((known.one, one), (known.other, other)):
        if all(a.kind in BARE for a in side) and any(a.kind == "official" for a in more):
            side[:] = more
    known.tell_again(new.candidates)


def _without_shadows(drafts: list[Draft], affiliations: Affiliations) -> list[Draft]:
    """Drop visits that a reported meeting of the same two sides covers, and bare talks covered by a meeting of
    persons."""

    def dyad(d: Draft) -> frozenset[str | None]:
        return frozenset({affiliations.of(d.one[0], d.other[0]), affiliations.of(d.other[0], d.one[0])})

    met = {dyad(d) for d in drafts if d.type in _FACE_TO_FACE}
    to_meet = {dyad(d) for d in drafts if d.type in _FACE_TO_FACE and d.planned}
    persons = {
        dyad(d) for d in drafts if d.type in _FACE_TO_FACE and any(a.kind == "official" for a in d.one + d.other)
    }
    out = []
    visits: set[tuple[frozenset[str | None], bool]] = set()
    for d in drafts:
        if d.type == "visit":
            # a visit that is still to come is none of the meeting that was held
            if dyad(d) in (to_meet if d.planned else met) or (dyad(d), d.planned) in visits:
                continue
            visits.add((dyad(d), d.planned))
        if d.type in _FACE_TO_FACE and all(a.kind in BARE for a in d.one + d.other) and dyad(d) in persons:
            continue
        out.append(d)
    return out
