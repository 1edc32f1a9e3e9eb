"""A meeting, and the points written down there one by one."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.event_plan import EventPart
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


class Mood(enum.StrEnum):
    """How it felt in the room when this was said."""

    GLAD = "glad"
    MIXED = "mixed"
    SAD = "sad"
    ANGRY = "angry"


class Change(enum.StrEnum):
    """Why there is another version of a point."""

    CORRECTION = "correction"
    READ_BACK = "read-back"
    JOIN = "join"
    SPLIT = "split"
    UNDO = "undo"
    SETTLED = "settled"  # somebody decided between two versions that were written at once


class ConsentRoute(enum.StrEnum):
    """How people agreed to take part; who they are is never written down."""

    EACH = "each"  # each person said or showed yes
    PARENTS_TOO = "parents-too"  # parents said yes beforehand, and each child too
    SETTING = "setting"  # the school or club told parents, who could say no, and each child could too
    TOLD = "told"  # told at the start what it is for, and everybody could leave or be silent


class ListeningEvent(Base):
    """Planned, then held, then closed. Numbers of people are bands ("6-10"), and nobody is named.

    headcount: how many were there, "0" where nobody was, empty until somebody says; expected: while it was planned.
    room: a band of people for each of services.event_room's groups.
    """

    __tablename__ = "listening_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(sa.String(120))
    area: Mapped[str] = mapped_column(sa.String(30))
    audience: Mapped[str] = mapped_column(sa.String(30))
    method: Mapped[Method]
    headcount: Mapped[str] = mapped_column(sa.String(10), default="")
    expected: Mapped[str] = mapped_column(sa.String(10), default="")
    access_needs: Mapped[str] = mapped_column(sa.String(500), default="")
    room: Mapped[dict[str, Any]] = mapped_column(default=dict)
    consent: Mapped[ConsentRoute | None]
    consented: Mapped[str] = mapped_column(sa.String(10), default="")
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    closed_at: Mapped[datetime | None]
    somebody_worried: Mapped[bool | None]  # said when the event was closed; what was said is never written here
    read_back_at: Mapped[datetime | None]  # when what was heard was read back to the group, the last time
    creator: Mapped[User] = relationship(lazy="joined")
    part_of: Mapped[EventPart | None] = relationship(lazy="joined", cascade="all, delete-orphan")

    @property
    def wave_id(self) -> int | None:
        return self.part_of.wave_id if self.part_of else None

    @wave_id.setter
    def wave_id(self, wave_id: int | None) -> None:
        self.part_of = self.part_of or EventPart()
        self.part_of.wave_id = wave_id

    @property
    def group_link_id(self) -> int | None:
        return self.part_of.group_link_id if self.part_of else None

    @group_link_id.setter
    def group_link_id(self, link_id: int | None) -> None:
        self.part_of = self.part_of or EventPart()
        self.part_of.group_link_id = link_id

    @property
    def aims(self) -> list[str]:
        return self.part_of.aims or [] if self.part_of else []

    @aims.setter
    def aims(self, aims: list[str]) -> None:
        self.part_of = self.part_of or EventPart()
        self.part_of.aims = aims


class EventPrompt(Base):
    """What the group is asked: a question of a survey, or one of the event's own."""

    __tablename__ = "event_prompt"
    __table_args__ = (sa.UniqueConstraint("event_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("listening_event.id"))
    code: Mapped[str] = mapped_column(sa.String(10))  # "P1"
    text: Mapped[str] = mapped_column(sa.Text)
    question_id: Mapped[str] = mapped_column(sa.String(60), default="")  # of the survey it came from
    position: Mapped[int]


class Note(Base):
    """One version of a point. Nothing is overwritten: a change is a new note that replaces the old; the old one stays.

    It counts unless another note replaces it, it says that the point is taken out (is_removed), or it is an edit that
    came second (conflicts_with_id) and waits for a person to settle it.
    """

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("listening_event.id"), index=True)
    kind: Mapped[NoteKind]
    text: Mapped[str] = mapped_column(sa.Text)
    once: Mapped[str] = mapped_column(sa.String(64), unique=True)  # made where it is written: sent twice, stored once
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note.id"), unique=True)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)  # the server's clock: the order of points is theirs
    prompt_id: Mapped[int | None] = mapped_column(sa.ForeignKey("event_prompt.id"), index=True)
    table_label: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    agreed: Mapped[int | None]  # "8 stickers": how many said it or agreed
    mood: Mapped[Mood | None]
    is_parked: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # put aside for another day
    is_removed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_late: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # came after the event was closed
    why: Mapped[Change | None]  # None: the first version of a point
    device: Mapped[str] = mapped_column(sa.String(36), default="", server_default="")
    written_at: Mapped[datetime | None]  # as the device's clock said; kept, shown, and never trusted for the order
    clock_off: Mapped[int | None]  # seconds by which that clock was ahead of ours when the point arrived
    split_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note.id"), index=True)
    joined_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note.id"), index=True)
    conflicts_with_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note.id"), index=True)
    event: Mapped[ListeningEvent] = relationship(lazy="raise")
