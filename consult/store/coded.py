"""Comments as one run sees them, a page at a time, and how many; counted by the database.

Only those of areas that the session may see. A worker's session sees all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.themes import Exclusion, PriorityCoding
from consult.store import areas
from consult.store.runs import still_counts


@dataclass(frozen=True, slots=True)
class CodedComment:
    """A comment as one run sees it. reason: why it was left out, or why it was mapped as it was."""

    comment: Comment
    probability: float | None = None
    reason: str = ""


def list_mapped(run_id: int, priority: str, *, limit: int, offset: int) -> list[CodedComment]:
    """Comments mapped to one priority, the surest first."""
    query = (
        sa.select(Comment, PriorityCoding.probability, PriorityCoding.reason)
        .join(PriorityCoding, PriorityCoding.comment_id == Comment.id)
        .where(PriorityCoding.run_id == run_id, PriorityCoding.priority == priority, _counts(PriorityCoding))
        .order_by(PriorityCoding.probability.desc(), Comment.id)
    )
    return _coded(query, limit, offset)


def list_excluded(run_id: int, *, limit: int, offset: int) -> list[CodedComment]:
    """Comments the run left out, by reason."""
    query = (
        sa.select(Comment, sa.null(), Exclusion.reason)
        .join(Exclusion, Exclusion.comment_id == Comment.id)
        .where(Exclusion.run_id == run_id, _counts(Exclusion))
        .order_by(Exclusion.reason, Comment.id)
    )
    return _coded(query, limit, offset)


def _coded(query: sa.Select[*tuple[Any, ...]], limit: int, offset: int) -> list[CodedComment]:
    return [CodedComment(*row) for row in db.session.execute(query.limit(limit).offset(offset))]


def count_excluded(run_id: int) -> dict[str, int]:
    """By reason, the most frequent first."""
    query = sa.select(Exclusion.reason, sa.func.count()).where(Exclusion.run_id == run_id, _counts(Exclusion))
    most_first = query.group_by(Exclusion.reason).order_by(sa.func.count().desc(), Exclusion.reason)
    return dict(list(db.session.execute(most_first)))


def count_mapped(run_id: int) -> dict[str, int]:
    query = sa.select(PriorityCoding.priority, sa.func.count())
    query = query.where(PriorityCoding.run_id == run_id, _counts(PriorityCoding))
    return dict(list(db.session.execute(query.group_by(PriorityCoding.priority))))


def _counts(table: type[PriorityCoding] | type[Exclusion]) -> sa.ColumnElement[bool]:
    """Today, and here."""
    if not areas.limits():
        return still_counts(table)
    return still_counts(table) & table.comment_id.in_(sa.select(Comment.id).where(areas.seen(Comment.area)))
