"""What devices send and are answered, as JSON, read once at the edge: what cannot be kept has a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from consult.models.base import utcnow
from consult.models.listening import ListeningEvent, Mood, Note, NoteKind
from consult.services import arriving_points
from consult.services.arriving_points import Arriving, Receipt, Shown, State
from consult.services.points import LONGEST_NOTE, LONGEST_TABLE, MOST_AGREED, Said, is_clock_doubtful
from surveys.characters import clean

MOST_POINTS, LONGEST_BODY = 200, 1_000_000  # bytes
ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
DEVICE = re.compile(r"[A-Za-z0-9_-]{0,36}")
MOST_OFF = 2_000_000_000  # seconds; a clock that is sixty years wrong is no more wrong for being a hundred
TOO_LONG = f"Use at most {LONGEST_NOTE:,} characters, or split it into several points."
AGREED = f"How many agreed must be a whole number from 1 to {MOST_AGREED:,}, or empty."
T = TypeVar("T")


class BadRequest(Exception):
    """Nothing of it can be read; the message says why."""


class CannotKeep(Exception):
    """This point can never be stored as it is."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A point as it came: with what can be stored, or the receipt that says why not."""

    arriving: Arriving | None
    written_at: datetime | None = None
    refusal: Receipt | None = None


def read(sent: Any) -> tuple[str, int | None, list[Sent]]:
    """The device, by how many seconds its clock is ahead, and the points in their order."""
    if not isinstance(sent, dict) or not isinstance(sent.get("points"), list):
        raise BadRequest("Send an object with a list of points.")
    points = sent["points"]
    if not 1 <= len(points) <= MOST_POINTS:
        raise BadRequest(f"Send 1 to {MOST_POINTS} points at once.")
    device = sent.get("device") or ""
    if not isinstance(device, str) or not DEVICE.fullmatch(device):
        raise BadRequest("The name of the device must be at most 36 letters, digits, - and _.")
    sent_at = _moment(sent.get("sent_at"))
    off = round((sent_at - utcnow()).total_seconds()) if sent_at else None
    return device, None if off is None else max(-MOST_OFF, min(off, MOST_OFF)), [_read_point(raw) for raw in points]


def _read_point(raw: Any) -> Sent:
    given = raw.get("once") if isinstance(raw, dict) else None
    once = given if isinstance(given, str) else ""
    try:
        if not isinstance(raw, dict) or not ONCE.fullmatch(once):
            raise CannotKeep("This point has no key of its own: 16 to 64 letters, digits, - and _.")
        return Sent(arriving=_arriving(once, raw), written_at=_moment(raw.get("written_at")))
    except CannotKeep as error:
        return Sent(arriving=None, refusal=Receipt(once=once[:64], state=State.REFUSED, sentence=str(error)))


def _arriving(once: str, raw: dict[str, Any]) -> Arriving:
    replaces, is_removed = _text(raw, "replaces"), _flag(raw, "removed")
    said = Said(
        text=clean(_text(raw, "text")),
        kind=_one_of(
            NoteKind, raw.get("kind"), "Choose whether these are their own words, yours, or something you saw."
        ),
        table_label=clean(_text(raw, "table")),
        agreed=_agreed(raw.get("agreed")),
        mood=_one_of(Mood, raw["mood"], "Choose one of the moods on the page, or none.") if raw.get("mood") else None,
        is_parked=_flag(raw, "parked"),
        is_removed=is_removed,
    )
    if not said.text and not (is_removed and replaces):
        raise CannotKeep(arriving_points.NO_WORDS)
    if len(said.text) > LONGEST_NOTE:
        raise CannotKeep(f"This is too long to keep as one point. {TOO_LONG}")
    if len(said.table_label) > LONGEST_TABLE:
        raise CannotKeep(f"The name of the table is too long. Use at most {LONGEST_TABLE} characters.")
    return Arriving(once=once, said=said, prompt=clean(_text(raw, "prompt"))[:40], replaces=replaces)


def _text(raw: dict[str, Any], name: str) -> str:
    value = raw.get(name) or ""
    if not isinstance(value, str):
        raise CannotKeep(f"“{name}” must be text.")
    return value


def _flag(raw: dict[str, Any], name: str) -> bool:
    value = raw.get(name) or False
    if not isinstance(value, bool):
        raise CannotKeep(f"“{name}” must be true or false.")
    return value


def _one_of(kinds: Any, value: Any, ask: str) -> Any:
    if not isinstance(value, str) or value not in {member.value for member in kinds}:
        raise CannotKeep(ask)
    return kinds(value)


def _agreed(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_AGREED:
        raise CannotKeep(AGREED)
    return value


def _moment(value: Any) -> datetime | None:
    """What a clock said, however wrong it is; nothing, where it is no moment at all."""
    try:
        said = datetime.fromisoformat(value)
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def receipt(given: Receipt, prompts: dict[int, str], *, typed_here: Collection[int]) -> dict[str, Any]:
    said: dict[str, Any] = {"once": given.once, "state": given.state.value, "number": given.number}
    said |= {"late": given.is_late, "sentence": given.sentence}
    if given.theirs is not None:
        said["theirs"] = version(arriving_points.show(given.theirs, typed_here=typed_here), prompts)
    return said


def version(shown: Shown, prompts: dict[int, str]) -> dict[str, Any]:
    note: Note = shown.note
    return {
        "number": note.id,
        "once": note.once,
        "replaces": note.replaces_id,
        "author": shown.author,
        "text": "" if shown.is_withheld else note.text,
        "withheld": shown.is_withheld,
        "kind": note.kind.value,
        "prompt": prompts.get(note.prompt_id or 0, ""),
        "table": note.table_label,
        "agreed": note.agreed,
        "mood": note.mood.value if note.mood else "",
        "parked": note.is_parked,
        "removed": note.is_removed,
        "late": note.is_late,
        "conflict": note.conflicts_with_id is not None,
        "at": note.created_at.isoformat(),
        "written_at": note.written_at.isoformat() if note.written_at else None,
        "clock_doubtful": is_clock_doubtful(note),
    }


def about(event: ListeningEvent) -> dict[str, Any]:
    return {"closed": event.closed_at is not None, "title": event.title}
