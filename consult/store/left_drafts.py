"""Drafts that were left to come back to, under their public numbers."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.left_drafts import LeftDraft
from consult.models.submissions import Submission, Visit

_UNSENT = Visit.id.not_in(sa.select(Submission.visit_id).where(Submission.visit_id.is_not(None)))


def find(locator: str) -> LeftDraft | None:
    return db.session.scalar(sa.select(LeftDraft).where(LeftDraft.locator == locator))


def find_for_change(left_id: int) -> LeftDraft | None:
    """Read anew and kept for this transaction; None where it was sent or deleted meanwhile."""
    query = sa.select(LeftDraft).join(LeftDraft.visit).where(LeftDraft.id == left_id, _UNSENT)
    locked = query.with_for_update(of=[LeftDraft, Visit]).execution_options(populate_existing=True)
    return db.session.scalar(locked)


def find_of(visit_id: int) -> LeftDraft | None:
    return db.session.scalar(sa.select(LeftDraft).where(LeftDraft.visit_id == visit_id))


def put(*, visit_id: int, locator: str, salt: bytes, public_key: bytes) -> None:
    """In the place of earlier words for this draft. IntegrityError where somebody else has the number."""
    remove_of(visit_id)
    made = {"visit_id": visit_id, "locator": locator, "salt": salt, "public_key": public_key, "given_at": utcnow()}
    db.session.execute(sa.insert(LeftDraft).values(**made))


def remove_of(visit_id: int) -> None:
    db.session.execute(sa.delete(LeftDraft).where(LeftDraft.visit_id == visit_id))


def list_open_since(moment: datetime, limit: int) -> list[int]:
    """Ids of drafts with words that nobody has touched since, and that are not locked yet."""
    resting = (LeftDraft.locked.is_(None), Visit.saved_at < moment, LeftDraft.given_at < moment, _UNSENT)
    query = sa.select(LeftDraft.id).join(LeftDraft.visit).where(*resting).order_by(LeftDraft.id)
    return list(db.session.scalars(query.limit(limit)))
