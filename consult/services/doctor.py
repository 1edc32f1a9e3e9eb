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
from consult.services import health, ledger, retention, safeguarding_watch
from consult.services.backup import NEWEST
from consult.services.fetching import Unreachable
from consult.services.health import Part, State
from consult.services.provider import provider_of
from consult.settings import AREAS, LONDON, Settings
from consult.store import audit, job_counts

WELL, WARNING, WRONG = "well   ", "warning", "WRONG  "
LEAST_FREE = 2 * 1024**3  # bytes
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
    database = _finding("Database", health.look_at_database(), WRONG)
    if database.is_wrong:
        return [database, _disk(settings)]
    return [database, *(check(settings) for check in CHECKS)]


def _finding(name: str, part: Part, level: str) -> Finding:
    """What the health pages say too, with this level where it is not well."""
    return Finding(WELL if part.state == State.WELL else level, name, part.words)


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
    part, failed = health.look_at_jobs(), job_counts.count_failed_since(utcnow() - timedelta(days=7))
    if failed and part.is_well:
        return Finding(WARNING, "Background work", f"{failed} jobs failed in seven days. See Background work.")
    return _finding("Background work", part, WRONG)


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
    if watch.people_faults:
        return Finding(WRONG, "Screening", " ".join(watch.screening_faults + watch.people_faults))
    return _finding("Screening", health.look_at_screening(watch), WRONG)


def _mail(settings: Settings) -> Finding:
    part = health.look_at_mail(safeguarding_watch.look())
    return _finding("Mail", part, WARNING if part.state == State.OFF else WRONG)


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
    _mail,
    _help_lines,
    _ledger,
    _audit,
    _backups,
    _retention,
)
