"""Calls made because of a worry at an event: when, which reference, written down by whom. Never what was said."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.listening import ListeningEvent
from consult.models.people import User


class WorryCall(Base):
    """One call; an event may have several. The same moment and reference again is the same call, pressed twice."""

    __tablename__ = "worry_call"
    __table_args__ = (sa.UniqueConstraint("event_id", "called_at", "reference"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("listening_event.id"), index=True)
    called_at: Mapped[datetime]
    reference: Mapped[str] = mapped_column(sa.String(40))
    recorded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))  # None: from before this table
    recorded_at: Mapped[datetime] = mapped_column(default=utcnow)
    event: Mapped[ListeningEvent] = relationship(lazy="joined")
    recorder: Mapped[User | None] = relationship(lazy="joined")
