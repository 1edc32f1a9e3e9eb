"""Takes inputs out with everything that was made of them, and counts what is gone. Concerns keep their own copy.

A comment goes with its submission, note or file; codings, exclusions, receipts and equality answers go with it by the
tables' own rules (ON DELETE). What no rule reaches is taken out here: excerpts of themes, jobs, drafts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment, CommentImport
from consult.models.concerns import CLOSED_STATES, Concern
from consult.models.jobs import Job, JobState
from consult.models.keeping import RemovedCount, Why
from consult.models.listening import Note
from consult.models.submissions import Submission, Visit
from consult.models.themes import CandidateTheme, Coding
from consult.store import counts
from consult.store.ledger import Door

NAMELESS = "a file whose rows are kept no longer"
EXCERPTS = ("excerpts", "diverse", "dissenting")  # of a candidate theme: ids of comments


def remove_submissions(ids: Collection[int], why: Why) -> int:
    """How many there were. Those who tested a survey do not count."""
    mine = Submission.id.in_(ids)
    counted = _count(Submission.survey_id, sa.and_(mine, sa.not_(Submission.is_test)), Submission)
    said = _count(Submission.survey_id, sa.and_(mine, sa.not_(Submission.is_test)), Comment)
    _forget_comments(sa.select(Comment.id).where(Comment.submission_id.in_(ids)))
    _forget_jobs("submission", ids)
    visits = list(db.session.scalars(sa.select(Submission.visit_id).where(mine, Submission.visit_id.is_not(None))))
    db.session.execute(sa.delete(Submission).where(mine))
    db.session.execute(sa.delete(Visit).where(Visit.id.in_(visits)))
    _add_counts(Door.SURVEY, why, counted, said)
    return len(ids)


def remove_notes(event_ids: Collection[int], why: Why) -> int:
    """All notes of these events, with those that a correction has replaced; the events stay."""
    mine = Note.event_id.in_(event_ids)
    replaced = sa.select(Note.replaces_id).where(Note.replaces_id.is_not(None))
    current = sa.and_(mine, Note.id.not_in(replaced))
    counted, said = _count(Note.event_id, current, Note), _count(Note.event_id, current, Comment)
    notes = list(db.session.scalars(sa.select(Note.id).where(mine)))
    _forget_comments(sa.select(Comment.id).join(Note, Note.id == Comment.note_id).where(mine))
    _forget_jobs("note", notes)
    db.session.execute(sa.delete(Comment).where(Comment.note_id.in_(sa.select(Note.id).where(mine))))
    db.session.execute(sa.delete(Note).where(mine))
    _add_counts(Door.EVENT, why, counted, said)
    return len(notes)


def remove_imported(import_ids: Collection[int], why: Why) -> int:
    """The rows of these files; that there was a file with so many rows stays, without its name."""
    mine = Comment.import_id.in_(import_ids)
    query = sa.select(Comment.import_id, sa.func.count()).where(mine).group_by(Comment.import_id)
    said: dict[int, int] = {key or 0: count for key, count in db.session.execute(query)}
    _forget_comments(sa.select(Comment.id).where(mine))
    _forget_jobs("import", import_ids)
    db.session.execute(sa.delete(Comment).where(mine))
    db.session.execute(sa.update(CommentImport).where(CommentImport.id.in_(import_ids)).values(file_name=NAMELESS))
    _add_counts(Door.IMPORT, why, {}, said)
    return sum(said.values())


def held() -> sa.Select[Any]:
    """Comments that an open concern is about: kept until the safeguarding team has closed it."""
    is_open = Concern.state.not_in(CLOSED_STATES)
    return sa.select(Comment.id).join(Concern, Concern.comment_id == Comment.id).where(is_open)


def find_submissions(references: Collection[str]) -> list[int]:
    return list(db.session.scalars(sa.select(Submission.id).where(Submission.reference.in_(references))))


def _count(source: Any, condition: Any, what: Any) -> dict[int, int]:
    """How many rows of a table, or comments in them, by survey or event."""
    query = sa.select(source, sa.func.count()).where(condition).group_by(source)
    if what is Comment:
        table = source.class_
        key = Comment.submission_id if table is Submission else Comment.note_id
        query = query.join(Comment, key == table.id)
    rows: list[tuple[int, int]] = [(key, count) for key, count in db.session.execute(query)]
    return dict(rows)


def _forget_comments(chosen: sa.Select[Any]) -> None:
    """Nothing names these comments any more: their numbers may be given out again."""
    gone = {str(key) for key in db.session.scalars(chosen)}
    if gone:
        counts.forget()
    runs = sa.select(Coding.run_id).where(Coding.comment_id.in_(chosen)).distinct()
    for theme in db.session.scalars(sa.select(CandidateTheme).where(CandidateTheme.run_id.in_(runs))):
        for name in EXCERPTS:
            shown: list[str] = getattr(theme, name)
            if not gone.isdisjoint(shown):
                setattr(theme, name, [key for key in shown if key not in gone])
    db.session.flush()


def _forget_jobs(kind: str, ids: Iterable[int]) -> None:
    """A job that a worker holds goes on without naming anything; the others are not needed any more."""
    mine = Job.subject.in_([f"{kind} {key}" for key in ids])
    db.session.execute(sa.delete(Job).where(mine, Job.state != JobState.RUNNING))
    db.session.execute(sa.update(Job).where(mine).values(payload={}, subject=""))


def _add_counts(door: Door, why: Why, inputs: dict[int, int], comments: dict[int, int]) -> None:
    for source_id in {*inputs, *comments}:
        mine = (RemovedCount.door == door.value, RemovedCount.source_id == source_id, RemovedCount.why == why)
        more = {
            "inputs": RemovedCount.inputs + inputs.get(source_id, 0),
            "comments": RemovedCount.comments + comments.get(source_id, 0),
        }
        updated = sa.update(RemovedCount).where(*mine).values(more).returning(RemovedCount.id)
        if db.session.scalar(updated) is None:
            counts = {"inputs": inputs.get(source_id, 0), "comments": comments.get(source_id, 0)}
            new = RemovedCount(door=door.value, source_id=source_id, why=why, **counts)
            db.session.add(new)
            db.session.flush()
