"""Comments from all three doors, and themes found in them, for tests of the strategy team's area."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.comments import Comment, CommentImport
from consult.models.concerns import Concern, ConcernState
from consult.models.listening import ListeningEvent, Method, Note, NoteKind
from consult.models.people import Role, User
from consult.models.submissions import Submission
from consult.models.surveys import InstrumentVersion, Survey, Wave
from consult.models.themes import AnalysisRun, CandidateTheme, Coding
from consult.services import theme_carrying, theme_finding
from consult.store import comments, people, runs, themes
from consult.store.transaction import transaction
from tests.consult.screened import found_clear

DAY = date(2026, 3, 2)
GROUPS = (("children", "kingston"), ("parents", "kingston"), ("children", "richmond"), ("parents", "richmond"))


@pytest.fixture(autouse=True)
def nothing_left_open(app: Flask) -> Iterator[None]:
    """For modules that import it: a read that a test ended with is closed before its database goes."""
    yield
    db.session.close()


def tell_nobody(_stage: str, _done: float) -> None:
    pass


def import_comments(texts: Sequence[str]) -> list[int]:
    with transaction():
        digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
        file = CommentImport(file_name="said.csv", content_hash=digest, rows=len(texts))
        db.session.add(file)
        db.session.flush()
        rows = []
        for number, text in enumerate(texts, start=1):
            audience, area = GROUPS[number % len(GROUPS)]
            row = {"import_id": file.id, "row_number": number, "text": text, "said_on": DAY}
            rows.append(row | {"audience": audience, "area": area, "question": "What should change?"})
        comments.add_all(rows)
        found = list(db.session.scalars(sa.select(Comment.id).where(Comment.import_id == file.id).order_by(Comment.id)))
    found_clear()
    return found


def find_themes() -> AnalysisRun:
    return theme_finding.run({"seed": 0}, None, tell_nobody)


def add_colleague(name: str = "Ana Colleague") -> User:
    with transaction():
        return people.add_user(email=f"{name.split()[0].lower()}@example.org", name=name, role=Role.STRATEGIST,
                               password_hash="x")  # fmt: skip


def withhold(comment_id: int) -> None:
    with transaction():
        db.session.add(Concern(comment_id=comment_id))


def clear(comment_id: int) -> None:
    with transaction():
        for concern in db.session.scalars(sa.select(Concern).where(Concern.comment_id == comment_id)):
            concern.state = ConcernState.CLOSED_CLEARED


def store_run(members: dict[str, list[int]]) -> dict[str, int]:
    """A run whose themes hold these comments; the ids of the lasting themes by key."""
    with transaction():
        run = runs.add_run(job_id=None, seed=0, method="by hand", received=_count_comments(), started_at=utcnow())
        theme_ids = theme_carrying.identify(run.id, members)
        rows = [
            {
                "run_id": run.id,
                "theme_id": theme_ids[key],
                "key": key,
                "name": f"Machine {key}",
                "keywords": ["a"],
                "comments": len(ids),
            }
            | {"excerpts": [], "priority": "none", "priority_probability": 0.6}
            for key, ids in members.items()
        ]
        runs.add_all(CandidateTheme, rows)
        ids = {theme.key: theme.id for theme in themes.list_candidates(run.id)}
        codings = [
            {"run_id": run.id, "comment_id": comment, "theme_id": ids[key], "probability": 0.9}
            for key, held in members.items()
            for comment in held
        ]
        held = {row["comment_id"] for row in codings}
        rest = [key for key in db.session.scalars(sa.select(Comment.id).order_by(Comment.id)) if key not in held]
        none = {"run_id": run.id, "theme_id": None, "probability": 0.2}
        runs.add_all(Coding, codings + [none | {"comment_id": key} for key in rest])
        return theme_ids


def _count_comments() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Comment)) or 0


def submit(answers: dict[str, str], *, is_test: bool = False) -> Submission:
    """One finished questionnaire of a parent in Richmond; each answer becomes a comment."""
    with transaction():
        survey = db.session.scalar(sa.select(Survey)) or _survey()
        number = db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) or 0
        submission = Submission(
            reference=f"R{number}",
            survey_id=survey.id,
            instrument_version_id="v1",
            audience="parents",
            area="richmond",
            answers={},
            is_test=is_test,
        )
        db.session.add(submission)
        db.session.flush()
        one = {"submission_id": submission.id, "audience": "parents", "area": "richmond", "said_on": DAY}
        comments.add_all([one | {"question_id": key, "question": key, "text": text} for key, text in answers.items()])
    found_clear()
    return submission


def note(text: str, *, by: User, kind: NoteKind = NoteKind.VERBATIM, replaces: int | None = None) -> Note:
    with transaction():
        event = db.session.scalar(sa.select(ListeningEvent)) or _event(by)
        number = db.session.scalar(sa.select(sa.func.count()).select_from(Note)) or 0
        written = Note(
            event_id=event.id, kind=kind, text=text, once=str(number), replaces_id=replaces, created_by=by.id
        )
        db.session.add(written)
        db.session.flush()
        comments.add_all(
            [{"note_id": written.id, "audience": "children", "area": "kingston", "text": text, "said_on": DAY}]
        )
    found_clear()
    return written


def comment_of(written: Note) -> int:
    return db.session.scalars(sa.select(Comment.id).where(Comment.note_id == written.id)).one()


def mark_as_test(submission: Submission) -> None:
    with transaction():
        db.session.get_one(Submission, submission.id).is_test = True


def _survey() -> Survey:
    opens, closes = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    wave = Wave(slug="w", title="Wave", opens_at=opens, closes_at=closes)
    db.session.add_all([wave, InstrumentVersion(id="v1", instrument_id="parents", source="")])
    db.session.flush()
    survey = Survey(slug="s", title="Parents", audience="parents", wave_id=wave.id, instrument_version_id="v1")
    db.session.add(survey)
    db.session.flush()
    return survey


def _event(by: User) -> ListeningEvent:
    event = ListeningEvent(
        title="Hall",
        held_on=DAY,
        place="Library",
        area="kingston",
        audience="children",
        method=Method.TABLE,
        headcount="6-10",
        created_by=by.id,
    )
    db.session.add(event)
    db.session.flush()
    return event
