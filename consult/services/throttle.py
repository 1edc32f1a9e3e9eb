"""Guessing is slow, and nobody is locked out by somebody else's guessing.

After several wrong passwords an account pauses for browsers that never signed in to it. A browser that did is counted
by itself (OWASP's “device cookies”). In a browser that is new, password and code together pass during the pause: to
guess both at once is hopeless. A passkey is never held up; nor is a recovery code, which has 79 random bits.
"""

from __future__ import annotations

from datetime import timedelta

from consult.models.base import utcnow
from consult.models.people import User
from consult.services.tokens import hash_token, make_token
from consult.store import people, second_factors
from consult.store.transaction import transaction

FREE_TRIES = 5
PAUSE = timedelta(seconds=30)  # after wrong passwords
LONGEST_PAUSE = timedelta(minutes=15)  # after wrong codes each pause is twice as long as the one before
KNOWN_FOR = timedelta(days=90)  # that nobody signed in from a browser


def must_pause(user: User, browser: str) -> bool:
    """After wrong passwords."""
    last = user.last_failed_at
    is_paused = user.failed_sign_ins >= FREE_TRIES and last is not None and utcnow() - last < PAUSE
    return is_paused and not is_known(user.id, browser)


def must_pause_codes(user: User, browser: str) -> bool:
    """After wrong codes, which only somebody with the right password can enter."""
    last, over = user.last_wrong_code_at, user.wrong_codes - FREE_TRIES
    is_paused = over >= 0 and last is not None and utcnow() - last < min(PAUSE * 2 ** min(over, 10), LONGEST_PAUSE)
    return is_paused and not is_known(user.id, browser)


def count_wrong_password(user: User, browser: str) -> None:
    """What comes during a pause is not counted, so that nobody can make a pause longer."""
    known = second_factors.find_browser(user.id, hash_token(browser)) if browser else None
    if known is None and must_pause(user, browser):
        return
    with transaction():
        if known:
            second_factors.count_wrong_in_browser(known.id, most=FREE_TRIES)
        else:
            people.count_failed_sign_in(user.id)


def count_wrong_code(user: User, browser: str) -> None:
    known = second_factors.find_browser(user.id, hash_token(browser)) if browser else None
    with transaction():
        people.count_wrong_code(user.id)
        if known:
            second_factors.count_wrong_in_browser(known.id, most=FREE_TRIES)


def is_known(user_id: int, browser: str) -> bool:
    return bool(browser) and second_factors.find_browser(user_id, hash_token(browser)) is not None


def remember_browser(user_id: int, browser: str) -> str:
    """After a whole sign-in. Returns the token for the browser's cookie: the same for all who use this browser."""
    browser = browser or make_token()
    with transaction():
        second_factors.put_browser(user_id=user_id, token_hash=hash_token(browser), forget_before=utcnow() - KNOWN_FOR)
    return browser
