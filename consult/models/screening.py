"""How well the screening works: samples that people read again, and what it missed. Part of the safeguarding store."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow


class Verdict(enum.StrEnum):
    WAITING = "waiting"
    FINE = "fine"
    MISSED = "missed"


class SampledComment(Base):
    """One unflagged comment of a child, drawn for a person to read again."""

    __tablename__ = "sampled_comment"
    __table_args__ = (sa.UniqueConstraint("week", "comment_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[date]  # its Monday
    comment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("comment.id", ondelete="SET NULL"), index=True)
    verdict: Mapped[Verdict] = mapped_column(default=Verdict.WAITING)
    drawn_at: Mapped[datetime] = mapped_column(default=utcnow)
    read_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    read_at: Mapped[datetime | None]


class SampledWeek(Base):
    """A week whose sample has been drawn, also where there was nothing to draw."""

    __tablename__ = "sampled_week"
    week: Mapped[date] = mapped_column(primary_key=True)
    unflagged: Mapped[int]  # how many there were to draw from


class MissedPhrase(Base):
    """Words that the screening should have found: a test phrase for the next version of the detector."""

    __tablename__ = "missed_phrase"
    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id", ondelete="CASCADE"), unique=True)
    phrase: Mapped[str] = mapped_column(sa.String(500))
    detector: Mapped[str] = mapped_column(sa.String(60))
    added_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(default=utcnow)
