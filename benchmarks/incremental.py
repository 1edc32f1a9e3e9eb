"""What is new joins what was found: python -m benchmarks.incremental [FILE.csv --text COL] [--known 100000] [--new 500]

Without a file: in the application, from the press of the button to the run stored, over invented comments in SQLite.
With one:

comments are made of the words of real ones (as in growth.py). Themes of all but the new ones are found (minutes), then
the new ones join them: seconds on the clock and of the processor, and how often a joined comment has a theme in common
with what a full run over everything finds (`--full`; minutes more). Nothing of the texts is shown or kept.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import sqlalchemy as sa

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
    parser.add_argument("file", type=Path, nargs="?", help="CSV of real comments")
    parser.add_argument("--text", help="column of the comments")
    parser.add_argument("--known", type=int, default=100_000)
    parser.add_argument("--new", type=int, default=500)
    parser.add_argument("--full", action="store_true", help="compare with a full run over all of them")
    given = parser.parse_args()
    print(machine())
    if given.file:
        in_memory(given)
    else:
        in_the_application(given.known, given.new)


def in_memory(given: argparse.Namespace) -> None:
    texts = [row[given.text] for row in read(given.file) if row[given.text].strip()]
    comments = [Comment(id=str(at), text=text) for at, text in enumerate(distinct(texts, given.known + given.new))]
    known, new = comments[: given.known], comments[given.known :]
    before = find_themes(Corpus.of(known), processes=processors())
    started, worked = time.perf_counter(), time.process_time()
    joined = _join(before, known, new)
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    print("| known | new | seconds | of the processor | in a theme | emerging themes |\n|---|---|---|---|---|---|")
    share = len({coding.comment_id for coding in joined.codings if coding.theme_id not in (OTHER, NOT_SURE)}) / len(new)
    print(f"| {len(known):,} | {len(new):,} | {seconds:.1f} | {worked:.1f} | {share:.0%} | {len(joined.emerging)} |")
    if given.full:
        print(_compared(before, joined, find_themes(Corpus.of(comments), processes=processors())))


def in_the_application(known: int, new: int) -> None:
    from benchmarks import report_pages as world
    from consult.app import create_app
    from consult.services import theme_finding, theme_joining
    from consult.settings import Settings
    from consult.store import schema

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/b.sqlite3"
        schema.upgrade(sa.create_engine(url))
        app = create_app(Settings(instance=Path(folder), database_url=url, secret_key="k" * 40, is_https=False))
        with app.app_context():
            world.fill(known + new)  # the last ones are not in the run
            world.find(known)
            world.forget()
            told: list[tuple[float, str]] = []

            def tell(stage: str, _: float) -> None:
                told.append((time.perf_counter(), stage))

            seconds, worked = world.timed(lambda: theme_joining.run(None, tell))
            stored = theme_finding.find_newest_run()
            assert stored is not None
            assert stored.received == known + new
    for (begins, stage), (ends, _) in pairwise([*told, (told[0][0] + seconds, "")]):
        print(f"{ends - begins:6.1f} s  {stage}")
    print(f"{known:,} known, {new:,} new: {seconds:.1f} s, {worked:.1f} s of the processor")


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
