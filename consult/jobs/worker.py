"""A worker process: claims jobs one after another, shows their progress, and stops them when asked to.

The short lane has a process of its own, so that screening and alerts never wait behind the finding of themes.

Killed at any moment it loses nothing: the lease runs out and another worker begins the job again.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask

from consult.extensions import db
from consult.jobs.counting import run_count_report
from consult.jobs.finding import run_find_themes, run_join_themes
from consult.jobs.importing import run_import
from consult.jobs.screening import every_few_seconds, every_hour, every_minute, run_screening
from consult.models.jobs import Job, JobState, Lane
from consult.services import retention, uploads
from consult.services.background_work import Progress, nothing_to_report
from consult.settings import Settings
from consult.store import jobs
from consult.store.errors import Conflict, StoreFault
from consult.store.transaction import transaction

JOBS: dict[str, Callable[[dict[str, Any], Progress], None]] = {
    "count-report": run_count_report,
    "find-themes": run_find_themes,
    "import-comments": run_import,
    "join-themes": run_join_themes,
    "screen": run_screening,
}
NEVER_GIVEN_UP = {"screen"}  # words that wait for it stay hidden until it has been done
LONGEST_WAIT = timedelta(minutes=5)
IDLE_SECONDS = 0.5
BEAT_SECONDS = 1.0
SWEEP_SECONDS = 60 * 60
DUTIES = ((5.0, every_few_seconds), (60.0, every_minute), (3600.0, every_hour))  # of the short lane


class Cancelled(Exception):
    """Somebody pressed Cancel, or another worker has taken the job over."""


class Beat:
    """Renews the lease and writes the newest progress in a thread of its own, so that a long stage is never
    taken for dead and the job's own transaction is never mixed with it."""

    def __init__(self, app: Flask, job_id: int, worker: str, show: Progress) -> None:
        self.app, self.job_id, self.worker, self.show = app, job_id, worker, show
        self.stage, self.done = "starting", 0.0
        self._must_stop, self._is_over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Beat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def report(self, stage: str, done: float) -> None:
        """What a job calls now and then; raises Cancelled when it must stop."""
        self.stage, self.done = stage, done
        self.show(stage, done)
        if self._must_stop.is_set():
            raise Cancelled

    def _run(self) -> None:
        while True:
            try:
                with self.app.app_context(), transaction():
                    is_wanted = jobs.report_progress(self.job_id, self.worker, stage=self.stage, done=self.done)
                if not is_wanted:
                    self._must_stop.set()
            except StoreFault as error:  # the job itself is writing, or the database is away: the next beat tries again
                self.app.logger.warning("job %s: no beat (%s)", self.job_id, type(error).__name__)
            if self._is_over.wait(BEAT_SECONDS):
                return


def work(app: Flask, *, is_wanted: Callable[[], bool] = lambda: True) -> None:
    """Take jobs until is_wanted() says no. What is over its time goes: looked at at once and each hour."""
    worker = f"{socket.gethostname()}:{os.getpid()}"
    next_sweep = time.monotonic()
    while is_wanted():
        if time.monotonic() >= next_sweep:
            sweep_uploads(app)
            do_duty(app, keep_no_longer)
            next_sweep = time.monotonic() + SWEEP_SECONDS
        if not work_once(app, worker):
            time.sleep(IDLE_SECONDS)


def work_short(app: Flask, *, is_wanted: Callable[[], bool] = lambda: True) -> None:
    """Take short jobs until is_wanted() says no, and do what is due every few seconds, every minute, every hour."""
    worker = f"{socket.gethostname()}:{os.getpid()}"
    due = [time.monotonic()] * len(DUTIES)
    while is_wanted():
        for number, (seconds, duty) in enumerate(DUTIES):
            if time.monotonic() >= due[number]:
                do_duty(app, duty)
                due[number] = time.monotonic() + seconds
        if not work_once(app, worker, only=Lane.SHORT):
            time.sleep(IDLE_SECONDS)


def do_duty(app: Flask, duty: Callable[[], None]) -> None:
    """Whatever goes wrong with it, it is tried again at its next time, and the others go on."""
    with app.app_context():
        try:
            duty()
        except Exception as fault:  # never its message: it may hold somebody's words
            db.session.rollback()
            app.logger.error("%s: %s", duty.__name__, type(fault).__name__)


def sweep_uploads(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    if count := uploads.sweep(uploads.folder(settings.instance)):
        app.logger.info("%s files that were never imported are deleted", count)


def keep_no_longer() -> None:
    """Once a day, by whichever worker looks first."""
    retention.run_if_due()


def work_once(app: Flask, worker: str, *, show: Progress = nothing_to_report, only: Lane | None = None) -> bool:
    """Do one job if there is one; say whether there was. show is told of its progress too."""
    with app.app_context():
        try:
            with transaction():
                job = jobs.claim(worker, only=only)
        except StoreFault as error:
            app.logger.warning("no job could be claimed (%s)", type(error).__name__)
            return False
        if job is None:
            return False
        _do(app, job, worker, show)
        return True


def _do(app: Flask, job: Job, worker: str, show: Progress) -> None:
    state, error = JobState.DONE, ""
    try:
        if job.attempts > jobs.MOST_ATTEMPTS and job.kind not in NEVER_GIVEN_UP:
            raise Conflict(f"It was begun {jobs.MOST_ATTEMPTS} times and never came to its end. Ask an administrator.")
        with Beat(app, job.id, worker, show) as beat:
            JOBS[job.kind]({**job.payload, "job_id": job.id}, beat.report)
    except Cancelled:
        state, error = JobState.CANCELLED, "Stopped before it was finished. Nothing was changed."
    except Conflict as conflict:
        state, error = JobState.FAILED, str(conflict)
    except Exception as fault:
        # never the message of the fault: it may hold somebody's words
        app.logger.error("job %s (%s): %s", job.id, job.kind, type(fault).__name__)
        _try_again_or_give_up(job, worker, fault)
        return
    with transaction():
        jobs.finish(job.id, worker, state, error=error)


def _try_again_or_give_up(job: Job, worker: str, fault: Exception) -> None:
    db.session.rollback()
    with transaction():
        if job.attempts < jobs.MOST_ATTEMPTS or job.kind in NEVER_GIVEN_UP:
            wait = min(timedelta(seconds=5 * 2 ** min(job.attempts, 10)), LONGEST_WAIT)
            jobs.put_back(job.id, worker, wait=wait, error="Something went wrong; it will be tried again shortly.")
        else:
            words = f"It went wrong {job.attempts} times ({type(fault).__name__}). Nothing was changed."
            jobs.finish(job.id, worker, JobState.FAILED, error=words)


def run_until_stopped(app: Flask, lane: Lane = Lane.LONG) -> None:
    """For the command line: ends with SIGTERM, Ctrl-C, or when the process that started it is gone."""
    parent, stopped = os.getppid(), threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stopped.set())
    begin = work_short if lane is Lane.SHORT else work
    begin(app, is_wanted=lambda: not stopped.is_set() and os.getppid() == parent)
