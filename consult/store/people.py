"""Users, their sign-ins, and the record of what they did."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.people import AuditEntry, Role, SignIn, Stage, User
from consult.store.audit import PENDING
from consult.store.errors import NotFound


def find_user(email: str) -> User | None:
    return db.session.scalar(sa.select(User).where(User.email == email))


def get_user(user_id: int) -> User:
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound(f"no user {user_id}")
    return user


def lock(user_id: int) -> None:
    """Until the transaction ends nobody else does the same for this user. SQLite has one writer anyway."""
    db.session.execute(sa.select(User.id).where(User.id == user_id).with_for_update())


def list_users() -> list[User]:
    return list(db.session.scalars(sa.select(User).order_by(User.name, User.id)))


def add_user(*, email: str, name: str, role: Role, password_hash: str) -> User:
    user = User(email=email, name=name, role=role, password_hash=password_hash)
    db.session.add(user)
    db.session.flush()
    return user


def count_failed_sign_in(user_id: int) -> None:
    """Counted by the database: of several at once, each one counts."""
    counted = {"failed_sign_ins": User.failed_sign_ins + 1, "last_failed_at": utcnow()}
    db.session.execute(sa.update(User).where(User.id == user_id).values(counted))


def forget_failed_sign_ins(user_id: int) -> None:
    db.session.execute(sa.update(User).where(User.id == user_id).values(failed_sign_ins=0))


def count_wrong_code(user_id: int) -> None:
    counted = {"wrong_codes": User.wrong_codes + 1, "last_wrong_code_at": utcnow()}
    db.session.execute(sa.update(User).where(User.id == user_id).values(counted))


def forget_wrong_codes(user_id: int) -> None:
    db.session.execute(sa.update(User).where(User.id == user_id).values(wrong_codes=0))


def add_sign_in(*, user: User, token_hash: str, stage: Stage, method: str) -> None:
    db.session.add(SignIn(user_id=user.id, token_hash=token_hash, stage=stage, method=method))


def find_sign_in(token_hash: str, *, seen_since: datetime, begun_since: datetime) -> SignIn | None:
    query = _open_sign_ins(seen_since, begun_since).where(SignIn.token_hash == token_hash)
    found = db.session.scalar(query)
    return found if found and found.user.is_active else None


def get_sign_in(sign_in_id: int) -> SignIn:
    """An open one."""
    found = db.session.get(SignIn, sign_in_id)
    if found is None or found.revoked_at:
        raise NotFound("this sign-in has ended")
    return found


def list_sign_ins(user_id: int, *, seen_since: datetime, begun_since: datetime) -> list[SignIn]:
    """Where a user is signed in, the newest first."""
    query = _open_sign_ins(seen_since, begun_since).where(SignIn.user_id == user_id)
    return list(db.session.scalars(query.order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())))


def _open_sign_ins(seen_since: datetime, begun_since: datetime) -> sa.Select[SignIn]:
    is_open = SignIn.revoked_at.is_(None), SignIn.last_seen_at >= seen_since, SignIn.created_at >= begun_since
    return sa.select(SignIn).where(*is_open)


def touch_sign_in(sign_in: SignIn) -> None:
    db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in.id).values(last_seen_at=utcnow()))


def revoke_sign_in(token_hash: str) -> None:
    db.session.execute(sa.update(SignIn).where(SignIn.token_hash == token_hash).values(revoked_at=utcnow()))


def revoke_own_sign_in(sign_in_id: int, *, user_id: int) -> bool:
    """Whether there was such a sign-in of this user."""
    query = sa.update(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user_id, SignIn.revoked_at.is_(None))
    return bool(db.session.execute(query.values(revoked_at=utcnow())).rowcount)  # type: ignore[attr-defined]


def revoke_all_sign_ins(user_id: int, *, but: int = 0) -> None:
    query = sa.update(SignIn).where(SignIn.user_id == user_id, SignIn.revoked_at.is_(None), SignIn.id != but)
    db.session.execute(query.values(revoked_at=utcnow()))


def record(*, user_id: int | None, action: str, subject: str, detail: str = "") -> None:
    """Add to the audit record, inside a transaction, which seals it. Never put anybody's words in it."""
    entry = AuditEntry(user_id=user_id, action=action, subject=subject, detail=detail, at=utcnow())
    db.session.info[PENDING].append(entry)


def list_audit(limit: int = 200) -> list[AuditEntry]:
    return list(db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number.desc()).limit(limit)))
