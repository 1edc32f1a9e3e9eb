"""A possible disclosure of harm, for the safeguarding lead: a record of its own, with a schedule of its own.

It keeps its own copy of the words and of where they came from, so that deleting a survey deletes no concern.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.comments import Comment
from consult.models.people import User


class ConcernState(enum.StrEnum):
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in progress"
    CLOSED_WITHHELD = "closed, words withheld"
    CLOSED_CLEARED = "closed, words cleared"


CLOSED_STATES = (ConcernState.CLOSED_WITHHELD, ConcernState.CLOSED_CLEARED)
WITHHELD_STATES = tuple(state for state in ConcernState if state != ConcernState.CLOSED_CLEARED)


class Severity(enum.StrEnum):
    HIGH = "high"
    MEDIUM = "medium"


class FoundBy(enum.StrEnum):
    """Who noticed: the screening, a person who read the words, or a person who read the weekly sample."""

    SCREENING = "screening"
    READER = "reader"
    SAMPLE = "sample"


class Concern(Base):
    """While it is not cleared its comment counts in totals but its words are withheld from everybody else.

    Erased by its schedule (erased_at) it holds no words any more; it stays so that its comment stays withheld.
    """

    __tablename__ = "concern"
    __table_args__ = (sa.UniqueConstraint("comment_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("comment.id", ondelete="SET NULL"))
    state: Mapped[ConcernState] = mapped_column(default=ConcernState.NEW)
    severity: Mapped[Severity] = mapped_column(default=Severity.HIGH)
    found_by: Mapped[FoundBy] = mapped_column(default=FoundBy.READER)
    category: Mapped[str] = mapped_column(sa.String(60), default="")  # the detector's word
    spans: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)  # [start, end] of what the detector saw in text
    detector: Mapped[str] = mapped_column(sa.String(60), default="")  # its version
    text: Mapped[str] = mapped_column(sa.Text, default="")
    question: Mapped[str] = mapped_column(sa.Text, default="")
    audience: Mapped[str] = mapped_column(sa.String(30), default="")
    area: Mapped[str] = mapped_column(sa.String(30), default="")
    said_on: Mapped[date | None]
    door: Mapped[str] = mapped_column(sa.String(30), default="")  # survey, listening event, imported file, file name
    origin: Mapped[str] = mapped_column(sa.String(200), default="")  # the survey's or event's title, the file's name
    place: Mapped[str] = mapped_column(sa.String(120), default="")
    sent_from: Mapped[datetime | None]  # between these two moments; never the exact one
    sent_until: Mapped[datetime | None]
    raised_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    raised_at: Mapped[datetime] = mapped_column(default=utcnow)
    acknowledged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closing_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    hand_over: Mapped[str] = mapped_column(sa.String(200), default="")  # reference of the referral; never the words
    erased_at: Mapped[datetime | None]
    comment: Mapped[Comment | None] = relationship(lazy="raise")
    raiser: Mapped[User | None] = relationship(lazy="joined")


class ConcernNote(Base):
    """What the safeguarding lead or a deputy wrote down while acting on a concern. Only ever added to."""

    __tablename__ = "concern_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    once: Mapped[str] = mapped_column(sa.String(64), unique=True)  # given out with the form: pressed twice, stored once
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    written_at: Mapped[datetime] = mapped_column(default=utcnow)
    author: Mapped[User] = relationship(lazy="joined")


class Step(enum.StrEnum):
    """first: to the safeguarding leads, at once. escalation: to the deputies, when nobody has acknowledged it."""

    FIRST = "first"
    ESCALATION = "escalation"


class Alert(Base):
    """An e-mail that is owed about a concern: written in its transaction, sent outside it. Holds none of the words."""

    __tablename__ = "alert"
    __table_args__ = (sa.UniqueConstraint("concern_id", "step"), sa.Index("ix_alert_due", "settled_at", "due_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id", ondelete="CASCADE"))
    step: Mapped[Step]
    due_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None]  # sent, or no longer needed
    sent_to: Mapped[int] = mapped_column(default=0)  # how many people
    fault: Mapped[str] = mapped_column(sa.String(200), default="")
    concern: Mapped[Concern] = relationship(lazy="raise")
