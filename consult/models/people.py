"""Users, what they may do, where they are signed in; and the record of what they did."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow


class Role(enum.StrEnum):
    FACILITATOR = "facilitator"
    STRATEGIST = "strategist"
    SAFEGUARDING_LEAD = "safeguarding-lead"
    SAFEGUARDING_DEPUTY = "safeguarding-deputy"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class User(Base):
    """Somebody who signs in."""

    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)  # lower case
    name: Mapped[str] = mapped_column(sa.String(100))
    role: Mapped[Role]
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    last_failed_at: Mapped[datetime | None]
    wrong_codes: Mapped[int] = mapped_column(default=0)
    last_wrong_code_at: Mapped[datetime | None]
    password_ends_at: Mapped[datetime | None]  # of a passphrase that somebody else made, for one sign-in


class Stage(enum.StrEnum):
    """What a sign-in still waits for; with any but DONE it opens no page but the one that asks for it."""

    CODE = "code"
    PASSWORD = "own password"
    FACTOR = "second factor"
    DONE = "done"


class SignIn(Base):
    """One browser in which a user is signed in; ends when revoked, whatever the browser's cookie says."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    last_seen_at: Mapped[datetime] = mapped_column(default=utcnow)
    revoked_at: Mapped[datetime | None]
    stage: Mapped[Stage] = mapped_column(default=Stage.DONE)
    method: Mapped[str] = mapped_column(sa.String(30), default="password")  # what the person proved who they are with
    user: Mapped[User] = relationship(lazy="joined")


class AuditEntry(Base):
    """Who did what to which thing, when. Only ever added to; never holds anybody's words.

    number counts from 1 without a gap; seal is made over this entry and the seal before it (store/audit.py).
    """

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    seal: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    action: Mapped[str] = mapped_column(sa.String(60))  # "theme renamed", "comments imported"
    subject: Mapped[str] = mapped_column(sa.String(100))  # "run 3 theme t04"
    detail: Mapped[str] = mapped_column(sa.String(500), default="")
    user: Mapped[User | None] = relationship(lazy="joined")
