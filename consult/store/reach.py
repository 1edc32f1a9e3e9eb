"""Who answered, by audience, area and one equality question; counted by the database. Only ever whole groups."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from consult.extensions import db
from consult.models.submissions import EqualityAnswers, Submission


class Answered(NamedTuple):
    """So many people of one audience and area gave this answer; value is empty where they gave none."""

    area: str
    value: str
    people: int


def count_answers(audience: str, question: str) -> list[Answered]:
    """Submissions that count. question: the id of an equality question, which is kept apart and may be deleted."""
    said = sa.func.coalesce(EqualityAnswers.answers[question].as_string(), "")
    query = (
        sa.select(Submission.area, said, sa.func.count())
        .outerjoin(EqualityAnswers, EqualityAnswers.submission_id == Submission.id)
        .where(Submission.audience == audience, Submission.is_test.is_(False))
        .group_by(Submission.area, said)
        .order_by(Submission.area, said)
    )
    return [Answered(*row) for row in db.session.execute(query)]


def count_areas(audience: str) -> list[Answered]:
    """The same for where people live: area and value are one."""
    query = (
        sa.select(Submission.area, sa.func.count())
        .where(Submission.audience == audience, Submission.is_test.is_(False))
        .group_by(Submission.area)
        .order_by(Submission.area)
    )
    return [Answered(area, area, people) for area, people in db.session.execute(query)]
