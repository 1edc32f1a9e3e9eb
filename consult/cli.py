"""The console script `consult`: everything an administrator does from a terminal."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import FlaskGroup


def _create_app() -> Flask:
    from consult.app import create_app  # the application imports this module

    return create_app()


main = FlaskGroup(create_app=_create_app, name="consult", add_default_commands=False)


def init_app(app: Flask) -> None:
    pass


@main.command("migrate")
def migrate() -> None:
    """Bring the database to the newest schema."""
    click.echo("done")


if __name__ == "__main__":
    main()
