"""The environment → Settings, once at the start. Every missing or malformed variable is named at once."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from consult import help_lines, population, school_holidays
from consult.settings import BadSettings, Kept, Organisation, Safeguarding, Settings, SigningIn, Web
from consult.values import (
    cluster_address,
    database_url,
    factors,
    folder,
    hours_of_sign_in,
    issuer,
    lines_or_json,
    mail_address,
    mail_server,
    minutes_of_sign_in,
    required_or_optional,
    scopes,
    secret_word,
    staffed_hours,
    web_address,
    whole_number,
    within,
    yes_or_no,
)

T = TypeVar("T")
INSTANCE = Path(__file__).resolve().parent.parent / "instance"  # beside the program, where nothing else is said
OIDC = "CONSULT_OIDC_"
OF_COMMANDS = {"CONSULT_USER_PASSWORD", "CONSULT_TEST_PG_URL"}  # read where they are needed


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
        try:
            return cast(default)
        except (ValueError, OSError):  # nor can what holds where nothing is set: nothing else can be read
            raise self.bad() from None

    def bad(self) -> BadSettings:
        return BadSettings("These settings cannot be used:\n  " + "\n  ".join(self.faults))


class Listening(dict[str, str]):
    """An environment in which nothing is set but what leads on to more, and which remembers what was asked for."""

    def __init__(self) -> None:
        super().__init__({f"{OIDC}{name}": "https://localhost" for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")})
        self.asked = dict.fromkeys(self, "")

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        self.asked[name] = default
        return super().get(name, default)


def defaults_of_settings() -> dict[str, str]:
    """Every variable that is read here, with what holds where it is not set."""
    listening = Listening()
    with tempfile.TemporaryDirectory() as folder:
        listening["CONSULT_INSTANCE"] = folder
        with suppress(BadSettings):
            read_settings(listening)
    return listening.asked


def known_names() -> set[str]:
    """Those, and what commands read."""
    return {*defaults_of_settings(), *OF_COMMANDS}


def unknown_names(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What is set and read by nobody, with the name that may have been meant: a slip that would go unnoticed."""
    known = known_names()
    return {
        name: next(iter(get_close_matches(name, known, 1)), "")
        for name in sorted(environ)
        if name.startswith("CONSULT_") and name not in known
    }


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    read = Reader(environ)
    instance = read("CONSULT_INSTANCE", str(INSTANCE), folder)
    is_demo = read("CONSULT_DEMO", "no", yes_or_no)
    settings = Settings(
        instance=instance,
        database_url=read("CONSULT_DATABASE_URL", f"sqlite:///{instance / 'consult.sqlite3'}", database_url),
        secret_key=_secret_key(read, instance),
        is_https=read("CONSULT_HTTPS", "yes", yes_or_no),
        proxy_hops=read("CONSULT_PROXY_HOPS", "0", whole_number),
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
        cluster=read("CONSULT_CLUSTER", "", cluster_address),
        web=_web(read),
        exit_address=read("CONSULT_EXIT_ADDRESS", Settings.exit_address, web_address),
    )
    if read.faults:
        raise read.bad()
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
        escalate_minutes=read("CONSULT_ESCALATE_MINUTES", str(proposal.escalate_minutes), whole_number),
        concern_days=read("CONSULT_CONCERN_DAYS", str(proposal.concern_days), whole_number),
        false_alarm_days=read("CONSULT_FALSE_ALARM_DAYS", str(proposal.false_alarm_days), whole_number),
        mail_server=read("CONSULT_MAIL_SERVER", "", mail_server),
        mail_from=read("CONSULT_MAIL_FROM", "", mail_address),
        address=read("CONSULT_ADDRESS", "", lambda text: web_address(text).rstrip("/") if text else ""),
    )
    if rules.mail_server and not rules.mail_from:
        read.faults.append("CONSULT_MAIL_FROM: name the address that alerts come from, beside CONSULT_MAIL_SERVER")
    return rules


def _kept(read: Reader) -> Kept:
    return Kept(
        **{
            kind.name: read(f"CONSULT_KEEP_{kind.name.upper()}_DAYS", str(kind.default), whole_number)
            for kind in fields(Kept)
        }
    )


def _signing_in(read: Reader, *, is_demo: bool) -> SigningIn:
    proposal, usual = SigningIn(), "optional" if is_demo else "required"
    return SigningIn(
        needs_second_factor=read("CONSULT_SECOND_FACTOR", usual, required_or_optional),
        idle_minutes=read("CONSULT_IDLE_MINUTES", str(proposal.idle_minutes), minutes_of_sign_in),
        longest_hours=read("CONSULT_SIGN_IN_HOURS", str(proposal.longest_hours), hours_of_sign_in),
    )


def _web(read: Reader) -> Web:
    return Web(
        processes=read("CONSULT_WEB_PROCESSES", str(Web().processes), within(1, 64)),
        threads=read("CONSULT_WEB_THREADS", str(Web.threads), within(1, 32)),
        logs_json=read("CONSULT_LOGS", "lines", lines_or_json),
        logs_requests=read("CONSULT_LOG_REQUESTS", "no", yes_or_no),
        metrics_token=read("CONSULT_METRICS_TOKEN", "", secret_word),
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
        scopes=read(f"{OIDC}SCOPES", "openid email", scopes),
        factors=read(f"{OIDC}SECOND_FACTOR", "", factors),
        verified_claim=read(f"{OIDC}VERIFIED_CLAIM", Organisation.verified_claim, str),
    )


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
