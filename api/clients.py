"""Who asks: a client is an IPv4 address or an IPv6 network of 64 bits, and loopback is nobody else than the owner.

Behind a reverse proxy the address is that of the proxy until ``trusted_proxies`` names it; then its ``X-Forwarded-For``
is believed. Whoever forgets the setting must not make every stranger exempt: a request that came over a proxy, as its
headers tell, is never taken for one of this machine.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache

from starlette.types import Scope

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_FORWARDED = {b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via"}


@dataclass(frozen=True, slots=True)
class Client:
    """``key`` stands for the client in quotas; ``shown`` is what a log may hold of it."""

    key: str
    shown: str


def networks(text: str) -> tuple[_Network, ...]:
    """Addresses and networks, separated by commas or spaces. Raises ValueError for anything else."""
    return tuple(ipaddress.ip_network(part) for part in text.replace(",", " ").split())


def client_of(scope: Scope) -> Client:
    """The client of a request."""
    return _client((scope.get("client") or ("local",))[0])


@lru_cache(maxsize=4096)
def _client(host: str) -> Client:
    address = _address(host)
    if address is None:
        return Client(host[:64], host[:64])
    if isinstance(address, ipaddress.IPv4Address):
        return Client(str(address), str(ipaddress.ip_network((address, 24), strict=False)))
    return Client(
        str(ipaddress.ip_network((address, 64), strict=False)), str(ipaddress.ip_network((address, 48), strict=False))
    )


def within(scope: Scope, allowed: tuple[_Network, ...]) -> bool:
    """Whether a request comes from one of ``allowed``, itself and not over a proxy that is not trusted.

    A peer without an address (a Unix socket, a test in process) is of this machine, and so belongs to loopback.
    """
    host = (scope.get("client") or ("local",))[0]
    inside, local = _within(host, allowed)
    return inside and not (local and any(name in _FORWARDED for name, _ in scope["headers"]))


@lru_cache(maxsize=4096)
def _within(host: str, allowed: tuple[_Network, ...]) -> tuple[bool, bool]:
    """Whether a host belongs to ``allowed``, and whether it is this machine."""
    address = _address(host)
    local = address is None or address.is_loopback
    if address is None:
        address = ipaddress.IPv4Address("127.0.0.1")
    return any(address in network for network in allowed), local


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
