"""A small linear model beside the rules: hears what no rule says outright. Its weights are numbers in weights.csv.

It reads words the lexicon knows, each as the kind of word it is (a relative, a blow, a fear…), alone, next to each
other and in company: so what it learned of an uncle holds for a stepfather. Logistic regression, learned from the
training part of phrases.csv by analysis/screening/training.py; scored here in plain Python.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from analysis.screening.lexicon import STOP, Lexicon
from analysis.screening.rules import HIGH, MEDIUM, Hit, default_rules

_KINDS = """
KIN KID AUTH HE ME MY I NEG HIT HURT TOUCH SEXWORD NUDES PICS DIE UNALIVE SELFHARM MYSELF FEAR SAFE HOME ROOM
NIGHT DRUNK HUNGRY FOOD WEAPON BULLY SECRET RUN BODY PARTS CHEMIST VULN ANYKID"""
KINDS = tuple(_KINDS.split())
LEAST, LEAST_HIGH = 0.85, 0.5  # probabilities, set on the development part (docs/decisions/0013)
WINDOW, STEP = 16, 8  # words of a long sentence read at a time
NEAR = 4  # telling words that keep each other company
INTERCEPT = "(intercept)"


@dataclass(frozen=True)
class Weights:
    """feature → how much it speaks for harm; for harm that is grave; for each category of harm."""

    harm: Mapping[str, float]
    grave: Mapping[str, float]
    categories: Mapping[str, Mapping[str, float]]


def labels_of(lexicon: Lexicon) -> dict[str, str]:
    """Code → the kind of word, or the word itself."""
    labels = {code: word for word, code in lexicon.codes.items() if word not in lexicon.aliases}
    for kind in reversed(KINDS):
        for word in lexicon.classes[kind]:
            labels[lexicon.codes[word]] = kind
    return labels


def features(codes: str, labels: Mapping[str, str], fillers: frozenset[str]) -> set[str]:
    """What a piece of a reading shows: words, neighbours, and telling words in company."""
    known = [(labels[code], code in fillers) for code in codes if code in labels]
    found = {label for label, is_filler in known if label in KINDS or not is_filler}
    found.update(
        f"{one} {other}"
        for (one, is_filler), (other, also) in pairwise(known)
        if not (is_filler and also) or one in KINDS or other in KINDS
    )
    telling = [label for label, is_filler in known if label in KINDS or not is_filler]
    for place, label in enumerate(telling):
        found.update(f"{label} … {other}" for other in telling[place + 1 : place + 1 + NEAR])
    return found


def pieces(codes: str) -> Iterator[tuple[int, int]]:
    """Where each sentence starts and ends; long ones in overlapping windows."""
    start = 0
    for sentence in codes.split(STOP):
        for begin in range(0, max(1, len(sentence) - STEP), STEP):
            if sentence:
                yield start + begin, start + min(begin + WINDOW, len(sentence))
        start += len(sentence) + 1


class Model:
    """The weights over one lexicon."""

    def __init__(self, weights: Weights, lexicon: Lexicon) -> None:
        self.weights = weights
        self.labels = labels_of(lexicon)
        self.fillers = frozenset(lexicon.codes[word] for word in lexicon.filler)
        self.signals = frozenset(
            code for code, label in self.labels.items() if weights.harm.get(label, 0.0) > 0 and code not in self.fillers
        )

    def hits(self, codes: str, known: Sequence[tuple[int, int]] = ()) -> list[Hit]:
        """The pieces that probably tell of harm; not those that touch what the rules have already judged."""
        if self.signals.isdisjoint(codes):
            return []
        fresh = (
            (start, end)
            for start, end in pieces(codes)
            if not any(begin < end and start < stop for begin, stop in known)
        )
        found = (self._hit(codes, start, end) for start, end in fresh)
        return [hit for hit in found if hit]

    def probability(self, codes: str) -> float:
        """That a piece of a reading tells of harm, 0 to 1."""
        return _logistic(self.weights.harm, features(codes, self.labels, self.fillers))

    def _hit(self, codes: str, start: int, end: int) -> Hit | None:
        piece = codes[start:end]
        if self.signals.isdisjoint(piece):
            return None
        shown = features(piece, self.labels, self.fillers)
        if _logistic(self.weights.harm, shown) < LEAST:
            return None
        severity = HIGH if _logistic(self.weights.grave, shown) >= LEAST_HIGH else MEDIUM
        scores = {name: _sum(table, shown) for name, table in self.weights.categories.items()}
        return Hit(start, end, severity, max(sorted(scores), key=scores.__getitem__))


def _sum(table: Mapping[str, float], shown: set[str]) -> float:
    """Rounded: the order of a set must not decide anything."""
    return round(table[INTERCEPT] + math.fsum(table.get(feature, 0.0) for feature in shown), 6)


def _logistic(table: Mapping[str, float], shown: set[str]) -> float:
    return 1.0 / (1.0 + math.exp(-_sum(table, shown)))


@cache
def default_model() -> Model:
    """The shipped weights, read once."""
    columns: dict[str, dict[str, float]] = {}
    with Path(__file__).with_name("weights.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            feature = row.pop("feature")
            for name, weight in row.items():
                if weight:
                    columns.setdefault(name, {})[feature] = float(weight)
    harm, grave = columns.pop("harm"), columns.pop("grave")
    return Model(Weights(harm, grave, columns), default_rules().lexicon)
