"""One piece of free text from whichever door it came in by: an answer, a note or an imported row.

Written in the same transaction as what it came from, so that the ledger adds up by construction.
"""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow


class Screened(enum.StrEnum):
    """Whether the screening for disclosures of harm has read these words, and what it says of them."""

    UNSCREENED = "unscreened"
    CLEAR = "clear"
    FLAGGED = "flagged"


class CommentImport(Base):
    """One file of comments taken in. content_hash is unique: the same file adds nothing twice."""

    __tablename__ = "comment_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(sa.String(200))
    content_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    rows: Mapped[int]
    imported_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    imported_at: Mapped[datetime] = mapped_column(default=utcnow)
    name_screening: Mapped[Screened] = mapped_column(default=Screened.UNSCREENED)


class Comment(Base):
    __tablename__ = "comment"
    __table_args__ = (
        sa.UniqueConstraint("submission_id", "question_id"),
        sa.UniqueConstraint("import_id", "row_number"),
        sa.CheckConstraint(
            "(CASE WHEN submission_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN note_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN import_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_source",
        ),
        sa.Index(
            "ix_comment_unscreened",
            "screening",
            "id",
            sqlite_where=sa.text("screening = 'unscreened'"),
            postgresql_where=sa.text("screening = 'unscreened'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int | None] = mapped_column(sa.ForeignKey("submission.id", ondelete="CASCADE"))
    note_id: Mapped[int | None] = mapped_column(sa.ForeignKey("note.id", ondelete="CASCADE"), unique=True)
    import_id: Mapped[int | None] = mapped_column(sa.ForeignKey("comment_import.id", ondelete="CASCADE"))
    row_number: Mapped[int | None]  # of the imported file; the first data row is 1
    external_id: Mapped[str] = mapped_column(sa.String(100), default="")  # the imported file's own id
    question_id: Mapped[str] = mapped_column(sa.String(60), default="")
    question: Mapped[str] = mapped_column(sa.Text, default="")  # the wording that was asked
    audience: Mapped[str] = mapped_column(sa.String(30))
    area: Mapped[str] = mapped_column(sa.String(30))
    text: Mapped[str] = mapped_column(sa.Text)
    said_on: Mapped[date]
    source: Mapped[str] = mapped_column(sa.String(100), default="")  # words for people: "survey", "event", a file's own
    may_quote: Mapped[bool] = mapped_column(default=False)
    screening: Mapped[Screened] = mapped_column(default=Screened.UNSCREENED)
    screened_at: Mapped[datetime | None]
    screened_by: Mapped[str] = mapped_column(sa.String(60), default="")  # the detector's version, or "a person"
