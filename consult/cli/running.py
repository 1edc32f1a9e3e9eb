"""Commands that run the platform: its database, its server, its workers, the demonstration."""

from __future__ import annotations

import functools
import os

import click

from consult import serving
from consult.cli.opening import open_app
from consult.cli.terminal import show_progress

HOST, PORT = "127.0.0.1", 8000


@click.command("migrate")
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


@click.command("serve")
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


@click.command("worker")
@click.option("--lane", default="long", show_default=True, type=click.Choice(["long", "short"]), help="Kind of work.")
def worker(lane: str) -> None:
    """Do background work until stopped.

    long: finds themes, takes in large files, and whatever else waits. short: only what must be done within seconds,
    screening and alerts. `consult serve` starts both by itself; beside `consult serve --workers 0` start both.
    """
    from consult.jobs.worker import run_until_stopped
    from consult.models.jobs import Lane

    run_until_stopped(open_app(), Lane(lane))


@click.command("demo")
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--fresh", is_flag=True, help="Delete the demonstration's data and begin anew.")
def demo(host: str, port: int, fresh: bool) -> None:
    """Start the demonstration.

    Invented people, four surveys, events, themes. It keeps its data between starts.
    """
    from consult.demo import start

    start(host=host, port=port, is_fresh=fresh, show=show_progress)


COMMANDS = (migrate, serve, worker, demo)
