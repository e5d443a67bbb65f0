"""What says of a trigger that it took place: a verb of beginning, a relative clause of the past, a time gone by."""

from __future__ import annotations

from itertools import pairwise

from kg.clauses import Clause
from kg.tokens import SEPARATORS

_BESIDE = 3  # words between «الأسبوع الماضي» and «خلال زيارة»
_BEGUN = 12  # words from «بدأ» (الوزير X) to the talks
_CLAUSE = 24  # words from a meeting to «وهو الاجتماع الذي تم»
_WEEK = 20  # words from a visit to «الماضي»


def begun(clause: Clause) -> bool:
    """«انطلقت أعمال القمة بين …», «بدأ الوزير X، أمس، محادثاته مع …»: a verb of beginning in the past governs it."""
    grammar, first = clause.grammar, clause.trigger.first
    if clause.trigger.clitic in grammar.for_:
        return False  # «بدا مستعدا للقاء X»
    not_past = tuple(grammar.imperfect | grammar.will)
    for i in range(first - 1, max(-1, first - _BEGUN), -1):
        word = clause.tokens[i].text
        if word in grammar.relative | grammar.that or clause.lexicon.triggers.at(clause.tokens, i):
            return False
        if grammar.unjoined(word) in grammar.begins:
            return not grammar.unjoined(word).startswith(not_past)
    return False


def relative_at(clause: Clause) -> int:
    """Where the relative clause of a trigger begins that may have taken the pronoun in: «القمة التي»."""
    last = clause.trigger.last
    return last - (clause.tokens[last - 1].text in clause.grammar.relative)


def brought(clause: Clause) -> bool:
    """«القمة التي جمعت X وY»: a relative clause of the past."""
    grammar = clause.grammar
    words = clause.words(relative_at(clause), clause.trigger.last + _BESIDE)
    ahead = tuple(grammar.imperfect | grammar.will)
    return any(a in grammar.relative and b in grammar.gathers and not b.startswith(ahead) for a, b in pairwise(words))


def over(clause: Clause) -> bool:
    """«تصريحات أدلى بها الأسبوع الماضي خلال زيارة …»: a word right beside the trigger says that the time is gone by;
    «خلال زيارة الرئيس X إلى ألمانيا مطلع يونيو الماضي»: up to the next comma."""
    first, last, grammar = clause.trigger.first, clause.trigger.last, clause.grammar
    behind = clause.words(last, last + _BESIDE)  # «القمة التي جمعت الأسبوع الماضي بين …»
    reach = 2 * _BESIDE if not grammar.gathers.isdisjoint(behind) else _BESIDE + 1
    upon = not grammar.ahead_of.isdisjoint(clause.words(first - 1, first))
    since = first if upon else first - _BESIDE  # «خلال زيارته في الآونة الأخيرة، قبل القمة»
    if not grammar.gone_by.isdisjoint(clause.words(since, last + reach)):
        return True
    if clause.frame == "visit-noun" and grammar.during.isdisjoint(clause.words(first - 1, first)):
        return False
    marks = (i for i in range(last, len(clause.tokens)) if clause.tokens[i].text in SEPARATORS)
    return not grammar.gone_by.isdisjoint(clause.words(last, min(next(marks, last + _WEEK), last + _WEEK)))


def told_again(clause: Clause) -> bool:
    """«أن يجتمع X بـY، وهو الاجتماع الذي تم أمس»: told again as something that took place."""
    grammar, last = clause.grammar, clause.trigger.last
    nouns = (t for t in clause.triggers(last, last + 2 * _CLAUSE) if t.value.frame == "talks")
    for noun in nouns:
        behind = clause.words(noun.last, noun.last + 2)
        if len(behind) > 1 and behind[0] in grammar.relative and behind[1] in grammar.takes_place:
            return not grammar.which_is.isdisjoint(clause.words(noun.first - 1, noun.first))
    return False


def after_it(clause: Clause) -> bool:
    """«كتب بعد اجتماعه مع …», «بعد أسابيع من القمة»: whatever else is to come, that was before."""
    first, grammar = clause.trigger.first, clause.grammar
    if not clause.frame.endswith("-of-his") and clause.frame != "talks":
        return False
    words = clause.words(first - 1 - _BESIDE, first)
    since = words[-1:] if not words or words[-1] not in grammar.from_ else words[:-1]
    return not (grammar.did.isdisjoint(since) or away(clause))


def away(clause: Clause) -> bool:
    """«على بعد أسابيع من القمة»: they are not far off."""
    grammar, first = clause.grammar, clause.trigger.first
    words = clause.words(first - 1 - _BESIDE, first)
    far = any(one in grammar.over and other in grammar.gone_after for one, other in pairwise(words))
    return far and words[-1] in grammar.from_
