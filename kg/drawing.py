"""A network as an SVG picture with a legend: countries are colours, encounters sizes, topics the colours of edges.

SVG text is shaped and ordered by whatever shows it (a browser, a notebook, an office program), so Arabic renders right
without any library here. Each label stands in isolation marks: brackets and numbers in it keep their places.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from kg.ego import EgoNetwork
from kg.network_table import NetworkTable, Row, ego_table
from kg.picture_layout import Spot, places, radius_of

FONTS = "'IBM Plex Sans Arabic', 'Noto Naskh Arabic', 'Noto Sans Arabic', 'Segoe UI', Tahoma, 'DejaVu Sans', sans-serif"
_FILLS = ("#0072b2", "#d55e00", "#009e73", "#b0479a", "#b8860b", "#3f9bd6", "#7a4b21", "#5b5ea6", "#c0392b", "#4d7c0f")
_STROKES = ("#4c8fc0", "#e08b52", "#55ab8b", "#c081b5", "#c9a94f", "#8d8fc4")
_OTHER_FILL, _OTHER_STROKE = "#8a949c", "#b6bfc6"
_INK, _FAINT = "#1d2429", "#5a666e"
_LINE = 22  # letters of a label on one line
_LETTER = 7.4  # pixels that a letter takes, at most
_MARGIN = 40
_LEGEND = 250  # width of the legend
_SPOKE = 34  # letters of a label along a spoke
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_RIGHT_TO_LEFT, _LEFT_TO_RIGHT, _END = "\u2067", "\u2066", "\u2069"


def ego_svg(network: EgoNetwork) -> str:
    """The picture of an ego network, with Arabic labels; the same network gives the same picture."""
    return network_svg(ego_table(network))


def network_svg(table: NetworkTable) -> str:
    """The picture of a network; the same network gives the same picture."""
    spots = places(table)
    style = _Style.of(table)
    nodes = sorted(table.nodes, key=lambda node: (-spots[node["id"]].radius, node["id"]))
    names = {node["id"]: node["label"] for node in nodes}
    drawn = [_line(edge, spots, names, style) for edge in reversed(table.edges)]
    drawn += [_disc(node, spots[node["id"]], style.fill(table, node)) for node in nodes]
    drawn += [_label(node, spots[node["id"]]) for node in nodes]
    box = _Box.around(table, spots)
    legend = list(_legend(table, style, box))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box.x:.0f} {box.y:.0f} {box.width:.0f} {box.height:.0f}" '
        f'width="{box.width:.0f}" height="{box.height:.0f}" direction="ltr" '
        f'style="max-width:100%;height:auto;direction:ltr" font-family="{FONTS}" font-size="14">\n'
        f'<rect x="{box.x:.0f}" y="{box.y:.0f}" width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(drawn + legend)
        + "\n</svg>\n"
    )


@dataclass(frozen=True, slots=True)
class _Style:
    """The colours: ``fills`` by the ``_group`` of a node, ``strokes`` by the topic that an edge is mostly about; of
    both the most frequent. An edge between an actor and a topic has the colour of the actor."""

    fills: Mapping[str, str]
    strokes: Mapping[str, str]
    by_actor: bool

    @classmethod
    def of(cls, table: NetworkTable) -> _Style:
        by_actor = any(node.get("kind") == "topic" for node in table.nodes)
        groups = Counter(group for node in table.nodes if (group := _group(table, node)))
        topics = Counter(topic for edge in table.edges if (topic := _main_topic(edge)))
        most = list(groups)[: len(_FILLS)] if by_actor else _most(groups, len(_FILLS))
        return cls(
            {group: _FILLS[n] for n, group in enumerate(most)},
            {topic: _STROKES[n] for n, topic in enumerate(_most(topics, len(_STROKES)))},
            by_actor,
        )

    def fill(self, table: NetworkTable, node: Row) -> str:
        return self.fills.get(_group(table, node) or "", _OTHER_FILL)

    def stroke(self, edge: Row) -> str:
        if self.by_actor:
            return self.fills.get(edge["source"], _OTHER_STROKE)
        return self.strokes.get(_main_topic(edge) or "", _OTHER_STROKE)


def _group(table: NetworkTable, node: Row) -> str | None:
    """What a node has its colour from: actors each their own, officials their state's, states and organisations that of
    their kind; None for others."""
    if node.get("kind"):
        return str(node["id"]) if node["kind"] == "actor" else None
    if table.attributes["layer"] == "sides":
        return str(node["type"])
    country = node.get("country")
    return f"state/{country}" if country else None


@dataclass(frozen=True, slots=True)
class _Box:
    """What the picture covers, with the legend; ``inner`` is where the network ends and the legend begins."""

    x: float
    y: float
    width: float
    height: float
    inner: float

    @classmethod
    def around(cls, table: NetworkTable, spots: Mapping[str, Spot]) -> _Box:
        corners = [corner for node in table.nodes for corner in _extent(node, spots[node["id"]])]
        left, right = min(x for x, _ in corners) - _MARGIN, max(x for x, _ in corners) + _MARGIN
        top, bottom = min(y for _, y in corners) - _MARGIN, max(y for _, y in corners) + _MARGIN
        height = max(bottom - top, 470)
        return cls(left, top - (height - (bottom - top)) / 2, right - left + _LEGEND, height, right)


def _extent(node: Row, spot: Spot) -> Iterator[tuple[float, float]]:
    """Points that node and label reach."""
    yield spot.x - spot.radius, spot.y - spot.radius
    yield spot.x + spot.radius, spot.y + spot.radius
    if spot.turn is not None:
        reach = spot.radius + 8 + len(_short(node["label"])) * _LETTER
        angle = math.radians(spot.turn)
        yield spot.x + reach * math.cos(angle), spot.y + reach * math.sin(angle)
    elif spot.side is not None:
        reach = spot.radius + 8 + len(_short(node["label"])) * _LETTER
        yield spot.x + (reach if spot.side == "start" else -reach), spot.y
    else:
        lines = _wrapped(node["label"])
        half = max(map(len, lines)) * _LETTER / 2
        yield spot.x - half, spot.y
        yield spot.x + half, spot.y + spot.radius + 17 * (len(lines) + 1)


def _line(edge: Row, spots: Mapping[str, Spot], names: Mapping[str, str], style: _Style) -> str:
    a, b = spots[edge["source"]], spots[edge["target"]]
    days = " – ".join(dict.fromkeys(day for day in (edge["first"], edge["last"]) if day))
    told = f"{names[edge['source']]} × {names[edge['target']]}: {edge['weight']}{f' ({days})' if days else ''}"
    thick = min(1.2 + 1.1 * math.log2(edge["weight"] + 1), 8)
    return (
        f'<line x1="{a.x:.1f}" y1="{a.y:.1f}" x2="{b.x:.1f}" y2="{b.y:.1f}" stroke="{style.stroke(edge)}" '
        f'stroke-width="{thick:.1f}" stroke-opacity="0.7"><title>{_xml(told)}</title></line>'
    )


def _disc(node: Row, spot: Spot, fill: str) -> str:
    told = f"{node['label']}{f' ({country})' if (country := node.get('country')) else ''}: {node['encounters']}"
    if node.get("kind") == "topic":
        side = spot.radius * 1.7
        shape = f'<rect x="{spot.x - side / 2:.1f}" y="{spot.y - side / 2:.1f}" width="{side:.1f}" height="{side:.1f}" '
        return f'{shape}rx="3" fill="{fill}" stroke="#fff"><title>{_xml(told)}</title></rect>'
    return (
        f'<circle cx="{spot.x:.1f}" cy="{spot.y:.1f}" r="{spot.radius:.1f}" fill="{fill}" '
        f'stroke="#fff"><title>{_xml(told)}</title></circle>'
    )


def _label(node: Row, spot: Spot) -> str:
    weight = ' font-weight="bold"' if node.get("ring") == 0 else ""
    # a white halo under the letters keeps them readable over edges
    look = f'fill="{_INK}"{weight} paint-order="stroke" stroke="#fff" stroke-width="4" stroke-linejoin="round"'
    if spot.turn is None and spot.side is None:
        rows = "".join(
            f'<tspan x="{spot.x:.1f}" dy="{17 if number else 0}">{_isolated(line)}</tspan>'
            for number, line in enumerate(_wrapped(node["label"]))
        )
        return f'<text x="{spot.x:.1f}" y="{spot.y + spot.radius + 16:.1f}" text-anchor="middle" {look}>{rows}</text>'
    away = spot.radius + 6
    anchor, turned = spot.side or "start", ""
    if spot.turn is not None:
        turn = spot.turn
        if math.cos(math.radians(turn)) < 0:  # on the left half the words would stand on their heads
            turn, anchor = turn + 180, "end"
        turned = f' transform="rotate({turn:.2f} {spot.x:.1f} {spot.y:.1f})"'
    x = spot.x + (away if anchor == "start" else -away)
    text = _isolated(_short(node["label"]))
    return f'<text x="{x:.1f}" y="{spot.y + 5:.1f}" text-anchor="{anchor}"{turned} {look}>{text}</text>'


def _legend(table: NetworkTable, style: _Style, box: _Box) -> Iterator[str]:
    """What colours and sizes mean, in a column beside the network, and whether something was left out."""
    words = _words(table.lang)
    right_to_left = table.lang == "ar"
    edge = box.x + box.width - 24 if right_to_left else box.inner + 10
    direction = -1 if right_to_left else 1
    anchor = "end" if right_to_left else "start"
    y = box.y + 36

    def text(words: str, away: float, y: float, look: str = f'fill="{_INK}"') -> str:
        x = edge + direction * away
        return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="13" {look}>{_isolated(words)}</text>'

    def heading(key: str) -> str:
        return text(words[key], 0, y, f'fill="{_FAINT}" font-weight="bold"')

    if not style.by_actor:
        groups = dict(style.fills)
        yield heading("countries" if any("/" in group for group in groups) else "kinds")
        if any(style.fill(table, node) == _OTHER_FILL for node in table.nodes):
            groups["others"] = _OTHER_FILL
        for group, fill in groups.items():
            y += 22
            yield f'<circle cx="{edge + direction * 9:.1f}" cy="{y - 5:.1f}" r="7" fill="{fill}"/>'
            yield text(words.get(group) or table.name(group) or group.removeprefix("state/"), 26, y)
        y += 36
    if style.strokes:
        yield heading("topics")
        shown = [(table.name(f"topic/{topic}") or topic, stroke) for topic, stroke in style.strokes.items()]
        for name, stroke in [*shown, (words["other_topics"], _OTHER_STROKE)]:
            y += 22
            line = f"M{edge + direction * 2:.1f} {y - 5:.1f}h{direction * 16}"
            yield f'<path d="{line}" stroke="{stroke}" stroke-width="4"/>'
            yield text(_short(name, 28), 26, y)
        y += 36
    yield heading("encounters")
    y += 34
    away = 12.0
    for number in (1, 10, 100):
        radius = radius_of(number)
        away += radius
        middle = edge + direction * away
        yield f'<circle cx="{middle:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="none" stroke="{_FAINT}"/>'
        told = f'text-anchor="middle" font-size="12" fill="{_FAINT}"'
        yield f'<text x="{middle:.1f}" y="{y + 34:.1f}" {told}>{number}</text>'
        away += radius + 18
    if table.attributes.get("truncated"):
        y += 66
        for line in _wrapped(words["cut"], 32):
            yield text(line, 0, y, f'fill="{_FAINT}"')
            y += 17


def _main_topic(edge: Row) -> str | None:
    topics: Mapping[str, int] = edge.get("topics") or {}
    return min(topics, key=lambda topic: (-topics[topic], topic), default=None)


def _most(counts: Counter[str], most: int) -> list[str]:
    return sorted(counts, key=lambda value: (-counts[value], value))[:most]


def _wrapped(label: str, width: int = _LINE) -> list[str]:
    """A label in at most three lines of whole words."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if len(lines) <= 3 else [*lines[:2], lines[2] + " …"]


def _short(label: str, most: int = _SPOKE) -> str:
    """A label on one line: cut at a word where it is long."""
    label = " ".join(label.split())
    return label if len(label) <= most else label[:most].rsplit(" ", 1)[0] + " …"


def _isolated(text: str) -> str:
    """Words as XML, between marks that keep what stands beside them from reordering them: U+2067 where any letter is
    Arabic, U+2066 otherwise, U+2069 at the end."""
    return (_RIGHT_TO_LEFT if _ARABIC.search(text) else _LEFT_TO_RIGHT) + _xml(text) + _END


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


@lru_cache(maxsize=1)
def _all_words() -> Iterable[Mapping[str, str]]:
    with Path(__file__).with_name("picture_words.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _words(lang: str) -> dict[str, str]:
    """The words of the legend in a language."""
    return {row["key"]: row[lang] for row in _all_words()}
