"""Speed, memory and quality of theme finding: python benchmarks/themes.py FILE.csv [SIZE…] --text COL [--coded NHS.csv]

Reads real comments from the path given, makes as many distinct ones as each size asks by swapping
a quarter of their words for others, and prints two tables. Nothing of the text is shown or kept.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from analysis.codebook import OTHER, Findings
from analysis.corpus import Comment, Corpus
from analysis.encode import default_encoder
from analysis.features import TextFeatures
from analysis.pipeline import find_themes
from analysis.subjects import default_subjects
from analysis.topics import TopicFinder

UNSPECIFIC = {"Not assigned", "Positive experience & gratitude", "Negative experience & dissatisfaction"}
FEWEST_OF_A_CODE = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="CSV of real comments")
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--text", required=True, help="column of the comments")
    parser.add_argument("--coded", type=Path, help="the NHS Friends and Family file with codes by people")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    texts = [row[given.text] for row in read(given.file) if row[given.text].strip()]
    if given.one:
        print(timed(texts, given.sizes[0]))
        return
    print("| comments | seconds | comments/s | peak memory, GB | themes |\n|---|---|---|---|---|", flush=True)
    for size in given.sizes:  # each in a process of its own: peak memory is a process's
        command = [sys.executable, __file__, str(given.file), str(size), "--text", given.text, "--one"]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip(), flush=True)
    print("\n| quality | themes | share in other | rows shuffled: same | NMI | ARI |\n|---|---|---|---|---|---|")
    print(as_found(texts))
    if given.coded:
        print(against_people(given.coded))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def timed(texts: list[str], size: int) -> str:
    corpus = Corpus.of(Comment(id=str(number), text=text) for number, text in enumerate(distinct(texts, size)))
    started = time.perf_counter()
    findings = find_themes(corpus)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return f"| {size:,} | {seconds:.1f} | {size / seconds:,.0f} | {peak:.2f} | {len(findings.themes)} |"


def distinct(texts: list[str], size: int) -> list[str]:
    chance = random.Random(0)
    vocabulary = " ".join(texts).split()
    made: dict[str, None] = {}
    while len(made) < size:
        swapped = [
            chance.choice(vocabulary) if chance.random() < 0.25 else word for word in chance.choice(texts).split()
        ]
        made[" ".join([*swapped, chance.choice(vocabulary)])] = None
    return list(made)


def as_found(texts: list[str]) -> str:
    comments = [Comment(id=str(number), text=text) for number, text in enumerate(texts)]
    findings = find_themes(Corpus.of(comments))
    random.Random(1).shuffle(comments)
    same = "yes" if find_themes(Corpus.of(comments)) == findings else "NO"
    return f"| the file | {len(findings.themes)} | {share_in_other(findings):.1%} | {same} | | |"


def share_in_other(findings: Findings) -> float:
    coded = {coding.comment_id for coding in findings.codings}
    return sum(coding.theme_id == OTHER for coding in findings.codings) / max(1, len(coded))


def against_people(path: Path) -> str:
    """One code each, 3 words or more, codes with 20 or more comments, exact repeats removed; nothing left out."""
    texts, codes = coded_by_people(path)
    features = TextFeatures(default_encoder(), default_subjects()).fit_transform(texts)
    finder = TopicFinder(floor=-1.0).fit(features)
    nmi = normalized_mutual_info_score(codes, finder.labels_)
    ari = adjusted_rand_score(codes, finder.labels_)
    file = f"{len(texts):,} comments, {len(set(codes))} codes by people"
    return f"| {file} | {len(finder.centres_)} | 0 % | | {nmi:.3f} | {ari:.3f} |"


def coded_by_people(path: Path) -> tuple[list[str], list[str]]:
    rows = read(path)
    names = list(rows[0])
    names = names[names.index("Comment sentiment") + 1 :]
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        text = row["FFT answer"]
        codes = [name for name in names if row[name].strip() in ("1", "1.0")]
        if len(codes) == 1 and codes[0] not in UNSPECIFIC and len(text.split()) >= 3:
            found.setdefault(text.lower().strip(), (text, codes[0]))
    sizes = Counter(code for _, code in found.values())
    kept = [(text, code) for text, code in found.values() if sizes[code] >= FEWEST_OF_A_CODE]
    return [text for text, _ in kept], [code for _, code in kept]


if __name__ == "__main__":
    main()
