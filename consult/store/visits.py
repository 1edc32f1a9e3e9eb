"""Drafts: a visit to a survey, found by the hash of the token in the respondent's cookie."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.group_links import GroupVisit
from consult.models.receipts import Receipt
from consult.models.submissions import EqualityAnswers, Submission, Visit


class Found(NamedTuple):
    """A visit, and its submission where it has been sent (empty before)."""

    visit: Visit
    submission_id: int | None
    reference: str | None
    sent_answers: dict[str, Any] | None
    equality_answers: dict[str, Any] | None
    locator: str | None  # of the receipt
    link_id: int | None  # of the group by whose link it was begun


_BY_TOKEN = (
    sa.select(
        Visit,
        Submission.id,
        Submission.reference,
        Submission.answers,
        EqualityAnswers.answers,
        Receipt.locator,
        GroupVisit.link_id,
    )
    .outerjoin(Submission, Submission.visit_id == Visit.id)
    .outerjoin(EqualityAnswers, EqualityAnswers.submission_id == Submission.id)
    .outerjoin(Receipt, Receipt.submission_id == Submission.id)
    .outerjoin(GroupVisit, GroupVisit.visit_id == Visit.id)
    .where(Visit.token_hash == sa.bindparam("token_hash"))
)
_BY_TOKEN_FOR_CHANGE = _BY_TOKEN.with_for_update(of=Visit).execution_options(populate_existing=True)


def find(token_hash: str) -> Found | None:
    return _first(_BY_TOKEN, token_hash)


def find_for_change(token_hash: str) -> Found | None:
    """Read anew and kept for this transaction: two tabs take turns.

    PostgreSQL waits for the visit, but shows the submission as it was before the wait. An empty draft may have been
    sent meanwhile, so that one is looked up once more.
    """
    found = _first(_BY_TOKEN_FOR_CHANGE, token_hash)
    may_be_sent = found is not None and found.submission_id is None and not found.visit.answers
    return _first(_BY_TOKEN, token_hash) if may_be_sent else found


def _first(query: sa.Select[Any], token_hash: str) -> Found | None:
    row = db.session.execute(query, {"token_hash": token_hash}).first()
    return Found(*row) if row else None


def add(*, token_hash: str, survey_id: int, instrument_version_id: str, face: str = "", language: str = "") -> int:
    query = sa.insert(Visit).values(
        token_hash=token_hash,
        survey_id=survey_id,
        instrument_version_id=instrument_version_id,
        answers={},
        face=face,
        language=language,
    )
    return db.session.scalars(query.returning(Visit.id)).one()


def save_answers(visit: Visit, answers: dict[str, Any]) -> None:
    visit.answers = answers
    visit.saved_at = utcnow()
    db.session.flush()


def remove_unsent(token_hash: str) -> None:
    """A draft that somebody gave up. What was sent stays."""
    sent = sa.select(Submission.visit_id).where(Submission.visit_id.is_not(None))
    db.session.execute(sa.delete(Visit).where(Visit.token_hash == token_hash, Visit.id.not_in(sent)))


def count_unsent_by_survey() -> dict[int, int]:
    """Drafts with at least one saved page that were never sent, by survey id."""
    query = (
        sa.select(Visit.survey_id, sa.func.count())
        .outerjoin(Submission, Submission.visit_id == Visit.id)
        .where(Submission.id.is_(None), Visit.saved_at > Visit.started_at)
        .group_by(Visit.survey_id)
    )
    return dict(db.session.execute(query).tuples().all())
