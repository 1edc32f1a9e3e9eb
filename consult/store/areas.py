"""Areas that users' work is about, and what a session may see because of them.

A session of the database is limited for as long as a request lasts; a worker's and a command's sees all.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.identities import UserArea

LIMITS = "areas"  # where the session keeps them


def list_of(user_id: int) -> frozenset[str]:
    """Empty: all."""
    return frozenset(db.session.scalars(sa.select(UserArea.area).where(UserArea.user_id == user_id)))


def list_all() -> dict[int, frozenset[str]]:
    """By user; who sees all is not in it."""
    found: dict[int, set[str]] = {}
    for user_id, area in db.session.execute(sa.select(UserArea.user_id, UserArea.area)):
        found.setdefault(user_id, set()).add(area)
    return {user_id: frozenset(areas) for user_id, areas in found.items()}


def put(user_id: int, areas: Collection[str]) -> None:
    """In the place of those there were."""
    db.session.execute(sa.delete(UserArea).where(UserArea.user_id == user_id))
    db.session.add_all(UserArea(user_id=user_id, area=area) for area in sorted(areas))


def limit_session(areas: Collection[str]) -> None:
    db.session.info[LIMITS] = frozenset(areas)


def limits() -> frozenset[str]:
    """Empty: all."""
    found: frozenset[str] = db.session.info.get(LIMITS, frozenset())
    return found


def may_see(area: str) -> bool:
    return not limits() or area in limits()


def seen(column: Any, within: Collection[str] | None = None) -> sa.ColumnElement[bool]:
    """Condition of a query. within: where the query runs later than the limits were asked for."""
    areas = limits() if within is None else within
    condition: sa.ColumnElement[bool] = column.in_(sorted(areas)) if areas else sa.true()
    return condition
