"""What is wrong with an installation, in plain words, with what to do about it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from consult.extensions import db
from consult.help_lines import HELP_LINE_DAYS, list_unchecked, list_uncovered
from consult.models.base import utcnow
from consult.services import ledger, retention, safeguarding_watch
from consult.services.backup import NEWEST
from consult.services.fetching import Unreachable
from consult.services.provider import provider_of
from consult.settings import AREAS, LONDON, Settings
from consult.store import audit, jobs, schema
from consult.store.errors import StoreFault

WELL, WARNING, WRONG = "well   ", "warning", "WRONG  "
LEAST_FREE = 2 * 1024**3  # bytes
LONGEST_WAIT = timedelta(minutes=10)  # of a job
OLDEST_BACKUP = timedelta(days=2)
OLDEST_RETENTION = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """level: WELL, WARNING (look at it this week) or WRONG (look at it now)."""

    level: str
    name: str
    words: str

    @property
    def is_wrong(self) -> bool:
        return self.level == WRONG


def examine(settings: Settings) -> list[Finding]:
    """Every check, the database first; what cannot be looked at is a finding too."""
    database = _database(settings)
    if database.is_wrong:
        return [database, _disk(settings)]
    return [database, *(check(settings) for check in CHECKS)]


def _database(settings: Settings) -> Finding:
    name = "Database"
    try:
        if not schema.is_current(db.engine):
            return Finding(WRONG, name, "It is of another version than this program. Run `consult migrate`.")
    except StoreFault as error:
        return Finding(WRONG, name, f"It cannot be used ({type(error).__name__}). Check CONSULT_DATABASE_URL.")
    return Finding(WELL, name, f"reached and current ({db.engine.dialect.name}).")


def _durable(settings: Settings) -> Finding:
    with db.engine.connect() as connection:
        unsafe = unsafe_setting(connection)
    if unsafe:
        words = f"{unsafe}: what was acknowledged could be lost in a power cut. Set it back."
        return Finding(WRONG, "Durable writes", words)
    return Finding(WELL, "Durable writes", "what is acknowledged survives a power cut.")


def unsafe_setting(connection: sa.Connection) -> str:
    """What would lose acknowledged writes in a power cut; empty where nothing would."""
    if connection.dialect.name == "sqlite":
        level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        return "" if level >= 2 else f"synchronous is {level}, not FULL"
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        if connection.exec_driver_sql(f"SHOW {setting}").scalar_one() == "off":
            return f"{setting} is off"
    return ""


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.instance).free
    words = f"{free / 1024**3:.1f} GB free in {settings.instance}."
    return Finding(WELL, "Disk", words) if free >= LEAST_FREE else Finding(WRONG, "Disk", f"{words} Make room.")


def _work(settings: Settings) -> Finding:
    oldest, failed = jobs.oldest_waiting(), jobs.count_failed_since(utcnow() - timedelta(days=7))
    if oldest and utcnow() - oldest > LONGEST_WAIT:
        minutes = int((utcnow() - oldest).total_seconds() // 60)
        return Finding(WRONG, "Background work", f"A job has waited {minutes} minutes. Start `consult worker`.")
    if failed:
        return Finding(WARNING, "Background work", f"{failed} jobs failed in seven days. See Background work.")
    return Finding(WELL, "Background work", "nothing waits long, nothing failed in seven days.")


def _help_lines(settings: Settings) -> Finding:
    lines, name = settings.help_lines, "Help lines"
    if old := [line.name for line in list_unchecked(lines, datetime.now(LONDON).date())]:
        words = f"Not checked for {HELP_LINE_DAYS} days: {', '.join(old)}. Ring each, then date it."
        return Finding(WRONG, name, words)
    if missing := [AREAS[area] for area in list_uncovered(lines)]:
        return Finding(WARNING, name, f"No safeguarding number of their own: {', '.join(missing)}. Add them.")
    return Finding(WELL, name, f"{len(lines)} numbers, each checked in the last {HELP_LINE_DAYS} days.")


def _signing_in(settings: Settings) -> Finding:
    if settings.signing_in.needs_second_factor:
        return Finding(WELL, "Signing in", "every user needs a second factor.")
    words = "A password alone opens what people said. Set CONSULT_SECOND_FACTOR to required."
    return Finding(WARNING, "Signing in", words)


def _own_sign_in(settings: Settings) -> Finding:
    name = "Organisation"
    if settings.own_sign_in is None:
        return Finding(WELL, name, "staff sign in with passwords here; no sign-in of its own is set.")
    try:
        provider_of(settings.own_sign_in).check()
    except Unreachable as error:
        return Finding(
            WRONG, name, f"Its sign-in cannot be used: {error}. Look at CONSULT_OIDC_ISSUER; passwords work."
        )
    return Finding(WELL, name, "its own sign-in answers.")


def _screening(settings: Settings) -> Finding:
    watch = safeguarding_watch.look()
    if watch.faults:
        return Finding(WRONG, "Screening", " ".join(watch.faults))
    if not watch.has_mail_server:
        words = "No e-mail is sent about concerns. Set CONSULT_MAIL_SERVER and CONSULT_MAIL_FROM."
        return Finding(WARNING, "Screening", words)
    return Finding(WELL, "Screening", f"{watch.waiting} texts wait, alerts are sent.")


def _ledger(settings: Settings) -> Finding:
    if not ledger.read().adds_up:
        return Finding(WRONG, "Ledger", "It does not add up. See which line on the managers' overview.")
    return Finding(WELL, "Ledger", "every input is in exactly one place.")


def _audit(settings: Settings) -> Finding:
    found = audit.verify()
    if found.fault:
        return Finding(WRONG, "Audit record", f"{found.fault} Keep this database as evidence and tell the owner.")
    return Finding(WELL, "Audit record", f"{found.entries:,} entries, every seal holds.")


def _backups(settings: Settings) -> Finding:
    name = "Backups"
    if not settings.backup_key:
        return Finding(WRONG, name, "There is no key to lock them with. Run `consult backup-key`.")
    try:
        made = datetime.fromisoformat(json.loads((settings.instance / NEWEST).read_text(encoding="ascii"))["made_at"])
    except (OSError, ValueError, KeyError):
        return Finding(WRONG, name, "None was made yet. Run `consult backup` each night.")
    if utcnow() - made > OLDEST_BACKUP:
        return Finding(WRONG, name, f"The newest is of {made:%d %B %Y}. See why the nightly `consult backup` stopped.")
    return Finding(WELL, name, f"the newest is of {made:%d %B %Y, %H:%M} UTC.")


def _retention(settings: Settings) -> Finding:
    newest = retention.find_newest_run()
    if newest is None:
        return Finding(WARNING, "Retention", "Nothing was looked at yet. A worker does it within the hour.")
    if utcnow() - newest.at > OLDEST_RETENTION:
        words = f"What is over its time was last deleted on {newest.at:%d %B %Y}. Start `consult worker`."
        return Finding(WRONG, "Retention", words)
    return Finding(WELL, "Retention", f"what is over its time was deleted on {newest.at:%d %B %Y, %H:%M} UTC.")


CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    _durable,
    _disk,
    _work,
    _signing_in,
    _own_sign_in,
    _screening,
    _help_lines,
    _ledger,
    _audit,
    _backups,
    _retention,
)
