"""The application in processes of its own, to be killed and started again on the same data; and a plain browser."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from http.cookies import SimpleCookie
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import psutil

ROOT = Path(__file__).parents[2]
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
REFERENCE = re.compile(r"BC-\w{4}-\w{4}")
WORKERS = """
import os, signal, socket, sys, time
from pathlib import Path
from waitress.server import create_server
from consult.app import create_app
from consult.extensions import db
from consult.settings import Settings
url, instance, port, workers = sys.argv[1:]
app = create_app(Settings(instance=Path(instance), database_url=url, secret_key="k" * 40, is_https=False))
app.test_client().get("/survey/short")  # templates are made once, not by each worker that follows another
with app.app_context():
    db.engine.dispose()
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(port)))
listener.listen(128)
alive, begun_by = set(), os.getppid()
while os.getppid() == begun_by:
    while len(alive) < int(workers):
        if not (pid := os.fork()):
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            create_server(app, sockets=[listener], threads=4).run()
            os._exit(0)
        alive.add(pid)
    if not (ended := os.waitpid(-1, os.WNOHANG)[0]):
        time.sleep(0.02)
    alive.discard(ended)
os.killpg(0, signal.SIGKILL)  # the test that began all this is gone
"""


class Server:
    """Several web workers behind one address. A worker that dies is followed by another, as a supervisor does it."""

    def __init__(self, url: str, instance: Path, *, workers: int = 1) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.command = [sys.executable, "-c", WORKERS, url, str(instance), str(self.port), str(workers)]

    def start(self, log: int | IO[bytes] = subprocess.DEVNULL) -> None:
        self.process = subprocess.Popen(self.command, cwd=ROOT, start_new_session=True, stderr=log)
        for _ in range(300):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def kill(self) -> None:
        """All of it, at once; afterwards nobody holds its address any more."""
        with suppress(psutil.NoSuchProcess):
            workers = self.workers()
            os.killpg(self.process.pid, signal.SIGKILL)
            psutil.wait_procs(workers, timeout=10)
        self.process.wait(timeout=10)


class Browser:
    """Keeps its cookie, follows nothing by itself."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie = port, cookie

    def call(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, urlencode(form or {}), headers)
            with connection.getresponse() as answer:  # closed too when the server dies while it answers
                page = answer.read().decode()
        for morsel in SimpleCookie(answer.headers.get("Set-Cookie", "")).values():
            self.cookie = f"{morsel.key}={morsel.value}"
        return answer.status, answer.headers.get("Location", ""), page

    def read(self, path: str) -> str:
        return self.call("GET", path)[2]

    def send(self, path: str, **form: str) -> tuple[int, str]:
        token = TOKEN.findall(self.read(path))[0]
        return self.call("POST", path, {"csrf_token": token, **form})[:2]
