"""The strokes that all pictures share: rows with their name above and their mark below, so that any width will do.

Only bars and points of plotly.js's basic bundle. Colours are Okabe and Ito's (2008), told apart by pattern or shape
as well.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from analysis.codebook import NONE, UNSURE
from analysis.reported import Table, ThemeReport, readable

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
GREYS = {NONE: "#595959", UNSURE: "#a6a6a6"}
PATTERNS = ("", "/", "\\", "x", "-", "|", "+", ".")
SYMBOLS = {"circle": 11, "diamond": 12, "square": 10, "triangle-up": 13, "x": 10, "star": 13}  # sizes that look alike
INK, LINE_COLOUR = "#1d1d1d", "#dcdcdc"
LONGEST_LABEL = 46  # characters: fits 320 pixels
ROW = 31  # pixels for one row: its name and its mark
LEGEND_ROW = 13  # pixels for one entry of the legend, between what a phone and a screen take
AXIS = 75  # pixels for the axis and its words
MOST_THEMES = 24  # rows of one picture; the table has all


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: the question it answers, one sentence that says what it shows, all of it in words (alt), its table."""

    id: str
    title: str
    says: str
    alt: str
    figure: go.Figure
    table: Table


def marks(shares: Sequence[Sequence[int | None]], group: int, name: str) -> go.Scatter:
    """One mark in each row for one group, in the group's own shape and colour; none where its share is None."""
    symbol, size = list(SYMBOLS.items())[group]
    return go.Scatter(
        mode="markers",
        x=[row[group] for row in shares],
        y=[place + 0.2 + _aside(row, group) for place, row in enumerate(shares)],
        marker={"symbol": symbol, "color": COLOURS[group], "size": size, "line": {"color": "#ffffff", "width": 1}},
        name=escaped(name),
        showlegend=True,
        cliponaxis=False,
    )


def _aside(row: Sequence[int | None], group: int) -> float:
    """How far a mark stands beside its line, so that groups with the same figure can all be seen."""
    same = [place for place, share in enumerate(row) if share == row[group]]
    return 0.22 * (same.index(group) - (len(same) - 1) / 2) / max(1, len(same) - 1)


def spans(shares: Sequence[Sequence[int | None]]) -> go.Scatter:
    """A thin line from the least to the most of each row, so that the eye keeps to it."""
    x: list[int | None] = []
    y: list[float | None] = []
    for place, row in zip(_below(range(len(shares))), shares, strict=True):
        known = [share for share in row if share is not None]
        if known:
            x += [min(known), max(known), None]
            y += [place, place, None]
    return go.Scatter(mode="lines", x=x, y=y, line={"color": "#8a8a8a", "width": 1}, showlegend=False)


def bars(places: Sequence[int], values: Sequence[float], words: Sequence[str], marker: Mapping[str, object]) -> go.Bar:
    """A bar in each of these rows, with its words at its end."""
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


def labels(names: Sequence[str]) -> go.Scatter:
    """The name of each row, above its mark."""
    return go.Scatter(
        mode="text",
        x=[0] * len(names),
        y=[place - 0.22 for place in range(len(names))],
        text=[_label(name) for name in names],
        textposition="middle right",
        cliponaxis=False,
        showlegend=False,
    )


def style(priority: str, priorities: Iterable[str]) -> dict[str, object]:
    """The marker of a priority: a colour and a pattern, the same in every picture."""
    number = list(dict.fromkeys([NONE, UNSURE, *priorities, priority])).index(priority) - len(GREYS)
    shape = PATTERNS[number % len(PATTERNS)]
    pattern = {"shape": shape, "fillmode": "overlay", "fgcolor": "#ffffff", "fgopacity": 0.5, "size": 7}
    return {"color": GREYS.get(priority, COLOURS[number % len(COLOURS)]), "pattern": {**pattern, "solidity": 0.2}}


def laid_out(
    traces: Sequence[object], *, rows: int, axis: str, most: float, legend: int = 0, stacked: bool = False
) -> go.Figure:
    """The whole picture: rows from the top, one axis below. legend: how many entries it has."""
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
        legend={
            "orientation": "h",
            "traceorder": "normal",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "font": {"size": 13},
        },
        barmode="stack" if stacked else "overlay",
        showlegend=bool(legend),
    )


def _label(text: str) -> str:
    """One short line; the table has the whole name."""
    short = textwrap.shorten(readable(text), LONGEST_LABEL, placeholder="…")
    return escaped(short if short.strip("…") else readable(text)[:LONGEST_LABEL])


def escaped(text: str) -> str:
    """Plotly reads labels as HTML and dollars as formulas, so whatever people typed is made plain text."""
    return html.escape(readable(text)).replace("$", "&#36;")


def rest(report: ThemeReport) -> str:
    """What a picture of themes leaves to its table."""
    more = len(report.standing) - MOST_THEMES
    return f" {more} smaller themes are in the table only." if more > 0 else ""
