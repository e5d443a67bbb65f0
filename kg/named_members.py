"""«بين إيران والقوى الكبرى (الصين وفرنسا وروسيا)»، «الدول الأوروبية الثلاث، فرنسا وبريطانيا وألمانيا، …»: states that
are told together and then by their names are those states, each for itself, and not a body."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import UNRESOLVED, Mention
from kg.tokens import COMMAS, DASHES, OPENING, Token, readings

_TOGETHER = 4  # words from «الدول» to what the list of them begins with
_OPENERS = 2  # «، وهي»
_FEWEST = 2  # states of a list


class NamedMembers:
    """Puts the states of a list in the place of the words that tell of them together."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        grammar = lexicon.grammar
        self._and = next(iter(sorted(grammar.and_)))
        self._links = grammar.and_ | COMMAS | DASHES
        self._opens = grammar.they_are | OPENING | COMMAS | DASHES | {":", ")"}  # «القوى العظمى )الصين …)»: set wrongly

    def applied_to(self, tokens: list[Token], mentions: list[Mention]) -> list[Mention]:
        """The mentions of a sentence with such lists; the very same list where there are none."""
        k = next((k for k, m in enumerate(mentions) if m.kind == "state"), len(mentions))
        if k > len(mentions) - _FEWEST:
            return mentions
        out = mentions[:k]
        while k < len(mentions):
            last = self._run(tokens, mentions, k)
            place = self._together(tokens, mentions[k]) if last - k >= _FEWEST else None
            if place is None or any(m.first < place[0] < m.last for m in out):  # «وزراء الدول الثلاث، وهي …»
                out += mentions[k : max(last, k + 1)]
            else:
                first, clitic = place
                codes = tuple(m.country or "" for m in mentions[k:last])
                link = self._lexicon.link_before(tokens, first, clitic)
                out = [m for m in out if m.last <= first]
                out.append(replace(mentions[k], first=first, link=link, countries=codes))
                out += [replace(m, link=self._and, countries=codes) for m in mentions[k + 1 : last]]
            k = max(last, k + 1)
        return out

    def _run(self, tokens: list[Token], mentions: list[Mention], k: int) -> int:
        """The number of the mention behind a list of states that begins with one."""
        last = k
        for n in range(k, len(mentions)):
            m = mentions[n]
            if m.kind != "state" or m.country in {None, UNRESOLVED}:
                break
            if n > k and not (0 <= m.first - mentions[n - 1].last <= 1 and self._joined(tokens, mentions[n - 1], m)):
                break
            last = n + 1
        return last

    def _joined(self, tokens: list[Token], one: Mention, other: Mention) -> bool:
        between = tokens[one.last : other.first]
        return other.link in self._links or (bool(between) and between[0].text in self._links)

    def _together(self, tokens: list[Token], first: Mention) -> tuple[int, str] | None:
        """Where the words for them together begin, before the first state of the list, and their proclitic."""
        end = first.first
        while end > 0 and first.first - end < _OPENERS and tokens[end - 1].text in self._opens:
            end -= 1
        if end in {0, first.first} or first.link not in {"", *COMMAS}:
            return None
        grammar, organisations = self._lexicon.grammar, self._lexicon.organisations
        for i in range(end - 1, max(-1, end - 1 - _TOGETHER), -1):
            if tokens[i].is_mark:
                return None
            body = organisations.at(tokens, i)
            if body is not None and body.last == end:
                return (i, body.clitic) if body.value.kind == "group" else None
            for clitic, rest in readings(tokens[i].text):
                if rest in grammar.several_states and grammar.definite(rest):
                    return i, clitic
        return None
