"""What encounters count, chosen with the same parameters on every route that draws or counts them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated

from fastapi import Depends, Query

from api.caching import Current
from api.catalogue import Catalogue
from api.errors import Problem
from api.models import EncounterType, Layer, Status
from kg.errors import QueryError
from kg.ties import EncounterFilter
from kg.vocabulary import STATUSES

DATE = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"

Since = Annotated[
    str | None,
    Query(
        pattern=DATE,
        description="Encounters from this day, month or year on. One whose date is known to the month counts where any "
        "of its days does.",
        examples=["2024-03"],
    ),
]
Until = Annotated[
    str | None,
    Query(pattern=DATE, description="Encounters before this day, month or year.", examples=["2025"]),
]
Topics = Annotated[
    list[str],
    Query(
        max_length=50,
        description="Code of a topic, as `/api/v1/topics` lists them; given twice: either.",
        examples=[[]],
    ),
]
Types = Annotated[
    list[EncounterType],
    Query(
        max_length=10,
        description="Types of encounters; given twice: either. By default meetings and calls between agents, all types "
        "between states and organisations.",
    ),
]
AllTypes = Annotated[
    list[EncounterType], Query(max_length=10, description="Types of encounters; given twice: either. By default all.")
]
Statuses = Annotated[
    list[Status],
    Query(max_length=10, description="Held or planned encounters, or both.", examples=[["held"]]),
]
AllStatuses = Annotated[
    list[Status], Query(max_length=10, description="Held or planned encounters, or both, as by default.")
]
MinConfidence = Annotated[float, Query(ge=0, le=1, description="Least confidence of an encounter.")]
IncludeUndated = Annotated[bool, Query(description="With since or until: encounters without a date too.")]
MinWeight = Annotated[int, Query(ge=1, le=1_000_000, description="Fewest encounters of a tie.")]
ChosenLayer = Annotated[
    Layer | None,
    Query(
        description="`agents`: principals who stood opposite each other. `sides`: the states and organisations that "
        "were acted for. By default that of the entity."
    ),
]


async def _of_ties(
    published: Current,
    since: Since = None,
    until: Until = None,
    topic: Topics = [],  # noqa: B006 — the framework never changes a default
    type: Types = [],  # noqa: B006
    status: Statuses = ["held"],  # noqa: B006
    min_confidence: MinConfidence = 0.0,
    include_undated: IncludeUndated = False,
) -> EncounterFilter:
    """The filter of ties: held encounters unless asked otherwise."""
    return made(published.catalogue, since, until, topic, type, status, min_confidence, include_undated)


async def _of_encounters(
    published: Current,
    since: Since = None,
    until: Until = None,
    topic: Topics = [],  # noqa: B006
    type: AllTypes = [],  # noqa: B006
    status: AllStatuses = [],  # noqa: B006
    min_confidence: MinConfidence = 0.0,
    include_undated: IncludeUndated = False,
) -> EncounterFilter:
    """The filter of lists of encounters: all of them unless asked otherwise."""
    return made(published.catalogue, since, until, topic, type, status or STATUSES, min_confidence, include_undated)


TieFilter = Annotated[EncounterFilter, Depends(_of_ties)]
"""The parameters of all routes about who stood opposite whom."""
ListFilter = Annotated[EncounterFilter, Depends(_of_encounters)]
"""The parameters of all routes about encounters as such."""


def made(
    catalogue: Catalogue,
    since: str | None,
    until: str | None,
    topic: Iterable[str],
    type: Iterable[str],
    status: Iterable[str],
    min_confidence: float,
    include_undated: bool,
) -> EncounterFilter:
    """The filter of some parameters. Raises Problem (422) for what the calendar or the scheme of topics lacks."""
    check_topics(catalogue, topic)
    return valid(
        lambda: EncounterFilter(
            since=since,
            until=until,
            topics=tuple(dict.fromkeys(topic)),
            types=tuple(dict.fromkeys(type)),
            status=tuple(dict.fromkeys(status)),
            min_confidence=min_confidence,
            include_undated=include_undated,
        )
    )


def valid(make: Callable[[], EncounterFilter]) -> EncounterFilter:
    """The filter that ``make`` makes. Raises Problem (422) for a date that the calendar lacks."""
    try:
        return make()
    except QueryError as error:
        raise Problem(422, "invalid-parameter", f"{error}.") from error


def check_topics(catalogue: Catalogue, codes: Iterable[str]) -> None:
    """Raises Problem (422) for a code that is no topic."""
    for code in codes:
        if code not in catalogue.topics:
            raise Problem(
                422, "invalid-parameter", f"topic: {code!r} is no code of a topic; /api/v1/topics lists them."
            )
