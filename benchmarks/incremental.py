"""What is new joins what was found: python -m benchmarks.incremental FILE.csv --text COL [--known 100000] [--new 500]

Comments are made of the words of real ones (as in growth.py). Themes of all but the new ones are found (minutes), then
the new ones join them: seconds on the clock and of the processor, and how often a joined comment has a theme in common
with what a full run over everything finds (`--full`; minutes more). Nothing of the texts is shown or kept.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from analysis.codebook import NOT_SURE, OTHER, Coding, Findings
from analysis.corpus import Comment, Corpus
from analysis.joining import Joined, join_new, learn_from
from analysis.pipeline import find_themes
from analysis.workers import processors
from benchmarks.coded import read
from benchmarks.growth import distinct
from benchmarks.machine import machine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="CSV of real comments")
    parser.add_argument("--text", required=True, help="column of the comments")
    parser.add_argument("--known", type=int, default=100_000)
    parser.add_argument("--new", type=int, default=500)
    parser.add_argument("--full", action="store_true", help="compare with a full run over all of them")
    given = parser.parse_args()
    texts = [row[given.text] for row in read(given.file) if row[given.text].strip()]
    comments = [Comment(id=str(at), text=text) for at, text in enumerate(distinct(texts, given.known + given.new))]
    known, new = comments[: given.known], comments[given.known :]
    print(machine())
    before = find_themes(Corpus.of(known), processes=processors())
    started, worked = time.perf_counter(), time.process_time()
    joined = _join(before, known, new)
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    print("| known | new | seconds | of the processor | in a theme | emerging themes |\n|---|---|---|---|---|---|")
    share = len({coding.comment_id for coding in joined.codings if coding.theme_id not in (OTHER, NOT_SURE)}) / len(new)
    print(f"| {len(known):,} | {len(new):,} | {seconds:.1f} | {worked:.1f} | {share:.0%} | {len(joined.emerging)} |")
    if given.full:
        print(_compared(before, joined, find_themes(Corpus.of(comments), processes=processors())))


def _join(before: Findings, known: list[Comment], new: list[Comment]) -> Joined:
    examples = learn_from(before.codings, {theme.id for theme in before.themes})
    return join_new(before.themes, examples, known, new)


def _compared(before: Findings, joined: Joined, full: Findings) -> str:
    """A full run's themes are told by the theme before with which they share most comments."""
    then, now = _themes(before.codings), _themes(full.codings)
    shared: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for comment, themes in then.items():
        for theme in now.get(comment, ()):
            for old in themes:
                shared[theme][old] += 1
    same = {theme: max(olds, key=lambda old: (olds[old], old)) for theme, olds in shared.items()}
    mine = _themes(joined.codings)
    both = [each for each in mine if each in now]
    agree = sum(bool(mine[each] & {same.get(theme, "") for theme in now[each]}) for each in both)
    return f"in a theme by both: {len(both)}; the same theme: {agree / max(1, len(both)):.0%}"


def _themes(codings: Iterable[Coding]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for coding in codings:
        if coding.theme_id not in (OTHER, NOT_SURE):
            found[coding.comment_id].add(coding.theme_id)
    return dict(found)


if __name__ == "__main__":
    main()
