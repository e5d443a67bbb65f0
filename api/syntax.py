"""The engine's message on a malformed query, made readable."""

from __future__ import annotations

import re

from api.problem import Problem

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_WORD = re.compile(r"^(?:[A-Z][A-Z ]+|\"[^\"]{1,12}\"|'[^']{1,12}'|[{}()\[\].;,<>=*?:^]{1,2})$")
_REASON = re.compile(r"^[A-Z][A-Za-z]*(?: [A-Za-z]+){2,}$")
_FUNCTION = re.compile(r"custom function <(?P<iri>[^>]*)> is not supported")
_CONTEXT = 30  # characters of the query shown before the place


def malformed(query: str, message: str) -> Problem:
    """A 400 that tells line, column and the text there; ``message`` is what the engine said."""
    match = _PLACE.match(message)
    if not match:
        return Problem(400, "malformed-query", f"The query is malformed: {message}")
    line, column, expected = int(match[1]), int(match[2]), match[3]
    lines = query.split("\n")
    text = lines[line - 1] if line <= len(lines) else ""
    before = text[max(0, column - 1 - _CONTEXT) : column - 1].strip()
    place = f"Line {line}, column {column}" + (f", after «{before}»" if before else "")
    if "Prefix not found" in expected:
        advice = (
            "a prefix used here is not declared; add a PREFIX line, or use one that the service knows (rw:, id:, …)"
        )
    else:
        known = [piece.strip() for piece in expected.split(",")]
        reasons = [piece for piece in known if _REASON.match(piece)]
        words = [piece for piece in known if _WORD.match(piece) and piece not in {"SERVICE", "LATERAL", "VERSION"}]
        advice = reasons[0] if reasons else "the query is unfinished here, or goes on with something unexpected"
        if words and not reasons:
            advice = "expected " + " or ".join(words[:6])
    return Problem(400, "malformed-query", f"{place}: {advice}.", line=line, column=column)


def not_evaluated(what: str, message: str) -> Problem:
    """Why a well-formed ``what`` (query, update) has no answer: 422 for a function that nobody knows, else a 500."""
    if match := _FUNCTION.search(message):
        detail = (
            f"The {what} uses <{match['iri']}> as a function, and none of that name is known here. Functions of your "
            "own cannot be called; besides those of SPARQL and the casts of XML Schema there is rw:matches alone."
        )
        return Problem(422, "unknown-function", detail, function=match["iri"])
    return Problem(500, "evaluation-failed", f"The engine could not evaluate the {what}: {message}")
