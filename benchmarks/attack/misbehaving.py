"""Clients that do not speak HTTP as they should: slow, huge, malformed, in other encodings, very many at once."""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections import Counter
from urllib.parse import quote

from benchmarks.attack.target import LIGHT, Finding, Target, is_honest
from benchmarks.attack.wire import exchange, get, post, request

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_QUERY = {"Content-Type": "application/sparql-query"}
_LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 90000"
_CHUNKED = {**_FORM, "Transfer-Encoding": "chunked"}
_BIG = 64 * 2**20
_TOO_LARGE, _PIPE = {400, 413, 414, 431}, 65536


def slow_readers(target: Target, clients: int) -> list[Finding]:
    """Clients that ask for a large answer and read nothing of it, one byte a moment, or stop in the middle."""
    before = target.usage()
    with contextlib.ExitStack() as stack:
        connections = []
        for number in range(clients):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(1)
            connection.connect(("127.0.0.1", target.port))
            stack.enter_context(contextlib.closing(connection))
            connection.sendall(post(_LONG) if number % 2 else get(_LONG))
            connections.append(connection)
        end = time.perf_counter() + target.deadline + 1
        while time.perf_counter() < end:
            for connection in connections[::3]:
                with contextlib.suppress(OSError):
                    connection.recv(1)
            time.sleep(0.05)
        grown = target.usage().resident - before.resident
        served = target.answers(within=2)  # they are still there, and their time is up
    told = f"{clients} readers; after the deadline {'others are served' if served else 'NOBODY is served'}"
    fine = served and grown < 20 * clients + 50
    return [Finding("slow readers", fine and target.answers(), f"{told}; {grown:+.0f} MiB while they hung")]


def slow_senders(target: Target, clients: int, seconds: float) -> list[Finding]:
    """Clients that send headers or a body byte by byte and never come to an end."""
    whole = post(LIGHT)
    body = request("POST", "/sparql", {**_FORM, "Content-Length": "100000"})
    with contextlib.ExitStack() as stack:
        connections = []
        for number in range(clients):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", target.port), timeout=1))
            connection.sendall(body if number % 2 else whole[:20])
            connections.append(connection)
        end = time.perf_counter() + seconds
        slowest, good = 0.0, 0
        while time.perf_counter() < end:
            for number, connection in enumerate(connections):
                with contextlib.suppress(OSError):
                    connection.sendall(b"x" if number % 2 else b"X-A: b\r\n")
            reply = target.ask(LIGHT, 10)
            slowest = max(slowest, reply.took)
            good += reply.status == 200
            time.sleep(0.1)
    fine = good > 0 and slowest < 2 and target.answers()
    return [Finding("slow senders", fine, f"{clients} senders, {seconds:g} s; {good} others, slowest {slowest:.2f} s")]


def many_at_once(target: Target, clients: int, *, query: str = LIGHT) -> list[Finding]:
    """So many connections in one moment, each with a query: every one gets a whole answer, good or honest."""
    selector = selectors.DefaultSelector()
    answers: Counter[str] = Counter()
    open_ones: dict[socket.socket, bytearray] = {}
    raw = get(query)
    began = time.perf_counter()
    for _ in range(clients):
        connection = socket.socket()
        connection.setblocking(False)
        connection.connect_ex(("127.0.0.1", target.port))
        selector.register(connection, selectors.EVENT_WRITE)
        open_ones[connection] = bytearray()
    while open_ones and time.perf_counter() - began < 60:
        for key, _ in selector.select(1):
            waiting = key.fileobj
            assert isinstance(waiting, socket.socket)
            try:
                if key.events & selectors.EVENT_WRITE:
                    waiting.sendall(raw)
                    selector.modify(waiting, selectors.EVENT_READ)
                    continue
                if chunk := waiting.recv(65536):
                    open_ones[waiting] += chunk
                    continue
            except OSError as error:
                answers[type(error).__name__] += 1
                open_ones[waiting].clear()
            selector.unregister(waiting)
            waiting.close()
            data = bytes(open_ones.pop(waiting))
            answers[data[9:12].decode("latin-1") or "nothing"] += 1
    answers["no end"] += len(open_ones)
    for connection in open_ones:
        connection.close()
    fine = set(+answers) <= {"200", "503", "429"} and answers["200"] > 0 and target.answers()
    told = ", ".join(f"{n} {kind}" for kind, n in (+answers).most_common())
    return [Finding(f"{clients} at once", fine, f"{told} in {time.perf_counter() - began:.1f} s")]


def idle_connections(target: Target, clients: int) -> list[Finding]:
    """So many connections that say nothing; others are served meanwhile."""
    with contextlib.ExitStack() as stack:
        for _ in range(clients):
            stack.enter_context(socket.create_connection(("127.0.0.1", target.port), timeout=5))
        reply = target.ask(LIGHT, 10)
        fine = reply.status == 200 and reply.took < 2
    return [Finding("idle connections", fine and target.answers(), f"{clients} idle: {reply} in {reply.took:.2f} s")]


def odd_requests(target: Target) -> list[Finding]:
    """One request of each odd kind: encodings, sizes, headers, methods, framing. An answer, or a closed connection."""
    bad, answers = [], Counter[str]()
    for name, raw in {**_encodings(), **_sizes(), **_headers(), **_methods()}.items():
        reply = target.send(raw, 30)
        answers[str(reply.status)] += 1
        refused_early = (
            reply.status in _TOO_LARGE and len(raw) > _PIPE
        )  # who still sends may not hear all of the answer
        if not (is_honest(reply) or refused_early) or reply.took > 10:
            bad.append(f"{name}: {reply} after {reply.took:.1f} s")
    for name, raw in _framing().items():
        reply = target.send(raw, 3)
        answers[str(reply.status or "closed")] += 1
        if reply.status >= 500:
            bad.append(f"{name}: {reply}")
    told = ", ".join(f"{n} × {status}" for status, n in sorted(answers.items()))
    return [Finding("odd requests", not bad and target.answers(), "; ".join(bad) or told)]


def giant_bodies(target: Target) -> list[Finding]:
    """Bodies of 64 MiB and without end: refused early, and never held in memory."""
    found = []
    before = target.usage().resident
    head = request("POST", "/sparql", {**_FORM, "Content-Length": str(_BIG)})
    direct = request("POST", "/sparql", {**_QUERY, "Content-Length": str(_BIG)})
    for name, reply in {
        "form": exchange(target.port, head + b"query=" + b"x" * (_BIG - 6), 30),
        "query": exchange(target.port, direct + b"#" * _BIG, 30),
    }.items():  # fmt: skip
        fine = reply.status in {0, 400, 413}
        found.append(Finding(f"giant body: {name}", fine, f"{reply} after {reply.took:.2f} s"))
    chunked = request("POST", "/sparql", _CHUNKED)
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    sent, status = 0, b""
    with socket.create_connection(("127.0.0.1", target.port), timeout=5) as connection:
        connection.sendall(chunked)
        try:
            while sent < _BIG:
                connection.sendall(piece)
                sent += 65536
        except OSError:
            pass
        with contextlib.suppress(OSError):
            status = connection.recv(100)[9:12]
    fine = sent < _BIG and status in {b"413", b""}
    found.append(Finding("giant body: chunked, without end", fine, f"{sent:,} bytes sent, then {status.decode()!r}"))
    grown = target.usage().resident - before
    found.append(Finding("giant bodies: memory", grown < 32 and target.answers(), f"{grown:+.1f} MiB"))
    return found


def _encodings() -> dict[str, bytes]:
    arabic = 'SELECT * { ?s rdfs:label "مصر"@ar }'
    out = {}
    for codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso8859-6", "utf-7", "utf-8-sig"):
        data = arabic.encode(codec, "replace")
        out[f"{codec} body"] = request("POST", "/sparql", _QUERY, data)
        out[f"{codec} body, said so"] = request(
            "POST", "/sparql", {"Content-Type": f"application/sparql-query; charset={codec}"}, data
        )
        out[f"{codec} form"] = request("POST", "/sparql", _FORM, b"query=" + quote(data).encode())
        out[f"{codec} address"] = request("GET", f"/sparql?query={quote(data)}")
    for name, data in {
        "NUL": b"ASK { ?s ?p \"a\x00b\" }",
        "only NUL": b"\x00" * 1000,
        "overlong": b"ASK { ?s ?p \"\xc0\x80\" }",
        "surrogate": b"ASK { ?s ?p \"\xed\xa0\x80\" }",
        "beyond Unicode": b"ASK { ?s ?p \"\xf5\x80\x80\x80\" }",
        "cut in a letter": "ASK { ?s ?p \"م".encode()[:-1],
        "noise": bytes(range(256)) * 8,
        "compressed": b"\x1f\x8b\x08\x00" + bytes(range(200)),
        "empty": b"",
        "spaces": b" " * 10_000,
    }.items():  # fmt: skip
        out[f"{name} body"] = request("POST", "/sparql", {**_QUERY, "Content-Length": str(len(data))}, data)
        out[f"{name} form"] = request("POST", "/sparql", _FORM, b"query=" + quote(data).encode())
        out[f"{name} raw form"] = request("POST", "/sparql", _FORM, b"query=" + data)
        out[f"{name} address"] = request("GET", f"/sparql?query={quote(data)}")
    return out


def _sizes() -> dict[str, bytes]:
    long = quote("ASK { ?s ?p ?o } #" + "x" * 60_000)
    return {
        "long address": request("GET", f"/sparql?query={long}"),
        "very long address": request("GET", "/sparql?query=" + "x" * 1_000_000),
        "long path": request("GET", "/" + "x/" * 20_000),
        "many parameters": request("GET", f"/sparql?query={quote(LIGHT)}" + "&a=1" * 10_000),
        "many graphs": request("GET", f"/sparql?query={quote(LIGHT)}" + "&default-graph-uri=x:y" * 1500),
        "many parameters in a form": request("POST", "/sparql", _FORM, b"&".join([b"query=ASK{}"] + [b"a=1"] * 50_000)),
        "many percent signs": request("POST", "/sparql", _FORM, b"query=" + b"%41" * 130_000),
        "bad percent signs": request("POST", "/sparql", _FORM, b"query=" + b"%" * 100_000),
        "query too long": request("POST", "/sparql", _QUERY, b"ASK {} #" + b"x" * 200_000),
        "plus signs": request("POST", "/sparql", _FORM, b"query=ASK+{}" + b"+" * 100_000),
    }


def _headers() -> dict[str, bytes]:
    def light(**headers: str) -> bytes:
        return get(LIGHT, {name.replace("_", "-"): value for name, value in headers.items()})

    return {
        "many headers": get(LIGHT, {f"X-{n}": "v" for n in range(2000)}),
        "long header": light(X_Long="x" * 500_000),
        "long Accept": light(Accept=",".join(f"a/b{n};q=0.{n % 10}" for n in range(8000))),
        "Accept of commas": light(Accept="," * 60_000),
        "Accept of semicolons": light(Accept="text/csv" + ";" * 60_000),
        "odd weights": light(Accept="text/csv;q=nan,*/*;q=inf,a/b;q=-1,application/json;q=1e999"),
        "odd Accept": light(Accept="\x7f\xff/\xfe;q=é"),
        "odd Accept-Encoding": light(Accept_Encoding="gzip;q=nan, br, *;q=0, zstd;q=" + "9" * 5000),
        "odd If-None-Match": get(LIGHT, {"If-None-Match": '"' * 9999}),
        "long If-None-Match": request("GET", "/api/v1/encounters", {"If-None-Match": ",".join(['W/"x"'] * 9000)}),
        "odd Range": light(Range="bytes=" + ",".join(f"{n}-" for n in range(2000))),
        "Range of a file": request("GET", "/static/explorer.css", {"Range": "bytes=" + ",".join(["0-"] * 1300)}),
        "odd Cookie": light(Cookie="a=" + "b;" * 20_000),
        "odd Origin": light(Origin="null\x00x"),
        "odd Host": light(Host="a" * 5000),
        "many types": request("POST", "/sparql", {"Content-Type": "a/b;" * 9000}, b"x"),
        "multipart": request("POST", "/sparql", {"Content-Type": "multipart/form-data; boundary=x"}, b"--x--"),
        "compressed body": request("POST", "/sparql", {**_FORM, "Content-Encoding": "gzip"}, b"\x1f\x8b" + b"\0" * 999),
        "odd language": light(Accept_Language="ar;q=" + "9" * 3000),
        "odd Forwarded": light(X_Forwarded_For=", ".join(["1.2.3.4"] * 5000), X_Forwarded_Proto="javascript"),
        "upgrade": light(Upgrade="h2c", Connection="Upgrade, HTTP2-Settings", HTTP2_Settings="AAMAAABk"),
        "websocket": request("GET", "/sparql", {
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }),
    }  # fmt: skip


def _methods() -> dict[str, bytes]:
    methods = ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "QUERY", "PROPFIND", "CONNECT", "get", "X" * 300)
    return {
        f"{method} {path}": request(method, path)
        for method in methods
        if method != "HEAD"  # its answer has no body to be whole
        for path in ("/sparql", f"/sparql?query={quote(LIGHT)}", "/health", "/")
    }


def _framing() -> dict[str, bytes]:
    light = f"/sparql?query={quote(LIGHT)}"
    return {
        "no HTTP": b"SELECT * { ?s ?p ?o }\r\n\r\n",
        "noise": bytes(range(256)) * 40,
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 300,
        "HTTP/0.9": b"GET /sparql\r\n",
        "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "HTTP/9.9": f"GET {light} HTTP/9.9\r\nHost: x\r\n\r\n".encode(),
        "no Host": f"GET {light} HTTP/1.1\r\n\r\n".encode(),
        "line ends": f"GET {light} HTTP/1.1\nHost: x\n\n".encode(),
        "spaces in the address": b"GET /sparql?query=ASK {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "raw letters in the address": 'GET /sparql?query=ASK{?s?p"مصر"} HTTP/1.1\r\nHost: x\r\n\r\n'.encode(),
        "negative length": request("POST", "/sparql", {**_FORM, "Content-Length": "-1"}, b"query=ASK{}"),
        "length no number": request("POST", "/sparql", {**_FORM, "Content-Length": "1e3"}, b"query=ASK{}"),
        "huge length": request("POST", "/sparql", {**_FORM, "Content-Length": "9" * 40}, b"query=ASK{}"),
        "length too large": request("POST", "/sparql", {**_FORM, "Content-Length": "500"}, b"query=ASK{}"),
        "two lengths": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nquery=ASK",
        "length and chunks": request(
            "POST", "/sparql", {**_CHUNKED, "Content-Length": "4"}, b"0\r\n\r\nGET / HTTP/1.1\r\n"
        ),
        "bad chunk": request("POST", "/sparql", _CHUNKED, b"zz\r\nquery\r\n0\r\n\r\n"),
        "negative chunk": request("POST", "/sparql", _CHUNKED, b"-5\r\nquery\r\n0\r\n\r\n"),
        "huge chunk": request("POST", "/sparql", _CHUNKED, b"ffffffffffffffff\r\nq"),
        "chunk extension": request(
            "POST", "/sparql", _CHUNKED, b"5;" + b"x" * 70_000 + b"\r\nquery\r\n0\r\n\r\n"
        ),
        "unknown transfer": request("POST", "/sparql", {**_FORM, "Transfer-Encoding": "rot13"}, b"query=ASK{}"),
        "expects 100": request("POST", "/sparql", {**_FORM, "Expect": "100-continue", "Content-Length": "11"}),
        "expects more": request("POST", "/sparql", {**_FORM, "Expect": "the-moon"}, b"query=ASK{}"),
        "header folded": f"GET {light} HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n".encode(),
        "header without colon": f"GET {light} HTTP/1.1\r\nHost: x\r\nAbc\r\n\r\n".encode(),
        "NUL in a header": f"GET {light} HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n".encode(),
        "pipeline": get(LIGHT, {"Connection": "keep-alive"}) * 200 + get(LIGHT),
        "closed at once": b"",
    }  # fmt: skip
