"""Receipts under their public numbers, and how often each number was tried."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from consult.extensions import db
from consult.models.receipts import Receipt, ReceiptTry
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


def count_try(locator: str, *, most: int, pause: timedelta, now: datetime) -> bool:
    """One try more; False where the number rests. IntegrityError where two people try it first at the same moment."""
    query = sa.select(ReceiptTry).where(ReceiptTry.locator == locator).with_for_update()
    tried = db.session.scalar(query.execution_options(populate_existing=True))
    if tried is None:
        db.session.add(ReceiptTry(locator=locator, tries=1, last_at=now))
    elif now >= tried.last_at + pause:
        tried.tries, tried.last_at = 1, now
    elif tried.tries >= most:
        return False
    else:
        tried.tries, tried.last_at = tried.tries + 1, now
    db.session.flush()
    return True


def forget_tries(locator: str) -> None:
    db.session.execute(sa.delete(ReceiptTry).where(ReceiptTry.locator == locator))


def forget_tries_before(moment: datetime) -> None:
    db.session.execute(sa.delete(ReceiptTry).where(ReceiptTry.last_at < moment))


def list_of_surveys(survey_ids: list[int], limit: int) -> list[Receipt]:
    of_these = sa.select(Submission.id).where(Submission.survey_id.in_(survey_ids))
    query = sa.select(Receipt).where(Receipt.submission_id.in_(of_these)).order_by(Receipt.id)
    return list(db.session.scalars(query.limit(limit)))


def destroy(receipt: Receipt, *, reference: str) -> None:
    """The hash goes, and the reference on somebody's paper leads nowhere any more: the row gets a new one."""
    db.session.execute(sa.update(Submission).where(Submission.id == receipt.submission_id).values(reference=reference))
    db.session.execute(sa.delete(Receipt).where(Receipt.id == receipt.id))
