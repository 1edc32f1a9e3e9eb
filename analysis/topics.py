"""Points → topics: which of them are about the same matter. Same points and seed, same topics, in any order of rows."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.decomposition import PCA
from sklearn.preprocessing import normalize
from sknetwork.clustering import Louvain

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]

NO_TOPIC = -1
RESOLUTIONS = (1.15, 1.0, 0.85, 0.7, 0.6, 0.5, 0.4, 0.3)  # from many small topics to few large ones
LOOSE = 0.7  # of the usual closeness of points to their centre, under which a topic is none
ROUNDS = 3  # of moving points to the nearest centre
BLOCK = 1_000  # rows at a time: bounds memory, never the result
SHARPNESS = 9.0  # turns cosines into probabilities; measured against codings by people in benchmarks/


class TopicFinder(ClusterMixin, BaseEstimator):
    """Groups points by a graph of nearest neighbours, and says how sure it is.

    Neighbours are weighted by squared cosine and parted with the Louvain method (V. Blondel and
    others, 2008; scikit-network's Leiden draws numbers that no seed reaches); points then move to the
    nearest centre, small topics dissolve, and near-alike topics merge. Many rows: topics are learned
    from an even sample and the rest is assigned.

    Parameters: max_topics, None for a number that grows with the rows (`sensible_maximum`);
    n_neighbours; n_components of the space in which neighbours are sought; floor, the cosine
    (-1..1) under which a point fits no topic; alike, the cosine of centres above which two topics
    are one; max_fit, rows that topics are learned from; random_state.

    Learned: centres_ : ndarray of shape (n_topics, n_features), rows of length 1;
    labels_ : ndarray of shape (n_points,), NO_TOPIC where nothing fits.
    """

    def __init__(
        self,
        max_topics: int | None = None,
        *,
        n_neighbours: int = 18,
        n_components: int = 50,
        floor: float = 0.15,
        alike: float = 0.8,
        max_fit: int = 10_000,
        random_state: int = 0,
    ) -> None:
        self.max_topics = max_topics
        self.n_neighbours = n_neighbours
        self.n_components = n_components
        self.floor = floor
        self.alike = alike
        self.max_fit = max_fit
        self.random_state = random_state

    def fit(self, X: Floats, y: object = None) -> Self:  # noqa: N803  (scikit-learn's name)
        """Learn topics from rows of length 1 (or 0, which fit no topic): X of shape (n_points, n_features)."""
        rows = np.asarray(X, dtype=np.float32)
        sample = self._sample(rows)
        maximum = self.max_topics or sensible_maximum(len(rows))
        labels = self._partition(sample, maximum) if len(sample) else np.zeros(0, np.int64)
        self.centres_ = _largest_first(_centres(sample, labels), labels)
        self.labels_ = self.predict(rows)
        return self

    def drop(self, topics: Sequence[int], X: Floats) -> Self:  # noqa: N803
        """Forget these topics; their rows go to the nearest topic left, or to none. X: the rows fitted."""
        self.centres_ = np.delete(self.centres_, topics, axis=0)
        self.labels_ = self.predict(X)
        return self

    def predict(self, X: Floats) -> Labels:  # noqa: N803
        """The nearest topic of each row, or NO_TOPIC: shape (n_points,)."""
        labels = np.full(len(X), NO_TOPIC, np.int64)
        if not len(self.centres_):
            return labels
        for start in range(0, len(X), BLOCK):
            cosines = X[start : start + BLOCK] @ self.centres_.T
            nearest = cosines.argmax(axis=1)
            labels[start : start + BLOCK] = np.where(cosines.max(axis=1) >= self.floor, nearest, NO_TOPIC)
        return labels

    def predict_proba(self, X: Floats) -> Floats:  # noqa: N803
        """How likely each topic is, 0..1, rows adding up to 1: shape (n_points, n_topics)."""
        scores = np.exp(SHARPNESS * (X @ self.centres_.T))
        return np.asarray(scores / scores.sum(axis=1, keepdims=True), dtype=np.float32)

    def _sample(self, rows: Floats) -> Floats:
        """Up to max_fit distinct rows in an order that depends on their values alone."""
        digests = [hashlib.blake2b(row.tobytes(), digest_size=16).digest() for row in rows]
        first = {digest: position for position, digest in enumerate(digests)}
        order = [first[digest] for digest in sorted(first) if rows[first[digest]].any()]
        return rows[order[: self.max_fit]]

    def _partition(self, sample: Floats, maximum: int) -> Labels:
        """The finest partition with no more topics than the maximum."""
        if maximum == 1 or len(sample) < 4:
            return np.zeros(len(sample), np.int64)
        graph = _neighbour_graph(self._reduced(sample), self.n_neighbours)
        smallest = sensible_minimum(len(sample))
        labels = np.zeros(len(sample), np.int64)
        for resolution in RESOLUTIONS:
            labels = Louvain(resolution, random_state=self.random_state).fit_predict(graph).astype(np.int64)
            labels = _merge_alike(sample, _settle(sample, labels, smallest), self.alike)
            if labels.max() < maximum:
                break
        return _merge_closest(sample, labels, maximum)

    def _reduced(self, sample: Floats) -> Floats:
        n_components = min(self.n_components, *sample.shape)
        reduced = PCA(n_components, random_state=self.random_state).fit_transform(sample)
        return np.asarray(normalize(reduced), dtype=np.float32)


def sensible_maximum(n_points: int) -> int:
    """How many topics a person can use: 1 for one point, 4 at 30, 8 at 100, 20 at 1,000, 28 from 5,000."""
    if n_points <= 100:
        return max(1, round(0.75 * math.sqrt(n_points)))
    return min(28, round(8 + 12 * math.log10(n_points / 100)))


def sensible_minimum(n_points: int) -> int:
    """How many points make a topic: 2 of 20, 3 of 100, 8 of 500, 40 of 10,000."""
    return max(2, round(min(n_points / 65, 40)))


def _neighbour_graph(rows: Floats, n_neighbours: int) -> sparse.csr_matrix:
    """Symmetric graph of squared cosines to the nearest neighbours: shape (n_rows, n_rows)."""
    n = len(rows)
    k = min(n_neighbours, max(2, n // 4))
    near, weights = np.empty((n, k), np.int64), np.empty((n, k), np.float64)
    for start in range(0, n, BLOCK):
        cosines = rows[start : start + BLOCK] @ rows.T
        here = np.arange(len(cosines))
        cosines[here, start + here] = -1  # not a neighbour of itself
        found = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
        near[start : start + BLOCK] = found
        weights[start : start + BLOCK] = np.clip(np.take_along_axis(cosines, found, axis=1), 0.01, 1) ** 2
    graph = sparse.csr_matrix((weights.ravel(), near.ravel(), np.arange(0, n * k + 1, k)), shape=(n, n))
    symmetric = ((graph + graph.T) / 2).tocsr()
    symmetric.sort_indices()
    return symmetric


def _centres(rows: Floats, labels: Labels) -> Floats:
    """Mean direction of each topic: shape (n_topics, n_features), rows of length 1."""
    if not len(labels):
        return np.zeros((0, rows.shape[1]), np.float32)
    members = sparse.csr_matrix((np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))))
    return np.asarray(normalize(members @ rows), dtype=np.float32)


def _settle(rows: Floats, labels: Labels, smallest: int) -> Labels:
    """Move points to the nearest centre, a few rounds, dissolving topics that are too small, smallest first."""
    for _ in range(ROUNDS):
        labels = _compact((rows @ _centres(rows, labels).T).argmax(axis=1))
    labels = _dissolve_loose(rows, labels)
    sizes = np.bincount(labels)
    while len(sizes) > 1 and sizes.min() < smallest:
        kept = np.delete(_centres(rows, labels), sizes.argmin(), axis=0)
        labels = _compact((rows @ kept.T).argmax(axis=1))
        sizes = np.bincount(labels)
    return labels


def _dissolve_loose(rows: Floats, labels: Labels) -> Labels:
    """Topics whose points are much less alike than those of other topics are leftovers, not topics."""
    centres = _centres(rows, labels)
    closeness = np.bincount(labels, (rows * centres[labels]).sum(axis=1)) / np.bincount(labels)
    is_kept = closeness >= LOOSE * np.median(closeness)
    return _compact((rows @ centres[is_kept].T).argmax(axis=1))


def _merge_alike(rows: Floats, labels: Labels, alike: float) -> Labels:
    while labels.max() > 0:
        first, second, cosine = _closest(rows, labels)
        if cosine < alike:
            break
        labels = _compact(np.where(labels == second, first, labels))
    return labels


def _merge_closest(rows: Floats, labels: Labels, maximum: int) -> Labels:
    while labels.max() >= maximum:
        first, second, _ = _closest(rows, labels)
        labels = _compact(np.where(labels == second, first, labels))
    return labels


def _closest(rows: Floats, labels: Labels) -> tuple[int, int, float]:
    """The two topics whose centres are most alike, and the cosine of the centres."""
    centres = _centres(rows, labels)
    cosines = np.triu(centres @ centres.T, 1) - 2 * np.tri(len(centres))
    first, second = np.unravel_index(cosines.argmax(), cosines.shape)
    return int(first), int(second), float(cosines[first, second])


def _compact(labels: NDArray[np.integer]) -> Labels:
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)


def _largest_first(centres: Floats, labels: Labels) -> Floats:
    sizes = np.bincount(labels, minlength=len(centres))
    return centres[np.argsort(-sizes, kind="stable")]
