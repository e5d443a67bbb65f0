"""``/api/v1/search``: full-text search over names, labels, headlines and the sentences that tell of encounters."""

from __future__ import annotations

from fastapi import APIRouter, Query
from pyoxigraph import Literal, NamedNode

from api.caching import Current
from api.errors import PROBLEMS, describe_problems
from api.models import FoundType, Highlight, SearchHit, SearchPage, Snippet
from api.paging import next_cursor, start_of
from api.publication import Published
from api.searching import search_timeout
from api.settings import Settings
from api.shaping import listed
from kg.search_query import MAX_LENGTH, Question, read_question
from kg.snippets import Snippet as Found
from kg.snippets import snippets
from kg.text_search import Hit, SearchTimeout
from kg.vocabulary import RDFS, SCHEMA, SKOS, TOPICS

_SNIPPETS = 3
_LABELS = (RDFS.label, SKOS.prefLabel, SCHEMA.headline)
_RESPONSES = describe_problems(
    {
        400: "The search is no question: no word, an open quotation mark, an operator without words.",
        410: "The cursor is of an earlier version of the graph: begin again.",
        503: "Nothing is published yet, this version has no index for searching, or the time was up.",
    }
)


def search_router(settings: Settings) -> APIRouter:
    """The route of the full-text search."""
    router = APIRouter(prefix="/api/v1", tags=["Search"], responses=PROBLEMS)

    @router.get("/search", summary="Search all texts", responses=_RESPONSES)
    def search(
        published: Current,
        q: str = Query(
            max_length=MAX_LENGTH,
            description='Words, all of which are to be found; `"…"` a phrase, `word*` a beginning, `OR`, `NOT`, '
            "parentheses. Arabic in any spelling: hamzas, ى/ي, ة/ه, diacritics, digits, with or without ال, behind any "
            "conjunction or preposition.",
            examples=['"وزير الداخلية" تونس'],
        ),
        type: list[FoundType] = Query([], description="Given twice: either."),
        lang: str = Query("ar", pattern="^(ar|en)$", description="The language of the labels, where there are two."),
        limit: int = Query(20, ge=1, le=settings.max_limit, description="Hits on a page."),
        cursor: str | None = Query(None, max_length=80, description="`next_cursor` of the page before."),
    ) -> SearchPage:
        """Persons, officials, posts, states, organisations, places and topics by their names; articles by headline and
        by the sentences that tell of encounters; encounters by these sentences. The best first, with the places of the
        words in the texts."""
        question = read_question(q)
        start = start_of(cursor, published.version)
        limit = min(limit, max(0, settings.search_reachable - start))
        try:
            found = published.queryable.text_search().find(
                question, kinds=type, limit=limit, offset=start, seconds=settings.search_seconds
            )
        except SearchTimeout as error:
            raise search_timeout(error, settings) from error
        reachable = min(found.total, settings.search_reachable)
        return SearchPage(
            snapshot=published.version,
            total=found.total,
            types=found.by_kind,
            items=[_hit(published, hit, question, lang) for hit in found.hits],
            next_cursor=next_cursor(published.version, start, limit, reachable) if limit else None,
            reachable=settings.search_reachable,
        )

    return router


def _hit(published: Published, hit: Hit, question: Question, lang: str) -> SearchHit:
    snapshot = published.snapshot
    local = snapshot.ids.local(hit.iri)
    labels: dict[str, str] = {}
    for predicate in _LABELS:
        for quad in snapshot.quads(NamedNode(hit.iri), predicate):
            if isinstance(quad.object, Literal):
                labels.setdefault(quad.object.language or "", quad.object.value)
    arabic, english = labels.get("ar"), labels.get("en")
    first, second = (english, arabic) if lang == "en" else (arabic, english)
    told = first or second or labels.get("")
    if told is None and hit.kind == "encounter":
        told = _sides(published, local or "", lang)
    return SearchHit(
        id=local or hit.iri.removeprefix(TOPICS),
        iri=hit.iri,
        type=hit.kind,  # type: ignore[arg-type]  # one of KINDS
        label=told or local or hit.iri,
        label_ar=arabic,
        label_en=english,
        score=round(hit.score, 3),
        snippets=[_snippet(published, found) for found in snippets(snapshot, hit.iri, hit.kind, question, _SNIPPETS)],
    )


def _sides(published: Published, encounter: str, lang: str) -> str | None:
    """The principals of an encounter, which has no name of its own."""
    if encounter not in published.catalogue:
        return None
    row = published.catalogue[encounter]
    agents = dict.fromkeys(party.agent for party in row.parties if party.rank == "principal")
    return listed((published.network.entity(agent).label(lang) for agent in agents), lang) or None


def _snippet(published: Published, found: Found) -> Snippet:
    return Snippet(
        property=found.property,
        text=found.text,
        language=found.language,
        start=found.start,
        end=found.end,
        length=found.length,
        highlights=[Highlight(start=start, end=end) for start, end in found.highlights],
        mention=published.snapshot.ids.local(found.mention) if found.mention else None,
    )
