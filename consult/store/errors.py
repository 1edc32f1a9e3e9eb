"""What can be wrong in the domain's own words. The web turns each into a page in one place (web/errors.py)."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

StoreFault = SQLAlchemyError  # the database cannot be reached, or refuses what it was given


class NotFound(Exception):
    """There is no such thing, or not for you."""


class LeaseLost(Exception):
    """Somebody else has this job by now, or it waits again: whoever still works on it must write nothing."""


class Conflict(Exception):
    """It cannot be done as things stand; the message says why and what to do."""
