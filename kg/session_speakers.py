"""Who is told to have said or done something at a session: «قال X خلال الجلسة»، «وخلال الجلسة دعا X»، «وافق عليها X
خلال القمة»، «جلسة يدلي خلالها X بإفادة»; in the sentence before: «وقال خلال اجتماع …»; lists of those who came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.actor import is_plural
from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.postings import ENVOYS
from kg.tokens import OPENING, Match, Token, readings, surfaces

_SUBJECT = 5  # words from «أكد» to who said so
_BESIDE = 2  # words between a verb of speaking and the speaker
_FRONTED = 3  # words before the gathering that a sentence opens with
_BEHIND = 14  # words from it to who said something there
_VERB = 2  # words before the subject of a sentence's first verb
_DOING = 14  # words from somebody to «خلال جلسة»
_DID = 6  # words from «قد» to «خلال القمة»
_TOLD = 14  # words from «وتابع» to the session at which he did, with nobody else told
_OPENS = 8  # words from the beginning to the body to which «في كلمته» he spoke
_HEARD = 5  # words from «استمع فيها إلى تقرير …» to who gave it
_ARRIVED = 3  # words of «وصوله إلى مقر»
_QUOTED = frozenset('"“”«»')


class Speakers:
    """Finds them by the verbs of saying."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._said = surfaces(lexicon.grammar.statement)
        self._goes_on = self._said | surfaces(lexicon.grammar.carries_on | lexicon.grammar.went_on)
        self._came = surfaces(lexicon.grammar.takes_part) | lexicon.grammar.participants
        grammar = lexicon.grammar
        self._at = grammar.during | grammar.in_ | grammar.before_all | grammar.course_of | grammar.marginal
        self._at |= grammar.gone_after  # «قال X للصحفيين بعد القمة»

    def at(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """Who said something at the session that a word names, in its sentence."""
        if not self._there(sentence, word):
            return []
        told = self._saying(sentence, word) or self._fronted(sentence, word) or self._did(sentence, word)
        told = told or self._doing(sentence, word)
        if not told and self.is_his(sentence, word):  # «إن الرئيس X في كلمته أمام مجلس …»
            told = [m for m in sentence.mentions if m.kind == "official" and 0 <= word.first - m.last <= _BESIDE]
        return told

    def is_his(self, sentence: Sentence, word: Match[str]) -> bool:
        """«كلمته أمام»: a speech whose speaker is told before it."""
        return sentence.tokens[word.first].text[len(word.clitic) :] in self.lexicon.grammar.his_speech

    def leads(self, sentence: Sentence, m: Mention) -> bool:
        """«وأوضح رئيس الوفد العماني X»: he leads a delegation to it."""
        events = sentence.matches(self.lexicon.events).items()
        return any(e.value == "delegation" and m.first < k < m.last for k, e in events)

    def known_by_office(self, m: Mention) -> bool:
        """«ممثل الولايات المتحدة», not «مسؤول أمريكي»."""
        named = m.head is not None and m.head.lemma not in self.lexicon.grammar.any_official
        return named and bool(m.country or m.org) and not is_plural(m)

    def subject(self, sentence: Sentence) -> Mention | None:
        """The official behind the verb that a sentence begins with: «وطالب مندوب روسيا …»، «كما انتقد الوزير X …»."""
        m, grammar, tokens = sentence.mentions[0] if sentence.mentions else None, self.lexicon.grammar, sentence.tokens
        if m is None or m.kind != "official" or m.link or not m.first or is_plural(m):
            return None
        speaks = next((i for i, t in enumerate(tokens[:_FRONTED]) if t.text in grammar.his_speech), None)
        if speaks is not None and m.first - speaks <= _SUBJECT:
            return m  # «وفي كلمته، جدد الرئيس …»
        if m.first > _VERB:
            return None
        adverbs = self.lexicon.weekdays | grammar.beside_verb
        if m.first == _VERB and tokens[1].text not in adverbs and tokens[0].text not in grammar.as_well:
            return None  # «وتأتي عودة السفير …», but «طالب الخميس الأمين العام …»
        return None if tokens[m.first - 1].text in grammar.that else m

    def there(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """«جلسة يدلي خلالها المبعوث X بإفادة»، «استمع فيه إلى تقرير المبعوث X»؛ «بين المشاركين في المنتدى X وY»: who
        was there by words behind the gathering."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        officials = [m for m in sentence.mentions if m.kind == "official" and (m.name or m.country or m.org)]
        inside = {k for k in range(word.last, len(tokens)) if tokens[k].text.startswith(tuple(grammar.in_))}
        out: list[Mention] = []
        for k in range(word.last, len(tokens)) if officials else ():
            if tokens[k].text in grammar.during_it or (k in inside and tokens[k].text in grammar.in_it):
                heard = any(tokens[j].text in grammar.report for j in range(k, min(k + _HEARD, len(tokens))))
                reach = _HEARD if heard else 1 + tokens[min(k + 1, len(tokens) - 1)].is_mark
                out.extend([m for m in officials if 0 < m.first - k <= reach and not is_plural(m)][:1])
        came = next((i for i, t in enumerate(tokens) if t.text in self._came), None)
        if officials and came is not None:
            out.extend(self.listed(sentence, came))
            if tokens[came].text in grammar.participants and not out:  # «بين المشاركين في المنتدى X وY»
                out.extend(self.run(officials, word.last if word.first - came <= _BESIDE else came + 1))
        more = self._witnessed(officials, tokens, word) + self._hosts(officials, tokens, word)
        out.extend(m for m in more if m not in out)
        return out

    def _hosts(self, officials: list[Mention], tokens: list[Token], word: Match[str]) -> list[Mention]:
        """«رئيس الوزراء X الذي يستضيف القمة»، «المؤتمر …، واستضافه الوزير X»: who plays host to it."""
        grammar, last = self.lexicon.grammar, len(tokens) - 1
        out: list[Mention] = []
        for m in officials:
            behind = m.last + tokens[min(m.last, last)].is_mark
            which, hosts = tokens[min(behind, last)].text, tokens[min(behind + 1, last)].text
            before = grammar.unjoined(tokens[m.first - 1].text) if m.first > word.last else ""
            told = which in grammar.relative and hosts in grammar.place_hosts and 0 < word.first - behind <= _ARRIVED
            his = before in grammar.place_hosts and before.endswith(tuple(grammar.his)) and not m.link
            if (told or his) and not is_plural(m):
                out.append(m)
        return out

    def _witnessed(self, officials: list[Mention], tokens: list[Token], word: Match[str]) -> list[Mention]:
        """«شهد مؤتمر ميونخ، الأحد، مشادة بين الوزير X والأمين العام Y»: those between whom something went on there."""
        grammar = self.lexicon.grammar
        saw = {tokens[0].text, *(tokens[0].text + she for she in grammar.she_did)}
        first = next((k for k, m in enumerate(officials) if m.first >= word.last and m.link in grammar.between), None)
        if word.first != 1 or saw.isdisjoint(grammar.place_hosts) or first is None:
            return []
        run = self.run([replace(officials[first], link=""), *officials[first + 1 :]], officials[first].first)
        return officials[first : first + len(run)] if len(run) > 1 else []

    def behind(self, sentence: Sentence, word: Match[str], *, aim: bool) -> list[Mention]:
        """«وفي كلمته أمام مجلس …، أعلن X أن …»، «وبعد توقف في لندن لحضور اجتماع لـ…، وصل X»: the first of whom a verb
        behind the gathering tells."""
        tokens, grammar = sentence.tokens, self.lexicon.grammar
        triggers = sentence.matches(self.lexicon.triggers)
        for m in sentence.mentions if aim or word.first <= _OPENS else ():
            if m.first < word.last or m.kind != "official" or m.link or is_plural(m) or not (m.name or m.country):
                continue
            said = tokens[m.first - 1].text in self._said
            came = aim and m.first - 1 in triggers and triggers[m.first - 1].value.frame == "travel"
            if said or came:
                over = surfaces(grammar.gone_after | grammar.during)
                return [m] if said or any(t.text in over for t in tokens[: word.first]) else []
        return []

    def quoted(self, sentence: Sentence, m: Mention) -> bool:
        """«وقال وزير الخارجية X إن …»: the sentence begins with it, and nothing says where or to whom he did."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        behind = m.last + tokens[min(m.last, len(tokens) - 1)].is_mark
        elsewhere = self._at | grammar.to | grammar.with_ | grammar.over
        apart = (c or rest for t in tokens[behind : behind + _BESIDE] for c, rest in readings(t.text))
        turn = grammar.on_his_part | grammar.from_ | grammar.as_well  # «من جانبه، قال X»
        lead = all(t.is_mark or any(r in turn for _, r in readings(t.text)) for t in tokens[: max(0, m.first - 1)])
        told = lead and m.first > 0 and bool(m.name and (m.country or m.org)) and tokens[m.first - 1].text in self._said
        return told and not any(a in elsewhere for a in apart) and len(sentence.matches(self.lexicon.triggers)) == 0

    def by_speeches(self, sentence: Sentence, verb: Match[str]) -> list[Mention]:
        """«وافتتحت الدورة بكلمة لوزير الداخلية X، وكلمة للأمين العام Y»: who spoke at the opening."""
        words = surfaces(self.lexicon.grammar.speech)
        said = {i + 1 for i, t in enumerate(sentence.tokens) if i > verb.last and t.text in words}
        return [m for m in sentence.mentions if m.first in said and m.kind == "official" and m.name]

    def listed(self, sentence: Sentence, start: int = 0) -> list[Mention]:
        """«… شاركوا في القمة، ومنهم X وY»، «قادة آخرون بينهم X وY»."""
        tokens, among = sentence.tokens, self.lexicon.grammar.among
        first = next((i + 1 for i in range(start, len(tokens)) if tokens[i].text in among), None)
        return [] if first is None else self.run([m for m in sentence.mentions if m.kind == "official"], first)

    def run(self, officials: list[Mention], start: int) -> list[Mention]:
        """The officials that are told one behind the other from a token on."""
        out: list[Mention] = []
        for m in officials:
            known = m.name or m.country or m.org
            if 0 <= m.first - start <= 1 and m.link in {"", *self.lexicon.grammar.and_} and known and not is_plural(m):
                out.append(m)
                start = m.last
        return out

    def _doing(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """«انتقدت السفيرة X … خلال جلسة لمجلس الأمن»، «وطالب مندوب روسيا في اجتماع …»: the subject of the verb that a
        sentence begins with, unless a wish or a denial stands before the session."""
        events = sentence.matches(self.lexicon.events).items()
        subject = self.subject(sentence)
        if subject is None or subject.last > word.first or word.first - subject.last > _DOING:
            return []
        if self._somebody_else(sentence, subject, word):
            return []
        if any(e.value in {"wish", "denial", "future", "will"} and subject.first <= k < word.first for k, e in events):
            return []
        return [] if any(e.value == "denial" and k < subject.first for k, e in events) else [subject]

    def before(self, sentences: list[Sentence], number: int, word: Match[str]) -> list[tuple[int, Mention]]:
        """Who said something in the sentence before, where this one goes on with it: «وقال خلال اجتماع لمجلس الأمن»،
        «وتابع للصحفيين عند وصوله لحضور اجتماع …»."""
        sentence, tokens = sentences[number], sentences[number].tokens
        words = sentence.matches(self.lexicon.gatherings)
        comes = any(w.value == "participation" and w.last == word.first for w in words.values())
        goes_on = tokens[0].text in self._goes_on and word.first <= _TOLD and (comes or self._there(sentence, word))
        told = any(m.last <= word.first for m in sentence.mentions)
        return self.spoke(sentences, number) if goes_on and not told else []

    def of_speech(self, sentences: list[Sentence], number: int, word: Match[str]) -> list[tuple[int, Mention]]:
        """«وأكد وزير الداخلية X …. جاء ذلك خلال كلمته في الدورة …»، «جاء ذلك في جلسة لمجلس …»: who said what was said
        there."""
        sentence, his = sentences[number], tuple(self.lexicon.grammar.his)
        alone = not any(m.kind == "official" for m in sentence.mentions) and self._there(sentence, word)
        own = alone or any(
            m.value == "participation" and i < word.first and sentence.tokens[m.last - 1].text.endswith(his)
            for i, m in sentence.matches(self.lexicon.gatherings).items()
        )
        return self.spoke(sentences, number) if own else []

    def of(self, sentence: Sentence) -> Iterator[tuple[Mention, int]]:
        """The officials right beside a verb of saying, and where what they said begins."""
        tokens = sentence.tokens
        for m in sentence.mentions:
            if m.kind not in {"official", "counterpart"} or m.link in self.lexicon.grammar.governed or m.former:
                continue
            if m.head is not None and m.head.number not in {"singular", "counterpart"}:
                continue
            if (m.first and tokens[m.first - 1].text in self._said) or next(
                (True for t in tokens[m.last : m.last + _BESIDE] if t.text in self._said), False
            ):
                yield m, m.last
            elif m.first and m.head and m.head.category in ENVOYS:
                asks = self.lexicon.events.at(tokens, m.first - 1)
                if asks and asks.value == "wish":
                    yield m, m.last

    def spoke(self, sentences: list[Sentence], number: int) -> list[tuple[int, Mention]]:
        """Who speaks in the sentence before."""
        if not number:
            return []
        spoke = [m for m, _ in self.of(sentences[number - 1]) if m.kind == "official"][:1]
        if not spoke and (subject := self.subject(sentences[number - 1])) is not None:
            spoke = [subject]
        return [(number - 1, m) for m in spoke]

    def _there(self, sentence: Sentence, word: Match[str]) -> bool:
        """«خلال الجلسة»، «في إحاطة»، «قبل افتتاح القمة»، «لدى وصوله إلى الاجتماع»."""
        if word.clitic in self._at:
            return True
        first, grammar, tokens = self.course(sentence, word), self.lexicon.grammar, sentence.tokens
        before = (tokens[k].text for k in {first - 1, word.first - 1} if k >= 0)
        if any(rest in self._at for text in before for _, rest in readings(text)):
            return True
        if first < word.first and tokens[first - 1].text in grammar.ahead_of:
            return True
        to = word.clitic in grammar.for_ or tokens[word.first - 1].text in grammar.to
        return to and self.arriving(sentence, max(0, word.first - _ARRIVED), word.first)

    def course(self, sentence: Sentence, word: Match[str]) -> int:
        """Where «ختام فعاليات القمة» begins."""
        first, grammar = word.first, self.lexicon.grammar
        while first > 1 and sentence.tokens[first - 1].text in grammar.proceedings | grammar.course_of:
            first -= 1
        return first

    def arriving(self, sentence: Sentence, start: int, stop: int) -> bool:
        """«لدى وصوله»: he said it when he came."""
        arrival, his = self.lexicon.grammar.arrival, tuple(self.lexicon.grammar.his)
        return any(t.text in arrival and t.text.endswith(his) for t in sentence.tokens[start:stop])

    def _saying(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """«ودعا X خلال الجلسة الطارئة للمجلس إلى …»."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        said = [
            i
            for i in range(min(_SUBJECT, word.first))
            if any(rest in grammar.statement for _, rest in readings(tokens[i].text))
        ]
        out: list[Mention] = []
        for m in sentence.mentions if said else ():
            beside = out and m.link in grammar.and_ and m.first - out[-1].last <= 1  # «ودعا X وY خلال الجلسة»
            first = m.kind == "official" and 0 < m.first - said[0] <= 1
            fits = first or (beside and m.kind in {"official", "counterpart"})
            if fits and m.last <= word.first and not self._somebody_else(sentence, m, word):
                out.append(m)
        return out

    def _somebody_else(self, sentence: Sentence, m: Mention, word: Match[str]) -> bool:
        """«لفت X إلى أن Y قال خلال القمة»: X tells of another; «وقال X "على الدول المجتمعة في مؤتمر …»."""
        marks = [t.text for t in sentence.tokens[m.last : word.first] if t.text in _QUOTED]
        if len(marks) % 2:
            return True  # what he said goes on
        that = (i for i in range(m.last, word.first) if sentence.tokens[i].text in self.lexicon.grammar.that)
        start = next(that, word.first)
        others = (x for x in sentence.mentions if start < x.first < word.first and not is_plural(x))
        return any(x.kind in {"official", "counterpart"} for x in others)

    def _fronted(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """«وخلال جلسة لمجلس الأمن دعا X (وY) إلى …»، «خلال القمة، ناقش الرئيس X …»: whoever is told first behind it."""
        if word.first > _FRONTED:
            return []
        near, grammar = range(word.last, min(len(sentence.tokens), word.last + _BEHIND)), self.lexicon.grammar
        said = next((i for i in near if sentence.tokens[i].text in grammar.statement), None)
        quoted = (i for i in near if sentence.tokens[i].text in grammar.that | OPENING)  # «وأضاف في ختام القمة: "…»
        stop = near.start if sentence.tokens[0].text in self._goes_on else next(quoted, near.stop)
        out: list[Mention] = []
        for m in sentence.mentions:
            beside = out and m.link in grammar.and_ and m.first == out[-1].last
            first = m.first - 1 == said or (said is None and not out and not m.link and near.start <= m.first < stop)
            if m.kind in {"official", "counterpart"} and not is_plural(m) and (first or beside):
                out.append(m)
        return out

    def _did(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """«كان رئيس الوزراء X قد وافق عليها خلال قمة …»، «التي وافق عليها X خلال القمة»; who met somebody there is told
        by the meeting."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        before = [m for m in sentence.mentions if m.last <= word.first]
        if not before or before[-1].kind != "official" or before[-1].link or is_plural(before[-1]):
            return []
        him = before[-1]
        if tokens[him.last].text in grammar.may:
            return [him] if word.first - him.last <= _DID else []
        met = any(t.last <= word.first for t in sentence.matches(self.lexicon.triggers).values())
        beside = tokens[him.last].text in grammar.during and word.first == him.last + 1
        return [him] if beside and him.name and not him.former and not met else []
