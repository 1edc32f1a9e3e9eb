"""The job table: enqueue in any transaction, claim with a lease, report, finish; the same on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.jobs import Job, JobState, Lane
from consult.store.errors import NotFound

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
OPEN = (JobState.WAITING, JobState.RUNNING)


def enqueue(
    kind: str, payload: dict[str, Any], *, created_by: int | None = None, lane: Lane = Lane.LONG, subject: str = ""
) -> Job:
    job = Job(kind=kind, payload=payload, created_by=created_by, lane=lane, subject=subject)
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


def list_in_trouble(lane: Lane) -> list[Job]:
    """Those that went wrong and are tried again, and those that were given up."""
    troubled = sa.or_(Job.state == JobState.FAILED, sa.and_(Job.state.in_(OPEN), Job.error != ""))
    return list(db.session.scalars(sa.select(Job).where(Job.lane == lane, troubled).order_by(Job.id)))


def find_newest(kind: str) -> Job | None:
    return db.session.scalar(sa.select(Job).where(Job.kind == kind).order_by(Job.id.desc()).limit(1))


def list_jobs(limit: int = 100) -> list[Job]:
    """The newest; without the many short ones that went well."""
    uneventful = sa.and_(Job.lane == Lane.SHORT, Job.state == JobState.DONE)
    return list(db.session.scalars(sa.select(Job).where(sa.not_(uneventful)).order_by(Job.id.desc()).limit(limit)))


def claim(worker: str, *, only: Lane | None = None) -> Job | None:
    """The oldest job that waits, or whose worker has died: now this worker's, for as long as it renews the lease.

    Short ones go first, so that words are screened before anything reads them.
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
        .order_by(Job.lane.desc(), Job.run_after, Job.id)  # “short” sorts after “long”
        .limit(1)
        .with_for_update(skip_locked=True)  # left out on SQLite, whose writers queue anyway
    )
    take = (
        sa.update(Job)
        .where(Job.id == free.scalar_subquery())
        .values(state=JobState.RUNNING, worker=worker, lease_until=now + LEASE, attempts=Job.attempts + 1)
        .returning(Job.id)
    )
    taken = db.session.scalar(take)
    return get_job(taken) if taken else None


def report_progress(job_id: int, worker: str, *, stage: str, done: float) -> bool:
    """Renew the lease and say how far it is; False where the job is no longer this worker's or must stop."""
    mine = sa.update(Job).where(Job.id == job_id, Job.worker == worker, Job.state == JobState.RUNNING)
    renewed = mine.values(lease_until=utcnow() + LEASE, stage=stage[:100], progress=min(max(done, 0.0), 1.0))
    wanted = db.session.scalar(renewed.where(sa.not_(Job.cancel_requested)).returning(Job.id))
    return wanted is not None


def finish(job_id: int, worker: str, state: JobState, *, error: str = "") -> bool:
    """Final, and only by the worker that holds the job."""
    mine = sa.update(Job).where(Job.id == job_id, Job.worker == worker, Job.state == JobState.RUNNING)
    values: dict[str, Any] = {"state": state, "finished_at": utcnow(), "error": error[:500], "lease_until": None}
    if state == JobState.DONE:
        values |= {"progress": 1.0, "stage": "finished"}
    return db.session.scalar(mine.values(values).returning(Job.id)) is not None


def put_back(job_id: int, worker: str, *, wait: timedelta, error: str) -> None:
    """Try again later."""
    mine = sa.update(Job).where(Job.id == job_id, Job.worker == worker, Job.state == JobState.RUNNING)
    db.session.execute(
        mine.values(state=JobState.WAITING, worker=None, lease_until=None, run_after=utcnow() + wait, error=error[:500])
    )


def request_cancel(job_id: int) -> None:
    """A waiting job ends at once; a running one at its next report."""
    one = sa.update(Job).where(Job.id == job_id)
    db.session.execute(one.where(Job.state == JobState.WAITING).values(state=JobState.CANCELLED, finished_at=utcnow()))
    db.session.execute(one.where(Job.state == JobState.RUNNING).values(cancel_requested=True))


def oldest_waiting() -> datetime | None:
    """Since when the oldest job that may begin has been waiting."""
    query = sa.select(sa.func.min(Job.run_after)).where(Job.state == JobState.WAITING, Job.run_after <= utcnow())
    return db.session.scalar(query)


def count_failed_since(moment: datetime) -> int:
    query = sa.select(sa.func.count()).where(Job.state == JobState.FAILED, Job.finished_at >= moment)
    return db.session.scalar(query) or 0


def count_by_state() -> dict[tuple[Lane, JobState], int]:
    """How many of each lane are in each state; of those that are done only what is kept."""
    query = sa.select(Job.lane, Job.state, sa.func.count()).group_by(Job.lane, Job.state)
    return {(lane, state): count for lane, state, count in db.session.execute(query)}
