"""ThemeReport → pictures, each answering a question, with a sentence that says what it shows and the table that says
the same. A figure too small to show has no mark, and the picture says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import plotly.graph_objects as go

from analysis.differences import differences
from analysis.drawing import MOST_THEMES, Chart, bars, escaped, labels, laid_out, marks, rest, spans, style
from analysis.group_charts import breakdown_chart, differences_chart
from analysis.reported import PriorityShare, ReportedTheme, ThemeReport, readable
from analysis.tables import doubts_table, matrix_table, percent_text, priorities_table, themes_table

__all__ = ["MOST_THEMES", "Chart", "charts"]


def charts(report: ThemeReport) -> tuple[Chart, ...]:
    """In the order of the report; no picture of nothing."""
    pictures = [_priorities(report)] if any(share.comments for share in report.priorities) else []
    if not report.standing:
        return tuple(pictures)
    pictures.append(_themes(report))
    if any(theme.evidence.by_priority for theme in report.standing):
        pictures.append(_matrix(report))
    for breakdown in report.breakdowns:
        pictures.append(breakdown_chart(report, breakdown))
        if found := differences(breakdown):
            pictures.append(differences_chart(report, breakdown, found))
    if any(theme.proposed.firmness for theme in report.standing):
        pictures.append(_doubts(report))
    return tuple(pictures)


def _priorities(report: ThemeReport) -> Chart:
    shares = report.priorities
    words = [f"{share.comments:,} ({percent_text(share)})" for share in shares]
    colours = [style(share.id, report.priority_names)["color"] for share in shares]
    drawn = bars(range(len(shares)), [share.comments for share in shares], words, {"color": colours})
    first = max(shares, key=lambda share: share.comments)
    mapped = sum(share.comments for share in shares)
    return Chart(
        id="chart-priorities",
        title="Comments by strategic priority",
        says=f"The largest group, {first.comments:,} of {mapped:,} comments, is read as {readable(first.name)}.",
        alt=f"Bars of the comments mapped to each priority. {'; '.join(map(_said, shares))}.",
        figure=laid_out(
            [drawn, labels([share.name for share in shares])],
            rows=len(shares),
            axis="Comments",
            most=1.35 * max(share.comments for share in shares),
        ),
        table=priorities_table(report),
    )


def _said(share: PriorityShare) -> str:
    return f"{share.name}: {share.comments:,}, {percent_text(share)}"


def _themes(report: ThemeReport) -> Chart:
    """Bars in the colour and pattern of their priority, which the legend names."""
    themes = report.standing[:MOST_THEMES]
    said = "; ".join(f"{theme.name}: {theme.people:,}, {report.priority_name(theme.priority)}" for theme in themes)
    return Chart(
        id="chart-themes",
        title="Themes by number of people",
        says=f"The largest theme is “{themes[0].name}”: {themes[0].people:,} of {report.ledger.people:,} people.",
        alt=f"Bars of the people in each theme, coloured by its priority. {said}.{rest(report)}",
        figure=laid_out(
            [*_bars_by_priority(themes, report), labels([theme.name for theme in themes])],
            rows=len(themes),
            axis="People",
            most=1.2 * max(theme.people for theme in themes),
            legend=len({theme.priority for theme in themes}),
        ),
        table=themes_table(report),
    )


def _bars_by_priority(themes: Sequence[ReportedTheme], report: ThemeReport) -> Iterator[go.Bar]:
    for priority in dict.fromkeys([*report.priority_names, *(theme.priority for theme in themes)]):
        places = [place for place, theme in enumerate(themes) if theme.priority == priority]
        if places:
            people = [themes[place].people for place in places]
            drawn = bars(places, people, [f"{each:,}" for each in people], style(priority, report.priority_names))
            yield drawn.update(name=escaped(report.priority_name(priority)), showlegend=True)


def _matrix(report: ThemeReport) -> Chart:
    """One bar for each theme, parted by the priorities of its comments read one by one."""
    themes = report.standing[:MOST_THEMES]
    shares = [_shares(theme) for theme in themes]
    present = [priority for priority in _ordered(report) if any(priority in share for share in shares)]
    places = range(len(themes))
    drawn = [
        bars(places, [share.get(priority, 0) for share in shares], [], style(priority, report.priority_names)).update(
            name=escaped(report.priority_name(priority)), showlegend=True
        )
        for priority in present
    ]
    mixed = [theme.name for theme, share in zip(themes, shares, strict=True) if share and max(share.values()) < 50]
    return Chart(
        id="chart-matrix",
        title="Which priorities the comments of each theme speak to",
        says=f"{len(mixed)} of {len(themes)} themes have no single priority that holds half of their comments"
        + (f"; the largest of them is “{mixed[0]}”." if mixed else "."),
        alt="A bar for each theme, parted by the priority of its comments, each read by itself, in per cent. "
        f"The table says the same.{rest(report)}",
        figure=laid_out(
            [*drawn, labels([theme.name for theme in themes])],
            rows=len(themes),
            axis="Per cent of the theme’s comments",
            most=100,
            legend=len(present),
            stacked=True,
        ),
        table=matrix_table(report),
    )


def _shares(theme: ReportedTheme) -> dict[str, float]:
    whole = sum(count for _, count in theme.evidence.by_priority)
    return {priority: 100 * count / whole for priority, count in theme.evidence.by_priority}


def _ordered(report: ThemeReport) -> tuple[str, ...]:
    return tuple(share.id for share in report.priorities)


def _doubts(report: ThemeReport) -> Chart:
    """One row for each theme, the loosest first: how much of it comes back, how many of its comments surely belong."""
    themes = sorted(report.standing, key=lambda theme: (theme.proposed.stability, -theme.people))[:MOST_THEMES]
    shares = [(round(100 * theme.proposed.stability), _sure(theme)) for theme in themes]
    loose = sum(theme.proposed.firmness == "loose" for theme in report.standing)
    return Chart(
        id="chart-doubts",
        title="What is uncertain",
        says=f"{loose} of {len(report.standing)} themes are loose: read their comments before you rely on them.",
        alt="A row for each theme, the loosest first: how much of it comes back when comments are drawn again, and how "
        f"many of its comments more likely belong to it than not. The table says the same.{rest(report)}",
        figure=laid_out(
            [
                spans(shares),
                marks(shares, 0, "Comes back when comments are drawn again"),
                marks(shares, 1, "Comments that rather belong than not"),
                labels([theme.name for theme in themes]),
            ],
            rows=len(themes),
            axis="Per cent",
            most=100,
            legend=2,
        ),
        table=doubts_table(report),
    )


def _sure(theme: ReportedTheme) -> int:
    return round(100 * (1 - theme.evidence.doubtful / theme.comments)) if theme.comments else 0
