"""A flipchart, one point on a line, with the marks people make: bullets, numbers, tallies. What is alike is offered
for merging; a person looks at everything before any of it is stored, all in one transaction."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from consult.models.listening import Note, NoteKind
from consult.services import points
from consult.services.point_changes import EVENT_CLOSED
from consult.services.points import LONGEST_NOTE, MOST_AGREED, Said, Sender
from consult.store import listening
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from surveys.characters import clean

MOST_LINES = 200
BULLET = re.compile(r"^(?:[-–—*•·‣▪●○☐☑✓]+|\(?\d{1,3}[.)](?=\s))\s*")
TALLIES = (
    re.compile(r"(?:^|\s)[(\[]?\s*[x×]\s?(\d{1,4})\s*[)\]]?$", re.IGNORECASE),  # x8, (x 8), × 8
    re.compile(r"(?:^|\s)[(\[]\s*(\d{1,4})\s*(?:[x×]|votes?|dots?|stickers?|ticks?)?\s*[)\]]$", re.IGNORECASE),  # (8)
    re.compile(r"[\s:–—-]\s*(\d{1,4})\s*(?:[x×]|votes?|dots?|stickers?|ticks?)$", re.IGNORECASE),  # 8 stickers
)
STROKES = re.compile(r"\s((?:[|/\\Il✓✔+]{1,5}\s*)*[|✓✔]+[|/\\✓✔\s]*)$")
STROKE = re.compile(r"[|/\\Il✓✔+]")


@dataclass(frozen=True, slots=True)
class Line:
    """One point of a flipchart. tally: how many marks stood beside it, where there were any."""

    text: str
    tally: int | None = None


def read_lines(text: str) -> list[Line]:
    """Every line that says something, without its bullet and its tally marks."""
    found = (read_line(line) for line in clean(text).split("\n"))
    return [line for line in found if line.text]


def read_line(line: str) -> Line:
    """A tally that is none (0, or more than 9,999) stays part of the words, and so does one that is all there is."""
    words = BULLET.sub("", line.strip()).strip()
    for form in TALLIES:
        marks = form.search(words)
        if marks and 1 <= int(marks[1]) <= MOST_AGREED and (rest := words[: marks.start()].rstrip(" :–—-")):
            return Line(rest, int(marks[1]))
    strokes = STROKES.search(words)
    if strokes and (rest := words[: strokes.start()].rstrip(" :–—-")):
        return Line(rest, len(STROKE.findall(strokes[1])))
    return Line(words)


def find_alike(texts: Sequence[str]) -> list[int]:
    """For each line the place of the first that says the same, its own where it is alone: the analysis’s rule for
    copies, and where only the order or the endings of words differ."""
    from analysis.duplicates import group_copies, normalised  # heavy: only who types in a flipchart waits for it
    from analysis.words import stem

    first_of: dict[tuple[str, ...], int] = {}
    found = []
    for place, first in enumerate(group_copies(texts)):
        words = tuple(sorted(stem(word) for word in normalised(texts[first]).split()))
        found.append(first_of.setdefault(words, place))
    return found


def merge(lines: Sequence[Line], into: Sequence[int]) -> list[Line]:
    """Lines with all the marks of those that go into them. A line without marks was said once."""
    parts: dict[int, list[Line]] = {}
    for line, place in zip(lines, into, strict=True):
        parts.setdefault(place, []).append(line)
    return [_added_up(lines[place], own) for place, own in sorted(parts.items())]


def _added_up(line: Line, own: Sequence[Line]) -> Line:
    return line if len(own) == 1 else Line(line.text, min(sum(each.tally or 1 for each in own), MOST_AGREED))


def store(
    event_id: int, lines: Sequence[Line], *, kind: NoteKind, prompt_id: int | None, table: str, once: str, by: int
) -> tuple[list[Note], bool]:
    """All of them, or none; sent twice they are stored once. And whether they are new."""
    _refuse_bad(lines)
    said = [
        Said(text=line.text, agreed=line.tally, kind=kind, prompt_id=prompt_id, table_label=table) for line in lines
    ]
    keys = [
        hashlib.sha256(f"{once} {event_id} {place} {each!r}".encode()).hexdigest() for place, each in enumerate(said)
    ]
    try:
        with transaction():
            event = listening.get_event(event_id)
            if event.closed_at is not None:
                raise Conflict(EVENT_CLOSED)
            return [
                points.write(event, each, Sender(by=by), once=key) for each, key in zip(said, keys, strict=True)
            ], True
    except (IntegrityError, Conflict):
        kept = [note for key in keys if (note := listening.find_note_once(key))]
        if len(kept) != len(keys):
            raise
        return kept, False


def _refuse_bad(lines: Sequence[Line]) -> None:
    if not 1 <= len(lines) <= MOST_LINES:
        raise Conflict(f"Type in 1 to {MOST_LINES} points at once.")
    if max(len(line.text) for line in lines) > LONGEST_NOTE:
        raise Conflict(f"One of the lines is too long for a point. Use at most {LONGEST_NOTE:,} characters.")
