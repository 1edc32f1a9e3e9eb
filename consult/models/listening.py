"""A meeting, and the points written down there one by one."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.people import User


class Method(enum.StrEnum):
    TALK = "talk"
    TABLE = "table"
    WALK = "walk"
    GAME = "game"
    VIDEO_CALL = "video-call"


class NoteKind(enum.StrEnum):
    VERBATIM = "verbatim"
    PARAPHRASE = "paraphrase"
    OBSERVATION = "observation"


class ListeningEvent(Base):
    __tablename__ = "listening_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(sa.String(120))
    area: Mapped[str] = mapped_column(sa.String(30))
    audience: Mapped[str] = mapped_column(sa.String(30))
    method: Mapped[Method]
    headcount: Mapped[str] = mapped_column(sa.String(10))  # a band: "6-10"
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    closed_at: Mapped[datetime | None]
    somebody_worried: Mapped[bool | None]  # said when the event was closed; what was said is never written here
    creator: Mapped[User] = relationship(lazy="joined")


class Note(Base):
    """One point written down. A correction is a new note that replaces the old one; the old one stays."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("listening_event.id"), index=True)
    kind: Mapped[NoteKind]
    text: Mapped[str] = mapped_column(sa.Text)
    once: Mapped[str] = mapped_column(sa.String(64), unique=True)  # given out with the form: pressed twice, stored once
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note.id"), unique=True)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    event: Mapped[ListeningEvent] = relationship(lazy="raise")
