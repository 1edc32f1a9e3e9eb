"""Frozen versions of the report and the plan, and who has read them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.people import User


class ReportVersion(Base):
    """Report, outcomes, approved sections and ledger as they stood at one moment. Never changed: a trigger refuses it.

    content: canonical JSON (plan/snapshot.py), without anybody's words. sha256: of its bytes; the audit record, which
    is sealed, holds it too, so that a change of both is noticed.
    """

    __tablename__ = "report_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    content: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    why: Mapped[str] = mapped_column(sa.String(200))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    user: Mapped[User] = relationship(lazy="joined")


class ReportReading(Base):
    """A decision-maker who is asked to read a report version; read_at: when they said that they have."""

    __tablename__ = "report_reading"
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report_version.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    read_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")


class ReportPublication(Base):
    """A report version that everybody may read, until somebody ends it. Two people: never who froze it."""

    __tablename__ = "report_publication"
    __table_args__ = (sa.CheckConstraint("published_by <> frozen_by", name="second_person"),)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report_version.id"), primary_key=True)
    frozen_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    published_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    published_at: Mapped[datetime] = mapped_column(default=utcnow)
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]
    report: Mapped[ReportVersion] = relationship(lazy="joined")
    publisher: Mapped[User] = relationship(foreign_keys=[published_by], lazy="joined")
