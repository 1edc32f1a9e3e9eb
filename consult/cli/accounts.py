"""Commands about the people who sign in."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from consult.models.people import Role


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


COMMANDS = (user,)
