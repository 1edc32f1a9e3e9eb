"""Complaints about data protection, and barriers that people met. Nothing leads from here to anybody's answers."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Screened
from consult.models.reports import PublicReport, ReportKind
from consult.store.errors import NotFound


def add(*, kind: ReportKind, reference: str, once: str, text: str, contact: str) -> PublicReport:
    """IntegrityError where the same form was sent before, or the reference is taken."""
    report = PublicReport(kind=kind, reference=reference, once=once, text=text, contact=contact)
    db.session.add(report)
    db.session.flush()
    return report


def find_by_once(once: str) -> PublicReport | None:
    return db.session.scalar(sa.select(PublicReport).where(PublicReport.once == once))


def get(report_id: int) -> PublicReport:
    report = db.session.get(PublicReport, report_id, populate_existing=True)
    if report is None:
        raise NotFound(f"no report {report_id}")
    return report


def list_all() -> list[PublicReport]:
    """Open ones first, the oldest of them first; then the closed ones."""
    order = (PublicReport.closed_at.is_not(None), PublicReport.received_at, PublicReport.id)
    return list(db.session.scalars(sa.select(PublicReport).order_by(*order)))


def list_unscreened(limit: int = 100) -> list[PublicReport]:
    query = sa.select(PublicReport).where(PublicReport.screening == Screened.UNSCREENED)
    return list(db.session.scalars(query.order_by(PublicReport.id).limit(limit)))


def mark(report_id: int, found: Screened) -> bool:
    """False where somebody else has marked it."""
    mine = sa.update(PublicReport).where(PublicReport.id == report_id, PublicReport.screening == Screened.UNSCREENED)
    return db.session.scalar(mine.values(screening=found).returning(PublicReport.id)) is not None


def close(report_id: int, *, outcome: str, by: int, now: datetime) -> bool:
    """False where somebody else has closed it."""
    mine = sa.update(PublicReport).where(PublicReport.id == report_id, PublicReport.closed_at.is_(None))
    values = {"closed_at": now, "closed_by": by, "outcome": outcome}
    return db.session.scalar(mine.values(values).returning(PublicReport.id)) is not None


def flag(report_id: int) -> None:
    """A person is worried about the words: they are the safeguarding team's."""
    db.session.execute(sa.update(PublicReport).where(PublicReport.id == report_id).values(screening=Screened.FLAGGED))
