"""Who answered, by audience, area and one equality question; counted by the database. Only ever whole groups."""

from __future__ import annotations

from datetime import datetime

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


def count_faces(audience: str, until: datetime) -> dict[str, int]:
    """Face → people, of submissions that count, up to this moment; "" where there was only one wording."""
    faces = sa.select(Submission.face, sa.func.count()).group_by(Submission.face)
    return _count(faces.where(Submission.submitted_at <= until), audience)


def count_languages(audience: str, until: datetime) -> dict[str, int]:
    """Language → people, of submissions that count, up to this moment. What says none was in English."""
    language = sa.func.coalesce(sa.func.nullif(Submission.language, ""), "en")
    counted = sa.select(language, sa.func.count()).group_by(language)
    return _count(counted.where(Submission.submitted_at <= until), audience)


def _count(asked: sa.Select[str, int], audience: str) -> dict[str, int]:
    those = asked.where(Submission.audience == audience, Submission.is_test.is_(False))
    return dict(db.session.execute(those).all())
