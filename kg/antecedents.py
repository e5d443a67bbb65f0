"""Who is meant where a verb or noun of meeting has no subject of its own: whoever was told of before."""

from __future__ import annotations

from collections.abc import Callable

from kg.affiliations import Affiliations
from kg.clauses import OFFICIALS, Clause
from kg.company import came_along
from kg.drafts import Draft
from kg.entities import Actor, Actors, Sentence
from kg.frames import Candidate
from kg.gender import agrees
from kg.journey_status import stop_of_tour
from kg.keys import without_article
from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.sides import points_back
from kg.tokens import surfaces
from kg.travellers import goes_on_to

_VERB_BEFORE = 30  # words between two verbs of one subject
_GUEST_REACH = 4  # sentences over which «كما استقبله» means the guest of the reception before
_VERBS = frozenset({"receive", "meet", "gather", "talk", "visit", "travel"})
_JOURNEYS = frozenset({"visit", "travel"})
_JOINED_VERBS = frozenset({"meet", "gather", "talk", "deliver"})
_HOSTING = frozenset({"receive", "reception", "received"})
_RECEIVED = frozenset({"received", "reception-of-his"})
_SUBJECT = 4  # words from «ممثلين» to the verb of which they are the subject
_SPOKE = 4  # sentences from who spoke to what else he said
_SPEAKS_ON = 12  # words from «وقال» to the talks at which it was said
_OPENS = 2  # words before talks that open a sentence
_BESIDE = 1  # words between a traveller and «زيارته»
_UNKNOWN = 4  # letters of a name that no table knows
_THAT_HE = 2  # words from «أنه» past «قد» to a verb


def antecedent(
    candidate: Candidate,
    sentences: list[Sentence],
    actors: Actors,
    other: list[Actor],
    affiliations: Affiliations,
    earlier: list[Draft],
    lexicon: Lexicon,
) -> Actor | None:
    """Whom a pronoun or a missing subject means: the nearest official of another side before it, else right after
    it."""
    theirs = affiliations.stated(other[0]) if other else None
    alone = _named_alone(candidate, sentences[candidate.sentence], lexicon)

    def fits(number: int, mention: Mention) -> Actor | None:
        if mention.kind not in {"official", "counterpart"}:
            return None
        return fits_actor(actors.of(number, mention))

    def fits_actor(actor: Actor) -> Actor | None:
        if candidate.type == "visit" and "spokesperson" in actor.categories:
            return None  # «قال المتحدث باسم الأمين العام إن … زيارته …»: he speaks of another
        if alone and actor.name and without_article(alone) not in actor.name:
            return None  # «تلقى سالم اتصالا»: nobody who is called otherwise
        taken = actor in other or (theirs and affiliations.stated(actor) == theirs)
        if taken or agrees(candidate, actor, sentences, lexicon.grammar, verb=False):
            return None if taken else actor
        # «الدول … بعد لقائها بالوزير»: theirs, told of again by way of one of them
        told = ({*map(id, d.one), *map(id, d.other)} for d in earlier)
        return actor if any(id(actor) in sides and any(id(o) in sides for o in other) for sides in told) else None

    sentence = sentences[candidate.sentence]
    if _of_unknown(candidate, sentence, lexicon):
        return None
    known = [a for a in actors.actors if a.name and alone and without_article(alone) in a.name]
    if len(known) == 1 and fits_actor(known[0]):
        return known[0]
    if speaker := _speaker_before(candidate, sentences, actors, lexicon):
        return fits_actor(speaker)
    goes_on = subject_of_verb_before(candidate, sentence, lexicon)
    if goes_on:  # «زار كارتر بغداد … واجتمع مع …»: one of his own state is no side
        subject = actors.of(candidate.sentence, goes_on)
        if subject in other and len(other) > 1:
            other.remove(subject)  # «… مع رئيس الوزراء X ووزير الداخلية»: an office like his, of another
        return fits_actor(subject)
    if also := _also_met(candidate, sentence, earlier, lexicon):
        return fits_actor(also)
    if candidate.frame == "received" and (guest := _guest_before(candidate, earlier, fits_actor)):
        return guest
    if candidate.frame == "received" and (guest := _who_met_there(candidate, sentence, earlier)):
        return fits_actor(guest)
    if points_back(sentence, lexicon.grammar):
        for number in range(candidate.sentence - 1, max(-1, candidate.sentence - 4), -1):
            for mention in sentences[number].mentions:
                if actor := fits(number, mention):
                    return actor
    before = [m for m in sentence.mentions if m.last <= candidate.trigger.first]
    if candidate.frame == "tour":  # «وصرح بعد لقاء الرئيس، ضمن جولة …»: the one he met does not travel
        nouns = {t.last for t in sentence.matches(lexicon.triggers).values() if t.value.frame == "talks"}
        before = [m for m in before if m.first not in nouns]
    that = max(
        (i for i in range(candidate.trigger.first) if sentence.tokens[i].text in lexicon.grammar.that), default=-1
    )
    while that >= 0 and sentence.tokens[that + 1].is_mark:
        that += 1  # «قال المتحدث إن «أبو بكر» أعرب عن …»
    clause = [m for m in before if m.first == that + 1 and that >= 0]  # «أكد X أن Y … واجتمع بـ»: Y
    at = candidate.trigger.first  # «المرافقين لوزير الدفاع X في زيارته»: X
    beside = [m for m in before if candidate.type == "visit" and 0 <= at - m.last <= _BESIDE]
    beside = beside or _speaker(candidate, sentence, before, lexicon) or _who(candidate, sentence, before, lexicon)
    before = beside + clause + [m for m in before if m not in clause + beside]
    along = came_along(sentence, lexicon) if len(before) > 1 else set[int]()  # «زار X ألمانيا يرافقه Y، التقى …»: X
    aside = lexicon.grammar.governed
    # «بعد لقاء مع نظيره Y، سيلتقي …»: not Y, but whose counterpart he is
    before = [m for m in before if m.kind != "counterpart" or m.link not in aside or m in beside]
    for mention in sorted(before, key=lambda m: m not in beside and (m.link in aside or m.first in along)):
        if actor := fits(candidate.sentence, mention):
            return actor
    came = [m for m in before if m.kind == "group" and candidate.frame in _RECEIVED]  # «زار وفد … وكان في استقباله»
    if came and (actor := fits_actor(actors.of(candidate.sentence, came[-1]))):
        return actor
    last = candidate.other[-1].last if candidate.other else candidate.trigger.last
    if candidate.frame.endswith("-of-his") or _opens_with_talks(candidate, sentence, lexicon):
        limit = next(
            (
                i
                for i in range(last, len(sentence.tokens))
                if (e := lexicon.events.at(sentence.tokens, i)) and e.value == "attendance"
            ),
            len(sentence.tokens),
        )
        for mention in (m for m in sentence.mentions if last <= m.first < limit):
            if mention.link in lexicon.grammar.governed and not candidate.frame.endswith("-of-his"):
                continue
            if actor := fits(candidate.sentence, mention):
                return actor
    if earlier and candidate.sentence - earlier[-1].sentence <= 6:
        for actor in earlier[-1].one:
            if earlier[-1].type == "signing" and actor.kind in {"state", "org"}:
                continue  # «ووقع الوزير … بين المغرب وجزر القمر. كما أجرى مباحثات»: no state holds them
            if (theirs is None or affiliations.stated(actor) != theirs) and fits_actor(actor):
                return actor
    for number in range(candidate.sentence - 1, max(-1, candidate.sentence - 4), -1):
        tokens = sentences[number].tokens
        for mention in sentences[number].mentions:
            at_his = mention.first and tokens[mention.first - 1].text in lexicon.grammar.his_place  # «مقر إقامة السفير»
            if not at_his and (actor := fits(number, mention)):
                return actor
    return None


def _speaker_before(candidate: Candidate, sentences: list[Sentence], actors: Actors, lexicon: Lexicon) -> Actor | None:
    """«أكد الوزير X أن …. وقال خلال مؤتمر عقده مع Y …»: who speaks on, with nobody named behind the verb."""
    said = surfaces(lexicon.grammar.statement)
    here = sentences[candidate.sentence]
    if not here.tokens or here.tokens[0].text not in said or candidate.trigger.first > _SPEAKS_ON:
        return None
    if any(m.kind in OFFICIALS and m.first < candidate.trigger.first for m in here.mentions):
        return None
    for number in range(candidate.sentence - 1, max(-1, candidate.sentence - _SPOKE), -1):
        tokens = sentences[number].tokens
        spoke = [m for m in sentences[number].mentions if m.kind in OFFICIALS and m.first and m.link == ""]
        speaker = next((m for m in spoke if tokens[m.first - 1].text in said), None)
        if speaker:
            return actors.of(number, speaker) if speaker.kind == "official" else None
        if not tokens or tokens[0].text not in said:
            return None
    return None


def understood(candidate: Candidate, sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether the one who travels is told of before: «زيارته»، «ضمن جولة شملت …»، «وزار (في يوليو) كلا من …»."""
    if candidate.trigger.value.of_his or candidate.frame == "tour":
        return True
    first, last, tokens = candidate.trigger.first, candidate.trigger.last, sentence.tokens
    if candidate.frame == "visit-noun":
        when = lexicon.grammar.during | lexicon.grammar.did | lexicon.grammar.within
        if lexicon.grammar.definite(tokens[first].text) or (first and tokens[first - 1].text in when):
            return True  # «وأضاف خلال زيارة إلى ماليزيا»، «تدابير الزيارة إلى السنغال»
    if candidate.frame == "travel" and goes_on_to(tokens, first, lexicon.grammar):
        return True
    if candidate.frame == "visit-noun" and stop_of_tour(Clause(lexicon, sentence, candidate.trigger)):
        return True
    goal = candidate.other[0] if candidate.other else None
    behind = (
        goal is not None
        and (  # «سيزور أيضا السعودية والأردن»
            goal.link in lexicon.grammar.and_
            or lexicon.grammar.as_well.issuperset(t.text for t in tokens[last : goal.first])
        )
    )
    opens = last < len(tokens) and tokens[last].text in lexicon.grammar.in_ | lexicon.grammar.each_of
    again = lexicon.grammar.that_he | lexicon.grammar.as_well  # «إنه سيزور»، «ثم يزور»
    told = candidate.past or (first > 0 and tokens[first - 1].text in again)
    return candidate.frame == "visit" and told and (behind or opens)


def _speaker(candidate: Candidate, sentence: Sentence, before: list[Mention], lexicon: Lexicon) -> list[Mention]:
    """«ذكر X أن Y …، وأنه ناقش الأمر مع Z»: X, who says so of himself; «زار W … عندما قال X إنه سيجتمع مع Z»: still he,
    right behind the last verb of saying."""
    grammar, tokens = lexicon.grammar, sentence.tokens
    words = {t.text for t in tokens[max(0, candidate.trigger.first - _THAT_HE) : candidate.trigger.first]}
    if words.isdisjoint({that + his for that in grammar.that for his in grammar.his}):
        return []
    said, free = surfaces(grammar.statement), [m for m in before if m.link not in grammar.governed]
    if spoke := [m for m in free if m.kind in OFFICIALS and m.first and tokens[m.first - 1].text in said]:
        return spoke[-1:]
    that = next((i for i, t in enumerate(tokens) if t.text in grammar.that), None)
    return [m for m in free if that is not None and m.last <= that][:1]


def _opens_with_talks(candidate: Candidate, sentence: Sentence, lexicon: Lexicon) -> bool:
    """«وفي اتصال هاتفي مع نظيره Y نفى X …»: who spoke there is told behind the talks that open the sentence."""
    first, grammar = candidate.trigger.first, lexicon.grammar
    if candidate.frame not in {"phone", "talks"} or not first:
        return False
    opening = max((i + 1 for i in range(first) if sentence.tokens[i].is_mark), default=0)  # behind a dateline
    if not 0 < first - opening <= _OPENS or any(m.kind in OFFICIALS and m.first < first for m in sentence.mentions):
        return False
    before = sentence.tokens[first - 1].text
    return not (grammar.in_ | grammar.during | grammar.did).isdisjoint({before, grammar.unjoined(before)})


def _of_unknown(candidate: Candidate, sentence: Sentence, lexicon: Lexicon) -> bool:
    """«إن ممثلين لصالح يجرون محادثات مع …»: the subject stands before the verb, but nobody tells whom they serve."""
    first = candidate.trigger.first
    taken = {i for m in sentence.mentions for i in range(m.first, m.last)}
    beside = lexicon.grammar.governed | lexicon.grammar.heading  # «وصل X مع وفد كبير حيث التقى …»: no subject
    events = sentence.matches(lexicon.events).values()  # «على رأس وفد»، «يرافقه وفد»
    headed = {e.last for e in events if e.value in {"headed", "company"}}
    words = (
        i
        for i in range(max(0, first - _SUBJECT), first)
        if i not in taken and i not in headed and not (i and sentence.tokens[i - 1].text in beside)
    )
    return any((g := lexicon.groups.at(sentence.tokens, i)) and g.value and not g.clitic for i in words)


def _named_alone(candidate: Candidate, sentence: Sentence, lexicon: Lexicon) -> str | None:
    """«تلقى سالم، اتصالا من …», «قال سالم عقب لقائه …»: the one name behind the verb, where no mention was read."""
    tokens, grammar, first = sentence.tokens, lexicon.grammar, candidate.trigger.first
    taken = {i for m in sentence.mentions for i in range(m.first, m.last)}
    said = surfaces(grammar.statement)
    behind = candidate.trigger.last if candidate.trigger.value.frame in _VERBS else len(tokens)
    while behind < len(tokens) and tokens[behind].text in grammar.beside_verb:
        behind += 1
    between = max((m.first for m in sentence.mentions if m.kind in OFFICIALS and m.first < first), default=-1)
    spoke = [i + 1 for i in range(max(between, first - _SPEAKS_ON, 0), first - 1) if tokens[i].text in said]
    for i in (behind, *reversed(spoke)):
        alone = i + 1 >= len(tokens) or tokens[i + 1].is_mark or _is_plain(tokens[i + 1].text, lexicon)
        if i >= len(tokens) or i in taken or not alone or not _is_name(tokens[i].text, lexicon):
            continue
        tables = (lexicon.honorifics, lexicon.heads, lexicon.states, lexicon.organisations, lexicon.cities)
        others = (lexicon.triggers, lexicon.events, lexicon.gatherings, lexicon.agencies, lexicon.groups)
        if not any(t.at(tokens, i) for t in tables) and not any(t.at(tokens, i) for t in others):
            return tokens[i].text
    return None


def _is_plain(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.common_words or word in lexicon.function_words or word in lexicon.office_words


def _is_name(word: str, lexicon: Lexicon) -> bool:
    """A word that is somebody's name and nothing else, or that no table knows."""
    if _is_plain(word, lexicon) or len(word) < _UNKNOWN or not word[0].isalpha():
        return word in lexicon.given_names and not _is_plain(word, lexicon)
    if word in lexicon.given_names or word in lexicon.name_words:
        return True
    grammar = lexicon.grammar  # «الدبلوماسيان»: two who were told of
    if word.endswith(tuple(grammar.accusative)) or word.startswith(tuple(grammar.by)):
        return False  # «متفائلا»، «بتفاؤل»: how somebody spoke
    return not grammar.verb_shaped(word) and not word.endswith(tuple(grammar.several_ends | grammar.dual))


def subject_of_verb_before(candidate: Candidate, sentence: Sentence, lexicon: Lexicon) -> Mention | None:
    """«زار X بغداد … واجتمع مع»، «إن الوفد الذي زار بغداد، والتقى …»: the subject of the finite verb before a verb
    that «و» joins to it."""
    trigger = candidate.trigger
    if candidate.frame not in _JOINED_VERBS or trigger.clitic not in lexicon.grammar.and_ | lexicon.grammar.then:
        return None
    verbs = [t for i, t in sentence.matches(lexicon.triggers).items() if i < trigger.first and t.value.frame in _VERBS]
    if not verbs or trigger.first - verbs[-1].last > _VERB_BEFORE:
        return None
    verb = verbs[-1]
    kinds = {"official", "group"} if verb.value.frame in _JOURNEYS else {"official"}
    free = [m for m in sentence.mentions if m.kind in kinds and not m.link]
    start = verb.first
    while start and sentence.tokens[start - 1].text in lexicon.grammar.relative:
        start -= 1
    fronted = [m for m in free if m.last <= verb.first and not _between(sentence, m.last, start, lexicon)]
    behind = [m for m in free if m.first == verb.last]
    subject = fronted[-1:] or behind  # «الأمير X سيلتقي Y غدا، ويجتمع مع Z»: X
    return subject[-1] if subject else None


def _who(candidate: Candidate, sentence: Sentence, before: list[Mention], lexicon: Lexicon) -> list[Mention]:
    """«الرئيس X، الذي التقى أمس …»: the one of whom the clause is."""
    tokens, last = sentence.tokens, candidate.trigger.first - 1
    while last > 0 and tokens[last].text in lexicon.grammar.beside_verb:
        last -= 1
    if last < 1 or tokens[last].text not in lexicon.grammar.relative:
        if candidate.trigger.clitic in lexicon.grammar.and_ | lexicon.grammar.then:
            return []
        # «مع الممثلة X، التي تزور المغرب، التقت …»
        last = max((i for i in range(last) if tokens[i].text in lexicon.grammar.relative), default=0)
        if any(m.kind in {"official", "counterpart"} and m.first > last for m in before):
            return []
    return [m for m in before if m.last <= last and all(t.is_mark for t in tokens[m.last : last])][-1:]


def _between(sentence: Sentence, start: int, stop: int, lexicon: Lexicon) -> bool:
    """Whether more than adverbs and marks stands in ``start:stop``."""
    return any(not t.is_mark and t.text not in lexicon.grammar.beside_verb for t in sentence.tokens[start:stop])


def _who_met_there(candidate: Candidate, sentence: Sentence, earlier: list[Draft]) -> Actor | None:
    """«وعقد اجتماعا مع المدير X، قبل أن يستقبله الوزير Y»: whoever met X, where the sentence names nobody but X."""
    told = earlier[-1] if earlier else None
    if told is None or told.candidates[-1].sentence != candidate.sentence or told.candidates[-1].one:
        return None
    before = [m for m in sentence.mentions if m.kind in OFFICIALS and m.last <= candidate.trigger.first]
    met = {m.first for m in told.candidates[-1].other}
    return told.one[0] if before and all(m.first in met for m in before) else None


def _also_met(candidate: Candidate, sentence: Sentence, earlier: list[Draft], lexicon: Lexicon) -> Actor | None:
    """«وسبق لـX أن التقى نظيره Y، كما ناقش مع Z …»: whoever met Y."""
    told, first = earlier[-1] if earlier else None, candidate.trigger.first
    if told is None or told.candidates[-1].sentence != candidate.sentence or candidate.frame not in _JOINED_VERBS:
        return None
    also = first > 0 and sentence.tokens[first - 1].text in lexicon.grammar.as_well
    met = told.candidates[-1].frame in _VERBS and told.type == "meeting"
    return told.one[0] if also and met and told.one and not told.candidates[-1].one else None


def _guest_before(candidate: Candidate, earlier: list[Draft], fits: Callable[[Actor], Actor | None]) -> Actor | None:
    """«كما استقبله …»: the guest of the reception told of just before."""
    told = earlier[-1] if earlier else None
    if told is None or candidate.sentence - told.candidates[-1].sentence > _GUEST_REACH:
        return None
    hosted = any(c.frame in _HOSTING for c in told.candidates)
    return next((a for side in ([told.other] if hosted else []) for a in side[:1] if fits(a)), None)
