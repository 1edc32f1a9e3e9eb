"""The end of a listening event: did anyone say something that worries you? If so, that it was passed on, never what."""

from __future__ import annotations

from datetime import datetime

from consult.models.listening import ListeningEvent
from consult.store import listening, people
from consult.store.errors import Conflict
from consult.store.transaction import transaction

NOT_REPORTED = "Ring the number first. Then write down when you told them, and the reference they gave you."


def close_event(
    event_id: int, *, somebody_worried: bool, reported_at: datetime | None, reference: str, by: int
) -> None:
    """A worry is closed with the moment it was passed on and its reference. Closed twice it stays as it was closed."""
    if somebody_worried and not (reported_at and reference.strip()):
        raise Conflict(NOT_REPORTED)
    with transaction():
        listening.get_event(event_id)
        closed = listening.close_event(
            event_id,
            somebody_worried=somebody_worried,
            reported_at=reported_at if somebody_worried else None,
            reference=reference.strip() if somebody_worried else "",
        )
        if closed:
            detail = "a worry was passed on" if somebody_worried else "no worry"
            people.record(user_id=by, action="listening event closed", subject=f"event {event_id}", detail=detail)


def open_again(event_id: int, *, by: int) -> None:
    """To add points. What was said when it was closed is asked again at the next closing; a report stays on record."""
    with transaction():
        listening.get_event(event_id)
        if listening.open_event(event_id):
            people.record(user_id=by, action="listening event opened again", subject=f"event {event_id}")


def list_worries() -> list[ListeningEvent]:
    """Events after which a worry was passed on, the newest first: for the safeguarding lead."""
    return listening.list_worries()
