"""What coding reads of a text, and how alike two texts are: their words, the pieces of their words, their meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin

from analysis.encode import Encoder, default_encoder
from analysis.word_features import WordFeatures, clean


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of n texts. words: sparse, shape (n, n_features). meaning: shape (n, n_dimensions)."""

    words: csr_matrix
    meaning: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.meaning)

    def part(self, rows: slice | NDArray[np.intp]) -> Read:
        """The same of some of the texts."""
        return Read(self.words[rows], self.meaning[rows])


class CodingFeatures(TransformerMixin, BaseEstimator):
    """Words, pairs of words and their letter pieces by TF-IDF beside vectors of meaning, centred; each of length 1."""

    def __init__(self, encoder: Encoder | None = None) -> None:
        self.encoder = encoder

    def fit(self, texts: Sequence[str], y: object = None) -> Self:
        """Learn from these texts which words are telling, and what all of them mean alike."""
        self.encoder_ = self.encoder or default_encoder()
        cleaned = [clean(text) for text in texts]
        spoken = [text for text in cleaned if any(map(str.isalpha, text))] or ["nothing"]
        self.words_ = WordFeatures().fit(spoken)
        self.centre_ = self.encoder_.encode(spoken).astype(np.float64).mean(axis=0)
        return self

    def transform(self, texts: Sequence[str]) -> Read:
        """What is read of any texts; a text without known words has no length."""
        cleaned = [clean(text) for text in texts]
        meaning = self.encoder_.encode(cleaned).astype(np.float64)
        spoken = np.linalg.norm(meaning, axis=1, keepdims=True) > 0
        meaning = np.where(spoken, meaning - self.centre_, 0.0)
        lengths = np.linalg.norm(meaning, axis=1, keepdims=True)
        words = self.words_.transform(cleaned).astype(np.float32)
        return Read(csr_matrix(words), (meaning / np.where(lengths > 0, lengths, 1.0)).astype(np.float32))


def likeness(first: Read, second: Read) -> NDArray[np.float32]:
    """How alike texts are, shape (n_first, n_second): (1 + words + pieces + meaning)² / 4, a polynomial kernel.

    The square lets words count together ("waiting" with "list") as well as each for itself. 0 for no likeness at all
    would be 1/4; a text and itself is 4.
    """
    sums = (first.words @ second.words.T).toarray()
    sums += first.meaning @ second.meaning.T
    sums += 1.0
    sums *= sums
    sums /= 4.0
    return np.asarray(sums, np.float32)
