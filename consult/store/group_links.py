"""Links for schools, clubs and homes, and how many came by each. Limited to the areas of whoever is signed in."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.group_links import GroupLink, GroupSubmission, GroupVisit
from consult.models.submissions import Submission
from consult.store import areas
from consult.store.errors import NotFound


def add(**values: Any) -> GroupLink:
    """IntegrityError where the code is taken."""
    link = GroupLink(arrivals=0, closed_at=None, **values)
    db.session.add(link)
    db.session.flush()
    return link


def find(code: str) -> GroupLink | None:
    """Open or closed, whatever its area: a respondent has no areas."""
    return db.session.scalar(sa.select(GroupLink).where(GroupLink.code == code))


def get(link_id: int) -> GroupLink:
    query = sa.select(GroupLink).where(GroupLink.id == link_id, areas.seen(GroupLink.area))
    link = db.session.scalar(query.execution_options(populate_existing=True))
    if link is None:
        raise NotFound(f"no group link {link_id}")
    return link


def list_links() -> list[GroupLink]:
    """The newest first."""
    query = sa.select(GroupLink).where(areas.seen(GroupLink.area)).order_by(GroupLink.id.desc())
    return list(db.session.scalars(query))


def arrive(code: str, *, survey_id: int, visit_id: int) -> None:
    """A draft was begun with this code. A closed or foreign one counts for nobody."""
    mine = (GroupLink.code == code, GroupLink.survey_id == survey_id, GroupLink.closed_at.is_(None))
    counted = sa.update(GroupLink).where(*mine).values(arrivals=GroupLink.arrivals + 1).returning(GroupLink.id)
    link_id = db.session.scalar(counted)
    if link_id is not None:
        db.session.execute(sa.insert(GroupVisit).values(visit_id=visit_id, link_id=link_id))


def send(*, visit_id: int | None, submission_id: int) -> None:
    """What was sent came by the link its draft was begun with."""
    came_by = sa.select(sa.literal(submission_id), GroupVisit.link_id).where(GroupVisit.visit_id == visit_id)
    db.session.execute(sa.insert(GroupSubmission).from_select(["submission_id", "link_id"], came_by))


def list_times() -> dict[int, list[datetime]]:
    """When each submission came, by link, the oldest first. Tests of a survey do not count."""
    query = (
        sa.select(GroupSubmission.link_id, Submission.submitted_at)
        .join(Submission, Submission.id == GroupSubmission.submission_id)
        .where(sa.not_(Submission.is_test))
        .order_by(Submission.submitted_at)
    )
    times: dict[int, list[datetime]] = defaultdict(list)
    for link_id, moment in db.session.execute(query):
        times[link_id].append(moment)
    return dict(times)


def count_sent(visit_id: int | None) -> tuple[int, int] | None:
    """How many the link of this draft expects, and how many it has brought; None without a link."""
    link = sa.select(GroupVisit.link_id).where(GroupVisit.visit_id == visit_id).scalar_subquery()
    sent = sa.select(sa.func.count()).where(GroupSubmission.link_id == link).scalar_subquery()
    row = db.session.execute(sa.select(GroupLink.expected, sent).where(GroupLink.id == link)).first()
    return (row[0], row[1]) if row else None
