"""What is over its time, by kind: each function takes out some hundreds at once and says how many."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment, CommentImport
from consult.models.complaints import Complaint
from consult.models.jobs import Job
from consult.models.keeping import RetentionRun, Why
from consult.models.listening import ListeningEvent, Note
from consult.models.people import SignIn
from consult.models.submissions import EqualityAnswers, Submission, Visit
from consult.models.surveys import Survey, Wave
from consult.models.themes import AnalysisRun
from consult.store import drawings, jobs, removing

AT_ONCE = 500
SENT = sa.select(Submission.visit_id).where(Submission.visit_id.is_not(None))


def remove_drafts(before: datetime) -> int:
    """How many there were stays, of those that said something: the ledger counts them as partial."""
    over = (Visit.saved_at < before, Visit.id.not_in(SENT))
    ids = _some(Visit.id, *over)
    said = sa.select(Visit.survey_id, sa.func.count()).where(Visit.id.in_(ids), Visit.saves > 0)
    for survey_id, count in db.session.execute(said.group_by(Visit.survey_id)).all():
        more = sa.update(Survey).where(Survey.id == survey_id).values(partial_gone=Survey.partial_gone + count)
        db.session.execute(more)
    db.session.execute(sa.delete(Visit).where(Visit.id.in_(ids)))
    return len(ids)


def remove_sent_visits(before: datetime) -> int:
    """The way from a browser to what it sent; what was sent stays."""
    return _remove(Visit, Visit.saved_at < before, Visit.id.in_(SENT))


def remove_answers(before: datetime) -> int:
    """Of waves that closed before; not while an open concern is about any of them."""
    of_held = sa.select(Comment.submission_id).where(
        Comment.id.in_(removing.held()), Comment.submission_id.is_not(None)
    )
    ids = _some(
        Submission.id,
        Submission.survey_id.in_(_surveys_closed(before)),
        Submission.id.not_in(of_held),
        Submission.id.not_in(drawings.held()),
    )
    return removing.remove_submissions(ids, Why.KEPT_NO_LONGER) if ids else 0


def remove_equality_answers(before: datetime) -> int:
    of_these = sa.select(Submission.id).where(Submission.survey_id.in_(_surveys_closed(before)))
    return _remove(EqualityAnswers, EqualityAnswers.submission_id.in_(of_these))


def remove_notes(before: date) -> int:
    """Of events held before, event by event; not while an open concern is about a note of it."""
    held = sa.select(Note.event_id).join(Comment, Comment.note_id == Note.id).where(Comment.id.in_(removing.held()))
    events = sa.select(Note.event_id).join(ListeningEvent).where(ListeningEvent.held_on < before)
    found = db.session.scalars(events.where(Note.event_id.not_in(held)).distinct().limit(1)).all()
    return removing.remove_notes(found, Why.KEPT_NO_LONGER) if found else 0


def remove_imported(before: datetime) -> int:
    """File by file; not while an open concern is about a row of it."""
    held = sa.select(Comment.import_id).where(Comment.id.in_(removing.held()), Comment.import_id.is_not(None))
    rows = sa.select(Comment.import_id).join(CommentImport, CommentImport.id == Comment.import_id)
    rows = rows.where(CommentImport.imported_at < before, CommentImport.id.not_in(held)).distinct().limit(1)
    found = [key for key in db.session.scalars(rows) if key is not None]
    return removing.remove_imported(found, Why.KEPT_NO_LONGER) if found else 0


def remove_jobs(before: datetime) -> int:
    """Finished ones; not one whose themes are still there."""
    in_use = sa.select(AnalysisRun.job_id).where(AnalysisRun.job_id.is_not(None))
    return _remove(Job, Job.state.not_in(jobs.OPEN), Job.finished_at < before, Job.id.not_in(in_use))


def remove_sign_ins(before: datetime) -> int:
    return _remove(SignIn, SignIn.last_seen_at < before)


def remove_complaints(before: datetime) -> int:
    """Complaints that were closed; open ones stay."""
    return _remove(Complaint, Complaint.closed_at < before)


def add_run(counts: dict[str, int], *, at: datetime) -> None:
    db.session.add(RetentionRun(at=at, counts=counts))


def find_newest_run() -> RetentionRun | None:
    return db.session.scalar(sa.select(RetentionRun).order_by(RetentionRun.at.desc(), RetentionRun.id.desc()).limit(1))


def overwrite_what_was_deleted() -> None:
    """SQLite keeps earlier versions of a page in its log beside the database until it is emptied. Nothing is lost."""
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _surveys_closed(before: datetime) -> sa.Select[Any]:
    return sa.select(Survey.id).join(Wave, Wave.id == Survey.wave_id).where(Wave.closes_at < before)


def _some(key: Any, *conditions: Any) -> list[int]:
    return list(db.session.scalars(sa.select(key).where(*conditions).order_by(key).limit(AT_ONCE)))


def _remove(table: Any, *conditions: Any) -> int:
    ids = _some(table.id, *conditions)
    db.session.execute(sa.delete(table).where(table.id.in_(ids)))
    return len(ids)
