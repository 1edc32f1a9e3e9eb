"""A worker process: claims jobs one after another, shows their progress, and stops them when asked to.

The short lane has a process of its own, so that screening and alerts never wait behind the finding of themes.

Killed at any moment it loses nothing: the lease runs out and another worker begins the job again. Stopped with TERM it
gives its job back at once.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
import time
import traceback
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from consult.extensions import db
from consult.jobs.beat import Beat, Cancelled, Presence
from consult.jobs.counting import run_count_report
from consult.jobs.finding import run_find_themes, run_join_themes
from consult.jobs.importing import run_import
from consult.jobs.screening import every_few_seconds, every_hour, every_minute, run_screening
from consult.models.jobs import Job, JobState, Lane
from consult.services import retention, uploads
from consult.services.background_work import Progress, nothing_to_report
from consult.settings import Settings
from consult.store import job_counts, jobs, schema
from consult.store.errors import Conflict, LeaseLost, StoreFault
from consult.store.transaction import transaction

JOBS: dict[str, Callable[[dict[str, Any], Progress], None]] = {
    "count-report": run_count_report,
    "find-themes": run_find_themes,
    "import-comments": run_import,
    "join-themes": run_join_themes,
    "screen": run_screening,
}
NEVER_GIVEN_UP = {"screen"}  # words that wait for it stay hidden until it has been done
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=5)
IDLE_SECONDS = 0.5
SWEEP_SECONDS = 60 * 60
DUTIES = ((5.0, every_few_seconds), (60.0, every_minute), (3600.0, every_hour))  # of the short lane
HERE = Path(__file__).resolve().parents[2]
OURS = {HERE / package for package in ("consult", "analysis", "surveys")}


def work(app: Flask, *, is_wanted: Callable[[], bool] = lambda: True) -> None:
    """Take jobs until is_wanted() says no. What is over its time goes: looked at at once and each hour."""
    presence = Presence(own_name(), Lane.LONG)
    next_sweep = time.monotonic()
    while is_wanted():
        if time.monotonic() >= next_sweep:
            sweep_uploads(app)
            do_duty(app, keep_no_longer)
            next_sweep = time.monotonic() + SWEEP_SECONDS
        if not work_once(app, presence.worker, presence=presence, is_wanted=is_wanted):
            time.sleep(IDLE_SECONDS)
    _leave(app, presence)


def work_short(app: Flask, *, is_wanted: Callable[[], bool] = lambda: True) -> None:
    """Take short jobs until is_wanted() says no, and do what is due every few seconds, every minute, every hour."""
    presence = Presence(own_name(), Lane.SHORT)
    due = [time.monotonic()] * len(DUTIES)
    while is_wanted():
        for number, (seconds, duty) in enumerate(DUTIES):
            if time.monotonic() >= due[number]:
                do_duty(app, duty)
                due[number] = time.monotonic() + seconds
        if not work_once(app, presence.worker, presence=presence, only=Lane.SHORT, is_wanted=is_wanted):
            time.sleep(IDLE_SECONDS)
    _leave(app, presence)


def own_name() -> str:
    """Of this process and no other, also where containers are alike."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(3)}"


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


def work_once(
    app: Flask,
    worker: str,
    *,
    show: Progress = nothing_to_report,
    only: Lane | None = None,
    presence: Presence | None = None,
    is_wanted: Callable[[], bool] = lambda: True,
) -> bool:
    """Do one job if there is one; say whether there was. show is told of its progress too.

    Raises Conflict where the database is of another version than this program: it might not know what it would do.
    """
    presence = presence or Presence(worker, only or Lane.LONG)
    with app.app_context():
        try:
            with transaction():
                schema.refuse_other_version(db.session.connection())
                presence.show()
                job = jobs.claim(worker, only=only)
        except StoreFault as error:
            app.logger.warning("no job could be claimed (%s)", type(error).__name__)
            return False
        if job is None:
            return False
        beat = Beat(app, jobs.lease_of(job), presence, show=show, is_wanted=is_wanted)
        _do(app, job, beat)
        return True


def _do(app: Flask, job: Job, beat: Beat) -> None:
    state, error = JobState.DONE, ""
    try:
        if job.cancel_requested:
            raise Cancelled
        if job.attempts > jobs.MOST_ATTEMPTS and job.kind not in NEVER_GIVEN_UP:
            state, error = JobState.SET_ASIDE, f"Its worker ended {jobs.MOST_ATTEMPTS} times before it was done."
        else:
            with beat, jobs.working_under(beat.lease):
                JOBS[job.kind]({**job.payload, "job_id": job.id}, beat.report)
    except Cancelled:
        state, error = JobState.CANCELLED, "Stopped before it was finished. Nothing was changed."
    except LeaseLost as loss:
        app.logger.warning("job %s (%s): %s", job.id, job.kind, loss)
        return
    except Conflict as conflict:
        state, error = JobState.FAILED, str(conflict)
    except Exception as fault:
        # never the message of the fault: it may hold somebody's words
        place = place_of(fault)
        app.logger.error("job %s (%s): %s", job.id, job.kind, place)
        _try_again_or_set_aside(job, beat.lease, place)
        return
    with transaction():
        jobs.finish(beat.lease, state, error=error)


def _try_again_or_set_aside(job: Job, lease: jobs.Lease, place: str) -> None:
    db.session.rollback()
    with transaction():
        if job.attempts < jobs.MOST_ATTEMPTS or job.kind in NEVER_GIVEN_UP:
            words = f"It went wrong ({place}) and is tried again shortly."
            jobs.put_back(lease, wait=wait_before_next_try(job.id, job.attempts), error=words)
        else:
            words = f"It went wrong {job.attempts} times ({place}). Nothing was changed."
            jobs.finish(lease, JobState.SET_ASIDE, error=f"{words} An administrator can try it again.")


def wait_before_next_try(job_id: int, attempts: int) -> timedelta:
    """Twice as long each time, at most five minutes; up to a fifth less, for each job and attempt another share.

    Jobs that failed together are not all tried at the same moment.
    """
    longest: timedelta = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
    share = zlib.crc32(f"{job_id} {attempts}".encode()) / 2**32
    return longest * (1 - 0.2 * share)


def place_of(fault: BaseException) -> str:
    """What it was and where in our code, never what it says: “ValueError in consult/services/imports.py, line 41”."""
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(fault.__traceback__)]
    ours = [f"{file.relative_to(HERE)}, line {line}" for file, line in frames if OURS & set(file.parents)]
    return " in ".join([type(fault).__name__, *ours[-1:]])


def _leave(app: Flask, presence: Presence) -> None:
    with app.app_context():
        try:
            with transaction():
                job_counts.forget_worker(presence.worker)
        except StoreFault as error:
            app.logger.warning("a worker ends unheard (%s)", type(error).__name__)


def run_until_stopped(app: Flask, lane: Lane = Lane.LONG) -> None:
    """For the command line: ends with SIGTERM, Ctrl-C, or when the process that started it is gone."""
    parent, stopped = os.getppid(), threading.Event()
    _listen_for_signals(stopped)
    begin = work_short if lane is Lane.SHORT else work
    begin(app, is_wanted=lambda: not stopped.is_set() and os.getppid() == parent)


def _listen_for_signals(stopped: threading.Event) -> None:
    """Heard at once, also while the main thread is in a stage that comes back to Python only after minutes."""
    heard, told = socket.socketpair()
    told.setblocking(False)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: None)
    signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)

    def listen() -> None:
        heard.recv(1)
        stopped.set()
        told.close()

    threading.Thread(target=listen, daemon=True).start()
