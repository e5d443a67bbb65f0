"""``/api/v1/matrix``: which official of a state met those of which other states and organisations."""

from __future__ import annotations

from fastapi import APIRouter, Query

from api.caching import Current
from api.errors import PROBLEMS, Problem
from api.filters import TieFilter
from api.graph_models import Matrix, MatrixCell
from api.settings import Settings
from kg.encounter_counts import by_official_and_side


def matrices_router(settings: Settings) -> APIRouter:
    """The route of matrices."""
    router = APIRouter(prefix="/api/v1", tags=["Networks"], responses=PROBLEMS)

    @router.get("/matrix", summary="Who of a state met whom")
    def matrix(
        published: Current,
        wanted: TieFilter,
        of: str = Query(max_length=300, description="Local id of a state or organisation.", examples=["state/EG"]),
        rows: int = Query(20, ge=1, le=settings.max_limit, description="Officials, the most active first."),
        columns: int = Query(30, ge=1, le=settings.max_limit, description="States and organisations, likewise."),
    ) -> Matrix:
        """A table of a state's officials against the states and organisations that they stood opposite of. Its first
        row is the state itself: all who act for it together, each encounter counted once."""
        state = published.network.entity(of)
        if state.layer != "sides":
            raise Problem(422, "invalid-parameter", f"of: {of} is no state or organisation.")
        found = published.catalogue.find([state.id], wanted)
        centre = published.network.number(state.id)
        cells = by_official_and_side(published.catalogue.table, found.numbers, centre)
        across = {column: count.encounters for (row, column), count in cells.items() if row == centre}
        officials: dict[int, int] = {}
        for (row, _), count in cells.items():
            if row != centre:
                officials[row] = officials.get(row, 0) + count.encounters
        shown_rows, shown_columns = [centre, *_most(officials)[:rows]], _most(across)[:columns]
        entities, summary = published.network.index.entities, published.shaper.summary
        return Matrix(
            snapshot=published.version,
            of=summary(state),
            rows=[summary(entities[number]) for number in shown_rows],
            columns=[summary(entities[number]) for number in shown_columns],
            cells=[
                MatrixCell(
                    row=entities.ids[row], column=entities.ids[column], encounters=cell.encounters, last=cell.last
                )
                for row in shown_rows
                for column in shown_columns
                if (cell := cells.get((row, column)))
            ],
            truncated=len(shown_rows) <= len(officials) or len(shown_columns) < len(across),
            total_rows=len(officials) + 1,
            total_columns=len(across),
        )

    return router


def _most(counts: dict[int, int]) -> list[int]:
    """Those with most encounters first, those with as many by id, as numbers are ordered."""
    return sorted(counts, key=lambda number: (-counts[number], number))
