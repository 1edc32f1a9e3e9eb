"""Topics of points → themes of comments: one to three, or "not sure", or none, each with a probability."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.points import Points, Topics
from analysis.topics import NO_TOPIC

UNDECIDED = -2  # may be about a topic: a person should look
MOST_THEMES = 3  # of one comment
# by benchmarks/calibration.py, as people coded: of likeliest themes at .3 to .4 two in five are right, below .3 fewer
LIKELY = 0.3  # probability from which a comment is put into its likeliest theme …
SECOND_THEME = 0.45  # … and into one more …
SECOND_SHARE = 0.25  # … if that much of the comment is about it: a mention in passing is not a theme
POSSIBLE = 0.2  # from here a comment may belong somewhere: "not sure"; below it fits no theme

Coded = list[dict[int, float]]  # for each comment: topic, UNDECIDED or NO_TOPIC → probability, best first


def code(copies: NDArray[np.int64], points: Points, topics: Topics) -> Coded:
    """What each comment is about; a copy shares the coding of the comment it copies."""
    coded = {comment: _topics_of(places, topics) for comment, places in points.of_comment.items()}
    return [coded[original] for original in copies.tolist()]


def _topics_of(places: Sequence[int], topics: Topics) -> dict[int, float]:
    """The probability of UNDECIDED is that of the likeliest topic; of NO_TOPIC, that it is right that nothing fits."""
    labels = topics.labels[list(places)].tolist()
    probability = topics.probability[list(places)].tolist()
    best: dict[int, float] = {}
    for topic, sure in zip(labels, probability, strict=True):
        if topic != NO_TOPIC:
            best[topic] = max(best.get(topic, 0.0), sure)
    ranked = sorted(best.items(), key=lambda each: (-each[1], each[0]))
    if not ranked or ranked[0][1] < POSSIBLE:
        return {NO_TOPIC: round(1 - max(probability, default=0.0), 4)}
    if ranked[0][1] < LIKELY:
        return {UNDECIDED: round(ranked[0][1], 4)}
    uses = Counter(labels)
    more = [topic for topic, sure in ranked[1:] if sure >= SECOND_THEME and uses[topic] >= SECOND_SHARE * len(places)]
    return {topic: round(best[topic], 4) for topic in (ranked[0][0], *more[: MOST_THEMES - 1])}
