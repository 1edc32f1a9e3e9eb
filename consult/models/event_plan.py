"""Who works at a listening event, what was changed about it, and how many of which group are to be heard."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow


class TeamPart(enum.StrEnum):
    FACILITATOR = "facilitator"
    SCRIBE = "scribe"


class EventPart(Base):
    """The wave that an event is part of, the link for those who would rather write, and whom it is for.

    A table of its own: SQLite cannot give a table that others point to a key, nor take it away again.
    """

    __tablename__ = "event_part"
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("listening_event.id"), primary_key=True)
    wave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("wave.id"), index=True)
    group_link_id: Mapped[int | None] = mapped_column(sa.ForeignKey("group_link.id"))
    aims: Mapped[list[str]] = mapped_column(default=list)  # ages and groups that it is for, while it is planned


class EventTeam(Base):
    """Somebody with an account who leads an event or writes there."""

    __tablename__ = "event_team"
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("listening_event.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True, index=True)
    part: Mapped[TeamPart] = mapped_column(primary_key=True)


class EventChange(Base):
    """What an event said before somebody changed it. Only ever added to."""

    __tablename__ = "event_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("listening_event.id"), index=True)
    before: Mapped[dict[str, Any]]
    changed_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    changed_at: Mapped[datetime] = mapped_column(default=utcnow)


class CoverageTarget(Base):
    """How many of a group a wave wants to hear: a number of people, or a share of those who live there.

    area, band: empty for all. share: in tenths of a per cent.
    """

    __tablename__ = "coverage_target"
    __table_args__ = (
        sa.UniqueConstraint("wave_id", "audience", "area", "band"),
        sa.CheckConstraint("(people IS NULL) <> (share IS NULL)", name="people_or_share"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id"))
    audience: Mapped[str] = mapped_column(sa.String(30))
    area: Mapped[str] = mapped_column(sa.String(30), default="")
    band: Mapped[str] = mapped_column(sa.String(30), default="")
    people: Mapped[int | None]
    share: Mapped[int | None]
    set_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    set_at: Mapped[datetime] = mapped_column(default=utcnow)
