"""Concerns with their own copy of the words and of where they came from. Only the safeguarding pages read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import UtcMoment, utcnow
from consult.models.comments import Comment, CommentImport
from consult.models.concerns import (
    CLOSED_STATES,
    Concern,
    ConcernNote,
    ConcernState,
    FoundBy,
    Severity,
)
from consult.models.drawings import ConcernPicture
from consult.models.listening import ListeningEvent, Note
from consult.models.people import AuditEntry
from consult.models.screening import MissedPhrase
from consult.models.submissions import Submission
from consult.models.surveys import Confidentiality, Survey
from consult.store import excerpts
from consult.store.errors import NotFound

SEVERITY_ORDER = {Severity.HIGH: 0, Severity.MEDIUM: 1}
SURVEY, EVENT, FILE, FILE_NAME = "survey", "listening event", "imported file", "name of a file"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What is known of where words came from; never more than may help to find the child."""

    door: str = ""
    origin: str = ""
    place: str = ""
    area: str = ""
    sent_from: datetime | None = None
    sent_until: datetime | None = None


def add_concern(
    *,
    comment: Comment | None,
    text: str,
    origin: Origin,
    found_by: FoundBy,
    severity: Severity = Severity.HIGH,
    category: str = "",
    spans: Iterable[tuple[int, int]] = (),
    detector: str = "",
    raised_by: int | None = None,
    question: str = "",
) -> Concern:
    """IntegrityError where somebody else has just raised one about the same comment."""
    concern = Concern(
        **asdict(origin),
        comment_id=comment.id if comment else None,
        text=text,
        question=comment.question if comment else question,
        audience=comment.audience if comment else "",
        said_on=comment.said_on if comment else None,
        found_by=found_by,
        severity=severity,
        category=category[:60],
        spans=[list(span) for span in spans],
        detector=detector[:60],
        raised_by=raised_by,
    )
    db.session.add(concern)
    db.session.flush()
    if comment:
        excerpts.withdraw_for_concern(comment)
    return concern


def get_concern(concern_id: int) -> Concern:
    concern = db.session.get(Concern, concern_id, populate_existing=True)
    if concern is None:
        raise NotFound(f"no concern {concern_id}")
    return concern


def find_concern_of(comment_id: int) -> Concern | None:
    query = sa.select(Concern).where(Concern.comment_id == comment_id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def list_open() -> list[Concern]:
    """The most severe first; among them those nobody has acknowledged; then the oldest."""
    is_new = sa.case((Concern.state == ConcernState.NEW, 0), else_=1)
    rank = (sa.case(SEVERITY_ORDER, value=Concern.severity, else_=9), is_new, Concern.raised_at, Concern.id)
    query = sa.select(Concern).where(Concern.state.not_in(CLOSED_STATES)).order_by(*rank)
    return list(db.session.scalars(query))


def list_closed(limit: int, offset: int) -> list[Concern]:
    """The last closed first."""
    query = sa.select(Concern).where(Concern.state.in_(CLOSED_STATES))
    return list(
        db.session.scalars(query.order_by(Concern.closed_at.desc(), Concern.id.desc()).limit(limit).offset(offset))
    )


def count_closed() -> int:
    query = sa.select(sa.func.count()).select_from(Concern).where(Concern.state.in_(CLOSED_STATES))
    return db.session.scalar(query) or 0


def change_state(
    concern_id: int,
    state: ConcernState,
    *,
    seen: ConcernState,
    reason: str | None = None,
    hand_over: str | None = None,
    now: datetime | None = None,
) -> bool:
    """False where it is no longer in the state that was seen: somebody else has changed it meanwhile."""
    now = now or utcnow()
    values: dict[str, Any] = {"state": state, "closed_at": now if state in CLOSED_STATES else None}
    if state == ConcernState.NEW:
        values["acknowledged_at"] = None
    else:
        values["acknowledged_at"] = sa.func.coalesce(Concern.acknowledged_at, sa.literal(now, UtcMoment()))
    if hand_over is not None:
        values["hand_over"] = hand_over
    if reason is not None:
        values["closing_reason"] = reason
    query = sa.update(Concern).where(Concern.id == concern_id, Concern.state == seen).values(values)
    return db.session.scalar(query.returning(Concern.id)) is not None


def renew(concern_id: int, comment: Comment, origin: Origin, *, severity: Severity) -> None:
    """Put before the lead again: as if it had come in now, with its words as they are in the comment."""
    excerpts.withdraw_for_concern(comment)
    words = {"text": comment.text, "question": comment.question, "audience": comment.audience}
    values = {**asdict(origin), **words, "said_on": comment.said_on, "severity": severity}
    values |= {"raised_at": utcnow(), "erased_at": None}
    db.session.execute(sa.update(Concern).where(Concern.id == concern_id).values(values))


def find_origin(comment: Comment) -> Origin:
    """Of an answer to a truly anonymous survey only which survey it was."""
    if comment.submission_id is not None:
        return origin_of_submission(comment.submission_id, comment.area)
    if comment.note_id is not None:
        query = sa.select(ListeningEvent.title, ListeningEvent.place, ListeningEvent.area)
        found = db.session.execute(
            query.join(Note, Note.event_id == ListeningEvent.id).where(Note.id == comment.note_id)
        ).one()
        return Origin(door=EVENT, origin=found.title, place=found.place, area=found.area)
    name = db.session.scalar(sa.select(CommentImport.file_name).where(CommentImport.id == comment.import_id)) or ""
    return Origin(door=FILE, origin=name, area=comment.area, place=f"row {comment.row_number}")


def origin_of_submission(submission_id: int, area: str) -> Origin:
    """Of a truly anonymous survey only which survey it was."""
    query = sa.select(Survey.title, Survey.confidentiality, Submission.submitted_at)
    query = query.join(Submission, Submission.survey_id == Survey.id).where(Submission.id == submission_id)
    found = db.session.execute(query).one()
    if found.confidentiality == Confidentiality.ANONYMOUS:
        return Origin(door=SURVEY, origin=found.title)
    hour = found.submitted_at.replace(minute=0, second=0, microsecond=0)
    until = hour + timedelta(hours=1)
    return Origin(door=SURVEY, origin=found.title, area=area, sent_from=hour, sent_until=until)


# notes, and what was done


def add_note(*, concern_id: int, text: str, once: str, by: int) -> None:
    """IntegrityError where the same note was sent before."""
    db.session.add(ConcernNote(concern_id=concern_id, text=text, once=once, written_by=by))
    db.session.flush()


def has_note(once: str) -> bool:
    return db.session.scalar(sa.select(ConcernNote.id).where(ConcernNote.once == once)) is not None


def list_notes(concern_id: int) -> list[ConcernNote]:
    """The oldest first."""
    query = sa.select(ConcernNote).where(ConcernNote.concern_id == concern_id).order_by(ConcernNote.id)
    return list(db.session.scalars(query))


def list_history(concern_id: int) -> list[AuditEntry]:
    """What the audit record says about it, the oldest first."""
    query = sa.select(AuditEntry).where(AuditEntry.subject == f"concern {concern_id}").order_by(AuditEntry.id)
    return list(db.session.scalars(query))


# the end of a record


def list_to_erase(*, closed_before: datetime, cleared_before: datetime) -> list[int]:
    due = sa.or_(
        sa.and_(Concern.state == ConcernState.CLOSED_WITHHELD, Concern.closed_at < closed_before),
        sa.and_(Concern.state == ConcernState.CLOSED_CLEARED, Concern.closed_at < cleared_before),
    )
    return list(db.session.scalars(sa.select(Concern.id).where(Concern.erased_at.is_(None), due).order_by(Concern.id)))


def erase(concern_id: int, *, now: datetime) -> None:
    """Everything that was said, known and written; what stays keeps the comment withheld or cleared."""
    db.session.execute(sa.update(ConcernPicture).where(ConcernPicture.concern_id == concern_id).values(content=None))
    for table in (ConcernNote, MissedPhrase):
        db.session.execute(sa.delete(table).where(table.concern_id == concern_id))
    words = dict.fromkeys(("text", "question", "audience", "area", "origin", "place", "category"), "")
    known: dict[str, Any] = dict.fromkeys(("said_on", "sent_from", "sent_until", "raised_by"))
    values = {**words, **known, "spans": [], "hand_over": "", "closing_reason": "", "erased_at": now}
    db.session.execute(sa.update(Concern).where(Concern.id == concern_id).values(values))
