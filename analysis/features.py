"""Points → the numbers that topics are found in: what is meant, which words come together, what is spoken about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from analysis.encode import Encoder, default_encoder
from analysis.subjects import Subject, SubjectProfile
from analysis.words import stem, terms, words

Floats = NDArray[np.float32]
BLOCK = 5_000  # rows at a time: bounds memory, never the result
CENTRE_AFTER = 10  # texts after which half of the common direction is taken out


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each view of a text counts, 0 or more."""

    sentence: float
    words: float
    company: float
    known: float


CONTEXTUAL = Weights(sentence=1.0, words=0.25, company=0.25, known=0.3)
STATIC = Weights(sentence=0.0, words=1.0, company=0.6, known=0.5)


class TextFeatures(TransformerMixin, BaseEstimator):
    """Blend up to four views of a text, each of length 1, all but the last centred.

    Sentence: the text as a whole, where the encoder reads it so (`analysis.minilm`).
    Words: the static vectors of its words, weighted by how telling each word is here (TF-IDF).
    Company: latent semantic analysis of the same weights (S. Deerwester and others, 1990).
    Subjects: which subjects of a list it speaks about; zeros where it speaks about none (analysis/subjects.py).
    Together they beat any alone on comments coded by people (docs/decisions/0008).

    Parameters: encoder; subjects, may be empty; weights of the views, by default those measured for the encoder;
    n_company, dimensions of the company view; max_fit, how many texts it is learned from; random_state.

    Learned: subjects_ : sparse matrix of shape (n_texts, n_subjects), what each text fitted speaks about.
    """

    def __init__(
        self,
        encoder: Encoder,
        subjects: Sequence[Subject] = (),
        *,
        weights: Weights | None = None,
        n_company: int = 100,
        max_fit: int = 10_000,
        random_state: int = 0,
    ) -> None:
        self.encoder = encoder
        self.subjects = subjects
        self.weights = weights
        self.n_company = n_company
        self.max_fit = max_fit
        self.random_state = random_state

    def fit(self, texts: Sequence[str], y: object = None) -> Self:
        """Learn the weights of the words, both views and their centres from these texts."""
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Sequence[str], y: object = None) -> Floats:
        """As `fit`, then the features of the same texts: shape (n_texts, n_features), rows of length 1 or 0."""
        self.view_weights_ = self.weights or (CONTEXTUAL if self.encoder.is_contextual else STATIC)
        self.telling_ = TfidfVectorizer(analyzer=terms, sublinear_tf=True, dtype=np.float32)
        try:
            weighted = self.telling_.fit_transform(texts)
        except ValueError:  # not one word that carries meaning
            self.telling_ = TfidfVectorizer(analyzer=words, dtype=np.float32)
            weighted = self.telling_.fit_transform([*texts, "nothing"])[:-1]
        self.word_vectors_ = self._word_vectors(texts)
        step = -(-weighted.shape[0] // self.max_fit) or 1
        sample = weighted[::step]
        self.svd_ = self._fit_company(sample)
        sentences = self._sentences(texts)
        self.centres_ = tuple(map(_centre, self._views(sample, sentences[::step])))
        self.profile_ = SubjectProfile(self.subjects)
        self.subjects_ = self.profile_.fit_transform(texts)
        return self._blend(weighted, sentences, self.subjects_)

    def transform(self, texts: Sequence[str]) -> Floats:
        """Features of any texts: shape (n_texts, n_features), rows of length 1, or 0 where no word is known."""
        return self._blend(self.telling_.transform(texts), self._sentences(texts), self.profile_.transform(texts))

    def _sentences(self, texts: Sequence[str]) -> Floats:
        if not self.encoder.is_contextual:
            return np.zeros((len(texts), 0), np.float32)
        return self.encoder.encode(texts)

    def _word_vectors(self, texts: Sequence[str]) -> Floats:
        """One row per column of `telling_`: the vector of the commonest form of that word in these texts."""
        forms: dict[str, dict[str, int]] = {}
        for text in texts:
            for word in words(text):
                counts = forms.setdefault(stem(word), {})
                counts[word] = counts.get(word, 0) + 1
        columns = self.telling_.get_feature_names_out()
        commonest = [
            min(forms.get(column, {column: 1}).items(), key=lambda form: (-form[1], form[0]))[0] for column in columns
        ]
        return (default_encoder() if self.encoder.is_contextual else self.encoder).encode(commonest)

    def _fit_company(self, weighted: sparse.csr_matrix) -> TruncatedSVD | None:
        """The second view, or None where there is too little text to learn it from."""
        n_components = min(self.n_company, weighted.shape[1] - 1, weighted.shape[0] - 1)
        if n_components < 2:
            return None
        return TruncatedSVD(n_components, random_state=self.random_state).fit(weighted)

    def _views(self, weighted: sparse.csr_matrix, sentences: Floats) -> tuple[Floats, Floats, Floats]:
        company = np.zeros((weighted.shape[0], 0), np.float32)
        if self.svd_ is not None:
            company = normalize(self.svd_.transform(weighted).astype(np.float32))
        return sentences, normalize(weighted @ self.word_vectors_), company

    def _blend(self, weighted: sparse.csr_matrix, sentences: Floats, subjects: sparse.csr_matrix) -> Floats:
        n_features = sum(len(centre) for centre in self.centres_) + subjects.shape[1]
        each = self.view_weights_
        blended = np.zeros((weighted.shape[0], n_features), np.float32)
        for start in range(0, weighted.shape[0], BLOCK):
            here = slice(start, start + BLOCK)
            views = self._views(weighted[here], sentences[here])
            known = np.abs(views[1]).sum(axis=1, keepdims=True) > 0
            parts = [
                np.float32(weight) * _off_centre(view, centre) * known
                for view, centre, weight in zip(
                    views, self.centres_, (each.sentence, each.words, each.company), strict=True
                )
            ]
            spoken = np.float32(each.known) * subjects[here].toarray()
            blended[here] = normalize(np.hstack([*parts, spoken]))
        return blended


def _off_centre(view: Floats, centre: Floats) -> Floats:
    return normalize(view - centre) if view.size else view


def _centre(view: Floats) -> Floats:
    """The mean row, shrunk for few texts so that a text alone does not vanish."""
    return np.asarray(view.mean(axis=0) * (len(view) / (len(view) + CENTRE_AFTER)), dtype=np.float32)
