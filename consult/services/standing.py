"""The themes as they stand in a run, for whoever builds on them: decided by people, counted, the same from run to run.

The one interface of drafting, deciding and taking away: what a theme is called, where it stands, how many it holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.report import ReportedTheme
from consult.models.themes import AnalysisRun
from consult.services import theme_reports, theme_review
from consult.services.theme_review import ReviewedTheme, Status
from consult.store import runs
from consult.store.errors import NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class StandingTheme:
    """One theme as it stands. priority: id of a strategic priority, "none" or "unsure".

    people and comments are 0 where the newest run found it no longer (is_found False); what was decided stays.
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
    seen: int = 0


def list_standing(run: AnalysisRun) -> tuple[StandingTheme, ...]:
    """Every theme of a run and every decided theme that it did not find again, most people first."""
    counted = theme_reports.get_report(run)
    found = [_standing(theme, counted.size_of(theme.proposal.key)) for theme in theme_review.list_reviewed(run.id)]
    behind = [_standing(theme, None) for theme in theme_review.list_left_behind(run.id)]
    return tuple(sorted(found + behind, key=lambda theme: (-theme.people, theme.theme_id)))


def get_standing(theme_id: int) -> StandingTheme:
    """The theme as it stands in the newest run. Raises NotFound where there is no such theme."""
    run, theme = runs.find_newest_run(), theme_review.get_reviewed(theme_id)
    if run is None:
        raise NotFound(f"no theme {theme_id}")
    is_found = theme.proposal.run_id == run.id
    return _standing(theme, theme_reports.get_report(run).size_of(theme.proposal.key) if is_found else None)


def _standing(theme: ReviewedTheme, size: ReportedTheme | None) -> StandingTheme:
    return StandingTheme(
        theme_id=theme.id,
        name=theme.name,
        description=theme.proposal.description,
        priority=theme.priority,
        status=theme.status,
        people=size.people if size else 0,
        comments=size.comments if size else 0,
        band=size.band if size else "",
        firmness=theme.proposal.firmness,
        is_found=size is not None,
        seen=theme.seen,
    )
