"""Excerpts: words of one comment that two people agreed to publish, and every step of their masking.

The words themselves are only in the comment. What is kept here are places in it, so that an excerpt goes with its
comment and cannot say anything else than what was said.
"""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.comments import Comment
from consult.models.people import User


class ExcerptState(enum.StrEnum):
    """refused: sent back by a second person; its masking can be changed and it can be proposed again."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Attribute(enum.StrEnum):
    """The one thing that may be said of who said it."""

    NONE = "none"
    AUDIENCE = "audience"
    AREA = "area"


class Refusal(enum.StrEnum):
    """Chosen, not typed: a typed reason would repeat what has to be hidden."""

    MORE_TO_HIDE = "more to hide"
    TOO_TELLING = "too telling"
    SHOWN_WRONGLY = "shown wrongly"
    OUT_OF_CONTEXT = "out of context"
    NOT_NEEDED = "not needed"


class StepReason(enum.StrEnum):
    """Of a step of the masking. The last three are why something that was hidden may be shown."""

    MACHINE = "found by the machine"
    IDENTIFIES = "could tell who somebody is"
    ORDINARY = "an ordinary word"
    PUBLIC_PLACE = "a public place or service"
    PUBLIC_OFFICE = "somebody in public office"


ALIVE = (ExcerptState.PROPOSED, ExcerptState.APPROVED, ExcerptState.REFUSED)
IS_ALIVE = sa.text("state <> 'withdrawn'")


class Excerpt(Base):
    """One stretch of a comment. Numbers are never given out again: drafts and reports name excerpts by them.

    version counts every change, so that nobody decides about something else than they saw. decided_by is never
    proposed_by: the database refuses it.
    """

    __tablename__ = "excerpt"
    __table_args__ = (
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="second_person"),
        sa.CheckConstraint(
            "state <> 'approved' OR (decided_by IS NOT NULL AND confirmed_at IS NOT NULL)", name="approved_by_two"
        ),
        sa.CheckConstraint("starts >= 0 AND starts < ends", name="some_words"),
        sa.Index(
            "ix_excerpt_one_of_a_comment", "comment_id", unique=True, sqlite_where=IS_ALIVE, postgresql_where=IS_ALIVE
        ),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    starts: Mapped[int]  # characters starts..ends (not included) of the comment's text
    ends: Mapped[int]
    attribute: Mapped[Attribute] = mapped_column(default=Attribute.NONE)
    state: Mapped[ExcerptState] = mapped_column(default=ExcerptState.PROPOSED)
    version: Mapped[int] = mapped_column(default=1)
    proposed_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime] = mapped_column(default=utcnow)
    confirmed_at: Mapped[datetime | None]  # the proposer has read the masking: now a second person may decide
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    refusal: Mapped[Refusal | None]
    withdrawn_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    withdrawn_at: Mapped[datetime | None]  # by nobody: a concern was raised about the words
    comment: Mapped[Comment] = relationship(lazy="raise")
    proposer: Mapped[User] = relationship(foreign_keys=[proposed_by], lazy="joined")
    decider: Mapped[User | None] = relationship(foreign_keys=[decided_by], lazy="joined")


class Redaction(Base):
    """One step of an excerpt's masking. Only ever added to (a trigger refuses change); never holds what is hidden."""

    __tablename__ = "redaction"
    __table_args__ = (sa.UniqueConstraint("excerpt_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    excerpt_id: Mapped[int] = mapped_column(sa.ForeignKey("excerpt.id", ondelete="CASCADE"))
    number: Mapped[int]
    is_hidden: Mapped[bool]  # or shown again
    starts: Mapped[int]  # characters of the comment's text
    ends: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(30))  # analysis.masking.KINDS_OF_PEOPLE
    why: Mapped[StepReason]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))  # nobody: the machine
    at: Mapped[datetime] = mapped_column(default=utcnow)
    user: Mapped[User | None] = relationship(lazy="joined")
