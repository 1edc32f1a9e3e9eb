"""How many possible disclosures are found, how many ordinary comments are stopped, and how fast.

    python -m benchmarks.screen [DATA]

DATA is the folder with durham_children/, nhs_fft/ and the others; without it only the shipped phrases are measured.
Prints figures, never anybody's words.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from analysis.screen import screen_many
from analysis.screening.training import phrases
from benchmarks.coded import comments


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", metavar="DATA")
    folder = parser.parse_args().folder
    print_phrases()
    if folder:
        print_ordinary(folder)


def print_phrases() -> None:
    """Recall on high and false alarms on ordinary phrases, all invented; the test parts teach nothing."""
    print(f"{'phrases':10}{'high':>6}{'found':>8}{'as high':>9}{'ordinary':>10}{'alarms':>8}")
    for part in ("train", "dev", "dev-2", "test", "test-2", "long", "long-test"):
        lines = phrases(part)
        found = [each.severity for each in screen_many(line.text for line in lines)]
        high = [seen for line, seen in zip(lines, found, strict=True) if line.severity == "high"]
        none = [seen for line, seen in zip(lines, found, strict=True) if line.severity == "none"]
        flagged = sum(seen != "none" for seen in high) / max(1, len(high))
        as_high = sum(seen == "high" for seen in high) / max(1, len(high))
        alarms = sum(seen != "none" for seen in none) / max(1, len(none))
        print(f"{part:10}{len(high):6}{flagged:8.3f}{as_high:9.3f}{len(none):10}{alarms:8.3f}")


def print_ordinary(folder: Path) -> None:
    """Anything flagged among ordinary comments; some of it rightly, so this is an upper bound of false alarms."""
    print(f"{'ordinary comments':42}{'n':>7}{'high':>8}{'medium':>8}{'per s':>8}")
    for name, texts in comments(folder):
        begun = time.perf_counter()
        counts = Counter(each.severity for each in screen_many(texts))
        speed = len(texts) / (time.perf_counter() - begun)
        shares = "".join(f"{100 * counts[severity] / len(texts):7.2f}%" for severity in ("high", "medium"))
        print(f"{name:42}{len(texts):7,}{shares}{speed:8,.0f}")


if __name__ == "__main__":
    main()
