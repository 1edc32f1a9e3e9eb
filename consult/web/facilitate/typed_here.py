"""The notes that were typed in this sign-in: whoever typed them knows the words."""

from __future__ import annotations

from flask import session

TYPED_HERE, MOST_TYPED = "typed", 150  # small enough for a cookie


def remember(note_id: int) -> None:
    known: list[int] = session.get(TYPED_HERE, [])
    session[TYPED_HERE] = [*(each for each in known if each != note_id), note_id][-MOST_TYPED:]


def typed_here() -> frozenset[int]:
    """Signing out, or another sign-in, ends it."""
    return frozenset(session.get(TYPED_HERE, []))
