"""Minority views: what few people raised, and people of a protected group did (Equality Act 2010, section 149).

From protected tables alone: a group is named only where the count of it may be shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from analysis.heard import Share, across
from analysis.overview import Overview
from analysis.reported import NOT_SAID, REST, ReportedTheme

FEW = 5  # per cent of people; a theme of fewer is a minority view


@dataclass(frozen=True, slots=True)
class ByQuestion:
    """One equality question, and the groups of it that raised a theme."""

    title: str
    groups: tuple[Share, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MinorityView:
    """A theme of under five per cent of people. questions: where protected groups raised it, as far as may be told."""

    theme: ReportedTheme
    percent: str
    questions: tuple[ByQuestion, ...]

    @property
    def most(self) -> int:
        """The largest share of a group."""
        return max((group.percent or 0 for each in self.questions for group in each.groups), default=0)


def minority_views(overview: Overview, standing: Collection[ReportedTheme], but: Collection[str]) -> list[MinorityView]:
    """Themes of under five per cent of people: what a protected group raised most comes first.

    but: names of answers that are no protected group, such as “no” to a question about disability.
    """
    everybody = overview.report.ledger.people
    few = [theme for theme in standing if 100 * theme.people < FEW * everybody]
    found = [
        MinorityView(theme=theme, percent=_percent(theme.people, everybody), questions=_questions(overview, theme, but))
        for theme in few
    ]
    return sorted(found, key=lambda view: (-view.most, -len(view.questions), -view.theme.people, view.theme.name))


def _questions(overview: Overview, theme: ReportedTheme, but: Collection[str]) -> tuple[ByQuestion, ...]:
    asked = (ByQuestion(table.by, _groups(across(table, theme.id), but)) for table in overview.equality)
    return tuple(each for each in asked if each.groups)


def _groups(shares: tuple[Share, ...], but: Collection[str]) -> tuple[Share, ...]:
    named = (share for share in shares if share.label not in (NOT_SAID, REST, *but))
    told = (share for share in named if share.count.value and share.base.value)
    return tuple(sorted(told, key=lambda share: -(share.percent or 0)))


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole if whole else 0.0
    return "under 0.1%" if part and share < 0.05 else f"{share:.1f}%"
