"""The job that screens, and what the short worker does beside its jobs: alerts, samples, the end of old concerns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from consult.models.base import utcnow
from consult.services import alerts, concern_schedule, count_jobs, screening, screening_samples
from consult.services.background_work import Progress
from consult.store import comments, job_counts, jobs
from consult.store.transaction import transaction

DONE_JOBS_KEPT = timedelta(days=1)


def run_screening(_payload: dict[str, Any], progress: Progress) -> None:
    """payload: what asked for it; everything that waits is screened with it."""
    screening.run(progress)


def every_few_seconds() -> None:
    alerts.send_due()


def every_minute() -> None:
    screening.ask_again()
    count_jobs.ask_if_behind()


def every_hour() -> None:
    screening_samples.draw_due()
    concern_schedule.erase_due()
    with transaction():
        jobs.remove_done(comments.SCREEN, before=utcnow() - DONE_JOBS_KEPT)
        job_counts.forget_workers_before(utcnow() - DONE_JOBS_KEPT)
