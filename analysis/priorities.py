"""Comment or theme → one of the six strategic priorities, none of them, or unsure: always with a reason.

The front door: the codebook is read by `priority_codebook`, `priority_model` learns from it, `priority_people` holds
what people decided, `priority_shares` sums up a theme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
from analysis.priority_readers import CLOSE, FAST, REMEMBERED, can_read_closely, reader, remember
from analysis.priority_shares import map_theme, priority_shares
from analysis.workers import Hands

if TYPE_CHECKING:
    from analysis.priority_model import PriorityMapper

__all__ = [
    "CLOSE",
    "CODEBOOK",
    "FAST",
    "BadPriorities",
    "PersonCoding",
    "PriorityCodebook",
    "StrategicPriority",
    "can_read_closely",
    "default_mapper",
    "load_priorities",
    "map_comments",
    "map_theme",
    "mapping",
    "priority_shares",
]


@cache
def default_mapper(reading: str = FAST) -> PriorityMapper:
    """Trained on the shipped codebook; made once for each process: FAST in about 2 s, CLOSE in a second or two more."""
    from analysis.priority_model import PriorityMapper  # scikit-learn takes a second to load: only who maps waits

    codebook = load_priorities()
    return PriorityMapper(reader(reading), names=codebook.names).fit(*codebook.training_rows())


def map_comments(
    comments: Sequence[Comment],
    texts: Sequence[str],
    vectors: NDArray[np.float32] | None = None,
    codings: Sequence[PersonCoding] = (),
    reading: str = FAST,
) -> tuple[PriorityCoding, ...]:
    """One coding for each comment, in the order given; what a person decided stands, and the machine learns from it.

    texts: what may be read of each comment (masked), shape (n,). vectors: of shape (n, d), made by the encoder of the
    reading; others, or None, are made again. codings: people's decisions; of a comment that is not among `comments`
    nothing can be learned, and it is passed over. reading: FAST for any number, or CLOSE, which agrees better with
    people (decision 10) and takes about 10 ms for each distinct text. Raises ValueError where a coding names no
    priority of the codebook, or a text is not a str; ModelMissing where CLOSE cannot be had.
    See PriorityMapper.map_comments for what a coding holds.
    """
    for comment, text in zip(comments, texts, strict=True):
        if not isinstance(text, str):
            raise ValueError(f'comment {comment.id!r}: its text is {text!r}, not text; write "" where nothing was said')
    machine = default_mapper(reading)
    decisions = decide(codings, machine.classes_)
    told = sorted(
        (text, decisions[comment.id].priority)
        for comment, text in zip(comments, texts, strict=True)
        if comment.id in decisions and decisions[comment.id].is_settled
    )
    mapper = _taught(reading, tuple(told)) if told else machine
    if vectors is not None and vectors.shape[1:] != mapper.vectors_.shape[1:]:
        vectors = None
    mapped = mapper.map_comments(comments, texts, vectors)
    return tuple(decisions[each.comment_id].over(each) if each.comment_id in decisions else each for each in mapped)


@contextmanager
def mapping(
    comments: Sequence[Comment], texts: Sequence[str], *, beside: Hands = 0
) -> Iterator[Callable[[], tuple[PriorityCoding, ...]]]:
    """`map_comments` read FAST, begun at once in as many processes beside this one; calling what it hands out waits."""
    from analysis.priority_mapping import CommentMapping

    machine = CommentMapping(default_mapper())
    with machine.under_way(comments, texts, beside=beside) as finished:
        yield finished


@lru_cache(maxsize=2)
def _taught(reading: str, told: tuple[tuple[str, str], ...]) -> PriorityMapper:
    return default_mapper(reading).taught([text for text, _ in told], [priority for _, priority in told])


def read_codebook_anew() -> None:
    """Write the vectors that are shipped: `python -m analysis.priorities`, after a change of the codebook."""
    from analysis.word_features import clean

    texts, _ = load_priorities().training_rows()
    remember([clean(text) for text in texts], REMEMBERED)


if __name__ == "__main__":
    read_codebook_anew()
