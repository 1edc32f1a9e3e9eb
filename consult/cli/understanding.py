"""Commands that take in comments, find themes in them and write down what was heard."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from consult.cli.terminal import DAY, FILE, show_progress
from consult.settings import AREAS, AUDIENCES


@click.command("import-comments")
@click.argument("file", type=FILE)
@click.option("--text", required=True, metavar="COLUMN", help="Column with what was said.")
@click.option("--id", "id_", default="", metavar="COLUMN", help="Column with ids, each only once.")
@click.option("--audience", default="", metavar="COLUMN", help="Column that says who spoke.")
@click.option("--area", default="", metavar="COLUMN", help="Column with the area.")
@click.option("--date", default="", metavar="COLUMN", help="Column with the day it was said.")
@click.option("--question", default="", metavar="COLUMN", help="Column with the question that was asked.")
@click.option("--source", default="", metavar="COLUMN", help="Column that says where it comes from.")
@click.option("--all-audience", default=None, type=click.Choice(list(AUDIENCES)), help="The audience of all rows.")
@click.option("--all-area", default="not-said", type=click.Choice(list(AREAS)), help="The area of all rows.")
@click.option("--all-date", default=None, type=DAY, metavar="YYYY-MM-DD", help="The day of all rows.")
@click.option("--all-question", default="", help="The question of all rows; it is part of the meaning.")
@click.option("--all-source", default="imported file", show_default=True, help="Where all rows come from, in words.")
@with_appcontext
def import_comments(file: Path, id_: str, all_audience: str | None, all_date: datetime | None, **options: Any) -> None:
    """Take in comments from a spreadsheet.

    All rows of FILE (CSV or XLSX) or none, and the same file only once.

    Say for each value which column it is in, or give one value for all rows.
    """
    from consult.services import imports
    from consult.services.tabular import BadFile

    all_day = all_date.date() if all_date else None
    try:
        done = imports.import_file(
            file, id=id_, all_audience=all_audience or "", all_date=all_day, progress=show_progress, **options
        )
    except BadFile as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{done.comments:,} comments imported, {done.blank:,} of them blank (kept and counted, not analysed).")


@click.command("find-themes")
@click.option("--seed", default=0, show_default=True, help="The same seed and comments give the same themes.")
@click.option("--only-new", is_flag=True, help="Add what is new to the themes as they are; takes seconds.")
@with_appcontext
def find_themes(seed: int, only_new: bool) -> None:
    """Find themes in all comments now.

    Decisions made on earlier themes are carried over.
    """
    from consult.services import theme_finding, theme_joining, theme_review

    if only_new:
        run = theme_joining.run(None, show_progress)
        click.echo(f"Run {run.id}: {run.joined:,} new comments added to run {run.joined_to_id}.")
    else:
        run = theme_finding.run({"seed": seed}, None, show_progress)
    click.echo(f"Run {run.id}: {run.received:,} comments received.")
    for theme in theme_review.list_reviewed(run.id):
        if theme.proposal:
            click.echo(f"{theme.proposal.comments:7,}  {theme.name}")


@click.command("report")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
@with_appcontext
def report(out: Path) -> None:
    """Write the theme report of the newest run.

    Three files: the report as a page, the themes and all tables, for instance with --out reports.
    """
    from consult.services import exports

    out.mkdir(parents=True, exist_ok=True)
    for make in (exports.report_page, exports.themes_table, exports.all_tables):
        export = make(by=None)
        (out / export.file_name).write_bytes(export.content)
        click.echo(out / export.file_name)


@click.command("export")
@click.argument("survey")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="CSV file to write.")
@click.option("--codebook", is_flag=True, help="The questions and choices instead of the submissions.")
@with_appcontext
def export(survey: str, out: Path, codebook: bool) -> None:
    """Write the submissions of a survey as CSV.

    SURVEY is the last part of its address, for instance children. Equality answers are never in it.
    """
    from consult.services import exports_submissions, surveys

    make = exports_submissions.export_codebook if codebook else exports_submissions.export_submissions
    pieces = make(surveys.get_survey(survey).id, by=None)
    with out.open("wb") as file:
        file.writelines(pieces)
    click.echo(out)


COMMANDS = (import_comments, find_themes, report, export)
