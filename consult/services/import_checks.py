"""Every row of a file is checked before the database is asked for anything. Pure but for the file it waits in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import IO, Any

from consult.services.background_work import Progress
from consult.services.import_rows import BadRow, Columns, Fixed, RowReader
from consult.services.tabular import BadFile, Row, Table
from consult.store.errors import Conflict

FAULTS_SHOWN = 100
FAULTS_LISTED = 5
REPORT_EVERY = 500


@dataclass(frozen=True, kw_only=True)
class Fault:
    line: int
    reason: str


class BadRows(Conflict):
    """Some rows cannot be taken, so none was. faults holds the first of them; only summary is free of their words."""

    def __init__(self, faults: tuple[Fault, ...], count: int, rows: int) -> None:
        self.summary = f"{count:,} of {rows:,} rows cannot be imported, so nothing was stored."
        listed = "".join(f"\n  line {fault.line:,}: {fault.reason}" for fault in faults[:FAULTS_LISTED])
        more = f"\n  and {count - FAULTS_LISTED:,} more" if count > FAULTS_LISTED else ""
        super().__init__(f"{self.summary}{listed}{more}")
        self.faults, self.count, self.rows = faults, count, rows


def try_rows(
    names: tuple[str, ...], rows: tuple[Row, ...], columns: Columns, fixed: Fixed
) -> list[dict[str, Any] | Fault]:
    """How these rows would be taken, one by one: the comment's values, or what is wrong."""
    reader = RowReader(names, columns, fixed)
    return [_taken(reader, row) for row in rows]


def check_all(table: Table, columns: Columns, fixed: Fixed, checked: IO[str], progress: Progress) -> tuple[int, int]:
    """How many rows there are and how many are blank; the good ones wait in a file, so that memory stays small."""
    reader = RowReader(table.columns, columns, fixed)
    faults: list[Fault] = []
    count = blank = bad = 0
    for count, row in enumerate(table.rows, 1):
        if count % REPORT_EVERY == 1:
            progress("reading", row.done * 0.9)
        taken = _taken(reader, row)
        if isinstance(taken, Fault):
            bad += 1
            faults += [taken] if bad <= FAULTS_SHOWN else []
        elif not bad:
            blank += not taken["text"]
            checked.write(json.dumps(taken, default=str) + "\n")
    if bad:
        raise BadRows(tuple(faults), bad, count)
    if not count:
        raise BadFile("The file has headings but no rows below them. Put one comment in each row.")
    return count, blank


def _taken(reader: RowReader, row: Row) -> dict[str, Any] | Fault:
    try:
        return reader.read(row)
    except BadRow as error:
        return Fault(line=row.line, reason=str(error))
