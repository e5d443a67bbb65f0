"""HTTP/1.1 by hand: a client that may misbehave in every way, and tells exactly what came back."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came over a connection: ``status`` 0 where nothing did; ``whole`` whether the body is as long as announced.

    Seconds are counted from before the request was sent: to the first byte of the body, and to the end.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool
    first: float
    took: float

    @property
    def kind(self) -> str:
        """The kind of problem that a problem+json body tells, else an empty text."""
        before, found, after = self.body.partition(b'"type":"')
        return (
            after.partition(b'"')[0].decode("utf-8", "replace").rpartition("/")[2] if found and before == b"{" else ""
        )

    def __str__(self) -> str:
        return f"{self.status} {self.kind}".strip() + ("" if self.whole else ", broken off")


def exchange(port: int, raw: bytes, timeout: float = 60) -> Reply:
    """Send ``raw`` and read until the answer is whole or the other side closes; nothing raises but a wrong port."""
    began = time.perf_counter()
    data = bytearray()
    first = 0.0
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        with contextlib.suppress(OSError):  # refused while still sending: the answer may be there all the same
            connection.sendall(raw)
        try:
            while chunk := connection.recv(1 << 18):
                data += chunk
                if not first and b"\r\n\r\n" in data:
                    first = time.perf_counter() - began
                if _is_whole(data):
                    break
            ended = True
        except OSError:
            ended = False
    return _reply(bytes(data), first, time.perf_counter() - began, ended)


def request(method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    """The bytes of a request; without other headers it closes the connection after the answer."""
    fields = {"Host": "localhost", "Connection": "close", **(headers or {})}
    if body and "Content-Length" not in fields and "Transfer-Encoding" not in fields:
        fields["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body


def post(query: str | bytes, headers: Mapping[str, str] | None = None) -> bytes:
    """A query in a form."""
    return request("POST", "/sparql", {"Content-Type": _FORM, **(headers or {})}, b"query=" + quote(query).encode())


def get(query: str, headers: Mapping[str, str] | None = None, **parameters: str) -> bytes:
    """A query in the address."""
    more = "".join(f"&{name}={quote(value)}" for name, value in parameters.items())
    return request("GET", f"/sparql?query={quote(query)}{more}", headers)


def ask(port: int, query: str | bytes, timeout: float = 60, **headers: str) -> Reply:
    """The answer to a query sent in a form."""
    return exchange(port, post(query, headers), timeout)


def _is_whole(data: bytes | bytearray) -> bool:
    head, found, _ = bytes(data[:65536]).partition(b"\r\n\r\n")
    if not found:
        return False
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        return data.endswith(b"\r\n0\r\n\r\n")
    length = lowered.partition(b"content-length:")[2].partition(b"\r\n")[0].strip()
    return length.isdigit() and len(data) - len(head) - 4 >= int(length)


def _reply(data: bytes, first: float, took: float, ended: bool) -> Reply:
    head, found, body = data.partition(b"\r\n\r\n")
    if not found or not head.startswith(b"HTTP/1."):
        return Reply(0, {}, data, False, first, took)
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    announced = "content-length" in headers or "transfer-encoding" in headers
    return Reply(int(status.split()[1]), headers, body, _is_whole(data) if announced else ended, first, took)
