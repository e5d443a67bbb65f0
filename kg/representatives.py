"""«وقعت جامعة نايف ممثلة برئيسها X مذكرة مع الإنتربول»: who acts for a body or an organisation stands in its place."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.tokens import Token

_BEHIND = 5  # tokens from a body to «ممثلة», past its short name in brackets
_SENDERS = frozenset({"body", "org", "state"})


def representatives(lexicon: Lexicon, tokens: list[Token], mentions: list[Mention]) -> list[Mention]:
    """The mentions of a sentence, with who is told by name to represent a body in the body's place."""
    out: list[Mention] = []
    for m in mentions:
        sender = _sender(m, _word(lexicon, tokens, m), out)
        if sender is not None:
            whole = out[sender]
            m = replace(m, first=whole.first, link=whole.link, country=whole.country, org=whole.org)
            out = out[:sender]
        out.append(m)
    return out


def _word(lexicon: Lexicon, tokens: list[Token], m: Mention) -> int | None:
    """The token of «ممثلة (بـ)»، «ممثلة (في)»، «ويمثلها» before somebody told by name."""
    if m.kind != "official" or not m.name:
        return None
    grammar = lexicon.grammar
    at = m.first - 1
    at -= at > 0 and tokens[at].text in grammar.in_
    if at < 1:
        return None
    words = grammar.represented if m.link in grammar.by | grammar.in_ else grammar.acts_for_it
    return at if tokens[at].text in words else None


def _sender(m: Mention, word: int | None, before: list[Mention]) -> int | None:
    """The number of the body that somebody represents: that right before the word, or its full name before the short
    one."""
    found: int | None = None
    for k in range(len(before) - 1, -1, -1):
        b = before[k]
        told = found is None or (b.org is not None and b.org == before[found].org)
        if word is None or b.kind not in _SENDERS or not 0 <= word - b.last <= _BEHIND or not told:
            break
        found = k
    if found is None:
        return None
    whole = before[found]
    return found if m.country in {None, whole.country} and m.org in {None, whole.org} else None
