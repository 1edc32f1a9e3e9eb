"""What runs outside pages, for the administrator: look, and stop what should not run."""

from __future__ import annotations

from collections.abc import Callable

from consult.models.jobs import Job
from consult.models.people import AuditEntry
from consult.store import job_counts, jobs, people
from consult.store.transaction import transaction

Progress = Callable[[str, float], None]  # told the stage, and the share of the work that is done


def nothing_to_report(_stage: str, _done: float) -> None:
    """For callers who do not watch."""


def list_jobs() -> list[Job]:
    """The newest 100."""
    return job_counts.list_jobs()


def is_open(job: Job) -> bool:
    return job.state in jobs.OPEN


def cancel(job_id: int, *, by: int) -> None:
    """A waiting job ends at once, a running one at its next step; a finished one stays as it is."""
    with transaction():
        if is_open(jobs.get_job(job_id)):
            jobs.request_cancel(job_id)
            people.record(user_id=by, action="job cancelled", subject=f"job {job_id}")


def list_audit() -> list[AuditEntry]:
    """The newest 200 entries of the audit record."""
    return people.list_audit()
