"""Beside a job, in a thread of its own: renews the lease, shows how far it is, and gives it back when it must stop."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from flask import Flask

from consult.models.jobs import Lane
from consult.services.background_work import Progress
from consult.store import job_counts, jobs
from consult.store.errors import LeaseLost, StoreFault
from consult.store.jobs import Lease
from consult.store.transaction import transaction

SECONDS = 1.0
PRESENCE_SECONDS = 10.0
GRACE_SECONDS = 5.0  # for a job that was given back to come to its next report


class Cancelled(Exception):
    """Somebody pressed Cancel."""


class Presence:
    """That this worker is there: written every ten seconds, within a transaction that is open anyway."""

    def __init__(self, worker: str, lane: Lane) -> None:
        self.worker, self.lane, self._due = worker, lane, 0.0

    def show(self) -> None:
        if time.monotonic() >= self._due:
            job_counts.beat(self.worker, self.lane)
            self._due = time.monotonic() + PRESENCE_SECONDS


class Beat:
    """A long stage is never taken for dead, and the job's own transaction is never mixed with the beat's.

    A worker that is stopped gives its job back within a second, also from the midst of a stage that takes minutes:
    what does not come to its next report soon ends with the process, and writes nothing more (store/jobs.py).
    """

    def __init__(
        self, app: Flask, lease: Lease, presence: Presence, *, show: Progress, is_wanted: Callable[[], bool]
    ) -> None:
        self.app, self.lease, self.presence, self.show, self.is_wanted = app, lease, presence, show, is_wanted
        self.stage, self.done = "starting", 0.0
        self._stop: Exception | None = None
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Beat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def report(self, stage: str, done: float) -> None:
        """What a job calls now and then; raises what it must stop for."""
        self.stage, self.done = stage, done
        self.show(stage, done)
        if self._stop is not None:
            raise self._stop

    def _run(self) -> None:
        while not self._is_over.is_set():
            is_wanted = self.is_wanted()
            try:
                with self.app.app_context(), transaction():
                    self._renew() if is_wanted else jobs.give_back(self.lease)
            except StoreFault as error:  # the job itself is writing, or the database is away: the next beat tries again
                self.app.logger.warning("job %s: no beat (%s)", self.lease.job_id, type(error).__name__)
            if is_wanted:
                self._is_over.wait(SECONDS)
            else:
                self._end()

    def _renew(self) -> None:
        self.presence.show()
        if not jobs.report_progress(self.lease, stage=self.stage, done=self.done):
            self._stop = Cancelled() if jobs.is_held(self.lease) else LeaseLost("another worker has the job")

    def _end(self) -> None:
        self._stop = LeaseLost("the worker is stopped")
        if not self._is_over.wait(GRACE_SECONDS):
            os._exit(0)
