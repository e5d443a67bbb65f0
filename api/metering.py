"""The quotas of clients, put before the routes that run queries: 429 with Retry-After, and ``RateLimit`` headers."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.clients import client_of, networks, within
from api.errors import Problem
from api.quotas import OverQuota, QuotaLimits, Quotas
from api.settings import Settings
from api.usage import Usage, current_usage, track

_METERED = ("/sparql", "/api/v1/queries")
_NOT_ERRORS = {429, 499}  # refused by the quota itself; the client left
_DETAILS = {
    "seconds": "Your queries took more than the {limit:g} seconds of query time that one client may use in a minute",
    "errors": "You sent more than the {limit:g} queries with errors that one client may send in a minute",
    "concurrent": "You have {limit:g} queries under way, which is as many as one client may have",
}


class Metered:
    """ASGI middleware that holds each client to its quota; exempt networks pass untouched."""

    def __init__(self, app: ASGIApp, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._clock = clock
        self._exempt = networks(settings.quota_exempt)
        self.quotas = Quotas(
            QuotaLimits(
                seconds_per_minute=settings.quota_seconds,
                burst_seconds=settings.quota_burst_seconds,
                errors_per_minute=settings.quota_errors,
                concurrent=settings.quota_concurrent,
                clients=settings.quota_clients,
            )
        )
        limits = self.quotas.limits
        policies = []
        if limits.seconds_per_minute:
            policies.append(f'"query-seconds";q={limits.burst_seconds:.0f};w={_window(limits)}')
        if limits.errors_per_minute:
            policies.append(f'"errors";q={limits.errors_per_minute:.0f};w=60')
        self._policy = ", ".join(policies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if its client has quota left; charge it with what the request took."""
        if scope["type"] != "http" or not scope["path"].startswith(_METERED) or within(scope, self._exempt):
            await self._app(scope, receive, send)
            return
        client = client_of(scope).key
        usage = current_usage()
        if usage is None:
            usage = Usage("sparql", "")
            track(usage)
        status = 0

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._tell(usage, client)
            await send(message)

        try:
            self.quotas.enter(client, self._clock())
        except OverQuota as over:
            await _refusal(over).response(scope["path"])(scope, receive, told)
            return
        try:
            await self._app(scope, receive, told)
        finally:
            # where no process worked, a failure of the service is no fault of the client
            error = status >= 400 and status not in _NOT_ERRORS and (status < 500 or usage.began is not None)
            self.quotas.leave(client, self._clock(), seconds=usage.seconds(time.monotonic()), error=error)

    def _tell(self, usage: Usage, client: str) -> None:
        """The headers of draft-ietf-httpapi-ratelimit-headers: what there is, and what is left of it."""
        if not self._policy:
            return
        left, limits = self.quotas.remaining(client, self._clock()), self.quotas.limits
        told = []
        if limits.seconds_per_minute:
            seconds = max(left.seconds - usage.seconds(time.monotonic()), 0)
            told.append(f'"query-seconds";r={seconds:.0f};t={math.ceil(left.seconds_full_in)}')
        if limits.errors_per_minute:
            told.append(f'"errors";r={left.errors};t={math.ceil(left.errors_full_in)}')
        usage.headers.append((b"ratelimit-policy", self._policy.encode("ascii")))
        usage.headers.append((b"ratelimit", ", ".join(told).encode("ascii")))


def _window(limits: QuotaLimits) -> int:
    return max(round(limits.burst_seconds * 60 / limits.seconds_per_minute), 1)


def _refusal(over: OverQuota) -> Problem:
    wait = max(math.ceil(over.retry_after), 1)
    detail = f"{_DETAILS[over.reason].format(limit=over.limit)}. Try again in {wait} s."
    headers = {"Retry-After": str(wait)}
    return Problem(
        429, "over-quota", detail, headers=headers, quota=over.reason, limit=over.limit, retry_after_seconds=wait
    )
