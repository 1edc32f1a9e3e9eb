"""Points that devices send, some hours late and more than once: stored once, never dropped, and a receipt for each.

An edit is made upon the version that the device knew. Where somebody else has changed the point meanwhile, both are
kept, and the one that came second waits for a person (docs/decisions/0036).
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.exc import IntegrityError

from consult.models.listening import Change, ListeningEvent, Note
from consult.services import points
from consult.services.points import Said, Sender
from consult.store import comments, listening, people
from consult.store.transaction import transaction

TRIES = 20  # of one point, while others write about the same one
OVERLAP = 40  # PostgreSQL may show a lower number after a higher one
AT_ONCE = 500
STORED = "Stored."
ALREADY = "Stored before. It is there once."
CONFLICT = "Somebody else changed this point meanwhile. Both are kept, and somebody has to choose on the event’s page."
OTHER_WORDS = "This point was stored before with other words. Both are kept, and somebody has to choose."
NOT_KNOWN = "Stored as a point of its own: the point that it changes is not known here."
NO_PROMPT = "Stored without a prompt: this event has no prompt “{}”."
OTHER_EVENT = "This point was stored for another event. Open that event, or write the point again."
NO_WORDS = "Write down what was said, then send it again."


class State(enum.StrEnum):
    STORED = "stored"
    ALREADY = "already"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Arriving:
    """once: the device's own key of this version. replaces: the key of the version it was made from. prompt: a code."""

    once: str
    said: Said
    prompt: str = ""
    replaces: str = ""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A version as it is shown to this person now: without its words while these are withheld from them."""

    note: Note
    author: str
    is_withheld: bool


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Given only for what is in the database for good. theirs: the version that was there, of a conflict."""

    once: str
    state: State
    sentence: str
    number: int | None = None
    is_late: bool = False
    theirs: Note | None = None


def receive(event_id: int, arriving: Arriving, sender: Sender) -> Receipt:
    """One point in a transaction of its own. What several send about one point at the same moment is tried again."""
    for _ in range(TRIES - 1):
        try:
            with transaction():
                return _take_in(listening.get_event(event_id), arriving, sender)
        except IntegrityError:
            continue
    with transaction():
        return _take_in(listening.get_event(event_id), arriving, sender)


def list_changes(event_id: int, *, after: int, typed_here: Collection[int] = ()) -> list[Shown]:
    """The newest versions that were written since number after, and a few before it, oldest first."""
    listening.get_event(event_id)
    found = listening.list_notes(event_id, after=max(after - OVERLAP, 0), limit=AT_ONCE + OVERLAP)
    replaced = {each.note.replaces_id for each in found}
    withheld, by_people = comments.list_withheld_ids(), comments.list_ids_withheld_by_people()
    return [
        Shown(
            note=note,
            author=author,
            is_withheld=comment_id in (by_people if note.id in typed_here else withheld),
        )
        for note, author, comment_id in found
        if note.id not in replaced
    ]


def show(note: Note, *, typed_here: Collection[int] = ()) -> Shown:
    held_back = comments.list_ids_withheld_by_people if note.id in typed_here else comments.list_withheld_ids
    is_withheld = listening.find_comment_id(note.id) in held_back()
    return Shown(note=note, author=people.get_user(note.created_by).name, is_withheld=is_withheld)


def _take_in(event: ListeningEvent, arriving: Arriving, sender: Sender) -> Receipt:
    prompt = listening.find_prompt(event.id, arriving.prompt) if arriving.prompt else None
    said = replace(arriving.said, prompt_id=prompt.id if prompt else None)
    kept = listening.find_note_once(arriving.once)
    if kept is not None:
        return _sent_again(event, arriving.once, kept, said, sender)
    base = listening.find_note_once(arriving.replaces) if arriving.replaces else None
    if base is not None and base.event_id == event.id:
        return _edit(event, arriving.once, base, said, sender)
    if not said.text:
        return Receipt(once=arriving.once, state=State.REFUSED, sentence=NO_WORDS)
    note = points.write(event, said, sender, once=arriving.once)
    no_prompt = NO_PROMPT.format(arriving.prompt) if arriving.prompt and prompt is None else STORED
    return _receipt(arriving.once, note, sentence=NOT_KNOWN if arriving.replaces else no_prompt)


def _edit(event: ListeningEvent, once: str, base: Note, said: Said, sender: Sender) -> Receipt:
    said, tip = replace(said, text=said.text or base.text), points.find_tip(base)
    if said == points.of_note(tip) and tip.id != base.id:  # both changed it in the same way: nothing to settle
        same = replace(said, is_removed=True)
        return _receipt(
            once, points.write(event, same, sender, once=once, joined_into_id=tip.id, why=Change.CORRECTION)
        )
    if points.same_words(base, tip):
        ties = {"replaces_id": tip.id, "conflicts_with_id": tip.conflicts_with_id}
        return _receipt(once, points.write(event, said, sender, once=once, why=Change.CORRECTION, **ties))
    return _keep_both(event, once, once, said, tip, sender, CONFLICT)


def _sent_again(event: ListeningEvent, once: str, kept: Note, said: Said, sender: Sender) -> Receipt:
    """The stored one stands; other words under the same key are kept beside it."""
    if kept.event_id != event.id:
        return Receipt(once=once, state=State.REFUSED, sentence=OTHER_EVENT)
    if _is_same(kept, said):
        return _as_it_stands(once, kept, CONFLICT)
    key = hashlib.sha256("\n".join((once, repr(said))).encode()).hexdigest()
    beside, tip = listening.find_note_once(key), points.find_tip(kept)
    if beside is not None:
        return _as_it_stands(once, beside, OTHER_WORDS)
    if _is_same(tip, said):
        return _as_it_stands(once, kept, CONFLICT)
    return _keep_both(event, once, key, replace(said, text=said.text or kept.text), tip, sender, OTHER_WORDS)


def _is_same(kept: Note, said: Said) -> bool:
    stored = replace(points.of_note(kept), is_removed=kept.is_removed and not kept.joined_into_id)
    return stored == replace(said, text=said.text or kept.text)


def _as_it_stands(once: str, kept: Note, sentence: str) -> Receipt:
    """A conflict, as long as nobody has settled it."""
    if kept.conflicts_with_id is None or listening.find_correction(kept.id):
        return _receipt(once, kept, state=State.ALREADY, sentence=ALREADY)
    against = listening.find_note(kept.conflicts_with_id)
    theirs = points.find_tip(against) if against else None
    return _receipt(once, kept, state=State.CONFLICT, sentence=sentence, theirs=theirs)


def _keep_both(
    event: ListeningEvent, once: str, key: str, said: Said, tip: Note, sender: Sender, sentence: str
) -> Receipt:
    against = tip.conflicts_with_id or tip.id
    note = points.write(event, said, sender, once=key, why=Change.CORRECTION, conflicts_with_id=against)
    return _receipt(once, note, state=State.CONFLICT, sentence=sentence, theirs=tip)


def _receipt(
    once: str, note: Note, *, state: State = State.STORED, sentence: str = STORED, theirs: Note | None = None
) -> Receipt:
    return Receipt(once=once, state=state, sentence=sentence, number=note.id, is_late=note.is_late, theirs=theirs)
