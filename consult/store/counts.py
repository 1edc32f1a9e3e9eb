"""Counted runs, and what of the people behind comments only a count may look at: whole groups, never one of them."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from consult.extensions import db
from consult.models.counts import RunCount
from consult.models.submissions import EqualityAnswers, Submission
from consult.store import jobs

KIND = "count-report"  # the job that counts


class Stamp(NamedTuple):
    """Which count of a run is stored."""

    id: int
    state: str


def find_stamp(run_id: int) -> Stamp | None:
    row = db.session.execute(sa.select(RunCount.id, RunCount.state).where(RunCount.run_id == run_id)).first()
    return Stamp(*row) if row else None


def find_count(run_id: int) -> RunCount | None:
    return db.session.scalar(sa.select(RunCount).where(RunCount.run_id == run_id))


def put(values: dict[str, Any]) -> None:
    """In the place of every count there was: pages show the newest run."""
    db.session.execute(sa.delete(RunCount))
    db.session.execute(sa.insert(RunCount), values)


def forget() -> None:
    """When comments go for good, so does what was counted of them; it is counted again without them."""
    if db.session.execute(sa.delete(RunCount)).rowcount and not jobs.find_open(KIND):  # type: ignore[attr-defined]
        jobs.enqueue(KIND, {})


def list_answers(question: str) -> dict[int, str]:
    """Submission → what it says to one question of its survey."""
    return _listed(sa.select(Submission.id, Submission.answers[question].as_string()))


def list_faces() -> dict[int, str]:
    """Submission → the wording it was sent in; "" where there is only one."""
    return _listed(sa.select(Submission.id, Submission.face))


def list_equality_answers(question: str) -> dict[int, str]:
    return _listed(sa.select(EqualityAnswers.submission_id, EqualityAnswers.answers[question].as_string()))


def _listed(query: sa.Select[int, str]) -> dict[int, str]:
    return {submission: said for submission, said in db.session.execute(query) if isinstance(said, str)}
