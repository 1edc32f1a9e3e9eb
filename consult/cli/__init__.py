"""The console script `consult`: everything an administrator does from a terminal.

Commands import what they need when they run, so that `consult --help` answers at once.
"""

from __future__ import annotations

import functools
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy.exc import OperationalError

from consult import serving
from consult.cli import keeping, safeguarding
from consult.models.people import Role
from consult.serving import CannotServe
from consult.settings import AREAS, AUDIENCES, LONDON, BadSettings
from consult.store.errors import Conflict, NotFound
from surveys import BadInstrument, checks, load, load_all

HOST, PORT = "127.0.0.1", 8000
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])


def open_app() -> Flask:
    """The application over a database that is up to date, or one sentence that says what to do."""
    from consult.app import create_app
    from consult.extensions import db
    from consult.store import schema

    app = create_app()
    with app.app_context():
        if not schema.is_current(db.engine):
            raise Conflict("The database is new or of an older version. Run `consult migrate` first.")
    return app


class ConsultGroup(FlaskGroup):
    """Flask's command group: commands run inside the application, and faults become one sentence, not a trace.

    The commands are all in this package, so that listing them needs no application.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return click.Group.list_commands(self, ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return click.Group.get_command(self, ctx, name)

    def invoke(self, ctx: click.Context) -> Any:
        os.umask(0o077)  # what is written holds people's words: for this user only
        try:
            return super().invoke(ctx)
        except (BadSettings, Conflict, NotFound, CannotServe, BadInstrument) as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            raise click.ClickException(f"The database cannot be used: {error.orig}") from error


@click.group(
    cls=ConsultGroup,
    create_app=open_app,
    add_default_commands=False,
    add_version_option=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def main() -> None:
    """The Big Conversation: ask, listen, understand, decide, draft, tell people what happened.

    Settings come from the environment: CONSULT_DATABASE_URL, CONSULT_INSTANCE (a folder for the database, the
    secret key and uploads), CONSULT_SECRET_KEY, CONSULT_HTTPS, CONSULT_PROXY_HOPS, CONSULT_ORGANISATION and
    CONSULT_HELP_LINES. docs/operations.md says what each is for. Without any, an SQLite database in ./instance
    is used.
    """


main.params = [option for option in main.params if option.name == "help"]  # Flask's own are for choosing an app


def show_progress(stage: str, done: float) -> None:
    """One line that fills up; on a terminal it is overwritten, in a log it is written when the stage changes."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{done:4.0%}  {stage}", nl=False, err=True)
        if done >= 1:
            click.echo(err=True)
    elif show_progress.__dict__.get("stage") != stage:
        click.echo(f"{done:4.0%}  {stage}", err=True)
    show_progress.__dict__["stage"] = stage


@main.command(with_appcontext=False)
def migrate() -> None:
    """Make or upgrade the database.

    Safe to run again.
    """
    from consult.app import create_app
    from consult.extensions import db
    from consult.store import schema

    with create_app().app_context():
        schema.upgrade(db.engine)
        click.echo(f"The database is up to date: {db.engine.url.render_as_string(hide_password=True)}")


@main.command(with_appcontext=False)
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(0, 64), help="Background processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the web pages, with workers beside them."""
    from consult.services import production

    address = f"http://{host}:{port}"
    ready = functools.partial(click.echo, f"Listening on {address}")
    app = open_app()
    with app.app_context():
        production.check(app.config["SETTINGS"], host=host, environ=os.environ)
    serving.serve(app, host=host, port=port, workers=workers, ready=ready)


@main.command(with_appcontext=False)
@click.option("--lane", default="long", show_default=True, type=click.Choice(["long", "short"]), help="Kind of work.")
def worker(lane: str) -> None:
    """Do background work until stopped.

    long: finds themes, takes in large files, and whatever else waits. short: only what must be done within seconds,
    screening and alerts. `consult serve` starts both by itself; beside `consult serve --workers 0` start both.
    """
    from consult.jobs.worker import run_until_stopped
    from consult.models.jobs import Lane

    run_until_stopped(open_app(), Lane(lane))


@main.command(with_appcontext=False)
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--fresh", is_flag=True, help="Delete the demonstration's data and begin anew.")
def demo(host: str, port: int, fresh: bool) -> None:
    """Start the demonstration.

    Invented people, four surveys, events, themes. It keeps its data between starts.
    """
    from consult.demo import start

    start(host=host, port=port, is_fresh=fresh, show=show_progress)


@main.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="How the person is shown to colleagues.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What the person may do.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, envvar="CONSULT_USER_PASSWORD")
def user_add(email: str, name: str, role: str, password: str) -> None:
    """Give EMAIL access with one role. The password is asked for, or read from CONSULT_USER_PASSWORD."""
    from consult.services.sign_in import add_user

    someone = add_user(email=email, name=name, role=Role(role), password=password)
    click.echo(f"{someone.name} can now sign in as {someone.role} with {someone.email}.")


@main.command("open-wave")
@click.argument("slug")
@click.option("--title", required=True, help="What people call it, for instance “Plan 2024”.")
@click.option("--opens", type=DAY, metavar="YYYY-MM-DD", required=True, help="First day.")
@click.option("--closes", type=DAY, metavar="YYYY-MM-DD", required=True, help="Last day.")
@click.option("--anonymous", multiple=True, type=click.Choice(list(AUDIENCES)), help="Survey that finds nobody.")
def open_wave(slug: str, title: str, opens: datetime, closes: datetime, anonymous: tuple[str, ...]) -> None:
    """Open the four surveys for a wave.

    A wave is one period of asking; SLUG is its short name, for instance plan-2024.

    A survey promises confidentiality with limits, or with --anonymous AUDIENCE that nobody can be found. What it
    promises is fixed once it has opened.
    """
    from consult.services import safeguarding_watch, surveys

    first_moment = opens.replace(tzinfo=LONDON)
    last_moment = closes.replace(hour=23, minute=59, second=59, tzinfo=LONDON)
    for survey in surveys.open_wave(slug, title, first_moment, last_moment, anonymous=anonymous):
        click.echo(f"{survey.title}: /survey/{survey.slug}")
    for fault in safeguarding_watch.list_help_line_faults():
        click.echo(f"Before people answer: {fault}", err=True)


@main.command("check-surveys", with_appcontext=False)
@click.argument("files", nargs=-1, type=FILE)
def check_surveys(files: tuple[Path, ...]) -> None:
    """Check the questionnaires before they are opened.

    Reads the four that are shipped, or the TOML FILES named, and lists what to mend.
    """
    instruments = [load(file) for file in files] or list(load_all().values())
    problems = [problem for instrument in instruments for problem in checks.check(instrument)]
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(instruments)} questionnaires read, {len(problems)} problems found.")
    if problems:
        sys.exit(1)


@main.command("import-comments")
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


@main.command("find-themes")
@click.option("--seed", default=0, show_default=True, help="The same seed and comments give the same themes.")
def find_themes(seed: int) -> None:
    """Find themes in all comments now.

    Decisions made on earlier themes are carried over.
    """
    from consult.services import theme_finding, theme_review

    run = theme_finding.run({"seed": seed}, None, show_progress)
    click.echo(f"Run {run.id}: {run.received:,} comments received.")
    for theme in theme_review.list_reviewed(run.id):
        click.echo(f"{theme.proposal.comments:7,}  {theme.name}")


@main.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
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


@main.command()
@click.argument("survey")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="CSV file to write.")
@click.option("--codebook", is_flag=True, help="The questions and choices instead of the submissions.")
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


for command in (*keeping.COMMANDS, *safeguarding.COMMANDS):
    main.add_command(command)
