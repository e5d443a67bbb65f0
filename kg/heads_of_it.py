"""«زار الوزير منظمة الإنتربول، حيث استقبله رئيس المنظمة X»: of the organisation named before him."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.sentences import Sentence
from kg.tokens import readings

_REACH = 2  # sentences before it in which the organisation was named
_MEMBERS = frozenset({"minister", "deputy"})  # many of them, of the states of a council
_HEADS = frozenset({"head", "secretary-general", "director", "deputy", "ambassador", "commander", "envoy"})


class HeadsOfIt:
    """Tells of which organisation «رئيس المنظمة» is, where the article named it just before."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def applied_to(self, sentences: list[Sentence]) -> list[Sentence]:
        """The sentences with the organisation of each such official; the very same ones where there is none."""
        out = sentences
        for n, sentence in enumerate(sentences):
            for k, m in enumerate(sentence.mentions):
                word = self._body(sentence, m)
                org = self._named(sentences, n, m, word) if word else None
                if org is not None:
                    out = out if out is not sentences else [*sentences]
                    mentions = [*out[n].mentions]
                    mentions[k] = replace(m, org=org)
                    out[n] = out[n].with_mentions(mentions)
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

    def _named(self, sentences: list[Sentence], n: int, m: Mention, word: str) -> str | None:
        before = [(n, x) for x in sentences[n].mentions if x.last <= m.first]
        near = [(t, x) for t in range(max(0, n - _REACH), n) for x in sentences[t].mentions]
        if org := next(self._called_so(sentences, word, near + before), None):
            return org
        far = [(t, x) for t in range(max(0, n - _REACH)) for x in sentences[t].mentions]
        only = set(self._called_so(sentences, word, far))  # the only one that the article has named
        return only.pop() if len(only) == 1 else None

    def _called_so(self, sentences: list[Sentence], word: str, told: list[tuple[int, Mention]]) -> Iterator[str]:
        """The organisations of mentions that are called so, the last first."""
        bare = self._lexicon.grammar.bare
        for t, x in reversed(told):
            # the body itself, or whoever serves it: «وفدا من المنظمة …»، «ممثلة المنظمة …»
            own = sentences[t].tokens[x.first : x.last if x.kind in {"official", "group"} else x.first + 1]
            if x.org and any(bare(rest) == word for token in own for _, rest in readings(token.text)):
                yield x.org
                continue
            # «وزير الداخلية الرئيس الفخري لمجلس وزراء الداخلية العرب»: a body within an office
            for i in range(x.first, x.last):
                if word in (bare(rest) for _, rest in readings(sentences[t].tokens[i].text)):
                    body = self._lexicon.organisations.at(sentences[t].tokens, i)
                    if body and not body.value.adjective:
                        yield body.value.label
                    break
