"""Comment or theme → one of the six strategic priorities, none of them, or unsure: always with a reason.

The codebook `priorities.toml` (definitions, what belongs, invented examples) is the training material, so a person
who disagrees with the machine mends a text file, not code.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from analysis.codebook import NONE, UNSURE, PriorityCoding
from analysis.corpus import Comment
from analysis.encode import Encoder, default_encoder

CODEBOOK = Path(__file__).with_name("priorities.toml")
CHUNK = 4_000  # comments mapped at a time: bounds memory, never changes a result
MAX_CHARACTERS = 20_000  # of one comment; what follows is not read
DECIMALS = 6  # of probabilities: hides the last bits that differ with the order of rows
QUESTION_WEIGHT = 0.15  # power of the question's own meaning: tips a balance, never outweighs the words
LETTER = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")
PLACEHOLDER = re.compile(r"\[[A-Za-z -]{1,24}\]")  # what masking leaves in place of personal data
TOKEN = r"(?u)\b\w[\w'’]*\b"

Floats = NDArray[np.float64]


class BadPriorities(ValueError):
    """The codebook of priorities is wrong: the message names the place and the remedy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StrategicPriority:
    """One of the six, or NONE: what it is about, what belongs, what does not, and how people say it."""

    id: str
    name: str
    definition: str
    belongs: tuple[str, ...]
    does_not_belong: tuple[str, ...]
    examples: tuple[str, ...]

    @property
    def training_texts(self) -> tuple[str, ...]:
        """What a mapper learns from; `does_not_belong` is for people."""
        return (self.definition, *self.belongs, *self.examples)


@dataclass(frozen=True, slots=True)
class PriorityCodebook:
    """The six in the order of the plan, then what belongs to none of them."""

    priorities: tuple[StrategicPriority, ...]
    none: StrategicPriority

    @property
    def names(self) -> dict[str, str]:
        """id → name, NONE and UNSURE included, in the order a report shows them."""
        mapped = {priority.id: priority.name for priority in self.priorities}
        return {NONE: self.none.name, UNSURE: "Not sure", **mapped}

    def training_rows(self) -> tuple[list[str], list[str]]:
        """Texts and their labels."""
        rows = [(text, each.id) for each in (*self.priorities, self.none) for text in each.training_texts]
        return [text for text, _ in rows], [label for _, label in rows]


def load_priorities(path: Path = CODEBOOK) -> PriorityCodebook:
    """Read and check the codebook; raise BadPriorities where something is missing, empty or said twice."""
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadPriorities(f"{path.name}: not valid TOML ({error}); mend the line it names") from error
    sections = read.get("priority")
    if not isinstance(sections, list) or not sections:
        raise BadPriorities(f"{path.name}: no [[priority]] section; write one for each strategic priority")
    if not isinstance(read.get("none"), dict):
        raise BadPriorities(f"{path.name}: no [none] section; say what belongs to none of the priorities")
    named = {"id": NONE, "name": "None of the six", "does_not_belong": []}
    codebook = PriorityCodebook(
        tuple(_priority(section, f"priority {number}") for number, section in enumerate(sections, start=1)),
        _priority({**named, **read["none"]}, "none"),
    )
    _check_unique([each.id for each in codebook.priorities] + [NONE, UNSURE], "id")
    _check_unique([text.casefold() for text in codebook.training_rows()[0]], "example")
    return codebook


def _priority(section: Mapping[str, Any], place: str) -> StrategicPriority:
    """One section as a value; `place` says which, until its id is known."""
    place = f"{place} ({section['id']})" if isinstance(section.get("id"), str) else place

    def word(key: str) -> str:
        value = section.get(key)
        if not isinstance(value, str) or not value.strip():
            raise BadPriorities(f'{place}: {key} is missing or empty; write {key} = "…"')
        return value

    def words(key: str) -> tuple[str, ...]:
        value = section.get(key)
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise BadPriorities(f'{place}: {key} is not a list of texts; write {key} = ["…", "…"]')
        return tuple(value)

    examples = words("examples")
    if len(examples) < 5:  # five-fold calibration needs one in each fold
        raise BadPriorities(f"{place}: {len(examples)} examples are too few to learn from; write at least 5")
    return StrategicPriority(
        id=word("id"),
        name=word("name"),
        definition=word("definition"),
        belongs=words("belongs"),
        does_not_belong=words("does_not_belong"),
        examples=examples,
    )


def _check_unique(values: Sequence[str], what: str) -> None:
    for first, second in pairwise(sorted(values)):
        if first == second:
            raise BadPriorities(f"the {what} {first!r} comes twice; remove or reword one of them")


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


class PriorityMapper(ClassifierMixin, BaseEstimator):
    """Word features beside sentence vectors → multinomial logistic regression, its temperature set out of fold.

    classes_ : ndarray of shape (n_classes,), sorted. temperature_ : above 1 where the raw model is too
    sure of itself. held_out_scores_ : ndarray of shape (n_texts, n_classes), for texts_ and labels_.
    least_probability, least_lead: below either, the answer is UNSURE.
    """

    def __init__(
        self,
        encoder: Encoder | None = None,
        *,
        C: float = 20.0,  # noqa: N803 - scikit-learn's own name
        least_probability: float = 0.35,
        least_lead: float = 0.06,
        codebook: PriorityCodebook | None = None,
    ) -> None:
        self.encoder = encoder
        self.C = C
        self.least_probability = least_probability
        self.least_lead = least_lead
        self.codebook = codebook

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> PriorityMapper:
        """Learn from at least five texts for each label; the order of the rows does not matter."""
        rows = sorted(zip(texts, labels, strict=True), key=lambda row: (_digest(row[0]), row[1]))
        self.texts_ = [text for text, _ in rows]
        self.labels_ = np.array([label for _, label in rows])
        self.names_ = self.codebook.names if self.codebook else {}
        self.encoder_ = self.encoder or default_encoder()
        self.vectors_ = self.encoder_.encode([clean(text) for text in self.texts_])
        cleaned = [clean(text) for text in self.texts_]
        self.features_ = WordFeatures().fit(cleaned)
        words = self.features_.transform(cleaned)
        turned, back = _turned(csr_matrix(hstack([words, csr_matrix(self.vectors_.astype(np.float64))])))
        self.held_out_scores_ = self._held_out(turned)
        self.classes_, coefficients, self.intercept_ = self._learned(turned, self.labels_)
        self.word_coefficients_, self.vector_coefficients_ = np.split(coefficients @ back, [words.shape[1]], axis=1)
        self.temperature_ = _temperature(self.held_out_scores_, np.searchsorted(self.classes_, self.labels_))
        return self

    def predict_proba(self, texts: Sequence[str], vectors: NDArray[np.float32] | None = None) -> Floats:
        """Calibrated probabilities, shape (n_texts, n_classes), rows adding up to 1; vectors save encoding again."""
        texts = [clean(text) for text in texts]
        vectors = self.encoder_.encode(texts) if vectors is None else vectors
        parts = [
            self._scores(texts[start : start + CHUNK], vectors[start : start + CHUNK])
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
        questions = self._question_factors(sorted({comment.question for comment in comments}))
        voice = _Voice(self)
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
        voice: _Voice,
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
        reason = _reason(words, nearest)
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
        return f"“{self.names_.get(priority, priority)}”"

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

    def _scores(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Floats:
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


class _Voice:
    """Puts a mapping into words: which of the comment's words spoke for it, and which example is closest."""

    def __init__(self, mapper: PriorityMapper) -> None:
        self.mapper = mapper
        self.effects: dict[str, Floats] = {}

    def words(self, texts: Sequence[str], chosen: NDArray[np.intp]) -> list[list[str]]:
        """For each text up to three of its words that speak most for the class chosen, strongest first."""
        types, counts = count_words(texts)
        self._learn_effects(types)
        effects = np.array([self.effects[word] for word in types]).reshape(len(types), -1)
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
        scores = self.mapper._scores(new, self.mapper.encoder_.encode(new)) - self.mapper.intercept_
        scores -= scores.mean(axis=1, keepdims=True)
        for word, row in zip(new, scores, strict=True):
            self.effects[word] = row if _says_something(word) else np.zeros_like(row)


@cache
def default_mapper() -> PriorityMapper:
    """Trained on the shipped codebook with the default encoder; made once (about 2 s)."""
    codebook = load_priorities()
    return PriorityMapper(codebook=codebook).fit(*codebook.training_rows())


def map_comments(
    comments: Sequence[Comment], texts: Sequence[str], vectors: NDArray[np.float32]
) -> tuple[PriorityCoding, ...]:
    """Map with the default mapper (see PriorityMapper.map_comments); vectors of another encoder are made again."""
    mapper = default_mapper()
    if vectors.shape[1:] != mapper.vectors_.shape[1:]:
        vectors = mapper.encoder_.encode([clean(text) for text in texts])
    return mapper.map_comments(comments, texts, vectors)


def map_theme(
    codings: Sequence[PriorityCoding], *, least_probability: float = 0.35, least_lead: float = 0.05
) -> tuple[str, float]:
    """The priority of a theme from its comments: every comment gives its two best guesses, by their probability.

    The result's probability is the mean of what the comments gave it, 0..1. UNSURE where nothing reaches
    `least_probability` or two are nearly equal, with the probability that the best guess is wrong.
    """
    if not codings:
        return UNSURE, 0.0
    votes: dict[str, list[float]] = defaultdict(list)
    for coding in codings:
        votes[coding.priority].append(coding.probability)
        votes[coding.second].append(coding.second_probability)
    votes.pop(UNSURE, None)
    shares = {priority: round(sum(sorted(given)) / len(codings), DECIMALS) for priority, given in votes.items()}
    ranked = sorted(shares.items(), key=lambda share: (-share[1], share[0]))
    best, share = ranked[0] if ranked else (UNSURE, 0.0)
    next_ = ranked[1][1] if len(ranked) > 1 else 0.0
    if share < least_probability or share - next_ < least_lead:
        return UNSURE, round(1 - share, DECIMALS)
    return best, share


def clean(text: str) -> str:
    """The part of a text that is read, without masking's placeholders."""
    return PLACEHOLDER.sub(" ", text[:MAX_CHARACTERS])


def count_words(texts: Sequence[str]) -> tuple[list[str], csr_matrix]:
    """The distinct words in alphabetical order, and how often each text has each: shape (n_texts, n_words)."""
    if not any(re.search(TOKEN, text) for text in texts):
        return [], csr_matrix((len(texts), 0))
    vectorizer = CountVectorizer(token_pattern=TOKEN, strip_accents="unicode")
    counts = vectorizer.fit_transform(texts)
    return list(vectorizer.get_feature_names_out()), csr_matrix(counts)


def _says_something(word: str) -> bool:
    return len(word) > 2 and word.isalpha() and word not in ENGLISH_STOP_WORDS


def _reason(words: Sequence[str], nearest: str) -> str:
    """'words like “therapist”, “waiting”; closest example: “My son waited two years…”'."""
    example = nearest if len(nearest) <= 90 else nearest[:89].rsplit(" ", 1)[0] + "…"
    spoken = f"words like {', '.join(f'“{word}”' for word in words)}; " if words else ""
    return f"{spoken}closest example: “{example}”"


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
