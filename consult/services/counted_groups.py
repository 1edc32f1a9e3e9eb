"""Who is behind comments, as columns for counting: audience, area, age band, and each equality question.

Looked at only to count; what comes of it is protected before anything is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from flask import current_app
from numpy.typing import NDArray

from analysis.reach import Comparison
from analysis.tabulating import Column, group_column
from consult.services import reach
from consult.services.comments import Stored
from consult.settings import AREAS, AUDIENCES, Settings
from consult.store import counts

AGE_BAND = "age-band"  # the question of surveys that ask for it
NO_ANSWER = ("", "not-said", "prefer-not-to-say", "not-sure")
NOT_OWN_GROUPS = ("no", "english")  # answers that name no group of the Equality Act’s list or near it
Columns = Mapping[str, Column]


def columns(rows: Sequence[Stored], is_people: NDArray[np.bool_]) -> tuple[Columns, Columns]:
    """Groups by dimension, and equality questions by title; in the order of the rows. is_people: shape (rows,)."""

    def of(say: Callable[[Stored], str]) -> Column:
        return group_column([say(row) for row in rows], is_people)

    bands, faces = counts.list_answers(AGE_BAND), counts.list_faces()
    groups = {
        "audience": of(lambda row: AUDIENCES.get(row.audience, row.audience)),
        "area": of(lambda row: "" if row.area in NO_ANSWER else AREAS.get(row.area, row.area)),
        "age band": of(lambda row: _in_words(bands.get(row.submission_id or 0, ""))),
        "face": of(lambda row: _in_words(faces.get(row.submission_id or 0, ""))),
    }
    equality = {}
    for question, title in _questions().items():
        said, names = counts.list_equality_answers(question), _names(question)
        equality[title] = of(lambda row, said=said, names=names: _named(said.get(row.submission_id or 0, ""), names))  # type: ignore[misc]
    return _with_people(groups), _with_people(equality)


def _with_people(found: Columns) -> Columns:
    """Without questions that nobody answered."""
    return {name: column for name, column in found.items() if len(column.labels) > 1}


def _in_words(value: str) -> str:
    """“9-12” → “9 to 12”, “easy-read” → “Easy read”."""
    if value in NO_ANSWER:
        return ""
    return value.replace("-", " to ") if value[:1].isdigit() else value.replace("-", " ").capitalize()


def _named(value: str, names: Mapping[str, str]) -> str:
    return "" if value in NO_ANSWER else names.get(value, value.replace("-", " ").capitalize())


def _questions() -> Mapping[str, str]:
    """Equality questions that the organisation compares with who lives there → their title."""
    asked = dict.fromkeys(each.question for each in _comparisons() if each.question != reach.AREA)
    return {question: _joined(each.title for each in _comparisons() if each.question == question) for question in asked}


def _names(question: str) -> Mapping[str, str]:
    """Answer → what its group is called, by every audience: “Girls / Women”."""
    groups = [group for each in _comparisons() if each.question == question for group in each.groups]
    return {value: _joined(each.name for each in groups if each.value == value) for value in {g.value for g in groups}}


def list_unprotected() -> frozenset[str]:
    """Names of answers that are no group to look out for: “no” to a question about disability, and the like."""
    named = [_names(question) for question in _questions()]
    return frozenset(name for names in named for value, name in names.items() if value in NOT_OWN_GROUPS)


def _joined(names: Iterable[str]) -> str:
    return " / ".join(dict.fromkeys(names))


def _comparisons() -> Sequence[Comparison]:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.population.comparisons
