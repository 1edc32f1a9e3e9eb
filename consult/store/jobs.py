"""The job table: enqueue in any transaction, claim with a lease, report, finish; the same on both databases.

Each claim makes the lease's number one higher. Whoever holds an earlier number can neither report nor finish, and every
transaction of a session that works on a job holds the lease (`working_under`): what a worker that was given up for dead
wanted to write is not written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.jobs import Job, JobState, Lane, priority_of
from consult.store.errors import Conflict, LeaseLost, NotFound
from consult.store.transaction import GUARD

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
HELD = "lease"  # where a session that works on a job keeps what it holds
OPEN = (JobState.WAITING, JobState.RUNNING)


class Lease(NamedTuple):
    """What entitles one worker to one job, until the job is claimed again."""

    job_id: int
    number: int


def enqueue(
    kind: str, payload: dict[str, Any], *, created_by: int | None = None, lane: Lane = Lane.LONG, subject: str = ""
) -> Job:
    job = Job(kind=kind, payload=payload, created_by=created_by, lane=lane, subject=subject, priority=priority_of(kind))
    db.session.add(job)
    db.session.flush()
    return job


def get_job(job_id: int) -> Job:
    job = db.session.get(Job, job_id, populate_existing=True)
    if job is None:
        raise NotFound(f"no job {job_id}")
    return job


def find_open(kind: str, subject: str | None = None) -> Job | None:
    query = sa.select(Job).where(Job.kind == kind, Job.state.in_(OPEN)).order_by(Job.id).limit(1)
    return db.session.scalar(query if subject is None else query.where(Job.subject == subject))


def find_newest(kind: str, *, subject: str | None = None, created_by: int | None = None) -> Job | None:
    query = sa.select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(1)
    if subject is not None:
        query = query.where(Job.subject == subject)
    if created_by is not None:
        query = query.where(Job.created_by == created_by)
    return db.session.scalar(query.execution_options(populate_existing=True))


def list_waiting_ids(kind: str) -> list[int]:
    return list(db.session.scalars(sa.select(Job.id).where(Job.kind == kind, Job.state == JobState.WAITING)))


def remove_waiting(ids: list[int]) -> None:
    """What waits and has become needless. One that a worker holds is left to it."""
    for start in range(0, len(ids), 500):
        some = Job.id.in_(ids[start : start + 500])
        db.session.execute(sa.delete(Job).where(some, Job.state == JobState.WAITING))


def remove_done(kind: str, *, before: datetime) -> None:
    """Jobs of a kind that nobody looks up afterwards."""
    old = (Job.kind == kind, Job.state == JobState.DONE, Job.finished_at < before)
    db.session.execute(sa.delete(Job).where(*old))


def claim(worker: str, *, only: Lane | None = None) -> Job | None:
    """The first job that waits, or whose worker has died: now this worker's, for as long as it renews the lease.

    By kind (models/jobs.py), so that words are screened before anything reads them; then whichever waits longest.
    """
    now = utcnow()
    lanes = list(Lane) if only is None else [only]
    free = (
        sa.select(Job.id)
        .where(
            Job.lane.in_(lanes),
            sa.or_(
                sa.and_(Job.state == JobState.WAITING, Job.run_after <= now),
                sa.and_(Job.state == JobState.RUNNING, Job.lease_until < now),
            ),
        )
        .order_by(Job.priority, Job.run_after, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # left out on SQLite, whose writers queue anyway
    )
    mine = {"state": JobState.RUNNING, "worker": worker, "lease_until": now + LEASE}
    take = (
        sa.update(Job)
        .where(Job.id == free.scalar_subquery())
        .values(**mine, lease=Job.lease + 1, attempts=Job.attempts + 1)
        .returning(Job.id)
    )
    taken = db.session.scalar(take)
    return get_job(taken) if taken else None


def lease_of(job: Job) -> Lease:
    return Lease(job.id, job.lease)


@contextmanager
def working_under(lease: Lease) -> Iterator[None]:
    """Every transaction of this session in here is this job's, or raises LeaseLost and changes nothing."""
    info = db.session.info
    info[GUARD], info[HELD] = (lambda: hold(lease)), lease
    try:
        yield
    finally:
        del info[GUARD], info[HELD]


def conclude() -> None:
    """In the last transaction of a job: what it writes and that it is done are kept together, or neither is."""
    lease: Lease | None = db.session.info.get(HELD)
    if lease is not None and not finish(lease, JobState.DONE):
        raise LeaseLost(f"job {lease.job_id} is no longer this worker's")


def hold(lease: Lease) -> None:
    """Until the transaction ends nobody else can claim the job; reports and a wish to cancel go through meanwhile."""
    mine = sa.select(Job.id).where(*_held(lease)).with_for_update(read=True, key_share=True)
    if db.session.scalar(mine) is None:
        raise LeaseLost(f"job {lease.job_id} is no longer this worker's")


def is_held(lease: Lease) -> bool:
    return db.session.scalar(sa.select(Job.id).where(*_held(lease))) is not None


def report_progress(lease: Lease, *, stage: str, done: float) -> bool:
    """Renew the lease and say how far it is; False where the job is no longer this worker's or must stop."""
    renewed = _mine(lease).values(lease_until=utcnow() + LEASE, stage=stage[:100], progress=min(max(done, 0.0), 1.0))
    wanted = db.session.scalar(renewed.where(sa.not_(Job.cancel_requested)).returning(Job.id))
    return wanted is not None


def finish(lease: Lease, state: JobState, *, error: str = "") -> bool:
    """Done with, or set aside; only by the worker that holds the job."""
    values: dict[str, Any] = {"state": state, "finished_at": utcnow(), "error": error[:500], "lease_until": None}
    if state == JobState.DONE:
        values |= {"progress": 1.0, "stage": "finished"}
    return db.session.scalar(_mine(lease).values(values).returning(Job.id)) is not None


def put_back(lease: Lease, *, wait: timedelta, error: str) -> None:
    """Try again later."""
    waiting = {"state": JobState.WAITING, "worker": None, "lease_until": None}
    db.session.execute(_mine(lease).values(**waiting, run_after=utcnow() + wait, error=error[:500]))


def give_back(lease: Lease) -> None:
    """Its worker is stopped: for anybody, at once, and as if it had not been begun."""
    waiting = {"state": JobState.WAITING, "worker": None, "lease_until": None, "attempts": Job.attempts - 1}
    db.session.execute(_mine(lease).values(waiting))


def request_cancel(job_id: int) -> None:
    """A waiting job ends at once; a running one at its next report."""
    one = sa.update(Job).where(Job.id == job_id)
    db.session.execute(one.where(Job.state == JobState.WAITING).values(state=JobState.CANCELLED, finished_at=utcnow()))
    db.session.execute(one.where(Job.state == JobState.RUNNING).values(cancel_requested=True))


def try_again(job_id: int) -> None:
    """What was set aside, from its beginning. Raises Conflict where it is not (any more)."""
    anew = {"state": JobState.WAITING, "attempts": 0, "run_after": utcnow(), "finished_at": None, "progress": 0.0}
    _from_aside(job_id, anew | {"stage": "", "cancel_requested": False, "worker": None})


def give_up(job_id: int) -> None:
    """What was set aside, for good. Raises Conflict where it is not (any more)."""
    _from_aside(job_id, {"state": JobState.FAILED, "finished_at": utcnow()})


def _from_aside(job_id: int, values: dict[str, Any]) -> None:
    one = sa.update(Job).where(Job.id == job_id, Job.state == JobState.SET_ASIDE).values(values)
    if db.session.scalar(one.returning(Job.id)) is None:
        raise Conflict("This job is not set aside any more: somebody has decided about it. Open the page again.")


def _held(lease: Lease) -> tuple[sa.ColumnElement[bool], ...]:
    return Job.id == lease.job_id, Job.lease == lease.number, Job.state == JobState.RUNNING


def _mine(lease: Lease) -> sa.Update:
    return sa.update(Job).where(*_held(lease))
