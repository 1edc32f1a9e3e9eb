"""Excerpts and the log of their masking. Whether words may be shown is asked of their comment every time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.comments import Comment, Screened
from consult.models.excerpts import ALIVE, Excerpt, ExcerptState, Redaction, StepReason
from consult.models.people import AuditEntry
from consult.models.themes import CandidateTheme
from consult.store import areas, people
from consult.store.comments import list_versions, set_apart, withheld
from consult.store.errors import NotFound

LOCK = 20_240_409  # any number, always the same: the lock's name on PostgreSQL


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a masking, before it is written down."""

    starts: int
    ends: int
    kind: str
    why: StepReason
    is_hidden: bool = True


def usable() -> sa.ColumnElement[bool]:
    """Of a comment: it may be quoted, was screened, is not withheld, was not corrected since and is no test."""
    return sa.and_(
        Comment.may_quote,
        Comment.screening != Screened.UNSCREENED,
        Comment.id.not_in(withheld()),
        Comment.id.not_in(set_apart()),
    )


def one_at_a_time() -> None:
    """Those who propose and approve wait for each other until the transaction ends. SQLite's writers queue anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


# comments to choose from


def find_usable(comment_id: int) -> Comment | None:
    """Of an area that this session may see."""
    mine = (Comment.id == comment_id, usable(), areas.seen(Comment.area))
    return db.session.scalar(sa.select(Comment).where(*mine))


def list_usable_ids(comment_ids: Collection[int]) -> set[int]:
    return set(db.session.scalars(sa.select(Comment.id).where(Comment.id.in_(comment_ids), usable())))


def list_held_back_ids(comment_ids: Collection[int]) -> set[int]:
    """Those whose words are withheld or not screened yet."""
    return set(db.session.scalars(sa.select(Comment.id).where(Comment.id.in_(comment_ids), Comment.id.in_(withheld()))))


def list_usable(*, audience: str, among: Collection[int] | None, limit: int, offset: int) -> list[Comment]:
    """Comments that may become excerpts and are none yet, by their number. audience: of any where it is empty."""
    query = sa.select(Comment).where(*_wanted(audience, among)).order_by(Comment.id)
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def count_usable(*, audience: str, among: Collection[int] | None) -> int:
    return db.session.scalar(sa.select(sa.func.count(Comment.id)).where(*_wanted(audience, among))) or 0


def _wanted(audience: str, among: Collection[int] | None) -> list[sa.ColumnElement[bool]]:
    taken = sa.select(Excerpt.comment_id).where(Excerpt.state.in_(ALIVE))
    wanted = [usable(), areas.seen(Comment.area), Comment.id.not_in(taken)]
    wanted += [Comment.audience == audience] if audience else []
    return wanted + ([Comment.id.in_(among)] if among is not None else [])


def list_dissenting_ids(run_id: int) -> set[int]:
    """Comments that seem to speak against what most in their theme say."""
    found = db.session.scalars(sa.select(CandidateTheme.dissenting).where(CandidateTheme.run_id == run_id))
    return {int(key) for keys in found for key in keys}


# excerpts


def add(*, comment_id: int, starts: int, ends: int, by: int, steps: Sequence[Step]) -> Excerpt:
    """IntegrityError where somebody else has just proposed words of the same comment."""
    excerpt = Excerpt(comment_id=comment_id, starts=starts, ends=ends, proposed_by=by)
    db.session.add(excerpt)
    db.session.flush()
    add_steps(excerpt.id, steps, by=None)
    return excerpt


def get(excerpt_id: int) -> Excerpt:
    """Of an area that this session may see."""
    query = sa.select(Excerpt).where(Excerpt.id == excerpt_id).options(joinedload(Excerpt.comment))
    excerpt = db.session.scalar(query.execution_options(populate_existing=True))
    if excerpt is None or not areas.may_see(excerpt.comment.area):
        raise NotFound(f"no excerpt {excerpt_id}")
    return excerpt


def find_alive(comment_id: int) -> Excerpt | None:
    query = sa.select(Excerpt).where(Excerpt.comment_id == comment_id, Excerpt.state.in_(ALIVE))
    return db.session.scalar(query)


def list_in(*states: ExcerptState) -> list[Excerpt]:
    """The oldest first, whether or not their words may still be shown; of areas that this session may see."""
    query = sa.select(Excerpt).join(Comment).where(Excerpt.state.in_(states), areas.seen(Comment.area))
    query = query.options(joinedload(Excerpt.comment))
    return list(db.session.scalars(query.order_by(Excerpt.id).execution_options(populate_existing=True)))


def list_approved(among: Collection[int] | None = None) -> list[Excerpt]:
    """Those whose words may be shown at this moment, of all areas: they are published. The oldest first.

    among: only of these comments.
    """
    query = sa.select(Excerpt).join(Comment).where(Excerpt.state == ExcerptState.APPROVED, usable())
    if among is not None:
        query = query.where(Comment.id.in_(among))
    query = query.options(joinedload(Excerpt.comment)).order_by(Excerpt.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def find_approved(excerpt_id: int) -> Excerpt | None:
    query = sa.select(Excerpt).join(Comment).where(Excerpt.state == ExcerptState.APPROVED, usable())
    query = query.where(Excerpt.id == excerpt_id).options(joinedload(Excerpt.comment))
    return db.session.scalar(query.execution_options(populate_existing=True))


def change(excerpt_id: int, *, seen: int, **values: Any) -> bool:
    """False where somebody else has changed it since version seen. IntegrityError: decided by whoever proposed it."""
    query = sa.update(Excerpt).where(Excerpt.id == excerpt_id, Excerpt.version == seen)
    return db.session.scalar(query.values(version=seen + 1, **values).returning(Excerpt.id)) is not None


def withdraw_for_concern(comment: Comment) -> None:
    """Somebody is worried about these words: no excerpt of any of their versions comes back by itself."""
    versions = [version.id for version in list_versions(comment.id)]
    mine = sa.update(Excerpt).where(Excerpt.comment_id.in_(versions), Excerpt.state.in_(ALIVE))
    values = {"state": ExcerptState.WITHDRAWN, "withdrawn_at": utcnow(), "version": Excerpt.version + 1}
    for excerpt_id in db.session.scalars(mine.values(values).returning(Excerpt.id)).all():
        people.record(user_id=None, action="excerpt withdrawn: words withheld", subject=f"excerpt {excerpt_id}")


# the log of masking


def add_steps(excerpt_id: int, steps: Sequence[Step], *, by: int | None, now: datetime | None = None) -> None:
    """IntegrityError where somebody else adds a step at the same moment."""
    last = sa.select(sa.func.max(Redaction.number)).where(Redaction.excerpt_id == excerpt_id)
    number = db.session.scalar(last) or 0
    for place, step in enumerate(steps, start=number + 1):
        written = {"starts": step.starts, "ends": step.ends, "kind": step.kind, "why": step.why}
        at = now or utcnow()
        row = Redaction(excerpt_id=excerpt_id, number=place, is_hidden=step.is_hidden, user_id=by, at=at, **written)
        db.session.add(row)
    db.session.flush()


def list_steps(excerpt_ids: Collection[int]) -> dict[int, list[Redaction]]:
    """By excerpt, each in the order in which it was made."""
    found: dict[int, list[Redaction]] = {key: [] for key in excerpt_ids}
    query = sa.select(Redaction).where(Redaction.excerpt_id.in_(excerpt_ids))
    for step in db.session.scalars(query.order_by(Redaction.excerpt_id, Redaction.number)):
        found[step.excerpt_id].append(step)
    return found


def list_history(excerpt_id: int) -> list[AuditEntry]:
    """What the audit record says about it, the oldest first."""
    query = sa.select(AuditEntry).where(AuditEntry.subject == f"excerpt {excerpt_id}").order_by(AuditEntry.id)
    return list(db.session.scalars(query))
