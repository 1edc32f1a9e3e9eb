"""Finds themes in everything that was said: asked for by a person, done by a worker, stored whole or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app

from analysis.codebook import Findings
from analysis.corpus import Corpus
from consult.models.base import utcnow
from consult.models.jobs import Job
from consult.models.themes import AnalysisRun
from consult.services import comments, run_rows, screening, theme_carrying, theme_counting
from consult.services.background_work import Progress
from consult.settings import Settings
from consult.store import jobs, people, runs, themes
from consult.store.errors import Conflict
from consult.store.transaction import transaction

KIND = "find-themes"
JOIN = "join-themes"  # adds what is new to what was found (theme_joining)
NOTHING_TO_READ = (
    "There are no comments to find themes in yet. Import a spreadsheet of comments, open a survey,"
    " or log notes of a listening event; then try again."
)


def start(by: int | None) -> Job:
    """The job that finds themes: a new one, unless one is waiting or at work already."""
    with transaction():
        themes.one_at_a_time()
        job = find_open_job()
        if job is None:
            if not runs.is_any_comment():
                raise Conflict(NOTHING_TO_READ)
            job = jobs.enqueue(KIND, {"seed": 0}, created_by=by)
            people.record(user_id=by, action="finding of themes started", subject=f"job {job.id}")
    return job


def cancel(job_id: int, *, by: int) -> None:
    with transaction():
        _get_finding(job_id)
        jobs.request_cancel(job_id)
        people.record(user_id=by, action="finding of themes cancelled", subject=f"job {job_id}")


def find_open_job() -> Job | None:
    """Finding and adding wait for each other: one of them at a time."""
    return jobs.find_open(KIND) or jobs.find_open(JOIN)


def find_newest_job() -> Job | None:
    newest = (jobs.find_newest(KIND), jobs.find_newest(JOIN))
    return max((job for job in newest if job), key=lambda job: job.id, default=None)


def find_newest_run() -> AnalysisRun | None:
    return runs.find_newest_run()


def list_runs() -> list[AnalysisRun]:
    """The newest first."""
    return runs.list_runs()


def get_run(run_id: int) -> AnalysisRun:
    return runs.get_run(run_id)


def has_comments() -> bool:
    return runs.is_any_comment()


def run(payload: dict[str, Any], job_id: int | None, progress: Progress) -> AnalysisRun:
    """Gather, find, store. Begun again after a crash it starts afresh; finished once it is not done twice."""
    done = runs.find_run_of_job(job_id) if job_id is not None else None
    if done is not None:
        return done
    started_at, seed = utcnow(), int(payload.get("seed", 0))
    screening.screen_waiting(
        lambda stage, share: progress(stage, 0.01 * share)
    )  # nothing reads what nothing has screened
    progress("Gathering comments", 0.01)
    gathered = comments.gather_all()
    if not gathered.received:
        raise Conflict(NOTHING_TO_READ)
    findings = _find(gathered.corpus, seed, lambda stage, share: progress(stage, 0.05 + 0.85 * share))
    progress("Saving what was found", 0.92)
    stored = _store(findings, gathered, job_id=job_id, started_at=started_at)
    theme_counting.store(stored)  # not to be cancelled: the run is there
    return stored


def _find(corpus: Corpus, seed: int, progress: Progress) -> Findings:
    from analysis.cluster import Cluster, ClusterRefuses
    from analysis.pipeline import find_themes  # heavy: only the process that finds themes loads it

    settings: Settings = current_app.config["SETTINGS"]
    cluster = Cluster(settings.cluster) if settings.cluster else None
    try:
        return find_themes(corpus, seed=seed, progress=progress, cluster=cluster)
    except ClusterRefuses as error:
        raise Conflict(str(error)) from None


def _store(findings: Findings, gathered: comments.Gathered, *, job_id: int | None, started_at: datetime) -> AnalysisRun:
    with transaction():
        themes.one_at_a_time()
        kept = theme_carrying.keep_accepted(findings)
        findings = kept.findings
        stored = runs.add_run(
            job_id=job_id,
            seed=findings.seed,
            method=findings.method,
            received=gathered.received,
            started_at=started_at,
        )
        known = {key: int(theme) for key, theme in kept.themes.items()}
        lasting = theme_carrying.identify(stored.id, _members(findings), known)
        run_rows.add_themes(findings, stored.id, lasting, known)
        ids = {theme.key: theme.id for theme in themes.list_candidates(stored.id)}
        run_rows.add_comments(findings, stored.id, ids, gathered.withheld, gathered.unscreened)
        people.record(user_id=None, action="themes found", subject=f"run {stored.id}")
    return stored


def _members(findings: Findings) -> dict[str, set[int]]:
    """Theme → its comments; in the order of the findings."""
    members: dict[str, set[int]] = {theme.id: set() for theme in findings.themes}
    for coding in findings.codings:
        if coding.theme_id in members:
            members[coding.theme_id].add(int(coding.comment_id))
    return members


def _get_finding(job_id: int) -> Job:
    job = jobs.get_job(job_id)
    if job.kind not in (KIND, JOIN):
        raise Conflict("That piece of work is not a finding of themes. Cancel it on the page of background work.")
    return job
