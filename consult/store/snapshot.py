"""Every row of every table, read as of one moment and written back: on SQLite and PostgreSQL, from one to the other.

Tables are taken as the database has them (reflected), so that a copy made by an older version can be read back at
that version and then upgraded.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

ROWS = 5_000  # read or written at a time
LEFT_OUT = ("alembic_version", "sign_in")  # nobody is signed in on a restored machine
Row = dict[str, Any]


@contextmanager
def one_moment(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees the database as it is now, whatever is written meanwhile."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**level) as connection, connection.begin():
        yield connection


def revision(connection: sa.Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def tables(connection: sa.Connection) -> list[sa.Table]:
    """Those that a copy holds; each after the tables it refers to."""
    reflected = sa.MetaData()
    reflected.reflect(connection)
    return [table for table in reflected.sorted_tables if table.name not in LEFT_OUT]


def is_empty(connection: sa.Connection) -> bool:
    any_row = (sa.select(sa.literal(1)).select_from(table).limit(1) for table in tables(connection))
    return not any(connection.execute(query).first() for query in any_row)


def read(connection: sa.Connection, table: sa.Table) -> Iterator[list[Row]]:
    """The table's rows in the order of its key, some thousands at a time, as JSON can hold them."""
    found = connection.execution_options(yield_per=ROWS).execute(sa.select(table).order_by(*table.primary_key.columns))
    for rows in found.partitions():
        yield [{name: _plain(value) for name, value in row._mapping.items()} for row in rows]


def write(connection: sa.Connection, table: sa.Table, rows: Iterable[Row]) -> None:
    values = [{name: _back(table.columns[name].type, value) for name, value in row.items()} for row in rows]
    if values:
        connection.execute(sa.insert(table), values)


def count_on(connection: sa.Connection) -> None:
    """New rows get numbers after those that were written (PostgreSQL keeps them in sequences)."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables(connection):
        key = next(iter(table.primary_key.columns))
        sequence = connection.scalar(sa.select(sa.func.pg_get_serial_sequence(table.name, key.name)))
        if sequence:
            newest = sa.select(sa.func.max(key)).scalar_subquery()
            connection.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(newest, 1), newest.is_not(None))))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


def _back(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.LargeBinary):
        return base64.b64decode(value)
    return value
