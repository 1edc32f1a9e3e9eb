"""Learns weights.csv and letters.csv from phrases.csv: python -m analysis.screening.training

Run it after a change of phrases, lexicon or features; a test says when the file is out of date. Same phrases, same
weights. Phrases in other languages are left to the rules.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import hstack
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from analysis.screening.folding import fold
from analysis.screening.lexicon import STOP, Lexicon
from analysis.screening.model import INTERCEPT, features, groups, labels_of, pieces, spelt_words
from analysis.screening.reader import read
from analysis.screening.rules import HIGH, NONE, default_rules

HOME = Path(__file__).parent
STRENGTH = 1.0  # inverse of regularisation
ORDINARY = 3.0  # how much worse it is to stop an ordinary phrase, of which there are far more in life
LEAST_OFTEN = 2  # phrases that must show a feature
LEAST_WEIGHT, LEAST_OF_LETTERS = 0.02, 0.005
SPELLING = 0.5  # how much a group of letters counts beside a kind of word
TAUGHT = ("train", "dev", "dev-2", "long")  # test, test-2 and long-test are for reporting


@dataclass(frozen=True, slots=True)
class Phrase:
    """An invented sentence and what it is to be called. part: train, dev or test, by hash of near-alike phrasings;
    dev-2 and test-2 were written later, by somebody who had not read the rules; long and long-test are stories of
    families and teams, most of them from the demonstration (kind demo), halved by hash of their first words.
    """

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


@dataclass(frozen=True, slots=True)
class Learned:
    """The texts of weights.csv and letters.csv."""

    weights: str
    letters: str


def learned(*parts: str) -> Learned:
    """What the phrases of these parts teach; of all that are not kept for reporting where none is named."""
    return learn([phrase for phrase in phrases(*(parts or TAUGHT)) if phrase.lang == "en"])


def learn(lines: Sequence[Phrase]) -> Learned:
    """What these phrases teach: those of harm as they stand, ordinary ones in the pieces that the model will judge."""
    lexicon = default_rules().lexicon
    labels = labels_of(lexicon)
    fillers = frozenset(lexicon.codes[word] for word in lexicon.filler)
    harm = [line for line in lines if line.severity != NONE]
    ordinary = dict.fromkeys(piece for line in lines if line.severity == NONE for piece in _pieces(line.text, lexicon))
    taught = [(read(line.text, lexicon).codes.replace(STOP, ""), line.text) for line in harm] + list(ordinary)
    shown = [features(codes, labels, fillers) for codes, _ in taught]
    kinds = CountVectorizer(analyzer=sorted, binary=True, min_df=LEAST_OFTEN).fit(shown)
    letters = CountVectorizer(analyzer=_letters, min_df=LEAST_OFTEN).fit(text for _, text in taught)
    rows = kinds.transform(shown)
    spelt = letters.transform(text for _, text in taught) * SPELLING
    is_harm = np.arange(len(taught)) < len(harm)
    both = _weights(hstack([rows, spelt]).tocsr(), is_harm, {True: 1.0, False: ORDINARY})
    columns = {"harm": both[: 1 + rows.shape[1]]}
    columns["grave"] = _weights(rows[is_harm], np.array([line.severity == HIGH for line in harm]))
    for category in sorted({line.category for line in harm}):
        columns[category] = _weights(rows[is_harm], np.array([line.category == category for line in harm]))
    return Learned(
        _csv([INTERCEPT, *kinds.get_feature_names_out()], columns, 2, LEAST_WEIGHT),
        _csv(
            list(letters.get_feature_names_out()), {"harm": both[1 + rows.shape[1] :] * SPELLING}, 3, LEAST_OF_LETTERS
        ),
    )


def _pieces(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """The codes and the words of each piece of a text."""
    reading = read(text, lexicon)
    for start, end in pieces(reading.codes):
        yield reading.codes[start:end], text[reading.starts[start] : reading.ends[end - 1]]


def _letters(text: str) -> list[str]:
    words, pairs = spelt_words(fold(text).text)
    return [*(group for word in words for group in groups(word)), *pairs]


def _weights(rows: object, truth: NDArray[np.bool_], balance: object = "balanced") -> NDArray[np.float64]:
    """Intercept, then one weight for each feature."""
    model = LogisticRegression(C=STRENGTH, class_weight=balance, max_iter=2000).fit(rows, truth)
    return np.concatenate([model.intercept_, model.coef_[0]])


def _csv(names: list[str], columns: dict[str, NDArray[np.float64]], digits: int, least: float) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(["feature", *columns])
    for place, name in enumerate(names):
        weights = [float(column[place]) for column in columns.values()]
        kept = [f"{each:.{digits}f}" if abs(each) >= least or name == INTERCEPT else "" for each in weights]
        if any(kept):
            writer.writerow([name, *kept])
    return target.getvalue()


def write(files: Learned) -> None:
    """Into this folder, beside the phrases."""
    (HOME / "weights.csv").write_text(files.weights, encoding="utf-8")
    (HOME / "letters.csv").write_text(files.letters, encoding="utf-8")


if __name__ == "__main__":
    write(learned())
