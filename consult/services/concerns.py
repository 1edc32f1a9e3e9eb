"""Raise a concern about somebody's words, and act on it. While it is not cleared the words are withheld from others.

The screening raises them, and whoever reads words; only the safeguarding lead and deputies see them. The audit record
says who looked and who decided, never what was said.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.exc import IntegrityError

from consult.models.base import utcnow
from consult.models.comments import Comment
from consult.models.concerns import Alert, Concern, ConcernNote, ConcernState, FoundBy, Severity, Step
from consult.models.people import AuditEntry
from consult.services import alerts, concern_clearing
from consult.services.staffed_hours import after_staffed_minutes
from consult.settings import Settings
from consult.store import alerts as alert_store
from consult.store import comments, concerns, excerpts, people
from consult.store.concerns import Origin
from consult.store.errors import Conflict
from consult.store.transaction import transaction

CHANGED = "Somebody else has changed this concern meanwhile. Open it again, read what was decided, then decide."
PER_PAGE = 50


class Outcome(enum.StrEnum):
    """What the safeguarding lead decides about the words."""

    CLEARED = "cleared"
    WITHHELD = "withheld"

    @property
    def state(self) -> ConcernState:
        return ConcernState.CLOSED_CLEARED if self is Outcome.CLEARED else ConcernState.CLOSED_WITHHELD


@dataclass(frozen=True, kw_only=True)
class ConcernInList:
    """age: since it arrived. waited: while nobody has acknowledged it, None afterwards. is_late: longer than agreed."""

    concern: Concern
    age: timedelta
    waited: timedelta | None
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class ConcernInFull:
    """The concern with all versions of its words, what was written down and what was done; never more than that.

    since: how long ago it arrived, or from then to when it was closed. put_away_by: see concern_clearing.
    """

    concern: Concern
    versions: tuple[Comment, ...]
    notes: tuple[ConcernNote, ...]
    history: tuple[AuditEntry, ...]
    alerts: tuple[Alert, ...]
    since: timedelta
    put_away_by: frozenset[int]


# --- raising ---------------------------------------------------------------------------------------------------------


def raise_concern(comment_id: int, *, by: int, found_by: FoundBy = FoundBy.READER) -> Concern:
    """One concern per comment: raised twice it is the same one. Cleared before, it is put before the lead again."""
    try:
        return _raise_once(comment_id, by=by, found_by=found_by)
    except IntegrityError:  # two people at the same moment: the other one's stands
        return _raise_once(comment_id, by=by, found_by=found_by)


def raise_about_words(text: str, origin: Origin, *, by: int) -> Concern:
    """About words that are not stored as a comment, or not yet: those of a file that waits to be imported."""
    with transaction():
        return add_about_words(text, origin, by=by)


def add_about_words(text: str, origin: Origin, *, by: int) -> Concern:
    """The same, inside the transaction of whoever takes these words away from others."""
    concern = concerns.add_concern(comment=None, text=text, origin=origin, found_by=FoundBy.READER, raised_by=by)
    alerts.owe(concern.id)
    people.record(user_id=by, action="concern raised", subject=f"concern {concern.id}")
    return concern


def _raise_once(comment_id: int, *, by: int, found_by: FoundBy) -> Concern:
    with transaction():
        comment = comments.get_comment(comment_id)
        concern = concerns.find_concern_of(comment_id)
        action = "concern raised again" if concern else "concern raised"
        if concern is None:
            origin = concerns.find_origin(comment)
            concern = concerns.add_concern(
                comment=comment, text=comment.text, origin=origin, found_by=found_by, raised_by=by
            )
            alerts.owe(concern.id)
        elif concern.state == ConcernState.CLOSED_CLEARED:
            _put_before_the_lead_again(concern, comment)
        people.record(user_id=by, action=action, subject=f"concern {concern.id}")
    return concerns.get_concern(concern.id)


def _put_before_the_lead_again(concern: Concern, comment: Comment) -> None:
    """Also where its schedule had erased what it held: the words are in the comment."""
    concerns.change_state(concern.id, ConcernState.NEW, seen=ConcernState.CLOSED_CLEARED)
    concerns.renew(concern.id, comment, concerns.find_origin(comment), severity=Severity.HIGH)
    alerts.owe(concern.id)


# --- reading ---------------------------------------------------------------------------------------------------------


def list_open() -> list[ConcernInList]:
    """The most severe first, then those nobody has acknowledged, then the oldest."""
    return [_line(concern, utcnow()) for concern in concerns.list_open()]


def list_closed(page: int) -> list[Concern]:
    """The last closed first; page begins at 1."""
    return concerns.list_closed(PER_PAGE, (max(page, 1) - 1) * PER_PAGE)


def count_closed() -> int:
    return concerns.count_closed()


def _line(concern: Concern, now: datetime) -> ConcernInList:
    is_new = concern.state == ConcernState.NEW
    settings: Settings = current_app.config["SETTINGS"]
    rules = settings.safeguarding
    late = is_new and now >= after_staffed_minutes(concern.raised_at, rules.escalate_minutes, rules.staffed)
    age = now - concern.raised_at
    return ConcernInList(concern=concern, age=age, waited=age if is_new else None, is_late=late)


def open_concern(concern_id: int, *, by: int) -> ConcernInFull:
    """Reading it is written down."""
    with transaction():
        concern = concerns.get_concern(concern_id)
        people.record(user_id=by, action="concern viewed", subject=f"concern {concern_id}")
    versions = comments.list_versions(concern.comment_id) if concern.comment_id and not concern.erased_at else []
    history = tuple(concerns.list_history(concern_id))
    return ConcernInFull(
        concern=concern,
        versions=tuple(version for version in versions if version.id != concern.comment_id),
        notes=tuple(concerns.list_notes(concern_id)),
        history=history,
        alerts=tuple(alert_store.list_of_concern(concern_id)),
        since=(concern.closed_at or utcnow()) - concern.raised_at,
        put_away_by=concern_clearing.who_put_away(history),
    )


def has_been_escalated(opened: ConcernInFull) -> bool:
    return any(alert.step == Step.ESCALATION and alert.sent_to for alert in opened.alerts)


# --- acting ----------------------------------------------------------------------------------------------------------


def acknowledge(concern_id: int, *, by: int) -> None:
    """Say that it has been seen and somebody deals with it. A second time changes nothing."""
    _move(concern_id, ConcernState.NEW, ConcernState.ACKNOWLEDGED, action="concern acknowledged", by=by)


def begin_work(concern_id: int, *, by: int) -> None:
    """Say that something is being done. A second time changes nothing."""
    _move(concern_id, ConcernState.ACKNOWLEDGED, ConcernState.IN_PROGRESS, action="concern in progress", by=by)


def _move(concern_id: int, before: ConcernState, after: ConcernState, *, action: str, by: int) -> None:
    with transaction():
        concerns.get_concern(concern_id)
        if concerns.change_state(concern_id, after, seen=before):
            people.record(user_id=by, action=action, subject=f"concern {concern_id}")


def add_note(concern_id: int, text: str, *, once: str, by: int) -> None:
    """Write down what was found out or done. once is given out with the form: sent twice, it is stored once."""
    if concerns.has_note(once):
        return
    try:
        with transaction():
            if concerns.get_concern(concern_id).erased_at:
                raise Conflict("This record has been erased by its schedule. Nothing can be added to it.")
            concerns.add_note(concern_id=concern_id, text=text.strip(), once=once, by=by)
            people.record(user_id=by, action="concern note added", subject=f"concern {concern_id}")
    except IntegrityError:  # pressed twice at the same moment
        if not concerns.has_note(once):
            raise


def close(
    concern_id: int,
    outcome: Outcome,
    *,
    hand_over: str,
    by: int,
    reason: str = "",
    seen: ConcernState | None = None,
) -> None:
    """Decide. seen: the state the decision was made from, so that two leads cannot undo each other unawares.

    Words that a person put away are never put back by the same person, and never without a reason. What the screening
    withheld may be cleared by one: then the machine was the first.
    """
    with transaction():
        before = concerns.get_concern(concern_id)
        if before.erased_at:
            raise Conflict("This record has been erased by its schedule. Its decision stands.")
        if outcome is Outcome.CLEARED:
            concern_clearing.refuse_own_work(concern_id, reason, by=by)
        elif before.comment_id:
            excerpts.withdraw_for_concern(comments.get_comment(before.comment_id))
        is_decided = concerns.change_state(
            concern_id,
            outcome.state,
            seen=seen or before.state,
            reason=reason.strip(),
            hand_over=hand_over.strip(),
        )
        if not is_decided:
            raise Conflict(CHANGED)
        detail = "why: in the concern’s own record" if reason.strip() else ""
        people.record(user_id=by, action=f"concern closed: {outcome}", subject=f"concern {concern_id}", detail=detail)
