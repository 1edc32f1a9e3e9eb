"""python -m analysis screen FILE.csv --text COL --out OUT.csv: which comments the safeguarding lead reads first."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import Any

from analysis.commands.files import add_command, read, span_cell, table, write_file
from analysis.screen import VERSION, screen_many

HEADER = ("comment_id", "severity", "category", "spans")


def add(commands: Any) -> None:
    """Describe the command to an argparse parser's subparsers."""
    add_command(
        commands,
        "screen",
        summary="mark comments that may tell of harm",
        description="Mark comments that may tell of harm: none, medium or high. It orders a queue and is never the "
        "only net: people read what it calls none, too. Each span is [start, end, type] in the comment.",
        run=run,
    )


def run(given: argparse.Namespace) -> None:
    """Raises BadFile."""
    corpus = read(given)
    screened = screen_many(comment.text for comment in corpus)
    rows = ((c.id, s.severity, s.category, span_cell(s.spans)) for c, s in zip(corpus, screened, strict=True))
    write_file(given.out, table(HEADER, rows))
    counts = Counter(each.severity for each in screened)
    said = ", ".join(f"{counts[severity]:,} {severity}" for severity in ("high", "medium", "none"))
    print(f"{said}; written to {given.out} (screen {VERSION})", file=sys.stderr)
