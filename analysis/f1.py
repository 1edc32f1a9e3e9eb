"""Two coders' themes → F1 with the range it would move in on other comments of the same kind. Serves `agreement`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import DECIMALS

Floats = NDArray[np.float64]
Sets = dict[str, frozenset[str]]  # comment → themes


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """A figure with the range it would move in on other comments of the same kind: a 95 % bootstrap interval."""

    value: float
    low: float
    high: float


def f1_intervals(
    pairs: Sequence[tuple[Sets, Sets]], comments: Sequence[str], resamples: int, seed: int
) -> tuple[Interval, Interval]:
    """Mean F1 over pairs, micro and macro; comments (one at least, sorted) are drawn again (B. Efron, 1979).

    What is drawn are counts of both, first and second for each comment and theme.
    """
    themes = sorted({theme for pair in pairs for side in pair for each in side.values() for theme in each})
    place = {comment: number for number, comment in enumerate(comments)}
    column = {theme: number for number, theme in enumerate(themes)}
    counts = np.zeros((3, len(comments), len(themes)))
    for first, second in pairs:
        for comment in sorted(first.keys() & second.keys()):
            for row, themes_of in enumerate((first[comment] & second[comment], first[comment], second[comment])):
                counts[row, place[comment], [column[theme] for theme in sorted(themes_of)]] += 1
    draw = np.random.default_rng(seed)
    sums = [draw.multinomial(len(comments), np.full(len(comments), 1 / len(comments))) for _ in range(resamples)]
    drawn = np.array([_micro_macro(np.tensordot(times, counts, (0, 1))) for times in sums])
    micro, macro = _micro_macro(counts.sum(axis=1))
    return _interval(micro, drawn[:, 0]), _interval(macro, drawn[:, 1])


def _micro_macro(counts: Floats) -> tuple[float, float]:
    """counts: both, first, second for each theme, shape (3, n_themes); themes that nobody used do not count."""
    used = counts[1] + counts[2] > 0
    both, total = counts[0][used], (counts[1] + counts[2])[used]
    return float(2 * both.sum() / total.sum()), float((2 * both / total).mean())


def _interval(value: float, drawn: Floats) -> Interval:
    low, high = np.percentile(drawn, (2.5, 97.5)) if len(drawn) else (value, value)
    low, high = min(float(low), value), max(float(high), value)
    return Interval(value=round(value, DECIMALS), low=round(low, DECIMALS), high=round(high, DECIMALS))
