"""Scores of themes → probabilities that can be believed, and from which probability on a theme is coded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

Floats = NDArray[np.float64]

STEADY = 1.0  # how strongly a theme's calibration holds to the common one: about as one comment does
AS_IT_IS = 5.0  # how strongly the second step holds to changing nothing
CERTAIN = 12.0  # log-odds beyond which there is nothing to tell
LEAST, MOST = 0.1, 0.5  # a theme's threshold lies between


class Calibration:
    """Platt's sigmoid for each theme, held to the common one (J. Platt, 1999), then a step that sees the whole comment.

    The second step weighs a theme against the strongest other one: what is second to a clear first is less likely
    than its own score says, what is first among weak ones more. Both learn from scores of texts that the model had not
    seen (leave one out), so that the probabilities hold for new comments.
    """

    def fit(self, scores: Floats, truth: Floats, weights: Floats) -> Self:
        """scores and truth (0..1) of shape (n_texts, n_themes), weights of shape (n_texts,)."""
        each = np.repeat(weights, scores.shape[1])
        common = _fitted(_columns(scores.ravel()), truth.ravel(), each, np.zeros(2), 1e-3)
        self.sigmoids_ = np.array(
            [_fitted(_columns(scores[:, j]), truth[:, j], weights, common, STEADY) for j in range(scores.shape[1])]
        ).reshape(-1, 2)
        seen = _in_company(self._odds(scores))
        unchanged = np.eye(seen.shape[1])[0]
        self.second_ = _fitted(seen, truth.ravel(), each, unchanged, AS_IT_IS)
        return self

    def apply(self, scores: Floats) -> Floats:
        """Probabilities of shape (n_texts, n_themes)."""
        odds = _in_company(self._odds(scores)) @ self.second_
        return np.asarray(expit(np.clip(odds, -CERTAIN, CERTAIN)), np.float64).reshape(scores.shape)

    def _odds(self, scores: Floats) -> Floats:
        return np.asarray(np.clip(scores * self.sigmoids_[:, 0] + self.sigmoids_[:, 1], -CERTAIN, CERTAIN), np.float64)


def thresholds(probabilities: Floats, weights: Floats) -> Floats:
    """From which probability on coding a theme serves its F1 best, shape (n_themes,): half of the F1 that can be had.

    (Z. Lipton, C. Elkan and B. Naryanaswamy, 2014.) The F1 that can be had is reckoned from the held-out probabilities
    alone, which is steadier than counting a handful of rare codings.
    """
    best = np.zeros(probabilities.shape[1])
    for theme, column in enumerate(probabilities.T):
        order = np.argsort(-column, kind="stable")
        weight, expected = weights[order], (weights * column)[order]
        f1 = 2 * np.cumsum(expected) / (np.cumsum(weight) + expected.sum() + 1e-12)
        best[theme] = f1.max(initial=0.0) / 2
    return np.clip(best, LEAST, MOST)


def _columns(scores: Floats) -> Floats:
    return np.column_stack([scores, np.ones(len(scores))])


def _in_company(odds: Floats) -> Floats:
    """For each text and theme: its own log-odds, the strongest other's, whether it is the strongest, how many others.

    Shape (n_texts · n_themes, 7).
    """
    if not odds.size:
        return np.zeros((0, 7))
    ranked = np.sort(odds, axis=1)
    strongest = ranked[:, -1:]
    second = ranked[:, -2:-1] if odds.shape[1] > 1 else np.full_like(strongest, -CERTAIN)
    is_first = (odds == strongest).astype(np.float64)
    other = np.where(is_first > 0, second, strongest)
    likely = expit(odds)
    others = np.log(likely.sum(axis=1, keepdims=True) - likely + 0.02)
    seen = (odds, other, is_first, is_first * odds, is_first * other, others, np.ones_like(odds))
    return np.column_stack([each.ravel() for each in seen])


def _fitted(rows: Floats, truth: Floats, weights: Floats, start: Floats, hold: float) -> Floats:
    """Coefficients of a logistic regression that is held to `start`, shape (n_columns,)."""
    surprise = _surprise(rows, truth, weights, start, hold)
    return np.asarray(minimize(surprise, start, jac=True, method="L-BFGS-B").x, np.float64)


def _surprise(
    rows: Floats, truth: Floats, weights: Floats, start: Floats, hold: float
) -> Callable[[Floats], tuple[float, Floats]]:
    scale = np.maximum(np.abs(start), 1.0)

    def surprise(coefficients: Floats) -> tuple[float, Floats]:
        odds, away = rows @ coefficients, (coefficients - start) / scale
        loss = weights @ (np.logaddexp(0, odds) - truth * odds) + hold * (away @ away)
        return float(loss), rows.T @ (weights * (expit(odds) - truth)) + 2 * hold * away / scale

    return surprise
