"""How the jobs stand: for the administrators' page, monitors and the doctor."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.jobs import Job, JobState, Lane, WorkerBeat
from consult.store.jobs import OPEN

LATELY = timedelta(seconds=30)  # a worker beats every ten


def count_by_state() -> dict[tuple[Lane, JobState], int]:
    """How many of each lane are in each state; of those that are done only what is kept."""
    query = sa.select(Job.lane, Job.state, sa.func.count()).group_by(Job.lane, Job.state)
    return {(lane, state): count for lane, state, count in db.session.execute(query)}


def count_workers() -> dict[Lane, int]:
    """Processes that beat lately, by lane; all lanes are in it."""
    query = sa.select(WorkerBeat.lane, sa.func.count()).where(WorkerBeat.seen_at > utcnow() - LATELY)
    found: dict[Lane, int] = dict(list(db.session.execute(query.group_by(WorkerBeat.lane))))
    return {lane: found.get(lane, 0) for lane in Lane}


def oldest_waiting() -> datetime | None:
    """Since when the oldest job that may begin has been waiting."""
    query = sa.select(sa.func.min(Job.run_after)).where(Job.state == JobState.WAITING, Job.run_after <= utcnow())
    return db.session.scalar(query)


def count_set_aside() -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(Job.state == JobState.SET_ASIDE)) or 0


def count_failed_since(moment: datetime) -> int:
    query = sa.select(sa.func.count()).where(Job.state == JobState.FAILED, Job.finished_at >= moment)
    return db.session.scalar(query) or 0


def list_in_trouble(lane: Lane) -> list[Job]:
    """Those that went wrong and are tried again, and those that were set aside or given up."""
    over = Job.state.in_((JobState.FAILED, JobState.SET_ASIDE))
    troubled = sa.or_(over, sa.and_(Job.state.in_(OPEN), Job.error != ""))
    return list(db.session.scalars(sa.select(Job).where(Job.lane == lane, troubled).order_by(Job.id)))


def list_jobs(limit: int = 100) -> list[Job]:
    """What is not over first, then the newest; without the many short ones that went well."""
    uneventful = sa.and_(Job.lane == Lane.SHORT, Job.state == JobState.DONE)
    is_over = Job.state.not_in((*OPEN, JobState.SET_ASIDE))
    query = sa.select(Job).where(sa.not_(uneventful)).order_by(is_over, Job.id.desc()).limit(limit)
    return list(db.session.scalars(query))


def beat(worker: str, lane: Lane) -> None:
    """This worker is there."""
    mine = sa.update(WorkerBeat).where(WorkerBeat.worker == worker).values(seen_at=utcnow(), lane=lane)
    if db.session.scalar(mine.returning(WorkerBeat.worker)) is None:
        db.session.add(WorkerBeat(worker=worker, lane=lane))


def forget_worker(worker: str) -> None:
    db.session.execute(sa.delete(WorkerBeat).where(WorkerBeat.worker == worker))


def forget_workers_before(moment: datetime) -> None:
    db.session.execute(sa.delete(WorkerBeat).where(WorkerBeat.seen_at < moment))
