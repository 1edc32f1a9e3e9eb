"""python -m analysis duplicates FILE.csv --text COL --out OUT.csv: copies and campaigns, found and counted."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from analysis.commands.files import add_command, read, table, write_file
from analysis.corpus import Corpus

if TYPE_CHECKING:
    from analysis.duplicates import Copies

HEADER = ("comment_id", "group", "kind", "size")


def add(commands: Any) -> None:
    """Describe the command to an argparse parser's subparsers."""
    add_command(
        commands,
        "duplicates",
        summary="find copies and campaigns in a CSV file of comments",
        description="Find copies in a CSV file (UTF-8 or Windows-1252). Every comment has one row, in an order that "
        "does not depend on the file's. group: id of the comment that stands for its group, its own where it is alone. "
        "kind: exact (another comment has the same words, whatever their case and punctuation), near (others have "
        "nearly the same words) or empty (alone). size: comments in the group, 1 where it is alone. Short comments "
        "that agree are exact copies too, but no campaign: that has three comments or more of eight words or more.",
        run=run,
    )


def run(given: argparse.Namespace) -> None:
    """Raises BadFile."""
    from analysis.duplicates import find_copies  # heavy: not for the other commands

    corpus = read(given)
    copies = find_copies([comment.text for comment in corpus])
    ids = [comment.id for comment in corpus]
    rows = (
        (id_, ids[centre], kind, size)
        for id_, centre, kind, size in zip(
            ids, copies.centre.tolist(), copies.kinds, copies.sizes.tolist(), strict=True
        )
    )
    write_file(given.out, table(HEADER, rows))
    print(_summary(corpus, copies), file=sys.stderr)


def _summary(corpus: Corpus, copies: Copies) -> str:
    """Counted both ways, and how many comments belong to campaigns."""
    texts = [comment.text for comment in corpus]
    sizes = [copies.sizes[centre] for centre in sorted(set(copies.centre.tolist())) if _is_sent(texts, copies, centre)]
    return (
        f"{len(corpus):,} comments, {len(set(copies.first.tolist())):,} different texts; "
        f"campaigns: {len(sizes):,}, of {sum(sizes):,} comments"
    )


def _is_sent(texts: list[str], copies: Copies, centre: int) -> bool:
    from analysis.duplicates import is_campaign

    return is_campaign(texts[centre], int(copies.sizes[centre]))
