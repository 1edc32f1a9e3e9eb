"""Counts of everything received and of where it went, by the door it came in by. Counted by the database."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment, CommentImport
from consult.models.keeping import RemovedCount, Why
from consult.models.listening import ListeningEvent, Note
from consult.models.submissions import Submission, Visit
from consult.models.surveys import Survey
from consult.models.themes import Coding, Exclusion
from consult.settings import LONDON
from consult.store import areas, comments, imports

LATER = sa.orm.aliased(Note, name="later")  # the correction of a note
UP_TO_THE_HOUR = len("2026-11-23 09")


class Door(enum.StrEnum):
    """How something came in."""

    SURVEY = "survey"
    EVENT = "event"
    IMPORT = "import"


class Went(enum.StrEnum):
    """Where a comment went in one run."""

    THEME = "theme"
    NO_THEME = "no theme"
    EXCLUDED = "excluded"
    NOT_YET = "not yet"
    IN_REVIEW = "in review"


@dataclass(frozen=True, slots=True)
class Source:
    """One survey, event or imported file."""

    door: Door
    id: int
    title: str


@dataclass(frozen=True, slots=True)
class Received:
    """counts: submissions, notes or rows that count. apart: test submissions, notes that were corrected or
    taken out."""

    counts: int
    apart: int


@dataclass(frozen=True, slots=True)
class Gone:
    """So many inputs of one source, and comments in them, are not kept any more."""

    source: tuple[Door, int]
    why: Why
    inputs: int
    comments: int


@dataclass(frozen=True, slots=True)
class Place:
    """So many comments of one source went there; so many of them are withheld for safeguarding."""

    source: tuple[Door, int]
    went: Went
    reason: str
    comments: int
    withheld: int


@contextmanager
def one_picture() -> Iterator[None]:
    """All counts inside are of the same moment, while respondents go on sending."""
    db.session.commit()
    if db.session.get_bind().dialect.name == "postgresql":  # SQLite reads one moment anyway
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    yield
    db.session.commit()  # closes the read; nothing was changed


def list_sources() -> list[Source]:
    """Surveys, then events, then imports, the oldest first."""
    tables = (
        (Door.SURVEY, sa.select(Survey.id, Survey.title).order_by(Survey.id)),
        (Door.EVENT, sa.select(ListeningEvent.id, _title_of_event()).order_by(ListeningEvent.id)),
        (Door.IMPORT, sa.select(CommentImport.id, imports.shown_name()).order_by(CommentImport.id)),
    )
    return [Source(door, key, title) for door, query in tables for key, title in db.session.execute(query)]


def _title_of_event() -> sa.ColumnElement[str]:
    """It is counted whatever its area is; what people called it is for those who may see the area."""
    return sa.case((areas.seen(ListeningEvent.area), ListeningEvent.title), else_="An event of another area")


def count_received() -> dict[tuple[Door, int], Received]:
    """What came in, before anything was read in it."""
    submissions = sa.select(Submission.survey_id, sa.func.count(), _how_many(Submission.is_test))
    notes = sa.select(Note.event_id, sa.func.count(), _how_many(_is_put_by()))
    notes = notes.outerjoin(LATER, LATER.replaces_id == Note.id)
    rows = sa.select(CommentImport.id, CommentImport.rows, sa.literal(0))
    queries = (
        (Door.SURVEY, submissions.group_by(Submission.survey_id)),
        (Door.EVENT, notes.group_by(Note.event_id)),
        (Door.IMPORT, rows),
    )
    return {
        (door, key): Received(all_of_them - apart, apart)
        for door, query in queries
        for key, all_of_them, apart in db.session.execute(query)
    }


def count_comments() -> dict[tuple[Door, int], Received]:
    """Pieces of free text by source, counted without regard to any run."""
    query = _with_sources(sa.select(*_source(), sa.func.count(), _how_many(sa.not_(_is_current()))))
    return {
        _as_source(survey, event, file): Received(all_of_them - apart, apart)
        for survey, event, file, all_of_them, apart in db.session.execute(query.group_by(*_source()))
    }


def count_partial() -> dict[int, int]:
    """Begun, with at least one page saved, and never sent, by survey; also those that are kept no longer."""
    unsent = Visit.id.not_in(sa.select(Submission.visit_id).where(Submission.visit_id.is_not(None)))
    mine = sa.and_(Visit.survey_id == Survey.id, Visit.saves > 0, unsent)
    query = sa.select(Survey.id, sa.func.count(Visit.id) + Survey.partial_gone).outerjoin(Visit, mine)
    rows = db.session.execute(query.group_by(Survey.id, Survey.partial_gone))
    return {survey_id: count for survey_id, count in rows if count}


def count_all_comments() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Comment)) or 0


def count_gone() -> list[Gone]:
    rows = db.session.scalars(sa.select(RemovedCount).order_by(RemovedCount.id))
    return [Gone((Door(row.door), row.source_id), row.why, row.inputs, row.comments) for row in rows]


def count_places(run_id: int | None, *, put: Collection[int] = (), taken: Collection[int] = ()) -> list[Place]:
    """Where the comments that count went in a run; each of them is in exactly one place.

    put, taken: comments that people put into a theme where the run found none, or took out of all.
    """
    coded = (
        sa.select(Coding.comment_id, sa.func.max(Coding.theme_id).label("theme_id"))
        .where(Coding.run_id == run_id)
        .group_by(Coding.comment_id)
        .subquery()
    )
    excluded = sa.select(Exclusion.comment_id, Exclusion.reason).where(Exclusion.run_id == run_id).subquery()
    withheld = comments.withheld().subquery()
    went = sa.case(
        (Note.conflicts_with_id.is_not(None), Went.IN_REVIEW.value),
        (Comment.id.in_(put), Went.THEME.value),
        (Comment.id.in_(taken), Went.NO_THEME.value),
        (coded.c.theme_id.is_not(None), Went.THEME.value),
        (coded.c.comment_id.is_not(None), Went.NO_THEME.value),
        (excluded.c.comment_id.is_not(None), Went.EXCLUDED.value),
        else_=Went.NOT_YET.value,
    )
    why = sa.case((coded.c.comment_id.is_(None), sa.func.coalesce(excluded.c.reason, "")), else_="")
    query = sa.select(
        *_source(), went.label("went"), why.label("reason_why"), sa.func.count(), sa.func.count(withheld.c.comment_id)
    )
    query = (
        _with_sources(query)
        .outerjoin(coded, coded.c.comment_id == Comment.id)
        .outerjoin(excluded, excluded.c.comment_id == Comment.id)
        .outerjoin(withheld, withheld.c.comment_id == Comment.id)
        .where(_is_current())
        .group_by(*_source(), sa.text("went"), sa.text("reason_why"))
    )
    return [
        Place(_as_source(survey, event, file), Went(place), why, comments, held)
        for survey, event, file, place, why, comments, held in db.session.execute(query)
    ]


def count_by_day(door: Door) -> dict[date, int]:
    """What came in on each day in London: submissions (no tests), notes that were not put by, imported rows."""
    later = sa.select(Note.replaces_id).where(Note.replaces_id.is_not(None))
    does_count = sa.and_(Note.id.not_in(later), sa.or_(sa.not_(Note.is_removed), Note.conflicts_with_id.is_not(None)))
    moment, how_many, counts = {
        Door.SURVEY: (Submission.submitted_at, sa.func.count(), sa.not_(Submission.is_test)),
        Door.EVENT: (Note.created_at, sa.func.count(), does_count),
        Door.IMPORT: (CommentImport.imported_at, sa.func.sum(CommentImport.rows), sa.true()),
    }[door]
    hour = sa.func.substr(sa.cast(moment, sa.String), 1, UP_TO_THE_HOUR)
    days: Counter[date] = Counter()
    for text, number in db.session.execute(sa.select(hour, how_many).where(counts).group_by(sa.text("1"))):
        days[datetime.strptime(text, "%Y-%m-%d %H").replace(tzinfo=UTC).astimezone(LONDON).date()] += int(number)
    return dict(days)


def _source() -> tuple[Any, Any, Any]:
    return Submission.survey_id, Note.event_id, Comment.import_id


def _with_sources(query: Any) -> Any:
    return (
        query.select_from(Comment)
        .outerjoin(Submission, Submission.id == Comment.submission_id)
        .outerjoin(Note, Note.id == Comment.note_id)
        .outerjoin(LATER, LATER.replaces_id == Note.id)
    )


def _is_current() -> Any:
    """No test submission; no note that was put by. An edit that came second is current, and in review."""
    return sa.and_(sa.not_(sa.func.coalesce(Submission.is_test, sa.false())), sa.not_(_is_put_by()))


def _is_put_by() -> Any:
    """Another version is there, or the point was taken out. What waits to be settled is not put by."""
    was_taken_out = sa.and_(sa.func.coalesce(Note.is_removed, sa.false()), Note.conflicts_with_id.is_(None))
    return sa.or_(LATER.id.is_not(None), was_taken_out)


def _how_many(condition: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _as_source(survey_id: int | None, event_id: int | None, import_id: int | None) -> tuple[Door, int]:
    if survey_id is not None:
        return Door.SURVEY, survey_id
    if event_id is not None:
        return Door.EVENT, event_id
    return Door.IMPORT, import_id or 0  # the table's own check: exactly one of the three
