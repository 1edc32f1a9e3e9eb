"""Sections of the plan: their versions, who approved them, what colleagues say of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.plan import PlanSection, SectionApproval, SectionRemark, SectionVersion
from consult.store.errors import NotFound

LOCK = 20_240_408  # any number, always the same: the lock's name on PostgreSQL


def one_at_a_time() -> None:
    """Those who save and those who approve wait for each other until the transaction ends. SQLite's queue anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))


def list_sections() -> list[PlanSection]:
    """In the order they were begun."""
    return list(db.session.scalars(sa.select(PlanSection).order_by(PlanSection.id)))


def get_section(section_id: int) -> PlanSection:
    section = db.session.get(PlanSection, section_id)
    if section is None:
        raise NotFound(f"no section {section_id}")
    return section


def find_section(priority: str, area: str) -> PlanSection | None:
    query = sa.select(PlanSection).where(PlanSection.priority == priority, PlanSection.area == area)
    return db.session.scalar(query)


def add_section(*, priority: str, area: str, made_by: int) -> PlanSection:
    section = PlanSection(priority=priority, area=area, made_by=made_by)
    db.session.add(section)
    db.session.flush()
    return section


def list_versions(section_ids: Collection[int]) -> list[SectionVersion]:
    """Oldest first, section by section, as the database has them now."""
    query = sa.select(SectionVersion).where(SectionVersion.section_id.in_(section_ids))
    ordered = query.order_by(SectionVersion.section_id, SectionVersion.number)
    return list(db.session.scalars(ordered.execution_options(populate_existing=True)))


def add_version(*, section_id: int, number: int, text: str, figures: dict[str, str], user_id: int) -> SectionVersion:
    version = SectionVersion(section_id=section_id, number=number, text=text, figures=figures, user_id=user_id)
    db.session.add(version)
    db.session.flush()
    return version


def list_approvals(section_ids: Collection[int]) -> list[SectionApproval]:
    query = sa.select(SectionApproval).join(SectionVersion, SectionVersion.id == SectionApproval.version_id)
    return list(db.session.scalars(query.where(SectionVersion.section_id.in_(section_ids))))


def add_approval(version: SectionVersion, *, user_id: int) -> None:
    db.session.add(SectionApproval(version_id=version.id, author_id=version.user_id, user_id=user_id))
    db.session.flush()


def list_remarks(section_id: int) -> list[SectionRemark]:
    """Oldest first."""
    query = sa.select(SectionRemark).join(SectionVersion, SectionVersion.id == SectionRemark.version_id)
    return list(db.session.scalars(query.where(SectionVersion.section_id == section_id).order_by(SectionRemark.id)))


def count_open_remarks() -> dict[int, int]:
    """By section: what nobody has settled yet."""
    query = sa.select(SectionVersion.section_id, sa.func.count()).join_from(SectionRemark, SectionVersion)
    found: Any = db.session.execute(query.where(SectionRemark.settled_at.is_(None)).group_by(SectionVersion.section_id))
    return dict(list(found))


def add_remark(*, version_id: int, text: str, user_id: int) -> None:
    db.session.add(SectionRemark(version_id=version_id, text=text, user_id=user_id))
    db.session.flush()


def settle_remark(remark_id: int, *, user_id: int) -> SectionRemark:
    """The first who settles it is kept."""
    open_one = sa.update(SectionRemark).where(SectionRemark.id == remark_id, SectionRemark.settled_at.is_(None))
    db.session.execute(open_one.values(settled_by=user_id, settled_at=utcnow()))
    remark = db.session.get(SectionRemark, remark_id, populate_existing=True)
    if remark is None:
        raise NotFound(f"no remark {remark_id}")
    return remark
