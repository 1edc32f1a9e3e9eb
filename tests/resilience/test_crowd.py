"""A crowd answers while workers, database and network are taken away: every thank-you is stored exactly once."""

from __future__ import annotations

import random
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa
from flask import Flask

from consult.app import create_app
from consult.extensions import db
from consult.settings import Settings
from consult.store import schema
from tests.postgres import DURABLE, own_server
from tests.resilience import crowd
from tests.resilience.servers import REFERENCE, TOKEN, Browser, Server

QUICK, THOROUGH = 200, 5_000
KILLS = (0.5, 3.0)  # seconds between them
CRASHES = (2.0, 5.0)  # of a database, which needs some to come back


@pytest.fixture
def server(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Server]:
    crowd.open_brief()
    db.session.rollback()
    server = Server(database_url, tmp_path, workers=2)
    server.start()
    yield server
    server.kill()


def end_a_worker(server: Server, how: signal.Signals) -> Callable[[random.Random], None]:
    def end(chance: random.Random) -> None:
        with suppress(psutil.NoSuchProcess, IndexError):
            chance.choice(server.workers()).send_signal(how)

    return end


def kill_workers(server: Server, many: int) -> str:
    with crowd.meanwhile(end_a_worker(server, signal.SIGKILL), pause=KILLS) as kills:
        outcome = crowd.answer_until(server.port, many, is_enough=lambda: bool(kills))
    crowd.assert_stored_once(db.engine, outcome.receipts)
    return f"{len(kills)} kills: {outcome}"


def test_every_thank_you_is_stored_once_though_workers_are_killed(server: Server, figure) -> None:
    figure(kill_workers(server, QUICK))


@pytest.mark.thorough
def test_five_thousand_thank_yous_are_stored_once_though_workers_are_killed(server: Server, figure) -> None:
    figure(kill_workers(server, THOROUGH))


def kill_postgres(tmp_path: Path, many: int) -> str:
    with own_server(DURABLE) as postgres:
        url = postgres.url.render_as_string(hide_password=False)
        app = create_app(Settings(instance=tmp_path, database_url=url, secret_key="k" * 40, is_https=False))
        with app.app_context():
            schema.upgrade(db.engine)
            crowd.open_brief()
            db.session.close()
            server = Server(url, tmp_path, workers=2)
            server.start()

            def kill_and_start(_chance: random.Random) -> None:
                postgres.kill()
                time.sleep(0.3)
                postgres.start()

            db.engine.dispose()
            try:
                with crowd.meanwhile(kill_and_start, pause=CRASHES) as kills:
                    outcome = crowd.answer_until(server.port, many, is_enough=lambda: bool(kills))
                crowd.assert_stored_once(db.engine, outcome.receipts)
            finally:
                server.kill()
                db.engine.dispose()
    return f"{len(kills)} kills: {outcome}"


def test_every_thank_you_is_stored_once_though_postgresql_is_killed(tmp_path: Path, figure) -> None:
    figure(kill_postgres(tmp_path, QUICK // 4))


@pytest.mark.thorough
def test_a_thousand_thank_yous_are_stored_once_though_postgresql_is_killed(tmp_path: Path, figure) -> None:
    figure(kill_postgres(tmp_path, THOROUGH // 5))


def test_where_the_network_is_cut_after_the_last_press_pressing_again_gives_the_reference(server: Server) -> None:
    child = Browser(server.port)
    child.send("/survey/short", begin="yes")
    child.send("/survey/short/privacy", understood="yes")
    child.send("/survey/short/change", change="More swings")
    form = {"csrf_token": TOKEN.findall(child.read("/survey/short/answers/check"))[0]}
    press_and_hang_up(child, "/survey/short/answers/check", form)
    assert db.session.scalar(sa.text("SELECT count(*) FROM submission")) == 1
    stored = db.session.scalar(sa.text("SELECT reference FROM submission"))
    db.session.rollback()
    assert child.call("POST", "/survey/short/answers/check", form)[:2] == (302, "/survey/short/answers/sent")
    assert REFERENCE.findall(child.read("/survey/short/answers/sent"))[0] == stored
    assert db.session.scalar(sa.text("SELECT count(*) FROM submission")) == 1
    db.session.rollback()


def press_and_hang_up(child: Browser, path: str, form: dict[str, str]) -> None:
    """The press arrives, the answer never does."""
    body = f"csrf_token={form['csrf_token']}"
    with socket.create_connection(("127.0.0.1", child.port)) as line:
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {child.cookie}\r\nContent-Length: {len(body)}\r\n"
        line.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}".encode())
        time.sleep(0.02)
    deadline = time.monotonic() + 10
    while not db.session.scalar(sa.text("SELECT count(*) FROM submission")) and time.monotonic() < deadline:
        db.session.rollback()
        time.sleep(0.05)
