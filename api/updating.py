"""What a SPARQL update would change: its operations evaluated one by one, nothing written.

The engine's own update knows no union default graph and no limits, and writes wherever it is told. So the parts of
each operation go through the engine apart: WHERE as a query over the whole graph, each template over its solutions in
an empty store. The quads that come out are looked at one by one: one outside the graph that may be written, and the
update is refused.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyoxigraph as ox

from api.operations import Operation, check_update, operations, tokens, without_load
from api.problem import Problem
from api.syntax import not_evaluated

GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_ENGINE_ERRORS = (ValueError, OSError, RuntimeError)


class State(Protocol):
    """The quads that an update finds, and its changes so far."""

    def view(self) -> ox.Store:
        """A store that holds the quads with all changes; it is only read."""
        ...

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Take quads out, then put others in."""
        ...


@dataclass(frozen=True, slots=True)
class Rules:
    """What an update may do. ``writable`` None: every graph, and the default graph is the store's own.

    With a ``writable`` graph, the default graph of WHERE is the union of all graphs and blank nodes become IRIs that
    begin with ``skolem``. ``maximum`` counts solutions of a WHERE, and quads that one operation writes.
    """

    writable: ox.NamedNode | None
    skolem: str
    prefixes: dict[str, str]
    base: str
    maximum: int
    max_nesting: int


@dataclass(frozen=True, slots=True)
class Request:
    """An update as the protocol gives it; ``target`` is the graph of templates that name none (PATCH on a graph)."""

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    target: str | None = None


def evaluate(request: Request, state: State, rules: Rules) -> None:
    """Evaluate ``request`` on ``state``. Raises Problem where it is malformed, not allowed, or too large.

    After a Problem the changes of ``state`` are those of the operations before: whoever asked throws them away.
    """
    check_update(request.text, max_nesting=rules.max_nesting)
    _check_syntax(request.text, rules)
    found = operations(request.text)
    for operation in found:
        if operation.kind == "load" and (rules.writable or not operation.silent):
            raise Problem(
                403, "load-not-allowed", "LOAD is not done: the service fetches nothing. Send the data by INSERT DATA."
            )
        if (request.using or request.using_named) and (
            operation.with_graph or operation.using or operation.using_named
        ):
            raise Problem(
                400, "malformed-update", "Name the graphs in the update (USING, WITH) or in parameters, not in both."
            )
    for operation in found:
        _Evaluation(request, operation, state, rules).run()


class _Evaluation:
    """One operation on its way."""

    def __init__(self, request: Request, operation: Operation, state: State, rules: Rules) -> None:
        self._request = request
        self._operation = operation
        self._state = state
        self._rules = rules
        self._own = f"urn:x-rawabit:{secrets.token_hex(16)}:"  # nothing that the update can name

    def run(self) -> None:
        operation = self._operation
        match operation.kind:
            case "clear" | "drop":
                self._clear()
            case "load":
                pass  # silent: what cannot be fetched is passed over
            case "create":
                self._writable(self._graphs(operation.source)[0])
            case "add" | "copy" | "move":
                self._transfer()
            case "insert data":
                self._write((), self._instances(operation.insert, [{}]))
            case "delete data":
                self._write(self._instances(operation.delete, [{}]), ())
            case _:
                solutions = self._solutions()
                removed = self._instances(operation.delete, solutions)
                self._write(removed, self._instances(operation.insert, solutions))

    def _write(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        gone, new = list(removed), list(added)
        for quad in (*gone, *new):
            self._writable(quad.graph_name)
        self._state.change(gone, [skolemised(quad, self._rules.skolem) for quad in new] if self._curated else new)

    @property
    def _curated(self) -> bool:
        return self._rules.writable is not None

    def _writable(self, graph: GraphName) -> None:
        writable = self._rules.writable
        if writable is None or graph == writable:
            return
        which = "the default graph" if isinstance(graph, ox.DefaultGraph) else f"the graph <{graph.value}>"
        detail = (
            f"The update writes into {which}; only the curators' graph may be changed. Name it: "
            f"GRAPH {writable} {{ … }} or WITH {writable}. Nothing was written."
        )
        named = None if isinstance(graph, ox.DefaultGraph) else graph.value
        raise Problem(403, "graph-not-writable", detail, graph=named)

    # Graph management

    def _clear(self) -> None:
        operation = self._operation
        if self._curated and operation.source in {"default", "named", "all"}:
            kind, allowed = operation.kind.upper(), self._rules.writable
            detail = f"{kind} {operation.source.upper()} would change other graphs; {kind} GRAPH {allowed} is allowed."
            raise Problem(403, "graph-not-writable", f"{detail} Nothing was written.")
        for graph in self._graphs(operation.source):
            self._writable(graph)
            self._state.change(self._content(graph), ())

    def _transfer(self) -> None:
        operation = self._operation
        source, target = self._graphs(operation.source)[0], self._graphs(operation.target)[0]
        if self._curated and isinstance(source, ox.DefaultGraph):
            raise Problem(403, "graph-not-writable", "The default graph is all graphs here; name the one to copy from.")
        if source == target:
            return
        self._writable(target)
        quads = self._content(source)
        if not quads and not operation.silent and isinstance(source, ox.NamedNode):
            raise Problem(400, "no-such-graph", f"There is no graph <{source.value}> to copy from.")
        removed = [] if operation.kind == "add" else self._content(target)
        if operation.kind == "move":
            self._writable(source)
            removed += quads
        self._write(removed, (ox.Quad(q.subject, q.predicate, q.object, target) for q in quads))

    def _content(self, graph: GraphName) -> list[ox.Quad]:
        found = []
        for quad in self._state.view().quads_for_pattern(None, None, None, graph):
            found.append(quad)
            self._count(len(found))
        return found

    def _graphs(self, written: str) -> list[GraphName]:
        view = self._state.view()
        if written == "default":
            return [ox.DefaultGraph()]
        if written == "named":
            return list(view.named_graphs())
        if written == "all":
            return [ox.DefaultGraph(), *view.named_graphs()]
        return list(self._resolve([written]))

    def _resolve(self, written: Sequence[str]) -> list[ox.NamedNode]:
        """IRIs as nodes: those with a prefix and those relative to a base."""
        if not written:
            return []
        rows = "".join(f"({number} {iri})" for number, iri in enumerate(written))
        text = f"{self._operation.prologue} SELECT ?g {{ VALUES (?n ?g) {{ {rows} }} }} ORDER BY ?n"
        found = ox.Store().query(text, base_iri=self._rules.base, prefixes=self._rules.prefixes)
        assert isinstance(found, ox.QuerySolutions)
        return [row["g"] for row in found if isinstance(row["g"], ox.NamedNode)]

    # Templates and WHERE

    def _solutions(self) -> list[dict[str, Term]]:
        operation = self._operation
        templates = (operation.delete or "") + (operation.insert or "")
        marks = list(tokens(templates))
        names = sorted({mark.text[1:] for mark in marks if mark.kind == "variable"})
        # each solution makes blank nodes of its own: then equal ones count
        distinct = not any(mark.text in {"[", "("} or mark.text.startswith("_:") for mark in marks)
        shown = " ".join("?" + name for name in names) or "?" + self._free_name(operation.where or "")
        text = f"{operation.prologue} SELECT {'DISTINCT' if distinct else ''} {shown} WHERE {operation.where}"
        try:
            found = self._state.view().query(
                text, base_iri=self._rules.base, prefixes=self._rules.prefixes, **self._dataset()
            )
            assert isinstance(found, ox.QuerySolutions)
            solutions: list[dict[str, Term]] = []
            for row in found:
                solutions.append({name: row[name] for name in names if row[name] is not None})
                self._count(len(solutions))
        except SyntaxError as error:
            raise Problem(400, "malformed-update", f"The update is malformed: {error}") from error
        except _ENGINE_ERRORS as error:
            raise not_evaluated("update", str(error)) from error
        return solutions

    def _dataset(self) -> dict[str, Any]:
        operation, request = self._operation, self._request
        default, named = self._resolve(operation.using), self._resolve(operation.using_named)
        default += [ox.NamedNode(iri) for iri in request.using]
        named += [ox.NamedNode(iri) for iri in request.using_named]
        if default or named:
            return {"default_graph": default, "named_graphs": named}
        with_graph = self._with()
        if with_graph:
            return {"default_graph": self._resolve([with_graph])}
        return {"use_default_graph_as_union": self._curated}

    def _with(self) -> str | None:
        target = self._request.target
        return self._operation.with_graph or (f"<{target}>" if target else None)

    def _instances(self, template: str | None, solutions: Sequence[dict[str, Term]]) -> list[ox.Quad]:
        """The quads that ``template`` makes of the solutions: inserted into an empty store beside the solutions."""
        if template is None or not solutions:
            return []
        store = ox.Store()
        place = ox.NamedNode(self._own + "solutions")
        marker = ox.NamedNode(self._own + "is")
        row_name = self._free_name(template)
        names = sorted({name for solution in solutions for name in solution})
        store.extend(self._rows(solutions, place, marker))
        # outside GRAPH, an optional value is joined on the row alone
        optional = "".join(
            f"OPTIONAL {{ ?{row_name} <{self._own}value:{n}> ?{name} }} " for n, name in enumerate(names)
        )
        head = f"WITH {written} " if (written := self._with()) else ""
        text = (
            f"{self._operation.prologue} {head} INSERT {template} USING {place} WHERE "
            f"{{ ?{row_name} {marker} {marker} . {optional} }}"
        )
        try:
            store.update(text, base_iri=self._rules.base, prefixes=self._rules.prefixes)
        except SyntaxError as error:
            raise Problem(400, "malformed-update", f"The update is malformed: {error}") from error
        except _ENGINE_ERRORS as error:
            raise not_evaluated("update", str(error)) from error
        quads = []
        for quad in store:
            if quad.graph_name != place:
                quads.append(quad)
                self._count(len(quads))
        return quads

    def _rows(
        self, solutions: Sequence[dict[str, Term]], place: ox.NamedNode, marker: ox.NamedNode
    ) -> Iterable[ox.Quad]:
        names = sorted({name for solution in solutions for name in solution})
        properties = {name: ox.NamedNode(f"{self._own}value:{number}") for number, name in enumerate(names)}
        for number, solution in enumerate(solutions):
            row = ox.NamedNode(f"{self._own}row:{number}")
            yield ox.Quad(row, marker, marker, place)
            for name, value in solution.items():
                yield ox.Quad(row, properties[name], value, place)

    @staticmethod
    def _free_name(text: str) -> str:
        name = "row"
        while name in text:
            name += "_"
        return name

    def _count(self, number: int) -> None:
        if number > self._rules.maximum:
            raise Problem(
                422,
                "update-too-large",
                f"One operation of the update reads or writes more than {self._rules.maximum} quads; send it in parts.",
                maximum=self._rules.maximum,
            )


def _check_syntax(text: str, rules: Rules) -> None:
    """Have the engine read the whole update, on an empty store."""
    try:
        ox.Store().update(without_load(text), base_iri=rules.base, prefixes=rules.prefixes)
    except SyntaxError as error:
        raise Problem(400, "malformed-update", f"The update is malformed: {error}") from error
    except _ENGINE_ERRORS:
        pass  # a graph that an empty store lacks


def skolemised(quad: ox.Quad, skolem: str) -> ox.Quad:
    """``quad`` with IRIs for its blank nodes, since the graph has none. Raises Problem (400) for triple terms."""
    if isinstance(quad.object, ox.Triple):
        raise Problem(400, "triple-terms", "Triple terms (<<( … )>>) are not stored here; describe a node instead.")
    subject, value = quad.subject, quad.object
    if isinstance(subject, ox.BlankNode):
        subject = ox.NamedNode(skolem + subject.value)
    if isinstance(value, ox.BlankNode):
        value = ox.NamedNode(skolem + value.value)
    return ox.Quad(subject, quad.predicate, value, quad.graph_name)


class MemoryState:
    """A store in memory, changed as the update goes on; ``undo`` takes all changes back."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._changes: list[tuple[list[ox.Quad], list[ox.Quad]]] = []

    def view(self) -> ox.Store:
        """The store."""
        return self._store

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Change the store."""
        gone = [quad for quad in dict.fromkeys(removed) if quad in self._store]
        for quad in gone:
            self._store.remove(quad)
        new = [quad for quad in dict.fromkeys(added) if quad not in self._store]
        self._store.extend(new)
        self._changes.append((gone, new))

    def undo(self) -> None:
        """Bring the store back to what it was."""
        for gone, new in reversed(self._changes):
            for quad in new:
                self._store.remove(quad)
            self._store.extend(gone)
        self._changes.clear()


class GraphState:
    """One graph of a published state that is only read; ``changed_view`` makes a store that shows its changes."""

    def __init__(self, store: ox.Store, changed_view: Callable[[], ox.Store]) -> None:
        self._store = store
        self._changed_view = changed_view
        self._changed: ox.Store | None = None
        self._removed: set[ox.Quad] = set()
        self._added: set[ox.Quad] = set()

    def view(self) -> ox.Store:
        """The published state, or once there are changes, a copy with them."""
        if not self._removed and not self._added:
            return self._store
        if self._changed is None:
            self._changed = self._changed_view()
            self._changed.extend(self._added)
            for quad in self._removed:
                self._changed.remove(quad)
        return self._changed

    def change(self, removed: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        """Note the changes."""
        for quad in removed:
            if quad in self._added:
                self._added.discard(quad)
            elif quad in self._store:
                self._removed.add(quad)
            if self._changed is not None:
                self._changed.remove(quad)
        for quad in added:
            if quad in self._removed:
                self._removed.discard(quad)
            elif quad not in self._store:
                self._added.add(quad)
            if self._changed is not None:
                self._changed.add(quad)

    def difference(self) -> tuple[list[ox.Quad], list[ox.Quad]]:
        """The quads that are gone and those that are new in the end."""
        return sorted(self._removed, key=str), sorted(self._added, key=str)
