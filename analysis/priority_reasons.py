"""Why a comment was mapped to a priority, in words: which of its words spoke for it, which example is closest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import DECIMALS
from analysis.words import COMMON_WORDS

if TYPE_CHECKING:
    from analysis.priority_model import PriorityMapper

WORD = re.compile(r"\w[\w'’]*")
BATCH = 4_000  # words asked about at a time
MOST_EFFECTS = 200_000

Floats = NDArray[np.float64]


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


def in_words(words: Sequence[str], nearest: str) -> str:
    """'words like “therapist”, “waiting”; closest in the codebook: My son waited two years…'.

    Only words of the comment itself stand in quotation marks.
    """
    example = nearest if len(nearest) <= 90 else nearest[:89].rsplit(" ", 1)[0] + "…"
    spoken = f"words like {', '.join(f'“{word}”' for word in words)}; " if words else ""
    return f"{spoken}closest in the codebook: {example}"
