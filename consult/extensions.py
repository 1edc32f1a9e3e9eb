"""Objects the whole application shares. Made here, tied to the app in app.py; imports nothing of ours."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect


class Session(sa.orm.Session):
    """What a connection that is gone had begun, the database has undone itself: giving it up is no second fault."""

    def rollback(self) -> None:
        try:
            super().rollback()
        except sa.exc.DBAPIError:
            self.invalidate()

    def close(self) -> None:
        try:
            super().close()
        except sa.exc.DBAPIError:
            self.invalidate()


db = SQLAlchemy(
    engine_options={"hide_parameters": True},  # no fault may print the words that were being stored
    session_options={"expire_on_commit": False, "class_": Session},
)
csrf = CSRFProtect()

BEGIN = "sqlite_begin"  # execution option: how SQLite starts the transaction


@sa.event.listens_for(sa.Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Durable writes (FULL: what was acknowledged survives a power cut), kept references, patience when busy.

    What is deleted is overwritten: no words stay in the file.
    """
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@sa.event.listens_for(sa.Engine, "begin")
def _begin_sqlite(connection: sa.Connection) -> None:
    """A writer says so at once (IMMEDIATE): it waits for its turn instead of failing half-way."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(BEGIN, '')}")
