"""The second thing that proves who somebody is: codes from an app (RFC 6238), or a recovery code on paper.

Secrets of apps are stored locked with a key that is derived from the secret key: a copy of the database opens nothing.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from consult.models.people import User
from consult.models.second_factors import CodeApp, Passkey
from consult.services import throttle
from consult.services.tokens import hash_token
from consult.settings import Settings
from consult.store import people, second_factors
from consult.store.errors import Conflict
from consult.store.transaction import transaction

STEP = 30  # seconds
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
CODE_LENGTH = 16  # of 31 letters: 79 random bits
APP, RECOVERY, PASSKEY = "code from an app", "recovery code", "passkey"


class WrongCode(Exception):
    """Not a code of this user, or one that was used already."""


class TooManyCodes(Exception):
    """Several wrong codes in a row: a pause, but not for recovery codes and passkeys."""


@dataclass(frozen=True, kw_only=True)
class Factors:
    """What a user has."""

    app_since: datetime | None
    recovery_codes: int
    passkeys: tuple[Passkey, ...]

    @property
    def is_empty(self) -> bool:
        return self.app_since is None and not self.passkeys


@dataclass(frozen=True, kw_only=True)
class NewApp:
    """What the app needs: the address of a picture to scan (SVG), and the same to type or paste."""

    picture: str
    secret: str


def look(user_id: int) -> Factors:
    app = second_factors.find_app(user_id)
    return Factors(
        app_since=app.confirmed_at if app else None,
        recovery_codes=second_factors.count_recovery_codes(user_id),
        passkeys=tuple(second_factors.list_passkeys(user_id)),
    )


def try_code(user: User, code: str, *, browser: str) -> str:
    """What kind of code it was, or empty where it is wrong or must wait."""
    try:
        return use_code(user, code, browser=browser)
    except (WrongCode, TooManyCodes):
        return ""


def use_code(user: User, code: str, *, browser: str) -> str:
    """Returns what kind of code it was; it works no second time."""
    plain = "".join(char for char in code.lower() if char.isalnum())
    if len(plain) == CODE_LENGTH and _use_recovery_code(user.id, plain):
        return RECOVERY
    if throttle.must_pause_codes(user, browser):
        raise TooManyCodes
    if _use_app_code(user.id, plain):
        return APP
    throttle.count_wrong_code(user, browser)
    raise WrongCode


def begin_app(user: User) -> NewApp:
    """A secret that counts once its first code is entered; the same one until then."""
    if second_factors.find_app(user.id):
        raise Conflict("An app is set up already. Remove it first, then set up the new one.")
    secret = _secret_of(second_factors.find_new_app(user.id))
    if not secret:
        secret = pyotp.random_base32()
        with transaction():
            second_factors.put_new_app(user_id=user.id, locked_secret=_lock().encrypt(secret.encode()).decode("ascii"))
    settings: Settings = current_app.config["SETTINGS"]
    issuer = f"Big Conversation, {settings.organisation}"
    address = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=issuer)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    return NewApp(picture=picture, secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)))


def confirm_app(user: User, code: str) -> None:
    """Raises WrongCode. The code is used up by it."""
    app = second_factors.find_new_app(user.id)
    step = _step_of(_secret_of(app), "".join(char for char in code if char.isdigit()), after=0) if app else 0
    if not step:
        raise WrongCode
    with transaction():
        second_factors.confirm_app(user.id)
        second_factors.use_step(user.id, step)
        people.forget_wrong_codes(user.id)
        people.record(user_id=user.id, action="code app added", subject=f"user {user.id}")


def remove_app(user_id: int) -> None:
    with transaction():
        if second_factors.remove_app(user_id):
            _forget_codes_without_factor(user_id)
            people.record(user_id=user_id, action="code app removed", subject=f"user {user_id}")


def make_recovery_codes(user_id: int) -> tuple[str, ...]:
    """Ten new ones in the place of all earlier ones; shown now and never again."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    with transaction():
        second_factors.put_recovery_codes(user_id, [_recovery_hash(user_id, code) for code in codes])
        people.record(user_id=user_id, action="recovery codes made", subject=f"user {user_id}")
    return tuple("-".join(code[at : at + 4] for at in range(0, CODE_LENGTH, 4)) for code in codes)


def forget_all(user_id: int) -> None:
    """Inside a transaction."""
    second_factors.remove_app(user_id)
    second_factors.remove_passkeys(user_id)
    second_factors.remove_recovery_codes(user_id)
    second_factors.forget_browsers(user_id)
    people.forget_wrong_codes(user_id)


def _forget_codes_without_factor(user_id: int) -> None:
    if not second_factors.has_any(user_id):
        second_factors.remove_recovery_codes(user_id)


def _use_recovery_code(user_id: int, plain: str) -> bool:
    with transaction():
        is_right = second_factors.use_recovery_code(user_id, _recovery_hash(user_id, plain))
        if is_right:
            people.forget_wrong_codes(user_id)
            people.record(user_id=user_id, action="recovery code used", subject=f"user {user_id}")
    return is_right


def _use_app_code(user_id: int, plain: str) -> bool:
    app = second_factors.find_app(user_id)
    step = _step_of(_secret_of(app), plain, after=app.last_step) if app else 0
    if not step:
        return False
    with transaction():
        is_first = second_factors.use_step(user_id, step)
        if is_first:
            people.forget_wrong_codes(user_id)
    return is_first


def _step_of(secret: str, code: str, *, after: int) -> int:
    """Which 30 seconds the code belongs to: these, the ones before or the next; 0 for none or a used one."""
    if not secret:
        return 0
    now, app = int(time.time()) // STEP, pyotp.TOTP(secret)
    right = [
        step for step in (now - 1, now, now + 1) if hmac.compare_digest(app.at(step * STEP).encode(), code.encode())
    ]
    return max((step for step in right if step > after), default=0)


def _secret_of(app: CodeApp | None) -> str:
    try:
        return _lock().decrypt(app.locked_secret.encode()).decode() if app else ""
    except InvalidToken:  # the secret key is another one now: no code is right
        return ""


def _lock() -> Fernet:
    settings: Settings = current_app.config["SETTINGS"]
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"consult: secrets of code apps")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.secret_key.encode())))


def _recovery_hash(user_id: int, plain: str) -> str:
    return hash_token(f"recovery code of user {user_id}: {plain}")
