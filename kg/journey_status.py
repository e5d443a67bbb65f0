"""What says of a journey that it is to come, or not: who will make it, who is leaving, what is only said there."""

from __future__ import annotations

from itertools import pairwise

from kg.clauses import Clause
from kg.journeys import performing
from kg.tokens import surfaces

_BESIDE = 3  # words from «مغادرته» to «إلى», from «المقرر» to «يقوم»
_WEEK = 20  # words from «قبيل توجهه» to «جولته»


def leaving(clause: Clause) -> bool:
    """«قبل مغادرته بيروت»: he was there; «قبل مغادرته إلى بيروت»: he will be."""
    grammar, last = clause.grammar, clause.trigger.last
    reach = clause.words(last, last + _BESIDE)
    return clause.trigger.value.word in grammar.leaves and grammar.to.isdisjoint(reach)


def speech_begins(clause: Clause, stop: int) -> int:
    """«قال خلال زيارته لأنقرة إن المؤتمر سيعقد غدا»: where what is said begins, which is not of the visit."""
    grammar, last = clause.grammar, clause.trigger.last
    words = clause.words(last, stop)
    colon = (last + k for k, word in enumerate(words) if word == ":" or (word in grammar.that and _said(clause)))
    return next(colon, stop)


def _said(clause: Clause) -> bool:
    """A word of speech before the trigger, or right before it: «قال X خلال زيارته»."""
    grammar, first = clause.grammar, clause.trigger.first
    during = clause.frame == "visited" or not (grammar.during | grammar.did).isdisjoint(clause.words(first - 1, first))
    return during and not surfaces(grammar.statement).isdisjoint(clause.words(0, first))


def will_make(clause: Clause) -> bool:
    """«سيقوم الوزير X نهاية الأسبوع بزيارة», «من المقرر أن يقوم X بزيارة»: the verb that goes with the journey is of
    the future."""
    verb = performing(clause)
    if verb is None:
        return False
    grammar, word = clause.grammar, clause.tokens[verb].text
    if any(word.startswith(will + imperfect) for will in grammar.will for imperfect in grammar.imperfect):
        return True
    to_come = word.startswith(tuple(grammar.imperfect)) and not grammar.that.isdisjoint(clause.words(verb - 1, verb))
    return to_come and clause.has_event(verb - _BESIDE, verb, "future")


def before_setting_out(clause: Clause) -> bool:
    """«قبيل توجهه إلى … أولى محطات جولته», «قبل بدء جولته»: what is told came before the journey."""
    grammar, first = clause.grammar, clause.trigger.first
    words = clause.words(first - _WEEK, first)
    return any(a in grammar.ahead_of and b in grammar.setting_out for a, b in pairwise(words))
