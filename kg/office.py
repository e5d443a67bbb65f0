"""What the reader of offices hands on: one office as one sentence tells it."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.lexicon import HeadForm
from kg.tokens import Token


@dataclass(slots=True)
class Office:
    """An office as read: tokens ``…:last``, its place in the folded text, its words, and for whom it is held."""

    last: int
    head: HeadForm
    role_start: int
    role_end: int
    words: list[str] = field(default_factory=list)
    country: str | None = None
    countries: tuple[str, ...] = ()
    org: str | None = None
    former: bool = False
    innermost: str = ""  # category of the last nested head: minister, in «مستشار وزير العدل»
    complete: bool = False  # more than the bare head noun was read
    possessed: bool = False  # «نائبها»، «وزير خارجيتها»: of whoever was named before it
    takes_office: bool = False  # another office may follow as its complement: «نائب وزير …»

    @property
    def stated(self) -> bool:
        """The office tells for whom it is held."""
        return bool(self.country or self.org)

    @property
    def of_both(self) -> bool:
        """«بحث الوزيران العلاقات»: two with the article were told of before; what follows is no part of it."""
        return self.head.definite and self.head.number == "dual"

    def taken(self, last: int) -> int:
        """What was read up to token ``last`` belongs to the office and makes it whole; returns ``last``."""
        self.last, self.complete = last, True
        return last

    def extended(self, tokens: list[Token], last: int) -> int:
        """The same; the role as printed grows until the office's state is told: what follows that is not part of it."""
        if not self.country:
            self.role_end = tokens[last - 1].end
        return self.taken(last)
