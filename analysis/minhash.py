"""Which pairs of texts may be near copies: MinHash bands, so time grows with the number of texts, not its square."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

LONGEST = 20_000  # characters of a text that are compared
GRAM = 5  # characters
BANDS, ROWS = 30, 4  # texts with .54 of their 5-grams in common share a band with probability .93, with .7 of .9997
ALIKE = 0.30  # share of 5-grams in common, as MinHash estimates it, below which a pair is not looked at again
LETTERS = 1 << 18  # about so many at a time: bounds memory, never the result

Pairs = NDArray[np.int64]


def candidate_pairs(keys: Sequence[str]) -> Pairs:
    """Pairs of texts that share a MinHash band (A. Broder, 1997) and look alike: shape (n_pairs, 2), each pair once.

    Within a band a text meets the first text with the same value, by position, and the one most like it in order:
    2n pairs and not n², so the texts should come with the likely centres of campaigns first.
    """
    if len(keys) < 2:
        return np.zeros((0, 2), np.int64)
    signatures = np.vstack([_signatures(grams, lengths) for grams, lengths in _chunks(keys)])
    found = [_alike(signatures, _neighbours(signatures, start)) for start in range(0, BANDS * ROWS, ROWS)]
    joined = np.unique(np.concatenate([pairs[:, 0] * len(keys) + pairs[:, 1] for pairs in found]))
    return np.stack([joined // len(keys), joined % len(keys)], axis=1)


def _signatures(grams: NDArray[np.uint64], lengths: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The least value of each text's 5-grams under many hashes: shape (n_texts, BANDS * ROWS)."""
    starts = np.r_[0, np.cumsum(lengths)[:-1]]
    least = np.empty((BANDS * ROWS, len(lengths)), np.uint32)
    hashed = np.empty_like(grams)
    for row, seed in enumerate(_SEEDS):
        np.multiply(grams, seed, out=hashed)
        least[row] = np.minimum.reduceat(hashed, starts) >> np.uint64(32)
    return np.ascontiguousarray(least.T)


def _alike(signatures: NDArray[np.uint32], pairs: Pairs) -> Pairs:
    """The pairs that have enough 5-grams in common by the estimate of all hashes."""
    step = LETTERS // (BANDS * ROWS)
    parts = (pairs[start : start + step] for start in range(0, len(pairs), step))
    kept = [part[(signatures[part[:, 0]] == signatures[part[:, 1]]).mean(axis=1) >= ALIKE] for part in parts]
    return np.concatenate([pairs[:0], *kept])


def _neighbours(signatures: NDArray[np.uint32], start: int) -> Pairs:
    """Each text beside the first and the previous text with the same value of a band; the smaller position first."""
    band = _join(signatures[:, start : start + ROWS])
    beyond = signatures[:, (start + ROWS) % (BANDS * ROWS)]  # puts the most alike side by side
    order = np.lexsort((beyond, band))
    ordered = band[order]
    is_start = np.r_[True, ordered[1:] != ordered[:-1]]
    firsts = np.minimum.reduceat(order, np.flatnonzero(is_start))[np.cumsum(is_start) - 1]
    again = np.flatnonzero(~is_start)
    pairs = np.vstack([np.c_[firsts, order], np.c_[order[again - 1], order[again]]])
    return np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)


def _join(rows: NDArray[np.uint32]) -> NDArray[np.uint64]:
    joined = np.zeros(len(rows), np.uint64)
    for column in rows.T:
        joined = _scramble(joined * np.uint64(31) + column)
    return joined


def _chunks(keys: Sequence[str]) -> Iterator[tuple[NDArray[np.uint64], NDArray[np.int64]]]:
    """Hashes of all 5-grams, text after text, and how many each text has."""
    padded: list[str] = []
    letters = 0
    for key in keys:
        padded.append(f" {key[:LONGEST]} ".ljust(GRAM))
        letters += len(padded[-1])
        if letters >= LETTERS:
            yield _grams(padded)
            padded, letters = [], 0
    if padded:
        yield _grams(padded)


def _grams(padded: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    lengths = np.array([len(text) for text in padded], dtype=np.int64)
    letters = np.frombuffer("".join(padded).encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    hashes = np.zeros(len(letters) - GRAM + 1, np.uint64)
    for offset in range(GRAM):
        hashes = hashes * np.uint64(1_000_003) + letters[offset : offset + len(hashes)]
    is_within = np.ones(len(hashes), dtype=bool)
    ends = np.cumsum(lengths)
    for offset in range(1, GRAM):  # windows that reach into the next text
        is_within[(ends[:-1] - offset)] = False
    return _scramble(hashes[is_within]), lengths - GRAM + 1


def _scramble(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread 64-bit values evenly (splitmix64; G. L. Steele and others, 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _seeds(count: int) -> list[np.uint64]:
    digests = (hashlib.sha256(f"minhash {number}".encode()).digest() for number in range(count))
    return [np.uint64(int.from_bytes(digest[:8], "little") | 1) for digest in digests]


_SEEDS = _seeds(BANDS * ROWS)
