"""Agreement of two coders with the range it would move in on other comments of the same kind. Serves `double_coding`.

Figures are weighted sums over comments, so that a thousand bootstrap samples (B. Efron, 1979) are a few products of
matrices. The point figures are those of `agreement`, which a test holds them to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import DECIMALS

Floats = NDArray[np.float64]
Coded = Sequence[frozenset[str]]  # the themes of each comment, in one order for all coders
MOST_CELLS = 2_000_000  # of a table of weights: bounds memory, never changes a result


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """A figure and its 95 % bootstrap interval; None where it is undefined: everybody gave one and the same code."""

    value: float | None
    low: float | None
    high: float | None


UNDEFINED = Range(value=None, low=None, high=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranges:
    """kappa and alpha on whole sets of themes, micro F1 over all codes; by_theme: theme → its kappa and its F1."""

    kappa: Range
    alpha: Range
    f1: Range
    by_theme: dict[str, tuple[Range, Range]]


def measure_pairs(
    pairs: Sequence[tuple[Coded, Coded]], themes: Sequence[str], *, resamples: int = 1_000, seed: int = 0
) -> Ranges:
    """The mean over pairs of coders, all of the same n comments; the same draws for every figure.

    themes: those to measure one by one. Raises ValueError where there are no pairs, no comments, or sides of unequal
    length.
    """
    n = len(pairs[0][0]) if pairs else 0
    if not n or any(len(side) != n for pair in pairs for side in pair):
        raise ValueError("two coders and at least one comment that both coded are needed to compare them")
    parts = [
        _mean(np.array([_figures(weights, first, second, themes) for first, second in pairs]))
        for weights in _weights(n, resamples, seed)
    ]
    mean = np.vstack(parts)  # shape (1 + resamples, 3 + 2 * n_themes); row 0 is the figure itself
    found = [_range(column) for column in mean.T]
    by_theme = {theme: (found[3 + 2 * k], found[4 + 2 * k]) for k, theme in enumerate(themes)}
    return Ranges(kappa=found[0], alpha=found[1], f1=found[2], by_theme=by_theme)


def _weights(n: int, resamples: int, seed: int) -> Iterator[Floats]:
    """How often each comment counts: once, then as often as each resample drew it; some rows at a time."""
    yield np.ones((1, n))
    draw, share = np.random.default_rng(seed), np.full(n, 1 / n)
    rows = max(1, MOST_CELLS // n)
    for done in range(0, resamples, rows):
        yield draw.multinomial(n, share, size=min(rows, resamples - done)).astype(np.float64)


def _figures(weights: Floats, first: Coded, second: Coded, themes: Sequence[str]) -> Floats:
    columns = [*_of_sets(weights, first, second), _micro_f1(weights, first, second)]
    for theme in themes:
        columns += _of_theme(weights, _has(first, theme), _has(second, theme))
    return np.column_stack(columns)


def _of_sets(weights: Floats, first: Coded, second: Coded) -> tuple[Floats, Floats]:
    """Cohen's kappa and Krippendorff's alpha with MASI distances."""
    kinds = sorted({*first, *second}, key=sorted)
    place = {kind: number for number, kind in enumerate(kinds)}
    ones = np.eye(len(kinds))
    one, other = (ones[[place[kind] for kind in side]] for side in (first, second))
    n = weights.sum(axis=1)
    counts, others = weights @ one, weights @ other
    agreed = weights @ (one * other).sum(axis=1) / n
    by_chance = (counts * others).sum(axis=1) / n**2
    apart = np.array([[_masi(a, b) for b in kinds] for a in kinds])
    seen = weights @ (one @ apart * other).sum(axis=1) / n
    pooled = counts + others
    expected = (pooled @ apart * pooled).sum(axis=1) / (2 * n * (2 * n - 1))
    return _beyond(1 - agreed, 1 - by_chance), _beyond(seen, expected)


def _of_theme(weights: Floats, first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Kappa on whether a comment has the theme, and F1."""
    n, one, other, both = weights.sum(axis=1), weights @ first, weights @ second, weights @ (first * second)
    apart = (one + other - 2 * both) / n
    by_chance = (one * other + (n - one) * (n - other)) / n**2
    return _beyond(apart, 1 - by_chance), _share(2 * both, one + other)


def _micro_f1(weights: Floats, first: Coded, second: Coded) -> Floats:
    both = np.array([len(a & b) for a, b in zip(first, second, strict=True)], np.float64)
    given = np.array([len(a) + len(b) for a, b in zip(first, second, strict=True)], np.float64)
    return _share(2 * (weights @ both), weights @ given)


def _beyond(apart: Floats, apart_by_chance: Floats) -> Floats:
    """1 less how much more or less they are apart than by chance; undefined where chance leaves nothing to tell."""
    return 1 - _share(apart, np.where(apart_by_chance > 1e-12, apart_by_chance, 0.0))


def _share(part: Floats, whole: Floats) -> Floats:
    defined = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return np.asarray(defined, np.float64)


def _masi(one: frozenset[str], other: frozenset[str]) -> float:
    """R. Passonneau, 2006: the Jaccard index, less where neither holds the other."""
    both, either = len(one & other), len(one | other)
    if one == other:
        return 0.0
    kind = 2 / 3 if both in (len(one), len(other)) else 1 / 3 if both else 0.0
    return 1 - both / either * kind


def _has(coded: Coded, theme: str) -> Floats:
    return np.array([theme in themes for themes in coded], np.float64)


def _mean(each: Floats) -> Floats:
    """Over pairs for which it is defined."""
    known = ~np.isnan(each)
    total = np.where(known, each, 0.0).sum(axis=0)
    counts = known.sum(axis=0)
    return np.asarray(np.divide(total, counts, out=np.full(total.shape, np.nan), where=counts > 0))


def _range(column: Floats) -> Range:
    if np.isnan(column[0]):
        return UNDEFINED
    value, drawn = float(column[0]), column[1:][~np.isnan(column[1:])]
    low, high = np.percentile(drawn, (2.5, 97.5)) if len(drawn) else (value, value)
    low, high = min(float(low), value), max(float(high), value)
    return Range(value=round(value, DECIMALS), low=round(low, DECIMALS), high=round(high, DECIMALS))
