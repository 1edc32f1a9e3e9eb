"""So that the same listening event, sent twice, is made once."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from consult.extensions import db
from consult.models.listening import ListeningEvent, Method
from consult.models.people import User


def wait_for_other_events_of(user_id: int) -> None:
    """Until the transaction ends nobody else makes one for this user. SQLite has one writer anyway."""
    db.session.execute(sa.select(User.id).where(User.id == user_id).with_for_update())


def find_same_event(
    *,
    title: str,
    held_on: date,
    place: str,
    area: str,
    audience: str,
    method: Method,
    headcount: str,
    created_by: int,
    since: datetime,
) -> ListeningEvent | None:
    query = sa.select(ListeningEvent).where(
        ListeningEvent.title == title,
        ListeningEvent.held_on == held_on,
        ListeningEvent.place == place,
        ListeningEvent.area == area,
        ListeningEvent.audience == audience,
        ListeningEvent.method == method,
        ListeningEvent.headcount == headcount,
        ListeningEvent.created_by == created_by,
        ListeningEvent.created_at >= since,
    )
    return db.session.scalar(query.order_by(ListeningEvent.id).limit(1))
