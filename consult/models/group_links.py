"""A school's, club's or home's own way into a survey: a short code, how many are expected, how many came.

Which link somebody came by is kept apart from what they said: no report, export or analysis reads these tables.
"""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.surveys import Survey


class GroupKind(enum.StrEnum):
    SCHOOL = "school"
    COLLEGE = "college"
    CLUB = "club or youth group"
    HOME = "children’s home"
    CENTRE = "family hub or centre"
    OTHER = "another place"


class GroupLink(Base):
    """arrivals: surveys begun with it, of which none is named. is_shared: one device goes from hand to hand."""

    __tablename__ = "group_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(8), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[GroupKind]
    area: Mapped[str] = mapped_column(sa.String(30))
    expected: Mapped[int]
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    is_shared: Mapped[bool] = mapped_column(default=False)
    rests: Mapped[int] = mapped_column(default=60)  # seconds without a touch, then a shared device is cleared
    arrivals: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    closed_at: Mapped[datetime | None]
    survey: Mapped[Survey] = relationship(lazy="joined", innerjoin=True)


class GroupVisit(Base):
    """This draft was begun with that link."""

    __tablename__ = "group_visit"
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id", ondelete="CASCADE"), primary_key=True)
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("group_link.id", ondelete="CASCADE"), index=True)


class GroupSubmission(Base):
    """This submission came by that link."""

    __tablename__ = "group_submission"
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("group_link.id", ondelete="CASCADE"), index=True)
