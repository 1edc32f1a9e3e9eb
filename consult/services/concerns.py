"""Raise a concern about somebody's words, and act on it. While it is not cleared the words are withheld from others.

Only a person raises one; only the safeguarding lead sees it. The audit record says who looked and who decided,
never what was said.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.concerns import Concern, ConcernState
from consult.store import comments, concerns, people
from consult.store.concerns import Origin
from consult.store.errors import Conflict
from consult.store.transaction import transaction

CHANGED = "Somebody else has changed this concern meanwhile. Open it again, read what was decided, then decide."


class Outcome(enum.StrEnum):
    """What the safeguarding lead decides about the words."""

    CLEARED = "cleared"
    WITHHELD = "withheld"

    @property
    def state(self) -> ConcernState:
        return ConcernState.CLOSED_CLEARED if self is Outcome.CLEARED else ConcernState.CLOSED_WITHHELD


@dataclass(frozen=True, kw_only=True)
class ConcernInList:
    """waited: since it was raised, while nobody has acknowledged it; None afterwards."""

    concern: Concern
    waited: timedelta | None


@dataclass(frozen=True, kw_only=True)
class ConcernInFull:
    """The concern with its words and where they came from; never more than that."""

    concern: Concern
    origin: Origin


def raise_concern(comment_id: int, *, by: int) -> Concern:
    """One concern per comment: raised twice it is the same one. Cleared before, it is put before the lead again."""
    try:
        return _raise_once(comment_id, by=by)
    except IntegrityError:  # two people at the same moment: the other one's stands
        return _raise_once(comment_id, by=by)


def list_concerns() -> list[ConcernInList]:
    """New ones first, the longest waiting at the top."""
    now = utcnow()
    return [
        ConcernInList(concern=one, waited=now - one.raised_at if one.state == ConcernState.NEW else None)
        for one in concerns.list_concerns()
    ]


def open_concern(concern_id: int, *, by: int) -> ConcernInFull:
    """Reading it is written down."""
    with transaction():
        concern = concerns.get_concern(concern_id)
        origin = concerns.find_origin(concern.comment)
        people.record(user_id=by, action="concern viewed", subject=f"concern {concern_id}")
    return ConcernInFull(concern=concern, origin=origin)


def acknowledge(concern_id: int, *, by: int) -> None:
    """Say that it is being dealt with. A second time changes nothing."""
    with transaction():
        concerns.get_concern(concern_id)
        if concerns.change_state(concern_id, ConcernState.ACKNOWLEDGED, seen=ConcernState.NEW):
            people.record(user_id=by, action="concern acknowledged", subject=f"concern {concern_id}")


def close(concern_id: int, outcome: Outcome, *, hand_over: str, by: int, seen: ConcernState | None = None) -> None:
    """Decide. seen: the state the decision was made from, so that two leads cannot undo each other unawares."""
    with transaction():
        before = concerns.get_concern(concern_id).state
        if not concerns.change_state(concern_id, outcome.state, seen=seen or before, hand_over=hand_over.strip()):
            raise Conflict(CHANGED)
        people.record(user_id=by, action=f"concern closed: {outcome}", subject=f"concern {concern_id}")


def _raise_once(comment_id: int, *, by: int) -> Concern:
    with transaction():
        comments.get_comment(comment_id)
        concern = concerns.find_concern_of(comment_id)
        action = "concern raised again" if concern else "concern raised"
        concern = concern or concerns.add_concern(comment_id=comment_id, raised_by=by)
        if concern.state == ConcernState.CLOSED_CLEARED:
            concerns.change_state(concern.id, ConcernState.NEW, seen=ConcernState.CLOSED_CLEARED)
        people.record(user_id=by, action=action, subject=f"concern {concern.id}")
    return concerns.get_concern(concern.id)
