"""Finds themes in everything that was said: asked for by a person, done by a worker, stored whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask import current_app

from analysis.codebook import NOT_SURE, OTHER, Findings
from analysis.corpus import Corpus
from consult.models.base import utcnow
from consult.models.jobs import Job
from consult.models.themes import AnalysisRun, CandidateTheme, Coding, Exclusion, PriorityCoding
from consult.services import comments, screening, theme_carrying, theme_counting
from consult.services.background_work import Progress
from consult.settings import Settings
from consult.store import jobs, people, runs, themes
from consult.store.errors import Conflict
from consult.store.transaction import transaction

KIND = "find-themes"
WITHHELD = "withheld for safeguarding"
UNSCREENED = "waiting for screening"
NOTHING_TO_READ = (
    "There are no comments to find themes in yet. Import a spreadsheet of comments, open a survey,"
    " or log notes of a listening event; then try again."
)


def start(by: int | None) -> Job:
    """The job that finds themes: a new one, unless one is waiting or at work already."""
    with transaction():
        themes.one_at_a_time()
        job = jobs.find_open(KIND)
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


def find_newest_job() -> Job | None:
    return jobs.find_newest(KIND)


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
        runs.add_all(CandidateTheme, _theme_rows(findings, stored.id, lasting, known))
        ids = {theme.key: theme.id for theme in themes.list_candidates(stored.id)}
        there = runs.list_existing_ids(
            [int(comment.id) for comment in gathered.corpus] + list(gathered.withheld + gathered.unscreened)
        )
        runs.add_all(Coding, _coding_rows(findings, stored.id, ids, there))
        runs.add_all(PriorityCoding, _priority_rows(findings, stored.id, there))
        runs.add_all(Exclusion, _exclusion_rows(findings, gathered, stored.id, there))
        people.record(user_id=None, action="themes found", subject=f"run {stored.id}")
    return stored


def _members(findings: Findings) -> dict[str, set[int]]:
    """Theme → its comments; in the order of the findings."""
    members: dict[str, set[int]] = {theme.id: set() for theme in findings.themes}
    for coding in findings.codings:
        if coding.theme_id in members:
            members[coding.theme_id].add(int(coding.comment_id))
    return members


def _theme_rows(
    findings: Findings, run_id: int, theme_ids: Mapping[str, int], kept: Collection[str]
) -> list[dict[str, Any]]:
    return [
        {
            "run_id": run_id,
            "theme_id": theme_ids[theme.id],
            "key": theme.id,
            "name": theme.name[:200],
            "keywords": list(theme.keywords),
            "comments": theme.comments,
            "excerpts": list(theme.excerpts),
            "priority": theme.priority,
            "priority_probability": theme.priority_probability,
            "description": theme.description,
            "phrases": list(theme.phrases),
            "diverse": list(theme.diverse),
            "dissenting": list(theme.dissenting),
            "firmness": theme.firmness,
            "stability": theme.stability,
            "larger": theme.group[:200],
            "is_kept": theme.id in kept,
        }
        for theme in findings.themes
    ]


def _coding_rows(findings: Findings, run_id: int, ids: dict[str, int], there: set[int]) -> list[dict[str, Any]]:
    return [
        {
            "run_id": run_id,
            "comment_id": int(coding.comment_id),
            "theme_id": None if coding.theme_id in (OTHER, NOT_SURE) else ids[coding.theme_id],
            "probability": coding.probability,
            "is_unsure": coding.theme_id == NOT_SURE,
            "stance": coding.stance,
            "tone": coding.tone,
        }
        for coding in findings.codings
        if int(coding.comment_id) in there
    ]


def _priority_rows(findings: Findings, run_id: int, there: set[int]) -> list[dict[str, Any]]:
    return [
        {
            "run_id": run_id,
            "comment_id": int(mapped.comment_id),
            "priority": mapped.priority,
            "probability": mapped.probability,
            "second": mapped.second,
            "second_probability": mapped.second_probability,
            "reason": mapped.reason,
        }
        for mapped in findings.priorities
        if int(mapped.comment_id) in there
    ]


def _exclusion_rows(
    findings: Findings, gathered: comments.Gathered, run_id: int, there: set[int]
) -> list[dict[str, Any]]:
    found = [(int(exclusion.comment_id), exclusion.reason) for exclusion in findings.excluded]
    withheld = [(comment_id, WITHHELD) for comment_id in gathered.withheld]
    withheld += [(comment_id, UNSCREENED) for comment_id in gathered.unscreened]
    return [
        {"run_id": run_id, "comment_id": comment_id, "reason": reason[:100]}
        for comment_id, reason in found + withheld
        if comment_id in there
    ]


def _get_finding(job_id: int) -> Job:
    job = jobs.get_job(job_id)
    if job.kind != KIND:
        raise Conflict("That piece of work is not a finding of themes. Cancel it on the page of background work.")
    return job
