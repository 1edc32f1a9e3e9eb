"""Listening events: each point that is written down becomes a note and its comment, once, in one transaction."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.listening import Change, EventPrompt, ListeningEvent, Method, Note, NoteKind
from consult.services import areas, points
from consult.services.event_room import BANDS
from consult.services.points import Said, Sender
from consult.store import comments, listening, people
from consult.store.errors import Conflict
from consult.store.listening import EventCount, WrittenNote
from consult.store.transaction import transaction
from surveys.characters import clean

HEADCOUNTS = BANDS
SAME_WITHIN = timedelta(minutes=2)  # two events that are alike in everything are one form, sent twice
WITHHELD = "Only the safeguarding lead can read this point now, or it waits for the screening. Try again in a minute."
EVENT_CLOSED = "This event is closed. Press “Open again” on its page, then add the point."
ALREADY_CORRECTED = "Somebody has corrected this point already. Go back to the event to see what it says now."


class AlreadyCorrected(Conflict):
    """Somebody else has replaced this note in the meantime."""


@dataclass(frozen=True, kw_only=True)
class Logged:
    """is_new is False where the same point had already arrived: the button was pressed twice."""

    note: Note
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Point:
    """A note as it stands today, and what it said before it was corrected, newest first."""

    written: WrittenNote
    is_withheld: bool
    earlier: tuple[Point, ...] = ()

    @property
    def does_count(self) -> bool:
        return not self.written.note.is_removed and self.written.note.conflicts_with_id is None


@dataclass(frozen=True, kw_only=True)
class EventLog:
    event: ListeningEvent
    points: tuple[Point, ...]  # newest first

    @property
    def counts(self) -> dict[NoteKind, int]:
        found = Counter(point.written.note.kind for point in self.points)
        return {kind: found[kind] for kind in NoteKind}


def list_events() -> list[EventCount]:
    return listening.list_events()


def get_event(event_id: int) -> ListeningEvent:
    return listening.get_event(event_id)


def add_event(
    *,
    title: str,
    held_on: date,
    place: str,
    area: str,
    audience: str,
    method: Method,
    by: int,
    headcount: str = "",
    wave_id: int | None = None,
    expected: str = "",
) -> ListeningEvent:
    """The event, in an area of theirs; where they have just made one that is the same in everything, that one."""
    details: dict[str, Any] = {
        "title": clean(title),
        "held_on": held_on,
        "place": clean(place),
        "area": area,
        "audience": audience,
    }
    details |= {"method": method, "headcount": headcount, "created_by": by}
    details |= {"expected": expected}
    areas.refuse_others(area)
    with transaction():
        people.lock(by)
        event = listening.find_same_event(since=utcnow() - SAME_WITHIN, **details)
        if event is None:
            event = listening.add_event(**details, wave_id=wave_id)
            people.record(user_id=by, action="listening event made", subject=f"event {event.id}")
    return event


def get_log(event_id: int, *, typed_here: Collection[int] = ()) -> EventLog:
    """The event and what was said there, each corrected point with its history.

    typed_here: notes that were typed in this very sign-in. Whoever typed them knows the words: while only the
    screening holds them back they stay in sight, so that a slip can be mended and nothing is typed twice. What a
    person has raised a concern about is hidden there too.
    """
    event = listening.get_event(event_id)
    withheld, by_people = comments.list_withheld_ids(), comments.list_ids_withheld_by_people()
    current: dict[int, Point] = {}
    for written in listening.list_notes(event_id):  # oldest first: what a correction replaces has been met before it
        replaced = current.pop(written.note.replaces_id, None) if written.note.replaces_id else None
        earlier = (replaced, *replaced.earlier) if replaced else ()
        is_withheld = written.comment_id in (by_people if written.note.id in typed_here else withheld)
        current[written.note.id] = Point(written=written, is_withheld=is_withheld, earlier=earlier)
    counting = (point for point in current.values() if point.does_count)
    newest_first = sorted(counting, key=lambda point: point.written.note.id, reverse=True)
    return EventLog(event=event, points=tuple(newest_first))


def get_note_to_correct(event_id: int, note_id: int, *, typed_here: Collection[int] = ()) -> Note:
    """The note, if its words may be read and nobody has replaced it."""
    note = listening.get_note(note_id, event_id=event_id)
    if is_withheld(note_id, typed_here=typed_here):
        raise Conflict(WITHHELD)
    if listening.find_correction(note_id):
        raise AlreadyCorrected(
            "Somebody has corrected this point already. Go back to the event to see what it says now."
        )
    return note


def find_comment_id(note_id: int) -> int | None:
    return listening.find_comment_id(note_id)


def is_withheld(note_id: int, *, typed_here: Collection[int] = ()) -> bool:
    held_back = comments.list_ids_withheld_by_people if note_id in typed_here else comments.list_withheld_ids
    return listening.find_comment_id(note_id) in held_back()


def add_note(*, event_id: int, kind: NoteKind, text: str, once: str, by: int) -> Logged:
    """Write a point down. once is given out with the form: the same point sent again is stored once."""
    return _write(event_id=event_id, kind=kind, text=clean(text), once=once, by=by)


def correct_note(
    *,
    event_id: int,
    note_id: int,
    kind: NoteKind,
    text: str,
    once: str,
    by: int,
    typed_here: Collection[int] = (),
) -> Logged:
    """Put a new note in the place of an old one, which stays as history and no longer counts."""
    return _write(
        event_id=event_id,
        kind=kind,
        text=clean(text),
        once=once,
        by=by,
        replaces_id=note_id,
        typed_here=typed_here,
    )


def _write(
    *,
    event_id: int,
    kind: NoteKind,
    text: str,
    once: str,
    by: int,
    replaces_id: int | None = None,
    typed_here: Collection[int] = (),
) -> Logged:
    key = _key(once, event_id, kind, text, replaces_id)
    try:
        with transaction():
            if replaces_id is not None:
                get_note_to_correct(event_id, replaces_id, typed_here=typed_here)
            note = _store(event_id=event_id, kind=kind, text=text, once=key, by=by, replaces_id=replaces_id)
    except (IntegrityError, Conflict) as error:
        kept = listening.find_note_once(key)
        if kept is None and replaces_id is not None and listening.find_correction(replaces_id):
            raise AlreadyCorrected(ALREADY_CORRECTED) from error
        if kept is None:
            raise
        return Logged(note=kept, is_new=False)
    return Logged(note=note, is_new=True)


def _store(*, event_id: int, kind: NoteKind, text: str, once: str, by: int, replaces_id: int | None) -> Note:
    event = listening.get_event(event_id)
    if event.closed_at is not None:
        raise Conflict(EVENT_CLOSED)
    why = None if replaces_id is None else Change.CORRECTION
    said, sender = Said(text=text, kind=kind), Sender(by=by)
    return points.write(event, said, sender, once=once, replaces_id=replaces_id, why=why)


def _key(once: str, event_id: int, kind: NoteKind, text: str, replaces_id: int | None) -> str:
    """Other words sent with the same token (the back button was used) are another point and must not be lost."""
    whole = "\n".join((once, str(event_id), kind, str(replaces_id or ""), text))
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()


def list_prompts(event_id: int) -> list[EventPrompt]:
    """What the group is asked, in order."""
    listening.get_event(event_id)
    return listening.list_prompts(event_id)
