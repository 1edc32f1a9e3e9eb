"""Listening events and the points written down there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.comments import Comment
from consult.models.listening import EventPrompt, ListeningEvent, Note
from consult.models.people import User
from consult.store import areas
from consult.store.errors import NotFound


class WrittenNote(NamedTuple):
    note: Note
    author: str
    comment_id: int


class EventCount(NamedTuple):
    event: ListeningEvent
    notes: int


def find_same_event(*, since: datetime, **details: Any) -> ListeningEvent | None:
    """The first event with these details that was made since then."""
    query = sa.select(ListeningEvent).filter_by(**details).where(ListeningEvent.created_at >= since)
    return db.session.scalar(query.order_by(ListeningEvent.id).limit(1))


def add_event(**details: Any) -> ListeningEvent:
    """The keywords are the columns of ListeningEvent."""
    event = ListeningEvent(**details)
    db.session.add(event)
    db.session.flush()
    return event


def get_event(event_id: int) -> ListeningEvent:
    """One that this session may see."""
    event = db.session.get(ListeningEvent, event_id, populate_existing=True)
    if event is None or not areas.may_see(event.area):
        raise NotFound(f"no event {event_id}")
    return event


def list_events() -> list[EventCount]:
    """Those that this session may see, the newest first, each with its number of points that count."""
    newer = aliased(Note)
    replaced = sa.exists().where(newer.replaces_id == Note.id)
    does_count = (~replaced, ~Note.is_removed, Note.conflicts_with_id.is_(None))
    counted = sa.select(Note.event_id, sa.func.count().label("notes")).where(*does_count)
    counts = counted.group_by(Note.event_id).subquery()
    query = (
        sa.select(ListeningEvent, sa.func.coalesce(counts.c.notes, 0))
        .outerjoin(counts, counts.c.event_id == ListeningEvent.id)
        .where(areas.seen(ListeningEvent.area))
        .order_by(ListeningEvent.held_on.desc(), ListeningEvent.id.desc())
    )
    return [EventCount(event, notes) for event, notes in db.session.execute(query)]


def add_note(**columns: Any) -> Note:
    note = Note(**columns)
    db.session.add(note)
    db.session.flush()
    return note


def get_note(note_id: int, *, event_id: int) -> Note:
    get_event(event_id)
    note = db.session.get(Note, note_id)
    if note is None or note.event_id != event_id:
        raise NotFound(f"no note {note_id} in event {event_id}")
    return note


def find_note_once(once: str) -> Note | None:
    return db.session.scalar(sa.select(Note).where(Note.once == once))


def find_correction(note_id: int) -> Note | None:
    """The note that replaced this one."""
    return db.session.scalar(sa.select(Note).where(Note.replaces_id == note_id))


def list_notes(event_id: int, *, after: int = 0, limit: int | None = None) -> list[WrittenNote]:
    """Every note of one event with its author and comment, oldest first; versions that do not count any more too.

    after: only those with a larger number.
    """
    query = (
        sa.select(Note, User.name, Comment.id)
        .join(User, User.id == Note.created_by)
        .join(Comment, Comment.note_id == Note.id)
        .where(Note.event_id == event_id, Note.id > after)
        .order_by(Note.id)
        .limit(limit)
    )
    return [WrittenNote(note, author, comment_id) for note, author, comment_id in db.session.execute(query)]


def list_prompts(event_id: int) -> list[EventPrompt]:
    """In the order they are asked."""
    query = sa.select(EventPrompt).where(EventPrompt.event_id == event_id)
    return list(db.session.scalars(query.order_by(EventPrompt.position, EventPrompt.id)))


def find_prompt(event_id: int, code: str) -> EventPrompt | None:
    query = sa.select(EventPrompt).where(EventPrompt.event_id == event_id, EventPrompt.code == code)
    return db.session.scalar(query)


def find_comment_id(note_id: int) -> int | None:
    return db.session.scalar(sa.select(Comment.id).where(Comment.note_id == note_id))


def close_event(event_id: int, *, somebody_worried: bool) -> bool:
    """False where it was closed already."""
    one = sa.update(ListeningEvent).where(ListeningEvent.id == event_id, ListeningEvent.closed_at.is_(None))
    values = {"closed_at": utcnow(), "somebody_worried": somebody_worried}
    return db.session.scalar(one.values(values).returning(ListeningEvent.id)) is not None


def open_event(event_id: int) -> bool:
    one = sa.update(ListeningEvent).where(ListeningEvent.id == event_id, ListeningEvent.closed_at.is_not(None))
    return db.session.scalar(one.values(closed_at=None).returning(ListeningEvent.id)) is not None


def list_note_kinds(note_ids: Sequence[int]) -> dict[int, str]:
    """verbatim, paraphrase or observation, by note."""
    query = sa.select(Note.id, Note.kind).where(Note.id.in_(note_ids))
    return {note_id: str(kind.value) for note_id, kind in db.session.execute(query)}


def find_note(note_id: int) -> Note | None:
    return db.session.get(Note, note_id)


def get_prompt(prompt_id: int) -> EventPrompt:
    return db.session.get_one(EventPrompt, prompt_id)


def list_split_from(note_id: int) -> list[Note]:
    return list(db.session.scalars(sa.select(Note).where(Note.split_from_id == note_id).order_by(Note.id)))


def list_joined_into(note_id: int) -> list[Note]:
    return list(db.session.scalars(sa.select(Note).where(Note.joined_into_id == note_id).order_by(Note.id)))


def mark_read_back(event_id: int) -> None:
    one = sa.update(ListeningEvent).where(ListeningEvent.id == event_id)
    db.session.execute(one.values(read_back_at=utcnow()))
