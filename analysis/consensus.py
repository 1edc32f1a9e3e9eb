"""Rows → the groups that many partitions agree on, and the same found again without a part of the rows.

One graph partition is a matter of luck: another order of rows, one neighbour more, and communities regroup. So the
graph is parted many times, finer and coarser, each time without a fifth of the rows, and what counts is how often two
near rows end up together (A. Lancichinetti and S. Fortunato, Consensus clustering in complex networks, 2012).
Which rows are left out, and the order in which they are visited, follow from each row's own key, not from its place:
a few rows more leave all others as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.decomposition import PCA
from sklearn.preprocessing import normalize
from sknetwork.clustering import Louvain

from analysis.workers import Hands, workers, worth

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]
Keys = NDArray[np.uint64]

ABSENT = -1  # label of a row that a resample left out
NEIGHBOURS = (15, 25, 40)  # finer and coarser graphs …
GRAINS = (0.7, 1.0, 1.5, 2.0)  # … and resolutions of the Louvain method on each
RESAMPLES = 3
MANY = 2_500  # rows, from which every other grain is enough: more rows say what fewer partitions do not
KEPT = 0.8  # of the rows, in each resample
FEWEST = 3  # neighbours of a row where there are few rows: else everything is near everything
REACH = 100  # nearest neighbours of a row with which agreement is counted
AGREED = 0.3  # share of partitions under which being together is chance
N_COMPONENTS = 50  # of the space in which neighbours are sought
BLOCK = 1_000  # rows at a time: bounds memory, never the result
EXACT = 1e-5  # the smallest gain for which the last partition goes on …
ROUGH = 1e-3  # … and each of the many


@dataclass(frozen=True, slots=True)
class Consensus:
    """graph: how often near rows came together, 0..1, shape (n_rows, n_rows).

    resamples: for each resample the partition that its own runs agree on, ABSENT where it left a row out.
    order: the rows by their keys, in which the graph is parted.
    """

    graph: sparse.csr_matrix
    resamples: tuple[Labels, ...]
    order: NDArray[np.int64]

    def part(self, resolution: float) -> Labels:
        """Groups of rows that came together: shape (n_rows,). Higher resolution, more and smaller groups."""
        return _part(self.graph, resolution, self.order, EXACT)


def find_consensus(rows: Floats, reduced: Floats, keys: Keys, seed: int = 0, processes: Hands = 1) -> Consensus:
    """Part the rows again and again.

    rows: shape (n_rows, n_features), of length 1; reduced: the same in the space of `reducer`; keys: one per row.
    """
    near = nearest(reduced, min(REACH, max(FEWEST, len(reduced) // 4), len(reduced) - 1))
    widths = sorted({min(k, max(FEWEST, len(reduced) // 8), near.shape[1]) for k in NEIGHBOURS})
    graphs = [_shared_neighbours(near[:, :k]) for k in widths]
    pairs = _joined(near).tocoo()
    runs: list[Labels] = []
    resamples: list[Labels] = []
    with workers(worth(processes, len(keys)), _Given(rows, graphs, pairs, keys, seed)) as work:
        for mine, agreed in work.each(_resample, range(RESAMPLES)):
            runs += mine
            resamples.append(agreed)
    return Consensus(_together(pairs, runs), tuple(resamples), _order(keys, seed, 999))


def reducer(rows: Floats) -> PCA:
    """The space in which neighbours are sought, learned from these rows; the same to the last bit each time."""
    return PCA(min(N_COMPONENTS, *rows.shape), svd_solver="covariance_eigh").fit(rows)


def reduce_rows(rows: Floats, space: PCA) -> Floats:
    """Rows of length 1 in that space."""
    return np.asarray(normalize(space.transform(rows)), dtype=np.float32)


def nearest(reduced: Floats, k: int) -> NDArray[np.int64]:
    """The k nearest other rows of each row by cosine, nearest first: shape (n_rows, k)."""
    near = np.empty((len(reduced), k), np.int64)
    for start in range(0, len(reduced), BLOCK):
        cosines = reduced[start : start + BLOCK] @ reduced.T
        here = np.arange(len(cosines))
        cosines[here, start + here] = -2  # not a neighbour of itself
        found = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(cosines, found, axis=1), axis=1, kind="stable")
        near[start : start + BLOCK] = np.take_along_axis(found, order, axis=1)
    return near


@dataclass(frozen=True, slots=True)
class _Given:
    """What every resample starts from; pairs: near rows."""

    rows: Floats
    graphs: Sequence[sparse.csr_matrix]
    pairs: sparse.coo_matrix
    keys: Keys
    seed: int


def _resample(given: _Given, number: int) -> tuple[list[Labels], Labels]:
    """The partitions of the rows that this resample keeps, and what they agree on."""
    kept = np.flatnonzero(_mixed(given.keys, given.seed, 1_000 + number) < KEPT)
    runs = _resampled(given, kept, number) if len(kept) > 2 else []
    agreed = _part(_together(given.pairs, runs), 1.0, _order(given.keys, given.seed, number), EXACT)
    return runs, np.where(np.isin(np.arange(len(given.keys)), kept), agreed, ABSENT)


def _resampled(given: _Given, kept: NDArray[np.int64], resample: int) -> list[Labels]:
    """One partition of the rows kept for each graph and grain, each row moved to the nearest centre once."""
    rows, keys = given.rows, given.keys
    runs = []
    for width, graph in enumerate(given.graphs):
        part = graph[kept][:, kept]
        for grain, resolution in enumerate(GRAINS if len(keys) < MANY else GRAINS[1::2]):
            run = 100 * resample + 10 * width + grain
            labels = np.full(graph.shape[0], ABSENT, np.int64)
            parted = _part(part, resolution, _order(keys[kept], given.seed, run), ROUGH)
            labels[kept] = (rows[kept] @ centres(rows[kept], parted).T).argmax(axis=1)
            runs.append(labels)
    return runs


def centres(rows: Floats, labels: Labels) -> Floats:
    """Mean direction of each group 0, 1…: shape (n_groups, n_features), rows of length 1."""
    if not len(labels):
        return np.zeros((0, rows.shape[1]), np.float32)
    members = sparse.csr_matrix((np.ones(len(labels), np.float32), (labels, np.arange(len(labels)))))
    return np.asarray(normalize(members @ rows), dtype=np.float32)


def _part(graph: sparse.csr_matrix, resolution: float, order: NDArray[np.int64], smallest_gain: float) -> Labels:
    """Louvain communities (V. Blondel and others, 2008), the nodes visited in this order."""
    labels = np.empty(graph.shape[0], np.int64)
    ordered = graph[order][:, order].tocsr()
    ordered.sort_indices()
    if not ordered.nnz:
        return np.arange(graph.shape[0])
    method = Louvain(resolution, tol_optimization=smallest_gain, tol_aggregation=smallest_gain)
    labels[order] = method.fit_predict(ordered)
    return labels


def _joined(near: NDArray[np.int64]) -> sparse.csr_matrix:
    """1 where either row is among the nearest of the other: shape (n_rows, n_rows)."""
    n, k = near.shape
    graph = sparse.csr_matrix((np.ones(n * k, np.float32), near.ravel(), np.arange(0, n * k + 1, k)), shape=(n, n))
    return ((graph + graph.T) > 0).astype(np.float32).tocsr()


def _shared_neighbours(near: NDArray[np.int64]) -> sparse.csr_matrix:
    """Neighbours joined by the share of neighbours they have in common (Jaccard; R. Jarvis and E. Patrick, 1973)."""
    joined = _joined(near) + sparse.eye(len(near), dtype=np.float32, format="csr")
    shared = (joined @ joined).multiply(joined).tocoo()
    degrees = np.asarray(joined.sum(axis=1)).ravel()
    is_other = shared.row != shared.col
    rows, columns, common = shared.row[is_other], shared.col[is_other], shared.data[is_other]
    weights = common / (degrees[rows] + degrees[columns] - common)
    return sparse.csr_matrix((weights, (rows, columns)), shape=shared.shape)


def _together(pairs: sparse.coo_matrix, runs: Sequence[Labels]) -> sparse.csr_matrix:
    """In which share of the runs that saw both rows of a pair they were in one group."""
    seen, together = np.zeros(pairs.nnz, np.float32), np.zeros(pairs.nnz, np.float32)
    for labels in runs:
        first, second = labels[pairs.row], labels[pairs.col]
        both = (first != ABSENT) & (second != ABSENT)
        seen += both
        together += both & (first == second)
    share = together / np.maximum(seen, 1)
    agreed = share >= AGREED
    return sparse.csr_matrix((share[agreed], (pairs.row[agreed], pairs.col[agreed])), shape=pairs.shape)


def _order(keys: Keys, seed: int, run: int) -> NDArray[np.int64]:
    return np.argsort(_mixed(keys, seed, run), kind="stable")


def _mixed(keys: Keys, seed: int, run: int) -> NDArray[np.float64]:
    """A number in 0..1 for each key, another in each run (SplitMix64; G. Steele and others, 2014)."""
    mixed = keys + np.uint64(((seed * 10_007 + run + 1) * 0x9E3779B97F4A7C15) % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray((mixed ^ (mixed >> np.uint64(31))) / 2.0**64, dtype=np.float64)
