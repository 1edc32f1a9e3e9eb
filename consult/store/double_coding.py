"""Blind double coding: samples, what two people said, third decisions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.double_coding import Adjudication, BlindCode, DoubleCoding, DoubleComment, DoubleTheme, Spread
from consult.store.errors import NotFound

CHUNK = 5_000


def add(
    *, run_id: int, seed: int, spread: Spread, population: int, size: int, coders: tuple[int, int], asked_by: int
) -> DoubleCoding:
    coding = DoubleCoding(
        run_id=run_id, seed=seed, spread=spread, population=population, size=size, asked_by=asked_by,
        first_id=coders[0], second_id=coders[1],
    )  # fmt: skip
    db.session.add(coding)
    db.session.flush()
    return coding


def add_rows(table: type[DoubleTheme] | type[DoubleComment], rows: Iterable[Mapping[str, Any]]) -> None:
    ready = [dict(row) for row in rows]
    for start in range(0, len(ready), CHUNK):
        db.session.execute(sa.insert(table), ready[start : start + CHUNK])


def list_all() -> list[DoubleCoding]:
    """The newest first."""
    return list(db.session.scalars(sa.select(DoubleCoding).order_by(DoubleCoding.id.desc())))


def list_of_run(run_id: int) -> list[DoubleCoding]:
    """The newest first, those that were put aside too."""
    query = sa.select(DoubleCoding).where(DoubleCoding.run_id == run_id)
    return list(db.session.scalars(query.order_by(DoubleCoding.id.desc())))


def get(double_id: int) -> DoubleCoding:
    coding = db.session.get(DoubleCoding, double_id)
    if coding is None:
        raise NotFound(f"no double coding {double_id}")
    return coding


def lock(double_id: int) -> DoubleCoding:
    """As it is now; until the transaction ends nobody else changes it. SQLite has one writer anyway."""
    query = sa.select(DoubleCoding).where(DoubleCoding.id == double_id).with_for_update(of=DoubleCoding)
    coding = db.session.scalar(query.execution_options(populate_existing=True))
    if coding is None:
        raise NotFound(f"no double coding {double_id}")
    return coding


def list_themes(double_id: int) -> list[DoubleTheme]:
    """In the order in which they are shown."""
    query = sa.select(DoubleTheme).where(DoubleTheme.double_id == double_id)
    return list(db.session.scalars(query.order_by(DoubleTheme.place)))


def list_sampled(double_id: int) -> list[DoubleComment]:
    """In the order in which they are coded; what was deleted since is not there any more."""
    query = sa.select(DoubleComment).where(DoubleComment.double_id == double_id)
    return list(db.session.scalars(query.order_by(DoubleComment.place)))


def get_sampled(sampled_id: int) -> DoubleComment:
    sampled = db.session.get(DoubleComment, sampled_id)
    if sampled is None:
        raise NotFound(f"no comment {sampled_id} of a sample")
    return sampled


def list_codes(double_id: int, *, user_id: int | None = None) -> list[BlindCode]:
    """user_id: only this person’s."""
    query = sa.select(BlindCode).join(DoubleComment, DoubleComment.id == BlindCode.sampled_id)
    query = query.where(DoubleComment.double_id == double_id)
    if user_id is not None:
        query = query.where(BlindCode.user_id == user_id)
    return list(db.session.scalars(query.order_by(BlindCode.id)))


def put_code(*, sampled_id: int, user_id: int, themes: list[str]) -> None:
    """In the place of what the same person said before."""
    mine = sa.select(BlindCode).where(BlindCode.sampled_id == sampled_id, BlindCode.user_id == user_id)
    code = db.session.scalar(mine)
    if code is None:
        db.session.add(BlindCode(sampled_id=sampled_id, user_id=user_id, themes=themes))
    else:
        code.themes, code.at = themes, utcnow()
    db.session.flush()


def list_adjudications(double_id: int) -> dict[int, Adjudication]:
    """By comment of the sample."""
    query = sa.select(Adjudication).join(DoubleComment, DoubleComment.id == Adjudication.sampled_id)
    found = db.session.scalars(query.where(DoubleComment.double_id == double_id))
    return {each.sampled_id: each for each in found}


def add_adjudication(*, sampled_id: int, themes: Collection[str], why: str, user_id: int) -> None:
    db.session.add(Adjudication(sampled_id=sampled_id, themes=list(themes), why=why, user_id=user_id))
    db.session.flush()
