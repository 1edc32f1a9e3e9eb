"""Comments as one run sees them, a page at a time, and how many; counted by the database.

Only those of areas that the session may see. A worker's session sees all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.themes import Coding, Exclusion, PriorityCoding
from consult.store import areas
from consult.store.comments import withheld
from consult.store.runs import still_counts


@dataclass(frozen=True, slots=True)
class CodedComment:
    """A comment as one run sees it. reason: why it was left out, or why it was mapped as it was."""

    comment: Comment
    probability: float | None = None
    reason: str = ""


def list_coded(
    run_id: int, theme_id: int | None, *, limit: int, offset: int, unsure: bool = False
) -> list[CodedComment]:
    """Comments of one theme, the surest first; without one, those that fit none or (unsure) may fit one."""
    query = (
        sa.select(Comment, Coding.probability, sa.literal(""))
        .join(Coding, Coding.comment_id == Comment.id)
        .where(Coding.run_id == run_id, Coding.theme_id == theme_id, Coding.is_unsure == unsure, _counts(Coding))
        .order_by(Coding.probability.desc(), Comment.id)
    )
    return _coded(query, limit, offset)


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


def count_by_theme(run_id: int) -> dict[int | None, int]:
    """Comments coded to each theme that count today; None is “no theme” and “not sure” together."""
    query = sa.select(Coding.theme_id, sa.func.count()).where(Coding.run_id == run_id, _counts(Coding))
    return dict(list(db.session.execute(query.group_by(Coding.theme_id))))


def count_unsure(run_id: int) -> int:
    """Comments that may fit a theme and were left to a person."""
    query = sa.select(sa.func.count()).where(Coding.run_id == run_id, Coding.is_unsure, _counts(Coding))
    return db.session.scalar(query) or 0


def count_of_themes(theme_ids: Sequence[int]) -> dict[int, int]:
    query = sa.select(Coding.theme_id, sa.func.count()).where(Coding.theme_id.in_(theme_ids), _counts(Coding))
    counted = db.session.execute(query.group_by(Coding.theme_id))
    return {theme_id: count for theme_id, count in counted if theme_id is not None}


def count_excluded(run_id: int) -> dict[str, int]:
    """By reason, the most frequent first."""
    query = sa.select(Exclusion.reason, sa.func.count()).where(Exclusion.run_id == run_id, _counts(Exclusion))
    most_first = query.group_by(Exclusion.reason).order_by(sa.func.count().desc(), Exclusion.reason)
    return dict(list(db.session.execute(most_first)))


def count_mapped(run_id: int) -> dict[str, int]:
    query = sa.select(PriorityCoding.priority, sa.func.count())
    query = query.where(PriorityCoding.run_id == run_id, _counts(PriorityCoding))
    return dict(list(db.session.execute(query.group_by(PriorityCoding.priority))))


def count_withheld(run_id: int, theme_id: int | None) -> int:
    """Comments of a theme, or of none, whose words are withheld today."""
    mine = (Coding.run_id == run_id, Coding.theme_id == theme_id, _counts(Coding))
    query = sa.select(sa.func.count()).where(*mine, Coding.comment_id.in_(withheld()))
    return db.session.scalar(query) or 0


def _counts(table: type[Coding] | type[PriorityCoding] | type[Exclusion]) -> sa.ColumnElement[bool]:
    """Today, and here."""
    if not areas.limits():
        return still_counts(table)
    return still_counts(table) & table.comment_id.in_(sa.select(Comment.id).where(areas.seen(Comment.area)))
