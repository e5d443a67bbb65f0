"""What speaks for a phrase being a topic of an encounter: clues, each a cue phrase with the features of its sentence.

An article tells of more than its encounters: what happened before, what others think, what else the news of the day is.
So each cue is looked at once for every encounter of the article. Features say where its sentence stands (it tells of
the encounter itself, comes after it, another encounter stands between …), who is named there, and which words of the
table ``topic_words.csv`` stand before the cue. ``topic_gate`` weighs them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kg import resources
from kg.drafts import Draft
from kg.entities import Actors, Sentence
from kg.lexicon import Lexicon
from kg.sides import points_back
from kg.text import fold
from kg.tokens import COMMAS, PhraseTable, Token
from kg.topic_lists import FEATURES as LISTS
from kg.topic_lists import among, lead_of_each, times
from kg.topic_parties import WHO, Offices
from kg.topic_scheme import codes
from kg.topic_standing import FEATURES, Others, Standing, crossed, often, seldom
from kg.topic_states import FEATURES as STATES
from kg.topic_states import States, of_others, served, with_code
from kg.topics import TopicCue, TopicFinder

_PERSONS = frozenset({"official", "counterpart", "group"})
_TALKS = frozenset({"meeting", "call", "session"})
_CLOSE = 7  # words
_OPENING = 4  # words in which an analyst is named who speaks
_NAME = 8  # words, at most, of the name of a gathering
_BEFORE, _AFTER = 3, 12  # sentences around one that tells of an encounter

WORDS = frozenset(
    {
        "agree",
        "both",
        "call",
        "cooperate",
        "dispute",
        "document",
        "gathering",
        "meeting",
        "negation",
        "occasion",
        "past",
        "praise",
        "purpose",
        "says",
        "source",
        "talk",
        "visit",
    }
)
"""The kinds of ``topic_words.csv``, and ``both`` of ``event_words.csv``: each a feature ``before-…``."""

_NOUNS = {
    "meeting": ("meeting", "gathering"),
    "call": ("call", "meeting"),
    "visit": ("visit",),
    "session": ("gathering", "meeting"),
    "signing": ("document",),
}
"""Kinds of words that name an encounter of a type: the meeting, the visit, the memorandum."""

_RELATIONS, _ISSUES, _SECURITY = "bilateral-relations", "regional-international-issues", "security-cooperation"
GENERAL = frozenset({_RELATIONS, _ISSUES, _SECURITY})  # what is said of them often leads over to what is meant

_NEAR = ("agree", "cooperate", "dispute", "meeting", "negation", "praise", "purpose", "talk")

_FEATURES = frozenset(
    {
        "bias",
        *(f"type-{kind}" for kind in ("meeting", "call", "visit", "session", "signing")),
        "planned",
        "held",
        "sole",
        "several",
        "own",
        "own-visit",
        "own-signing",
        "ahead",
        "ahead-near",
        "ahead-points-back",
        "after-1",
        "after-3",
        "after-6",
        "after-far",
        "talk-between",
        "apart-between",
        "break-between",
        "of-another",
        "of-another-too",
        "named",
        "named-close",
        "party-first",
        "outsider-first",
        "party",
        "nobody",
        "item",
        "weak",
        "no-talk",
        "past-alone",
        "rare",
        "title",
        *(f"before-{kind}" for kind in WORDS),
        *(f"close-{kind}" for kind in _NEAR),
        *(f"relations-{who}" for who in WHO),
        "relations-ties",
        "relations-joint",
        "relations-joint-security",
        "relations-joint-both-security",
        "relations-beside-security",
        "relations-joint-beside-security",
        "issues",
        "issues-beside",
        "issues-weak",
        *FEATURES,
        *LISTS,
        *STATES,
    }
)
_CODE = "code-"  # and the topic: some are named beside encounters that are not about them more often than others
_PHRASE = "phrase-"  # and the topic and the phrase: «الملف السوري» says more surely than «في سوريا» what was discussed


@lru_cache(maxsize=1)
def features() -> frozenset[str]:
    """Every feature that there is, with one for each topic code of the scheme."""
    return _FEATURES | {_CODE + code for code in codes()}


def is_feature(name: str) -> bool:
    """One of ``features()``, or that of a phrase: phrases come and go with the scheme."""
    return name in features() or name.startswith(_PHRASE)


@dataclass(frozen=True, slots=True)
class Title:
    """An article's headline: the topic codes that it names, and its words."""

    codes: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    @staticmethod
    def of(text: str, sentence: Sentence, finder: TopicFinder) -> Title:
        """``text`` is the headline folded."""
        return Title(frozenset(c.code for c in finder.find(text)), frozenset(t.text for t in sentence.tokens))


@dataclass(frozen=True, slots=True)
class Clue:
    """A cue phrase as seen from one encounter; ``features`` are names (``is_feature``)."""

    cue: TopicCue
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A cue in its sentence: the kinds of words before it, each with how many words away the nearest is."""

    sentence: int
    word: int  # its first
    cue: TopicCue
    before: dict[str, int]
    ties: bool  # the phrase itself speaks of ties (العلاقات), not of doing things together (التعاون)
    beside: bool  # the sentence names a topic that is no general one
    states: frozenset[str]  # whose relations the phrase speaks of, where it names states
    among: tuple[str, ...]  # how it stands among the other cues of the sentence


class Evidence:
    """Collects the clues of an article; holds the lexicon and the table of words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._offices = Offices.load()
        self._words: PhraseTable[str] = PhraseTable()
        for _, row in resources.rows("topic_words"):
            self._words.add_all(map(fold, resources.forms(row["forms"])), row["kind"])
        self._words.freeze()

    def clues(
        self, actors: Actors, drafts: Sequence[Draft], cues: Sequence[TopicCue], title: Title = Title()
    ) -> list[list[Clue]]:
        """For each encounter, the cues that may be its topics (in the order of the text) with what speaks for them.

        Where an article tells of several, only the sentences around those that tell of an encounter are looked at: the
        work grows with the length of the article, not with its square.
        """
        seen: dict[int, list[_Seen]] = defaultdict(list)
        states = States(self.lexicon, actors.sentences)
        for n, of_sentence in _placed(actors.sentences, cues):
            seen[n].extend(self._seen(actors.sentences[n], n, of_sentence, states))
        opened = [self._opening(sentence) for sentence in actors.sentences]
        apart = [n for n, kind in enumerate(opened) if kind == "apart"]
        breaks = [n for n, kind in enumerate(opened) if kind == "break"]
        talks = [d for d in drafts if not d.planned and d.type in _TALKS]
        told = Counter(n for d in drafts for n in {c.sentence for c in d.candidates})
        talked = Counter(n for d in drafts if d.type in _TALKS for n in {c.sentence for c in d.candidates})
        leads = lead_of_each(actors.sentences)
        rare = seldom(Counter(cue.code for cue in cues), len(actors.sentences))
        much = often({n: frozenset(s.cue.code for s in of_sentence) for n, of_sentence in seen.items()})
        others = Others(drafts, title.words)
        out = []
        for draft in drafts:
            sole = len(drafts) == 1 or (len(talks) == 1 and draft is talks[0])
            whole = [
                "bias",
                f"type-{draft.type}",
                "planned" if draft.planned else "held",
                "sole" if sole else "several",
            ]
            place = _Place(draft, told, talked, apart, breaks, points_back=self._points_back(actors, draft))
            parties = {id(a) for a in (*draft.one, *draft.other, *(a for a, _ in draft.attendees))}
            who, theirs = self._offices.who(draft), served(draft)
            standing = Standing(draft, others, actors, parties)
            whole += standing.whole
            found = []
            secure = False
            for n in sorted(seen if sole else seen.keys() & place.around()):
                if place.elsewhere(n):
                    continue
                lead = leads[n]
                sentence = [*whole, *place.features(lead), *_person_features(actors, lead, parties)]
                if lead != n:
                    sentence.append("item")
                beside = states.features(n, theirs)
                alone = "apart-between" in sentence and "party" not in sentence  # other news, unless it says otherwise
                for s in seen[n]:
                    if of_others(s.states, draft):
                        continue
                    words = _word_features(s.before, s.cue, draft)
                    if "past" in s.before and "no-talk" in words and "own" not in sentence:
                        words.append("past-alone")
                        if "close-dispute" in words and "party" not in sentence:
                            continue  # «وكانت واشنطن قد اتهمت موسكو بـ…»: what others did before
                    if not alone or "named" in words or "both" in s.before:
                        secure = secure or s.cue.code == _SECURITY
                        if s.cue.code in rare and "own" not in sentence:
                            words.append("rare")
                        if s.cue.code in title.codes:
                            words.append("title")
                        if s.cue.code in much:
                            words.append("often")
                        words += standing.features(n, s.word)
                        told_of = [*sentence, *words]
                        topic = (*_of_code(s.cue), *with_code(beside, s.cue.code), *_general_features(s, who))
                        found.append(Clue(s.cue, (*told_of, *crossed(told_of), *topic, *s.among)))
            if secure:
                found = [_beside_security(clue) for clue in found if not _meant_security(clue)]
            named = times(Counter(clue.cue.code for clue in found))
            out.append([Clue(c.cue, (*c.features, named[c.cue.code])) for c in found])
        return out

    def _points_back(self, actors: Actors, draft: Draft) -> bool:
        first = min(c.sentence for c in draft.candidates)
        return points_back(actors.sentences[first], self.lexicon.grammar)

    def _opening(self, sentence: Sentence) -> str | None:
        """How a sentence turns away from what was told before it."""
        if not sentence.tokens:
            return None
        match = self._words.at(sentence.tokens, 0)
        if match and match.value == "apart":
            return "apart"
        event = self.lexicon.events.at(sentence.tokens, 0)
        return "break" if event and event.value == "break" else None

    def _seen(self, sentence: Sentence, n: int, cues: list[TopicCue], states: States) -> Iterable[_Seen]:
        """The cues of a sentence, without those in what an analyst says or in the name of the gathering on whose margin
        the encounter was (both are no topics by the guide)."""
        tokens = sentence.tokens
        nearest: dict[str, int] = {}
        i = 0
        analyst = False
        beside = any(cue.code not in GENERAL for cue in cues)
        words, events = self._words.all(tokens), sentence.matches(self.lexicon.events)
        for k, cue in enumerate(cues):
            while i < len(tokens) and tokens[i].end <= cue.start:
                match = words.get(i)
                if match:
                    nearest[match.value] = i
                    analyst = analyst or (match.value == "outsider" and i < _OPENING)
                elif tokens[i].text in COMMAS:
                    nearest.pop("margin", None)
                event = events.get(i)
                if event and event.value == "both":
                    nearest["both"] = i
                i += 1
            margin = nearest.get("margin")
            if not analyst and (margin is None or i - margin > _NAME):
                ties = cue.code == _RELATIONS and self._speaks_of_ties(tokens, i, cue)
                whose = states.of_phrase(n, i, cue.end) if cue.code == _RELATIONS else frozenset()
                listed = among(cues, k, tokens, i, self.lexicon.grammar)
                yield _Seen(n, i, cue, {kind: i - at for kind, at in nearest.items()}, ties, beside, whose, listed)

    def _speaks_of_ties(self, tokens: list[Token], i: int, cue: TopicCue) -> bool:
        while i < len(tokens) and tokens[i].start < cue.end:
            match = self._words.at(tokens, i)
            if match and match.value == "ties":
                return True
            i += 1
        return False


class _Place:
    """Where sentences stand, seen from one encounter."""

    def __init__(
        self,
        draft: Draft,
        told: Counter[int],
        talked: Counter[int],
        apart: list[int],
        breaks: list[int],
        *,
        points_back: bool,
    ) -> None:
        self._type = draft.type
        own = {c.sentence for c in draft.candidates}
        self._own = sorted(own)
        self._told, self._talked = told, talked
        self._of_other_talks = talked.keys() - own
        self._talks = sorted(self._of_other_talks)
        self._apart, self._breaks = apart, breaks
        self._points_back = points_back

    def around(self) -> set[int]:
        """The sentences that may speak of the encounter where the article tells of others too."""
        return {n for m in self._own for n in range(m - _BEFORE, m + _AFTER + 1)}

    def elsewhere(self, n: int) -> bool:
        """Sentence ``n`` tells of another meeting, call or session and not of this encounter."""
        return n in self._of_other_talks

    def features(self, n: int) -> list[str]:
        """Where sentence ``n`` stands."""
        at = bisect_right(self._own, n)
        last = self._own[at - 1] if at else -1
        if last == n:
            out = ["own", f"own-{self._type}"] if self._type in {"visit", "signing"} else ["own"]
            return [*out, "of-another-too"] if self._type in _TALKS and self._talked[n] > 1 else out
        out = ["of-another"] if self._told[n] else []
        if not at:
            out.append("ahead")
            if self._points_back:
                out.append("ahead-points-back")
            elif self._own[0] - n <= 2:
                out.append("ahead-near")
            return out
        out.append(next((f"after-{most}" for most in (1, 3, 6) if n - last <= most), "after-far"))
        if _any_between(self._talks, last, n - 1):
            out.append("talk-between")
        if _any_between(self._apart, last, n):
            out.append("apart-between")
        if _any_between(self._breaks, last, n):
            out.append("break-between")
        return out


def _any_between(places: list[int], after: int, upto: int) -> bool:
    """A place in (after, upto]."""
    return bisect_right(places, upto) > bisect_right(places, after)


def _person_features(actors: Actors, n: int, parties: set[int]) -> list[str]:
    """Whose sentence it is: one of the encounter's parties (ids of actors), or somebody else."""
    sentence = actors.sentences[n]
    named = [id(actors.of(n, m)) in parties for m in sentence.mentions if m.kind in _PERSONS]
    out = ["nobody"] if not named else ["party-first" if named[0] else "outsider-first"]
    if any(named):
        out.append("party")
    return out


def _placed(sentences: list[Sentence], cues: Sequence[TopicCue]) -> list[tuple[int, list[TopicCue]]]:
    """The cues of each sentence; those outside all sentences (page furniture) are left out."""
    out: dict[int, list[TopicCue]] = defaultdict(list)
    n = 0
    for cue in sorted(cues, key=lambda c: c.start):
        while n < len(sentences) and sentences[n].end <= cue.start:
            n += 1
        if n < len(sentences) and sentences[n].start <= cue.start:
            out[n].append(cue)
    return list(out.items())


def _word_features(before: dict[str, int], cue: TopicCue, draft: Draft) -> list[str]:
    """Which words stand before a cue, and whether they name the encounter it is seen from."""
    out = [f"before-{kind}" for kind in sorted(before) if kind in WORDS]
    out += [f"close-{kind}" for kind in _NEAR if before.get(kind, _CLOSE + 1) <= _CLOSE]
    named = [before[kind] for kind in _NOUNS[draft.type] if kind in before]
    if named:
        out.append("named")
        if min(named) <= _CLOSE:
            out.append("named-close")
    if before.keys().isdisjoint({"talk", "agree", "both"}) and not named:
        out.append("no-talk")
    if cue.weak:
        out.append("weak")
    return out


def _of_code(cue: TopicCue) -> tuple[str, str]:
    return _CODE + cue.code, f"{_PHRASE}{cue.code}:{cue.phrase}"


def _general_features(s: _Seen, who: str) -> list[str]:
    """What tells whether words of general cooperation are a topic of their own: who speaks, and of what besides."""
    if s.cue.code == _ISSUES:
        out = ["issues", "issues-beside"] if s.beside else ["issues"]
        return [*out, "issues-weak"] if s.cue.weak else out
    if s.cue.code != _RELATIONS:
        return []
    out = [f"relations-{who}", "relations-ties" if s.ties else "relations-joint"]
    if not s.ties and who.endswith("security"):
        out.append("relations-joint-security")
        if who == "both-security":
            out.append("relations-joint-both-security")
    return out


def _meant_security(clue: Clue) -> bool:
    """«التنسيق الأمني وسبل تعزيز التعاون المشترك» of ministers of the interior: one topic, and no other beside it."""
    return "relations-joint-security" in clue.features


def _beside_security(clue: Clue) -> Clue:
    """Relations told where security is told too: the one may be what the other meant."""
    if clue.cue.code != _RELATIONS:
        return clue
    more = ("relations-joint-beside-security",) if "relations-joint" in clue.features else ()
    return Clue(clue.cue, (*clue.features, "relations-beside-security", *more))
