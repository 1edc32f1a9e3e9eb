"""Topics → fewer topics: what is too small dissolves among the others, what is alike becomes one.

rows: points of length 1, shape (n_points, n_features). labels: the topic 0, 1… of each, shape (n_points,).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.consensus import Floats, Labels, centres


def dissolve(rows: Floats, labels: Labels, smallest: int) -> Labels:
    """Points of topics that are too small go to the nearest centre of the others."""
    labels = _compact(labels)
    middle, sizes = centres(rows, labels), np.bincount(labels)
    is_kept = sizes >= min(smallest, sizes.max())
    nearest = np.flatnonzero(is_kept)[(rows @ middle[is_kept].T).argmax(axis=1)]
    return _compact(np.where(is_kept[labels], labels, nearest))


def merge_alike(rows: Floats, labels: Labels, alike: float) -> Labels:
    """The two nearest topics become one while the cosine of their centres is `alike` or more."""
    while labels.max() > 0:
        first, second, cosine = _closest(rows, labels)
        if cosine < alike:
            break
        labels = _compact(np.where(labels == second, first, labels))
    return labels


def merge_closest(rows: Floats, labels: Labels, maximum: int) -> Labels:
    """The two nearest topics become one while there are more than the maximum."""
    while labels.max() >= maximum:
        first, second, _ = _closest(rows, labels)
        labels = _compact(np.where(labels == second, first, labels))
    return labels


def _closest(rows: Floats, labels: Labels) -> tuple[int, int, float]:
    """The two topics whose centres are most alike, and the cosine of the centres."""
    middle = centres(rows, labels)
    cosines = np.triu(middle @ middle.T, 1) - 2 * np.tri(len(middle))
    first, second = np.unravel_index(cosines.argmax(), cosines.shape)
    return int(first), int(second), float(cosines[first, second])


def _compact(labels: NDArray[np.integer]) -> Labels:
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)
