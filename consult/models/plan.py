"""The plan: what became of each theme, sections in numbered versions, what colleagues say of them, who approved.

Outcomes, versions and approvals are only ever added to; a trigger refuses a change (migration 0010).
"""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.people import User


class Taken(enum.StrEnum):
    """What became of a theme."""

    FORWARD = "taken forward"
    PARTLY = "taken forward in part"
    NOT = "not taken forward"


class ThemeOutcome(Base):
    """What was decided about a theme, and why; the newest number holds.

    number is unique for a theme: two people who decide at once cannot overwrite each other. considered_by: the person
    or meeting that considered it, in words. tell_on: when people are to be told; told_on: when they were.
    """

    __tablename__ = "theme_outcome"
    __table_args__ = (sa.UniqueConstraint("theme_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"))
    number: Mapped[int]
    taken: Mapped[Taken]
    why: Mapped[str] = mapped_column(sa.Text)
    easy_words: Mapped[str] = mapped_column(sa.Text, default="")  # why, for children and Easy Read; may be empty
    considered_by: Mapped[str] = mapped_column(sa.String(200))
    considered_on: Mapped[date]
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    tell_on: Mapped[date]
    told_on: Mapped[date | None]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    owner: Mapped[User] = relationship(foreign_keys=[owner_id], lazy="joined")
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")


class PlanSection(Base):
    """What the plan says about one priority in one area; area "all" stands for the three together."""

    __tablename__ = "plan_section"
    __table_args__ = (sa.UniqueConstraint("priority", "area"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    priority: Mapped[str] = mapped_column(sa.String(40))
    area: Mapped[str] = mapped_column(sa.String(30))
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(default=utcnow)


class SectionVersion(Base):
    """The text of a section as somebody saved it. figures: each cited figure as it was then, by its marker's target."""

    __tablename__ = "section_version"
    __table_args__ = (sa.UniqueConstraint("section_id", "number"), sa.UniqueConstraint("id", "user_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_section.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    figures: Mapped[dict[str, str]] = mapped_column(sa.JSON())
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    user: Mapped[User] = relationship(lazy="joined")


class SectionApproval(Base):
    """A second person approved a version: never who saved it (the database refuses it), nor who wrote part of it."""

    __tablename__ = "section_approval"
    __table_args__ = (
        sa.ForeignKeyConstraint(["version_id", "author_id"], ["section_version.id", "section_version.user_id"]),
        sa.CheckConstraint("user_id <> author_id", name="second_person"),
    )
    version_id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    user: Mapped[User] = relationship(lazy="joined")


class SectionRemark(Base):
    """What a colleague says about a version of a section, until somebody settles it."""

    __tablename__ = "section_remark"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("section_version.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    settled_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    settled_at: Mapped[datetime | None]
    version: Mapped[SectionVersion] = relationship(lazy="joined")
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")
    settler: Mapped[User | None] = relationship(foreign_keys=[settled_by], lazy="joined")
