"""What came in oddly is marked for a person to look at: stored and counted like all else, and nobody is told.

A mark is made of how something came, never of what it says. Until a manager has decided it counts; what is set aside
is kept apart like a test of the survey: in the ledger to the unit, in no analysis, and it can be put back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import current_app

from consult.models.base import utcnow
from consult.services.group_links import is_many
from consult.settings import Settings
from consult.store import group_links, people
from consult.store import reviews as store
from consult.store.reviews import Marked
from consult.store.transaction import transaction
from consult.store.visits import Found
from surveys import Answers, answers_on_path, path, to_json
from surveys.questionnaire import TextQuestion

if TYPE_CHECKING:
    from consult.services.intake import Draft

TRAP = "Something filled a field that people cannot see"
FAST = "Answered faster than anybody reads"
COPY = "The same as another, word for word"
BUSY = "Pages were saved very many times"
CROWD = "More came by this group’s link than are expected"
SECONDS_A_PAGE, LEAST_PAGES = 1.5, 4
MANY_SAVES = 300
ALARM_WITHIN, ALARM_FROM = timedelta(hours=1), 50
ALARM = (
    "{number:,} answers came in oddly within the last hour: a script may be sending them. They are stored, and "
    "wait to be looked at. Look at them before anybody reads figures of this survey."
)
LEAST_WORDS = 20  # characters of free text: below, two people may well say the same


def look_at(submission_id: int, found: Found, draft: Draft, *, is_trapped: bool) -> None:
    """In the transaction of the submission: it keeps its likeness, its group, and a mark where there is a reason."""
    if found.link_id is not None:
        group_links.send(visit_id=found.visit.id, submission_id=submission_id)
    seconds = int((utcnow() - found.visit.started_at).total_seconds())
    reasons = list(_reasons(submission_id, found, draft, seconds, is_trapped=is_trapped))
    if reasons:
        store.add_mark(submission_id, reasons, seconds)


def list_waiting() -> list[Marked]:
    return store.list_marked(is_decided=False)


def list_decided() -> list[Marked]:
    return store.list_marked(is_decided=True)


def count() -> tuple[int, int]:
    """How many wait to be looked at, and how many were set aside."""
    return store.count()


def alarm(*, now: datetime | None = None) -> str:
    """A sentence for managers where more came in oddly within an hour than people do by themselves; else nothing."""
    recent = store.count_marked_since((now or utcnow()) - ALARM_WITHIN)
    return ALARM.format(number=recent) if recent >= ALARM_FROM else ""


def decide(submission_id: int, *, is_set_aside: bool, why: str, by: int) -> None:
    """It counts, or it is set aside; another decision can follow."""
    with transaction():
        put_aside(submission_id, is_set_aside=is_set_aside, why=why, by=by)


def put_aside(submission_id: int, *, is_set_aside: bool, why: str, by: int) -> None:
    """The same inside a transaction."""
    mark, submission = store.get_for_change(submission_id)
    mark.is_set_aside, mark.why, mark.decided_by, mark.decided_at = is_set_aside, why, by, utcnow()
    submission.is_test = is_set_aside
    action = "submission set aside" if is_set_aside else "submission counted after a look"
    people.record(user_id=by, action=action, subject=f"submission {submission_id}")


def _reasons(submission_id: int, found: Found, draft: Draft, seconds: int, *, is_trapped: bool) -> Iterator[str]:
    said = answers_on_path(draft.instrument, draft.answers)
    pages = len(path(draft.instrument, draft.answers))
    if is_trapped:
        yield TRAP
    if pages >= LEAST_PAGES and seconds < SECONDS_A_PAGE * pages:
        yield FAST
    if _is_telling(draft, said) and _is_copy(submission_id, draft, said):
        yield COPY
    if found.visit.saves > MANY_SAVES:
        yield BUSY
    sent = group_links.count_sent(found.visit.id) if found.link_id is not None else None
    if sent and sent[1] > is_many(sent[0]):
        yield CROWD


def _is_telling(draft: Draft, said: Answers) -> bool:
    asked = (question for page in draft.instrument.pages for question in page.questions)
    texts = (said.get(question.id) for question in asked if isinstance(question, TextQuestion))
    return sum(len(text) for text in texts if isinstance(text, str)) >= LEAST_WORDS


def _is_copy(submission_id: int, draft: Draft, said: Answers) -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    whole = json.dumps([draft.survey.id, to_json(said)], sort_keys=True).encode()
    digest = hmac.digest(hashlib.sha256(settings.secret_key.encode()).digest(), whole, "sha256").hex()
    return store.keep_likeness(submission_id, digest) > 0
