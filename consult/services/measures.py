"""How much waits, for how long, and whether the database takes what is written: numbers for those who watch."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.jobs import JobState, Lane
from consult.services import safeguarding_watch
from consult.store import job_counts, ledger, schema
from consult.store.errors import StoreFault


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    """Seconds are since the oldest began to wait; 0 where nothing does. jobs: how many, by lane and state.

    is_written: the database took a write just now and is of this program's version; if not, the rest is unknown.
    """

    is_written: bool
    write_seconds: float = 0.0
    jobs: Mapping[tuple[Lane, JobState], int] = field(default_factory=dict)
    oldest_job_seconds: float = 0.0
    workers: Mapping[Lane, int] = field(default_factory=dict)  # that gave a sign of life lately
    texts_unscreened: int = 0
    oldest_text_seconds: float = 0.0
    alerts_owed: int = 0
    oldest_alert_seconds: float = 0.0
    drafts: int = 0


def measure() -> Measures:
    began = time.monotonic()
    try:
        if not schema.is_current(db.engine):
            return Measures(is_written=False)
        schema.write_nothing(db.engine)
        took = time.monotonic() - began
        watch = safeguarding_watch.look()
        return Measures(
            is_written=True,
            write_seconds=took,
            jobs=job_counts.count_by_state(),
            workers=job_counts.count_workers(),
            oldest_job_seconds=_since(job_counts.oldest_waiting()),
            texts_unscreened=watch.waiting,
            oldest_text_seconds=_since(watch.waiting_since),
            alerts_owed=watch.owed,
            oldest_alert_seconds=_since(watch.owed_since),
            drafts=sum(ledger.count_partial().values()),
        )
    except StoreFault:
        return Measures(is_written=False)


def _since(moment: datetime | None) -> float:
    return max((utcnow() - moment).total_seconds(), 0.0) if moment else 0.0
