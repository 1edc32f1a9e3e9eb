"""Whether the probability of a coding is what it says: python -m benchmarks.calibration DATA_FOLDER [--encoder minilm]

Topics are found in comments that people coded (several codes each, repeats removed). On four folds by hash each topic
is given the code that is most over-used in it; on the fifth a coding is right where the comment has that code. Printed:
expected calibration error (ten bins) of the curve that is shipped, of one fitted to the other folds, and of one fitted
to the other sets; the coefficients fitted to all; and what the likeliest theme of a comment is worth by its
probability, by which the limits in analysis/belonging.py are set. Nothing of the texts is shown or kept.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from analysis.encode import ENCODERS, encoder_named
from analysis.features import TextFeatures
from analysis.points import Points, in_context
from analysis.subjects import default_subjects
from analysis.threads import one_thread_each
from analysis.topics import TopicFinder
from benchmarks.coded import SETS, UNSPECIFIC, Coded, calibration_error

MEASURED = ("nhs", "anes", "gambling")
NO_CODE = UNSPECIFIC | {"Labelling not possible"}
FOLDS = 5
BINS = 10
LIMITS = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1.01)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Comments beside the topics of their points.

    comment, topic: shape (n_pairs,); evidence: what the curve reads, shape (n_pairs, 4); shipped: its probability.
    """

    comment: NDArray[np.int64]
    topic: NDArray[np.int64]
    evidence: Numbers
    shipped: Numbers


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs whose topic has a code on the other folds. right (0 or 1), shipped, fold, comment: shape (n_pairs,)."""

    evidence: Numbers
    right: Numbers
    shipped: Numbers
    fold: NDArray[np.int64]
    comment: NDArray[np.int64]

    @property
    def weight(self) -> Numbers:
        """Each set counts the same."""
        return np.full(len(self.right), 1 / len(self.right))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of real data")
    parser.add_argument("--encoder", choices=ENCODERS, default="static")
    given = parser.parse_args()
    judged = {name: judge(specific(SETS[name](given.data)), given.encoder) for name in MEASURED}
    print("| set | codings | right | ECE as shipped | ECE, other folds | ECE, other sets |\n|---|---|---|---|---|---|")
    folds = {name: by_other_folds(name, judged) for name in judged}
    for name, each in judged.items():
        others = fitted([other for key, other in judged.items() if key != name]).predict_proba(each.evidence)[:, 1]
        errors = (calibration_error(p, each.right, BINS) for p in (each.shipped, folds[name], others))
        print(f"| {name} | {len(each.right):,} | {each.right.mean():.0%} | {' | '.join(f'{e:.3f}' for e in errors)} |")
    right = np.concatenate([each.right for each in judged.values()])
    shipped = calibration_error(np.concatenate([each.shipped for each in judged.values()]), right, BINS)
    refitted = calibration_error(np.concatenate(list(folds.values())), right, BINS)
    print(f"| all | {len(right):,} | {right.mean():.0%} | {shipped:.3f} | {refitted:.3f} | |\n")
    curve = fitted(list(judged.values()))
    print("fitted to all:", curve.intercept_.round(2).tolist(), curve.coef_[0].round(2).tolist(), "\n")
    print_worth(judged)


def specific(coded: Coded) -> Coded:
    """Without the codes that say nothing about a matter, and the comments that have no other."""
    codes = [tuple(code for code in each if code not in NO_CODE) for each in coded.codes]
    kept = [place for place, each in enumerate(codes) if each]
    return Coded(tuple(coded.texts[at] for at in kept), tuple(codes[at] for at in kept))


def judge(coded: Coded, encoder: str) -> Judged:
    pairs = paired(coded.texts, encoder)
    fold = np.array([hashlib.sha256(text.encode()).digest()[1] % FOLDS for text in coded.texts])
    right = np.full(len(pairs.comment), np.nan)
    for held in range(FOLDS):
        codes = codes_of_topics(pairs, coded, fold != held)
        for at in np.flatnonzero(fold[pairs.comment] == held):
            if (topic := int(pairs.topic[at])) in codes:
                right[at] = codes[topic] in coded.codes[pairs.comment[at]]
    known = ~np.isnan(right)
    of_pair = fold[pairs.comment]
    return Judged(pairs.evidence[known], right[known], pairs.shipped[known], of_pair[known], pairs.comment[known])


def paired(texts: tuple[str, ...], encoder: str) -> Pairs:
    points = Points.of(texts, np.arange(len(texts)))
    with one_thread_each():
        rows = in_context(TextFeatures(encoder_named(encoder), default_subjects()).fit_transform(points.texts), points)
        finder = TopicFinder(points.most_topics).fit(rows, keys=points.texts)
        votes, cosines, likely = finder.votes(rows), rows @ finder.centres_.T, finder.predict_proba(rows)
    best: dict[tuple[int, int], int] = {}
    for comment, places in points.of_comment.items():
        for place in sorted(places, key=lambda place: (float(finder.likely_[place]), -place)):
            if (topic := int(finder.labels_[place])) >= 0:
                best[comment, topic] = place
    comment, topic = np.array(list(best), np.int64).T
    chosen = np.array(list(best.values()))
    evidence = np.column_stack([votes[chosen, topic], cosines[chosen, topic], finder.usual_[topic]])
    return Pairs(comment, topic, evidence.astype(np.float64), likely[chosen, topic].astype(np.float64))


def codes_of_topics(pairs: Pairs, coded: Coded, seen: NDArray[np.bool_]) -> dict[int, str]:
    """Of each topic the code whose share in it is most above its share among all comments seen."""
    usual = Counter(code for place in np.flatnonzero(seen) for code in coded.codes[place])
    within: dict[int, Counter[str]] = defaultdict(Counter)
    sizes: Counter[int] = Counter()
    for comment, topic in zip(pairs.comment.tolist(), pairs.topic.tolist(), strict=True):
        if seen[comment]:
            sizes[topic] += 1
            within[topic].update(coded.codes[comment])
    return {
        topic: max(uses, key=lambda code: (uses[code] / sizes[topic] - usual[code] / seen.sum(), code))
        for topic, uses in within.items()
    }


def fitted(sets: list[Judged]) -> LogisticRegression:
    weight = np.concatenate([each.weight for each in sets])
    curve = LogisticRegression(C=100)
    evidence, right = np.vstack([each.evidence for each in sets]), np.concatenate([each.right for each in sets])
    return curve.fit(evidence, right, weight * len(weight) / weight.sum())


def by_other_folds(name: str, judged: dict[str, Judged]) -> Numbers:
    """The probability of each coding of this set by a curve fitted to the other folds of all sets."""
    likely = np.zeros(len(judged[name].right))
    for held in range(FOLDS):
        rest = [
            Judged(
                *(
                    values[each.fold != held]
                    for values in (each.evidence, each.right, each.shipped, each.fold, each.comment)
                )
            )
            for each in judged.values()
        ]
        here = judged[name].fold == held
        likely[here] = fitted(rest).predict_proba(judged[name].evidence[here])[:, 1]
    return likely


def print_worth(judged: dict[str, Judged]) -> None:
    """Of the likeliest theme of each comment, by its probability: how many comments, and how many right."""
    print(f"| likeliest theme | {' | '.join(f'{name}: comments, right' for name in judged)} |")
    print(f"|---|{'---|' * len(judged)}")
    first = {name: likeliest(each) for name, each in judged.items()}
    for low, high in pairwise(LIMITS):
        cells = []
        for name, each in judged.items():
            inside = first[name][(each.shipped[first[name]] >= low) & (each.shipped[first[name]] < high)]
            right = f"{each.right[inside].mean():.0%}" if len(inside) else "–"
            cells.append(f"{len(inside) / len(first[name]):.0%}, {right}")
        print(f"| {low} to {min(high, 1.0)} | {' | '.join(cells)} |")


def likeliest(each: Judged) -> NDArray[np.int64]:
    """The place of the likeliest coding of each comment."""
    order = np.lexsort((-each.shipped, each.comment))
    return np.asarray(order[np.unique(each.comment[order], return_index=True)[1]], dtype=np.int64)


if __name__ == "__main__":
    main()
