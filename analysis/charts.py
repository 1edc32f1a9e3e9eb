"""ThemeReport → pictures, each with the table that says the same and words for those who cannot see it.

Only bars and text of plotly.js's basic bundle; colours are Okabe and Ito's (2008), told apart by pattern and by the
name written at the bar as well. A hidden count is written as words and never drawn as nought.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.codebook import NONE, OTHER, UNSURE
from analysis.disclosure import ShownCount
from analysis.report import (
    OTHER_NAME,
    Breakdown,
    Table,
    ThemeReport,
    breakdown_table,
    percent_text,
    priorities_table,
    readable,
    themes_table,
)

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
GREYS = {NONE: "#595959", UNSURE: "#949494"}
PATTERNS = ("", "/", "\\", "x", "-", "|", "+", ".")
Trace: TypeAlias = go.Bar | go.Scatter
INK = "#1d1d1d"
MOST_THEMES = 15  # bars of one picture; the table has all
LINE = 36  # characters of a label's line: fits 320 pixels
BAR = 88  # pixels for one bar and the lines of words above it
GAP = 80  # pixels between two panels


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
        _bars(
            [_label(share.name) for share in shares],
            [ShownCount(share.comments, f"{share.comments:,} ({percent_text(share)})") for share in shares],
            _marker([share.id for share in shares], report),
        )
    )
    return Chart(
        id="chart-priorities",
        title="Comments by strategic priority",
        alt="Bars of the comments mapped to each priority. "
        + "; ".join(f"{share.name}: {share.comments:,}, {percent_text(share)}" for share in shares)
        + ".",
        figure=_laid_out(figure, len(shares), "Comments", max(share.comments for share in shares)),
        table=priorities_table(report),
    )


def _themes(report: ThemeReport) -> Chart:
    themes = report.standing[:MOST_THEMES]
    figure = go.Figure(
        _bars(
            [f"{_label(theme.name)}<br>{_label(report.priority_name(theme.priority))}" for theme in themes],
            [ShownCount(theme.people, f"{theme.people:,}") for theme in themes],
            _marker([theme.priority for theme in themes], report),
        )
    )
    said = "; ".join(f"{theme.name}: {theme.people:,}, {report.priority_name(theme.priority)}" for theme in themes)
    return Chart(
        id="chart-themes",
        title="Themes by number of people",
        alt=f"Bars of the people in each theme, with its priority. {said}.{_rest(report)}",
        figure=_laid_out(figure, len(themes), "People", max(theme.people for theme in themes)),
        table=themes_table(report),
    )


def _breakdown(report: ThemeReport, breakdown: Breakdown) -> Chart:
    """One panel for each group, one below the other, so that it can be read on a phone."""
    shown = breakdown.table
    rows = range(len(shown.rows))[:MOST_THEMES]
    named = {theme.id: _label(theme.name) for theme in report.standing} | {OTHER: _label(OTHER_NAME)}
    labels = [named[breakdown.theme_ids[row]] for row in rows]
    bases = zip(shown.columns, shown.column_totals, strict=True)
    panels, pixels = len(shown.columns), BAR * len(rows)
    figure = make_subplots(
        rows=panels,
        cols=1,
        subplot_titles=[f"<b>{_label(group)}</b> – people: {base.text}" for group, base in bases],
        vertical_spacing=GAP / (panels * pixels + (panels - 1) * GAP),
    )
    figure.update_annotations(x=0, xanchor="left", font={"size": 16, "color": INK})
    for column in range(panels):
        counts = [shown.counts[row][column] for row in rows]
        marker = _filled(COLOURS[column % len(COLOURS)], PATTERNS[column % len(PATTERNS)])
        for trace in _bars(labels, counts, marker):
            figure.add_trace(trace, row=column + 1, col=1)
    table = breakdown_table(report, breakdown)
    widest = max((count.value or 0 for row in rows for count in shown.counts[row]), default=0)
    return Chart(
        id=f"chart-{table.id}",
        title=f"Themes by {readable(breakdown.by)}",
        alt=f"Bars of the people in each theme, a panel for each {readable(breakdown.by)}: {', '.join(shown.columns)}. "
        f"Counts too small to show are written as words. The table says the same.{_rest(report)}",
        figure=_laid_out(figure, len(rows), "People, rounded to 5", widest, panels),
        table=table,
    )


def _bars(labels: Sequence[str], counts: Sequence[ShownCount], marker: Mapping[str, object]) -> list[Trace]:
    """One bar for each figure, words instead where it is hidden, and its label above, where a phone has room for it."""
    places = range(len(labels))
    hidden = [place for place in places if counts[place].value is None]
    bars = go.Bar(
        orientation="h",
        y=list(places),
        x=[count.value for count in counts],
        text=["" if count.value is None else count.text for count in counts],
        textposition="outside",
        cliponaxis=False,
        width=0.32,
        marker=marker,
    )
    above = _words([place - 0.2 for place in places], labels, "top right")
    return [bars, above, _words(hidden, [counts[place].text for place in hidden], "middle right")]


def _words(places: Sequence[float], texts: Sequence[str], position: str) -> go.Scatter:
    return go.Scatter(
        mode="text", x=[0] * len(places), y=list(places), text=list(texts), textposition=position, cliponaxis=False
    )


def _marker(priorities: Sequence[str], report: ThemeReport) -> dict[str, object]:
    """A colour and a pattern for each priority, the same in every picture."""
    order = list(dict.fromkeys([NONE, UNSURE, *report.priority_names, *priorities]))
    numbers = [order.index(priority) for priority in priorities]
    colours = [GREYS.get(order[number], COLOURS[(number - len(GREYS)) % len(COLOURS)]) for number in numbers]
    return _filled(colours, [PATTERNS[number % len(PATTERNS)] for number in numbers])


def _filled(colour: object, shape: object) -> dict[str, object]:
    return {"color": colour, "pattern": {"shape": shape}, "line": {"color": INK, "width": 1}}


def _laid_out(figure: go.Figure, bars: int, axis: str, widest: int, panels: int = 1) -> go.Figure:
    figure.update_traces(hoverinfo="skip")
    figure.update_yaxes(visible=False, range=[bars - 0.5, -0.9], fixedrange=True)
    figure.update_xaxes(range=[0, 1.35 * max(widest, 10)], fixedrange=True, nticks=4, tickangle=0, title_text="")
    figure.update_xaxes(title_text=axis, row=panels, col=1) if panels > 1 else figure.update_xaxes(title_text=axis)
    return figure.update_layout(
        template="none",
        showlegend=False,
        height=110 + panels * BAR * bars + (panels - 1) * GAP,
        margin={"l": 8, "r": 16, "t": 40, "b": 70},
        font={"family": "sans-serif", "size": 14, "color": INK},
    )


def _label(text: str) -> str:
    """At most two short lines of plain text: plotly reads labels as HTML, so whatever people typed is escaped."""
    lines = textwrap.wrap(textwrap.shorten(readable(text), 2 * LINE - 6, placeholder="…"), LINE) or [
        readable(text)[:LINE]
    ]
    return "<br>".join(html.escape(line).replace("$", "&#36;") for line in lines)


def _rest(report: ThemeReport) -> str:
    more = len(report.standing) - MOST_THEMES
    return f" {more} smaller themes are in the table only." if more > 0 else ""
