"""Themes found by a cluster of 1, 2 and 3 workers: python -m benchmarks.cluster FILE.csv --text COL [--size 20000]

Each worker is a process of its own on this machine, started here. The table says how long each took beside one process
alone, and whether what was found is the same to the byte. Workers on one machine share its cores: more of them than
cores cannot be quicker, and what stays at home (masking, copies, learning, naming) is not quicker with any number.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.cluster import Cluster
from analysis.corpus import Comment, Corpus
from analysis.pipeline import find_themes
from benchmarks.coded import read
from benchmarks.growth import distinct
from benchmarks.machine import machine

HEAD = "| who | seconds | of them masking, at home | times one process | the same |\n|---|---|---|---|---|"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="CSV of real comments")
    parser.add_argument("--text", required=True, help="column of the comments")
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 3])
    given = parser.parse_args()
    texts = [row[given.text] for row in read(given.file) if row[given.text].strip()]
    corpus = Corpus.of(Comment(id=str(at), text=text) for at, text in enumerate(distinct(texts, given.size)))
    print(f"{machine()}; {given.size:,} comments\n{HEAD}", flush=True)
    timed(Corpus(corpus.comments[:100]), None)  # libraries and models are loaded before time is taken
    alone, masking, found = timed(corpus, None)
    print(f"| one process | {alone:.1f} | {masking:.1f} | 1.0 | |", flush=True)
    for count in given.workers:
        with workers(count) as address:
            seconds, masking, again = timed(corpus, Cluster(address))
        same = "yes" if again == found else "NO"
        print(f"| {count} of a cluster | {seconds:.1f} | {masking:.1f} | {alone / seconds:.1f} | {same} |", flush=True)
    print(f"cores here: {os.cpu_count()}")


def timed(corpus: Corpus, cluster: Cluster | None) -> tuple[float, float, str]:
    """Seconds, those until masking was done, and a digest of all that was found."""
    started, masked = time.perf_counter(), []
    findings = find_themes(corpus, cluster=cluster, progress=lambda *_: masked.append(time.perf_counter()))
    seconds = time.perf_counter() - started
    return seconds, masked[1] - started, hashlib.sha256(repr(findings).encode()).hexdigest()


@contextmanager
def workers(count: int) -> Iterator[str]:
    from distributed import LocalCluster

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        options = {"n_workers": count, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
        with LocalCluster(**options, silence_logs=logging.ERROR) as local:
            yield local.scheduler_address


if __name__ == "__main__":
    main()
