"""A gathering in the making: council, conference or summit, before it becomes a session."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.entities import Actor
from kg.tokens import Match


@dataclass(slots=True)
class Gathering:
    """A session in the making: its organiser, the sentences that tell of it, who took part."""

    organiser: Actor
    sentence: int
    trigger: Match[str]
    participants: list[Actor] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    planned: bool = False
    placed: bool = False
    year: str | None = None  # in which it is told to be held
    over: bool = False  # told to have been held, whatever day stands beside it

    @property
    def hosted(self) -> bool:
        """No organisation holds it: the state that hosts it stands for one."""
        return self.organiser.kind == "state"

    @property
    def held(self) -> bool:
        """It is told that it was held, and where, when or by whom."""
        return not self.planned and (self.placed or bool(self.participants))

    def joins(self, actor: Actor) -> None:
        """Somebody took part."""
        if actor not in self.participants and actor is not self.organiser:
            self.participants.append(actor)
