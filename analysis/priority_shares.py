"""A theme's comments → how much of it belongs to each priority, doubt shared out, and the one it goes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from analysis.codebook import DECIMALS, UNSURE, PriorityCoding

CLASSES = 7  # the six, and none of them
LEAST_SHARE = 0.25  # of a theme that its priority needs at least …
LEAST_LEAD = 1.25  # … and how many times the next share: below either people should look


def priority_shares(codings: Sequence[PriorityCoding]) -> dict[str, float]:
    """Share of a theme's comments by priority id, NONE included, largest first; they add up to 1 at most.

    A comment counts for its first and its second priority by their probabilities, an unsure one too: it counts little
    for each. What the two leave over is doubt, and is nobody's. Three comments that are half one thing and half another
    do not become three of the first.
    """
    shares: dict[str, float] = defaultdict(float)
    for coding in codings:
        if coding.priority != UNSURE:
            shares[coding.priority] += coding.probability
        if coding.second and coding.second != UNSURE:
            shares[coding.second] += coding.second_probability
    ranked = sorted(shares.items(), key=lambda share: (-round(share[1], DECIMALS), share[0]))
    return {priority: round(share / len(codings), DECIMALS) for priority, share in ranked}


def map_theme(codings: Sequence[PriorityCoding]) -> tuple[str, float]:
    """The priority with the largest share of a theme, and that share (0..1), NONE being one of those.

    UNSURE where the theme is truly split (the largest share is less than 1.25 times the next) or nearly all doubt (it
    is less than a quarter). The share is smoothed by
    one comment that is spread evenly, so that a theme of two is not certain. With UNSURE comes the probability that
    the largest is wrong; no comments at all are UNSURE with 0.
    """
    shares = list(priority_shares(codings).items())
    if not shares:
        return UNSURE, 0.0
    smoothed = [(priority, (share * len(codings) + 1 / CLASSES) / (len(codings) + 1)) for priority, share in shares]
    (best, most), next_ = smoothed[0], smoothed[1][1] if len(smoothed) > 1 else 0.0
    if most < max(LEAST_SHARE, LEAST_LEAD * next_):
        return UNSURE, round(1 - most, DECIMALS)
    return best, round(most, DECIMALS)
