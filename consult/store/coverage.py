"""What a wave has heard, group by group, and the targets that managers set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from consult.extensions import db
from consult.models.event_plan import CoverageTarget, EventPart
from consult.models.listening import ListeningEvent
from consult.models.submissions import EqualityAnswers, Submission
from consult.models.surveys import Survey
from consult.store import areas
from consult.store.errors import NotFound


class Heard(NamedTuple):
    """People who are alike in all that is asked here: audience, area, and an answer to each question ("" for none)."""

    audience: str
    area: str
    answers: tuple[str, ...]
    people: int


def count_people(wave_id: int, *, asked: Sequence[str], of_equality: Sequence[str]) -> list[Heard]:
    """People by audience, area and their answers to these questions, first those asked, then those kept apart.

    Submissions of this wave that count: no tests, nothing set aside.
    """
    answers = [Submission.answers[question].as_string() for question in asked]
    answers += [EqualityAnswers.answers[question].as_string() for question in of_equality]
    said = [sa.func.coalesce(answer, "").label(f"said_{number}") for number, answer in enumerate(answers)]
    rows = sa.select(Submission.audience, Submission.area, *said).join(Survey, Survey.id == Submission.survey_id)
    rows = rows.outerjoin(EqualityAnswers, EqualityAnswers.submission_id == Submission.id)
    each = rows.where(Survey.wave_id == wave_id, Submission.is_test.is_(False)).subquery()
    found = db.session.execute(sa.select(*each.c, sa.func.count()).group_by(*each.c))
    return [Heard(row[0], row[1], tuple(row[2:-1]), row[-1]) for row in found]


def list_events(wave_id: int) -> list[ListeningEvent]:
    """Of this wave, those that may be seen; the oldest first."""
    query = sa.select(ListeningEvent).join(EventPart, EventPart.event_id == ListeningEvent.id)
    mine = query.where(EventPart.wave_id == wave_id, areas.seen(ListeningEvent.area))
    return list(db.session.scalars(mine.order_by(ListeningEvent.held_on, ListeningEvent.id)))


def list_targets(wave_id: int) -> list[CoverageTarget]:
    query = sa.select(CoverageTarget).where(CoverageTarget.wave_id == wave_id)
    return list(db.session.scalars(query.order_by(CoverageTarget.id)))


def find_target(**group: Any) -> CoverageTarget | None:
    """group: wave_id, audience, area and band."""
    return db.session.scalar(sa.select(CoverageTarget).filter_by(**group))


def get_target(target_id: int) -> CoverageTarget:
    target = db.session.get(CoverageTarget, target_id)
    if target is None or (target.area and not areas.may_see(target.area)):
        raise NotFound(f"no target {target_id}")
    return target


def add_target(**columns: Any) -> None:
    db.session.add(CoverageTarget(**columns))
    db.session.flush()


def remove_target(target: CoverageTarget) -> None:
    db.session.delete(target)
