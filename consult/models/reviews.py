"""Submissions that a manager should look at: sent very fast, the same as another, by something that fills every field.

A mark is no verdict: what is marked is stored, counted, and never told to whoever sent it.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow


class Likeness(Base):
    """A keyed digest of all answers of a submission, by which copies are found; nothing can be read out of it."""

    __tablename__ = "likeness"
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64), index=True)


class ReviewMark(Base):
    """is_set_aside: None until a manager has decided; then whether the submission counts no more."""

    __tablename__ = "review_mark"
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    reasons: Mapped[list[str]]
    seconds: Mapped[int | None]  # from the first page to the last press
    marked_at: Mapped[datetime] = mapped_column(default=utcnow)
    is_set_aside: Mapped[bool | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(sa.String(500), default="")
