"""How well a topic stands: how much of it is found again when a part of the points is left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import FAIR, FIRM, LOOSE
from analysis.consensus import ABSENT

Labels = NDArray[np.int64]

FIRM_FROM = 0.75  # C. Hennig's bounds: from here a cluster is there in the data …
FAIR_FROM = 0.6  # … from here it shows a pattern whose edge is unclear; below it may be chance


def stability(labels: Labels, resamples: Sequence[Labels]) -> NDArray[np.float64]:
    """Of each topic 0, 1…, how like it is the most alike group of each resample, 0..1: shape (n_topics,).

    labels: topic of each point; resamples: group of each point, ABSENT where it was left out. The likeness is the
    Jaccard index over the points that the resample kept (C. Hennig, Cluster-wise assessment of cluster stability,
    2007), averaged over resamples. Without resamples (too few points to leave any out) 0.
    """
    n_topics = int(labels.max(initial=-1)) + 1
    if not resamples:
        return np.zeros(n_topics)
    return np.asarray(
        np.mean([_best_jaccard(labels, groups, n_topics) for groups in resamples], axis=0), dtype=np.float64
    )


def firmness(found_again: float) -> str:
    """The plain word for a stability: FIRM from .75, FAIR from .6, LOOSE below."""
    return FIRM if found_again >= FIRM_FROM else FAIR if found_again >= FAIR_FROM else LOOSE


def _best_jaccard(labels: Labels, groups: Labels, n_topics: int) -> NDArray[np.float64]:
    seen = (groups != ABSENT) & (labels >= 0)
    if not seen.any():
        return np.zeros(n_topics)
    both = np.zeros((n_topics, int(groups.max()) + 1))
    np.add.at(both, (labels[seen], groups[seen]), 1)
    either = both.sum(axis=1, keepdims=True) + np.bincount(groups[groups != ABSENT], minlength=both.shape[1]) - both
    return np.asarray((both / np.maximum(either, 1)).max(axis=1))
