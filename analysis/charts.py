"""ThemeReport → pictures, each with the table that says the same and words for those who cannot see it.

Made for any width: a row has its name above and its mark below, so that nothing stands to the left. Only bars and
points of plotly.js's basic bundle. Colours are Okabe and Ito's (2008), told apart by pattern or shape as well. A
figure too small to show has no mark, and the picture says so.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from analysis.codebook import NONE, OTHER, UNSURE
from analysis.reported import OTHER_NAME, Breakdown, PriorityShare, ReportedTheme, Table, ThemeReport, readable
from analysis.tables import breakdown_table, percent_text, priorities_table, themes_table

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
GREYS = {NONE: "#595959", UNSURE: "#a6a6a6"}
PATTERNS = ("", "/", "\\", "x", "-", "|", "+", ".")
SYMBOLS = {"circle": 11, "diamond": 12, "square": 10, "triangle-up": 13, "x": 10, "star": 13}  # sizes that look alike
INK, LINE_COLOUR = "#1d1d1d", "#dcdcdc"
MOST_THEMES = 24  # rows of one picture; the table has all
MOST_GROUPS = len(SYMBOLS)  # in one picture; the table has all
LONGEST_LABEL = 46  # characters: fits 320 pixels
ROW = 31  # pixels for one row: its name and its mark
LEGEND_ROW = 13  # pixels for one entry of the legend, between what a phone and a screen take
AXIS = 75  # pixels for the axis and its words


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
    words = [f"{share.comments:,} ({percent_text(share)})" for share in shares]
    colours = [_style(share.id, report)[0] for share in shares]
    bars = _bars(range(len(shares)), [share.comments for share in shares], words, {"color": colours})
    return Chart(
        id="chart-priorities",
        title="Comments by strategic priority",
        alt=f"Bars of the comments mapped to each priority. {'; '.join(map(_said, shares))}.",
        figure=_laid_out(
            [bars, _labels([share.name for share in shares])],
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
        alt=f"Bars of the people in each theme, coloured by its priority. {said}.{_rest(report)}",
        figure=_laid_out(
            [*_bars_by_priority(themes, report), _labels([theme.name for theme in themes])],
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
        if not places:
            continue
        people = [themes[place].people for place in places]
        colour, shape = _style(priority, report)
        pattern = {"shape": shape, "fillmode": "overlay", "fgcolor": "#ffffff", "fgopacity": 0.5, "size": 7}
        marker = {"color": colour, "pattern": {**pattern, "solidity": 0.2}}
        bars = _bars(places, people, [f"{each:,}" for each in people], marker)
        yield bars.update(name=_escaped(report.priority_name(priority)), showlegend=True)


def _breakdown(report: ThemeReport, breakdown: Breakdown) -> Chart:
    """One row for each theme, one mark for each group: what per cent of the group's people raised it."""
    shown = breakdown.table
    rows, columns = range(len(shown.rows))[:MOST_THEMES], range(len(shown.columns))[:MOST_GROUPS]
    shares = [[shown.share(row, column) for column in columns] for row in rows]
    named = {theme.id: theme.name for theme in report.standing} | {OTHER: OTHER_NAME}
    marks = [
        _marks(shares, column, f"{shown.columns[column]}, {shown.column_totals[column].text} people")
        for column in columns
    ]
    by = readable(breakdown.by).lower()
    table = breakdown_table(report, breakdown)
    return Chart(
        id=f"chart-{table.id}",
        title=f"Who raised which theme, by {by}",
        alt=f"A row for each theme and a mark for each {by}: the per cent of its people who raised the theme. "
        f"{', '.join(shown.columns[column] for column in columns)}. There is no mark where there are too few people to "
        f"show. The table says the same.{_rest(report)}{_fewer_groups(breakdown)}",
        figure=_laid_out(
            [_spans(shares), *marks, _labels([named[breakdown.theme_ids[row]] for row in rows])],
            rows=len(rows),
            axis="Per cent of each group’s people.<br>No mark: too few people to show.",
            most=1.1 * max((share for row in shares for share in row if share is not None), default=10),
            legend=len(marks),
        ),
        table=table,
    )


def _marks(shares: Sequence[Sequence[int | None]], group: int, name: str) -> go.Scatter:
    symbol, size = list(SYMBOLS.items())[group]
    return go.Scatter(
        mode="markers",
        x=[row[group] for row in shares],
        y=[place + 0.2 + _aside(row, group) for place, row in enumerate(shares)],
        marker={"symbol": symbol, "color": COLOURS[group], "size": size, "line": {"color": "#ffffff", "width": 1}},
        name=_escaped(name),
        showlegend=True,
        cliponaxis=False,
    )


def _aside(row: Sequence[int | None], group: int) -> float:
    """How far a mark stands beside its line, so that groups with the same figure can all be seen."""
    same = [place for place, share in enumerate(row) if share == row[group]]
    return 0.22 * (same.index(group) - (len(same) - 1) / 2) / max(1, len(same) - 1)


def _spans(shares: Sequence[Sequence[int | None]]) -> go.Scatter:
    """A thin line from the least to the most of each row, so that the eye keeps to it."""
    x: list[int | None] = []
    y: list[float | None] = []
    for place, row in zip(_below(range(len(shares))), shares, strict=True):
        known = [share for share in row if share is not None]
        if known:
            x += [min(known), max(known), None]
            y += [place, place, None]
    return go.Scatter(mode="lines", x=x, y=y, line={"color": "#8a8a8a", "width": 1}, showlegend=False)


def _bars(places: Sequence[int], values: Sequence[int], words: Sequence[str], marker: Mapping[str, object]) -> go.Bar:
    return go.Bar(
        orientation="h",
        y=_below(places),
        x=list(values),
        text=list(words),
        textposition="outside",
        textangle=0,
        cliponaxis=False,
        width=0.38,
        marker={**marker, "line": {"width": 0}},
        showlegend=False,
    )


def _below(places: Sequence[int]) -> list[float]:
    """Where a row's mark stands: under its name."""
    return [place + 0.2 for place in places]


def _labels(names: Sequence[str]) -> go.Scatter:
    return go.Scatter(
        mode="text",
        x=[0] * len(names),
        y=[place - 0.22 for place in range(len(names))],
        text=[_label(name) for name in names],
        textposition="middle right",
        cliponaxis=False,
        showlegend=False,
    )


def _style(priority: str, report: ThemeReport) -> tuple[str, str]:
    """Colour and pattern of a priority, the same in every picture."""
    order = list(dict.fromkeys([NONE, UNSURE, *report.priority_names, priority]))
    number = order.index(priority)
    colour = GREYS.get(priority, COLOURS[(number - len(GREYS)) % len(COLOURS)])
    return colour, PATTERNS[(number - len(GREYS)) % len(PATTERNS)]


def _laid_out(traces: Sequence[object], *, rows: int, axis: str, most: float, legend: int = 0) -> go.Figure:
    figure = go.Figure(traces)
    figure.update_traces(hoverinfo="skip")
    figure.update_yaxes(visible=False, range=[rows - 0.4, -0.6], fixedrange=True)
    figure.update_xaxes(
        range=[0, max(most, 10)],
        title={"text": axis, "font": {"size": 13}, "standoff": 8},
        fixedrange=True,
        nticks=5,
        tickangle=0,
        gridcolor=LINE_COLOUR,
        zeroline=True,
        zerolinecolor="#8a8a8a",
    )
    return figure.update_layout(
        template="none",
        height=ROW * rows + AXIS + LEGEND_ROW * legend,
        margin={"l": 8, "r": 16, "t": 8, "b": AXIS - 8},
        font={"family": "sans-serif", "size": 14, "color": INK},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "font": {"size": 13}},
        barmode="overlay",
        showlegend=bool(legend),
    )


def _label(text: str) -> str:
    """One short line; the table has the whole name."""
    short = textwrap.shorten(readable(text), LONGEST_LABEL, placeholder="…")
    return _escaped(short if short.strip("…") else readable(text)[:LONGEST_LABEL])


def _escaped(text: str) -> str:
    """Plotly reads labels as HTML and dollars as formulas, so whatever people typed is made plain text."""
    return html.escape(readable(text)).replace("$", "&#36;")


def _rest(report: ThemeReport) -> str:
    more = len(report.standing) - MOST_THEMES
    return f" {more} smaller themes are in the table only." if more > 0 else ""


def _fewer_groups(breakdown: Breakdown) -> str:
    more = len(breakdown.table.columns) - MOST_GROUPS
    return f" {more} more groups are in the table only." if more > 0 else ""
