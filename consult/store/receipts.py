"""Receipts under their public numbers."""

from __future__ import annotations

import sqlalchemy as sa

from consult.extensions import db
from consult.models.receipts import Receipt
from consult.models.submissions import Submission
from consult.models.surveys import Survey


def add(*, submission_id: int, locator: str, secret_hash: str) -> None:
    """IntegrityError where somebody else has the number."""
    db.session.execute(sa.insert(Receipt).values(submission_id=submission_id, locator=locator, secret_hash=secret_hash))


def find(locator: str) -> Receipt | None:
    return db.session.scalar(sa.select(Receipt).where(Receipt.locator == locator))


def find_by_id(receipt_id: int) -> Receipt | None:
    return db.session.get(Receipt, receipt_id, populate_existing=True)


def get_survey(survey_id: int) -> Survey:
    return db.session.get_one(Survey, survey_id)


def list_of_surveys(survey_ids: list[int], limit: int) -> list[Receipt]:
    of_these = sa.select(Submission.id).where(Submission.survey_id.in_(survey_ids))
    query = sa.select(Receipt).where(Receipt.submission_id.in_(of_these)).order_by(Receipt.id)
    return list(db.session.scalars(query.limit(limit)))


def destroy(receipt: Receipt, *, reference: str) -> None:
    """The hash goes, and the reference on somebody's paper leads nowhere any more: the row gets a new one."""
    db.session.execute(sa.update(Submission).where(Submission.id == receipt.submission_id).values(reference=reference))
    db.session.execute(sa.delete(Receipt).where(Receipt.id == receipt.id))
