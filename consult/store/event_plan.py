"""Who works at an event, what was changed about it, and the waves it can belong to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.event_plan import EventChange, EventTeam, TeamPart
from consult.models.listening import EventPrompt, ListeningEvent, Note
from consult.models.people import Role, User
from consult.models.surveys import Wave
from consult.store import areas
from consult.store.errors import NotFound


class Changed(NamedTuple):
    change: EventChange
    by: str


def lock_event(event_id: int) -> ListeningEvent:
    """One that this session may see; until the transaction ends nobody else changes it."""
    query = sa.select(ListeningEvent).where(ListeningEvent.id == event_id, areas.seen(ListeningEvent.area))
    locked = query.with_for_update(of=ListeningEvent).execution_options(populate_existing=True)
    event = db.session.scalar(locked)
    if event is None:
        raise NotFound(f"no event {event_id}")
    return event


def list_team(event_id: int, part: TeamPart) -> list[int]:
    """Users by number."""
    query = sa.select(EventTeam.user_id).where(EventTeam.event_id == event_id, EventTeam.part == part)
    return sorted(db.session.scalars(query))


def put_team(event_id: int, part: TeamPart, user_ids: Collection[int]) -> None:
    """In the place of those there were."""
    db.session.execute(sa.delete(EventTeam).where(EventTeam.event_id == event_id, EventTeam.part == part))
    db.session.add_all(EventTeam(event_id=event_id, user_id=user_id, part=part) for user_id in sorted(user_ids))


def list_scribed() -> set[int]:
    """Events of which it is said who wrote there."""
    return set(db.session.scalars(sa.select(EventTeam.event_id).where(EventTeam.part == TeamPart.SCRIBE).distinct()))


def list_prompted() -> set[int]:
    """Events that have prompts."""
    return set(db.session.scalars(sa.select(EventPrompt.event_id).distinct()))


def list_writers(event_id: int) -> set[int]:
    """Who wrote down a point there."""
    return set(db.session.scalars(sa.select(Note.created_by).where(Note.event_id == event_id).distinct()))


def list_staff(roles: Sequence[Role]) -> list[User]:
    """Users of these roles whose accounts are open, by name."""
    query = sa.select(User).where(User.role.in_(roles), User.is_active).order_by(User.name, User.id)
    return list(db.session.scalars(query))


def list_names(user_ids: Collection[int]) -> dict[int, str]:
    return dict(db.session.execute(sa.select(User.id, User.name).where(User.id.in_(sorted(user_ids)))).all())


def add_change(*, event_id: int, before: dict[str, Any], changed_by: int) -> None:
    db.session.add(EventChange(event_id=event_id, before=before, changed_by=changed_by))


def list_changes(event_id: int) -> list[Changed]:
    """The newest first."""
    query = sa.select(EventChange, User.name).join(User, User.id == EventChange.changed_by)
    found = db.session.execute(query.where(EventChange.event_id == event_id).order_by(EventChange.id.desc()))
    return [Changed(change, name) for change, name in found]


def count_points(event_id: int) -> int:
    """Points that count, as the list of events counts them."""
    newer = aliased(Note)
    replaced = sa.exists().where(newer.replaces_id == Note.id)
    does_count = (~replaced, ~Note.is_removed, Note.conflicts_with_id.is_(None))
    query = sa.select(sa.func.count()).select_from(Note).where(Note.event_id == event_id, *does_count)
    return db.session.scalar(query) or 0


def add_prompt(**columns: Any) -> None:
    db.session.add(EventPrompt(**columns))
    db.session.flush()


def remove_prompt(prompt_id: int) -> None:
    db.session.execute(sa.delete(EventPrompt).where(EventPrompt.id == prompt_id))


def has_points(prompt_id: int) -> bool:
    return db.session.scalar(sa.select(sa.exists().where(Note.prompt_id == prompt_id))) or False


def move_comments(event_id: int, *, area: str, audience: str, said_on: date) -> None:
    """What was said there was said in this area, by these people, on this day."""
    notes = sa.select(Note.id).where(Note.event_id == event_id)
    moved = sa.update(Comment).where(Comment.note_id.in_(notes))
    db.session.execute(moved.values(area=area, audience=audience, said_on=said_on))


def list_waves() -> list[Wave]:
    """The newest first."""
    return list(db.session.scalars(sa.select(Wave).order_by(Wave.opens_at.desc(), Wave.id.desc())))
