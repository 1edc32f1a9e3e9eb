"""What can be set from outside, with what holds where nothing is set. environment.py reads it at the start."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from consult import help_lines, population, school_holidays
from consult.help_lines import HelpLine
from consult.population import Population
from consult.school_holidays import Holiday

LONDON = ZoneInfo("Europe/London")  # the organisation's clock: days begin and end by it
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

AREAS = {
    "kingston": "Kingston",
    "richmond": "Richmond",
    "windsor-and-maidenhead": "Windsor and Maidenhead",
    "elsewhere": "Somewhere else",
    "not-said": "Area not said",
}
AUDIENCES = {
    "children": "Children and young people",
    "parents": "Parents and carers",
    "partners": "Partner organisations",
    "staff": "Staff",
}


class BadSettings(Exception):
    """The environment cannot be used; the message names every fault and its remedy."""


@dataclass(frozen=True, kw_only=True)
class StaffedHours:
    """When the safeguarding team is at work, by the clock in London. days: Monday is 0."""

    days: frozenset[int] = frozenset(range(5))
    begins: time = time(9)
    ends: time = time(17)

    def __str__(self) -> str:
        days = ",".join(WEEKDAYS[day] for day in sorted(self.days))
        return f"{days} {self.begins:%H:%M}-{self.ends:%H:%M}"


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where alerts are handed in. security: tls, starttls, or none (for a server on the same machine)."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Safeguarding:
    """[DSL] The numbers are proposals: the organisation's safeguarding lead confirms or changes them."""

    staffed: StaffedHours = StaffedHours()
    escalate_minutes: int = 60  # staffed minutes after which an unacknowledged concern goes to the deputies
    concern_days: int = 2192  # six years after it was closed a concern is erased
    false_alarm_days: int = 90  # and one that was cleared after this many
    mail_server: MailServer | None = None
    mail_from: str = ""
    address: str = ""  # of this platform, for the link in an alert


@dataclass(frozen=True, kw_only=True)
class Kept:
    """[DPO] After how many days something goes; each is CONSULT_KEEP_…_DAYS (docs/privacy/retention.md)."""

    take_back: int = 28  # after a wave closed, answers can be taken back; then the link from receipt words is destroyed
    drafts: int = 30  # since the last saved page
    sent_visits: int = 2  # the way from a browser to what it sent: longer than its cookie
    answers: int = 730  # after the wave closed: the surveys promise two years
    equality: int = 730  # the same promise; may be shorter, they are kept apart
    notes: int = 730  # after the event was held
    imports: int = 730  # after the file was taken in
    jobs: int = 30  # after they were finished
    sign_ins: int = 30  # after they were last used
    complaints: int = 730  # after a complaint, or a barrier somebody met, was closed


@dataclass(frozen=True, kw_only=True)
class SigningIn:
    """How staff prove who they are, and for how long."""

    needs_second_factor: bool = True
    idle_minutes: int = 60  # without opening or sending anything
    longest_hours: int = 12  # of one sign-in, however busy


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """The organisation's own sign-in, over OpenID Connect (docs/decisions/0020).

    factors: what its token must say (“amr:mfa”, “acr:…”), one of them, for its sign-in to count as a second factor too.
    verified_claim: what says that the e-mail address in the token is the person's own.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ("openid", "email")
    factors: tuple[str, ...] = ()
    verified_claim: str = "email_verified"


def count_cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, kw_only=True)
class Web:
    """How pages are served and watched (web_processes.py says why so many)."""

    processes: int = field(default_factory=lambda: count_cores() + 1)
    threads: int = 4  # of each process
    logs_json: bool = False
    logs_requests: bool = False  # each as one line: the name of the page, never its address or who asked
    metrics_token: str = field(default="", repr=False)  # opens /metrics; without one only this machine reads it


@dataclass(frozen=True, kw_only=True)
class Settings:
    instance: Path
    database_url: str
    secret_key: str
    is_https: bool = True
    proxy_hops: int = 0
    organisation: str = "Achieving for Children"
    is_demo: bool = False
    backup_key: str = ""  # public: copies are locked with it
    help_lines: tuple[HelpLine, ...] = field(default_factory=lambda: help_lines.read_help_lines(help_lines.SHIPPED))
    population: Population = field(default_factory=lambda: population.read_population(population.SHIPPED))
    school_holidays: tuple[Holiday, ...] = field(
        default_factory=lambda: school_holidays.read_holidays(school_holidays.SHIPPED)
    )
    safeguarding: Safeguarding = Safeguarding()
    kept: Kept = Kept()
    signing_in: SigningIn = SigningIn()
    web: Web = field(default_factory=Web)
    own_sign_in: Organisation | None = None  # of the organisation; without it staff sign in with passwords only
    cluster: str = ""  # of Dask, tcp://…: finds themes in masked texts; without it this machine does it alone
    exit_address: str = "https://www.bbc.co.uk/weather"  # where “Exit this page” leads: a page nobody asks about
