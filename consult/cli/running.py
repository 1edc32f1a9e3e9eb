"""Commands that run the platform: its database, its server, its workers, the demonstration."""

from __future__ import annotations

import functools
import os

import click
from flask import Flask

from consult import serving
from consult.cli.opening import open_app
from consult.cli.terminal import show_progress

HOST, PORT = "127.0.0.1", 8000


@click.command("migrate")
@click.option("--to", "revision", default="", metavar="NNNN", help="Not to the newest: to this one, also back.")
def migrate(revision: str) -> None:
    """Make or upgrade the database.

    Safe to run again. --to takes it back for an older version of this program: what people said stays, what only newer
    versions know goes. Make a backup before.
    """
    from consult.app import create_app
    from consult.extensions import db
    from consult.store import schema

    with create_app().app_context():
        if revision:
            schema.move(db.engine, revision)
            click.echo(f"The database is at {revision}: {db.engine.url.render_as_string(hide_password=True)}")
            return
        schema.upgrade(db.engine)
        click.echo(f"The database is up to date: {db.engine.url.render_as_string(hide_password=True)}")


@click.command("serve")
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(0, 64), help="Background processes.")
@click.option("--check", is_flag=True, help="Only say whether it could start; ends with 1 where it could not.")
def serve(host: str, port: int, workers: int, check: bool) -> None:
    """Serve the web pages, with workers beside them.

    Several processes answer (CONSULT_WEB_PROCESSES). HUP begins new ones, with the version that is installed by then,
    and ends the old ones when those answer: nobody waits. TERM ends it after what is under way.
    """
    if check:
        _safe_app(host)
        click.echo("It could start.")
        return
    ready = functools.partial(click.echo, f"Listening on http://{host}:{port}")
    if os.name == "posix":
        from consult import supervising

        supervising.serve(host=host, port=port, workers=workers, ready=ready)
    else:  # gunicorn runs there only
        serving.serve(_safe_app(host), host=host, port=port, workers=workers, ready=ready)


@click.command("web", hidden=True)
@click.argument("host")
@click.argument("listener", type=int)
@click.argument("lifeline", type=int)
@click.argument("told", type=int)
def web(host: str, listener: int, lifeline: int, told: int) -> None:
    """One set of web processes. `consult serve` begins it, with open files that it hands over."""
    from consult import web_processes

    web_processes.run(_safe_app(host), listener=listener, lifeline=lifeline, told=told)


def _safe_app(host: str) -> Flask:
    from consult.services import production

    app = open_app()
    with app.app_context():
        production.check(app.config["SETTINGS"], host=host, environ=os.environ)
    return app


@click.command("worker")
@click.option("--lane", default=None, type=click.Choice(["long", "short"]), help="Kind of work; without it: long.")
@click.option("--processes", default=None, type=click.IntRange(1, 64), help="So many, kept alive by this command.")
def worker(lane: str | None, processes: int | None) -> None:
    """Do background work until stopped.

    long: finds themes, takes in large files, and whatever else waits. short: only what must be done within seconds,
    screening and alerts. `consult serve` starts both by itself; beside `consult serve --workers 0` start both, or
    `--processes N`: N for long work and one for short, begun again when they die. With --lane, N of that kind.

    TERM ends it: what is under way is given back at once, and another worker begins it again.
    """
    from consult.jobs.worker import run_until_stopped
    from consult.models.jobs import Lane

    app = open_app()
    if processes is None:
        run_until_stopped(app, Lane(lane or "long"))
    else:
        beside = "" if lane else ", and one worker for screening and alerts"
        click.echo(f"{processes} × {lane or 'long'} work{beside}. They end with this command.")
        serving.work(processes, [lane] * processes if lane else [])


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


COMMANDS = (migrate, serve, web, worker, demo)
