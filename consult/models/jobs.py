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


class Lane(enum.StrEnum):
    """short: what must be done within seconds, by a worker that does nothing else. long: everything else."""

    SHORT = "short"
    LONG = "long"


class Job(Base):
    """state DONE, FAILED and CANCELLED are final. error is a sentence a person understands."""

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    payload: Mapped[dict[str, Any]]
    lane: Mapped[Lane] = mapped_column(default=Lane.LONG)
    subject: Mapped[str] = mapped_column(sa.String(60), default="")  # what it is about, where one job is enough for it
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    run_after: Mapped[datetime] = mapped_column(default=utcnow)
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(sa.String(80))
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[float] = mapped_column(default=0.0)  # 0..1
    stage: Mapped[str] = mapped_column(sa.String(100), default="")
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    finished_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.String(500), default="")
    __table_args__ = (sa.Index("ix_job_open", "state", "run_after"), sa.Index("ix_job_subject", "kind", "subject"))
