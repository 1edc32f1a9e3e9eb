"""Commands about the people who sign in."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.cli.terminal import NEW_FILE
from consult.models.people import Role
from consult.settings import Settings


@click.group("user")
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="How the person is shown to colleagues.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What the person may do.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, envvar="CONSULT_USER_PASSWORD")
@with_appcontext
def user_add(email: str, name: str, role: str, password: str) -> None:
    """Give EMAIL access with one role. The password is asked for, or read from CONSULT_USER_PASSWORD."""
    from consult.services.sign_in import add_user

    someone = add_user(email=email, name=name, role=Role(role), password=password)
    click.echo(f"{someone.name} can now sign in as {someone.role} with {someone.email}.")


@click.command("export-about-user")
@click.argument("email")
@click.argument("file", type=NEW_FILE)
@with_appcontext
def export_about_user(email: str, file: Path) -> None:
    """Write everything held about the member of staff with EMAIL to the new FILE (JSON).

    For their own request to see it. It holds their account, sign-ins, decisions and audit entries, concerns by number
    only, and nothing that respondents said. Give it to nobody else.
    """
    from consult.services import about_user

    settings: Settings = current_app.config["SETTINGS"]
    rows = about_user.export(email, file, organisation=settings.organisation)
    click.echo(f"{file}: the account and {rows:,} rows.")


COMMANDS = (user, export_about_user)
