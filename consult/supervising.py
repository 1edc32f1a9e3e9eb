"""`consult serve`: one listening socket, a set of web processes behind it, and workers beside it.

HUP is a rolling restart: a new set, with the code that is installed now, is begun beside the old one. Only when it
answers does the old one end, after what it has under way; if it cannot start, the old one goes on and the log says why.
TERM ends everything, what is under way first. Small on purpose: it holds no application and is the one part that a new
version does not replace until the next full start.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO, BinaryIO

from consult import logs
from consult.serving import RESTART_SECONDS, CannotServe, check_port, keep_workers

BEGIN_SECONDS = 120.0  # a busy machine loads the program in ten
END_SECONDS = 45.0  # longer than gunicorn's own patience with what is under way
BEAT_SECONDS = 0.1
MEMORY = next((folder for folder in ("/dev/shm",) if os.access(folder, os.W_OK)), None)  # noqa: S108 # nosec B108
LISTENING = 2048  # connections that wait in the kernel while all processes are busy
Log = IO[bytes] | int | None
RESTART, END = "restart", "end"
BIDDEN = {signal.SIGHUP: RESTART, signal.SIGTERM: END, signal.SIGINT: END}


@dataclass
class WebSet:
    """A gunicorn with its processes; `lifeline` is the end of a pipe that it watches."""

    master: subprocess.Popen[bytes]
    lifeline: BinaryIO

    def is_alive(self) -> bool:
        return self.master.poll() is None

    def ask_to_end(self) -> None:
        """What is under way is finished first."""
        self.master.terminate()

    def see_it_end(self) -> None:
        try:
            self.master.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            self.master.kill()
            self.master.wait()
        self.lifeline.close()


def begin(listener: socket.socket, metrics: str, environ: Mapping[str, str] = os.environ, log: Log = None) -> WebSet:
    """A set that answers. Raises CannotServe where it does not come so far; it has said why on standard error."""
    watched, lifeline = os.pipe()
    heard, told = os.pipe()
    inherited = (listener.fileno(), watched, told)
    master = subprocess.Popen(
        [sys.executable, "-m", "consult.cli", "web", listener.getsockname()[0], *map(str, inherited)],
        pass_fds=inherited,
        start_new_session=True,  # Ctrl-C is for the supervisor, which asks nicely
        stderr=log,
        env={**environ, "PROMETHEUS_MULTIPROC_DIR": metrics},
    )
    os.close(watched)
    os.close(told)
    answers = bool(select.select([heard], [], [], BEGIN_SECONDS)[0]) and os.read(heard, 1) == b"."
    os.close(heard)
    begun = WebSet(master, os.fdopen(lifeline, "wb"))
    if not answers:
        begun.ask_to_end()
        begun.see_it_end()
        raise CannotServe("The web processes did not start; what is wrong stands above.")
    return begun


@dataclass
class Supervisor:
    """metrics: the folder in which all web processes count. bids: what signals have asked for, and is not done yet."""

    listener: socket.socket
    metrics: str
    workers: int
    bids: list[str] = field(default_factory=list)
    keepers: list[threading.Thread] = field(default_factory=list)

    def run(self, ready: Callable[[], None]) -> None:
        self.current = begin(self.listener, self.metrics)
        self._begin_workers()
        ready()
        while END not in self.bids:
            if RESTART in self.bids:
                self.bids.remove(RESTART)
                self._follow()
            elif not self.current.is_alive():
                self._begin_again()
            time.sleep(BEAT_SECONDS)
        self._end()

    def _begin_workers(self) -> None:
        self.stopping = threading.Event()
        self.keepers += keep_workers(self.stopping, self.workers)

    def _follow(self) -> None:
        """The new ones first; a worker gives its job back, and one of the new ones begins it again."""
        try:
            following = begin(self.listener, self.metrics)
        except CannotServe:
            logs.logger.error("the new version does not start; the one that runs goes on")
            return
        past, self.current = self.current, following
        self.stopping.set()
        self._begin_workers()
        past.ask_to_end()
        past.see_it_end()
        logs.logger.warning("restarted: what answers now is the version that is installed")

    def _begin_again(self) -> None:
        logs.logger.error("the web processes have ended by themselves and are begun again")
        self.current.see_it_end()
        try:
            self.current = begin(self.listener, self.metrics)
        except CannotServe:
            time.sleep(RESTART_SECONDS)

    def _end(self) -> None:
        self.stopping.set()
        self.listener.close()
        self.current.ask_to_end()
        self.current.see_it_end()
        for keeper in self.keepers:
            keeper.join(timeout=10)


def serve(*, host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
    """Until TERM or Ctrl-C."""
    logs.set_up(as_json=os.environ.get("CONSULT_LOGS") == "json")
    check_port(host, port)
    metrics = tempfile.mkdtemp(prefix="consult-metrics-", dir=MEMORY)  # on a full disk it would be the death of them
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family, backlog=LISTENING) as listener:
            supervisor = Supervisor(listener, metrics, workers)
            for sign, bid in BIDDEN.items():
                signal.signal(sign, lambda *_, bid=bid: supervisor.bids.append(bid))
            supervisor.run(ready)
    finally:
        shutil.rmtree(metrics, ignore_errors=True)
