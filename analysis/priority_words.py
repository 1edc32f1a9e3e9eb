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
WORD = re.compile(r"\w[\w'’]*")
BATCH = 4_000  # words asked about at a time
MOST_EFFECTS = 200_000
TOKEN = r"(?u)\b\w[\w'’]*\b"

Floats = NDArray[np.float64]


def clean(text: str) -> str:
    """The part of a text that is read: without masking's placeholders, and not in capitals throughout."""
    read = PLACEHOLDER.sub(" ", text[:MAX_CHARACTERS]) if "[" in text else text[:MAX_CHARACTERS]
    return read.lower() if is_shouted(read) else read


def is_shouted(text: str) -> bool:
    """Mostly capitals, in more words than an abbreviation has."""
    read = PLACEHOLDER.sub(" ", text[:MAX_CHARACTERS])
    capitals = sum(map(str.isupper, read))
    letters = sum(map(str.isalpha, read)) if capitals > 6 else 0
    return letters > 12 and 2 * capitals > letters


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
        """For each text up to three of its words, as it writes them, that speak most for the class chosen."""
        said = [_telling_words(text) for text in texts]
        self._learn_effects(sorted({word for words in said for word in words}))
        spoken: list[list[str]] = []
        for words, class_ in zip(said, chosen.tolist(), strict=True):
            strength = {word: float(self.effects[word][class_]) for word in words}
            best = sorted((word for word in words if strength[word] > 0), key=lambda word: (-strength[word], word))
            spoken.append([words[word] for word in best[:3]])
        return spoken

    def nearest(self, likeness: Floats, chosen: NDArray[np.intp]) -> list[str]:
        """The training text of the chosen class whose vector is closest; likeness of shape (n, n_training_texts)."""
        found = np.zeros(len(likeness), np.intp)
        for class_ in np.unique(chosen):
            mine = np.flatnonzero(self.mapper.labels_ == self.mapper.classes_[class_])
            rows = np.flatnonzero(chosen == class_)
            found[rows] = mine[np.round(likeness[np.ix_(rows, mine)], DECIMALS).argmax(axis=1)]
        return [self.mapper.texts_[place] for place in found]

    def _learn_effects(self, types: Sequence[str]) -> None:
        if len(self.effects) > MOST_EFFECTS:  # words of a very large file: start again instead of growing
            self.effects.clear()
        new = [word for word in types if word not in self.effects]
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            scores = self.mapper.scores(batch, self.mapper.encode(batch)) - self.mapper.intercept_
            scores = np.round(scores - scores.mean(axis=1, keepdims=True), DECIMALS)
            self.effects.update(zip(batch, scores, strict=True))


def _telling_words(text: str) -> dict[str, str]:
    """Words that may be a reason, in small letters → as the text first writes them."""
    words: dict[str, str] = {}
    for written in WORD.findall(text):
        word = written.lower()
        if len(word) > 2 and word.isalpha() and word not in COMMON_WORDS:
            words.setdefault(word, written)
    return words


def count_words(texts: Sequence[str]) -> tuple[list[str], csr_matrix]:
    """The distinct words in alphabetical order, and how often each text has each: shape (n_texts, n_words)."""
    if not any(re.search(TOKEN, text) for text in texts):
        return [], csr_matrix((len(texts), 0))
    vectorizer = CountVectorizer(token_pattern=TOKEN, strip_accents="unicode")
    counts = vectorizer.fit_transform(texts)
    return list(vectorizer.get_feature_names_out()), csr_matrix(counts)


def in_words(words: Sequence[str], nearest: str) -> str:
    """'words like “therapist”, “waiting”; closest in the codebook: My son waited two years…'.

    Only words of the comment itself stand in quotation marks.
    """
    example = nearest if len(nearest) <= 90 else nearest[:89].rsplit(" ", 1)[0] + "…"
    spoken = f"words like {', '.join(f'“{word}”' for word in words)}; " if words else ""
    return f"{spoken}closest in the codebook: {example}"
