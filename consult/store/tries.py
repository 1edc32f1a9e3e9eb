"""How often a public number was tried: the same for numbers that there are and that there are not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.left_drafts import LeftDraftTry
from consult.models.receipts import ReceiptTry

Tries = type[ReceiptTry] | type[LeftDraftTry]


def count_try(table: Tries, locator: str, *, most: int, pause: timedelta, now: datetime) -> bool:
    """One try more; False where the number rests. IntegrityError where two people try it first at the same moment."""
    query: sa.Select[Any] = sa.select(table).where(table.locator == locator).with_for_update()
    tried = db.session.scalar(query.execution_options(populate_existing=True))
    if tried is None:
        db.session.add(table(locator=locator, tries=1, last_at=now))
    elif now >= tried.last_at + pause:
        tried.tries, tried.last_at = 1, now
    elif tried.tries >= most:
        return False
    else:
        tried.tries, tried.last_at = tried.tries + 1, now
    db.session.flush()
    return True


def forget(table: Tries, locator: str) -> None:
    db.session.execute(sa.delete(table).where(table.locator == locator))


def forget_before(moment: datetime) -> None:
    for table in (ReceiptTry, LeftDraftTry):
        db.session.execute(sa.delete(table).where(table.last_at < moment))
