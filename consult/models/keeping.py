"""What is no longer kept: only ever how many, and when a daily run looked."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow


class Why(enum.StrEnum):
    """withdrawn: somebody took their answers back. kept no longer: its time was over."""

    WITHDRAWN = "withdrawn"
    KEPT_NO_LONGER = "kept no longer"


class RemovedCount(Base):
    """How much of one survey, event or import is gone, so that the ledger still adds up. No names, no days."""

    __tablename__ = "removed_count"
    __table_args__ = (sa.UniqueConstraint("door", "source_id", "why"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    door: Mapped[str] = mapped_column(sa.String(10))  # store.ledger.Door
    source_id: Mapped[int]
    why: Mapped[Why]
    inputs: Mapped[int] = mapped_column(default=0)  # submissions, notes or rows
    comments: Mapped[int] = mapped_column(default=0)  # the free text that was in them


class RetentionRun(Base):
    """One look at everything whose time is over. counts: what went, by kind."""

    __tablename__ = "retention_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    counts: Mapped[dict[str, Any]]
