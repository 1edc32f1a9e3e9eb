"""Themes and what people decided about them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from consult.extensions import db
from consult.models.themes import CandidateTheme, Coding, DecisionKind, Theme, ThemeDecision
from consult.store.comments import set_apart
from consult.store.errors import NotFound

LOCK = 20_240_401  # any number, always the same: the lock's name on PostgreSQL


def one_at_a_time() -> None:
    """Decisions and the carrying over of decisions wait for each other until the transaction ends.

    SQLite's writers queue anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def get_theme(theme_id: int) -> Theme:
    theme = db.session.get(Theme, theme_id)
    if theme is None:
        raise NotFound(f"no theme {theme_id}")
    return theme


def add_theme(made_by: int | None = None) -> Theme:
    theme = Theme(made_by=made_by)
    db.session.add(theme)
    db.session.flush()
    return theme


def list_candidates(run_id: int) -> list[CandidateTheme]:
    """What a run proposed, largest first."""
    query = sa.select(CandidateTheme).where(CandidateTheme.run_id == run_id)
    return list(db.session.scalars(query.order_by(CandidateTheme.comments.desc(), CandidateTheme.key)))


def find_candidate(theme_id: int) -> CandidateTheme | None:
    """What the newest run that knew the theme proposed of it."""
    query = sa.select(CandidateTheme).where(CandidateTheme.theme_id == theme_id)
    return db.session.scalar(query.order_by(CandidateTheme.run_id.desc()).limit(1))


def list_decided_candidates(before_run: int) -> list[CandidateTheme]:
    """For each theme that somebody decided about, what the newest of the earlier runs proposed; by theme."""
    newest = (
        sa.select(CandidateTheme.theme_id, sa.func.max(CandidateTheme.run_id).label("run_id"))
        .where(CandidateTheme.run_id < before_run)
        .where(CandidateTheme.theme_id.in_(sa.select(ThemeDecision.theme_id)))
        .group_by(CandidateTheme.theme_id)
        .subquery()
    )
    is_newest = sa.and_(newest.c.theme_id == CandidateTheme.theme_id, newest.c.run_id == CandidateTheme.run_id)
    return list(db.session.scalars(sa.select(CandidateTheme).join(newest, is_newest).order_by(CandidateTheme.theme_id)))


def list_left_behind(run_id: int) -> list[CandidateTheme]:
    """What earlier runs proposed of the decided themes that this run did not find again, oldest first."""
    here = {candidate.theme_id for candidate in list_candidates(run_id)}
    return [candidate for candidate in list_decided_candidates(run_id) if candidate.theme_id not in here]


def list_decisions(theme_ids: Sequence[int]) -> list[ThemeDecision]:
    """Oldest first, theme by theme."""
    query = sa.select(ThemeDecision).where(ThemeDecision.theme_id.in_(theme_ids))
    return list(db.session.scalars(query.order_by(ThemeDecision.theme_id, ThemeDecision.number)))


def find_last_decision_id() -> int:
    """0 where nothing was decided yet."""
    return db.session.scalar(sa.select(sa.func.max(ThemeDecision.id))) or 0


def add_decision(
    *, theme_id: int, number: int, kind: DecisionKind, before: str, after: str, user_id: int, why: str = ""
) -> ThemeDecision:
    decision = ThemeDecision(
        theme_id=theme_id, number=number, kind=kind, before=before, after=after, user_id=user_id, why=why
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    return decision


def read_members(candidate_ids: Sequence[int]) -> dict[int, set[int]]:
    """Candidate → the comments coded to it that count today."""
    members: dict[int, set[int]] = {key: set() for key in candidate_ids}
    query = sa.select(Coding.theme_id, Coding.comment_id).where(Coding.theme_id.in_(candidate_ids))
    for candidate, comment in db.session.execute(query.where(Coding.comment_id.not_in(set_apart()))):
        if candidate is not None:
            members[candidate].add(comment)
    return members
