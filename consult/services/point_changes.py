"""Changes of points that are there: corrected, undone, split, joined, settled. Each is a new version; all stay."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from consult.models.listening import Change, ListeningEvent, Note
from consult.services import points
from consult.services.points import LONGEST_NOTE, MOST_AGREED, Said, Sender
from consult.store import comments, listening
from consult.store.errors import Conflict
from consult.store.transaction import transaction

WITHHELD = "Only the safeguarding lead can read this point now, or it waits for the screening. Try again in a minute."
EVENT_CLOSED = "This event is closed. Press “Open again” on its page first."
ALREADY_CORRECTED = "Somebody has corrected this point already. Go back to the event to see what it says now."
HALF = "This came out of a split or a join that was undone. Split or join the points again."
CHANGED_SINCE = "A part of this was changed since. Correct the parts, or take them out one by one."
PART_OF_ANOTHER = "This point was joined into another one. Undo the join there."
SETTLE_FIRST = "Two people changed this point at once. Choose between the two on the event’s page first."
WAS_SETTLED = "Somebody chose to keep this point beside the other. If that was wrong, correct it and take it out."
SETTLED_ALREADY = "Somebody has settled this already. Go back to the event to see how."
TOO_FEW = "Write at least two points: one for each thing that was said."
TOO_FEW_TO_JOIN = "Choose at least two points to join."


class AlreadyCorrected(Conflict):
    """Somebody else has replaced this note in the meantime."""


class Choice(enum.StrEnum):
    """How a person settles two versions of a point that were written at once."""

    STANDING = "standing"
    OTHER = "other"
    BOTH = "both"


def is_withheld(note_id: int, *, typed_here: Collection[int] = ()) -> bool:
    held_back = comments.list_ids_withheld_by_people if note_id in typed_here else comments.list_withheld_ids
    return listening.find_comment_id(note_id) in held_back()


def get_note_to_change(event_id: int, note_id: int, *, typed_here: Collection[int] = ()) -> Note:
    """The note, if its words may be read and nobody has replaced it."""
    note = listening.get_note(note_id, event_id=event_id)
    if is_withheld(note_id, typed_here=typed_here):
        raise Conflict(WITHHELD)
    if listening.find_correction(note_id):
        raise AlreadyCorrected(ALREADY_CORRECTED)
    return note


def add(event_id: int, said: Said, *, once: str, by: int) -> tuple[Note, bool]:
    """A new point, and whether it is new: other words with the same key (the Back button was used) are another one."""

    def act(event: ListeningEvent, key: str) -> Note:
        return points.write(event, said, Sender(by=by), once=key)

    return _do_once(event_id, act, once, said)


def correct(
    event_id: int,
    note_id: int,
    said: Said,
    *,
    once: str,
    by: int,
    typed_here: Collection[int] = (),
    why: Change = Change.CORRECTION,
) -> tuple[Note, bool]:
    """A new note in the place of an old one, and whether it is new: the button may have been pressed twice."""

    def act(event: ListeningEvent, key: str) -> Note:
        note = get_note_to_change(event_id, note_id, typed_here=typed_here)
        if note.conflicts_with_id is not None:
            raise Conflict(SETTLE_FIRST)
        return points.write(event, said, Sender(by=by), once=key, replaces_id=note_id, why=why)

    return _do_once(event_id, act, once, note_id, said)


def undo(event_id: int, note_id: int, *, by: int) -> Note:
    """What it said before. A first version is taken out, what was taken out comes back; splits and joins are whole."""

    def act(event: ListeningEvent, key: str) -> Note:
        note = listening.get_note(note_id, event_id=event_id)
        if listening.find_correction(note_id):
            raise AlreadyCorrected(ALREADY_CORRECTED)
        return _undo(event, note, key, Sender(by=by))

    return _do_once(event_id, act, "undo", note_id)[0]


def take_out(event_id: int, note_id: int, *, by: int, typed_here: Collection[int] = ()) -> Note:
    """It counts no more; undo brings it back."""
    said = replace(points.of_note(listening.get_note(note_id, event_id=event_id)), is_removed=True)
    return correct(event_id, note_id, said, once="take out", by=by, typed_here=typed_here)[0]


def split(event_id: int, note_id: int, parts: Sequence[Said], *, by: int, typed_here: Collection[int] = ()) -> Note:
    """The first part takes the point’s place, the others are points of their own that say what they come from."""
    if len(parts) < 2 or not all(part.text for part in parts):
        raise Conflict(TOO_FEW)

    def act(event: ListeningEvent, key: str) -> Note:
        whole, sender = get_note_to_change(event_id, note_id, typed_here=typed_here), Sender(by=by)
        if whole.conflicts_with_id is not None:
            raise Conflict(SETTLE_FIRST)
        first = points.write(event, parts[0], sender, once=key, replaces_id=note_id, why=Change.SPLIT)
        for number, part in enumerate(parts[1:], start=1):
            once = _key(key, str(number))
            points.write(event, part, sender, once=once, split_from_id=note_id, why=Change.SPLIT)
        return first

    return _do_once(event_id, act, "split", note_id, *parts)[0]


def list_parts(first: Note) -> list[Note]:
    """The points that a point was split into: the one that took its place, and the others."""
    return [first, *listening.list_split_from(first.replaces_id or 0)]


def join(event_id: int, note_ids: Sequence[int], said: Said, *, by: int, typed_here: Collection[int] = ()) -> Note:
    """One point in the place of the first; the others go into it, and their words stay in its history."""
    chosen = sorted(set(note_ids))
    if len(chosen) < 2:
        raise Conflict(TOO_FEW_TO_JOIN)

    def act(event: ListeningEvent, key: str) -> Note:
        notes, sender = [get_note_to_change(event_id, each, typed_here=typed_here) for each in chosen], Sender(by=by)
        if any(note.conflicts_with_id is not None or note.is_removed for note in notes):
            raise Conflict(SETTLE_FIRST)
        joined = points.write(event, said, sender, once=key, replaces_id=chosen[0], why=Change.JOIN)
        for note in notes[1:]:
            gone, once = replace(points.of_note(note), is_removed=True), _key(key, str(note.id))
            ties = {"replaces_id": note.id, "joined_into_id": joined.id, "why": Change.JOIN}
            points.write(event, gone, sender, once=once, **ties)
        return joined

    return _do_once(event_id, act, "join", *chosen, said)[0]


def joined(notes: Sequence[Note]) -> Said:
    """What they say together, to be looked at: a line for each different wording, and how often it was said.

    A point that nobody counted was said once. The sum is of points: nobody knows whether the same person spoke twice.
    """
    first = points.of_note(notes[0])
    words = "\n".join(dict.fromkeys(note.text for note in notes))[:LONGEST_NOTE]
    many = min(sum(note.agreed or 1 for note in notes), MOST_AGREED)
    return replace(first, text=words, agreed=many, is_parked=all(note.is_parked for note in notes))


def settle(event_id: int, note_id: int, choice: Choice, *, by: int) -> Note:
    """A person chooses between two versions; both stay in the history. Also when the event is closed."""

    def act(event: ListeningEvent, key: str) -> Note:
        other = listening.get_note(note_id, event_id=event_id)
        if other.conflicts_with_id is None or listening.find_correction(note_id):
            raise Conflict(SETTLED_ALREADY)
        return _settle(event, other, choice, key, Sender(by=by))

    return _do_once(event_id, act, "settle", note_id, choice.value, even_closed=True)[0]


def _settle(event: ListeningEvent, other: Note, choice: Choice, key: str, sender: Sender) -> Note:
    said, late = points.of_note(other), {"is_late": other.is_late, "why": Change.SETTLED}
    if choice is Choice.BOTH:
        return points.write(event, replace(said, is_removed=False), sender, once=key, replaces_id=other.id, **late)
    against = listening.find_note(other.conflicts_with_id or 0)
    standing = points.find_tip(against or other)
    if choice is Choice.OTHER:
        standing = points.write(event, said, sender, once=_key(key, "stands"), replaces_id=standing.id, **late)
    gone = replace(said, is_removed=True)
    return points.write(event, gone, sender, once=key, replaces_id=other.id, joined_into_id=standing.id, **late)


def _undo(event: ListeningEvent, note: Note, key: str, sender: Sender) -> Note:
    before = listening.find_note(note.replaces_id) if note.replaces_id else None
    _refuse_to_undo(note, before)
    if note.split_from_id is not None and note.replaces_id is None:
        head = listening.find_correction(note.split_from_id)
        if head is None or listening.find_correction(head.id):
            raise Conflict(CHANGED_SINCE)
        return _undo(event, head, key, sender)
    said = points.of_note(before) if before else replace(points.of_note(note), is_removed=not note.is_removed)
    if note.why == Change.SPLIT and before is not None:
        for part in listening.list_split_from(before.id):
            if listening.find_correction(part.id):
                raise Conflict(CHANGED_SINCE)
            _write_undone(event, part, replace(points.of_note(part), is_removed=True), _key(key, str(part.id)), sender)
    if note.why == Change.JOIN:
        for gone in listening.list_joined_into(note.id):
            back = replace(points.of_note(gone), is_removed=False)
            _write_undone(event, gone, back, _key(key, str(gone.id)), sender)
    return _write_undone(event, note, said, key, sender)


def _write_undone(event: ListeningEvent, note: Note, said: Said, key: str, sender: Sender) -> Note:
    return points.write(event, said, sender, once=key, replaces_id=note.id, why=Change.UNDO)


def _refuse_to_undo(note: Note, before: Note | None) -> None:
    if note.conflicts_with_id is not None:
        raise Conflict(SETTLE_FIRST)
    if note.joined_into_id is not None:
        raise Conflict(PART_OF_ANOTHER)
    if before is None:
        return
    if before.conflicts_with_id is not None:
        raise Conflict(WAS_SETTLED)
    is_half = before.why in (Change.JOIN, Change.SPLIT) or before.joined_into_id is not None
    if note.why == Change.UNDO and is_half:
        raise Conflict(HALF)


def _do_once(
    event_id: int,
    act: Callable[[ListeningEvent, str], Note],
    *parts: object,
    even_closed: bool = False,
) -> tuple[Note, bool]:
    """In one transaction; what was done already, by the same button, is found again."""
    key = _key(str(event_id), *(repr(part) for part in parts))
    try:
        with transaction():
            event = listening.get_event(event_id)
            if event.closed_at is not None and not even_closed:
                raise Conflict(EVENT_CLOSED)
            return act(event, key), True
    except (IntegrityError, Conflict) as error:
        kept = listening.find_note_once(key)
        if kept is None and isinstance(error, IntegrityError):
            raise AlreadyCorrected(ALREADY_CORRECTED) from error
        if kept is None:
            raise
        return kept, False


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
