"""Dates as the Arabic press writes them: stated days, day words, weekdays, months and years, with their values.

A value needs the day of publication where the words are relative; the rules are those of the annotation guide
("Place and date"). Vague phrases (``قبل أيام``) give a mention without a value, Hijri dates without their Gregorian day
none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from kg.datelex import Codes, DateLexer, Token, load
from kg.datevalues import VALUES, DateMention, iso
from kg.text import NormalText

__all__ = ["DateMention", "find_dates", "within"]


def _grammar() -> re.Pattern[str]:
    """The grammar over the codes of ``kg.datelex``; the first branch that fits wins, left to right."""
    month = r"(?:[Mm](?:[/(\-]?[Mm]\)?)?)"
    year = r"(?:[,(]?o?z?a?Yg?\)?|,?o?z?a[Xx](?:Yg?)?|,?o?za)"
    post = rf"(?:X{year}?|{year}X?)?"
    number = r"\(?[NO]\)?"
    day = rf"{number}o?s?{month}{post}"
    plain = r"\(?N\)?"
    step = r"(?:,?&|-|r|&r)"
    branches = {
        "hijri": r"J?qe?|[NO]o?s?H,?a?h?e?|[NO]?o?s?H,?a?h?e|hH[NO]",
        "day": r"(?:[PJ]o?){0,3}T",
        "again": r"(?:[PJ]o?){0,3}A",
        "phrase": r"(?:[PJ]o?){1,3}u|u(?=[,(]?J?W)",
        "full": r"J?Qg?",
        "span": rf"[ob]?J?{day}(?:-|r|&r)J?{day}|bJ?{day}&J?{day}",
        "stated": rf"[ob]?(?:[PJ]o?){{0,2}}{number}(?:{step}J?{number}){{0,4}}o?s?{month}{post}",
        "ofmonth": rf"(?<!/)(?:[PJ]o?){{0,2}}(?:{number}(?:{step}J?{number}){{0,4}}o?(?:S|s)X|[NO]ozS"
        rf"|{plain}(?:{step}J?{plain}){{0,4}}X)",
        "weekdays": r"[ob]?(?:[PJ]o?){0,3}W(?:X|x|Z)?(?:(?:,?&|-|r|/|(?<=W))J?W)(?:[XxZ]|o?kX)?",
        "weekday": r"(?:(?:[PJ]o?){0,3}W|(?:[PJ]o?){0,2}Jw)(?:X|x|Z|o?kX|o?zk)?",
        "month": rf"[Rfrob]?o?[sR]?o?s?{month}{post}",
        "relmonth": r"[Rf]?o?(?:SX|zS)",
        "year": r"[fRr]?o?(?:aYg?|Yg|a[Xx](?:Yg?)?|za)|[fR]Y",
        "vague": r"R?(?:k[XZ]|zk|koz)|Rk|V(?!o)",
    }
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in branches.items()))


_GRAMMAR = _grammar()
_WORD_BEFORE = re.compile(r"(\w+) {0,2}$")
_WORD_AFTER = re.compile(r" {0,2}(\w+)")
_FOR = "\u0644"  # «لـ»
_OPENING, _CLOSING = frozenset('«“"'), frozenset('»”"')


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention with what merging needs: the branch that matched and the day it names."""

    mention: DateMention
    branch: str
    first: int  # code positions
    last: int


def find_dates(text: NormalText | str, published: date | None = None) -> list[DateMention]:
    """All date mentions of a folded text in order, not overlapping.

    ``text`` is a ``NormalText`` or an already folded string; ``published`` the day of publication, None if unknown:
    then the day that the article itself calls today counts, where it tells one. Linear in the length of the text.
    """
    folded = text if isinstance(text, str) else text.text
    lexer = load()
    codes = lexer.codes(folded)
    found = list(_all(codes, folded, lexer, published))
    if published is None and (told := _told_today(found, codes)):
        published = told
        found = list(_all(codes, folded, lexer, published))
    return [_closed(item.mention, folded) for item in _merged(found, codes, published) if item.branch != "hijri"]


def _all(codes: Codes, folded: str, lexer: DateLexer, published: date | None) -> Iterator[_Found]:
    told: DateMention | None = None  # the day told last, which «في اليوم نفسه» means
    for match in _GRAMMAR.finditer(codes.text):
        item = _read(match, codes, folded, lexer, published)
        if item and item.branch == "again":
            item = _counted_from(told, item, codes, folded)
        if item:
            if item.mention.kind != "vague" and item.branch != "hijri":
                told = item.mention
            yield item


def _counted_from(told: DateMention | None, item: _Found, codes: Codes, folded: str) -> _Found | None:
    """«في اليوم نفسه»، «قبل ذلك بيومين»: so many days from the day told last; none where that is no day, nor in «اليوم
    التالي للحرب»."""
    offset = next(t.value for t in codes.tokens[item.first : item.last] if t and t.code == "A")
    following = _WORD_AFTER.match(folded, item.mention.end)
    if offset > 0 and following and following[1].startswith(_FOR):
        return None
    if told is None or told.value is None or told.value_if_planned is None or len(told.value) != _ISO_DAY:
        return None
    step = timedelta(days=offset)
    value, planned = (iso(date.fromisoformat(v) + step) for v in (told.value, told.value_if_planned))
    direction = None if offset else told.direction
    return replace(item, mention=replace(item.mention, value=value, value_if_planned=planned, direction=direction))


def _told_today(found: list[_Found], codes: Codes) -> date | None:
    """The day of publication as the article itself tells it: «اليوم الاثنين 30 ديسمبر 2024»، «أمس 3 مارس 2024», or the
    agency's «الرياض 16 شعبان 1445 هـ الموافق 26 فبراير 2024 م»."""
    offset: int | None = None
    for left, right in pairwise(found):
        if left.branch == "day":
            offset = next(t.value for t in codes.tokens[left.first : left.last] if t and t.code == "T")
        elif left.branch == "hijri" and left.mention.start < _DATELINE:
            offset = offset or 0
        elif left.branch != "weekday":
            offset = None
        if not _joins(left, right, codes):
            offset = None
        value = right.mention.value
        if offset is not None and _ORDER.get(right.branch) == _STATED and value and len(value) == _ISO_DAY:
            return date.fromisoformat(value) - timedelta(days=offset)
    return None


def within(dates: list[DateMention], start: int, end: int) -> list[DateMention]:
    """Those of the dates of a text, in order, that begin in ``start:end`` of the folded text."""
    first = bisect_left(dates, start, key=lambda date: date.start)
    return dates[first : bisect_left(dates, end, lo=first, key=lambda date: date.start)]


def _closed(mention: DateMention, folded: str) -> DateMention:
    """``اليوم (الأحد`` gets its closing bracket."""
    if "(" in folded[mention.start : mention.end] and folded[mention.end : mention.end + 1] == ")":
        return replace(mention, end=mention.end + 1)
    return mention


def _read(match: re.Match[str], codes: Codes, folded: str, lexer: DateLexer, published: date | None) -> _Found | None:
    branch = str(match.lastgroup)
    words = [t for t in codes.tokens[match.start() : match.end()] if t and t.code not in "&orb"]
    introduced = bool(words) and words[0].code == "f"
    words = words[introduced:]
    plain_month = introduced and any(t.code in "Mm" for t in words)
    if branch == "month" and not plain_month and not _sure_month(words):
        return None
    if not words or _blocked(branch, words, folded, lexer):
        return None
    unvalued = {"hijri": DateMention(0, 0, None, None, "absolute"), "again": DateMention(0, 0, None, None, "relative")}
    mention = unvalued[branch] if branch in unvalued else VALUES[branch](words, published)
    if mention is None:
        return None
    return _Found(replace(mention, start=words[0].start, end=words[-1].end), branch, match.start(), match.end())


def _blocked(branch: str, words: list[Token], folded: str, lexer: DateLexer) -> bool:
    """A word before or after, or quotation marks around it, say that this is a name.

    So in صلاة الجمعة, ثورة 25 يناير, «30 يونيو», اليوم العالمي.
    """
    kind = {"day": "day", "weekday": "weekday", "stated": "date"}.get(branch)
    if not kind:
        return False
    start, end = words[0].start, words[-1].end
    previous = _WORD_BEFORE.search(folded, max(0, start - 24), start)
    barred = lexer.blocks["not_after_" + kind]
    if previous and (previous[1] in barred or previous[1][1:] in barred):
        return True
    if kind == "date":
        return folded[max(0, start - 1) : start] in _OPENING and folded[end : end + 1] in _CLOSING
    following = _WORD_AFTER.match(folded, end)
    return kind == "day" and bool(following and following[1] in lexer.blocks["not_before_day"])


def _sure_month(tokens: list[Token]) -> bool:
    """A month's name that something beside it shows to be one: a year, a modifier, the word month, its second name."""
    names = [t for t in tokens if t.code in "Mm"]
    double = len(names) == 2 and names[0].value == names[1].value
    return double or any(t.code in "YXasR" for t in tokens)


# merging: أمس الأربعاء · الخميس 17/10/1436هـ الموافق 2/8/2015 · الأحد (12 يوليو)

_STATED = 3
_DATELINE = 40  # characters before the day of an agency's dateline
_ISO_DAY = 10  # letters
_WEEK = 7
_EVE = 1  # days
_ORDER = {"day": 0, "phrase": 0, "weekday": 1, "weekdays": 1, "hijri": 2} | dict.fromkeys(
    ("full", "stated", "span", "ofmonth"), _STATED
)
_BETWEEN = re.compile(r"[(),/\-JKPof]{0,4}")


def _merged(found: list[_Found], codes: Codes, published: date | None) -> Iterator[_Found]:
    """Day word, weekday, Hijri and stated day in a row are one mention; the most exact part gives the value."""
    current: _Found | None = None
    for item in found:
        if current and _joins(current, item, codes):
            current = _joined(current, item, published)
            continue
        if current:
            yield current
        current = item
    if current:
        yield current


def _joins(left: _Found, right: _Found, codes: Codes) -> bool:
    if left.branch not in _ORDER or right.branch not in _ORDER:
        return False
    if not _BETWEEN.fullmatch(codes.text, left.last, right.first):
        return False
    return _ORDER[left.branch] < _ORDER[right.branch]


def _joined(left: _Found, right: _Found, published: date | None) -> _Found:
    a, b = left.mention, right.mention
    if right.branch == "hijri":
        kept = a
    elif left.branch == "hijri" or _ORDER[right.branch] == _STATED:
        kept = b if b.value or not a.value else a
    else:  # day word and weekday: where they disagree (an article put up later) the weekday is right
        value = _nearest(a.value, b.value) or (b.value_if_planned if a.direction == "future" else b.value)
        kept = replace(a, value=value, value_if_planned=value)
    branch = left.branch if right.branch == "hijri" else right.branch
    merged = replace(kept, start=a.start, end=b.end, direction=a.direction or b.direction)
    return _Found(merged, branch, left.first, right.last)


def _nearest(day: str | None, weekday: str | None) -> str | None:
    """The day that is such a weekday: the one before ``day``, or the next, for a page of the evening before."""
    if day is None or weekday is None:
        return None
    of_word = date.fromisoformat(day)
    off = (date.fromisoformat(weekday) - of_word).days % _WEEK
    return iso(of_word + timedelta(days=off if off <= _EVE else off - _WEEK))
