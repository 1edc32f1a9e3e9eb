"""Finished questionnaires, and the equality answers that are kept apart from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.submissions import EqualityAnswers, Submission


def add(
    *,
    visit_id: int | None,
    reference: str,
    survey_id: int,
    version_id: str,
    audience: str,
    area: str,
    answers: dict[str, Any],
    submitted_at: datetime,
    notice: str,
    face: str,
    language: str,
) -> Submission:
    """IntegrityError where this visit has been sent before, or the reference is taken."""
    submission = Submission(
        visit_id=visit_id,
        reference=reference,
        survey_id=survey_id,
        instrument_version_id=version_id,
        audience=audience,
        area=area,
        answers=answers,
        submitted_at=submitted_at,
        notice=notice,
        face=face,
        language=language,
    )
    db.session.add(submission)
    db.session.flush()
    return submission


def find_by_reference(reference: str) -> Submission | None:
    return db.session.scalar(sa.select(Submission).where(Submission.reference == reference))


def list_submissions(survey_id: int) -> list[Submission]:
    """Of one survey, oldest first."""
    query = sa.select(Submission).where(Submission.survey_id == survey_id).order_by(Submission.id)
    return list(db.session.scalars(query))


def count_by_survey() -> dict[int, int]:
    """How many were sent, by survey id. Tests of the survey do not count."""
    query = sa.select(Submission.survey_id, sa.func.count()).where(sa.not_(Submission.is_test))
    return dict(db.session.execute(query.group_by(Submission.survey_id)).tuples().all())


def find_equality_answers(submission_id: int) -> dict[str, Any] | None:
    return db.session.scalar(sa.select(EqualityAnswers.answers).where(EqualityAnswers.submission_id == submission_id))


def add_equality_answers(submission_id: int, answers: dict[str, Any]) -> None:
    db.session.execute(sa.insert(EqualityAnswers).values(submission_id=submission_id, answers=answers))


def replace_equality_answers(submission_id: int, answers: dict[str, Any]) -> None:
    mine = sa.update(EqualityAnswers).where(EqualityAnswers.submission_id == submission_id)
    db.session.execute(mine.values(answers=answers))
