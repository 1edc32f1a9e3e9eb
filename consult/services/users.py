"""Give colleagues access and take it away. Signing in itself is in sign_in."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.people import Role, User
from consult.services import second_factor, sign_in
from consult.store import people
from consult.store.errors import Conflict
from consult.store.transaction import transaction

CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
WORDS, SYLLABLES = 3, 3  # 9 syllables of 70: 55 random bits
DAYS = 3  # that a passphrase waits for the sign-in it is for
EXISTS = "This account exists already. Make a new passphrase for it on the users page."


def list_users() -> list[User]:
    return people.list_users()


def get_user(user_id: int) -> User:
    return people.get_user(user_id)


def add_user(*, email: str, name: str, role: Role, by: int) -> tuple[User, str]:
    """The user, and the passphrase for their first sign-in: shown once; they then choose a password of their own."""
    email, made = email.strip().lower(), make_passphrase()
    try:
        return sign_in.add_account(email=email, name=name, role=role, password=made, by=by, days=DAYS), made
    except (Conflict, IntegrityError) as error:  # the second: a double press at the same moment
        if people.find_user(email):
            raise Conflict(EXISTS) from error
        raise


def make_passphrase() -> str:
    """Three words that can be said on the telephone: “bakomi-rutape-lonise”."""
    return "-".join("".join(_syllable() for _ in range(SYLLABLES)) for _ in range(WORDS))


def renew_passphrase(user_id: int, *, by: int) -> str:
    """For one sign-in, in the place of the password, for telling them now; ends all their sign-ins."""
    return _renew(user_id, by=by, action="new passphrase made", forgets_factors=False)


def reset_factors(user_id: int, *, by: int) -> str:
    """Phone or key lost: no second factor any more, and a new passphrase, so that the old password alone is nothing."""
    return _renew(user_id, by=by, action="second factor reset", forgets_factors=True)


def _renew(user_id: int, *, by: int, action: str, forgets_factors: bool) -> str:
    if user_id == by:
        raise Conflict("You cannot do this for your own account. Ask another administrator to do it.")
    made = make_passphrase()
    password_hash = sign_in.hasher.hash(made)
    with transaction():
        user = get_open_account(user_id)
        user.password_hash, user.password_ends_at = password_hash, utcnow() + timedelta(days=DAYS)
        user.failed_sign_ins, user.last_failed_at = 0, None
        if forgets_factors:
            second_factor.forget_all(user_id)
        people.revoke_all_sign_ins(user_id)
        people.record(user_id=by, action=action, subject=f"user {user_id}")
    return made


def get_open_account(user_id: int) -> User:
    user = people.get_user(user_id)
    if not user.is_active:
        raise Conflict("This account is closed. Open it again first.")
    return user


def close_account(user_id: int, *, by: int) -> None:
    """Ends all sign-ins at once. Nobody can close their own, so that somebody can always open accounts."""
    if user_id == by:
        raise Conflict("You cannot close your own account. Ask another administrator to do it.")
    sign_in.set_active(user_id, is_active=False, by=by)


def reopen_account(user_id: int, *, by: int) -> None:
    sign_in.set_active(user_id, is_active=True, by=by)


def _syllable() -> str:
    return secrets.choice(CONSONANTS) + secrets.choice(VOWELS)
