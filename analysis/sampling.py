"""Which comments two people code blind: a random sample spread over groups and themes. Pure: ids in, ids out.

Stratified systematic sampling (W. G. Madow, 1949): comments are listed group by group, each in an order drawn by
chance, and every so-many-th is taken. Each comment has the same chance, so shares of the sample need no weights; each
stratum has its share, to within one comment. Order and start are hashes of the seed: the same for any order of rows.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from fractions import Fraction

LEAST_SHARE = Fraction(1, 10)  # of all comments
LEAST = 50


def least_size(comments: int) -> int:
    """How many of so many comments are coded twice: a tenth, fifty at least, all where there are no more."""
    if comments < 0:
        raise ValueError("there cannot be fewer than no comments")
    return min(comments, max(LEAST, math.ceil(comments * LEAST_SHARE)))


def draw(strata: Mapping[str, str], size: int, *, seed: int = 0) -> tuple[str, ...]:
    """So many ids, in the order in which they are coded: one drawn by chance, so that no theme comes in a row.

    strata: id of a comment → its stratum, whatever names it. Raises ValueError where there are fewer comments than
    `size`, or `size` is negative.
    """
    if not 0 <= size <= len(strata):
        raise ValueError(f"{size} of {len(strata)} comments cannot be drawn; choose between 0 and {len(strata)}")
    listed = sorted(strata, key=lambda comment: (strata[comment], _chance(seed, "draw", comment), comment))
    start = Fraction(_chance(seed, "start", ""), 2**256)
    taken = [listed[math.floor((place + start) * len(listed) / size)] for place in range(size)]
    return tuple(sorted(taken, key=lambda comment: (_chance(seed, "order", comment), comment)))


def _chance(seed: int, what: str, comment: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}\n{what}\n{comment}".encode()).digest())
