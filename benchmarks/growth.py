"""Speed, memory, steadiness: python -m benchmarks.growth FILE.csv [SIZE…] --text COL [--processes N] [--whole]

As many distinct comments as each size asks are made by joining halves of different real ones and swapping a few words;
each size runs in a process of its own. --whole runs the command `themes` instead, from the file to the report on the
disk, by a breakdown of seven groups. --steady instead adds a fiftieth to the file's other comments, in eight draws,
and prints the adjusted Rand index of the old comments before and after. Nothing of the text is shown or kept.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sklearn.metrics import adjusted_rand_score

from analysis.corpus import Comment, Corpus
from analysis.pipeline import find_themes
from analysis.workers import processors
from benchmarks.coded import read
from benchmarks.machine import machine

DRAWS = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="CSV of real comments")
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--text", required=True, help="column of the comments")
    parser.add_argument("--steady", action="store_true", help="regrouping by a few comments more, instead of speed")
    parser.add_argument("--whole", action="store_true", help="the whole command, until everything is written")
    parser.add_argument("--processes", type=int, default=processors(), help="that work side by side")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    texts = [row[given.text] for row in read(given.file) if row[given.text].strip()]
    if given.one:
        measure = whole if given.whole else timed
        print(measure(texts, given.sizes[0], given.processes))
    elif given.steady:
        print("| draw | adjusted Rand of the old comments |\n|---|---|")
        for draw in range(DRAWS):
            print(f"| {draw} | {steadiness(texts, draw):.3f} |", flush=True)
    else:
        print(machine())
        print("| comments | seconds | of the processor | peak memory, GB, here and beside | themes |")
        print("|---|---|---|---|---|", flush=True)
        for size in given.sizes:
            command = [sys.executable, "-m", "benchmarks.growth", str(given.file), str(size), "--text", given.text]
            command += ["--processes", str(given.processes), "--one", *(["--whole"] if given.whole else [])]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            print(done.stdout.strip(), flush=True)


def timed(texts: list[str], size: int, processes: int) -> str:
    """The second figure of memory is that of the largest process beside this one, with what it shares."""
    corpus = Corpus.of(Comment(id=str(number), text=text) for number, text in enumerate(distinct(texts, size)))
    started = time.perf_counter()
    findings = find_themes(corpus, processes=processes)
    seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    worked = sum(each.ru_utime + each.ru_stime for each in used)
    here, beside = (each.ru_maxrss / 1e6 for each in used)
    return f"| {size:,} | {seconds:.1f} | {worked:.1f} | {here:.2f}, {beside:.2f} | {len(findings.themes)} |"


def whole(texts: list[str], size: int, processes: int) -> str:
    """Memory: the largest process of the command, and nothing beside it, for what they share cannot be told apart."""
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        file, out = Path(folder, "said.csv"), Path(folder, "out")
        with file.open("w", encoding="utf-8", newline="") as rows:
            writer = csv.writer(rows)
            writer.writerow(["said", "area"])
            writer.writerows((text, f"Area {number % 7}") for number, text in enumerate(distinct(texts, size)))
        command = [sys.executable, "-m", "analysis", "themes", str(file), "--text", "said", "--by", "area"]
        command += ["--out", str(out), "--processes", str(processes)]
        started = time.perf_counter()
        subprocess.run(command, check=True)
        seconds, used = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        themes = len((out / "themes.csv").read_text(encoding="utf-8").splitlines()) - 1
        written = sum(each.stat().st_size for each in out.iterdir()) / 1e6
    worked = used.ru_utime + used.ru_stime
    return (
        f"| {size:,} | {seconds:.1f} | {worked:.1f} | {used.ru_maxrss / 1e6:.2f}; {written:.0f} MB written | {themes} |"
    )


def distinct(texts: list[str], size: int) -> list[str]:
    chance = random.Random(0)
    vocabulary = " ".join(texts).split()
    made: dict[str, None] = {}
    while len(made) < size:
        first, second = (chance.choice(texts).split() for _ in range(2))
        joined = [*first[: len(first) // 2 + 1], *second[len(second) // 2 :]]
        swapped = [chance.choice(vocabulary) if chance.random() < 0.15 else word for word in joined]
        made[" ".join([*swapped, chance.choice(vocabulary)])] = None
    return list(made)


def steadiness(texts: list[str], draw: int) -> float:
    kept = random.Random(draw).sample(range(len(texts)), round(len(texts) / 1.02))
    before, after = themes(texts, sorted(kept)), themes(texts, range(len(texts)))
    return float(adjusted_rand_score([before[place] for place in kept], [after[place] for place in kept]))


def themes(texts: list[str], places: list[int] | range) -> dict[int, str]:
    """The likeliest theme of each comment; comments that are left out of the analysis share one name."""
    findings = find_themes(Corpus.of(Comment(id=str(place), text=texts[place]) for place in places))
    found = {int(coding.comment_id): coding.theme_id for coding in reversed(findings.codings)}
    return {place: found.get(place, "left out") for place in places}


if __name__ == "__main__":
    main()
