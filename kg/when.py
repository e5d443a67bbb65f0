"""Which of an article's dates is an encounter's.

The day that the encounter's own event word governs counts first, then another one in its sentences, then that of the
same talks told again, or of the journey that led to a meeting, told next to it, then that of the source's statement,
last that of the lead of an article that tells of one encounter. A month is made a day where the article tells a day of
that month.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from kg.clauses import PERSONS
from kg.contacts import RULE as CONTACT
from kg.dates import DateMention
from kg.datevalues import iso
from kg.days_told import ToldDay, days_told
from kg.drafts import Draft
from kg.elsewhere import shares
from kg.entities import Sentence
from kg.goes_on import before_the_signing, goes_on, goes_on_from
from kg.lasted import days_away, ended_then, first_day, long_before
from kg.lexicon import Lexicon
from kg.occasion import JOURNEYS, SESSIONS, SIGNING, TALKS, Governor, Governors
from kg.other_days import (
    COARSE,
    LONG_AGO,
    OF_THE_DAY,
    STALE,
    may_announce,
    of_a_clause,
    of_an_older,
    of_what_was_said,
)
from kg.signed import told_in_passing

_CLOSE = 30  # characters: «وجرى اللقاء مطلع أبريل»
_NEAR, _NEAR_MONTH = 90, 130  # characters: a year, a month further from the word is that of something else
_BEHIND, _AHEAD = 85, 40  # characters from an event word to the «الأسبوع الماضي» that is its own
_JUST_BEFORE = 16  # characters from a month to the meeting «خلال» which something was said
_TALKS = frozenset({"meeting", "call"})
_GATHERED = frozenset({"meeting", "session"})
_GOES_ON = 4  # sentences from one meeting to «كما التقى …»
_SPEECH = 8  # sentences from what somebody said to what he added
_NEXT = 2  # sentences from a meeting to the journey that led to it
_LEAD = 3  # sentences
_SOON = 6  # sentences in which what the lead tells of is told again
_SESSION = frozenset({"session", "committee"})
_OF_HIS = frozenset({"talks-of-his", "reception-of-his"})
_OWN, _BESIDE, _AGAIN, _AROUND, _STATED, _OPENING = range(6)
Found = tuple[str, DateMention]


class When:
    """Answers for the encounters of one article; ``published`` is the day of publication."""

    def __init__(
        self,
        lexicon: Lexicon,
        sentences: list[Sentence],
        dates: list[DateMention],
        governors: Governors,
        published: date | None,
    ) -> None:
        self._lexicon = lexicon
        self._grammar = lexicon.grammar
        self._found: list[tuple[Draft, bool, Found]] = []
        self._later: dict[int, bool] = {}  # by the id of a draft: asked of it for every date
        self._governors, self._sentences, self._published = governors, sentences, published
        told = list(days_told(lexicon, sentences, dates, governors))
        self._told = [t for t in told if t.mention.kind != "vague"]
        self._vague = [t for t in told if t.mention.kind == "vague"]

    def of(self, draft: Draft, planned: bool, around: range, alone: bool, meeting: Draft | None = None) -> Found | None:
        """The day, month or year of an encounter as ISO text with its mention; None where the article does not say.

        ``around`` are the sentences that no other encounter claims; ``alone`` says that the article tells of no other;
        ``meeting`` is that at whose end they signed.
        """
        vague = self._told_vaguely(draft)
        rank, found = self._nearest(draft, planned, around, alone, vague)
        if (
            found is None
            and draft.type == "signing"
            and not planned
            and told_in_passing(draft, self._sentences, self._grammar)
        ):
            found = self._of_the_treaty()
        if found is None and meeting and not (vague or told_in_passing(draft, self._sentences, self._grammar)):
            found = self._nearest(meeting, planned, around, False, signed_there=True)[1]
        if (found is None or rank > _BESIDE) and not vague:
            found = self._same_day(draft, planned) or self._eve(draft, planned) or found
        if found is None and not (vague or planned or draft.type == "signing" or self._governors.apart(draft)):
            found = self._of_the_news(draft)
        if found:
            found = self._moved(draft, found, rank >= _STATED or (rank > _OWN and draft.type != "visit"))
            self._found.append((draft, planned, found))
        return found

    def _moved(self, draft: Draft, found: Found, stated: bool) -> Found:
        """«وقال، الخميس، غداة لقائه»: the day before that; one told elsewhere is that of what is told if ``stated``."""
        for c in draft.candidates:
            s = self._sentences[c.sentence]
            away = days_away(self._lexicon, s, c.trigger.first) if found[1].kind not in COARSE else 0
            there = s.start <= found[1].start < s.end
            if away and (found[1].start < s.tokens[c.trigger.first].start if there else stated):
                return iso(date.fromisoformat(found[0]) + timedelta(days=away)), found[1]
        return found

    def _of_the_news(self, draft: Draft) -> Found | None:
        """The one day that the lead tells of, where it names both sides with it: «أعلن الرئيس X، الجمعة، أن الرئيس Y ….
        وكان بيان صدر في ختام لقاء الرئيسين»."""
        if draft.sentence > _SOON or self._long_from(draft):
            return None
        if any(t.sentence == draft.sentence and t.governor.of_another(draft) for t in self._told):
            return None
        own = {c.sentence for c in draft.candidates}  # whose dates were judged before
        told = (t for t in self._told if t.sentence < _LEAD and t.sentence not in own and not t.governor.ahead)
        lead = [t for t in told if t.mention.kind in OF_THE_DAY and t.mention.direction != "future"]
        days = {t.mention.value for t in lead if t.mention.value}
        if len(days) != 1:
            return None
        named = [{n for a in side for n, _ in a.mentions} for side in (draft.one, draft.other)]
        both = (t.mention for t in lead if t.mention.value and all(t.sentence in there for there in named))
        return next(((day, mention) for mention in both for day in days), None)

    def still_to_come(self, draft: Draft) -> bool:
        """Whether every date that the encounter's own event word governs lies ahead: «يلتقي غدا الأربعاء»."""
        own = [m.direction for m in self._own(draft)]
        return bool(own) and all(direction == "future" for direction in own)

    def of_this_week(self, draft: Draft) -> bool:
        """Whether a weekday that the encounter's own word of the present governs is one of the next days: «يلتقي
        الثلاثاء» in a paper of Monday."""
        own = self._own(draft)
        if not own or self._published is None or any(m.kind != "weekday" or m.direction for m in own):
            return False
        values = [m.value for m in own if m.value]
        behind = [self._published - date.fromisoformat(v) for v in values]
        return bool(values) and all(days >= STALE or not days for days in behind)

    def _own(self, draft: Draft) -> list[DateMention]:
        """The dates that the encounter's own event word governs, or that of the journey: «يزور الخميس الخرطوم، في زيارة
        يلتقي فيها …»."""
        own = [t.mention for t in self._told if t.governor.of(draft)]
        return own or [t.mention for t in self._told if self._of_journey(draft, t)]

    def _of_journey(self, draft: Draft, told: ToldDay) -> bool:
        governor = told.governor
        if governor.frame not in JOURNEYS or not any(c.sentence == told.sentence for c in draft.candidates):
            return False
        verb = self._sentences[told.sentence].tokens[governor.token].text
        travellers, people = [a for d in governor.owners for a in d.one], draft.one + draft.other
        theirs = not travellers or any(a is b for a in travellers for b in people)
        return verb.startswith(tuple(self._grammar.imperfect)) and theirs

    def _same_day(self, draft: Draft, planned: bool) -> Found | None:
        """«كما التقى …»: the day of the meeting that the same person held just before."""
        number = draft.sentence
        if draft.type not in _TALKS or self._governors.apart(draft):
            return None
        sentence, first = self._sentences[number], draft.candidates[0].trigger.first
        if not goes_on(self._lexicon, sentence, first):
            return None
        if planned and any(t.text in self._grammar.then_next for t in sentence.tokens[: first + 1]):
            return None  # «ثم سيسافر إلى …، حيث يلتقي …»
        for other, to_come, found in reversed(self._found):
            told = other.candidates[-1].sentence
            same = to_come == planned and any(a is b for a in draft.one + draft.other for b in other.one + other.other)
            if number - _GOES_ON <= told <= number and same and other.type in _TALKS:
                return found
        return None

    def _eve(self, draft: Draft, planned: bool) -> Found | None:
        """«وكان الوزيران قد عقدا قبيل مراسم التوقيع لقاء»: the day of the signing, of the gathering that was opened."""
        if (
            planned
            or draft.type not in _TALKS
            or not before_the_signing(self._lexicon, self._sentences[draft.sentence])
        ):
            return None
        told = (f for other, ahead, f in reversed(self._found) if other.type in {"signing", "session"} and not ahead)
        return next(told, None)

    def _told_vaguely(self, draft: Draft) -> bool:
        """«التقى نظيره الأسبوع الماضي»: no day that is told elsewhere, as that on which it was said, is its day."""
        own = {c.sentence for c in draft.candidates}
        return any(
            t.sentence in own and t.governor.of(draft) and -_AHEAD <= self._behind(t) <= _BEHIND for t in self._vague
        )

    def _behind(self, told: ToldDay) -> int:
        """How many characters behind the event word that governs it a date stands."""
        return told.mention.start - self._sentences[told.sentence].tokens[told.governor.token].start

    def _nearest(
        self, draft: Draft, planned: bool, around: range, alone: bool, vague: bool = False, signed_there: bool = False
    ) -> tuple[int, Found | None]:
        """The rank of the best date (the least first), and that date."""
        own = {c.sentence: self._sentences[c.sentence].tokens[c.trigger.first].start for c in draft.candidates}
        found: list[tuple[tuple[int, bool, bool, int], Found]] = []
        for told in self._told:
            value = told.mention.on(planned)
            if value is None or told.mention.direction == ("past" if planned else "future"):
                continue
            rank = self._rank(draft, told, own, planned, told.sentence in around, alone)
            if vague and rank != _AGAIN and not (told.governor.of(draft) and self._behind(told) > 0):
                continue
            if rank is not None:
                if planned and rank == _STATED and told.governor.kind == "statement":
                    value = told.mention.value or value  # «قال X، الاثنين، قبيل لقائه Y»: a day gone by
                if not (planned or signed_there) and (draft.type != "meeting" or told.governor.frame not in JOURNEYS):
                    value = first_day(self._lexicon, self._sentences[told.sentence], told.mention, value)
                at = own.get(told.sentence, self._sentences[told.sentence].start)
                # «يغادر اليوم … للمشاركة في الاجتماع المقرر عقده غدا»
                today = (
                    planned
                    and draft.type != "visit"
                    and not told.governor.ahead
                    and value == (self._published and iso(self._published))
                )
                key = (rank, today, told.sentence != draft.sentence, abs(told.mention.start - at))
                found.append((key, (value, told.mention)))
        found.sort(key=lambda f: f[0])
        rank, best = next(((key[0], f) for key, f in found), (_OPENING, None))
        if best and best[1].kind == "month":
            days = (f for key, f in found if key[0] < _AROUND and len(f[0]) > len(best[0]))
            best = next((f for f in days if f[0].startswith(best[0])), best)
        return rank, best

    def _rank(
        self, draft: Draft, told: ToldDay, own: dict[int, int], planned: bool, near: bool, alone: bool
    ) -> int | None:
        """How likely a date is the encounter's, the least first; None where it is that of something else."""
        mention, governor = told.mention, told.governor
        sentence = self._sentences[told.sentence]
        if governor.frame and of_a_clause(self._lexicon, self._governors, sentence, told.sentence, mention, governor):
            return None
        if governor.frame == "tour" and len(governor.owners) > 1:
            return None  # «يبدأ اليوم جولة تشمل …»: the day of its first leg alone
        if not planned and of_what_was_said(self._governors, sentence, mention, governor, own.get(told.sentence)):
            return None
        if governor.of(draft):
            coarse = mention.kind in COARSE
            near_enough = _NEAR_MONTH if mention.kind == "month" else _NEAR
            if coarse and abs(mention.start - own.get(told.sentence, mention.start)) > near_enough:
                return None
            between = sentence.tokens[governor.token + 1 :]
            if any(t.text in self._grammar.signed and t.start < mention.start for t in between):
                return None  # «التوقيع على برنامج لاتفاق التعاون المبرم عام 2012»
            if mention.kind == "year" and of_an_older(self._grammar, self._sentences, draft, told.sentence, governor):
                return None
            if coarse:
                return _BESIDE
            if mention.kind in OF_THE_DAY and self._far_from(draft, told):
                return None
            ended = ended_then(self._lexicon, sentence, draft, told.sentence, mention)
            return _OPENING if ended else _OWN
        if governor.of_another(draft):
            before = mention.start < own.get(told.sentence, 0)
            return _STATED if before and self._shares_day(draft, told, planned) else None
        if (governor.ahead and not planned) or told_in_passing(draft, self._sentences, self._grammar):
            return None
        if told.sentence not in own and self._governors.apart(draft):
            return None
        if self._long_from(draft) and mention.kind not in COARSE:
            return None
        if planned and not may_announce(self._published, draft, mention, governor):
            return None
        if planned == draft.planned and self._told_again(draft, mention, governor):
            return _OPENING if mention.kind == "year" else _AROUND if mention.kind == "month" else _AGAIN
        if governor.frame in JOURNEYS and draft.type == "call":
            return None
        if governor.frame in TALKS and draft.type == "visit":
            return None  # «القمة التي عقدت أمس، ضمن برنامج زيارة …»
        gap = own.get(told.sentence, -1) - mention.end
        words = (t.text for t in sentence.tokens if mention.end <= t.start < mention.end + gap)
        if mention.kind in COARSE and 0 <= gap <= _JUST_BEFORE and self._grammar.ahead_of.isdisjoint(words):
            return _BESIDE  # «أكد في مايو خلال لقائه …»
        if mention.kind in COARSE:  # «خلال زيارته لتركيا في فبراير»
            visit = draft.type == "visit" or mention.kind == "month" or self._on_journey(draft, told.sentence)
            journey = visit and governor.frame in JOURNEYS and told.sentence in own
            journey = journey or (told.sentence in own and self._during_it(draft, governor, told.sentence))
            away = abs(mention.start - self._sentences[told.sentence].tokens[governor.token].start)
            known = near and governor.frame in SESSIONS and governor.definite and draft.type in _GATHERED
            known = known and mention.kind == "month" and away <= _CLOSE and told.sentence not in own
            return _AROUND if (journey and away <= _NEAR) or known else None
        if governor.frame in SIGNING and draft.type != "signing":
            return None  # the day of an agreement is none of the talks about it
        said = governor.kind == "statement"
        said = said or (planned and governor.frame == "phone" and draft.type != "call")  # told to a paper by telephone
        if said and planned and mention.direction is None:
            right_before = told.sentence in own and self._right_before(draft, told.sentence)
            return _STATED if right_before else None
        if draft.type == "signing" and not (told.sentence in own and governor.frame not in JOURNEYS):
            # «قامت الأكاديمية اليوم بتوقيع بروتوكول …. وقع البروتوكول عن …»
            beside = governor.frame in SIGNING and not governor.owners and told.sentence + 1 in own
            return _AGAIN if beside and mention.kind not in COARSE else None
        if told.sentence in own:
            if said and (draft.type == "signing" or draft.rule == CONTACT):
                return None  # what no word of meeting tells was not on the day of the statement
            return _STATED if said else _BESIDE
        if said and not planned and self._speaks_on(draft, told):
            return _OPENING
        if self._governors.turns_away(told.sentence):
            return None
        lead = alone and told.sentence < _LEAD and not planned
        if governor.kind == "event" and governor.frame in TALKS and not (planned or lead or near):
            near = goes_on_from(self._lexicon, self._sentences, draft, told.sentence)
        if not (lead or near or (planned and alone and told.sentence < _LEAD)) or self._long_ago(mention):
            return _OPENING if not planned and self._goes_on_there(draft, told) else None
        if governor.kind == "event":
            if draft.type == "meeting" and governor.frame == "session":
                return None  # «جلسة مجلس الوزراء التي عقدت أمس»
            if governor.frame in SESSIONS and draft.type in _GATHERED:
                known = governor.definite or self._governors.separate(told.sentence, governor)
                known = known or (lead and self._takes_part(draft, told.sentence))
                known = known or (told.sentence < _LEAD and told.sentence + 1 == min(own) and not governor.owners)
                return _AGAIN if known else None
            beside = min(abs(told.sentence - n) for n in own) <= _NEXT
            led = governor.frame == "phone" if draft.type == "call" else governor.frame in JOURNEYS
            led = led and not (planned and told.sentence > max(own))  # «ثم يزور …»: the next leg of it
            led = led or any(c.frame == governor.frame for c in draft.candidates)  # «استدعت … تم استدعاء السفير صباح»
            if led and beside and draft.type in _TALKS:
                return _AROUND
            if led and near and not planned and draft.type == "visit" and self._takes_part(draft, told.sentence):
                return _AROUND
            opening = led and alone and told.sentence < _LEAD and draft.type == "meeting" and governor.frame != "tour"
            # «وبعد الرياض، يتوجه إلى …»
            opening = opening and not self._governors.travels(draft.sentence)
            return _OPENING if opening and self._takes_part(draft, told.sentence) else None
        if draft.type == "visit":
            return None
        lead = lead and min(own) <= _LEAD and self._takes_part(draft, told.sentence)
        spoke = said and not planned and told.sentence + 1 in own and self._speaks_for(draft, told)
        return _OPENING if lead or spoke else None

    def _far_from(self, draft: Draft, told: ToldDay) -> bool:
        """«أدى الانسحاب، الثلاثاء، من الاتفاق المبرم عام 2015 إلى العقوبات»: a day that stands before a known document,
        or beside its own year."""
        if draft.type != "signing" or not told_in_passing(draft, self._sentences, self._grammar):
            return False
        beside = (t.mention for t in self._told if t.sentence == told.sentence and t.governor.of(draft))
        return self._behind(told) < 0 or any(mention.kind in COARSE for mention in beside)

    def _shares_day(self, draft: Draft, told: ToldDay, planned: bool) -> bool:
        """«استقبل اليوم X Y، قبل أن يلتقي الأخير Z»: the day of what else the same person did."""
        owners = [d for d in told.governor.owners if d.type in _TALKS and d.planned == planned]
        same = told.mention.kind in OF_THE_DAY and draft.type in _TALKS and shares(draft, tuple(owners))
        trigger = next(c.trigger.first for c in draft.candidates if c.sentence == told.sentence)
        between = pairwise(t for t in self._sentences[told.sentence].tokens[:trigger] if t.start > told.mention.start)
        that, ahead = self._governors.that, self._grammar.ahead_of  # «أشارت إلى أن …»، «قبل أن يلتقي»
        same = same and all(b.text not in that or a.text in ahead for a, b in between)
        return same and not (self._governors.apart(draft) or self._long_from(draft))

    def _goes_on_there(self, draft: Draft, told: ToldDay) -> bool:
        """«بحث X مع وفد …. وكان الوفد التقى في وقت سابق اليوم Y»: the day of what the same people did beside it."""
        sentence, at = self._sentences[told.sentence], told.governor.token
        if draft.type not in _TALKS or told.governor.frame not in TALKS or told.mention.kind not in OF_THE_DAY:
            return False
        after = 0 < told.sentence - draft.sentence <= _GOES_ON and self._takes_part(draft, told.sentence)
        return after and goes_on(self._lexicon, sentence, at)

    def _told_again(self, draft: Draft, mention: DateMention, governor: Governor) -> bool:
        """«القمة المقررة في 12 يونيو»، «وسيعقد اللقاء في مايو»: the talks to come, which the article told of by their
        sides."""
        if governor.owners or governor.frame not in (SESSIONS if draft.planned else _SESSION):
            return False
        ahead = governor.ahead or mention.direction == "future"
        return ahead == draft.planned and governor.definite and self._governors.only_one(draft)

    def _speaks_on(self, draft: Draft, told: ToldDay) -> bool:
        """«وقال بتروف في مؤتمر صحفي مع …» behind «قال وزير الخارجية إيغور بتروف اليوم»: the speaker goes on."""
        number = draft.sentence
        if not 0 < number - told.sentence <= _SPEECH or told.mention.kind not in OF_THE_DAY:
            return False
        trigger = min(c.trigger.first for c in draft.candidates if c.sentence == number)
        if not self._governors.speaks(number, trigger):
            return False
        before = [m for m in self._sentences[number].mentions if m.kind in PERSONS and m.first < trigger]
        for a in draft.one + draft.other:
            then = any(n == told.sentence and m.end <= told.mention.start for n, m in a.mentions)
            named = not before or any(n == number and m.first < trigger for n, m in a.mentions)
            if then and a.kind in PERSONS and named:  # «وأضاف خلال زيارة …»: whoever spoke before
                return True
        return False

    def _speaks_for(self, draft: Draft, told: ToldDay) -> bool:
        """«حذرت روسيا، الإثنين، من …. وقال السفير الروسي خلال جلسة …»: whether who spoke is of one of the sides."""
        sides = {x for a in draft.one + draft.other for x in (a.country, a.org) if x}
        mentions = self._sentences[told.sentence].mentions
        spoke = any({m.country, m.org} & sides for m in mentions if m.start < told.mention.start)
        return spoke or self._takes_part(draft, told.sentence)

    def _right_before(self, draft: Draft, number: int) -> bool:
        """«قال X، الاثنين، قبيل لقائه Y»، «عشية قمة …»: said on the day of what was then to come, or on its eve."""
        tokens, grammar = self._sentences[number].tokens, self._grammar
        own = (c for c in draft.candidates if c.sentence == number and c.trigger.first)
        before = ((tokens[c.trigger.first - 1].text, c.frame) for c in own)
        return any(word in grammar.eve or (word in grammar.ahead_of and frame in _OF_HIS) for word, frame in before)

    def _takes_part(self, draft: Draft, number: int) -> bool:
        """Whether a sentence names one of the encounter's parties."""
        return any(n == number for a in draft.one + draft.other if a.kind in PERSONS for n, _ in a.mentions)

    def _during_it(self, draft: Draft, governor: Governor, number: int) -> bool:
        """«اتفقا خلال اتصال هاتفي في أغسطس الماضي»: the call or the talks that the draft's own verb tells of."""
        before = self._sentences[number].tokens[max(0, governor.token - 1) : governor.token]
        kind = governor.frame == "phone" if draft.type == "call" else governor.frame in {"talks", "reception"}
        return kind and not governor.owners and any(t.text in self._grammar.during for t in before)

    def _on_journey(self, draft: Draft, number: int) -> bool:
        """«زيارة قام بها عام 2008 والتقى خلالها …»: the year of the journey is that of the meeting."""
        tokens = self._sentences[number].tokens
        last = (c.trigger.last for c in draft.candidates if c.sentence == number)
        return any(t.text in self._grammar.during_it for i in last for t in tokens[i : i + 2])

    def _of_the_treaty(self) -> Found | None:
        """«الاتفاق الذي أبرم في 2015»: the date of the one document of old that the article tells of."""
        signed = [t for t in self._told if t.governor.frame in SIGNING and t.mention.direction == "past"]
        days = {(t.mention.value or "")[:4]: (t.mention.value, t.mention) for t in signed if t.mention.value}
        return next(((v, m) for v, m in days.values() if v), None) if len(days) == 1 else None

    def _long_from(self, draft: Draft) -> bool:
        """«بعد أسابيع من لقائه»: the day on which that was said is none of the encounter's."""
        known = self._later.get(id(draft))
        if known is None:
            at = ((self._sentences[c.sentence], c.trigger.first) for c in draft.candidates)
            known = self._later[id(draft)] = any(long_before(self._lexicon, s, first) for s, first in at)
        return known

    def _long_ago(self, mention: DateMention) -> bool:
        value = mention.value or ""
        if self._published is None or len(value) < len("YYYY-MM-DD"):
            return False
        return date.fromisoformat(value) < self._published - LONG_AGO
