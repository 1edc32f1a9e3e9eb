"""The end of a concern's record, by a schedule of its own: neither the survey's, nor the comment's."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import current_app

from consult.models.base import utcnow
from consult.settings import LONDON, Settings
from consult.store import concerns, people
from consult.store.transaction import transaction


def erase_due(*, now: datetime | None = None, by: int | None = None) -> int:
    """Erase what closed records hold once their days are over; how many. Open concerns are never erased.

    The comment they were about stays withheld, or cleared, as it was decided.
    """
    now = now or utcnow()
    settings: Settings = current_app.config["SETTINGS"]
    rules = settings.safeguarding
    with transaction():
        due = concerns.list_to_erase(
            closed_before=first_moment_kept(now, rules.concern_days),
            cleared_before=first_moment_kept(now, rules.false_alarm_days),
        )
        for concern_id in due:
            concerns.erase(concern_id, now=now)
            people.record(user_id=by, action="concern erased by its schedule", subject=f"concern {concern_id}")
    return len(due)


def first_moment_kept(now: datetime, days: int) -> datetime:
    """Closed on a day, erased so many days later: everything closed before this day's beginning in London."""
    last_due = now.astimezone(LONDON).date() - timedelta(days=days)
    return datetime.combine(last_due + timedelta(days=1), time(), tzinfo=LONDON)
