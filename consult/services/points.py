"""What one version of a point says, and how it is written: a note with its comment and its entry in the audit record.

Every way a point comes in or is changed ends here: the form, a device, a flipchart, reading back, splitting, joining.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from consult.models.listening import Change, ListeningEvent, Mood, Note, NoteKind
from consult.store import comments, listening, people

LONGEST_NOTE, LONGEST_TABLE, MOST_AGREED = 10_000, 40, 9_999
CLOCK_MAY_BE_OFF = timedelta(minutes=10)
LONGEST_AWAY = timedelta(days=60)  # a device that was offline for longer than this has more likely a wrong clock
QUESTION_ID, SOURCE = "listening", "event"
ACTIONS = {
    None: "point logged",
    Change.CORRECTION: "point corrected",
    Change.READ_BACK: "point changed when read back",
    Change.JOIN: "points joined",
    Change.SPLIT: "point split",
    Change.UNDO: "change of a point undone",
    Change.SETTLED: "conflict about a point settled",
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """agreed: how many said it or agreed, where that was counted. is_removed: the point is taken out."""

    text: str
    kind: NoteKind = NoteKind.VERBATIM
    prompt_id: int | None = None
    table_label: str = ""
    agreed: int | None = None
    mood: Mood | None = None
    is_parked: bool = False
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who writes, and on what. clock_off: seconds by which the device's clock is ahead of ours, where it says."""

    by: int
    device: str = ""
    clock_off: int | None = None
    written_at: datetime | None = None


def of_note(note: Note) -> Said:
    return Said(**{name: getattr(note, name) for name in Said.__dataclass_fields__})


def same_words(one: Note, other: Note) -> bool:
    """They say the same. A version that went into another one was not taken out by anybody."""
    first, second = (replace(of_note(note), is_removed=note.is_removed and not note.joined_into_id)
                     for note in (one, other))  # fmt: skip
    return first == second


def find_tip(note: Note) -> Note:
    """The newest version of a point; of one that went into another, that one's."""
    newer: Note | None = note
    while newer is not None:
        note = newer
        newer = listening.find_correction(note.id)
        if newer is None and note.joined_into_id is not None:
            newer = listening.find_note(note.joined_into_id)
    return note


def write(event: ListeningEvent, said: Said, sender: Sender, *, once: str, **ties: Any) -> Note:
    """Inside a transaction. ties: why, and the ids of the notes it replaces, is split from, joined into, in conflict
    with. Written for an event that is closed, it is late."""
    note = listening.add_note(
        event_id=event.id,
        once=once,
        created_by=sender.by,
        device=sender.device,
        clock_off=sender.clock_off,
        written_at=sender.written_at,
        **{"is_late": event.closed_at is not None} | asdict(said) | ties,
    )
    prompt = listening.get_prompt(said.prompt_id) if said.prompt_id else None
    comment = {"note_id": note.id, "source": SOURCE, "text": said.text, "question": prompt.text if prompt else ""}
    comment |= {"question_id": (prompt.question_id if prompt else "") or QUESTION_ID}
    comments.add_all([comment | {"audience": event.audience, "area": event.area, "said_on": event.held_on}])
    action = "point taken out" if said.is_removed and not note.joined_into_id else ACTIONS[note.why]
    people.record(user_id=sender.by, action=action, subject=f"event {event.id} note {note.id}")
    return note


def is_clock_doubtful(note: Note) -> bool:
    """The device's clock was wrong when it sent, or says that the point was written after it came or long before."""
    if note.written_at is None:
        return False
    is_off = abs(note.clock_off or 0) > CLOCK_MAY_BE_OFF.total_seconds()
    return is_off or not -LONGEST_AWAY <= note.written_at - note.created_at <= CLOCK_MAY_BE_OFF
