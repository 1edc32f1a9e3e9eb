"""Events that say who was there, so that they can be closed."""

from __future__ import annotations

from consult.services import event_planning, listening
from consult.services.event_planning import IN_THE_ROOM

ROOM = {"headcount": "6-10", "room": {"12-17": "6-10"}, "consent": "each", "consented": "6-10"}


def say_who_was_there(event_id: int, *, by: int, **other: object) -> None:
    wanted = {**ROOM, "scribes": [by], **other}
    mark = event_planning.seen(event_planning.read(listening.get_event(event_id), IN_THE_ROOM))
    event_planning.change(event_id, {name: wanted[name] for name in IN_THE_ROOM}, mark=mark, by=by)
