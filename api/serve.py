"""Run the service: what ``rawabit serve`` does."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path

import uvicorn
from pydantic import ValidationError

from api.app import create_app
from api.heap import collect_rarely, give_back_memory
from api.logs import set_up
from api.settings import Settings
from kg.errors import InputError, StoreError
from kg.store import open_snapshot


def run(store: str | os.PathLike[str], host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the published states of ``store`` on ``host`` and ``port`` (0: any free one) until interrupted.

    The other settings come from the environment (``api.settings``). Raises StoreError where there is no store in that
    folder, nothing is published yet, or the address cannot be had.
    """
    folder = os.fspath(store)
    if "://" in folder:
        raise StoreError(
            f"{folder}: a service needs the store's folder on this machine, not the address of an endpoint"
        )
    give_back_memory()
    collect_rarely()
    try:
        settings = Settings(store=str(Path(folder).resolve()), host=host, port=port)
    except ValidationError as error:
        wrong = "; ".join(f"RAWABIT_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise InputError(f"{wrong} (`rawabit serve --settings` tells what is allowed)") from None
    if settings.scratch:
        if Path(folder).exists():
            raise StoreError(
                f"{folder}: RAWABIT_SCRATCH is set, which is for tests of conformance, yet this store exists"
            )
    else:
        open_snapshot(settings.store, base=settings.base).close()
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    print(f"Rawabit is at http://{shown}:{listener.getsockname()[1]}/ (SPARQL at /sparql); Ctrl-C ends it.", flush=True)
    set_up(settings)
    config = uvicorn.Config(
        create_app(settings),
        log_config=None,
        access_log=False,
        proxy_headers=False,  # the application does that itself, for the proxies of its settings
        timeout_graceful_shutdown=settings.shutdown_seconds,
        server_header=False,
    )
    with listener, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # with the protocol named, asyncio sends small answers at once; without, each waits 40 ms (Nagle's algorithm)
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)  # who reads the address that is printed next can connect at once
    except OSError as error:
        listener.close()
        raise StoreError(
            f"{host}:{port}: cannot listen there ({error.strerror or error}); give another --port"
        ) from error
    return listener
