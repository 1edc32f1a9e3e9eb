"""Whether this installation works, part by part: what a load balancer, a monitor, the doctor and administrators ask."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import timedelta

from consult.extensions import db
from consult.models.base import utcnow
from consult.services import safeguarding_watch
from consult.services.safeguarding_watch import Watch
from consult.store import faults, job_counts, schema
from consult.store.errors import StoreFault

LONGEST_WAIT = timedelta(minutes=10)  # of a job


class State(enum.StrEnum):
    """late: it works, and is behind with something. unknown: it cannot be looked at while the database is away."""

    WELL = "well"
    LATE = "late"
    AWAY = "away"
    OFF = "off"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """words: what is wrong and what to do, or what is well; without anybody's words. The public sees the state only."""

    name: str
    state: State
    words: str

    @property
    def is_well(self) -> bool:
        return self.state in (State.WELL, State.OFF)


WEB = Part("web", State.WELL, "this page was answered.")


@dataclass(frozen=True, slots=True)
class Health:
    parts: tuple[Part, ...]

    @property
    def can_serve(self) -> bool:
        """What is said can be kept. Work that is late does not hinder that."""
        return self.part("database").state == State.WELL

    @property
    def state(self) -> State:
        if not self.can_serve:
            return State.AWAY
        return State.WELL if all(part.is_well for part in self.parts) else State.LATE

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)


def look() -> Health:
    """Every part, once, as it is now. May wait as long as the database makes it wait; see lookout.py."""
    try:
        database = look_at_database()
        if database.state != State.WELL:
            return _away(database)
        watch = safeguarding_watch.look()
        return Health((WEB, database, look_at_jobs(), look_at_screening(watch), look_at_mail(watch)))
    except StoreFault as error:
        return _away(Part("database", State.AWAY, faults.sentence(error)))


def look_at_database() -> Part:
    """Reached, of this program's version, and able to keep something for good."""
    try:
        if words := schema.fault_of_version(db.engine):
            return Part("database", State.AWAY, words)
        schema.write_nothing(db.engine)
    except StoreFault as error:
        return Part("database", State.AWAY, faults.sentence(error))
    return Part("database", State.WELL, f"reached, current and written to ({db.engine.dialect.name}).")


def look_at_jobs() -> Part:
    oldest = job_counts.oldest_waiting()
    if oldest and utcnow() - oldest > LONGEST_WAIT:
        minutes = int((utcnow() - oldest).total_seconds() // 60)
        return Part("jobs", State.LATE, f"A job has waited {minutes} minutes. Start `consult worker`.")
    return Part("jobs", State.WELL, "nothing waits long.")


def look_at_screening(watch: Watch) -> Part:
    if watch.screening_faults:
        return Part("screening", State.LATE, " ".join(watch.screening_faults))
    return Part("screening", State.WELL, f"{watch.waiting} texts wait.")


def look_at_mail(watch: Watch) -> Part:
    if not watch.has_mail_server:
        words = "No e-mail is sent about concerns. Set CONSULT_MAIL_SERVER and CONSULT_MAIL_FROM."
        return Part("mail", State.OFF, words)
    if watch.mail_faults:
        return Part("mail", State.LATE, " ".join(watch.mail_faults))
    return Part("mail", State.WELL, "alerts are sent.")


def _unusable(why: str) -> Part:
    return Part("database", State.AWAY, f"It cannot be used ({why}). Check CONSULT_DATABASE_URL and the server's disk.")


def _away(database: Part) -> Health:
    words = "It cannot be looked at while the database is away."
    return Health((WEB, database, *(Part(name, State.UNKNOWN, words) for name in ("jobs", "screening", "mail"))))


def not_seen(why: str) -> Health:
    """What a look says that came to no end."""
    return _away(_unusable(why))
