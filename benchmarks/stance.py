"""How far stance and tone agree with people: `python -m benchmarks.stance DATA_FOLDER`. Prints figures, no words.

The reader knows its own invented phrases only. One half of the NHS comments (by hash) sets two numbers, by which a
probability is right as often as it says (`analysis.stance.REAL`); the calibration of the other half is printed.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

from analysis.stance import LEAST, STANCES, as_often_right, default_reader
from benchmarks.coded import calibration_error, read
from benchmarks.coding import is_kept_apart

SPEED_ROWS = 100_000
POSITIVE, NEGATIVE = 0.15, -0.05  # tones from and under which a comment counts as such in the three-class figure
TOPICS = "Should gambling advertisements be restricted during televised sporting events?"

Floats = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    texts, questions, sentiment = read_nhs(folder / "nhs_fft" / "comments.csv")
    print_tone("NHS sentiment, question known", texts, questions, sentiment)
    print_tone("NHS sentiment, text alone", texts, [""] * len(texts), sentiment)
    print_sides("NHS sentiment as for/against", texts, questions, sentiment <= 2, sentiment >= 4)
    print_calibration(texts, questions, sentiment)
    print_position(folder / "gambling_synthetic")
    print_speed(texts, questions)


def read_nhs(path: Path) -> tuple[list[str], list[str], NDArray[np.int64]]:
    """Distinct texts with the sentiment people gave: 1 very positive to 5 very negative."""
    rows = [row for row in read(path) if row["FFT answer"].strip() and row["Comment sentiment"]]
    first = {" ".join(row["FFT answer"].split()).casefold(): row for row in reversed(rows)}
    kept = list(first.values())[::-1]
    sentiment = np.array([int(row["Comment sentiment"]) for row in kept])
    return [row["FFT answer"] for row in kept], [row["FFT question"] for row in kept], sentiment


def print_tone(name: str, texts: Sequence[str], questions: Sequence[str], sentiment: NDArray[np.int64]) -> None:
    _, tones = default_reader().predict_proba(texts, questions)
    truth = np.where(sentiment <= 2, 1, np.where(sentiment == 3, 0, -1))
    three = np.where(tones > POSITIVE, 1, np.where(tones < NEGATIVE, -1, 0))
    sided = truth != 0
    print(
        f"{name:<34} macro-F1, three classes {f1_score(truth, three, average='macro'):.3f}, positive or negative "
        f"{f1_score(truth[sided] > 0, tones[sided] > 0, average='macro'):.3f}, "
        f"area under ROC {roc_auc_score(truth[sided] > 0, tones[sided]):.3f}"
    )


def print_sides(
    name: str, texts: Sequence[str], questions: Sequence[str], is_for: NDArray[np.bool_], is_against: NDArray[np.bool_]
) -> None:
    """Only what the reader commits itself on, and how far its probability can be believed there."""
    probabilities, _ = default_reader().predict_proba(texts, questions)
    best, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    sided = (is_for | is_against) & (best < 2)
    right = np.where(best == STANCES.index("for"), is_for, is_against)
    for least in (0.5, 0.7, 0.9):
        told = sided & (sure >= least)
        share = told.sum() / (is_for | is_against).sum()
        correct = f"{right[told].mean():.1%}" if told.any() else "none"
        print(f"{name:<34} from {least:.1f} on: {share:.1%} told, {correct} right")
    print(f"{'':<34} expected calibration error {calibration_error(sure[sided], right[sided]):.3f}")


def print_calibration(texts: Sequence[str], questions: Sequence[str], sentiment: NDArray[np.int64]) -> None:
    """Of stances that are told, on the half that sets nothing: among comments with a side, and among all."""
    probabilities, _ = default_reader().predict_proba(texts, questions)
    best, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    right = np.where(best == STANCES.index("for"), sentiment <= 2, sentiment >= 4)
    told, has_side = (best < 2) & (sure >= LEAST), sentiment != 3
    apart = np.array([is_kept_apart(" ".join(text.split())) for text in texts])
    learn = told & has_side & ~apart
    fitted = LogisticRegression(C=1e6).fit(logit(np.clip(sure, 1e-6, 1 - 1e-6))[learn, None], right[learn])
    print(f"offset and slope by the other half: {fitted.intercept_[0]:.2f}, {fitted.coef_[0, 0]:.2f}")
    shown = as_often_right(sure, best, [False] * len(texts))
    for name, rows in (("with a side", told & apart & has_side), ("all", told & apart)):
        before, after = calibration_error(sure[rows], right[rows]), calibration_error(shown[rows], right[rows])
        print(f"kept apart, {name}: expected calibration error {before:.3f} as read, {after:.3f} as shown")


def print_position(folder: Path) -> None:
    question = json.loads((folder / "xs/inputs/question_part_1/question.json").read_text())["question_text"]
    said = read_lines(folder / "xs/inputs/question_part_1/responses.jsonl", "response")
    position = read_lines(next((folder / "xs/outputs/mapping").glob("*/question_part_1/sentiment.jsonl")), "position")
    ids = sorted(said)
    print_one(
        "gambling xs, position", [said[i] for i in ids], question, [position[i] for i in ids], "AGREE", "DISAGREE"
    )
    rows = read(folder / "responses_1000.csv")
    print_one(
        "gambling, 1,000, position", [r["response"] for r in rows], TOPICS, [r["position"] for r in rows], "Yes", "No"
    )


def print_one(name: str, texts: list[str], question: str, position: list[str], agree: str, disagree: str) -> None:
    held = np.array(position)
    probabilities, _ = default_reader().predict_proba(texts, [question] * len(texts))
    sided = (held == agree) | (held == disagree)
    area = roc_auc_score(held[sided] == agree, (probabilities[:, 0] - probabilities[:, 1])[sided])
    print_sides(name, texts, [question] * len(texts), held == agree, held == disagree)
    print(f"{name:<34} area under ROC {area:.3f} ({sided.sum()} comments)")


def read_lines(path: Path, key: str) -> dict[int, str]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["response_id"]: row[key] for row in rows}


def print_speed(texts: Sequence[str], questions: Sequence[str]) -> None:
    many = [f"{texts[number % len(texts)]} {number}" for number in range(SPEED_ROWS)]
    asked = [questions[number % len(texts)] for number in range(SPEED_ROWS)]
    reader = default_reader()
    begun, worked = time.perf_counter(), time.process_time()
    reader.read(many, asked)
    worked = time.process_time() - worked
    print(f"seconds for {SPEED_ROWS:,}: {time.perf_counter() - begun:.1f}, of the processor {worked:.1f}")


if __name__ == "__main__":
    main()
