"""A visit to a survey (the draft) and the submission it becomes. Nothing here says who the respondent is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.models.base import Base, utcnow
from consult.models.surveys import Survey


class Visit(Base):
    """A draft, kept after every page behind a cookie; emptied when it becomes a submission."""

    __tablename__ = "visit"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    instrument_version_id: Mapped[str] = mapped_column(sa.ForeignKey("instrument_version.id"))
    answers: Mapped[dict[str, Any]]
    started_at: Mapped[datetime] = mapped_column(default=utcnow)
    saved_at: Mapped[datetime] = mapped_column(default=utcnow)
    notice: Mapped[str] = mapped_column(sa.String(120), default="")  # the confidentiality notice that was accepted
    face: Mapped[str] = mapped_column(sa.String(30), default="")  # which wording is shown; empty: the only one
    language: Mapped[str] = mapped_column(sa.String(12), default="")  # as it was chosen; empty: the instrument’s own
    saves: Mapped[int] = mapped_column(default=0)  # how often a page was saved
    survey: Mapped[Survey] = relationship(lazy="joined", innerjoin=True)
    submission: Mapped[Submission | None] = relationship(back_populates="visit", lazy="raise")


class Submission(Base):
    """One finished questionnaire. visit_id is unique: the same visit can be sent only once."""

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("visit.id", ondelete="SET NULL"), unique=True)
    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    survey_id: Mapped[int] = mapped_column(sa.ForeignKey("survey.id"), index=True)
    instrument_version_id: Mapped[str] = mapped_column(sa.ForeignKey("instrument_version.id"))
    audience: Mapped[str] = mapped_column(sa.String(30))
    area: Mapped[str] = mapped_column(sa.String(30))
    answers: Mapped[dict[str, Any]]
    submitted_at: Mapped[datetime] = mapped_column(default=utcnow)
    is_test: Mapped[bool] = mapped_column(default=False)
    notice: Mapped[str] = mapped_column(sa.String(120), default="")  # the confidentiality notice, by mode and version
    face: Mapped[str] = mapped_column(sa.String(30), default="")  # the wording it was sent in; empty: the only one
    language: Mapped[str] = mapped_column(sa.String(12), default="")  # it was answered in
    survey: Mapped[Survey] = relationship(lazy="raise")
    visit: Mapped[Visit | None] = relationship(back_populates="submission", lazy="raise")


class EqualityAnswers(Base):
    """Kept apart from the other answers, so that they can be deleted by themselves."""

    __tablename__ = "equality_answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id", ondelete="CASCADE"), unique=True)
    answers: Mapped[dict[str, Any]]


class PaperAnswer(Base):
    """A submission that was typed by a member of staff, from paper or a letter, with the day it was received.

    once: its key, so that pressed twice it is stored once. Whether it came late is worked out when it is counted.
    """

    __tablename__ = "paper_answer"
    submission_id: Mapped[int] = mapped_column(sa.ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    received_on: Mapped[date]
    typed_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    once: Mapped[str] = mapped_column(sa.String(64), unique=True)
