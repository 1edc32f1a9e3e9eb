"""The console script `consult`: everything an administrator does from a terminal, a file for each kind of command.

Commands import what they need when they run, so that `consult --help` answers at once.
"""

from consult.cli.group import main

__all__ = ["main"]
