"""E-mails that are owed: due at a moment, claimed by one worker for a while, settled when sent or no longer needed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from consult.extensions import db
from consult.models.concerns import Alert, Concern, ConcernState, Severity, Step
from consult.models.people import Role, User

LEASE = timedelta(minutes=2)


def owe(concern_id: int, step: Step, *, due_at: datetime) -> None:
    """Owed from now on; where it was settled before, owed anew."""
    alert = db.session.scalar(sa.select(Alert).where(Alert.concern_id == concern_id, Alert.step == step))
    if alert is None:
        alert = Alert(concern_id=concern_id, step=step, due_at=due_at, next_try_at=due_at)
        db.session.add(alert)
    alert.due_at = alert.next_try_at = due_at
    alert.settled_at, alert.lease_until, alert.attempts, alert.fault, alert.sent_to = None, None, 0, "", 0
    db.session.flush()


def claim_due(step: Step, *, now: datetime) -> list[int]:
    """The alerts that this worker sends now, together: their ids."""
    free = (
        sa.select(Alert.id)
        .where(
            Alert.step == step,
            Alert.settled_at.is_(None),
            Alert.next_try_at <= now,
            sa.or_(Alert.lease_until.is_(None), Alert.lease_until < now),
        )
        .order_by(Alert.id)
        .limit(500)
        .with_for_update(skip_locked=True)  # left out on SQLite, whose writers queue anyway
    )
    take = sa.update(Alert).where(Alert.id.in_(list(db.session.scalars(free)))).values(lease_until=now + LEASE)
    return sorted(db.session.scalars(take.returning(Alert.id)))


def list_unacknowledged(alert_ids: Iterable[int]) -> list[tuple[int, int, Severity]]:
    """Alert, concern and severity of those whose concern still waits for somebody."""
    query = (
        sa.select(Alert.id, Concern.id, Concern.severity)
        .join(Concern, Concern.id == Alert.concern_id)
        .where(Alert.id.in_(list(alert_ids)), Concern.state == ConcernState.NEW)
        .order_by(Alert.id)
    )
    return [(alert, concern, severity) for alert, concern, severity in db.session.execute(query)]


def settle(alert_ids: Iterable[int], *, sent_to: int, now: datetime) -> None:
    mine = sa.update(Alert).where(Alert.id.in_(list(alert_ids)))
    db.session.execute(mine.values(settled_at=now, sent_to=sent_to, lease_until=None, fault=""))


def try_again(alert_ids: Iterable[int], *, at: datetime, fault: str) -> None:
    mine = sa.update(Alert).where(Alert.id.in_(list(alert_ids)))
    again = {"next_try_at": at, "lease_until": None, "fault": fault[:200]}
    db.session.execute(mine.values(attempts=Alert.attempts + 1, **again))


def count_attempts(alert_ids: Iterable[int]) -> int:
    return db.session.scalar(sa.select(sa.func.max(Alert.attempts)).where(Alert.id.in_(list(alert_ids)))) or 0


def list_owed(*, now: datetime) -> list[Alert]:
    """Due and not settled, the longest owed first."""
    query = sa.select(Alert).where(Alert.settled_at.is_(None), Alert.due_at <= now)
    return list(db.session.scalars(query.order_by(Alert.due_at, Alert.id)))


def list_of_concern(concern_id: int) -> list[Alert]:
    return list(db.session.scalars(sa.select(Alert).where(Alert.concern_id == concern_id).order_by(Alert.id)))


def find_last_sent() -> datetime | None:
    return db.session.scalar(sa.select(sa.func.max(Alert.settled_at)).where(Alert.sent_to > 0))


def list_addresses(role: Role) -> list[str]:
    """Of everybody with this role whose account is open."""
    query = sa.select(User.email).where(User.role == role, User.is_active).order_by(User.email)
    return list(db.session.scalars(query))
