"""What the commands share: which columns of a file to read, and files written whole or not at all."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis.cells import Cell, csv_lines
from analysis.corpus import Corpus
from analysis.reading import BadFile, Columns, count_misread, read_comments


def add_input(parser: argparse.ArgumentParser) -> None:
    """FILE.csv --text COL [--id COL]: the comments, as every command takes them."""
    parser.add_argument("file", type=Path, metavar="FILE.csv", help="comments, one a row, under a row of column names")
    parser.add_argument("--text", required=True, metavar="COL", help="column of the comments")
    parser.add_argument("--id", metavar="COL", help="column of ids (default: the number of the row, from 1)")


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
