"""Who a user is at the organisation's own sign-in, and which areas their work is about."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow


class Identity(Base):
    """Linked at the first sign-in; from then on the subject alone says who it is, whatever its e-mail address is."""

    __tablename__ = "identity"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"), sa.UniqueConstraint("issuer", "user_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(sa.String(255))
    subject: Mapped[str] = mapped_column(sa.String(255))
    linked_at: Mapped[datetime] = mapped_column(default=utcnow)


class UserArea(Base):
    """One area a user's work is about. A user without any sees all."""

    __tablename__ = "user_area"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    area: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
