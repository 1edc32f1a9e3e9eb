"""Text → strategic priority: word features beside sentence vectors, logistic regression, calibrated out of fold."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from analysis.codebook import DECIMALS, NONE, UNSURE, PriorityCoding
from analysis.corpus import Comment
from analysis.encode import Encoder, default_encoder
from analysis.priority_words import LETTER, Voice, WordFeatures, clean, in_words, is_shouted

CHUNK = 4_000  # comments mapped at a time: bounds memory, never changes a result
QUESTION_WEIGHT = 0.15  # power of the question's own meaning: tips a balance, never outweighs the words

Floats = NDArray[np.float64]


class PriorityMapper(ClassifierMixin, BaseEstimator):
    """Word features beside sentence vectors → multinomial logistic regression, its temperature set out of fold.

    classes_ : ndarray of shape (n_classes,), sorted. temperature_ : above 1 where the raw model is too
    sure of itself. held_out_scores_ : ndarray of shape (n_texts, n_classes), for texts_ and labels_.
    least_probability, least_lead: below either, the answer is UNSURE. names: id → what people call it.
    """

    def __init__(
        self,
        encoder: Encoder | None = None,
        *,
        C: float = 10.0,  # noqa: N803 - scikit-learn's own name
        least_probability: float = 0.35,
        least_lead: float = 0.06,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.encoder = encoder
        self.C = C
        self.least_probability = least_probability
        self.least_lead = least_lead
        self.names = names

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> PriorityMapper:
        """Learn from at least five texts for each label; the order of the rows does not matter."""
        rows = sorted(zip(texts, labels, strict=True), key=lambda row: (_digest(row[0]), row[1]))
        self.texts_ = [text for text, _ in rows]
        self.labels_ = np.array([label for _, label in rows])
        self.encoder_ = self.encoder or default_encoder()
        self.vectors_ = self.encode(self.texts_)
        cleaned = [clean(text) for text in self.texts_]
        self.features_ = WordFeatures().fit(cleaned)
        words = self.features_.transform(cleaned)
        turned, back = _turned(csr_matrix(hstack([words, csr_matrix(self.vectors_.astype(np.float64))])))
        self.held_out_scores_ = self._held_out(turned)
        self.classes_, coefficients, self.intercept_ = self._learned(turned, self.labels_)
        self.word_coefficients_, self.vector_coefficients_ = np.split(coefficients @ back, [words.shape[1]], axis=1)
        self.temperature_ = _temperature(self.held_out_scores_, np.searchsorted(self.classes_, self.labels_))
        return self

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of what is read of each text, shape (n_texts, n_dimensions)."""
        return self.encoder_.encode([clean(text) for text in texts])

    def predict_proba(self, texts: Sequence[str], vectors: NDArray[np.float32] | None = None) -> Floats:
        """Calibrated probabilities, shape (n_texts, n_classes), rows adding up to 1; vectors save encoding again."""
        vectors = self.encode(texts) if vectors is None else vectors
        texts = [clean(text) for text in texts]
        parts = [
            self.scores(texts[start : start + CHUNK], vectors[start : start + CHUNK])
            for start in range(0, len(texts), CHUNK)
        ]
        scores = np.vstack(parts) if parts else np.zeros((0, len(self.classes_)))
        return cast(Floats, softmax(scores / self.temperature_, axis=1))

    def predict(self, texts: Sequence[str]) -> NDArray[np.str_]:
        """The most probable class of each text, however unsure."""
        return cast("NDArray[np.str_]", self.classes_[self.predict_proba(texts).argmax(axis=1)])

    def map_comments(
        self, comments: Sequence[Comment], texts: Sequence[str], vectors: NDArray[np.float32]
    ) -> tuple[PriorityCoding, ...]:
        """One coding for each comment, in the order given.

        texts: what may be read of each comment (masked). vectors: of shape (n, d), made by this mapper's encoder
        (ValueError otherwise). The question asked tips the balance between priorities, mostly for short answers.
        Where the answer is UNSURE, `second` is the best guess and `probability` the chance that it is wrong.
        """
        if vectors.shape != (len(comments), self.vectors_.shape[1]) or len(texts) != len(comments):
            raise ValueError(f"vectors of shape {vectors.shape} do not fit {len(comments)} comments and this encoder")
        shouted = [place for place, text in enumerate(texts) if is_shouted(text)]
        if shouted:  # capitals mean something else to an encoder
            vectors = vectors.copy()
            vectors[shouted] = self.encode([texts[place] for place in shouted])
        questions = self._question_factors(sorted({comment.question for comment in comments}))
        voice = Voice(self)
        codings: list[PriorityCoding] = []
        for start in range(0, len(comments), CHUNK):
            part = slice(start, start + CHUNK)
            readable = [clean(text) for text in texts[part]]
            asked = np.array([questions[comment.question] for comment in comments[part]])
            weighed = self.predict_proba(readable, vectors[part]) * asked
            weighed = np.round(weighed / weighed.sum(axis=1, keepdims=True), DECIMALS)
            codings += self._codings(comments[part], readable, vectors[part], weighed, voice)
        return tuple(codings)

    def _codings(
        self,
        comments: Sequence[Comment],
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        weighed: Floats,
        voice: Voice,
    ) -> list[PriorityCoding]:
        order = np.argsort(-weighed, axis=1, kind="stable")[:, :2]
        words = voice.words(texts, order[:, 0])
        nearest = voice.nearest(vectors, order[:, 0])
        rows = zip(comments, texts, weighed, order, words, nearest, strict=True)
        return [self._coding(*row) for row in rows]

    def _coding(
        self, comment: Comment, text: str, weighed: Floats, order: NDArray[np.intp], words: list[str], nearest: str
    ) -> PriorityCoding:
        first, second = (str(self.classes_[place]) for place in order)
        top, next_ = (float(weighed[place]) for place in order)
        reason = in_words(words, nearest)
        if not LETTER.search(text):
            even = round(1 / len(self.classes_), DECIMALS)
            first, second, top, next_ = UNSURE, NONE, round(1 - even, DECIMALS), even
            reason = "no words that the machine can read: a person should look"
        elif top < self.least_probability or top - next_ < self.least_lead:
            reason = f"could be {self._name(first)} or {self._name(second)}; {reason}"
            first, second, top, next_ = UNSURE, first, round(1 - top, DECIMALS), top
        return PriorityCoding(
            comment_id=comment.id,
            priority=first,
            probability=top,
            second=second,
            second_probability=next_,
            reason=reason,
        )

    def _name(self, priority: str) -> str:
        return f"“{(self.names or {}).get(priority, priority)}”"

    def _learned(self, rows: csr_matrix, labels: NDArray[np.str_]) -> tuple[NDArray[np.str_], Floats, Floats]:
        """Classes, coefficients of shape (n_classes, n_columns) and intercepts."""
        model = LogisticRegression(C=self.C, class_weight="balanced", max_iter=500).fit(rows, labels)
        if len(model.classes_) > 2:
            return model.classes_, model.coef_, model.intercept_
        signs = np.array([[-1.0], [1.0]])
        return model.classes_, signs * model.coef_, signs[:, 0] * model.intercept_

    def _held_out(self, rows: csr_matrix) -> Floats:
        """Scores of each training text from a model that has not seen its label, shape (n_texts, n_classes)."""
        scores = np.zeros((rows.shape[0], len(set(self.labels_))))
        for learn, test in StratifiedKFold(5).split(rows, self.labels_):
            _, coefficients, intercept = self._learned(rows[learn], self.labels_[learn])
            scores[test] = rows[test] @ coefficients.T + intercept
        return scores

    def scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Floats:
        words = self.features_.transform(texts) @ self.word_coefficients_.T
        return cast(Floats, words + vectors.astype(np.float64) @ self.vector_coefficients_.T + self.intercept_)

    def _question_factors(self, questions: Sequence[str]) -> dict[str, Floats]:
        """How much a question's wording favours each class; an unasked question and NONE favour nothing."""
        even = np.ones(len(self.classes_))
        factors = dict.fromkeys(questions, even)
        asked = [question for question in questions if LETTER.search(question)]
        mapped = self.classes_ != NONE
        for question, row in zip(asked, self.predict_proba(asked), strict=True):
            logs = np.where(mapped, np.log(row), 0.0)
            centred = np.where(mapped, logs - logs[mapped].mean(), 0.0)
            factors[question] = np.exp(QUESTION_WEIGHT * np.clip(centred, -2.0, 2.0))
        return factors


def _turned(rows: csr_matrix) -> tuple[csr_matrix, Floats]:
    """The same n rows in as many directions as they span, shape (n, r), and the way back, shape (r, n_features).

    A penalty on the length of coefficients does not see the turn, so the solution is the same and found much sooner.
    Sparse in form only: sums over sparse rows do not start threads, which on a busy machine cost seconds.
    """
    values, directions = np.linalg.eigh((rows @ rows.T).toarray())
    kept = values > 1e-9 * values.max()
    lengths, directions = np.sqrt(values[kept]), directions[:, kept]
    return csr_matrix(directions * lengths), np.asarray(rows.T @ (directions / lengths)).T


def _temperature(scores: Floats, truth: NDArray[np.intp]) -> float:
    """The divisor of scores under which held-out texts are least surprising (Guo et al., 2017)."""

    def surprise(log_temperature: float) -> float:
        logs = log_softmax(scores / np.exp(log_temperature), axis=1)
        return float(-logs[np.arange(len(truth)), truth].mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-2.0, 2.0), method="bounded").x))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
