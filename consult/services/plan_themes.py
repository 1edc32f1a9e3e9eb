"""The themes as the plan sees them: where deciding and drafting ask which there are, and which of them stand."""

from __future__ import annotations

from consult.models.themes import AnalysisRun
from consult.services import standing, theme_review
from consult.services.standing import StandingTheme
from consult.services.theme_review import Status
from consult.store import runs
from consult.store.errors import NotFound


def find_run() -> AnalysisRun | None:
    """The newest; None before themes were found."""
    return runs.find_newest_run()


def list_themes() -> tuple[StandingTheme, ...]:
    """Every theme of the newest run and every decided one that it did not find again, most people first."""
    run = find_run()
    return standing.list_standing(run) if run else ()


def find_theme(theme_id: int) -> StandingTheme | None:
    """Also one that people merged into another (merged_into); None where there is no such theme."""
    try:
        return standing.get_standing(theme_id)
    except NotFound:
        return None


def stands(theme: StandingTheme) -> bool:
    """People accepted it, or have not decided yet, and did not merge it into another."""
    return theme.merged_into is None and theme.status in (Status.PROPOSED, Status.ACCEPTED)


def list_open_ids() -> set[int]:
    """The themes of the newest run that nobody rejected: without counting anything, so at once."""
    run = find_run()
    reviewed = theme_review.list_reviewed(run.id) if run else []
    return {theme.id for theme in reviewed if theme.status != Status.REJECTED}
