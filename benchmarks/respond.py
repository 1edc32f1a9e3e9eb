"""How fast respondents' pages are: complete journeys through the children's survey, page by page, straight into WSGI.

    python -m benchmarks.respond [--journeys 40] [--url postgresql://…]

SQLite is written with synchronous=FULL, as in production. The CPU of the driver itself is not counted.
"""

from __future__ import annotations

import argparse
import html
import io
import re
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from consult.app import create_app  # noqa: E402
from consult.models.base import utcnow  # noqa: E402
from consult.services import surveys  # noqa: E402
from consult.settings import Settings  # noqa: E402
from consult.store import schema  # noqa: E402

TOKEN = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')
CONTROL = re.compile(r'<input class="govuk-(?:radios|checkboxes)__input"[^>]* name="([^"]+)"[^>]* value="([^"]+)"')
FACE = re.compile(r'name="face" value="([^"]+)"')
TEXTAREA = re.compile(r'<textarea [^>]*name="([^"]+)"')
WORDS = "More places to go after school, and grown-ups who stay. " * 4


class Browser:
    """Keeps cookies, counts statements, and measures the application alone."""

    def __init__(self, app, costs, statements):  # type: ignore[no-untyped-def]
        self.app, self.costs, self.statements = app, costs, statements
        self.cookies: dict[str, str] = {}

    def call(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
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
        answer: list[object] = []
        self.statements.clear()
        began = time.process_time()
        page = b"".join(self.app(environ, lambda status, headers, _info=None: answer.extend((status, headers))))
        spent = time.process_time() - began
        status, headers = int(str(answer[0])[:3]), dict(answer[1])  # type: ignore[call-overload]
        for cookie in SimpleCookie(headers.get("Set-Cookie", "")).values():
            self.cookies[cookie.key] = cookie.value
        self.costs[method].append((spent * 1000, len(self.statements), path))
        return status, headers.get("Location", ""), page.decode()


def journey(browser: Browser) -> str:
    """From the front page to the confirmation; returns the reference."""
    browser.call("GET", "/")
    where = "/survey/children"
    while True:
        status, to, page = browser.call("GET", where)
        if to:
            where = to
            continue
        assert status == 200, (status, where)
        if where.endswith("/answers/sent"):
            return re.findall(r"BC-\w{4}-\w{4}", page)[0]
        status, to, page = browser.call("POST", where, dict(filled(page)))
        assert status == 302, (status, where, re.findall(r"error-message[^<]*<[^<]*", page))
        where = to


def filled(page: str) -> Iterator[tuple[str, str]]:
    yield "csrf_token", html.unescape(TOKEN.findall(page)[0])
    yield from (("face", face) for face in FACE.findall(page)[:1])
    yield from reversed(CONTROL.findall(page)[:1])
    yield from ((name, WORDS) for name in TEXTAREA.findall(page))
    if "no_thank_you" in page:
        yield "yes", "yes"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=40)
    parser.add_argument("--url", help="a migrated, empty database; SQLite in a temporary folder otherwise")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.url or f"sqlite:///{folder}/bench.sqlite3"
        engine = sa.create_engine(url)
        schema.upgrade(engine)
        engine.dispose()
        measure(
            Settings(instance=Path(folder), database_url=url, secret_key="b" * 40, is_https=False), options.journeys
        )


def measure(settings: Settings, journeys: int) -> None:
    statements: list[str] = []

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def count(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    app = create_app(settings)
    with app.app_context():
        surveys.open_wave("bench", "Bench", utcnow() - timedelta(days=1), utcnow() + timedelta(days=1))
    journey(Browser(app, defaultdict(list), statements))  # templates compiled, instrument read
    costs: dict[str, list[tuple[float, int, str]]] = defaultdict(list)
    began = time.perf_counter()
    references = {journey(Browser(app, costs, statements)) for _ in range(journeys)}
    seconds = time.perf_counter() - began
    assert len(references) == journeys
    show(costs, seconds, journeys)


def show(costs: dict[str, list[tuple[float, int, str]]], seconds: float, journeys: int) -> None:
    print(f"{'':8}{'pages':>8}{'CPU ms':>10}{'median':>10}{'worst':>10}{'most statements':>18}")
    for method, rows in [*sorted(costs.items()), ("all", [row for some in costs.values() for row in some])]:
        spent = [row[0] for row in rows]
        most = max(rows, key=lambda row: row[1])
        middle, worst = statistics.median(spent), max(spent)
        line = f"{method:8}{len(rows):8}{statistics.mean(spent):10.2f}{middle:10.2f}{worst:10.2f}{most[1]:18}"
        print(f"{line}  {most[2]}")
    pages = sum(map(len, costs.values()))
    print(f"one thread: {pages / seconds:.0f} pages/s, {journeys / seconds:.2f} completed submissions/s")


if __name__ == "__main__":
    main()
