"""Scores → probabilities that are right as often as they say, learned from scores on texts held out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, softmax
from sklearn.linear_model import LogisticRegression

from analysis.temperature import temperature

SMALLEST = 1e-9  # probability, for its logarithm

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A temperature for all classes (Guo et al., 2017), then the first answer by itself (Platt, 1999).

    temperature: what scores are divided by. offset, slope: on the log odds of the first answer.
    """

    temperature: float
    offset: float
    slope: float

    @classmethod
    def of(cls, scores: Floats, truth: NDArray[np.intp]) -> Calibration:
        """Learn from scores of shape (n, n_classes) of texts held out, and the places of their classes (n,)."""
        divisor = temperature(scores, truth, (-4.0, 2.0))
        top = softmax(scores / divisor, axis=1).max(axis=1)
        return cls(divisor, *_platt(_logit(top), scores.argmax(axis=1) == truth))

    def probabilities(self, scores: Floats) -> Floats:
        """Of the same shape (n, n_classes), rows adding up to 1; the order of classes is the scores'."""
        spread = np.asarray(softmax(scores / self.temperature, axis=1))
        top = spread.max(axis=1, keepdims=True, initial=0.0)
        sure = expit(self.offset + self.slope * _logit(top))
        shared = np.where(spread == top, sure, spread * (1 - sure) / np.maximum(1 - top, SMALLEST))
        return np.asarray(shared / shared.sum(axis=1, keepdims=True))


def _logit(probabilities: Floats) -> Floats:
    return np.asarray(logit(np.clip(probabilities, SMALLEST, 1 - SMALLEST)))


def _platt(confidence: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Offset and slope that turn the log odds of the first answer into how often it is right (Platt, 1999)."""
    if right.all() or not right.any():
        return 0.0, 1.0
    fitted = LogisticRegression(C=1e6).fit(confidence[:, None], right)
    return float(fitted.intercept_[0]), float(fitted.coef_[0, 0])
