"""What respondents' pages cost, and how many finish a second: ours on SQLite and PostgreSQL beside a bare Flask form.

    python -m benchmarks.respond [--journeys 40] [--seconds 20] [--only cpu|served] [--people 8]

First straight into WSGI, one thread, the application's own CPU: each request of the seven-page survey, and of the
children's survey as it is shipped. Then with real processes on this machine: people who never pause answer seven pages
(six of the bare form) for so many seconds over HTTP; they run on the same processors, and their share is told. SQLite
is written with synchronous=FULL, PostgreSQL with fsync, as in production.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import sqlalchemy as sa

from benchmarks.bare_form import PAGES as BARE_PAGES
from benchmarks.bare_form import make as make_bare
from benchmarks.load import survey, world
from benchmarks.load.answering import REFERENCE, filled
from consult.app import create_app
from consult.models.base import utcnow
from consult.services import surveys

ROOT = Path(__file__).resolve().parents[1]
CHILDREN, SEVEN = "/survey/children", f"/survey/{survey.SLUG}"
Answer = tuple[int, str, str]  # status, where to, page
Ask = Callable[[str, str, dict[str, str] | None], Answer]


# --- a journey, whoever carries the requests -------------------------------------------------------------------------


def ours(ask: Ask, where: str) -> None:
    """From the start page to the thanks."""
    while True:
        status, to, page = ask("GET", where, None)
        if to:
            where = to
            continue
        assert status == 200, (status, where)
        if where.endswith("/answers/sent"):
            assert REFERENCE.search(page)
            return
        status, to, page = ask("POST", where, dict(filled(page)))
        assert status == 302, (status, where)
        where = to


def bare(ask: Ask, where: str) -> None:
    while not where.endswith("/thanks"):
        page = ask("GET", where, None)[2]
        where = ask("POST", where, dict(filled(page)) | {"answer": "yes"})[1]
    assert ask("GET", where, None)[0] == 200


# --- straight into WSGI ----------------------------------------------------------------------------------------------


@dataclass
class Direct:
    """Keeps cookies, counts statements, and measures the application alone."""

    app: Any
    costs: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statements: list[str] = field(default_factory=list)
    most: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, form: dict[str, str] | None) -> Answer:
        body = urlencode(form or {}).encode()
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost", "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
            "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }  # fmt: skip
        answer: list[Any] = []
        self.statements.clear()
        began = time.process_time()
        page = b"".join(self.app(environ, lambda status, headers, _info=None: answer.extend((status, headers))))
        spent = time.process_time() - began
        status, headers = int(str(answer[0])[:3]), dict(answer[1])
        for cookie in SimpleCookie(headers.get("Set-Cookie", "")).values():
            self.cookies[cookie.key] = cookie.value
        kind = "sending" if method == "POST" and path.endswith("/answers/check") else method
        self.costs[kind].append(spent * 1000)
        self.most[kind] = max(self.most[kind], len(self.statements))
        return status, headers.get("Location", ""), page.decode()


def show_cpu(name: str, app: Any, journey: Callable[[Ask, str], None], where: str, journeys: int) -> None:
    direct = Direct(app)
    journey(direct.ask, where)  # templates compiled, instrument read

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            direct.statements.append(statement)

    direct.costs.clear()
    for _ in range(journeys):
        direct.cookies.clear()
        journey(direct.ask, where)
    sa.event.remove(sa.Engine, "before_cursor_execute", note)
    for kind, spent in sorted(direct.costs.items()):
        mean, middle, least = statistics.mean(spent), statistics.median(spent), statistics.quantiles(spent, n=10)[0]
        print(f"{name:28}{kind:9}{len(spent):7}{mean:9.2f}{middle:9.2f}{least:9.2f}{direct.most[kind]:12}")
    whole = sum(sum(spent) for spent in direct.costs.values()) / journeys
    pair = statistics.median(direct.costs["GET"]) + statistics.median(direct.costs["POST"])
    print(f"{name:28}a page, GET and POST: {pair:.2f} ms; a whole response: {whole:.1f} ms of CPU")


def measure_cpu(journeys: int) -> None:
    print(f"{'CPU ms, straight into WSGI':28}{'':9}{'times':>7}{'mean':>9}{'median':>9}{'tenth':>9}{'statements':>12}")
    with tempfile.TemporaryDirectory() as folder, world.database("sqlite", Path(folder)) as url:
        app = create_app(world.settings(url, Path(folder)))
        with app.app_context():
            survey.open_survey()
            surveys.open_wave("bench", "Bench", utcnow() - timedelta(days=1), utcnow() + timedelta(days=1))
        show_cpu("seven pages, SQLite", app, ours, SEVEN, journeys)
        show_cpu("children’s, SQLite", app, ours, CHILDREN, max(2, journeys // 2))
        show_cpu("bare Flask, six pages", make_bare(f"{folder}/bare.sqlite3"), bare, "/1", journeys)


# --- with real processes ---------------------------------------------------------------------------------------------


class Wire:
    """Somebody’s connection and cookies. Bytes in and out by hand: who asks is to take little of the processors."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, dict[str, str]()

    def ask(self, method: str, path: str, form: dict[str, str] | None) -> Answer:
        body = urlencode(form or {}).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            parts = iter(lambda: connection.recv(65536), b"")
            head, _, page = b"".join(parts).decode().partition("\r\n\r\n")
        status, *headers = head.split("\r\n")
        to = ""
        for line in headers:
            name, _, value = line.partition(": ")
            if name.lower() == "location":
                to = value
            elif name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self.cookies[cookie] = kept
        return int(status.split()[1]), to, page


def answer_until(port: int, is_ours: bool, end: float, told: Any) -> None:
    done, began = 0, time.process_time()
    while time.time() < end:
        wire = Wire(port)
        ours(wire.ask, SEVEN) if is_ours else bare(wire.ask, "/1")
        done += time.time() < end
    told.put((done, time.process_time() - began))


def completed(port: int, *, is_ours: bool, seconds: float, people: int) -> tuple[float, float]:
    """Responses a second, and how many processors those who ask took of the machine."""
    answer_until(port, is_ours, time.time() + 2, told := multiprocessing.get_context("fork").Queue())  # warm
    told.get()
    end = time.time() + seconds
    crowd = [multiprocessing.Process(target=answer_until, args=(port, is_ours, end, told)) for _ in range(people)]
    for one in crowd:
        one.start()
    counted = [told.get() for _ in crowd]
    for one in crowd:
        one.join()
    return sum(done for done, _ in counted) / seconds, sum(spent for _, spent in counted) / seconds


@contextmanager
def bare_served(file: Path, processes: int) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(processes),
               "--log-level", "error", "benchmarks.bare_form:app"]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"BARE_FORM": str(file)})
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def measure_served(seconds: float, people: int) -> None:
    processes = os.cpu_count() or 2
    print(f"\ncompleted a second, {processes} processes, {people} people who never pause, {seconds:.0f} s each")
    with tempfile.TemporaryDirectory() as folder:
        with bare_served(Path(folder) / "bare.sqlite3", processes) as port:
            floor, took = completed(port, is_ours=False, seconds=seconds, people=people)
        name = f"bare Flask, {BARE_PAGES} pages, SQLite"
        print(f"{name:30}{floor:7.1f}; whoever asks took {took:.2f} processors", flush=True)
        for kind in ("sqlite", "postgresql"):
            with world.database(kind, Path(folder)) as url:
                with world.app_over(url, Path(folder)):
                    survey.open_survey()
                with world.served(url, Path(folder), processes=processes) as server:
                    before = server.processor()
                    found, took = completed(server.port, is_ours=True, seconds=seconds, people=people)
                    worked = (server.processor() - before) / (seconds + 2)
            share = found / floor if floor else 0
            name = f"ours, seven pages, {kind}"
            print(f"{name:30}{found:7.1f}, {share:.0%} of the bare form; "
                  f"the server took {worked:.2f} processors, whoever asks {took:.2f}", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--journeys", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--only", choices=["cpu", "served"])
    options = parser.parse_args()
    print(world.machine())
    if options.only != "served":
        measure_cpu(options.journeys)
    if options.only != "cpu":
        measure_served(options.seconds, options.people)
    print(f"load {psutil.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
