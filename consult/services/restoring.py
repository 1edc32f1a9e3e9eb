"""A new machine from a backup: an empty database filled in one transaction, upgraded, and checked to the unit."""

from __future__ import annotations

import hashlib
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
import sqlalchemy as sa

from consult.extensions import db
from consult.services import ledger, withdrawal
from consult.services.background_work import Progress
from consult.services.backup import FIRST, LAST, Backup
from consult.services.locked_files import opened, read_identity
from consult.store import audit, schema, snapshot
from consult.store.errors import Conflict


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    backup: Backup
    adds_up: bool
    audit: audit.Verdict
    withdrawn_again: int


def restore(file: Path, *, key: Path, instance: Path, show: Progress, withdrawals: Path | None = None) -> Restored:
    """Fill an empty database from a copy, upgrade it, and check it. Raises Conflict and leaves the database empty.

    withdrawals: the list of the machine that was lost; what it names, and what the list already here names, is taken
    out again.
    """
    identity = read_identity(key)
    known = [list_ for list_ in (withdrawals, instance / withdrawal.FILE) if list_ and list_.exists()]
    taken_back = {reference for list_ in known for reference in withdrawal.read_file(list_)}
    if sa.inspect(db.engine).get_table_names() and not _is_empty():
        raise Conflict("The database holds something already. Restore into a new, empty one.")
    try:
        with file.open("rb") as source, opened(source, identity) as plain:
            made, files = _read(plain, show)
    except (OSError, tarfile.TarError, pyrage.DecryptError, ValueError, KeyError, sa.exc.SQLAlchemyError) as error:
        why = "the key does not fit, or" if isinstance(error, pyrage.DecryptError) else "it is cut short, or"
        raise Conflict(f"{file}: this copy cannot be read; {why} it is no backup. Nothing was restored.") from None
    schema.upgrade(db.engine)
    taken_back.update(withdrawal.read_lines(files.pop(withdrawal.FILE, b"")))
    _put_files(files, instance)
    again = _take_out_again(taken_back, instance)
    return Restored(
        backup=made,
        adds_up=ledger.read().adds_up,
        audit=audit.verify(seal_seen=made.audit_seal),
        withdrawn_again=again,
    )


def _take_out_again(references: set[str], instance: Path) -> int:
    """The list goes on here, so that the next backup knows them too."""
    if references:
        (instance / withdrawal.FILE).unlink(missing_ok=True)
        withdrawal.write_down(instance / withdrawal.FILE, sorted(references))
    return withdrawal.replay(references)


def _read(plain: BinaryIO, show: Progress) -> tuple[Backup, dict[str, bytes]]:
    """In one transaction: whatever is wrong with the copy leaves the database as it was."""
    files: dict[str, bytes] = {}
    counts: dict[str, dict[str, Any]] = {}
    made: Backup | None = None
    with tarfile.open(fileobj=plain, mode="r|gz") as tar:
        members = iter(tar)
        first = next(members)
        if first.name != FIRST:
            raise ValueError("not a backup")
        _make_tables(_content(tar, first).decode())
        with db.engine.begin() as connection:
            tables = {table.name: table for table in snapshot.tables(connection)}
            for member in members:
                content = _content(tar, member)
                if member.name == LAST:
                    made = Backup(**json.loads(content))
                elif member.name.startswith("files/"):
                    files[member.name.removeprefix("files/")] = content
                else:
                    show(f"Restoring {member.name.split('/')[1]}", 0.5)
                    _read_part(connection, tables, member.name, content, counts)
            made = _checked(made, counts)
            snapshot.count_on(connection)
    show("Done", 1.0)
    return made, files


def _make_tables(revision: str) -> None:
    try:
        schema.upgrade(db.engine, revision)
    except Exception as error:  # alembic's own kinds of fault have no common one
        raise ValueError(f"this version does not know the copy's schema {revision}") from error


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = tar.extractfile(member)
    return stream.read() if stream else b""


def _read_part(
    connection: sa.Connection,
    tables: dict[str, sa.Table],
    name: str,
    content: bytes,
    counts: dict[str, dict[str, Any]],
) -> None:
    table = tables[name.split("/")[1]]
    rows = [json.loads(line) for line in content.decode("ascii").splitlines()]
    snapshot.write(connection, table, rows)
    entry = counts.setdefault(table.name, {"rows": 0, "digest": hashlib.sha256()})
    entry["rows"] += len(rows)
    entry["digest"].update(content)


def _checked(made: Backup | None, counts: dict[str, dict[str, Any]]) -> Backup:
    """The manifest, where everything it promises has come."""
    if made is None:
        raise ValueError("the copy has no end")
    nothing = {"rows": 0, "digest": hashlib.sha256()}
    for name, expected in made.tables.items():
        found = counts.get(name, nothing)
        if (found["rows"], found["digest"].hexdigest()) != (expected["rows"], expected["sha256"]):
            raise ValueError(f"table {name} is not whole")
    return made


def _is_empty() -> bool:
    with db.engine.connect() as connection:
        return snapshot.is_empty(connection)


def _put_files(files: dict[str, bytes], instance: Path) -> None:
    """Never outside the instance folder, whatever the copy calls them."""
    for name, content in files.items():
        path = (instance / name).resolve()
        if not path.is_relative_to(instance.resolve()):
            raise Conflict(f"The copy holds a file that would lie outside {instance}. It was not written.")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)
