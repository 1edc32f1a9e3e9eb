"""Brings a database to the newest schema, or says how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from consult.extensions import BEGIN
from consult.models.everything import metadata
from consult.store.errors import Conflict

PACKAGE = Path(__file__).resolve().parents[1]
OLDER = "The database ({here}, not {newest}) is of an older version than this program. Run `consult migrate` first."
NEWER = (
    "The database ({here}) is of a newer version than this program. Install that version here, or take the database "
    "back with it: `consult migrate --to …`."
)
PATIENCE, OURS = "5s", 20251124  # for other people's locks; a number of our own for ours
MIGRATIONS = next(folder for folder in (PACKAGE / "migrations", PACKAGE.parent / "migrations") if folder.is_dir())


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Raises Conflict over a database that a newer version of this program has made."""
    with _alone(engine) as connection:
        if _is_newer(here := _revision(connection)):
            raise Conflict(NEWER.format(here=here))
        command.upgrade(_config(connection), revision)


def downgrade(engine: sa.Engine, revision: str) -> None:
    with _alone(engine) as connection:
        command.downgrade(_config(connection), revision)


def move(engine: sa.Engine, revision: str) -> None:
    """To this revision, be it newer or older. Raises Conflict where this program does not know it."""
    if revision not in _known():
        raise Conflict(f"This program knows no revision {revision} of the database; its newest is {_newest()}.")
    with _alone(engine) as connection:
        here = _revision(connection)
        if _is_newer(here):
            raise Conflict(NEWER.format(here=here))
        is_back = here is not None and _known().index(revision) < _known().index(here)
        (command.downgrade if is_back else command.upgrade)(_config(connection), revision)


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction, and nobody else's migration beside it. Waits for other work only briefly: they wait for us."""
    with engine.connect().execution_options(**{BEGIN: "IMMEDIATE"}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({OURS})")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        yield connection


def is_current(engine: sa.Engine) -> bool:
    return not fault_of_version(engine)


def fault_of_version(engine: sa.Engine) -> str:
    """What is wrong between this program and the database, and what to do; empty where they fit."""
    with engine.connect() as connection:
        return _fault(_revision(connection))


def _fault(here: str | None) -> str:
    if here == _newest():
        return ""
    if here is None:
        return "The database is new. Run `consult migrate` first."
    return NEWER.format(here=here) if _is_newer(here) else OLDER.format(here=here, newest=_newest())


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _is_newer(revision: str | None) -> bool:
    return revision is not None and revision not in _known()


@cache
def _known() -> tuple[str, ...]:
    """From the oldest to the newest."""
    found = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(script.revision for script in found)[::-1]


def refuse_other_version(connection: sa.Connection) -> None:
    """Raises Conflict, which says what to do. One small question: for whoever must ask each time."""
    if fault := _fault(connection.scalar(sa.text("SELECT version_num FROM alembic_version"))):
        raise Conflict(fault)


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def write_nothing(engine: sa.Engine) -> None:
    """A transaction that has to reach the disk and leaves everything as it was; StoreFault where that fails."""
    with engine.connect().execution_options(**{BEGIN: "IMMEDIATE"}) as connection:
        if connection.dialect.name == "sqlite":
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version = {int(version)}")
        else:  # a line in the write-ahead log that nothing reads; before it what is refused where one may only read
            connection.exec_driver_sql("SELECT 1 FROM alembic_version FOR KEY SHARE")
            connection.exec_driver_sql("SELECT pg_logical_emit_message(true, 'consult', '')")
        connection.commit()


def draft_migration(engine: sa.Engine, message: str) -> None:
    """Write a new file in migrations/versions from the difference between the models and the database."""
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def differences(engine: sa.Engine) -> list[object]:
    """What the models have and the migrated database has not, or the other way round."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))
