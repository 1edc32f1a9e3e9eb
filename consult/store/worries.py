"""Calls that were made because of a worry at a listening event."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from consult.extensions import db
from consult.models.worries import WorryCall


def find(event_id: int, called_at: datetime, reference: str) -> WorryCall | None:
    query = sa.select(WorryCall).filter_by(event_id=event_id, called_at=called_at, reference=reference)
    return db.session.scalar(query)


def add(*, event_id: int, called_at: datetime, reference: str, recorded_by: int) -> WorryCall:
    call = WorryCall(event_id=event_id, called_at=called_at, reference=reference, recorded_by=recorded_by)
    db.session.add(call)
    db.session.flush()
    return call


def list_of(event_id: int) -> list[WorryCall]:
    """Of one event, the first call first."""
    query = sa.select(WorryCall).where(WorryCall.event_id == event_id)
    return list(db.session.scalars(query.order_by(WorryCall.called_at, WorryCall.id)))


def list_all() -> list[WorryCall]:
    """The newest first, of every area: for the safeguarding lead."""
    return list(db.session.scalars(sa.select(WorryCall).order_by(WorryCall.called_at.desc(), WorryCall.id.desc())))
