"""E-mails, letters, documents and photos that were received: each with a number, and where it was answered."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.concerns import Concern
from consult.models.listening import ListeningEvent
from consult.models.people import User


class DocumentKind(enum.StrEnum):
    E_MAIL = "e-mail"
    LETTER = "letter"
    DOCUMENT = "document"
    PHOTO = "photo"


class Answered(enum.StrEnum):
    """Where what it says is dealt with."""

    THEME = "theme"
    SECTION = "section"
    NOWHERE = "nowhere"


class Document(Base):
    """content: None once it is kept no longer. It cannot be closed unread, or without saying where it is answered."""

    __tablename__ = "document"
    __table_args__ = (
        sa.CheckConstraint(
            "closed_at IS NULL OR (read_by IS NOT NULL AND answered IS NOT NULL AND answered_at <> '')",
            name="read_and_answered",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[DocumentKind]
    original_name: Mapped[str] = mapped_column(sa.String(200), default="")  # text to show, never the name of a file
    ending: Mapped[str] = mapped_column(sa.String(4))
    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)  # of what was sent
    size: Mapped[int]  # bytes of what is kept
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    left_out: Mapped[list[str]]  # names of an e-mail's attachments, which are handed in by themselves
    received_on: Mapped[date]
    area: Mapped[str] = mapped_column(sa.String(30))
    event_id: Mapped[int | None] = mapped_column(sa.ForeignKey("listening_event.id"), index=True)
    added_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(default=utcnow)
    read_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    read_at: Mapped[datetime | None]
    answered: Mapped[Answered | None]
    answered_at: Mapped[str] = mapped_column(sa.String(500), default="")  # which theme or section, or why nowhere
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None]
    concern_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concern.id", ondelete="SET NULL"))
    event: Mapped[ListeningEvent | None] = relationship(lazy="joined")
    adder: Mapped[User] = relationship(lazy="joined", foreign_keys=[added_by])
    reader: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[read_by])
    closer: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[closed_by])
    concern: Mapped[Concern | None] = relationship(lazy="joined")


class DocumentPoint(Base):
    """A point of an event that somebody typed from a document."""

    __tablename__ = "document_point"
    note_id: Mapped[int] = mapped_column(sa.ForeignKey("note.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("document.id"), index=True)
