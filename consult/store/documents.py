"""Documents that were received, and how each of them stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.concerns import CLOSED_STATES, Concern
from consult.models.documents import Document, DocumentPoint
from consult.store import areas
from consult.store.errors import NotFound


def add(**columns: Any) -> Document:
    """IntegrityError where the same file was handed in before."""
    document = Document(**columns)
    db.session.add(document)
    db.session.flush()
    return document


def find_same(sha256: str) -> int | None:
    return db.session.scalar(sa.select(Document.id).where(Document.sha256 == sha256))


def get(document_id: int) -> Document:
    """One that this session may see."""
    document = db.session.get(Document, document_id, populate_existing=True)
    if document is None or not areas.may_see(document.area):
        raise NotFound(f"no document {document_id}")
    return document


def get_content(document_id: int) -> bytes | None:
    return db.session.scalar(sa.select(Document.content).where(Document.id == document_id))


def list_all() -> list[Document]:
    """Of the areas that this session may see, the newest first."""
    query = sa.select(Document).where(areas.seen(Document.area)).order_by(Document.id.desc())
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def count() -> tuple[int, int]:
    """Received and closed, of all areas."""
    query = sa.select(sa.func.count(), sa.func.count(Document.closed_at)).select_from(Document)
    received, closed = db.session.execute(query).one()
    return received, closed


def say_read(document_id: int, *, by: int, at: datetime) -> bool:
    """False where somebody had read it before: the first stands."""
    one = sa.update(Document).where(Document.id == document_id, Document.read_by.is_(None))
    return _did(one.values(read_by=by, read_at=at))


def say_answered(document_id: int, **columns: Any) -> bool:
    """Of one that was read and is open."""
    one = sa.update(Document).where(
        Document.id == document_id, Document.read_by.is_not(None), Document.closed_at.is_(None)
    )
    return _did(one.values(columns))


def close(document_id: int, *, by: int, at: datetime) -> bool:
    """False where it is closed, unread, or nobody said where it is answered."""
    ready = (Document.closed_at.is_(None), Document.read_by.is_not(None), Document.answered_at != "")
    return _did(sa.update(Document).where(Document.id == document_id, *ready).values(closed_by=by, closed_at=at))


def open_again(document_id: int) -> bool:
    one = sa.update(Document).where(Document.id == document_id, Document.closed_at.is_not(None))
    return _did(one.values(closed_by=None, closed_at=None))


def remove_content(before: date) -> int:
    """Of those received before; the register keeps the rest. Not while a concern about one is open."""
    held = sa.select(Concern.id).where(Concern.state.not_in(CLOSED_STATES))
    mine = (
        Document.received_on < before,
        Document.content.is_not(None),
        sa.or_(Document.concern_id.is_(None), Document.concern_id.not_in(held)),
    )
    gone = sa.update(Document).where(*mine).values(content=None, original_name="", left_out=[])
    return len(db.session.scalars(gone.returning(Document.id)).all())


def add_point(document_id: int, note_id: int) -> None:
    db.session.add(DocumentPoint(document_id=document_id, note_id=note_id))
    db.session.flush()


def count_points(document_id: int) -> int:
    """How many points of its event were typed from it."""
    mine = DocumentPoint.document_id == document_id
    return db.session.scalar(sa.select(sa.func.count()).select_from(DocumentPoint).where(mine)) or 0


def _did(change: sa.Update) -> bool:
    return db.session.scalar(change.returning(Document.id)) is not None
