"""HTML pages built as trees, so that every piece of text is escaped when the tree is written."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

from kg.terms import storable

Child = Element | str | None

# No script runs, nothing is fetched, no form is sent: what a page shows is all that it can do.
_POLICY = "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def element(tag: str, *children: Child | Iterable[Child], **attributes: str | None) -> Element:
    """An element; None children and attributes are left out, ``class_`` and ``for_`` lose their underscore."""
    made = Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_").replace("_", "-"), storable(value))
    for child in children:
        for one in [child] if child is None or isinstance(child, str | Element) else child:
            _append(made, one)
    return made


def page(title: str, style: str, *body: Child | Iterable[Child]) -> bytes:
    """A whole document in UTF-8 whose policy allows nothing but the one style sheet inside it."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY.format(digest=digest)),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", style),
    )
    root = element("html", head, element("body", *body), lang="en", dir="ltr")
    written: bytes = tostring(root, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + written + b"\n"


def _append(parent: Element, child: Child) -> None:
    if child is None:
        return
    if isinstance(child, Element):
        parent.append(child)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + storable(child)
    else:
        parent.text = (parent.text or "") + storable(child)
