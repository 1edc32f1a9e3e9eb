"""What a mapping to priorities reads of a text, and how it is put into words afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from analysis.codebook import DECIMALS
from analysis.words import COMMON_WORDS

if TYPE_CHECKING:
    from analysis.priority_model import PriorityMapper

MAX_CHARACTERS = 20_000  # of one comment; what follows is not read
LETTER = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")
PLACEHOLDER = re.compile(r"\[[A-Za-z -]{1,24}\]")  # what masking leaves in place of personal data
TOKEN = r"(?u)\b\w[\w'’]*\b"

Floats = NDArray[np.float64]


def clean(text: str) -> str:
    """The part of a text that is read: without masking's placeholders, and not in capitals throughout."""
    read = PLACEHOLDER.sub(" ", text[:MAX_CHARACTERS])
    return read.lower() if is_shouted(read) else read


def is_shouted(text: str) -> bool:
    """Mostly capitals, in more words than an abbreviation has."""
    letters = [letter for letter in PLACEHOLDER.sub(" ", text[:MAX_CHARACTERS]) if letter.isalpha()]
    return len(letters) > 12 and 2 * sum(map(str.isupper, letters)) > len(letters)


class WordFeatures(TransformerMixin, BaseEstimator):
    """Words and pairs of words beside their 3-5 letter pieces (which forgive spelling), each block of length 1.

    The pieces of a text are the sum of the pieces of its words, so each distinct word is cut up once.
    """

    def __init__(self, word_weight: float = 0.5, piece_weight: float = 0.6) -> None:
        self.word_weight = word_weight
        self.piece_weight = piece_weight

    def fit(self, texts: Sequence[str], labels: Sequence[str] | None = None) -> WordFeatures:
        """Learn the vocabulary and its weights from n texts."""
        self.words_ = CountVectorizer(ngram_range=(1, 2), token_pattern=TOKEN, strip_accents="unicode")
        self.word_tfidf_ = TfidfTransformer(sublinear_tf=True).fit(self.words_.fit_transform(texts))
        types, counts = count_words(texts)
        self.pieces_ = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), strip_accents="unicode").fit(types)
        self.piece_tfidf_ = TfidfTransformer(sublinear_tf=True).fit(counts @ self.pieces_.transform(types))
        return self

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Sparse rows, shape (n_texts, n_features)."""
        types, counts = count_words(texts)
        words = self.word_tfidf_.transform(self.words_.transform(texts))
        pieces = self.piece_tfidf_.transform(counts @ self.pieces_.transform(types))
        return csr_matrix(hstack([self.word_weight * words, self.piece_weight * pieces]))


class Voice:
    """Puts a mapping into words: which of the comment's words spoke for it, and which example is closest."""

    def __init__(self, mapper: PriorityMapper) -> None:
        self.mapper = mapper
        self.effects: dict[str, Floats] = {}

    def words(self, texts: Sequence[str], chosen: NDArray[np.intp]) -> list[list[str]]:
        """For each text up to three of its words that speak most for the class chosen, strongest first."""
        types, counts = count_words(texts)
        self._learn_effects(types)
        effects = np.array([self.effects[word] for word in types]).reshape(len(types), len(self.mapper.classes_))
        spoken: list[list[str]] = []
        for row, class_ in enumerate(chosen):
            places = np.sort(counts.indices[counts.indptr[row] : counts.indptr[row + 1]])
            strength = np.round(effects[places, class_], DECIMALS)
            best = np.argsort(-strength, kind="stable")[:3]
            spoken.append([types[places[place]] for place in best if strength[place] > 0])
        return spoken

    def nearest(self, vectors: NDArray[np.float32], chosen: NDArray[np.intp]) -> list[str]:
        """The training text of the chosen class whose vector is closest."""
        mapper = self.mapper
        likeness = np.round(vectors.astype(np.float64) @ mapper.vectors_.T.astype(np.float64), DECIMALS)
        likeness[mapper.labels_[None, :] != mapper.classes_[chosen][:, None]] = -np.inf
        return [mapper.texts_[place] for place in likeness.argmax(axis=1)]

    def _learn_effects(self, types: Sequence[str]) -> None:
        if len(self.effects) > 200_000:  # words of a very large file: start again instead of growing
            self.effects.clear()
        new = [word for word in types if word not in self.effects]
        if not new:
            return
        scores = self.mapper.scores(new, self.mapper.encode(new)) - self.mapper.intercept_
        scores -= scores.mean(axis=1, keepdims=True)
        for word, row in zip(new, scores, strict=True):
            self.effects[word] = row if _says_something(word) else np.zeros_like(row)


def count_words(texts: Sequence[str]) -> tuple[list[str], csr_matrix]:
    """The distinct words in alphabetical order, and how often each text has each: shape (n_texts, n_words)."""
    if not any(re.search(TOKEN, text) for text in texts):
        return [], csr_matrix((len(texts), 0))
    vectorizer = CountVectorizer(token_pattern=TOKEN, strip_accents="unicode")
    counts = vectorizer.fit_transform(texts)
    return list(vectorizer.get_feature_names_out()), csr_matrix(counts)


def _says_something(word: str) -> bool:
    return len(word) > 2 and word.isalpha() and word not in COMMON_WORDS


def in_words(words: Sequence[str], nearest: str) -> str:
    """'words like “therapist”, “waiting”; closest example: “My son waited two years…”'."""
    example = nearest if len(nearest) <= 90 else nearest[:89].rsplit(" ", 1)[0] + "…"
    spoken = f"words like {', '.join(f'“{word}”' for word in words)}; " if words else ""
    return f"{spoken}closest example: “{example}”"
