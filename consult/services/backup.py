"""One locked file that holds everything, made while people work.

A tar archive: every table in parts of some thousands of rows, the files of the installation, and last a manifest with
counts and checksums, so that a copy cut short is noticed. The server that makes copies cannot read them.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa

from consult.extensions import db
from consult.services.background_work import Progress
from consult.services.locked_files import locked, put_in_place, read_recipients
from consult.services.uploads import folder as uploads_folder
from consult.services.withdrawal import FILE as WITHDRAWALS
from consult.store import audit, snapshot

FORMAT = 1
FIRST, LAST = "revision", "manifest.json"  # of an archive
SECRET = "secret-key"
NEWEST = "last-backup.json"  # in the instance folder: when the newest copy was made, for `consult doctor`


@dataclass(frozen=True, kw_only=True, slots=True)
class Backup:
    """What a copy holds. tables: name → rows and checksum."""

    made_at: str
    revision: str
    tables: dict[str, dict[str, Any]]
    audit_entries: int
    audit_seal: str
    format: int = FORMAT


def back_up(out: Path, *, key: str, instance: Path, show: Progress) -> Backup:
    """Write a copy to `out`: all of it or nothing. Raises Conflict where it cannot be written."""
    recipients = read_recipients(key)
    with put_in_place(out) as target, locked(target, recipients) as plain:
        made = _write(plain, instance, show)
    (instance / NEWEST).write_text(json.dumps({"made_at": made.made_at, "seal": made.audit_seal}), encoding="ascii")
    return made


@dataclass
class _Archive:
    tar: tarfile.TarFile
    counts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self.tar.addfile(member, io.BytesIO(content))


def _write(plain: BinaryIO, instance: Path, show: Progress) -> Backup:
    with tarfile.open(fileobj=plain, mode="w|gz") as tar, snapshot.one_moment(db.engine) as connection:
        archive, tables = _Archive(tar), snapshot.tables(connection)
        archive.add(FIRST, snapshot.revision(connection).encode())
        for place, table in enumerate(tables):
            show(f"Copying {table.name}", place / len(tables))
            _write_table(archive, connection, table)
        for path in _files(instance):
            archive.add(f"files/{path.relative_to(instance)}", path.read_bytes())
        newest = connection.execute(
            sa.text("SELECT number, seal FROM audit_entry ORDER BY number DESC LIMIT 1")
        ).first()
        number, seal = newest or (0, audit.FIRST_SEAL)
        made = Backup(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            revision=snapshot.revision(connection),
            tables=archive.counts,
            audit_entries=number,
            audit_seal=seal,
        )
        archive.add(LAST, json.dumps(_as_dict(made), indent=1).encode())
    show("Done", 1.0)
    return made


def _as_dict(made: Backup) -> dict[str, Any]:
    return {name: getattr(made, name) for name in Backup.__slots__}


def _write_table(archive: _Archive, connection: sa.Connection, table: sa.Table) -> None:
    rows, digest = 0, hashlib.sha256()
    for number, part in enumerate(snapshot.read(connection, table)):
        content = "".join(json.dumps(row, ensure_ascii=True) + "\n" for row in part).encode("ascii")
        digest.update(content)
        rows += len(part)
        archive.add(f"tables/{table.name}/{number:06}.jsonl", content)
    archive.counts[table.name] = {"rows": rows, "sha256": digest.hexdigest()}


def _files(instance: Path) -> list[Path]:
    waiting = uploads_folder(instance)
    own = (instance / SECRET, instance / WITHDRAWALS)
    return sorted(path for path in (*own, *waiting.rglob("*")) if path.is_file())
