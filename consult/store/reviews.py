"""Submissions that a manager should look at, and what was decided. Never what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from consult.extensions import db
from consult.models.reviews import Likeness, ReviewMark
from consult.models.submissions import Submission
from consult.models.surveys import Survey
from consult.store import areas
from consult.store.errors import NotFound

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Marked:
    """One marked submission with its survey; alike: how many others say exactly the same."""

    mark: ReviewMark
    reference: str
    submitted_at: datetime
    survey: str
    alike: int


def keep_likeness(submission_id: int, digest: str) -> int:
    """How many others are alike."""
    other = sa.orm.aliased(Likeness)
    alike = sa.select(sa.func.count(other.submission_id))
    alike = alike.where(other.digest == digest, other.submission_id != submission_id)
    row = {"submission_id": submission_id, "digest": digest}
    return db.session.scalar(sa.insert(Likeness).values(row).returning(alike.scalar_subquery())) or 0


def add_mark(submission_id: int, reasons: list[str], seconds: int | None) -> None:
    db.session.add(ReviewMark(submission_id=submission_id, reasons=reasons, seconds=seconds, is_set_aside=None))
    db.session.flush()


def is_marked(submission_id: int) -> bool:
    return db.session.get(ReviewMark, submission_id) is not None


def get_for_change(submission_id: int) -> tuple[ReviewMark, Submission]:
    query = (
        sa.select(ReviewMark, Submission)
        .join(Submission, Submission.id == ReviewMark.submission_id)
        .where(ReviewMark.submission_id == submission_id, areas.seen(Submission.area))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound(f"submission {submission_id} is not marked")
    return row[0], row[1]


def count_marked_since(moment: datetime) -> int:
    return db.session.scalar(sa.select(sa.func.count()).where(ReviewMark.marked_at >= moment)) or 0


def list_marked(*, is_decided: bool) -> list[Marked]:
    """Of the areas that may be seen: the oldest first of those that wait, the newest first of those decided."""
    other = sa.orm.aliased(Likeness)
    alike = (
        sa.select(sa.func.count())
        .select_from(other)
        .join(Likeness, Likeness.digest == other.digest)
        .where(Likeness.submission_id == ReviewMark.submission_id, other.submission_id != ReviewMark.submission_id)
        .correlate(ReviewMark)
        .scalar_subquery()
    )
    which = ReviewMark.decided_at.is_not(None) if is_decided else ReviewMark.decided_at.is_(None)
    order = ReviewMark.submission_id.desc() if is_decided else ReviewMark.submission_id
    query = (
        sa.select(ReviewMark, Submission.reference, Submission.submitted_at, Survey.title, alike)
        .join(Submission, Submission.id == ReviewMark.submission_id)
        .join(Survey, Survey.id == Submission.survey_id)
        .where(which, areas.seen(Submission.area))
        .order_by(order)
        .limit(AT_ONCE)
    )
    return [Marked(*row) for row in db.session.execute(query)]


def count() -> tuple[int, int]:
    """How many wait to be looked at, and how many were set aside: of all areas."""
    waiting = sa.func.count().filter(ReviewMark.decided_at.is_(None))
    aside = sa.func.count().filter(ReviewMark.is_set_aside.is_(True))
    row = db.session.execute(sa.select(waiting, aside).select_from(ReviewMark)).one()
    return row[0], row[1]
