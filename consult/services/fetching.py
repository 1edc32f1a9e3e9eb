"""JSON from another server, over HTTPS: small, quick, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

SECONDS = 10  # that an answer may take
LARGEST = 1024 * 1024  # bytes of an answer


class Unreachable(Exception):
    """It does not answer, or not as it should. The message says what is wrong, never what was said."""


class NotTaken(Exception):
    """It answers, and refuses what was handed in."""


def safe_address(address: object) -> str:
    """Nothing of a sign-in goes over a line without HTTPS, except within this machine."""
    parts = urlsplit(address) if isinstance(address, str) else None
    if parts and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost"))):
        return str(address)
    raise Unreachable("an address of it is missing or not HTTPS")


def fetch(address: str, *, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A JSON object. Follows no redirection: a secret goes where it was meant to go."""
    asked = Request(address, data=data, headers={"Accept": "application/json", **(headers or {})})  # noqa: S310
    try:
        with _opener().open(asked, timeout=SECONDS) as answer:
            said = json.loads(answer.read(LARGEST))  # cut off, it is no JSON
    except HTTPError as error:
        error.close()
        if data is not None and error.code in (400, 401, 403):
            raise NotTaken(f"the server took no code ({error.code})") from None
        raise Unreachable(f"it answered {error.code}") from None
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from None
    if not isinstance(said, dict):
        raise Unreachable("its answer is not a JSON object")
    return said


@cache
def _opener() -> OpenerDirector:
    """Only HTTP and HTTPS, through the proxy of the environment if there is one."""
    opener = OpenerDirector()
    kinds: tuple[Callable[[], Any], ...] = (
        ProxyHandler, HTTPHandler, HTTPSHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler,
    )  # fmt: skip
    for kind in kinds:
        opener.add_handler(kind())
    return opener
