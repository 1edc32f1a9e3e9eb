"""A draft that somebody left to come back to: locked with a key made from their words, which are kept nowhere.

The public half of that key is kept, so that what is said later can be locked too without the words.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.submissions import Visit


class LeftDraft(Base):
    """locked is empty while the draft is open on some device."""

    __tablename__ = "left_draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(sa.ForeignKey("visit.id", ondelete="CASCADE"), unique=True)
    locator: Mapped[str] = mapped_column(sa.String(6), unique=True)
    salt: Mapped[bytes]
    public_key: Mapped[bytes]
    locked: Mapped[bytes | None]
    given_at: Mapped[datetime] = mapped_column(default=utcnow)
    visit: Mapped[Visit] = relationship(lazy="joined", innerjoin=True)


class LeftDraftTry(Base):
    """How often a number was tried, whether or not there is such a number: a pause gives nothing away."""

    __tablename__ = "left_draft_try"
    locator: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    tries: Mapped[int]
    last_at: Mapped[datetime]
