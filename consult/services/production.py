"""Refuses to serve people where their words would not be safe, saying everything that is wrong at once."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping

from consult.extensions import db
from consult.services.doctor import unsafe_setting
from consult.settings import BadSettings, Settings

FEWEST_CHARACTERS = 12  # different ones, of a secret key that nobody guesses
DEBUGGING = ("FLASK_DEBUG", "WERKZEUG_DEBUG_PIN")


def check(settings: Settings, *, host: str, environ: Mapping[str, str]) -> None:
    """Raises BadSettings. CONSULT_HTTPS=no says that this is nobody's but the developer's own machine."""
    faults = list(_faults(settings, environ) if settings.is_https else _faults_without_https(settings, host))
    if faults:
        raise BadSettings("This is not safe to serve:\n  " + "\n  ".join(faults))


def _faults_without_https(settings: Settings, host: str) -> Iterator[str]:
    if not settings.is_demo and not _is_this_machine(host):
        yield (
            f"CONSULT_HTTPS: without HTTPS only this machine may be served (--host 127.0.0.1), not {host}. "
            "Put a web server with HTTPS in front and set it to yes."
        )


def _faults(settings: Settings, environ: Mapping[str, str]) -> Iterator[str]:
    for name in DEBUGGING:
        if environ.get(name, "0").lower() not in ("", "0", "no", "false"):
            yield f"{name}: unset it. Pages for debugging show what people said."
    if len(set(settings.secret_key)) < FEWEST_CHARACTERS:
        yield "CONSULT_SECRET_KEY: this is easily guessed. Use one from `openssl rand -hex 32`, or unset it."
    if not settings.proxy_hops:
        yield (
            "CONSULT_PROXY_HOPS: this program speaks no HTTPS itself. Say how many web servers stand in front of it, "
            "usually 1; on a developer's own machine set CONSULT_HTTPS to no instead."
        )
    with db.engine.connect() as connection:
        if unsafe := unsafe_setting(connection):
            yield f"CONSULT_DATABASE_URL: in this database {unsafe}; what was acknowledged could be lost. Set it back."


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
