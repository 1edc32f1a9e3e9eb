"""What a user proves a second time who they are with, and the browsers they did it in."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from consult.models.base import Base, utcnow


class CodeApp(Base):
    """An app that shows a new code every 30 seconds. Counts once it was confirmed with a first code."""

    __tablename__ = "code_app"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    locked_secret: Mapped[str] = mapped_column(sa.String(300))
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)  # of the newest code that was used: it works once
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class RecoveryCode(Base):
    """One of ten on paper, for when the phone or the key is lost. Each works once; only its hash is kept."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key that a phone, a computer or a security key keeps; we know its public half."""

    __tablename__ = "passkey"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    credential_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    credential: Mapped[str] = mapped_column(sa.Text)  # identity and public key, base64
    uses: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # as the key counts them; 0 where it does not
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    last_used_at: Mapped[datetime | None]


class UsedChallenge(Base):
    """A passkey's answer works once."""

    __tablename__ = "used_challenge"
    challenge_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)


class KnownBrowser(Base):
    """A browser in which a user signed in before: a stranger's wrong passwords do not hold it up."""

    __tablename__ = "known_browser"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64))
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    last_used_at: Mapped[datetime] = mapped_column(default=utcnow)
    __table_args__ = (sa.UniqueConstraint("user_id", "token_hash"),)
