"""How far each survey is: counts for the manager, never who or what."""

from __future__ import annotations

import sqlalchemy as sa

from consult.extensions import db
from consult.models.submissions import Submission, Visit


def count_submissions() -> dict[int, int]:
    """Finished questionnaires by survey, without the tests."""
    query = sa.select(Submission.survey_id, sa.func.count()).where(sa.not_(Submission.is_test))
    return _by_survey(query.group_by(Submission.survey_id))


def count_drafts() -> dict[int, int]:
    """Visits that have not become a submission, by survey."""
    query = sa.select(Visit.survey_id, sa.func.count()).outerjoin(Submission).where(Submission.id.is_(None))
    return _by_survey(query.group_by(Visit.survey_id))


def _by_survey(query: sa.Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}
