"""Give colleagues access and take it away. Signing in itself is in sign_in."""

from __future__ import annotations

import secrets

from sqlalchemy.exc import IntegrityError

from consult.models.people import Role, User
from consult.services import sign_in
from consult.store import people
from consult.store.errors import Conflict

CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
WORDS, SYLLABLES = 3, 3  # 9 syllables of 70: 55 random bits


def list_users() -> list[User]:
    return people.list_users()


def get_user(user_id: int) -> User:
    return people.get_user(user_id)


def add_user(*, email: str, name: str, role: Role, password: str, by: int) -> User:
    try:
        return sign_in.add_user(email=email, name=name, role=role, password=password, by=by)
    except IntegrityError as error:  # two administrators at the same moment
        raise Conflict("Somebody already signs in with this e-mail address. Use another one.") from error


def make_passphrase() -> str:
    """Three words that can be said on the telephone: “bakomi-rutape-lonise”."""
    return "-".join("".join(_syllable() for _ in range(SYLLABLES)) for _ in range(WORDS))


def close_account(user_id: int, *, by: int) -> None:
    """Ends all sign-ins at once. Nobody can close their own, so that somebody can always open accounts."""
    if user_id == by:
        raise Conflict("You cannot close your own account. Ask another administrator to do it.")
    sign_in.set_active(user_id, is_active=False, by=by)


def reopen_account(user_id: int, *, by: int) -> None:
    sign_in.set_active(user_id, is_active=True, by=by)


def _syllable() -> str:
    return secrets.choice(CONSONANTS) + secrets.choice(VOWELS)
