"""python -m analysis redact FILE.csv --text COL [--id COL] --out OUT.csv: comments without personal data."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from analysis.commands.files import add_command, read, span_cell, table, write_file
from analysis.corpus import Comment
from analysis.redact import mask

HEADER = ("comment_id", "masked", "spans")


def add(commands: Any) -> None:
    """Describe the command to an argparse parser's subparsers."""
    add_command(
        commands,
        "redact",
        summary="hide names, contacts, addresses and other personal data",
        description="Hide personal data in a CSV file of comments (UTF-8 or Windows-1252). The column spans is a JSON "
        "list of [start, end, kind]: characters of the original comment. The original is never changed.",
        run=run,
    )


def run(given: argparse.Namespace) -> None:
    """Raises BadFile."""
    comments = read(given)
    rows = [_row(comment) for comment in comments]
    write_file(given.out, table(HEADER, rows))
    hidden = sum(row[2] != "[]" for row in rows)
    print(f"{hidden:,} of {len(rows):,} comments had something to hide; written to {given.out}", file=sys.stderr)


def _row(comment: Comment) -> tuple[str, str, str]:
    masked = mask(comment.text)
    return comment.id, masked.text, span_cell(masked.spans)
