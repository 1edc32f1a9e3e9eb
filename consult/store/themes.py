"""Themes and what people decided about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.extensions import db
from consult.models.themes import CandidateTheme, Coding, DecisionKind, ThemeDecision
from consult.store.comments import set_apart
from consult.store.errors import NotFound

LOCK = 20_240_401  # any number, always the same: the lock's name on PostgreSQL


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
