"""Places at which something is that is spoken of: «الوضع في السودان»، «حول سبل وقف القتال في ليبيا»."""

from __future__ import annotations

from kg.lexicon import Lexicon
from kg.tokens import COMMAS, Token, readings

_REACH = 14
_NEXT = 3  # words between what is somewhere and «في»
_MATTER = 6  # words from «الحرب» (الأهلية متعددة الأطراف) to «في»


def is_subject(lexicon: Lexicon, tokens: list[Token], stop: int, offices: set[int]) -> bool:
    """«الوضع في السودان»، «حول سبل وقف القتال في ليبيا»: the place of what is talked about."""
    grammar = lexicon.grammar
    if stop and tokens[stop - 1].text in COMMAS:
        return False  # «تطورات الملف النووي، مساء الاثنين، في نيويورك»
    unbroken = True
    for i in range(stop - 1, max(-1, stop - _REACH), -1):
        if i in offices:
            continue  # «رئيس جهاز مكافحة الإرهاب … في بغداد»
        unbroken = unbroken and tokens[i].text not in lexicon.function_words and not tokens[i].is_mark
        near = stop - i <= _NEXT or (unbroken and stop - i <= _MATTER)
        matter = near and any(rest in grammar.matter for _, rest in readings(tokens[i].text))
        housed = any(rest in grammar.house for t in tokens[max(0, i - 2) : i] for _, rest in readings(t.text))
        if matter and not housed:
            return True  # «والوضع في أوكرانيا»; not «في مقر قيادة قوات الأمن بمكة»
        if tokens[i].text in grammar.takes_place or tokens[i].text in grammar.gathers:
            return False
        if tokens[i].text in grammar.relative:
            event = lexicon.events.at(tokens, i + 1)  # «التي تستعد بلادنا لاحتضانها بمراكش»
            told = event is not None and event.value in {"future", "will"}
            return not told and tokens[i + 1].text not in grammar.begins | grammar.place_hosts | grammar.organised_by
        if tokens[i].text in grammar.concerning:
            return True
        if lexicon.triggers.at(tokens, i):
            return False
    return False
