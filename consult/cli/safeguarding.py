"""Commands of the safeguarding team's own store: its schedule, what the screening missed, screening by hand."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from consult.cli.terminal import NEW_FILE, show_progress


@click.command("screen")
@with_appcontext
def screen() -> None:
    """Screen every text that waits, now.

    The workers do this by themselves within seconds.
    """
    from consult.services import screening

    try:
        passed = screening.run(show_progress)
    except screening.DetectorDown as error:
        raise click.ClickException(f"{error}. They stay withheld; the workers try again by themselves.") from None
    click.echo(f"{passed.screened:,} texts screened.")


@click.command("erase-concerns")
@with_appcontext
def erase_concerns() -> None:
    """Erase what closed concerns hold once their days are over.

    The workers do this each hour. CONSULT_CONCERN_DAYS and CONSULT_FALSE_ALARM_DAYS say after how many days.
    """
    from consult.services import concern_schedule

    click.echo(f"{concern_schedule.erase_due():,} records erased.")


@click.command("export-missed-phrases")
@click.argument("file", type=NEW_FILE)
@with_appcontext
def export_missed_phrases(file: Path) -> None:
    """Write what the screening missed to FILE (CSV), for the safeguarding lead.

    It holds what children said: it is for testing the next version of the screening, and never leaves the team.
    """
    from consult.services import screening_samples

    with file.open("wb") as out:
        out.writelines(screening_samples.export_phrases(by=None))
    click.echo(file)


COMMANDS = (screen, erase_concerns, export_missed_phrases)
