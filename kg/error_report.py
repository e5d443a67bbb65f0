"""An evaluation as one HTML page for people to read: figures, counts, and every article with what is wrong in it.

The page stands alone: no script, nothing fetched, printable. Its style is ``error_report.css``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from kg import __version__
from kg.breakdown import KINDS, Case, Pairing, Tally, by_outlet, by_rule, by_state, by_type, cases
from kg.error_marks import marked_text
from kg.error_tables import anchor, encounter_table, numbers
from kg.evaluate import Evaluation
from kg.html import Child, element, page
from kg.model import Article
from kg.report import (
    BIN_HEADERS,
    CURVE_HEADERS,
    PAIR_HEADERS,
    SHARE_HEADERS,
    bin_rows,
    calibration,
    curve_rows,
    outlet_figures,
    pair_rows,
    share_rows,
)
from kg.resources import lexicon_version, rows
from kg.scoring import Record

_EXAMPLES = 12
_KIND_LABELS = {"false-alarm": "false alarm", "differs": "details differ"}
_COUNTS = ("articles", "gold", "predicted", "found", "differs", "missed", "spurious", "false alarms")
_RULE_COUNTS = ("predicted", "right", "half right", "wrong", "share right")
_SHOW_ALL = "all"


def error_report(
    gold: Mapping[str, Record], predicted: Iterable[tuple[Article, Record]], result: Evaluation, title: str
) -> bytes:
    """The page in UTF-8; the arguments are those of ``kg.evaluate.evaluate`` and what it returned.

    The same input gives the same bytes.
    """
    evaluated = cases(gold, predicted)
    return page(
        f"{title}: errors",
        (Path(__file__).with_name("error_report.css")).read_text(encoding="utf-8"),
        element(
            "header",
            element("h1", "What was read, and what was missed"),
            element("p", element("bdi", title), f" · rawabit {__version__}, tables {lexicon_version()}", class_="soft"),
            _navigation(),
        ),
        element("main", *_figures(result), _totals(evaluated, result), *_articles(evaluated)),
    )


def _navigation() -> Element:
    links = (("figures", "Figures"), ("totals", "Counts"), ("articles", "Articles"), ("index", "Index"))
    return element("nav", *(element("a", label, href=f"#{id_}") for id_, label in links), aria_label="Page")


# ---------------------------------------------------------------- figures and counts


def _figures(result: Evaluation) -> Iterator[Element]:
    yield element(
        "section",
        element("h2", "Figures"),
        element(
            "div",
            _table(PAIR_HEADERS, pair_rows(result)),
            _table(SHARE_HEADERS, share_rows(result)),
            class_="side-by-side",
        ),
        *(_confidence(result) if result.reliability.n else ()),
        element("p", f"{result.score.articles} articles. The intervals come from resampling them.", class_="soft"),
        id="figures",
    )


def _confidence(result: Evaluation) -> Iterator[Element]:
    tables = (_table(BIN_HEADERS, bin_rows(result.reliability)), _table(CURVE_HEADERS, curve_rows(result.reliability)))
    yield element("div", *tables, class_="side-by-side")
    yield element("p", calibration(result.reliability), class_="soft")


def _totals(evaluated: list[Case], result: Evaluation) -> Element:
    names = dict(_english_names())
    outlets = [
        [outlet, *_counts(tally), *(outlet_figures(result.outlets[outlet]))]
        for outlet, tally in by_outlet(evaluated).items()
    ]
    states = [[f"{code} {names.get(code, '')}".strip(), *_counts(t)[1:-1]] for code, t in by_state(evaluated).items()]
    types = [[kind, *_counts(tally)[1:-1]] for kind, tally in by_type(evaluated).items()]
    return element(
        "section",
        element("h2", "Counts of encounters"),
        element(
            "p",
            "An encounter is found where at least one party of each of two sides agrees; it differs where type, "
            "status, parties, topics, place or date are not those of the gold record. What is predicted and belongs "
            "to no gold encounter is spurious. A predicted encounter is right where type, status and who met whom are "
            "those of the gold record; half right where it was found and is not right; else wrong.",
            class_="soft",
        ),
        _counted("By rule", _rule_table(evaluated), id_="by-rule", open_=True),
        _counted("By type", _table(("type", *_COUNTS[1:-1]), types), id_="by-type", open_=True),
        _counted("By outlet", _table(("outlet", *_COUNTS, "met F1", "topics F1"), outlets), id_="by-outlet"),
        _counted(
            "By state or organisation",
            element("p", "An encounter counts for each that a principal acts for.", class_="soft"),
            _table(("state or organisation", *_COUNTS[1:-1]), states),
            id_="by-country",
        ),
        id="totals",
    )


def _counted(title: str, *content: Child, id_: str, open_: bool = False) -> Element:
    return element("details", element("summary", title), content, id=id_, open="" if open_ else None)


def _rule_table(evaluated: list[Case]) -> Element:
    """Right and wrong by the rule that made the encounter, with links to where it was wrong.

    Right is what ``kg.judging`` calls so; half right is what was found, but with another type, status or other persons.
    """
    wrong: dict[str, list[tuple[int, Pairing]]] = {}
    for number, case in enumerate(evaluated, 1):
        for pairing in case.pairings:
            if pairing.predicted and pairing.gold is None and not pairing.right:
                wrong.setdefault(str(pairing.predicted.get("rule") or "?"), []).append((number, pairing))
    lines = []
    for rule, tally in by_rule(evaluated).items():
        places = wrong.get(rule, [])
        cells = (tally.predicted, tally.right, tally.predicted - tally.right - len(places), len(places))
        links: list[Child] = []
        for number, pairing in islice(places, _EXAMPLES):
            links += [element("a", f"{number}·{numbers(pairing)}", href=f"#{anchor(number, pairing)}"), " "]
        if len(places) > _EXAMPLES:
            links.append("…")
        lines.append(
            element(
                "tr",
                element("th", element("code", rule), scope="row"),
                *(element("td", str(cell)) for cell in cells),
                element("td", f"{tally.right / tally.predicted:.2f}"),
                element("td", links),
            )
        )
    head = _head(("rule", *_RULE_COUNTS, "wrong in (article · encounter)"))
    return element("table", head, element("tbody", *lines), class_="counts")


def _counts(tally: Tally) -> list[str]:
    counts = (tally.gold, tally.predicted, tally.found, tally.differing, tally.missed, tally.spurious)
    return list(map(str, (tally.articles, *counts, tally.false_alarms)))


def _english_names() -> Iterator[tuple[str, str]]:
    for name in ("countries", "organisations"):
        yield from ((row["code"], row["name_en"]) for _, row in rows(name))


def _table(headers: Iterable[str], lines: Iterable[list[str]]) -> Element:
    """A table whose first cell of a row is its heading."""
    body = [
        element("tr", element("th", element("bdi", line[0]), scope="row"), *(element("td", cell) for cell in line[1:]))
        for line in lines
    ]
    return element("table", _head(headers), element("tbody", *body), class_="counts")


def _head(headers: Iterable[str]) -> Element:
    return element("thead", element("tr", *(element("th", label, scope="col") for label in headers)))


# ---------------------------------------------------------------- articles


def _articles(evaluated: list[Case]) -> Iterator[Element]:
    counts = {kind: sum(kind in case.kinds for case in evaluated) for kind in KINDS}
    choices = [(_SHOW_ALL, "all", len(evaluated))]
    choices += [(kind, _KIND_LABELS.get(kind, kind), counts[kind]) for kind in KINDS]
    buttons: list[Child] = []
    for kind, label, count in choices:
        checked = "" if kind == _SHOW_ALL else None
        buttons += [
            element("input", type="radio", name="show", id=f"show-{kind}", checked=checked),
            element("label", f"{label} {count}", for_=f"show-{kind}"),
        ]
    yield element(
        "section",
        element("h2", "Articles, the worst first"),
        element("div", buttons, class_="filters", role="group", aria_label="Show"),
        _legend(),
        element("details", element("summary", "Index"), _index(evaluated), id="index"),
        *(_article(number, case) for number, case in enumerate(evaluated, 1)),
        id="articles",
    )


def _legend() -> Element:
    return element(
        "p",
        element("mark", "party found", class_="both"),
        " ",
        element("mark", "gold only", class_="missed"),
        " ",
        element("mark", "predicted only", class_="spurious"),
        " · ",
        element("span", element("span", "G1", class_="begin gold"), "evidence of gold encounter 1", class_="in-gold"),
        " · ",
        element(
            "span",
            element("span", "P1", class_="begin predicted"),
            "evidence of predicted encounter 1",
            class_="in-predicted",
        ),
        " · the small letters behind a name are the encounters that it stands in",
        class_="legend",
    )


def _index(evaluated: list[Case]) -> Element:
    lines = [
        element(
            "tr",
            element("th", element("a", str(number), href=f"#a{number}"), scope="row"),
            element("td", element("bdi", case.id)),
            element("td", element("bdi", case.outlet)),
            element("td", _badges(case)),
            element("td", element("bdi", (case.article.title if case.article else None) or "")),
            class_=" ".join(("entry", *case.kinds)),
        )
        for number, case in enumerate(evaluated, 1)
    ]
    return element("table", _head(("", "id", "outlet", "", "title")), element("tbody", *lines))


def _article(number: int, case: Case) -> Element:
    article = case.article
    text = marked_text(case)
    title = (article.title if article else None) or case.id
    facts: list[Child] = [element("bdi", case.id), " · ", element("bdi", case.outlet)]
    if article and article.time:
        facts += [" · ", element("bdi", article.time[:10])]
    if article and article.url and _is_web(article.url):
        facts += [" · ", element("a", "article", href=article.url, rel="noopener noreferrer")]
    return element(
        "details",
        element(
            "summary",
            element("span", str(number), class_="ordinal"),
            element("span", title, class_="title", dir="auto"),
            _badges(case),
        ),
        element("p", facts, class_="soft"),
        _differences(case),
        element("div", text.pieces, class_="text", dir="auto")
        if article
        else element("p", "The article was not read."),
        element("p", "Not in the text as written: ", element("bdi", " · ".join(text.not_found)), class_="soft")
        if article and text.not_found
        else None,
        _with_anchors(number, case, encounter_table(case)),
        class_=" ".join(("entry", *case.kinds)),
        id=f"a{number}",
        open=None if case.kinds == ("clean",) else "",
    )


def _badges(case: Case) -> list[Child]:
    """What is wrong, in a few words."""
    outcomes = [pairing.outcome for pairing in case.pairings]
    out: list[Child] = []
    alarm = case.kinds == ("false-alarm",)
    for outcome in ("missed", "spurious"):
        if count := outcomes.count(outcome):
            label = "false alarm" if alarm else outcome
            out += [element("span", f"{count} {label}", class_=f"badge {outcome}"), " "]
    fields = sorted({field for pairing in case.pairings for field in pairing.differing})
    if fields:
        out += [element("span", f"differs: {', '.join(fields)}", class_="badge"), " "]
    return out or [element("span", "clean", class_="badge both")]


def _differences(case: Case) -> Element | None:
    """The pairs and dyads that count against the score."""
    told = case.differences
    lines = [
        (f"{what} {outcome}", getattr(told, f"{key}{outcome}"))
        for key, what in (("", "met pairs"), ("dyads_", "dyads"), ("topics_", "topics"))
        for outcome in ("missed", "spurious")
    ]
    items = [
        element("li", f"{label}: ", _listed(values), class_=label.rsplit(" ", 1)[1])
        for label, values in lines
        if values
    ]
    return element("ul", *items, class_="differences") if items else None


def _listed(values: Iterable[str]) -> Iterator[Child]:
    for number, value in enumerate(values):
        yield "; " if number else None
        yield element("bdi", value)


def _with_anchors(number: int, case: Case, table: Element | None) -> Element | None:
    if table is not None:
        for group, pairing in zip(table.findall("tbody"), case.pairings, strict=True):
            group.set("id", anchor(number, pairing))
    return table


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        return False
