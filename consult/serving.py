"""Starts the web server and, beside it, the workers that do jobs outside requests."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

from flask import Flask
from waitress.server import create_server

THREADS = 8
RESTART_SECONDS, LONGEST_PAUSE = 2.0, 60.0


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


def keep_workers(stopping: threading.Event, workers: int, lanes: Sequence[str] = ()) -> list[threading.Thread]:
    """So many for long work, and beside them always one for what must be done within seconds; with 0 none at all.

    lanes: other ones than that, one for each worker.
    """
    lanes = lanes or ["long"] * workers + ["short"] * bool(workers)
    keepers = [threading.Thread(target=_keep_a_worker, args=(stopping, lane), daemon=True) for lane in lanes]
    for keeper in keepers:
        keeper.start()
    return keepers


def _keep_a_worker(stopping: threading.Event, lane: str) -> None:
    """A worker of its own process; begun again if it ever dies, after longer and longer pauses if it dies at once.

    It ends by itself when this process is gone.
    """
    command = [sys.executable, "-m", "consult.cli", "worker", "--lane", lane]
    pause = RESTART_SECONDS
    while not stopping.is_set():
        began = time.monotonic()
        worker = subprocess.Popen(command)
        while worker.poll() is None and not stopping.wait(0.2):
            pass
        if worker.poll() is None:
            worker.terminate()
            worker.wait()
        lived = time.monotonic() - began
        pause = RESTART_SECONDS if lived > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        stopping.wait(pause)


def work(processes: int, lanes: Sequence[str]) -> None:
    """Workers in processes of their own, until TERM or Ctrl-C: each gives its job back at once, then this ends."""
    stopping = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stopping.set())
    keepers = keep_workers(stopping, processes, lanes)
    while not stopping.wait(0.5):
        pass
    for keeper in keepers:
        keeper.join()
