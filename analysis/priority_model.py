"""Text → strategic priority: words and meaning in one kernel, regularised least squares, calibrated leave-one-out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from analysis.codebook import PriorityCoding
from analysis.corpus import Comment, digest
from analysis.encode import Encoder, default_encoder
from analysis.priority_calibration import Calibration
from analysis.priority_mapping import CommentMapping
from analysis.word_features import WordFeatures, clean

CHUNK = 1_000  # texts scored at a time: bounds memory, never changes a result
MOST_TAUGHT = 2_000  # rows by people that are learned from: bounds the time to learn
PERSON_WEIGHTS = (3.0, 1.0, 0.3)  # of a row by a person, beside 1 for a row of the codebook: the first that is safe
TOLERATED = 0.01  # of the codebook's own rows that may go wrong more often than without people's rows

Floats = NDArray[np.float64]


class PriorityMapper(ClassifierMixin, BaseEstimator):
    """Kernel regularised least squares (Rifkin, Yeo and Poggio, 2003), one column for each class, then a softmax.

    The kernel of two texts is the likeness of their words and pieces of words (linear) plus a Gaussian of the distance
    of their vectors: words people share count for themselves, and meaning bridges words that differ. Leave-one-out
    scores come in closed form; probabilities are calibrated on them.

    penalty: above 0, larger is smoother. width: of the Gaussian. meaning: weight of vectors against words, which weigh
    1 each as words and as pieces. least_probability, least_lead: below either, the answer is UNSURE. names: id → what
    people call it.

    classes_ : ndarray of shape (n_classes,), sorted. texts_, labels_: the rows learned from, in canonical order.
    held_out_scores_ : ndarray of shape (n_texts, n_classes), each row's scores without its label. calibration_ : from
    scores to probabilities. person_weight_ : of rows by people; 0 where there are none.
    """

    def __init__(
        self,
        encoder: Encoder | None = None,
        *,
        penalty: float = 0.3,
        width: float = 1.0,
        meaning: float = 2.0,
        least_probability: float = 0.45,
        least_lead: float = 0.04,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.encoder = encoder
        self.penalty = penalty
        self.width = width
        self.meaning = meaning
        self.least_probability = least_probability
        self.least_lead = least_lead
        self.names = names

    def fit(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        people_texts: Sequence[str] = (),
        people_labels: Sequence[str] = (),
    ) -> PriorityMapper:
        """Learn from texts and their labels, and from people's codings beside them; the order of rows does not matter.

        A row by a person weighs three times a row of the codebook, or less where that many would break what was right:
        where leave-one-out accuracy on the codebook's own rows falls by more than .01. Of more than 2,000 rows by
        people 2,000 are learned from. Raises ValueError for fewer than two labels, for lists of unequal length, and for
        a label of people's that is not among `labels`.
        """
        return self._fit(texts, labels, people_texts, people_labels, {})

    def _fit(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        people_texts: Sequence[str],
        people_labels: Sequence[str],
        known: Mapping[str, NDArray[np.float32]],
    ) -> PriorityMapper:
        rows = _canonical(texts, labels)
        told = _canonical(people_texts, people_labels)[:MOST_TAUGHT]
        self._check(rows, told)
        self.texts_ = [text for text, _ in (*rows, *told)]
        self.labels_ = np.array([label for _, label in (*rows, *told)])
        self.classes_ = np.unique(self.labels_)
        self.encoder_ = self.encoder or default_encoder()
        self.vectors_ = self._vectors_of(self.texts_, known)
        cleaned = [clean(text) for text in self.texts_]
        self.features_ = WordFeatures().fit(cleaned)
        self.words_ = self.features_.transform(cleaned)
        self.centre_ = self.vectors_[: len(rows)].astype(np.float64).mean(axis=0)
        self.meanings_ = self._meanings(self.vectors_)
        self._solve(len(rows))
        return self

    def taught(self, texts: Sequence[str], labels: Sequence[str]) -> PriorityMapper:
        """Another mapper that has learned from what this one did, and from these codings by people."""
        mapper = type(self)(**self.get_params(deep=False))
        known = dict(zip(self.texts_, self.vectors_, strict=True))
        return mapper._fit(self.texts_, [str(label) for label in self.labels_], texts, labels, known)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of what is read of each text, shape (n_texts, n_dimensions)."""
        return self.encoder_.encode([clean(text) for text in texts])

    def predict_proba(self, texts: Sequence[str], vectors: NDArray[np.float32] | None = None) -> Floats:
        """Calibrated probabilities, shape (n_texts, n_classes), rows adding up to 1; vectors save encoding again."""
        vectors = self.encode(texts) if vectors is None else vectors
        parts = [
            self.scores([clean(text) for text in texts[start : start + CHUNK]], vectors[start : start + CHUNK])
            for start in range(0, len(texts), CHUNK)
        ]
        return self.probabilities(np.vstack(parts) if parts else np.zeros((0, len(self.classes_))))

    def probabilities(self, scores: Floats) -> Floats:
        """Scores of shape (n, n_classes) → probabilities of the same shape, that of the first calibrated by itself."""
        return self.calibration_.probabilities(scores)

    def predict(self, texts: Sequence[str]) -> NDArray[np.str_]:
        """The most probable class of each text, however unsure."""
        return cast("NDArray[np.str_]", self.classes_[self.predict_proba(texts).argmax(axis=1)])

    def scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Floats:
        """Of cleaned texts and their vectors, shape (n_texts, n_classes), before any softmax."""
        return self.word_scores(texts) + self.meaning_scores(self.likeness(vectors))

    def word_scores(self, texts: Sequence[str]) -> Floats:
        """The part of the scores that comes from words, and the intercept."""
        return np.asarray(self.features_.transform(texts) @ self.coefficients_.T + self.intercept_)

    def meaning_scores(self, likeness: Floats) -> Floats:
        """The part that comes from vectors, given their likeness to the texts learned from."""
        return self._gaussian(likeness) @ self.weights_

    def likeness(self, vectors: NDArray[np.float32]) -> Floats:
        """Cosines to the texts learned from, shape (n, n_texts), around the codebook's centre."""
        return self._meanings(vectors) @ self.meanings_.T

    def map_comments(
        self, comments: Sequence[Comment], texts: Sequence[str], vectors: NDArray[np.float32] | None = None
    ) -> tuple[PriorityCoding, ...]:
        """One coding for each comment, in the order given; copies are mapped once.

        texts: what may be read of each comment (masked). vectors: of shape (n, d), made by this mapper's encoder
        (ValueError otherwise); without them distinct texts are encoded, thousands at a time. The question tips
        the balance between priorities, mostly for short answers.
        Where the answer is UNSURE, `second` is the best guess and `probability` the chance that it is wrong.
        """
        if len(texts) != len(comments):
            raise ValueError(f"{len(texts)} texts for {len(comments)} comments; give each comment its own")
        if vectors is not None and vectors.shape != (len(comments), self.vectors_.shape[1]):
            raise ValueError(f"vectors of shape {vectors.shape} do not fit {len(comments)} comments and this encoder")
        return CommentMapping(self).codings(comments, texts, vectors)

    def _vectors_of(self, texts: Sequence[str], known: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        vectors = {**known, **dict(zip(new, self.encode(new), strict=True))}
        return np.array([vectors[text] for text in texts], dtype=np.float32)

    def _check(self, rows: Sequence[tuple[str, str]], told: Sequence[tuple[str, str]]) -> None:
        known = {label for _, label in rows}
        if len(known) < 2:
            raise ValueError(f"{len(known)} labels are too few to tell apart; give texts of at least two")
        for text, label in told:
            if label not in known:
                listed = ", ".join(sorted(known))
                raise ValueError(f"a person's coding {label!r} of {text[:40]!r} is no priority; choose from {listed}")

    def _solve(self, own: int) -> None:
        """Weights of the rows, the first `own` of which are the codebook's."""
        kernel = self._kernel()
        base, self.person_weight_ = self._held_out(kernel[:own, :own], own, 0.0), 0.0
        solved, accuracy = base, self._accuracy(base[0])
        if own < len(self.texts_):
            for self.person_weight_ in PERSON_WEIGHTS:
                solved = self._held_out(kernel, own, self.person_weight_)
                if self._accuracy(solved[0][:own]) >= accuracy - TOLERATED:
                    break
        self.held_out_scores_, self.weights_, self.intercept_ = solved
        self.coefficients_ = np.asarray((self.words_.T @ self.weights_).T) / self._weight
        self.weights_ = self.weights_ * (self.meaning / self._weight)
        self.calibration_ = Calibration.of(
            self.held_out_scores_[:own], np.searchsorted(self.classes_, self.labels_[:own])
        )

    @property
    def _weight(self) -> float:
        return 2.0 + self.meaning

    def _kernel(self) -> Floats:
        alike = (self.words_ @ self.words_.T).toarray() + self.meaning * self._gaussian(
            self.meanings_ @ self.meanings_.T
        )
        return cast(Floats, alike / self._weight)

    def _held_out(self, kernel: Floats, own: int, person_weight: float) -> tuple[Floats, Floats, Floats]:
        """Leave-one-out scores (n, n_classes), weights of rows (n, n_classes) and intercepts (n_classes,).

        Each class of the codebook weighs the same, however many examples it has.
        """
        labels = self.labels_[: len(kernel)]
        targets = np.where(labels[:, None] == self.classes_[None, :], 1.0, -1.0)
        counts = {label: int((labels[:own] == label).sum()) for label in self.classes_}
        weights = np.array([own / len(self.classes_) / counts[label] for label in labels])
        weights[own:] *= person_weight
        inverse = np.linalg.inv(kernel + np.diag(self.penalty / weights))
        sums = inverse.sum(axis=0)
        intercept = sums @ targets / sums.sum()
        solution = inverse @ (targets - intercept)
        leverage = np.diag(inverse) - sums**2 / sums.sum()
        return targets - solution / leverage[:, None], solution, intercept

    def _accuracy(self, scores: Floats) -> float:
        return float((self.classes_[scores.argmax(axis=1)] == self.labels_[: len(scores)]).mean())

    def _meanings(self, vectors: NDArray[np.float32]) -> Floats:
        """Vectors around the centre of the codebook, of length 1; a text without words stays at nought."""
        centred = np.where(vectors.any(axis=1, keepdims=True), vectors.astype(np.float64) - self.centre_, 0.0)
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        return centred / np.where(lengths > 0, lengths, 1.0)

    def _gaussian(self, cosines: Floats) -> Floats:
        """exp(-width × squared distance), in one new array: at ten thousand rows memory is what takes time."""
        near = cosines * (2.0 * self.width)
        near -= 2.0 * self.width
        return cast(Floats, np.exp(near, out=near))


def _canonical(texts: Sequence[str], labels: Sequence[str]) -> list[tuple[str, str]]:
    return sorted(zip(texts, labels, strict=True), key=lambda row: (digest(row[0]), row[1]))
