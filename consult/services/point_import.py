"""Points of one event from its spreadsheet: every fault named, then all rows or none, the same file once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from consult.services import listening, points
from consult.services.point_rows import Fault, PointReader, PointRow
from consult.services.point_template import code_of
from consult.services.points import Sender
from consult.services.tabular import BadFile, open_table
from consult.store import listening as store
from consult.store import people
from consult.store.errors import Conflict
from consult.store.transaction import transaction

MOST_POINTS = 2_000  # in one file: written in one go, while others wait to write
FAULTS_SHOWN = 200
TOO_MANY = (
    f"This file has more than {MOST_POINTS:,} points. Split it into files of at most {MOST_POINTS:,}, and hand in each."
)
NO_POINTS = "There is no point in this file. Write each point into a row of its own, save the file and try again."
MISSING = "The file has no column {}. Download the template of this event again, and copy your rows into it."
FAULTY = "Some rows cannot be stored as they are, so nothing was. Mend them in the file, then choose it again."


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What is in the file. faults: the first of them; fault_count: all. key: the same for the same rows."""

    rows: tuple[PointRow, ...]
    faults: tuple[Fault, ...]
    fault_count: int
    key: str
    stored_before: bool


def look(event_id: int, file: Path | bytes) -> Looked:
    """Nothing is stored. BadFile where it cannot be read as a table of points."""
    event = listening.get_event(event_id)
    prompts = {prompt.code: prompt.id for prompt in listening.list_prompts(event_id)}
    rows, faults, fault_count = list[PointRow](), list[Fault](), 0
    with open_table(file) as table:
        reader = PointReader(table.columns, event_code=code_of(event.id), prompts=prompts)
        if reader.missing:
            raise BadFile(MISSING.format(" and no column ".join(f"“{name}”" for name in reader.missing)))
        for row in table.rows:
            found = reader.read(row)
            if isinstance(found, PointRow):
                rows.append(found)
            elif found:
                fault_count += len(found)
                faults += found[: FAULTS_SHOWN - len(faults)]
            if len(rows) > MOST_POINTS:
                raise BadFile(TOO_MANY)
    if not rows and not faults:
        raise BadFile(NO_POINTS)
    key = _key(event_id, rows)
    before = bool(rows) and store.find_note_once(_once(key, 0)) is not None
    return Looked(rows=tuple(rows), faults=tuple(faults), fault_count=fault_count, key=key, stored_before=before)


def take_in(event_id: int, file: Path | bytes, *, by: int) -> int:
    """How many points were stored: all, or 0 where this file was stored before. Conflict where a row is wrong."""
    looked = look(event_id, file)
    if looked.faults:
        raise Conflict(FAULTY)
    try:
        with transaction():
            event = store.get_event(event_id)
            if store.find_note_once(_once(looked.key, 0)):
                return 0
            for number, row in enumerate(looked.rows):
                points.write(event, row.said, Sender(by=by), once=_once(looked.key, number))
            detail = f"{len(looked.rows)} points"
            people.record(user_id=by, action="points imported", subject=f"event {event_id}", detail=detail)
    except IntegrityError:  # the same press, a moment earlier
        if store.find_note_once(_once(looked.key, 0)):
            return 0
        raise
    return len(looked.rows)


def _key(event_id: int, rows: list[PointRow]) -> str:
    """Of what the rows say: saved again by another program it is the same file."""
    said = json.dumps([event_id, [asdict(row.said) for row in rows]], default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def _once(key: str, number: int) -> str:
    return hashlib.sha256(f"{key} {number}".encode()).hexdigest()
