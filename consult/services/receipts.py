"""Receipt words: a number and five words with which a person, and nobody else, finds what they sent.

The words are made from the token that only the respondent's browser has, so that a page shown twice shows the same
words; kept is a slow hash of them. 2,048 simple words make 11 bits each: five make 55 (ASVS 6.5.2 to 6.5.4 then ask
for a password hash with a salt, and for few tries). They work until a stated day; then the hashes are destroyed.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from consult.models.base import utcnow
from consult.models.receipts import ReceiptTry
from consult.models.surveys import Survey, Wave
from consult.services import tries
from consult.services.references import new_reference
from consult.services.secret_words import BITS, SECRET_WORDS, Words, all_words, random_locator
from consult.settings import LONDON, Settings
from consult.store import receipts as store
from consult.store import surveys as survey_store
from consult.store.transaction import transaction

AT_ONCE = 500
hasher = PasswordHasher(time_cost=5, memory_cost=7 * 1024, parallelism=1)  # OWASP’s least for argon2id


class NothingFound(Exception):
    """No answers belong to this number and these words: mistyped, taken back, or the last day is over."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the words lead to: which survey, in which words, on which day, and until when it can be taken back.

    Never what was said.
    """

    receipt_id: int
    survey: Survey
    face: str
    sent_on: date
    until: date


# --- giving them out -------------------------------------------------------------------------------------------------


def secret_of(token: str) -> tuple[str, ...]:
    """Five words; who does not have the token cannot work them out."""
    number = int.from_bytes(hmac.digest(token.encode("utf-8", "surrogatepass"), b"receipt words", "sha256"))
    return tuple(all_words()[number >> place * BITS & (1 << BITS) - 1] for place in range(SECRET_WORDS))


def hash_secret(secret: tuple[str, ...]) -> str:
    return hasher.hash(" ".join(secret))


def issue(submission_id: int, secret_hash: str) -> str:
    """The number, given out in the transaction of the submission. IntegrityError where somebody has it already."""
    locator = random_locator()
    store.add(submission_id=submission_id, locator=locator, secret_hash=secret_hash)
    return locator


# --- coming back with them -------------------------------------------------------------------------------------------


def find(words: Words, *, now: datetime | None = None) -> int:
    """The receipt these words belong to. The same work and the same answer whatever is wrong with them."""
    now = now or utcnow()
    tries.count(ReceiptTry, words.locator, now)
    receipt = store.find(words.locator)
    is_right = _is_right(receipt.secret_hash if receipt else _nobodys_hash(), words.secret)
    if receipt is None or not is_right or _is_over(store.get_survey(receipt.submission.survey_id).wave, now):
        raise NothingFound
    tries.forget(ReceiptTry, words.locator)
    return receipt.id


def open_receipt(receipt_id: int, *, now: datetime | None = None) -> Standing | None:
    """None where the answers were taken back meanwhile, or the last day is over."""
    receipt = store.find_by_id(receipt_id)
    survey = store.get_survey(receipt.submission.survey_id) if receipt else None
    if receipt is None or survey is None or _is_over(survey.wave, now or utcnow()):
        return None
    submission, until = receipt.submission, last_day(survey.wave)
    sent = submission.submitted_at.astimezone(LONDON).date()
    return Standing(receipt_id=receipt.id, survey=survey, face=submission.face, sent_on=sent, until=until)


def last_day(wave: Wave) -> date:
    """The last day, in London, on which answers of this wave can be taken back."""
    settings: Settings = current_app.config["SETTINGS"]
    closes_on = (wave.closes_at - timedelta(seconds=1)).astimezone(LONDON).date()
    return closes_on + timedelta(days=settings.kept.take_back)


def list_last_days() -> list[tuple[Survey, date, bool]]:
    """Each survey, the last day for taking answers back, and whether it is over."""
    today = utcnow().astimezone(LONDON).date()
    return [(s, last_day(s.wave), today > last_day(s.wave)) for s in survey_store.list_surveys()]


def _is_over(wave: Wave, now: datetime) -> bool:
    return now.astimezone(LONDON).date() > last_day(wave)


def _is_right(secret_hash: str, secret: tuple[str, ...]) -> bool:
    try:
        return hasher.verify(secret_hash, " ".join(secret))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return hasher.hash(secrets.token_urlsafe(32))


# --- the end of the link ---------------------------------------------------------------------------------------------


def destroy_due(*, now: datetime | None = None) -> int:
    """After the last day nothing leads from words, or from the reference beside them, to a row. How many links went."""
    over = [survey.id for survey in survey_store.list_surveys() if _is_over(survey.wave, now or utcnow())]
    destroyed = 0
    while piece := store.list_of_surveys(over, AT_ONCE):
        with transaction():
            for receipt in piece:
                store.destroy(receipt, reference=new_reference())
        destroyed += len(piece)
    return destroyed
