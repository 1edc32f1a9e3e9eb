"""A run that adds what is new to the run before: its rows are copied where they are, none of them read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.themes import AnalysisRun, CandidateTheme, Coding, Exclusion, PriorityCoding
from consult.store.comments import CHUNK, set_apart, unscreened, withheld

AGAIN = {"id", "run_id"}  # columns that a copied row has anew


def stream_new(run_id: int, *, not_read: tuple[str, ...]) -> Iterator[Comment]:
    """Comments that count and may be read and that the run has not read, by id. not_read: reasons it had not to."""
    query = sa.select(Comment).where(
        Comment.id.not_in(set_apart()),
        Comment.id.not_in(withheld()),
        Comment.id.not_in(sa.select(Coding.comment_id).where(Coding.run_id == run_id)),
        Comment.id.not_in(
            sa.select(Exclusion.comment_id).where(Exclusion.run_id == run_id, Exclusion.reason.not_in(not_read))
        ),
    )
    yield from db.session.scalars(query.order_by(Comment.id).execution_options(yield_per=CHUNK))


def list_held_back() -> tuple[list[int], list[int]]:
    """Comments that count and whose words are withheld, and those that nothing has screened yet."""
    waiting = set(db.session.scalars(unscreened().where(Comment.id.not_in(set_apart()))))
    held = db.session.scalars(sa.select(Comment.id).where(Comment.id.in_(withheld()), Comment.id.not_in(set_apart())))
    return sorted(set(held) - waiting), sorted(waiting)


def copy_run(old: AnalysisRun, new: AnalysisRun, *, but: tuple[str, ...]) -> dict[str, int]:
    """Its themes, and what it found of comments that count and may be read still: key → the theme that it is.

    but: reasons of exclusions that are given anew.
    """
    rows = list(db.session.scalars(sa.select(CandidateTheme).where(CandidateTheme.run_id == old.id)))
    columns = _columns(CandidateTheme)
    db.session.add_all(CandidateTheme(run_id=new.id, **{name: getattr(row, name) for name in columns}) for row in rows)
    db.session.flush()
    _copy_codings(old.id, new.id)
    _copy(PriorityCoding, old.id, new.id)
    _copy(Exclusion, old.id, new.id, Exclusion.reason.not_in(but))
    return {row.key: row.theme_id for row in rows}


def count_up(run: AnalysisRun) -> None:
    """How many comments each theme holds now, and how many the run has gathered."""
    held = sa.select(sa.func.count(sa.distinct(Coding.comment_id))).where(Coding.theme_id == CandidateTheme.id)
    mine = sa.update(CandidateTheme).where(CandidateTheme.run_id == run.id)
    db.session.execute(mine.values(comments=held.scalar_subquery()).execution_options(synchronize_session=False))
    coded = db.session.scalar(sa.select(sa.func.count(sa.distinct(Coding.comment_id))).where(Coding.run_id == run.id))
    left_out = db.session.scalar(sa.select(sa.func.count()).where(Exclusion.run_id == run.id))
    run.received = (coded or 0) + (left_out or 0)
    db.session.flush()
    db.session.expire_all()


def _copy_codings(old: int, new: int) -> None:
    """By the key of the theme, which is the same in both runs."""
    before, now = sa.orm.aliased(CandidateTheme), sa.orm.aliased(CandidateTheme)
    themes = (
        sa.select(before.id.label("then"), now.id.label("now"))
        .join(now, sa.and_(now.key == before.key, now.run_id == new))
        .where(before.run_id == old)
        .subquery()
    )
    columns = [name for name in _columns(Coding) if name != "theme_id"]
    rows = (
        sa.select(sa.literal(new), themes.c.now, *(getattr(Coding, name) for name in columns))
        .outerjoin(themes, themes.c.then == Coding.theme_id)
        .where(Coding.run_id == old, *_readable(Coding))
        .order_by(Coding.id)
    )
    db.session.execute(sa.insert(Coding).from_select(["run_id", "theme_id", *columns], rows))


def _copy(table: type[PriorityCoding] | type[Exclusion], old: int, new: int, *only: sa.ColumnElement[bool]) -> None:
    columns = _columns(table)
    rows = sa.select(sa.literal(new), *(getattr(table, name) for name in columns))
    rows = rows.where(table.run_id == old, *_readable(table), *only).order_by(table.id)
    db.session.execute(sa.insert(table).from_select(["run_id", *columns], rows))


def _columns(table: Any) -> list[str]:
    return [column.key for column in sa.inspect(table).columns if column.key not in AGAIN]


def _readable(table: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return table.comment_id.not_in(set_apart()), table.comment_id.not_in(withheld())
