"""Figures of the running service in Prometheus' format, at ``/metrics``."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from api.lanes import LaneName
from api.publication import Queryable
from api.settings import Settings
from api.usage import Usage
from kg import __version__
from kg.store_folder import snapshot_folder

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_KILLS = {"query-timeout": "deadline", "query-crashed": "crash", "out-of-memory": "memory"}
_BROKEN_OFF = "broken-off"
_LANES: tuple[LaneName, ...] = ("api", "adhoc")


class Metrics:
    """The counters of one application; each application has its own."""

    def __init__(self, newest: Callable[[], Queryable | None], settings: Settings) -> None:
        self.registry = registry = CollectorRegistry()
        self._requests = Counter(
            "rawabit_requests", "Requests answered.", ["lane", "method", "status"], registry=registry
        )
        self._seconds = Histogram(
            "rawabit_request_seconds",
            "Seconds until an answer was sent.",
            ["lane"],
            buckets=_BUCKETS,
            registry=registry,
        )
        self._query_seconds = Counter(
            "rawabit_query_seconds", "Seconds that processes worked on queries.", registry=registry
        )
        self._sent = Counter("rawabit_sent_bytes", "Bytes of bodies sent, as compressed.", ["lane"], registry=registry)
        self._problems = Counter("rawabit_problems", "Errors answered, by kind.", ["kind"], registry=registry)
        self._kills = Counter(
            "rawabit_query_kills",
            "Queries ended before their answer was whole: by deadline, memory, crash, the client, in the middle.",
            ["reason"],
            registry=registry,
        )
        self._hits = Counter("rawabit_cached_answers", "Answers that needed no process.", registry=registry)
        self._active = Gauge("rawabit_requests_under_way", "Requests under way.", ["lane"], registry=registry)
        for reason in (*_KILLS.values(), "client-left", _BROKEN_OFF):
            self._kills.labels(reason)
        self._problems.labels("over-quota")  # told as 0 before the first
        self._by_kind: dict[tuple[str, str, int], Counter] = {}
        self._lanes = {
            lane: (self._active.labels(lane), self._seconds.labels(lane), self._sent.labels(lane))
            for lane in ("sparql", "api", "pages")
        }
        registry.register(_State(newest, Path(settings.store)))

    def begin(self, lane: str) -> None:
        """A request came."""
        self._lanes[lane][0].inc()

    def end(self, usage: Usage, method: str, status: int, seconds: float, sent: int, *, whole: bool) -> None:
        """It is over: with ``status``, after ``seconds``, ``sent`` bytes of body; ``whole`` if all of it was sent."""
        active, histogram, bytes_sent = self._lanes[usage.lane]
        active.dec()
        histogram.observe(seconds)
        bytes_sent.inc(sent)
        key = (usage.lane, method, status)
        if (requests := self._by_kind.get(key)) is None:
            requests = self._by_kind[key] = self._requests.labels(*key)
        requests.inc()
        if usage.problem:
            self._problems.labels(usage.problem).inc()
        if usage.cached:
            self._hits.inc()
        if usage.began is None:
            return
        self._query_seconds.inc(usage.seconds(time.monotonic()))
        if usage.problem in _KILLS:
            self._kills.labels(_KILLS[usage.problem]).inc()
        elif status == 499:
            self._kills.labels("client-left").inc()
        elif not whole:
            self._kills.labels(_BROKEN_OFF).inc()

    def text(self) -> bytes:
        """All figures, as Prometheus reads them."""
        return generate_latest(self.registry)


class _State(Collector):
    """What is read from the service at the moment of asking."""

    def __init__(self, newest: Callable[[], Queryable | None], store: Path) -> None:
        self._newest = newest
        self._store = store

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        build = GaugeMetricFamily("rawabit_build", "The program's version.", labels=["version"])
        build.add_metric([__version__], 1)
        yield build
        served = self._newest()
        yield GaugeMetricFamily("rawabit_ready", "1 while a published state is served.", value=float(bool(served)))
        if served is None:
            return
        workers = GaugeMetricFamily(
            "rawabit_workers", "Processes for queries, by lane and by what they do.", labels=["lane", "state"]
        )
        queue = GaugeMetricFamily("rawabit_queue_length", "Queries that wait for a process.", labels=["lane"])
        source = GaugeMetricFamily("rawabit_graph", "Where the graph is read from.", labels=["lane", "source"])
        for lane in _LANES:
            state = served.lane(lane).state
            for name in ("idle", "quick", "slow", "asleep", "sending"):
                workers.add_metric([lane, name], getattr(state, name))
            queue.add_metric([lane], state.waiting)
            source.add_metric([lane, state.source], 1)
        yield from (workers, queue, source)
        yield GaugeMetricFamily("rawabit_cache_bytes", "Bytes of answers that are kept.", value=served.answers.size)
        snapshot = GaugeMetricFamily("rawabit_snapshot", "The version that is served.", labels=["version"])
        snapshot.add_metric([served.version], 1)
        yield snapshot
        with contextlib.suppress(OSError):  # its folder is gone where newer ones were published
            published = snapshot_folder(self._store, served.version).stat().st_mtime
            age = max(time.time() - published, 0.0)
            yield GaugeMetricFamily("rawabit_snapshot_age_seconds", "Seconds since it was published.", value=age)
