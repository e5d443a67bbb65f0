"""What the reader of mentions hands on: one party as one sentence names it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.lexicon import HeadForm, Lexicon
from kg.model import Opinion, Span
from kg.tokens import Token

UNRESOLVED = "?"  # «المملكة»: a state, but which one only the article as a whole tells


@dataclass(frozen=True, slots=True)
class Mention:
    """A party as one sentence names it; ``first:last`` are its tokens, ``start:end`` its place in the folded text.

    ``kind`` is official, counterpart (نظيره), group (وفد), state, org or body (وزارة); ``link`` is what joins it to
    the words
    before: a preposition, the conjunction, or nothing. ``role`` and ``name_span`` are places in the folded text.
    """

    kind: str
    first: int
    last: int
    start: int
    end: int
    link: str = ""
    name: str | None = None
    name_span: Span = (0, 0)
    nickname: str | None = None  # «صلاح عبد الله (قوش)»: what the article may call him later
    role: Span | None = None
    role_key: str | None = None
    head: HeadForm | None = None
    role_keys: tuple[str, ...] = ()  # of every office told, the one of ``role_key`` included
    country: str | None = None
    countries: tuple[str, ...] = ()
    org: str | None = None
    former: bool = False
    honorific: str = ""  # the form of address before the name, folded
    titled: bool = False  # by a rank or title of state
    of_state: str | None = None  # of a name alone: what the article told with the whole name
    possessed: bool = False  # «نائبها»: of whoever was named before
    opinion: Opinion | None = None  # of the second reader of names on this one


def unnamed(
    lexicon: Lexicon,
    tokens: list[Token],
    kind: str,
    first: int,
    last: int,
    clitic: str,
    country: str | None,
    org: str | None,
) -> Mention:
    """A party without a name of a person: a delegation, a state, an organisation or one of its bodies."""
    return Mention(
        kind=kind,
        first=first,
        last=last,
        start=tokens[first].start + len(clitic),
        end=tokens[last - 1].end,
        link=lexicon.link_before(tokens, first, clitic),
        country=country,
        org=org,
    )
