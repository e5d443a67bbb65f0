"""Whose ambassador somebody is, told behind his name: «السيد X الذي سلمه أوراق اعتماده سفيرا جديدا لفدرالية روسيا»،
«السفير X سفيرا فوق العادة مفوضا لجمهورية …»."""

from __future__ import annotations

from dataclasses import replace

from kg.lexicon import Lexicon
from kg.mention import Mention
from kg.tokens import Token

_AS = 3  # tokens from an ambassador to «كسفير»
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


def posted(lexicon: Lexicon, tokens: list[Token], mentions: list[Mention]) -> list[Mention]:
    """«السفير X سفيرا فوق العادة مفوضا لجمهورية …»: the state that an ambassador serves, told behind his rank."""
    out: list[Mention] = []
    for m in mentions:
        one, rank = (out[-2], out[-1]) if len(out) > 1 else (m, m)
        sent = m.kind == "state" and all(x.head and x.head.category == "ambassador" for x in (one, rank))
        stated = one.country or one.org or rank.country or rank.org or not one.name or rank.name
        beside = rank.first - one.last <= 1 and m.first - rank.last <= 1 and m.link in lexicon.grammar.for_
        if sent and beside and not stated:
            out[-2:] = [replace(one, last=m.last, end=m.end, country=m.country)]
        elif out and _as_ambassador(lexicon, tokens, out[-1], m):
            out[-1] = replace(out[-1], last=m.last, end=m.end, country=m.country)
        else:
            out.append(m)
    return out


def _as_ambassador(lexicon: Lexicon, tokens: list[Token], one: Mention, m: Mention) -> bool:
    """«السفير X، كسفير مفوض فوق العادة للمملكة المغربية»."""
    sent = one.head and m.head and one.head.category == "ambassador" and m.head.category in {"ambassador", "envoy"}
    stated = one.country or one.org or not one.name or m.name or not m.country
    if not sent or stated or not 0 < m.first - one.last <= _AS:
        return False
    return any(t.text in lexicon.grammar.seat for t in tokens[one.last : m.first])


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
