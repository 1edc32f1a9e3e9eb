"""Small, real inputs by every door, for tests of the ledger, the downloads and the concerns. All of it is invented."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from consult.extensions import db
from consult.models.comments import Comment, CommentImport, Screened
from consult.models.listening import ListeningEvent, Method, Note, NoteKind
from consult.models.people import Role, User
from consult.models.submissions import Submission
from consult.models.surveys import Survey
from consult.models.themes import AnalysisRun, CandidateTheme, Coding, Exclusion, Theme
from consult.services import concerns, surveys
from consult.store.transaction import transaction

numbers = itertools.count(1)
SAID_ON = date(2026, 5, 4)


def open_wave() -> dict[str, Survey]:
    """The four shipped surveys, open now, by audience."""
    now = datetime.now(UTC)
    opened = surveys.open_wave("plan", "Plan", now - timedelta(days=1), now + timedelta(days=30))
    return {survey.audience: survey for survey in opened}


def someone() -> User:
    user = User(email=f"u{next(numbers)}@example.org", name="Somebody", role=Role.MANAGER, password_hash="-")
    db.session.add(user)
    db.session.flush()
    return user


def put_back(concern_id: int, **more: Any) -> None:
    """A second person of the safeguarding team clears the words."""
    with transaction():
        other = someone().id
    concerns.close(concern_id, concerns.Outcome.CLEARED, reason="a story", hand_over="", by=other, **more)


def submission(
    survey: Survey, *, texts: dict[str, str] | None = None, is_test: bool = False, **answers: Any
) -> Submission:
    """Call it inside a transaction. texts: free text by question id, each becomes a comment."""
    said = {key.replace("_", "-"): value for key, value in answers.items()} | (texts or {})
    sent = Submission(
        reference=f"R{next(numbers)}",
        survey_id=survey.id,
        instrument_version_id=survey.instrument_version_id,
        audience=survey.audience,
        area="kingston",
        answers=said,
        is_test=is_test,
    )
    db.session.add(sent)
    db.session.flush()
    for question_id, text in (texts or {}).items():
        comment(text, submission_id=sent.id, question_id=question_id)
    return sent


def event(by: User, title: str = "Youth club") -> ListeningEvent:
    held = ListeningEvent(
        title=title, held_on=SAID_ON, place="Hall", area="richmond", audience="children", method=Method.TALK,
        headcount="6-10", created_by=by.id,
    )  # fmt: skip
    db.session.add(held)
    db.session.flush()
    return held


def note(held: ListeningEvent, text: str, *, replaces: Note | None = None) -> Note:
    written = Note(
        event_id=held.id, kind=NoteKind.VERBATIM, text=text, once=f"once-{next(numbers)}",
        replaces_id=replaces.id if replaces else None, created_by=held.created_by,
    )  # fmt: skip
    db.session.add(written)
    db.session.flush()
    comment(text, note_id=written.id)
    return written


def imported(*texts: str, name: str = "letters.csv") -> CommentImport:
    taken = CommentImport(file_name=name, content_hash=f"{next(numbers):064}", rows=len(texts))
    db.session.add(taken)
    db.session.flush()
    for row_number, text in enumerate(texts, start=1):
        comment(text, import_id=taken.id, row_number=row_number)
    return taken


def comment(text: str, **source: Any) -> Comment:
    said = Comment(
        **{"text": text, "audience": "children", "area": "kingston", "said_on": SAID_ON, "question": "What else?"},
        screening=Screened.CLEAR,
        **source,
    )
    db.session.add(said)
    db.session.flush()
    return said


def a_comment(text: str) -> Comment:
    """One imported comment, stored."""
    with transaction():
        taken = imported(text)
    return db.session.query(Comment).filter_by(import_id=taken.id).one()


def run(*, theme: list[int], no_theme: list[int], excluded: dict[int, str]) -> AnalysisRun:
    """A finished run that put these comments there."""
    finished = AnalysisRun(seed=0, method="-", received=0, started_at=datetime.now(UTC))
    db.session.add(finished)
    db.session.flush()
    lasting = Theme()
    db.session.add(lasting)
    db.session.flush()
    found = CandidateTheme(
        run_id=finished.id, theme_id=lasting.id, key="t01", name="Buses", keywords=[], comments=len(theme), excerpts=[],
        priority="none", priority_probability=0.5,
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    placed = [(key, found.id) for key in theme] + [(key, None) for key in no_theme]
    db.session.add_all(
        [Coding(run_id=finished.id, comment_id=key, theme_id=into, probability=0.5) for key, into in placed]
    )
    db.session.add_all([Exclusion(run_id=finished.id, comment_id=key, reason=why) for key, why in excluded.items()])
    db.session.flush()
    return finished
