"""A page for people of one node of the graph, in Arabic or English: trees of HTML, so that every text is escaped."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element, tostring

from pyoxigraph import Literal, NamedNode, Triple

from api.models import Encounter, Mention, Party
from api.pages import has_fonts
from api.publication import Published
from api.resources import Resource, ontology_triples
from api.shaping import listed
from kg.errors import NotFoundError
from kg.html import Child, element
from kg.vocabulary import ONTOLOGY, PREFIXES, RDF, RDFS, RW, SCHEMA, SKOS, TOPICS

_MOST_ROWS = 300
_FORMATS = (("turtle", "Turtle"), ("jsonld", "JSON-LD"), ("rdfxml", "RDF/XML"), ("ntriples", "N-Triples"))
_NAMES = (RDFS.label, SKOS.prefLabel)
_COMMENT = NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    with (Path(__file__).resolve().parent / "page_words.csv").open(encoding="utf-8", newline="") as lines:
        return {row["key"]: row for row in csv.DictReader(lines)}


class _Page:
    """What the parts of one page share: its language, where it is, and what it is about."""

    def __init__(self, published: Published, found: Resource, language: str, path: str) -> None:
        self.published = published
        self.found = found
        self.language = language
        self.path = path
        self._labels: dict[NamedNode, dict[str, str]] = {}
        for triple in (*ontology_triples(), *found.triples):
            name, node = triple.object, triple.subject
            if triple.predicate in _NAMES and isinstance(name, Literal) and isinstance(node, NamedNode):
                self._labels.setdefault(node, {}).setdefault(name.language or "", name.value)

    def word(self, key: str, **values: object) -> str:
        return _words()[key][self.language].format(**values)

    def label(self, node: NamedNode) -> str:
        """A name in the language of the page, else any, else the IRI shortened."""
        names = self._labels.get(node, {})
        found = names.get(self.language) or names.get("ar") or names.get("") or names.get("en")
        return found or shortened(node.value, self.published.snapshot.ids.base)

    def named(self, thing: object) -> str:
        """The label of a shape of the API."""
        own = getattr(thing, f"label_{self.language}", None)
        return str(own or getattr(thing, "label", ""))

    def here(self, **change: str | int | None) -> str:
        """The address of this page with other parameters; None leaves one out."""
        given = {"lang": self.language, **change}
        query = urlencode({name: value for name, value in given.items() if value is not None})
        return self.path + (f"?{query}" if query else "")


def resource_page(published: Published, found: Resource, language: str, path: str, page: tuple[int, int]) -> bytes:
    """The page of any node: what it is, its encounters with their evidence, and where more is to be had."""
    this = _Page(published, found, language, path)
    local = published.snapshot.ids.local(found.node.value) or ""
    kind, title, facts = _about(this, local)
    body: list[Child | Iterable[Child]] = [
        element("p", kind, class_="kind"),
        element("h1", element("bdi", title)),
        facts,
        _links(this, local),
    ]
    if local in published.catalogue:
        body.append(_encounter(this, published.shaper.encounter(local, published.details), own=True))
    elif local.startswith("mention/") and local.count("/") == 2:
        body.append(_mention(this, published.details.mention(local)))
    if found.total:
        body.append(_encounters(this, page))
    if not _is_entity(published, local):
        body.append(_statements(this))
    if {"triples", "labels"} & set(found.cut):
        body.append(element("p", this.word("cut"), class_="notice"))
    return _document(this, title, body)


def ontology_page(published: Published, found: Resource, language: str, path: str, page: tuple[int, int]) -> bytes:
    """The ontology with an anchor for each of its terms."""
    this = _Page(published, found, language, path)
    header = _texts(found.triples, found.node, language)
    terms = sorted({t.subject for t in found.triples if isinstance(t.subject, NamedNode)} - {found.node}, key=str)
    rows = []
    for term in terms:
        comments = [t.object for t in found.triples if t.subject == term and t.predicate == _COMMENT]
        shown = [c.value for c in comments if isinstance(c, Literal) and c.language == language]
        name = element("code", shortened(term.value, published.snapshot.ids.base), dir="ltr")
        about = element("td", name, element("div", this.label(term), dir="auto"))
        cells = [about, element("td", " ".join(shown), dir="auto")]
        rows.append(element("tr", cells, id=term.value.partition("#")[2] or None))
    body: list[Child | Iterable[Child]] = [
        element("h1", this.word("ontology")),
        [element("p", text, dir="auto") for text in header],
        _links(this, ""),
        element("div", element("table", element("tbody", rows)), class_="results statements"),
    ]
    return _document(this, this.word("ontology"), body)


def shortened(iri: str, base: str) -> str:
    """An IRI with its prefix."""
    for prefix, start in (("id", base), *PREFIXES.items()):
        if iri.startswith(start) and len(iri) > len(start):
            return f"{prefix}:{iri[len(start) :]}"
    return iri


def _is_entity(published: Published, local: str) -> bool:
    try:
        published.network.entity(local)
    except NotFoundError:
        return False
    return True


def _about(this: _Page, local: str) -> tuple[str, str, Child]:
    """What a node is, its name, and what is known of it as a list."""
    try:
        entity = this.published.network.entity(local)
    except NotFoundError:
        classes = [t.object for t in this.found.triples if t.subject == this.found.node and t.predicate == RDF.type]
        kinds = [this.label(node) for node in classes if isinstance(node, NamedNode)]
        heading = next((text.value for text in this.found.texts(SCHEMA.headline)), None)
        return (
            listed(kinds, this.language),
            heading or this.label(this.found.node),
            None,
        )
    known = this.published.shaper.entity(entity)
    own = this.named(known)
    names = [
        name for name in dict.fromkeys((known.label_ar, known.label_en, *known.other_labels)) if name and name != own
    ]
    posts = [t.object for t in this.found.triples if t.subject == this.found.node and t.predicate == RW.holds]
    period = " – ".join(dict.fromkeys(day for day in (known.first, known.last) if day))
    rows: list[tuple[str, list[Child]]] = [
        ("names", [element("bdi", name) for name in names]),
        ("offices", [_link(this, post) for post in posts if isinstance(post, NamedNode)]),
        ("acts-for", [_link(this, NamedNode(side.iri), this.named(side)) for side in known.on_behalf_of]),
        ("period", [element("span", period, dir="ltr")] if period else []),
    ]
    facts = element("dl", [_fact(this.word(key), values) for key, values in rows if values], class_="facts")
    return this.word(known.type), own, facts


def _fact(name: str, values: list[Child]) -> Element:
    return element("div", element("dt", name), [element("dd", value) for value in values])


def _links(this: _Page, local: str) -> Element:
    """Where more of it is to be had."""
    node = this.found.node
    if local.startswith("graph/"):
        query = (
            f"SELECT ?subject ?property ?value\nWHERE {{\n  GRAPH {node} {{ ?subject ?property ?value }}\n}}\nLIMIT 500"
        )
    else:
        query = f"SELECT ?property ?value ?label\nWHERE {{\n  {node} ?property ?value .\n"
        query += "  OPTIONAL { ?value rdfs:label ?label }\n}\nLIMIT 500"
    links: list[Child] = []
    if _is_entity(this.published, local):
        links.append(element("a", this.word("network"), href=f"/?id={quote(local)}&lang={this.language}"))
        if this.published.network.entity(local).layer == "sides":
            links.append(element("a", this.word("who-met-whom"), href=_elsewhere(this, "/country", id=local)))
        links.append(element("a", this.word("with-whom"), href=_elsewhere(this, "/relation", a=local)))
        links.append(element("a", this.word("in-api"), href=f"/api/v1/entities/{quote(local)}"))
    if pair := _pair(this, local):
        links.append(element("a", this.word("pair"), href=_elsewhere(this, "/relation", a=pair[0], b=pair[1])))
    links.append(
        element("a", this.word("query-it"), href=f"/sparql?{urlencode({'query': query, 'lang': this.language})}")
    )
    data = [element("a", name, href=this.here(format=format, lang=None)) for format, name in _FORMATS]
    return element(
        "p",
        [child for link in links for child in (link, " · ")],
        this.word("as-data") + ": ",
        [child for i, link in enumerate(data) for child in ((" · " if i else None), link)],
        class_="links",
    )


def _elsewhere(this: _Page, path: str, **parameters: str) -> str:
    """The address of another page in the same language."""
    return f"{path}?{urlencode({**parameters, 'lang': this.language})}"


def _pair(this: _Page, local: str) -> tuple[str, str] | None:
    """The two who stood opposite each other in an encounter; where more did, no pair tells of it as a whole."""
    catalogue = this.published.catalogue
    if local not in catalogue:
        return None
    principals = [party for party in catalogue[local].parties if party.rank == "principal"]
    if len(principals) != 2 or principals[0].side == principals[1].side:
        return None
    return principals[0].agent, principals[1].agent


def _encounters(this: _Page, page: tuple[int, int]) -> Element:
    offset, limit = page
    found = this.found
    shown = [_encounter(this, this.published.shaper.encounter(id, this.published.details)) for id in found.encounters]
    last = offset + len(found.encounters)
    newer = element("a", this.word("newer"), href=this.here(offset=max(offset - limit, 0), limit=limit), rel="prev")
    older = element("a", this.word("older"), href=this.here(offset=last, limit=limit), rel="next")
    return element(
        "section",
        element("h2", this.word("encounters")),
        element("p", this.word("encounters-shown", first=offset + 1, last=last, total=found.total), class_="total"),
        shown,
        element("p", newer if offset else None, " ", older if last < found.total else None, class_="pages"),
        class_="encounters",
    )


def _encounter(this: _Page, told: Encounter, *, own: bool = False) -> Element:
    where = [this.named(told.place), this.named(told.place.country)] if told.place and told.place.country else []
    where = where or ([this.named(told.place)] if told.place else [])
    kind: Child = this.word(told.type)
    heading: list[Child] = [
        element("span", kind if own else element("a", kind, href=_path(this, told.iri)), class_="type"),
        " ",
        element("span", this.word(told.status), class_=f"status {told.status}"),
        " ",
        element("time", told.date, datetime=told.date, dir="ltr")
        if told.date
        else element("span", this.word("undated")),
        *(child for name in dict.fromkeys(where) for child in (" · ", element("bdi", name))),
    ]
    topics = [element("li", _link(this, NamedNode(topic.iri), this.named(topic))) for topic in told.topics]
    return element(
        "article",
        element("h3", heading),
        element("ul", [_party(this, party) for party in told.parties], class_="parties"),
        element("ul", topics, class_="topics") if topics else None,
        [_mention(this, mention) for mention in told.mentions],
        class_=f"encounter {told.type}",
    )


def _party(this: _Page, party: Party) -> Element:
    name = this.named(party.agent)
    parts: list[Child] = [_link(this, NamedNode(party.agent.iri), name)]
    office = this.named(party.post) if party.post else ""
    sides = [side for side in party.on_behalf_of if side.id != party.agent.id]
    if office and office != name:
        parts += [" · ", element("bdi", office)]
    for side in sides:
        parts += [" · ", _link(this, NamedNode(side.iri), this.named(side))]
    if party.rank == "attendee":
        parts.append(f" ({this.word('attendee')})")
    return element("li", parts, class_=party.rank)


def _mention(this: _Page, told: Mention) -> Element:
    article = told.article
    title = article.headline or article.publisher or article.id
    percent = f"{this.word('confidence')} {round(told.confidence * 100)}%"
    caption: list[Child] = [_link(this, NamedNode(article.iri), title)]
    if article.publisher and article.publisher != title:
        caption += [" – ", element("bdi", article.publisher)]
    if article.published:
        caption += [
            f" · {this.word('published')} ",
            element("time", article.published, datetime=article.published, dir="ltr"),
        ]
    if article.url and article.url.startswith(("https://", "http://")):
        caption += [" · ", element("a", this.word("source"), href=article.url, rel="noopener noreferrer nofollow")]
    sentence: list[Child] = []
    at = 0
    for span in told.highlights:
        sentence += [told.sentence[at : span.start], element("mark", told.sentence[span.start : span.end])]
        at = span.end
    return element(
        "figure",
        element("blockquote", sentence, told.sentence[at:], lang="ar", dir="auto"),
        element("figcaption", caption, element("span", percent, class_="sure")),
        class_="mention",
    )


def _statements(this: _Page) -> Element:
    """The triples themselves, for nodes that have no shape of their own."""
    own = [t for t in this.found.triples if t.subject == this.found.node]
    triples = own or list(this.found.triples)
    with_subject = not own
    rows = [_row(this, triple, with_subject) for triple in sorted(triples, key=str)[:_MOST_ROWS]]
    heads = [*(["subject"] if with_subject else []), "property", "value"]
    head = element("thead", element("tr", [element("th", this.word(key), scope="col") for key in heads]))
    table = element("div", element("table", head, element("tbody", rows)), class_="results statements")
    return element("section", element("h2", this.word("statements")), table)


def _row(this: _Page, triple: Triple, with_subject: bool) -> Element:
    subject = [element("td", _term(this, triple.subject))] if with_subject else []
    return element(
        "tr", subject, element("td", _link(this, triple.predicate)), element("td", _term(this, triple.object))
    )


def _term(this: _Page, term: object) -> Child:
    if isinstance(term, NamedNode):
        return _link(this, term)
    if isinstance(term, Literal):
        return element("bdi", term.value, lang=term.language or None)
    return str(term)


def _link(this: _Page, node: NamedNode, name: str | None = None) -> Element:
    """A link to the page that this service has of a node, or to the address of another vocabulary's term."""
    shown = element("bdi", name or this.label(node))
    path = _path(this, node.value)
    if path:
        return element("a", shown, href=path)
    if node.value.startswith(("https://", "http://")):
        return element("a", shown, href=node.value, rel="noopener noreferrer nofollow")
    return shown


def _path(this: _Page, iri: str) -> str | None:
    base = this.published.snapshot.ids.base
    if iri.startswith(base):
        return f"/id/{quote(iri[len(base) :])}?lang={this.language}"
    if iri.startswith(TOPICS):
        return f"/ontology/topic/{quote(iri[len(TOPICS) :])}?lang={this.language}"
    return f"/ontology?lang={this.language}#{quote(iri[len(ONTOLOGY) :])}" if iri.startswith(ONTOLOGY) else None


def _texts(triples: Iterable[Triple], node: NamedNode, language: str) -> Iterator[str]:
    for triple in triples:
        if triple.subject == node and isinstance(triple.object, Literal) and triple.object.language == language:
            yield triple.object.value


def _document(this: _Page, title: str, body: Iterable[Child | Iterable[Child]]) -> bytes:
    other = "en" if this.language == "ar" else "ar"
    alternate = [
        element("link", rel="alternate", type=media, href=this.here(format=name, lang=None))
        for name, media in (("turtle", "text/turtle"), ("jsonld", "application/ld+json"))
    ]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{title} – {this.word('brand')}"),
        element("link", rel="icon", href="/static/icon.svg", type="image/svg+xml"),
        element("link", rel="stylesheet", href="/static/fonts.css") if has_fonts() else None,
        element("link", rel="stylesheet", href="/static/style.css"),
        element("link", rel="stylesheet", href="/static/resource.css"),
        alternate,
    )
    brand = element(
        "a", element("img", src="/static/icon.svg", alt="", width="28", height="28"), class_="brand", href="/"
    )
    brand.append(element("span", this.word("brand")))
    nav = element(
        "nav",
        element("a", this.word("explorer"), href=f"/?lang={this.language}"),
        element("a", this.word("countries"), href=_elsewhere(this, "/country")),
        element("a", this.word("sparql"), href=f"/sparql?lang={this.language}"),
        element("a", this.word("other-language"), href=this.here(lang=other), lang=other),
    )
    iri = element("p", this.word("iri") + ": ", element("code", this.found.node.value, dir="ltr"), class_="kind")
    version = element(
        "p", this.word("version") + ": ", element("bdi", this.published.version, dir="ltr"), class_="kind"
    )
    root = element(
        "html",
        head,
        element(
            "body",
            element("header", brand, nav),
            element("main", *body),
            element("footer", iri, version),
            class_="resource",
        ),
        lang=this.language,
        dir="rtl" if this.language == "ar" else "ltr",
    )
    written: bytes = tostring(root, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + written + b"\n"
