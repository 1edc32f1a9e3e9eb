"""How many words two texts may differ in and still be copies of one another. Order hardly matters; turning words do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.minhash import LONGEST, Pairs
from analysis.words import COMMON_WORDS, word_list

FEWEST_WORDS = 8  # a shorter text that is nearly alike is coincidence: only exact copies count
MIDDLING, LONG = 10, 14  # words from which more may differ, if what two texts share is not what everybody says:
FEWEST_TELLING = 4  # it has so many words that carry meaning …
RARE = 0.29  # … or words as rare, by mean inverse document frequency as a share of the logarithm of all texts
WIDE = 0.3  # share of words that may then differ in long texts
MEMBER = 1.6  # times as many words may differ between a member and the centre of its group as between two copies
CHUNK = 20_000  # pairs at a time: bounds memory, never the result

NEGATIONS = word_list("turning", "negations")
HELPERS = word_list("turning", "helpers")
OPPOSITES = word_list("turning", "opposites")


def most_changes(
    words: NDArray[np.int64], tells: NDArray[np.bool_] | bool = False, is_rare: NDArray[np.bool_] | bool = False
) -> NDArray[np.float64]:
    """How many words may differ in texts of so many words, by whether what they share tells much and is rare.

    None below 8 words, 1 of 8-12, then about a fifth (3 of 18, 11 of 50); of rare words 2 of 10-13 and 3 in 10 of 14
    or more. So copies with a tenth of their words changed are found whatever the luck of the change, and two people's
    comments, which share set phrases where they are short, are not taken for copies.
    """
    plain = np.maximum(np.floor((words - 3) / 5), np.floor(WIDE * words - 4))
    wide = np.where(words >= LONG, np.floor(WIDE * words), 1.0 + tells)
    most = np.where((words >= MIDDLING) & is_rare, np.maximum(plain, wide), plain)
    return np.where((words >= MIDDLING) | ((words >= FEWEST_WORDS) & np.logical_or(tells, is_rare)), most, -1.0)


class Bags:
    """The words of each text, counted; `keys` are normalised texts."""

    def __init__(self, keys: Sequence[str]) -> None:
        column: dict[str, int] = {}
        places = [column.setdefault(word, len(column)) for key in keys for word in key[:LONGEST].split()]
        ends = np.cumsum([0, *(len(key[:LONGEST].split()) for key in keys)])
        self._counts = sparse.csr_matrix((np.ones(len(places), np.int32), places, ends), (len(keys), len(column)))
        self._counts.sum_duplicates()
        self._words = np.diff(ends).astype(np.int64)
        self._negates = _marks(column, NEGATIONS)
        self._opposes = _marks(column, OPPOSITES)
        self._speaks = ~(self._negates | self._opposes | _marks(column, HELPERS))
        self._tells = ~_marks(column, COMMON_WORDS)
        self._rarity = np.log(max(2, len(keys)) / np.maximum(1, self._counts.getnnz(axis=0)))

    def are_copies(self, pairs: Pairs, times: float = 1.0) -> NDArray[np.bool_]:
        """Whether the texts of each pair differ in few enough words, and not only in words that turn the meaning.

        A word put for another, added or left out is one difference. times: of the differences that two copies may
        have. Shape (n_pairs,).
        """
        parts = (pairs[start : start + CHUNK] for start in range(0, len(pairs), CHUNK))
        return np.concatenate([np.zeros(0, dtype=bool), *(self._compared(part, times) for part in parts)])

    def _compared(self, pairs: Pairs, times: float) -> NDArray[np.bool_]:
        longer = self._words[pairs].max(axis=1)
        one, other = self._counts[pairs[:, 0]], self._counts[pairs[:, 1]]
        both = one.minimum(other)
        shared = np.asarray(both.sum(axis=1)).ravel()
        is_rare = both @ self._rarity >= RARE * np.log(max(2, len(self._words))) * shared
        allowed = most_changes(longer, both @ self._tells >= FEWEST_TELLING, is_rare)
        return np.asarray((longer - shared <= allowed * times) & ~self._turned(one - other))

    def _turned(self, difference: sparse.csr_matrix) -> NDArray[np.bool_]:
        """Whether all that differs turns the meaning: "close" and "do not close", "more" in the place of "less"."""
        speaks = abs(difference) @ self._speaks
        negations = difference @ self._negates.astype(np.int64)
        gained, lost = difference.maximum(0) @ self._opposes, difference.minimum(0) @ self._opposes
        return np.asarray((speaks == 0) & ((negations != 0) | (gained * lost != 0)))


def _marks(column: dict[str, int], words: frozenset[str]) -> NDArray[np.bool_]:
    return np.fromiter((word in words for word in column), dtype=bool, count=len(column))
