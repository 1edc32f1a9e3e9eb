"""Brings a database to the newest schema, or says how far it is."""

from __future__ import annotations

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
MIGRATIONS = next(folder for folder in (PACKAGE / "migrations", PACKAGE.parent / "migrations") if folder.is_dir())


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: sa.Engine, revision: str) -> None:
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def is_current(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    return here == _newest()


def refuse_other_version(connection: sa.Connection) -> None:
    """Raises Conflict, which says what to do. One small question: for whoever must ask each time."""
    here = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if here != _newest():
        is_older = here is None or here in _known()
        what, remedy = ("an older", "Run `consult migrate`") if is_older else ("a newer", "Install that version here")
        raise Conflict(f"The database is of {what} version than this program. {remedy}, then start this again.")


@cache
def _known() -> frozenset[str]:
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def write_nothing(engine: sa.Engine) -> None:
    """A transaction that has to reach the disk and leaves everything as it was; StoreFault where that fails."""
    with engine.connect().execution_options(**{BEGIN: "IMMEDIATE"}) as connection:
        if connection.dialect.name == "sqlite":
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version = {int(version)}")
        else:  # a line in the write-ahead log that nothing reads; refused by a server that only reads
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
