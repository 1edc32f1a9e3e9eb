"""What changed since an earlier run: themes new, gone, grown, shrunk, renamed by people; what waits to be settled."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.decisions import Conflict, DecisionKind
from consult.models.themes import AnalysisRun, ThemeDecision
from consult.services import theme_replay, theme_states
from consult.services.theme_replay import Replayed
from consult.services.theme_states import ReviewedTheme
from consult.store import runs, themes

NOTEWORTHY = 0.2  # of a theme's comments: what changed by less is about as large as before


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One theme, then and now. now_in: for a theme that is gone, where most of its comments are."""

    theme: ReviewedTheme
    before: int
    after: int
    machine_then: str = ""
    machine_now: str = ""
    now_in: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """since: the earlier run. decisions: how many people made since; kept: themes with decisions that stand."""

    since: AnalysisRun
    comments_before: int
    comments_after: int
    new: tuple[Change, ...]
    gone: tuple[Change, ...]
    grown: tuple[Change, ...]
    shrunk: tuple[Change, ...]
    alike: tuple[Change, ...]
    renamed: tuple[tuple[ReviewedTheme, ThemeDecision], ...]
    conflicts: tuple[Conflict, ...]
    decided: int
    decisions: int


def compare(since_id: int, run: AnalysisRun) -> Changes:
    since = runs.get_run(since_id)
    everything = theme_states.read_all()
    then, now = theme_replay.replay_run(since), theme_replay.replay_run(run)
    machine_then = {theme.id: theme.name for theme in then.machine.themes}
    machine_now = {theme.id: theme.name for theme in now.machine.themes}
    changes = [
        Change(
            theme=theme,
            before=len(then.of(theme.id)),
            after=len(now.of(theme.id)),
            machine_then=machine_then.get(str(theme.id), ""),
            machine_now=machine_now.get(str(theme.id), ""),
            now_in=_where(str(theme.id), then, now, everything) if str(theme.id) not in machine_now else (),
        )
        for theme in everything.themes.values()
        if str(theme.id) in machine_then or str(theme.id) in machine_now or theme.state.is_made
    ]
    changes = [change for change in changes if not change.theme.merged_into and (change.before or change.after)]
    known = sorted(changes, key=lambda change: (-max(change.before, change.after), change.theme.id))
    both = [change for change in known if change.before and change.after]
    decided = [theme for theme in everything.themes.values() if theme.in_force]
    return Changes(
        since=since,
        comments_before=len(then.standing.findings.priorities) or _count(then),
        comments_after=len(now.standing.findings.priorities) or _count(now),
        new=tuple(change for change in known if not change.before),
        gone=tuple(change for change in known if not change.after),
        grown=tuple(change for change in both if change.after > change.before * (1 + NOTEWORTHY)),
        shrunk=tuple(change for change in both if change.after < change.before * (1 - NOTEWORTHY)),
        alike=tuple(c for c in both if c.before * (1 - NOTEWORTHY) <= c.after <= c.before * (1 + NOTEWORTHY)),
        renamed=tuple(_renamed(since, everything)),
        conflicts=now.standing.conflicts,
        decided=len(decided),
        decisions=len(themes.list_decisions()),
    )


def _where(
    theme: str, then: Replayed, now: Replayed, everything: theme_states.AllThemes
) -> tuple[tuple[str, int], ...]:
    """The themes that hold most of what a theme held then: at most three, the largest first."""
    held = {placed.comment_id for placed in then.of(theme)}
    shared = [(key, sum(one.comment_id in held for one in placed)) for key, placed in now.places.items()]
    named = [(everything.themes[int(key)].name, count) for key, count in shared if count and key.isdecimal()]
    return tuple(sorted(named, key=lambda pair: (-pair[1], pair[0]))[:3])


def _renamed(since: AnalysisRun, everything: theme_states.AllThemes) -> list[tuple[ReviewedTheme, ThemeDecision]]:
    return [
        (theme, decision)
        for theme in everything.themes.values()
        for decision in theme.in_force
        if decision.kind == DecisionKind.RENAME and decision.theme_id == theme.id and decision.at > since.finished_at
    ]


def _count(replayed: Replayed) -> int:
    return len({coding.comment_id for coding in replayed.machine.codings})
