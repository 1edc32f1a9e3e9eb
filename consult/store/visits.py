"""Drafts: a visit to a survey, found by the hash of the token in the respondent's cookie."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm.util import identity_key

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.group_links import GroupVisit
from consult.models.left_drafts import LeftDraft
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
    left_id: int | None  # of the words with which it can be come back to


class Version(NamedTuple):
    """By which a visit that was read is known again, if nothing has changed it."""

    id: int
    token_hash: str
    saved_at: datetime
    saves: int
    notice: str


_BY_TOKEN = (
    sa.select(
        Visit,
        Submission.id,
        Submission.reference,
        Submission.answers,
        EqualityAnswers.answers,
        Receipt.locator,
        GroupVisit.link_id,
        LeftDraft.id,
    )
    .outerjoin(Submission, Submission.visit_id == Visit.id)
    .outerjoin(EqualityAnswers, EqualityAnswers.submission_id == Submission.id)
    .outerjoin(Receipt, Receipt.submission_id == Submission.id)
    .outerjoin(GroupVisit, GroupVisit.visit_id == Visit.id)
    .outerjoin(LeftDraft, LeftDraft.visit_id == Visit.id)
    .where(Visit.token_hash == sa.bindparam("token_hash"))
)
_BY_TOKEN_FOR_CHANGE = _BY_TOKEN.with_for_update(of=Visit).execution_options(populate_existing=True)


_UNCHANGED = (
    sa.update(Visit.__table__)  # type: ignore[arg-type]
    .where(*(getattr(Visit, name) == sa.bindparam(f"known_{name}") for name in Version._fields))
    .values({name: sa.bindparam(name) for name in ("answers", "saved_at", "notice", "saves")})
)


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


def save_unless_changed(known: Version, answers: dict[str, Any], *, notice: str, saves: int) -> bool:
    """One statement, without reading again what was read a moment ago.

    False where another tab saved, sent or deleted it since, or it was locked: whatever changes a draft sets saved_at or
    the token. Nothing is written then, and the visit has to be read for change.
    """
    values = {"answers": answers, "saved_at": utcnow(), "notice": notice, "saves": saves}
    where = {f"known_{name}": value for name, value in known._asdict().items()}
    if db.session.connection().execute(_UNCHANGED, {**where, **values}).rowcount != 1:
        return False
    visit = db.session.identity_map.get(identity_key(Visit, known.id))
    if visit is not None:
        db.session.expire(visit)
    return True


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
