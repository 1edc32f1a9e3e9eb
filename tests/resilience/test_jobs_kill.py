"""Workers are killed in the midst of jobs, again and again: what each job writes is there once, and none is lost."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa
from flask import Flask

from consult.extensions import db
from consult.models.jobs import Job, JobState
from consult.models.people import AuditEntry
from consult.store import jobs
from consult.store.transaction import transaction

ROOT = Path(__file__).parents[2]
WORKERS = """
import os, sys, time
from datetime import timedelta
from pathlib import Path
from consult.app import create_app
from consult.extensions import db
from consult.jobs import beat, worker
from consult.settings import Settings
from consult.store import jobs, people
from consult.store.transaction import transaction
url, instance, workers = sys.argv[1], sys.argv[2], int(sys.argv[3])
app = create_app(Settings(instance=Path(instance), database_url=url, secret_key="k" * 40, is_https=False))
jobs.LEASE, beat.SECONDS, worker.IDLE_SECONDS = timedelta(seconds=1), 0.2, 0.05
worker.FIRST_WAIT = worker.LONGEST_WAIT = timedelta(seconds=0.2)

def write(payload, report):
    time.sleep(payload["before"])
    report("half of it", 0.5)
    with transaction():
        people.record(user_id=None, action="done by a job", subject=f"job {payload['job_id']}")
        jobs.conclude()
    time.sleep(payload["after"])

worker.JOBS["try"] = write
with app.app_context():
    db.engine.dispose()
begun_by = os.getppid()
alive = set()
print("working", flush=True)
while os.getppid() == begun_by:
    while len(alive) < workers:
        if not (pid := os.fork()):
            worker.run_until_stopped(app)
            os._exit(0)
        alive.add(pid)
    if not (ended := os.waitpid(-1, os.WNOHANG)[0]):
        time.sleep(0.02)
    alive.discard(ended)
"""


class Workers:
    """Two processes under a parent that begins another one when one is gone."""

    def __init__(self, url: str, instance: Path) -> None:
        command = [sys.executable, "-c", WORKERS, url, str(instance), "2"]
        self.parent = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self.parent.stdout is not None
        self.parent.stdout.readline()

    def kill_one(self, chance: random.Random, sign: signal.Signals = signal.SIGKILL) -> None:
        if alive := psutil.Process(self.parent.pid).children():
            chance.choice(alive).send_signal(sign)

    def end(self) -> None:
        children = psutil.Process(self.parent.pid).children()
        self.parent.kill()
        self.parent.wait()
        for child in children:
            child.kill()
        psutil.wait_procs(children, timeout=10)
        if self.parent.stdout:
            self.parent.stdout.close()


@pytest.fixture
def start(app: Flask, database_url: str, tmp_path: Path):
    begun: list[Workers] = []

    def begin() -> Workers:
        begun.append(Workers(database_url, tmp_path))
        return begun[-1]

    yield begin
    for workers in begun:
        workers.end()
    db.session.rollback()


def enqueue(count: int, chance: random.Random, longest: float) -> None:
    with transaction():
        for _ in range(count):
            jobs.enqueue("try", {"before": chance.random() * longest, "after": chance.random() * longest})


def count_open() -> int:
    """What somebody set aside is tried again, as an administrator would: killed three times it looks like poison."""
    with transaction():
        for job_id in db.session.scalars(sa.select(Job.id).where(Job.state == JobState.SET_ASIDE)).all():
            jobs.try_again(job_id)
    over = sa.select(sa.func.count()).where(Job.state != JobState.DONE)
    found = db.session.scalar(over) or 0
    db.session.rollback()
    return found


def kill_until_all_are_done(workers: Workers, chance: random.Random, *, kills: int, pause: tuple[float, float]) -> int:
    """How many were killed: some of them politely, the others with kill -9."""
    killed, deadline = 0, time.monotonic() + 600
    while count_open():
        assert time.monotonic() < deadline
        time.sleep(chance.uniform(*pause))
        if killed < kills:
            workers.kill_one(chance, signal.SIGTERM if killed % 4 == 3 else signal.SIGKILL)
            killed += 1
    return killed


def written() -> Counter[str]:
    found = Counter(db.session.scalars(sa.select(AuditEntry.subject).where(AuditEntry.action == "done by a job")))
    db.session.rollback()
    return found


def check(start, *, count: int, kills: int, longest: float, pause: tuple[float, float]) -> int:
    chance = random.Random(count)
    enqueue(count, chance, longest)
    killed = kill_until_all_are_done(start(), chance, kills=kills, pause=pause)
    assert written() == Counter(f"job {number}" for number in db.session.scalars(sa.select(Job.id)))
    return killed


def test_however_workers_are_killed_each_job_is_done_exactly_once(start):
    assert check(start, count=12, kills=4, longest=0.15, pause=(0.1, 0.3)) >= 1


@pytest.mark.thorough
def test_hundreds_of_jobs_under_kills_all_the_time_are_each_done_exactly_once(start, figure):
    killed = check(start, count=400, kills=10_000, longest=0.4, pause=(0.3, 1.0))
    figure(f"400 jobs done once each; {killed} workers killed meanwhile; none doubled, none lost")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what it tries is processes, not the database
def test_workers_end_with_their_parent_and_give_back_what_they_had(app, tmp_path, database_url):
    """`consult worker --processes`: TERM goes to all of them."""
    environment = {
        "CONSULT_DATABASE_URL": database_url,
        "CONSULT_INSTANCE": str(tmp_path),
        "CONSULT_SECRET_KEY": "k" * 40,
        "CONSULT_HTTPS": "no",
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "-m", "consult.cli", "worker", "--lane", "short", "--processes", "1"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "1 × short work. They end with this command.\n"
        deadline = time.monotonic() + 30
        while not (beats := count_beats()) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert beats == 1
        children = psutil.Process(parent.pid).children()
        parent.terminate()
        assert parent.wait(timeout=20) == 0
    assert psutil.wait_procs(children, timeout=5)[1] == []
    assert count_beats() == 0


def count_beats() -> int:
    found = db.session.execute(sa.text("SELECT count(*) FROM worker_beat")).scalar_one()
    db.session.rollback()
    return int(found)
