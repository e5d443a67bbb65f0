"""A published store, the service over it in process, and the service on a real socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from chromium import Browser
from example_graph import write_store
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings

Serve = Callable[..., Any]


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example graph in a store, published once; tests that write make their own."""
    folder = tmp_path_factory.mktemp("graph") / "store"
    write_store(folder)
    return folder


@pytest.fixture(scope="session")
def client(store: Path) -> Iterator[TestClient]:
    """The service in process, with short limits."""
    settings = Settings(store=str(store), sparql_workers=2, sparql_deadline=10, max_limit=50)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@dataclass(frozen=True)
class Listening:
    """A service on a socket of this machine."""

    url: str
    port: int


@pytest.fixture(scope="session")
def serve(store: Path) -> Serve:
    """A context manager that runs the service on a free port: ``with serve(sparql_deadline=1) as service``."""

    @contextmanager
    def running(folder: Path = store, **settings: Any) -> Iterator[Listening]:
        listener = socket.create_server(("127.0.0.1", 0))
        chosen = Settings(**{"store": str(folder), "sparql_workers": 2, "snapshot_poll": 0.2} | settings)
        server = uvicorn.Server(
            uvicorn.Config(create_app(chosen), log_level="error", timeout_graceful_shutdown=2, proxy_headers=False)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            thread.join(0.01)
        port = listener.getsockname()[1]
        try:
            yield Listening(f"http://127.0.0.1:{port}", port)
        finally:
            server.should_exit = True
            thread.join(10)
            listener.close()
            assert not thread.is_alive(), "the service did not stop"

    return running


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A window of Chromium, opened once for all tests of a file."""
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser
