"""Plans of events: where each stands, changes to them with their history, and no change over somebody else’s."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from consult.models.base import utcnow
from consult.models.event_plan import TeamPart
from consult.models.listening import ListeningEvent
from consult.models.people import Role, User
from consult.models.surveys import Wave
from consult.services import areas, event_room
from consult.settings import LONDON
from consult.store import areas as limits
from consult.store import event_plan as store
from consult.store import listening, people
from consult.store.errors import Conflict
from consult.store.event_plan import Changed
from consult.store.transaction import transaction

__all__ = ["Changed"]
LISTENERS = (Role.FACILITATOR, Role.STRATEGIST, Role.MANAGER)
ABOUT = ("title", "held_on", "place", "area", "audience", "method", "wave_id", "expected")
ARRANGED = ("aims", "access_needs", "group_link_id", "facilitators", "scribes")
IN_THE_ROOM = ("headcount", "room", "consent", "consented", "scribes")
TEAMS = {"facilitators": TeamPart.FACILITATOR, "scribes": TeamPart.SCRIBE}
OF_COMMENTS = {"area", "audience", "held_on"}  # what the comments made of its points say too
Values = dict[str, Any]  # by name of a field, as they can be written as JSON


class EventChanged(Conflict):
    """Somebody else changed the same things meanwhile. saved: what it says now."""

    def __init__(self, saved: Values) -> None:
        super().__init__("Somebody changed this event while you were writing. Nothing of yours is lost: compare both.")
        self.saved = saved


class State(enum.StrEnum):
    TODAY = "today"
    TO_COMPLETE = "to complete"
    PLANNED = "planned"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One event in the list: where it stands, and what it does not say yet."""

    event: ListeningEvent
    points: int
    state: State
    missing: tuple[str, ...]
    has_prompts: bool


def list_by_state(today: date | None = None) -> dict[State, list[Listed]]:
    """Those that may be seen; planned ones the next first, all others the newest first."""
    day, scribed = today or datetime.now(LONDON).date(), store.list_scribed()
    prompted = store.list_prompted()
    found: dict[State, list[Listed]] = {state: [] for state in State}
    for event, points in listening.list_events():
        lacks = event_room.missing(event, points=points, has_scribe=event.id in scribed)
        where = state_of(event, points, day)
        listed = Listed(event=event, points=points, state=where, missing=lacks, has_prompts=event.id in prompted)
        found[where].append(listed)
    found[State.PLANNED].reverse()
    return found


def state_of(event: ListeningEvent, points: int, today: date) -> State:
    """What has points has begun, whatever its date says."""
    if event.closed_at is not None:
        return State.CLOSED
    if event.held_on == today:
        return State.TODAY
    return State.PLANNED if event.held_on > today and not points else State.TO_COMPLETE


def read(event: ListeningEvent, names: Sequence[str]) -> Values:
    """What an event says, of these fields."""
    return {name: _plain(_value(event, name)) for name in names}


def seen(values: Mapping[str, Any]) -> str:
    """A mark that goes out with a form and comes back with it: what it said when the form was opened."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]


def change(event_id: int, wanted: Values, *, mark: str, by: int) -> bool:
    """Whether anything changed. EventChanged where it no longer says what it said when the form was opened.

    What it said before is kept, and the audit names the fields. A new area, audience or date goes to the comments too.
    """
    if "area" in wanted:
        areas.refuse_others(wanted["area"])
    with transaction():
        event = store.lock_event(event_id)
        was = read(event, tuple(wanted))
        changed = [name for name in wanted if wanted[name] != was[name]]
        if not changed:
            return False
        if seen(was) != mark:
            raise EventChanged(was)
        store.add_change(event_id=event_id, before={name: was[name] for name in changed}, changed_by=by)
        for name in changed:
            _put(event, name, wanted[name])
        if OF_COMMENTS & set(changed):
            store.move_comments(event_id, area=event.area, audience=event.audience, said_on=event.held_on)
        detail = ", ".join(name.replace("_", " ").removesuffix(" id") for name in changed)
        people.record(user_id=by, action="listening event changed", subject=f"event {event_id}", detail=detail)
    return True


def list_changes(event_id: int) -> list[Changed]:
    return store.list_changes(event_id)


def list_staff(area: str) -> list[User]:
    """Who may work at an event there."""
    limited = limits.list_all()
    return [user for user in store.list_staff(LISTENERS) if area in limited.get(user.id, {area})]


def list_names(user_ids: Sequence[int]) -> dict[int, str]:
    return store.list_names(user_ids)


def suggest_scribes(event: ListeningEvent) -> list[int]:
    """Those who were named, and whoever wrote down a point."""
    return sorted({*store.list_team(event.id, TeamPart.SCRIBE), *store.list_writers(event.id)})


def count_points(event_id: int) -> int:
    return store.count_points(event_id)


# --- waves -----------------------------------------------------------------------------------------------------------


def list_waves() -> list[Wave]:
    return store.list_waves()


def days_of(wave: Wave) -> tuple[date, date]:
    """Its first and its last day, by the clock in London."""
    return wave.opens_at.astimezone(LONDON).date(), wave.closes_at.astimezone(LONDON).date()


def current_wave() -> Wave | None:
    """The newest that has begun, or the next one where none has."""
    waves = store.list_waves()
    begun = [wave for wave in waves if wave.opens_at <= utcnow()]
    return begun[0] if begun else waves[-1] if waves else None


def fault_of_date(held_on: date, wave_id: int | None) -> str:
    """A sentence where this day is not in this wave; empty where it is, or where no wave was chosen."""
    waves = store.list_waves()
    chosen = next((wave for wave in waves if wave.id == wave_id), None)
    if chosen is None or _is_in(held_on, chosen):
        return ""
    other = next((wave for wave in waves if _is_in(held_on, wave)), None)
    if other:
        return f"This date is in another wave, “{other.title}” ({_span(other)}). Choose that wave, or change the date"
    return f"This date is outside “{chosen.title}” ({_span(chosen)}). Change the date, or choose another wave"


def _is_in(day: date, wave: Wave) -> bool:
    first, last = days_of(wave)
    return first <= day <= last


def _span(wave: Wave) -> str:
    return " to ".join(f"{day.day} {day:%B %Y}" for day in days_of(wave))


# --- inside ----------------------------------------------------------------------------------------------------------


def _value(event: ListeningEvent, name: str) -> Any:
    return store.list_team(event.id, TEAMS[name]) if name in TEAMS else getattr(event, name)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, enum.Enum) else value


def _put(event: ListeningEvent, name: str, value: Any) -> None:
    if name in TEAMS:
        store.put_team(event.id, TEAMS[name], value)
    else:
        kind = type(getattr(event, name))
        setattr(event, name, date.fromisoformat(value) if issubclass(kind, date) else value)
