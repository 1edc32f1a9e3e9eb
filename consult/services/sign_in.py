"""Who is signed in, kept on the server so that it can be ended there.

A sign-in goes through stages: a code where there is a second factor, an own password where somebody else made it, a
second factor where one is required. Until all are done it opens nothing.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from consult.models.base import utcnow
from consult.models.people import Role, SignIn, Stage, User
from consult.services import passwords, second_factor, throttle
from consult.services.tokens import hash_token, make_token
from consult.settings import Settings, SigningIn
from consult.store import people, second_factors
from consult.store.errors import Conflict
from consult.store.transaction import transaction

hasher = PasswordHasher()
TOUCH_EVERY = timedelta(minutes=1)
WARN_BEFORE = timedelta(minutes=5)  # a sign-in ends
ORGANISATION = "organisation"  # its own sign-in; as much as a password
WITH_ITS_FACTOR = f"{ORGANISATION}, two factors"  # it asked for a second one itself, and is believed


class WrongSignIn(Exception):
    """The e-mail and password do not belong together, the passphrase is too old, or the account was closed."""


class TooManyTries(Exception):
    """Several wrong ones in a row; a short pause for that account, in browsers that do not know it."""


def sign_in(email: str, password: str, *, code: str = "", browser: str = "") -> str:
    """Return the token for the browser's cookie. code and browser help during a pause: see throttle."""
    user = people.find_user(email.strip().lower())
    is_right = _is_right(user, password)  # takes as long whether or not there is such a user
    if user is None or not is_right or not user.is_active or _has_ended(user):
        if user:
            throttle.count_wrong_password(user, browser)
        raise WrongSignIn
    method = second_factor.try_code(user, code, browser=browser) if code else ""
    if not method and throttle.must_pause(user, browser):
        raise TooManyTries
    return begin(user.id, method=method, is_known=throttle.is_known(user.id, browser))


def begin(user_id: int, *, method: str = "", is_known: bool = False) -> str:
    """A new sign-in; method: what proved more than a password does, or empty.

    is_known: from a browser that is counted by itself, so that a stranger’s guesses stay counted.
    """
    token = make_token()
    with transaction():
        user = people.get_user(user_id)
        if not user.is_active:
            raise WrongSignIn
        stage = _stage(user, method, is_proved=method not in ("", ORGANISATION))
        if not is_known:
            people.forget_failed_sign_ins(user.id)
        people.add_sign_in(user=user, token_hash=hash_token(token), stage=stage, method=method or "password")
        _record_done(user.id, stage, method or "password")
    return token


def go_on(sign_in_id: int, *, method: str = "") -> str:
    """What this sign-in waited for was given. Returns a new token: the one from before the step ends."""
    token = make_token()
    with transaction():
        found = people.get_sign_in(sign_in_id)
        if method and found.method == ORGANISATION:
            method = f"{ORGANISATION}, {method}"  # at most 30 letters
        found.method = method or found.method
        found.stage = _stage(found.user, found.method, is_proved=True)
        found.token_hash = hash_token(token)
        _record_done(found.user_id, found.stage, found.method)
    return token


def _stage(user: User, method: str, *, is_proved: bool) -> Stage:
    """Whoever comes from the organisation's own sign-in needs no password here, nor a factor where it asked for one."""
    has_factor = second_factors.has_any(user.id)
    if method == WITH_ITS_FACTOR:
        return Stage.DONE
    if has_factor and not is_proved:
        return Stage.CODE
    if user.password_ends_at and not method.startswith(ORGANISATION):
        return Stage.PASSWORD
    return Stage.FACTOR if _rules().needs_second_factor and not has_factor else Stage.DONE


def _record_done(user_id: int, stage: Stage, method: str) -> None:
    if stage == Stage.DONE:
        people.record(user_id=user_id, action="signed in", subject=f"user {user_id}", detail=method)


def find_sign_in(token: str, *, is_activity: bool = True) -> SignIn | None:
    """is_activity: whether the sign-in lasts longer for it."""
    now, rules = utcnow(), _rules()
    found = people.find_sign_in(
        hash_token(token),
        seen_since=now - timedelta(minutes=rules.idle_minutes),
        begun_since=now - timedelta(hours=rules.longest_hours),
    )
    if found and is_activity and now - found.last_seen_at > TOUCH_EVERY:
        with transaction():
            people.touch_sign_in(found)
    return found


def list_sign_ins(user_id: int) -> list[SignIn]:
    now, rules = utcnow(), _rules()
    return people.list_sign_ins(
        user_id,
        seen_since=now - timedelta(minutes=rules.idle_minutes),
        begun_since=now - timedelta(hours=rules.longest_hours),
    )


def seconds_left(found: SignIn, *, is_activity: bool) -> int:
    """Until it ends by itself when nothing else happens."""
    rules, last = _rules(), utcnow() if is_activity else found.last_seen_at
    ends = min(last + timedelta(minutes=rules.idle_minutes), found.created_at + timedelta(hours=rules.longest_hours))
    return max(0, int((ends - utcnow()).total_seconds()))


def sign_out(token: str) -> None:
    with transaction():
        people.revoke_sign_in(hash_token(token))


def end_one(sign_in_id: int, *, by: int) -> None:
    """One of somebody's own."""
    with transaction():
        if people.revoke_own_sign_in(sign_in_id, user_id=by):
            people.record(user_id=by, action="sign-in ended", subject=f"user {by}")


def end_others(*, by: int, but: int) -> None:
    with transaction():
        people.revoke_all_sign_ins(by, but=but)
        people.record(user_id=by, action="other sign-ins ended", subject=f"user {by}")


def add_user(
    *, email: str, name: str, role: Role, password: str, by: int | None = None, is_shown_to_all: bool = False
) -> User:
    """is_shown_to_all: the demonstration's password is no secret, so it may be a common one."""
    email = email.strip().lower()
    if not is_shown_to_all:
        _refuse_bad(password, name, email)
    return add_account(email=email, name=name, role=role, password=password, by=by)


def add_account(*, email: str, name: str, role: Role, password: str, by: int | None, days: float = 0) -> User:
    """days: how long the password signs in, once, where the person did not choose it."""
    with transaction():
        if people.find_user(email):
            raise Conflict(f"Somebody already signs in with {email}. Use another e-mail address.")
        user = people.add_user(email=email, name=name.strip(), role=role, password_hash=hasher.hash(password))
        user.password_ends_at = utcnow() + timedelta(days=days) if days else None
        people.record(user_id=by, action="user added", subject=f"user {user.id}", detail=role)
    return user


def is_own_password(user: User, password: str) -> bool:
    return _is_right(user, password)


def set_own_password(user_id: int, password: str, *, but: int) -> None:
    """Chosen by the person. Ends all their sign-ins but this one. Raises Conflict with what is wrong with it."""
    user = people.get_user(user_id)
    _refuse_bad(password, user.name, user.email)
    if _is_right(user, password):
        raise Conflict("This is the password you have now. Choose another one.")
    password_hash = hasher.hash(password)
    with transaction():
        user = people.get_user(user_id)
        user.password_hash, user.password_ends_at = password_hash, None
        people.revoke_all_sign_ins(user_id, but=but)
        people.record(user_id=user_id, action="own password chosen", subject=f"user {user_id}")


def set_active(user_id: int, *, is_active: bool, by: int) -> None:
    """Closing an account ends all its sign-ins at once."""
    with transaction():
        user = people.get_user(user_id)
        user.is_active = is_active
        people.revoke_all_sign_ins(user_id)
        people.record(user_id=by, action="account opened" if is_active else "account closed", subject=f"user {user_id}")


def _refuse_bad(password: str, name: str, email: str) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    if fault := passwords.fault(password, about=(name, email, settings.organisation)):
        raise Conflict(fault)


def _rules() -> SigningIn:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.signing_in


@cache
def _nobody() -> str:
    """Verified where there is no such user, so that both take as long."""
    return hasher.hash(secrets.token_hex(16))


def _is_right(user: User | None, password: str) -> bool:
    try:
        return hasher.verify(user.password_hash if user else _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False


def _has_ended(user: User) -> bool:
    return user.password_ends_at is not None and utcnow() > user.password_ends_at
