"""Rows are counted in the bytes of a result exactly, however it is cut into chunks and whatever the values hold."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.rows import counter_for
from api.worker import TABLE_FORMATS

tricky = st.text(alphabet=st.sampled_from(list('"\\{}[],:<>\n\r\tا <result>')), max_size=12)
cells = st.one_of(st.none(), tricky)


def select(rows: list[tuple[str | None, str | None]]) -> ox.QuerySolutions:
    def term(value: str | None) -> str:
        return "UNDEF" if value is None else str(ox.Literal(value, language="ar"))

    values = " ".join(f"({term(a)} {term(b)})" for a, b in rows)
    result = ox.Store().query(f"SELECT ?type ?b {{ VALUES (?type ?b) {{ {values} }} }}")
    assert isinstance(result, ox.QuerySolutions)
    return result


@pytest.mark.parametrize("table_format", list(TABLE_FORMATS))
@given(rows=st.lists(st.tuples(cells, cells), max_size=8), size=st.integers(1, 9))
def test_rows_are_counted_exactly(table_format: str, rows: list[tuple[str | None, str | None]], size: int) -> None:
    data = select(rows).serialize(format=TABLE_FORMATS[table_format])
    assert data is not None
    counter = counter_for(table_format)
    count = counter.feed(b"")
    for start in range(0, len(data), size):
        count = counter.feed(data[start : start + size])
    if table_format == "json":  # a row without any value is not counted
        rows = [row for row in rows if row != (None, None)]
    assert count == len(rows)
