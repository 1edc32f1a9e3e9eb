"""The environment → Settings, once at the start. Every missing or malformed variable is named at once."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import time
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from consult import help_lines, population, school_holidays
from consult.settings import (
    WEEKDAYS,
    BadSettings,
    Kept,
    MailServer,
    Organisation,
    Safeguarding,
    Settings,
    SigningIn,
    StaffedHours,
)

T = TypeVar("T")
INSTANCE = Path(__file__).resolve().parent.parent / "instance"  # beside the program, where nothing else is said
OIDC = "CONSULT_OIDC_"
SECURITY = {"smtps": ("tls", 465), "smtp": ("starttls", 587), "smtp+plain": ("none", 25)}


class Reader:
    """Reads one variable after another and keeps what is wrong with each."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def __call__(self, name: str, default: str, cast: Callable[[str], T]) -> T:
        try:
            return cast(self.environ.get(name, default))
        except (ValueError, OSError) as error:
            self.faults.append(f"{name}: {error}")
            return cast(default)


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    read = Reader(environ)
    instance = read("CONSULT_INSTANCE", str(INSTANCE), _folder)
    is_demo = read("CONSULT_DEMO", "no", _yes_or_no)
    settings = Settings(
        instance=instance,
        database_url=read("CONSULT_DATABASE_URL", f"sqlite:///{instance / 'consult.sqlite3'}", _database_url),
        secret_key=_secret_key(read, instance),
        is_https=read("CONSULT_HTTPS", "yes", _yes_or_no),
        proxy_hops=read("CONSULT_PROXY_HOPS", "0", _whole_number),
        organisation=read("CONSULT_ORGANISATION", Settings.organisation, str),
        backup_key=read("CONSULT_BACKUP_KEY", "", str),
        is_demo=is_demo,
        help_lines=read(
            "CONSULT_HELP_LINES", str(help_lines.SHIPPED), lambda path: help_lines.read_help_lines(Path(path))
        ),
        population=read(
            "CONSULT_POPULATION", str(population.SHIPPED), lambda path: population.read_population(Path(path))
        ),
        school_holidays=read(
            "CONSULT_SCHOOL_HOLIDAYS", str(school_holidays.SHIPPED), lambda p: school_holidays.read_holidays(Path(p))
        ),
        safeguarding=_safeguarding(read),
        kept=_kept(read),
        signing_in=_signing_in(read, is_demo=is_demo),
        own_sign_in=_own_sign_in(read),
        cluster=read("CONSULT_CLUSTER", "", _cluster_address),
        exit_address=read("CONSULT_EXIT_ADDRESS", Settings.exit_address, _web_address),
    )
    if read.faults:
        raise BadSettings("These settings cannot be used:\n  " + "\n  ".join(read.faults))
    return settings


def _secret_key(read: Reader, instance: Path) -> str:
    secret = read.environ.get("CONSULT_SECRET_KEY") or _kept_secret(instance, read.faults)
    if len(secret) < 32 and not read.faults:
        read.faults.append("CONSULT_SECRET_KEY: use at least 32 characters, for instance from `openssl rand -hex 32`")
    return secret


def _safeguarding(read: Reader) -> Safeguarding:
    proposal = Safeguarding()
    rules = Safeguarding(
        staffed=read("CONSULT_STAFFED_HOURS", str(proposal.staffed), staffed_hours),
        escalate_minutes=read("CONSULT_ESCALATE_MINUTES", str(proposal.escalate_minutes), _whole_number),
        concern_days=read("CONSULT_CONCERN_DAYS", str(proposal.concern_days), _whole_number),
        false_alarm_days=read("CONSULT_FALSE_ALARM_DAYS", str(proposal.false_alarm_days), _whole_number),
        mail_server=read("CONSULT_MAIL_SERVER", "", _mail_server),
        mail_from=read("CONSULT_MAIL_FROM", "", _mail_address),
        address=read("CONSULT_ADDRESS", "", lambda text: _web_address(text).rstrip("/") if text else ""),
    )
    if rules.mail_server and not rules.mail_from:
        read.faults.append("CONSULT_MAIL_FROM: name the address that alerts come from, beside CONSULT_MAIL_SERVER")
    return rules


def _kept(read: Reader) -> Kept:
    return Kept(
        **{
            kind.name: read(f"CONSULT_KEEP_{kind.name.upper()}_DAYS", str(kind.default), _whole_number)
            for kind in fields(Kept)
        }
    )


def _signing_in(read: Reader, *, is_demo: bool) -> SigningIn:
    proposal, usual = SigningIn(), "optional" if is_demo else "required"
    return SigningIn(
        needs_second_factor=read("CONSULT_SECOND_FACTOR", usual, _required_or_optional),
        idle_minutes=read("CONSULT_IDLE_MINUTES", str(proposal.idle_minutes), _minutes_of_sign_in),
        longest_hours=read("CONSULT_SIGN_IN_HOURS", str(proposal.longest_hours), _hours_of_sign_in),
    )


def _own_sign_in(read: Reader) -> Organisation | None:
    """None where nothing of it is set; half of it is a fault."""
    named = {name for name, value in read.environ.items() if name.startswith(OIDC) and value}
    if not named:
        return None
    if missing := [f"{OIDC}{name}" for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET") if OIDC + name not in named]:
        read.faults.append(f"{' and '.join(missing)}: set this too, or none of {OIDC}…")
        return None
    if find_spec("joserfc") is None:
        read.faults.append(f"{OIDC}ISSUER: signing in through the organisation needs `pip install consult[oidc]`")
    return Organisation(
        issuer=read(f"{OIDC}ISSUER", "https://localhost", issuer),
        client_id=read(f"{OIDC}CLIENT_ID", "", str),
        client_secret=read(f"{OIDC}CLIENT_SECRET", "", str),
        scopes=read(f"{OIDC}SCOPES", "openid email", _scopes),
        factors=read(f"{OIDC}SECOND_FACTOR", "", _factors),
        verified_claim=read(f"{OIDC}VERIFIED_CLAIM", Organisation.verified_claim, str),
    )


def issuer(text: str) -> str:
    """As the server writes it itself, to the last slash; without HTTPS only on this very machine."""
    parts = urlsplit(_web_address(text))
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.query or parts.fragment or not (parts.scheme == "https" or is_here):
        raise ValueError("write the issuer's address, which begins with https:// and has no “?” and no “#”")
    return text


def _scopes(text: str) -> tuple[str, ...]:
    if "openid" not in text.split():
        raise ValueError("write scopes with spaces between them, openid among them: “openid email”")
    return tuple(text.split())


def _factors(text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    if not all(part.startswith(("amr:", "acr:")) and len(part) > 4 for part in found):
        raise ValueError("write what its token says after two factors, for instance “amr:mfa” or “acr:…”, with commas")
    return found


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


def _cluster_address(text: str) -> str:
    if text and not text.startswith(("tcp://", "tls://")):
        raise ValueError("give the address of a Dask scheduler, like tcp://10.0.0.5:8786, or leave it out")
    return text


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
