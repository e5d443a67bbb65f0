"""The shapes of what the graph answers beside ego networks: neighbours, pairs, paths, matrices, times, measures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.models import (
    EgoEdge,
    Encounter,
    EntitySummary,
    Labelled,
    Layer,
    LocalId,
    NetworkNode,
    PartialDate,
    TopicCount,
)

Snapshot = Annotated[str, Field(description="The version of the graph.", examples=["000042-1a2b3c4d"])]
NextCursor = Annotated[
    str | None, Field(description="Give it as `cursor` for the next page; null on the last.", examples=[None])
]
Period = Annotated[
    str, Field(description="A month (`YYYY-MM`) or a year (`YYYY`), as was asked for.", examples=["2024-05"])
]


class Suggestions(BaseModel):
    """Entities that an unfinished text may mean, the best first."""

    snapshot: Snapshot
    items: list[EntitySummary]


class NeighbourNode(NetworkNode):
    """A neighbour; `degree` counts its own neighbours under the same conditions."""

    degree: int = Field(examples=[7])


class Neighbour(BaseModel):
    """A neighbour and the tie to it."""

    node: NeighbourNode
    edge: EgoEdge


class NeighbourPage(BaseModel):
    """Neighbours, those with most encounters first; among equals the latest, then by id."""

    snapshot: Snapshot
    center: LocalId
    layer: Layer
    total: int = Field(description="How many there are on all pages.", examples=[84])
    items: list[Neighbour]
    next_cursor: NextCursor


class Month(BaseModel):
    """The encounters of one month."""

    month: str = Field(examples=["2024-05"])
    encounters: int = Field(examples=[3])
    topics: dict[str, int] = Field(
        description="Codes of topics, and how many of the encounters are about each.", examples=[{"training": 2}]
    )


class Relation(BaseModel):
    """What is between two entities: the encounters in which one stood opposite the other."""

    snapshot: Snapshot
    a: EntitySummary
    b: EntitySummary
    layer: Literal["agents", "sides", "mixed"] = Field(
        description="`mixed`: a state or organisation opposite a person; the encounters in which the person stood "
        "opposite it or somebody acting for it."
    )
    relation: Literal["met", "cooperatesWith", "encountered"] | None = Field(
        description="The property of the graph that joins them: `met` for held meetings and calls between officials, "
        "`cooperatesWith` for held encounters between states and organisations, else `encountered`; null without any."
    )
    total: int = Field(description="Encounters on all pages.", examples=[17])
    first: PartialDate | None
    last: PartialDate | None
    topics: list[TopicCount] = Field(description="The most frequent first.")
    types: dict[str, int] = Field(description="Encounters of each type.", examples=[{"meeting": 15, "call": 2}])
    timeline: list[Month] = Field(description="The months that have encounters, in order.")
    undated: int = Field(description="Encounters whose date is not known to the month.", examples=[1])
    encounters: list[Encounter] = Field(description="The latest first, each with the sentences that tell of it.")
    next_cursor: NextCursor


class MatrixCell(BaseModel):
    """Encounters of an official of a state with those who act for another."""

    row: LocalId
    column: LocalId
    encounters: int = Field(examples=[4])
    last: PartialDate | None


class Matrix(BaseModel):
    """Who of a state or organisation met whom; cells without encounters are left out."""

    snapshot: Snapshot
    of: EntitySummary
    rows: list[EntitySummary] = Field(description="The state itself, then those who act for it, the most active first.")
    columns: list[EntitySummary] = Field(description="States and organisations, the most frequent first.")
    cells: list[MatrixCell] = Field(description="By row and column.")
    truncated: bool = Field(description="Whether `rows` or `columns` left some out.")
    total_rows: int = Field(examples=[9])
    total_columns: int = Field(examples=[31])


class TopicSeries(BaseModel):
    """How often a topic came up in each period."""

    code: str = Field(examples=["training"])
    label_ar: str | None = Field(examples=["التدريب"])
    label_en: str | None = Field(examples=["Training"])
    counts: list[int] = Field(description="One number a period.", examples=[[0, 2, 1]])


class TopicTimeline(BaseModel):
    """Topics over time."""

    snapshot: Snapshot
    entity: EntitySummary | None = Field(description="Whose encounters are counted; null: all.")
    by: Literal["month", "year"]
    periods: list[Period] = Field(description="Every period from the first to the last, without a gap.")
    series: list[TopicSeries] = Field(description="The most frequent topics first.")
    totals: list[int] = Field(description="Encounters of each period, of any topic or none.", examples=[[1, 3, 1]])
    undated: int = Field(description="Encounters whose date is not known so precisely.", examples=[2])
    truncated: bool = Field(description="Whether earlier periods were left out.")


class BipartiteNode(Labelled):
    """An actor or a topic."""

    id: str = Field(description="A local id, or `topic/` and a code.", examples=["state/EG", "topic/training"])
    iri: str
    kind: Literal["actor", "topic"]
    type: str = Field(description="The type of the actor, or `Topic`.", examples=["State"])
    country: str | None = Field(examples=["EG"])
    encounters: int = Field(description="Encounters that count here.", examples=[12])


class BipartiteEdge(BaseModel):
    """An actor's encounters about a topic."""

    source: LocalId = Field(description="The actor.")
    target: str = Field(description="The topic.", examples=["topic/training"])
    weight: int = Field(examples=[5])
    first: PartialDate | None
    last: PartialDate | None


class ActorTopics(BaseModel):
    """Who dealt with what: a network of actors and topics."""

    snapshot: Snapshot
    layer: Layer
    nodes: list[BipartiteNode] = Field(
        description="Actors, the most active first, then topics, the most frequent first."
    )
    edges: list[BipartiteEdge] = Field(description="The strongest first.")
    truncated: bool = Field(description="Whether `limit` left actors out.")
    total_actors: int = Field(examples=[120])


class Path(BaseModel):
    """A way from one entity to another, along ties."""

    length: int = Field(description="Ties.", examples=[2])
    strength: int = Field(description="Encounters of its weakest tie.", examples=[3])
    nodes: list[NetworkNode] = Field(description="From the first to the last.")
    edges: list[EgoEdge] = Field(description="Between each node and the next.")


class Paths(BaseModel):
    """The best ways between two entities."""

    snapshot: Snapshot
    from_: EntitySummary = Field(alias="from", description="Where the paths begin.")
    to: EntitySummary
    layer: Layer
    kind: Literal["shortest", "strongest"]
    paths: list[Path]
    complete: bool = Field(description="False: `limit` left out others that are as short.")


class Measured(BaseModel):
    """An entity's place in the network."""

    entity: EntitySummary
    degree: int = Field(description="Neighbours.", examples=[12])
    strength: int = Field(description="Encounters with them, together.", examples=[40])
    betweenness: float | None = Field(
        description="Share of the shortest paths between others that lead through it, from 0 to 1; null where its ties "
        "are not among the strongest of a large network.",
        examples=[0.125],
    )
    community: int | None = Field(
        description="Its community, numbered from 0, the largest first; null likewise.", examples=[0]
    )


class Measures(BaseModel):
    """Who is central."""

    snapshot: Snapshot
    layer: Layer
    nodes: int = Field(description="Entities with a tie.", examples=[420])
    edges: int = Field(examples=[1310])
    communities: int = Field(examples=[9])
    items: list[Measured]
    exact: bool = Field(description="False: betweenness and communities are estimated from a part of the network.")


class Changed(BaseModel):
    """How an entity's place changed from one period to another. Encounters are counted for each neighbour."""

    entity: EntitySummary
    before: int = Field(description="Encounters in the earlier period.", examples=[2])
    after: int = Field(description="Encounters in the later period.", examples=[9])
    change: int = Field(examples=[7])
    degree_before: int = Field(description="Neighbours in the earlier period.", examples=[2])
    degree_after: int = Field(description="Neighbours in the later period.", examples=[6])


class ChangedTie(BaseModel):
    """A tie that only one of two periods has."""

    source: EntitySummary
    target: EntitySummary
    encounters: int = Field(examples=[3])


class MeasuresChange(BaseModel):
    """What rose, what fell, and which ties came or went between two periods."""

    snapshot: Snapshot
    layer: Layer
    risen: list[Changed]
    fallen: list[Changed]
    new_ties: list[ChangedTie]
    lost_ties: list[ChangedTie]
    totals: dict[str, int] = Field(
        description="How many there are of each, also of those that `limit` left out.", examples=[{"risen": 31}]
    )
