"""Verbs of the present that tell of what is to come: on a journey, behind what will be, with «اليوم» beside them."""

from __future__ import annotations

from kg.clauses import Clause
from kg.lexicon import Trigger
from kg.tokens import Match, readings
from kg.upcoming import will_verb

NOMINAL = frozenset({"talks", "committee", "talks-of-his", "reception", "phone", "visit-noun"})
_TOLD = "receive received called-on meet gather talk dual speak tell sign visit visited travel"
FINITE = frozenset(_TOLD.split())
_IN_PERSON = frozenset({"receive", "meet", "gather"})
_BESIDE = 3  # words from «من المقرر أن» to the verb
_CLAUSE = 24  # words from a verb of the present to «اليوم», from a journey to «حيث»
_ASKED = 16  # words from «يبدأ (الوزير …)» to «جولة»
_GOES_ON = 20  # words from «سيزور» to «ويلتقي»
_SELF = 10  # words from «سأزور» to «وألتقي»
_ON_VISIT = 12  # words from «يلتقي (الوزير …)» to «خلال زيارته»


def opens_today(clause: Clause) -> bool:
    """«ويلتقي الوزير نظيره»، «يبدأ الوزير لقاءاته اليوم باجتماع مع …»: a verb of the present that opens the sentence
    announces whom somebody will meet, or what «اليوم» will bring; «فيما يجتمع الوزير اليوم مع …» opens a clause."""
    grammar, last = clause.grammar, clause.trigger.last
    opening = _opening(clause)
    own = clause.trigger.first == opening
    word = next((r for c, r in readings(clause.tokens[opening].text) if not c or c in grammar.and_), "")
    word = clause.trigger.value.word if own else word
    if not word.startswith(tuple(grammar.imperfect)) or word.startswith(tuple(grammar.own_t)):
        return False
    if not grammar.gone_by.isdisjoint(clause.words(opening, last + _CLAUSE)):
        return False  # «يعقد الوزير اجتماعا مع نظيريه، أمس واليوم»
    if not (clause.frame in FINITE if own else clause.frame in NOMINAL and word in grammar.performs | grammar.holds):
        return False
    if clause.frame in _IN_PERSON and all(token.is_mark for token in clause.tokens[: clause.trigger.first]):
        return True
    days = grammar.today if own else grammar.today | clause.lexicon.weekdays  # «يعقد الوزير محادثاته الخميس»
    return not days.isdisjoint(clause.words(opening, last + _CLAUSE))


def _opening(clause: Clause) -> int:
    """Where the sentence begins, or the trigger, behind whom «أن» has before it: «أعلن أن X يلتقي اليوم»; or behind
    «فيما»."""
    first, grammar = clause.trigger.first, clause.grammar
    subjects = (m for m in clause.sentence.mentions if m.last == first and not m.link)
    if any(not grammar.that.isdisjoint(clause.words(m.first - 1, m.first)) for m in subjects):
        return first
    if not grammar.meanwhile.isdisjoint(clause.words(first - 1, first)):
        return first
    return next((i for i, token in enumerate(clause.tokens) if not token.is_mark), 0)


def begins_now(clause: Clause) -> bool:
    """«يبدأ الوزير، اليوم، جولة تشمل …»: its legs are to come."""
    grammar, imperfect = clause.grammar, tuple(clause.grammar.imperfect)
    begins = (w for w in clause.words(clause.trigger.first - _ASKED, clause.trigger.first) if w in grammar.begins)
    return any(word.startswith(imperfect) for word in begins)


def on_journey(clause: Clause) -> bool:
    """«وصل X إلى مدريد، حيث يلتقي …»، «يزور باريس، التي يلتقي فيها …»، «زيارة يجري خلالها …»: where a journey told
    before it leads; «يلتقي X خلال زيارته نظيره …»."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    if not grammar.gone_by.isdisjoint(clause.words(0, last + _CLAUSE)):
        return any(t.value.frame == "travel" for t in clause.triggers(0, first)) and _there(clause)
    if _there(clause):
        return any(_leads_there(clause, t) for t in clause.triggers(first - _CLAUSE, first))
    journeys = clause.triggers(last, last + _ON_VISIT) if clause.trigger.value.type != "visit" else []
    return any(t.value.frame in {"visit-noun", "tour"} and _during(clause, t) for t in journeys)


def _during(clause: Clause, journey: Match[Trigger]) -> bool:
    """«خلال زيارته»؛ not «يلتقي X، وتم خلال الزيارة …»."""
    words, grammar = clause.words(journey.first - _BESIDE, journey.first), clause.grammar
    return not grammar.during.isdisjoint(words[1:]) and grammar.took_place.isdisjoint(words)


def _there(clause: Clause) -> bool:
    """«حيث يلتقي»، «التي يجري فيها»، «يلتقي خلالها»."""
    grammar, first, last = clause.grammar, clause.trigger.first, clause.trigger.last
    if not grammar.whereupon.isdisjoint(clause.words(first - 1, first)):
        return True
    return not grammar.in_it.isdisjoint(clause.words(last, last + 1))


def _leads_there(clause: Clause, journey: Match[Trigger]) -> bool:
    """A journey that is made or to be made; not «زار باريس حيث …», nor «قال خلال زيارة لباريس حيث …»."""
    if journey.value.frame in {"visit-noun", "tour"}:
        return not _during(clause, journey)
    if journey.value.frame == "travel":
        return True
    imperfect = journey.value.word.startswith(tuple(clause.grammar.imperfect))
    return journey.value.frame == "visit" and imperfect


def is_to(clause: Clause) -> bool:
    """«قرر الرئيسان أن يجري الوزير محادثات», «عندما يلتقي نظيره»: but «قبل أن يلتقي» and «كان يبتسم عندما يلتقي» tell
    of what was."""
    grammar, first = clause.grammar, clause.trigger.first
    words = clause.words(first - _BESIDE, first)
    if len(words) < 2 or words[-1] not in grammar.is_to:
        return False
    return grammar.ahead_of.isdisjoint(words) and grammar.was.isdisjoint(clause.words(0, first))


def before_he_will(clause: Clause) -> bool:
    """«سيجري مباحثات مع نظيره قبل أن يلتقي الرئيس»، «من المقرر أن يزور باريس قبل أن يلتقي …»: what stands before
    «قبل أن» is to come, and so is this."""
    grammar, first = clause.grammar, clause.trigger.first
    words = clause.words(first - 2, first)
    if len(words) < 2 or words[0] not in grammar.ahead_of or words[1] not in grammar.is_to:
        return False
    return any(_will_be(clause, t) for t in clause.triggers(0, first) if t.value.frame in FINITE)


def goes_on(clause: Clause) -> bool:
    """«سيزور موسكو ويلتقي …»، «من المقرر أن يزور موسكو، ويلتقي …»، «سأزور موسكو وألتقي …»: a verb of the present that
    goes on from what will be."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.trigger.clitic not in grammar.and_:
        return False
    before = list(clause.triggers(first - _GOES_ON, first))
    if before and _will_be(clause, before[-1]):
        return True
    return not before and any(will_verb(clause.lexicon, word) for word in clause.words(first - _SELF, first))


def _will_be(clause: Clause, told: Match[Trigger]) -> bool:
    """«سيزور»، «من المقرر أن يزور»."""
    grammar = clause.grammar
    if told.clitic and told.clitic.endswith(tuple(grammar.will)):
        return True
    if not told.value.word.startswith(tuple(grammar.imperfect)):
        return False
    that = not grammar.that.isdisjoint(clause.words(told.first - 1, told.first))
    return that and clause.has_event(told.first - _BESIDE, told.first, "future")
