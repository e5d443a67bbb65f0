"""Articles and their mentions, read from a snapshot when they are asked for."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from api.models import Article, ArticleRef, Highlight, Mention
from api.shaping import Shaper
from kg.errors import NotFoundError
from kg.store import Snapshot
from kg.text import fold, normalise
from kg.vocabulary import DCTERMS, OA, RDF, RW, SCHEMA


class Details:
    """Reads single nodes of a snapshot by point look-ups; nothing is kept."""

    def __init__(self, snapshot: Snapshot, shaper: Shaper) -> None:
        self._snapshot = snapshot
        self._ids = snapshot.ids
        self._shaper = shaper

    def mention(self, local: str) -> Mention:
        """The mention of a local id (``mention/{slug}/{n}``)."""
        slug = local.split("/")[1]
        graph = self._ids.node(f"graph/article/{slug}")
        node = self._ids.node(local)
        target = self._node(node, OA.hasTarget, graph)
        sentence, start, end = self._evidence(target, graph)
        return Mention(
            id=local,
            article=self.article_ref(slug),
            sentence=sentence,
            start=start,
            end=end,
            highlights=highlights(sentence, self._names(node, graph)),
            trigger=self._text(node, RW.trigger, graph),
            confidence=float(self._text(node, RW.confidence, graph) or 0),
            encounter=self._local(self._node(node, RW.reports, self._ids.resolved_graph)),
        )

    def article(self, slug: str) -> Article:
        """An article with its mentions and the encounters that they report. Raises NotFoundError."""
        graph, node = self._ids.node(f"graph/article/{slug}"), self._ids.node(f"article/{slug}")
        identifier = self._text(node, DCTERMS.identifier, graph)
        if identifier is None:
            raise NotFoundError(f"No article has the id {slug}.")
        found = [
            quad.subject.value
            for quad in self._snapshot.quads(predicate=RDF.type, object=RW.EncounterMention, graph=graph)
            if isinstance(quad.subject, NamedNode)
        ]
        locals_ = [local for iri in sorted(found, key=lambda iri: (len(iri), iri)) if (local := self._ids.local(iri))]
        mentions = [self.mention(local) for local in locals_]
        told = dict.fromkeys(mention.encounter for mention in mentions if mention.encounter)
        return Article(
            **self.article_ref(slug).model_dump(),
            identifier=identifier,
            text_sha256=self._text(node, RW.textSha256, graph) or "",
            mentions=mentions,
            encounters=[self._shaper.encounter(local, self) for local in told],
        )

    def article_ref(self, slug: str) -> ArticleRef:
        """What is needed to cite an article."""
        graph, node = self._ids.node(f"graph/article/{slug}"), self._ids.node(f"article/{slug}")
        return ArticleRef(
            id=slug,
            iri=node.value,
            headline=self._text(node, SCHEMA.headline, graph),
            publisher=self._text(node, SCHEMA.publisher, graph),
            published=self._text(node, SCHEMA.datePublished, graph),
            url=self._text(node, SCHEMA.url, graph),
        )

    def _evidence(self, target: NamedNode | None, graph: NamedNode) -> tuple[str, int | None, int | None]:
        sentence, start, end = "", None, None
        for selector in self._nodes(target, OA.hasSelector, graph) if target else []:
            sentence = self._text(selector, OA.exact, graph) or sentence
            if (begin := self._text(selector, OA.start, graph)) is not None:
                start, end = int(begin), int(self._text(selector, OA.end, graph) or begin)
        return sentence, start, end

    def _names(self, mention: NamedNode, graph: NamedNode) -> list[list[str]]:
        """How the article names each party: its name, else its office, else its organisation."""
        names = []
        for party in self._nodes(mention, RW.participation, graph):
            stated = [self._text(party, p, graph) for p in (RW.nameAsStated, RW.roleAsStated, RW.organisationAsStated)]
            names.append([name for name in stated if name])
        return names

    def _nodes(self, subject: NamedNode, predicate: NamedNode, graph: NamedNode) -> list[NamedNode]:
        quads = self._snapshot.quads(subject, predicate, None, graph)
        return sorted(
            (quad.object for quad in quads if isinstance(quad.object, NamedNode)), key=lambda node: node.value
        )

    def _node(self, subject: NamedNode, predicate: NamedNode, graph: NamedNode) -> NamedNode | None:
        return next(iter(self._nodes(subject, predicate, graph)), None)

    def _text(self, subject: NamedNode, predicate: NamedNode, graph: NamedNode) -> str | None:
        quads = self._snapshot.quads(subject, predicate, None, graph)
        return min((quad.object.value for quad in quads if isinstance(quad.object, Literal)), default=None)

    def _local(self, node: NamedNode | None) -> str | None:
        return self._ids.local(node.value) if node else None


def highlights(sentence: str, names: list[list[str]]) -> list[Highlight]:
    """Where ``sentence`` has the first of each party's ``names`` that it has, however it spells it; none overlap."""
    normal = normalise(sentence)
    spans: list[tuple[int, int]] = []
    for alternatives in names:
        for name in alternatives:
            folded = fold(name)
            at = normal.text.find(folded)
            while at >= 0:
                start, end = normal.span(at, at + len(folded))
                if all(end <= other_start or start >= other_end for other_start, other_end in spans):
                    spans.append((start, end))
                    break
                at = normal.text.find(folded, at + 1)
            if at >= 0:
                break
    return [Highlight(start=start, end=end) for start, end in sorted(spans)]
