"""A possible disclosure of harm, raised by a person who read a comment, for the safeguarding lead."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.comments import Comment
from consult.models.people import User


class ConcernState(enum.StrEnum):
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    CLOSED_WITHHELD = "closed, words withheld"
    CLOSED_CLEARED = "closed, words cleared"


WITHHELD_STATES = (ConcernState.NEW, ConcernState.ACKNOWLEDGED, ConcernState.CLOSED_WITHHELD)


class Concern(Base):
    """While it is not cleared its comment counts in totals but its words are withheld from everybody else."""

    __tablename__ = "concern"
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comment.id", ondelete="CASCADE"), unique=True)
    state: Mapped[ConcernState] = mapped_column(default=ConcernState.NEW)
    raised_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    raised_at: Mapped[datetime] = mapped_column(default=utcnow)
    acknowledged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    hand_over: Mapped[str] = mapped_column(sa.String(200), default="")  # reference of the referral; never the words
    comment: Mapped[Comment] = relationship(lazy="joined")
    raiser: Mapped[User | None] = relationship(lazy="joined")
