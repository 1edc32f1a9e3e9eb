"""A wave of asking, its surveys, and the exact wording each was answered in."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow


class Wave(Base):
    """One period of asking."""

    __tablename__ = "wave"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    title: Mapped[str] = mapped_column(sa.String(100))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    why_so: Mapped[str] = mapped_column(sa.String(500), default="")  # why it is open so shortly, or over holidays


class InstrumentVersion(Base):
    """The wording as it was shown: never changed, so that any answer can be read beside its question."""

    __tablename__ = "instrument_version"
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)  # Instrument.version, a hash of the source
    instrument_id: Mapped[str] = mapped_column(sa.String(60))
    source: Mapped[str] = mapped_column(sa.Text)  # TOML, or a packed folder: the instrument with all its faces
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Confidentiality(enum.StrEnum):
    """What a survey promises: nobody can be found; or nobody is looked for, with limits. Fixed once it has opened."""

    ANONYMOUS = "anonymous"
    WITH_LIMITS = "confidential with limits"


class Survey(Base):
    """One instrument asked in one wave, at one public address."""

    __tablename__ = "survey"
    __table_args__ = (sa.UniqueConstraint("wave_id", "audience"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    title: Mapped[str] = mapped_column(sa.String(100))
    audience: Mapped[str] = mapped_column(sa.String(30))
    wave_id: Mapped[int] = mapped_column(sa.ForeignKey("wave.id"))
    instrument_version_id: Mapped[str] = mapped_column(sa.ForeignKey("instrument_version.id"))
    closed_at: Mapped[datetime | None]  # closed early by a manager
    confidentiality: Mapped[Confidentiality] = mapped_column(default=Confidentiality.WITH_LIMITS)
    partial_gone: Mapped[int] = mapped_column(default=0)  # begun, never sent, and kept no longer
    wave: Mapped[Wave] = relationship(lazy="joined", innerjoin=True)
    instrument_version: Mapped[InstrumentVersion] = relationship(lazy="raise")
