"""What the graph says of one node, bounded: its triples, those of its parts, and the newest encounters it is in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from api.catalogue import ANY
from api.publication import Published
from kg.resources import ontology_dir
from kg.vocabulary import OA, ONTOLOGY, PROV, RDF, RDFS, RW, SCHEMA, SEM, SKOS, TOPICS

MOST_TRIPLES = 2_000
"""Most triples of a node itself, of a graph, and of the parts of a node."""
MOST_LABELLED = 500
"""Nodes named in a description whose labels are told with it."""
_MOST_FOUND = 20_000  # encounters of a place or a post that are looked through for the newest
_NAMES = (RDFS.label, SKOS.prefLabel)
_PARTS = {RW.participation, OA.hasTarget, OA.hasSelector}


@dataclass(frozen=True, slots=True)
class Resource:
    """A node of the graph: ``triples`` about it, and a page of the ``encounters`` it is in (local ids, newest first).

    ``cut`` names what was left out: ``triples``, ``encounters``, ``labels``, ``article-body``.
    """

    node: NamedNode
    triples: tuple[Triple, ...]
    encounters: tuple[str, ...]
    total: int
    cut: tuple[str, ...]

    def texts(self, predicate: NamedNode, subject: NamedNode | None = None) -> list[Literal]:
        """The literals of a property of the node or of another one that is described with it."""
        about = subject or self.node
        found = (t.object for t in self.triples if t.subject == about and t.predicate == predicate)
        return [value for value in found if isinstance(value, Literal)]


def describe(published: Published, node: NamedNode, offset: int, limit: int) -> Resource | None:
    """What is known of ``node``, with its encounters from ``offset`` on; None where the graph knows nothing of it."""
    graph = _is_graph(published, node)
    if graph:
        found = [q.triple for q in islice(published.snapshot.quads(graph=node), MOST_TRIPLES + 1)]
        # an article's graph says with each encounter what a reader needs: no other nodes are added
        kept, cut = _kept(found)
        return Resource(node, tuple(sorted(kept, key=str)), (), 0, tuple(cut)) if found else None
    own = [q.triple for q in islice(published.snapshot.quads(node), MOST_TRIPLES + 1)]
    if not own:
        return None
    triples, cut = _kept(own)
    triples += _parts(published, triples)
    ids, more = _encounters(published, node)
    page = ids[offset : offset + limit]
    for local in page:
        triples += [q.triple for q in published.snapshot.quads(published.snapshot.ids.node(local))]
    if len(page) < len(ids) or more:
        cut.append("encounters")
    named = dict.fromkeys(t.object for t in triples if isinstance(t.object, NamedNode))
    if len(named) > MOST_LABELLED:
        cut.append("labels")
    for other in islice(named, MOST_LABELLED):
        triples += _labels(published, other)
    # the node first, then what is told with it: for readers, and the same bytes each time
    ordered = sorted(dict.fromkeys(triples), key=lambda t: (t.subject != node, str(t)))
    return Resource(node, tuple(ordered), tuple(page), len(ids), tuple(cut))


def _is_graph(published: Published, node: NamedNode) -> bool:
    return (published.snapshot.ids.local(node.value) or "").startswith("graph/")


def _kept(found: list[Triple]) -> tuple[list[Triple], list[str]]:
    """At most so many triples, without the texts of articles, and what was left out."""
    cut = ["triples"] if len(found) > MOST_TRIPLES else []
    kept = [triple for triple in dict.fromkeys(found[:MOST_TRIPLES]) if triple.predicate != SCHEMA.articleBody]
    if any(triple.predicate == SCHEMA.articleBody for triple in found):
        cut.append("article-body")
    return kept, cut


def _parts(published: Published, triples: Iterable[Triple]) -> list[Triple]:
    """Nodes that exist only within the described one: the parties of an encounter, the selectors of a mention."""
    out: list[Triple] = []
    waiting = [t.object for t in triples if t.predicate in _PARTS]
    while waiting and len(out) < MOST_TRIPLES:
        part = waiting.pop()
        if isinstance(part, NamedNode):
            found = [q.triple for q in published.snapshot.quads(part)]
            out += found
            waiting += [t.object for t in found if t.predicate in _PARTS]
    return out


def _labels(published: Published, node: NamedNode) -> Iterator[Triple]:
    for predicate in _NAMES:
        for quad in published.snapshot.quads(node, predicate):
            yield quad.triple


def _encounters(published: Published, node: NamedNode) -> tuple[Sequence[str], bool]:
    """The encounters that a node is in, the newest first, and whether there are more than were looked through."""
    catalogue, ids = published.catalogue, published.snapshot.ids
    if node.value.startswith(TOPICS):
        return catalogue.find(wanted=replace(ANY, topics=(node.value[len(TOPICS) :],))), False
    local = ids.local(node.value) or ""
    if found_as_party := catalogue.find([local]):
        return found_as_party, False
    kind = local.partition("/")[0]
    if kind not in {"place", "post", "article"}:
        return [], False
    found: dict[str, None] = {}
    for other in islice(_mentioning(published, node, kind), _MOST_FOUND):
        found[other] = None
    return catalogue.latest_first(found), len(found) == _MOST_FOUND


def _mentioning(published: Published, node: NamedNode, kind: str) -> Iterator[str]:
    """The local ids of the encounters at a place, of the holders of a post, or that an article reports."""
    ids = published.snapshot.ids
    if kind == "article":
        for mention in published.snapshot.quads(predicate=PROV.wasDerivedFrom, object=node):
            if isinstance(mention.subject, NamedNode):
                for quad in published.snapshot.quads(mention.subject, RW.reports):
                    if isinstance(quad.object, NamedNode):
                        yield ids.local(quad.object.value) or ""
        return
    predicate = SEM.hasPlace if kind == "place" else RW.post
    for quad in published.snapshot.quads(predicate=predicate, object=node):
        if isinstance(quad.subject, NamedNode):
            yield (ids.local(quad.subject.value) or "").partition("/party/")[0]


@lru_cache(maxsize=1)
def ontology_triples() -> tuple[Triple, ...]:
    """The ontology as it comes with the program."""
    read = ox.parse((ontology_dir() / "rawabit.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    return tuple(quad.triple for quad in read)


def ontology_resource() -> Resource:
    """The ontology: its header and all its terms."""
    return Resource(NamedNode(ONTOLOGY.rstrip("#")), ontology_triples(), (), 0, ())


def types(resource: Resource) -> list[NamedNode]:
    """The classes of a resource."""
    found = (t.object for t in resource.triples if t.subject == resource.node and t.predicate == RDF.type)
    return [node for node in found if isinstance(node, NamedNode)]
