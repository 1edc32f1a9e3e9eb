"""Which excerpts of a report may leave the team: those that people agreed to publish, not those the program chose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from analysis.reported import Excerpt, ThemeReport


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotable:
    """An excerpt that may be published, and whether it speaks against what most in its theme say."""

    excerpt: Excerpt
    is_dissenting: bool = False


def only_quotable(
    report: ThemeReport, quotable: Iterable[Quotable], members: Mapping[str, Collection[str]]
) -> ThemeReport:
    """The same report with these excerpts only, in the order given; no figure changes.

    members: theme id → ids of its comments. Each excerpt stands once: in the smallest theme that holds its comment and
    that nobody rejected, where it says most; what is in no such theme is left out.
    """
    typical: defaultdict[str, list[Excerpt]] = defaultdict(list)
    dissenting: defaultdict[str, list[Excerpt]] = defaultdict(list)
    smallest_first = [theme.id for theme in reversed(report.standing)]
    for each in quotable:
        holds = (theme for theme in smallest_first if each.excerpt.comment_id in members.get(theme, ()))
        if theme := next(holds, None):
            (dissenting if each.is_dissenting else typical)[theme].append(each.excerpt)
    themes = tuple(
        replace(theme, excerpts=tuple(typical[theme.id]), dissenting=tuple(dissenting[theme.id]))
        for theme in report.themes
    )
    return replace(report, themes=themes)
