"""Blind double coding: a sample of a run's comments, what two people said of each, and the third decision.

Blind codes and adjudications are never changed into one another; what people decide of them for the themes themselves
are ordinary theme decisions. Rows about a comment go with the comment.
"""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.people import User
from consult.models.themes import AnalysisRun


class Spread(enum.StrEnum):
    """Over what the sample is spread, beside the themes."""

    AUDIENCE = "audience"
    AREA = "area"


class DoubleCoding(Base):
    """One sample, drawn once. population: comments it was drawn from; ended_at: put aside before it was finished."""

    __tablename__ = "double_coding"
    __table_args__ = (
        sa.Index(
            "ix_double_coding_one_open",
            "run_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint("first_id <> second_id", name="two_people"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("analysis_run.id"))
    seed: Mapped[int]
    spread: Mapped[Spread]
    population: Mapped[int]
    size: Mapped[int]
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    first_done_at: Mapped[datetime | None]  # handed in: from here on their codes are not changed
    second_done_at: Mapped[datetime | None]
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(sa.Text, default="")
    taken_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))  # codings taken over as decisions
    taken_at: Mapped[datetime | None]
    run: Mapped[AnalysisRun] = relationship(lazy="joined")
    first: Mapped[User] = relationship(foreign_keys=[first_id], lazy="joined")
    second: Mapped[User] = relationship(foreign_keys=[second_id], lazy="joined")


class DoubleTheme(Base):
    """A theme as the two were shown it, in their order: both had the same words before them."""

    __tablename__ = "double_theme"
    __table_args__ = (sa.UniqueConstraint("double_id", "place"),)
    double_id: Mapped[int] = mapped_column(sa.ForeignKey("double_coding.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), primary_key=True)
    place: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text)


class DoubleComment(Base):
    """One comment of the sample. program: the themes the machine gave it, as they were when the sample was drawn."""

    __tablename__ = "double_comment"
    __table_args__ = (sa.UniqueConstraint("double_id", "place"), sa.UniqueConstraint("double_id", "comment_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    double_id: Mapped[int] = mapped_column(sa.ForeignKey("double_coding.id"))
    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]  # from 1
    stratum: Mapped[str] = mapped_column(sa.String(60))
    program: Mapped[list[str]]


class BlindCode(Base):
    """What one of the two said of one comment; ids of themes as text, or “other” alone: none of these."""

    __tablename__ = "blind_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    __table_args__ = (sa.UniqueConstraint("sampled_id", "user_id"),)
    sampled_id: Mapped[int] = mapped_column(sa.ForeignKey("double_comment.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    themes: Mapped[list[str]]
    at: Mapped[datetime] = mapped_column(default=utcnow)


class Adjudication(Base):
    """The third decision about a comment on which the two differ. One for each comment, made once."""

    __tablename__ = "adjudication"
    sampled_id: Mapped[int] = mapped_column(sa.ForeignKey("double_comment.id", ondelete="CASCADE"), primary_key=True)
    themes: Mapped[list[str]]
    why: Mapped[str] = mapped_column(sa.Text)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    user: Mapped[User] = relationship(lazy="joined")
