"""How well comments are mapped to the six priorities, how far probabilities can be trusted, how people's codings help.

    python -m benchmarks.priorities [DATA] [--reading fast|close] [--speed 100000]

DATA is the folder with the real files; without it only invented comments are measured. Nothing here is trained on
what it measures. Prints figures, never anybody's words.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, confusion_matrix, precision_recall_fscore_support

from analysis.codebook import UNSURE, PriorityCoding
from analysis.corpus import Comment
from analysis.priorities import CLOSE, FAST, PersonCoding, default_mapper, map_comments
from analysis.priority_calibration import Calibration
from analysis.priority_model import PriorityMapper
from benchmarks.coded import calibration_error
from benchmarks.priorities_gold import Labelled, apart, both_passes, digest, invented, real

FOLDS, BINS = 5, (10, 12, 15)
TAUGHT, DRAWS = (0, 5, 20, 50, 200), 5
GOOD = 0.9  # accuracy at which answers may be taken without reading them


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", metavar="DATA")
    parser.add_argument("--reading", choices=(FAST, CLOSE), default=FAST)
    parser.add_argument("--speed", type=int, default=0, metavar="N", help="also time N distinct comments")
    given = parser.parse_args()
    print_passes()
    gold = invented() + (real(given.folder) if given.folder else [])
    begun = time.perf_counter()
    mapper = default_mapper(given.reading)
    print(f"reading {given.reading}; learned from {len(mapper.texts_)} rows in {time.perf_counter() - begun:.1f} s")
    kept = apart(gold, mapper.texts_)
    print(f"{len(gold)} labelled comments; {len(gold) - len(kept)} left out as too like a row of the codebook")
    gold = kept
    for sample in sorted({each.sample for each in gold}):
        print_agreement(sample, [each for each in gold if each.sample == sample], given.reading)
    print_calibration(mapper, gold, given.reading)
    print_learning(gold, given.reading)
    if given.speed:
        print_speed(given.speed, [each.text for each in gold], given.reading)


def print_passes() -> None:
    for name in ("priorities_invented.csv", "priorities_real.csv"):
        first, second = zip(*both_passes(name), strict=True)
        print(f"{name}: {len(first)} labelled twice, kappa with oneself {cohen_kappa_score(first, second):.3f}")


def print_agreement(sample: str, gold: Sequence[Labelled], reading: str) -> None:
    """The half that only measures in full, the half whose errors were read beside it; of the fresh sample all."""
    halves = [gold] if sample == "fresh" else [[g for g in gold if g.is_for_reading == read] for read in (True, False)]
    for place, half in enumerate(halves):
        truth = [each.priority for each in half]
        codings = mapped(half, reading)
        answers = [coding.priority for coding in codings]
        kind = "fresh" if sample == "fresh" else ("errors read", "test")[place]
        right = np.mean([a == t for a, t in zip(answers, truth, strict=True)])
        unsure = np.mean([answer == UNSURE for answer in answers])
        kappa = cohen_kappa_score(truth, answers)
        print(f"\n{sample} ({kind}): {len(half)}; kappa {kappa:.3f}, right {right:.3f}, unsure {unsure:.3f}")
    print_classes(truth, [best(coding) for coding in codings])


def print_classes(truth: Sequence[str], answers: Sequence[str]) -> None:
    """Precision and recall of each priority, unsure answers by their best guess, and the confusion."""
    names = sorted(set(truth))
    precision, recall, f1, _ = precision_recall_fscore_support(truth, answers, labels=names, zero_division=0)
    print(f"  kappa of best guesses {cohen_kappa_score(truth, answers):.3f}, macro F1 {np.mean(f1):.3f}")
    table = confusion_matrix(truth, answers, labels=names)
    for name, p, r, row in zip(names, precision, recall, table, strict=True):
        print(f"  {name:<24} precision {p:.2f} recall {r:.2f}  " + " ".join(f"{count:>3}" for count in row))


def print_calibration(mapper: PriorityMapper, gold: Sequence[Labelled], reading: str) -> None:
    sure, right = cross_fitted(mapper)
    print(f"\ncalibration error on held-out folds of the codebook ({BINS} bins): {errors(sure, right)}")
    codings = mapped(gold, reading)
    gold_sure = np.array([chance(coding) for coding in codings])
    gold_right = np.array([best(coding) == each.priority for coding, each in zip(codings, gold, strict=True)])
    print(f"on {len(gold)} labelled comments: {errors(gold_sure, gold_right)}")
    both = errors(np.concatenate([sure, gold_sure]), np.concatenate([right, gold_right]))
    print(f"on both: {both}")
    print_triage(gold_sure, gold_right, np.array([each.is_for_reading for each in gold]))


def print_triage(sure: NDArray[np.float64], right: NDArray[np.bool_], reading_half: NDArray[np.bool_]) -> None:
    """From what probability on answers may be taken unread: found on one half, measured on the other."""
    steps = [step for step in np.arange(0.45, 1, 0.01) if (sure[reading_half] >= step).any()]
    good = [step for step in steps if right[reading_half & (sure >= step)].mean() >= GOOD]
    least = min(good, default=1.0)
    taken = ~reading_half & (sure >= least)
    share = taken.sum() / (~reading_half).sum()
    print(f"taken unread from {least:.2f} on: {share:.2f} of the other half, {right[taken].mean():.3f} of them right")


def cross_fitted(mapper: PriorityMapper) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """How sure and whether right, on leave-one-out scores, calibrated on the other folds."""
    scores = mapper.held_out_scores_
    truth = np.searchsorted(mapper.classes_, mapper.labels_)
    folds = np.arange(len(scores)) % FOLDS
    sure = np.zeros(len(scores))
    for fold in range(FOLDS):
        learned = Calibration.of(scores[folds != fold], truth[folds != fold])
        sure[folds == fold] = learned.probabilities(scores[folds == fold]).max(axis=1)
    return sure, scores.argmax(axis=1) == truth


def errors(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> str:
    return " ".join(f"{calibration_error(sure, right, bins):.3f}" for bins in BINS)


def print_learning(gold: Sequence[Labelled], reading: str) -> None:
    """Kappa on the half that measures, after so many codings by people of comments of the other half."""
    pool = [each for each in gold if each.is_for_reading]
    rest = [each for each in gold if not each.is_for_reading]
    print("\ncodings by people → kappa on other comments (mean of draws); the codebook's own rows that change")
    base = default_mapper(reading)
    for count in TAUGHT:
        kappas, changed = [], []
        for draw in range(DRAWS if count else 1):
            told = sorted(pool, key=lambda each: digest(f"{each.text}|{draw}"))[:count]
            mapper = base.taught([each.text for each in told], [each.priority for each in told]) if told else base
            kappas.append(cohen_kappa_score([each.priority for each in rest], mapper.predict([r.text for r in rest])))
            own = len(base.texts_)
            after = mapper.held_out_scores_[:own].argmax(axis=1)
            changed.append((after == base.held_out_scores_.argmax(axis=1)).mean())
        print(f"  {count:>4}: {np.mean(kappas):.3f}   {1 - np.mean(changed):.3f}")


def print_speed(count: int, texts: Sequence[str], reading: str) -> None:
    rows = [f"{texts[number % len(texts)]} {number}" for number in range(count)]
    comments = [Comment(id=str(number), text=text) for number, text in enumerate(rows)]
    begun = time.perf_counter()
    map_comments(comments, rows, reading=reading)
    print(f"\n{count:,} distinct comments: {time.perf_counter() - begun:.1f} s, encoding included")


def mapped(gold: Sequence[Labelled], reading: str, people: Sequence[PersonCoding] = ()) -> tuple[PriorityCoding, ...]:
    texts = [each.text for each in gold]
    comments = [Comment(id=str(number), text=text) for number, text in enumerate(texts)]
    return map_comments(comments, texts, None, people, reading)


def best(coding: PriorityCoding) -> str:
    return coding.second if coding.priority == UNSURE else coding.priority


def chance(coding: PriorityCoding) -> float:
    return coding.second_probability if coding.priority == UNSURE else coding.probability


if __name__ == "__main__":
    main()
