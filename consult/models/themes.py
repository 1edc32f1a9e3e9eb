"""What the machine proposed in one run, and what people decided about it: two kinds of row, never mixed."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from analysis.decisions import DecisionKind
from consult.models.base import Base, utcnow
from consult.models.people import User


class AnalysisRun(Base):
    """One finding of themes. Written whole when it is finished: a run that is here is complete."""

    __tablename__ = "analysis_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int | None] = mapped_column(sa.ForeignKey("job.id"), unique=True)
    seed: Mapped[int]
    method: Mapped[str] = mapped_column(sa.Text)
    received: Mapped[int]  # comments gathered
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime] = mapped_column(default=utcnow)
    joined_to_id: Mapped[int | None]  # the run that it only added new comments to; empty: a full finding
    joined: Mapped[int] = mapped_column(default=0, server_default="0")  # how many it added


class Theme(Base):
    """What people speak of for years: the same from run to run, whatever each run calls it.

    made_by is empty where a run proposed it first. What it is called and holds follows from its decisions.
    """

    __tablename__ = "theme"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))


class CandidateTheme(Base):
    """What one run proposed of a theme; never changed. key is its id within the run."""

    __tablename__ = "candidate_theme"
    __table_args__ = (sa.UniqueConstraint("run_id", "key"), sa.UniqueConstraint("run_id", "theme_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("analysis_run.id", ondelete="CASCADE"))
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(200))
    keywords: Mapped[list[str]]
    comments: Mapped[int]
    excerpts: Mapped[list[str]]  # comment ids as text, best first
    priority: Mapped[str] = mapped_column(sa.String(40))
    priority_probability: Mapped[float]
    description: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    phrases: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    diverse: Mapped[list[str]] = mapped_column(default=list, server_default="[]")  # comment ids as text
    dissenting: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    firmness: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")  # "" in runs that measured none
    stability: Mapped[float] = mapped_column(default=0.0, server_default="0")
    larger: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")  # the group of themes it is in
    is_kept: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # accepted before: not drawn anew


class ThemeDecision(Base):
    """One decision by one person. Only ever added to: what holds now is worked out from all of them in order.

    number counts a theme's decisions and is unique: two people who decide at once cannot overwrite each other.
    other_id: the theme merged into, split off or moved to. about_id: the decision that is undone, redone or settled.
    """

    __tablename__ = "theme_decision"
    __table_args__ = (sa.UniqueConstraint("theme_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[DecisionKind]
    before: Mapped[str] = mapped_column(sa.Text, default="")
    after: Mapped[str] = mapped_column(sa.Text, default="")
    why: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(default=utcnow)
    other_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme_decision.id"), index=True)
    user: Mapped[User] = relationship(lazy="joined")


class Part(enum.StrEnum):
    """What a comment is to a decision about comments."""

    MEANT = "meant"  # put, taken, moved, or given a stance
    SEED = "seed"  # a split: chosen by the person
    LIKE = "like"  # a split: went with the seeds
    UNLIKE = "unlike"  # a split: looked at, and stayed


class DecidedComment(Base):
    """A comment that a decision is about. Goes with the comment; the decision stays."""

    __tablename__ = "decided_comment"
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("theme_decision.id", ondelete="CASCADE"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    part: Mapped[Part]


class Coding(Base):
    """One comment belongs to one theme of one run (theme_id empty: to none of them, or the machine is not sure)."""

    __tablename__ = "coding"
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("analysis_run.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    theme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("candidate_theme.id", ondelete="CASCADE"), index=True)
    probability: Mapped[float]
    is_unsure: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # may fit a theme: left to people
    stance: Mapped[str] = mapped_column(sa.String(10), default="unclear", server_default="unclear")
    tone: Mapped[float] = mapped_column(default=0.0, server_default="0")  # -1 negative .. 1 positive


class PriorityCoding(Base):
    """One comment mapped to a priority, "none" or "unsure", in one run."""

    __tablename__ = "priority_coding"
    __table_args__ = (sa.UniqueConstraint("run_id", "comment_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("analysis_run.id", ondelete="CASCADE"))
    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    priority: Mapped[str] = mapped_column(sa.String(40))
    probability: Mapped[float]
    second: Mapped[str] = mapped_column(sa.String(40))
    second_probability: Mapped[float]
    reason: Mapped[str] = mapped_column(sa.Text)


class Exclusion(Base):
    """A comment that one run could not analyse, and why."""

    __tablename__ = "exclusion"
    __table_args__ = (sa.UniqueConstraint("run_id", "comment_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("analysis_run.id", ondelete="CASCADE"))
    comment_id: Mapped[int] = mapped_column(sa.ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(100))
