"""What is kept no longer goes, every day, by itself. Written down is only how many went of each kind.

How long each kind is kept is in the settings (CONSULT_KEEP_…_DAYS); docs/privacy/retention.md is the schedule. A day
begins at midnight in London: closed on a day and kept for 30, it goes on the 30th day after. What an open safeguarding
concern is about stays until the concern is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app

from consult.models.base import utcnow
from consult.models.keeping import RetentionRun
from consult.services import coming_back, concern_schedule, receipts, uploads
from consult.services.concern_schedule import first_moment_kept
from consult.settings import LONDON, Kept, Settings
from consult.store import documents, people, retention, tries
from consult.store.transaction import transaction

EVERY = timedelta(hours=23)


def run_if_due(*, now: datetime | None = None) -> dict[str, int] | None:
    """Once a day; None where it was done today already."""
    now = now or utcnow()
    newest = retention.find_newest_run()
    return None if newest and now - newest.at < EVERY else run(now=now)


def run(*, now: datetime | None = None, by: int | None = None) -> dict[str, int]:
    """Look at everything now; how many went, by kind. Stopped half-way, the next run goes on."""
    now = now or utcnow()
    settings: Settings = current_app.config["SETTINGS"]
    coming_back.lock_resting(now=now)
    counts = {
        "links from receipt words": receipts.destroy_due(now=now),
        **{name: _all_of(take) for name, take in _kinds(settings.kept, now).items()},
        "files not imported": uploads.sweep(uploads.folder(settings.instance), now=now.timestamp()),
        "concerns": concern_schedule.erase_due(now=now, by=by),
    }
    with transaction():
        tries.forget_before(now - timedelta(days=1))
        retention.add_run(counts, at=now)
        if any(counts.values()):
            went = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
            people.record(user_id=by, action="kept no longer", subject="retention", detail=went)
    retention.overwrite_what_was_deleted()
    return counts


def find_newest_run() -> RetentionRun | None:
    return retention.find_newest_run()


def _kinds(kept: Kept, now: datetime) -> dict[str, Callable[[], int]]:
    """Equality answers before the answers they belong to, so that they are counted."""

    def after(days: int) -> datetime:
        return first_moment_kept(now, days)

    return {
        "drafts": lambda: retention.remove_drafts(after(kept.drafts)),
        "ways from a browser to what it sent": lambda: retention.remove_sent_visits(after(kept.sent_visits)),
        "equality answers": lambda: retention.remove_equality_answers(after(kept.equality)),
        "submissions": lambda: retention.remove_answers(after(kept.answers)),
        "notes": lambda: retention.remove_notes(after(kept.notes).astimezone(LONDON).date()),
        "documents received": lambda: documents.remove_content(after(kept.notes).astimezone(LONDON).date()),
        "imported comments": lambda: retention.remove_imported(after(kept.imports)),
        "jobs": lambda: retention.remove_jobs(after(kept.jobs)),
        "sign-ins": lambda: retention.remove_sign_ins(after(kept.sign_ins)),
        "complaints and barriers": lambda: retention.remove_complaints(after(kept.complaints)),
    }


def _all_of(take: Callable[[], int]) -> int:
    """A piece at a time, so that nobody who is answering has to wait."""
    everything = 0
    while True:
        with transaction():
            taken = take()
        everything += taken
        if not taken:
            return everything
