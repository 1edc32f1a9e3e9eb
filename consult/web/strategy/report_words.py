"""What the pages of the report say: units of each way in, how far the counting is."""

from __future__ import annotations

from consult.models.jobs import Job, JobState
from consult.services.comments import EVENTS, IMPORTS, SURVEYS
from consult.web.strategy.words import OPEN, Progress

UNITS = {  # way in → one, several
    SURVEYS: ("person who sent a survey", "people who sent a survey"),
    EVENTS: ("point written down at listening events", "points written down at listening events"),
    IMPORTS: ("row of imported files", "rows of imported files"),
}
NO_FILTER = (
    "Pages of the report take no filter: one group of people inside another would be so few that somebody could be "
    "picked out."
)
WAITING = "The work begins within a minute. Figures of so many comments are counted outside this page."


def progress(job: Job | None) -> Progress:
    """Of the newest counting. Where none is under way one is asked for within a minute, by the worker itself."""
    if job is None or job.state not in OPEN:
        failed = job is not None and job.state in (JobState.FAILED, JobState.SET_ASIDE)
        said = f"The last try failed: {job.error} It is tried again within the hour." if failed and job else WAITING
        return Progress(heading="The figures are being counted", words=said, is_open=True)
    done = round(100 * job.progress)
    said = f"{job.stage[:1].upper()}{job.stage[1:] or 'Starting'}: {done // 5 * 5}% done."
    return Progress(heading="The figures are being counted", words=said, percent=done, job_id=job.id, is_open=True)
