"""What can be said of a SPARQL query before it is run: its algebra, its triple patterns, and what is likely to be slow.

The engine shows no plan of its own. The algebra is that of the specification, as rdflib translates it: the engine may
join in another order. Its parser is slow and recursive, so ``explain`` runs in a process of its own (``planner``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import BNode, Literal, URIRef, Variable
from rdflib.namespace import NamespaceManager
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

Count = Callable[[Node, Node, Node, Node | None], tuple[int | None, bool]]
"""Counts the quads of a pattern (variables match all) in a graph or in all; None where time is up, False: at least."""

_PREFIX = re.compile(r"PREFIX\s+([\w.-]*):\s*<([^<>\s]*)>", re.IGNORECASE)
_TOKENS = re.compile(  # strings, IRIs and comments are passed over
    r"""\"{3}.*?\"{3} | '{3}.*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | <[^<>\s]*> | \#[^\n]*
    | (?P<prefix>[\w.-]*):(?P<local>(?:[\w:.%-]|\\[_~.\-!$&'()*+,;=/?\#@%])+)""",
    re.DOTALL | re.VERBOSE,
)
_LABELS = ("rdfs:label", "skos:prefLabel", "skos:altLabel", "rw:searchKey", "oa:exact", "schema:headline")
_SEARCHES = {"Builtin_CONTAINS", "Builtin_REGEX", "Builtin_STRSTARTS", "Builtin_STRENDS", "Builtin_LCASE"}
_ONE_ROW = {"Project", "Extend", "AggregateJoin", "Slice", "ToMultiSet"}
_ARGUMENTS = ("arg", "arg1", "arg2", "arg3", "text", "pattern", "vars", "iri", "expr")
_FOLDED = {"ToMultiSet"}  # operators that say nothing to a reader


@dataclass(frozen=True, slots=True)
class Operator:
    """A node of the algebra."""

    operator: str
    detail: str
    children: tuple[Operator, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern and how many quads match it by itself; ``quads`` is None where that was not counted."""

    pattern: str
    quads: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Warning:
    """Something that is likely to be slow; ``kind`` is a key of ``messages.csv``, ``where`` the parts it is about."""

    kind: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is told of a query."""

    form: str
    algebra: Operator
    patterns: tuple[Pattern, ...]
    warnings: tuple[Warning, ...]


def explain(query: str, prefixes: Mapping[str, str], count: Count) -> Plan:
    """The plan of ``query``. Raises ValueError where it is malformed, RecursionError where it nests too deep."""
    try:
        translated = prepareQuery(_unescaped(query, prefixes), initNs=dict(prefixes))
    except (RecursionError, MemoryError):
        raise
    except Exception as error:  # pyparsing's own, and what rdflib's translation raises
        raise ValueError(str(error).split("\n")[0]) from error
    reader = _Reader(translated.prologue.namespace_manager, count)
    root = translated.algebra
    if root.p is None:  # DESCRIBE of IRIs alone
        return Plan("describe", Operator("Describe", "", ()), (), ())
    tree = reader.operator(root.p)
    return Plan(root.name.removesuffix("Query").lower(), tree, tuple(reader.patterns), tuple(reader.warnings(root)))


def _unescaped(query: str, prefixes: Mapping[str, str]) -> str:
    """``query`` with names that have escapes (``id:person\\/1``) as IRIs: rdflib leaves the backslash in."""
    known = {**prefixes, **dict(_PREFIX.findall(query))}

    def whole(match: re.Match[str]) -> str:
        prefix, local = match["prefix"], match["local"]
        if local is None or "\\" not in local or prefix not in known:
            return match[0]
        return f"<{known[prefix]}{local.replace(chr(92), '')}>"

    return _TOKENS.sub(whole, query)


class _Reader:
    """One walk over the algebra of a query."""

    def __init__(self, names: NamespaceManager, count: Count) -> None:
        self._names = names
        self._count = count
        self.patterns: list[Pattern] = []

    # ---- the tree

    def operator(self, node: CompValue, graph: Node | None = None) -> Operator:
        name = node.name
        if name == "BGP":
            lines = [self._pattern(triple, graph) for triple in node.triples]
            return Operator("Patterns", "", tuple(Operator("", line, ()) for line in lines))
        if name in _FOLDED and isinstance(node.p, CompValue):
            return self.operator(node.p, graph)
        if name == "Graph":
            graph = node.term
        children = tuple(self.operator(child, graph) for child in _inputs(node))
        return Operator(name, self._detail(node), children)

    def _detail(self, node: CompValue) -> str:
        if node.name == "Project":
            return " ".join(variable.n3() for variable in node.PV)  # those of SELECT * in no order
        if node.name == "Slice":
            length = "" if node.length is None else f"LIMIT {node.length}"
            return " ".join(part for part in (length, f"OFFSET {node.start}" if node.start else "") if part)
        if node.name == "Graph":
            return self._n3(node.term)
        if node.name == "Extend":
            return f"{node.var.n3()} := {self._expression(node.expr)}"
        if node.name in {"Filter", "LeftJoin"}:
            shown = self._expression(node.expr)
            return "" if shown == "TrueFilter()" else shown
        if node.name == "OrderBy":
            return ", ".join(self._expression(one.expr) for one in node.expr)
        if node.name == "Group":
            return ", ".join(self._expression(one) for one in node.expr or ())
        if node.name == "values":
            return f"{len(node.res or ())} rows of " + " ".join(sorted(v.n3() for v in _values(node)))
        return ""

    def _pattern(self, triple: tuple[Node, Any, Node], graph: Node | None) -> str:
        subject, predicate, object_ = triple
        text = " ".join((self._n3(subject), self._n3(predicate), self._n3(object_)))
        if isinstance(predicate, Path):
            steps = sorted(set(_steps(predicate)), key=str)
            counts = [self._count(Variable("s"), step, Variable("o"), graph) for step in steps]
            known = [quads for quads, _ in counts if quads is not None]
            whole = len(known) == len(counts) and all(exact for _, exact in counts)
            self.patterns.append(Pattern(text, sum(known) if known else None, whole))
        else:
            self.patterns.append(Pattern(text, *self._count(subject, predicate, object_, graph)))
        return text

    def _n3(self, node: Any) -> str:
        if isinstance(node, Path):
            return str(node.n3(self._names))
        if isinstance(node, URIRef | Literal):
            return node.n3(self._names)
        return str(node.n3())

    def _expression(self, node: Any) -> str:
        """An expression, short; what has no short form is named by its operator."""
        if isinstance(node, CompValue):
            if node.name == "RelationalExpression":
                other = node.other
                right = ", ".join(map(self._expression, other)) if isinstance(other, list) else self._expression(other)
                return f"{self._expression(node.expr)} {node.op} {right}"
            if node.name in {"ConditionalAndExpression", "ConditionalOrExpression"}:
                sign = " && " if "And" in node.name else " || "
                return sign.join(map(self._expression, [node.expr, *(node.other or ())]))
            if node.name == "UnaryNot":
                return "!" + self._expression(node.expr)
            arguments = [found for key in _ARGUMENTS if (found := dict.get(node, key))]
            shown = ", ".join(self._expression(argument) for argument in arguments)
            return f"{node.name.removeprefix('Builtin_').removeprefix('Aggregate_')}({shown})"
        if isinstance(node, list):
            return ", ".join(map(self._expression, node))
        return self._n3(node) if isinstance(node, Node | Path) else str(node)

    # ---- the warnings

    def warnings(self, root: CompValue) -> Iterator[Warning]:
        """What is likely to be slow, the worst first."""
        products = (tuple(" . ".join(map(self._text, piece)) for piece in pieces) for pieces in _products(root.p))
        for where in dict.fromkeys(products):
            yield Warning("cartesian-product", where)
        for triple in _triples(root.p):
            subject, predicate, object_ = triple
            ends = isinstance(subject, Variable | BNode) and isinstance(object_, Variable | BNode)
            if (
                ends
                and isinstance(predicate, Path)
                and any(isinstance(p, MulPath) and p.mod in "*+" for p in _paths(predicate))
            ):
                yield Warning("unbounded-path", (self._text(triple),))
        labels = {o for _, p, o in _triples(root.p) if isinstance(p, URIRef) and p.n3(self._names) in _LABELS}
        for found in _nodes(root.p):
            if found.name == "Filter" and _search(found.expr) & labels:
                yield Warning("label-scan", (self._expression(found.expr),))
        names = [node.name for node in _nodes(root.p)]
        whole = root.name in {"SelectQuery", "ConstructQuery"} and "Slice" not in names[:3]
        if whole and "AggregateJoin" not in names:
            yield Warning("order-without-limit" if "OrderBy" in names[:3] else "no-limit", ())

    def _text(self, piece: Any) -> str:
        if isinstance(piece, tuple):
            return " ".join(self._n3(node) for node in piece)
        inside = " . ".join(self._text(triple) for triple in _triples(piece))
        return f"{{ {inside} }}" if inside else f"{{ {piece.name} }}"


def _inputs(node: CompValue) -> list[CompValue]:
    return [node[key] for key in ("p", "p1", "p2") if isinstance(dict.get(node, key), CompValue)]


def _nodes(node: CompValue) -> Iterator[CompValue]:
    yield node
    for child in _inputs(node):
        yield from _nodes(child)


def _triples(node: CompValue) -> Iterator[tuple[Node, Any, Node]]:
    for one in _nodes(node):
        if one.name == "BGP":
            yield from one.triples


def _values(node: CompValue) -> set[Node]:
    return {v for row in node.res or () for v in row if isinstance(v, Variable)}


def _open(triple: tuple[Node, Any, Node]) -> set[Node]:
    """What a pattern leaves open: its variables, and blank nodes, which are variables without a name."""
    return {node for node in triple if isinstance(node, Variable | BNode)}


def _variables(node: CompValue) -> set[Node]:
    """The variables that a part of the algebra may bind."""
    if node.name == "Project":
        return set(node.PV)
    if node.name == "values":
        return _values(node)
    bound = {v for triple in node.triples for v in _open(triple)} if node.name == "BGP" else set()
    if node.name == "Extend":
        bound.add(node.var)
    if node.name == "Graph" and isinstance(node.term, Variable):
        bound.add(node.term)
    return bound.union(*(map(_variables, _inputs(node)))) if _inputs(node) else bound


def _products(node: CompValue) -> Iterator[list[list[Any]]]:
    """Groups of pieces that share no variable although they are joined: for each such join its pieces."""
    if node.name in {"Join", "BGP"}:
        leaves = list(_leaves(node))
        pieces = _components(leaves)
        if len(pieces) > 1:
            yield pieces
        for leaf in leaves:
            if isinstance(leaf, CompValue) and leaf.name != "Extend":  # what is below those stands beside them
                yield from _products(leaf)
        return
    if node.name == "LeftJoin" and _variables(node.p2) and not _variables(node.p1) & _variables(node.p2):
        yield [[node.p1], [node.p2]]
    for child in _inputs(node):
        yield from _products(child)


def _leaves(node: CompValue) -> Iterator[Any]:
    """What a join joins in the end: triples, and other operators whole."""
    if node.name == "Join":
        yield from _leaves(node.p1)
        yield from _leaves(node.p2)
    elif node.name == "BGP":
        yield from node.triples
    elif node.name == "ToMultiSet" and isinstance(node.p, CompValue):
        yield from _leaves(node.p)
    elif node.name in {"Filter", "Extend"}:
        yield from _leaves(node.p)
        if node.name == "Extend":
            yield node
    else:
        yield node


def _components(leaves: Iterable[Any]) -> list[list[Any]]:
    """``leaves`` by the variables that they share; constants and tables of values alone are no pieces."""
    parts: list[tuple[set[Node], list[Any]]] = []
    for leaf in leaves:
        names = _open(leaf) if isinstance(leaf, tuple) else _variables(leaf)
        if not names:
            continue
        touched = [part for part in parts if part[0] & names]
        parts = [part for part in parts if not part[0] & names]
        parts.append((names.union(*(t[0] for t in touched)), [*(x for t in touched for x in t[1]), leaf]))
    pieces = [[x for x in part if not (isinstance(x, CompValue) and x.name == "Extend")] for _, part in parts]
    return [piece for piece in pieces if any(isinstance(x, tuple) or not _is_small(x) for x in piece)]


def _is_small(node: CompValue) -> bool:
    """A table of values, or the one row of an aggregate without groups: a product with it costs nothing."""
    if node.name == "Group":
        return not node.expr
    return node.name == "values" or (node.name in _ONE_ROW and all(map(_is_small, _inputs(node))))


def _paths(path: Any) -> Iterator[Path]:
    if isinstance(path, Path):
        yield path
        for part in getattr(path, "args", None) or (
            [path.path] if isinstance(path, MulPath) else [getattr(path, "arg", None)]
        ):
            yield from _paths(part)


def _steps(path: Any) -> Iterator[URIRef]:
    """The predicates that a path goes along."""
    if isinstance(path, URIRef):
        yield path
    elif isinstance(path, SequencePath | AlternativePath | NegatedPath):
        for part in path.args:
            yield from _steps(part)
    elif isinstance(path, InvPath):
        yield from _steps(path.arg)
    elif isinstance(path, MulPath):
        yield from _steps(path.path)


def _search(expression: Any) -> set[Variable]:
    """The variables in whose text an expression searches."""
    found: set[Variable] = set()

    def visit(node: Any, within: bool) -> None:
        if isinstance(node, CompValue):
            inside = within or node.name in _SEARCHES
            for key, value in node.items():
                if key not in {"graph", "_vars"}:
                    visit(value, inside)
        elif isinstance(node, list | tuple):
            for one in node:
                visit(one, within)
        elif within and isinstance(node, Variable):
            found.add(node)

    visit(expression, False)
    return found
