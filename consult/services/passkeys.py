"""Passkeys (WebAuthn level 2): a key on a phone, a computer or a security key, in the place of a code or of everything.

Alone it signs in when the device made sure who holds it (user verification). What the browser has to sign is random,
good for ten minutes and for one time. fido2 is imported late: only these pages need it.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.people import User
from consult.models.second_factors import Passkey
from consult.services.tokens import hash_token
from consult.store import people, second_factors
from consult.store.errors import Conflict
from consult.store.transaction import transaction

GOOD_FOR = 600  # seconds
SERVICE = "The Big Conversation"
MOST = 20  # of one user


class BadPasskey(Exception):
    """The answer of the browser is not one to what was asked, or not of a key we know."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """options: for the browser, as JSON has them. kept: what the answer is checked with, to be kept in the session."""

    options: dict[str, Any]
    kept: dict[str, Any]


def are_there() -> bool:
    """An installation without fido2 has no passkeys, and everything else."""
    return find_spec("fido2") is not None


def ask_for_new(user: User, *, origin: str) -> Question:
    from fido2.webauthn import PublicKeyCredentialUserEntity

    who = PublicKeyCredentialUserEntity(
        id=hash_token(f"user {user.id}")[:32].encode(), name=user.email, display_name=user.name
    )
    had = [_credential(passkey) for passkey in second_factors.list_passkeys(user.id)]
    options, state = _server(origin).register_begin(who, had, "preferred", "preferred")
    return Question(options=_plain(options), kept={**state, "at": int(time.time())})


def ask_for_answer(user_id: int | None, *, origin: str) -> Question:
    """user_id: whose password was right; None where the passkey alone signs in."""
    had = [_credential(passkey) for passkey in second_factors.list_passkeys(user_id)] if user_id else None
    options, state = _server(origin).authenticate_begin(had, "preferred" if user_id else "required")
    return Question(options=_plain(options), kept={**state, "at": int(time.time())})


def add(user: User, *, name: str, kept: Mapping[str, Any], answer: str, origin: str) -> None:
    if len(second_factors.list_passkeys(user.id)) >= MOST:
        raise Conflict(f"You have {MOST} passkeys. Remove one that you do not use any more.")
    try:
        made = _server(origin).register_complete(_fresh(kept), _read(answer))
    except (ValueError, KeyError, TypeError) as error:
        raise BadPasskey from error
    credential = made.credential_data
    if credential is None:
        raise BadPasskey
    try:
        with transaction():
            _use_up(kept)
            second_factors.add_passkey(
                user_id=user.id,
                name=name.strip(),
                credential_hash=_hash(credential.credential_id),
                credential=base64.b64encode(credential).decode("ascii"),
                uses=made.counter,
            )
            people.record(user_id=user.id, action="passkey added", subject=f"user {user.id}")
    except IntegrityError as error:
        raise BadPasskey from error


def check(*, kept: Mapping[str, Any], answer: str, origin: str, user_id: int | None) -> int:
    """Whose key signed. Raises BadPasskey, whatever was wrong."""
    from cryptography.exceptions import InvalidSignature
    from fido2.webauthn import AuthenticationResponse

    try:
        given = AuthenticationResponse.from_dict(_read(answer))
        passkey = second_factors.find_passkey(_hash(given.raw_id))
        if passkey is None or user_id not in (None, passkey.user_id):
            raise BadPasskey
        _server(origin).authenticate_complete(_fresh(kept), [_credential(passkey)], given)
    except (ValueError, KeyError, TypeError, InvalidSignature) as error:
        raise BadPasskey from error
    uses = given.response.authenticator_data.counter
    if (uses or passkey.uses) and uses <= passkey.uses:  # somebody copied the key
        raise BadPasskey
    try:
        with transaction():
            _use_up(kept)
            second_factors.note_use(passkey.id, uses=uses)
            people.forget_wrong_codes(passkey.user_id)
    except IntegrityError as error:
        raise BadPasskey from error
    return passkey.user_id


def get_own(passkey_id: int, *, user_id: int) -> Passkey | None:
    return next((passkey for passkey in second_factors.list_passkeys(user_id) if passkey.id == passkey_id), None)


def remove(passkey_id: int, *, user_id: int) -> None:
    with transaction():
        if second_factors.remove_passkey(passkey_id, user_id=user_id):
            if not second_factors.has_any(user_id):
                second_factors.remove_recovery_codes(user_id)
            people.record(user_id=user_id, action="passkey removed", subject=f"user {user_id}")


def _server(origin: str) -> Any:
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    us = PublicKeyCredentialRpEntity(id=urlsplit(origin).hostname or "", name=SERVICE)
    return Fido2Server(us, verify_origin=lambda found: found == origin)


def _credential(passkey: Passkey) -> Any:
    from fido2.webauthn import AttestedCredentialData

    return AttestedCredentialData(base64.b64decode(passkey.credential))


def _plain(options: Any) -> dict[str, Any]:
    """As JSON has it: what browsers read with parseCreationOptionsFromJSON."""
    plain: dict[str, Any] = json.loads(json.dumps(dict(options)))
    return plain


def _read(answer: str) -> dict[str, Any]:
    read = json.loads(answer[:20_000])
    if not isinstance(read, dict):
        raise ValueError("not an answer")
    return read


def _fresh(kept: Mapping[str, Any]) -> dict[str, Any]:
    if time.time() - int(kept["at"]) > GOOD_FOR:
        raise ValueError("asked too long ago")
    return {key: kept[key] for key in ("challenge", "user_verification")}


def _use_up(kept: Mapping[str, Any]) -> None:
    """Inside a transaction; IntegrityError where this was answered before."""
    forget_before = utcnow() - timedelta(seconds=2 * GOOD_FOR)
    second_factors.use_challenge(hash_token(str(kept["challenge"])), forget_before=forget_before)


def _hash(credential_id: bytes) -> str:
    return hash_token(base64.b64encode(credential_id).decode("ascii"))
