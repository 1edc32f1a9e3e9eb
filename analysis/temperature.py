"""Scores of classes → the temperature that makes a softmax of them believable (C. Guo and others, 2017)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax


def temperature(scores: NDArray[np.float64], truth: NDArray[np.intp], bounds: tuple[float, float]) -> float:
    """The divisor of scores under which texts held out are least surprising.

    scores: shape (n, n_classes); truth: the places of their classes, shape (n,); bounds: of its logarithm.
    """

    def surprise(logarithm: float) -> float:
        logs = log_softmax(scores / np.exp(logarithm), axis=1)
        return float(-logs[np.arange(len(truth)), truth].mean())

    return float(np.exp(minimize_scalar(surprise, bounds=bounds, method="bounded").x))
