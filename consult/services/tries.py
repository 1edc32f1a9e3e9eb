"""Few tries for each number, whether or not there is such a number: then it rests for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from consult.store import tries as store
from consult.store.transaction import transaction
from consult.store.tries import Tries

MOST_TRIES, PAUSE = 5, timedelta(minutes=15)


class Resting(Exception):
    """This number was tried too often; it rests for a while, whether or not there is such a number."""


def count(table: Tries, locator: str, now: datetime) -> None:
    """Resting where it was tried too often."""
    if not _may_try(table, locator, now):
        raise Resting


def forget(table: Tries, locator: str) -> None:
    with transaction():
        store.forget(table, locator)


def _may_try(table: Tries, locator: str, now: datetime) -> bool:
    for _ in range(2):
        try:
            with transaction():
                return store.count_try(table, locator, most=MOST_TRIES, pause=PAUSE, now=now)
        except IntegrityError:  # the first try of two people at once: now the row is there
            continue
    return False
