"""Text → the words and pieces of words that machines learn from: what the priorities and ThemeCoder both read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Self

from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from analysis.corpus import MAX_CHARACTERS

PLACEHOLDER = re.compile(r"\[[A-Za-z -]{1,24}\]")  # what masking leaves in place of personal data
TOKEN = r"(?u)\b\w[\w'’]*\b"


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

    def fit(self, texts: Sequence[str], y: object = None) -> Self:
        """Learn the vocabulary and its weights from n texts."""
        self.words_ = CountVectorizer(ngram_range=(1, 2), token_pattern=TOKEN, strip_accents="unicode")
        self.word_tfidf_ = TfidfTransformer(sublinear_tf=True).fit(self.words_.fit_transform(texts))
        types, counts = _count_words(texts)
        self.pieces_ = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), strip_accents="unicode").fit(types)
        self.piece_tfidf_ = TfidfTransformer(sublinear_tf=True).fit(counts @ self.pieces_.transform(types))
        return self

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Sparse rows, shape (n_texts, n_features)."""
        types, counts = _count_words(texts)
        words = self.word_tfidf_.transform(self.words_.transform(texts))
        pieces = self.piece_tfidf_.transform(counts @ self.pieces_.transform(types))
        return csr_matrix(hstack([words, pieces]))


def _count_words(texts: Sequence[str]) -> tuple[list[str], csr_matrix]:
    """The distinct words in alphabetical order, and how often each text has each: shape (n_texts, n_words)."""
    if not any(re.search(TOKEN, text) for text in texts):
        return [], csr_matrix((len(texts), 0))
    vectorizer = CountVectorizer(token_pattern=TOKEN, strip_accents="unicode")
    counts = vectorizer.fit_transform(texts)
    return list(vectorizer.get_feature_names_out()), csr_matrix(counts)
