"""``/sparql/explain`` and ``/sparql?explain=1``: how a query will be evaluated, for those who write it.

Each query is explained in a process of its own (``api.planner``), which is ended at its deadline.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import Annotated, Any
from weakref import WeakKeyDictionary

import orjson
from fastapi import APIRouter, Query, Request

from api.errors import PROBLEMS, Problem, describe_problems
from api.guard import check_query
from api.messages import messages
from api.models import QueryPlan
from api.publication import publications
from api.settings import Settings
from api.syntax import malformed
from kg.store_folder import database_of

SECONDS = 20.0
_AT_ONCE = 2
_MEMORY = 512 * 2**20
_MOST = 1_000_000  # quads counted of one pattern
_LONGEST = 32 * 1024  # bytes of a query that is explained: the parser is slow
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
router = APIRouter(tags=["SPARQL"], responses=PROBLEMS)

_RESPONSES = describe_problems(
    {
        400: "The query is malformed.",
        403: "SERVICE, an update, or a graph of `file:`.",
        413: "The query is too long to be explained.",
        503: "It took too long, or others are being explained.",
    }
)


@router.get("/sparql/explain", summary="How a query will be evaluated", responses=_RESPONSES)
async def explain_get(
    request: Request, query: Annotated[str, Query(examples=["SELECT * { ?one rw:met ?other } LIMIT 10"])]
) -> QueryPlan:
    """The algebra of a query, for each of its triple patterns how many quads match it by itself, and warnings of what
    is likely to be slow: products of parts that share no variable, paths without end, searches in all labels.

    The algebra is that of the specification; the engine chooses the order of joins by itself. `GET /sparql` with
    `explain=1` gives the same."""
    return await explained(request, query)


async def explained(request: Request, query: str) -> QueryPlan:
    """The plan of ``query`` on the version that is served. Raises Problem."""
    settings: Settings = request.app.state.settings
    longest = min(settings.sparql_max_query_bytes, _LONGEST)
    check_query(query, max_bytes=longest, max_nesting=settings.sparql_max_nesting)
    published = publications(request.app).current()
    question = {
        "query": query,
        "prefixes": published.snapshot.ids.prefixes,
        "snapshot": str(database_of(Path(settings.store), published.version)),
        "seconds": SECONDS,
        "memory": _MEMORY,
        "most": _MOST,
    }
    turn = _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE))
    if turn.locked():
        raise Problem(503, "too-busy", "Others are being explained; try again shortly.", headers={"Retry-After": "5"})
    async with turn:
        answer = await _ask(question)
    if answer.get("problem") == "syntax":
        raise malformed(query, answer["detail"])
    if "problem" in answer:
        raise Problem(503, "explain-failed", f"The query could not be explained: {answer['detail']}.")
    plan = answer["plan"]
    plan["warnings"] = [_told(warning) for warning in plan["warnings"]]
    return QueryPlan.model_validate({"snapshot": published.version, **plan})


def _told(warning: dict[str, Any]) -> dict[str, Any]:
    message = messages()[warning["kind"]]
    return {**warning, "text": message.title_en, "text_ar": message.title_ar}


async def _ask(question: dict[str, Any]) -> dict[str, Any]:
    """Run the planner; its process never outlives this call."""
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",  # SELECT * has no order of its own; so it is always the same
        "LC_ALL": "C.UTF-8",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "api.planner"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
    )
    try:
        async with asyncio.timeout(SECONDS):
            out, _ = await process.communicate(orjson.dumps(question))
        if process.returncode == 0:
            answer: dict[str, Any] = orjson.loads(out)
            return answer
    except TimeoutError:
        pass
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    raise Problem(503, "explain-failed", "The query could not be explained: it is too long or nests too deep.")
