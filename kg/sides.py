"""The sides of a candidate: whom its mentions and what it leaves unsaid mean, and what makes one a side at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.affiliations import Affiliations
from kg.drafts import FACE_TO_FACE, Draft
from kg.entities import Actor, Actors, Sentence
from kg.frames import Candidate
from kg.gathering import Gathering
from kg.grammar import Grammar
from kg.lexicon import Lexicon
from kg.mention import UNRESOLVED, Mention
from kg.sporting import OF_STATE
from kg.text import fold
from kg.tokens import surfaces

_PAIR = 2
_GREETING = 4  # sentences from an arrival to who greeted the guest
_GREETERS = 24  # words from «في استقبال (الضيف لدى وصوله)» to who greeted him
_INVITATION = 12  # words from «دعوة» to who invited
# Who heads a service of a state; his countrymen are told beside him without it.
_OF_SERVICES = frozenset({"director", "commander"})
_OF_MINISTRY = frozenset({"minister", "deputy", "secretary-general"})
# Whom a state sends or a state's own people call so: one of them is of another state than an official without one.
_SENT = frozenset(
    {"ambassador", "envoy", "attaché", "minister", "head", "sovereign", "heir", "counterpart", "commander"}
)


def actors_of(
    sentence: int, mentions: tuple[Mention, ...], actors: Actors, affiliations: Affiliations, earlier: list[Draft]
) -> list[Actor]:
    out: list[Actor] = []
    for mention in mentions:
        for actor in _both(mention, affiliations, earlier) or [actors.of(sentence, mention)]:
            if actor.kind == "official" and not affiliations.stated(actor):
                actor.country, actor.org = mention.country, mention.org  # the head of a delegation is of its state
            if mention.titled and actor.mentions and not holds_office(actor):  # «وعن الجانب الإيراني علي شمخاني»
                number, m = actor.mentions[0]
                actor.put([(number, replace(m, titled=True)), *actor.mentions[1:]])
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


def as_side_mates(side: list[Actor], affiliations: Affiliations) -> None:
    """«رئيس الوزراء حيدر العبادي ووزير الدفاع العراقي»: one of a side without a state is of the state of its mates."""
    stated = {affiliations.stated(a) for a in side} - {None}
    if len(stated) == 1 and len(side) > 1:
        code = stated.pop()
        for actor in side:
            theirs = [a for a in side if a.country == code]
            if actor.kind != "official" or affiliations.stated(actor) or not theirs:
                continue
            if any(_same_ministry(actor, a) for a in theirs):
                continue  # «مع وزير الخارجية X ووزير الخارجية الأمريكي Y»: no state has two
            if code is None or not affiliations.may_serve(actor, code):
                continue
            actor.country = code
        first, second = side[0], side[1]
        of_org = len(side) == _PAIR and first.org == code and not first.country
        if of_org and second.kind == "official" and not affiliations.stated(second):
            second.org = code  # «التقى رئيس المنظمة X والأمين العام Y»


def _same_ministry(one: Actor, other: Actor) -> bool:
    """Two named ministers of one portfolio; two presidents or kings."""
    if not (one.named and other.named):
        return False
    if "minister" in one.categories and "minister" in other.categories:
        return any(len(office) > 1 and office in other.offices for office in one.offices)
    alone = {"head", "sovereign"} & {*one.categories} & {*other.categories}
    return bool(alone) and any(len(office) == 1 and office in other.offices for office in one.offices)


def not_himself(
    sentence: int, one: list[Actor], other: list[Actor], mentions: tuple[Mention, ...], actors: Actors
) -> list[Actor]:
    """«أقام وزير الخارجية القطري X مأدبة تكريما لوزير الخارجية»: the host's own office alone is another's."""
    if len(other) != 1 or other[0] not in one or len(mentions) != 1 or mentions[0].name:
        return other
    m = mentions[0]
    found = [
        a
        for a in actors.actors
        if a not in one
        and a.named
        and m.role_key
        and tuple(m.role_key.split()) in a.offices
        and a.before((sentence, 0))
    ]
    return found if len(found) == 1 else other


def without_own(host: Actor, guests: list[Actor], affiliations: Affiliations) -> list[Actor]:
    """«استقبل أمير البلاد وزير الداخلية X ووزير الداخلية العراقي Y»: the sovereign's own minister is no guest."""
    if len(guests) < 2 or affiliations.stated(guests[0]) or not affiliations.stated(guests[-1]):
        return guests
    if not any(m.head and m.head.category in {"sovereign", "head", "heir"} for _, m in host.mentions):
        return guests
    if affiliations.stated(host) and affiliations.of(guests[0]) != affiliations.stated(host):
        return guests  # a Saudi paper: «استقبل أمير الكويت وزير الداخلية X، وإخوانه وزراء …»
    # «حيث التقى الملكة X ورئيسة الوزراء البريطانية Y»: nobody's own king
    return [g for g in guests if affiliations.stated(g) or has_office(g, "sovereign")]


def host_of_visit(one: Actor, other: Actor, visited: str | None, affiliations: Affiliations) -> None:
    """«زيارة … إلى قطر، حيث التقى الأمير»: whom a visitor meets there, with no state named, is of the state visited."""
    if other.kind != "official" or affiliations.stated(other) or not one.country or visited is None:
        return
    if visited != affiliations.stated(one) and affiliations.may_serve(other, visited):
        other.country = visited


def as_guest(
    one: Actor, other: Actor, sentence: int, guests: list[tuple[Actor, str, int]], affiliations: Affiliations
) -> None:
    """«وصل رئيس الأركان إلى عُمان … استقبل وزير الدفاع رئيس الأركان»: whom a guest meets is of the state visited."""
    for guest, state, told in guests:
        if told > sentence and not affiliations.tells_of(state):
            continue  # «استقبل وزير الخارجية المستشار …. كما تناول اللقاء زيارة المستشار إلى بروكسل»
        for a, b in ((one, other), (other, one)):
            if a is guest and b.kind == "official" and affiliations.stated(guest) != state:
                if affiliations.may_serve(b, state):
                    b.country = state
                return


def has_office(actor: Actor, category: str) -> bool:
    return category in actor.categories


def of_embassy(actor: Actor, lexicon: Lexicon) -> bool:
    """An attaché or a consul, whom an ambassador brings along."""
    staff = lexicon.grammar.embassy_staff
    return has_office(actor, "attaché") or any(m.head and fold(m.head.lemma) in staff for _, m in actor.mentions)


def own_ambassador(
    candidate: Candidate, sentence: Sentence, host: Actor, guest: Actor, affiliations: Affiliations, lexicon: Lexicon
) -> bool:
    """«يلتقي وزير الداخلية سفير السودان بواشنطن» in a Sudanese paper: an ambassador back from his posting."""
    if affiliations.stated(host) or not guest.country or not has_office(guest, "ambassador") or not candidate.other:
        return False
    m, home = candidate.other[0], affiliations.of(host)
    for i in range(m.first, min(m.last + 2, len(sentence.tokens))):
        state, city = lexicon.states.at(sentence.tokens, i), lexicon.cities.at(sentence.tokens, i)
        named = state.value.code if state and state.value.kind == "name" else (city.value.country if city else None)
        if named and named not in {guest.country, home} and affiliations.likelier(guest.country, named):
            return True  # unless the host's own words tell that he is of the state of the posting
    return False


def plural_only(actor: Actor) -> bool:
    return actor.kind == "official" and all(m.head and m.head.number == "plural" for _, m in actor.mentions)


def counterparts_of_many(actor: Actor, affiliations: Affiliations) -> bool:
    """«مع نظرائه»: whose, nobody can tell where an article names three states or more."""
    several = all(m.head and m.head.number == "counterpart-dual" for _, m in actor.mentions)
    return actor.kind == "official" and several and affiliations.names_many()


def told_as_meeting(gathering: Gathering, drafts: list[Draft]) -> bool:
    """«اجتماع وزراء خارجية مجلس … مع نظيرهم X»: the body is one side of a meeting told there, nobody else took part."""
    organiser = gathering.organiser
    return not gathering.participants and any(
        d.type in FACE_TO_FACE
        and any(a.org == organiser.org and plural_only(a) for a in d.one[:1] + d.other[:1])
        and {c.sentence for c in d.candidates} >= set(gathering.sentences)
        for d in drafts
    )


def met_in_session(gathering: Gathering, drafts: list[Draft], sentences: Sequence[Sentence]) -> list[Draft]:
    """«اختتم وزراء داخلية المجلس اجتماعا ضم X وY»: talks of the ministers of a body are its session, and who is told to
    have been there took part; the drafts that are none of these talks."""
    org = gathering.organiser.org
    before = [m.last for m in sentences[gathering.sentence].mentions if m.org and m.org == org and m.kind == "official"]
    out: list[Draft] = []
    for d in drafts:
        talks = [c for c in d.candidates if c.frame == "talks" and c.sentence == gathering.sentence]
        if talks and len(d.candidates) == len(talks) and any(last <= talks[0].trigger.first for last in before):
            for actor in (*d.one, *d.other):
                gathering.joins(actor)
        else:
            out.append(d)
    return out


def of_one_state(gathering: Gathering, affiliations: Affiliations) -> bool:
    """«شارك الوزير في المؤتمر الدولي بعمان»: a conference of the state that hosts it, at which nobody of another is
    told to be."""
    host = gathering.organiser.country
    there = [a for a in gathering.participants if holds_office(a) and not a.org]
    if not gathering.participants:
        return gathering.hosted and not gathering.placed
    return gathering.hosted and all(affiliations.of(a) in {None, host} for a in there)


def foreign(actor: Actor, host: Actor, actors: Actors) -> bool:
    """Whether an official is likely no countryman of one whose state nobody tells."""
    if actor.kind != "official" or actor.org:
        return True
    told = bool(actor.country) and actor.country != UNRESOLVED
    if told and host.kind == "official" and not _OF_SERVICES.isdisjoint(host.categories):
        return True  # «استقبل مدير عام خفر السواحل X مساعد وزير الخارجية الأمريكي Y»
    ministry = any(len(office) > 1 for office in host.offices) and not _OF_MINISTRY.isdisjoint(host.categories)
    if told and ministry and _of_service(actor, actors):
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


def _of_service(actor: Actor, actors: Actors) -> bool:
    """«استقبل وزير الداخلية X المدير العام للشرطة الإسبانية Y (وفدا فرنسيا برئاسة Y)»: of a service of a state that
    is named with it; «مدير شرطة القاهرة» may be the minister's own."""
    if not actor.offices:
        return True
    lexicon = actors.lexicon
    forces = any(word in lexicon.grammar.force for office in actor.offices for word in office)
    if not forces and _OF_SERVICES.isdisjoint(actor.categories):
        return False
    for number, m in actor.mentions:
        states = actors.sentences[number].matches(lexicon.states)
        if any(m.first <= i < m.last and s.value.code == actor.country for i, s in states.items()):
            return True
    return False


def persons_of(d: Draft) -> tuple[list[Actor], ...]:
    """The sides of a draft on which somebody may hold an office: of a visit, who travels."""
    return (d.one,) if d.type == "visit" else (d.one, d.other)


def serves_a_state(actor: Actor) -> bool:
    """Whether an actor holds an office of state, which no club and no team has."""
    if actor.kind != "official":
        return any(m.kind == "body" and bool(m.country) for _, m in actor.mentions)  # «استدعت وزارة الخارجية …»
    told = [m for _, m in actor.mentions if m.role and m.head]
    heads = any(
        m.head
        and m.head.category in {"head", "leader"}
        and (m.country or (m.name and m.head.definite))
        and m.role_key == m.head.lemma
        for m in told
    )
    # «التقى الرئيس X نظيره الروسي Y»: his office is the one of the other
    heads = heads or any(m.kind == "counterpart" and m.name and len((m.role_key or "").split()) == 1 for m in told)
    return heads or any(m.head and m.head.category in OF_STATE for m in told)


def holds_office(actor: Actor) -> bool:
    """Whether the article gives an official a public office or a title of state; others are private persons."""
    if actor.kind != "official":
        return True
    return any(
        (m.role or m.titled)
        and not m.former
        and (m.org or not (m.head and m.head.category in {"private", "spokesperson"}))
        for _, m in actor.mentions
    )


def bare(actor: Actor, affiliation: str) -> Actor:
    is_org = actor.org == affiliation
    return Actor(
        "org" if is_org else "state", country=None if is_org else affiliation, org=affiliation if is_org else None
    )


def points_back(sentence: Sentence, grammar: Grammar) -> bool:
    """«جاء ذلك خلال …»: the sentence says when and with whom what stands before it was said."""
    words = [t.text for t in sentence.tokens[:2]]
    if not words or words[0] in grammar.this_too | grammar.this:
        return bool(words)
    return words[0] in grammar.came and words[-1] in grammar.this


def inviter(
    visit: Draft, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> Actor | None:
    """«بدعوة من نظيره X»، «كان في استقباله X»: the official of the state visited who invited or greeted the guest."""
    last = visit.candidates[-1].sentence
    for number in sorted({c.sentence for c in visit.candidates} | set(range(last + 1, last + _GREETING))):
        if number >= len(sentences):
            break
        sentence = sentences[number]
        start = next((i for i, t in enumerate(sentence.tokens) if t.text in lexicon.grammar.invitation), None)
        reach = _INVITATION
        if start is None:
            start, reach = greeting(sentence, lexicon), _GREETERS
        if start is None:
            continue
        for m in sentence.mentions:
            if m.kind in {"official", "counterpart"} and 0 < m.first - start <= reach:
                actor = actors.of(number, m)
                if actor not in visit.one and affiliations.of(actor, visit.one[0]) == visit.other[0].country:
                    return actor
    return None


def greeting(sentence: Sentence, lexicon: Lexicon) -> int | None:
    """The token of «(كان) في استقباله»، «(كان) في مقدمة مستقبليه»: who greeted is told behind it."""
    for i, trigger in sentence.matches(lexicon.triggers).items():
        received = trigger.value.frame in {"reception", "reception-of-his"}
        if received and i and sentence.tokens[i - 1].text in lexicon.grammar.protocol:
            return i
        behind = {t.text for t in sentence.tokens[trigger.last : trigger.last + 2]}
        if trigger.value.frame == "received" and not lexicon.grammar.airport.isdisjoint(behind):
            return i  # «حيث استقبله بالمطار نظيره X»
    return None


def met_each_other(
    candidate: Candidate, other: list[Actor], affiliations: Affiliations, lexicon: Lexicon, *, alone: bool = False
) -> tuple[list[Actor], list[Actor]] | None:
    """«حيث التقى X وY عدة مرات»: two of different states, told in full before, right behind a verb that goes on from
    no other; «واجتمع X وY». Where the two are ``alone``, for nobody else told of could have met them: «والتقى الرئيس X
    والمستشار Y», with their offices too."""
    if candidate.frame not in {"meet", "gather"} or len(other) != _PAIR or len(candidate.other) != _PAIR:
        return None
    if (alone or (candidate.frame == "meet" and candidate.trigger.clitic)) and candidate.trigger.first:
        return None  # «وصل X والتقى Y وZ»
    first, second = candidate.other
    joined = not first.link and second.link in lexicon.grammar.and_ and first.first == candidate.trigger.last
    if not joined or first.kind == "group" or (not alone and (first.role or second.role)):
        return None
    states = [affiliations.stated(a) for a in other]
    return ([other[0]], [other[1]]) if all(states) and states[0] != states[1] else None


def of_two_states(one: Actor, other: Actor, affiliations: Affiliations) -> bool:
    """Two who hold offices of different states or organisations."""
    x, y = affiliations.of(one, other), affiliations.of(other, one)
    return bool(one is not other and x and y and x != y and holds_office(one) and holds_office(other))


def of_a_body(candidate: Candidate, sentences: list[Sentence], lexicon: Lexicon) -> bool:
    """«عقدت اللجنة الرباعية اجتماعا …. وحضر الاجتماع X وY وZ»: officials of three states or more took part in a session
    of a body or in a conference, they were no sides of a meeting."""
    if len({m.country or m.org for m in (*candidate.one, *candidate.other)}) <= _PAIR:
        return False
    body = surfaces(lexicon.grammar.committee | lexicon.grammar.the_council)
    for number in range(max(0, candidate.sentence - _PAIR), candidate.sentence + 1):
        words = sentences[number].matches(lexicon.gatherings).values()
        if any(w.value == "conference" for w in words) or any(t.text in body for t in sentences[number].tokens):
            return True
    return False
