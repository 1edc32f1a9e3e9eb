"""Frozen report versions, and who has read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.frozen import ReportPublication, ReportReading, ReportVersion
from consult.models.people import AuditEntry
from consult.store.errors import NotFound


def list_reports() -> list[ReportVersion]:
    """The newest first."""
    return list(db.session.scalars(sa.select(ReportVersion).order_by(ReportVersion.number.desc())))


def find_reports(numbers: Collection[int]) -> dict[int, ReportVersion]:
    found = db.session.scalars(sa.select(ReportVersion).where(ReportVersion.number.in_(numbers)))
    return {report.number: report for report in found}


def get_report(number: int) -> ReportVersion:
    """As the database has it now."""
    query = sa.select(ReportVersion).where(ReportVersion.number == number)
    report = db.session.scalar(query.execution_options(populate_existing=True))
    if report is None:
        raise NotFound(f"no report version {number}")
    return report


def next_number() -> int:
    return (db.session.scalar(sa.select(sa.func.max(ReportVersion.number))) or 0) + 1


def add_report(*, number: int, content: str, sha256: str, why: str, user_id: int) -> ReportVersion:
    report = ReportVersion(number=number, content=content, sha256=sha256, why=why, user_id=user_id)
    db.session.add(report)
    db.session.flush()
    return report


def list_readings(report_ids: Collection[int]) -> list[ReportReading]:
    query = sa.select(ReportReading).where(ReportReading.report_id.in_(report_ids))
    ordered = query.order_by(ReportReading.report_id, ReportReading.asked_at, ReportReading.user_id)
    return list(db.session.scalars(ordered.execution_options(populate_existing=True)))


def ask_readers(report_id: int, user_ids: Iterable[int], *, by: int) -> int:
    """How many were not asked before."""
    already = set(db.session.scalars(sa.select(ReportReading.user_id).where(ReportReading.report_id == report_id)))
    new = sorted(set(user_ids) - already)
    db.session.add_all([ReportReading(report_id=report_id, user_id=user_id, asked_by=by) for user_id in new])
    db.session.flush()
    return len(new)


def note_reading(report_id: int, user_id: int) -> bool:
    """Whether this person was asked to read it, and had not said so yet."""
    mine = (ReportReading.report_id == report_id, ReportReading.user_id == user_id, ReportReading.read_at.is_(None))
    noted = sa.update(ReportReading).where(*mine).values(read_at=utcnow())
    return bool(db.session.execute(noted).rowcount)  # type: ignore[attr-defined]


def find_sealed(action: str, subject: str) -> str:
    """What the sealed record says of it; empty where it says nothing."""
    query = sa.select(AuditEntry.detail).where(AuditEntry.action == action, AuditEntry.subject == subject)
    return db.session.scalar(query.order_by(AuditEntry.number).limit(1)) or ""


def add_publication(report: ReportVersion, *, by: int) -> None:
    """IntegrityError where it was published before, or by who froze it."""
    db.session.add(ReportPublication(report_id=report.id, frozen_by=report.user_id, published_by=by))
    db.session.flush()


def find_publication(report_id: int) -> ReportPublication | None:
    return db.session.get(ReportPublication, report_id, populate_existing=True)


def find_published() -> ReportPublication | None:
    """The newest version that everybody may read now."""
    query = sa.select(ReportPublication).where(ReportPublication.ended_at.is_(None))
    newest = query.join(ReportPublication.report).order_by(ReportVersion.number.desc())
    return db.session.scalar(newest.limit(1))


def is_any_published() -> bool:
    query = sa.select(ReportPublication.report_id).where(ReportPublication.ended_at.is_(None))
    return db.session.scalar(query.limit(1)) is not None


def end_publication(report_id: int, *, by: int) -> bool:
    """False where it is not published now."""
    mine = sa.update(ReportPublication).where(
        ReportPublication.report_id == report_id, ReportPublication.ended_at.is_(None)
    )
    ended = mine.values(ended_at=utcnow(), ended_by=by).returning(ReportPublication.report_id)
    return db.session.scalar(ended) is not None
