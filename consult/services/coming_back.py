"""Come back later, on any device and without an e-mail address: a number and five words open the draft again.

Words are given while the draft goes on; it is locked when somebody stops, or a day after the last press. Locked, it
cannot be read by us: what the server keeps opens only with the words, and the plain answers go in the same transaction.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask import current_app
from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.left_drafts import LeftDraft, LeftDraftTry
from consult.models.submissions import Visit
from consult.models.surveys import Survey
from consult.services import draft_locks, secret_words, tries
from consult.services import surveys as survey_service
from consult.services.intake import GRACE, MOST_TRIES, hash_token
from consult.services.secret_words import Words
from consult.services.surveys import SurveyClosed
from consult.settings import LONDON, Settings
from consult.store import drawings, visits
from consult.store import left_drafts as store
from consult.store.errors import Conflict
from consult.store.transaction import transaction

LOCKED_AFTER = timedelta(hours=24)  # without a press; as long as the cookie
AT_ONCE = 200


class NoSuchDraft(Exception):
    """No draft belongs to this number and these words: mistyped, sent, or kept no longer."""


@dataclass(frozen=True, kw_only=True)
class FoundDraft:
    """What the words lead to, with the key that opens it for as long as this request lasts."""

    id: int
    survey: Survey
    key: X25519PrivateKey = field(repr=False)


def give_words(token: str) -> Words | None:
    """New words for the draft behind this token, in the place of earlier ones. None where there is no such draft."""
    for _ in range(MOST_TRIES):
        words, salt = secret_words.random_words(), draft_locks.new_salt()
        public = draft_locks.public_half(draft_locks.make_key(words.secret, salt))  # slow: before anybody has to wait
        try:
            with transaction():
                found = visits.find_for_change(hash_token(token))
                if found is None or found.submission_id is not None:
                    return None
                store.put(visit_id=found.visit.id, locator=words.locator, salt=salt, public_key=public)
            return words
        except IntegrityError:  # somebody has this number already
            continue
    raise Conflict("We could not make your words just now. Wait a moment and press the button again.")


def has_words(token: str, words: Words) -> bool:
    """These words are still the ones of this draft."""
    found = visits.find(hash_token(token))
    left = store.find_of(found.visit.id) if found and found.submission_id is None else None
    return left is not None and left.locator == words.locator


def stop(token: str) -> date | None:
    """Lock the draft; the day until which the words work. None where nobody was given words for it."""
    with transaction():
        found = visits.find_for_change(hash_token(token))
        left = store.find_of(found.visit.id) if found and found.submission_id is None else None
        if found is None or left is None:
            return None
        _lock(left, found.visit)
        return last_day(found.visit)


def last_day(visit: Visit) -> date:
    """The last day, in London, on which the words of this draft work."""
    settings: Settings = current_app.config["SETTINGS"]
    kept = visit.saved_at.astimezone(LONDON).date() + timedelta(days=settings.kept.drafts - 1)
    in_time = (survey_service.closing_time(visit.survey) + GRACE).astimezone(LONDON).date()
    return min(kept, in_time)


def find_last_day(token: str) -> date | None:
    found = visits.find(hash_token(token))
    return last_day(found.visit) if found and found.submission_id is None else None


def find(words: Words, *, now: datetime | None = None) -> FoundDraft:
    """The same work and the same answer whatever is wrong with the words. SurveyClosed where it is too late to send."""
    now = now or utcnow()
    tries.count(LeftDraftTry, words.locator, now)
    left = store.find(words.locator)
    key = draft_locks.make_key(words.secret, left.salt if left else _nobodys_salt())
    is_right = draft_locks.fits(key, left.public_key if left else bytes(draft_locks.KEY))
    if left is None or not is_right:
        raise NoSuchDraft
    survey = left.visit.survey
    if now >= survey_service.closing_time(survey) + GRACE:
        raise SurveyClosed(survey)
    if now.astimezone(LONDON).date() > last_day(left.visit):
        raise NoSuchDraft
    tries.forget(LeftDraftTry, words.locator)
    return FoundDraft(id=left.id, survey=survey, key=key)


def is_in_the_way(found: FoundDraft, token: str) -> bool:
    """Another draft of this survey that somebody has begun, and not sent, on the device with this token."""
    here = visits.find(hash_token(token))
    if here is None or here.submission_id is not None or not here.visit.answers:
        return False
    left = store.find_of(here.visit.id)
    return left is None or left.id != found.id


def carry_on(found: FoundDraft) -> str | None:
    """Open the draft: the token for this browser's cookie. Any other device knows no way to it from now on."""
    token = secrets.token_urlsafe(32)
    with transaction():
        left = store.find_for_change(found.id)
        if left is None:
            return None
        visit = left.visit
        if left.locked is not None:
            visit.answers = json.loads(draft_locks.unlock(found.key, left.locked))
            left.locked = None
        for drawing in drawings.list_of_visit(visit.id):
            if drawing.is_locked:
                drawing.content, drawing.is_locked = draft_locks.unlock(found.key, drawing.content), False
        visit.token_hash, visit.saved_at = hash_token(token), utcnow()
    return token


def lock_resting(*, now: datetime | None = None) -> int:
    """Drafts whose words were given and that nobody has touched for a day; how many were locked."""
    before, done = (now or utcnow()) - LOCKED_AFTER, 0
    while resting := store.list_open_since(before, AT_ONCE):
        with transaction():
            for left_id in resting:
                if left := store.find_for_change(left_id):
                    saved_at = left.visit.saved_at
                    _lock(left, left.visit)
                    left.visit.saved_at = saved_at  # the day that was stated stays
        done += len(resting)
    return done


def _lock(left: LeftDraft, visit: Visit) -> None:
    """In the transaction that is open: nobody's token leads here any more, and only the words open what was said."""
    left.locked = draft_locks.lock(left.public_key, json.dumps(visit.answers).encode())
    for drawing in drawings.list_of_visit(visit.id):
        if not drawing.is_locked:
            drawing.content, drawing.is_locked = draft_locks.lock(left.public_key, drawing.content), True
    visit.token_hash = hash_token(secrets.token_urlsafe(32))
    visits.save_answers(visit, {})


@cache
def _nobodys_salt() -> bytes:
    return draft_locks.new_salt()
