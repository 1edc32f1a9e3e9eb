"""What can be set from outside, read once at the start. Every missing or malformed variable is named at once."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
T = TypeVar("T")
LONDON = ZoneInfo("Europe/London")  # the organisation's clock: days begin and end by it
RELEASED = date(2026, 11, 23)  # of this version: the numbers it ships were checked shortly before
HELP_LINE_DAYS = 90  # a number checked longer ago counts as unverified
OWN_AREAS = ("kingston", "richmond", "windsor-and-maidenhead")  # whose safeguarding teams have numbers of their own
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SECURITY = {"smtps": ("tls", 465), "smtp": ("starttls", 587), "smtp+plain": ("none", 25)}

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
class HelpLine:
    """A number that is shown to people who need help now. area is empty for everywhere."""

    name: str
    number: str
    text: str
    area: str
    last_checked: date


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
    reports: int = 730  # after a complaint or a report was closed


@dataclass(frozen=True, kw_only=True)
class SigningIn:
    """How staff prove who they are, and for how long."""

    needs_second_factor: bool = True
    idle_minutes: int = 60  # without opening or sending anything
    longest_hours: int = 12  # of one sign-in, however busy


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
    help_lines: tuple[HelpLine, ...] = field(default_factory=lambda: read_help_lines(HERE / "help_lines.toml"))
    safeguarding: Safeguarding = Safeguarding()
    kept: Kept = Kept()
    signing_in: SigningIn = SigningIn()
    exit_address: str = "https://www.bbc.co.uk/weather"  # where “Exit this page” leads: a page nobody asks about

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        faults: list[str] = []

        def read(name: str, default: str, cast: Callable[[str], T]) -> T:
            try:
                return cast(environ.get(name, default))
            except (ValueError, OSError, BadSettings) as error:
                faults.append(f"{name}: {error}")
                return cast(default)

        instance = read("CONSULT_INSTANCE", str(ROOT / "instance"), _folder)
        database = read("CONSULT_DATABASE_URL", f"sqlite:///{instance / 'consult.sqlite3'}", _database_url)
        secret = environ.get("CONSULT_SECRET_KEY") or _kept_secret(instance, faults)
        if len(secret) < 32 and not faults:
            faults.append("CONSULT_SECRET_KEY: use at least 32 characters, for instance from `openssl rand -hex 32`")
        settings = cls(
            instance=instance,
            database_url=database,
            secret_key=secret,
            is_https=read("CONSULT_HTTPS", "yes", _yes_or_no),
            proxy_hops=read("CONSULT_PROXY_HOPS", "0", _whole_number),
            organisation=environ.get("CONSULT_ORGANISATION", cls.organisation),
            backup_key=environ.get("CONSULT_BACKUP_KEY", ""),
            is_demo=read("CONSULT_DEMO", "no", _yes_or_no),
            help_lines=read(
                "CONSULT_HELP_LINES", str(HERE / "help_lines.toml"), lambda path: read_help_lines(Path(path))
            ),
            safeguarding=_safeguarding(read),
            kept=_kept(read),
            signing_in=_signing_in(read, is_demo=environ.get("CONSULT_DEMO", "no").lower() in ("yes", "true", "1")),
            exit_address=read("CONSULT_EXIT_ADDRESS", cls.exit_address, _web_address),
        )
        if settings.safeguarding.mail_server and not settings.safeguarding.mail_from:
            faults.append("CONSULT_MAIL_FROM: name the address that alerts come from, beside CONSULT_MAIL_SERVER")
        if faults:
            raise BadSettings("These settings cannot be used:\n  " + "\n  ".join(faults))
        return settings


def _safeguarding(read: Callable[[str, str, Callable[[str], Any]], Any]) -> Safeguarding:
    proposal = Safeguarding()
    return Safeguarding(
        staffed=read("CONSULT_STAFFED_HOURS", str(proposal.staffed), staffed_hours),
        escalate_minutes=read("CONSULT_ESCALATE_MINUTES", str(proposal.escalate_minutes), _whole_number),
        concern_days=read("CONSULT_CONCERN_DAYS", str(proposal.concern_days), _whole_number),
        false_alarm_days=read("CONSULT_FALSE_ALARM_DAYS", str(proposal.false_alarm_days), _whole_number),
        mail_server=read("CONSULT_MAIL_SERVER", "", _mail_server),
        mail_from=read("CONSULT_MAIL_FROM", "", _mail_address),
        address=read("CONSULT_ADDRESS", "", lambda text: _web_address(text).rstrip("/") if text else ""),
    )


def _kept(read: Callable[[str, str, Callable[[str], Any]], Any]) -> Kept:
    return Kept(
        **{
            kind.name: read(f"CONSULT_KEEP_{kind.name.upper()}_DAYS", str(kind.default), _whole_number)
            for kind in fields(Kept)
        }
    )


def _signing_in(read: Callable[[str, str, Callable[[str], Any]], Any], *, is_demo: bool) -> SigningIn:
    proposal, usual = SigningIn(), "optional" if is_demo else "required"
    return SigningIn(
        needs_second_factor=read("CONSULT_SECOND_FACTOR", usual, _required_or_optional),
        idle_minutes=read("CONSULT_IDLE_MINUTES", str(proposal.idle_minutes), _minutes_of_sign_in),
        longest_hours=read("CONSULT_SIGN_IN_HOURS", str(proposal.longest_hours), _hours_of_sign_in),
    )


def _required_or_optional(text: str) -> bool:
    if text not in ("required", "optional"):
        raise ValueError(f"say required or optional, not {text!r}")
    return text == "required"


def _minutes_of_sign_in(text: str) -> int:
    if not 10 <= _whole_number(text) <= 24 * 60:
        raise ValueError("use 10 to 1440 minutes: people are warned five minutes before")
    return int(text)


def _hours_of_sign_in(text: str) -> int:
    if not 1 <= _whole_number(text) <= 24:
        raise ValueError("use 1 to 24 hours")
    return int(text)


def staffed_hours(text: str) -> StaffedHours:
    """“mon,tue,wed 09:00-17:00”, by the clock in London."""
    try:
        days, hours = text.lower().split()
        begins, ends = (time.fromisoformat(moment) for moment in hours.split("-"))
        found = frozenset(WEEKDAYS.index(day) for day in days.split(","))
    except ValueError:
        raise ValueError(f"write days and hours like “mon,tue,wed,thu,fri 09:00-17:00”, not {text!r}") from None
    if begins >= ends:
        raise ValueError("the hours end before they begin; write the earlier time first")
    return StaffedHours(days=found, begins=begins, ends=ends)


def _mail_server(text: str) -> MailServer | None:
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in SECURITY or not parts.hostname:
        raise ValueError("write smtps://user:password@server, smtp://… (with STARTTLS) or smtp+plain://localhost")
    security, port = SECURITY[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=parts.port or port,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _mail_address(text: str) -> str:
    if text and (not text.isprintable() or text.count("@") != 1):
        raise ValueError("write one e-mail address")
    return text


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or not text.isprintable():
        raise ValueError("write a whole address that begins with https://")
    return text


def read_help_lines(path: Path) -> tuple[HelpLine, ...]:
    try:
        rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["help_line"]
        return tuple(HelpLine(**row) for row in rows)
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(
            f"{path}: {error}. Write [[help_line]] tables with name, number, text, area and last_checked"
        ) from error


def _folder(text: str) -> Path:
    folder = Path(text).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"the folder {folder} cannot be made ({error.strerror}); name one you can write to") from error
    return folder


def _kept_secret(instance: Path, faults: list[str]) -> str:
    """A key of this installation's own, made once and kept beside the database."""
    file = instance / "secret-key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    except OSError as error:
        faults.append(
            f"CONSULT_INSTANCE: {instance} cannot be written to ({error.strerror}); name a folder you can write to"
        )
        return ""
    with os.fdopen(descriptor, "w", encoding="ascii") as kept:
        key = secrets.token_hex(32)
        kept.write(key)
    return key


def _database_url(text: str) -> str:
    if text.startswith("postgresql://"):
        return text.replace("postgresql://", "postgresql+psycopg://", 1)
    if text.startswith(("sqlite:///", "postgresql+psycopg://")):
        return text
    raise ValueError("write sqlite:///path/to/file or postgresql://user:password@host/database")


def _yes_or_no(text: str) -> bool:
    answers = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if text.lower() not in answers:
        raise ValueError(f"say yes or no, not {text!r}")
    return answers[text.lower()]


def _whole_number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"use a whole number, not {text!r}")
    return int(text)
