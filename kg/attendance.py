"""Who took part in a gathering: named beside it, or told later as a speaker, as the head of a delegation or as an
envoy to it."""

from __future__ import annotations

from kg.actor import is_plural
from kg.entities import Actor, Actors, Sentence
from kg.gathering import Gathering
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.places import find_places
from kg.postings import ENVOYS
from kg.session_speakers import Speakers
from kg.tokens import OPENING, Match, readings, surfaces

_TAKES_PART = 18  # words from who takes part to «للمشاركة»
_WAY = 25  # words from «شارك» to the gathering
_LONG_WAY = 45  # words from «ترأس X …، وفد …» to it
_SUBJECT = 5  # words from «أكد» to who said so
_DELEGATION = 14  # words from «ترأس» to the head of a delegation
_SPOKEN = 4  # sentences from a session to what was done at it
_DOING = 16  # words from who spoke to «خلال القمة»
_TOWN = 4  # words from «مؤتمر» to «في ميونيخ»
_SAID = 25  # sentences from a session to what was said at it
_LATER = 25  # sentences from a session to what an envoy to its organisation said of it
_OPENING = 5  # words from «تحدث» to «الافتتاح»
_OPENED = 5  # words from «الدورة» to «التي افتتحها»
_CAME = 3  # sentences from a session to «ووصل X»
_MEMBERS = 3  # sentences from a session to «ويضم الوفد»
_QUOTED = 6  # sentences from the lead to who is quoted
_BESIDE = 2  # words between a verb of speaking and the speaker
_WORLD = "UN"  # begins the codes of the United Nations and of its councils
_TALKS = frozenset({"receive", "received", "reception", "reception-of-his", "meet", "gather", "talks", "talks-of-his"})


class Attendance:
    """Finds who took part in the gatherings of an article."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.speakers = Speakers(lexicon)

    def beside(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """Officials whom a word of taking part joins to the gathering: before it, or right behind the verb."""
        words = sentence.matches(self.lexicon.gatherings).items()
        verbs = [
            m
            for k, m in words
            if k < word.first
            and (m.value == "participation" or self.speakers.is_his(sentence, m))
            and self._reaches(sentence, m, word)
            and not self._at_another(sentence, m, word)
        ]
        if verbs and self._stays_away(sentence, verbs[-1]):
            return []
        out: list[Mention] = []
        for verb in verbs[-1:]:
            between = [
                m
                for m in sentence.mentions
                if verb.last <= m.first < word.first
                and (m.kind == "official" or (m.kind == "counterpart" and m.name))
                and m.link not in self.lexicon.grammar.about  # «يرأس X، نيابة عن الملك Y، وفد …»
            ]
            before = [
                m
                for m in sentence.mentions
                if m.last <= verb.first and verb.first - m.last <= _TAKES_PART and m.kind == "official"
                if m.name or not is_plural(m)  # «اجتماع وزراء الداخلية …، ومثل العراق في الاجتماع X»
            ]
            alone = [m for m in sentence.mentions if m.last <= verb.first and m.kind == "official" and m.name]
            aim = sentence.tokens[verb.first].text.startswith(tuple(self.lexicon.grammar.for_))
            told = between or before[-1:] or self._behind(sentence, word) or (alone if len(alone) == 1 and aim else [])
            out += told or self.speakers.behind(sentence, word, aim=aim)
        if not verbs:
            out.extend(self.speakers.at(sentence, word))
        out.extend(m for m in self.speakers.there(sentence, word) if m not in out)
        first = next((k for k, m in words if m.value != "participation"), word.first)
        chairs = (m for m in sentence.mentions if m.kind == "official" and m.link in self.lexicon.grammar.heading)
        out.extend(m for m in chairs if m.name and not first < m.first < word.first)  # «اجتماع برئاسة X، قبيل القمة»
        for k, event in sentence.matches(self.lexicon.events).items():
            if (k >= word.last or k == word.first - 1) and event.value == "attendance":
                out.extend(
                    m
                    for m in sentence.mentions
                    if max(k, word.first) < m.first
                    and m.kind == "official"
                    and m.head
                    and (m.head.number == "singular" or m.countries)  # «بمشاركة وزراء داخلية مصر والأردن»
                    and (m.name or m.country or m.org)  # «ممثلي 190 دولة عضو في المنظمة» are nobody
                )
                break
        return out

    def _stays_away(self, sentence: Sentence, verb: Match[str]) -> bool:
        """«لن يشارك»، «عدم المشاركة»، «إلغاء مشاركته»."""
        before = sentence.tokens[max(0, verb.first - 1) : verb.first]
        events = sentence.matches(self.lexicon.events).values()
        denied = any(e.last == verb.first and e.value in {"denial", "postponed"} for e in events)
        return denied or any(t.text in self.lexicon.grammar.not_ for t in before)

    def _at_another(self, sentence: Sentence, verb: Match[str], word: Match[str]) -> bool:
        """«اجتماع … بمشاركة الرئيس X لمتابعة قرارات القمة»: whoever came, came to the first of the two."""
        event = sentence.matches(self.lexicon.events).get(verb.first)
        if event is None or event.value != "attendance":
            return False
        words = sentence.matches(self.lexicon.gatherings).items()
        direct = any(t.text in self.lexicon.grammar.in_ for t in sentence.tokens[word.first - 1 : word.first])
        return not direct and any(i < verb.first and w.value != "participation" for i, w in words)

    def _behind(self, sentence: Sentence, word: Match[str]) -> list[Mention]:
        """«وشارك في الاجتماع القائد العام X ونائبه Y»: who stands behind it, where nobody is told before."""
        return self.speakers.run([m for m in sentence.mentions if m.kind == "official" and m.name], word.last)

    def _reaches(self, sentence: Sentence, verb: Match[str], word: Match[str]) -> bool:
        """Whether a word of taking part is near enough to a gathering; «ترأس X …، وفد …» says on the way whom it
        leads."""
        if word.first - verb.first <= _WAY:
            return True
        heads = sentence.tokens[verb.first].text[len(verb.clitic) :] in self.lexicon.grammar.represents
        if not heads or word.first - verb.first > _LONG_WAY:
            return False
        events = sentence.matches(self.lexicon.events).items()
        return any(e.value == "delegation" and verb.last <= k < word.first for k, e in events)

    def speaker(self, actors: Actors, number: int, verb: Match[str], found: list[Gathering]) -> None:
        """«وخلال جلسة الافتتاح، ألقى وزير … كلمة»: a speaker at the session told of just before."""
        sentence = actors.sentences[number]
        if not found or number - found[-1].sentences[-1] > 4 or not verb.value or found[-1].planned:
            return
        grammar = self.lexicon.grammar
        if not any(t.text in grammar.in_session for t in sentence.tokens):
            return
        if sentence.tokens[verb.first].text[len(verb.clitic) :] not in grammar.speaks:
            return
        for mention in sentence.mentions:
            if mention.kind == "official" and (
                0 <= mention.first - verb.last <= 2 or 0 <= verb.first - mention.last <= 2
            ):
                found[-1].joins(actors.of(number, mention))
                return

    def representative(self, actors: Actors, number: int, verb: Match[str], found: list[Gathering]) -> None:
        """«ترأس وفد سلطنة عمان X»، «ومثل الأردن X»: who stood for a state at the session told of just before."""
        sentence = actors.sentences[number]
        word = sentence.tokens[verb.first].text[len(verb.clitic) :]
        if not found or word not in self.lexicon.grammar.represents or not 0 <= number - found[-1].sentences[-1] <= 3:
            return
        after = [m for m in sentence.mentions if 0 <= m.first - verb.last <= _DELEGATION]
        head = next((m for m in after if m.kind == "official" and m.name), None)
        if head is None:
            return
        actor = actors.of(number, head)
        state = next((m for m in after if m.kind in {"state", "group"} and m.country and m.last <= head.first), None)
        if state is None:  # «تشارك السعودية في الاجتماع بوفد يرأسه X»
            before = [m for m in sentence.mentions if m.last <= verb.first]
            state = next((m for m in before[:1] if m.kind == "state" and m.country and not m.link), None)
        if state and not (actor.country or actor.org):
            actor.country = state.country
        found[-1].joins(actor)

    def told_again(self, actors: Actors, number: int, word: Match[str], found: list[Gathering]) -> Gathering | None:
        """«وحضر الاجتماع X»، «غادر X للمشاركة في هذه الدورة»: who took part in the session told of just before."""
        sentence = actors.sentences[number]
        text = sentence.tokens[word.first].text[len(word.clitic) :]
        if not found or not 0 <= number - found[-1].sentences[-1] <= _SPOKEN or not self._plain(sentence, word):
            return None
        told = next((g for g in reversed(found) if self._so_called(actors, g, text)), found[-1])
        if not self.lexicon.grammar.definite(text) or not (len(found) == 1 or self._alike(actors, told, text, word)):
            return None
        met = word.value == "meeting" and self._talks_since(actors, told, -1, number, word.first)  # «الاجتماع», perhaps
        if met or self._speech(sentence, word):
            return None
        if self._told_to_attend(sentence, word):
            there = self.beside(sentence, word)
        else:  # «وفي افتتاح القمة، كررت X …»
            there = self.speakers.at(sentence, word) if word.first <= _BESIDE + 1 else []
            there = [m for m in there if m.name and m.first >= word.last]
        for m in there:
            told.joins(actors.of(number, m))
        if there and number not in told.sentences:
            told.sentences.append(number)
        return told if there else None

    def _told_to_attend(self, sentence: Sentence, word: Match[str]) -> bool:
        """Whether a verb of taking part or of leading a delegation stands beside a gathering."""
        grammar = self.lexicon.grammar
        words = surfaces(grammar.takes_part | grammar.represents)
        beside = sentence.tokens[max(0, word.first - _BESIDE) : word.first]
        told = any(t.text in words for t in sentence.tokens[max(0, word.first - _WAY) : word.last + _DELEGATION])
        return told or any(t.text in grammar.place_hosts for t in beside)  # «X الذي يستضيف القمة»

    def _so_called(self, actors: Actors, told: Gathering, text: str) -> bool:
        """«الاجتماع» is the meeting rather than the summit that it prepared."""
        bare, tokens = self.lexicon.grammar.bare, actors.sentences[told.sentence].tokens
        first = tokens[told.trigger.first].text[len(told.trigger.clitic) :]
        return bare(first).startswith(bare(text)[:4])

    def _speech(self, sentence: Sentence, word: Match[str]) -> bool:
        """«وفي كلمته … نقل تحيات الرئيس …، موضحا أن الاجتماع …»: words of what somebody said there."""
        speech = self.lexicon.grammar.his_speech | self.lexicon.grammar.speech
        return any(t.text in surfaces(speech) for t in sentence.tokens[: word.first])

    def members(self, actors: Actors, number: int, found: list[Gathering]) -> None:
        """«ويضم الوفد X وY»: those who came to a session told of just before, with the one who led them."""
        told, sentence, grammar = found[-1], actors.sentences[number], self.lexicon.grammar
        if not told.participants or not 0 <= number - told.sentences[-1] <= _MEMBERS:
            return
        words = {i: e.value for i, e in sentence.matches(self.lexicon.events).items()}
        tokens = sentence.tokens
        made_up = (i for i, t in enumerate(tokens) if any(rest in grammar.composed for _, rest in readings(t.text)))
        first = next((i for i in made_up if any(words.get(k) == "delegation" for k in range(i - 2, i + 3))), None)
        if first is None:
            return
        leader = told.participants[0]
        for m in sentence.mentions:
            if m.first < first or m.kind != "official" or not m.name:
                continue
            actor = actors.of(number, m)
            if actor.country in {None, leader.country} and not actor.org and not leader.org:
                actor.country = leader.country
                told.joins(actor)

    def arrivals(self, actors: Actors, number: int, found: list[Gathering]) -> None:
        """«ووصل وزير الداخلية السعودي X، والوزير القطري Y»: who came, where no goal but the session just told of is
        told."""
        sentence, grammar = actors.sentences[number], self.lexicon.grammar
        told = found[-1]
        if not 0 < number - told.sentences[-1] <= _CAME:
            return
        triggers = sentence.matches(self.lexicon.triggers).values()
        came = next((t for t in triggers if t.value.frame == "travel"), None)
        if came is None or came.first > _SUBJECT or came.value.word not in grammar.arrives:
            return
        if any(p.visited for p in find_places(self.lexicon, sentence)):
            return
        last = came.last
        for m in sentence.mentions:
            if m.kind == "official" and m.name and 0 <= m.first - last <= 1:
                told.joins(actors.of(number, m))
                last = m.last

    def opened_by(self, actors: Actors, number: int, verb: Match[str], found: list[Gathering]) -> None:
        """«وتحدث في جلسة الافتتاح كل من X وY والأمين العام للمجلس Z», «يفتتح X … المؤتمر»: who speaks at the opening of
        the session told of before, held or to come; who opens the one told of in the sentence."""
        sentence, grammar = actors.sentences[number], self.lexicon.grammar
        tokens = sentence.tokens
        if not found or not 0 <= number - found[-1].sentences[-1] <= _SPOKEN:
            return
        word = tokens[verb.first].text[len(verb.clitic) :]
        opens = word.endswith(tuple(grammar.opens))
        if opens:
            for m in self.speakers.by_speeches(sentence, verb):
                found[-1].joins(actors.of(number, m))
        opens = opens and number == found[-1].sentences[-1]
        if opens or (word in grammar.opens_it and self._of_it_before(sentence, verb.first)):
            beside = (m for m in sentence.mentions if m.kind == "official" and m.name and m.first == verb.last)
            for m in beside:
                actor = actors.of(number, m)
                if not (actor.country or actor.org):
                    actor.country = self._host(actors, found[-1])
                found[-1].joins(actor)
        if word not in grammar.takes_floor:
            return
        near = range(verb.last, verb.last + _OPENING)
        if not any(i in near for i, t in enumerate(tokens) if t.text in surfaces(grammar.in_session)):
            return
        for m in sentence.mentions:
            held = m.kind == "official" and m.first >= verb.last and m.name and m.link not in grammar.governed
            if held and m.head is not None and m.head.number == "singular":
                actor = actors.of(number, m)
                if m.role and not actor.country and not actor.org and self._of_it(m):
                    actor.org = found[-1].organiser.org
                found[-1].joins(actor)

    def _of_it_before(self, sentence: Sentence, first: int) -> bool:
        """«هذه الدورة التي افتتحها …»: the gathering stands before the verb."""
        tokens, words = sentence.tokens, sentence.matches(self.lexicon.gatherings)
        relative = first > 0 and tokens[first - 1].text in self.lexicon.grammar.relative
        near = range(max(0, first - _OPENED), first - 1)
        return relative and any(i in words and words[i].value != "participation" for i in near)

    def _host(self, actors: Actors, told: Gathering) -> str | None:
        """The state in which a session is told to be held, if one alone is told: whose minister opens it."""
        states = {p.country for p in find_places(self.lexicon, actors.sentences[told.sentence])}
        return states.pop() or None if len(states) == 1 else None

    def _of_it(self, m: Mention) -> bool:
        """«الأمين العام للمجلس»."""
        return not self.lexicon.grammar.the_council.isdisjoint((m.role_key or "").split())

    def said_there(self, actors: Actors, number: int, found: list[Gathering]) -> None:
        """«وقال الوزير X خلال القمة»، «وأكد X في كلمته»: who spoke at the session told of just before; an envoy to the
        organisation that met speaks of its session wherever he is quoted."""
        sentence, held = actors.sentences[number], [g for g in reversed(found) if g.held]
        if not held:
            return  # nothing else tells that one was held
        told, late = held[0], number - held[0].sentences[-1] > _SAID
        spoke = list(self.speakers.of(sentence))
        subject = None if late else self.speakers.subject(sentence)
        did = [] if subject is None or any(m is subject for m, _ in spoke) else [(subject, subject.last)]
        if not late and any(t.text in self.lexicon.grammar.their_speeches for t in sentence.tokens):
            spoke += [(m, m.last) for m in self.speakers.listed(sentence) if all(m is not s for s, _ in spoke)]
        for m, behind in spoke + did:
            sent = (g for g in held if 0 <= number - g.sentence <= _LATER and self._sent_there(sentence, m, g))
            if not (did and m is subject) and (known := next(sent, None)) is not None:
                known.joins(actors.of(number, m))
                continue
            if late or not (m.name or self.speakers.known_by_office(m)):
                continue
            envoy = (told.organiser.org or "").startswith(_WORLD) and self._is_envoy(actors.of(number, m))
            leads, since = self.speakers.leads(sentence, m), told.sentences[-1]
            leads_to = number - since <= _CAME and not find_places(self.lexicon, sentence)  # «قال X لدى وصوله»
            if (
                (leads and not self._talks_since(actors, told, since, number, behind))
                or self._at_the_session(actors, number, behind, told, envoy=envoy)
                or (self._opens_with(told, number) and self.speakers.quoted(sentence, m))
                or (leads_to and self.speakers.arriving(sentence, m.last, m.last + _BESIDE))
            ):
                told.joins(actors.of(number, m))
                if number not in told.sentences:
                    told.sentences.append(number)

    def _opens_with(self, told: Gathering, number: int) -> bool:
        """An article that begins with a gathering and who came to it, shortly before: who is quoted speaks there."""
        soon = number - told.sentence <= _QUOTED
        return soon and told.sentence == 0 and told.trigger.value != "decision" and bool(told.participants)

    def _is_envoy(self, actor: Actor) -> bool:
        return any(x.head is not None and x.head.category in ENVOYS for _, x in actor.mentions)

    def _sent_there(self, sentence: Sentence, m: Mention, told: Gathering) -> bool:
        """Whether somebody speaks for his state in the organisation that met: its envoy to it, «مندوب السويد» at the
        United Nations, «نظيره الفرنسي» behind another envoy."""
        if not m.country:
            return False
        if m.kind == "counterpart":
            return bool(told.participants) and self._is_envoy(told.participants[-1])
        standing = m.head is not None and m.head.lemma in self.lexicon.grammar.standing_envoy
        if standing and (told.organiser.org or "").startswith(_WORLD) and m.kind == "official":
            return True
        return self._envoy_to(sentence, m, told.organiser)

    def _envoy_to(self, sentence: Sentence, m: Mention, organiser: Actor) -> bool:
        """«المندوبة الأمريكية لدى الأمم المتحدة X» at a session of the Security Council."""
        if m.kind != "official" or not (m.head and m.head.category in ENVOYS):
            return False
        grammar, tokens = self.lexicon.grammar, sentence.tokens
        for i in range(m.first, min(m.last + 1, len(tokens))):
            org = self.lexicon.organisations.at(tokens, i)
            if i > m.first and tokens[i].text in grammar.the_council and tokens[i - 1].text in grammar.at | grammar.in_:
                return True  # «مندوب بريطانيا في المنظمة X»
            if org and (org.clitic in grammar.in_ | grammar.for_ or tokens[i - 1].text in grammar.at | grammar.in_):
                code = org.value.label
                return code == organiser.org or (bool(code) and (organiser.org or "").startswith(code))
        return False

    def _at_the_session(self, actors: Actors, number: int, start: int, told: Gathering, *, envoy: bool) -> bool:
        """«… في كلمته»، «… خلال القمة»: words of the sentence say that it was said there, and no other talks are told
        since; an envoy speaks before or after it («بعد الاجتماع»)."""
        sentence, grammar = actors.sentences[number], self.lexicon.grammar
        tokens = sentence.tokens
        at = grammar.during | grammar.in_ | grammar.before_all
        at |= grammar.ahead_of | grammar.gone_after if envoy else frozenset[str]()
        said = grammar.that | OPENING  # «قال X إن بلاده ستشارك في القمة» tells nothing of where he spoke
        stop = next((i for i in range(start, len(tokens)) if tokens[i].text in said), len(tokens))
        for i, word in sentence.matches(self.lexicon.gatherings).items():
            text = tokens[i].text[len(word.clitic) :]
            first = self.speakers.course(sentence, word)
            before = readings(tokens[first - 1].text) if first else ()
            arrives = any(t.text in grammar.arrival for t in tokens[max(0, i - _BESIDE) : i])
            if word.clitic not in grammar.in_ and not (arrives or any(rest in at for _, rest in before)):
                continue
            speech = word.value == "participation" and text in grammar.his_speech
            near = range(word.last, min(word.last + _TOWN, len(tokens)))  # «الاجتماع»، «مؤتمر حول الأمن في ميونيخ»
            known = grammar.definite(text) or any(self.lexicon.cities.at(tokens, k) for k in near)
            same = word.value != "participation" and known and self._plain(sentence, word)
            soon = i < min(stop, start + _DOING)
            if not (speech or (same and soon and self._alike(actors, told, text, word))):
                continue
            return not self._talks_since(actors, told, told.sentences[-1], number, i)
        return False

    def _plain(self, sentence: Sentence, word: Match[str]) -> bool:
        """«القمة»، with no organiser of its own behind it, and no «هامش» before."""
        tokens, near = sentence.tokens, range(word.last, word.last + _BESIDE)
        marginal = any(t.text in self.lexicon.grammar.marginal for t in tokens[max(0, word.first - 3) : word.first])
        press = any(t.text in self.lexicon.grammar.press for t in tokens[word.last : word.last + 1])
        relative = any(t.text in self.lexicon.grammar.relative for t in tokens[word.last : word.last + 1])
        whose = tokens[word.last + _BESIDE].text if relative and word.last + _BESIDE < len(tokens) else ""
        if whose in self.lexicon.grammar.council:
            return False  # «الجلسة التي عقدها مجلس الوزراء»
        return not marginal and not press and not any(m.first in near for m in sentence.mentions if m.kind == "org")

    def _alike(self, actors: Actors, told: Gathering, text: str, word: Match[str]) -> bool:
        """«القمة» is the summit told of, «الاجتماع» the meeting or the sitting, «الجلسة» any of them."""
        lexicon = self.lexicon
        bare = lexicon.grammar.bare(text)
        if bare in lexicon.grammar.sitting or word.value == told.trigger.value == "meeting":
            return True
        for n in told.sentences:
            for i, one in actors.sentences[n].matches(lexicon.gatherings).items():
                form = actors.sentences[n].tokens[i].text[len(one.clitic) :]
                if lexicon.grammar.bare(form).startswith(bare[:4]):
                    return True
        return False

    def _talks_since(self, actors: Actors, told: Gathering, start: int, number: int, stop: int) -> bool:
        """Whether other talks are told between a session and what was said («عقد X اجتماعا مع Y»)."""
        own, grammar = told.sentences, self.lexicon.grammar
        unreal = grammar.relative | grammar.sake | grammar.over | grammar.to  # «الجلسة التي عقدت»، «من أجل عقد اجتماع»
        for n in range(start + 1, number + 1):
            sentence = actors.sentences[n]
            if any(m.kind == "org" and m.org == told.organiser.org for m in sentence.mentions):
                continue  # «والتأم المجلس»: it goes on
            if not any(m.kind in {"official", "counterpart", "group"} for m in sentence.mentions):
                continue
            for i, t in sentence.matches(self.lexicon.triggers).items():
                noun = i in sentence.matches(self.lexicon.gatherings)
                held = t.value.frame == "talk" and t.value.word in grammar.holds and n not in own
                of_it = i > 0 and sentence.tokens[i - 1].text in unreal
                if not (held or t.value.frame in _TALKS) or noun or of_it or (n == number and i >= stop):
                    continue
                events = sentence.matches(self.lexicon.events).items()
                if not any(e.value in {"wish", "future"} and 0 <= i - k <= _SUBJECT for k, e in events):
                    return True  # «قال إنه منفتح على عقد قمة» tells of none
        return False
