"""What became of themes: rows that are only ever added; the newest number of a theme holds."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from consult.extensions import db
from consult.models.plan import Taken, ThemeOutcome


def list_newest() -> dict[int, ThemeOutcome]:
    """By theme: the outcome that holds."""
    newest = sa.select(ThemeOutcome.theme_id, sa.func.max(ThemeOutcome.number).label("number"))
    latest = newest.group_by(ThemeOutcome.theme_id).subquery()
    both = sa.and_(ThemeOutcome.theme_id == latest.c.theme_id, ThemeOutcome.number == latest.c.number)
    return {outcome.theme_id: outcome for outcome in db.session.scalars(sa.select(ThemeOutcome).join(latest, both))}


def list_of_theme(theme_id: int) -> list[ThemeOutcome]:
    """Oldest first."""
    query = sa.select(ThemeOutcome).where(ThemeOutcome.theme_id == theme_id).order_by(ThemeOutcome.number)
    return list(db.session.scalars(query))


def find_numbers(pairs: set[tuple[int, int]]) -> dict[tuple[int, int], ThemeOutcome]:
    """Outcomes by theme and number."""
    query = sa.select(ThemeOutcome).where(ThemeOutcome.theme_id.in_({theme for theme, _ in pairs}))
    found = {(outcome.theme_id, outcome.number): outcome for outcome in db.session.scalars(query)}
    return {pair: found[pair] for pair in pairs if pair in found}


def add(
    *,
    theme_id: int,
    number: int,
    taken: Taken,
    why: str,
    easy_words: str,
    considered_by: str,
    considered_on: date,
    owner_id: int,
    tell_on: date,
    told_on: date | None,
    user_id: int,
) -> None:
    outcome = ThemeOutcome(
        theme_id=theme_id,
        number=number,
        taken=taken,
        why=why,
        easy_words=easy_words,
        considered_by=considered_by,
        considered_on=considered_on,
        owner_id=owner_id,
        tell_on=tell_on,
        told_on=told_on,
        user_id=user_id,
    )
    db.session.add(outcome)
    db.session.flush()
