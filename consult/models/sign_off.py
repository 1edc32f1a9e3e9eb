"""A theme set that somebody signed off, and the end of its hold when another wave is read. Only ever added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.double_coding import DoubleCoding
from consult.models.people import User


class SignOff(Base):
    """The themes of one run as they stood. decisions: the newest theme decision then; later ones are amendments.

    without_double: why nobody coded twice; left_open: why themes or conflicts stayed undecided. themes: as canonical
    JSON may hold them (consult/plan/snapshot.py), sha256 over it.
    """

    __tablename__ = "sign_off"
    __table_args__ = (
        sa.CheckConstraint("double_id IS NOT NULL OR without_double <> ''", name="coded_twice_or_why_not"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("analysis_run.id"), unique=True)
    double_id: Mapped[int | None] = mapped_column(sa.ForeignKey("double_coding.id"))
    without_double: Mapped[str] = mapped_column(sa.Text)
    left_open: Mapped[str] = mapped_column(sa.Text)
    decisions: Mapped[int]
    themes: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    user: Mapped[User] = relationship(lazy="joined")
    double: Mapped[DoubleCoding | None] = relationship(lazy="joined")


class SignOffEnd(Base):
    """From here on decisions are free again: another wave is read. decisions: the newest theme decision then."""

    __tablename__ = "sign_off_end"
    sign_off_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_off.id"), primary_key=True)
    decisions: Mapped[int]
    why: Mapped[str] = mapped_column(sa.Text)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    user: Mapped[User] = relationship(lazy="joined")
