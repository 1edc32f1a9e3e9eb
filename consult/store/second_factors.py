"""Code apps, recovery codes, passkeys and known browsers of users."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.second_factors import CodeApp, KnownBrowser, Passkey, RecoveryCode, UsedChallenge


def has_any(user_id: int) -> bool:
    """Whether a confirmed app or a passkey is asked for; recovery codes alone are not."""
    return find_app(user_id) is not None or bool(list_passkeys(user_id))


# apps


def find_app(user_id: int) -> CodeApp | None:
    """The confirmed one."""
    return db.session.scalar(sa.select(CodeApp).where(CodeApp.user_id == user_id, CodeApp.confirmed_at.is_not(None)))


def find_new_app(user_id: int) -> CodeApp | None:
    """The one that waits for its first code."""
    return db.session.scalar(sa.select(CodeApp).where(CodeApp.user_id == user_id, CodeApp.confirmed_at.is_(None)))


def put_new_app(*, user_id: int, locked_secret: str) -> None:
    db.session.execute(sa.delete(CodeApp).where(CodeApp.user_id == user_id, CodeApp.confirmed_at.is_(None)))
    db.session.add(CodeApp(user_id=user_id, locked_secret=locked_secret))


def confirm_app(user_id: int) -> None:
    db.session.execute(sa.update(CodeApp).where(CodeApp.user_id == user_id).values(confirmed_at=utcnow()))


def use_step(user_id: int, step: int) -> bool:
    """Whether no code of this step or a later one was used before. Decided by the database: of two at once, one."""
    query = sa.update(CodeApp).where(CodeApp.user_id == user_id, CodeApp.last_step < step).values(last_step=step)
    return _changed(query)


def remove_app(user_id: int) -> bool:
    return _changed(sa.delete(CodeApp).where(CodeApp.user_id == user_id))


# recovery codes


def put_recovery_codes(user_id: int, hashes: list[str]) -> None:
    """In the place of those there were."""
    remove_recovery_codes(user_id)
    db.session.add_all(RecoveryCode(user_id=user_id, code_hash=code_hash) for code_hash in hashes)


def use_recovery_code(user_id: int, code_hash: str) -> bool:
    is_it = RecoveryCode.user_id == user_id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None)
    return _changed(sa.update(RecoveryCode).where(*is_it).values(used_at=utcnow()))


def count_recovery_codes(user_id: int) -> int:
    unused = RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    return db.session.scalar(sa.select(sa.func.count()).select_from(RecoveryCode).where(*unused)) or 0


def remove_recovery_codes(user_id: int) -> None:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


# passkeys


def list_passkeys(user_id: int) -> list[Passkey]:
    return list(db.session.scalars(sa.select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)))


def find_passkey(credential_hash: str) -> Passkey | None:
    return db.session.scalar(sa.select(Passkey).where(Passkey.credential_hash == credential_hash))


def add_passkey(*, user_id: int, name: str, credential_hash: str, credential: str, uses: int) -> Passkey:
    passkey = Passkey(user_id=user_id, name=name, credential_hash=credential_hash, credential=credential, uses=uses)
    db.session.add(passkey)
    db.session.flush()
    return passkey


def note_use(passkey_id: int, *, uses: int) -> None:
    query = sa.update(Passkey).where(Passkey.id == passkey_id)
    db.session.execute(query.values(uses=uses, last_used_at=utcnow()))


def remove_passkey(passkey_id: int, *, user_id: int) -> bool:
    return _changed(sa.delete(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == user_id))


def remove_passkeys(user_id: int) -> None:
    db.session.execute(sa.delete(Passkey).where(Passkey.user_id == user_id))


def use_challenge(challenge_hash: str, *, forget_before: datetime) -> None:
    """Raises IntegrityError where it was used already."""
    db.session.execute(sa.delete(UsedChallenge).where(UsedChallenge.used_at < forget_before))
    db.session.add(UsedChallenge(challenge_hash=challenge_hash))
    db.session.flush()


# browsers


def find_browser(user_id: int, token_hash: str) -> KnownBrowser | None:
    return db.session.scalar(
        sa.select(KnownBrowser).where(KnownBrowser.user_id == user_id, KnownBrowser.token_hash == token_hash)
    )


def put_browser(*, user_id: int, token_hash: str, forget_before: datetime) -> None:
    """Known from now on, with no wrong tries."""
    old = sa.or_(KnownBrowser.token_hash == token_hash, KnownBrowser.last_used_at < forget_before)
    db.session.execute(sa.delete(KnownBrowser).where(KnownBrowser.user_id == user_id, old))
    db.session.add(KnownBrowser(user_id=user_id, token_hash=token_hash))


def count_wrong_in_browser(browser_id: int, *, most: int) -> None:
    """After so many wrong ones it is a stranger's again."""
    counted = {"failed_sign_ins": KnownBrowser.failed_sign_ins + 1}
    db.session.execute(sa.update(KnownBrowser).where(KnownBrowser.id == browser_id).values(counted))
    is_used_up = KnownBrowser.id == browser_id, KnownBrowser.failed_sign_ins >= most
    db.session.execute(sa.delete(KnownBrowser).where(*is_used_up))


def forget_browsers(user_id: int) -> None:
    db.session.execute(sa.delete(KnownBrowser).where(KnownBrowser.user_id == user_id))


def _changed(query: Any) -> bool:
    result: Any = db.session.execute(query)
    return bool(result.rowcount)
