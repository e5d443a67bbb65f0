"""What a date's words stand for: the ISO value of each kind of mention, given the day of publication."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from kg.datelex import Token

Kind = Literal["absolute", "weekday", "relative", "month", "year", "range", "vague"]
Direction = Literal["past", "future"]


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


# A day without a year is one of the last ten months, else the next one; if announced, the next one, unless that is
# almost a year away.
_BEHIND, _AHEAD = timedelta(days=304), timedelta(days=330)
_EARLY = timedelta(days=1)  # an article may stand on the page the evening before its date


def iso(day: date) -> str:
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
        reference = iso(published)[: len(mention.value)]
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
        return _compared(_one(iso(day), kind, direction), published) if day else None
    if published is None:
        return _one(None, kind, direction)
    years = [d for d in (_day(published.year + k, month, number) for k in (-2, -1, 0, 1, 2)) if d]
    behind = max((d for d in years if d <= published + _EARLY), default=None)
    ahead = min((d for d in years if d >= published), default=None)
    if direction == "past":
        behind = max((d for d in years if d < published), default=None)
        return _one(iso(behind), kind, direction) if behind else None
    if direction == "future":
        ahead = min((d for d in years if d > published), default=None)
        return _one(iso(ahead), kind, direction) if ahead else None
    if modifiers:  # الجاري
        behind = ahead = _day(published.year, month, number)
    held = behind if behind and (ahead is None or published - behind <= _BEHIND) else ahead
    planned = ahead if ahead and (behind is None or ahead - published <= _AHEAD) else behind
    if not held or not planned:
        return None
    return _compared(_one(iso(held), kind, None, iso(planned)), published)


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
    return _compared(_one(iso(day), "absolute"), published) if day else None


def _day_word(tokens: list[Token], published: date | None) -> DateMention:
    offset = next(t.value for t in tokens if t.code in "Tu")
    direction: Direction | None = "past" if offset < 0 else "future" if offset > 0 else None
    value = iso(published + timedelta(days=offset)) if published else None
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
        return _one(iso(published - timedelta(days=(back or 7) + weeks)), kind, direction)
    if direction == "future":
        return _one(iso(published + timedelta(days=7 - back)), kind, direction)
    ahead = (days[0].value - published.weekday()) % 7
    return _one(iso(published - timedelta(days=back)), kind, None, iso(published + timedelta(days=ahead)))


def _of_month(tokens: list[Token], published: date | None) -> DateMention | None:
    """``14 الجاري``, ``الخامس من الشهر الماضي``."""
    numbers = [t for t in tokens if t.code in "NO"]
    kind: Kind = "range" if len(numbers) > 1 else "absolute"
    direction = _past(tokens)
    if published is None:
        return _one(None, kind, direction)
    year, month = _shifted(published, direction)
    day = _day(year, month, numbers[0].value)
    return _compared(_one(iso(day), kind, direction), published) if day else None


def _shifted(published: date, direction: Direction | None) -> tuple[int, int]:
    index = published.year * 12 + published.month - 1 + {"past": -1, "future": 1}.get(direction or "", 0)
    return index // 12, index % 12 + 1


def _rel_month(tokens: list[Token], published: date | None) -> DateMention:
    direction = _past(tokens)
    if published is None:
        return _one(None, "month", direction)
    year, month = _shifted(published, direction)
    return _one(f"{year:04}-{month:02}", "month", direction)


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


def _vague(tokens: list[Token], published: date | None) -> DateMention:
    """``الأسبوع الماضي``، ``قبل أيام``: no day, and not that of anything else told beside it."""
    return DateMention(0, 0, None, None, "vague", _past(tokens))


def _year(tokens: list[Token], published: date | None) -> DateMention | None:
    year = _stated_year(tokens, published)
    if year is None:
        return _one(None, "year", _past(tokens))
    return _compared(_one(f"{year:04}", "year", _past(tokens)), published)


# the branches of the grammar of kg.dates and their values
VALUES: dict[str, Callable[[list[Token], date | None], DateMention | None]] = {
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
    "vague": _vague,
}
