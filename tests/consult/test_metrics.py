"""Numbers for those who watch: on this machine or with the token, never for the public; never a word or an address."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.comments import Comment, Screened
from consult.models.jobs import Lane
from consult.settings import Web
from consult.store import jobs
from consult.store.transaction import transaction
from tests.consult import asking, received

TOKEN = "0123456789abcdef0123"
CANARY = "Kanarienvogel"


def read(app, *, address: str = "127.0.0.1", **headers: str) -> tuple[int, str]:
    answer = app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": address}, headers=headers)
    return answer.status_code, answer.text


def values(text: str) -> dict[tuple[str, ...], float]:
    """By name and labels, in the order of their names."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(s.name, *(s.labels[label] for label in sorted(s.labels))): s.value for s in samples}


@pytest.mark.parametrize(
    ("address", "headers"),
    [("203.0.113.7", {}), ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}), ("127.0.0.1", {"Forwarded": "for=1"})],
)
def test_for_the_public_there_is_no_such_page(app, address, headers):
    status, text = read(app, address=address, **headers)
    assert status == 404
    assert "consult_" not in text


def test_with_a_token_it_is_read_from_another_machine_and_without_it_from_none(app):
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, web=Web(metrics_token=TOKEN))
    assert read(app, address="203.0.113.7", Authorization=f"Bearer {TOKEN}")[0] == 200
    assert read(app, Authorization=f"Bearer {TOKEN[:-1]}é")[0] == 404
    assert read(app)[0] == 404


def test_requests_are_counted_by_the_name_of_the_page_and_submissions_by_audience(app, page):
    before = values(read(app)[1])
    asking.open_short()
    page.visit("/survey/short").press("Start now").choose("Yes, I have").press("Continue")
    page.choose("Kingston").press("Continue").choose("Always").press("Continue").choose("Art").press("Continue")
    page.fill("How many people live with you?", "4").fill("One word for your home", "Cosy").press("Continue")
    page.fill("What should change?", CANARY).press("Continue").choose("Yes, share them").press("Continue")
    page.press("Send my answers")
    page.visit(f"/survey/{CANARY}?words={CANARY}")
    text = read(app)[1]
    after = values(text)
    grown = {key: value - before.get(key, 0) for key, value in after.items() if value != before.get(key, 0)}
    assert grown["consult_submissions_total", "children"] == 1
    assert grown["consult_requests_total", "GET", "respond.start", "200"] == 1
    assert grown["consult_request_seconds_count", "respond.start"] >= 2
    assert CANARY not in text
    assert "/survey" not in text


def test_what_waits_is_told_with_its_age(app):
    received.a_comment("More buses")
    with transaction():
        jobs.enqueue("find-themes", {}).run_after = utcnow() - timedelta(minutes=11)
        jobs.enqueue("screen", {}, lane=Lane.SHORT)
        db.session.execute(sa.update(Comment).values(screening=Screened.UNSCREENED))
    told = values(read(app)[1])
    assert told["consult_database_written",] == 1
    assert told["consult_jobs", "long", "waiting"] == 1
    assert told["consult_jobs", "short", "waiting"] >= 1
    assert told["consult_job_oldest_seconds",] >= 11 * 60
    assert told["consult_texts_unscreened",] == 1
    assert told["consult_workers", "short"] == 0
    assert (told["consult_alerts_owed",], told["consult_drafts",]) == (0, 0)


def test_a_database_that_is_away_is_a_number_and_no_fault(app):
    db.session.close()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE alembic_version RENAME TO elsewhere")
    try:
        status, text = read(app)
    finally:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO alembic_version")
    assert status == 200
    assert values(text)["consult_database_written",] == 0
    assert "consult_jobs" not in text


COUNTING = """
import os
from consult import counters

def process(many):
    if not (pid := os.fork()):
        counters.place.take()
        for _ in range(many):
            counters.submission("children")
        os._exit(0)
    os.waitpid(pid, 0)

for many in (3, 4, 5):
    process(many)
(metric,) = [m for m in counters.everything().collect() if m.name == "consult_submissions"]
print(metric.samples[0].value, len([f for f in os.listdir(counters.FOLDER) if f.endswith(".db")]))
"""


def test_processes_count_together_and_one_that_follows_another_counts_on_in_its_place(tmp_path: Path):
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", COUNTING], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["12.0", "1"]
