"""Drawings of drafts and of what was sent, who has looked at them, and which are withheld."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.concerns import WITHHELD_STATES, Concern
from consult.models.drawings import ConcernPicture, Drawing, DrawingLook
from consult.models.people import User
from consult.models.submissions import Submission
from consult.models.surveys import Survey
from consult.store import areas, comments
from consult.store.errors import NotFound


@dataclass(frozen=True, slots=True)
class DrawingInList:
    """A drawing that was sent, without its content. looked_by: the name of who has looked at it, or nothing."""

    id: int
    submission_id: int
    question_id: str
    width: int
    height: int
    survey: str
    audience: str
    area: str
    face: str
    sent_at: datetime
    version_id: str
    looked_by: str | None
    looked_at: datetime | None
    concern_id: int | None
    is_withheld: bool


# of drafts


def add(*, visit_id: int, name: str, question_id: str, content: bytes, width: int, height: int) -> None:
    values = {"name": name, "question_id": question_id, "content": content, "width": width, "height": height}
    db.session.add(Drawing(visit_id=visit_id, **values))
    db.session.flush()


def keep_only(visit_id: int, question_id: str, names: Collection[str]) -> None:
    """Of this question of a draft."""
    mine = (Drawing.visit_id == visit_id, Drawing.question_id == question_id)
    db.session.execute(sa.delete(Drawing).where(*mine, Drawing.name.not_in(names)))


def send(visit_id: int, submission_id: int, names: Collection[str]) -> None:
    """From now on they belong to what was sent; what is not on the path goes."""
    mine = Drawing.visit_id == visit_id
    db.session.execute(sa.delete(Drawing).where(mine, Drawing.name.not_in(names)))
    db.session.execute(sa.update(Drawing).where(mine).values(visit_id=None, submission_id=submission_id))


def list_of_visit(visit_id: int) -> list[Drawing]:
    return list(db.session.scalars(sa.select(Drawing).where(Drawing.visit_id == visit_id).order_by(Drawing.id)))


def find_content(visit_id: int, name: str) -> bytes | None:
    """Of a draft that is open."""
    mine = (Drawing.visit_id == visit_id, Drawing.name == name, sa.not_(Drawing.is_locked))
    return db.session.scalar(sa.select(Drawing.content).where(*mine))


# of what was sent


def list_sent() -> list[DrawingInList]:
    """Of the areas that this session may see, without those of tests: not looked at first, the oldest first."""
    query = _sent().where(areas.seen(Submission.area)).order_by(DrawingLook.looked_at.is_not(None), Drawing.id)
    return [DrawingInList(*row) for row in db.session.execute(query)]


def get_sent(drawing_id: int) -> DrawingInList:
    row = db.session.execute(_sent().where(areas.seen(Submission.area), Drawing.id == drawing_id)).first()
    if row is None:
        raise NotFound(f"no drawing {drawing_id}")
    return DrawingInList(*row)


def get_content(drawing_id: int) -> bytes:
    content = db.session.scalar(sa.select(Drawing.content).where(Drawing.id == drawing_id))
    if content is None:
        raise NotFound(f"no drawing {drawing_id}")
    return content


def add_look(drawing_id: int, *, by: int) -> None:
    """IntegrityError where somebody has looked at it before."""
    db.session.add(DrawingLook(drawing_id=drawing_id, user_id=by))
    db.session.flush()


def _sent() -> sa.Select[Any]:
    """A drawing is withheld with any words of its submission, and while a concern about it is not cleared."""
    about_it = Concern.state.in_(WITHHELD_STATES)
    of_withheld = sa.select(Comment.submission_id).where(
        Comment.id.in_(comments.withheld()), Comment.submission_id.is_not(None)
    )
    columns = (
        (Drawing.id, Drawing.submission_id, Drawing.question_id, Drawing.width, Drawing.height),
        (Survey.title, Submission.audience, Submission.area, Submission.face, Submission.submitted_at),
        (Submission.instrument_version_id, User.name, DrawingLook.looked_at, ConcernPicture.concern_id),
    )
    withheld = sa.or_(sa.func.coalesce(about_it, sa.false()), Drawing.submission_id.in_(of_withheld))
    query: sa.Select[Any] = sa.select(*_flat(columns), withheld)
    query = query.join(Submission, Submission.id == Drawing.submission_id)
    query = query.join(Survey, Survey.id == Submission.survey_id)
    query = query.outerjoin(DrawingLook, DrawingLook.drawing_id == Drawing.id)
    query = query.outerjoin(User, User.id == DrawingLook.user_id)
    query = query.outerjoin(ConcernPicture, ConcernPicture.drawing_id == Drawing.id)
    query = query.outerjoin(Concern, Concern.id == ConcernPicture.concern_id)
    return query.where(sa.not_(Submission.is_test))


def _flat(columns: tuple[tuple[Any, ...], ...]) -> list[Any]:
    return [column for part in columns for column in part]


# of concerns


def add_to_concern(concern_id: int, drawing_id: int, content: bytes) -> None:
    """IntegrityError where there is a concern about it already."""
    db.session.add(ConcernPicture(concern_id=concern_id, drawing_id=drawing_id, content=content))
    db.session.flush()


def renew_in_concern(concern_id: int, content: bytes) -> None:
    """Where the schedule had erased the copy."""
    db.session.execute(sa.update(ConcernPicture).where(ConcernPicture.concern_id == concern_id).values(content=content))


def find_of_concern(concern_id: int) -> bytes | None:
    return db.session.scalar(sa.select(ConcernPicture.content).where(ConcernPicture.concern_id == concern_id))


def held() -> sa.Select[Any]:
    """Submissions with a drawing that an open concern is about."""
    query = sa.select(Drawing.submission_id).join(ConcernPicture, ConcernPicture.drawing_id == Drawing.id)
    query = query.join(Concern, Concern.id == ConcernPicture.concern_id)
    return query.where(Concern.closed_at.is_(None), Drawing.submission_id.is_not(None))
