"""Precision, recall and reliability of confidence as a drawing (SVG) or a table (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape

from kg.reliability import Reliability

_SIZE = 320  # of a plot, in pixels
_LEFT, _TOP, _GAP, _BELOW = 60, 40, 90, 60
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_COLUMNS = (
    *("kind", "confidence_from", "confidence_to", "encounters", "mean_confidence", "share_right", "low_95", "high_95"),
    *("precision", "recall"),
)
_STYLE = (
    "text{font:12px sans-serif;fill:#222}.title{font-size:14px;font-weight:bold}.axis{stroke:#222;fill:none}"
    ".grid{stroke:#ddd}.even{stroke:#999;stroke-dasharray:4 4}.line{stroke:#0b6e69;stroke-width:2;fill:none}"
    ".bar{stroke:#0b6e69;stroke-width:1.5}.dot{fill:#0b6e69}"
)


def csv_of(result: Reliability) -> str:
    """A row for each bin of the reliability table and each point of the curve; cells that do not apply are empty."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for b in result.bins:
        rows.writerow(["bin", b.low, b.high, b.n, *(f"{x:.4f}" for x in (b.mean, b.right, *b.interval)), "", ""])
    for p in result.curve:
        figures = [f"{p.precision:.4f}", f"{p.recall:.4f}"]
        rows.writerow(["point", f"{p.minimum:.4f}", 1.0, p.told, "", "", "", "", *figures])
    return out.getvalue()


def svg_of(result: Reliability) -> str:
    """Two plots side by side: precision over recall, and the share that is right over the confidence."""
    width, height = _LEFT + 2 * _SIZE + _GAP + 30, _TOP + _SIZE + _BELOW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-label="Precision and recall; reliability of confidence">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_frame(_LEFT, "Precision and recall", "recall of encounters", "precision"),
    ]
    path = " ".join(f"{_x(_LEFT, p.recall)},{_y(p.precision)}" for p in result.curve)
    parts.append(f'<polyline class="line" points="{path}"/>')
    left = _LEFT + _SIZE + _GAP
    parts.extend(_frame(left, "Reliability", "confidence (mean of its bin)", "share that is right"))
    parts.append(f'<line class="even" x1="{_x(left, 0)}" y1="{_y(0)}" x2="{_x(left, 1)}" y2="{_y(1)}"/>')
    for b in result.bins:
        x = _x(left, b.mean)
        low, high = (_y(share) for share in b.interval)
        parts.append(f'<line class="bar" x1="{x}" y1="{low}" x2="{x}" y2="{high}"/>')
        told = escape(f"{b.low:.1f}–{b.high:.1f}: {b.right:.2f} of {b.n}")
        parts.append(f'<circle class="dot" cx="{x}" cy="{_y(b.right)}" r="5"><title>{told}</title></circle>')
    foot = f"{result.n} encounters told, {result.gold} in the gold set. Brier {result.brier:.3f}, ECE {result.ece:.3f}"
    parts.append(f'<text x="{_LEFT}" y="{height - 8}">{escape(foot)}</text></svg>\n')
    return "\n".join(parts)


DRAWINGS: dict[str, Callable[[Reliability], str]] = {".svg": svg_of, ".csv": csv_of}
"""What draws a curve, by the ending of the file."""


def _frame(left: float, title: str, below: str, beside: str) -> Iterable[str]:
    yield f'<text class="title" x="{left}" y="{_TOP - 14}">{escape(title)}</text>'
    for tick in _TICKS:
        x, y = _x(left, tick), _y(tick)
        yield f'<line class="grid" x1="{left}" y1="{y}" x2="{left + _SIZE}" y2="{y}"/>'
        yield f'<text x="{x}" y="{_TOP + _SIZE + 16}" text-anchor="middle">{tick:g}</text>'
        yield f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{tick:g}</text>'
    yield f'<path class="axis" d="M{left},{_TOP} V{_TOP + _SIZE} H{left + _SIZE}"/>'
    yield f'<text x="{left + _SIZE / 2}" y="{_TOP + _SIZE + 34}" text-anchor="middle">{escape(below)}</text>'
    x, y = left - 36, _TOP + _SIZE / 2
    yield f'<text x="{x}" y="{y}" text-anchor="middle" transform="rotate(-90 {x} {y})">{escape(beside)}</text>'


def _x(left: float, share: float) -> float:
    return round(left + share * _SIZE, 1)


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * _SIZE, 1)
