"""Users at the organisation's own sign-in."""

from __future__ import annotations

import sqlalchemy as sa

from consult.extensions import db
from consult.models.identities import Identity


def find(*, issuer: str, subject: str) -> Identity | None:
    return db.session.scalar(sa.select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))


def find_of_user(user_id: int, *, issuer: str) -> Identity | None:
    return db.session.scalar(sa.select(Identity).where(Identity.issuer == issuer, Identity.user_id == user_id))


def list_linked(*, issuer: str) -> set[int]:
    """Users by number."""
    return set(db.session.scalars(sa.select(Identity.user_id).where(Identity.issuer == issuer)))


def add(*, user_id: int, issuer: str, subject: str) -> None:
    """Raises IntegrityError where the user or the subject is linked already."""
    db.session.add(Identity(user_id=user_id, issuer=issuer, subject=subject))
    db.session.flush()


def remove(user_id: int) -> bool:
    """Whether there was one."""
    removed = sa.delete(Identity).where(Identity.user_id == user_id).returning(Identity.id)
    return bool(list(db.session.scalars(removed)))
