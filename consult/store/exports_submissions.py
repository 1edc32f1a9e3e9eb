"""Submissions read for a download: a piece at a time, so that nothing stays open while somebody's line is slow."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment, Screened
from consult.models.concerns import WITHHELD_STATES, Concern
from consult.models.submissions import PaperAnswer, Submission
from consult.models.surveys import InstrumentVersion, Survey
from consult.store import areas

CHUNK = 500


@dataclass(frozen=True, slots=True)
class SubmissionToExport:
    """withheld: the questions whose words only the safeguarding lead may read, or that nothing has screened yet."""

    id: int
    submitted_at: datetime
    audience: str
    area: str
    instrument_version_id: str
    answers: dict[str, Any]
    face: str
    language: str
    withheld: frozenset[str]
    received_on: date | None = None  # on paper


def list_versions(survey_id: int) -> list[str]:
    """The survey's own wording first, then any other it was answered in, the newest first."""
    own = sa.select(Survey.instrument_version_id).where(Survey.id == survey_id).scalar_subquery()
    used = sa.select(Submission.instrument_version_id).where(Submission.survey_id == survey_id)
    query = (
        sa.select(InstrumentVersion.id)
        .where(sa.or_(InstrumentVersion.id == own, InstrumentVersion.id.in_(used)))
        .order_by(sa.case((InstrumentVersion.id == own, 0), else_=1), InstrumentVersion.created_at.desc())
    )
    return list(db.session.scalars(query))


def stream_submissions(survey_id: int, *, within: Collection[str]) -> Iterator[SubmissionToExport]:
    """Oldest first, without the tests; of these areas, or of all. Withheld words are looked up anew for each piece."""
    after = 0
    while piece := _piece(survey_id, after, within):
        yield from piece
        after = piece[-1].id


def _piece(survey_id: int, after: int, within: Collection[str]) -> list[SubmissionToExport]:
    query = (
        sa.select(
            Submission.id,
            Submission.submitted_at,
            Submission.audience,
            Submission.area,
            Submission.instrument_version_id,
            Submission.answers,
            Submission.face,
            Submission.language,
            PaperAnswer.received_on,
        )
        .outerjoin(PaperAnswer, PaperAnswer.submission_id == Submission.id)
        .where(Submission.survey_id == survey_id, sa.not_(Submission.is_test), Submission.id > after)
        .where(areas.seen(Submission.area, within))
        .order_by(Submission.id)
        .limit(CHUNK)
    )
    rows = db.session.execute(query).all()
    withheld = _withheld([row[0] for row in rows])
    db.session.commit()  # closes the read; nothing was changed
    return [
        SubmissionToExport(
            key, moment, audience, area, version, answers, face, language, frozenset(withheld.get(key, ())), on
        )
        for key, moment, audience, area, version, answers, face, language, on in rows
    ]


def _withheld(submission_ids: list[int]) -> dict[int, list[str]]:
    query = (
        sa.select(Comment.submission_id, Comment.question_id)
        .outerjoin(Concern, Concern.comment_id == Comment.id)
        .where(
            Comment.submission_id.in_(submission_ids),
            sa.or_(Concern.state.in_(WITHHELD_STATES), Comment.screening == Screened.UNSCREENED),
        )
    )
    found: dict[int, list[str]] = {}
    for submission_id, question_id in db.session.execute(query):
        if submission_id is not None:
            found.setdefault(submission_id, []).append(question_id)
    return found
