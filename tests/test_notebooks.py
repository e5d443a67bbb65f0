"""The notebooks run from the first cell to the last, and answer what they ask."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
ARABIC = re.compile("[\u0600-\u06ff]{2,}")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_outputs_are_not_kept_in_the_repository(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None


def test_who_met_whom(tmp_path: Path) -> None:
    notebook = nbformat.read(FOLDER / "who_met_whom.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    data = [output.data for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    met, cooperation, agenda = (item["text/html"] for item in data if "text/html" in item)
    [picture] = (item["image/svg+xml"] for item in data if "image/svg+xml" in item)

    assert met.count("<tr>") >= 7
    assert re.search(r"2026-01-11</td><td[^>]*>حازم فؤاد المنياوي</td><td[^>]*>سامر عوض الخوالدة</td>", met)
    assert cooperation.count("<tr>") >= 8
    assert "Jordan" in cooperation
    assert ARABIC.search(cooperation)
    assert re.search(r"2026-0\d</td>", agenda)

    labels = re.findall(r"<tspan[^>]*>[\u2066\u2067\u2068]?([^<\u2069]*)\u2069?</tspan>", picture)
    assert {"حازم فؤاد المنياوي", "سامر عوض الخوالدة", "Marco Bellandi"} <= set(labels)
    # the letters are the plain ones in logical order: what shows the picture joins and orders them
    assert not re.search("[\ufb50-\ufdff\ufe70-\ufefc]", picture)
    assert "\u2067سامر عوض الخوالدة\u2069" in picture  # set apart from what stands beside it
    assert picture.count("<circle") >= 5
