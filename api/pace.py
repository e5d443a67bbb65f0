"""How many requests a client may send to ``/api/v1`` in a minute: 429 with Retry-After, and ``RateLimit`` headers.

Named queries have quotas of their own (``api.metering``), by the time that they take. These requests are answered from
memory, in milliseconds; so they are only counted: a bucket holds as many as a minute allows, and fills evenly.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from api.clients import client_of, networks, within
from api.problem import Problem
from api.settings import Settings
from api.usage import current_usage

_PACED = "/api/v1/"
_METERED = "/api/v1/queries"


class Paced:
    """ASGI middleware that counts the requests of each client; exempt networks pass uncounted."""

    def __init__(self, app: ASGIApp, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._clock = clock
        self._exempt = networks(settings.quota_exempt)
        self._most = settings.quota_requests
        self._clients = settings.quota_clients
        self._taken: OrderedDict[str, tuple[float, float]] = OrderedDict()  # requests not flowed back, and when

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if its client has some left."""
        if not self._most or not self._counts(scope) or within(scope, self._exempt):
            await self._app(scope, receive, send)
            return
        taken = self._take(client_of(scope).key)
        if usage := current_usage():
            left = max(math.floor(self._most - taken), 0)
            full_in = math.ceil(min(taken, self._most) * 60 / self._most)
            usage.headers.append((b"ratelimit-policy", f'"requests";q={self._most};w=60'.encode()))
            usage.headers.append((b"ratelimit", f'"requests";r={left};t={full_in}'.encode()))
        if taken > self._most:
            wait = max(math.ceil((taken - self._most) * 60 / self._most), 1)
            detail = f"You sent more than the {self._most} requests that one client may send in a minute. "
            refusal = Problem(
                *(429, "over-quota", f"{detail}Try again in {wait} s."),
                headers={"Retry-After": str(wait)},
                quota="requests",
                limit=self._most,
                retry_after_seconds=wait,
            )
            await refusal.response(scope["path"])(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _counts(self, scope: Scope) -> bool:
        path = scope["path"] if scope["type"] == "http" else ""
        return path.startswith(_PACED) and not path.startswith(_METERED)

    def _take(self, client: str) -> float:
        """Count a request of ``client``; returns how many it has taken, this one too. A refused one is not counted."""
        now = self._clock()
        before, then = self._taken.pop(client, (0.0, now))
        before = max(before - (now - then) * self._most / 60, 0.0)
        self._taken[client] = (before + 1 if before + 1 <= self._most else before, now)
        while len(self._taken) > self._clients:
            self._taken.popitem(last=False)
        return before + 1
