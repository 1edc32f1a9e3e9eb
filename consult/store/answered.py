"""What people chose in one question of a survey, counted by the database. Only ever whole groups."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from consult.extensions import db
from consult.models.submissions import Submission


class Chosen(NamedTuple):
    """answer: as JSON, "null" where it was skipped. people: submissions that count, alike in all of this."""

    answer: str
    area: str
    age_band: str
    people: int


def count_chosen(survey_id: int, question_id: str, age_question: str) -> list[Chosen]:
    """Of submissions that reached the question, without the tests."""
    answer = sa.cast(Submission.answers[question_id], sa.Text)
    reached = _kind_of(question_id).is_not(None)  # a skipped question is null, one that was not reached is absent
    age = sa.func.coalesce(Submission.answers[age_question].as_string(), "")
    asked = (
        sa.select(answer, Submission.area, age, sa.func.count())
        .where(Submission.survey_id == survey_id, Submission.is_test.is_(False), reached)
        .group_by(answer, Submission.area, age)
        .order_by(answer, Submission.area, age)
    )
    return [Chosen(*row) for row in db.session.execute(asked)]


def _kind_of(question_id: str) -> sa.Function[str]:
    """“string”, “null” and so on; no value where the question is absent."""
    if db.engine.dialect.name == "postgresql":
        return sa.func.json_typeof(Submission.answers[question_id])
    return sa.func.json_type(Submission.answers, f'$."{question_id}"')
