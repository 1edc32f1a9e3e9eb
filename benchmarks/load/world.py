"""The machine, a database, and the real server over it: `consult serve`, on the loopback address only."""

from __future__ import annotations

import os
import platform
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
import sqlalchemy as sa

from consult.app import create_app
from consult.settings import Settings, SigningIn
from consult.store import schema
from tests.postgres import DURABLE, own_server

ROOT = Path(__file__).resolve().parents[2]
SECRET = "b" * 40
BEGINS_WITHIN = 120  # seconds, on a busy machine


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    kind = platform.processor() or platform.machine()
    return (
        f"{os.cpu_count()} processors ({kind}), {memory:.0f} GiB, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f} at the start"
    )


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty one at the newest version: sqlite or postgresql, both as durable as in production."""
    with ExitStack() as stack:
        url = f"sqlite:///{folder}/load.sqlite3"
        if kind == "postgresql":
            server = stack.enter_context(own_server(DURABLE))
            url = server.url.render_as_string(hide_password=False)
        upgrade(url)
        yield url


def upgrade(url: str) -> None:
    engine = sa.create_engine(url)
    schema.upgrade(engine)
    engine.dispose()


def settings(url: str, folder: Path) -> Settings:
    rules = SigningIn(needs_second_factor=False)
    return Settings(instance=folder, database_url=url, secret_key=SECRET, is_https=False, signing_in=rules)


@contextmanager
def app_over(url: str, folder: Path) -> Iterator[None]:
    """In its context; every connection is given back at the end."""
    from consult.extensions import db

    app = create_app(settings(url, folder))
    with app.app_context():
        try:
            yield
        finally:
            db.session.close()
            db.engine.dispose()


class Server:
    """`consult serve` in processes of its own. workers: those that screen and find themes beside it."""

    def __init__(self, url: str, folder: Path, *, processes: int, workers: int = 0) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CONSULT_")}
        environ = kept | {
            "CONSULT_DATABASE_URL": url, "CONSULT_INSTANCE": str(folder), "CONSULT_SECRET_KEY": SECRET,
            "CONSULT_HTTPS": "no", "CONSULT_SECOND_FACTOR": "optional", "CONSULT_WEB_PROCESSES": str(processes),
            "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        command = [sys.executable, "-m", "consult.cli", "serve", "--port", str(self.port), "--workers", str(workers)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)

    def wait(self) -> None:
        for _ in range(BEGINS_WITHIN * 10):
            with suppress(OSError), urllib.request.urlopen(f"{self.address}/health/live", timeout=5) as answer:
                if answer.status == 200:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit("The server did not start; it has said why above.")

    def memory(self) -> float:
        """MB of all its processes; what they share is counted once."""
        return sum(_or_zero(lambda one=one: one.memory_full_info().pss) for one in self._all()) / 1e6

    def processor(self) -> float:
        """Seconds that all its processes have worked."""
        return sum(_or_zero(lambda one=one: sum(one.cpu_times()[:2])) for one in self._all())

    def _all(self) -> list[psutil.Process]:
        whole = psutil.Process(self.process.pid)
        return [whole, *whole.children(recursive=True)]

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _or_zero(ask: object) -> float:
    try:
        return float(ask())  # type: ignore[operator]
    except psutil.Error:
        return 0.0


@contextmanager
def served(url: str, folder: Path, *, processes: int, workers: int = 0) -> Iterator[Server]:
    server = Server(url, folder, processes=processes, workers=workers)
    try:
        server.wait()
        yield server
    finally:
        server.end()
