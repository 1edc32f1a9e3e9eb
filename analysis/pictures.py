"""The pictures of a report for paper: the strokes of `charts`, drawn by matplotlib without a browser or a network.

A row is one line on paper, its name at the left. The font travels with matplotlib, so that every machine draws the same
bytes. Only what `drawing` makes is understood: bars, marks, lines and the names of rows.
"""

from __future__ import annotations

import html
import io
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from analysis.drawing import INK, LINE_COLOUR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

DOTS = 300  # for each inch: as fine as print
WIDTH = 6.4  # inches: the width of a page's text
NAMES = 2.75  # inches for the names of rows
ROW = 0.25
LEGEND_ROW = 0.19
AXIS = 0.4
AXIS_LINE = 0.14  # for a line of the words under the axis
SHAPES = {"circle": "o", "diamond": "D", "square": "s", "triangle-up": "^", "x": "X", "star": "*"}
SMALLER = 1.75  # sizes of marks on a screen → on paper
_one_at_a_time = threading.Lock()  # matplotlib says of itself that it is not safe in threads


@dataclass(frozen=True, slots=True)
class Png:
    """A picture's bytes, and its width and height on paper in inches."""

    content: bytes
    width: float
    height: float


def png(figure: go.Figure) -> Png:
    """Draw a figure of `analysis.charts` at 300 dots an inch; the same figure gives the same bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # heavy, and only for paper
    from matplotlib.figure import Figure

    names = _names(figure)
    said = [trace for trace in figure.data if trace.showlegend]
    legend = LEGEND_ROW * -(-len(said) // 2) + (0.1 if said else 0)
    below = AXIS + AXIS_LINE * (1 + str(figure.layout.xaxis.title.text).count("<br>"))
    height = ROW * len(names) + below + legend + 0.05
    with _one_at_a_time:
        paper = Figure(figsize=(WIDTH, height), dpi=DOTS, facecolor="white")
        FigureCanvasAgg(paper)
        box = (NAMES / WIDTH, below / height, 1 - (NAMES + 0.25) / WIDTH, ROW * len(names) / height)
        _draw(paper.add_axes(box), figure, names)
        if said:
            _legend(paper, said)
        written = io.BytesIO()
        paper.savefig(written, format="png", dpi=DOTS, metadata={"Software": None})
    return Png(written.getvalue(), WIDTH, height)


def _names(figure: go.Figure) -> list[str]:
    """The names of the rows, from the top."""
    return [_plain(name) for trace in figure.data if _kind(trace) == "text" for name in trace.text]


def _kind(trace: Any) -> str:
    return "bar" if trace.type == "bar" else str(trace.mode)


def _draw(axes: Axes, figure: go.Figure, names: list[str]) -> None:
    from matplotlib.ticker import MaxNLocator

    font = _font(8)
    is_stacked = figure.layout.barmode == "stack"
    starts = [0.0] * len(names)
    for trace in figure.data:
        if _kind(trace) == "bar":
            _bars(axes, trace, starts, is_stacked=is_stacked)
        elif _kind(trace) == "markers":
            _marks(axes, trace)
        elif _kind(trace) == "lines":
            _lines(axes, trace)
    axes.set_xlim(*map(float, figure.layout.xaxis.range))
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names, fontproperties=font, parse_math=False, color=INK)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.grid(axis="x", color=LINE_COLOUR, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    for label in axes.get_xticklabels():
        label.set_fontproperties(font)
    axes.set_xlabel(_plain(str(figure.layout.xaxis.title.text)), fontproperties=font, color=INK, parse_math=False)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color("#8a8a8a")


def _bars(axes: Axes, bar: go.Bar, starts: list[float], *, is_stacked: bool) -> None:
    colours = bar.marker.color if isinstance(bar.marker.color, list | tuple) else [bar.marker.color] * len(bar.x)
    words = bar.text or [""] * len(bar.x)
    for y, x, word, colour in zip(bar.y, bar.x, words, colours, strict=True):
        row = round(y)
        start = starts[row] if is_stacked else 0.0
        axes.barh([row], [x], left=[start], height=0.62, color=colour, **_pattern(bar))
        starts[row] = start + x
        if word:
            axes.annotate(_plain(word), (x, row), (3, 0), textcoords="offset points", va="center", parse_math=False,
                          fontproperties=_font(8), color=INK, annotation_clip=False)  # fmt: skip


def _pattern(bar: go.Bar) -> dict[str, Any]:
    """White strokes over the colour, so that nobody needs colour to tell two bars apart."""
    shape = bar.marker.pattern.shape
    return {"hatch": shape * 2, "edgecolor": "#ffffffb0", "linewidth": 0} if shape else {"linewidth": 0}


def _marks(axes: Axes, trace: go.Scatter) -> None:
    places = [(x, y - 0.2) for x, y in zip(trace.x, trace.y, strict=True) if x is not None]
    axes.plot(
        [x for x, _ in places],
        [y for _, y in places],
        linestyle="none",
        marker=SHAPES[trace.marker.symbol],
        markersize=trace.marker.size / SMALLER,
        color=trace.marker.color,
        markeredgecolor="#ffffff",
        markeredgewidth=0.4,
        clip_on=False,
        zorder=3,
    )


def _lines(axes: Axes, trace: go.Scatter) -> None:
    nothing = float("nan")
    x = [nothing if each is None else each for each in trace.x]
    y = [nothing if each is None else each - 0.2 for each in trace.y]
    axes.plot(x, y, color=trace.line.color, linewidth=0.8)


def _legend(paper: Any, said: list[Any]) -> None:
    """What each colour, pattern and shape stands for, above the rows."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    signs: list[Any] = []
    for trace in said:
        if _kind(trace) == "bar":
            signs.append(Patch(facecolor=trace.marker.color, **_pattern(trace)))
        else:
            signs.append(Line2D([], [], linestyle="none", marker=SHAPES[trace.marker.symbol], markersize=6,
                                color=trace.marker.color))  # fmt: skip
    shown = paper.legend(signs, [_plain(trace.name)[:60] for trace in said], loc="upper left", ncols=2, frameon=False,
                         prop=_font(8), borderaxespad=0, borderpad=0.2, columnspacing=1.5)  # fmt: skip
    for text in shown.get_texts():
        text.set_parse_math(False)


def _plain(text: str) -> str:
    """A label as people read it; a sign that the font lacks is shown as �."""
    said = html.unescape(text.replace("<br>", "\n"))
    return "".join(sign if ord(sign) in _signs() or sign == "\n" else "\ufffd" for sign in said)


@cache
def _signs() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(_font_file())).get_charmap())


@cache
def _font(size: int) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(_font_file()), size=size)


def _font_file() -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
