"""What came late: points after their event was closed, rows of files received after a wave had closed."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.listening import Note
from consult.models.surveys import Wave
from consult.settings import LONDON
from consult.store import comments
from consult.store.ledger import Door


def count_late() -> dict[tuple[Door, int], int]:
    """By source, of the points and rows that count. A row's day is the one on which it was said or received."""
    counting = Comment.id.not_in(comments.set_apart())
    points = sa.select(Note.event_id, sa.func.count()).join(Comment, Comment.note_id == Note.id)
    points = points.where(Note.is_late, counting).group_by(Note.event_id)
    found = {(Door.EVENT, event_id): count for event_id, count in db.session.execute(points)}
    if between := _days_between_waves():
        days = sa.or_(*(sa.and_(Comment.said_on > after, Comment.said_on < before) for after, before in between))
        rows = sa.select(Comment.import_id, sa.func.count()).where(Comment.import_id.is_not(None), days)
        counted = db.session.execute(rows.group_by(Comment.import_id))
        found |= {(Door.IMPORT, file): count for file, count in counted if file is not None}
    return found


def _days_between_waves() -> list[tuple[date, date]]:
    """The last day of each wave, and the first of the next: between them nothing was open."""
    query = sa.select(Wave.opens_at, Wave.closes_at).order_by(Wave.opens_at, Wave.id)
    spans = [(opens.astimezone(LONDON).date(), closes.astimezone(LONDON).date()) for opens, closes in
             db.session.execute(query)]  # fmt: skip
    ends = [max(closes for _, closes in spans[: place + 1]) for place in range(len(spans))]
    begins = [*(opens for opens, _ in spans[1:]), date.max]
    return [(end, begin) for end, begin in zip(ends, begins, strict=False) if end < begin]
