"""What commands share: how files and days are given, and how they show their progress."""

from __future__ import annotations

import sys
from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
FILE_OR_FOLDER = click.Path(exists=True, readable=True, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


def show_progress(stage: str, done: float) -> None:
    """One line that fills up; on a terminal it is overwritten, in a log it is written when the stage changes."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{done:4.0%}  {stage}", nl=False, err=True)
        if done >= 1:
            click.echo(err=True)
    elif show_progress.__dict__.get("stage") != stage:
        click.echo(f"{done:4.0%}  {stage}", err=True)
    show_progress.__dict__["stage"] = stage
