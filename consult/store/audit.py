"""The record of who did what: only ever added to, each entry sealed over the one before it.

An entry that is changed or taken out of the middle breaks every seal after it. Who keeps the newest seal elsewhere
(a backup does) also sees when entries are missing at the end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.people import AuditEntry

PENDING = "audit entries"  # in a session's info, while a transaction is open
LOCK = 20_240_402  # any number, always the same: the lock's name on PostgreSQL
FIRST_SEAL = "0" * 64
PAGE = 5_000
NEWEST = sa.select(AuditEntry.number, AuditEntry.seal).order_by(AuditEntry.number.desc()).limit(1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a check of the record found. seal: of the newest entry; fault: a sentence, empty where all is well."""

    entries: int
    seal: str
    fault: str = ""


def write(entries: list[AuditEntry]) -> None:
    """Number and seal what a transaction did, as the last thing before it commits: so nobody waits for it long."""
    if not entries:
        return
    if db.engine.dialect.name == "postgresql":  # SQLite has one writer anyway
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    number, seal = db.session.execute(NEWEST).one_or_none() or (0, FIRST_SEAL)
    for entry in entries:
        number, seal = number + 1, seal_of(entry, number + 1, seal)
        entry.number, entry.seal = number, seal
        db.session.add(entry)


def seal_of(entry: AuditEntry | sa.Row[Any], number: int, before: str) -> str:
    """SHA-256 over the seal before and everything the entry says, as 64 hexadecimal digits."""
    at = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    said = [before, number, at, entry.user_id, entry.action, entry.subject, entry.detail]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def verify(*, seal_seen: str = "") -> Verdict:
    """Work out every seal anew. seal_seen: one that was noted earlier and must still be among them."""
    number, seal, is_seen = 0, FIRST_SEAL, not seal_seen or seal_seen == FIRST_SEAL
    for entry in _entries():
        if entry.number != number + 1:
            return Verdict(entries=number, seal=seal, fault=f"After entry {number} at least one entry is missing.")
        expected = seal_of(entry, entry.number, seal)
        if entry.seal != expected:
            return Verdict(
                entries=number, seal=seal, fault=f"Entry {entry.number} or one before it was changed after it was made."
            )
        number, seal = entry.number, entry.seal
        is_seen = is_seen or seal == seal_seen
    fault = "" if is_seen else "Entries are missing at the end: the seal that was noted earlier is not there any more."
    return Verdict(entries=number, seal=seal, fault=fault)


def _entries() -> Iterator[sa.Row[Any]]:
    """All of them as the database has them now, a page at a time."""
    query, number = sa.select(*AuditEntry.__table__.columns).order_by(AuditEntry.number).limit(PAGE), 0
    while rows := db.session.execute(query.where(AuditEntry.number > number)).all():
        yield from rows
        number = rows[-1].number
