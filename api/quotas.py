"""How much of the service one client may take: seconds of query time and errors, each as a token bucket, and how many
queries at once.

A bucket fills at a steady rate up to what may be taken at once. What a query cost is known only at its end, so the
bucket of seconds may go below zero: the client then waits until it is above again. No clock and no network here.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

Reason = Literal["seconds", "errors", "concurrent"]
_CROWDED = 1.0  # seconds until a client with too many queries at once should try again


@dataclass(frozen=True, slots=True)
class QuotaLimits:
    """What one client may take; 0 lifts a limit. ``clients`` is how many are remembered."""

    seconds_per_minute: float
    burst_seconds: float
    errors_per_minute: float
    concurrent: int
    clients: int


@dataclass(frozen=True, slots=True)
class Remaining:
    """What a client has left now, and the seconds until each bucket is full again."""

    seconds: float
    seconds_full_in: float
    errors: int
    errors_full_in: float


class OverQuota(Exception):
    """The client must wait ``retry_after`` seconds."""

    def __init__(self, reason: Reason, retry_after: float, limit: float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.limit = limit


class _Account:
    """One client's buckets: what was taken and has not flowed back yet, and the queries under way."""

    __slots__ = ("errors", "queries", "seconds", "time")

    def __init__(self, time: float) -> None:
        self.time = time
        self.seconds = 0.0
        self.errors = 0.0
        self.queries = 0


class Quotas:
    """The accounts of the clients last seen. Times are seconds of any clock that never goes back."""

    def __init__(self, limits: QuotaLimits) -> None:
        self.limits = limits
        self._accounts: OrderedDict[str, _Account] = OrderedDict()

    def enter(self, client: str, now: float) -> None:
        """Let ``client`` begin a query, to be ended by ``leave``; raises OverQuota."""
        account = self._account(client, now)
        limits = self.limits
        if limits.seconds_per_minute and account.seconds >= limits.burst_seconds:
            excess = account.seconds - limits.burst_seconds
            # enough for a second of work, or a client at the edge would be sent away again and again
            wait = (excess + min(1.0, limits.burst_seconds)) * 60 / limits.seconds_per_minute
            raise OverQuota("seconds", wait, limits.seconds_per_minute)
        if limits.errors_per_minute and account.errors > limits.errors_per_minute - 1:
            wait = (account.errors - limits.errors_per_minute + 1) * 60 / limits.errors_per_minute
            raise OverQuota("errors", wait, limits.errors_per_minute)
        if limits.concurrent and account.queries >= limits.concurrent:
            raise OverQuota("concurrent", _CROWDED, limits.concurrent)
        account.queries += 1

    def leave(self, client: str, now: float, *, seconds: float, error: bool) -> None:
        """A query of ``client`` is over: it took ``seconds``, and was an ``error`` or not."""
        account = self._account(client, now)
        account.queries = max(account.queries - 1, 0)
        account.seconds += seconds
        account.errors += error

    def remaining(self, client: str, now: float) -> Remaining:
        """What ``client`` has left."""
        account = self._account(client, now)
        limits = self.limits
        return Remaining(
            seconds=max(limits.burst_seconds - account.seconds, 0.0),
            seconds_full_in=account.seconds * 60 / limits.seconds_per_minute if limits.seconds_per_minute else 0.0,
            errors=max(math.floor(limits.errors_per_minute - account.errors), 0),
            errors_full_in=account.errors * 60 / limits.errors_per_minute if limits.errors_per_minute else 0.0,
        )

    def __len__(self) -> int:
        return len(self._accounts)

    def _account(self, client: str, now: float) -> _Account:
        account = self._accounts.get(client)
        if account is None:
            account = self._accounts[client] = _Account(now)
            self._forget()
        else:
            self._accounts.move_to_end(client)
            minutes = max(now - account.time, 0.0) / 60
            account.time = now
            account.seconds = max(account.seconds - minutes * self.limits.seconds_per_minute, 0.0)
            account.errors = max(account.errors - minutes * self.limits.errors_per_minute, 0.0)
        return account

    def _forget(self) -> None:
        """Drop the clients seen longest ago; those with queries under way stay: connections bound their number."""
        tries = len(self._accounts) - self.limits.clients
        while tries > 0:
            tries -= 1
            client, account = self._accounts.popitem(last=False)
            if account.queries:
                self._accounts[client] = account
