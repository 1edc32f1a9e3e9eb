"""What a plan says, in words for people: for its page, its history, and two versions side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from consult.models.listening import ConsentRoute
from consult.services import event_links, event_planning
from consult.services.event_planning import Changed, Values
from consult.services.event_room import AGES, CONSENT, GROUPS, NOBODY
from consult.settings import AREAS, AUDIENCES
from consult.web.facilitate.forms import METHODS
from consult.web.filters import day

NOT_SAID = "Not said yet"
NAMES = {
    "title": "Title",
    "held_on": "Date",
    "place": "Place",
    "area": "Area",
    "audience": "Who it is for",
    "method": "How people are heard",
    "wave_id": "Wave",
    "expected": "People expected",
    "aims": "Ages and groups it is for",
    "access_needs": "What people need",
    "group_link_id": "Link for those who would rather write",
    "facilitators": "Who leads it",
    "scribes": "Who writes",
    "headcount": "People there",
    "room": "Who was there",
    "consent": "How people agreed",
    "consented": "How many agreed",
    "prompt": "Prompt",
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One change: who, when, and what it said before."""

    by: str
    at: datetime
    rows: tuple[tuple[str, str], ...]


def list_words(values: Values) -> list[tuple[str, str]]:
    """Name and words of each field, in the order of the forms."""
    return [(name, _words(field, values[field])) for field, name in NAMES.items() if field in values]


def tell_changes(changes: Sequence[Changed]) -> list[Told]:
    return [
        Told(by=changed.by, at=changed.change.changed_at, rows=tuple(list_words(changed.change.before)))
        for changed in changes
    ]


def people(band: str) -> str:
    """A band of people as it is read."""
    return {"": NOT_SAID, NOBODY: "Nobody"}.get(band, band.replace("-", " to "))


def _words(field: str, value: Any) -> str:
    return WORDS.get(field, str)(value) or NOT_SAID


def _wave(wave_id: int | None) -> str:
    return next((wave.title for wave in event_planning.list_waves() if wave.id == wave_id), "No wave")


def _names(user_ids: Sequence[int]) -> str:
    return ", ".join(event_planning.list_names(user_ids).values())


def _room(room: dict[str, str]) -> str:
    return "; ".join(f"{name}: {people(room[key])}" for key, name in (AGES | GROUPS).items() if key in room)


WORDS: dict[str, Callable[[Any], str]] = {
    "held_on": lambda value: day(date.fromisoformat(value)),
    "area": lambda value: AREAS.get(value, value),
    "audience": lambda value: AUDIENCES.get(value, value),
    "method": lambda value: METHODS[value],
    "wave_id": _wave,
    "expected": people,
    "aims": lambda value: ", ".join(name for key, name in (AGES | GROUPS).items() if key in value),
    "group_link_id": lambda value: event_links.name_of(value),
    "facilitators": _names,
    "scribes": _names,
    "headcount": people,
    "room": _room,
    "consent": lambda value: CONSENT[ConsentRoute(value)] if value else "",
    "consented": people,
    "prompt": " ".join,
}
