"""Is a store sound? Reads it, changes nothing, and says of each fault what to do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from kg.errors import StoreError
from kg.store import Reader, Snapshot, open_snapshot, read_database
from kg.store_folder import VERSION, check_root, missing_sidecars, read_current, snapshot_folder, versions, writer_of
from kg.validate import validate
from kg.vocabulary import BASE, RW

SAMPLE = 100
_SHOWN = 5  # of each kind of fault
_AGAIN = "run `rawabit ingest` once more on any article: it completes what was begun"
_RESTORE = "restore a backup, or make the store anew with `rawabit ingest`"

_COUNTS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_LINKS = (
    (
        "encounters without a mention",
        "SELECT ?e { GRAPH <%s> { ?e a rw:Encounter FILTER NOT EXISTS { ?e rw:mention ?m } } }",
    ),
    (
        "mentions of encounters that stand in no article",
        "SELECT DISTINCT ?m { GRAPH <%s> { ?e rw:mention ?m } "
        "FILTER NOT EXISTS { GRAPH ?g { ?m a rw:EncounterMention } } }",
    ),
    (
        "encounters without parties",
        "SELECT ?e { GRAPH <%s> { ?e a rw:Encounter FILTER NOT EXISTS { ?e rw:participation ?p } } }",
    ),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is broken, and what to do."""

    what: str
    advice: str

    def __str__(self) -> str:
        return f"{self.what}; {self.advice}"


@dataclass(slots=True)
class Checked:
    """``facts`` of the store, ``notes`` on what is no fault, and its ``faults``."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def check_store(root: Path, *, sample: int | None = SAMPLE, base: str = BASE) -> Checked:
    """Check the store in ``root``: its pointer and marks, every snapshot, and what stands in the published one.

    The shapes are applied to ``sample`` graphs of articles and nodes of the resolved graph, to all where it is None.
    Raises StoreError where there is no store at all.
    """
    check_root(root, create=False)
    found = Checked()
    writer = writer_of(root)
    if writer:
        found.notes.append(f"process {writer} has the store open for writing: its marks and database are not judged")
    else:
        _check_marks(root, found)
    version = _check_pointer(root, found)
    for path in versions(root) if (root / "snapshots").is_dir() else []:
        _check_files(path, found)
        if path.name != version:
            _check_opens(root, path.name, base, found)
    if version:
        try:
            with open_snapshot(root, version, base=base) as snapshot:
                _check_content(snapshot, sample, found)
                if not writer:
                    _check_database(root, snapshot, base, found)
        except (StoreError, OSError, RuntimeError) as error:
            found.faults.append(Fault(f"the published version {version} cannot be read ({error})", _RESTORE))
    return found


def _check_marks(root: Path, found: Checked) -> None:
    for mark in sorted(root.glob("UNFINISHED-*")):
        found.faults.append(Fault(f"{mark.name}: a write did not finish, so nothing can be published", _AGAIN))
    if (root / "PENDING").exists():
        found.notes.append("PENDING: there are changes that are not published yet; the next `rawabit ingest` does it")
    for path in [*root.glob("snapshots/draft-*"), *root.glob("backup-*")]:
        found.notes.append(f"{path.relative_to(root)}: left by a process that died; it may be deleted")


def _check_pointer(root: Path, found: Checked) -> str | None:
    try:
        version = read_current(root)
    except StoreError as error:
        found.faults.append(Fault(str(error), _RESTORE))
        return None
    if version is None:
        found.faults.append(Fault("nothing is published", _AGAIN))
    elif not VERSION.fullmatch(version) or not snapshot_folder(root, version).is_dir():
        kept = ", ".join(path.name for path in versions(root)) if (root / "snapshots").is_dir() else ""
        what = f"CURRENT names the version {version!r}, which is not there"
        found.faults.append(Fault(what, f"write one of those that are into it ({kept})" if kept else _RESTORE))
    else:
        found.facts.append(("version", version))
        return version
    return None


def _check_files(snapshot: Path, found: Checked) -> None:
    for name in missing_sidecars(snapshot):
        what = f"version {snapshot.name}: the file {name} is missing or was cut short"
        found.faults.append(Fault(what, "publish a new version: " + _AGAIN))


def _check_opens(root: Path, version: str, base: str, found: Checked) -> None:
    try:
        with open_snapshot(root, version, base=base) as snapshot:
            found.facts.append(("kept version", f"{version}: {len(snapshot):,} quads"))
    except StoreError as error:
        found.faults.append(Fault(str(error), "delete its folder: it is not the one that is served"))


def _check_content(snapshot: Snapshot, sample: int | None, found: Checked) -> None:
    ids = snapshot.ids
    # every key is read, and with it the checksum of every block
    counts = {row["g"].value: int(row["n"].value) for row in snapshot.select(_COUNTS)}
    named = {"resolved": ids.resolved_graph, "derived": ids.derived_graph, "reference": ids.reference_graph}
    articles = sorted(graph for graph in counts if "/graph/article/" in graph)
    found.facts.append(("quads", f"{sum(counts.values()):,}"))
    found.facts.append(("articles", f"{len(articles):,}, {sum(counts[graph] for graph in articles):,} quads"))
    for name, graph in named.items():
        found.facts.append((name, f"{counts.get(graph.value, 0):,} quads"))
        if articles and name != "derived" and not counts.get(graph.value):
            found.faults.append(Fault(f"the {name} graph is empty", _AGAIN))
    if len(snapshot) != sum(counts.values()):
        found.faults.append(Fault(f"{sum(counts.values())} quads were read, {len(snapshot)} are counted", _RESTORE))
    for what, query in _LINKS:
        wrong = [next(iter(row)) for row in snapshot.select(query % ids.resolved_graph.value)]
        if wrong:
            shown = ", ".join(str(node) for node in wrong[:_SHOWN])
            found.faults.append(Fault(f"{len(wrong)} {what}: {shown}", "compute anew: " + _AGAIN))
    _check_shapes(snapshot, articles, sample, found)


def _check_shapes(snapshot: Snapshot, articles: list[str], sample: int | None, found: Checked) -> None:
    chance = random.Random(len(snapshot))  # the same store, the same sample
    chosen = articles if sample is None or sample >= len(articles) else sorted(chance.sample(articles, sample))
    for graph in chosen:
        _tell_violations(f"the graph {graph}", snapshot.quads(graph=NamedNode(graph)), found)
    resolved = _subjects(snapshot)
    if sample is None:
        _tell_violations("the resolved graph", snapshot.quads(graph=snapshot.ids.resolved_graph), found)
    elif resolved:
        nodes = chance.sample(resolved, min(sample, len(resolved)))
        _tell_violations("the resolved graph", (quad for node in nodes for quad in _node(snapshot, node)), found)
    seen = len(resolved) if sample is None else min(sample, len(resolved))
    found.facts.append(
        ("shapes", f"{len(chosen):,} of {len(articles):,} articles, {seen:,} of {len(resolved):,} nodes")
    )


def _subjects(snapshot: Snapshot) -> list[NamedNode]:
    """The nodes of the resolved graph but for the parties of encounters, which are looked at with these."""
    quads = snapshot.quads(graph=snapshot.ids.resolved_graph)
    subjects = {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}
    return sorted((node for node in subjects if "/party/" not in node.value), key=lambda node: node.value)


def _node(snapshot: Snapshot, node: NamedNode) -> Iterator[Quad]:
    for quad in snapshot.quads(subject=node, graph=snapshot.ids.resolved_graph):
        yield quad
        if quad.predicate == RW.participation and isinstance(quad.object, NamedNode):
            yield from snapshot.quads(subject=quad.object, graph=snapshot.ids.resolved_graph)


def _tell_violations(where: str, quads: Iterator[Quad], found: Checked) -> None:
    violations = validate(quads)
    if violations:
        shown = " · ".join(str(violation) for violation in violations[:_SHOWN])
        what = f"{where} breaks the shapes {len(violations)} times: {shown}"
        found.faults.append(Fault(what, "ingest its articles again with this version of the program"))


def _check_database(root: Path, snapshot: Reader, base: str, found: Checked) -> None:
    """The database against the published state; nobody may write meanwhile."""
    with read_database(root, base=base) as database:
        found.facts.append(("database", f"{len(database):,} quads"))
        if len(database) != len(snapshot) and not (root / "PENDING").exists():
            what = f"the database has {len(database):,} quads, the published version {len(snapshot):,}"
            found.faults.append(Fault(what, _AGAIN))
