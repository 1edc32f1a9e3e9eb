"""What was heard, read back to the group on a big screen: a few points at a time, prompt after prompt, no names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from consult.models.listening import Change, ListeningEvent, Note, NoteKind
from consult.services import listening, point_changes
from consult.services.listening import Point
from consult.services.points import Said, of_note
from consult.store import comments, people
from consult.store import listening as store
from consult.store.transaction import transaction

AT_ONCE = 4  # points on one screen that can be read from ten metres
MOST_WORDS = 60  # of them together, unless one alone is longer


@dataclass(frozen=True, kw_only=True)
class Screen:
    """heading: what was asked, or nothing."""

    heading: str
    points: tuple[Point, ...]


def list_screens(event_id: int, *, typed_here: Collection[int] = ()) -> list[Screen]:
    """In the order of the prompts, points as they came: what was said, not what a facilitator noticed of the group.

    Words that wait for the screening, or that only the safeguarding lead may read, are on no screen; what the group has
    just said to the screen itself stays on it.
    """
    headings = {prompt.id: prompt.text for prompt in listening.list_prompts(event_id)}
    raised = comments.list_raised_ids()

    def is_readable(point: Point) -> bool:
        is_of_the_group = point.note.why == Change.READ_BACK and point.note.id in typed_here
        return not point.is_withheld or (is_of_the_group and point.written.comment_id not in raised)

    said = [point for point in listening.get_log(event_id).points if point.note.kind is not NoteKind.OBSERVATION]
    readable = sorted(filter(is_readable, said), key=lambda point: point.root)
    asked: list[tuple[int | None, str]] = [*headings.items(), (None, "")]
    return [
        Screen(heading=heading, points=few)
        for prompt, heading in asked
        for few in _few_at_a_time([point for point in readable if point.note.prompt_id == prompt])
    ]


def agree(event_id: int, *, by: int) -> None:
    """The group has heard it and agrees with what it says now."""
    with transaction():
        store.get_event(event_id)
        store.mark_read_back(event_id)
        people.record(user_id=by, action="points read back to the group", subject=f"event {event_id}")


def get_point(event_id: int, note_id: int, *, typed_here: Collection[int] = ()) -> tuple[ListeningEvent, Note]:
    note = point_changes.get_note_to_change(event_id, note_id, typed_here=typed_here)
    return listening.get_event(event_id), note


def change(event_id: int, note_id: int, text: str, *, by: int, typed_here: Collection[int] = ()) -> Note:
    """In the group's words; what was written first stays beside them in the history."""
    said: Said = replace(of_note(store.get_note(note_id, event_id=event_id)), text=text)
    return point_changes.correct(
        event_id, note_id, said, once="read back", by=by, why=Change.READ_BACK, typed_here=typed_here
    )[0]


def _few_at_a_time(points: Sequence[Point]) -> list[tuple[Point, ...]]:
    screens: list[list[Point]] = []
    words = 0
    for point in points:
        length = len(point.note.text.split())
        if not screens or len(screens[-1]) == AT_ONCE or words + length > MOST_WORDS:
            screens.append([])
            words = 0
        screens[-1].append(point)
        words += length
    return [tuple(screen) for screen in screens]
