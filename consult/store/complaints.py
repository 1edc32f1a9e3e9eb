"""Complaints about data protection, and barriers that people met. Nothing leads from here to anybody's answers."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Screened
from consult.models.complaints import Complaint, ComplaintKind
from consult.store.concerns import Origin
from consult.store.errors import NotFound


def add(*, kind: ComplaintKind, reference: str, once: str, text: str, contact: str) -> Complaint:
    """IntegrityError where the same form was sent before, or the reference is taken."""
    complaint = Complaint(kind=kind, reference=reference, once=once, text=text, contact=contact)
    db.session.add(complaint)
    db.session.flush()
    return complaint


def find_by_once(once: str) -> Complaint | None:
    return db.session.scalar(sa.select(Complaint).where(Complaint.once == once))


def get(complaint_id: int) -> Complaint:
    complaint = db.session.get(Complaint, complaint_id, populate_existing=True)
    if complaint is None:
        raise NotFound(f"no complaint {complaint_id}")
    return complaint


def list_all() -> list[Complaint]:
    """Open ones first, the oldest of them first; then the closed ones."""
    order = (Complaint.closed_at.is_not(None), Complaint.received_at, Complaint.id)
    return list(db.session.scalars(sa.select(Complaint).order_by(*order)))


def origin_of(complaint: Complaint) -> Origin:
    """What a concern about its words says of where they came from."""
    return Origin(door="complaint", origin=f"complaint {complaint.reference}", sent_until=complaint.received_at)


def list_unscreened(limit: int = 100) -> list[Complaint]:
    query = sa.select(Complaint).where(Complaint.screening == Screened.UNSCREENED)
    return list(db.session.scalars(query.order_by(Complaint.id).limit(limit)))


def mark(complaint_id: int, found: Screened) -> bool:
    """False where somebody else has marked it."""
    mine = sa.update(Complaint).where(Complaint.id == complaint_id, Complaint.screening == Screened.UNSCREENED)
    return db.session.scalar(mine.values(screening=found).returning(Complaint.id)) is not None


def close(complaint_id: int, *, outcome: str, by: int, now: datetime) -> bool:
    """False where somebody else has closed it."""
    mine = sa.update(Complaint).where(Complaint.id == complaint_id, Complaint.closed_at.is_(None))
    values = {"closed_at": now, "closed_by": by, "outcome": outcome}
    return db.session.scalar(mine.values(values).returning(Complaint.id)) is not None


def flag(complaint_id: int) -> bool:
    """A person is worried about the words: they are the safeguarding team's. False where they are theirs already."""
    mine = sa.update(Complaint).where(Complaint.id == complaint_id, Complaint.screening != Screened.FLAGGED)
    return db.session.scalar(mine.values(screening=Screened.FLAGGED).returning(Complaint.id)) is not None
