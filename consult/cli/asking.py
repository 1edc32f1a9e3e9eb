"""Commands about surveys: opening them for a wave, checking their questionnaires."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from consult.cli.terminal import DAY, FILE_OR_FOLDER
from consult.settings import AUDIENCES, LONDON
from surveys import checks, load, load_all
from surveys.rules_of_words import legibility


@click.command("open-wave")
@click.argument("slug")
@click.option("--title", required=True, help="What people call it, for instance “Plan 2024”.")
@click.option("--opens", type=DAY, metavar="YYYY-MM-DD", required=True, help="First day.")
@click.option("--closes", type=DAY, metavar="YYYY-MM-DD", required=True, help="Last day.")
@click.option("--anonymous", multiple=True, type=click.Choice(list(AUDIENCES)), help="Survey that finds nobody.")
@click.option("--why", default="", help="Why it must be short, or over school holidays; kept, and shown to managers.")
@with_appcontext
def open_wave(slug: str, title: str, opens: datetime, closes: datetime, anonymous: tuple[str, ...], why: str) -> None:
    """Open the four surveys for a wave.

    A wave is one period of asking; SLUG is its short name, for instance plan-2024.

    A survey promises confidentiality with limits, or with --anonymous AUDIENCE that nobody can be found. What it
    promises is fixed once it has opened.

    Open for less than 21 days, or over school holidays, it needs a reason: --why.
    """
    from consult.services import opening, safeguarding_watch

    first_moment = opens.replace(tzinfo=LONDON)
    last_moment = closes.replace(hour=23, minute=59, second=59, tzinfo=LONDON)
    for survey in opening.open_wave(slug, title, first_moment, last_moment, why=why, anonymous=anonymous):
        click.echo(f"{survey.title}: /survey/{survey.slug}")
    for fault in safeguarding_watch.list_help_line_faults():
        click.echo(f"Before people answer: {fault}", err=True)


@click.command("check-surveys")
@click.argument("files", nargs=-1, type=FILE_OR_FOLDER)
def check_surveys(files: tuple[Path, ...]) -> None:
    """Check the questionnaires before they are opened.

    Reads the four that are shipped, or the TOML FILES or folders named, and lists what to mend and how hard every
    face is to read.
    """
    instruments = [load(file) for file in files] or list(load_all().values())
    problems = [problem for instrument in instruments for problem in checks.check(instrument)]
    for problem in problems:
        click.echo(problem)
    for instrument in instruments:
        for line in legibility(instrument):
            click.echo(line)
    click.echo(f"{len(instruments)} questionnaires read, {len(problems)} problems found.")
    if problems:
        sys.exit(1)


COMMANDS = (open_wave, check_surveys)
