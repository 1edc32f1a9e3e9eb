"""What runs found and what people decided about it. Written many rows at a time, counted by the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.listening import Note
from consult.models.themes import (
    AnalysisRun,
    CandidateTheme,
    Coding,
    DecisionKind,
    Exclusion,
    PriorityCoding,
    ThemeDecision,
)
from consult.store.comments import set_apart, withheld
from consult.store.errors import NotFound

CHUNK = 5_000
LOCK = 20_240_401  # any number, always the same: the lock's name on PostgreSQL
Table = type[CandidateTheme] | type[Coding] | type[PriorityCoding] | type[Exclusion]


class CodingRow(NamedTuple):
    """One coding as the report counts it."""

    comment_id: int
    theme_id: int | None
    probability: float
    is_unsure: bool
    stance: str
    tone: float


@dataclass(frozen=True, slots=True)
class CodedComment:
    """A comment as one run sees it. reason: why it was left out, or why it was mapped as it was."""

    comment: Comment
    probability: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many comments an earlier theme and a new one share."""

    old_id: int
    new_id: int
    shared: int


def one_at_a_time() -> None:
    """Decisions and the carrying over of decisions wait for each other until the transaction ends.

    SQLite's writers queue anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def stop_reading() -> None:
    """Close the read that gathering opened: nothing stays open while the analysis works for minutes."""
    db.session.rollback()


# runs


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
    return frozenset(db.session.scalars(set_apart().where(Comment.id.in_(_seen_by(run_id)))))


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


# themes and decisions


def get_theme(theme_id: int) -> CandidateTheme:
    theme = db.session.get(CandidateTheme, theme_id)
    if theme is None:
        raise NotFound(f"no theme {theme_id}")
    return theme


def list_themes(run_id: int) -> list[CandidateTheme]:
    """Largest first."""
    query = sa.select(CandidateTheme).where(CandidateTheme.run_id == run_id)
    return list(db.session.scalars(query.order_by(CandidateTheme.comments.desc(), CandidateTheme.key)))


def list_decisions(theme_ids: Sequence[int]) -> list[ThemeDecision]:
    """Oldest first, theme by theme."""
    query = sa.select(ThemeDecision).where(ThemeDecision.theme_id.in_(theme_ids))
    return list(db.session.scalars(query.order_by(ThemeDecision.theme_id, ThemeDecision.number)))


def find_last_decision_id(run_id: int) -> int:
    """0 where nothing was decided about the run's themes."""
    query = sa.select(sa.func.max(ThemeDecision.id)).join(CandidateTheme, CandidateTheme.id == ThemeDecision.theme_id)
    return db.session.scalar(query.where(CandidateTheme.run_id == run_id)) or 0


def list_decided_before(run_id: int) -> list[CandidateTheme]:
    """Themes of earlier runs with decisions that no later run has taken over, oldest first."""
    earlier, later = aliased(ThemeDecision), aliased(ThemeDecision)
    decided = sa.select(ThemeDecision.id).where(ThemeDecision.theme_id == CandidateTheme.id).correlate(CandidateTheme)
    taken_over = (
        sa.select(later.id)
        .join(earlier, earlier.id == later.carried_from)
        .where(earlier.theme_id == CandidateTheme.id)
        .correlate(CandidateTheme)
    )
    query = sa.select(CandidateTheme).where(CandidateTheme.run_id < run_id, decided.exists(), ~taken_over.exists())
    return list(db.session.scalars(query.order_by(CandidateTheme.id)))


def find_successor(theme_id: int) -> CandidateTheme | None:
    """The theme of a later run that took over this one's decisions."""
    later = aliased(ThemeDecision)
    query = (
        sa.select(CandidateTheme)
        .join(later, later.theme_id == CandidateTheme.id)
        .join(ThemeDecision, ThemeDecision.id == later.carried_from)
        .where(ThemeDecision.theme_id == theme_id)
        .limit(1)
    )
    return db.session.scalar(query)


def add_decision(
    *,
    theme_id: int,
    number: int,
    kind: DecisionKind,
    before: str,
    after: str,
    user_id: int,
    at: datetime | None = None,
    carried_from: int | None = None,
) -> ThemeDecision:
    decision = ThemeDecision(
        theme_id=theme_id, number=number, kind=kind, before=before, after=after, user_id=user_id
    )  # fmt: skip
    decision.carried_from = carried_from
    if at is not None:
        decision.at = at
    db.session.add(decision)
    db.session.flush()
    return decision


def list_overlaps(old_theme_ids: Sequence[int], new_run_id: int) -> list[Overlap]:
    """Pairs of an earlier theme and a new one with at least one comment in common."""
    old, new = aliased(Coding), aliased(Coding)
    query = (
        sa.select(old.theme_id, new.theme_id, sa.func.count())
        .join(new, new.comment_id == old.comment_id)
        .where(old.theme_id.in_(old_theme_ids), new.run_id == new_run_id, new.theme_id.is_not(None))
        .where(new.comment_id.not_in(set_apart()))
        .group_by(old.theme_id, new.theme_id)
    )
    found = db.session.execute(query)
    return [Overlap(old_id, new_id, shared) for old_id, new_id, shared in found if old_id and new_id]


def count_by_theme(run_id: int) -> dict[int | None, int]:
    """Comments coded to each theme that count today; None is “no theme” and “not sure” together."""
    query = sa.select(Coding.theme_id, sa.func.count()).where(Coding.run_id == run_id, _counts(Coding))
    return dict(list(db.session.execute(query.group_by(Coding.theme_id))))


def count_unsure(run_id: int) -> int:
    """Comments that may fit a theme and were left to a person."""
    query = sa.select(sa.func.count()).where(Coding.run_id == run_id, Coding.is_unsure, _counts(Coding))
    return db.session.scalar(query) or 0


def count_of_themes(theme_ids: Sequence[int]) -> dict[int, int]:
    query = sa.select(Coding.theme_id, sa.func.count()).where(Coding.theme_id.in_(theme_ids), _counts(Coding))
    counted = db.session.execute(query.group_by(Coding.theme_id))
    return {theme_id: count for theme_id, count in counted if theme_id is not None}


# comments as a run sees them: a page at a time


def list_coded(
    run_id: int, theme_id: int | None, *, limit: int, offset: int, unsure: bool = False
) -> list[CodedComment]:
    """Comments of one theme, the surest first; without one, those that fit none or (unsure) may fit one."""
    query = (
        sa.select(Comment, Coding.probability, sa.literal(""))
        .join(Coding, Coding.comment_id == Comment.id)
        .where(Coding.run_id == run_id, Coding.theme_id == theme_id, Coding.is_unsure == unsure, _counts(Coding))
        .order_by(Coding.probability.desc(), Comment.id)
    )
    return _coded(query, limit, offset)


def list_mapped(run_id: int, priority: str, *, limit: int, offset: int) -> list[CodedComment]:
    """Comments mapped to one priority, the surest first."""
    query = (
        sa.select(Comment, PriorityCoding.probability, PriorityCoding.reason)
        .join(PriorityCoding, PriorityCoding.comment_id == Comment.id)
        .where(PriorityCoding.run_id == run_id, PriorityCoding.priority == priority, _counts(PriorityCoding))
        .order_by(PriorityCoding.probability.desc(), Comment.id)
    )
    return _coded(query, limit, offset)


def list_excluded(run_id: int, *, limit: int, offset: int) -> list[CodedComment]:
    """Comments the run left out, by reason."""
    query = (
        sa.select(Comment, sa.null(), Exclusion.reason)
        .join(Exclusion, Exclusion.comment_id == Comment.id)
        .where(Exclusion.run_id == run_id, _counts(Exclusion))
        .order_by(Exclusion.reason, Comment.id)
    )
    return _coded(query, limit, offset)


def _coded(query: sa.Select[*tuple[Any, ...]], limit: int, offset: int) -> list[CodedComment]:
    return [CodedComment(*row) for row in db.session.execute(query.limit(limit).offset(offset))]


def count_excluded(run_id: int) -> dict[str, int]:
    """By reason, the most frequent first."""
    query = sa.select(Exclusion.reason, sa.func.count()).where(Exclusion.run_id == run_id, _counts(Exclusion))
    most_first = query.group_by(Exclusion.reason).order_by(sa.func.count().desc(), Exclusion.reason)
    return dict(list(db.session.execute(most_first)))


def count_mapped(run_id: int) -> dict[str, int]:
    query = sa.select(PriorityCoding.priority, sa.func.count())
    query = query.where(PriorityCoding.run_id == run_id, _counts(PriorityCoding))
    return dict(list(db.session.execute(query.group_by(PriorityCoding.priority))))


def count_withheld(run_id: int, theme_id: int | None) -> int:
    """Comments of a theme, or of none, whose words are withheld today."""
    mine = (Coding.run_id == run_id, Coding.theme_id == theme_id, _counts(Coding))
    query = sa.select(sa.func.count()).where(*mine, Coding.comment_id.in_(withheld()))
    return db.session.scalar(query) or 0


def _counts(table: type[Coding] | type[PriorityCoding] | type[Exclusion]) -> sa.ColumnElement[bool]:
    """The comment still counts: it was not corrected or marked as a test since the run."""
    return table.comment_id.not_in(set_apart())


def list_note_kinds(note_ids: Sequence[int]) -> dict[int, str]:
    """verbatim, paraphrase or observation, by note."""
    query = sa.select(Note.id, Note.kind).where(Note.id.in_(note_ids))
    return {note_id: str(kind.value) for note_id, kind in db.session.execute(query)}


# a whole run, for the report


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
    query = query.where(Comment.id.in_(_seen_by(run_id)), Comment.id.not_in(set_apart()))
    return list(db.session.execute(query.order_by(Comment.id)))


def _seen_by(run_id: int) -> sa.CompoundSelect[int]:
    return sa.union(
        sa.select(Coding.comment_id).where(Coding.run_id == run_id),
        sa.select(Exclusion.comment_id).where(Exclusion.run_id == run_id),
    )


def read_codings(run_id: int) -> list[CodingRow]:
    columns = (Coding.comment_id, Coding.theme_id, Coding.probability, Coding.is_unsure, Coding.stance, Coding.tone)
    query = sa.select(*columns).where(Coding.run_id == run_id, _counts(Coding)).order_by(Coding.id)
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
    query = sa.select(*columns).where(PriorityCoding.run_id == run_id, _counts(PriorityCoding))
    return list(db.session.execute(query.order_by(PriorityCoding.id)))


def read_exclusions(run_id: int) -> list[tuple[int, str]]:
    query = sa.select(Exclusion.comment_id, Exclusion.reason).where(Exclusion.run_id == run_id, _counts(Exclusion))
    return list(db.session.execute(query.order_by(Exclusion.id)))
