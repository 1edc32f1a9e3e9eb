"""Drawings and photos of posters that respondents sent: made anew from the file, so that nothing hides in them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow


class Drawing(Base):
    """Of a draft, or of what was sent: it goes with either. A left draft's is locked with the words of its owner."""

    __tablename__ = "drawing"
    __table_args__ = (
        sa.CheckConstraint(
            "(CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN submission_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_owner",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(32), unique=True)  # at random; nothing of the file’s own name
    visit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    submission_id: Mapped[int | None] = mapped_column(sa.ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[str] = mapped_column(sa.String(60))
    content: Mapped[bytes]  # JPEG
    is_locked: Mapped[bool] = mapped_column(default=False)
    width: Mapped[int]
    height: Mapped[int]


class DrawingLook(Base):
    """Somebody of the staff has looked at it, and was not worried. No screening can do that."""

    __tablename__ = "drawing_look"
    drawing_id: Mapped[int] = mapped_column(sa.ForeignKey("drawing.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    looked_at: Mapped[datetime] = mapped_column(default=utcnow)


class ConcernPicture(Base):
    """The copy that a concern about a drawing keeps for itself, as it does of words."""

    __tablename__ = "concern_picture"
    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id", ondelete="CASCADE"), primary_key=True)
    drawing_id: Mapped[int | None] = mapped_column(sa.ForeignKey("drawing.id", ondelete="SET NULL"), unique=True)
    content: Mapped[bytes | None]
