"""Adds what is new to the themes that were found: a run of its own, made in seconds, that says what it is.

Everything that the run before found stays, with all that people decided; the themes are only learned from. A full
finding of themes that comes later looks at all comments afresh.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from analysis.codebook import CandidateTheme, Findings
from analysis.joining import Joined
from consult.models import themes as models
from consult.models.base import utcnow
from consult.models.comments import Comment
from consult.models.jobs import Job
from consult.services import comments as bridge
from consult.services import count_jobs, run_rows, screening, theme_carrying, theme_finding, theme_replay, theme_states
from consult.services.background_work import Progress
from consult.services.run_rows import UNSCREENED, WITHHELD
from consult.services.theme_finding import JOIN
from consult.store import comments, jobs, joins, people, runs, themes
from consult.store.errors import Conflict
from consult.store.transaction import transaction

NOT_READ = (WITHHELD, UNSCREENED)
NO_THEMES = "No themes have been found yet that anything could be added to. Find themes first."
NOTHING_NEW = "Nothing is new: every comment that may be read is in the themes already."


def start(by: int | None) -> Job:
    """The job that adds what is new: a new one, unless themes are being found or added to already."""
    with transaction():
        themes.one_at_a_time()
        job = theme_finding.find_open_job()
        if job is None:
            _themes_to_join()
            job = jobs.enqueue(JOIN, {}, created_by=by)
            people.record(user_id=by, action="adding what is new to themes started", subject=f"job {job.id}")
    return job


def run(job_id: int | None, progress: Progress) -> models.AnalysisRun:
    """Gather what is new, join it, store. Begun again after a crash it starts afresh; finished it is not done twice."""
    done = runs.find_run_of_job(job_id) if job_id is not None else None
    if done is not None:
        return done
    started_at = utcnow()
    screening.screen_waiting(lambda stage, share: progress(stage, 0.05 * share))
    before = _themes_to_join()
    progress("Gathering what is new", 0.05)
    languages = comments.list_languages()
    new = [bridge.to_analysis(row, languages.get(row.submission_id or 0, "")) for row in _list_new(before)]
    if not new:
        raise Conflict(NOTHING_NEW)
    from analysis.joining import join_new, learn_from  # heavy: only the process that finds themes loads it

    found = _as_called_now(theme_replay.replay_run(before).machine)  # kept: storing asks for it again
    examples = learn_from(found.codings, {theme.id for theme in found.themes})
    known = [bridge.to_analysis(row) for row in comments.list_comments([int(key) for key in examples])]
    runs.stop_reading()
    joined = join_new(
        found.themes,
        examples,
        known,
        new,
        seed=before.seed,
        progress=lambda stage, share: progress(stage, 0.1 + 0.7 * share),
    )
    progress("Saving what was added", 0.85)
    stored = _store(joined, before.id, job_id=job_id, started_at=started_at)
    count_jobs.ask_if_behind()
    return stored


def _themes_to_join() -> models.AnalysisRun:
    before = runs.find_newest_run()
    if before is None or not themes.list_candidates(before.id):
        raise Conflict(NO_THEMES)
    return before


def _list_new(before: models.AnalysisRun) -> list[Comment]:
    return list(joins.stream_new(before.id, not_read=NOT_READ))


def _as_called_now(found: Findings) -> Findings:
    """Themes in the words that people gave them."""
    known = theme_states.read_all().themes

    def called(theme: CandidateTheme) -> CandidateTheme:
        now = known[int(theme.id)]
        return replace(theme, name=now.name or theme.name, description=now.description or theme.description)

    return replace(found, themes=tuple(map(called, found.themes)))


def _store(joined: Joined, before_id: int, *, job_id: int | None, started_at: datetime) -> models.AnalysisRun:
    with transaction():
        themes.one_at_a_time()
        before = runs.find_newest_run()
        if before is None or before.id != before_id:
            raise Conflict("Themes were found again meanwhile. Look whether anything is still new.")
        stored = runs.add_run(
            job_id=job_id,
            seed=before.seed,
            method=f"{find_joined_to(before)[-1].method}. Then {joined.method}",
            received=0,
            started_at=started_at,
        )
        stored.joined_to_id = before.id
        kept = joins.copy_run(before, stored, but=NOT_READ)
        _add_new(joined, stored, kept)
        joins.count_up(stored)
        people.record(user_id=None, action="what is new added to themes", subject=f"run {stored.id}")
    return stored


def _add_new(joined: Joined, stored: models.AnalysisRun, kept: dict[str, int]) -> None:
    """What emerges may be a theme that people know from earlier; what stood in the run before is that theme."""
    withheld, unscreened = joins.list_held_back()
    joined = _but(joined, {str(key) for key in (*withheld, *unscreened)})
    stored.joined = len({each.comment_id for each in joined.codings}) + len(joined.excluded)
    members: defaultdict[str, set[int]] = defaultdict(set)
    for coding in joined.codings:
        members[coding.theme_id].add(int(coding.comment_id))
    keys = {theme.id: f"{stored.id}-{theme.id}" for theme in joined.emerging}
    emerging = tuple(replace(theme, id=keys[theme.id]) for theme in joined.emerging)
    lasting = theme_carrying.identify(stored.id, {keys[old]: members[old] for old in keys}, kept)
    only_new = Findings(
        themes=emerging,
        codings=tuple(replace(each, theme_id=keys.get(each.theme_id, each.theme_id)) for each in joined.codings),
        priorities=joined.priorities,
        excluded=joined.excluded,
        seed=stored.seed,
        method=stored.method,
    )
    run_rows.add_themes(only_new, stored.id, lasting)
    rows = themes.list_candidates(stored.id)
    ids = {str(row.theme_id): row.id for row in rows} | {row.key: row.id for row in rows if row.key in keys.values()}
    run_rows.add_comments(only_new, stored.id, ids, withheld, unscreened)


def _but(joined: Joined, held_back: Collection[str]) -> Joined:
    """Without those whose words were put away while they were read."""
    return replace(
        joined,
        codings=tuple(each for each in joined.codings if each.comment_id not in held_back),
        priorities=tuple(each for each in joined.priorities if each.comment_id not in held_back),
        excluded=tuple(each for each in joined.excluded if each.comment_id not in held_back),
    )


def find_joined_to(run: models.AnalysisRun) -> list[models.AnalysisRun]:
    """The run, the run it added to, and so on: the last one is a full finding of themes."""
    every, chain = {each.id: each for each in runs.list_runs()}, [run]
    while chain[-1].joined_to_id is not None:
        chain.append(every[chain[-1].joined_to_id])
    return chain


def say_joined(run: models.AnalysisRun) -> list[str]:
    """One sentence for each run that only added what was new, the newest first; none for a full finding."""
    return [
        f"Run {each.id} only added {each.joined:,} new comments to the themes of run {each.joined_to_id}, and looked"
        " among them for themes that emerge; nothing that was found before was changed. A full finding may draw the"
        " themes otherwise."
        for each in find_joined_to(run)[:-1]
    ]
