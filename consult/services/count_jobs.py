"""When the newest run is counted again: by a worker, whenever what is stored no longer fits."""

from __future__ import annotations

from datetime import timedelta

from consult.models.base import utcnow
from consult.models.jobs import Job, JobState
from consult.services import theme_counting
from consult.services.background_work import Progress, nothing_to_report
from consult.store import counts, jobs, runs
from consult.store.transaction import transaction

PAUSE = timedelta(hours=1)


def ask_if_behind() -> None:
    """Looked at every minute: whatever changed a figure, nobody has to remember to ask."""
    run = runs.find_newest_run()
    if run is None or theme_counting.is_counted(run):
        return
    with transaction():
        if not jobs.find_open(counts.KIND) and not _went_wrong_lately():
            jobs.enqueue(counts.KIND, {})


def _went_wrong_lately() -> bool:
    """Set aside: not asked for each minute what cannot be done, and not given up either."""
    newest = jobs.find_newest(counts.KIND)
    aside = newest is not None and newest.state == JobState.SET_ASIDE and newest.finished_at
    return bool(aside and utcnow() - aside < PAUSE)


def run(progress: Progress = nothing_to_report) -> None:
    """Of the newest run; nothing to do where it is counted already."""
    newest = runs.find_newest_run()
    if newest is not None and not theme_counting.is_counted(newest):
        theme_counting.store(newest, progress)


def is_ready() -> bool:
    """Whether pages have anything to show."""
    newest = runs.find_newest_run()
    return newest is None or newest.received <= theme_counting.AT_ONCE or counts.find_stamp(newest.id) is not None


def find_newest_job() -> Job | None:
    return jobs.find_newest(counts.KIND)
