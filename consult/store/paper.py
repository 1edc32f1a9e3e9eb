"""Answers that staff typed from paper, with the day they were received; counted apart from those sent online."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from consult.extensions import db
from consult.models.people import User
from consult.models.submissions import PaperAnswer, Submission
from consult.models.surveys import Survey, Wave
from consult.settings import LONDON
from consult.store import areas
from consult.store.errors import NotFound


@dataclass(frozen=True, slots=True)
class Typed:
    """One answer from paper: what is known of it besides what it says."""

    id: int
    reference: str
    survey: str
    received_on: date
    typed_at: datetime
    typed_by: int
    name: str
    is_set_aside: bool
    closed_on: date

    @property
    def is_late(self) -> bool:
        return self.received_on > self.closed_on


def add(submission_id: int, *, received_on: date, by: int, once: str) -> None:
    """IntegrityError where it was typed by another press, a moment earlier."""
    db.session.add(PaperAnswer(submission_id=submission_id, received_on=received_on, typed_by=by, once=once))
    db.session.flush()


def find_once(once: str) -> str | None:
    """The reference of what was stored with this key."""
    query = sa.select(Submission.reference).join(PaperAnswer, PaperAnswer.submission_id == Submission.id)
    return db.session.scalar(query.where(PaperAnswer.once == once))


def get(submission_id: int) -> Typed:
    """One of an area that this session may see."""
    for found in _list(PaperAnswer.submission_id == submission_id, most=1):
        return found
    raise NotFound(f"no paper answer {submission_id}")


def list_newest(most: int) -> list[Typed]:
    return _list(sa.true(), most=most)


def count() -> dict[int, tuple[int, int]]:
    """By survey: how many that count were typed from paper, and how many of these were received after it had closed."""
    query = sa.select(Submission.survey_id, PaperAnswer.received_on, Survey.closed_at, Wave.closes_at, sa.func.count())
    query = query.select_from(PaperAnswer).join(Submission, Submission.id == PaperAnswer.submission_id)
    query = query.join(Survey, Survey.id == Submission.survey_id).join(Wave, Wave.id == Survey.wave_id)
    query = query.where(sa.not_(Submission.is_test))
    every, late = Counter[int](), Counter[int]()
    grouped = query.group_by(Submission.survey_id, PaperAnswer.received_on, Survey.closed_at, Wave.closes_at)
    for survey_id, received_on, closed_at, closes_at, number in db.session.execute(grouped):
        every[survey_id] += number
        late[survey_id] += number if received_on > last_day(closed_at, closes_at) else 0
    return {survey_id: (number, late[survey_id]) for survey_id, number in every.items()}


def last_day(closed_at: datetime | None, closes_at: datetime) -> date:
    """The day in London on which a survey closed, or will."""
    return min(closed_at or closes_at, closes_at).astimezone(LONDON).date()


def _list(which: sa.ColumnElement[bool], *, most: int) -> list[Typed]:
    query = (
        sa.select(Submission, PaperAnswer, Survey.title, Survey.closed_at, Wave.closes_at, User.name)
        .join(PaperAnswer, PaperAnswer.submission_id == Submission.id)
        .join(Survey, Survey.id == Submission.survey_id)
        .join(Wave, Wave.id == Survey.wave_id)
        .join(User, User.id == PaperAnswer.typed_by)
        .where(which, areas.seen(Submission.area))
        .order_by(Submission.id.desc())
        .limit(most)
    )
    return [
        Typed(
            id=submission.id,
            reference=submission.reference,
            survey=title,
            received_on=paper.received_on,
            typed_at=submission.submitted_at,
            typed_by=paper.typed_by,
            name=name,
            is_set_aside=submission.is_test,
            closed_on=last_day(closed_at, closes_at),
        )
        for submission, paper, title, closed_at, closes_at, name in db.session.execute(query)
    ]
