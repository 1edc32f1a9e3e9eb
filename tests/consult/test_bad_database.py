"""A database that is away, full, read-only, damaged or of another version: one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from consult.app import create_app
from consult.cli import main
from consult.extensions import db
from consult.services import health
from consult.settings import Settings
from consult.store import faults, schema
from consult.store.transaction import transaction
from consult.web.access import public

WHATEVER = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def run(tmp_path: Path, monkeypatch) -> Callable[..., Result]:
    """A command as it is typed, over this database; its connections end with it, as those of a process do."""
    made: list[Flask] = []
    monkeypatch.setattr("consult.app.create_app", lambda: made.append(create_app()) or made[-1])

    def do(url: str, *words: str) -> Result:
        environ = {"CONSULT_DATABASE_URL": url, "CONSULT_INSTANCE": str(tmp_path), "CONSULT_HTTPS": "no",
                   "CONSULT_SECRET_KEY": WHATEVER}  # fmt: skip
        done = CliRunner().invoke(main, [*words], env=environ)
        for app in made:
            dispose(app)
        return done

    return do


def dispose(app: Flask) -> None:
    with app.app_context():
        db.session.close()
        db.engine.dispose()


def refused(result: Result, sentence: str) -> None:
    """It ends with a fault, and says one sentence."""
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [f"Error: {sentence}"], result.exception


def read_only(url: str, tmp_path: Path) -> str:
    if url.startswith("sqlite"):
        return f"sqlite:///file:{tmp_path}/consult.sqlite3?mode=ro&uri=true"
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}options=-c%20default_transaction_read_only%3Don"


def away(url: str, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/nowhere/x.sqlite3" if url.startswith("sqlite") else "postgresql://x@127.0.0.1:1/x"


@pytest.mark.parametrize("command", ["migrate", "doctor", "worker", "retain", "verify-audit"])
def test_a_database_that_is_away_is_told_in_one_sentence(run, tmp_path, command):
    for url in (away("sqlite", tmp_path), away("postgresql", tmp_path)):
        refused(run(url, command), faults.AWAY)


def test_a_database_that_can_only_be_read_is_told_in_one_sentence(run, database_url, tmp_path):
    url = read_only(database_url, tmp_path)
    refused(run(url, "retain"), faults.ONLY_READ)


def test_a_file_that_is_no_database_is_kept_and_told(run, tmp_path):
    file = tmp_path / "consult.sqlite3"
    file.write_bytes(b"not a database at all" * 100)
    refused(run(f"sqlite:///{file}", "migrate"), faults.BROKEN)
    assert file.read_bytes().startswith(b"not a database")


def test_a_server_without_that_database_is_told(run, postgres_url):
    url = sa.make_url(postgres_url).set(database="elsewhere").render_as_string(hide_password=False)
    refused(run(url, "migrate"), faults.NOT_THERE)


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        ("0001", schema.OLDER.format(here="0001", newest=schema._newest())),
        ("9999", schema.NEWER.format(here="9999")),
    ],
)  # fmt: skip
def test_neither_server_nor_worker_starts_over_another_version(run, database_url, version, sentence):
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    try:
        for words in (["worker"], ["serve", "--check"], ["serve", "--check", "--host", "::1"]):
            refused(run(database_url, *words), sentence)
        if version == "9999":
            refused(run(database_url, "migrate"), sentence)
            refused(run(database_url, "migrate", "--to", "0001"), sentence)
    finally:
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = :v"), {"v": schema._newest()})
        engine.dispose()


def test_taking_the_database_to_a_revision_that_nobody_knows_is_refused(run, database_url):
    refused(run(database_url, "migrate", "--to", "nonsense"),
            f"This program knows no revision nonsense of the database; its newest is {schema._newest()}.")  # fmt: skip


def test_the_database_goes_back_and_forth_by_command(run, database_url):
    older = schema._known()[-3]
    assert f"The database is at {older}" in run(database_url, "migrate", "--to", older).stdout
    refused(run(database_url, "worker"), schema.OLDER.format(here=older, newest=schema._newest()))
    for _ in range(2):  # safe to run again
        assert "The database is up to date" in run(database_url, "migrate").stdout
    assert "It could start" in run(database_url, "serve", "--check").stdout


@pytest.mark.parametrize("harm", [away, read_only])
def test_people_are_told_that_nothing_was_saved_yet_and_monitors_why(database_url, tmp_path, harm):
    url = harm(database_url, tmp_path)
    app = create_app(Settings(instance=tmp_path, database_url=url, secret_key="k" * 40, is_https=False))

    @public
    def write():
        with transaction():
            db.session.execute(sa.text("UPDATE wave SET title = 'Never'"))
        return "Thank you"

    app.add_url_rule("/try", "try", write, methods=["POST"])
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()
    assert browser.get("/health/ready").status_code == 503
    assert browser.get("/health/live").status_code == 200
    told = browser.post("/try", data={"change": "More swings"})
    assert told.status_code == 503
    assert "Not saved yet" in told.text
    assert "More swings" in told.text
    with app.app_context():
        part = health.look().part("database")
        assert (part.state, part.words) == ("away", faults.AWAY if harm is away else faults.ONLY_READ)
    dispose(app)


def test_a_full_disk_is_told_by_a_command_that_writes_a_file(run, database_url):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    refused(run(database_url, "export-missed-phrases", "/dev/full"), "No space left on device. Nothing was kept of it.")
