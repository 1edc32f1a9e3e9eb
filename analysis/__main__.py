"""python -m analysis COMMAND: understand free text from the shell. Each command is a file in analysis/commands/."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from analysis.commands import duplicates, priorities, redact, screen, themes
from analysis.reading import BadFile

COMMANDS = (duplicates, priorities, redact, screen, themes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when done, 2 with one sentence on standard error when something is wrong."""
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
    except BadFile as error:
        print(f"analysis: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis", description="Understand free text: comments to themes.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
