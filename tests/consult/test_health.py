"""The health pages tell web, database, jobs, screening and mail apart, in bounded time, and say nothing else."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.comments import Comment, CommentImport, Screened
from consult.models.jobs import Lane
from consult.models.people import Role
from consult.services import doctor, health
from consult.services.health import WEB, Health, Part, State
from consult.services.lookout import PATIENCE, Lookout
from consult.store import jobs
from consult.store.transaction import transaction
from tests.consult import received
from tests.consult.screened import found_clear

ALL_WELL = {"state": "well", "web": "well", "database": "well", "jobs": "well", "screening": "well", "mail": "off"}


@pytest.fixture
def ask(app):
    def ask(address: str, accept: str = "application/json"):
        return app.test_client().get(address, headers={"Accept": accept})

    return ask


def test_an_installation_that_works_says_so_part_by_part(ask):
    assert ask("/health/live").json == {"state": "well"}
    ready = ask("/health/ready")
    assert (ready.status_code, ready.json) == (200, ALL_WELL)


def test_a_monitor_that_reads_no_json_gets_a_line_for_each_part(ask):
    plain = ask("/health/ready", "*/*")
    assert plain.mimetype == "text/plain"
    assert plain.text.splitlines() == [f"{name}: {state}" for name, state in ALL_WELL.items()]


def test_an_answer_is_kept_nowhere_and_sets_no_cookie(ask):
    for address in ("/health/live", "/health/ready", "/health/mail"):
        answer = ask(address)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers


def test_work_that_waits_is_told_and_takes_no_machine_out_of_service(ask):
    with transaction():
        jobs.enqueue("find-themes", {}).run_after = utcnow() - timedelta(minutes=11)
    ready = ask("/health/ready")
    assert (ready.status_code, ready.json) == (200, {**ALL_WELL, "state": "late", "jobs": "late"})
    assert [ask(f"/health/{part}").status_code for part in ("jobs", "screening", "database", "web")] == [
        503, 200, 200, 200
    ]  # fmt: skip


def test_words_that_wait_for_the_screening_are_a_part_of_their_own(app, ask):
    received.a_comment("My canary words")
    with transaction():
        db.session.execute(sa.update(CommentImport).values(imported_at=utcnow() - timedelta(minutes=2)))
        db.session.execute(sa.update(Comment).values(screening=Screened.UNSCREENED))
    ready = ask("/health/ready")
    assert ready.json["screening"] == "late"
    assert ready.json["jobs"] == "well"
    assert "canary" not in ready.text


def test_a_database_that_lets_nobody_write_is_named_within_seconds(app, ask, settings):
    engine = sa.create_engine(settings.database_url)
    with engine.connect().execution_options(sqlite_begin="IMMEDIATE") as busy:
        if engine.dialect.name == "postgresql":
            busy.exec_driver_sql("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        else:
            busy.exec_driver_sql("SELECT 1")
        began = time.monotonic()
        ready = ask("/health/ready")
        assert time.monotonic() - began < 2 * PATIENCE
        assert ready.status_code == 503
        assert ready.json == {"state": "away", "web": "well", "database": "away", **dict.fromkeys(
            ("jobs", "screening", "mail"), "unknown")}  # fmt: skip
        assert ask("/health/live").status_code == 200
    engine.dispose()
    deadline = time.monotonic() + 30
    while ask("/health/ready").status_code != 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ask("/health/ready").json == ALL_WELL


def test_a_database_of_another_version_is_not_ready(app, ask, sqlite_url):
    with db.engine.begin() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    try:
        assert ask("/health/database").status_code == 503
    finally:
        with db.engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})


def test_however_many_ask_the_database_is_looked_at_once_at_a_time(app):
    looks, is_slow = [], threading.Event()

    def look() -> Health:
        looks.append(1)
        is_slow.wait(10)
        return Health((WEB, Part("database", State.WELL, "")))

    lookout, found = Lookout(look, health.not_seen, patience=0.2), []
    asking = [threading.Thread(target=lambda: found.append(lookout.ask(app).state)) for _ in range(20)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert (len(looks), found) == (1, [State.AWAY] * 20)
    is_slow.set()
    assert lookout.ask(app).state == State.WELL


def test_the_doctor_says_what_the_health_pages_say(app, settings, user):
    user(Role.SAFEGUARDING_LEAD), user(Role.SAFEGUARDING_DEPUTY)
    found_clear()
    with transaction():
        jobs.enqueue("screen", {}, lane=Lane.SHORT).run_after = utcnow() - timedelta(minutes=11)
    told = {finding.name: finding for finding in doctor.examine(settings)}
    seen = {part.name: part for part in health.look().parts}
    for name, part in (
        ("Background work", "jobs"),
        ("Screening", "screening"),
        ("Database", "database"),
        ("Mail", "mail"),
    ):
        assert told[name].words == seen[part].words
        assert told[name].is_wrong == (part == "jobs")


def test_an_administrator_sees_which_part_is_late_and_what_to_do(signed_in):
    with transaction():
        jobs.enqueue("find-themes", {}).run_after = utcnow() - timedelta(minutes=11)
    page = signed_in(Role.ADMINISTRATOR).visit("/staff/jobs")
    assert "A job has waited 11 minutes. Start `consult worker`." in page.text
    assert "Database Well Reached, current and written to" in " ".join(page.text.split())
