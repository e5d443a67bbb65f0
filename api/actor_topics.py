"""``/api/v1/actor-topics``: who dealt with what, a network of actors and topics."""

from __future__ import annotations

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.caching import Current
from api.catalogue import EncounterIds
from api.errors import PROBLEMS, describe_problems
from api.filters import ListFilter, MinWeight
from api.graph_models import ActorTopics
from api.models import Layer
from api.network_formats import OTHER_FORMATS, ChosenFormat, Lang, answer_network
from api.publication import Published
from api.settings import Settings
from kg.encounter_counts import by_actor_and_topic, by_topic
from kg.network_table import NetworkTable, Row, bipartite_table, node_data
from kg.ties import EncounterFilter

_TOPIC = "topic/"


def actor_topics_router(settings: Settings) -> APIRouter:
    """The route of actors and topics."""
    router = APIRouter(prefix="/api/v1", tags=["Networks"], responses=PROBLEMS)

    @router.get(
        "/actor-topics",
        summary="Who dealt with what",
        response_model=ActorTopics,
        responses=OTHER_FORMATS
        | describe_problems({406: "None of the formats that the header Accept names can be sent."}),
    )
    def actor_topics(
        request: Request,
        published: Current,
        wanted: ListFilter,
        entity: str | None = Query(
            None,
            max_length=300,
            description="Only encounters in which it takes part; its counterparts are actors too.",
            examples=["state/EG"],
        ),
        layer: Layer = Query(
            "sides", description="`sides`: states and organisations are the actors. `agents`: persons and officials."
        ),
        min_weight: MinWeight = 1,
        limit: int = Query(30, ge=1, le=settings.max_limit, description="Actors, those with most encounters first."),
        lang: Lang = "ar",
        format: ChosenFormat = None,
    ) -> Response:
        """Actors on one side, topics on the other, joined where an actor took part in encounters about the topic."""
        found = published.catalogue.find([published.network.entity(entity).id] if entity is not None else (), wanted)
        table, cut = _table(published, found, wanted, layer, min_weight, limit, lang)
        return answer_network(published, request, table, format, "actor-topics", "limit" if cut else "")

    return router


def _table(
    published: Published,
    found: EncounterIds,
    wanted: EncounterFilter,
    layer: Layer,
    min_weight: int,
    limit: int,
    lang: str,
) -> tuple[NetworkTable, bool]:
    """The network, and whether actors were left out of it."""
    columns, ids = published.catalogue.table, published.network.index.entities.ids
    codes = columns.topic_codes
    of_actor, ties = by_actor_and_topic(columns, found.numbers, layer)
    kept = {
        (actor, codes[topic]): count
        for (actor, topic), count in ties.items()
        if count.encounters >= min_weight and (not wanted.topics or codes[topic] in wanted.topics)
    }
    order = sorted({actor for actor, _ in kept}, key=lambda actor: (-of_actor[actor], actor))
    actors = order[:limit]
    shown = set(actors)
    edges: list[Row] = [
        {
            "id": f"discussed|{ids[actor]}|{_TOPIC}{code}",
            "source": ids[actor],
            "target": _TOPIC + code,
            "relation": "discussed",
            "weight": count.encounters,
            "first": count.first,
            "last": count.last,
        }
        for (actor, code), count in kept.items()
        if actor in shown
    ]
    edges.sort(key=lambda edge: (-edge["weight"], edge["source"], edge["target"]))
    there = {code for actor, code in kept if actor in shown}
    of_topic = {code: count for code, count in by_topic(columns, found.numbers).items() if code in there}
    nodes = [_actor(published, actor, of_actor[actor], lang) for actor in actors]
    nodes += [_topic(published, code, count, lang) for code, count in of_topic.items()]
    cut = len(order) > len(actors)
    return bipartite_table(layer, nodes, edges, len(order), cut, lang, published.shaper.namer(lang)), cut


def _actor(published: Published, number: int, encounters: int, lang: str) -> Row:
    shown = node_data(published.network.index.entities[number], lang)
    names = {key: shown[key] for key in ("id", "iri", "label", "label_ar", "label_en", "type", "country")}
    return {**names, "kind": "actor", "encounters": encounters}


def _topic(published: Published, code: str, encounters: int, lang: str) -> Row:
    topic = published.shaper.topic(code)
    first, second = (topic.label_en, topic.label_ar) if lang == "en" else (topic.label_ar, topic.label_en)
    names = {"label": first or second or code, "label_ar": topic.label_ar, "label_en": topic.label_en}
    return {
        "id": _TOPIC + code,
        "iri": topic.iri,
        **names,
        "type": "Topic",
        "country": None,
        "kind": "topic",
        "encounters": encounters,
    }
