"""Listening events: each point that is written down becomes a note and its comment, once, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from consult.models.base import utcnow
from consult.models.listening import Change, EventPrompt, ListeningEvent, Method, Note, NoteKind
from consult.services import areas, point_changes, points
from consult.services.event_room import BANDS
from consult.services.points import Said
from consult.store import comments, listening, people
from consult.store.listening import EventCount, WrittenNote
from consult.store.transaction import transaction
from surveys.characters import clean

HEADCOUNTS = BANDS
SAME_WITHIN = timedelta(minutes=2)  # two events that are alike in everything are one form, sent twice


@dataclass(frozen=True, kw_only=True)
class Logged:
    """is_new is False where the same point had already arrived: the button was pressed twice."""

    note: Note
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Point:
    """A note as it stands today; what it said before, newest first; the versions that were joined into it."""

    written: WrittenNote
    is_withheld: bool
    earlier: tuple[Point, ...] = ()
    came_in: tuple[Point, ...] = ()

    @property
    def note(self) -> Note:
        return self.written.note

    @property
    def is_in_review(self) -> bool:
        return self.note.conflicts_with_id is not None

    @property
    def does_count(self) -> bool:
        return not self.note.is_removed and not self.is_in_review

    @property
    def is_clock_doubtful(self) -> bool:
        return points.is_clock_doubtful(self.note)

    @property
    def came_later(self) -> bool:
        """It was written where there was no signal, and came when there was."""
        written_at = self.note.written_at
        return written_at is not None and self.note.created_at - written_at > points.CLOCK_MAY_BE_OFF

    @property
    def root(self) -> int:
        """The number of its first version: the order in which points came."""
        return (self.earlier[-1] if self.earlier else self).note.id

    def history(self) -> Iterator[Point]:
        """Everything it ever said, and what was joined into it said."""
        for version in (self, *self.earlier):
            if version is not self:
                yield version
            for other in version.came_in:
                yield from other.history()


@dataclass(frozen=True, kw_only=True)
class EventLog:
    """Newest first. in_review: edits that came second, beside the point they are about. taken_out: can be put back."""

    event: ListeningEvent
    points: tuple[Point, ...]
    in_review: tuple[tuple[Point, Point], ...] = ()
    taken_out: tuple[Point, ...] = ()

    @property
    def newest(self) -> int:
        """The number of the newest version of any of them."""
        return max((point.note.id for point in (*self.points, *self.taken_out)), default=0)

    @property
    def counts(self) -> dict[NoteKind, int]:
        found = Counter(point.note.kind for point in self.points)
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
    chains = _chains(event_id, typed_here)
    ordered = sorted(chains.values(), key=lambda point: point.note.id, reverse=True)
    tips = {version.note.id: point for point in ordered for version in (point, *point.earlier)}
    return EventLog(
        event=event,
        points=tuple(point for point in ordered if point.does_count),
        in_review=tuple((point, _standing(point, tips)) for point in ordered if point.is_in_review),
        taken_out=tuple(
            point
            for point in ordered
            if point.note.is_removed and not point.is_in_review and not point.note.joined_into_id
        ),
    )


def _chains(event_id: int, typed_here: Collection[int]) -> dict[int, Point]:
    """Each point by the number of its newest version."""
    withheld, by_people = comments.list_withheld_ids(), comments.list_ids_withheld_by_people()
    current: dict[int, Point] = {}
    home: dict[int, int] = {}  # version → the newest version of its point
    for written in listening.list_notes(event_id):  # oldest first: what a correction replaces has been met before it
        note = written.note
        replaced = current.pop(note.replaces_id, None) if note.replaces_id else None
        earlier = (replaced, *replaced.earlier) if replaced else ()
        is_withheld = written.comment_id in (by_people if note.id in typed_here else withheld)
        point = Point(written=written, is_withheld=is_withheld, earlier=earlier)
        current[note.id] = point
        home |= {version.note.id: note.id for version in (point, *earlier)}
        into = home.get(note.joined_into_id or 0)
        if into is not None:  # what was joined stays to be read where it went
            current[into] = replace(current[into], came_in=(*current[into].came_in, point))
    return current


def _standing(point: Point, tips: dict[int, Point]) -> Point:
    """What an edit that came second is about, as it is now."""
    about = tips[point.note.conflicts_with_id or 0]
    return tips.get(about.note.joined_into_id or 0, about)


def find_comment_id(note_id: int) -> int | None:
    return listening.find_comment_id(note_id)


def add_note(*, event_id: int, kind: NoteKind, text: str, once: str, by: int, **details: Any) -> Logged:
    """Write a point down. once is given out with the form: the same point sent again is stored once.

    details: what else a point may say, see points.Said.
    """
    note, is_new = point_changes.add(event_id, Said(text=clean(text), kind=kind, **details), once=once, by=by)
    return Logged(note=note, is_new=is_new)


def correct_note(
    *,
    event_id: int,
    note_id: int,
    kind: NoteKind,
    text: str,
    once: str,
    by: int,
    typed_here: Collection[int] = (),
    why: Change = Change.CORRECTION,
    **details: Any,
) -> Logged:
    """Put a new note in the place of an old one, which stays as history and no longer counts. What details do not
    say stays as it was."""
    before = points.of_note(listening.get_note(note_id, event_id=event_id))
    said = replace(before, text=clean(text), kind=kind, **details)
    note, is_new = point_changes.correct(event_id, note_id, said, once=once, by=by, typed_here=typed_here, why=why)
    return Logged(note=note, is_new=is_new)


def list_prompts(event_id: int) -> list[EventPrompt]:
    """What the group is asked, in order."""
    listening.get_event(event_id)
    return listening.list_prompts(event_id)
