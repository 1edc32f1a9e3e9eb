"""Points → the numbers that topics are found in: what words mean, which come together, what they are known to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from analysis.encode import Encoder
from analysis.subjects import Subject, SubjectProfile
from analysis.words import stem, terms, words

Floats = NDArray[np.float32]
BLOCK = 5_000  # rows at a time: bounds memory, never the result
CENTRE_AFTER = 10  # texts after which half of the common direction is taken out


class TextFeatures(TransformerMixin, BaseEstimator):
    """Blend three views of a text, each of length 1, the first two centred.

    Meaning: the vectors of its words, weighted by how telling each word is here (TF-IDF).
    Company: latent semantic analysis of the same weights (S. Deerwester and others, 1990).
    Subjects: which subjects of a list it speaks about; zeros where it speaks about none (analysis/subjects.py).
    Together they beat any alone on comments coded by people (benchmarks/README.md).

    Parameters: encoder; subjects, may be empty; n_company, dimensions of the second view; company and
    known, the weights of the second and third view beside 1; max_fit, how many texts the second view
    is learned from; random_state.

    Learned: subjects_ : sparse matrix of shape (n_texts, n_subjects), what each text fitted speaks about.
    """

    def __init__(
        self,
        encoder: Encoder,
        subjects: Sequence[Subject] = (),
        *,
        n_company: int = 100,
        company: float = 0.6,
        known: float = 0.85,
        max_fit: int = 10_000,
        random_state: int = 0,
    ) -> None:
        self.encoder = encoder
        self.subjects = subjects
        self.n_company = n_company
        self.company = company
        self.known = known
        self.max_fit = max_fit
        self.random_state = random_state

    def fit(self, texts: Sequence[str], y: object = None) -> Self:
        """Learn the weights of the words, both views and their centres from these texts."""
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Sequence[str], y: object = None) -> Floats:
        """As `fit`, then the features of the same texts: shape (n_texts, n_features), rows of length 1 or 0."""
        self.weights_ = TfidfVectorizer(analyzer=terms, sublinear_tf=True, dtype=np.float32)
        try:
            weighted = self.weights_.fit_transform(texts)
        except ValueError:  # not one word that carries meaning
            self.weights_ = TfidfVectorizer(analyzer=words, dtype=np.float32)
            weighted = self.weights_.fit_transform([*texts, "nothing"])[:-1]
        self.word_vectors_ = self._word_vectors(texts)
        sample = weighted[:: -(-weighted.shape[0] // self.max_fit) or 1]
        self.svd_ = self._fit_company(sample)
        meaning, company = self._views(sample)
        self.centres_ = (_centre(meaning), _centre(company))
        self.profile_ = SubjectProfile(self.subjects)
        self.subjects_ = self.profile_.fit_transform(texts)
        return self._blend(weighted, self.subjects_)

    def transform(self, texts: Sequence[str]) -> Floats:
        """Features of any texts: shape (n_texts, n_features), rows of length 1, or 0 where no word is known."""
        return self._blend(self.weights_.transform(texts), self.profile_.transform(texts))

    def _word_vectors(self, texts: Sequence[str]) -> Floats:
        """One row per column of `weights_`: the vector of the commonest form of that word in these texts."""
        forms: dict[str, dict[str, int]] = {}
        for text in texts:
            for word in words(text):
                counts = forms.setdefault(stem(word), {})
                counts[word] = counts.get(word, 0) + 1
        columns = self.weights_.get_feature_names_out()
        commonest = [
            min(forms.get(column, {column: 1}).items(), key=lambda form: (-form[1], form[0]))[0] for column in columns
        ]
        return self.encoder.encode(commonest)

    def _fit_company(self, weighted: sparse.csr_matrix) -> TruncatedSVD | None:
        """The second view, or None where there is too little text to learn it from."""
        n_components = min(self.n_company, weighted.shape[1] - 1, weighted.shape[0] - 1)
        if n_components < 2:
            return None
        return TruncatedSVD(n_components, random_state=self.random_state).fit(weighted)

    def _views(self, weighted: sparse.csr_matrix) -> tuple[Floats, Floats]:
        meaning = normalize(weighted @ self.word_vectors_)
        if self.svd_ is None:
            return meaning, np.zeros((weighted.shape[0], 0), np.float32)
        return meaning, normalize(self.svd_.transform(weighted).astype(np.float32))

    def _blend(self, weighted: sparse.csr_matrix, subjects: sparse.csr_matrix) -> Floats:
        n_features = sum(len(centre) for centre in self.centres_) + subjects.shape[1]
        blended = np.zeros((weighted.shape[0], n_features), np.float32)
        for start in range(0, weighted.shape[0], BLOCK):
            meaning, company = self._views(weighted[start : start + BLOCK])
            known = np.abs(meaning).sum(axis=1, keepdims=True) > 0
            meaning = normalize(meaning - self.centres_[0]) * known
            company = np.float32(self.company) * normalize(company - self.centres_[1]) if company.size else company
            spoken = np.float32(self.known) * subjects[start : start + BLOCK].toarray()
            blended[start : start + BLOCK] = normalize(np.hstack([meaning, company * known, spoken]))
        return blended


def _centre(view: Floats) -> Floats:
    """The mean row, shrunk for few texts so that a text alone does not vanish."""
    return np.asarray(view.mean(axis=0) * (len(view) / (len(view) + CENTRE_AFTER)), dtype=np.float32)
