"""ThemeReport → pictures, each with the table that says the same and words for those who cannot see it.

Only bars and text of plotly.js's basic bundle; colours are Okabe and Ito's (2008), told apart by pattern and by the
name written at the bar as well. A hidden count is written as words and never drawn as nought.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.codebook import NONE, OTHER, UNSURE
from analysis.disclosure import ShownCount
from analysis.report import (
    OTHER_NAME,
    Breakdown,
    ReportedTheme,
    Table,
    ThemeReport,
    breakdown_table,
    priorities_table,
    themes_table,
)

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
GREYS = {NONE: "#595959", UNSURE: "#949494"}
PATTERNS = ("", "/", "\\", "x", "-", "|", "+", ".")
MOST_THEMES = 15  # bars of one picture; the table has all
LINE = 28  # characters of a label's line: readable at 320 pixels
BAR = 44  # pixels for one bar and its label


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, what it shows in words (alt), and its table."""

    id: str
    title: str
    alt: str
    figure: go.Figure
    table: Table


def charts(report: ThemeReport) -> tuple[Chart, ...]:
    """Priorities, themes by size, and themes by each group, in the order of the report; no picture of nothing."""
    pictures = [_priorities(report)] if any(share.comments for share in report.priorities) else []
    if report.standing:
        pictures += [_themes(report), *(_breakdown(report, each) for each in report.breakdowns)]
    return tuple(pictures)


def _priorities(report: ThemeReport) -> Chart:
    shares = report.priorities
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=[_label(share.name) for share in shares],
            x=[share.comments for share in shares],
            text=[f"{share.comments:,} ({share.percent}%)" for share in shares],
            marker=_marker([share.id for share in shares], report),
        )
    )
    return Chart(
        id="chart-priorities",
        title="Comments by strategic priority",
        alt="Bars of the comments mapped to each priority. "
        + "; ".join(f"{share.name}: {share.comments:,}, {share.percent}%" for share in shares)
        + ".",
        figure=_laid_out(figure, len(shares), "Comments"),
        table=priorities_table(report),
    )


def _themes(report: ThemeReport) -> Chart:
    themes = report.standing[:MOST_THEMES]
    figure = go.Figure()
    for priority in dict.fromkeys(theme.priority for theme in themes):
        among = [theme for theme in themes if theme.priority == priority]
        figure.add_trace(
            go.Bar(
                orientation="h",
                name=_label(report.priority_name(priority)),
                y=[_theme_label(theme) for theme in among],
                x=[theme.people for theme in among],
                text=[f"{theme.people:,} – {_label(report.priority_name(priority))}" for theme in among],
                marker=_marker([priority] * len(among), report),
            )
        )
    figure.update_layout(showlegend=False)  # each bar names its priority
    figure.update_yaxes(categoryorder="array", categoryarray=[_theme_label(theme) for theme in themes])
    said = "; ".join(f"{theme.name}: {theme.people:,}, {report.priority_name(theme.priority)}" for theme in themes)
    return Chart(
        id="chart-themes",
        title="Themes by number of people",
        alt=f"Bars of the people in each theme, with its priority. {said}.{_rest(report)}",
        figure=_laid_out(figure, len(themes), "People"),
        table=themes_table(report),
    )


def _breakdown(report: ThemeReport, breakdown: Breakdown) -> Chart:
    """One panel for each group, one below the other, so that it can be read on a phone."""
    shown = breakdown.table
    named = {theme.id: _theme_label(theme) for theme in report.standing} | {OTHER: _label(OTHER_NAME)}
    rows = [*range(len(shown.rows))][:MOST_THEMES]
    labels = [named[breakdown.theme_ids[row]] for row in rows]
    titles = [
        f"{_label(group)} – people: {base.text}" for group, base in zip(shown.columns, shown.column_totals, strict=True)
    ]
    panels = len(shown.columns)
    figure = make_subplots(rows=panels, cols=1, subplot_titles=titles, vertical_spacing=min(0.06, 0.3 / panels))
    widest = max((count.value or 0 for row in rows for count in shown.counts[row]), default=0)
    for column in range(panels):
        counts = [shown.counts[row][column] for row in rows]
        for trace in _panel(labels, counts, COLOURS[column % len(COLOURS)], PATTERNS[column % len(PATTERNS)]):
            figure.add_trace(trace, row=column + 1, col=1)
    figure.update_layout(showlegend=False)
    figure.update_yaxes(categoryorder="array", categoryarray=labels)
    figure.update_xaxes(range=[0, 1.6 * max(widest, 10)])
    return Chart(
        id=f"chart-{breakdown_table(report, breakdown).id}",
        title=f"Themes by {breakdown.by}",
        alt=f"Bars of the people in each theme, one panel for each {breakdown.by}: {', '.join(shown.columns)}. "
        f"Counts too small to show are written as words. The table below says the same.{_rest(report)}",
        figure=_laid_out(figure, panels * (len(rows) + 1), "People, rounded to 5"),
        table=breakdown_table(report, breakdown),
    )


def _panel(labels: Sequence[str], counts: Sequence[ShownCount], colour: str, pattern: str) -> list[go.Bar | go.Scatter]:
    """Bars where there is a figure, words where it is hidden."""
    bars = [(label, count) for label, count in zip(labels, counts, strict=True) if count.value is not None]
    words = [(label, count) for label, count in zip(labels, counts, strict=True) if count.value is None]
    traces: list[go.Bar | go.Scatter] = [
        go.Bar(
            orientation="h",
            y=[label for label, _ in bars],
            x=[count.value for _, count in bars],
            text=[count.text for _, count in bars],
            marker={"color": colour, "pattern": {"shape": pattern}},
        )
    ]
    if words:
        traces.append(
            go.Scatter(
                mode="text",
                y=[label for label, _ in words],
                x=[0] * len(words),
                text=[f" {count.text}" for _, count in words],
                textposition="middle right",
                hoverinfo="skip",
            )
        )
    return traces


def _marker(priorities: Sequence[str], report: ThemeReport) -> dict[str, object]:
    order = list(dict.fromkeys([NONE, UNSURE, *report.priority_names]))
    numbers = [order.index(priority) if priority in order else 0 for priority in priorities]
    colours = [
        GREYS.get(priority, COLOURS[(number - len(GREYS)) % len(COLOURS)])
        for priority, number in zip(priorities, numbers, strict=True)
    ]
    shapes = [PATTERNS[number % len(PATTERNS)] for number in numbers]
    return {"color": colours, "pattern": {"shape": shapes}, "line": {"color": "#1d1d1d", "width": 1}}


def _laid_out(figure: go.Figure, bars: int, axis: str) -> go.Figure:
    figure.update_traces(selector={"type": "bar"}, textposition="outside", cliponaxis=False, hoverinfo="skip")
    figure.update_yaxes(autorange="reversed", automargin=True, fixedrange=True)
    figure.update_xaxes(rangemode="tozero", fixedrange=True, automargin=True, nticks=5, title_text=axis)
    figure.update_layout(
        template="none",
        height=120 + BAR * max(1, bars),
        margin={"l": 8, "r": 90, "t": 48, "b": 48},
        font={"family": "sans-serif", "size": 14, "color": "#1d1d1d"},
        uniformtext={"mode": "show", "minsize": 11},
    )
    return figure


def _theme_label(theme: ReportedTheme) -> str:
    """The id keeps two themes of the same name apart."""
    return f"{_label(theme.name)} ({html.escape(theme.id)})"


def _label(text: str) -> str:
    """Short lines of plain text: plotly reads labels as HTML, so whatever people typed is escaped."""
    lines = textwrap.wrap(textwrap.shorten(text, 90, placeholder="…"), LINE) or [text[:LINE]]
    return "<br>".join(html.escape(line).replace("$", "&#36;") for line in lines)


def _rest(report: ThemeReport) -> str:
    more = len(report.standing) - MOST_THEMES
    return f" {more} smaller themes are in the table only." if more > 0 else ""
