"""What a person should read first, and how much may be accepted unread at which accuracy. Pure functions of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import DECIMALS, Coding

CUTOFFS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)

Floats = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Acceptance:
    """If comments are accepted whose every probability is below `cutoff` or above 1 - `cutoff`.

    share of comments accepted, 0..1; accuracy: share of those with exactly the right themes, None where none is
    accepted; rest_accuracy: the same of the others. comments: how many the shares rest on.
    """

    cutoff: float
    share: float
    accuracy: float | None
    rest_accuracy: float | None
    comments: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ToRead:
    """A comment in the order of reading: doubt, 0 (sure) to 1 (a coin's toss); consequence as it was given, over 0."""

    comment_id: str
    doubt: float
    consequence: float


def acceptance_table(probabilities: Floats, truth: Truth, cutoffs: Sequence[float] = CUTOFFS) -> tuple[Acceptance, ...]:
    """Share against accuracy, a row per cutoff, strictest first, from probabilities that have not seen the truth.

    probabilities in 0..1 (out of fold: ThemeCoder.held_out_proba_) and truth, both of shape (n_comments, n_themes).
    A theme counts as coded from a probability of .5. Raises ValueError for other shapes, no comments, or a cutoff
    outside 0..0.5.
    """
    probabilities, truth = np.asarray(probabilities, np.float64), np.asarray(truth, np.bool_)
    if probabilities.shape != truth.shape or probabilities.ndim != 2 or not len(truth):
        raise ValueError(f"probabilities {probabilities.shape} and truth {truth.shape} must be equal tables, not empty")
    if any(not 0 < cutoff <= 0.5 for cutoff in cutoffs):
        raise ValueError("a cutoff is more than 0 and at most 0.5")
    right = ((probabilities >= 0.5) == truth).all(axis=1)
    least_sure = np.minimum(probabilities, 1 - probabilities).max(axis=1, initial=0.0)
    return tuple(_acceptance(cutoff, least_sure <= cutoff, right) for cutoff in sorted(cutoffs))


def _acceptance(cutoff: float, accepted: Truth, right: Truth) -> Acceptance:
    return Acceptance(
        cutoff=cutoff,
        share=round(float(accepted.mean()), DECIMALS),
        accuracy=_share(right[accepted]),
        rest_accuracy=_share(right[~accepted]),
        comments=len(right),
    )


def read_first(
    comment_ids: Sequence[str], probabilities: Floats, consequence: Mapping[str, float] | None = None
) -> tuple[ToRead, ...]:
    """All comments, those first where a wrong coding is most likely and matters most: doubt times consequence.

    probabilities: shape (n_comments, n_themes); a comment's doubt is that of its least certain theme. consequence: how
    much hangs on each comment, 1 where it is not named (see `consequence_of`). Equals by id, so the order is always
    the same. Raises ValueError where the shapes do not fit or a consequence is negative.
    """
    probabilities = np.asarray(probabilities, np.float64)
    if probabilities.ndim != 2 or len(probabilities) != len(comment_ids):
        raise ValueError(f"{len(comment_ids)} comments need as many rows of probabilities, not {probabilities.shape}")
    weights = consequence or {}
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("a consequence is 0 or more")
    doubts = (1 - np.abs(2 * probabilities - 1)).max(axis=1, initial=0.0)
    rows = [
        ToRead(comment_id=comment, doubt=round(float(doubt), DECIMALS), consequence=float(weights.get(comment, 1.0)))
        for comment, doubt in zip(comment_ids, doubts, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.doubt * row.consequence, row.comment_id)))


def consequence_of(codings: Sequence[Coding], stands_for: Mapping[str, int] | None = None) -> dict[str, float]:
    """How much of a theme hangs on each comment: the copies it stands for, over the size of its smallest theme.

    stands_for: comment → how many comments share its text, itself included; 1 where it is not named. In 0..1.
    """
    copies = stands_for or {}
    sizes: Counter[str] = Counter()
    for coding in codings:
        sizes[coding.theme_id] += copies.get(coding.comment_id, 1)
    most: dict[str, float] = {}
    for coding in codings:
        share = copies.get(coding.comment_id, 1) / sizes[coding.theme_id]
        most[coding.comment_id] = max(most.get(coding.comment_id, 0.0), share)
    return most


def _share(right: Truth) -> float | None:
    return round(float(right.mean()), DECIMALS) if len(right) else None
