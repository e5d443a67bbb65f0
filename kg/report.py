"""An evaluation as a person reads it: the tables that the command prints and that the error report begins with."""

from __future__ import annotations

from kg.evaluate import Evaluation
from kg.reliability import Reliability
from kg.scoring import Counts, Score, Share
from kg.terminal import console, table

PAIR_HEADERS = ("", "precision", "recall", "F1", "95 %", "found", "spurious", "missed")
SHARE_HEADERS = ("", "rate", "")
OUTLET_HEADERS = ("outlet", "articles", "met F1", "topics F1")
PAIR_HEADERS = ("", "precision", "recall", "F1", "95 %", "found", "spurious", "missed")
SHARE_HEADERS = ("", "rate", "")
OUTLET_HEADERS = ("outlet", "articles", "met F1", "topics F1")
BIN_HEADERS = ("confidence", "encounters", "mean", "share right", "95 %")
CURVE_HEADERS = ("from", "precision", "recall", "told")
_MINIMA = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # of which the curve is printed


def print_evaluation(result: Evaluation) -> None:
    """Print the figures: pairs, dyads and topics with their intervals, the fields, the outlets, and confidence."""
    out = console()
    out.print(table(PAIR_HEADERS, pair_rows(result)))
    out.print(table(SHARE_HEADERS, share_rows(result)))
    if len(result.outlets) > 1:
        rows = ([outlet, str(score.articles), *outlet_figures(score)] for outlet, score in result.outlets.items())
        out.print(table(OUTLET_HEADERS, rows))
    print_reliability(result.reliability)
    out.print(f"{result.score.articles} articles")


def pair_rows(result: Evaluation) -> list[list[str]]:
    """What is found, missed and spurious: rows under ``PAIR_HEADERS``."""
    rows = []
    for name in ("met", "dyads", "topics"):
        counts: Counts = getattr(result.score, name)
        interval = result.intervals[name]
        rows.append(
            [
                name,
                f"{counts.precision:.3f}",
                f"{counts.recall:.3f}",
                f"{counts.f1:.3f}",
                f"{interval.low:.3f}–{interval.high:.3f}",
                *map(str, (counts.tp, counts.fp, counts.fn)),
            ]
        )
    return rows


def share_rows(result: Evaluation) -> list[list[str]]:
    """The fields of encounters that were found, and false alarms: rows under ``SHARE_HEADERS``."""
    shares = [(name, getattr(result.score, name)) for name in ("type", "status", "place", "date")]
    rows = [[name, _rate(share), f"{share.hits} of {share.of}"] for name, share in shares]
    alarms = result.score.false_alarms
    return [*rows, ["false alarms", _rate(alarms), f"{alarms.hits} of {alarms.of} without encounter"]]


def outlet_figures(score: Score) -> list[str]:
    """The last two cells of a row under ``OUTLET_HEADERS``."""
    return [_f1(score.met), _f1(score.topics)]


def _f1(counts: Counts) -> str:
    return f"{counts.f1:.3f}" if counts.tp + counts.fp + counts.fn else "–"


def _rate(share: Share) -> str:
    return "–" if share.rate is None else f"{share.rate:.3f}"


def print_reliability(result: Reliability) -> None:
    """Print whether the confidences can be believed: a row a bin, and the precision and recall at some minima."""
    if result.n:
        out = console()
        out.print(table(BIN_HEADERS, bin_rows(result)))
        out.print(table(CURVE_HEADERS, curve_rows(result)))
        out.print(calibration(result))


def bin_rows(result: Reliability) -> list[list[str]]:
    """How many encounters of about one confidence are right: rows under ``BIN_HEADERS``."""
    return [
        [
            f"{b.low:.1f}–{b.high:.1f}",
            str(b.n),
            f"{b.mean:.3f}",
            f"{b.right:.3f}",
            f"{b.interval[0]:.2f}–{b.interval[1]:.2f}",
        ]
        for b in result.bins
    ]


def curve_rows(result: Reliability) -> list[list[str]]:
    """What is left from some confidences on: rows under ``CURVE_HEADERS``."""
    points = [p for low in _MINIMA if (p := next((p for p in result.curve if p.minimum >= low), None))]
    return [[f"{p.minimum:.2f}", f"{p.precision:.3f}", f"{p.recall:.3f}", str(p.told)] for p in dict.fromkeys(points)]


def calibration(result: Reliability) -> str:
    """The figures of calibration, in a sentence."""
    return (
        f"Brier score {result.brier:.3f}, calibration error {result.ece:.3f}; "
        f"{result.n} encounters told, {result.gold} in the gold set"
    )
