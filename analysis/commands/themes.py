"""python -m analysis themes FILE.csv --text COL --out DIR: themes of a file of comments."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from analysis.cluster import Cluster, ClusterRefuses
from analysis.codebook import Findings
from analysis.commands.files import PRIORITIES, add_input, add_question, priority_cells, read_corpus, table
from analysis.corpus import MAX_CHARACTERS, Corpus
from analysis.encode import ENCODERS, Encoder, encoder_named
from analysis.minilm import ModelMissing
from analysis.pipeline import find_themes
from analysis.reading import BadFile, Columns
from analysis.vectors import BadCache, KeptVectors
from analysis.workers import processors

THEMES = ("theme_id", "name", "keywords", "comments", "priority", "priority_probability")
CODINGS = ("comment_id", "theme_id", "probability")
EXCLUDED = ("comment_id", "reason")
MOST_PROCESSES = 32
FEWER = "ask for fewer with --processes 1, or for part of the file."


def add(commands: Any) -> None:
    """Describe the command to an argparse parser's subparsers."""
    parser = commands.add_parser(
        "themes",
        help="find themes in a CSV file of comments",
        description="Find themes in a CSV file (UTF-8 or Windows-1252) and map them to the six strategic priorities. "
        f"The first {MAX_CHARACTERS:,} characters of each comment are analysed.",
    )
    add_input(parser)
    add_question(parser)
    parser.add_argument(
        "--by", action="append", default=[], metavar="COL", help="break down by this column; repeatable"
    )
    parser.add_argument(
        "--encoder",
        choices=ENCODERS,
        default="static",
        help="static word vectors (default); minilm, better and slower, if installed; lsa, without any",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="keep what minilm has read in this folder: a re-run reads only what is new. It holds no words, but what is"
        " in it is about people: delete it with the file",
    )
    parser.add_argument("--seed", type=_seed, default=0, help="same file and seed, same themes (default 0)")
    parser.add_argument(
        "--processes",
        type=_processes,
        default=processors(),
        help="how many read side by side (default: one for each processor, 4 at most); the results are the same",
    )
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        default=os.environ.get("CONSULT_CLUSTER", ""),
        help="a Dask cluster that does what comes after masking, tcp://… (default: what CONSULT_CLUSTER says, if set)",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for the results; made if missing"
    )
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Raises BadFile."""
    columns = Columns(
        text=given.text,
        id=given.id,
        question=given.question,
        question_column=given.question_column,
        by=tuple(dict.fromkeys(given.by)),
    )
    _check_out(given.out)
    try:
        encoder = encoder_named(given.encoder) if given.encoder != "static" else None  # loaded when it is needed
        encoder = KeptVectors(encoder, given.cache) if given.cache and encoder and encoder.is_contextual else encoder
    except ModelMissing as error:
        raise BadFile(f"{error}; or leave --encoder out.") from None
    except BadCache as error:
        raise BadFile(str(error)) from None
    cluster = Cluster(given.cluster) if given.cluster else None
    write_themes(given.file, columns, given.seed, given.out, encoder, given.processes, cluster)


def write_themes(
    file: Path,
    columns: Columns,
    seed: int,
    out: Path,
    encoder: Encoder | None = None,
    processes: int = 1,
    cluster: Cluster | None = None,
) -> None:
    """Read, find themes, write six files to `out`: all of them or none. Raises BadFile."""
    started = time.monotonic()
    corpus = read_corpus(file, columns)
    try:
        findings = find_themes(corpus, encoder=encoder, seed=seed, progress=_show, processes=processes, cluster=cluster)
    except (BadCache, ClusterRefuses) as error:
        raise BadFile(str(error)) from None
    except BrokenProcessPool:
        raise BadFile(f"{file}: a process was ended from outside, perhaps for want of memory; {FEWER}") from None
    try:
        _write_all(_contents(corpus, findings, columns.by), out)
    except OSError as error:
        raise BadFile(f"{out}: cannot be written ({error.strerror}); choose a folder of your own for --out.") from None
    seconds = time.monotonic() - started
    print(f"{len(findings.themes)} themes written to {out} after {seconds:.1f} seconds", file=sys.stderr)


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError("give a whole number from 0 to 4294967295")
    return int(text)


def _processes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"give a whole number from 1 to {MOST_PROCESSES}")
    return int(text)


def _check_out(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise BadFile(f"{out}: this is a file; name a folder for --out.")


def _contents(corpus: Corpus, findings: Findings, by: Sequence[str]) -> dict[str, str]:
    """File name → what goes into it."""
    from analysis.page import report_html, report_json  # heavy, like the report: loaded when there is one to write
    from analysis.report import build_report

    report = build_report(corpus, findings, by)
    return {
        "themes.csv": table(
            THEMES,
            (
                (t.id, t.name, ", ".join(t.keywords), t.comments, t.priority, round(t.priority_probability, 4))
                for t in findings.themes
            ),
        ),
        "codings.csv": table(CODINGS, ((c.comment_id, c.theme_id, round(c.probability, 4)) for c in findings.codings)),
        "priorities.csv": table(PRIORITIES, map(priority_cells, findings.priorities)),
        "excluded.csv": table(EXCLUDED, ((e.comment_id, e.reason) for e in findings.excluded)),
        "report.json": report_json(report),
        "report.html": report_html(report),
    }


def _write_all(contents: dict[str, str], out: Path) -> None:
    """Write beside the folder, then move into place, so that a failure leaves the folder as it was."""
    out.parent.mkdir(parents=True, exist_ok=True)
    waiting = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        for name, text in contents.items():
            (waiting / name).write_bytes(text.encode("utf-8", "replace"))
        out.mkdir(exist_ok=True)
        for name in contents:
            os.replace(waiting / name, out / name)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _show(stage: str, done: float) -> None:
    print(f"{done:4.0%}  {stage}", file=sys.stderr, flush=True)
