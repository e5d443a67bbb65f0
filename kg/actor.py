"""One party of an article, and whether a mention may be his: the same name, no other state, no other throne."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from kg.mention import UNRESOLVED, Mention

_THRONE = frozenset({"sovereign", "heir"})


@dataclass(slots=True)
class Actor:
    """One party of the article; ``mentions`` are (sentence, mention) in order of the text."""

    kind: str
    mentions: list[tuple[int, Mention]] = field(default_factory=list)
    name: tuple[str, ...] = ()
    patronymic: bool = False  # named by his fathers: محمد بن سلمان
    country: str | None = None
    org: str | None = None
    _sorted: int = field(
        default=0, repr=False, compare=False
    )  # so many mentions stand in order, the others behind them were added later
    _offices: dict[tuple[str, ...], None] = field(default_factory=dict, repr=False, compare=False)
    _others: dict[tuple[str, ...], None] = field(default_factory=dict, repr=False, compare=False)
    _categories: set[str] = field(default_factory=set, repr=False, compare=False)
    _counterpart: bool = field(default=False, repr=False, compare=False)
    _read: int = field(default=0, repr=False, compare=False)  # of so many mentions the offices are known

    @property
    def named(self) -> bool:
        return bool(self.name)

    @property
    def offices(self) -> Collection[tuple[str, ...]]:
        """The words of the principal office of each mention, once each, in their order."""
        self._learn()
        return self._offices.keys()

    @property
    def all_offices(self) -> Iterable[tuple[str, ...]]:
        """Those, and the other offices that the mentions give."""
        self._learn()
        return itertools.chain(self._offices, self._others)

    @property
    def categories(self) -> Collection[str]:
        """The kinds of the offices that the mentions give."""
        self._learn()
        return self._categories

    @property
    def is_counterpart(self) -> bool:
        """Whether one of the mentions is «نظيره»."""
        self._learn()
        return self._counterpart

    def _learn(self) -> None:
        for _, m in self.mentions[self._read :]:
            self._counterpart = self._counterpart or m.kind == "counterpart"
            if m.head is not None:
                self._categories.add(m.head.category)
            if m.role_key:
                self._offices[tuple(m.role_key.split())] = None
            for key in m.role_keys:
                if key:
                    self._others[tuple(key.split())] = None
        self._read = len(self.mentions)

    def put(self, mentions: Iterable[tuple[int, Mention]]) -> None:
        """Replace the mentions, in the order of the text."""
        self.mentions = sorted(mentions, key=_place_of)
        self._sorted, self._read, self._offices, self._others = len(self.mentions), 0, {}, {}
        self._categories, self._counterpart = set(), False

    def before(self, place: tuple[int, int]) -> tuple[int, Mention] | None:
        """The mention added last before a place, else the one in order right before it."""
        for k in range(len(self.mentions) - 1, self._sorted - 1, -1):
            if _place_of(self.mentions[k]) < place:
                return self.mentions[k]
        k = bisect_left(self.mentions, place, hi=self._sorted, key=_place_of)
        return self.mentions[k - 1] if k else None

    def inside(self, sentence: int) -> Iterator[Mention]:
        """The mentions of one sentence, which is the last of which any were added."""
        late = itertools.islice(reversed(self.mentions), len(self.mentions) - self._sorted)
        added = itertools.takewhile(lambda told: told[0] == sentence, late)
        first = bisect_left(self.mentions, (sentence, -1), hi=self._sorted, key=_place_of)
        last = bisect_left(self.mentions, (sentence + 1, -1), lo=first, hi=self._sorted, key=_place_of)
        return (m for _, m in itertools.chain(added, self.mentions[first:last]))


def _place_of(told: tuple[int, Mention]) -> tuple[int, int]:
    return told[0], told[1].first


def most_told(actor: Actor) -> tuple[int, tuple[int, int]]:
    """Orders actors: who has most mentions, then who is told first."""
    return -len(actor.mentions), min(map(_place_of, actor.mentions))


def same_name(a: tuple[str, ...], b: tuple[str, ...], *, patronymic: bool = False) -> bool:
    """One name is a shorter form of the other (words as ``keys.name_tokens`` gives them).

    The same first word and a subset of the words; or one word that is the first, the last or the last but one of the
    other;
    or, where neither is a chain of fathers' names (``patronymic``), the same last word and a subset.
    """
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if not short:
        return False
    if len(short) == 1:
        return short[0] in (long[0], long[-1]) or (len(long) > 2 and short[0] == long[-2])
    if set(short) <= set(long):
        return short[0] == long[0] or (short[-1] == long[-1] and not patronymic)
    return False


def is_plural(m: Mention) -> bool:
    """«وزراء الداخلية»: several of an office, none of them the one who was named before; «وزراء الداخلية العراقي X» is
    one of them."""
    return m.head is not None and m.head.number == "plural" and not (m.countries or m.name)


def is_crowd(m: Mention) -> bool:
    """«رئيسي الجهازين»: two or more of an office, none of them the one who is told by it alone."""
    return is_plural(m) or (
        m.head is not None and m.head.number == "dual" and not (m.countries or m.name or m.head.definite)
    )


def former(actor: Actor) -> bool:
    """Who is told with an office that he held once, and with none that he holds."""
    told = [m for _, m in actor.mentions if m.role]
    return bool(told) and all(m.former for m in told)


def rules_else(actor: Actor, m: Mention) -> bool:
    """A sovereign is no heir, though the heir's name has all the words of his."""
    kind = m.head.category if m.head else None
    if kind not in _THRONE:
        return False
    return any(x.head is not None and x.head.category in _THRONE - {kind} for _, x in actor.mentions)


def called_so(actor: Actor, m: Mention) -> bool:
    """Both have the same rank or form of address, or the short one has none."""
    return not m.honorific or any(x.honorific == m.honorific for _, x in actor.mentions)


def agree(actor: Actor, m: Mention) -> bool:
    """No clash of state or organisation."""
    if m.country and actor.country and UNRESOLVED not in (m.country, actor.country) and m.country != actor.country:
        return False
    if m.org and actor.org and m.org != actor.org:
        return False
    return not (
        (m.org and actor.country and not m.country) or (m.country and actor.org and not actor.country and not m.org)
    )


def president(m: Mention) -> bool:
    """«الرئيس X», with nothing behind it that he would be head of: of a state."""
    return m.head is not None and m.head.category == "head" and m.head.definite and m.role_key == m.head.lemma


def is_address(m: Mention) -> bool:
    """«معاليه»."""
    return m.head is not None and m.head.category == "address"


def alike_services(actor: Actor, model: Mention) -> bool:
    """«رئيس المخابرات العامة» beside «مدير جهاز المخابرات العامة»: heads of services of the same name."""
    words = set((model.role_key or "").split()[1:])
    return any(not words.isdisjoint(office[1:]) for office in actor.all_offices)
