"""Concerns and where their words came from. Only the safeguarding lead's pages read the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import UtcMoment, utcnow
from consult.models.comments import Comment, CommentImport
from consult.models.concerns import Concern, ConcernState
from consult.models.listening import ListeningEvent, Note
from consult.models.submissions import Submission
from consult.models.surveys import Survey
from consult.store.errors import NotFound

ORDER = {ConcernState.NEW: 0, ConcernState.ACKNOWLEDGED: 1}
LAST = len(ORDER)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where words came from. door: survey, listening event or imported file."""

    door: str
    title: str


def add_concern(*, comment_id: int, raised_by: int) -> Concern:
    concern = Concern(comment_id=comment_id, raised_by=raised_by)
    db.session.add(concern)
    db.session.flush()
    return concern


def get_concern(concern_id: int) -> Concern:
    concern = db.session.get(Concern, concern_id, populate_existing=True)
    if concern is None:
        raise NotFound(f"no concern {concern_id}")
    return concern


def find_concern_of(comment_id: int) -> Concern | None:
    query = sa.select(Concern).where(Concern.comment_id == comment_id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def list_concerns() -> list[Concern]:
    """New ones first, then acknowledged, then closed; among new ones the longest waiting first."""
    rank = sa.case(ORDER, value=Concern.state, else_=LAST)
    return list(db.session.scalars(sa.select(Concern).order_by(rank, Concern.raised_at, Concern.id)))


def change_state(
    concern_id: int,
    state: ConcernState,
    *,
    seen: ConcernState,
    hand_over: str | None = None,
    now: datetime | None = None,
) -> bool:
    """False where it is no longer in the state that was seen: somebody else has changed it meanwhile."""
    now = now or utcnow()
    values: dict[str, Any] = {"state": state, "closed_at": None}
    if state == ConcernState.NEW:
        values["acknowledged_at"] = None
    else:
        values["acknowledged_at"] = sa.func.coalesce(Concern.acknowledged_at, sa.literal(now, UtcMoment()))
    if state in (ConcernState.CLOSED_CLEARED, ConcernState.CLOSED_WITHHELD):
        values["closed_at"] = now
    if hand_over is not None:
        values["hand_over"] = hand_over
    query = sa.update(Concern).where(Concern.id == concern_id, Concern.state == seen).values(values)
    return db.session.scalar(query.returning(Concern.id)) is not None


def find_origin(comment: Comment) -> Origin:
    if comment.submission_id is not None:
        query = sa.select(Survey.title).join(Submission, Submission.survey_id == Survey.id)
        return Origin("survey", db.session.scalar(query.where(Submission.id == comment.submission_id)) or "")
    if comment.note_id is not None:
        events = sa.select(ListeningEvent.title).join(Note, Note.event_id == ListeningEvent.id)
        return Origin("listening event", db.session.scalar(events.where(Note.id == comment.note_id)) or "")
    files = sa.select(CommentImport.file_name).where(CommentImport.id == comment.import_id)
    return Origin("imported file", db.session.scalar(files) or "")
