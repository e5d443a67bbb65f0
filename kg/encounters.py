"""From candidates to encounters: which proposals are contacts of two sides, which of them are the same, and what
belongs to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg import delegation_heads, delegations, envoys, further_sides, told_by_others
from kg.affiliations import Affiliations
from kg.antecedents import antecedent, understood
from kg.calls import between_them
from kg.ceremony_speakers import spoke_there
from kg.clauses import Clause
from kg.drafts import FACE_TO_FACE, OPEN, Draft, goes_on, join, said_how, same, side_by_side, without_shadows
from kg.entities import Actor, Actors, Sentence
from kg.frames import Candidate
from kg.gender import agrees
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.occasion import JOURNEYS
from kg.other_meetings import other_meetings
from kg.sides import (
    actors_of,
    as_guest,
    as_side_mates,
    counterparts_of_many,
    foreign,
    has_office,
    holds_office,
    host_of_visit,
    inviter,
    met_each_other,
    not_himself,
    of_a_body,
    of_embassy,
    own_ambassador,
    persons_of,
    plural_only,
    points_back,
    serves_a_state,
    without_own,
)
from kg.signed import for_his_state, met_to_sign, name_signers, signed_by_both
from kg.sporting import of_sport
from kg.together import by_letter, of_that_office, spoke_together
from kg.tokens import Token
from kg.told_by_others import leader_meant
from kg.told_elsewhere import met_by_states, signed_by_known

_BOTH_REACH = 5  # sentences over which «الجانبان» still means the sides of the last encounter
_WE = 4  # words from talks to «عقدناها»
_FEW = 2  # states among which one may be the host's own
_WAS = 8  # words from «كان» to a verb of the present that tells of the past
_PRESENT = frozenset({"receive", "received", "meet", "gather", "talk"})
_OF_STATES = frozenset({"talk", "talks", "committee", "gather", "talks-of-his", "dual", "phone", "speak"})
_OF_BOTH = frozenset({"talks", "talk", "dual", "meet", "gather", "talks-of-his"})
_BY_BOTH = _OF_BOTH | {"phone"}
_FOREIGN = frozenset({"counterpart", "group"})  # «نظيره الباكستاني ووفدا أمريكيا»


def draft(
    candidates: list[Candidate],
    sentences: list[Sentence],
    actors: Actors,
    affiliations: Affiliations,
    visited: Mapping[int, Sequence[tuple[int, str]]],
    lexicon: Lexicon,
) -> list[Draft]:
    """Resolve the sides of each candidate, drop what is no encounter, and merge what is the same one.

    ``visited`` holds the states to which journeys go in each candidate's sentence, with the token at which each stands.
    """
    drafts: list[Draft] = []
    delegation_heads.learn(sentences, actors, lexicon)
    envoys.learn(sentences, actors, affiliations, lexicon)
    told_by_others.learn_seats(sentences, actors, affiliations, lexicon)
    for candidate in (c for c in candidates if c.type in FACE_TO_FACE):
        states = len({m.country or m.org for m in candidate.other})
        one_of_them = states == _FEW  # «مع وزير الصحة العراقي ونائب رئيس إيران»: one may be of the host's state
        for one in candidate.one[:1]:
            for other in candidate.other[: 1 if states < _FEW else None]:
                if one_of_them and other.kind not in _FOREIGN and not _one_office(one, other):
                    continue
                a, b = actors.of(candidate.sentence, one), actors.of(candidate.sentence, other)
                affiliations.learn(a, b)
                affiliations.learn(b, a)
    _learn_counterparts(sentences, actors, affiliations, lexicon)
    came: list[tuple[Actor, str, int]] = []  # «استقبل الرئيس X الوزير Y، الذي وصل إلى …»: Y
    onward: dict[int, list[Candidate]] = {}  # journeys, by their sentence
    for c in (c for c in candidates if c.type == "visit" and c.other):
        onward.setdefault(c.sentence, []).append(c)
        words = {t.text for t in sentences[c.sentence].tokens}
        before = [m for m in sentences[c.sentence].mentions if m.kind == "official" and m.last <= c.trigger.first]
        told = sentences[c.sentence].tokens[max(0, c.trigger.first - _FEW) : c.trigger.first]
        if any(t.text in lexicon.grammar.relative for t in told):
            before = before[-1:]  # «التقى الوزير X بالفريق Y، الذي يزور مصر»: Y
        before = [m for m in before if m.link not in lexicon.grammar.governed] or before
        visitor = next(iter(c.one or (before if len(before) == 1 else ())), None)
        if visitor and not c.one and c.other[0].country:
            came.append((actors.of(c.sentence, visitor), c.other[0].country, c.sentence))
        if visitor and c.other[0].country and words.isdisjoint(lexicon.grammar.returns):
            affiliations.learn(actors.of(c.sentence, visitor), actors.of(c.sentence, c.other[0]))
            affiliations.visits(actors.of(c.sentence, visitor), c.other[0].country)
    guests: dict[tuple[int, str], tuple[Actor, str, int]] = {}  # who is said to travel, where to, in which sentence
    for c in candidates:
        if c.trigger.value.word in lexicon.grammar.comes_from:
            continue  # «الذي وصل إلى أنقرة قادما من السعودية»: he is there no more
        if c.type == "visit" and c.one and c.other and (state := c.other[0].country):
            guest = actors.of(c.sentence, c.one[0])
            guests.setdefault((id(guest), state), (guest, state, c.sentence))
    journeys = {  # who set out or arrived, and in which sentence
        id(actors.of(c.sentence, c.one[0])): c.sentence
        for c in reversed(candidates)
        if c.frame == "travel" and c.past and c.one and not c.denied
    }
    for candidate in candidates:
        met = any(d.type in FACE_TO_FACE for d in drafts)
        if candidate.denied or (candidate.frame == "attended" and (met or of_a_body(candidate, sentences, lexicon))):
            continue
        if candidate.frame == "phone" and drafts and _says_how(candidate, sentences, drafts[-1], lexicon):
            drafts[-1].type = "call"
            continue
        further = {
            c.other[0].country
            for c in onward.get(candidate.sentence, ())
            if c.frame == "travel" and c.trigger.first > candidate.trigger.last
        }  # «التقى X رئيس الوزراء Y قبل أن يتوجه إلى النيجر»: Y is not of there
        here = _state_visited(visited[candidate.sentence], candidate)
        here = None if here in further else here
        travellers = [*guests.values(), *(g for g in came if g[2] == candidate.sentence)]
        made = _make(candidate, sentences, actors, affiliations, drafts, here, travellers, lexicon)
        if made is None:
            continue
        if any(side_by_side(d, made) for d in drafts):
            continue
        if not made.planned and _is_ahead(made, drafts, journeys, sentences[candidate.sentence].tokens, lexicon):
            made.announce()
        for d in drafts:
            if said_how(d, made, affiliations):
                d.type = "call"
        known = next((d for d in drafts if same(d, made, affiliations) or goes_on(d, made)), None)
        if known is None and drafts and points_back(sentences[candidate.sentence], lexicon.grammar):
            known = drafts[-1] if _unnamed_again(drafts[-1], made, affiliations) else None
        if known:
            rest = _of_others(known, made, affiliations, drafts)
            join(known, made, affiliations)
            drafts += rest
        else:
            drafts.append(made)
    for d in drafts:
        delegations.name_delegation(d, sentences, actors, affiliations, lexicon)
        delegations.name_sides(d, sentences, actors, affiliations, lexicon)
        delegations.name_host(d, sentences, actors, affiliations, lexicon)
        delegations.name_heads(d, sentences, actors, affiliations, lexicon)
        name_signers(d, drafts, affiliations)
        further_sides.take_part(d, sentences, actors, affiliations, lexicon)
        delegations.meet_host(d, sentences, actors, affiliations, lexicon)
    drafts += met_to_sign(drafts, sentences, lexicon)
    if drafts and of_sport(sentences, lexicon):
        drafts = [d for d in drafts if all(any(map(serves_a_state, side)) for side in persons_of(d))]
    drafts = without_shadows(drafts, affiliations)
    return drafts + other_meetings(drafts, sentences, affiliations, lexicon)


def _one_delegation(one: Actor, other: Actor) -> bool:
    return one.kind == other.kind == "group" and one.country is not None and one.country == other.country


def _one_office(one: Mention, other: Mention) -> bool:
    """«بين وزير الخارجية X ونائب رئيس الوزراء وزير الخارجية الأردني Y …»: no state has two such ministers."""
    if not one.head or one.head.category != "minister":
        return False
    return any(len(a.split()) > 1 and a.split()[:2] == b.split()[:2] for a in one.role_keys for b in other.role_keys)


def _unnamed_again(known: Draft, new: Draft, affiliations: Affiliations) -> bool:
    """«بحث الوزير X مع قائد القوات الأمريكية Y …. جاء ذلك خلال استقباله للقائد العسكري الأمريكي»: the same meeting."""
    near = 0 < new.sentence - known.candidates[-1].sentence <= 1
    if not near or new.type not in FACE_TO_FACE or known.type != new.type or new.one[0] not in known.one:
        return False
    told, again = known.other[0], new.other[0]
    return not again.named and affiliations.of(again, new.one[0]) == affiliations.of(told, known.one[0])


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


def may_stand(candidate: Candidate) -> bool:
    """Whether ``draft`` may make an encounter of a candidate that is the only one of its article."""
    if candidate.frame == "handover" or (candidate.frame in _BY_BOTH and not (candidate.one or candidate.other)):
        return not candidate.denied  # «عقب لقاء ضم الوزيرين»: who spoke together before
    if candidate.denied and candidate.frame == "visit-noun":
        return bool(candidate.one and candidate.other)  # an invitation, which the next sentence may accept
    if candidate.denied or not candidate.other:
        return candidate.type == "signing" and not candidate.denied  # whose the document is, another sentence may tell
    of_his = candidate.trigger.value.of_his or candidate.frame in {"tour", "visit"}
    of_his = of_his or 0 < candidate.trigger.first <= _FEW  # «وأضاف خلال زيارة إلى …»
    return bool(candidate.one) or candidate.type != "visit" or of_his


def _make(
    candidate: Candidate,
    sentences: list[Sentence],
    actors: Actors,
    affiliations: Affiliations,
    earlier: list[Draft],
    visited: str | None,
    guests: list[tuple[Actor, str, int]],
    lexicon: Lexicon,
) -> Draft | None:
    told = sentences[candidate.sentence].tokens
    one = actors_of(candidate.sentence, candidate.one, actors, affiliations, earlier)
    other = actors_of(candidate.sentence, candidate.other, actors, affiliations, earlier)
    if len(other) == len(candidate.other) == 1:
        sentence = sentences[candidate.sentence]
        other = [leader_meant(candidate.other[0], other[0], sentence, earlier, affiliations, lexicon)]
    if candidate.type == "signing" and not other:
        signed = signed_by_both(candidate, sentences[candidate.sentence], affiliations, earlier, lexicon)
        return signed or signed_by_known(candidate, sentences, lexicon)
    if candidate.frame == "phone" and not (candidate.one or candidate.other or earlier):
        return spoke_together(candidate, sentences, actors, affiliations, lexicon)  # «في مكالمة رأى الزعيمان أن …»
    if candidate.frame == "handover" and not candidate.other:
        return spoke_there(candidate, sentences, actors, affiliations, lexicon)
    if candidate.frame in _OF_BOTH and not candidate.one and not candidate.other:
        met = _met_by_both(candidate, sentences, actors, affiliations, earlier, lexicon)
        return met or met_by_states(candidate, sentences, lexicon)
    if not one and candidate.type == "visit" and not understood(candidate, sentences[candidate.sentence], lexicon):
        return None
    guests_here = delegations.meant(candidate, sentences, actors, earlier, lexicon)
    again = not candidate.one or delegations.told_again(candidate)
    if guests_here and again and candidate.frame == "receive" and other:
        one, other = other, [g for g in guests_here if g not in other]  # «واستقبل الوفد العميد X»
    elif guests_here and (again or delegations.leads_it(candidate, told, lexicon)):
        one = [g for g in guests_here if g not in other]
    elif guests_here:
        other = [g for g in guests_here if g not in one] or other
    if not one and (each := met_each_other(candidate, other, affiliations, lexicon)):
        one, other = each
    if not one and candidate.frame == "gather" and candidate.other and not candidate.other[0].link:
        return None  # «اجتمع X وY»: theirs, whoever was told of before
    if not one:
        subject = antecedent(candidate, sentences, actors, other, affiliations, earlier, lexicon)
        each = met_each_other(candidate, other, affiliations, lexicon, alone=True) if subject is None else None
        if each is None and (subject is None or not agrees(candidate, subject, sentences, lexicon.grammar, verb=True)):
            return None  # «تباحثت روسيا مع …»: not the president named before
        one, other = each or ([subject] if subject else [], other)
    if not other:
        return None
    other = not_himself(candidate.sentence, one, other, candidate.other, actors)
    other = [a for a in other if a not in one] or other  # «القمتين بين X وY، وبين X وZ»
    one = [a for a in one if a not in other]
    if not one:
        return None
    other = [p for p in other if holds_office(p)] or other  # «رئيس الوزراء العراقي الأسبق X، ورئيس حزب Y»: the second
    other = without_own(one[0], other, affiliations)
    for side in (one, other):
        as_side_mates(side, affiliations)
    if len({affiliations.stated(p) for p in other}) > 1 and not affiliations.stated(one[0]):
        home = affiliations.of(one[0])  # «مع وزير الصحة العراقي ونائب الرئيس الإيراني»: an Iraqi faces the Iranian
        other.sort(key=lambda p: affiliations.stated(p) == home)
    a, b = one[0], other[0]
    led = bool(candidate.one) and candidate.one[0].link in lexicon.grammar.heading  # «اجتمعت اللجنة برئاسة X وY»
    own_verb = bool(candidate.one) and not led and candidate.frame != "receive"
    if own_verb and not agrees(candidate, a, sentences, lexicon.grammar, verb=True):
        return None  # «والتقت كيم الرئيس»: not the leader of that name
    stated = [p for p in other if affiliations.stated(p)]
    if stated and b not in stated and affiliations.of(b, a) in {None, affiliations.of(a, stated[0])}:
        other = stated + [p for p in other if p not in stated]  # «X ممثل ائتلاف، وY ممثل الاتحاد الأوروبي»
        b = other[0]
    told_by_others.learn(candidate, (a, b), sentences[candidate.sentence], affiliations, lexicon)
    host_of_visit(a, b, visited, affiliations)
    if not (affiliations.stated(a) or affiliations.stated(b)):
        as_guest(a, b, candidate.sentence, guests, affiliations)
    elif not affiliations.stated(a):
        near = [g for g in guests if g[2] == candidate.sentence]
        came = [(b, where, told_in) for who, where, told_in in near if who is b or _one_delegation(who, b)]
        as_guest(a, b, candidate.sentence, came, affiliations)
    elif not affiliations.stated(b) and _on_his_visit(candidate, sentences[candidate.sentence], lexicon):
        # «زار X الجزائر …. وفي نهاية زيارته التقى رئيس الوزراء Y»
        near = [g for g in guests if g[0] is a and 0 <= candidate.sentence - g[2] <= _BOTH_REACH]
        as_guest(a, b, candidate.sentence, near[-1:], affiliations)
    if candidate.frame in JOURNEYS and not (affiliations.stated(a) or affiliations.stated(b)):
        return None  # «رافق الوزير خلال الزيارة X وY»
    if any(has_office(p, "governor") and _nobody_else(o, affiliations) for p, o in ((a, b), (b, a))):
        return None  # «المحافظ اتصل برئيس الوزراء»: his own
    if own_ambassador(candidate, sentences[candidate.sentence], a, b, affiliations, lexicon):
        return None
    unstated = [p for p in (a, b) if not affiliations.stated(p)]
    if any(plural_only(p) or counterparts_of_many(p, affiliations) for p in unstated):
        return None  # «على هامش اجتماعات وزراء الدفاع»: whose, nobody tells
    if not affiliations.stated(a):
        for p in other[1:]:
            affiliations.learn(a, p)  # «استقبل وزير داخلية مصر، وكذلك وزير داخلية الأردن»: he is of neither
    x, y = affiliations.of(a, b), affiliations.of(b, a)
    if x is None and not foreign(b, a, actors):
        return None
    if x == y or y is None or (x is None and candidate.type == "visit"):
        return None
    if x is None and affiliations.speaks_from(y):
        return None  # «زار الشيخ X قيادة المنطقة»: of a guest his state would have been told
    if candidate.type == "visit" and a.kind == "state":
        return None
    if (
        candidate.type in FACE_TO_FACE
        and a.kind in {"state", "org"}
        and b.kind in {"state", "org"}
        and candidate.frame not in _OF_STATES
    ):
        return None
    if not (holds_office(a) and holds_office(b)):
        return None
    heads = bool(candidate.one) and _heads_it(candidate.one[0], told, lexicon)
    if (
        candidate.type == "visit"
        and a.kind == "official"
        and not (heads or any(m.role or (m.titled and affiliations.stated(a)) for _, m in a.mentions))
    ):
        return None
    other = [p for p in other if affiliations.of(p, a) not in {x, None}] or other[:1]
    # «السفير X والملحق العسكري (القنصل) Y»: the attaché attends
    aides = [p for p in other[1:] if of_embassy(p, lexicon) and has_office(other[0], "ambassador")]
    aides = [p for p in aides if affiliations.stated(p) in {None, affiliations.stated(other[0])}]
    other = [p for p in other if p not in aides]
    one = [p for p in one if affiliations.of(p, b) not in {affiliations.of(o, a) for o in other}] or one[:1]
    one = for_his_state(candidate, one, x, told, lexicon.grammar)
    affiliations.settle(a, b)
    affiliations.settle(b, a)
    return Draft(candidate.type, one, other, [candidate], candidate.planned, [(p, "b") for p in aides])


def _heads_it(m: Mention, tokens: list[Token], lexicon: Lexicon) -> bool:
    """«وفد من حركة حماس برئاسة X»: who is told of as the head of a delegation that a state or a movement sent."""
    before = (t.text for t in tokens[max(0, m.first - _FEW) : m.first])
    return bool(m.country or m.org) and (
        m.link in lexicon.grammar.heading or any(w in lexicon.grammar.heading for w in before)
    )


def _on_his_visit(candidate: Candidate, sentence: Sentence, lexicon: Lexicon) -> bool:
    """«وفي نهاية زيارته التقى …»: whom he met there is of the state that he came to."""
    told = (t for i, t in sentence.matches(lexicon.triggers).items() if i < candidate.trigger.first)
    return any(t.value.frame == "visit-noun" and t.value.of_his for t in told)


def _of_others(known: Draft, made: Draft, affiliations: Affiliations, drafts: list[Draft]) -> list[Draft]:
    """«استقبل الرئيس نظيره الروسي وأيضا نظيره الإيراني»، «استقبله ولي العهد …. والتقى الملك X ووزير الخارجية Y»: whom a
    meeting told of before does not hold, met too."""
    if made.type not in FACE_TO_FACE or known.type not in FACE_TO_FACE or len(made.other) < _FEW:
        return []
    if known.planned and not made.planned:
        return []  # «وصل X للقاء Y وZ» tells once more of what «التقى X Y» told as held, not the other way round
    there = known.one + known.other
    if made.one[0] not in there:
        return []
    met = [a for d in drafts if d.type in FACE_TO_FACE and made.one[0] in d.one for a in d.other]
    states = {affiliations.of(a) for a in there}
    told = any(a in there for a in made.other)
    rest = [a for a in made.other if a.kind == "official" and a not in there + met and affiliations.stated(a)]
    rest = [a for a in rest if affiliations.of(a) not in states or (told and a.named and holds_office(a))]
    planned = made.planned and known.planned
    return [Draft(made.type, made.one[:1], rest, list(made.candidates), planned)] if rest else []


def _nobody_else(actor: Actor, affiliations: Affiliations) -> bool:
    """An official of whom neither name nor state is told."""
    return actor.kind == "official" and not actor.named and not affiliations.stated(actor)


def _is_ahead(
    made: Draft, earlier: list[Draft], journeys: dict[int, int], tokens: list[Token], lexicon: Lexicon
) -> bool:
    """A verb of the present for what is to come: «وصل X … ويجري محادثات»، «سيلتقي الرئيس …. كما يلتقي الأمين العام»."""
    candidate = made.candidates[0]
    word = candidate.trigger.value.word
    present = candidate.frame in _PRESENT and not candidate.past and word.startswith(tuple(lexicon.grammar.imperfect))
    if not present or made.type not in FACE_TO_FACE:
        return False
    first = candidate.trigger.first
    if any(t.text in lexicon.grammar.was for t in tokens[max(0, first - _WAS) : first]):
        return False  # «وكان X أول رئيس يلتقي …»
    here = made.one[:1] + made.other[:1]
    arrived = [journeys[id(a)] for a in here if id(a) in journeys]
    if any(n < candidate.sentence or (n == candidate.sentence and candidate.frame == "received") for n in arrived):
        return True  # «وصل X … في زيارة يستقبله خلالها الرئيس»
    same = [d for d in earlier if any(a is b for a in here for b in d.one[:1] + d.other[:1])]
    return bool(same) and all(d.planned for d in same) and same[-1].sentence < candidate.sentence


def _met_by_both(
    candidate: Candidate,
    sentences: list[Sentence],
    actors: Actors,
    affiliations: Affiliations,
    earlier: list[Draft],
    lexicon: Lexicon,
) -> Draft | None:
    """«بحث الجانبان»، «جرت مباحثات بين الجانبين»: who signed or met just before, or a guest and who invited him."""
    behind = sentences[candidate.sentence].tokens[candidate.trigger.last :][:_WE]
    if any(t.text in lexicon.grammar.we_held for t in behind):
        return by_letter(candidate, sentences, actors, affiliations, lexicon)
    near = [d for d in earlier[-2:] if candidate.sentence - d.candidates[-1].sentence <= _BOTH_REACH]
    near = of_that_office(candidate, sentences, actors, affiliations, earlier, near)
    if not near:
        return spoke_together(candidate, sentences, actors, affiliations, lexicon)
    if candidate.past:
        near.sort(key=lambda d: not d.planned)  # «خلال قمتهما … رغبة X بعقد قمة مع Z. وذكر أن الزعيمين اتفقا»: who met
    for told in reversed(near):
        if told.type == "session" or (candidate.type == "call" and told.planned and not candidate.past):
            return None
        one, other = list(told.one), list(told.other)
        if told.type == "visit":
            host = inviter(told, sentences, actors, affiliations, lexicon)
            if host is None:
                continue
            other = [host]
        officials = all(side and side[0].kind == "official" for side in (one, other))
        if officials and affiliations.of(one[0], other[0]) != affiliations.of(other[0], one[0]):
            # «اتصل X بنظيره Y …، كما ناقش الرئيسان»: in the same call
            by_phone = told.type == "call" and candidate.frame in OPEN and told.sentence >= candidate.sentence - 1
            return Draft("call" if by_phone else candidate.type, one, other, [candidate], candidate.planned)
    return None


def _says_how(candidate: Candidate, sentences: list[Sentence], told: Draft, lexicon: Lexicon) -> bool:
    """«جاء ذلك خلال اتصال هاتفي»: what was just told was said by telephone."""
    if candidate.one or candidate.other or told.type != "meeting":
        return False
    near = 0 <= candidate.sentence - told.candidates[-1].sentence <= _BOTH_REACH
    sentence = sentences[candidate.sentence]
    return near and (
        points_back(sentence, lexicon.grammar) or between_them(Clause(lexicon, sentence, candidate.trigger))
    )


def _state_visited(places: Sequence[tuple[int, str]], candidate: Candidate) -> str | None:
    """Where the encounter was if somebody travelled: the goal told last before it, else the first one."""
    before = [country for first, country in places if first < candidate.trigger.first]
    return before[-1] if before else next((country for _, country in places), None)
