"""The city that an agency's or a newspaper's line opens with."""

from __future__ import annotations

import re
from itertools import takewhile

from kg import datelex
from kg.clauses import PERSONS
from kg.entities import Sentence
from kg.lexicon import Lexicon
from kg.places import PlaceMention
from kg.tokens import DASHES, Token

_BYLINE = 8  # words
_REPORTER = 4  # words before which a line opens with its city
_OUTLET = 5
_HYPHENS = 3  # words in which a hyphen may join city and agency
_DATED_LINE = 16  # words of «12 ربيع الأول 1440 هـ الموافق 20 نوفمبر 2018 م واس»
_ARABIC = re.compile("[\u0621-\u064a]")
_TATWEEL = "\u0640"  # drawn as a dash
_BEFORE_CITY = DASHES | {"/", _TATWEEL}
_ENDS = _BEFORE_CITY | {":"}  # of a line of city and day


def dateline(lexicon: Lexicon, sentence: Sentence) -> PlaceMention | None:
    """The city an agency's line opens with: «بيروت – واس»، «الرياض: …»، «المنامة في 3 مارس / بنا /»."""
    tokens = _split(sentence.tokens)
    for i in range(min(_BYLINE, len(tokens))):
        city = lexicon.cities.at(tokens, i, clitics=False)
        if city is None or (i and not tokens[i - 1].is_mark):
            continue
        if i >= _REPORTER and not _ends_byline(tokens, i, city.last):
            continue
        if _opens_line(lexicon, tokens, city.last) or (i == 0 and _names_outlet(lexicon, sentence, tokens, city.last)):
            return PlaceMention(tokens[i].start, tokens[city.last - 1].end, i, city.value.country, True, False, False)
    return _byline(lexicon, tokens)


def _ends_byline(tokens: list[Token], first: int, last: int) -> bool:
    """«X Y – (صحيفة) – نجران: بحث …»: behind who wrote it, between a dash and a colon."""
    return last < len(tokens) and tokens[last].text == ":" and tokens[first - 1].text in _BEFORE_CITY


def _opens_line(lexicon: Lexicon, tokens: list[Token], last: int) -> bool:
    """Whether what stands behind a city makes it a dateline: a dash, a colon, an agency, a day and an agency."""
    if last + 1 >= len(tokens):
        return False
    mark, following = tokens[last].text, tokens[last + 1].text
    if mark in DASHES | {":"}:
        return following not in lexicon.grammar.broadcaster
    if mark == "/" and not lexicon.cities.at(tokens, last + 1, clitics=False):  # not «الرياض/جدة»
        return following not in lexicon.grammar.broadcaster
    if mark == "(":
        inside = list(takewhile(lambda t: t.text != ")", tokens[last + 1 : last + 1 + _BYLINE]))
        behind = tokens[last + len(inside) + 2 : last + len(inside) + 3]
        outlet = inside and all(_ARABIC.match(t.text) for t in inside)  # «القاهرة (مركز …) – …»; not «دبي (CNN)»
        ends = not behind or behind[0].text in DASHES | {":"}
        if outlet and ends and inside[0].text not in lexicon.grammar.broadcaster:
            return True
    dates = datelex.load().in_dates
    for k in range(last, min(last + _DATED_LINE, len(tokens))):
        word = tokens[k]
        if lexicon.agencies.at(tokens, k, clitics=False):
            return True
        if not (word.is_mark or word.text.isdigit() or word.text in dates or word.text in lexicon.grammar.in_):
            return k > last + 1 and tokens[k - 1].text in _ENDS  # «بغداد في 14 مايو 2024/ …»
    return False


def _split(tokens: list[Token]) -> list[Token]:
    """«دمشق-سانا» is one word; a line's first words are split at their hyphens."""
    out: list[Token] = []
    for token in tokens[:_HYPHENS]:
        start = token.start
        for k, part in enumerate(token.text.split("-") if len(token.text) > 1 else [token.text]):
            if k:
                out.append(Token("-", start - 1, start))
            if part:
                out.append(Token(part, start, start + len(part)))
            start += len(part) + 1
    return out + tokens[_HYPHENS:]


def _names_outlet(lexicon: Lexicon, sentence: Sentence, tokens: list[Token], last: int) -> bool:
    """«بغداد صحيفة الصباح: …»: a city and the name of an outlet up to a colon or dash."""
    persons = {m.start for m in sentence.mentions if m.kind in PERSONS}
    barred = lexicon.grammar.statement | lexicon.grammar.broadcaster
    for k in range(last, min(last + _OUTLET, len(tokens))):
        token = tokens[k]
        if token.text in DASHES | {":"}:
            return k > last
        known = lexicon.triggers.at(tokens, k) or token.text in lexicon.grammar.place_hosts
        if token.is_mark or known or token.start in persons or token.text in barred:
            return False
    return False


def _byline(lexicon: Lexicon, tokens: list[Token]) -> PlaceMention | None:
    """«عين اليوم – الرياض»: a short line of its own that ends in a dash and a city."""
    for i in range(1, min(len(tokens), _BYLINE)):
        city = lexicon.cities.at(tokens, i, clitics=False) if tokens[i - 1].text in _BEFORE_CITY else None
        if city and all(t.is_mark for t in tokens[city.last :]):
            return PlaceMention(tokens[i].start, tokens[city.last - 1].end, i, city.value.country, True, False, False)
    return None


def day_of_line(lexicon: Lexicon, tokens: list[Token], first: int, last: int) -> bool:
    """«طرابلس 27 أكتوبر 2021 (وال)- …»، «الحرية – (27/11/2022)»: whether the date in ``first:last`` is that of the
    line, on which it was written, and no encounter's."""
    before = tokens[:first]
    words = [t for t in before if not t.is_mark and t.text not in lexicon.grammar.in_]
    if not words or len(words) > _OUTLET or any(lexicon.triggers.at(tokens, i) for i in range(first)):
        return False
    dates = datelex.load().in_dates
    city = lexicon.cities.at(tokens, 0, clitics=False)
    if city is not None and all(
        t.is_mark or t.text.isdigit() or t.text in dates or t.text in lexicon.grammar.in_
        for t in tokens[city.last : first]
    ):
        return True
    ends = last < len(tokens) and tokens[last].is_mark
    return ends and any(t.text in DASHES for t in before)
