"""The one bridge from what the platform stores to what the analysis reads: every comment, whichever door it came by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from analysis.corpus import Comment, Corpus
from consult.settings import AREAS, AUDIENCES
from consult.store import comments, runs

SURVEYS, EVENTS, IMPORTS = "Surveys", "Listening events", "Imported files"
DOORS = (SURVEYS, EVENTS, IMPORTS)


class Stored(Protocol):
    """What is read of a comment here: a row of the table, as an object or as plain columns."""

    id: int
    text: str
    question: str
    audience: str
    area: str
    submission_id: int | None
    note_id: int | None
    import_id: int | None
    row_number: int | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What there is to analyse, the comments whose words only the safeguarding lead may read, and those that
    nothing has screened yet."""

    corpus: Corpus
    withheld: tuple[int, ...]
    unscreened: tuple[int, ...] = ()

    @property
    def received(self) -> int:
        return len(self.corpus) + len(self.withheld) + len(self.unscreened)


def gather() -> Corpus:
    """All comments that count today, except those whose words are withheld: no machine reads them either."""
    return gather_all().corpus


def gather_all() -> Gathered:
    """One look at the database, closed again before the analysis starts."""
    withheld, unscreened = comments.list_withheld_ids(), comments.list_unscreened_ids()
    languages, held_back = comments.list_languages(), list[int]()

    def readable() -> Iterator[Comment]:
        for row in comments.stream_current():
            if row.id in withheld or row.id in unscreened:
                held_back.append(row.id)
            else:
                yield to_analysis(row, languages.get(row.submission_id or 0, ""))

    corpus = Corpus.of(readable())
    runs.stop_reading()
    return Gathered(
        corpus,
        withheld=tuple(key for key in held_back if key not in unscreened),
        unscreened=tuple(key for key in held_back if key in unscreened),
    )


def to_analysis(row: Stored, language: str = "") -> Comment:
    """language: of the survey, where it was not English."""
    return Comment(
        id=str(row.id),
        text=row.text,
        question=row.question,
        said_by=said_by(row),
        source=door(row),
        language=language.partition("_")[0],
        groups={"Audience": AUDIENCES.get(row.audience, row.audience), "Area": AREAS.get(row.area, row.area)},
    )


def said_by(row: Stored) -> str:
    """One person per finished questionnaire, per note and per imported row."""
    if row.submission_id is not None:
        return f"s{row.submission_id}"
    if row.note_id is not None:
        return f"n{row.note_id}"
    return f"i{row.import_id}-{row.row_number}"


def door(row: Stored) -> str:
    if row.submission_id is not None:
        return SURVEYS
    return EVENTS if row.note_id is not None else IMPORTS
