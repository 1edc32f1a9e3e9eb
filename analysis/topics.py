"""Points → topics: which of them are about the same matter. Same points and seed, same topics, in any order of rows."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClusterMixin

from analysis.consensus import Consensus, Keys, centres, find_consensus, reduce_rows, reducer
from analysis.firmness import stability
from analysis.merging import dissolve, merge_alike, merge_closest
from analysis.workers import Hands

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]

NO_TOPIC = -1
RESOLUTIONS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)  # from what the partitions agree on to fewer, larger topics
FEWEST_TO_PART = 12  # points; fewer are read, not parted
FEW_TO_MERGE = 1.25  # times the maximum: so many topics are merged rather than found anew at a coarser grain
VOTERS = 15  # nearest learned points that say which topic a point belongs to
BLOCK = 2_000  # rows at a time: bounds memory, never the result
# log odds of belonging, fitted by benchmarks/calibration.py to codings by people: a constant, then for the share of
# votes, the cosine to the centre, and the usual share and cosine of that topic's own points
LIKELY = (-8.08, 0.32, 4.25, 8.79, -0.32)


class TopicFinder(ClusterMixin, BaseEstimator):
    """Groups points by what many partitions of their neighbour graph agree on, and says how sure it is.

    Neighbours are weighted by the neighbours they share and parted with the Louvain method at several grains and
    without a part of the rows each time (`analysis.consensus`). How many topics there are follows from what the
    partitions agree on; small ones dissolve, near-alike ones merge. A point belongs to the topic of most
    of its nearest learned points. Many rows: topics are learned from an even sample and the rest is placed.

    Parameters: max_topics, None for a number that grows with the rows (`sensible_maximum`); floor, the cosine
    (-1..1) to a topic's centre under which a point fits no topic; alike, the cosine of centres above which two topics
    are one; max_fit, rows that topics are learned from; random_state; processes that may work side by side.

    Learned: centres_ : ndarray of shape (n_topics, n_features), rows of length 1; labels_ : ndarray of shape
    (n_points,), NO_TOPIC where nothing fits; likely_ : of the same shape, 0..1, how likely that topic is; stability_ :
    ndarray of shape (n_topics,), 0..1, how much of each topic comes back when a part of the points is left out
    (`analysis.firmness`); usual_ : of shape (n_topics, 2), the mean share of votes and cosine of its own points.
    """

    sample_labels_: Labels
    labels_: Labels
    likely_: Floats
    centres_: Floats
    stability_: NDArray[np.float64]
    usual_: Floats

    def __init__(
        self,
        max_topics: int | None = None,
        *,
        floor: float = 0.15,
        alike: float = 0.8,
        max_fit: int = 4_000,
        random_state: int = 0,
        processes: Hands = 1,
    ) -> None:
        self.max_topics = max_topics
        self.floor = floor
        self.alike = alike
        self.max_fit = max_fit
        self.random_state = random_state
        self.processes = processes

    def fit(self, X: Floats, y: object = None, *, keys: Sequence[str] | None = None) -> Self:  # noqa: N803
        """Learn topics from rows of length 1 (or 0, which fit no topic): X of shape (n_points, n_features).

        keys: what tells each point from others (its text), so that a few points more leave the rest as it was;
        the row itself where none are given.
        """
        rows = np.asarray(X, dtype=np.float32)
        chosen, numbers = self._sample(rows, keys)
        self.sample_ = rows[chosen]
        self.space_ = reducer(self.sample_) if len(chosen) > 1 else None
        self.reduced_ = self.reduced(self.sample_)
        self.resamples_: tuple[Labels, ...] = ()
        self._settle(self._partition(numbers, self.max_topics or sensible_maximum(len(rows))))
        self.labels_, self.likely_ = self.place(rows)
        return self

    def drop(self, topics: Sequence[int], X: Floats) -> Self:  # noqa: N803
        """Forget these topics; their rows go to the nearest topic left, or to none. X: the rows fitted."""
        if len(topics):
            gone = np.isin(self.sample_labels_, topics)
            kept = np.unique(self.sample_labels_[~gone & (self.sample_labels_ != NO_TOPIC)])
            places = {int(topic): place for place, topic in enumerate(kept)}
            self.sample_labels_ = np.array([places.get(int(topic), NO_TOPIC) for topic in self.sample_labels_])
            self.centres_ = self.centres_[kept]
            self.stability_, self.usual_ = self.stability_[kept], self.usual_[kept]
            self.labels_, self.likely_ = self.place(X)
        return self

    def predict(self, X: Floats) -> Labels:  # noqa: N803
        """The likeliest topic of each row, or NO_TOPIC: shape (n_points,)."""
        return self.place(X)[0]

    def place(self, X: Floats) -> tuple[Labels, Floats]:  # noqa: N803
        """The likeliest topic of each row, or NO_TOPIC, and how likely that topic is: both of shape (n_points,)."""
        labels = np.full(len(X), NO_TOPIC, np.int64)
        likely = np.zeros(len(X), np.float32)
        if not len(self.centres_):
            return labels, likely
        for start in range(0, len(X), BLOCK):
            here = slice(start, start + BLOCK)
            votes, cosines = self.votes(X[here]), X[here] @ self.centres_.T
            best = (votes + cosines).argmax(axis=1)
            rows = np.arange(len(best))
            labels[here] = np.where(cosines[rows, best] >= self.floor, best, NO_TOPIC)
            likely[here] = self._likely(votes, cosines)[rows, best] * X[here].any(axis=1)
        return labels, likely

    def predict_proba(self, X: Floats) -> Floats:  # noqa: N803
        """How likely a person would put each row with each topic, 0..1, each on its own: (n_points, n_topics).

        A logistic curve over the share of the nearest learned points that are in the topic, the cosine to its centre
        and how much of both is usual in the topic, fitted to codings by people (benchmarks/README.md).
        """
        likely = np.zeros((len(X), len(self.centres_)), np.float32)
        if not likely.size:
            return likely
        for start in range(0, len(X), BLOCK):
            block = X[start : start + BLOCK]
            likely[start : start + BLOCK] = self._likely(self.votes(block), block @ self.centres_.T)
        return likely

    def _likely(self, votes: Floats, cosines: Floats) -> Floats:
        constant, by_share, by_cosine, by_usual_share, by_usual_cosine = LIKELY
        usual = constant + by_usual_share * self.usual_[:, 0] + by_usual_cosine * self.usual_[:, 1]
        return np.asarray(1 / (1 + np.exp(-(usual + by_share * votes + by_cosine * cosines))), dtype=np.float32)

    def votes(self, X: Floats) -> Floats:  # noqa: N803
        """The share of each row's nearest learned points that are in each topic: shape (n_points, n_topics)."""
        votes = np.zeros((len(X), len(self.centres_)), np.float32)
        for start in range(0, len(X), BLOCK):
            votes[start : start + BLOCK] = self._votes(X[start : start + BLOCK])
        return votes

    def _votes(self, rows: Floats) -> Floats:
        cosines = self.reduced(rows) @ self.reduced_.T
        k = min(VOTERS, cosines.shape[1])
        least = np.partition(cosines, cosines.shape[1] - k, axis=1)[:, [cosines.shape[1] - k]]
        row, near = np.nonzero(cosines >= least)  # of equally near ones, all
        weights = np.clip(cosines[row, near], 0.01, 1) ** 2
        n_topics = len(self.centres_) + 1  # NO_TOPIC: the last column
        cells = row * n_topics + self.sample_labels_[near] % n_topics
        votes = np.bincount(cells, weights, minlength=len(rows) * n_topics).reshape(len(rows), n_topics)
        return np.asarray(votes[:, :-1] / votes.sum(axis=1, keepdims=True), dtype=np.float32)

    def reduced(self, X: Floats) -> Floats:  # noqa: N803
        """The rows in the space where neighbours are sought, of length 1: shape (n_points, up to 50)."""
        return X if self.space_ is None else reduce_rows(X, self.space_)

    def _sample(self, rows: Floats, keys: Sequence[str] | None) -> tuple[NDArray[np.int64], Keys]:
        """Up to max_fit distinct rows, in an order that depends on their keys alone, and their keys as numbers."""
        said = (
            (key.encode("utf-8", "surrogatepass") for key in keys)
            if keys is not None
            else map(np.ndarray.tobytes, rows)
        )
        numbers = [int.from_bytes(hashlib.blake2b(each, digest_size=8).digest()) for each in said]
        first = {number: place for place, number in reversed(list(enumerate(numbers)))}
        order = [first[number] for number in sorted(first) if rows[first[number]].any()][: self.max_fit]
        return np.array(order, np.int64), np.array([numbers[place] for place in order], np.uint64)

    def _partition(self, numbers: Keys, maximum: int) -> Labels:
        """What the partitions agree on, with no more topics than the maximum."""
        if maximum == 1 or len(numbers) < 4:
            return np.zeros(len(numbers), np.int64)
        consensus = find_consensus(self.sample_, self.reduced_, numbers, self.random_state, self.processes)
        self.resamples_ = consensus.resamples
        labels = self._coarse_enough(consensus, maximum)
        return merge_closest(self.sample_, labels, maximum)

    def _coarse_enough(self, consensus: Consensus, maximum: int) -> Labels:
        smallest = sensible_minimum(len(self.sample_))
        for resolution in RESOLUTIONS:
            labels = dissolve(self.sample_, consensus.part(resolution), smallest)
            labels = merge_alike(self.sample_, labels, self.alike)
            if labels.max() < FEW_TO_MERGE * maximum:
                break
        return labels

    def _settle(self, labels: Labels) -> None:
        """Number the topics by falling size; keep their centres and how stable they are."""
        order = np.argsort(-np.bincount(labels), kind="stable") if len(labels) else np.zeros(0, np.int64)
        self.sample_labels_ = np.argsort(order, kind="stable")[labels] if len(labels) else labels
        self.centres_ = centres(self.sample_, self.sample_labels_)
        self.stability_ = stability(self.sample_labels_, self.resamples_)
        self.usual_ = self._usual()

    def _usual(self) -> Floats:
        """The mean share of votes and cosine of each topic's own learned points: shape (n_topics, 2)."""
        usual = np.zeros((len(self.centres_), 2), np.float32)
        for start in range(0, len(self.sample_), BLOCK):
            rows, labels = self.sample_[start : start + BLOCK], self.sample_labels_[start : start + BLOCK]
            shares = self.votes(rows)[np.arange(len(rows)), labels]
            cosines = np.einsum("ij,ij->i", rows, self.centres_[labels])
            np.add.at(usual, labels, np.column_stack([shares, cosines]).astype(np.float32))
        sizes = np.maximum(np.bincount(self.sample_labels_, minlength=len(usual)), 1)
        return np.asarray(usual / sizes[:, None], dtype=np.float32)


def sensible_maximum(n_points: int) -> int:
    """How many topics a person can use: 1 under 12 points, 4 at 30, 8 at 100, 20 at 1,000, 36 from 10,000."""
    if n_points < FEWEST_TO_PART:
        return 1
    if n_points <= 100:
        return round(0.75 * math.sqrt(n_points))
    few = 8 + 12 * math.log10(min(n_points, 1_000) / 100)
    return round(few + 16 * math.log10(min(max(n_points, 1_000), 10_000) / 1_000))


def sensible_minimum(n_points: int) -> int:
    """How many points make a topic: 2 of 20, 2 of 200, 5 of 500, 40 of 4,000."""
    return max(2, round(min(n_points / 100, 40)))
