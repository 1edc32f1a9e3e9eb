"""Files of comments that were taken in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import CommentImport, Screened
from consult.models.people import User

NAME_WITHHELD = "a file whose name is withheld"


class ImportedFile(NamedTuple):
    file_name: str
    rows: int
    imported_at: datetime
    imported_by: str | None  # the user's name


def add_import(*, file_name: str, content_hash: str, rows: int, imported_by: int | None) -> CommentImport:
    taken_in = CommentImport(file_name=file_name, content_hash=content_hash, rows=rows, imported_by=imported_by)
    db.session.add(taken_in)
    db.session.flush()
    return taken_in


def find_import(content_hash: str) -> ImportedFile | None:
    found = db.session.execute(_files().where(CommentImport.content_hash == content_hash)).first()
    return ImportedFile(*found) if found else None


def list_imports(limit: int = 50) -> list[ImportedFile]:
    """The newest first."""
    query = _files().order_by(CommentImport.id.desc()).limit(limit)
    return [ImportedFile(*row) for row in db.session.execute(query)]


def shown_name() -> sa.Case[str]:
    """What a file was called, unless the screening flagged its name: that is the safeguarding lead's to read."""
    return sa.case((CommentImport.name_screening == Screened.FLAGGED, NAME_WITHHELD), else_=CommentImport.file_name)


def _files() -> sa.Select[str, int, datetime, Any]:
    columns = (shown_name(), CommentImport.rows, CommentImport.imported_at, User.name)
    return sa.select(*columns).outerjoin(User, User.id == CommentImport.imported_by)
