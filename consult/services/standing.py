"""The themes as they stand in a run, for whoever builds on them: decided by people, counted, the same from run to run.

The one interface of drafting, deciding and taking away: what a theme is called, where it stands, how many it holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.report import ReportedTheme
from consult.models.themes import AnalysisRun
from consult.services import theme_reports, theme_states
from consult.services.theme_states import ReviewedTheme, Status
from consult.store import runs
from consult.store.errors import NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class StandingTheme:
    """One theme as it stands. priority: id of a strategic priority, "none" or "unsure".

    is_found: the run proposed it, or people made it by hand. Where it did not, people and comments are those that
    people put there. merged_into: the theme that has its comments, if people merged it.
    firmness: "firm", "fair", "loose", or "" where it was not measured. seen: how many decisions there were.
    """

    theme_id: int
    name: str
    description: str
    priority: str
    status: Status
    people: int = 0
    comments: int = 0
    band: str = ""
    firmness: str = ""
    is_found: bool = True
    merged_into: int | None = None
    seen: int = 0


def list_standing(run: AnalysisRun) -> tuple[StandingTheme, ...]:
    """Every theme of a run or made by hand, and every decided one that it did not find again; most people first.

    Themes that people merged into another are not among them: `get_standing` says which has their comments.
    """
    counted, everything = theme_reports.get_report(run), theme_states.read_all()
    listed = [*everything.of_run(run.id), *everything.left_behind(run.id)]
    found = [_standing(theme, counted.find_size(theme.id), run) for theme in listed]
    return tuple(sorted(found, key=lambda theme: (-theme.people, theme.theme_id)))


def get_standing(theme_id: int) -> StandingTheme:
    """The theme as it stands in the newest run. Raises NotFound where there is no such theme."""
    run, theme = runs.find_newest_run(), theme_states.get_reviewed(theme_id)
    if run is None:
        raise NotFound(f"no theme {theme_id}")
    return _standing(theme, theme_reports.get_report(run).find_size(theme_id), run)


def _standing(theme: ReviewedTheme, size: ReportedTheme | None, run: AnalysisRun) -> StandingTheme:
    return StandingTheme(
        theme_id=theme.id,
        name=theme.name,
        description=theme.description,
        priority=theme.priority,
        status=theme.status,
        people=size.people if size else 0,
        comments=size.comments if size else 0,
        band=size.band if size else "",
        firmness=theme.proposal.firmness if theme.proposal else "",
        is_found=theme_states.is_of(theme, run.id),
        merged_into=theme.merged_into,
        seen=theme.seen,
    )
