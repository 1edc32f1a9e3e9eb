"""Which words wait for the screening and what it said of them; the weekly samples and what was missed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.comments import Comment, CommentImport, Screened
from consult.models.concerns import Concern
from consult.models.listening import Note
from consult.models.screening import MissedPhrase, SampledComment, SampledWeek, Verdict
from consult.models.submissions import Submission
from consult.store.comments import set_apart, unscreened, withheld
from consult.store.errors import NotFound


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many comments nothing has screened, and since when the longest-waiting of them is there, where known."""

    comments: int
    since: datetime | None


def list_unscreened(limit: int, *, without: Collection[int] = ()) -> list[Comment]:
    """Answers and notes first, imported rows after them: somebody may need help now."""
    query = sa.select(Comment).where(Comment.screening == Screened.UNSCREENED, Comment.id.not_in(without))
    is_imported = sa.case((Comment.import_id.is_(None), 0), else_=1)
    return list(db.session.scalars(query.order_by(is_imported, Comment.id).limit(limit)))


def mark(comment_ids: Iterable[int], found: Screened, *, by: str, now: datetime | None = None) -> set[int]:
    """The screening's word on comments nobody has screened yet; the ids of those it was the first to mark."""
    mine = sa.update(Comment).where(Comment.id.in_(list(comment_ids)), Comment.screening == Screened.UNSCREENED)
    values = {"screening": found, "screened_at": now or utcnow(), "screened_by": by}
    return set(db.session.scalars(mine.values(values).returning(Comment.id)))


def count_waiting() -> Waiting:
    count = db.session.scalar(sa.select(sa.func.count()).select_from(unscreened().subquery())) or 0
    arrived = sa.func.coalesce(Submission.submitted_at, Note.created_at, CommentImport.imported_at)
    oldest = (
        sa.select(sa.func.min(arrived))
        .select_from(Comment)
        .outerjoin(Submission, Submission.id == Comment.submission_id)
        .outerjoin(Note, Note.id == Comment.note_id)
        .outerjoin(CommentImport, CommentImport.id == Comment.import_id)
        .where(Comment.screening == Screened.UNSCREENED)
    )
    return Waiting(count, db.session.scalar(oldest) if count else None)


def list_unscreened_files() -> list[CommentImport]:
    query = sa.select(CommentImport).where(CommentImport.name_screening == Screened.UNSCREENED)
    return list(db.session.scalars(query.order_by(CommentImport.id)))


def mark_file(import_id: int, found: Screened) -> bool:
    mine = sa.update(CommentImport).where(
        CommentImport.id == import_id, CommentImport.name_screening == Screened.UNSCREENED
    )
    return db.session.scalar(mine.values(name_screening=found).returning(CommentImport.id)) is not None


# the weekly sample


def find_week(week: date) -> SampledWeek | None:
    return db.session.get(SampledWeek, week)


def add_week(week: date, *, unflagged: int, comment_ids: Iterable[int]) -> None:
    """IntegrityError where another worker has drawn this week's sample."""
    db.session.execute(sa.insert(SampledWeek).values(week=week, unflagged=unflagged))
    rows: list[dict[str, Any]] = [{"week": week, "comment_id": key} for key in comment_ids]
    if rows:
        db.session.execute(sa.insert(SampledComment), rows)


def list_unflagged(*, since: datetime, until: datetime) -> list[int]:
    """Children's comments that the screening found clear in this time and that nobody was worried about."""
    raised = sa.select(Concern.comment_id).where(Concern.comment_id.is_not(None))
    query = sa.select(Comment.id).where(
        Comment.audience == "children",
        Comment.screening == Screened.CLEAR,
        Comment.screened_at >= since,
        Comment.screened_at < until,
        Comment.id.not_in(raised),
        Comment.id.not_in(set_apart()),
        sa.func.length(sa.func.trim(Comment.text)) > 0,
    )
    return list(db.session.scalars(query.order_by(Comment.id)))


def list_weeks() -> list[SampledWeek]:
    """The newest first."""
    return list(db.session.scalars(sa.select(SampledWeek).order_by(SampledWeek.week.desc())))


def count_verdicts() -> dict[date, dict[Verdict, int]]:
    query = sa.select(SampledComment.week, SampledComment.verdict, sa.func.count())
    counts: dict[date, dict[Verdict, int]] = {}
    for week, verdict, number in db.session.execute(query.group_by(SampledComment.week, SampledComment.verdict)):
        counts.setdefault(week, {})[verdict] = number
    return counts


def list_to_read(limit: int) -> list[tuple[SampledComment, Comment]]:
    """Those that still wait for a reader, the oldest first; without words that are withheld by now."""
    query = (
        sa.select(SampledComment, Comment)
        .join(Comment, Comment.id == SampledComment.comment_id)
        .where(SampledComment.verdict == Verdict.WAITING, Comment.id.not_in(withheld()))
        .order_by(SampledComment.week, SampledComment.id)
    )
    return [(sampled, comment) for sampled, comment in db.session.execute(query.limit(limit))]


def count_to_read() -> int:
    query = (
        sa.select(sa.func.count())
        .select_from(SampledComment)
        .where(
            SampledComment.verdict == Verdict.WAITING,
            SampledComment.comment_id.is_not(None),
            SampledComment.comment_id.not_in(withheld()),
        )
    )
    return db.session.scalar(query) or 0


def get_sampled(sampled_id: int) -> SampledComment:
    sampled = db.session.get(SampledComment, sampled_id, populate_existing=True)
    if sampled is None:
        raise NotFound(f"no sampled comment {sampled_id}")
    return sampled


def give_verdict(sampled_id: int, verdict: Verdict, *, by: int) -> bool:
    """False where somebody else has read it meanwhile."""
    mine = sa.update(SampledComment).where(SampledComment.id == sampled_id, SampledComment.verdict == Verdict.WAITING)
    values = {"verdict": verdict, "read_by": by, "read_at": utcnow()}
    return db.session.scalar(mine.values(values).returning(SampledComment.id)) is not None


# what was missed


def add_missed_phrase(*, concern_id: int, phrase: str, detector: str, by: int) -> bool:
    """False where a phrase of this concern is there already."""
    if db.session.scalar(sa.select(MissedPhrase.id).where(MissedPhrase.concern_id == concern_id)):
        return False
    db.session.add(MissedPhrase(concern_id=concern_id, phrase=phrase, detector=detector, added_by=by))
    db.session.flush()
    return True


def has_missed_phrase(concern_id: int) -> bool:
    return db.session.scalar(sa.select(MissedPhrase.id).where(MissedPhrase.concern_id == concern_id)) is not None


def list_missed_phrases() -> list[MissedPhrase]:
    return list(db.session.scalars(sa.select(MissedPhrase).order_by(MissedPhrase.id)))
