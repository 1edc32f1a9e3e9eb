"""Work to be done outside a request: enqueued in the transaction of its cause, claimed with a lease."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow


class JobState(enum.StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SET_ASIDE = "set-aside"


class Lane(enum.StrEnum):
    """short: what must be done within seconds, by a worker that does nothing else. long: everything else."""

    SHORT = "short"
    LONG = "long"


FIRST_TO_LAST = (
    "screen",
    "import-comments",
    "join-themes",
    "count-report",
    "find-themes",
)
LAST = len(FIRST_TO_LAST)


def priority_of(kind: str) -> int:
    """0 goes first: words that wait for screening, then what somebody brought in, then what takes longest."""
    return FIRST_TO_LAST.index(kind) if kind in FIRST_TO_LAST else LAST


class Job(Base):
    """state DONE, FAILED and CANCELLED are final; SET_ASIDE waits for an administrator.

    error is a sentence a person understands, without anybody's words. lease counts how often the job was claimed:
    whoever holds an earlier number has lost it. attempts counts only those that went wrong or ended with their worker.
    """

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    payload: Mapped[dict[str, Any]]
    lane: Mapped[Lane] = mapped_column(default=Lane.LONG)
    subject: Mapped[str] = mapped_column(sa.String(60), default="")  # what it is about, where one job is enough for it
    priority: Mapped[int] = mapped_column(default=LAST)  # see priority_of
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    run_after: Mapped[datetime] = mapped_column(default=utcnow)
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(sa.String(80))
    lease: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[float] = mapped_column(default=0.0)  # 0..1
    stage: Mapped[str] = mapped_column(sa.String(100), default="")
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    finished_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.String(500), default="")
    __table_args__ = (sa.Index("ix_job_open", "state", "run_after"), sa.Index("ix_job_subject", "kind", "subject"))


class WorkerBeat(Base):
    """A worker process that is, or was, at work."""

    __tablename__ = "worker_beat"
    worker: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    lane: Mapped[Lane]
    began_at: Mapped[datetime] = mapped_column(default=utcnow)
    seen_at: Mapped[datetime] = mapped_column(default=utcnow)
