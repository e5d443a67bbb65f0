"""The page of ``/sparql``: YASGUI where ``make libraries`` brought it, else a form; and what an editor must know."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pyoxigraph import Literal, NamedNode

from api.caching import Current
from api.errors import PROBLEMS
from api.headers import CONTENT_SECURITY_POLICY
from api.models import EndpointLimits, Term, Vocabulary
from api.pages import VENDOR, page
from api.publication import Published
from api.settings import Settings
from kg import vocabulary
from kg.vocabulary import RDFS, SKOS, Namespace

_NAMESPACES = sorted(Namespace.__subclasses__(), key=lambda namespace: (namespace is not vocabulary.RW, namespace.iri))

# Beyond what the other pages may do: icons that the editor's style sheet holds as data, and one style element, that
# of the library which resizes columns, known by its sum. No other inline style, no script but our files, no other host.
_COLUMN_RESIZER = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
router = APIRouter(tags=["SPARQL"], responses=PROBLEMS)


def sparql_page() -> HTMLResponse:
    """The page with the editor, or the plain one where the editor was not brought."""
    brought = (VENDOR / "yasgui.min.js").is_file()
    answer = page("editor.html", policy=_policy()) if brought else page("sparql.html")
    answer.headers["Vary"] = "Accept"
    return answer


def _policy() -> str:
    policy = CONTENT_SECURITY_POLICY.replace("img-src 'self'", "img-src 'self' data:")
    return policy.replace("style-src 'self'", f"style-src 'self' {_COLUMN_RESIZER}")


@router.get("/api/v1/vocabulary", summary="Prefixes, classes, properties and limits of the endpoint")
def terms(request: Request, published: Current) -> Vocabulary:
    """What an editor of queries needs: the prefixes that need not be declared, the classes and properties of the graph
    with their labels, and the limits of the endpoint."""
    settings: Settings = request.app.state.settings
    classes, properties = [], []
    for namespace in _NAMESPACES:
        for node in sorted(namespace.terms(), key=lambda node: node.value):
            name = node.value[len(namespace.iri) :]
            if name[:1].isupper():
                classes.append(_term(node, published))
            else:
                properties.append(_term(node, published))
    return Vocabulary(
        snapshot=published.version,
        prefixes=published.snapshot.ids.prefixes,
        classes=classes,
        properties=properties,
        limits=EndpointLimits(
            seconds=settings.sparql_deadline,
            rows=settings.sparql_max_rows,
            bytes=settings.sparql_max_bytes,
            query_bytes=settings.sparql_max_query_bytes,
            nesting=settings.sparql_max_nesting,
        ),
    )


def _term(node: NamedNode, published: Published) -> Term:
    labels: dict[str, str] = {}
    for predicate in (RDFS.label, SKOS.prefLabel):
        for quad in published.snapshot.quads(node, predicate):
            if isinstance(quad.object, Literal):
                labels.setdefault(quad.object.language or "", quad.object.value)
    return Term(iri=node.value, label_ar=labels.get("ar"), label_en=labels.get("en") or labels.get(""))
