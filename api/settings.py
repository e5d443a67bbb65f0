"""Every limit of the service, read from the environment: ``RAWABIT_PORT=8080``, ``RAWABIT_SPARQL_DEADLINE=60``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.clients import networks
from kg.ego import DEPTHS, LIMIT_PER_NODE, MAX_EDGES, MAX_EVIDENCE, MAX_NODES
from kg.vocabulary import BASE


class Settings(BaseSettings):
    """The service's settings; each is also an environment variable, its name in capitals after ``RAWABIT_``."""

    model_config = SettingsConfigDict(env_prefix="RAWABIT_", extra="ignore", frozen=True)

    store: str = Field(default="rawabit.store", description="Folder of the store whose published snapshots are served.")
    base: str = Field(
        default=BASE, description="What the IRIs of the data begin with; as given when the store was made."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")

    snapshot_poll: float = Field(
        default=0.5, gt=0, le=60, description="Seconds between two looks for a newly published snapshot."
    )

    api_workers: int = Field(
        default=2, ge=1, le=64, description="Processes for the service's own queries: saved ones, searches, entities."
    )
    api_deadline: float = Field(default=2.0, gt=0, description="Seconds one of the service's own queries may take.")

    sparql_workers: int = Field(
        default=6,
        ge=1,
        le=64,
        description="Processes that answer visitors' SPARQL at once; others take over for those that take long.",
    )
    sparql_slice: float = Field(
        default=0.25,
        gt=0,
        description="Processor seconds after which a query takes long: it goes on at the lowest priority.",
    )
    sparql_slow_workers: int = Field(
        default=4,
        ge=0,
        le=64,
        description="Queries that take long and run at once; twice as many sleep until it is their turn. "
        "0: none leaves its process.",
    )
    sparql_sending: int = Field(
        default=16, ge=1, description="Long answers that may be on their way to their clients at once."
    )
    sparql_graph_memory_mib: int = Field(
        default=-1,
        ge=-1,
        description="Memory (MiB) that the graph may take, some 500 a million quads; a larger one is read from disk. "
        "While a new version takes over, there are two. 0: always from disk; -1: a third of the memory of the machine, "
        "or of the container or unit that the service runs in.",
    )
    sparql_deadline: float = Field(
        default=30.0, gt=0, description="Seconds a query may take; then its process is ended."
    )
    sparql_queue: int = Field(
        default=32, ge=0, description="Queries that may wait for a free process; more are refused with 503."
    )
    sparql_queue_seconds: float = Field(default=5.0, ge=0, description="Seconds a query may wait for a free process.")
    sparql_memory_mib: int = Field(
        default=1024, ge=128, description="Memory (MiB of address space) a query may take in its process."
    )
    sparql_total_memory_mib: int = Field(
        default=8192,
        ge=128,
        description="Memory (MiB) all queries may take; beyond it the one that takes most is ended.",
    )
    sparql_max_query_bytes: int = Field(default=128 * 1024, ge=1, description="Longest query, bytes of UTF-8.")
    sparql_max_nesting: int = Field(default=200, ge=1, le=1000, description="Deepest nesting of brackets in a query.")
    sparql_max_steps: int = Field(
        default=2000,
        ge=1,
        le=1_000_000,
        description="Most operators, clauses and triples of a query; rows of VALUES and members of IN are free.",
    )
    sparql_max_rows: int = Field(
        default=100_000, ge=0, description="Most rows or triples of one answer; a larger one is an error. 0: no limit."
    )
    sparql_max_bytes: int = Field(
        default=64 * 2**20, ge=0, description="Most bytes of one answer; a larger one is an error. 0: no limit."
    )
    sparql_buffer_bytes: int = Field(
        default=64 * 2**20,
        ge=0,
        description="Bytes of an answer held back, in its process, before its status is sent: so far every failure is "
        "a proper error, and with the most bytes of an answer none is broken off. One without limits begins after "
        "64 KiB.",
    )
    sparql_cache_mib: int = Field(
        default=64, ge=0, description="Memory (MiB) for answers that are kept until the next version. 0: none is kept."
    )

    token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Who sends it (Authorization: Bearer …) may write to the curators' graph; without one nobody may.",
    )
    update_max_bytes: int = Field(default=4 * 2**20, ge=1, description="Longest body of an update or a graph, bytes.")
    update_max_quads: int = Field(
        default=100_000, ge=1, description="Most solutions an operation of an update may have, and quads it may write."
    )
    update_deadline: float = Field(
        default=30.0, gt=0, description="Seconds the evaluation of a write may take; then its process is ended."
    )
    update_publish_seconds: float = Field(
        default=120.0, gt=0, description="Seconds to wait until a written version is published and served."
    )
    scratch: bool = Field(
        default=False,
        description="For tests of conformance: an empty store in memory, which everybody on this machine may write; "
        "its default graph is no union.",
    )
    data_licence: str | None = Field(
        default=None, description="IRI of the licence of the data, told in their description."
    )

    search_seconds: float = Field(default=2.0, gt=0, le=60, description="Seconds a full-text search may take.")
    search_reachable: int = Field(
        default=10_000, ge=1, le=100_000, description="Hits of a full-text search that its pages reach."
    )
    sparql_search_hits: int = Field(
        default=10_000, ge=1, le=100_000, description="Most hits of one rw:matches in a SPARQL query."
    )

    query_limit: int = Field(default=1000, ge=1, description="Rows of a page of a named query, unless asked otherwise.")
    query_max_limit: int = Field(default=10_000, ge=1, le=100_000, description="Most rows of a page of a named query.")

    max_limit: int = Field(default=200, ge=1, description="Most entities or encounters on one page.")
    ego_max_depth: int = Field(default=DEPTHS[1], ge=1, le=DEPTHS[1], description="Most rings of an ego network.")
    ego_max_per_node: int = Field(
        default=LIMIT_PER_NODE[1], ge=1, le=LIMIT_PER_NODE[1], description="Most neighbours of one node of a network."
    )
    ego_max_nodes: int = Field(default=MAX_NODES[1], ge=1, le=MAX_NODES[1], description="Most nodes of a network.")
    ego_max_edges: int = Field(default=MAX_EDGES[1], ge=1, le=MAX_EDGES[1], description="Most edges of a network.")
    ego_max_evidence: int = Field(
        default=MAX_EVIDENCE, ge=0, le=MAX_EVIDENCE, description="Most encounters told with each edge of a network."
    )
    picture_seconds: float = Field(
        default=15.0, gt=0, le=60, description="Seconds that the drawing of a network as PNG may take."
    )
    picture_max_nodes: int = Field(default=500, ge=1, le=2_000, description="Most nodes of a network drawn as PNG.")

    quota_seconds: float = Field(
        default=60.0, ge=0, description="Seconds of query time that one client may use in a minute; 0: no limit."
    )
    quota_burst_seconds: float = Field(
        default=120.0, gt=0, description="Seconds of query time that a client which was quiet may use at once."
    )
    quota_errors: float = Field(
        default=30.0, ge=0, description="Queries with errors that one client may send in a minute; 0: no limit."
    )
    quota_concurrent: int = Field(
        default=3, ge=0, description="Queries that one client may have under way at once; 0: no limit."
    )
    quota_requests: int = Field(
        default=1_200,
        ge=0,
        description="Requests to /api/v1, named queries aside, that one client may send in a minute; 0: no limit.",
    )
    quota_clients: int = Field(default=10_000, ge=1, description="Clients whose use is remembered, the last seen.")
    quota_exempt: str = Field(
        default="127.0.0.0/8, ::1",
        description="Addresses and networks without quotas. What came over a proxy is never taken for loopback.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses and networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
    )
    cors_origins: str = Field(
        default="*", description="Origins whose pages may ask from a browser, separated by commas; empty: none."
    )
    gzip_level: int = Field(default=5, ge=0, le=9, description="How hard answers are compressed; 0: not at all.")

    metrics_allow: str = Field(
        default="127.0.0.0/8, ::1", description="Addresses and networks that may read /metrics; empty: nobody."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="The least grave messages that are logged."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="Lines for people, or JSON objects.")
    log_requests: bool = Field(
        default=False, description="Log each request: its id, status and time, never what was asked."
    )
    log_queries: bool = Field(default=False, description="Log each request, and the text of its query.")
    shutdown_seconds: int = Field(
        default=10,
        ge=0,
        le=3600,
        description="Seconds that requests under way may still take when the service is ended.",
    )

    @field_validator("quota_exempt", "trusted_proxies", "metrics_allow")
    @classmethod
    def _networks(cls, value: str) -> str:
        try:
            networks(value)
        except ValueError as error:
            raise ValueError(f"{error}; give addresses and networks such as 10.0.0.0/8, separated by commas") from error
        return value

    @model_validator(mode="after")
    def _scratch_stays_here(self) -> Settings:
        if self.scratch and self.host not in {"127.0.0.1", "::1", "localhost"}:
            raise ValueError("a scratch service takes writes from everybody: it listens on this machine alone")
        return self
