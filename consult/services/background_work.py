"""What runs outside pages, for the administrator: look, and stop what should not run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from consult.models.base import utcnow
from consult.models.jobs import Job, JobState, Lane
from consult.models.people import AuditEntry
from consult.store import job_counts, jobs, people
from consult.store.errors import NotFound
from consult.store.transaction import transaction

Progress = Callable[[str, float], None]  # told the stage, and the share of the work that is done


def nothing_to_report(_stage: str, _done: float) -> None:
    """For callers who do not watch."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Processes that were there in the last half minute. for_all: those that take whatever waits."""

    for_all: int
    for_screening: int


def list_jobs() -> list[Job]:
    """What is not over, then the newest; 100 at most."""
    return job_counts.list_jobs()


def count_workers() -> Workers:
    found = job_counts.count_workers()
    return Workers(for_all=found[Lane.LONG], for_screening=found[Lane.SHORT])


def next_try(job: Job) -> datetime | None:
    """When a job that waits may begin, where that is not now."""
    return job.run_after if job.state == JobState.WAITING and job.run_after > utcnow() else None


def list_choices(job: Job) -> tuple[str, ...]:
    """What an administrator can do about it: keys of DECISIONS."""
    if job.state == JobState.SET_ASIDE:
        return ("try-again", "give-up")
    return ("cancel",) if job.state in jobs.OPEN and not job.cancel_requested else ()


def decide(job_id: int, choice: str, *, by: int) -> None:
    """choice: one of DECISIONS. A waiting job is cancelled at once, a running one at its next step.

    Raises Conflict where it is not possible any more; a finished job that is cancelled stays as it is.
    """
    if choice not in DECISIONS:
        raise NotFound("no such choice")
    act, done = DECISIONS[choice]
    with transaction():
        if choice in list_choices(jobs.get_job(job_id)) or choice != "cancel":
            act(job_id)
            people.record(user_id=by, action=done, subject=f"job {job_id}")


DECISIONS: dict[str, tuple[Callable[[int], None], str]] = {
    "cancel": (jobs.request_cancel, "job cancelled"),
    "try-again": (jobs.try_again, "job tried again"),
    "give-up": (jobs.give_up, "job given up"),
}


def list_audit() -> list[AuditEntry]:
    """The newest 200 entries of the audit record."""
    return people.list_audit()
