"""Whether a gathering is still to be held: verbs of the future, journeys that lead to it, words that say it is over."""

from __future__ import annotations

from kg.addresses import HELD, TO_COME
from kg.entities import Sentence
from kg.grammar import Grammar
from kg.lexicon import Lexicon
from kg.occasion import JOURNEYS
from kg.tokens import Match, Token, readings, surfaces
from kg.upcoming import will_verb

_PURPOSE = 9  # words from «لحضور» to the gathering
_HELD = 18  # words from «عقد» to «اجتماعهم»
_JUST = 4  # words from «شارك» to the gathering
_PRESIDED = 24  # words from «ترأس» to the meeting
_NAMED = 12  # words from a gathering to «التي ستعقد»
_SOON = 7  # words from a gathering to «الماضي»
_WILL = 2  # words from «ستعقد» to it
_ASKED = 12  # words from «دعوة» to «إلى عقد اجتماع»
_VERB = 8  # words from «تعقد» to the gathering
_HOURS = 4  # words from «قبل أسبوع» to the gathering
_PART = 2  # words from «الجلسة الافتتاحية» to the gathering
_VETO = 4  # words from «تعتزم» to «الفيتو»
_FUTURE = 6  # words from «من المقرر» to the gathering
_GOES = 4  # words from «سيبدأ» to «زيارة»
_DURING = 10  # words from «سيتم» to «خلال اجتماع»


class Outlook:
    """Reads whether gatherings are planned."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        grammar = lexicon.grammar
        self._held_then = frozenset(i + w for w in grammar.takes_place for i in ("", *grammar.imperfect))

    def planned(self, sentence: Sentence, word: Match[str]) -> bool:
        """Whether words around a gathering say that it is still to be held."""
        grammar = self.lexicon.grammar
        before = sentence.tokens[max(0, word.first - 2) : word.first]
        there = self._told_there(sentence, word)
        if word.value in {HELD, TO_COME}:
            return word.value == TO_COME
        if word.value == "decision":
            read = {rest for _, rest in readings(sentence.tokens[word.first].text)}
            if read.isdisjoint(grammar.veto):
                return not read.isdisjoint(grammar.will_adopt)
            events = sentence.matches(self.lexicon.events).items()  # «تعتزم استخدام الفيتو في مجلس الأمن»
            return any(e.value in {"future", "will"} and 0 < word.first - k <= _VETO for k, e in events)
        if word.clitic in grammar.will:
            return True  # «سيلتقون»
        apart = sentence.tokens[max(0, word.first - _FUTURE) : word.first]  # «المجلس، التابع للأمم المتحدة، اجتماعا»
        far = _FUTURE * (1 if grammar.belonging.isdisjoint(t.text for t in apart) else 2)
        near = range(word.first - far, word.last + 16)
        if before and (before[-1].text in grammar.ahead_of or _ahead(grammar, before)):
            return True
        if before and before[-1].text in grammar.from_:
            ahead = sentence.tokens[max(0, word.first - _HOURS) : word.first - 1]
            if any(t.text in grammar.ahead_of for t in ahead):
                return True  # «قبل أسبوع من اجتماع …»
        if self.over(sentence, word):
            return False
        if self._will(sentence, word) or self._on_day(sentence, word) or self._will_go(sentence, word):
            return True
        to = word.clitic in grammar.to or (bool(before) and before[-1].text in grammar.to | grammar.holding)
        new = to and not grammar.definite(sentence.tokens[word.first].text) and not self.takes_place(sentence, word)
        reach = _ASKED if new else 4 if to else 0  # «دعت إلى اجتماع طارئ لمجلس الأمن»
        asked = range(max(0, word.first - reach), word.first)
        if new and any(sentence.tokens[k].text in grammar.invitation | grammar.intends for k in asked):
            return True  # «دعوة فرنسا وبريطانيا إلى عقد اجتماع طارئ»، «قرر مجلس الأمن عقد اجتماع»
        said = (t.text for t in sentence.tokens[max(0, word.first - _HELD) : word.first])
        held = any(rest in grammar.takes_place for text in said for _, rest in readings(text))
        hosts = grammar.place_hosts if held else frozenset[str]()  # «عقد … اجتماعهم الذي تستضيفه البحرين»
        if held:  # «عقدوا اجتماعا … تمهيدا للقمة المقبلة»
            aims = (k for k, e in sentence.matches(self.lexicon.events).items() if self._of_it(sentence, e))
            near = range(near.start, min((k for k in aims if k > word.first), default=near.stop))
        return any(
            (
                e.value == "future"
                and k in near
                and sentence.tokens[k].text not in hosts | grammar.not_when
                and not (there and self._of_it(sentence, e))
            )
            or (e.value == "wish" and k in asked)
            for k, e in sentence.matches(self.lexicon.events).items()
        )

    def over(self, sentence: Sentence, word: Match[str]) -> bool:
        """«شارك X في اجتماعات …», «وخرجت جلسة للأمم المتحدة، في ديسمبر الماضي، بقرار»: it is told to be over."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        if word.value == HELD:
            return True
        if not grammar.taken_part.isdisjoint(t.text for t in tokens[max(0, word.first - _JUST) : word.first]):
            return True
        before = [t.text for t in tokens[max(0, word.first - _PART) : word.first]]
        if self.presided(sentence, word) or (not grammar.closing.isdisjoint(before) and not self._will(sentence, word)):
            return True  # «في ختام القمة التي …»
        return not grammar.gone_by.isdisjoint(t.text for t in tokens[word.last : word.last + _SOON])

    def presided(self, sentence: Sentence, word: Match[str]) -> bool:
        """«ترأس X …، في الرياض، الاجتماع التحضيري للقمة المقرر عقدها غدا»: the meeting that he chaired was held; not
        one to which he led a delegation."""
        if word.value != "meeting":
            return False
        words = sentence.matches(self.lexicon.gatherings)
        verb = next((m for i, m in reversed(words.items()) if i < word.first), None)
        if verb is None or word.first - verb.last > _PRESIDED:
            return False
        events = sentence.matches(self.lexicon.events).items()
        leads = any(e.value == "delegation" and verb.last <= k < word.first for k, e in events)
        return not leads and sentence.tokens[verb.first].text in self.lexicon.grammar.presided

    def _will(self, sentence: Sentence, word: Match[str]) -> bool:
        """«وستعقد الجلسة», «القمة، التي ستعقد», «سيتم بحث الرد خلال اجتماع …»: a verb of the future beside it."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        events = sentence.matches(self.lexicon.events)
        before = any(e.value == "will" for k, e in events.items() if word.first - _WILL <= k < word.first)
        told = [m.last for m in sentence.mentions if m.kind in {"official", "org"} and m.last <= word.first]
        reach = range(max(word.first - _HELD, *told, 0), word.first)  # «سيعقد يوم غد في الدوحة، الاجتماع …»
        before = before or any(k in reach and e.value == "will" and self._holds(tokens[k]) for k, e in events.items())
        behind = (k for k, e in events.items() if e.value == "will" and word.last <= k <= word.last + _NAMED)
        during = word.first > 0 and tokens[word.first - 1].text in grammar.during | grammar.in_
        told_of = tokens[max(0, word.first - _DURING) : word.first]
        said = (
            e.value == "will" or tokens[e.last].text in grammar.is_to  # «من المقرر أن يبحث … خلال اجتماع …»
            for k, e in events.items()
            if word.first - _DURING <= k < word.first and e.value in {"will", "future"}
        )
        bare = not grammar.definite(tokens[word.first].text)  # «اجتماع وزاري سيعقد»: no pronoun joins its clause
        return (
            before
            or any(
                tokens[k - 1].text in surfaces(grammar.relative) or (bare and self._holds(tokens[k])) for k in behind
            )
            or (during and (any(said) or any(will_verb(self.lexicon, t.text) for t in told_of)))
        )

    def _will_go(self, sentence: Sentence, word: Match[str]) -> bool:
        """«سيبدأ رحلته بزيارة إلى بروكسل، لحضور اجتماع …»: what somebody will travel for."""
        if not self._is_purpose(sentence, word):
            return False
        triggers = sentence.matches(self.lexicon.triggers).items()
        journeys = [i for i, t in triggers if t.value.frame in JOURNEYS and i < word.first]
        near = sentence.tokens[max(0, journeys[-1] - _GOES) : journeys[-1] + 1] if journeys else []
        return any(will_verb(self.lexicon, t.text) for t in near)

    def _is_purpose(self, sentence: Sentence, word: Match[str]) -> bool:
        """«لحضور (اجتماع)»."""
        aims, to = sentence.matches(self.lexicon.gatherings).items(), tuple(self.lexicon.grammar.for_)
        near = (i for i, m in aims if m.value == "participation" and word.first - _PURPOSE <= i < word.first)
        return any(sentence.tokens[i].text.startswith(to) for i in near)

    def _on_day(self, sentence: Sentence, word: Match[str]) -> bool:
        """«وتعقد الجامعة بالقاهرة الخميس اجتماعا طارئا»: a verb of the present before it, and a day beside the verb."""
        tokens, verbs = sentence.tokens, self.lexicon.grammar.is_held
        reach = range(max(0, word.first - _VERB), word.first)
        verb = next((i for i in reach if any(rest in verbs for _, rest in readings(tokens[i].text))), None)
        return verb is not None and any(t.text in self.lexicon.weekdays for t in tokens[verb : word.last + _JUST])

    def _holds(self, token: Token) -> bool:
        """«سيعقد», «ستنعقد»: a verb of holding or taking place, in the future."""
        return token.text[1:] in self._held_then

    def _told_there(self, sentence: Sentence, word: Match[str]) -> bool:
        """«خلال (الجلسة الافتتاحية ل)لمؤتمر … تحضيرا للقمة»: what goes on there, whatever it prepares."""
        tokens, first = sentence.tokens, word.first
        for i in range(max(0, first - _PART), first):
            if self.lexicon.grammar.bare(tokens[i].text) in self.lexicon.grammar.sitting:
                first = i
                break
        at = self.lexicon.grammar.during | self.lexicon.grammar.course_of
        return first > 0 and tokens[first - 1].text in at

    def _of_it(self, sentence: Sentence, event: Match[str]) -> bool:
        """«تحضيرا للقمة»: what something else prepares."""
        behind = sentence.tokens[event.last].text if event.last < len(sentence.tokens) else ""
        return behind.startswith(tuple(self.lexicon.grammar.for_))

    def takes_place(self, sentence: Sentence, word: Match[str]) -> bool:
        """«تعقد قمة مجموعة … يومي …»، «القمة الأوروبية التي ستعقد في …»: a verb beside it says when it is held."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        verbs = grammar.begins | grammar.is_held
        told = [m.last for m in sentence.mentions if m.kind in {"official", "org"} and m.last <= word.first]
        if any(t.text in verbs or self._holds(t) for t in tokens[max(word.first - _VERB, *told, 0) : word.first]):
            return True
        near = range(word.last, min(len(tokens), word.last + _NAMED))
        behind = next((i + 1 for i in near if tokens[i].text in surfaces(grammar.relative)), len(tokens))
        return any(t.text in verbs or self._holds(t) for t in tokens[behind : behind + 1])

    def sets_out(self, sentence: Sentence, word: Match[str], lead: bool) -> bool:
        """«توجه الوزير إلى مسقط لحضور الاجتماع …», unless it is said to be going on; «غادر» counts in a lead only."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        triggers = sentence.matches(self.lexicon.triggers)
        gatherings = sentence.matches(self.lexicon.gatherings)
        told = [t for i, t in triggers.items() if i < word.first and i not in gatherings]  # «ليرأس وفد …» is no talk
        journeys = [t for t in told if t.value.frame != "ceremony"]
        still_here = any(
            tokens[i].text in grammar.setting_out and tokens[i - 1].text in grammar.ahead_of
            for i in range(1, word.first)
        )
        goes_on = any(t.text in grammar.takes_place for t in tokens[word.last : word.last + 12])
        journey = journeys[-1].value if journeys else None
        sets_out = journey is not None and journey.frame == "travel" and (lead or journey.word not in grammar.leaves)
        return (
            self._is_purpose(sentence, word) and not goes_on and (sets_out or still_here)
        )  # «قبل مغادرته إلى … للمشاركة في»


def _ahead(grammar: Grammar, before: list[Token]) -> bool:
    """«قبل انعقاد القمة», «قبيل عقد اجتماع»."""
    return len(before) == 2 and before[0].text in grammar.ahead_of and before[1].text in grammar.holding
