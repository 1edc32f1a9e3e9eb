"""Theme sets that were signed off, and whether one is in force."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.sign_off import SignOff, SignOffEnd
from consult.models.themes import ThemeDecision
from consult.store.errors import NotFound


def find_in_force() -> SignOff | None:
    """The newest, if nobody has ended it."""
    newest = db.session.scalar(sa.select(SignOff).order_by(SignOff.id.desc()).limit(1))
    return None if newest is None or find_end(newest.id) else newest


def list_all() -> list[SignOff]:
    """The newest first."""
    return list(db.session.scalars(sa.select(SignOff).order_by(SignOff.id.desc())))


def get(sign_off_id: int) -> SignOff:
    signed = db.session.get(SignOff, sign_off_id)
    if signed is None:
        raise NotFound(f"no sign-off {sign_off_id}")
    return signed


def find_of_run(run_id: int) -> SignOff | None:
    return db.session.scalar(sa.select(SignOff).where(SignOff.run_id == run_id))


def find_end(sign_off_id: int) -> SignOffEnd | None:
    return db.session.get(SignOffEnd, sign_off_id)


def list_amendments(sign_off_id: int) -> list[ThemeDecision]:
    """Decisions made while it was in force, the oldest first: until it was ended, or another set was signed off."""
    signed = get(sign_off_id)
    ended = sa.select(SignOffEnd.decisions).where(SignOffEnd.sign_off_id == sign_off_id).scalar_subquery()
    after = sa.select(sa.func.min(SignOff.decisions)).where(SignOff.id > sign_off_id).scalar_subquery()
    last = [limit for limit in db.session.execute(sa.select(ended, after)).one() if limit is not None]
    query = sa.select(ThemeDecision).where(ThemeDecision.id > signed.decisions).order_by(ThemeDecision.id)
    return list(db.session.scalars(query.where(ThemeDecision.id <= min(last)) if last else query))


def add(
    *,
    run_id: int,
    double_id: int | None,
    without_double: str,
    left_open: str,
    decisions: int,
    themes: dict[str, Any],
    sha256: str,
    user_id: int,
) -> SignOff:
    signed = SignOff(
        run_id=run_id, double_id=double_id, without_double=without_double, left_open=left_open, decisions=decisions,
        themes=themes, sha256=sha256, user_id=user_id,
    )  # fmt: skip
    db.session.add(signed)
    db.session.flush()
    return signed


def add_end(*, sign_off_id: int, decisions: int, why: str, user_id: int) -> None:
    db.session.add(SignOffEnd(sign_off_id=sign_off_id, decisions=decisions, why=why, user_id=user_id))
    db.session.flush()
