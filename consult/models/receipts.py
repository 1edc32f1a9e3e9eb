"""Receipt words: the only way from a person back to what they sent, destroyed on a stated day.

The words themselves are never stored: a public number to look under, and a slow hash of five secret words.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base
from consult.models.submissions import Submission


class Receipt(Base):
    __tablename__ = "receipt"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id", ondelete="CASCADE"), unique=True)
    locator: Mapped[str] = mapped_column(sa.String(6), unique=True)
    secret_hash: Mapped[str] = mapped_column(sa.String(200))  # argon2, with a salt of its own
    submission: Mapped[Submission] = relationship(lazy="joined", innerjoin=True)


class ReceiptTry(Base):
    """How often a number was tried, whether or not there is such a number: a pause gives nothing away."""

    __tablename__ = "receipt_try"
    locator: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    tries: Mapped[int]
    last_at: Mapped[datetime]
