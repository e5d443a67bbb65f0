"""Documents that everybody knows, told in passing: whose they are, by who keeps them, breaks them or leaves them."""

from __future__ import annotations

from dataclasses import replace

from kg import bodies
from kg.bodies import Sides
from kg.clauses import PERSONS, Clause, differ
from kg.mention import Mention
from kg.tokens import COMMAS, OPENING, QUOTES, readings, surfaces

_TITLE = 8  # words from «الاتفاق (النووي مع إيران)» to «الموقع»
_KEPT = 7  # words from «الانسحاب» to the document
_KEEPER = 24  # words from who keeps a document to «بموجب»
_PARTNER = 6  # words from «الموقع (عام 2015)» to «مع»
_NEAR = 4  # words from «الموقعة على» to the document, and from it to the partner
_OBJECT = 20  # words from «وقعت» to the document
_TRADE = 7  # words from «اتفاقا» to «لشراء»
_TRADED = 18  # words from «لشراء» to from whom
_ADJECTIVE = 2  # words from a document to «الإيراني», behind «النووي»
_TWO = 2
_DECLARED = 10  # words from «إعلان» to «الموقع»
_BRACKET = 6  # words of «(مجموعة 5+1)»
_LISTED = 3  # words from the partner to «وهي بريطانيا …»


def ministry_and(clause: Clause) -> Sides | None:
    """«وقعت وزارة الداخلية ومكتب الأمم المتحدة اتفاقية»: a ministry of no state told, and with whom."""
    told = [m for m in clause.sentence.mentions if m.first >= clause.trigger.last]
    own = told[0] if told and told[0].kind == "body" and told[0].first == clause.trigger.last else None
    if own is None or own.country or len(told) < _TWO:
        return None
    other = told[1]
    joined = (
        other.link in clause.grammar.and_ and other.first - own.last <= 1 and other.kind in {"org", "state", "body"}
    )
    return ((own,), (replace(other, link=""),)) if joined and (other.country or other.org) else None


def parties(clause: Clause) -> Sides | None:
    """«انسحبت الولايات المتحدة من الاتفاق النووي مع إيران الذي وقع عام 2015»، «الهند انتهكت الاتفاقية الموقعة مع
    باكستان»، «الدول الموقعة على الاتفاق مع إيران، وهي بريطانيا وفرنسا»."""
    if listed := _listed(clause) or _called_after(clause):
        return listed
    if not _in_passing(clause):
        return _since(clause)
    first = clause.trigger.first
    document = next(iter(reversed(list(clause.events(max(0, first - _TITLE), first, "document")))), None)
    if document is None:
        return None
    told = bodies.state_like(clause, document, first)
    if len(told) > 1 and told[0].link in clause.grammar.between and told[1].link in clause.grammar.and_:
        return (told[0],), (replace(told[1], link=""),)  # «الاتفاق النووي بين إيران والدول الكبرى الذي أبرم عام 2015»
    partner = _partner(clause, document)
    own = _of_document(clause, document)  # «انسحبت واشنطن من الاتفاق النووي الإيراني الذي وقع مع القوى الكبرى»
    if partner is not None and own is not None and differ(own, partner):
        return (own,), (replace(partner, link=""),)
    who = keeper(clause, document) if partner else None
    if partner is None or who is None or not differ(who, partner):
        return None
    states = [m for m in clause.sentence.mentions if m.kind == "state" and differ(m, partner)]
    beside = next((m for m in states if m.first == who.first), None)
    mates = [] if beside is None else [*reversed(_run_back(clause, states, beside)), *_run(clause, states, beside)]
    return (who, *(replace(m, link="") for m in mates)), (replace(partner, link=""),)


def _called_after(clause: Clause) -> Sides | None:
    """«بعد توقيع الاتفاق النووي الإيراني مع الغرب»: the state that a document is called after, and with whom it is."""
    last = clause.trigger.last
    document = next(iter(clause.events(last, last + 2, "document")), None) if clause.frame == "signing-noun" else None
    own = None if document is None else _of_document(clause, document)
    partner = None if document is None or own is None else with_whom(clause, document, _TITLE)
    return ((own,), (replace(partner, link=""),)) if own and partner and differ(own, partner) else None


def _in_passing(clause: Clause) -> bool:
    """«الموقع»، «الذي وقع»، «الذي تم توقيعه»."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.trigger.value.word in grammar.signed:
        return True
    done = not grammar.takes_place.isdisjoint(clause.words(first - 1, first))
    return not grammar.relative.isdisjoint(clause.words(first - 1 - done, first - done))


def _partner(clause: Clause, document: int) -> Mention | None:
    """With whom: «الاتفاق مع إيران الذي وقع»، «الاتفاق الموقع (عام 2015) مع إيران»."""
    first, last, with_ = clause.trigger.first, clause.trigger.last, clause.grammar.with_
    told = bodies.state_like(clause, document, first) + bodies.state_like(clause, last, last + _PARTNER)
    near = (m for m in told if m.link in with_ or not with_.isdisjoint(clause.words(m.first - 1, m.first)))
    return next(near, None) or _of_document(clause, document)


def _of_document(clause: Clause, document: int) -> Mention | None:
    """«الاتفاق النووي الإيراني»: the state whose adjective stands right behind a document, or behind its kind."""
    states = clause.sentence.matches(clause.lexicon.states)
    for i in (document + 1, document + _ADJECTIVE):
        found = states.get(i)
        if found is not None and found.value.definite and found.last == i + 1:
            token = clause.tokens[i]
            return Mention("state", i, i + 1, token.start, token.end, country=found.value.code)
    return None


def keeper(clause: Clause, document: int) -> Mention | None:
    """Who is told to keep a document, to break it or to leave it, right before it."""
    keeps = clause.grammar.keeps_treaty
    near = range(document - 1, max(-1, document - _KEPT), -1)
    at = next((i for i in near if any(rest in keeps for _, rest in readings(clause.tokens[i].text))), None)
    if at is None:
        return None
    start = max(0, at - _KEEPER)
    officials = [m for m in clause.sentence.mentions if m.kind in PERSONS and start <= m.first < document]
    told = sorted(bodies.state_like(clause, start, document) + officials, key=lambda m: m.first)
    behind = [m for m in told if m.first > at]
    before = [m for m in told if m.last <= at and m.link not in clause.grammar.for_]
    return as_state(behind[0] if behind else before[-1]) if behind or before else None


def as_state(m: Mention) -> Mention:
    """Who held the office stands for the state that signed."""
    code = m.country or m.of_state
    if m.kind not in PERSONS or not code:
        return replace(m, link="")
    return replace(m, kind="state", link="", name=None, role=None, head=None, country=code)


def _since(clause: Clause) -> Sides | None:
    """«رفعت العقوبات عن إيران إثر توقيع الاتفاق مع القوى الكبرى»: the only state of whom the sentence tells before."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    if clause.frame != "signing-noun" or (grammar.did | grammar.since).isdisjoint(clause.words(first - 1, first)):
        return None
    document = next(iter(clause.events(last, last + 2, "document")), None)
    partner = None if document is None else with_whom(clause, document, _TITLE)
    groups = [as_state(m) for m in clause.sentence.mentions if m.kind == "group" and m.country and m.last <= first]
    told = sorted(bodies.state_like(clause, 0, first) + groups, key=lambda m: m.first)
    known = {m.country or m.org for m in (*told, *clause.sentence.mentions) if m.last <= first} - {None}
    if partner is None or not told or len(known) != 1 or not differ(told[-1], partner):
        return None
    return (replace(told[-1], link=""),), (replace(partner, link=""),)


def with_whom(clause: Clause, document: int, reach: int) -> Mention | None:
    """«الاتفاق (النووي) مع إيران»: with whom a document is, told behind it."""
    told = bodies.state_like(clause, document, document + reach)
    return next((m for m in told if m.link in clause.grammar.with_), None)


def _listed(clause: Clause) -> Sides | None:
    """«الدول الموقعة على الاتفاق مع إيران، وهي بريطانيا وفرنسا»، «فرنسا وألمانيا وهي الدول الموقعة على الاتفاق مع
    إيران»: the states that are told to have signed."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    if grammar.signatories.isdisjoint(clause.words(first - _NEAR, first)):
        return None
    document = next(iter(clause.events(last, last + _NEAR, "document")), None)
    partner = None if document is None else with_whom(clause, document, _NEAR)
    if partner is None:
        return None
    states = [m for m in clause.sentence.mentions if m.kind == "state" and differ(m, partner)]
    behind = [m for m in states if 0 < m.first - partner.last <= _LISTED][:1]
    if behind:
        between = clause.words(partner.last, behind[0].first)
        opens = set(between) & (COMMAS | OPENING | {":"}) or not grammar.they_are.isdisjoint(between)
        run = [behind[0], *_run(clause, states, behind[0])] if opens else []
    else:
        at = next((i for i in range(first - 1, max(0, first - _NEAR - 1), -1) if _are(clause, i)), first)
        end = [m for m in states if m.last in {at, at - 1}]
        run = [*reversed(_run_back(clause, states, end[0])), end[0]] if at < first and end else []
    return (tuple(replace(m, link="") for m in run), (replace(partner, link=""),)) if run else None


def _are(clause: Clause, i: int) -> bool:
    """«وهي»: those just told of."""
    return clause.tokens[i].text in clause.grammar.they_are


def _run(clause: Clause, states: list[Mention], first: Mention) -> list[Mention]:
    """The states that «و» joins to the first."""
    out = [first]
    for m in states[states.index(first) + 1 :]:
        beside = sum(not t.is_mark for t in clause.tokens[out[-1].last : m.first])
        if m.link not in clause.grammar.and_ or beside:
            break
        out.append(m)
    return out[1:]


def _run_back(clause: Clause, states: list[Mention], last: Mention) -> list[Mention]:
    """The states to which «و» joins the last, the nearest first."""
    out: list[Mention] = []
    for m in reversed(states[: states.index(last)]):
        if last.link not in clause.grammar.and_ or last.first - m.last > 1:
            break
        out.append(m)
        last = m
    return out


def supplied(clause: Clause) -> Sides | None:
    """«وقعت قطر اتفاقا لشراء طائرات من بريطانيا»، «وقعت روسيا اتفاقا لتزويد تركيا بمنظومات دفاع»: from or for which
    state something is, by a document that another state or its body signed."""
    grammar, tokens, last = clause.grammar, clause.tokens, clause.trigger.last
    if clause.frame != "sign":
        return None
    signer = _beside(clause)
    relative = not grammar.relative.isdisjoint(clause.words(clause.trigger.first - 1, clause.trigger.first))
    document = None if relative else next(iter(clause.events(last, last + _OBJECT, "document")), None)
    if signer is None or (document is None and not relative):
        return None
    if document is not None and grammar.definite(tokens[document].text):
        return None
    start = max(signer.last, last) if document is None else document + 1  # «الصفقة التي وقعتها السعودية لاستيراد …»
    reach = range(start, min(len(tokens), start + _TRADE - 1))
    at = next((i for i in reach if any(rest in grammar.trade for _, rest in readings(tokens[i].text))), None)
    if at is None or not grammar.with_.isdisjoint(clause.words(start - 1, at)):
        return None
    told = [m for m in clause.sentence.mentions if m.kind in {"state", "body"} and at < m.first]
    partner = next((m for m in told if m.country and m.first < at + _TRADED), None)
    if partner is None or not differ(signer, partner):
        return None
    if not grammar.company.isdisjoint(clause.words(at, partner.first)):
        return None  # «لشراء الغاز من شركة …»
    here = partner.link in grammar.from_ | grammar.to or (partner.first == at + 1 and not partner.link)
    rest = _run(clause, [m for m in told if m.country and m.country != signer.country], partner)
    return ((signer,), (replace(partner, link=""), *rest)) if here else None


def she_signed(clause: Clause, partner: Mention) -> Mention | None:
    """«وإن أبرمت اتفاقها مع الغرب»، «في الوقت الذي تبرم فيه صفقات مع روسيا»: a verb that has its document right
    behind it and nobody beside it, of the state told of last before it."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    word = clause.trigger.value.word
    she = word.endswith(tuple(grammar.she_did)) or word.startswith(tuple(grammar.she_did))
    document = next(iter(clause.events(last, last + _NEAR, "document")), None)
    if clause.frame != "sign" or not she or document is None or document > partner.first:
        return None
    told = [m for m in bodies.state_like(clause, 0, first) if m.country and differ(m, partner)]
    free = [m for m in told if m.link not in grammar.governed | grammar.about | grammar.in_]
    free = free or (told if len({m.country for m in told}) == 1 else [])
    return replace(free[-1], kind="state", link="") if free else None


def _beside(clause: Clause) -> Mention | None:
    """The state that signed, or whose body did, beside the verb: «وكانت مصر قد وقعت»."""
    words = clause.grammar.was | clause.grammar.beside_verb
    before = clause.trigger.first
    while before and clause.tokens[before - 1].text in words:
        before -= 1
    for m in clause.sentence.mentions:
        if m.country and (m.first == clause.trigger.last or m.last == before) and m.link in {"", *clause.grammar.and_}:
            if m.kind in {"state", "body"}:
                return replace(m, kind="state", link="")
            if m.kind == "official" and m.role and m.name and not m.former:
                return m  # «وقع وزير الدفاع البريطاني X صفقة لبيع قطر …»
    return None


def declared(clause: Clause) -> bool:
    """«وقع X مع Y "إعلان أسمرة"»، «توقيع الوزيرين على إعلان مشترك»: a declaration is signed where it is what the verb
    governs, right behind it or behind whoever signed."""
    grammar, tokens, last = clause.grammar, clause.tokens, clause.trigger.last
    if clause.trigger.value.word in grammar.signed:  # «إعلان تونس الوزاري …، الموقع بين وزراء خارجية …»
        title = clause.words(clause.trigger.first - _DECLARED, clause.trigger.first)
        return not surfaces(grammar.declaration).isdisjoint(title)
    for i in range(last, min(len(tokens), last + _OBJECT)):
        if tokens[i].text in grammar.declaration:
            before = tokens[i - 1]
            behind = any(m.last == i for m in clause.sentence.mentions)
            return i == last or behind or before.text in grammar.over | OPENING or before.is_mark
    return False


def with_partner(clause: Clause, states: list[Mention]) -> Sides | None:
    """«وقعتها الولايات المتحدة وروسيا والصين مع إيران»، «وقعته أمريكا والقوى الكبرى مع إيران»: those listed behind the
    verb, and the state with which."""
    signers = [states[0], *with_him(clause, states, states[0])]
    end = signers[-1].last
    marks = [i for i in range(end, min(len(clause.tokens), end + _BRACKET)) if clause.tokens[i].text in QUOTES]
    end = marks[-1] + 1 if end in marks else end  # «خمس دول غربية (مجموعة 5+1) مع إيران»
    rest = [m for m in states[len(signers) :] if m.first >= end]
    beside = rest and rest[0].link in clause.grammar.with_ and rest[0].first - end <= 1
    several = len(signers) > _TWO or (len(signers) == _TWO and any(m.kind == "org" for m in signers))
    return (tuple(signers), (rest[0],)) if beside and several else None


def with_him(clause: Clause, states: list[Mention], partner: Mention) -> list[Mention]:
    """«وقعت إيران مع بريطانيا والصين وفرنسا»: the states listed behind the first partner."""
    out = [partner]
    for state in states[states.index(partner) + 1 :]:
        if state.link not in clause.grammar.and_ or state.first - out[-1].last > 1:
            break
        out.append(state)
    return out[1:]
