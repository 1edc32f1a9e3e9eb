"""The console script `consult`: everything an administrator does from a terminal.

Commands import what they need when they run, so that `consult --help` answers at once.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy.exc import OperationalError

from consult import serving
from consult.models.people import Role
from consult.serving import CannotServe
from consult.settings import AREAS, AUDIENCES, BadSettings
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

    The commands are all in this file, so that listing them needs no application.
    """

    list_commands = click.Group.list_commands
    get_command = click.Group.get_command

    def invoke(self, ctx: click.Context) -> Any:
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
    """Make the database, or bring it to the newest version. Safe to run again."""
    from consult.app import create_app
    from consult.extensions import db
    from consult.store import schema

    with create_app().app_context():
        schema.upgrade(db.engine)
        click.echo(f"The database is up to date: {db.engine.url.render_as_string(hide_password=True)}")


@main.command(with_appcontext=False)
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(0, 64), help="Processes for background work.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the web pages, with workers for background work beside them."""
    address = f"http://{host}:{port}"
    serving.serve(open_app(), host=host, port=port, workers=workers, ready=lambda: click.echo(f"Listening on {address}"))


@main.command(with_appcontext=False)
def worker() -> None:
    """Do background work (finding themes, large imports) until stopped. `consult serve` starts one by itself."""
    from consult.jobs.worker import run_until_stopped

    run_until_stopped(open_app())


@main.command(with_appcontext=False)
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--fresh", is_flag=True, help="Delete the demonstration's data and begin anew.")
def demo(host: str, port: int, fresh: bool) -> None:
    """Start the demonstration: invented people, four surveys, events, themes. It keeps its data between starts."""
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
@click.option("--opens", type=DAY, required=True, help="First day.")
@click.option("--closes", type=DAY, required=True, help="Last day.")
def open_wave(slug: str, title: str, opens: datetime, closes: datetime) -> None:
    """Open the four surveys for a period of asking named SLUG, for instance plan-2024."""
    from consult.services import surveys

    until = closes.replace(hour=23, minute=59, second=59, tzinfo=UTC)
    for survey in surveys.open_wave(slug=slug, title=title, opens_at=opens.replace(tzinfo=UTC), closes_at=until):
        click.echo(f"{survey.title}: /survey/{survey.slug}")


@main.command("check-surveys", with_appcontext=False)
@click.argument("files", nargs=-1, type=FILE)
def check_surveys(files: tuple[Path, ...]) -> None:
    """Read the questionnaires (or the TOML FILES named) and list what to mend before they are opened."""
    instruments = [load(file) for file in files] or list(load_all().values())
    problems = [problem for instrument in instruments for problem in checks.check(instrument)]
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(instruments)} questionnaires read, {len(problems)} problems found.")
    if problems:
        sys.exit(1)


if __name__ == "__main__":
    main(prog_name="consult")
