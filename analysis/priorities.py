"""Comment or theme → one of the six strategic priorities, none of them, or unsure: always with a reason.

The front door: the codebook is read by `priority_codebook`, `priority_model` learns from it, `priority_people` holds
what people decided, `priority_shares` sums up a theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import PriorityCoding
from analysis.corpus import Comment
from analysis.priority_codebook import (
    CODEBOOK,
    BadPriorities,
    PriorityCodebook,
    StrategicPriority,
    load_priorities,
)
from analysis.priority_people import PersonCoding, decide
from analysis.priority_shares import map_theme, priority_shares

if TYPE_CHECKING:
    from analysis.priority_model import PriorityMapper

__all__ = [
    "CODEBOOK",
    "BadPriorities",
    "PersonCoding",
    "PriorityCodebook",
    "StrategicPriority",
    "default_mapper",
    "load_priorities",
    "map_comments",
    "map_theme",
    "priority_shares",
]


@cache
def default_mapper() -> PriorityMapper:
    """Trained on the shipped codebook with the default encoder; made once for each process (under 2 s)."""
    from analysis.priority_model import PriorityMapper  # scikit-learn takes a second to load: only who maps waits

    codebook = load_priorities()
    return PriorityMapper(names=codebook.names).fit(*codebook.training_rows())


def map_comments(
    comments: Sequence[Comment],
    texts: Sequence[str],
    vectors: NDArray[np.float32] | None = None,
    codings: Sequence[PersonCoding] = (),
) -> tuple[PriorityCoding, ...]:
    """One coding for each comment, in the order given; what a person decided stands, and the machine learns from it.

    texts: what may be read of each comment (masked), shape (n,). vectors: of shape (n, d), made by the default
    encoder; others, or None, are made again. codings: people's decisions; of a comment that is not among `comments`
    nothing can be learned, and it is passed over. Raises ValueError where a coding names no priority of the codebook.
    See PriorityMapper.map_comments for what a coding holds.
    """
    for comment, text in zip(comments, texts, strict=True):
        if not isinstance(text, str):
            raise ValueError(f'comment {comment.id!r}: its text is {text!r}, not text; write "" where nothing was said')
    decisions = decide(codings, default_mapper().classes_)
    told = sorted(
        (text, decisions[comment.id].priority)
        for comment, text in zip(comments, texts, strict=True)
        if comment.id in decisions and decisions[comment.id].is_settled
    )
    mapper = _taught(tuple(told)) if told else default_mapper()
    if vectors is None or vectors.shape[1:] != mapper.vectors_.shape[1:]:
        vectors = mapper.encode(texts)
    mapped = mapper.map_comments(comments, texts, vectors)
    return tuple(decisions[each.comment_id].over(each) if each.comment_id in decisions else each for each in mapped)


@lru_cache(maxsize=2)
def _taught(told: tuple[tuple[str, str], ...]) -> PriorityMapper:
    return default_mapper().taught([text for text, _ in told], [priority for _, priority in told])
