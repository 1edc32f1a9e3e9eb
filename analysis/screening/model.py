"""A small linear model beside the rules: hears what no rule says outright. Its weights are numbers in weights.csv.

It reads words the lexicon knows, each as the kind of word it is (a relative, a blow, a fear…), alone, next to each
other and in company: so what it learned of an uncle holds for a stepfather. Beside them it reads the words as they are
spelt, in groups of three to five letters and in pairs, so that unknown and misspelt words count, too. Logistic
regression, learned from phrases.csv by analysis/screening/training.py; scored here in plain Python.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

from analysis.screening.lexicon import STOP, Lexicon
from analysis.screening.rules import HIGH, MEDIUM, Hit, default_rules

_KINDS = """
KIN KID AUTH HE ME MY I NEG HIT HURT TOUCH SEXWORD NUDES PICS DIE UNALIVE SELFHARM MYSELF FEAR SAFE HOME ROOM
NIGHT DRUNK HUNGRY FOOD WEAPON BULLY SECRET RUN BODY PARTS CHEMIST VULN ANYKID"""
KINDS = tuple(_KINDS.split())
# Kinds of words that speak of harm by themselves.
_HARM = "HIT HURT TOUCH SEXWORD NUDES DIE UNALIVE SELFHARM DRUNK HUNGRY WEAPON BULLY"
HARM = frozenset(_HARM.split())
# Chosen on the development parts (docs/decisions/0013). A text of n pieces has n chances to be wrong: Bonferroni's
# correction multiplies the odds it must show by n, so that the bar holds for whole comments.
LEAST = -0.3  # logarithm of the odds of harm for a text of one piece
LEAST_HIGH, LEAST_CATEGORY = 0.15, 0.7  # probabilities
SURE = 1.3  # so much above the bar is high without a word of harm
MOST_OF_LETTERS = 4.0  # more than the letters lend to any phrase found: without hope, they are not read
UNSURE = "worrying words"  # the category where the words name no kind of harm
WINDOW, STEP = 16, 8  # words of a long sentence read at a time
NEAR = 4  # telling words that keep each other company
INTERCEPT = "(intercept)"
SIZES = (3, 4, 5)  # letters in a group; the space on either side of a word is one
CACHED = 50_000  # words
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


@dataclass(frozen=True)
class Weights:
    """feature → how much it speaks for harm; for harm that is grave; for each category of harm."""

    harm: Mapping[str, float]
    grave: Mapping[str, float]
    categories: Mapping[str, Mapping[str, float]]
    letters: Mapping[str, float] = field(default_factory=dict)


def groups(word: str) -> list[str]:
    """The groups of letters of one word, with the space before and after it."""
    framed = f" {word} "
    return [framed[start : start + size] for size in SIZES for start in range(len(framed) - size + 1)]


def spelt_words(folded: str) -> tuple[list[str], list[str]]:
    """The different words of a folded text, and the different pairs of neighbours, each in order."""
    words = _WORD.findall(folded)
    return list(dict.fromkeys(words)), list(dict.fromkeys(f"{one}_{other}" for one, other in pairwise(words)))


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
        self._spelt: dict[str, float] = {}

    def hits(self, codes: str, spelling: Callable[[int, int], str], known: Sequence[tuple[int, int]] = ()) -> list[Hit]:
        """The pieces that probably tell of harm; not those that touch what the rules have already judged.

        spelling: the folded text from one word of the reading to another (end not included).
        """
        if self.signals.isdisjoint(codes):
            return []
        tried = list(pieces(codes))
        least = LEAST + math.log(len(tried) or 1)
        fresh = ((start, end) for start, end in tried if not any(begin < end and start < stop for begin, stop in known))
        found = (self._hit(codes, spelling, start, end, least) for start, end in fresh)
        return [hit for hit in found if hit]

    def spelt(self, folded: str) -> float:
        """How much the letters of a piece speak for harm, beside what its kinds of words say."""
        words, pairs = spelt_words(folded)
        return math.fsum(map(self._of_word, words)) + math.fsum(self.weights.letters.get(pair, 0.0) for pair in pairs)

    def _of_word(self, word: str) -> float:
        known = self._spelt.get(word)
        if known is None:
            if len(self._spelt) >= CACHED:
                self._spelt.clear()
            known = self._spelt[word] = math.fsum(self.weights.letters.get(group, 0.0) for group in groups(word))
        return known

    def _hit(self, codes: str, spelling: Callable[[int, int], str], start: int, end: int, least: float) -> Hit | None:
        piece = codes[start:end]
        if self.signals.isdisjoint(piece):
            return None
        shown = features(piece, self.labels, self.fillers)
        harm = _sum(self.weights.harm, shown)
        if harm + MOST_OF_LETTERS < least:
            return None
        harm = round(harm + self.spelt(spelling(start, end)), 6)
        if harm < least:
            return None
        is_plain = harm >= least + SURE or not HARM.isdisjoint(shown)
        is_grave = is_plain and _logistic(_sum(self.weights.grave, shown)) >= LEAST_HIGH
        start, end = self._deciding(codes, spelling, start, end, least)
        return Hit(start, end, HIGH if is_grave else MEDIUM, self._category(shown))

    def _harm(self, codes: str, spelling: Callable[[int, int], str], start: int, end: int) -> float:
        """How much these words speak for harm: the logarithm of the odds."""
        shown = features(codes[start:end], self.labels, self.fillers)
        return round(_sum(self.weights.harm, shown) + self.spelt(spelling(start, end)), 6)

    def _deciding(
        self, codes: str, spelling: Callable[[int, int], str], start: int, end: int, least: float
    ) -> tuple[int, int]:
        """The words without those at either end that the model did not need."""
        while end - start > 1 and self._harm(codes, spelling, start, end - 1) >= least:
            end -= 1
        while end - start > 1 and self._harm(codes, spelling, start + 1, end) >= least:
            start += 1
        return start, end

    def _category(self, shown: set[str]) -> str:
        """What kind of harm the words speak of, if they do."""
        scores = {name: _logistic(_sum(table, shown)) for name, table in self.weights.categories.items()}
        likeliest = max(sorted(scores), key=scores.__getitem__)
        return likeliest if scores[likeliest] >= LEAST_CATEGORY and not HARM.isdisjoint(shown) else UNSURE


def _sum(table: Mapping[str, float], shown: set[str]) -> float:
    """Rounded: the order of a set must not decide anything."""
    return round(table[INTERCEPT] + math.fsum(table.get(feature, 0.0) for feature in shown), 6)


def _logistic(total: float) -> float:
    """Never too large for exp: totals are cut off where the answer is certain anyway."""
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, round(total, 6)))))


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
    with Path(__file__).with_name("letters.csv").open(encoding="utf-8", newline="") as file:
        letters = {row["feature"]: float(row["harm"]) for row in csv.DictReader(file)}
    harm, grave = columns.pop("harm"), columns.pop("grave")
    return Model(Weights(harm, grave, columns, letters), default_rules().lexicon)
