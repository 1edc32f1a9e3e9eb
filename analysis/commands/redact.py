"""python -m analysis redact FILE.csv --text COL [--id COL] --out OUT.csv: comments without personal data."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from analysis.commands.files import add_input, add_output_file, read, table, write_file
from analysis.corpus import Comment
from analysis.redact import mask

REDACTED = ("comment_id", "masked", "spans")


def add(commands: Any) -> None:
    """Describe the command to an argparse parser's subparsers."""
    parser = commands.add_parser(
        "redact",
        help="hide names, contacts, addresses and other personal data",
        description="Hide personal data in a CSV file of comments (UTF-8 or Windows-1252). The column spans is a JSON "
        "list of [start, end, kind]: characters of the original comment. The original is never changed.",
    )
    add_input(parser)
    add_output_file(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Raises BadFile."""
    comments = read(given)
    rows = [_row(comment) for comment in comments]
    write_file(given.out, table(REDACTED, rows))
    hidden = sum(row[2] != "[]" for row in rows)
    print(f"{hidden:,} of {len(rows):,} comments had something to hide; written to {given.out}", file=sys.stderr)


def _row(comment: Comment) -> tuple[str, str, str]:
    masked = mask(comment.text)
    spans = [[span.start, span.end, span.kind] for span in masked.spans]
    return comment.id, masked.text, json.dumps(spans, ensure_ascii=False)
