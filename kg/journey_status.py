"""What says of a journey that it is to come, or not: who will make it, who accepted to make it, who is
leaving, what is only said there."""

from __future__ import annotations

from itertools import pairwise

from kg.clauses import Clause
from kg.mention import Mention
from kg.tokens import surfaces
from kg.travellers import performing

_ACCEPTED = 20  # words from «لزيارة» to «قبل الدعوة»
_BESIDE_IT = 4  # words from a word of accepting to the invitation
_YEAR = 4  # digits
_BESIDE = 3  # words from «مغادرته» to «إلى», from «المقرر» to «يقوم»
_TOUR = 4  # words from «تشمل جولته» to «زيارة»
_WEEK = 20  # words from «قبيل توجهه» to «جولته»


def leaving(clause: Clause) -> bool:
    """«قبل مغادرته بيروت»: he was there; «قبل مغادرته إلى بيروت»: he will be."""
    grammar, last = clause.grammar, clause.trigger.last
    reach = clause.words(last, last + _BESIDE)
    return clause.trigger.value.word in grammar.leaves and grammar.to.isdisjoint(reach)


def own_end(clause: Clause, stop: int) -> int:
    """Where words behind a trigger are no longer of it: what is said there begins, or another event, or a clause."""
    grammar, last, tokens = clause.grammar, clause.trigger.last, clause.tokens
    for k in range(last, min(stop, len(tokens))):
        word = tokens[k].text
        if word == ":" or word in grammar.ahead_of | grammar.holding or clause.has_event(k, k + 1, "break"):
            return k
        if word in grammar.that_he or (word in grammar.that and not clause.has_event(k - 1, k, "future", "will")):
            return k
    return min(stop, len(tokens))


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


def has_made(clause: Clause) -> bool:
    """«بدأ الوزير X، مساء أمس، زيارة إلى …»: the verb that goes with the journey is of the past."""
    verb, grammar = performing(clause), clause.grammar
    if verb is None:
        return False
    return not grammar.unjoined(clause.tokens[verb].text).startswith(tuple(grammar.imperfect | grammar.will))


def on_the_way(clause: Clause, goal: Mention | None) -> bool:
    """«غادر الوزير X بغداد متوجها إلى أنقرة»: he is not there yet; not «وكان غادر …»."""
    grammar, first = clause.grammar, clause.trigger.first
    if goal is None or clause.frame != "travel" or grammar.to.isdisjoint(clause.words(goal.first - 1, goal.first)):
        return False
    gone = clause.trigger.value.word in grammar.leaves and grammar.was.isdisjoint(clause.words(0, first))
    return gone and not any(len(t.text) == _YEAR and t.text.isdigit() for t in clause.tokens)


def before_setting_out(clause: Clause) -> bool:
    """«قبيل توجهه إلى … أولى محطات جولته», «قبل بدء جولته»: what is told came before the journey."""
    grammar, first = clause.grammar, clause.trigger.first
    words = clause.words(first - _WEEK, first)
    return any(a in grammar.ahead_of and b in grammar.setting_out for a, b in pairwise(words))


def stop_of_tour(clause: Clause) -> bool:
    """«وتشمل جولته الدبلوماسية زيارة إلى فيتنام»: where the tour leads of whoever was told of before."""
    start = clause.trigger.first - _TOUR
    his = any(t.value.frame == "tour" and t.value.of_his for t in clause.triggers(start, clause.trigger.first))
    return his and not clause.grammar.includes.isdisjoint(clause.words(start, clause.trigger.first))


def stop_to_come(clause: Clause) -> bool:
    """«وتشمل جولته زيارة إلى فيتنام», not «وشملت جولته زيارة إلى …»."""
    words = clause.words(clause.trigger.first - _TOUR, clause.trigger.first)
    included = (clause.grammar.unjoined(w) for w in words if w in clause.grammar.includes)
    return stop_of_tour(clause) and any(w.startswith(tuple(clause.grammar.imperfect)) for w in included)


def accepted(clause: Clause, start: int) -> bool:
    """«دعا X الملك Y لزيارة …، وقبل الملك الدعوة»، «وعد بتلبيتها»: no «قبل نهاية العام»."""
    grammar, behind = clause.grammar, surfaces(clause.grammar.invitation)
    for i in clause.events(start, start + _ACCEPTED, "accept"):
        if clause.has_event(i - _BESIDE_IT, i, "denial") or _before_it(clause, i):
            continue  # «ورفض قبول الدعوة»، «وقبل الدعوة بيومين»
        if clause.tokens[i].text.endswith(tuple(grammar.his)) or not behind.isdisjoint(clause.words(i, i + _BESIDE_IT)):
            return True
    return False


def _before_it(clause: Clause, i: int) -> bool:
    """«قبل» of time, that is also «he accepted»: a measure stands behind the word for the invitation."""
    grammar, behind = clause.grammar, clause.words(i + 1, i + 3)
    time = clause.tokens[i].text in surfaces(grammar.ahead_of) and len(behind) > 1
    return time and behind[0] in surfaces(grammar.invitation) and behind[1].startswith(tuple(grammar.by))
