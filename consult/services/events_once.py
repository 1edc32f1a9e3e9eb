"""A listening event made from a form: a second press stores nothing more."""

from __future__ import annotations

from datetime import date, timedelta

from consult.models.base import utcnow
from consult.models.listening import ListeningEvent, Method
from consult.store import events_once, listening, people
from consult.store.transaction import transaction
from surveys.parsing import clean

SAME_WITHIN = timedelta(minutes=2)


def add_event_once(
    *,
    title: str,
    held_on: date,
    place: str,
    area: str,
    audience: str,
    method: Method,
    headcount: str,
    by: int,
) -> ListeningEvent:
    """The event; where the same user has just made one that is the same in everything, that one."""
    title, place = clean(title), clean(place)
    with transaction():
        events_once.wait_for_other_events_of(by)
        same = events_once.find_same_event(
            title=title,
            held_on=held_on,
            place=place,
            area=area,
            audience=audience,
            method=method,
            headcount=headcount,
            created_by=by,
            since=utcnow() - SAME_WITHIN,
        )
        if same:
            return same
        event = listening.add_event(
            title=title,
            held_on=held_on,
            place=place,
            area=area,
            audience=audience,
            method=method,
            headcount=headcount,
            created_by=by,
        )
        people.record(user_id=by, action="listening event made", subject=f"event {event.id}")
    return event
