"""Starts the web server and, beside it, the workers that do jobs outside requests."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable

from flask import Flask
from waitress.server import create_server

THREADS = 8
RESTART_SECONDS = 2.0


class CannotServe(Exception):
    """The server cannot start; the message says what to do."""


def check_port(host: str, port: int) -> None:
    """Say so at once, before any long work, where the port is taken or may not be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"Port {port} on {host} cannot be used ({error.strerror}); another program may be using it. "
                f"Choose another one: --port {port + 80 if port < 65000 else 8080}"
            ) from error


def serve(app: Flask, *, host: str, port: int, workers: int = 1, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until Ctrl-C or SIGTERM; answers under way are finished first."""
    check_port(host, port)
    server = create_server(
        app, host=host, port=port, threads=THREADS, ident="consult", clear_untrusted_proxy_headers=False
    )
    stopping = threading.Event()
    keepers = keep_workers(stopping, workers)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    ready()
    try:
        server.run()
    finally:
        stopping.set()
        for keeper in keepers:
            keeper.join(timeout=10)


def keep_workers(stopping: threading.Event, workers: int) -> list[threading.Thread]:
    """So many for long work, and beside them always one for what must be done within seconds; with 0 none at all."""
    lanes = ["long"] * workers + ["short"] * bool(workers)
    keepers = [threading.Thread(target=_keep_a_worker, args=(stopping, lane), daemon=True) for lane in lanes]
    for keeper in keepers:
        keeper.start()
    return keepers


def _keep_a_worker(stopping: threading.Event, lane: str) -> None:
    """A worker of its own process; begun again if it ever dies. It ends by itself when this process is gone."""
    command = [sys.executable, "-m", "consult.cli", "worker", "--lane", lane]
    while not stopping.is_set():
        worker = subprocess.Popen(command)
        while worker.poll() is None and not stopping.wait(0.2):
            pass
        if worker.poll() is None:
            worker.terminate()
            worker.wait()
        stopping.wait(RESTART_SECONDS)
