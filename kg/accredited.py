"""«السيد X الذي سلمه أوراق اعتماده سفيرا جديدا لفدرالية روسيا»: whose ambassador he is, his letters tell."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.tokens import Token

_LETTERS = 8  # words from a name to «سفيرا»
_STATE = 5  # words from «سفيرا» to the state: «سفيرا فوق العادة ومفوضا لدولة …»


def accredited(lexicon: Lexicon, tokens: list[Token], mentions: list[Mention]) -> list[Mention]:
    """The mentions of a sentence; a name alone with the letters of an ambassador behind it has his office and state,
    and what he is to be is no mention of its own."""
    out: list[Mention] = []
    for k, m in enumerate(mentions):
        post = m.kind == "official" and not m.name and m.head is not None and m.head.category == "ambassador"
        before = out[-1] if out else None
        if not post or before is None or before.role or not before.name or not _letters(lexicon, tokens, before, m):
            out.append(m)
            continue
        state = m.country or next((s.country for s in mentions[k + 1 :] if _whose(lexicon, s, m)), None)
        if state is None:
            out.append(m)
            continue
        keys = m.role_keys or ((m.role_key,) if m.role_key else ())
        out[-1] = replace(before, role=m.role, role_key=m.role_key, role_keys=keys, head=m.head, country=state)
    return out


def _letters(lexicon: Lexicon, tokens: list[Token], holder: Mention, post: Mention) -> bool:
    """«الذي سلمه أوراق اعتماده» stands between the two and ends at the post."""
    grammar, between = lexicon.grammar, range(holder.last, post.first)
    if not 2 < len(between) <= _LETTERS or all(tokens[i].text not in grammar.relative for i in between):
        return False
    events = (lexicon.events.at(tokens, i) for i in between)
    his = tokens[post.first - 1].text.endswith(tuple(grammar.his))
    return his and any(e is not None and e.value == "message" and e.last == post.first for e in events)


def _whose(lexicon: Lexicon, state: Mention, post: Mention) -> bool:
    near = 0 <= state.first - post.last <= _STATE
    return state.kind == "state" and near and state.link in {"", *lexicon.grammar.for_}
