"""A theme's comments → those that people read as evidence: typical ones, its width, and who speaks against the rest.

Shown are ids; whoever shows the words asks consent and withholding first (analysis/report.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from analysis.redaction.spans import MASK
from analysis.words import carries_meaning, word_list, words

MOST_EVIDENCE = 20_000  # comments of one theme that are looked at at all
MOST_TYPICAL = 8
MOST_DIVERSE = 5
MOST_DISSENTING = 5
READABLE = range(6, 61)  # words of a comment that is read at a glance
LESS_READABLE = 0.6  # what closeness counts in a comment outside of that
CANDIDATES = 200  # comments looked at for typical excerpts
WIDTH = 400  # comments looked at for diverse ones: the closest; what is farther may not belong
TAKING_SIDES = 2_000  # comments looked at for dissent
FEWEST_WORDS = 3  # that carry meaning beside contact details
TOO_ALIKE = 0.9  # cosine of two excerpts
FEWEST_SIDES = 5  # comments with a side before a theme has a majority
POSITIONS, TONES = 0.3, 0.35  # share of a theme's comments with words of a side before it has one
MAJORITY = 2 / 3  # of those with a side
CLEAR = 1  # how many more words of one side than of the other give a comment that side
REACH = 3  # words before a word of tone in which a denial turns it
_NO_EVIDENCE = word_list("excerpts", "keeping_in_touch")
_FOR, _AGAINST = word_list("excerpts", "for"), word_list("excerpts", "against")
_GOOD, _BAD = word_list("excerpts", "good"), word_list("excerpts", "bad")
_DENYING = word_list("excerpts", "denying")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What may be quoted for one theme: distinct comments (one of each group of copies), each with its best point.

    comments: their positions. texts: their masked words. rows: features of the best point, of length 1, shape
    (n_comments, n_features). closeness: cosine of that point to the theme's centre, shape (n_comments,).
    """

    comments: tuple[int, ...]
    texts: tuple[str, ...]
    rows: Floats
    closeness: Floats

    def only(self, places: Sequence[int]) -> Evidence:
        """The same with these places alone, in this order."""
        chosen = list(places)
        comments, texts = tuple(self.comments[at] for at in chosen), tuple(self.texts[at] for at in chosen)
        return Evidence(comments, texts, self.rows[chosen], self.closeness[chosen])


@dataclass(frozen=True, slots=True)
class Chosen:
    """Positions of comments, best first; dissenting is empty where nobody speaks against the rest."""

    typical: tuple[int, ...] = ()
    diverse: tuple[int, ...] = ()
    dissenting: tuple[int, ...] = ()


def choose(evidence: Evidence) -> Chosen:
    """Up to eight typical, five diverse and five dissenting comments; the same in any order of the evidence.

    Typical: near the centre, unlike one another, of readable length. Diverse: farthest-point traversal from the most
    typical one (T. Gonzalez, 1985), among those not shown as typical where enough are left. Dissenting: see
    `dissenting`. A comment of nothing but contact details is never shown.
    """
    ranked = _ranked(evidence)
    if not ranked:
        return Chosen()
    typical = _unlike(evidence, ranked[:CANDIDATES])
    rest = [place for place in ranked[:WIDTH] if place not in typical]
    diverse = _farthest(evidence, typical[0], rest if len(rest) >= MOST_DIVERSE else ranked[1:])
    against = dissenting(evidence.only(ranked))
    return Chosen(_at(evidence, typical), _at(evidence, diverse), against)


def nearest(closeness: Floats, most: int = MOST_EVIDENCE) -> NDArray[np.int64]:
    """Places of so many comments nearest to the centre, in the order they stand in; of equally near ones the first."""
    return np.sort(np.argsort(-closeness, kind="stable")[:most]).astype(np.int64)


def dissenting(evidence: Evidence) -> tuple[int, ...]:
    """Comments that speak against what most of the theme say, the clearest first; empty without a clear majority.

    A comment's side is what it says for or against something; where too few say so, whether it speaks well or badly.
    A denial turns the side. A majority is two thirds of at least five comments that take a side.
    """
    for side, share in ((position, POSITIONS), (tone, TONES)):
        sides = np.array([side(text) for text in evidence.texts], np.int64)
        taken = np.abs(sides) >= CLEAR
        if taken.sum() >= max(FEWEST_SIDES, share * len(sides)):
            break
    else:
        return ()
    positive = float((sides[taken] > 0).mean())
    if max(positive, 1 - positive) < MAJORITY:
        return ()
    against = -sides if positive > 1 / 2 else sides
    ranked = sorted(np.flatnonzero(against >= CLEAR).tolist(), key=lambda at: (-against[at], at))
    return _at(evidence, _unlike(evidence, ranked, MOST_DISSENTING))


def position(text: str) -> int:
    """Words for something less words against it: "I agree" is 1, "I do not agree", "scrap it" are -1."""
    return _side(text, _FOR, _AGAINST)


def tone(text: str) -> int:
    """Words that praise less words that complain: "not helpful" is -1, "no problems" 1."""
    return _side(text, _GOOD, _BAD)


def _side(text: str, positive: frozenset[str], negative: frozenset[str]) -> int:
    said, total = words(text), 0
    for place, word in enumerate(said):
        sign = (word in positive) - (word in negative)
        if sign:
            denials = sum(each in _DENYING for each in said[max(0, place - REACH) : place])
            total += -sign if denials % 2 else sign
    return total


def says_something(masked: str) -> bool:
    """Whether anything is left beside contact details and asking to be rung."""
    said = [word for word in words(masked) if carries_meaning(word) and word not in _NO_EVIDENCE]
    return len(said) >= FEWEST_WORDS or not MASK.search(masked)


def _ranked(evidence: Evidence) -> list[int]:
    """Places of what may be shown, the most typical first, as many as are looked at; equals as the comments stand."""
    lengths = np.array([len(text.split()) for text in evidence.texts])
    fit = np.where((lengths >= READABLE.start) & (lengths < READABLE.stop), 1.0, LESS_READABLE)
    scores = np.round(fit * evidence.closeness, 5) if len(lengths) else lengths
    order = sorted(range(len(lengths)), key=lambda at: (-scores[at], evidence.comments[at]))
    return list(islice((at for at in order if says_something(evidence.texts[at])), TAKING_SIDES))


def _unlike(evidence: Evidence, ranked: Sequence[int], most: int = MOST_TYPICAL) -> list[int]:
    """The first of each set that is nearly alike."""
    chosen: list[int] = []
    for place in ranked:
        if len(chosen) < most and (evidence.rows[chosen] @ evidence.rows[place] < TOO_ALIKE).all():
            chosen.append(place)
    return chosen


def _farthest(evidence: Evidence, first: int, places: Sequence[int]) -> list[int]:
    """One after the other the place that is least like all before it; the first only starts."""
    left = [place for place in places if place != first]
    likeness = np.round(evidence.rows[left] @ evidence.rows[first], 5)
    chosen: list[int] = []
    while left and len(chosen) < MOST_DIVERSE:
        at = int(likeness.argmin())
        if likeness[at] >= TOO_ALIKE:
            break
        chosen.append(left[at])
        likeness = np.maximum(likeness, np.round(evidence.rows[left] @ evidence.rows[left[at]], 5))
    return chosen


def _at(evidence: Evidence, places: Sequence[int]) -> tuple[int, ...]:
    return tuple(evidence.comments[place] for place in places)
