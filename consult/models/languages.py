"""Translations that were brought back by translators, and which survey’s words somebody has checked in a language."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow


class Translation(Base):
    """One text in one language, in place of the one that is shipped. catalogue: interface, or instrument/face."""

    __tablename__ = "translation"
    __table_args__ = (sa.UniqueConstraint("language", "catalogue", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(20))
    catalogue: Mapped[str] = mapped_column(sa.String(100))
    address: Mapped[str] = mapped_column(sa.String(200))  # of a sentence of the interface its digest
    english: Mapped[str] = mapped_column(sa.Text)
    words: Mapped[str] = mapped_column(sa.Text)
    brought_at: Mapped[datetime] = mapped_column(default=utcnow)


class LanguageCheck(Base):
    """Somebody who speaks it has read a survey in a language. words: a digest of exactly what was read."""

    __tablename__ = "language_check"
    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    language: Mapped[str] = mapped_column(sa.String(20))
    words: Mapped[str] = mapped_column(sa.String(64))
    reader: Mapped[str] = mapped_column(sa.String(200))  # who read it, as they want to be named here
    recorded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(default=utcnow)
