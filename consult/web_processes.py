"""The web processes over one listening socket: gunicorn, with a reason beside each of its settings.

`consult serve` starts a set of them (supervising.py) and gives it an open socket, so that one set can follow another
without a moment in which nobody listens. Nothing a request needs is kept in a process: any of them answers any page.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from consult import counters, logs
from consult.extensions import db
from consult.settings import Settings

GRACE = 30  # seconds
Hooks = dict[str, Callable[..., None]]


def options(settings: Settings, *, listener: int) -> dict[str, Any]:
    """What gunicorn is told. listener: the file descriptor of the socket to answer on."""
    processes, threads = settings.web.processes, settings.web.threads
    return {
        # Opened by the supervisor, which keeps it: whoever connects while one set ends and another begins waits in the
        # kernel's queue and is refused nothing.
        "bind": [f"fd://{listener}"],
        # Loaded once and shared by forking: a process that was killed is back in milliseconds, memory is counted once,
        # and a version that cannot start says so before any process exists. New code comes with a new set, not by HUP.
        "preload_app": True,
        # Making a page is Python's own work, which one process does on one core: as many as there are cores, and one
        # more for while another waits for the disk. More only wait for one another.
        "workers": processes,
        # Threads cover the waiting for the database, and keep one slow answer from holding up a whole process.
        "worker_class": "gthread",
        "threads": threads,
        # No process takes more than it will soon answer: the rest waits where the next free one takes it.
        "worker_connections": threads * 4,
        # nginx keeps connections with browsers. Between it and us every request has its own: none is ever sent into one
        # that is just being closed, which would be the one failed request of a rolling restart.
        "keepalive": 0,
        # Of a process that gives no sign of life, not of a long answer: threads answer while the process says it lives.
        "timeout": 60,
        # What is under way when a process is asked to end has this long: an import of 64 MB, a Word file.
        "graceful_timeout": GRACE,
        # Memory that a library does not give back is given back by the end of the process; spread, so that they never
        # end together. Seldom: at 50 requests a second every half hour.
        "max_requests": 100_000,
        "max_requests_jitter": 20_000,
        # The sign of life is a file: on a disk that is busy it can be late, and a process that works would be killed.
        "worker_tmp_dir": os.environ.get("PROMETHEUS_MULTIPROC_DIR"),  # the supervisor's folder, in memory
        # Addresses and HTTPS are believed in one place only: werkzeug's ProxyFix, as far as CONSULT_PROXY_HOPS says.
        "forwarded_allow_ips": "",
        # As nginx has it. What people type never stands in an address.
        "limit_request_line": 8190,
        # Requests are logged by us, by the name of the page: gunicorn would write addresses, which hold tokens.
        "accesslog": None,
        "logger_class": QuietLogger,
        # Nobody steers it but the supervisor.
        "control_socket_disable": True,
        "proc_name": "consult",
    }


class QuietLogger(Logger):
    """Through our own log, faults only and without what was asked for: its words would name addresses and people."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True
        self.error_log.setLevel("ERROR")

    def exception(self, _msg: str, *_args: object, **_more: object) -> None:
        super().error("a request could not be answered", exc_info=True)


class WebProcesses(BaseApplication):
    """One set of them, over an application that is made already."""

    def __init__(self, app: Flask, chosen: dict[str, Any]) -> None:
        self.app, self.chosen = app, chosen
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def run(app: Flask, *, listener: int, lifeline: int, told: int) -> None:
    """Answer until SIGTERM, or until the supervisor is gone.

    lifeline: a pipe whose other end the supervisor holds. told: a pipe on which it learns that requests are answered.
    """
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        db.engine.dispose()  # connections of the checks before: none is ever shared by two processes

    def forked(_arbiter: Arbiter, _worker: Worker) -> None:
        os.close(lifeline)
        counters.place.take()
        with app.app_context():
            db.engine.dispose(close=False)  # whatever was opened before the fork belongs to the parent

    def answering(_worker: Worker) -> None:
        with suppress(OSError):  # only the first of a set is waited for
            os.write(told, b".")

    hooks: Hooks = {"post_fork": forked, "post_worker_init": answering}
    threading.Thread(target=end_with, args=(lifeline,), daemon=True).start()
    WebProcesses(app, options(settings, listener=listener) | hooks).run()


def end_with(lifeline: int) -> None:
    """When the supervisor is gone, however it went, this set ends too: no two sets on one machine by mistake."""
    while os.read(lifeline, 1):
        pass
    logs.logger.warning("the supervisor is gone: the web processes end")
    os.kill(os.getpid(), signal.SIGTERM)
