"""What every column holds, whose it is, on which ground and for how long; the records of processing made from it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from consult.models.everything import metadata

FILE = Path(__file__).resolve().parents[1] / "data_register.toml"
CLASSES = ("words", "special", "person", "staff", "derived", "secret", "technical")
HEAD = """# Records of processing

Made from `consult/data_register.toml` by `consult records-of-processing`; a test fails where the two differ, and
where a column is missing. Controller: {organisation}, for the councils it serves [DPO]. Nothing is sent to anybody
outside; no processor takes part but whoever runs the machine [DPO]. No decision about a person is made by a machine.

| table | holds | about whom | lawful basis | kept | kinds of data |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One table. columns: name → one of CLASSES."""

    table: str
    about: str
    people: str
    basis: str
    kept: str
    columns: dict[str, str]


@cache
def read() -> tuple[Entry, ...]:
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Entry(
            table=table,
            columns={column: kind for kind in CLASSES for column in entry.pop(kind, [])},
            **entry,
        )
        for table, entry in found.items()
    )


def faults() -> list[str]:
    """Columns without a class, classes without a column, in words that say what to do."""
    known = {(entry.table, column) for entry in read() for column in entry.columns}
    there = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    missing = [f"{table}.{column}: give it a class in {FILE.name}" for table, column in sorted(there - known)]
    gone = [f"{table}.{column}: no such column; take it out of {FILE.name}" for table, column in sorted(known - there)]
    return missing + gone


def as_document(organisation: str) -> str:
    """Markdown: one row for each table, with the columns that are more than technical."""
    return HEAD.format(organisation=organisation) + "".join(map(_row, read()))


def _row(entry: Entry) -> str:
    kinds: dict[str, list[str]] = {}
    for column, kind in entry.columns.items():
        kinds.setdefault(kind, []).append(column)
    kinds.pop("technical", None)
    said = "; ".join(f"{kind}: {', '.join(columns)}" for kind, columns in kinds.items()) or "technical only"
    return f"| `{entry.table}` | {entry.about} | {entry.people} | {entry.basis} | {entry.kept} | {said} |\n"
