"""Queries that nest deep or go on for long: each kind of bracket, and every chain that a parser may descend."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.attack.target import Finding, Target, is_honest


def _nest(before: str, inside: str, after: str, head: str = "", tail: str = "") -> Callable[[int], str]:
    return lambda depth: head + before * depth + inside + after * depth + tail


def _chain(link: str, head: str, tail: str, between: str = " ") -> Callable[[int], str]:
    return lambda length: head + between.join([link] * length) + tail


def _numbered(link: str, head: str, tail: str, between: str = " ") -> Callable[[int], str]:
    return lambda length: head + between.join(link.replace("#", str(n)) for n in range(length)) + tail


NESTED: dict[str, Callable[[int], str]] = {
    "parentheses": _nest("(", "1", ")", "ASK { FILTER(", ") }"),
    "groups": _nest("{", "", "}", "ASK ", ""),
    "groups of triples": _nest("{ ?s ?p ?o . ", "", "}", "ASK "),
    "blank nodes": _nest("[ rw:met ", "?x", "]", "ASK { ?s rw:met ", " }"),
    "lists": _nest("(", "1", ")", "ASK { ", " rw:met ?o }"),
    "paths": _nest("(", "rw:met", ")", "ASK { ?s ", " ?o }"),
    "repeated paths": _nest("(", "rw:met", ")*", "ASK { ?s ", " ?o }"),
    "inverse paths": _nest("^(", "rw:met", ")", "ASK { ?s ", " ?o }"),
    "negated paths": _nest("(", "!(rw:met|^rw:met)", "/rw:met)", "ASK { ?s ", " ?o }"),
    "OPTIONAL": _nest("OPTIONAL { ?s ?p ?o ", "", "}", "ASK { ", " }"),
    "MINUS": _nest("?s ?p ?o MINUS { ", "?s ?p ?o ", "}", "ASK { ", " }"),
    "EXISTS": _nest("FILTER EXISTS { ?s ?p ?o ", "", "}", "ASK { ", " }"),
    "NOT EXISTS": _nest("FILTER NOT EXISTS { ?s ?p ?o ", "", "}", "ASK { ", " }"),
    "GRAPH": _nest("GRAPH ?g { ", "?s ?p ?o ", "}", "ASK { ", " }"),
    "sub-queries": _nest("{ SELECT * { ", "?s ?p ?o ", "} }", "ASK ", ""),
    "functions": _nest("STR(", "1", ")", "ASK { FILTER(", ") }"),
    "IF": _nest("IF(1, ", "1", ", 1)", "ASK { FILTER(", ") }"),
    "COALESCE": _nest("COALESCE(?u, ", "1", ")", "ASK { FILTER(", ") }"),
    "IN": _nest("1 IN (", "1", ")", "ASK { FILTER(", ") }"),
    "NOT": _nest("!(", "1", ")", "ASK { FILTER(", ") }"),
    "casts": _nest("xsd:integer(", "1", ")", "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> ASK { FILTER(", ") }"),
    "quoted triples": _nest("<< ", "?s", " rw:met ?o >>", "ASK { ", " rw:met ?z }"),
    "triple terms": _nest("<<( ?s rw:met ", "?o", " )>>", "ASK { ?x rw:met ", " }"),
    "annotations": _nest("{| rw:met ?x ", "", "|}", "ASK { ?s rw:met ?o ", " }"),
    "only opened": _nest("(", "", "", "ASK { FILTER("),
    "only closed": _nest("", "", ")", "ASK { FILTER(1", ""),
    "crossed": _nest("([{", "", "}])", "ASK { FILTER("),
}
LONG: dict[str, Callable[[int], str]] = {
    "!": _nest("!", "1", "", "ASK { FILTER(", ") }"),
    "! with spaces and comments": _nest("! #\n", "1", "", "ASK { FILTER(", ") }"),
    "-": _nest("- ", "1", "", "ASK { FILTER(", ") }"),
    "+ -": _nest("+ - ", "1", "", "ASK { FILTER(", ") }"),
    "sums": _chain("1", "ASK { FILTER(", ") }", " + "),
    "signed sums": _chain("1", "ASK { FILTER(", ") }", "-"),
    "products": _chain("2", "ASK { FILTER(", ") }", " * "),
    "AND": _chain("?x = 1", "ASK { ?s ?p ?x FILTER(", ") }", " && "),
    "OR": _chain("?x = 1", "ASK { ?s ?p ?x FILTER(", ") }", " || "),
    "UNION": _chain("{ ?s ?p ?o }", "ASK { ", " }", " UNION "),
    "empty UNION": _chain("{}", "ASK { ", " }", " UNION "),
    "OPTIONAL": _chain("OPTIONAL { ?s ?p ?o }", "ASK { ", " }"),
    "OPTIONAL of new names": _numbered("OPTIONAL { ?s# ?p# ?o# }", "ASK { ", " }"),
    "MINUS": _chain("MINUS { ?s ?p ?o }", "ASK { ?s ?p ?o ", " }"),
    "FILTER": _chain("FILTER(?s != ?o)", "ASK { ?s ?p ?o ", " }"),
    "FILTER EXISTS": _chain("FILTER EXISTS { ?s ?p ?o }", "ASK { ?s ?p ?o ", " }"),
    "BIND": _numbered("BIND(# AS ?b#)", "ASK { ", " }"),
    "groups": _chain("{ ?s ?p ?o }", "ASK { ", " }"),
    "triples": _numbered("?s# ?p# ?o# .", "ASK { ", " }"),
    "triples in a row": _numbered("?v# rw:met ?w# . ?w# rw:met ?v# .", "ASK { ", " }"),
    "predicates": _chain("rw:met ?o", "ASK { ?s ", " }", " ; "),
    "objects": _numbered("?o#", "ASK { ?s rw:met ", " }", " , "),
    "path sequence": _chain("rw:met", "ASK { ?s ", " ?o }", "/"),
    "path choice": _chain("rw:met", "ASK { ?s ", " ?o }", "|"),
    "paths repeated": _chain("rw:met*", "ASK { ?s ", " ?o }", "/"),
    "negated set": _numbered("rw:p#", "ASK { ?s !(", ") ?o }", "|"),
    "IN": _numbered("#", "ASK { ?s ?p ?x FILTER(?x IN (", ")) }", ","),
    "NOT IN": _numbered('"#"', "ASK { ?s ?p ?x FILTER(?x NOT IN (", ")) }", ","),
    "VALUES": _numbered("#", "ASK { VALUES ?v { ", " } }"),
    "VALUES joined": _numbered("(# #)", "ASK { ?s ?p ?a VALUES (?a ?b) { ", " } }"),
    "arguments": _chain('"x"', "ASK { FILTER(CONCAT(", ") = 1) }", ","),
    "variables": _numbered("?v#", "SELECT ", " { ?s ?p ?o }"),
    "expressions": _numbered("(# AS ?v#)", "SELECT ", " { ?s ?p ?o } LIMIT 1"),
    "ORDER BY": _numbered("?v#", "SELECT * { ?s ?p ?o } ORDER BY ", " LIMIT 1"),
    "GROUP BY": _numbered("(# AS ?v#)", "SELECT (COUNT(*) AS ?n) { ?s rw:met ?o } GROUP BY ", ""),
    "HAVING": _chain("(1 = 1)", "SELECT (COUNT(*) AS ?n) { ?s rw:met ?o } HAVING ", ""),
    "template": _numbered("?s rw:p# ?o .", "CONSTRUCT { ", " } { ?s rw:met ?o } LIMIT 1"),
    "FROM": _numbered("FROM <x:#>", "SELECT * ", " { ?s ?p ?o }"),
    "FROM NAMED": _numbered("FROM NAMED <x:#>", "SELECT * ", " { GRAPH ?g { ?s ?p ?o } }"),
    "PREFIX": _numbered("PREFIX p#: <x:#>", "", " ASK {}"),
    "BASE": _numbered("BASE <x:/#/>", "", " ASK {}"),
    "comments": _chain("#(((({{{{", "", "\nASK {}", "\n"),
    "string": _nest("x", "", "", 'ASK { FILTER("', '" = "x") }'),
    "escapes": _nest("\\t", "", "", 'ASK { FILTER("', '" = "x") }'),
    "quotation marks": _nest('"', "", "", "ASK { FILTER(", " = 1) }"),
    "IRI": _nest("x", "", "", "ASK { <x:", "> ?p ?o }"),
    "variable": _nest("x", "", "", "ASK { ?", " ?p ?o }"),
    "number": _nest("9", "", "", "ASK { FILTER(", " > 1) }"),
    "number with exponent": _nest("9", "", "", "ASK { FILTER(1e", " > 1) }"),
    "expression, groups": _nest("(", "a", ")", 'ASK { FILTER REGEX("aaaa", "', '") }'),
    "expression, repeats": _nest("(a*)*", "", "", 'ASK { FILTER REGEX("aaaaaaaaaaaaaaaaaaaaaaaa!", "', '$") }'),
    "expression, bounded": _nest("(a{1,50}){1,50}", "", "", 'ASK { FILTER REGEX("aaaa", "', '") }'),
    "expression, choices": _numbered("a#", 'ASK { FILTER REGEX("aaaa", "', '") }', "|"),
    "spaces": _nest(" ", "", "", "ASK {", "}"),
    "marks": _nest("<", "", "", "ASK { FILTER(1 ", " 2) }"),
    "dots": _nest(".", "", "", "ASK { ?s ?p ?o ", " }"),
    "semicolons": _nest(";", "", "", "ASK { ?s ?p ?o ", " }"),
    "at signs": _nest("@", "", "", 'ASK { FILTER("a"', " = 1) }"),
    "carets": _nest("^", "", "", 'ASK { ?s ', "rw:met ?o }"),
}  # fmt: skip


def deep_and_long(target: Target, depth: int, kinds: int | None = None) -> list[Finding]:
    """Every kind of nesting ``depth`` deep and every chain as long (and as long as 120 KB allow).

    ``kinds`` takes every n-th kind only, so many of them.
    """
    found = []
    for title, cases in (("deep", NESTED), ("long", LONG)):
        names = list(cases)
        chosen = names if kinds is None else names[:: max(1, len(names) // kinds)]
        replies = []
        for name in chosen:
            for size in (depth, 300, _as_long_as_allowed(cases[name], 120_000)):
                query = cases[name](size)
                reply = target.ask(query, target.deadline + 30)
                replies.append((name, size, reply))
                if not is_honest(reply) or reply.took > target.deadline + 1.5:
                    told = f"{reply} after {reply.took:.2f} s; {len(query):,} bytes: {query[:40]!r}…"
                    found.append(Finding(f"{title}: {name}, {size:,}", False, told))
        answers = sorted({str(reply) for _, _, reply in replies})
        fine = all(is_honest(reply) for _, _, reply in replies)
        found.append(Finding(f"{title}: {len(chosen)} kinds", fine, f"{len(replies)} queries: {', '.join(answers)}"))
    return found


def _as_long_as_allowed(make: Callable[[int], str], limit: int) -> int:
    """The largest size whose query is no longer than ``limit`` bytes."""
    low, high = 1, limit
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(make(middle).encode()) <= limit else (low, middle - 1)
    return low
