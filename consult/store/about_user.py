"""Every row that names one user, table by table, without the columns that hold words or secrets."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.everything import metadata
from consult.models.people import AuditEntry, User

ACCOUNT = "user_account"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Naming:
    """One table with the columns by which a row of it can name a user."""

    table: sa.Table
    by: tuple[str, ...]


def list_naming() -> list[Naming]:
    """Every table with a key to the accounts, by name: a new one is here by itself. The audit record has its own."""
    found = []
    for _, table in sorted(metadata.tables.items()):
        by = tuple(sorted(key.parent.name for key in table.foreign_keys if key.column.table.name == ACCOUNT))
        if by and table is not AuditEntry.__table__:
            found.append(Naming(table, by))
    return found


def read_account(user_id: int, columns: Collection[str]) -> Row:
    table = User.__table__
    return _plain(db.session.execute(sa.select(*_chosen(table, columns)).where(table.c.id == user_id)).one())


def read_rows(naming: Naming, user_id: int, columns: Collection[str]) -> list[Row]:
    """columns: those that are wanted; how a row names the user is said besides. Other users' numbers are left out."""
    table = naming.table
    mine = sa.or_(*(table.c[column] == user_id for column in naming.by))
    query = sa.select(*_chosen(table, columns), *(table.c[column].label(f"by {column}") for column in naming.by))
    rows = db.session.execute(query.where(mine).order_by(*table.primary_key.columns))
    return [_without_others(_plain(row), naming.by, user_id) for row in rows]


def read_audit(user_id: int) -> Iterator[Row]:
    """What the user did, and what was done with the account; of colleagues only that it was one."""
    about = sa.or_(AuditEntry.user_id == user_id, AuditEntry.subject == f"user {user_id}")
    for entry in db.session.scalars(sa.select(AuditEntry).where(about).order_by(AuditEntry.number)):
        by = {user_id: "the user", None: "the platform"}.get(entry.user_id, "a colleague")
        said = {"at": entry.at.isoformat(), "by": by, "action": entry.action, "subject": entry.subject}
        yield {"number": entry.number, **said, "detail": entry.detail}


def _chosen(table: Any, columns: Collection[str]) -> list[sa.Column[Any]]:
    return [column for column in table.columns if column.name in columns]


def _plain(row: sa.Row[Any]) -> Row:
    return {
        name: value.isoformat() if isinstance(value, datetime | date) else value for name, value in row._mapping.items()
    }


def _without_others(row: Row, by: tuple[str, ...], user_id: int) -> Row:
    mine = [column for column in by if row.pop(f"by {column}") == user_id]
    return {**row, "named as": mine}
