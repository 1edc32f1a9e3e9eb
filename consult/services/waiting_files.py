"""A concern about words in a file that waits to be imported: they are not stored as comments yet, or never will be."""

from __future__ import annotations

from pathlib import Path

from consult.models.base import utcnow
from consult.models.concerns import Concern
from consult.services import concerns, imports, uploads
from consult.store.concerns import Origin
from consult.store.errors import NotFound

DOOR = "file not imported yet"


def raise_about_line(instance: Path, token: str, line: int, *, by: int) -> Concern:
    """The words are read from the file, never from what a browser sends."""
    upload = uploads.get(uploads.folder(instance), token, by=by)
    row = next((row for row in imports.preview(upload.content).first_rows if row.line == line), None)
    if row is None:
        raise NotFound(f"no line {line} in the preview")
    words = "\n".join(cell for cell in row.cells if cell.strip())
    origin = Origin(door=DOOR, origin=upload.file_name, place=f"line {line}", sent_until=utcnow())
    return concerns.raise_about_words(words, origin, by=by)
