"""Frames of documents signed: by two states, by those who signed for them, or by the two told of before."""

from __future__ import annotations

import itertools
from dataclasses import replace

from kg import bodies, treaties
from kg.bodies import Sides
from kg.clauses import PERSONS, Clause, contrast, differ, is_fronted
from kg.grammar import Grammar
from kg.mention import Mention
from kg.tokens import readings, surfaces

_SIDE_REACH = 20  # words from «وقعها» to «عن الجانب …»
_PAIR = 2
_TITLE = 8  # words from «الاتفاق (النووي بين …)» to «الذي وقع»
_BODY_NAME = 14  # words from «عن» to who signed for a body
_FRONTED_REACH = 14  # words from the first of two bodies to «توقعان»
_PARTY = 4  # words from a state to «الاتفاقية الموقعة مع»
_SIGNER = 8  # words from who signed, past «الذي يزور …», to the verb
_ASKED = 8  # words from «دعا» to «إلى إبرام اتفاق»
_FRONTED = 2  # words between two who sign and the verb behind them


def signing(clause: Clause) -> Sides | None:
    """A document signed: بين A وB; A … مع B; A وB; else by the sides of the encounter just told of (no sides)."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    of_it = clause.trigger.value.word.endswith(tuple(grammar.his)) and (
        clause.has_event(last, last + _PAIR, "side") or clause.has_event(last, last + 1, "both")  # «وقعه القائدان»
    )
    declared = treaties.declared(clause)
    if not (of_it or declared) and (not clause.has_event(first - _TITLE, last + 30, "document") or _happened(clause)):
        return None
    if _with_company(clause) or _called_for(clause) or _draft(clause):
        return None
    groups = clause.after(40)
    if by_agents := _by_agents(clause, groups):
        return by_agents
    if clause.frame == "sign" and any(m.kind == "state" and m.first == last for m in clause.sentence.mentions):
        talks = (t.first for t in clause.triggers(last, len(clause.tokens)) if t.value.frame == "talks")
        end = next(talks, len(clause.tokens))  # «وقعت مصر وقطر مذكرة، عقب مباحثات بين الوزير X والوزير Y»
        groups = [group for group in groups if group[0].first < end]
    if groups and groups[0][0].link in grammar.between and len(groups[0]) >= 2:
        return (groups[0][0],), tuple(groups[0][1:] if groups[0][0].countries else groups[0][1:2])
    pair = bodies.between(clause, 30)
    if pair:
        return _for_the_two(clause, groups) or pair
    beside = _fronted_states(clause) or _two_bodies(clause)
    if beside:
        return beside
    if clause.frame == "sign" or (groups and not groups[0][0].link and _signed_by(clause, groups[0][0])):
        fronted = clause.before(_FRONTED)
        two = clause.frame == "sign" and of_two(clause.trigger.value.word, grammar)
        if len(fronted) >= _PAIR and (two or not groups) and contrast(fronted[0], fronted[1]):
            return (fronted[0],), (fronted[1],)  # «وزير الداخلية ونظيره العراقي يوقعان مذكرة»
        signers = _signers(clause, groups)
        if signers:
            return signers
        for position, group in enumerate(groups):
            if group[0].link in grammar.with_:
                signer = groups[position - 1] if position else clause.before(6) or _body(clause, group[0])
                return tuple(signer), tuple(group)
        if groups and len(groups[0]) >= _PAIR and _two_sign(clause, groups[0]):
            several = bool(groups[0][0].countries)  # «وقع وزراء خارجية تونس والجزائر ومصر …»
            return (groups[0][0],), tuple(groups[0][1:] if several else groups[0][1:2])
        if groups and (other := _of_another(clause, groups)):
            return (groups[0][0],), (other,)
    mentions = clause.sentence.mentions
    for one, other in itertools.pairwise(mentions):  # «وزارة الداخلية القطرية ونظيرتها التركية»
        if one.kind == "body" and one.country and other.kind == "counterpart" and other.first - one.last <= 1:
            return (replace(one, kind="state"),), (replace(other, kind="state"),)
    if clause.frame == "sign" and (pair := treaties.ministry_and(clause)):
        return pair
    signs = groups[0][0].last if groups and not clause.near(groups[0]) else last  # «وقع الأمير X، وزير Y، اتفاقية مع …»
    states = bodies.state_like(clause, last, signs + 14)
    each = bool(states) and not grammar.each_of.isdisjoint(clause.words(last, last + 1))  # «وقعت كل من مصر واليونان»
    heads = bool(states) and set(clause.words(last, states[0].first)) <= grammar.members | grammar.lists
    leading = bool(states) and (heads or states[0].first - last <= 1 + each) and states[0].link not in grammar.with_
    if leading and states[0].kind != "body" and (allies := treaties.with_partner(clause, states)):
        return allies
    if leading and len(states) >= 2 and states[1].link in grammar.and_ and states[1].first - states[0].last <= 1:
        return (states[0],), (states[1], *bodies.further(clause, states, states[1]))
    partner = next(
        (m for m in states if not grammar.with_.isdisjoint((m.link, *clause.words(m.first - 2, m.first)))), None
    )
    if partner and leading and states[0] is not partner:
        return (states[0],), (partner, *treaties.with_him(clause, states, partner))
    signer = _official(clause, groups) or _subject(clause)
    if partner and signer and _his_document(clause, partner) and differ(signer[0], partner):
        return tuple(signer), (partner, *treaties.with_him(clause, states, partner))
    if clause.frame != "sign" and (signers := _signers(clause, groups)):
        return signers  # «أشرف على توقيع الاتفاقية من الجانب الموريتاني X، ومن الجانب السعودي Y»
    if partner and (holder := _holder(clause, groups, partner) or _party_before(clause, partner)):
        return (holder,), (partner, *treaties.with_him(clause, states, partner))
    if partner and (state := treaties.she_signed(clause, partner)):
        return (state,), (partner, *treaties.with_him(clause, states, partner))
    if partner and (body := _own_body(clause)):
        return (body,), (partner, *treaties.with_him(clause, states, partner))
    if partner and (antecedent := _told_of(clause, partner)):
        return (antecedent,), (partner, *treaties.with_him(clause, states, partner))
    if others := treaties.parties(clause) or treaties.supplied(clause):
        return others
    known = clause.trigger.value.word.endswith(tuple(grammar.his)) and not clause.has_event(last, last + 2, "both")
    before = clause.tokens[clause.trigger.first - 1].text if clause.trigger.first else ""
    she = before.endswith(tuple(grammar.his)) and before.startswith(tuple(grammar.that))
    known = known or (partner is not None and she)  # «ما فعلته قطر أنها وقعت مذكرة مع …»
    return None if clause.frame == "sign" and known else ((), ())  # «الاتفاق الذي أبرمته بلاده مع …»


def _signed_by(clause: Clause, m: Mention) -> bool:
    """«توقيع X وY»; «أشرف على توقيع الاتفاقية X وY»: right behind the noun, or behind what they oversaw."""
    first, last = clause.trigger.first, clause.trigger.last
    under = any(t.value.frame == "talk" for t in clause.triggers(first - _PAIR, first))
    return m.first == last or (under and m.first == last + 1 and clause.has_event(last, m.first, "document"))


def _called_for(clause: Clause) -> bool:
    """«دعا X إلى إبرام اتفاق مع …»: nobody announces it."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame != "signing-noun" or grammar.to.isdisjoint(clause.words(first - 1, first)):
        return False
    return clause.has_event(first - _ASKED, first, "wish")


def _draft(clause: Clause) -> bool:
    """«تفويض الوزير بالتوقيع على مشروع اتفاقية»: it is still to be signed, if ever."""
    last = clause.trigger.last
    return clause.frame == "signing-noun" and not clause.grammar.draft.isdisjoint(clause.words(last, last + _PAIR))


def _happened(clause: Clause) -> bool:
    """«خلافا وقع بين …»، «الهجوم الذي وقع …»، «أمضى أسابيع»: no document stands before the verb, nor new or near behind
    it."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    if clause.frame != "sign" or clause.has_event(first - _TITLE, first, "document"):
        return False
    relative = not grammar.relative.isdisjoint(clause.words(first - 1, first))
    occurs = not (grammar.between | grammar.spans).isdisjoint(clause.words(last, last + 1))
    if not relative and not occurs:
        return False
    behind = next(iter(clause.events(last, last + 30, "document")), None)
    return behind is None or (behind - last > _PAIR and (relative or grammar.definite(clause.tokens[behind].text)))


def _by_agents(clause: Clause, groups: list[list[Mention]]) -> Sides | None:
    """«توقيع اتفاقية من طرف السفير القطري ووالي ولاية البيض»، «تم توقيعها من قبل X وY»: two who signed."""
    agent = clause.grammar.agent
    pair = next((g for g in groups if not agent.isdisjoint(clause.words(g[0].first - 1, g[0].first))), [])
    if len(pair) != _PAIR or not all(m.role for m in pair) or not (contrast(*pair) or differ(*pair)):
        return None
    return ((pair[0],), (pair[1],)) if any(m.country or m.org for m in pair) else None


def _for_the_two(clause: Clause, groups: list[list[Mention]]) -> Sides | None:
    """«وقع وزير الداخلية العراقي مع وزير الداخلية الأردني X اتفاقية بين العراق والأردن»: who signed for two states."""
    lead = groups[0] if clause.frame == "sign" and groups else []
    if len(lead) == _PAIR and clause.near(lead) == 0 and contrast(lead[0], lead[1]):
        return (lead[0],), (lead[1],)
    for position, group in enumerate(groups if lead else ()):
        if group[0].link in clause.grammar.with_:
            signer = groups[position - 1] if position else clause.before(_SIGNER)
            apart = bool(signer) and not signer[0].link and contrast(signer[0], group[0])
            return ((signer[0],), (group[0],)) if apart else None
    return None


def _told_of(clause: Clause, partner: Mention) -> Mention | None:
    """«بيلاروسيا، التي وقعت اتفاقا مع …»، «تنتظر إيران دخول الاتفاق الذي وقعته مع …»: the state right before the
    relative clause, or the only one told of before the document."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame != "sign" or grammar.relative.isdisjoint(clause.words(first - 1, first)):
        return None
    if of_two(clause.trigger.value.word, grammar) or not grammar.not_.isdisjoint(clause.words(first - 1, first)):
        return None
    before = [m for m in bodies.state_like(clause, 0, first) if differ(m, partner)]
    if not before:
        return None
    new = next(iter(clause.events(clause.trigger.last, partner.first, "document")), None)
    marks = clause.tokens[before[-1].last : first - 1]
    if new is not None:
        alone = all(t.is_mark for t in marks) and before[-1].link not in grammar.and_
        return before[-1] if alone and not clause.before(_FRONTED) else None
    his = clause.trigger.value.word.endswith(tuple(grammar.his))
    named = {m.country or m.org for m in clause.sentence.mentions if m.last <= first and (m.country or m.org)}
    near = partner.first - clause.trigger.last <= 1
    return replace(before[-1], link="") if his and near and len(named) == 1 and before[-1].kind == "state" else None


def _holder(clause: Clause, groups: list[list[Mention]], partner: Mention) -> Mention | None:
    """«الاتفاق الذي أبرمه (وقعته إدارة) الرئيس X مع إيران»: who signed stands right behind the verb, and the state with
    which behind him."""
    signer = groups[0][0] if groups and clause.frame == "sign" else None
    if signer is None or signer.link or signer.last > partner.first:
        return None
    between = clause.words(clause.trigger.last, signer.first)
    beside = not between or (len(between) == 1 and between[0] in clause.grammar.regime)
    if not beside or not differ(signer, partner):
        return None
    of_state = signer.country or signer.of_state
    if signer.former and of_state:  # who held the office then signed for the state
        return replace(signer, kind="state", name=None, role=None, head=None, country=of_state)
    return signer


def _own_body(clause: Clause) -> Mention | None:
    """«كانت الوزارة قد وقعت مع وزارة الدفاع الأمريكية …»، «وقعت الحكومة مع …»: a body whose state nobody tells, beside
    the verb: of the state from which the article speaks."""
    grammar, tokens, before = clause.grammar, clause.tokens, clause.trigger.first - 1
    if clause.frame != "sign":
        return None
    while before >= 0 and tokens[before].text in grammar.was | grammar.beside_verb:
        before -= 1
    for at in (clause.trigger.last, before):
        beside = (m for m in clause.sentence.mentions if m.kind == "body" and at in {m.first, m.last - 1})
        body = next((m for m in beside if not m.country), None)
        if body is not None:
            return replace(body, link="")
        word = tokens[at].text if 0 <= at < len(tokens) else ""
        if (
            grammar.definite(word)
            and grammar.bare(word) in (grammar.ministry | grammar.institution) - grammar.body_alone
        ):
            return Mention("body", at, at + 1, tokens[at].start, tokens[at].end)
    return None


def _party_before(clause: Clause, partner: Mention) -> Mention | None:
    """«التزام إيران بالاتفاقية الموقعة مع …»: the state told of right before the document."""
    last = clause.trigger.last
    if clause.frame != "signing-noun" or partner.first - last > 1:
        return None
    before = bodies.state_like(clause, clause.trigger.first - _PARTY, clause.trigger.first)
    if not before or before[-1].link in clause.grammar.with_ or not differ(before[-1], partner):
        return None
    return before[-1]


def _fronted_states(clause: Clause) -> Sides | None:
    """«مصر والجزائر توقعان مذكرة»: two states or bodies before a verb in the dual."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame != "sign" or not of_two(clause.trigger.value.word, grammar):
        return None
    states = bodies.state_like(clause, max(0, first - _FRONTED_REACH), first)[-_PAIR:]
    if len(states) < _PAIR or first - states[1].last > 1:
        return None
    joined = states[1].link in grammar.and_ and states[1].first - states[0].last <= 1
    return ((states[0],), (states[1],)) if joined and not states[0].link and differ(*states) else None


def _two_bodies(clause: Clause) -> Sides | None:
    """«الشرطة الفلسطينية والأمن العام الأردني يوقعان»، «وقعت مديرية الأمن العام الأردنية والشرطة الفلسطينية»: two
    bodies known by their states' adjectives, beside the verb."""
    grammar, tokens, first, last = clause.grammar, clause.tokens, clause.trigger.first, clause.trigger.last
    if clause.frame != "sign":
        return None
    if not grammar.company.isdisjoint(clause.words(first - _FRONTED_REACH, first)):
        return None
    if of_two(clause.trigger.value.word, grammar):
        words = range(max(0, first - _FRONTED_REACH), first)
    elif last < len(tokens) and tokens[last].text in grammar.institution | grammar.force:
        stop = next(iter(clause.events(last, last + _FRONTED_REACH, "document")), last)
        words = range(last, stop)
    else:
        return None
    taken = {i for m in clause.sentence.mentions if m.kind in PERSONS for i in range(m.first, m.last)}
    states = clause.sentence.matches(clause.lexicon.states)
    found = [states[i] for i in words if i in states and i not in taken and states[i].value.definite]
    if len(found) != _PAIR or found[0].value.code == found[1].value.code:
        return None
    if words.stop == first and found[1].last != first:
        return None
    between = clause.words(found[0].last, found[1].first)
    if not between or not between[0].startswith(tuple(grammar.and_)):
        return None
    one, other = (
        Mention("state", s.first, s.last, tokens[s.first].start, tokens[s.last - 1].end, country=s.value.code)
        for s in found
    )
    return (one,), (other,)


def _official(clause: Clause, groups: list[list[Mention]]) -> list[Mention]:
    """«وقع الوزير X اتفاقية مع المغرب»، «وكان X قد وقع اتفاقية مع …»: the one who signed, beside the verb."""
    if clause.frame != "sign":
        return []
    behind = groups[0] if groups and not groups[0][0].link and clause.near(groups[0]) == 0 else []
    signer = behind or clause.before(_FRONTED)
    fit = [m for m in signer[:1] if not m.link and not m.former]
    return fit if behind or not fit or is_fronted(clause, fit) else []


def _subject(clause: Clause) -> list[Mention]:
    """«المغرب يوقع اتفاقية مع …»: the state right before the verb; «أعلن الوزير X توقيع مذكرة مع …»: who announces
    it."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.frame == "sign":
        states = bodies.state_like(clause, max(0, first - _FRONTED_REACH), first)[-1:]
        while first and clause.tokens[first - 1].text in grammar.beside_verb:
            first -= 1  # «وكانت مصر قد وقعت»
        if states and states[0].link in grammar.and_ and states[0].kind == "org":  # «مصر وقوى أخرى قد وقعت …»
            before = bodies.state_like(clause, max(0, first - _FRONTED_REACH), states[0].first)[-1:]
            return [*before, *states] if before and states[0].first == before[0].last and not before[0].link else []
        return [m for m in states if m.last == first and m.link in {"", *grammar.that}]
    if clause.trigger.clitic not in {"", *grammar.by, *grammar.about} or grammar.definite(clause.trigger.value.word):
        return []
    announces = [m for m in bodies.state_like(clause, max(0, first - _FRONTED_REACH), first) if m.last == first]
    if announces and not surfaces(grammar.statement).isdisjoint(
        clause.words(announces[0].first - 1, announces[0].first)
    ):
        return announces  # «أعلنت قطر إبرام صفقة مع …»
    speaker = [m for m in clause.before(_FRONTED) if m.kind == "official" and not m.former][:1]
    said = clause.words(speaker[0].first - 1, speaker[0].first) if speaker else []
    return speaker if not surfaces(grammar.statement).isdisjoint(said) else []


def _his_document(clause: Clause, partner: Mention) -> bool:
    """«اتفاقية مع المغرب», not «أمرا بالانسحاب من الاتفاق مع إيران»: a new document before the partner, or any that was
    signed right behind the verb; «وقعت مع فرنسا صفقة»: right behind him."""
    grammar, last = clause.grammar, clause.trigger.last
    object_ = last + (not grammar.over.isdisjoint(clause.words(last, last + 1)))
    behind = list(clause.events(partner.last, partner.last + 1, "document")) if partner.first - last <= 1 else []
    new = (list(clause.events(last, partner.first, "document")) or behind)[:1]
    return any(i == object_ or not grammar.definite(clause.tokens[i].text) for i in new)


def _two_sign(clause: Clause, pair: list[Mention]) -> bool:
    """Whether two coordinated officials behind the verb are the two sides."""
    one, other = pair[:_PAIR]
    short = bool(one.name and not one.role and not one.link and other.role and (other.country or other.org))
    beside = clause.near(pair) == 0 and len(pair) == _PAIR and differ(one, other)
    return contrast(one, other) or _one_told(pair) or (short and beside)  # «وقع غولر ووزير الدفاع السوري»


def _of_another(clause: Clause, groups: list[list[Mention]]) -> Mention | None:
    """«وقع وزير الداخلية وقائد قوة الأمن، ووزير الأمن الأمريكي خطاب نوايا»: the first of the group beside the verb who
    is told to be of another state, where no partner stands behind «مع»."""
    lead = groups[0]
    if clause.frame != "sign" or clause.near(lead) or lead[0].link or not lead[0].role:
        return None
    if any(group[0].link in clause.grammar.with_ for group in groups):
        return None
    told = next((m for m in lead[1:] if m.country and m.role), None)
    return told if told and not told.countries and differ(lead[0], told) else None


def _body(clause: Clause, partner: Mention) -> list[Mention]:
    """«وقعت وزارة الداخلية القطرية مذكرة مع نظيرتها …»، «وقعت الداخلية العراقية»: the state whose body, right beside
    the verb, signed."""
    first, last = clause.trigger.first, clause.trigger.last
    beside = [m for m in clause.sentence.mentions if m.first == last or m.last == first]
    found = [replace(m, kind="state") for m in beside if m.kind in {"body", "state"} and m.country and not m.link][:1]
    body = None if found or last >= len(clause.tokens) else bodies.institution(clause, partner)
    return [replace(body, kind="state")] if body and body.country else found


def _signers(clause: Clause, groups: list[list[Mention]]) -> Sides | None:
    """«وقعها كل من X، وY»، «وقعها عن الجانب السعودي X، وعن الجانب اليمني Y»: who signed for the two sides."""
    if clause.has_event(clause.trigger.last, clause.trigger.last + _SIDE_REACH, "side"):
        return bodies.attended(clause) or _on_behalf(clause)
    if behalf := _on_behalf(clause):
        return behalf
    pair = groups[0] if groups else []
    each = not clause.grammar.each_of.isdisjoint(clause.words(pair[0].first - 2, pair[0].first)) if pair else False
    if each and len(pair) == _PAIR and differ(*pair) and any(m.country or m.org for m in pair):
        return (pair[0],), (pair[1],)
    return None


def _on_behalf(clause: Clause) -> Sides | None:
    """«وقع الاتفاقية عن وزارة الداخلية X، وعن وزارة الداخلية السعودية Y»: who signed for two bodies."""
    last = clause.trigger.last
    told = [m for m in clause.sentence.mentions if m.kind == "official" and m.name and m.first >= last]
    found: list[Mention] = []
    for m in told:
        stop = max(last, m.first - _BODY_NAME)
        for i in range(m.first - 1, stop - 1, -1):
            if not any(rest in clause.grammar.about for _, rest in readings(clause.tokens[i].text)):
                continue
            whose = _whose(clause, i + 1, m.first) or _side(clause, i + 1)
            if whose or not clause.grammar.ministry.isdisjoint(clause.words(i + 1, i + 2)):
                own = whose or m
                found.append(replace(m, country=m.country or own.country, org=m.org or own.org, link="", titled=True))
            break
    if len(found) == 1 and clause.frame == "sign":  # «وقع السفير X على الاتفاقية، فيما وقعها عن ناميبيا مندوبها Y»
        lead = [g[0] for g in clause.after(_SIGNER) if g[0].kind == "official" and not g[0].link]
        found = [m for m in lead[:1] if m.first < found[0].first and clause.near([m]) <= 1] + found
    if len(found) < _PAIR or not differ(found[0], found[1]):
        return None
    return ((found[0],), (found[1],)) if found[0].country or found[0].org or found[1].country else None


def _whose(clause: Clause, start: int, stop: int) -> Mention | None:
    """The state or organisation that is told of in ``start:stop``."""
    told = [m for m in clause.sentence.mentions if start <= m.first < stop and (m.country or m.org)]
    told = [m for m in told if m.link not in clause.grammar.at]  # «عن فيجي مندوبها لدى الأمم المتحدة السفير X»
    return next((m for m in reversed(told) if m.kind in {"state", "org", "body"}), None)


def _side(clause: Clause, i: int) -> Mention | None:
    """«(عن) الجانب القطري»: the state of a side."""
    event = clause.lexicon.events.at(clause.tokens, i)
    if event is None or event.value != "side" or event.last >= len(clause.tokens):
        return None
    state = clause.lexicon.states.at(clause.tokens, event.last, clitics=False)
    token = clause.tokens[i]
    return Mention("state", i, state.last, token.start, token.end, country=state.value.code) if state else None


def of_two(word: str, grammar: Grammar) -> bool:
    """«وقعا»، «توقعان», not «وقعها»."""
    return word.endswith((*grammar.dual, *grammar.dual_past)) and not word.endswith(tuple(grammar.his))


def _one_told(pair: list[Mention]) -> bool:
    """«وقع المدير العام للأمن الوطني X ومدير الشرطة الإيطالي Y على بروتوكول»."""
    told = [bool(m.country or m.org) for m in pair]
    return len(pair) == _PAIR and any(told) and not all(told) and all(m.name and m.role for m in pair)


def _with_company(clause: Clause) -> bool:
    """«وقعت شركة …»، «توقيع مذكرات مع شركات …»: a company signed it, on one side or both."""
    grammar, last = clause.grammar, clause.trigger.last
    words = clause.words(last, last + 8)
    if not grammar.between.isdisjoint(words) and any(w[1:] in grammar.company for w in words if w[:1] in grammar.and_):
        return True  # «بين وزارة النفط وشركة …»
    return not grammar.company.isdisjoint(words[:1]) or any(
        one in grammar.with_ | grammar.between and other in grammar.company for one, other in itertools.pairwise(words)
    )
