"""Figures that a plan may cite, by the target of their marker: protected like everything that leaves the house.

Counts are rounded to 5 and small ones are not told (analysis.disclosure), so one person more seldom moves a figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.disclosure import percentage, show
from consult.services import plan_themes, theme_reports
from consult.services.standing import StandingTheme

FEW = "fewer than 10"
NO_SHARE = "too few to say"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """value: as it stands in the text. says: what it is, in words."""

    target: str
    value: str
    says: str


def list_figures(themes: tuple[StandingTheme, ...]) -> Mapping[str, Figure]:
    """Every figure there is now, by target: of all comments, of each priority, of each theme that was found."""
    run = plan_themes.find_run()
    if run is None:
        return {}
    report = theme_reports.get_report(run).themes
    everybody = report.ledger.people
    found = [
        Figure(target="all/people", value=_count(everybody), says="People whose comments were read"),
        Figure(target="all/comments", value=_count(report.ledger.received), says="Comments received"),
    ]
    for share in report.priorities:
        name = f"Comments mapped to “{share.name}”"
        found.append(Figure(target=f"priority/{share.id}/comments", value=_count(share.comments), says=name))
        part = _share(share.comments, report.ledger.analysed)
        found.append(Figure(target=f"priority/{share.id}/share", value=part, says=f"{name}, per cent"))
    for theme in themes:
        found += _of_theme(theme, everybody) if theme.is_found else ()
    return {figure.target: figure for figure in found}


def _of_theme(theme: StandingTheme, everybody: int) -> Iterator[Figure]:
    start, name = f"theme/{theme.theme_id}", f"“{theme.name}”"
    yield Figure(target=f"{start}/people", value=_count(theme.people), says=f"People who raised {name}")
    yield Figure(target=f"{start}/comments", value=_count(theme.comments), says=f"Comments in {name}")
    share = _share(theme.people, everybody)
    yield Figure(target=f"{start}/share", value=share, says=f"Per cent of people who raised {name}")
    yield Figure(target=f"{start}/words", value=theme.band, says=f"How many people raised {name}, in words")


def _count(count: int) -> str:
    shown = show(count)
    return FEW if shown.value is None else shown.text


def _share(part: int, base: int) -> str:
    share = percentage(show(part), show(base))
    return NO_SHARE if share is None else f"{share}%"
