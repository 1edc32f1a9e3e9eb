"""The application in processes of its own, to be killed and started again on the same data; and a plain browser."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import tempfile
from contextlib import closing, suppress
from http.cookies import SimpleCookie
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import psutil

from consult import supervising

ROOT = Path(__file__).parents[2]
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
REFERENCE = re.compile(r"BC-\w{4}-\w{4}")


class Server:
    """One set of web processes, as `consult serve` begins them, to be killed and begun again on the same data."""

    def __init__(self, url: str, instance: Path, *, workers: int = 1) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environ = environment(url, instance, processes=workers)

    def start(self, log: int | IO[bytes] = subprocess.DEVNULL) -> None:
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        with socket.create_server(("127.0.0.1", self.port)) as listener:  # the processes hold it from then on
            self.begun = supervising.begin(listener, self.folder.name, self.environ, log)
        self.process = self.begun.master

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def kill(self) -> None:
        """All of it, at once; afterwards nobody holds its address any more."""
        with suppress(psutil.NoSuchProcess):
            workers = self.workers()
            os.killpg(self.process.pid, signal.SIGKILL)
            psutil.wait_procs(workers, timeout=10)
        self.begun.see_it_end()
        self.folder.cleanup()


def environment(url: str, instance: Path, *, processes: int) -> dict[str, str]:
    """What a server is told, and nothing that happens to be set where the tests run."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CONSULT_")}
    return inherited | {
        "CONSULT_DATABASE_URL": url,
        "CONSULT_INSTANCE": str(instance),
        "CONSULT_SECRET_KEY": "k" * 40,
        "CONSULT_HTTPS": "no",
        "CONSULT_SECOND_FACTOR": "optional",
        "CONSULT_WEB_PROCESSES": str(processes),
        "PYTHONPATH": str(ROOT),
    }


class Browser:
    """Keeps its cookies, follows nothing by itself."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie = port, cookie

    def call(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, urlencode(form or {}), headers)
            with connection.getresponse() as answer:  # closed too when the server dies while it answers
                page = answer.read().decode()
        kept = SimpleCookie(self.cookie)
        for line in answer.headers.get_all("Set-Cookie", []):
            kept.load(line)
        self.cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in kept.items())
        return answer.status, answer.headers.get("Location", ""), page

    def read(self, path: str) -> str:
        return self.call("GET", path)[2]

    def send(self, path: str, **form: str) -> tuple[int, str]:
        token = TOKEN.findall(self.read(path))[0]
        return self.call("POST", path, {"csrf_token": token, **form})[:2]
