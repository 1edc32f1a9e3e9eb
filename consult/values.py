"""What stands in a variable → a value, or a ValueError that says how to write it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from consult.settings import WEEKDAYS, MailServer, StaffedHours

SECURITY = {"smtps": ("tls", 465), "smtp": ("starttls", 587), "smtp+plain": ("none", 25)}


def issuer(text: str) -> str:
    """As the server writes it itself, to the last slash; without HTTPS only on this very machine."""
    parts = urlsplit(web_address(text))
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.query or parts.fragment or not (parts.scheme == "https" or is_here):
        raise ValueError("write the issuer's address, which begins with https:// and has no “?” and no “#”")
    return text


def scopes(text: str) -> tuple[str, ...]:
    if "openid" not in text.split():
        raise ValueError("write scopes with spaces between them, openid among them: “openid email”")
    return tuple(text.split())


def factors(text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    if not all(part.startswith(("amr:", "acr:")) and len(part) > 4 for part in found):
        raise ValueError("write what its token says after two factors, for instance “amr:mfa” or “acr:…”, with commas")
    return found


def required_or_optional(text: str) -> bool:
    if text not in ("required", "optional"):
        raise ValueError(f"say required or optional, not {text!r}")
    return text == "required"


def minutes_of_sign_in(text: str) -> int:
    if not 10 <= whole_number(text) <= 24 * 60:
        raise ValueError("use 10 to 1440 minutes: people are warned five minutes before")
    return int(text)


def hours_of_sign_in(text: str) -> int:
    if not 1 <= whole_number(text) <= 24:
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


def mail_server(text: str) -> MailServer | None:
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


def mail_address(text: str) -> str:
    if text and (not text.isprintable() or text.count("@") != 1):
        raise ValueError("write one e-mail address")
    return text


def web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or not text.isprintable():
        raise ValueError("write a whole address that begins with https://")
    return text


def cluster_address(text: str) -> str:
    if text and not text.startswith(("tcp://", "tls://")):
        raise ValueError("give the address of a Dask scheduler, like tcp://10.0.0.5:8786, or leave it out")
    return text


def folder(text: str) -> Path:
    folder = Path(text).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"the folder {folder} cannot be made ({error.strerror}); name one you can write to") from error
    return folder


def database_url(text: str) -> str:
    if text.startswith("postgresql://"):
        return text.replace("postgresql://", "postgresql+psycopg://", 1)
    if text.startswith(("sqlite:///", "postgresql+psycopg://")):
        return text
    raise ValueError("write sqlite:///path/to/file or postgresql://user:password@host/database")


def yes_or_no(text: str) -> bool:
    answers = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if text.lower() not in answers:
        raise ValueError(f"say yes or no, not {text!r}")
    return answers[text.lower()]


def whole_number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"use a whole number, not {text!r}")
    return int(text)


def within(least: int, most: int) -> Callable[[str], int]:
    def cast(text: str) -> int:
        if not least <= whole_number(text) <= most:
            raise ValueError(f"use {least} to {most}")
        return int(text)

    return cast


def lines_or_json(text: str) -> bool:
    if text not in ("lines", "json"):
        raise ValueError(f"say lines or json, not {text!r}")
    return text == "json"


def secret_word(text: str) -> str:
    if text and (len(text) < 20 or not text.isascii() or not text.isprintable() or " " in text):
        raise ValueError("use at least 20 letters and digits, for instance from `openssl rand -hex 32`")
    return text
