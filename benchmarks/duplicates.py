"""How well copies are found, and how fast: python -m benchmarks.duplicates FILE.csv:COL… [--sizes N…]

Plants edited copies of real comments among the others: a share of the words (5, 10, 20 %; one at least) replaced by
words of the same file, dropped, swapped with the next, or preceded by an inserted word. Prints how many were put in
the group of their original, how many pairs of different comments were taken for copies (their positions with --show,
never their words), and seconds. Nothing is learned from the files, so nothing is tested on what was trained.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from analysis.duplicates import group_copies, normalised
from benchmarks.coded import read

DIFFERENT = 3_000  # comments looked at
PLANTED = 400  # copies of each kind
RATES = (0.05, 0.10, 0.20)
FEWEST_WORDS = 8  # of a comment whose copies are planted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE.csv:COL", help="real comments and their column")
    parser.add_argument("--sizes", type=int, nargs="*", default=[], help="also time this many distinct comments")
    parser.add_argument("--fewest", type=int, default=FEWEST_WORDS, help="words of a comment that is copied")
    parser.add_argument("--show", action="store_true", help="positions of pairs taken for copies")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    read = {name: distinct(*name.rsplit(":", 1)) for name in given.files}
    if given.one:
        print(timed(next(iter(read.values())), given.sizes[0]))
        return
    head = " | ".join(f"{way}, {rate:.0%}" for rate in RATES for way in WAYS)
    print(f"| file | different comments | pairs taken for copies | {head} |\n{'|---' * (3 + len(RATES) * len(WAYS))}|")
    for name, texts in read.items():
        print(quality(Path(name).parent.name, texts, given.fewest, given.show), flush=True)
    if given.sizes:
        print("\n| comments | seconds: distinct | half near copies | all identical | peak memory, GB |")
        print("|---|---|---|---|---|")
    for size in given.sizes:  # each in a process of its own: peak memory is a process's
        command = [sys.executable, "-m", "benchmarks.duplicates", given.files[0], "--sizes", str(size), "--one"]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip(), flush=True)


def distinct(path: str, column: str) -> list[str]:
    """Comments whose words differ, at most DIFFERENT, in the order of the file."""
    texts = [row[column] or "" for row in read(Path(path))]
    found = {normalised(text): text for text in reversed(texts) if any(map(str.isalpha, text))}
    return list(reversed(found.values()))[:DIFFERENT]


def quality(name: str, texts: list[str], fewest: int, is_shown: bool) -> str:
    groups = group_copies(texts)
    pairs = [(int(first), place) for place, first in enumerate(groups) if first != place]
    found = " | ".join(f"{recall(texts, change, rate, fewest):.1%}" for rate in RATES for change in WAYS.values())
    shown = f" {pairs}" if is_shown else ""
    return f"| {name} | {len(texts):,} | {len(pairs)}{shown} | {found} |"


def recall(texts: list[str], change: Change, rate: float, fewest: int) -> float:
    """Share of planted copies that stand in the group of their original."""
    chance = random.Random(f"{rate}")
    vocabulary = " ".join(texts).split()
    long = [place for place, text in enumerate(texts) if len(text.split()) >= fewest]
    chosen = chance.sample(long, min(PLANTED, len(long)))
    copies = [changed(texts[place], change, rate, vocabulary, chance) for place in chosen]
    groups = group_copies([*texts, *copies])
    return float(np.mean(groups[len(texts) :] == groups[chosen]))


Change = Callable[[list[str], int, str], None]


def changed(text: str, change: Change, rate: float, vocabulary: Sequence[str], chance: random.Random) -> str:
    words = text.split()
    places = chance.sample(range(len(words)), max(1, round(rate * len(words))))
    for place in sorted(places, reverse=True):
        change(words, place, chance.choice(vocabulary))
    return " ".join(words)


def replace(words: list[str], place: int, other: str) -> None:
    words[place] = other


def drop(words: list[str], place: int, other: str) -> None:
    del words[place]


def swap(words: list[str], place: int, other: str) -> None:
    after = (place + 1) % len(words)
    words[place], words[after] = words[after], words[place]


def insert(words: list[str], place: int, other: str) -> None:
    words.insert(place, other)


WAYS: dict[str, Change] = {"replace": replace, "drop": drop, "swap": swap, "insert": insert}


def timed(texts: list[str], size: int) -> str:
    chance = random.Random(0)
    vocabulary = " ".join(texts).split()
    lengths = [len(text.split()) for text in texts]
    made = [" ".join(chance.choices(vocabulary, k=chance.choice(lengths))) for _ in range(size)]
    half = made[: size // 2]
    campaign = [*half, *(changed(text, replace, 0.1, vocabulary, chance) for text in half)]
    seconds = [f"{clocked(each):.1f}" for each in (made, campaign, made[:1] * size)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return f"| {size:,} | {' | '.join(seconds)} | {peak:.2f} |"


def clocked(texts: list[str]) -> float:
    started = time.perf_counter()
    group_copies(texts)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
