"""Who answered, by audience, area and one equality question; counted by the database. Only ever whole groups."""

from __future__ import annotations

import sqlalchemy as sa

from consult.extensions import db
from consult.models.submissions import EqualityAnswers, Submission


def count_answers(audience: str, question: str) -> dict[str, int]:
    """Answer → people, of submissions that count; "" for those who gave none. An equality question's: kept apart."""
    said = sa.func.coalesce(EqualityAnswers.answers[question].as_string(), "")
    asked = sa.select(said, sa.func.count()).select_from(Submission)
    asked = asked.outerjoin(EqualityAnswers, EqualityAnswers.submission_id == Submission.id)
    return _count(asked.group_by(said), audience)


def count_areas(audience: str) -> dict[str, int]:
    """Area → people, of submissions that count."""
    return _count(sa.select(Submission.area, sa.func.count()).group_by(Submission.area), audience)


def _count(asked: sa.Select[str, int], audience: str) -> dict[str, int]:
    those = asked.where(Submission.audience == audience, Submission.is_test.is_(False))
    return dict(db.session.execute(those).all())
