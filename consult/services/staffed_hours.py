"""How long the safeguarding team has had: minutes pass only while it is at work. Pure: moments in, a moment out."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from consult.settings import LONDON, StaffedHours

LAST = time(23, 59)


def after_staffed_minutes(start: datetime, minutes: int, hours: StaffedHours) -> datetime:
    """The moment by which the team has had so many minutes since start.

    By the clock in London: in the night when it goes forward or back nobody is at work.
    """
    left, moment = timedelta(minutes=minutes), start.astimezone(LONDON)
    while True:
        begins, ends = _span(moment, hours)
        if moment.weekday() in hours.days and moment < ends:
            moment = max(moment, begins)
            if left <= ends - moment:
                return (moment + left).astimezone(start.tzinfo)
            left -= ends - moment
        moment = (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def is_staffed(moment: datetime, hours: StaffedHours) -> bool:
    local = moment.astimezone(LONDON)
    begins, ends = _span(local, hours)
    return local.weekday() in hours.days and begins <= local < ends


def _span(local: datetime, hours: StaffedHours) -> tuple[datetime, datetime]:
    """23:59 is the last that can be written: it means the end of the day, so that no minute is lost at midnight."""
    begins = local.replace(hour=hours.begins.hour, minute=hours.begins.minute, second=0, microsecond=0)
    if hours.ends >= LAST:
        return begins, begins.replace(hour=0, minute=0) + timedelta(days=1)
    return begins, begins.replace(hour=hours.ends.hour, minute=hours.ends.minute)
