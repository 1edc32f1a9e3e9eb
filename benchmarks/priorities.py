"""How well and how fast comments are mapped to the six priorities.

    python -m benchmarks.priorities DATA

DATA is the folder with durham_children/comments.csv; without it only the shipped examples are measured. Prints
figures, never anybody's words. The file has no labels: its shares are for comparison from one version to the next.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.special import softmax

from analysis.corpus import Comment
from analysis.encode import default_encoder
from analysis.priorities import default_mapper, load_priorities, map_comments
from analysis.priority_model import PriorityMapper

SPEED_ROWS = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", metavar="DATA")
    folder = parser.parse_args().folder
    mapper = default_mapper()
    print_held_out(mapper)
    texts = read_texts(folder / "durham_children" / "comments.csv") if folder else mapper.texts_
    if folder:
        print_shares(texts)
    print_speed(texts)


def print_held_out(mapper: PriorityMapper) -> None:
    """Five-fold, shipped examples alone. Labels are held out; the weights of words have seen all texts."""
    codebook = load_priorities()
    examples = {text for each in (*codebook.priorities, codebook.none) for text in each.examples}
    is_example = np.array([text in examples for text in mapper.texts_])
    probabilities = softmax(mapper.held_out_scores_ / mapper.temperature_, axis=1)[is_example]
    truth = np.searchsorted(mapper.classes_, mapper.labels_)[is_example]
    ranked = np.sort(probabilities, axis=1)
    right = probabilities.argmax(axis=1) == truth
    lead = ranked[:, -1] - ranked[:, -2]
    sure = (ranked[:, -1] >= mapper.least_probability) & (lead >= mapper.least_lead)
    print(f"examples                     {len(truth)}, {len(mapper.classes_)} classes")
    print(f"held-out accuracy            {right.mean():.3f}")
    print(f"  unsure                     {1 - sure.mean():.3f}")
    print(f"  accuracy of the rest       {right[sure].mean():.3f}")
    print(f"  expected calibration error {calibration_error(ranked[:, -1], right):.3f}")
    for number, name in enumerate(mapper.classes_):
        print(f"  recall {name:<25}{right[truth == number].mean():.2f}")


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Mean distance between how sure and how right, over equal bins of confidence (Naeini et al., 2015)."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        (places == place).mean() * abs(confidence[places == place].mean() - right[places == place].mean())
        for place in np.unique(places)
    ]
    return float(sum(gaps))


def print_shares(texts: list[str]) -> None:
    codings = map_comments(comments_of(texts), texts, default_encoder().encode(texts))
    shares = Counter(coding.priority for coding in codings)
    print(f"durham_children              {len(texts)} comments")
    for priority in load_priorities().names:
        print(f"  {priority:<27}{100 * shares[priority] / len(texts):.1f}%")


def print_speed(texts: list[str]) -> None:
    rows = [f"{texts[number % len(texts)]} {number}" for number in range(SPEED_ROWS)]
    vectors = default_encoder().encode(rows)
    comments = comments_of(rows)
    begun = time.perf_counter()
    map_comments(comments, rows, vectors)
    print(f"seconds for {SPEED_ROWS:,}           {time.perf_counter() - begun:.2f} (vectors given)")


def comments_of(texts: list[str]) -> list[Comment]:
    return [Comment(id=str(number), text=text) for number, text in enumerate(texts)]


def read_texts(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["comment"] for row in csv.DictReader(file)]


if __name__ == "__main__":
    main()
