"""The group of all commands: they run inside the application, and faults become one sentence, not a trace."""

from __future__ import annotations

import os
from typing import Any

import click
from flask.cli import FlaskGroup

from consult.cli import accounts, asking, keeping, running, safeguarding, translating, understanding
from consult.cli.opening import open_app
from consult.logs import spelt
from consult.serving import CannotServe
from consult.settings import BadSettings
from consult.store import faults
from consult.store.errors import Conflict, NotFound, StoreFault
from surveys import BadInstrument


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
            raise click.ClickException(spelt(str(error), keep="\n")) from error
        except StoreFault as error:
            raise click.ClickException(faults.sentence(error)) from error
        except OSError as error:
            if error.errno is None:
                raise
            where = f" ({error.filename})" if error.filename else ""
            raise click.ClickException(spelt(f"{error.strerror}{where}. Nothing was kept of it.")) from error


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

for part in (running, accounts, asking, translating, understanding, keeping, safeguarding):
    for command in part.COMMANDS:
        main.add_command(command)
