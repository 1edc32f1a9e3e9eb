"""Comments from all three doors: written with what they came from and with the wish to screen them; read together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment, Screened
from consult.models.concerns import WITHHELD_STATES, Concern, FoundBy
from consult.models.jobs import Lane
from consult.models.listening import Note
from consult.models.submissions import Submission
from consult.store import areas, jobs
from consult.store.errors import NotFound

CHUNK = 5_000
SCREEN = "screen"  # the kind of job that screens
SOURCES = ("submission_id", "note_id", "import_id")


def add_all(rows: Iterable[dict[str, Any]]) -> None:
    """Many comments at once; the keys are the columns of Comment.

    The only place that writes comments, so that none is stored without the job that screens it, in one transaction.
    """
    ready = list(rows)
    if ready:
        db.session.execute(sa.insert(Comment), ready)
    for source in dict.fromkeys(_source(row) for row in ready):
        ask_for_screening(*source)


def ask_for_screening(source: str, key: int) -> None:
    """One job for a submission, a note or a whole file, however many pieces the file is written in."""
    subject = f"{source.removesuffix('_id')} {key}"
    if source == "import_id" and jobs.find_open(SCREEN, subject):
        return
    jobs.enqueue(SCREEN, {source: key}, lane=Lane.SHORT, subject=subject)


def ask_for_everything() -> None:
    jobs.enqueue(SCREEN, {}, lane=Lane.SHORT, subject="everything")


def _source(row: dict[str, Any]) -> tuple[str, int]:
    return next((source, row[source]) for source in SOURCES if row.get(source) is not None)


def get_comment(comment_id: int) -> Comment:
    """One that this session may see."""
    comment = db.session.get(Comment, comment_id)
    if comment is None or not areas.may_see(comment.area):
        raise NotFound(f"no comment {comment_id}")
    return comment


def list_comments(ids: Sequence[int]) -> list[Comment]:
    """In the order of the ids given."""
    found = {c.id: c for c in db.session.scalars(sa.select(Comment).where(Comment.id.in_(ids)))}
    return [found[i] for i in ids if i in found]


def stream_current() -> Iterator[Comment]:
    """Every comment that counts, by id: no test submissions, no notes that are set apart."""
    query = sa.select(Comment).where(Comment.id.not_in(set_apart())).order_by(Comment.id)
    yield from db.session.scalars(query.execution_options(yield_per=CHUNK))


def list_languages() -> dict[int, str]:
    """Submission → the language of its survey, where that was not English."""
    query = sa.select(Submission.id, Submission.language).where(Submission.language.not_in(["", "en"]))
    return {row.id: row.language for row in db.session.execute(query)}


def set_apart() -> sa.CompoundSelect[int]:
    """The ids of comments that do not count: of test submissions, of notes that another has replaced, of points that
    were taken out, and of edits that came second and wait for a person.

    Looks into indexes; one condition with “or” reads the whole table.
    """
    corrected = sa.select(Note.replaces_id).where(Note.replaces_id.is_not(None))
    put_by = sa.select(Note.id).where(sa.or_(Note.is_removed, Note.conflicts_with_id.is_not(None)))
    tests = sa.select(Submission.id).where(Submission.is_test)
    return sa.union(
        sa.select(Comment.id).where(Comment.note_id.in_(corrected)),
        sa.select(Comment.id).where(Comment.note_id.in_(put_by)),
        sa.select(Comment.id).where(Comment.submission_id.in_(tests)),
    )


def find_seen_ids() -> frozenset[int] | None:
    """Comments of the areas that this session may see; None where it sees all."""
    if not areas.limits():
        return None
    return frozenset(db.session.scalars(sa.select(Comment.id).where(areas.seen(Comment.area))))


def list_withheld_ids() -> set[int]:
    """Comments whose words only the safeguarding lead may read, and those that wait for the screening."""
    return set(db.session.scalars(withheld()))


def list_quotable_ids() -> set[int]:
    """Comments whose writers allow their words to be quoted, whether these may be shown at the moment or not."""
    return set(db.session.scalars(sa.select(Comment.id).where(Comment.may_quote)))


def list_unscreened_ids() -> set[int]:
    return set(db.session.scalars(unscreened()))


def list_ids_withheld_by_people() -> set[int]:
    """Those that a person was worried about; not those that only the screening flagged."""
    people = _raised().where(Concern.found_by != FoundBy.SCREENING)
    return set(db.session.scalars(_with_all_versions(people)))


def list_raised_ids() -> set[int]:
    """Those under a concern, whoever or whatever raised it."""
    return set(db.session.scalars(_with_all_versions(_raised())))


def withheld() -> sa.CompoundSelect[int]:
    """Their ids, each once: words under a concern, and words that nothing has screened yet."""
    return _with_all_versions(_raised(), unscreened())


def unscreened() -> sa.Select[int]:
    return sa.select(Comment.id).where(Comment.screening == Screened.UNSCREENED)


def list_versions(comment_id: int) -> list[Comment]:
    """The comment, or for a note all its versions, the oldest first."""
    only = sa.select(Comment.id).where(Comment.id == comment_id)
    return list(
        db.session.scalars(sa.select(Comment).where(Comment.id.in_(_with_all_versions(only))).order_by(Comment.id))
    )


def _raised() -> sa.Select[Any]:
    withheld_by_a_concern = (Concern.comment_id.is_not(None), Concern.state.in_(WITHHELD_STATES))
    return sa.select(Concern.comment_id).where(*withheld_by_a_concern)


def _with_all_versions(chosen: sa.Select[Any], *others: sa.Select[int]) -> sa.CompoundSelect[int]:
    """A concern about a note is about all its versions: what it said before and since, what it was split into, joined
    with, or is in conflict with. others are added as they are."""
    ties = (Note.replaces_id, Note.split_from_id, Note.joined_into_id, Note.conflicts_with_id)
    own = sa.select(Note.id, *ties)
    about = own.join(Comment, Comment.note_id == Note.id).where(Comment.id.in_(chosen))
    versions = about.cte("versions", recursive=True)
    beside = (sa.or_(tie == versions.c.id, Note.id == versions.c[tie.key]) for tie in ties)
    versions = versions.union(own.join(versions, sa.or_(*beside)))
    return sa.union(chosen, sa.select(Comment.id).where(Comment.note_id.in_(sa.select(versions.c.id))), *others)
