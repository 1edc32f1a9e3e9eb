"""Themes and what people decided about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import defer

from analysis.decisions import DecisionKind
from consult.extensions import db
from consult.models.themes import CandidateTheme, Coding, DecidedComment, Part, Theme, ThemeDecision
from consult.store.comments import set_apart
from consult.store.errors import NotFound

CHUNK = 5_000
LONG = (  # columns of a candidate that a page needs of one theme, and not of thousands
    CandidateTheme.phrases,
    CandidateTheme.excerpts,
    CandidateTheme.diverse,
    CandidateTheme.dissenting,
)
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


def count_kept(run_id: int) -> int:
    """Themes that were accepted before the run, and so were not drawn anew."""
    query = sa.select(sa.func.count()).where(CandidateTheme.run_id == run_id, CandidateTheme.is_kept)
    return db.session.scalar(query) or 0


def list_decisions() -> list[ThemeDecision]:
    """All there are, oldest first."""
    return list(db.session.scalars(sa.select(ThemeDecision).order_by(ThemeDecision.id)))


def get_decision(decision_id: int) -> ThemeDecision:
    decision = db.session.get(ThemeDecision, decision_id)
    if decision is None:
        raise NotFound(f"no decision {decision_id}")
    return decision


def list_decided_comments() -> list[tuple[int, int, Part]]:
    """Decision, comment, what the comment is to it; in order."""
    query = sa.select(DecidedComment.decision_id, DecidedComment.comment_id, DecidedComment.part)
    return [
        (decision, comment, part)
        for decision, comment, part in db.session.execute(
            query.order_by(DecidedComment.decision_id, DecidedComment.comment_id)
        )
    ]


def find_last_decision_id(*, but: Collection[DecisionKind] = ()) -> int:
    """0 where nothing was decided yet. but: kinds that are not looked at."""
    query = sa.select(sa.func.max(ThemeDecision.id)).where(ThemeDecision.kind.not_in(but))
    return db.session.scalar(query) or 0


def add_decision(
    *,
    theme_id: int,
    number: int,
    kind: DecisionKind,
    before: str,
    after: str,
    user_id: int,
    why: str = "",
    other_id: int | None = None,
    about_id: int | None = None,
    comments: Mapping[int, Part] | None = None,
) -> ThemeDecision:
    """comments: what each is to the decision."""
    decision = ThemeDecision(
        theme_id=theme_id, number=number, kind=kind, before=before, after=after, user_id=user_id, why=why,
        other_id=other_id, about_id=about_id,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()
    rows = [{"decision_id": decision.id, "comment_id": key, "part": part} for key, part in (comments or {}).items()]
    for start in range(0, len(rows), CHUNK):
        db.session.execute(sa.insert(DecidedComment), rows[start : start + CHUNK])
    return decision


def list_proposed_ids() -> set[int]:
    """Themes that any run ever proposed."""
    return set(db.session.scalars(sa.select(CandidateTheme.theme_id).distinct()))


def list_newest_candidates() -> list[CandidateTheme]:
    """For each theme, what the newest run that knew it proposed of it; long lists are read when asked for."""
    newest = sa.select(CandidateTheme.theme_id, sa.func.max(CandidateTheme.run_id).label("run_id"))
    last = newest.group_by(CandidateTheme.theme_id).subquery()
    is_last = sa.and_(last.c.theme_id == CandidateTheme.theme_id, last.c.run_id == CandidateTheme.run_id)
    query = sa.select(CandidateTheme).join(last, is_last).order_by(CandidateTheme.theme_id)
    return list(db.session.scalars(query.options(*map(defer, LONG))))


def read_members(candidate_ids: Sequence[int]) -> dict[int, set[int]]:
    """Candidate → the comments coded to it that count today."""
    members: dict[int, set[int]] = {key: set() for key in candidate_ids}
    query = sa.select(Coding.theme_id, Coding.comment_id).where(Coding.theme_id.in_(candidate_ids))
    for candidate, comment in db.session.execute(query.where(Coding.comment_id.not_in(set_apart()))):
        if candidate is not None:
            members[candidate].add(comment)
    return members
