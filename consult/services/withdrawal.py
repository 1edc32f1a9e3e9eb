"""Take answers back: with every row that was made of them, on this machine and on one restored from a backup.

Which submissions were taken back is written to a file beside the database before the database forgets them, so that
an older backup brings nothing back: `consult restore` reads the file and takes them out again. It holds references
only, which name nothing any more.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from consult.models.keeping import Why
from consult.store import people, receipts, removing
from consult.store.errors import Conflict
from consult.store.transaction import transaction

FILE = "withdrawals.jsonl"
AT_ONCE = 500


def take_back(receipt_id: int, *, instance: Path) -> bool:
    """All or nothing. False where they were taken back before, or the last day was over."""
    for _ in range(2):
        try:
            return _take_back(receipt_id, instance)
        except IntegrityError:  # the first of this survey, twice at the same moment: now there is a line to add to
            continue
    raise Conflict("Your answers could not be taken back just now. Wait a moment and press the button again.")


def _take_back(receipt_id: int, instance: Path) -> bool:
    with transaction():
        receipt = receipts.find_by_id(receipt_id)
        if receipt is None:
            return False
        reference = receipt.submission.reference
        removing.remove_submissions([receipt.submission_id], Why.WITHDRAWN)
        people.record(user_id=None, action="answers taken back", subject="one submission")
        write_down(instance / FILE, [reference])  # before the commit: what is in doubt is taken out twice, never kept
    return True


def replay(references: Iterable[str]) -> int:
    """Take out again what an older backup has brought back; how many there were."""
    wanted, removed = sorted(set(references)), 0
    for start in range(0, len(wanted), AT_ONCE):
        with transaction():
            found = removing.find_submissions(wanted[start : start + AT_ONCE])
            if found:
                removed += removing.remove_submissions(found, Why.WITHDRAWN)
                detail = f"{len(found)} after a restore"
                people.record(user_id=None, action="answers taken back again", subject="restored", detail=detail)
    return removed


def write_down(file: Path, references: Iterable[str]) -> None:
    """Added at the end, and on the disk before this returns."""
    lines = "".join(json.dumps({"withdrawn": reference}) + "\n" for reference in references)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, lines.encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name of a new file too
    finally:
        os.close(folder)


def read_file(file: Path) -> list[str]:
    """Conflict where it is no list of withdrawals; a last line that a power cut has cut short is left out."""
    try:
        return read_lines(file.read_bytes())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Conflict(f"{file}: this is no list of withdrawals ({type(error).__name__}).") from None


def read_lines(content: bytes) -> list[str]:
    *whole, _rest = content.decode("ascii").split("\n")
    return [str(json.loads(line)["withdrawn"]) for line in whole if line]
