"""The article inside a saved news page: its headline, date, outlet, address and main text.

What the page says of itself (schema.org JSON-LD, Open Graph, ``time`` elements) is believed first; the main text is the
declared article body, else the element whose own paragraphs hold the most text outside links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from selectolax.lexbor import LexborHTMLParser, LexborNode

from kg.errors import InputError

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_NOT_TEXT = (
    "script, style, noscript, template, svg, iframe, nav, footer, aside, form, button, select, figure, menu, dialog, "
    "[hidden], [aria-hidden=true], [role=navigation], [role=complementary], [role=banner], [role=contentinfo]"
)
_BODY = "[itemprop=articleBody], [property=articleBody]"
_LEAST = 80  # characters: less than this is a caption or a cookie notice, not an article
_BLOCKS = (
    "address, article, blockquote, br, dd, div, dt, h1, h2, h3, h4, h5, h6, hr, li, main, ol, p, pre, section, "
    "td, tr, ul"
)
_LINE = "\ue000"  # stands in the tree for the end of a line; a private code point that no page uses


@dataclass(frozen=True, slots=True)
class Page:
    """What was read from a page; every field but ``text`` may be missing. ``time`` is as the page gives it."""

    text: str
    title: str | None
    time: str | None
    url: str | None
    source: str | None


def read_page(data: bytes) -> Page:
    """The article of the HTML page ``data`` (any encoding that the page declares; UTF-8 or windows-1256 otherwise).

    Raises InputError where the encoding is unknown or the page holds no article text.
    """
    tree = LexborHTMLParser(decode_page(data))
    facts = _linked_data(tree)
    headline = _text_of(facts.get("headline")) or _meta(tree, "og:title")
    publisher = facts.get("publisher")
    page = Page(
        text=_main_text(tree, facts),
        title=headline or _first_text(tree, "h1") or _first_text(tree, "title"),
        time=_text_of(facts.get("datePublished")) or _time(tree),
        url=_attribute(tree, "link[rel=canonical]", "href") or _meta(tree, "og:url"),
        source=_text_of(publisher.get("name") if isinstance(publisher, dict) else None) or _meta(tree, "og:site_name"),
    )
    if not page.text:
        raise InputError("no article text was found in the page; save its text as .txt instead")
    return page


def decode_page(data: bytes) -> str:
    """The page's characters: UTF-8 where they are that, else as the page declares, else windows-1256.

    Raises InputError for an encoding that is unknown or does not fit the bytes.
    """
    try:  # a page that is valid UTF-8 is UTF-8, whatever an old template declares
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(data[:4096])
        name = declared.group(1).decode("ascii") if declared else "windows-1256"
    try:
        text = data.decode(name, errors="replace")  # one bad byte does not lose the page
    except LookupError:
        raise InputError(f"the page declares the unknown encoding {name!r}; save it as UTF-8") from None
    if text.count("\ufffd") > len(text) // 100:
        raise InputError(f"the page is not {name}, which it should be; save it as UTF-8")
    return text


def _main_text(tree: LexborHTMLParser, facts: dict[str, Any]) -> str:
    for node in tree.css(_NOT_TEXT):
        node.decompose()
    body = (_text_of(facts.get("articleBody")) or "").replace("\n", _LINE)
    densest = _densest(tree)
    _mark_lines(tree)
    declared = [node.text(deep=True) for node in tree.css(_BODY)]
    best = max([*declared, body], key=len, default="")
    if len(best) < _LEAST and densest is not None:
        best = densest.text(deep=True)
    return _lines(best)


def _densest(tree: LexborHTMLParser) -> LexborNode | None:
    """The element whose own paragraphs hold the most text outside links; the body where there are no paragraphs."""
    weight: dict[int, int] = {}
    nodes: dict[int, LexborNode] = {}
    for paragraph in tree.css("p"):
        parent = paragraph.parent
        if parent is None:
            continue
        linked = sum(len(a.text(deep=True)) for a in paragraph.css("a"))
        weight[parent.mem_id] = weight.get(parent.mem_id, 0) + len(paragraph.text(deep=True)) - linked
        nodes[parent.mem_id] = parent
    best = max(weight, key=lambda key: weight[key], default=None)
    if best is not None and weight[best] >= _LEAST:
        return nodes[best]
    return tree.css_first("article") or tree.css_first("main") or tree.body


def _mark_lines(tree: LexborHTMLParser) -> None:
    """Mark both ends of every block, so that the text of an element falls into the lines that a reader sees."""
    for node in tree.css(_BLOCKS):
        node.insert_before(_LINE)
        node.insert_after(_LINE)


def _lines(text: str) -> str:
    """Marked text as lines: white space as a reader sees it, no empty lines."""
    lines = (" ".join(line.split()) for line in text.split(_LINE))
    return "\n".join(line for line in lines if line)


def _linked_data(tree: LexborHTMLParser) -> dict[str, Any]:
    """The page's schema.org article, if it carries one that can be read."""
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            data = orjson.loads(script.text(deep=True, strip=True))
        except orjson.JSONDecodeError:
            continue  # pages often carry broken JSON-LD; their other marks are read instead
        for item in _items(data):
            if any(kind.endswith("Article") for kind in _as_list(item.get("@type")) if isinstance(kind, str)):
                return item
    return {}


def _items(data: Any) -> Iterator[dict[str, Any]]:
    for item in _as_list(data):
        if isinstance(item, dict):
            yield item
            yield from (inner for inner in _as_list(item.get("@graph")) if isinstance(inner, dict))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _text_of(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _time(tree: LexborHTMLParser) -> str | None:
    for name in ("article:published_time", "datePublished", "pubdate", "date", "DC.date.issued"):
        if found := _meta(tree, name):
            return found
    return _attribute(tree, "time[datetime]", "datetime")


def _meta(tree: LexborHTMLParser, name: str) -> str | None:
    for key in ("property", "name", "itemprop"):
        if found := _attribute(tree, f'meta[{key}="{name}"]', "content"):
            return found
    return None


def _attribute(tree: LexborHTMLParser, selector: str, attribute: str) -> str | None:
    node = tree.css_first(selector)
    return _text_of(node.attributes.get(attribute)) if node is not None else None


def _first_text(tree: LexborHTMLParser, selector: str) -> str | None:
    node = tree.css_first(selector)
    return " ".join(node.text(deep=True).split()) or None if node is not None else None
