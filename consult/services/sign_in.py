"""Who is signed in, kept on the server so that it can be ended there."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from consult.models.base import utcnow
from consult.models.people import Role, SignIn, User
from consult.store import people
from consult.store.errors import Conflict
from consult.store.transaction import transaction

hasher = PasswordHasher()
IDLE = timedelta(hours=12)  # a working day: nobody is thrown out while writing
TOUCH_EVERY = timedelta(minutes=1)
SHORTEST_PASSWORD = 12
FREE_TRIES = 5
PAUSE = timedelta(seconds=30)


class WrongSignIn(Exception):
    """The e-mail and password do not belong together, or the account was closed."""


class TooManyTries(Exception):
    """Several wrong passwords for one account in a row; a short pause for that account only."""


def sign_in(email: str, password: str) -> str:
    """Return the token for the browser's cookie."""
    user = people.find_user(email.strip().lower())
    if user and _must_pause(user):
        _is_right(None, password)  # takes as long as any other try
        raise TooManyTries
    if not _is_right(user, password) or user is None or not user.is_active:
        _count_failure(user)
        raise WrongSignIn
    token = secrets.token_urlsafe(32)
    with transaction():
        people.forget_failed_sign_ins(user.id)
        people.add_sign_in(user=user, token_hash=hash_token(token))
        people.record(user_id=user.id, action="signed in", subject=f"user {user.id}")
    return token


def find_sign_in(token: str) -> SignIn | None:
    found = people.find_sign_in(hash_token(token), seen_since=utcnow() - IDLE)
    if found and utcnow() - found.last_seen_at > TOUCH_EVERY:
        with transaction():
            people.touch_sign_in(found)
    return found


def sign_out(token: str) -> None:
    with transaction():
        people.revoke_sign_in(hash_token(token))


def add_user(*, email: str, name: str, role: Role, password: str, by: int | None = None) -> User:
    email = email.strip().lower()
    if len(password) < SHORTEST_PASSWORD:
        raise Conflict(f"Use a password of at least {SHORTEST_PASSWORD} characters. Three or four words work well.")
    with transaction():
        if people.find_user(email):
            raise Conflict(f"Somebody already signs in with {email}. Use another e-mail address.")
        user = people.add_user(email=email, name=name.strip(), role=role, password_hash=hasher.hash(password))
        people.record(user_id=by, action="user added", subject=f"user {user.id}", detail=role)
    return user


def set_active(user_id: int, *, is_active: bool, by: int) -> None:
    """Closing an account ends all its sign-ins at once."""
    with transaction():
        user = people.get_user(user_id)
        user.is_active = is_active
        people.revoke_all_sign_ins(user_id)
        people.record(user_id=by, action="account opened" if is_active else "account closed", subject=f"user {user_id}")


def hash_token(token: str) -> str:
    """Tokens have 256 random bits, so a plain hash is enough (ASVS 6.5.2)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _nobody() -> str:
    """Verified where there is no such user, so that both take as long."""
    return hasher.hash(secrets.token_hex(16))


def _is_right(user: User | None, password: str) -> bool:
    try:
        return hasher.verify(user.password_hash if user else _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False


def _must_pause(user: User) -> bool:
    last = user.last_failed_at
    return user.failed_sign_ins >= FREE_TRIES and last is not None and utcnow() - last < PAUSE


def _count_failure(user: User | None) -> None:
    if user is None:
        return
    with transaction():
        people.count_failed_sign_in(user.id)
