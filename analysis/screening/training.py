"""Learns weights.csv from the training part of phrases.csv: python -m analysis.screening.training

Run it after a change of phrases, lexicon or features; a test says when the file is out of date. Same phrases, same
weights. Phrases in other languages are left to the rules.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from analysis.screening.lexicon import STOP
from analysis.screening.model import INTERCEPT, features, labels_of
from analysis.screening.reader import read
from analysis.screening.rules import HIGH, NONE, default_rules

HOME = Path(__file__).parent
STRENGTH = 1.0  # inverse of regularisation
ORDINARY = 3.0  # how much worse it is to stop an ordinary phrase, of which there are far more in life
LEAST_OFTEN = 2  # phrases that must show a feature
LEAST_WEIGHT = 0.02


@dataclass(frozen=True, slots=True)
class Phrase:
    """An invented sentence and what it is to be called. part: train, dev or test, by hash of near-alike phrasings."""

    severity: str
    category: str
    lang: str
    kind: str
    part: str
    text: str


def phrases(*parts: str) -> list[Phrase]:
    """The phrases of these parts."""
    with (HOME / "phrases.csv").open(encoding="utf-8", newline="") as file:
        return [phrase for phrase in (Phrase(**row) for row in csv.DictReader(file)) if phrase.part in parts]


def learned() -> str:
    """The text of weights.csv."""
    lines = [phrase for phrase in phrases("train") if phrase.lang == "en"]
    rules = default_rules()
    labels = labels_of(rules.lexicon)
    fillers = frozenset(rules.lexicon.codes[word] for word in rules.lexicon.filler)
    shown = [features(read(line.text, rules.lexicon).codes.replace(STOP, ""), labels, fillers) for line in lines]
    counter = CountVectorizer(analyzer=sorted, binary=True, min_df=LEAST_OFTEN).fit(shown)
    rows = counter.transform(shown)
    is_harm = np.array([line.severity != NONE for line in lines])
    columns = {"harm": _weights(rows, is_harm, {True: 1.0, False: ORDINARY})}
    harm = [line for line in lines if line.severity != NONE]
    columns["grave"] = _weights(rows[is_harm], np.array([line.severity == HIGH for line in harm]))
    for category in sorted({line.category for line in harm}):
        columns[category] = _weights(rows[is_harm], np.array([line.category == category for line in harm]))
    names = [INTERCEPT, *counter.get_feature_names_out()]
    return "".join(_csv(names, columns))


def _weights(rows: object, truth: NDArray[np.bool_], balance: object = "balanced") -> NDArray[np.float64]:
    """Intercept, then one weight for each feature."""
    model = LogisticRegression(C=STRENGTH, class_weight=balance, max_iter=1000).fit(rows, truth)
    return np.concatenate([model.intercept_, model.coef_[0]])


def _csv(names: list[str], columns: dict[str, NDArray[np.float64]]) -> Iterator[str]:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["feature", *columns])
    for place, name in enumerate(names):
        weights = [float(column[place]) for column in columns.values()]
        kept = [f"{weight:.2f}" if abs(weight) >= LEAST_WEIGHT or not place else "" for weight in weights]
        if any(kept):
            writer.writerow([name, *kept])
    yield target.getvalue()


if __name__ == "__main__":
    (HOME / "weights.csv").write_text(learned(), encoding="utf-8")
