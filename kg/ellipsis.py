"""One office told once for those of several states: «وزير الخارجية الروسي X والتركي Y والإيراني Z»."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.names import TokenSpan
from kg.tokens import SEPARATORS, Token

_SHORT = 2  # words of a name that nothing but an adjective of a state stands before
_AMONG = 3  # tokens from «نظرائه» to «منهم»


def others_of(
    lexicon: Lexicon, tokens: list[Token], m: Mention, holder: Callable[[list[Token], int], TokenSpan | None]
) -> list[Mention]:
    """Those who hold the office of ``m`` in other states, each told by «و», the state's adjective and a name.

    ``holder`` reads the name that stands behind a token.
    """
    many = m.kind == "counterpart" and m.head is not None and m.head.number == "counterpart-dual"
    first_of_many = _among(lexicon, tokens, m) if many and not (m.name or m.country) else None
    if first_of_many is None:
        if not (m.country and m.name and m.role and m.head) or m.org or m.former or m.name_span[0] < m.role[0]:
            return []
    elif m.head is not None:
        m = replace(m, head=replace(m.head, number="counterpart"))
    out: list[Mention] = []
    told, last = {m.country}, first_of_many or m.last
    while True:
        first = last + 1 if last + 1 < len(tokens) and tokens[last].text in SEPARATORS else last
        state = lexicon.states.at(tokens, first) if first < len(tokens) else None
        opens = first == first_of_many and state is not None and not state.clitic
        if state is None or not (opens or state.clitic in lexicon.grammar.and_) or state.last >= len(tokens):
            return out
        code, plain = state.value.code, state.value.kind == "demonym" and state.value.definite
        name = holder(tokens, state.last) if plain and code not in told else None
        if name is None or name[1] - name[0] < _SHORT:
            return out
        span = tokens[name[0]].start, tokens[name[1] - 1].end
        start = tokens[first].start + len(state.clitic)
        words = " ".join(t.text for t in tokens[name[0] : name[1]])
        other = replace(m, first=first, last=name[1], start=start, end=span[1], link=state.clitic, country=code)
        out.append(replace(other, name=words, name_span=span, honorific="", titled=False))
        told.add(code)
        last = name[1]


def _among(lexicon: Lexicon, tokens: list[Token], m: Mention) -> int | None:
    """«عددا من نظرائه، منهم السعودي X، والعماني Y»: where the adjective of the first one's state stands."""
    near = range(m.last, min(m.last + _AMONG, len(tokens) - 1))
    at = next((i for i in near if tokens[i].text in lexicon.grammar.among | lexicon.grammar.they), None)
    return at + 1 if at is not None else None
