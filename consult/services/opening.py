"""Opening a wave with care: long enough, and not over school holidays, or with a reason that is kept (E12)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask import current_app

from consult.models.surveys import Survey
from consult.school_holidays import last_known
from consult.services import surveys
from consult.settings import LONDON, Settings
from consult.store import people
from consult.store import surveys as store
from consult.store.errors import Conflict
from consult.store.transaction import transaction

LEAST_DAYS = 21
LONGEST_REASON = 500


class NeedsReason(Conflict):
    """Too few people could answer; the message says why, and what to do."""


def warnings(opens_at: datetime, closes_at: datetime) -> list[str]:
    """What may keep people from answering, in sentences."""
    settings: Settings = current_app.config["SETTINGS"]
    first, last = (moment.astimezone(LONDON).date() for moment in (opens_at, closes_at))
    days = (last - first).days + 1
    found = []
    if days < LEAST_DAYS:
        found.append(f"It is open for {days} days. People need at least {LEAST_DAYS}.")
    for holiday in settings.school_holidays:
        if holiday.overlaps(first, last):
            days_of = f"{holiday.first:%d.%m.%Y} to {holiday.last:%d.%m.%Y}"
            found.append(f"It is open over {holiday.name} ({days_of}), when schools cannot ask children.")
    known = last_known(settings.school_holidays)
    if known and last > known:
        found.append(f"School holidays are known up to {known:%d.%m.%Y} only: add the next (school_holidays.toml).")
    return found


def open_wave(
    slug: str,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    *,
    why: str = "",
    anonymous: Collection[str] = (),
    by: int | None = None,
) -> list[Survey]:
    """The wave with its surveys. NeedsReason where there is a warning and nobody says why it is opened all the same."""
    found, why = warnings(opens_at, closes_at), " ".join(why.split())
    if found and not why:
        raise NeedsReason(" ".join(found) + " Choose other days, or say why it must be so: --why “…”.")
    if len(why) > LONGEST_REASON:
        raise Conflict(f"The reason is too long. Use at most {LONGEST_REASON} characters.")
    opened = surveys.open_wave(slug, title, opens_at, closes_at, anonymous=anonymous, by=by)
    with transaction():
        wave = store.get_wave(slug)
        kept = why if found else ""
        if wave.why_so != kept:
            wave.why_so = kept
            people.record(user_id=by, action="reason for the opening times kept", subject=f"wave {wave.id}")
    return opened
