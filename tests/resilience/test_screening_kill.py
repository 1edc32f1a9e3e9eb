"""Killed at any moment: words and the wish to screen them are both there or neither; disclosures still get through."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.extensions import db
from consult.models.comments import Comment, Screened
from consult.models.concerns import Alert, Concern
from consult.models.jobs import Job, JobState
from consult.models.people import Role
from consult.services import listening, sign_in
from consult.store import comments
from consult.store.transaction import transaction
from tests.consult import received

ROOT = Path(__file__).parents[2]
OPEN = """
import sys
from pathlib import Path
from consult.app import create_app
from consult.settings import Settings
url, instance, event, by = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
app = create_app(Settings(instance=Path(instance), database_url=url, secret_key="k" * 40, is_https=False))
"""
WRITE = (
    OPEN
    + """
import secrets
from consult.models.listening import NoteKind
from consult.services import listening
with app.app_context():
    print("writing", flush=True)
    while True:
        words = "my stepdad hits me " + secrets.token_hex(4)
        listening.add_note(event_id=event, kind=NoteKind.VERBATIM, text=words, once=secrets.token_hex(8), by=by)
"""
)
SCREEN = (
    OPEN
    + """
import threading
from consult.jobs.worker import work_short
print("screening", flush=True)
work_short(app)
"""
)
LOST = (
    "SELECT count(*) FROM comment WHERE screening = 'unscreened' AND NOT EXISTS"
    " (SELECT 1 FROM job WHERE kind = 'screen' AND state IN ('waiting', 'running'))"
)


@pytest.fixture
def start(app: Flask, database_url: str, tmp_path: Path):
    by = sign_in.add_user(email="a@b.org", name="A", role=Role.FACILITATOR, password="correct horse battery").id
    event = received.event(db.session.merge(sign_in.people.get_user(by)))
    db.session.commit()
    begun: list[subprocess.Popen[str]] = []

    def begin(script: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", script, database_url, str(tmp_path), str(event.id), str(by)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        begun.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    yield begin
    for process in begun:
        kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def count(query: str) -> int:
    db.session.rollback()
    found: int = db.session.execute(sa.text(query)).scalar_one()
    db.session.rollback()
    return found


def test_however_the_writer_is_killed_no_words_are_without_the_wish_to_screen_them(start):
    chance = random.Random(4)
    for _ in range(2):
        writer = start(WRITE)
        time.sleep(0.2 + chance.random() / 2)
        kill(writer)
        notes, said, jobs = (count(f"SELECT count(*) FROM {table}") for table in ("note", "comment", "job"))
        assert notes == said == jobs
    assert said > 0


def test_however_the_screening_is_killed_every_disclosure_reaches_the_queue_once(start):
    writer, chance = start(WRITE), random.Random(5)
    time.sleep(0.5)
    kill(writer)
    for _ in range(2):
        screening = start(SCREEN)
        time.sleep(0.5 + chance.random())
        kill(screening)
        assert count(LOST) == 0
    with transaction():  # what the killed ones held: their lease would run out in a minute
        held = sa.update(Job).where(Job.state == JobState.RUNNING)
        db.session.execute(held.values(lease_until=None, state=JobState.WAITING))
    last = start(SCREEN)
    deadline = time.monotonic() + 60
    while count("SELECT count(*) FROM comment WHERE screening = 'unscreened'") and time.monotonic() < deadline:
        time.sleep(0.1)
    kill(last)
    said = count("SELECT count(*) FROM comment")
    assert count(f"SELECT count(*) FROM comment WHERE screening = '{Screened.FLAGGED}'") == said
    concerning = db.session.scalars(sa.select(Concern.comment_id)).all()
    assert sorted(concerning) == sorted(db.session.scalars(sa.select(Comment.id)))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Alert)) == 2 * said
    assert comments.list_withheld_ids() == set(concerning)
    assert listening.get_log(1).points[0].is_withheld
