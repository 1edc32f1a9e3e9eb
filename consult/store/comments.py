"""Comments from all three doors: written with what they came from, read together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.concerns import WITHHELD_STATES, Concern
from consult.models.listening import Note
from consult.models.submissions import Submission
from consult.store.errors import NotFound

CHUNK = 5_000


def add_all(rows: Iterable[dict[str, Any]]) -> None:
    """Many comments at once; the keys are the columns of Comment."""
    ready = list(rows)
    if ready:
        db.session.execute(sa.insert(Comment), ready)


def get_comment(comment_id: int) -> Comment:
    comment = db.session.get(Comment, comment_id)
    if comment is None:
        raise NotFound(f"no comment {comment_id}")
    return comment


def list_comments(ids: Sequence[int]) -> list[Comment]:
    """In the order of the ids given."""
    found = {c.id: c for c in db.session.scalars(sa.select(Comment).where(Comment.id.in_(ids)))}
    return [found[i] for i in ids if i in found]


def stream_current() -> Iterator[Comment]:
    """Every comment that counts, by id: no test submissions, no notes that a correction has replaced."""
    query = sa.select(Comment).where(Comment.id.not_in(set_apart())).order_by(Comment.id)
    yield from db.session.scalars(query.execution_options(yield_per=CHUNK))


def set_apart() -> sa.Select[int]:
    """The ids of comments that do not count: of test submissions, and of notes that a correction has replaced."""
    corrected = sa.select(Note.replaces_id).where(Note.replaces_id.is_not(None))
    tests = sa.select(Submission.id).where(Submission.is_test)
    return sa.select(Comment.id).where(sa.or_(Comment.note_id.in_(corrected), Comment.submission_id.in_(tests)))


def list_withheld_ids() -> set[int]:
    """Comments whose words only the safeguarding lead may read."""
    return set(db.session.scalars(withheld()))


def withheld() -> sa.CompoundSelect[int]:
    """Their ids, each once. A concern about a note is about all its versions: what it said before and since."""
    raised = sa.select(Concern.comment_id).where(Concern.state.in_(WITHHELD_STATES))
    about = sa.select(Note.id, Note.replaces_id).join(Comment, Comment.note_id == Note.id).where(Comment.id.in_(raised))
    versions = about.cte("versions", recursive=True)
    beside = sa.or_(Note.replaces_id == versions.c.id, Note.id == versions.c.replaces_id)
    versions = versions.union(sa.select(Note.id, Note.replaces_id).join(versions, beside))
    return sa.union(raised, sa.select(Comment.id).where(Comment.note_id.in_(sa.select(versions.c.id))))
