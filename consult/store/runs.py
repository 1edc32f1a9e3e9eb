"""Runs of the analysis: written many rows at a time, read whole for the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.themes import AnalysisRun, CandidateTheme, Coding, Exclusion, PriorityCoding
from consult.store.comments import set_apart
from consult.store.errors import NotFound

CHUNK = 5_000
Table = type[CandidateTheme] | type[Coding] | type[PriorityCoding] | type[Exclusion]


class CodingRow(NamedTuple):
    """One coding as the report counts it."""

    comment_id: int
    theme_id: int | None
    probability: float
    is_unsure: bool
    stance: str
    tone: float


def stop_reading() -> None:
    """Close the read that gathering opened: nothing stays open while the analysis works for minutes."""
    db.session.rollback()


def add_run(*, job_id: int | None, seed: int, method: str, received: int, started_at: datetime) -> AnalysisRun:
    run = AnalysisRun(job_id=job_id, seed=seed, method=method, received=received, started_at=started_at)
    db.session.add(run)
    db.session.flush()
    return run


def get_run(run_id: int) -> AnalysisRun:
    run = db.session.get(AnalysisRun, run_id)
    if run is None:
        raise NotFound(f"no run {run_id}")
    return run


def find_newest_run() -> AnalysisRun | None:
    return db.session.scalar(sa.select(AnalysisRun).order_by(AnalysisRun.id.desc()).limit(1))


def list_runs() -> list[AnalysisRun]:
    """The newest first."""
    return list(db.session.scalars(sa.select(AnalysisRun).order_by(AnalysisRun.id.desc())))


def find_run_before(run_id: int) -> AnalysisRun | None:
    query = sa.select(AnalysisRun).where(AnalysisRun.id < run_id)
    return db.session.scalar(query.order_by(AnalysisRun.id.desc()).limit(1))


def find_run_of_job(job_id: int) -> AnalysisRun | None:
    return db.session.scalar(sa.select(AnalysisRun).where(AnalysisRun.job_id == job_id))


def add_all(table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Many rows at once; the keys are the columns."""
    ready = list(rows)
    for start in range(0, len(ready), CHUNK):
        db.session.execute(sa.insert(table), ready[start : start + CHUNK])


def identify(run_id: int) -> tuple[str, int, int, int]:
    """Which run of which database, and how many of its comments are still there."""
    coded = db.session.scalar(sa.select(sa.func.count()).where(Coding.run_id == run_id)) or 0
    left_out = db.session.scalar(sa.select(sa.func.count()).where(Exclusion.run_id == run_id)) or 0
    return str(db.session.get_bind().engine.url), run_id, coded, left_out


def list_set_apart(run_id: int) -> frozenset[int]:
    """Comments of the run that are still there but have been corrected or marked as a test since."""
    here = set_apart().subquery()
    was_read = [
        sa.exists().where(table.run_id == run_id, table.comment_id == here.c.id) for table in (Coding, Exclusion)
    ]
    return frozenset(db.session.scalars(sa.select(here.c.id).where(sa.or_(*was_read))))


def list_existing_ids(comment_ids: Sequence[int]) -> set[int]:
    """Those of the comments that have not been deleted meanwhile."""
    if not comment_ids:
        return set()
    between = Comment.id.between(min(comment_ids), max(comment_ids))
    return set(db.session.scalars(sa.select(Comment.id).where(between))) & set(comment_ids)


def is_any_comment() -> bool:
    return db.session.scalar(sa.select(Comment.id).limit(1)) is not None


def count_new_comments(run_id: int) -> int:
    """Comments that count today and that the run has not seen."""
    query = sa.select(sa.func.count()).where(
        Comment.id.not_in(sa.select(Coding.comment_id).where(Coding.run_id == run_id)),
        Comment.id.not_in(sa.select(Exclusion.comment_id).where(Exclusion.run_id == run_id)),
        Comment.id.not_in(set_apart()),
    )
    return db.session.scalar(query) or 0


def still_counts(table: type[Coding] | type[PriorityCoding] | type[Exclusion]) -> sa.ColumnElement[bool]:
    """The comment still counts: it was not corrected or marked as a test since the run."""
    return table.comment_id.not_in(set_apart())


def seen_by(run_id: int) -> sa.CompoundSelect[int]:
    """The ids of the run's comments that are still there."""
    return sa.union(
        sa.select(Coding.comment_id).where(Coding.run_id == run_id),
        sa.select(Exclusion.comment_id).where(Exclusion.run_id == run_id),
    )


def read_comments(run_id: int) -> list[sa.Row[Any]]:
    """Every comment of a run that counts today: id, text, question, audience, area, source, what it came in with."""
    query = sa.select(
        Comment.id,
        Comment.text,
        Comment.question,
        Comment.audience,
        Comment.area,
        Comment.source,
        Comment.submission_id,
        Comment.note_id,
        Comment.import_id,
        Comment.row_number,
    )
    query = query.where(Comment.id.in_(seen_by(run_id)), Comment.id.not_in(set_apart()))
    return list(db.session.execute(query.order_by(Comment.id)))


def read_codings(run_id: int) -> list[CodingRow]:
    columns = (Coding.comment_id, Coding.theme_id, Coding.probability, Coding.is_unsure, Coding.stance, Coding.tone)
    query = sa.select(*columns).where(Coding.run_id == run_id, still_counts(Coding)).order_by(Coding.id)
    return [CodingRow(*row) for row in db.session.execute(query)]


def read_priorities(run_id: int) -> list[tuple[int, str, float, str, float, str]]:
    columns = (
        PriorityCoding.comment_id,
        PriorityCoding.priority,
        PriorityCoding.probability,
        PriorityCoding.second,
        PriorityCoding.second_probability,
        PriorityCoding.reason,
    )
    query = sa.select(*columns).where(PriorityCoding.run_id == run_id, still_counts(PriorityCoding))
    return list(db.session.execute(query.order_by(PriorityCoding.id)))


def read_exclusions(run_id: int) -> list[tuple[int, str]]:
    query = sa.select(Exclusion.comment_id, Exclusion.reason).where(Exclusion.run_id == run_id, still_counts(Exclusion))
    return list(db.session.execute(query.order_by(Exclusion.id)))
