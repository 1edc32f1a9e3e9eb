"""Comments from a file: all rows or none, the same file once. Read and checked first, then written in one go."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, Any

from sqlalchemy.exc import IntegrityError

from consult.services.background_work import Progress, nothing_to_report
from consult.services.import_checks import check_all
from consult.services.import_rows import SOURCE, BadRow, Columns, Fixed, guess_columns, read_area, read_audience
from consult.services.tabular import Row, open_table
from consult.store import comments, imports, people
from consult.store.errors import Conflict
from consult.store.imports import ImportedFile
from consult.store.transaction import transaction

COUNTED_IN_A_SHEET = 5_000
PREVIEW_ROWS = 5
CHUNK = 2_000
LONGEST_NAME = 200


class AlreadyImported(Conflict):
    """The same bytes were imported before."""

    def __init__(self, earlier: ImportedFile) -> None:
        by = f" by {earlier.imported_by}" if earlier.imported_by else ""
        day = f"{earlier.imported_at.day} {earlier.imported_at:%B %Y}"
        super().__init__(
            f"This file was imported before, on {day}{by}, with {earlier.rows:,} comments. Nothing was added."
        )
        self.earlier = earlier


@dataclass(frozen=True, kw_only=True)
class Preview:
    """is_whole is False where only the first rows were counted."""

    columns: tuple[str, ...]
    guess: Columns
    first_rows: tuple[Row, ...]
    count: int
    is_whole: bool
    content_hash: str


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    import_id: int
    comments: int
    blank: int  # of them, kept and left out of the analysis


def preview(file: Path | bytes) -> Preview:
    """What is in the file, before anything is stored."""
    with open_table(file) as table:
        first = tuple(islice(table.rows, PREVIEW_ROWS))
        limit = None if table.is_quick else COUNTED_IN_A_SHEET + 1 - len(first)
        count = len(first) + sum(1 for _ in islice(table.rows, limit))
        return Preview(
            columns=table.columns,
            guess=guess_columns(table.columns, list(first)),
            first_rows=first,
            count=count,
            is_whole=table.is_quick or count <= COUNTED_IN_A_SHEET,
            content_hash=hash_of(file),
        )


def import_comments(
    file: Path | bytes,
    columns: Columns,
    fixed: Fixed,
    *,
    file_name: str,
    by: int | None,
    progress: Progress = nothing_to_report,
) -> ImportResult:
    """Take in the whole file or nothing. progress is called while it reads, never inside the transaction."""
    return _import(file, lambda _names: columns, fixed, file_name=file_name, by=by, progress=progress)


def import_file(
    path: Path,
    *,
    text: str,
    id: str = "",
    audience: str = "",
    area: str = "",
    date: str = "",
    question: str = "",
    source: str = "",
    all_audience: str = "",
    all_area: str = "not-said",
    all_date: date | None = None,
    all_question: str = "",
    all_source: str = SOURCE,
    by: int | None = None,
    progress: Progress = nothing_to_report,
) -> ImportResult:
    """For the command line: text … source name columns, in any case; all_… fill rows that say nothing themselves."""
    wanted = {"text": text, "id": id, "audience": audience, "area": area, "date": date}
    wanted |= {"question": question, "source": source}
    fixed = make_fixed(audience=all_audience, area=all_area, date=all_date, question=all_question, source=all_source)

    def choose(names: tuple[str, ...]) -> Columns:
        return Columns(**{field: _column(name, names) for field, name in wanted.items()})

    return _import(path, choose, fixed, file_name=path.name, by=by, progress=progress)


def make_fixed(
    *, audience: str = "", area: str = "", date: date | None = None, question: str = "", source: str = ""
) -> Fixed:
    """Values for all rows, written as people write them."""
    try:
        return Fixed(
            audience=read_audience(audience) if audience else "",
            area=read_area(area) if area else "not-said",
            date=date,
            question=question,
            source=source or SOURCE,
        )
    except BadRow as error:
        raise Conflict(f"{error}.") from error


def hash_of(file: Path | bytes) -> str:
    with BytesIO(file) if isinstance(file, bytes) else file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def find_earlier(content_hash: str) -> ImportedFile | None:
    return imports.find_import(content_hash)


def list_imports() -> list[ImportedFile]:
    return imports.list_imports()


def _import(
    file: Path | bytes,
    choose: Callable[[tuple[str, ...]], Columns],
    fixed: Fixed,
    *,
    file_name: str,
    by: int | None,
    progress: Progress,
) -> ImportResult:
    content_hash = hash_of(file)
    _refuse_second_time(content_hash)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as checked, open_table(file) as table:
        count, blank = check_all(table, choose(table.columns), fixed, checked, progress)
        progress("writing", 1.0)
        try:
            with transaction():
                import_id = _store(checked, content_hash, count, file_name=file_name, by=by)
        except IntegrityError:
            _refuse_second_time(content_hash)  # somebody was a moment quicker
            raise
    return ImportResult(import_id=import_id, comments=count, blank=blank)


def _column(name: str, names: tuple[str, ...]) -> str:
    """The column as the file writes it."""
    if not name:
        return ""
    found = [column for column in names if column == name] or [c for c in names if c.casefold() == name.casefold()]
    if not found:
        raise Conflict(f"The file has no column ‘{name}’. It has: {', '.join(names)}.")
    return found[0]


def _refuse_second_time(content_hash: str) -> None:
    if earlier := imports.find_import(content_hash):
        raise AlreadyImported(earlier)


def _store(checked: IO[str], content_hash: str, count: int, *, file_name: str, by: int | None) -> int:
    name = file_name[-LONGEST_NAME:]
    taken_in = imports.add_import(file_name=name, content_hash=content_hash, rows=count, imported_by=by)
    checked.seek(0)
    numbered = _numbered(checked, taken_in.id)
    while chunk := list(islice(numbered, CHUNK)):
        comments.add_all(chunk)
    people.record(user_id=by, action="comments imported", subject=f"import {taken_in.id}", detail=f"{count} comments")
    return taken_in.id


def _numbered(checked: IO[str], import_id: int) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(checked, 1):
        values = json.loads(line)
        values["said_on"] = date.fromisoformat(values["said_on"])
        yield values | {"import_id": import_id, "row_number": number}
