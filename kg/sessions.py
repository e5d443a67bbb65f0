"""Gatherings of an organisation: councils, conferences and summits, and who took part.

A session needs a gathering word and the organisation behind it (الدورة … لمجلس وزراء الداخلية العرب) or the
organisation's own meeting or decision (اجتمع مجلس الأمن، تبنى مجلس الأمن قرارا), and something told of it: a
participant, a place or a date (guide, decision 3).
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.addresses import Address, Addresses
from kg.attendance import Attendance
from kg.body_meetings import BodyMeetings
from kg.dates import DateMention, within
from kg.entities import Actor, Actors, Sentence
from kg.gathering import Gathering
from kg.hosted import Hosts
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.named_conferences import NamedConferences
from kg.places import find_places
from kg.sentences import LazySentences
from kg.session_outlook import Outlook
from kg.sides import points_back
from kg.tokens import Match, Token, readings, surfaces
from kg.unlisted_bodies import UnlistedBodies

PARTICIPATION = "participation"  # the gathering words that tell of taking part alone
_REACH = 13
_SEATED = 18  # words from a conference to «(الذي عقد) بمقر» of its organiser
_WHOSE = 12  # words from «وزراء الخارجية» to the organisation of theirs
_LEAD = 2  # the last sentence of a lead, where who sets out is news
_SEAT = 8  # words from the organiser told before to the conference
_YEARS = 12  # words from a gathering to the year in which it was held
_AT = 10  # words from a gathering to the state where it is held
_NEXT = 3  # words from a gathering to «المقبل»
_YEAR = 4  # digits
_DAY = 10  # signs of an ISO day
_VERB = 4  # words before a gathering among which its year may stand
_COUNCIL_REACH = 3  # sentences over which «للمجلس» means the body named before


class SessionReader:
    """Finds the gatherings of an article."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._attendance = Attendance(lexicon)
        self._outlook = Outlook(lexicon)
        self._hosts = Hosts(lexicon)
        self._named = NamedConferences(lexicon, self._hosts)
        self._unlisted = UnlistedBodies(lexicon)
        self._meetings = BodyMeetings(lexicon, self._unlisted)
        self._addresses = Addresses(lexicon, self._attendance.speakers)
        deeds = self._meetings.deciding | self._addresses.verbs  # what a council does in session, what is said to it
        self.openings = {(word,) for word in deeds} | self._addresses.fronts

    def has_word(self, tokens: list[Token]) -> bool:
        """Whether a sentence names a gathering at all."""
        texts = {t.text for t in tokens}
        if self._meetings.decides(texts) or self._addresses.has_word(texts):
            return True
        table = self.lexicon.gatherings
        if table.surfaces.isdisjoint(texts):
            return False
        return any(word.value != PARTICIPATION for word in table.all(tokens).values())

    def may_find(self, sentences: LazySentences, numbers: Iterable[int]) -> bool:
        """Whether ``read`` may find a gathering in these sentences, all that have a gathering word or a trigger.

        Short names, which are not known yet, can only stand in the way of an organiser.
        """
        organisations, council = self.lexicon.organisations.surfaces, self.lexicon.grammar.the_council
        for number in numbers:
            tokens = sentences.tokens(number)
            texts = {t.text for t in tokens}
            whose = not council.isdisjoint(texts)
            known = whose or not organisations.isdisjoint(texts) or self._unlisted.may_stand(texts)
            if not (known or self._attended(tokens)):
                continue
            sentence = sentences.read(number)
            if any(self._meetings.of(sentence, m) for m in self._meetings.bodies(sentence)):
                return True
            if any(True for _ in self._addresses.told(sentence)):
                return True
            found = (self._gathering(sentence, i) for i in sentence.matches(self.lexicon.gatherings))
            for gathering in found:
                if gathering is None:
                    continue
                if (self._whose(sentence, gathering) or self._host(sentence, gathering)) is not None:
                    return True
                if gathering.value == "conference" and self._attendance.beside(sentence, gathering):
                    return True
                if whose and any(
                    m.org for n in range(max(0, number - 3), number + 1) for m in sentences.read(n).mentions
                ):
                    return True
        return False

    def _attended(self, tokens: list[Token]) -> bool:
        """Whether words of a sentence tell of somebody who takes part in something."""
        for table, kind in ((self.lexicon.gatherings, PARTICIPATION), (self.lexicon.events, "attendance")):
            surfaces_ = table.surfaces
            for i, token in enumerate(tokens):
                if token.text in surfaces_ and (m := table.at(tokens, i)) and m.value == kind:
                    return True
        return False

    def _gathering(self, sentence: Sentence, i: int) -> Match[str] | None:
        """The gathering word at a token, unless what stands around it says that it tells of none."""
        word = sentence.matches(self.lexicon.gatherings).get(i)
        if word is None or word.value == PARTICIPATION:
            return None
        if word.value != "session" and self._one_of_many(sentence, word):
            return None
        told = self._covered(sentence, i) or self._meetings.aside(sentence, i) or self._agenda(sentence, i)
        told = told or self._meetings.other_meaning(sentence, word) or self._called_off(sentence, i)
        return None if told or self._deeds(sentence, word) else word

    def _called_off(self, sentence: Sentence, i: int) -> bool:
        """«إلغاء جلسة …»، «تأجيل القمة»: not held, and none to come."""
        near = (e for k, e in sentence.matches(self.lexicon.events).items() if i - 2 <= k < i)
        return any(e.last == i and e.value in {"denial", "postponed"} for e in near)

    def _one_of_many(self, sentence: Sentence, word: Match[str]) -> bool:
        """«طلبت موسكو اجتماعا للمنظمة»: a meeting as an object is one that was held only where somebody attends it."""
        text, before = sentence.tokens[word.first].text, word.first - 1
        if not text.endswith(tuple(self.lexicon.grammar.accusative)):
            return False
        attended = sentence.matches(self.lexicon.gatherings).get(before)
        return attended is None or attended.value != PARTICIPATION

    def _deeds(self, sentence: Sentence, word: Match[str]) -> bool:
        """«أعمال العنف»، «أعمال إغاثة»: no proceedings of a gathering or a body, which stands right behind them."""
        tokens, last = sentence.tokens, word.last
        if tokens[word.first].text[len(word.clitic) :] not in self.lexicon.grammar.proceedings:
            return False
        near = range(last, min(last + 2, len(tokens)))
        tables = (self.lexicon.gatherings, self.lexicon.organisations, self.lexicon.heads)
        return not any(table.at(tokens, i) for i in near for table in tables)

    def read(self, actors: Actors, dates: list[DateMention]) -> list[Gathering]:
        """The gatherings in the order of the text; each organiser has at most one held and one planned."""
        found: list[Gathering] = []
        whose: tuple[int, Mention | None] = (-1, None)  # of the gathering told of last
        for number, sentence in enumerate(actors.sentences):
            for mention in self._meetings.bodies(sentence):
                if meeting := self._meetings.of(sentence, mention):
                    self._add(actors, number, meeting, actors.organisation(number, mention), found, dates)
            for address in self._addresses.told(sentence):
                self._addressed(actors, number, address, found, dates)
            for i, word in sentence.matches(self.lexicon.gatherings).items():
                if word.value == PARTICIPATION:
                    self._attendance.speaker(actors, number, word, found)
                    self._attendance.representative(actors, number, word, found)
                    continue
                if self._gathering(sentence, i) is None:
                    continue
                org = self._whose(sentence, word)
                if org is not None:
                    organiser = actors.organisation(number, org)
                elif self._of_the_council(sentence, word) and (known := self._body_before(actors, number, word)):
                    organiser = known
                elif name := self._conference(actors, number, word, found):
                    organiser = actors.organisation(number, name)
                elif host := self._host(sentence, word):
                    organiser = actors.of(number, host)
                elif found and self._next_one(sentence, word) and self._dated(sentence, word, dates):
                    organiser = found[-1].organiser
                else:
                    again = self._attendance.told_again(actors, number, word, found)
                    if again and self._outlook.sets_out(sentence, word, lead=True):
                        again.planned = True
                    continue
                named = org is not None and self._its_name(org, word)  # «الاجتماع التحضيري للقمة العربية»
                self._add(actors, number, word, organiser, found, dates, alone=named and (number, org) == whose)
                whose = (number, org)
            if found:  # an article without a session has no speakers at one
                for verb in self._floor(sentence):
                    self._attendance.opened_by(actors, number, verb, found)
                self._attendance.said_there(actors, number, found)
                self._attendance.members(actors, number, found)
                self._attendance.arrivals(actors, number, found)
        return [g for g in found if g.participants or g.placed]

    def _addressed(
        self, actors: Actors, number: int, address: Address, found: list[Gathering], dates: list[DateMention]
    ) -> None:
        """Take the sitting of a body that somebody speaks to, who may be told in the sentence before."""
        body, who = address.body, address.speaker
        organiser = actors.organisation(number, body) if body else self._council_before(actors, number, address.word)
        there = [(number, who)] if who else self._attendance.speakers.spoke(actors.sentences, number)
        if organiser is not None and there and actors.of(*there[0]).org != organiser.org:
            self._add(actors, number, address.word, organiser, found, dates, there=there)

    def _whose(self, sentence: Sentence, word: Match[str]) -> Mention | None:
        """The organisation that holds a gathering; of workshops only states are told as hosts."""
        if word.value == "workshop":
            return None
        known = self._organiser(sentence, word) or self._seat(sentence, word)
        return known or self._unlisted.behind(sentence, word)

    def _conference(self, actors: Actors, number: int, word: Match[str], found: list[Gathering]) -> Mention | None:
        """A conference of states by its own name, where somebody of a state is said to take part in it."""
        if word.value != "conference":
            return None
        sentence = actors.sentences[number]
        text = sentence.tokens[word.first].text[len(word.clitic) :]
        if self.lexicon.grammar.definite(text) and any(g.trigger.value == "conference" for g in found):
            return None  # the one told of
        told = [actors.of(number, m) for m in self._attendance.beside(sentence, word)]
        countries = {a.country for a in told if a.country}
        return self._named.of(sentence, word, countries) if told else None

    def _host(self, sentence: Sentence, word: Match[str]) -> Mention | None:
        """The state that hosts a gathering of many, where somebody is said to take part in it."""
        before = sentence.tokens[max(0, word.first - 1) : word.first]  # «لعقد مؤتمر …»
        held = any(rest in self.lexicon.grammar.holding for t in before for _, rest in readings(t.text))
        held = held or self._outlook.takes_place(sentence, word) or self._hosts.hosting(sentence, word) is not None
        if self._attendance.beside(sentence, word):
            return self._hosts.of(sentence, word)
        if not held or not self._hosts.announced(sentence, word):
            return None
        host = self._hosts.of(sentence, word)  # told by its place, which stands behind it or with a verb of hosting
        there = host and (host.first >= word.first or self._hosts.hosting(sentence, word) is not None)
        return host if there else None

    def _next_one(self, sentence: Sentence, word: Match[str]) -> bool:
        """«قبل الاجتماع المقبل في ديسمبر»، «اجتماع وزراء الدفاع المقبل»: the next one of the body told of last."""
        near = sentence.tokens[word.last : word.last + _NEXT]
        if any(rest in self.lexicon.grammar.joint_body for t in near for _, rest in readings(t.text)):
            return False  # «الدورة القادمة للجنة …»
        behind = {t.text for t in near}
        others = (m for m in sentence.mentions if word.last <= m.first <= word.last + _NEXT)
        told = any(m.kind in {"org", "state", "group"} or m.name or m.org or m.country for m in others)
        return not told and not behind.isdisjoint(self.lexicon.grammar.next_)

    def _dated(self, sentence: Sentence, word: Match[str], dates: list[DateMention]) -> bool:
        """Whether a day, a month or a year is told behind a gathering, in its sentence."""
        return any(d.kind != "vague" for d in within(dates, sentence.tokens[word.last - 1].end, sentence.end))

    def _floor(self, sentence: Sentence) -> list[Match[str]]:
        """The verbs of taking part and of taking the floor in a sentence."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        words = surfaces(grammar.takes_floor)
        found = [m for m in sentence.matches(self.lexicon.gatherings).values() if m.value == PARTICIPATION]
        for i, token in enumerate(tokens):
            if token.text in words:
                clitic = next((c for c, rest in readings(token.text) if rest in grammar.takes_floor), "")
                found.append(Match(i, i + 1, clitic, PARTICIPATION))
        return found

    def _add(
        self,
        actors: Actors,
        number: int,
        word: Match[str],
        organiser: Actor,
        found: list[Gathering],
        dates: list[DateMention],
        *,
        alone: bool = False,
        there: list[tuple[int, Mention]] | None = None,
    ) -> None:
        """Take a gathering, or what is told of a known one; nobody is told to be at the one told of ``alone``."""
        sentence = actors.sentences[number]
        planned = self._outlook.planned(sentence, word)
        if not planned and not any(g.organiser is organiser and not g.planned and g.participants for g in found):
            planned = self._outlook.sets_out(sentence, word, number <= _LEAD)  # unless it is known to be held
        if not planned and not self._outlook.over(
            sentence, word
        ):  # «… المشارك في اجتماع لجنة … إضافة إلى اجتماع مجلس …»
            planned = any(g.organiser is organiser and g.planned and g.sentence == number for g in found)
        year = self._year(sentence, word, dates, planned)
        same = (
            g for g in found if g.organiser is organiser and g.planned == planned and year in {None, g.year or year}
        )
        known = next(same, None)
        if known is None:
            known = Gathering(organiser, number, word, planned=planned)
            found.append(known)
        known.year = known.year or year
        known.over = known.over or self._outlook.presided(sentence, word)
        if number not in known.sentences:
            known.sentences.append(number)
        if there is None:
            there = [] if alone else [(number, mention) for mention in self._attendance.beside(sentence, word)]
        speakers = self._attendance.speakers
        if not (there or alone) and points_back(sentence, self.lexicon.grammar):
            there = speakers.of_speech(actors.sentences, number, word)
        if not (there or alone):
            there = speakers.before(actors.sentences, number, word)
        for at, mention in there:
            actor = actors.of(at, mention)
            if self._serves_it(mention) and not (actor.country or actor.org):
                actor.org = organiser.org
            if actor not in known.participants:
                known.participants.append(actor)
        dated = [d for d in within(dates, sentence.start, sentence.end) if d.kind != "vague"]  # of whatever day
        if word.value == "decision":  # one told by its year is history
            dated = [d for d in dated if len(d.on(planned) or "") == _DAY]
        named = any(self._its_name(m, word) for m in sentence.mentions)
        placed = self._placed(sentence, word, named)
        aside = self._meetings.marginal(sentence, word.first, _AT)
        triggers = sentence.matches(self.lexicon.triggers)
        talks = any(
            t.value.frame == "talk" and t.last == word.first for t in triggers.values()
        )  # «تبحث القمة العربية غدا»
        told = not named or ((talks or self._outlook.takes_place(sentence, word)) and not aside)
        placed = placed or (bool(dated) and told)
        placed = placed or (planned and self._hosts.hosting(sentence, word) is not None)  # «التي تستضيفها السعودية»
        if organiser.kind == "state" and not known.participants:
            placed = bool(dated)  # a conference of no organisation is told by its day
        known.placed = known.placed or placed

    def _year(self, sentence: Sentence, word: Match[str], dates: list[DateMention], planned: bool) -> str | None:
        """The year of the one date told beside a gathering: «احتضنت سنة 2007 الدورة 76» is not the session of today."""
        tokens = sentence.tokens
        start, end = tokens[max(0, word.first - _VERB)].start, tokens[min(word.last + _YEARS, len(tokens)) - 1].end
        told = [d.on(planned) for d in within(dates, start, end) if d.kind != "vague"]
        return (told[0] or "")[:_YEAR] or None if len(told) == 1 else None

    def _its_name(self, mention: Mention, word: Match[str]) -> bool:
        """«القمة العربية»: the gathering word begins the name of an organisation."""
        return mention.first == word.first and mention.kind == "org" and word.value == "conference"

    def _placed(self, sentence: Sentence, word: Match[str], named: bool) -> bool:
        """«الدورة … لمجلس وزراء الداخلية العرب في تونس»، «تنعقد في تونس الدورة …»: a city, else a state beside it;
        where the gathering is only ``named`` («القمة العربية») any place must stand beside it."""
        before = max(0, word.first - _AT)
        held = self._outlook.takes_place(sentence, word)
        held = held or any(t.text in self.lexicon.grammar.takes_place for t in sentence.tokens[before : word.first])
        beside = range(before if held else word.last, word.last + _AT)
        near = set(beside).difference(*(range(m.first, m.last) for m in sentence.mentions if m.kind == "org"))
        return any((p.city and not named) or p.first in near for p in find_places(self.lexicon, sentence))

    def _serves_it(self, mention: Mention) -> bool:
        """«الأمين العام للمجلس»: of the very body that meets."""
        return not self.lexicon.grammar.the_council.isdisjoint((mention.role_key or "").split())

    def _organiser(self, sentence: Sentence, word: Match[str]) -> Mention | None:
        """The organisation right behind the gathering word, with only plain words between."""
        members: Mention | None = None
        for mention in sentence.mentions:
            if self._its_name(mention, word):
                return None if mention.org in self.lexicon.nonstate else mention
            if mention.first < word.last:
                continue
            words = {t.text for t in sentence.tokens[word.last : mention.first]}
            seated = not (
                words.isdisjoint(self.lexicon.grammar.relative) or words.isdisjoint(self.lexicon.grammar.house)
            )
            reach = _WHOSE if members else _SEATED if seated else _REACH
            if mention.first - (members or word).last > reach:
                return None
            if members is None and self._of_members(mention):
                members = mention  # «اجتماع وزراء الخارجية لبلدان الحوار 5+5»
                continue
            if seated:
                seat = word.value in {"conference", "session"} and mention.kind == "org"  # «المؤتمر … الذي اختتم بمقر»
                return mention if seat and mention.org not in self.lexicon.nonstate else None  # but «اجتماع … الذي»
            hosted = self.lexicon.grammar.relative & words and self.lexicon.grammar.place_hosts & words
            host = sentence.tokens[mention.first - 1].text in self.lexicon.grammar.place_hosts
            if hosted and not host and mention.link not in self.lexicon.grammar.for_:
                return None  # «الندوة التي استضافتها الجمعية …، ضرورة قيام دول التحالف»
            if not words.isdisjoint(self.lexicon.grammar.that):
                return None  # «خلال القمة إن بلاده تؤكد تطوير جامعة …»
            if mention.kind == "state" and mention.link in self.lexicon.grammar.in_:
                continue  # «اجتماع في لوكسمبورغ لوزراء مالية منطقة اليورو»
            between = words & self.lexicon.grammar.concerning
            if any(text.startswith(tuple(self.lexicon.grammar.for_)) for text in between):
                return None  # «جلسة الأسبوع المقبل لمناقشة تقرير منظمة …»
            if mention.kind == "official" and mention.head and mention.head.number == "plural" and mention.org:
                return None if mention.link in self.lexicon.grammar.with_ else mention  # «اجتماع مشترك مع وزراء …»
            if mention.kind == "group" and mention.org and mention.link in self.lexicon.grammar.for_:
                return mention  # «القمة … لقادة دول مجلس التعاون»
            if mention.kind != "org" or mention.org in self.lexicon.nonstate:
                return None
            before = sentence.tokens[mention.first - 1].text
            briefed = sentence.tokens[word.first].text[len(word.clitic) :] in self.lexicon.grammar.briefing
            if briefed and (before in self.lexicon.grammar.before_all or mention.link in self.lexicon.grammar.to):
                return mention  # «إحاطة أمام مجلس الأمن»
            if not mention.link and before in self.lexicon.grammar.not_whose:
                return None  # «دعوا في ختام الاجتماع إلى طرح قرار أمام مجلس الأمن»
            links = {"", *self.lexicon.grammar.for_, *self.lexicon.grammar.by}
            links |= self.lexicon.grammar.in_ if members else set()  # «وزراء خارجية الدول الأعضاء في منظمة …»
            links |= self.lexicon.grammar.in_ if self._meetings.in_session(sentence, mention) else set()
            links |= self.lexicon.grammar.between if word.value == "conference" else set()
            return mention if mention.link in links or mention.first == word.last else None
        return None

    def _of_members(self, mention: Mention) -> bool:
        """Ministers in the plural, of whom neither state nor organisation is told."""
        several = mention.kind == "official" and mention.head is not None and mention.head.number == "plural"
        return several and not (mention.name or mention.country or mention.org)

    def _seat(self, sentence: Sentence, word: Match[str]) -> Mention | None:
        """«تعقد بمقر الأمانة العامة لمجلس … أعمال المؤتمر»، «يفتتح الأمين العام لمجلس … المؤتمر»: whose conference
        it is, told before it."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        behind = tokens[word.last].text if word.last < len(tokens) else ""
        named = behind.startswith(tuple(grammar.article))  # «المؤتمر العربي …»، «اجتماع اللجنة …»
        if not named or (word.value == "conference" and not grammar.definite(tokens[word.first].text)):
            return None
        before = [m for m in sentence.mentions if m.last <= word.first and m.kind in {"official", "org"}]
        if not before or not before[-1].org or word.first - before[-1].last > _SEAT:
            return None
        host, verbs = before[-1], sentence.matches(self.lexicon.gatherings)
        opened = (tokens[i].text for i in range(max(0, host.first - 2), host.first) if i in verbs)
        heads = host.kind == "official" and any(t.endswith(tuple(grammar.opens)) for t in opened)
        seat = host.first > 0 and tokens[host.first - 1].text in grammar.house
        return host if (heads or (seat and host.kind == "org")) and host.org not in self.lexicon.nonstate else None

    def _body_before(self, actors: Actors, number: int, word: Match[str]) -> Actor | None:
        """The organisation of states named last before «… للمجلس», as itself or as somebody's."""
        for n in range(number, max(-1, number - _COUNCIL_REACH - 1), -1):
            told = [m for m in actors.sentences[n].mentions if m.org and (n < number or m.last <= word.first)]
            mentions = [m for m in told if m.kind == "org"] or told  # the council rather than whoever serves another
            if mentions and mentions[-1].org in self.lexicon.nonstate:
                return None
            if mentions:
                return actors.organisation(n, mentions[-1])
        return None

    def _council_before(self, actors: Actors, number: int, word: Match[str]) -> Actor | None:
        """The council or assembly named last before «أمام المجلس»."""
        for n in range(number, -1, -1):
            for m in reversed(actors.sentences[n].mentions):
                if (n < number or m.last <= word.first) and self._meetings.in_session(actors.sentences[n], m):
                    return actors.organisation(n, m)
        return None

    def _of_the_council(self, sentence: Sentence, word: Match[str]) -> bool:
        """«الاجتماع … للمجلس»: the body named before; «اجتماع المجلس المركزي» is one of its own."""
        if any(m.kind == "org" and word.last <= m.first < word.last + 5 for m in sentence.mentions):
            return False
        return any(t.text in self.lexicon.grammar.the_council for t in sentence.tokens[word.last : word.last + 5])

    def _covered(self, sentence: Sentence, i: int) -> bool:
        return any(
            m.first <= i < m.last and m.kind != "org" and not (m.head and m.head.number == "plural")
            for m in sentence.mentions
        )

    def _agenda(self, sentence: Sentence, i: int) -> bool:
        """«جدول أعمال …»، no proceedings; «على جدول جلسة يعقدها …» is one all the same."""
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        agenda = i > 0 and tokens[i - 1].text.endswith(tuple(grammar.agenda))
        return agenda and tokens[i].text in surfaces(grammar.proceedings)
