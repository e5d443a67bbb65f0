"""Dates as the Arabic press writes them: stated days, day words, weekdays, months and years, with their values.

A value needs the day of publication where the words are relative; the rules are those of the annotation guide
("Place and date"). Vague phrases (``قبل أيام``) and Hijri dates without their Gregorian day give no mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from kg.datelex import Codes, DateLexer, Token, load
from kg.text import NormalText

Kind = Literal["absolute", "weekday", "relative", "month", "year", "range"]
Direction = Literal["past", "future"]
_NEAR = timedelta(days=304)  # a day without a year is one of the last ten months, else the next one
_AHEAD = timedelta(days=1)  # an article may stand on the page the evening before its date


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date in a text, ``start`` and ``end`` in folded positions.

    ``value`` is what the words mean for something that took place, ``value_if_planned`` for something announced;
    ISO day, month or year, None where publication would be needed and is not known.
    """

    start: int
    end: int
    value: str | None
    value_if_planned: str | None
    kind: Kind
    direction: Direction | None = None

    def on(self, planned: bool) -> str | None:
        """The value for a planned or a held event."""
        return self.value_if_planned if planned else self.value


def weekday_value(mention: DateMention, planned: bool) -> str | None:
    """The ISO value of a mention for an event that is planned or was held (same as ``mention.on(planned)``)."""
    return mention.on(planned)


def _grammar() -> re.Pattern[str]:
    """The grammar over the codes of ``kg.datelex``; the first branch that fits wins, left to right."""
    month = r"(?:[Mm](?:[/(\-]?[Mm]\)?)?)"
    year = r"(?:[,(]?o?z?a?Yg?\)?|,?o?z?a[Xx]|,?o?za)"
    post = rf"(?:X{year}?|{year}X?)?"
    day = rf"[NO]o?s?{month}{post}"
    step = r"(?:,?&|-|r|&r)"
    branches = {
        "hijri": r"J?qe?|[NO]o?s?H,?a?h?e?|[NO]?o?s?H,?a?h?e|hH[NO]",
        "day": r"(?:[PJ]o?){0,3}T",
        "phrase": r"(?:[PJ]o?){1,3}u|u(?=[,(]?J?W)",
        "full": r"J?Qg?",
        "span": rf"[ob]?J?{day}(?:-|r|&r)J?{day}|bJ?{day}&J?{day}",
        "stated": rf"[ob]?(?:[PJ]o?){{0,2}}[NO](?:{step}J?[NO]){{0,4}}o?s?{month}{post}",
        "ofmonth": rf"(?:[PJ]o?){{0,2}}(?:[NO](?:{step}J?[NO])?o?(?:S|s)X|[NO]ozS|N(?:{step}J?N)?X)",
        "weekdays": r"[ob]?(?:[PJ]o?){0,3}W(?:X|x|Z)?(?:(?:,?&|-|r|/|(?<=W))J?W)(?:[XxZ]|o?kX)?",
        "weekday": r"(?:(?:[PJ]o?){0,3}W|(?:[PJ]o?){0,2}Jw)(?:X|x|Z|o?kX|o?zk)?",
        "month": rf"[Rfrob]?o?[sR]?o?s?{month}{post}",
        "relmonth": r"[Rf]?o?(?:SX|zS)",
        "year": r"[fRr]?o?(?:aYg?|Yg|a[Xx]|za)|[fR]Y",
    }
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in branches.items()))


_GRAMMAR = _grammar()
_WORD_BEFORE = re.compile(r"(\w+) {0,2}$")
_WORD_AFTER = re.compile(r" {0,2}(\w+)")
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

    ``text`` is a ``NormalText`` or an already folded string; ``published`` the day of publication, None if unknown.
    Linear in the length of the text.
    """
    folded = text if isinstance(text, str) else text.text
    lexer = load()
    codes = lexer.codes(folded)
    found: list[_Found] = []
    for match in _GRAMMAR.finditer(codes.text):
        item = _read(match, codes, folded, lexer, published)
        if item:
            found.append(item)
    return [item.mention for item in _merged(found, codes, published) if item.branch != "hijri"]


def _read(match: re.Match[str], codes: Codes, folded: str, lexer: DateLexer, published: date | None) -> _Found | None:
    branch = str(match.lastgroup)
    words = [t for t in codes.tokens[match.start() : match.end()] if t and t.code not in "&orb"]
    introduced = bool(words) and words[0].code == "f"
    words = words[introduced:]
    plain_month = introduced and any(t.code == "M" for t in words)
    if branch == "month" and not plain_month and not _sure_month(words):
        return None
    if not words or _blocked(branch, words, folded, lexer):
        return None
    mention = _VALUES[branch](words, published) if branch != "hijri" else DateMention(0, 0, None, None, "absolute")
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


# values


def _iso(day: date) -> str:
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _past(tokens: list[Token]) -> Direction | None:
    for token in tokens:
        if token.code in "XxZ":
            if token.kind.startswith(("past", "before")):
                return "past"
            if token.kind.startswith("future"):
                return "future"
    return None


def _one(value: str | None, kind: Kind, direction: Direction | None = None, planned: str | None = None) -> DateMention:
    return DateMention(0, 0, value, planned or value, kind, direction)


def _compared(mention: DateMention, published: date | None) -> DateMention:
    """A stated date tells its direction by itself once publication is known."""
    if mention.direction is None and published and mention.value and mention.value == mention.value_if_planned:
        reference = _iso(published)[: len(mention.value)]
        if mention.value != reference:
            return replace(mention, direction="past" if mention.value < reference else "future")
    return mention


def _stated_year(tokens: list[Token], published: date | None) -> int | None:
    """The year that the words name, by number or as last, this or next year."""
    for token in tokens:
        if token.code == "Y":
            return token.value
    for noun, following in pairwise(tokens):
        if published and (noun.code, following.code) in {("a", "X"), ("a", "x"), ("z", "a")}:
            shift = {"past": -1, "future": 1}.get(_past([following]) or "", 0)
            return published.year + shift
    return None


def _on_day(month: int, number: int, after: list[Token], published: date | None, kind: Kind) -> DateMention | None:
    """A day and month, with the year that is said or the one that fits publication best."""
    if _day(2000, month, number) is None:
        return None
    year = _stated_year(after, published)
    modifiers = [t for i, t in enumerate(after) if t.code == "X" and (i == 0 or after[i - 1].code != "a")]
    direction = _past(modifiers)
    if year:
        day = _day(year, month, number)
        return _compared(_one(_iso(day), kind, direction), published) if day else None
    if published is None:
        return _one(None, kind, direction)
    years = [d for d in (_day(published.year + k, month, number) for k in (-2, -1, 0, 1, 2)) if d]
    behind = max((d for d in years if d <= published + _AHEAD), default=None)
    ahead = min((d for d in years if d >= published), default=None)
    if direction == "past":
        behind = max((d for d in years if d < published), default=None)
        return _one(_iso(behind), kind, direction) if behind else None
    if direction == "future":
        ahead = min((d for d in years if d > published), default=None)
        return _one(_iso(ahead), kind, direction) if ahead else None
    if modifiers:  # الجاري
        behind = ahead = _day(published.year, month, number)
    held = behind if behind and (ahead is None or published - behind <= _NEAR) else ahead
    planned = ahead if ahead and (behind is None or ahead - published <= _NEAR) else behind
    if not held or not planned:
        return None
    return _compared(_one(_iso(held), kind, None, _iso(planned)), published)


def _stated(tokens: list[Token], published: date | None) -> DateMention | None:
    """``الثاني عشر من يوليو/تموز 2015``, ``يومي 3 و4 مارس``: the first day counts."""
    numbers = [t for t in tokens if t.code in "NO"]
    month = next((t for t in tokens if t.code in "Mm"), None)
    if not month:
        return None
    after = [t for t in tokens if t.start >= month.end]
    return _on_day(month.value, numbers[0].value, after, published, "range" if len(numbers) > 1 else "absolute")


def _span(tokens: list[Token], published: date | None) -> DateMention | None:
    """``من 28 فبراير إلى 2 مارس 2024``: the first day, with the year of the last where only that one has it."""
    months = [i for i, t in enumerate(tokens) if t.code in "Mm"]
    second = next((i for i, t in enumerate(tokens) if t.code in "NO" and i > months[0]), len(tokens))
    after = tokens[months[0] + 1 : second]
    if not any(t.code in "YX" for t in after):
        after = after + tokens[second + 1 :]
    return _on_day(tokens[months[0]].value, tokens[0 if tokens[0].code in "NO" else 1].value, after, published, "range")


def _full(tokens: list[Token], published: date | None) -> DateMention | None:
    value = next(t.value for t in tokens if t.code == "Q")
    day = _day(value // 10000, value // 100 % 100, value % 100)
    return _compared(_one(_iso(day), "absolute"), published) if day else None


def _day_word(tokens: list[Token], published: date | None) -> DateMention:
    offset = next(t.value for t in tokens if t.code in "Tu")
    direction: Direction | None = "past" if offset < 0 else "future" if offset > 0 else None
    value = _iso(published + timedelta(days=offset)) if published else None
    return _one(value, "relative", direction)


def _weekday(tokens: list[Token], published: date | None) -> DateMention:
    days = [t for t in tokens if t.code in "Ww"]
    kind: Kind = "range" if len(days) > 1 else "weekday"
    direction = _past(tokens)
    if published is None:
        return _one(None, kind, direction)
    back = (published.weekday() - days[0].value) % 7
    if direction == "past":
        weeks = 7 if any(t.code == "Z" for t in tokens) else 0
        return _one(_iso(published - timedelta(days=(back or 7) + weeks)), kind, direction)
    if direction == "future":
        return _one(_iso(published + timedelta(days=7 - back)), kind, direction)
    ahead = (days[0].value - published.weekday()) % 7
    return _one(_iso(published - timedelta(days=back)), kind, None, _iso(published + timedelta(days=ahead)))


def _of_month(tokens: list[Token], published: date | None) -> DateMention | None:
    """``14 الجاري``, ``الخامس من الشهر الماضي``."""
    numbers = [t for t in tokens if t.code in "NO"]
    kind: Kind = "range" if len(numbers) > 1 else "absolute"
    direction = _past(tokens)
    if published is None:
        return _one(None, kind, direction)
    year, month = _shifted(published, direction)
    day = _day(year, month, numbers[0].value)
    return _compared(_one(_iso(day), kind, direction), published) if day else None


def _shifted(published: date, direction: Direction | None) -> tuple[int, int]:
    index = published.year * 12 + published.month - 1 + {"past": -1, "future": 1}.get(direction or "", 0)
    return index // 12, index % 12 + 1


def _rel_month(tokens: list[Token], published: date | None) -> DateMention:
    direction = _past(tokens)
    if published is None:
        return _one(None, "month", direction)
    year, month = _shifted(published, direction)
    return _one(f"{year:04}-{month:02}", "month", direction)


def _sure_month(tokens: list[Token]) -> bool:
    """A month's name that something beside it shows to be one: a year, a modifier, the word month, its second name."""
    names = [t for t in tokens if t.code in "Mm"]
    double = len(names) == 2 and names[0].value == names[1].value
    return double or any(t.code in "YXasR" for t in tokens)


def _month(tokens: list[Token], published: date | None) -> DateMention | None:
    """``مطلع سبتمبر (أيلول) المقبل``, ``في يوليو``, ``مارس 2024``."""
    position = next(i for i, t in enumerate(tokens) if t.code in "Mm")
    month, after = tokens[position], tokens[position + 1 :]
    direction = _past([t for i, t in enumerate(after) if t.code == "X" and (i == 0 or after[i - 1].code != "a")])
    year = _stated_year(after, published)
    if year:
        return _compared(_one(f"{year:04}-{month.value:02}", "month", direction), published)
    if published is None:
        return _one(None, "month", direction)
    this = published.year * 12 + published.month - 1
    back = (published.month - month.value) % 12
    behind, ahead = this - back, this + (12 - back) % 12
    if direction == "past":
        ahead = behind = behind if back else this - 12
    elif direction == "future":
        behind = ahead = ahead if back else this + 12
    elif back > 10:
        behind = ahead
    elif back and back < 2:  # a month just gone is meant even in an announcement
        ahead = behind
    value, planned = (f"{m // 12:04}-{m % 12 + 1:02}" for m in (behind, ahead))
    return _compared(_one(value, "month", direction, planned), published)


def _year(tokens: list[Token], published: date | None) -> DateMention | None:
    year = _stated_year(tokens, published)
    if year is None:
        return _one(None, "year", _past(tokens))
    return _compared(_one(f"{year:04}", "year", _past(tokens)), published)


_VALUES = {
    "day": _day_word,
    "phrase": _day_word,
    "full": _full,
    "span": _span,
    "stated": _stated,
    "ofmonth": _of_month,
    "weekdays": _weekday,
    "weekday": _weekday,
    "month": _month,
    "relmonth": _rel_month,
    "year": _year,
}

# merging: أمس الأربعاء · الخميس 17/10/1436هـ الموافق 2/8/2015 · الأحد (12 يوليو)

_STATED = 3
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
        value = b.value_if_planned if a.direction == "future" else b.value
        kept = replace(a, value=value, value_if_planned=value)
    branch = left.branch if right.branch == "hijri" else right.branch
    merged = replace(kept, start=a.start, end=b.end, direction=a.direction or b.direction)
    return _Found(merged, branch, left.first, right.last)
