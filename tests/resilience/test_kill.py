"""The server is killed between pages: every page that was answered with a redirect is still there, and sent once."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.submissions import Submission, Visit
from tests.consult import asking
from tests.resilience.servers import REFERENCE, TOKEN, Browser, Server

PAGES = [
    ("privacy", {"understood": "yes"}),
    ("area", {"area": "kingston"}),
    ("happy", {"happy": "3"}),
    ("likes", {"likes": "art"}),
    ("home", {"people": "4", "word": "Cosy"}),
    ("change", {"change": "More buses"}),
    ("may-quote", {"may-quote": "yes"}),
]


@pytest.fixture
def server(app: Flask, database_url: str, tmp_path: Path) -> Iterator[Server]:
    asking.open_short()
    db.session.rollback()
    server = Server(database_url, tmp_path)
    server.start()
    yield server
    server.kill()
    db.session.rollback()


def test_no_page_that_was_answered_with_a_redirect_is_lost_when_the_server_is_killed(server: Server) -> None:
    child = Browser(server.port)
    assert child.send("/survey/short", begin="yes") == (302, "/survey/short/privacy")
    for page_id, form in PAGES:
        status, _ = child.send(f"/survey/short/{page_id}", **form)
        assert status == 302
        if page_id in ("area", "home", "may-quote"):
            server.kill()
            server.start()
    assert child.call("GET", "/survey/short/answers/check")[0] == 200
    kept = db.session.scalar(sa.select(Visit.answers))
    assert kept["change"] == "More buses"
    assert set(kept) == {name for _, form in PAGES for name in form}


def test_after_the_server_was_killed_the_last_press_sends_exactly_once(server: Server) -> None:
    child = Browser(server.port)
    child.send("/survey/short", begin="yes")
    for page_id, form in PAGES:
        child.send(f"/survey/short/{page_id}", **form)
    token = TOKEN.findall(child.read("/survey/short/answers/check"))[0]
    server.kill()
    server.start()
    presses = [Browser(server.port, child.cookie) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        first = list(pool.map(lambda b: b.call("POST", "/survey/short/answers/check", {"csrf_token": token}), presses))
    server.kill()
    server.start()
    again = child.call("POST", "/survey/short/answers/check", {"csrf_token": token})
    assert {answer[:2] for answer in [*first, again]} == {(302, "/survey/short/answers/equality")}
    shown = {REFERENCE.findall(browser.read("/survey/short/answers/equality"))[0] for browser in [*presses, child]}
    assert shown == {db.session.scalar(sa.select(Submission.reference))}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Comment)) == 2


def test_a_kill_in_the_middle_of_sending_stores_all_of_a_submission_or_nothing(server: Server) -> None:
    children = []
    for _ in range(6):
        child = Browser(server.port)
        child.send("/survey/short", begin="yes")
        for page_id, form in PAGES:
            child.send(f"/survey/short/{page_id}", **form)
        children.append((child, TOKEN.findall(child.read("/survey/short/answers/check"))[0]))

    def press(child: Browser, token: str) -> int:
        try:
            return child.call("POST", "/survey/short/answers/check", {"csrf_token": token})[0]
        except (OSError, http.client.HTTPException):
            return 0

    with ThreadPoolExecutor(6) as pool:
        presses = [pool.submit(press, *one) for one in children]
        time.sleep(0.02)
        server.kill()
        acknowledged = sum(one.result() == 302 for one in presses)
    stored = db.session.scalar(sa.select(sa.func.count()).select_from(Submission))
    comments = db.session.scalar(sa.select(sa.func.count()).select_from(Comment))
    assert acknowledged <= stored
    assert comments == 2 * stored
    db.session.rollback()
    server.start()
    assert [press(*one) for one in children] == [302] * 6
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 6
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Comment)) == 12


def test_sqlite_is_written_so_that_a_power_cut_loses_nothing_acknowledged(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    else:
        assert db.session.scalar(sa.text("SHOW synchronous_commit")) in ("on", "off")  # the throw-away server is quick
        db.session.rollback()
