"""What the commands share: which columns of a file to read, cells, and files written whole or not at all."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from analysis.cells import Cell, csv_lines
from analysis.codebook import PriorityCoding
from analysis.corpus import Corpus
from analysis.reading import BadFile, Columns, count_misread, read_comments
from analysis.redaction.spans import Span

PRIORITIES = ("comment_id", "priority", "probability", "second", "second_probability", "reason")


def add_command(
    commands: Any, name: str, *, summary: str, description: str, run: Callable[[argparse.Namespace], None]
) -> None:
    """Describe a command that reads FILE.csv and writes OUT.csv to an argparse parser's subparsers."""
    parser = commands.add_parser(name, help=summary, description=description)
    add_input(parser)
    add_output_file(parser)
    parser.set_defaults(run=run)


def add_input(parser: argparse.ArgumentParser) -> None:
    """FILE.csv --text COL [--id COL]: the comments, as every command takes them."""
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="comments, one a row, under a row of column names")
    parser.add_argument("--text", required=True, metavar="COL", help="column of the comments")
    parser.add_argument("--id", metavar="COL", help="column of ids (default: the number of the row, from 1)")


def add_question(parser: argparse.ArgumentParser) -> None:
    """--question TEXT or --question-column COL, for the commands that read an answer with its question."""
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--question", default="", metavar="TEXT", help="the question that every comment answers")
    asked.add_argument("--question-column", metavar="COL", help="column of the questions asked")


def add_output_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv", help="file for the results; replaced")


def read(given: argparse.Namespace) -> Corpus:
    """The comments that add_input's arguments name, in canonical order. Raises BadFile."""
    return read_corpus(given.file, Columns(text=given.text, id=given.id))


def read_corpus(file: Path, columns: Columns) -> Corpus:
    """The comments, with a word on standard error about how many there are and how many were misread before."""
    corpus = read_comments(file, columns)
    print(f"{len(corpus):,} comments read from {file}", file=sys.stderr)
    if misread := count_misread(corpus):
        print(f"{misread:,} of them hold letters such as “â€™”: export the file again as UTF-8", file=sys.stderr)
    return corpus


def priority_cells(coding: PriorityCoding) -> tuple[Cell, ...]:
    """The row of a coding under PRIORITIES."""
    return (
        coding.comment_id,
        coding.priority,
        round(coding.probability, 4),
        coding.second,
        round(coding.second_probability, 4),
        coding.reason,
    )


def span_cell(spans: Iterable[Span]) -> str:
    """Spans as a JSON list of [start, end, kind]."""
    return json.dumps([[span.start, span.end, span.kind] for span in spans])


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """CSV text whose cells no spreadsheet runs."""
    return "".join(csv_lines([header, *rows], end="\n"))


def write_file(path: Path, text: str) -> None:
    """Write beside the file, then move into place, so that a failure leaves what was there. Raises BadFile."""
    if path.is_dir():
        raise BadFile(f"{path}: this is a folder; name a file for --out.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, waiting = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as error:
        raise _cannot_be_written(path, error) from None
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(text.encode("utf-8", "replace"))
        Path(waiting).chmod(0o644)
        os.replace(waiting, path)
    except OSError as error:
        Path(waiting).unlink(missing_ok=True)
        raise _cannot_be_written(path, error) from None


def _cannot_be_written(path: Path, error: OSError) -> BadFile:
    return BadFile(f"{path}: cannot be written ({error.strerror}); choose a place of your own for --out.")
