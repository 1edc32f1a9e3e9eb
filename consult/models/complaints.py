"""What somebody tells the organisation about this platform itself: a data-protection complaint, a barrier.

A store of its own: contact details are here if they were given, and nothing leads from here to anybody's answers.
"""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow
from consult.models.comments import Screened


class ComplaintKind(enum.StrEnum):
    DATA_PROTECTION = "data protection"
    ACCESSIBILITY = "accessibility"


class Complaint(Base):
    __tablename__ = "public_report"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ComplaintKind]
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    once: Mapped[str] = mapped_column(sa.String(64), unique=True)  # given out with the form: pressed twice, stored once
    text: Mapped[str] = mapped_column(sa.Text)
    contact: Mapped[str] = mapped_column(sa.String(254), default="")
    received_at: Mapped[datetime] = mapped_column(default=utcnow)
    screening: Mapped[Screened] = mapped_column(default=Screened.UNSCREENED)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    outcome: Mapped[str] = mapped_column(sa.String(1000), default="")
