"""«زار الوزير منظمة الإنتربول، حيث استقبله رئيس المنظمة X»: of the organisation named before him."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.lexicon import HeadForm, Lexicon
from kg.mention import Mention
from kg.sentences import Sentence
from kg.tokens import readings

_REACH = 2  # sentences before it in which the organisation was named
_MEMBERS = frozenset({"minister", "deputy"})  # many of them, of the states of a council
_HEADS = frozenset({"head", "secretary-general", "director", "deputy", "ambassador", "commander", "envoy", "private"})


class HeadsOfIt:
    """Tells of which organisation «رئيس المنظمة» is, where the article named it just before."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def applied_to(self, sentences: list[Sentence]) -> list[Sentence]:
        """The sentences with the organisation of each such official; the very same ones where there is none."""
        asked: dict[tuple[int, int], str] = {}
        for n, sentence in enumerate(sentences):
            for k, m in enumerate(sentence.mentions):
                if word := self._body(sentence, m):
                    asked[n, k] = word
        return self._answered(sentences, asked) if asked else sentences

    def _answered(self, sentences: list[Sentence], asked: dict[tuple[int, int], str]) -> list[Sentence]:
        """``asked``: the words that officials are heads of, by sentence and mention. The article is walked through
        once, for it may ask as often as it has words."""
        words, out = frozenset(asked.values()), [*sentences]
        latest: dict[str, tuple[int, str]] = {}
        all_told: dict[str, set[str]] = {}
        for n, sentence in enumerate(sentences):
            mentions = [*sentence.mentions]
            for k, m in enumerate(sentence.mentions):
                word = asked.get((n, k))
                at, org = latest.get(word, (-1, "")) if word else (-1, "")
                # named just before, or the only one that the article has named
                if word and org and (at >= n - _REACH or len(all_told[word]) == 1):
                    mentions[k] = replace(m, org=org, head=_of_no_company(m))
                for called, named in self._called(sentence, m, words):
                    latest[called] = (n, named)
                    all_told.setdefault(called, set()).add(named)
            if mentions != sentence.mentions:
                out[n] = sentence.with_mentions(mentions)
        return out

    def _body(self, sentence: Sentence, m: Mention) -> str | None:
        """«منظمة» of «رئيس المنظمة»."""
        if m.kind != "official" or m.country or m.org or m.head is None or m.head.category not in _HEADS | _MEMBERS:
            return None
        grammar = self._lexicon.grammar
        if m.head.number == "plural" and m.head.category in _MEMBERS:
            return self._of_council(sentence, m)
        for key in (m.role_key or "", *m.role_keys):  # «السفيرة X ممثلة الأمين العام للحلف»
            words = key.split()
            last = readings(words[-1]) if len(words) > 1 else []
            word = next((r for _, r in last if grammar.bare(r) in grammar.body_alone), None)
            if word is not None:
                word = grammar.bare(word)
                own = (t.text for t in sentence.tokens[m.first : m.last])
                told = any(grammar.definite(w) and word in map(grammar.bare, (r for _, r in readings(w))) for w in own)
                return word if told else None
        return None

    def _of_council(self, sentence: Sentence, m: Mention) -> str | None:
        """«مجلس» of «وزراء الداخلية بدول المجلس»."""
        grammar, behind = self._lexicon.grammar, [t.text for t in sentence.tokens[m.last : m.last + 2]]
        if len(behind) < 2 or behind[1] not in grammar.the_council:
            return None
        of_states = any(rest in grammar.lists for _, rest in readings(behind[0]))
        return min(grammar.council, default=None) if of_states else None

    def _called(self, sentence: Sentence, x: Mention, words: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Which of some words a mention calls an organisation by, and that organisation."""
        bare, tokens = self._lexicon.grammar.bare, sentence.tokens
        # the body itself, or whoever serves it: «وفدا من المنظمة …»، «ممثلة المنظمة …»
        own = x.last if x.kind in {"official", "group"} else x.first + 1
        seen: set[str] = set()
        for i in range(x.first, max(x.last, own)):
            for word in words.intersection([bare(rest) for _, rest in readings(tokens[i].text)]) - seen:
                seen.add(word)
                # «وزير الداخلية الرئيس الفخري لمجلس وزراء الداخلية العرب»: a body within an office
                body = None if x.org and i < own else self._lexicon.organisations.at(tokens, i)
                if x.org and i < own:
                    yield word, x.org
                elif body and not body.value.adjective:
                    yield word, body.value.label


def _of_no_company(m: Mention) -> HeadForm | None:
    """«المدير التنفيذي للوكالة»: what heads of companies are called too."""
    private = m.head is not None and m.head.category == "private"
    return replace(m.head, category="director") if m.head and private else m.head
