"""One use case, one transaction. Services open it; the store only reads and writes inside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from consult.extensions import BEGIN, db
from consult.store import audit

GUARD = "guard"  # where a session keeps what each of its transactions asks first; it raises where it must not go on


@contextmanager
def transaction() -> Iterator[None]:
    """Commit at the end, with the audit entries made meanwhile, or leave everything as it was.

    Reads made before are closed first, so that a write never starts from a stale picture:
    read inside the transaction what you are going to change.
    """
    session = db.session
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside a transaction; open transaction() before changing it")
    session.commit()
    session.connection(execution_options={BEGIN: "IMMEDIATE"})
    session.info[audit.PENDING] = []
    try:
        if guard := session.info.get(GUARD):
            guard()
        yield
        audit.write(session.info[audit.PENDING])
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info[audit.PENDING]
