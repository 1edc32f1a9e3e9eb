"""Comments → codings, with a fitted PriorityMapper: copies once, the question weighed in, doubt and reason in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import DECIMALS, NONE, UNSURE, PriorityCoding
from analysis.corpus import Comment
from analysis.priority_reasons import Voice, in_words
from analysis.word_features import clean, is_shouted
from analysis.workers import Hands, in_parts, workers

if TYPE_CHECKING:
    from analysis.priority_model import PriorityMapper

CHUNK = 1_000  # distinct comments mapped at a time: bounds memory, never changes a result
QUESTION_WEIGHT = 0.15  # power of the question's own meaning: tips a balance, never outweighs the words
LETTER = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")
UNREADABLE = "no words that the machine can read: a person should look"

Floats = NDArray[np.float64]
Outcome = tuple[str, float, str, float, str]  # priority, probability, second, second_probability, reason


class CommentMapping:
    """What one run over many comments keeps: the questions asked, and what words were found to say."""

    def __init__(self, mapper: PriorityMapper) -> None:
        self.mapper = mapper
        self.voice = Voice(mapper)
        self.factors: dict[str, Floats] = {}

    def codings(
        self, comments: Sequence[Comment], texts: Sequence[str], vectors: NDArray[np.float32] | None
    ) -> tuple[PriorityCoding, ...]:
        """One for each comment, in the order given."""
        with self.under_way(comments, texts, vectors) as finished:
            return finished()

    @contextmanager
    def under_way(
        self,
        comments: Sequence[Comment],
        texts: Sequence[str],
        vectors: NDArray[np.float32] | None = None,
        beside: Hands = 0,
    ) -> Iterator[Callable[[], tuple[PriorityCoding, ...]]]:
        """The mapping goes on in as many processes beside this one; calling what is handed out waits for them."""
        self._learn_questions({comment.question for comment in comments})
        asked = zip((comment.question for comment in comments), texts, strict=True)
        first: dict[tuple[str, str], int] = {}
        copies = [first.setdefault(said, place) for place, said in enumerate(asked)]
        parts = (
            (
                [comments[place].question for place in part],
                [texts[place] for place in part],
                None if vectors is None else vectors[part],
            )
            for part in in_parts(list(first.values()), CHUNK)
        )
        with workers(beside, self) as work:
            mapped = work.each(CommentMapping.outcomes, parts)

            def finished() -> tuple[PriorityCoding, ...]:
                outcomes = dict(zip(first.values(), chain.from_iterable(mapped), strict=True))
                codings = zip(comments, (outcomes[place] for place in copies), strict=True)
                return tuple(_coding(comment, *outcome) for comment, outcome in codings)

            yield finished

    def outcomes(self, part: tuple[Sequence[str], Sequence[str], NDArray[np.float32] | None]) -> list[Outcome]:
        """Of questions, texts and, where they are known, vectors of these."""
        questions, texts, vectors = part
        if vectors is None:
            vectors = self.mapper.encode(texts)
        shouted = [place for place, text in enumerate(texts) if is_shouted(text)]
        if shouted:  # capitals mean something else to an encoder
            vectors[shouted] = self.mapper.encode([texts[place] for place in shouted])
        readable = [clean(text) for text in texts]
        likeness = self.mapper.likeness(vectors)
        scores = self.mapper.word_scores(readable) + self.mapper.meaning_scores(likeness)
        weighed = self.mapper.probabilities(scores) * np.array([self.factors[question] for question in questions])
        weighed = np.round(weighed / weighed.sum(axis=1, keepdims=True), DECIMALS)
        order = np.argsort(-weighed, axis=1, kind="stable")[:, :2]
        words = self.voice.words(readable, order[:, 0])
        nearest = self.voice.nearest(likeness, order[:, 0])
        return [self._outcome(*row) for row in zip(readable, weighed, order, words, nearest, strict=True)]

    def _outcome(
        self, text: str, weighed: Floats, order: NDArray[np.intp], words: Sequence[str], nearest: str
    ) -> Outcome:
        mapper = self.mapper
        first, second = (str(mapper.classes_[place]) for place in order)
        top, next_ = (float(weighed[place]) for place in order)
        if not LETTER.search(text):
            even = round(1 / len(mapper.classes_), DECIMALS)
            return UNSURE, round(1 - even, DECIMALS), NONE, even, UNREADABLE
        reason = in_words(words, nearest)
        if top < mapper.least_probability or top - next_ < mapper.least_lead:
            doubt = f"could be {self._name(first)} or {self._name(second)}; {reason}"
            return UNSURE, round(1 - top, DECIMALS), first, top, doubt
        return first, top, second, next_, reason

    def _name(self, priority: str) -> str:
        return (self.mapper.names or {}).get(priority, priority)

    def _learn_questions(self, questions: set[str]) -> None:
        """How much a question's wording favours each class; an unasked question and NONE favour nothing."""
        mapper = self.mapper
        self.factors = dict.fromkeys(questions, np.ones(len(mapper.classes_)))
        asked = sorted(question for question in questions if LETTER.search(question))
        mapped = mapper.classes_ != NONE
        for question, row in zip(asked, mapper.predict_proba(asked), strict=True):
            logs = np.where(mapped, np.log(row), 0.0)
            centred = np.where(mapped, logs - logs[mapped].mean(), 0.0)
            self.factors[question] = np.exp(QUESTION_WEIGHT * np.clip(centred, -2.0, 2.0))


def _coding(
    comment: Comment, priority: str, probability: float, second: str, second_probability: float, reason: str
) -> PriorityCoding:
    return PriorityCoding(
        comment_id=comment.id,
        priority=priority,
        probability=probability,
        second=second,
        second_probability=second_probability,
        reason=reason,
    )
