"""The shapes of the answers of ``/api/v1``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

EntityType = Literal["Person", "UnnamedOfficial", "State", "Organisation"]
Layer = Literal["agents", "sides"]
EncounterType = Literal["meeting", "call", "visit", "session", "signing"]
Status = Literal["held", "planned"]

LocalId = Annotated[
    str,
    Field(
        description="The IRI after the base of the data; what the paths of this API take.",
        examples=["person/36bf9425c0faab44"],
    ),
]
PartialDate = Annotated[
    str,
    Field(description="`YYYY-MM-DD`, `YYYY-MM` or `YYYY`: as precise as the articles are.", examples=["2024-05-01"]),
]


class Labelled(BaseModel):
    """Something with names in Arabic, English or both."""

    label: str = Field(description="The label in Arabic, else in any language, else the id.", examples=["مصر"])
    label_ar: str | None = Field(examples=["مصر"])
    label_en: str | None = Field(examples=["Egypt"])


class Ref(Labelled):
    """A person, unnamed official, state or organisation."""

    id: LocalId
    iri: str = Field(examples=["https://w3id.org/rawabit/id/person/36bf9425c0faab44"])
    type: EntityType


class Post(Labelled):
    """An office of a state or organisation."""

    id: LocalId


class EntitySummary(Ref):
    """An entity as a search finds it."""

    posts: list[str] = Field(
        description="The offices that articles say the person holds.", examples=[["وزير الداخلية"]]
    )
    on_behalf_of: list[Ref] = Field(description="The states and organisations that the person acts for.")
    encounters: int = Field(description="Encounters in which it takes part, or somebody acting for it.", examples=[12])


class Entity(EntitySummary):
    """An entity with what is known of it."""

    other_labels: list[str] = Field(description="Other spellings.")
    first: PartialDate | None = Field(description="The date of its first dated encounter.")
    last: PartialDate | None = Field(description="The date of its last dated encounter.")


class EntityPage(BaseModel):
    """Entities that a search found, the best first."""

    snapshot: str = Field(description="The version of the graph.", examples=["000042-1a2b3c4d"])
    total: int = Field(description="How many were found; `items` holds the first `limit` of them.", examples=[3])
    items: list[EntitySummary]


class Place(Labelled):
    """Where an encounter took place."""

    id: LocalId
    country: Ref | None


class Topic(Labelled):
    """A topic of the scheme of topics."""

    code: str = Field(examples=["counter-terrorism"])
    iri: str = Field(examples=["https://w3id.org/rawabit/ontology/topic/counter-terrorism"])


class TopicCount(Topic):
    """A topic and how often it is met."""

    encounters: int = Field(description="Encounters about it.", examples=[7])


class TopicPage(BaseModel):
    """All topics, the most frequent first."""

    snapshot: str
    total: int
    items: list[TopicCount]


class Party(BaseModel):
    """Who took part."""

    agent: Ref
    post: Post | None
    on_behalf_of: list[Ref]
    side: str = Field(description="`a` hosts or is the article's subject; `b`, `c`, … are the others.", examples=["a"])
    rank: Literal["principal", "attendee"]
    function: Literal["host", "guest"] | None


class Highlight(BaseModel):
    """Code points of the sentence that name a party: `sentence[start:end]`."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class ArticleRef(BaseModel):
    """An article, by what is needed to cite it."""

    id: str = Field(description="What `/api/v1/articles/{id}` takes.", examples=["example-1"])
    iri: str
    headline: str | None
    publisher: str | None
    published: PartialDate | None
    url: str | None


class Mention(BaseModel):
    """One article's report of an encounter, with the sentence that tells of it."""

    id: LocalId
    article: ArticleRef
    sentence: str = Field(description="The evidence, as the article has it.")
    start: int | None = Field(description="Where the sentence begins in the article's text, in code points.")
    end: int | None = Field(description="Where it ends.")
    highlights: list[Highlight] = Field(description="Where the sentence names the parties.")
    trigger: str | None = Field(description="The words that tell of the encounter.", examples=["التقى"])
    confidence: float = Field(ge=0, le=1, examples=[0.9])
    encounter: LocalId | None = Field(description="The encounter that it reports.")


class Encounter(BaseModel):
    """A contact between officials of two sides or more, across all articles that report it."""

    id: LocalId
    iri: str
    type: EncounterType
    status: Status
    date: PartialDate | None
    place: Place | None
    topics: list[Topic]
    parties: list[Party]
    confidence: float = Field(ge=0, le=1, examples=[0.9])
    mentions: list[Mention]


class FacetValue(BaseModel):
    """One value of a facet."""

    value: str = Field(description="What the parameter of that name takes; a month as `YYYY-MM`.", examples=["EG"])
    label_ar: str | None = Field(examples=["مصر"])
    label_en: str | None = Field(examples=["Egypt"])
    encounters: int = Field(examples=[12])


class EncounterPage(BaseModel):
    """Encounters, the latest first, those without a date last."""

    snapshot: str
    total: int = Field(description="How many fulfil the conditions, on all pages.")
    items: list[Encounter]
    next_cursor: str | None = Field(description="Give it as `cursor` for the next page; null on the last.")
    facets: dict[Literal["country", "topic", "month", "type"], list[FacetValue]] | None = Field(
        None, description="How many of them there are for each country, topic, month and type, as `facets` asks."
    )


class Article(ArticleRef):
    """An article: what is known of it, and what it tells."""

    identifier: str = Field(description="Its id as it was read.")
    text_sha256: str = Field(description="SHA-256 of its text; the positions below count code points of that text.")
    mentions: list[Mention]
    encounters: list[Encounter]


FoundType = Literal["person", "official", "post", "state", "organisation", "place", "topic", "encounter", "article"]


class Snippet(BaseModel):
    """A text with words of the search. All positions count code points of the text as the graph has it."""

    property: Literal["label", "otherLabel", "code", "headline", "sentence"]
    text: str = Field(description="The text, or of a long one the part `[start, end)`.")
    language: str | None
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    length: int = Field(ge=0, description="Of the whole text.")
    highlights: list[Highlight] = Field(description="Where words of the search stand; `start` and `end` of the text.")
    mention: LocalId | None = Field(description="The mention that the sentence is the evidence of.")


class SearchHit(Labelled):
    """Something that has the words."""

    id: str = Field(description="The local id; of a topic its code.", examples=["person/36bf9425c0faab44"])
    iri: str
    type: FoundType
    score: float = Field(description="Comparable within one answer: the higher the better.", examples=[8.3])
    snippets: list[Snippet]


class SearchPage(BaseModel):
    """What a search found, the best first."""

    snapshot: str
    total: int = Field(description="How many were found, on all pages.")
    types: dict[str, int] = Field(description="How many of each type were found, whatever types were asked for.")
    items: list[SearchHit]
    next_cursor: str | None = Field(
        description="Give it as `cursor` for the next page; null on the last, and behind the first `reachable`."
    )
    reachable: int = Field(description="How far pages go.", examples=[10000])


class QueryParameter(BaseModel):
    """What may be chosen in a named query."""

    name: str = Field(examples=["minister"])
    type: str = Field(description="What a value is.", examples=["person"])
    label: str = Field(examples=["Minister or other official"])
    label_ar: str = Field(examples=["الوزير أو المسؤول"])
    description: str = Field(description="What a value may look like.", examples=["a person's id, IRI or name"])
    required: bool
    default: str | None = Field(description="What stands for it where it is not given; null: any value.")
    example: str | None
    minimum: int | None
    maximum: int | None


class NamedQuery(BaseModel):
    """A SPARQL query with parameters."""

    name: str
    title: str
    title_ar: str
    description: str
    url: str = Field(description="An address that answers it.", examples=["/api/v1/queries/who-met-whom"])
    parameters: list[QueryParameter]
    query: str = Field(description="The query with its defaults and examples.")


class NamedQueryPage(BaseModel):
    """The queries that come with the ontology."""

    total: int
    items: list[NamedQuery]


class Term(BaseModel):
    """A class or property of the graph."""

    iri: str = Field(examples=["https://w3id.org/rawabit/ontology#met"])
    label_ar: str | None
    label_en: str | None


class EndpointLimits(BaseModel):
    """What a query may take; a query or answer beyond it is refused, never cut."""

    seconds: float
    rows: int
    bytes: int
    query_bytes: int
    nesting: int


class Vocabulary(BaseModel):
    """What an editor of queries needs to know."""

    snapshot: str
    prefixes: dict[str, str] = Field(description="These need not be declared.")
    classes: list[Term]
    properties: list[Term]
    limits: EndpointLimits


class PlanOperator(BaseModel):
    """An operator of the algebra with what it works on."""

    operator: str = Field(description="Empty for a triple pattern.", examples=["LeftJoin"])
    detail: str
    children: list[PlanOperator]


class PlanPattern(BaseModel):
    """A triple pattern of a query."""

    pattern: str = Field(examples=["?one rw:met ?other"])
    quads: int | None = Field(description="Quads that match it by itself; for a path those of its steps together.")
    exact: bool = Field(description="False: there are at least so many.")


class PlanWarning(BaseModel):
    """What is likely to be slow."""

    kind: str = Field(examples=["cartesian-product"])
    where: list[str] = Field(description="The parts of the query that it is about.")
    text: str
    text_ar: str


class QueryPlan(BaseModel):
    """How a query will be evaluated."""

    snapshot: str
    form: str = Field(examples=["select"])
    warnings: list[PlanWarning]
    patterns: list[PlanPattern]
    algebra: PlanOperator


class Health(BaseModel):
    """The service is alive; `snapshot` is the version that it serves, null before the first is published."""

    status: Literal["ok"]
    snapshot: str | None
    version: str = Field(description="The version of the program.", examples=["0.1.0"])
    encounters: int | None


class Ready(BaseModel):
    """The service answers queries, from this version."""

    status: Literal["ready"]
    snapshot: str


class Degree(BaseModel):
    """How many neighbours fulfil the conditions, and how many of them the network shows."""

    matching: int
    returned: int
    complete: bool


class NetworkNode(Ref):
    """An entity as networks show it."""

    country: str | None = Field(description="ISO code of the state that it is or serves.", examples=["EG"])
    behalf: list[str] = Field(description="Ids of the states and organisations served.", examples=[["state/EG"]])
    posts: list[str] = Field(examples=[["وزير الداخلية"]])
    encounters: int = Field(description="Encounters in which it takes part, or somebody acting for it.", examples=[12])


class EgoNode(NetworkNode):
    """A node; `ring` is its distance from the centre."""

    ring: int
    degree: Degree


class Source(BaseModel):
    """An article's sentence."""

    article: str
    article_id: str
    url: str | None
    title: str | None
    outlet: str | None
    published: PartialDate | None
    sentence: str
    confidence: float


class Evidence(BaseModel):
    """An encounter that an edge stands on."""

    encounter: str
    type: EncounterType
    status: Status
    date: PartialDate | None
    place: str | None
    topics: list[str]
    confidence: float
    sources: list[Source]


class EgoEdge(BaseModel):
    """Two entities on different sides of `weight` encounters."""

    id: str
    source: LocalId
    target: LocalId
    relation: Literal["met", "cooperatesWith", "encountered"]
    weight: int
    first: PartialDate | None
    last: PartialDate | None
    topics: dict[str, int] = Field(description="Codes of topics, and how many of the encounters are about each.")
    max_confidence: float
    evidence: list[Evidence] = Field(description="The newest encounters, as many as `evidence` asks for.")
    evidence_total: int


class Truncated(BaseModel):
    """What was left out. Nothing is cut without being told here and in the header X-Rawabit-Truncated."""

    model_config = ConfigDict(extra="allow")

    value: bool
    reasons: list[str] = Field(examples=[["limit_per_node"]])
    nodes_at_limit: int = Field(description="Nodes that have more neighbours than are shown.")


class EgoNetwork(BaseModel):
    """A network around an entity: nodes by ring, edges by weight."""

    snapshot: str
    center: LocalId
    layer: Layer
    query: dict[str, Any] = Field(description="The question, with the defaults filled in.")
    nodes: list[EgoNode]
    edges: list[EgoEdge]
    truncated: Truncated
