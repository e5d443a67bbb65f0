"""The encounters of one article as a table: gold against predicted, matched ones beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kg.breakdown import Case, Pairing, party_differing
from kg.html import Child, element
from kg.scoring import Party, Record, status
from kg.text import fold


def encounter_table(case: Case) -> Element | None:
    """One group of rows for each encounter; None where the article has none, told or predicted."""
    if not case.pairings:
        return None
    head = element("tr", *(element("th", label, scope="col") for label in ("", "gold", "predicted")))
    return element(
        "table",
        element("thead", head),
        *(_group(case, pairing) for pairing in case.pairings),
        class_="encounters",
    )


def anchor(case_number: int, pairing: Pairing) -> str:
    """The id of a pairing's group of rows in the page."""
    gold, predicted = pairing.gold_number, pairing.predicted_number
    return f"a{case_number}" + (f"-g{gold}" if gold else "") + (f"-p{predicted}" if predicted else "")


def numbers(pairing: Pairing) -> str:
    """``G1 · P2``: the numbers of the encounters in their records."""
    gold = f"G{pairing.gold_number}" if pairing.gold else ""
    predicted = f"P{pairing.predicted_number}" if pairing.predicted else ""
    return " · ".join(n for n in (gold, predicted) if n)


def _group(case: Case, pairing: Pairing) -> Element:
    outcome = pairing.outcome
    if outcome == "found" and pairing.differing:
        told = f"found, differs in {', '.join(pairing.differing)}"
    else:
        told = "false alarm" if case.kinds == ("false-alarm",) else outcome
    title = element("th", f"{numbers(pairing)}: {told}", colspan="3", scope="rowgroup", class_=f"group {outcome}")
    return element("tbody", element("tr", title), *_rows(pairing))


def _rows(pairing: Pairing) -> Iterator[Element]:
    """The fields of one group; a field that neither record tells has no row."""
    gold, predicted = pairing.gold, pairing.predicted
    differing = set(pairing.differing)
    yield _row("type, status", _kind(gold), _kind(predicted), differs=bool({"type", "status"} & differing))
    for number, (one, other) in enumerate(pairing.parties):
        yield _party_row("parties" if not number else "", one, other, both=bool(gold and predicted))
    if (gold or {}).get("topics") or (predicted or {}).get("topics"):
        yield _topic_row(gold, predicted)
    for label, one_told, other_told in (
        ("place", _place(gold), _place(predicted)),
        ("date", _get(gold, "date"), _get(predicted, "date")),
    ):
        if one_told or other_told:
            yield _row(label, one_told, other_told, differs=label in differing)
    yield _row("evidence", _get(gold, "evidence"), _get(predicted, "evidence"), quoted=True)
    if predicted:
        yield element("tr", element("th", "rule", scope="row"), element("td"), element("td", _origin(predicted)))
    if note := _get(gold, "note"):
        yield element("tr", element("th", "note", scope="row"), element("td", note, dir="auto", colspan="2"))


def _row(
    label: str, gold: str | None, predicted: str | None, *, differs: bool = False, quoted: bool = False
) -> Element:
    cells = (_cell(gold, quoted), _cell(predicted, quoted))
    return element("tr", element("th", label, scope="row"), *cells, class_="differs" if differs else None)


def _cell(value: str | None, quoted: bool) -> Element:
    if value is None:
        return element("td", _nothing())
    return element("td", element("p", value, dir="auto", class_="quote") if quoted else element("bdi", value))


def _nothing() -> Element:
    return element("span", "–", class_="nothing")


def _get(encounter: Record | None, key: str) -> str | None:
    value = encounter.get(key) if encounter else None
    return str(value) if value else None


def _kind(encounter: Record | None) -> str | None:
    return f"{encounter.get('type')}, {status(encounter)}" if encounter else None


def _place(encounter: Record | None) -> str | None:
    place = (encounter or {}).get("place") or {}
    told = [str(place[key]) for key in ("name", "country") if place.get(key)]
    return " · ".join(told) or None


def _origin(predicted: Record) -> list[Child]:
    """The rule, the word that it read, and the confidence."""
    out: list[Child] = []
    if rule := _get(predicted, "rule"):
        out.append(element("code", rule))
    if trigger := (predicted.get("trigger") or {}).get("text"):
        out += [" ", element("bdi", str(trigger), class_="quote")]
    if "confidence" in predicted:
        out.append(f" confidence {predicted['confidence']}")
    return out


# ---------------------------------------------------------------- parties and topics


def _party_row(label: str, gold: Party | None, predicted: Party | None, *, both: bool) -> Element:
    wrong = both and (gold is None or predicted is None or bool(party_differing(gold, predicted)))
    return element(
        "tr",
        element("th", label, scope="row"),
        element("td", _party(gold, predicted)),
        element("td", _party(predicted, gold)),
        class_="differs" if wrong else None,
    )


def _party(party: Party | None, other: Party | None) -> list[Child]:
    """Side, name, office, state or organisation, rank and more; what the other record says otherwise is set off."""
    if party is None:
        return [_nothing()]
    scored = party_differing(party, other) if other else ()
    told: list[Element] = []
    for key in ("name", "role", "country", "org", "rank", "function", "opinion"):
        value = party.get(key)
        if not value or (key == "rank" and value == "principal" and key not in scored):
            continue
        class_ = key
        if key in scored:
            class_ += " wrong"
        elif other and key in {"name", "role"} and fold(str(value)) != fold(str(other.get(key) or "")):
            class_ += " otherwise"
        told.append(element("bdi", str(value), class_=class_))
    if not party.get("name") and not party.get("role"):
        told.append(element("span", "bare", class_="nothing"))
    out: list[Child] = [element("b", str(party.get("side") or "?"), class_="side"), " "]
    for number, item in enumerate(told):
        out += [" · " if number else None, item]
    return out


def _topic_row(gold: Record | None, predicted: Record | None) -> Element:
    one = list((gold or {}).get("topics") or [])
    other = list((predicted or {}).get("topics") or [])
    both = gold is not None and predicted is not None
    cells = []
    for mine, theirs, sign in ((one, other, "missed"), (other, one, "spurious")):
        chips: list[Child] = []
        for topic in mine:
            alone = both and topic not in theirs
            chips += [element("span", str(topic), class_=f"topic {sign}" if alone else "topic"), " "]
        cells.append(element("td", chips or _nothing()))
    differs = both and set(one) != set(other)
    return element("tr", element("th", "topics", scope="row"), *cells, class_="differs" if differs else None)
