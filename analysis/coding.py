"""ThemeCoder: learns from the codebook's own text and from people's codings, and codes with a calibrated probability.

People's decisions stand: what a person decided about a comment is returned as it is, and nothing that is learned
later changes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import inv
from sklearn.base import BaseEstimator, ClassifierMixin

from analysis.approved import BY_MACHINE, PEOPLE, SAME_WORDS, Coded, Theme
from analysis.codebook import DECIMALS, NOT_SURE, OTHER
from analysis.coding_features import CodingFeatures, likeness
from analysis.coding_scores import Calibration, thresholds
from analysis.corpus import Comment, digest, require_texts
from analysis.encode import Encoder
from analysis.threads import one_thread_each

MOST_ROWS = 5_000  # different texts that are learned from: time grows with their cube
CHUNK = 2_000  # texts coded at a time: bounds memory, never changes a result
FADING = 20  # codings after which the codebook's own rows count half when probabilities are set
UNUSUAL = 0.2  # share of the texts learned from that are as unlike all others as a text that may fit no theme
CLEAR = 2.0  # times its threshold: what is as probable as that joins a theme however unusual its words
PERHAPS = 0.5  # of a theme's threshold, from which on a comment is NOT_SURE instead of OTHER

Floats = NDArray[np.float64]


@dataclass
class _Rows:
    """Distinct texts to learn from: what people said of each (a share where they differ), and where it came from."""

    texts: list[str] = field(default_factory=list)
    truth: list[Floats] = field(default_factory=list)
    codings: list[int] = field(default_factory=list)  # how often people coded it; 0 is the codebook's own
    places: dict[str, int] = field(default_factory=dict)


class ThemeCoder(ClassifierMixin, BaseEstimator):
    """Kernel ridge regression over words and meaning, one target per theme, calibrated on leave-one-out scores.

    Several themes per comment, or none. Leaving one out costs nothing in ridge regression (D. Allen, 1974), so the
    probabilities and thresholds rest on scores of texts the model had not seen, with no folds and no chance in them.

    Parameters: encoder, None for the default; `encode.encoder_named("minilm")` codes better (benchmarks/README.md), at
    about 200 texts a second; penalty of the ridge, over 0.

    Learned: classes_ : ndarray of shape (n_themes,), theme ids, the codebook's order first; thresholds_ : ndarray of
    shape (n_themes,); held_out_proba_ : ndarray of shape (n_texts, n_themes), for the texts in the order given;
    not_learned_ : how many different texts were beyond the 5,000 that are learned from.
    """

    def __init__(self, encoder: Encoder | None = None, *, penalty: float = 1.0) -> None:
        self.encoder = encoder
        self.penalty = penalty

    def fit(
        self,
        texts: Sequence[str],
        labels: Sequence[frozenset[str] | set[str]],
        codebook: Sequence[Theme] = (),
        corpus: Sequence[str] = (),
    ) -> Self:
        """Learn from people's codings and from the codebook's own text; either may be empty, not both.

        texts, labels: n texts and the set of theme ids people gave each; empty or {OTHER} where none fits; people who
        differ about the same words count in shares. corpus: further comments of the consultation, without codings,
        which only tell which words are common. The order of rows changes nothing. Raises ValueError where the two are
        not of one length, an id is doubled or reserved, or there is no theme at all.
        """
        if len(texts) != len(labels):
            raise ValueError(f"{len(texts)} texts but {len(labels)} sets of themes; give each text its own")
        require_texts((*texts, *corpus))
        self.classes_ = _theme_ids(labels, codebook)
        rows = self._rows(texts, labels, codebook)
        with one_thread_each():  # the last bits of a product depend on the number of threads; codings must not
            self._learn(rows, corpus)
        held_out = self.held_out_
        self.held_out_proba_ = np.array([held_out[rows.places[_key(text)]] for text in texts]).reshape(
            len(texts), len(self.classes_)
        )
        self.decided_ = {key: rows.truth[place] for key, place in rows.places.items() if rows.codings[place]}
        return self

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Calibrated probability of each theme, each for itself: shape (n_texts, n_themes)."""
        require_texts(texts)
        parts = [self._probabilities(texts[start : start + CHUNK])[0] for start in range(0, len(texts), CHUNK)]
        return np.vstack(parts) if parts else np.zeros((0, len(self.classes_)))

    def predict(self, texts: Sequence[str]) -> list[frozenset[str]]:
        """The themes of each text, none or several: those whose probability reaches its threshold."""
        return [frozenset(self.classes_[row >= self.thresholds_].tolist()) for row in self.predict_proba(texts)]

    def code(
        self, comments: Sequence[Comment], decisions: Mapping[str, frozenset[str] | set[str]] | None = None
    ) -> tuple[Coded, ...]:
        """Code every comment, in the order given. decisions: comment id → themes a person gave it; these stand.

        A comment in the words of one that people coded alike gets the same themes. A comment in unusual words, unlike
        anything learned from, joins a theme only where that is clear (conformal: R. Laxhammar and G. Falkman, 2010).
        What joins none is NOT_SURE if something comes near, else OTHER.
        Raises ValueError where a decision is an empty set: what nobody decided is left out, {OTHER} means none fits.
        """
        decided = decisions or {}
        for comment_id, themes in decided.items():
            if not themes:
                raise ValueError(f"the decision on {comment_id!r} is empty; write {OTHER!r} where no theme fits")
        coded: list[Coded] = []
        for start in range(0, len(comments), CHUNK):
            part = comments[start : start + CHUNK]
            probabilities, familiar = self._probabilities([comment.text for comment in part])
            rows = zip(part, probabilities, familiar, strict=True)
            coded += [self._coded(comment, row, known, decided.get(comment.id)) for comment, row, known in rows]
        return tuple(coded)

    def _coded(self, comment: Comment, row: Floats, known: float, decision: frozenset[str] | set[str] | None) -> Coded:
        if decision is not None:
            return _by_people(comment.id, decision, PEOPLE)
        truth = self.decided_.get(_key(comment.text))
        if truth is not None and set(np.unique(truth)) <= {0.0, 1.0}:
            same = frozenset(self.classes_[truth == 1.0].tolist()) or frozenset({OTHER})
            return _by_people(comment.id, same, SAME_WORDS)
        row = np.round(row, DECIMALS)
        best = np.argsort(-row, kind="stable")
        top, clear = float(row[best[0]]), bool((row >= CLEAR * self.thresholds_).any())
        if known >= self.unusual_ or clear:
            joined = tuple((str(self.classes_[k]), float(row[k])) for k in best if row[k] >= self.thresholds_[k])
            if joined:
                return Coded(comment_id=comment.id, themes=joined, source=BY_MACHINE)
        near = bool((row >= PERHAPS * self.thresholds_).any())
        nothing = (NOT_SURE, top) if near else (OTHER, round(1 - top, DECIMALS))
        return Coded(comment_id=comment.id, themes=(nothing,), source=BY_MACHINE)

    def _probabilities(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Probabilities, and how alike each text is to the most alike of those learned from."""
        with one_thread_each():
            alike = likeness(self.features_.transform(texts), self.read_)
            return self.calibration_.apply(self.prior_ + alike @ self.weights_), alike.max(axis=1)

    def _rows(
        self, texts: Sequence[str], labels: Sequence[frozenset[str] | set[str]], codebook: Sequence[Theme]
    ) -> _Rows:
        """Distinct texts in an order that depends on them alone; people's word goes before the codebook's."""
        column = {theme: place for place, theme in enumerate(self.classes_.tolist())}
        said: dict[str, list[tuple[str, Floats]]] = {}
        written: dict[str, list[tuple[str, Floats]]] = {}
        for text, themes in zip(texts, labels, strict=True):
            said.setdefault(_key(text), []).append((text, _row(themes, column)))
        for theme in codebook:
            for text in theme.texts:
                written.setdefault(_key(text), []).append((text, _row({theme.id}, column)))
        rows = _Rows()
        for key in sorted({*said, *written}, key=digest):
            same = said.get(key) or written[key]
            rows.places[key] = len(rows.texts)
            rows.texts.append(min(text for text, _ in same))
            rows.truth.append(np.mean([truth for _, truth in same], axis=0))
            rows.codings.append(len(said.get(key, ())))
        return rows

    def _learn(self, rows: _Rows, corpus: Sequence[str]) -> None:
        truth, coded = np.array(rows.truth), np.array(rows.codings) > 0
        kept = _most_telling(truth, coded)
        self.not_learned_ = len(truth) - len(kept)
        self.features_ = CodingFeatures(self.encoder).fit([*rows.texts, *sorted(set(corpus), key=digest)])
        self.read_ = self.features_.transform([rows.texts[place] for place in kept])
        weights = np.where(coded, 1.0, FADING / (FADING + coded.sum()))
        self.prior_ = np.average(truth, axis=0, weights=weights)
        scores, self.weights_, closest = self._ridge(truth[kept] - self.prior_)
        self.calibration_ = Calibration().fit(self.prior_ + scores, truth[kept], weights[kept])
        held_out = self.calibration_.apply(self.prior_ + scores)
        self.thresholds_ = thresholds(held_out, weights[kept])
        self.unusual_ = float(np.quantile(closest, UNUSUAL))
        self.held_out_ = np.zeros(truth.shape)
        self.held_out_[kept] = np.round(held_out, DECIMALS)
        rest = np.setdiff1d(np.arange(len(truth)), kept)
        if len(rest):
            self.held_out_[rest] = np.round(self.predict_proba([rows.texts[place] for place in rest]), DECIMALS)

    def _ridge(self, residuals: Floats) -> tuple[Floats, Floats, Floats]:
        """Leave-one-out scores (n, k), the weights of the rows (n, k), likeness to the closest other row (n,)."""
        alike = likeness(self.read_, self.read_).astype(np.float64)
        closest = (alike - np.diag(np.diag(alike))).max(axis=1)
        alike[np.diag_indices_from(alike)] += self.penalty
        inverse = inv(alike, overwrite_a=True, check_finite=False)
        weights = inverse @ residuals
        return residuals - weights / np.diag(inverse)[:, None], weights, closest


def _theme_ids(labels: Sequence[frozenset[str] | set[str]], codebook: Sequence[Theme]) -> NDArray[np.str_]:
    ids = [theme.id for theme in codebook]
    for id_ in ids:
        if ids.count(id_) > 1:
            raise ValueError(f"two themes have the id {id_!r}; ids must be unique")
        if id_ in {OTHER, NOT_SURE}:
            raise ValueError(f"no theme can have the id {id_!r}, which says that none fits or nobody knows; rename it")
    used = {theme for themes in labels for theme in themes}
    if NOT_SURE in used:
        raise ValueError(f"a person's coding cannot be {NOT_SURE!r}; leave the comment out until someone decides")
    ids += sorted(used - {OTHER} - set(ids))
    if not ids:
        raise ValueError("no theme to learn: give codings, or a codebook of at least one theme")
    return np.array(ids)


def _row(themes: frozenset[str] | set[str], column: Mapping[str, int]) -> Floats:
    row = np.zeros(len(column))
    row[[column[theme] for theme in sorted(themes) if theme != OTHER]] = 1.0
    return row


def _most_telling(truth: Floats, coded: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Which rows are learned from where there are too many: the codebook's, then those of rare themes, then any."""
    if len(truth) <= MOST_ROWS:
        return np.arange(len(truth))
    rarity = np.where(truth > 0, truth.sum(axis=0), np.inf).min(axis=1, initial=np.inf)
    order = np.lexsort((np.arange(len(truth)), np.where(coded, rarity, 0.0)))
    return np.sort(order[:MOST_ROWS])


def _by_people(comment_id: str, themes: frozenset[str] | set[str], source: str) -> Coded:
    return Coded(comment_id=comment_id, themes=tuple((theme, 1.0) for theme in sorted(themes)), source=source)


def _key(text: str) -> str:
    """The same words in any case and spacing are the same text."""
    return " ".join(text.split()).casefold()
