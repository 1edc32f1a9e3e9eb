"""A worry at an event: that it was passed on, never what was said. The question at the event's end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from consult.models.worries import WorryCall
from consult.services import event_room
from consult.store import listening, people, worries
from consult.store.errors import Conflict
from consult.store.transaction import transaction

NOT_REPORTED = "Ring the number first. Then write down when you told them, and the reference they gave you."
WAS_WORRIED = "A call about a worry is on record for this event. Choose yes."


@dataclass(frozen=True, kw_only=True)
class Call:
    """When somebody was told, and the reference they gave: all that is kept of a worry."""

    called_at: datetime
    reference: str


def record_call(event_id: int, call: Call, *, by: int) -> bool:
    """That a worry was passed on, before the event's end or after it. False where this very call is on record."""
    try:
        with transaction():
            listening.get_event(event_id)
            return _write_down(event_id, call, by=by)
    except IntegrityError:
        return False  # the same press, a moment earlier


def close_event(event_id: int, *, somebody_worried: bool, call: Call | None = None, by: int) -> None:
    """A worry is closed with a call on record, made now or before. Closed twice it stays as it was closed.

    NotComplete where the event does not say yet who was there.
    """
    with transaction():
        event_room.refuse_incomplete(listening.get_event(event_id))
        if somebody_worried and call is not None:
            _write_down(event_id, call, by=by)
        has_call = bool(worries.list_of(event_id))
        if somebody_worried != has_call:
            raise Conflict(WAS_WORRIED if has_call else NOT_REPORTED)
        if listening.close_event(event_id, somebody_worried=somebody_worried):
            detail = "a worry was passed on" if somebody_worried else "no worry"
            people.record(user_id=by, action="listening event closed", subject=f"event {event_id}", detail=detail)


def open_again(event_id: int, *, by: int) -> None:
    """To add points. The question is asked again at the next closing; calls stay on record."""
    with transaction():
        listening.get_event(event_id)
        if listening.open_event(event_id):
            people.record(user_id=by, action="listening event opened again", subject=f"event {event_id}")


def list_calls(event_id: int) -> list[WorryCall]:
    listening.get_event(event_id)
    return worries.list_of(event_id)


def list_worries() -> list[WorryCall]:
    """Every call that was made because of a worry, the newest first: for the safeguarding lead."""
    return worries.list_all()


def _write_down(event_id: int, call: Call, *, by: int) -> bool:
    reference = call.reference.strip()
    if not reference:
        raise Conflict(NOT_REPORTED)
    if worries.find(event_id, call.called_at, reference):
        return False
    worries.add(event_id=event_id, called_at=call.called_at, reference=reference, recorded_by=by)
    people.record(user_id=by, action="worry passed on", subject=f"event {event_id}")
    return True
