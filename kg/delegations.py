"""Delegations and hosts that an article names a sentence later, and «الوفد»، «الضيف»، which mean them again."""

from __future__ import annotations

from collections.abc import Iterator

from kg.affiliations import Affiliations
from kg.drafts import Draft
from kg.entities import Actor, Actors, Sentence
from kg.frames import Candidate
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.signed import at_meeting
from kg.tokens import COMMA, Token, surfaces

_HEAD_REACH = 6  # words from «على رأس» to the head of a delegation
_TOLD = 8  # words from «الوفد» to «ضم»
_NEXT = 4  # sentences in which the host of a delegation is told
_AGAIN = 6  # sentences over which «الوفد» means the one told of before
_BEHIND = 2  # words from a verb to «الوفد»
_BEFORE = 2  # sentences before «الوفد الألماني» in which its head was named
_FAR = 20  # words from a verb to «ويضم الوفد», in one sentence
_LED = 2  # words between «الذي ترأسه» and who led the talks
_WELCOMES = 12  # words between «رحب»، «في استقبال» and who did so or was welcomed
_OWN = 4  # words from who headed to his delegation
_ON_HIS_PART = 5  # words from «من جانبه» to who spoke
_SIDES = 3  # sentences in which the heads of both sides are told
_STOOD_FOR = 10  # words from «الجانب الأمريكي» to «وفد برئاسة X»
_NEXT_TO = 2
_TOURS = frozenset({"tell", "visit", "tour", "meet", "gather", "talk", "ceremony", "travel"})
_MET = frozenset({"meet", "gather", "talk", "heard"})
_HOSTING = frozenset({"receive", "reception", "received", "reception-of-his"})


def name_delegation(
    d: Draft, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> None:
    """«استقبل … وفدا من …. كان على رأس الوفد …»: who headed a bare delegation is told right after it."""
    for side, opposite in ((d.one, d.other), (d.other, d.one)):
        if [a.kind for a in side] != ["group"]:
            continue
        group = side[0]
        head = _called_head(d, group, opposite[0], sentences, actors, affiliations, lexicon)
        if head is None:
            head = _told_before(d, group, opposite[0], sentences, actors)
        if head is None:
            head = _spoke_for(d, group, opposite[0], sentences, actors, lexicon)
        if head is not None:
            side[:] = [head]
            continue
        met = d.candidates[0].trigger.last if d.candidates[0].sentence == d.sentence else 0
        for number in range(d.sentence, min(d.sentence + _NEXT, len(sentences))):
            words = [(i, e.value) for i, e in sentences[number].matches(lexicon.events).items()]
            if number == d.sentence:  # «استقبل X وفدا …، ويضم الوفد …»
                words = [(i, kind) for i, kind in words if i > met + _FAR]
            heads = [i for i, kind in words if kind == "headed"]
            if not heads or not any(kind == "delegation" and -_TOLD <= i - heads[0] <= 3 for i, kind in words):
                continue
            for mention in (m for m in sentences[number].mentions if m.first > heads[0] and m.kind == "official"):
                if mention.former:
                    continue  # no official any more: his delegation stands for itself
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


def _called_head(
    d: Draft,
    group: Actor,
    opposite: Actor,
    sentences: list[Sentence],
    actors: Actors,
    affiliations: Affiliations,
    lexicon: Lexicon,
) -> Actor | None:
    """«من جانبه أشاد رئيس الوفد X بـ…»: the head of a bare delegation, named by that office."""
    for number in range(d.sentence, min(d.sentence + _AGAIN, len(sentences))):
        delegations = [i for i, e in sentences[number].matches(lexicon.events).items() if e.value == "delegation"]
        for m in sentences[number].mentions if delegations else ():
            heads = m.kind == "official" and m.name and m.head is not None and m.head.category == "head"
            if not heads or not any(m.first < i < m.last for i in delegations):
                continue
            actor = actors.of(number, m)
            stated = affiliations.stated(actor)
            if stated not in {None, group.country, group.org} or actor is opposite:
                continue
            if stated is None:
                actor.country, actor.org = group.country, group.org
            return actor
    return None


def _told_before(d: Draft, group: Actor, opposite: Actor, sentences: list[Sentence], actors: Actors) -> Actor | None:
    """«أطلع مدير الشرطة X، نائب رئيس الشرطة الألمانية Y، على …. خلال استقباله الوفد الألماني»: the only official of
    its state named right before, where the delegation is told of as known."""
    told = next((m for n, m in group.mentions if n == d.sentence), None)
    tokens = sentences[d.sentence].tokens
    if told is None or not group.country or not actors.lexicon.grammar.definite(tokens[told.first].text):
        return None
    event = actors.lexicon.events.at(tokens, told.first)
    if event is None or event.value != "delegation":
        return None  # «قال الرئيس إنه تحدث إلى المسؤولين السعوديين»: whoever they are
    found = {
        id(actor): actor
        for number in range(max(0, d.sentence - _BEFORE), d.sentence)
        for m in sentences[number].mentions
        if m.kind == "official" and m.name and m.role and m.country == group.country
        if (actor := actors.of(number, m)) is not opposite
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _spoke_for(
    d: Draft, group: Actor, opposite: Actor, sentences: list[Sentence], actors: Actors, lexicon: Lexicon
) -> Actor | None:
    """«استقبل X وفدا إيطاليا …. وأشار مدير الشرطة الإيطالية Y خلال اللقاء إلى …»: who spoke for a bare delegation."""
    grammar = lexicon.grammar
    for number in range(d.sentence + 1, min(d.sentence + _NEXT, len(sentences))):
        sentence = sentences[number]
        for m in sentence.mentions:
            theirs = m.kind == "official" and m.name and not m.link and not m.former and m.first
            if not theirs or sentence.tokens[m.first - 1].text not in surfaces(grammar.statement):
                continue
            actor = actors.of(number, m)
            if actor is opposite:
                continue
            if m.role and group.country and m.country == group.country and _spoke_there(sentence, m.first, lexicon):
                return actor if actor.country == group.country else None
            if (
                m.honorific
                and _in_turn(sentence, m.first, lexicon)
                and not (actor.country or actor.org or actor.offices)
            ):
                actor.country, actor.org = group.country, group.org  # «بدورها عبرت السيدة X عن …»
                return actor
    return None


def meet_host(
    d: Draft, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> None:
    """«زار X مقر الشرطة …. وأكد المدير العام Y، خلال اللقاء، …»: who spoke at the meeting is whom the visitor met."""
    if d.type != "visit" or d.planned or d.other[0].kind != "state":
        return
    last = d.candidates[-1].sentence
    for number in range(last + 1, min(last + 1 + _NEXT, len(sentences))):
        sentence = sentences[number]
        for m in sentence.mentions if at_meeting(sentence, lexicon) else ():
            spoke = m.kind == "official" and not m.link and m.first
            if not spoke or sentence.tokens[m.first - 1].text not in surfaces(lexicon.grammar.statement):
                continue
            actor = actors.of(number, m)
            theirs = affiliations.of(actor, d.one[0]) == d.other[0].country
            if actor.named and actor.offices and actor not in d.one and theirs:
                d.type, d.other[:] = "meeting", [actor]
                return


def _spoke_there(sentence: Sentence, first: int, lexicon: Lexicon) -> bool:
    """«من جانبه …»، «… خلال اللقاء»: words said at the meeting told of before."""
    return _in_turn(sentence, first, lexicon) or at_meeting(sentence, lexicon)


def name_sides(
    d: Draft, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> None:
    """«رأس X الوفد السعودي المشارك في اجتماع اللجنة السعودية المصرية. وعلى الجانب المصري، ترأس Y الوفد»: who stood for
    each of two bare states."""
    if d.type != "meeting" or d.planned or any([a.kind for a in side] != ["state"] for side in (d.one, d.other)):
        return
    heads: dict[str, Actor] = {}
    codes = {d.one[0].country, d.other[0].country}
    for number in range(d.sentence, min(d.sentence + _SIDES, len(sentences))):
        for code, mention in _heads(sentences[number], lexicon):
            actor = actors.of(number, mention)
            if code in codes and affiliations.stated(actor) in {None, code}:
                heads.setdefault(code, actor)
    for side in (d.one, d.other):
        code = side[0].country or ""
        if code in heads:
            heads[code].country = code
            side[:] = [heads[code]]


def _heads(sentence: Sentence, lexicon: Lexicon) -> Iterator[tuple[str, Mention]]:
    """The named officials who headed «الوفد السعودي» or stood for «الجانب المصري», with the code of that state."""
    tokens, grammar = sentence.tokens, lexicon.grammar
    for i, event in sorted(sentence.matches(lexicon.events).items()):
        state = lexicon.states.at(tokens, event.last) if event.last < len(tokens) else None
        if event.value not in {"side", "delegation"} or state is None:
            continue
        if any(k < i and t.value.type == "signing" for k, t in sentence.matches(lexicon.triggers).items()):
            return  # «ووقعها من الجانب المصري X»
        named = [m for m in sentence.mentions if m.kind == "official" and m.name]
        behind = next((m for m in named if 0 <= m.first - state.last <= _STOOD_FOR), None)
        leads = (tokens[k].text for k in range(state.last, behind.first)) if behind else ()
        if behind and (
            behind.first - state.last <= _NEXT_TO
            or behind.link in grammar.heading
            or any(word in grammar.represents for word in leads)
        ):
            yield state.value.code, behind
            continue
        ahead = next((m for m in reversed(named) if m.last <= i and i - m.last <= _HEAD_REACH), None)
        if ahead and any(
            tokens[k].text in grammar.represents for k in range(max(0, ahead.first - _NEXT_TO), ahead.first)
        ):
            yield state.value.code, ahead


def _in_turn(sentence: Sentence, first: int, lexicon: Lexicon) -> bool:
    """«من جانبه أكد …»: the other side speaks."""
    words = sentence.tokens[max(0, first - _ON_HIS_PART) : first]
    return any(t.text in lexicon.grammar.on_his_part for t in words)


def name_heads(
    d: Draft, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> None:
    """«ترأس اللواء X وفد وزارة الداخلية في اجتماع اللجنة المشتركة بين مصر والأردن»: who headed one of two sides that
    are told of as states."""
    if d.planned or any(a.kind not in {"state", "org"} for a in d.one + d.other) or len(d.other) > 1:
        return
    codes = {d.one[0].country or d.one[0].org, d.other[0].country or d.other[0].org}
    for number in range(max(0, d.sentence - 1), min(d.sentence + 2, len(sentences))):
        sentence = sentences[number]
        heads = {e.last for e in sentence.matches(lexicon.events).values() if e.value == "headed"}
        for m in sentence.mentions if heads else ():
            if m.kind != "official" or not m.name or m.link or m.first not in heads:
                continue
            events = sentence.matches(lexicon.events).items()
            if not any(e.value == "delegation" and 0 <= i - m.last <= _OWN for i, e in events):
                continue
            actor = actors.of(number, m)
            code = affiliations.of(actor)
            side = next((s for s in (d.one, d.other) if code and (s[0].country or s[0].org) == code), None)
            if side is not None and code in codes:
                side[:] = [actor]
                return


def name_host(
    d: Draft, sentences: list[Sentence], actors: Actors, affiliations: Affiliations, lexicon: Lexicon
) -> None:
    """«استقبلت أكاديمية الشرطة وفدا …. ورحب مدير الأكاديمية X بالوفد»: who received for a body is told after it."""
    if [a.kind for a in d.one] not in (["body"], ["state"]) or not any(c.frame in _HOSTING for c in d.candidates):
        return
    home = affiliations.of(d.one[0], d.other[0])
    told = d.candidates[0]
    start = told.other[-1].last if told.other and told.sentence == d.sentence else len(sentences[d.sentence].tokens)
    welcoming = lexicon.grammar.welcomes | lexicon.grammar.greets
    for number in range(d.sentence, min(d.sentence + _NEXT, len(sentences))):
        sentence = sentences[number]
        for i, token in enumerate(sentence.tokens):
            led = _leads(sentence.tokens, i, lexicon)
            if (number == d.sentence and i < start) or (token.text not in welcoming and not led):
                continue  # «استقبلت … وفدا …، وكان في استقبالهم X»
            them = token.text.endswith(tuple(lexicon.grammar.his))
            near = sentence.mentions if led or them or _of_guests(sentence.tokens, i, lexicon) else []
            for m in near:
                if m.kind != "official" or not 0 <= m.first - i - 1 <= (_LED if led else _WELCOMES):
                    continue
                actor = actors.of(number, m)
                if actor in d.other or affiliations.stated(actor) not in {None, home}:
                    continue
                if not affiliations.stated(actor):
                    actor.country = d.one[0].country or home
                d.one[:] = [actor, *_further_hosts(number, m, sentence, actors, affiliations, home, lexicon)]
                return


def _further_hosts(
    number: int,
    first: Mention,
    sentence: Sentence,
    actors: Actors,
    affiliations: Affiliations,
    home: str | None,
    lexicon: Lexicon,
) -> list[Actor]:
    """«وكان في استقبال الوفد كل من X وY»: those whom «كل من» puts on a level with the first host."""
    each = {t.text for t in sentence.tokens[max(0, first.first - 2) : first.first]}
    if each.isdisjoint(lexicon.grammar.each_of):
        return []
    out: list[Actor] = []
    last = first
    for m in (m for m in sentence.mentions if m.first >= first.last):
        near = m.first - last.last <= 1 and m.link in lexicon.grammar.and_ | {COMMA}
        actor = actors.of(number, m) if near and m.kind == "official" and m.role else None
        if actor is None or affiliations.stated(actor) not in {None, home}:
            break
        actor.country = actor.country or home
        out.append(actor)
        last = m
    return out


def _leads(tokens: list[Token], i: int, lexicon: Lexicon) -> bool:
    """«خلال اللقاء، الذي ترأسه X»: who led the talks."""
    event = lexicon.events.at(tokens, i) if i and tokens[i - 1].text in lexicon.grammar.relative else None
    return event is not None and event.value == "headed"


def _of_guests(tokens: list[Token], i: int, lexicon: Lexicon) -> bool:
    """«رحب … بالوفد»، «في استقبال الوفد»: those who came are welcomed."""
    for j in range(i + 1, min(i + 1 + 2 * _WELCOMES, len(tokens))):
        event = lexicon.events.at(tokens, j)
        if event and event.value in {"delegation", "guest"}:
            return True
    return False


def meant(
    candidate: Candidate, sentences: list[Sentence], actors: Actors, earlier: list[Draft], lexicon: Lexicon
) -> list[Actor]:
    """«عقد الوفد لقاءات مع …»، «التقى رئيس الوفد …»، «وكان الوفد (الألماني) قد التقى …»: those who came, as told of
    before."""
    tokens = sentences[candidate.sentence].tokens
    if told_again(candidate):
        sender = candidate.one[0].country or candidate.one[0].org
        definite = lexicon.grammar.definite(tokens[candidate.one[0].first].text)
        came = _came(candidate.sentence, earlier, lexicon) if definite else []
        return came if came and all(sender in {g.country, g.org} for g in came) else []
    if not candidate.one and _before_verb(candidate, tokens, lexicon):
        return _came(candidate.sentence, earlier, lexicon) or _sent(
            candidate.sentence, sentences, actors, earlier, lexicon
        )
    behind = candidate.trigger.last
    reach = candidate.one[0].last if candidate.one else behind
    if candidate.one and (candidate.one[0].name or candidate.one[0].country or candidate.one[0].org):
        return []
    for i in range(behind, min(reach + _BEHIND, len(tokens))):
        event = lexicon.events.at(tokens, i)
        if any(m.name and m.first <= i < m.last for m in candidate.other):
            break  # «التقى الوزير قائد البعثة الأوروبية X»
        if event and event.value in {"delegation", "guest"} and lexicon.grammar.definite(tokens[i].text):
            state = lexicon.states.at(tokens, i + 1, clitics=False) if i + 1 < len(tokens) else None
            guest = _of_state(candidate.sentence, earlier, state.value.code) if state else []
            guest = guest or _came(candidate.sentence, earlier, lexicon)
            return guest or _sent(candidate.sentence, sentences, actors, earlier, lexicon)
    if _same_subject(candidate, sentences[candidate.sentence], lexicon):
        return _came(candidate.sentence, earlier, lexicon)
    return []


def _same_subject(candidate: Candidate, sentence: Sentence, lexicon: Lexicon) -> bool:
    """«واطلع الوفد (الضيف) على …، فيما التقى المدير X»: those who came are the subject of the verb before, and nobody
    else is told of («X كان قد ترأس الوفد …، والتقى»: X met him)."""
    first, grammar = candidate.trigger.first, lexicon.grammar
    before = sentence.tokens[max(0, first - 1)].text
    joined = bool(candidate.trigger.clitic) or before in grammar.as_well or before in grammar.meanwhile
    if candidate.one or candidate.frame not in _MET or not first or not joined:
        return False
    events, triggers = sentence.matches(lexicon.events), sentence.matches(lexicon.triggers)
    for i in range(first - 1, 0, -1):
        event, found = events.get(i), triggers.get(i - 1)
        verb = i == 1 or (found is not None and found.value.frame in _TOURS)  # «X ترأس الوفد»: he did
        if event and event.value in {"delegation", "guest"} and not event.clitic and verb:
            others = (m for m in sentence.mentions if m.first < first and m.kind == "official" and not m.link)
            return grammar.definite(sentence.tokens[i].text) and not any(others)
    return False


def _sent(here: int, sentences: list[Sentence], actors: Actors, earlier: list[Draft], lexicon: Lexicon) -> list[Actor]:
    """«اطلع وفد من الشرطة الكورية على …. واستقبل الوفد العميد X»: the delegation told of last, of whom no encounter was
    told yet; who stood for its state in one that was."""
    for number in range(here - 1, max(-1, here - _AGAIN), -1):
        events = sentences[number].matches(lexicon.events)
        sent = {i for i, e in events.items() if e.value == "delegation"}
        for m in reversed([m for m in sentences[number].mentions if m.first in sent]):
            if m.kind != "group" or not (m.country or m.org):
                continue
            sides = (s for d in reversed(earlier) for s in (d.one, d.other) if d.type == "meeting")
            same = (s for s in sides if (s[0].country, s[0].org) == (m.country, m.org))
            return list(next(same, [_its_head(number, m, sentences[number], actors, lexicon)]))
    return []


def _its_head(number: int, group: Mention, sentence: Sentence, actors: Actors, lexicon: Lexicon) -> Actor:
    """«زار وفد من شرطة زامبيا برئاسة المفوض العام X المركز. والتقى الوفد …»: who headed a delegation stands for it."""
    behind = (m for m in sentence.mentions if m.kind == "official" and m.link in lexicon.grammar.heading and m.name)
    head = next((m for m in behind if 0 <= m.first - group.last <= _NEXT_TO and not m.former), None)
    if head is None:
        return actors.of(number, group)
    actor = actors.of(number, head)
    if not (actor.country or actor.org):
        actor.country, actor.org = group.country, group.org
    return actor


def _of_state(sentence: int, earlier: list[Draft], code: str) -> list[Actor]:
    """«الضيف الفرنسي»: whoever of that state was told of last."""
    for d in reversed(earlier):
        if sentence - d.candidates[-1].sentence > _AGAIN:
            return []
        for side in (d.other, d.one):
            if side and side[0].country == code:
                return list(side)
    return []


def told_again(candidate: Candidate) -> bool:
    """«الوفد الألماني التقى …»: a delegation alone stands on the first side."""
    return len(candidate.one) == 1 and candidate.one[0].kind == "group"


def _before_verb(candidate: Candidate, tokens: list[Token], lexicon: Lexicon) -> bool:
    """«(كان) الوفد قد التقى»، «وأضاف أن الوفد أجرى»: those who came are the subject right before the verb."""
    i = candidate.trigger.first - 1
    while i >= 0 and tokens[i].text in lexicon.grammar.beside_verb - lexicon.grammar.that:
        i -= 1
    event = lexicon.events.at(tokens, i) if i >= 0 else None
    return event is not None and event.value in {"delegation", "guest"} and lexicon.grammar.definite(tokens[i].text)


def leads_it(candidate: Candidate, tokens: list[Token], lexicon: Lexicon) -> bool:
    """«التقى رئيس الوفد … المدير X»: the one told of first is himself the head of those who came."""
    one = next(iter(candidate.one), None)
    if one is None or one.name or one.head is None or one.head.category != "head" or one.last >= len(tokens):
        return False
    event = lexicon.events.at(tokens, one.last)
    return event is not None and event.value == "delegation"


def _came(sentence: int, earlier: list[Draft], lexicon: Lexicon) -> list[Actor]:
    """The guests of the reception told of last, the travellers, or the delegation that somebody met."""
    for d in reversed(earlier):
        if sentence - d.candidates[-1].sentence > _AGAIN:
            return []
        if d.type == "visit" and not d.time:  # «ومنها زيارة الوزير السوري Y الشهر الماضي»: not his
            return list(d.one)
        if any(c.frame in _HOSTING for c in d.candidates):
            return list(d.other)
        first = d.candidates[0]
        for side, told in ((d.other, first.other), (d.one, first.one)):
            if any(m.kind == "group" or m.link in lexicon.grammar.heading for m in told):
                return list(side)  # «بحث X مع وفد برئاسة Y …. وكان الوفد قد التقى Z»
    return []
