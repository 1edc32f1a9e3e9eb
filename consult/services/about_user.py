"""Everything that is held about one member of staff, in one file: for their own request (UK GDPR, Art. 15).

Which columns are whose is read from the data register: what respondents said, secrets, and other people's numbers stay
out, and the file says which columns those are. Of safeguarding only the numbers of concerns.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from consult.models.base import utcnow
from consult.services import data_register
from consult.services.data_register import Entry
from consult.store import about_user as store
from consult.store import people
from consult.store.errors import Conflict, NotFound
from consult.store.transaction import transaction

OF_STAFF = ("staff", "technical")
NUMBERS_ONLY = {
    "concern": ("id",),
    "concern_note": ("concern_id",),
    "missed_phrase": ("concern_id",),
    "sampled_comment": ("id",),
}
NOTE = (
    "Everything this platform holds about a member of staff. Left out: what other people said or wrote, secrets such as"
    " the hash of a password, and who colleagues are. Of safeguarding concerns only the numbers. Backups hold the same"
    " until they are deleted; files that wait to be imported hold who sent them, for 24 hours."
)


def export(email: str, file: Path, *, organisation: str) -> int:
    """Write it to a new file that only its owner can read; how many rows. That it was done is in the audit record.

    NotFound where nobody signs in with this address, Conflict where the file is there or cannot be written.
    """
    user = people.find_user(email.strip().lower())
    if user is None:
        raise NotFound(
            "Nobody signs in with this e-mail address. Check it on the users page; closed accounts are there too."
        )
    user_id, is_written = user.id, False
    try:
        with transaction():
            people.record(user_id=None, action="everything about a user exported", subject=f"user {user_id}")
            held = gather(user_id, organisation=organisation)
            _write(file, json.dumps(held, ensure_ascii=False, indent=2))
            is_written = True
    except BaseException:
        if is_written:  # and not on record: then it must not be there
            file.unlink(missing_ok=True)
        raise
    return len(held["audit record"]) + sum(len(table["rows"]) for table in held["tables"])


def gather(user_id: int, *, organisation: str) -> dict[str, Any]:
    register = {entry.table: entry for entry in data_register.read()}
    tables = (_table(naming, user_id, register[naming.table.name]) for naming in store.list_naming())
    return {
        "controller": organisation,
        "made at": utcnow().isoformat(),
        "note": NOTE,
        "account": store.read_account(user_id, _columns(register[store.ACCOUNT])),
        "tables": [table for table in tables if table["rows"]],
        "audit record": list(store.read_audit(user_id)),
    }


def _table(naming: store.Naming, user_id: int, entry: Entry) -> dict[str, Any]:
    columns = [column for column in _columns(entry) if column not in naming.by]
    return {
        "table": entry.table,
        "holds": entry.about,
        "lawful basis": entry.basis,
        "kept": entry.kept,
        "columns left out": sorted(set(entry.columns) - set(columns) - set(naming.by)),
        "rows": store.read_rows(naming, user_id, columns),
    }


def _columns(entry: Entry) -> list[str]:
    mine = [column for column, kind in entry.columns.items() if kind in OF_STAFF]
    return [column for column in mine if column in NUMBERS_ONLY.get(entry.table, mine)]


def _write(file: Path, text: str) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Conflict(f"{file} is there already. Nothing was written; give another name.") from None
    except OSError as error:
        raise Conflict(f"{file} cannot be written: {error.strerror}. Nothing was written.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text + "\n")
