"""Bodies that are told to meet: the organisation or the ministers of its members as the subject of what they do
(«اجتمع مجلس الأمن»، «يعقد وزراء داخلية … اجتماعا»، «سيلتقي …»), their own meeting, a council that decides on a
day."""

from __future__ import annotations

from collections.abc import Iterator

from kg.entities import Sentence
from kg.lexicon import Lexicon, Trigger
from kg.mention import Mention
from kg.tokens import Match, Token, readings, surfaces
from kg.unlisted_bodies import UnlistedBodies

_OWN = 12  # words from a body to «اجتماعهم»
_SOON = 6  # words from the body that holds a meeting to the word for it
_VERB = 4  # words from a body to the verb behind it
_CHARGED = 16  # words from «كانت اللجنة (المعنية ب…)» to «عقدت اجتماعا»
_HOLDS = 8  # words from the ministers who hold it to «الاجتماع»
_ORGANISED = 12  # words from «تنظم المنظمة» to the conference
_ADVERBS = 2  # words between «يعقد» and the body: «يعقد فيه وزراء …»
_AT_ITS = 6  # words from a body to «في اجتماع»
_LAST = 2  # words from «في (آخر)» to «اجتماع»
_WITH = 4  # words from «اجتماع» to «مع»
_OBJECT = 3  # words from «سيلتقون» to whom they meet
_RESOLUTION = 8  # words from «أصدر مجلس …» to «قرارا»
_VETO = 6  # words from «حق النقض» to the council


class BodyMeetings:
    """Finds the word that tells that a body meets."""

    def __init__(self, lexicon: Lexicon, unlisted: UnlistedBodies) -> None:
        self.lexicon = lexicon
        self._unlisted = unlisted
        grammar = lexicon.grammar
        self.deciding = grammar.adopts | grammar.will_adopt | grammar.issues | grammar.veto
        self._decisions = surfaces(self.deciding)
        self._resolution = surfaces(grammar.resolution)
        self._intends = surfaces(grammar.intends)
        self._adverbs = lexicon.weekdays | grammar.in_it | (grammar.beside_verb - grammar.that - grammar.may)
        self._owned = grammar.with_ | grammar.between | grammar.at | grammar.to | grammar.from_ | grammar.about
        self._owned |= grammar.not_whose | grammar.in_

    def bodies(self, sentence: Sentence) -> Iterator[Mention]:
        """The bodies of a sentence that may be told to meet."""
        yield from (m for m in sentence.mentions if self._is_body(sentence, m))
        yield from self._unlisted.told(sentence)

    def _is_body(self, sentence: Sentence, mention: Mention) -> bool:
        """An organisation of states, or «وزراء الداخلية» of one."""
        ministers = mention.kind == "official" and mention.head is not None and mention.head.number == "plural"
        of_it = mention.kind == "org" or (ministers and mention.org is not None and not mention.link)
        return (of_it or self._leaders(sentence, mention)) and mention.org not in self.lexicon.nonstate

    def _leaders(self, sentence: Sentence, mention: Mention) -> bool:
        """«عقد قادة جيوش مجموعة …»: those who lead its members; a delegation of it is not the body."""
        if mention.kind != "group" or not mention.org or mention.country or mention.link:
            return False
        event = sentence.matches(self.lexicon.events).get(mention.first)
        return event is None or event.value != "delegation"

    def of(self, sentence: Sentence, mention: Mention) -> Match[str] | None:
        """«عقد مجلس الأمن اجتماعا»، «اجتمع مجلس الأمن»، «يبدأ وزراء … اجتماعا»: the body itself meets."""
        own = self._own_meeting(sentence, mention) or self._does(sentence, mention)
        return own or self._at_its_meeting(sentence, mention) or self._decision(sentence, mention)

    def _does(self, sentence: Sentence, mention: Mention) -> Match[str] | None:
        """The body as the subject of a verb of meeting or of holding a meeting."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        first = mention.first
        members = mention.kind in {"official", "group"}
        while first and tokens[first - 1].text in (grammar.their_graces if members else grammar.its_members):
            first -= 1  # «عقد أصحاب السمو والمعالي وزراء …»، «اجتمع أعضاء مجلس …»
        while first > 1 and mention.first - first < _ADVERBS and tokens[first - 1].text in self._adverbs:
            first -= 1  # «يعقد فيه وزراء …»، «عقد الأربعاء مجلس …»
        verb = self.lexicon.triggers.at(tokens, first - 1) if first else None
        opens = verb is not None and verb.value.frame == "ceremony"  # «يفتتح مجلس … جلسة»
        if (
            (verb is None or opens)
            and first
            and any(rest in grammar.performs for _, rest in readings(tokens[first - 1].text))
        ):
            return self._meeting_behind(sentence, mention, _HOLDS if members else _SOON)
        holds = verb and members and tokens[verb.first].text[len(verb.clitic) :] in grammar.holds
        if holds and (held := self._meeting_behind(sentence, mention, _HOLDS)):
            return held
        if mention.kind == "org" and mention.first and tokens[mention.first - 1].text in grammar.organises:
            found = self._meeting_behind(sentence, mention, _ORGANISED, beyond=True)  # «تنظم رابطة … يوم الأحد مؤتمرا»
            return found if found and found.value in {"session", "conference"} else None
        if found := self._verb_behind(sentence, mention):
            return found
        if verb is not None and verb.value.frame == "meet" and self._each_other(sentence, mention, verb):
            sits = mention.kind == "org" or self._meeting_behind(sentence, mention, _HOLDS)  # «… في جلسة طارئة»
            return Match(verb.first, verb.last, verb.clitic, "meeting") if sits else None
        if verb is None or verb.value.frame not in {"gather", "talk"}:
            return None
        if verb.value.frame == "gather" or mention.kind == "official":
            return Match(verb.first, verb.last, verb.clitic, "meeting")
        return self._meeting_behind(sentence, mention)

    def _verb_behind(self, sentence: Sentence, mention: Mention) -> Match[str] | None:
        """«كان المجلس قد عقد جلسة»، «المجلس، الذي عقد اليوم جلسة»، «أن المجلس سوف يعقد جلسة»: the verb of what it did
        stands behind the body."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        between = grammar.relative | (grammar.beside_verb - grammar.that)
        before = tokens[mention.first - 1] if mention.first else None
        fronted = not mention.link and (before is None or before.is_mark or before.text in grammar.that)
        had = before is not None and any(rest in grammar.was for _, rest in readings(before.text))
        for i in range(mention.last, min(mention.last + (_CHARGED if had else _VERB), len(tokens))):
            if tokens[i].is_mark or tokens[i].text in between:
                continue
            joined = i > mention.last and tokens[i - 1].text in between
            was = had and i == mention.last
            verb = self.lexicon.triggers.at(tokens, i)
            gathers = verb and (verb.value.frame == "gather" or self._each_other(sentence, mention, verb))
            if verb and gathers and (joined or not mention.link) and verb.clitic in {"", *grammar.will}:
                return Match(verb.first, verb.last, verb.clitic, "meeting")
            decided = i == mention.last and tokens[i].text in grammar.holding  # «قرر مجلس الأمن عقد اجتماع»
            decided = decided and mention.first > 0 and tokens[mention.first - 1].text in self._intends
            holds = any(c in {"", *grammar.will} and rest in grammar.holds for c, rest in readings(tokens[i].text))
            subject = fronted and all(t.text in between for t in tokens[mention.last : i])
            if holds and (joined or was or decided or subject):
                return self._meeting_behind(sentence, mention, _SOON + _VERB)
            if holds and had and (word := sentence.matches(self.lexicon.gatherings).get(i + 1)):
                return word  # «كانت اللجنة، المعنية ب…، عقدت اجتماعا»
            if not had:
                return None
        return None

    def _each_other(self, sentence: Sentence, mention: Mention, verb: Match[Trigger]) -> bool:
        """«وزراء مالية مجموعة … سيلتقون الجمعة»: the ministers meet, and nobody whom they meet is told."""
        ahead = verb.last <= mention.first
        if verb.value.frame != "meet" or (mention.kind == "org" and not ahead) or mention.org is None:
            return False
        behind = range(mention.last, mention.last + _OWN) if ahead else range(verb.last, verb.last + _OBJECT)
        whom = {"official", "counterpart", "group", "state", "org"}
        return not any(m.first in behind and m.kind in whom for m in sentence.mentions)

    def _at_its_meeting(self, sentence: Sentence, mention: Mention) -> Match[str] | None:
        """«أقر وزراء خارجية الاتحاد الأوروبي خلال اجتماع في لوكسمبورغ …»، «أصدرت المجموعة في اجتماعها الثالث …»: what a
        body did, and that it did so at a meeting."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        if mention.link or (mention.first and tokens[mention.first - 1].text in self._owned):
            return None
        words = sentence.matches(self.lexicon.gatherings)
        at = grammar.during | grammar.in_ | grammar.course_of | grammar.gone_after
        near = range(mention.last, min(mention.last + _OWN, len(tokens)))
        i = next((k for k in near if k in words), None)
        if i is None or words[i].value == "participation":
            return None  # «الذي سيشارك في قمة …»: one of others
        word, text = words[i], tokens[i].text[len(words[i].clitic) :]
        own = self._its_own(sentence, mention, word)
        if not own and (
            i >= mention.last + _AT_ITS or not {word.clitic, *(t.text for t in tokens[i - _LAST : i])} & at
        ):
            return None
        meets = word.value == "meeting" or text in grammar.summit
        behind = {t.text for t in tokens[word.last : word.last + 1]}
        aside = self.marginal(sentence, i) and not (own and behind & grammar.takes_place)
        if not meets or grammar.definite(text) or self.other_meaning(sentence, word) or aside:
            return None
        near = range(mention.last, word.last + _WITH)
        others = (m for m in sentence.mentions if m.first in near and m.kind != "body")
        if any(m.kind != "state" or m.first < i for m in others):
            return None  # «الاتحاد الأوروبي وتركيا خلال اجتماع …»، «خلال اجتماع لمنظمة …»
        shared = grammar.with_ | grammar.between
        return None if any(t.text in shared for t in tokens[word.last : word.last + _WITH]) else word

    def _its_own(self, sentence: Sentence, mention: Mention, word: Match[str]) -> bool:
        """«أصدرت المجموعة … عقب اجتماع لها»، «على هامش اجتماعها المنعقد في …»: nobody else is told whose it may be."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        behind = tokens[word.last].text if word.last < len(tokens) else ""
        joined = tuple(ending for ending in grammar.his if len(ending) > 1)  # «جلسة» ends like «جلسه»
        own = tokens[word.first].text.endswith(joined) or behind in grammar.of_its_own
        return own and not any(m.kind == "official" and m.last <= mention.first for m in sentence.mentions)

    def _decision(self, sentence: Sentence, mention: Mention) -> Match[str] | None:
        """«وافق مجلس الأمن السبت على مشروع قرار»، «كان مجلس الأمن قد أصدر أمس قرارا»، «حق النقض في مجلس الأمن»: what a
        council or an assembly does in session."""
        grammar, tokens, first = self.lexicon.grammar, sentence.tokens, mention.first
        if not self.in_session(sentence, mention):
            return None
        if mention.link:
            near = range(max(0, first - _VETO), first) if mention.link in grammar.in_ else range(0)
            veto = next((i for i in near if tokens[i].text in surfaces(grammar.veto)), None)
            return None if veto is None else Match(veto, veto + 1, "", "decision")
        start = first - 1
        while start > 0 and first - start <= _ADVERBS and tokens[start].text in self._adverbs:
            start -= 1
        behind = (k for k in range(mention.last, min(mention.last + _ADVERBS, len(tokens))))
        for i in (start, *behind):
            if i >= 0 and (found := self._decides(tokens, i)):
                before = tokens[i - 1].text if i else ""
                return None if before in grammar.not_ else found
            if i >= mention.last and tokens[i].text not in self._adverbs | grammar.may:
                return None
        return None

    def in_session(self, sentence: Sentence, mention: Mention) -> bool:
        """A council or an assembly: what is done in it, is done in session."""
        head = readings(sentence.tokens[mention.first].text)
        return mention.kind == "org" and any(rest in self.lexicon.grammar.assembly for _, rest in head)

    def _decides(self, tokens: list[Token], i: int) -> Match[str] | None:
        """«تبنى», «سيصوت»: a verb of deciding; with «أصدر» a resolution must be told."""
        grammar = self.lexicon.grammar
        for clitic, rest in readings(tokens[i].text):
            if rest in grammar.adopts or rest in grammar.will_adopt:
                return Match(i, i + 1, clitic, "decision")
            if rest in grammar.issues and any(t.text in self._resolution for t in tokens[i : i + _RESOLUTION]):
                return Match(i, i + 1, clitic, "decision")
        return None

    def decides(self, texts: set[str]) -> bool:
        """Whether a verb of deciding is among the words of a sentence."""
        return not self._decisions.isdisjoint(texts)

    def _own_meeting(self, sentence: Sentence, mention: Mention) -> Match[str] | None:
        """«يعقد وزراء داخلية … يوم الثلاثاء اجتماعهم»، «بحث وكلاء وزارات … خلال اجتماعهم»: of its members."""
        near = range(mention.last, mention.last + _OWN)
        theirs = self.lexicon.grammar.theirs
        words = (w for i, w in sentence.matches(self.lexicon.gatherings).items() if i in near)
        own = next((w for w in words if sentence.tokens[w.first].text.endswith(tuple(theirs))), None)
        if own is None or own.value == "participation" or self.other_meaning(sentence, own):
            return None
        between = (m for m in sentence.mentions if mention.last <= m.first < own.first)
        told = any(m.kind in {"official", "org", "group"} for m in between) or self.marginal(sentence, own.first)
        return None if told else own

    def _meeting_behind(
        self, sentence: Sentence, body: Mention, reach: int = _SOON, *, beyond: bool = False
    ) -> Match[str] | None:
        """The word for the meeting that a body holds, behind it and before anybody else is named, or ``beyond``."""
        start = body.last
        if start < len(sentence.tokens) and sentence.tokens[start].text in self.lexicon.grammar.belonging:
            reach, beyond = max(reach, _CHARGED), True  # «عقدت اللجنة … المعنية بشؤون المنظمة … اجتماعا»
        others = (m for m in sentence.mentions if m.first >= start and m.kind in {"official", "org", "group"})
        own = self.lexicon.grammar.belonging  # «مجلس الأمن الدولي، التابع للأمم المتحدة، اجتماعا»
        others = (m for m in others if sentence.tokens[m.first - 1].text not in own)
        stop = next((m.first for m in others if not beyond and (m.org != body.org or m.name)), start + reach)
        for i in range(start, min(start + reach, stop, len(sentence.tokens))):
            word = sentence.matches(self.lexicon.gatherings).get(i)
            if word and word.value not in {"participation", "workshop"} and not self.other_meaning(sentence, word):
                return word
        return None

    def other_meaning(self, sentence: Sentence, word: Match[str]) -> bool:
        """«مؤتمر صحفي لقيادة …» is none of its own; «رئيس الدورة الحالية», «بصفتها رئيسا للقمة» is an office."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        behind = tokens[word.last].text if word.last < len(tokens) else ""
        before = {t.text for t in tokens[max(0, word.first - 1) : word.first]}
        if word.first > 1 and word.clitic and grammar.definite(tokens[word.first - 1].text):
            before.add(tokens[word.first - 2].text)  # «الرئيس الحالي للقمة»
        return behind in grammar.press or (not before.isdisjoint(grammar.presiding) and word.value != "meeting")

    def aside(self, sentence: Sentence, i: int) -> bool:
        """«التقى X على هامش القمة»: what went on beside it is told; whoever «صرح على هامش القمة» took part in it."""
        if not self.marginal(sentence, i):
            return False
        words, tokens, relative = (
            sentence.matches(self.lexicon.gatherings),
            sentence.tokens,
            self.lexicon.grammar.relative,
        )
        told = (k for k in sentence.matches(self.lexicon.triggers) if k not in words)
        return any(k < i or tokens[k - 1].text not in relative for k in told)  # «… على هامش الاجتماع الذي عقد اليوم»

    def marginal(self, sentence: Sentence, i: int, reach: int = 3) -> bool:
        return any(t.text in self.lexicon.grammar.marginal for t in sentence.tokens[max(0, i - reach) : i])
