"""Copies and campaigns: found, counted, never dropped. Each copy keeps its place and shares its group's coding."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

NEAR = 0.70  # cosine of character 5-gram TF-IDF: finds 97 % of copies with a tenth of their words changed
FEWEST_WORDS = 8  # a shorter text that is nearly alike is coincidence, not a campaign: only exact copies count
SAME_LENGTH = 0.75  # the shorter of two near copies, as a share of the longer
LONGEST = 20_000  # characters compared
GRAM = 5
BUCKETS = 1 << 20  # hashed 5-grams
BANDS, ROWS = 30, 4  # a pair at the threshold shares a band with probability .93, a chance pair once in 5,000
ALIKE = 0.35  # share of 5-grams in common, as MinHash estimates it: a pair at the threshold has about .54
CHUNK = 5_000  # texts at a time: bounds memory, never the result


def group_copies(texts: Sequence[str], near: float = NEAR) -> NDArray[np.int64]:
    """For each text the position of the first text in its group: shape (n_texts,).

    A text alone points to itself. Exact copies agree after case, punctuation and spacing are
    taken away. Near copies have a cosine of `near` (0..1) or more, and groups are connected
    components: a copy of a copy belongs. A letter with a paragraph of one's own added is no copy,
    so that the addition is read. Candidates come from MinHash bands (A. Broder, 1997),
    so time grows with the number of texts and not with its square.
    """
    keys = [normalised(text) for text in texts]
    first: dict[str, int] = {}
    firsts = np.array([first.setdefault(key, position) for position, key in enumerate(keys)], dtype=np.int64)
    long = [position for key, position in first.items() if key.count(" ") + 1 >= FEWEST_WORDS]
    if len(long) < 2:
        return firsts
    groups = np.arange(len(texts), dtype=np.int64)
    groups[long] = np.array(long)[_near_groups([keys[position] for position in long], near)]
    return groups[firsts]


def normalised(text: str) -> str:
    """Lower-case words with single spaces: what two exact copies share."""
    return " ".join(re.findall(r"\w+", text.casefold())) or text.strip()


def _near_groups(keys: list[str], near: float) -> NDArray[np.int64]:
    """The position of the first member of each text's group; `keys` are distinct."""
    pairs = _candidate_pairs(keys)
    lengths = np.array([len(key) for key in keys])[pairs]
    pairs = pairs[lengths.min(axis=1) >= SAME_LENGTH * lengths.max(axis=1)]
    pairs = pairs[_cosines(keys, pairs) >= near]
    graph = sparse.coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(keys),) * 2)
    labels = connected_components(graph, directed=False)[1]
    _, firsts = np.unique(labels, return_index=True)
    return np.asarray(firsts[labels], dtype=np.int64)


def _candidate_pairs(keys: list[str]) -> NDArray[np.int64]:
    """Pairs of texts that share a MinHash band and look alike: shape (n_pairs, 2), each pair once."""
    signatures = np.vstack([_signatures(grams, lengths) for grams, lengths in _chunks(keys)])
    bands = [_join(signatures[:, start : start + ROWS]) for start in range(0, BANDS * ROWS, ROWS)]
    pairs = np.unique(np.vstack([_neighbours(band) for band in bands]), axis=0)
    is_alike = [_agreement(signatures, pairs[start : start + CHUNK]) >= ALIKE for start in range(0, len(pairs), CHUNK)]
    return pairs[np.concatenate(is_alike)] if is_alike else pairs


def _signatures(grams: NDArray[np.uint64], lengths: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The least value of each text's 5-grams under many hashes: shape (n_texts, BANDS * ROWS)."""
    starts = np.r_[0, np.cumsum(lengths)[:-1]]
    least = [np.minimum.reduceat((grams * seed) >> np.uint64(32), starts) for seed in _seeds(BANDS * ROWS)]
    return np.array(least, dtype=np.uint32).T


def _join(rows: NDArray[np.uint32]) -> NDArray[np.uint64]:
    joined = np.zeros(len(rows), np.uint64)
    for column in rows.T:
        joined = _scramble(joined * np.uint64(31) + column)
    return joined


def _agreement(signatures: NDArray[np.uint32], pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """An estimate of the share of 5-grams that each pair has in common, 0..1: shape (n_pairs,)."""
    return np.asarray((signatures[pairs[:, 0]] == signatures[pairs[:, 1]]).mean(axis=1), dtype=np.float64)


def _neighbours(band: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Each text beside the first and the previous text with the same value: 2n pairs, not n², for a big campaign."""
    order = np.argsort(band, kind="stable")
    ordered = band[order]
    is_start = np.r_[True, ordered[1:] != ordered[:-1]]
    starts = np.maximum.accumulate(np.where(is_start, np.arange(len(band)), 0))
    again = np.flatnonzero(~is_start)
    return np.vstack([np.c_[order[starts[again]], order[again]], np.c_[order[again - 1], order[again]]]).astype(
        np.int64
    )


def _cosines(keys: list[str], pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """The larger of two cosines of hashed 5-grams, with TF-IDF and with plain counts: shape (n_pairs,)."""
    if not len(pairs):
        return np.zeros(0)
    rarity = np.log((1 + len(keys)) / (1 + _document_frequency(keys))) + 1
    evenly = np.ones(BUCKETS)  # where most of a file is one campaign, rarity would hide what the copies share
    return np.maximum(_weighted_cosines(keys, pairs, rarity), _weighted_cosines(keys, pairs, evenly))


def _weighted_cosines(keys: list[str], pairs: NDArray[np.int64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    wanted = np.unique(pairs)
    vectors = sparse.vstack([_vectors(*chunk, weights) for chunk in _chunks([keys[i] for i in wanted])], format="csr")
    places = np.searchsorted(wanted, pairs)
    cosines = np.empty(len(pairs))
    for start in range(0, len(pairs), CHUNK):
        part = places[start : start + CHUNK]
        cosines[start : start + CHUNK] = vectors[part[:, 0]].multiply(vectors[part[:, 1]]).sum(axis=1).ravel()
    return cosines


def _vectors(grams: NDArray[np.uint64], lengths: NDArray[np.int64], weights: NDArray[np.float64]) -> sparse.csr_matrix:
    ends = np.r_[0, np.cumsum(lengths)]
    counts = sparse.csr_matrix((np.ones(len(grams)), (grams % BUCKETS).astype(np.int64), ends), (len(lengths), BUCKETS))
    counts.sum_duplicates()
    counts.data *= weights[counts.indices]
    norms = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    counts.data /= np.repeat(np.where(norms > 0, norms, 1), np.diff(counts.indptr))
    return counts


def _document_frequency(keys: list[str]) -> NDArray[np.int64]:
    """How many texts hold each hashed 5-gram: shape (BUCKETS,)."""
    frequency = np.zeros(BUCKETS, np.int64)
    for grams, lengths in _chunks(keys):
        row = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
        held = np.unique(row * np.uint64(BUCKETS) + grams % np.uint64(BUCKETS))
        frequency += np.bincount((held % np.uint64(BUCKETS)).astype(np.int64), minlength=BUCKETS)
    return frequency


def _chunks(keys: list[str]) -> Iterator[tuple[NDArray[np.uint64], NDArray[np.int64]]]:
    """Hashes of all 5-grams, text after text, and how many each text has."""
    for start in range(0, len(keys), CHUNK):
        padded = [f" {key[:LONGEST]} ".ljust(GRAM) for key in keys[start : start + CHUNK]]
        lengths = np.array([len(text) for text in padded], dtype=np.int64)
        letters = np.frombuffer("".join(padded).encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
        hashes = np.zeros(len(letters) - GRAM + 1, np.uint64)
        for offset in range(GRAM):
            hashes = hashes * np.uint64(1_000_003) + letters[offset : offset + len(hashes)]
        ends = np.cumsum(lengths)
        is_within = np.ones(len(hashes), dtype=bool)
        for offset in range(1, GRAM):  # windows that reach into the next text
            is_within[(ends[:-1] - offset)] = False
        yield _scramble(hashes[is_within]), lengths - GRAM + 1


def _scramble(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread 64-bit values evenly (splitmix64; G. L. Steele and others, 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _seeds(count: int) -> list[np.uint64]:
    digests = (hashlib.sha256(f"minhash {number}".encode()).digest() for number in range(count))
    return [np.uint64(int.from_bytes(digest[:8], "little") | 1) for digest in digests]
