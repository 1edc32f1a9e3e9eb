"""Which pages this respondent sees, in which order. Pure: no request, no session; the path is never stored."""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import NamedTuple

from surveys.answers import SKIPPED, Answers, Value
from surveys.questionnaire import AllOf, AnyOf, Condition, Instrument, IsOneOf, Not, Page, Question


class Progress(NamedTuple):
    """“Page 3 of 12.” Both numbers can change when an answer opens or closes pages."""

    position: int
    total: int


def path(instrument: Instrument, answers: Mapping[str, Value]) -> tuple[Page, ...]:
    """The pages to show before the answers are checked, given what has been said so far."""
    return _walk(instrument, answers)[0]


def equality_path(instrument: Instrument, answers: Mapping[str, Value]) -> tuple[Page, ...]:
    """The equality pages to show after the answers are checked."""
    return _walk(instrument, answers)[1]


def path_of(instrument: Instrument, answers: Mapping[str, Value], page: Page) -> tuple[Page, ...]:
    """The path that this page belongs to: the main one or the equality one."""
    main, equality = _walk(instrument, answers)
    return equality if instrument.is_equality_page(page) else main


def _walk(instrument: Instrument, answers: Mapping[str, Value]) -> tuple[tuple[Page, ...], tuple[Page, ...]]:
    """Both paths. A condition sees only answers on the path so far: one that left the path opens no page."""
    said: dict[str, Value] = {}
    shown: set[str] = set()
    for page in instrument.all_pages:
        if page.shown_if is None or holds(page.shown_if, said):
            shown.add(page.id)
            said.update({question.id: answers[question.id] for question in page.asked if question.id in answers})
    main = tuple(page for page in instrument.pages if page.id in shown)
    return main, tuple(page for page in instrument.equality_pages if page.id in shown)


def page_after(instrument: Instrument, answers: Mapping[str, Value], page: Page) -> Page | None:
    """The next page, or None at the end. Works too for a page that has just left the path."""
    places = _places(instrument)
    later = (other for other in path_of(instrument, answers, page) if places[other.id] > places[page.id])
    return next(later, None)


def page_before(instrument: Instrument, answers: Mapping[str, Value], page: Page) -> Page | None:
    """The page before, or None at the beginning."""
    places = _places(instrument)
    earlier = [other for other in path_of(instrument, answers, page) if places[other.id] < places[page.id]]
    return earlier[-1] if earlier else None


def first_unanswered(instrument: Instrument, answers: Mapping[str, Value]) -> Page | None:
    """The first page before the check that still waits for an answer or a skip; None when there is none."""
    waiting = (page for page in path(instrument, answers) if not is_page_done(page, answers))
    return next(waiting, None)


def is_page_done(page: Page, answers: Mapping[str, Value]) -> bool:
    """Every question of the page has been answered, or skipped where that is allowed."""
    return all(is_question_done(question, answers) for question in page.questions)


def is_question_done(question: Question, answers: Mapping[str, Value]) -> bool:
    given = answers.get(question.id)
    return given is not None and (given is not SKIPPED or question.is_optional)


def is_complete(instrument: Instrument, answers: Mapping[str, Value]) -> bool:
    """Ready to be checked and sent. Equality questions are never needed."""
    return first_unanswered(instrument, answers) is None


def progress(instrument: Instrument, answers: Mapping[str, Value], page: Page) -> Progress:
    """Where this page stands on its path, counted from 1."""
    places = _places(instrument)
    pages = path_of(instrument, answers, page)
    position = 1 + sum(places[other.id] < places[page.id] for other in pages)
    return Progress(position=position, total=max(len(pages), position))


def _places(instrument: Instrument) -> dict[str, int]:
    return {page.id: place for place, page in enumerate(instrument.all_pages)}


def answers_on_path(instrument: Instrument, answers: Answers) -> Answers:
    """What is submitted, with what was said by choosing the face. Answers of pages that left the path stay in the
    draft, for when they come back."""
    on_path = answers.only([question.id for page in path(instrument, answers) for question in page.asked])
    return on_path.with_answers(instrument.face.answers) if instrument.face else on_path


def equality_answers_on_path(instrument: Instrument, answers: Answers) -> Answers:
    """The equality answers, apart from the others so that they can be kept and deleted apart."""
    return answers.only([question.id for page in equality_path(instrument, answers) for question in page.asked])


@singledispatch
def holds(condition: Condition, answers: Mapping[str, Value]) -> bool:
    """Is it so, by these answers? A skipped or unreached question is none of the values."""
    raise TypeError(f"No rule for {type(condition).__name__}")


@holds.register
def _(condition: IsOneOf, answers: Mapping[str, Value]) -> bool:
    given = answers.get(condition.question_id)
    said = given if isinstance(given, tuple) else (given,)
    return any(_same(one, value) for one in said for value in condition.values)


@holds.register
def _(condition: AllOf, answers: Mapping[str, Value]) -> bool:
    return all(holds(part, answers) for part in condition.conditions)


@holds.register
def _(condition: AnyOf, answers: Mapping[str, Value]) -> bool:
    return any(holds(part, answers) for part in condition.conditions)


@holds.register
def _(condition: Not, answers: Mapping[str, Value]) -> bool:
    return not holds(condition.condition, answers)


def _same(one: object, other: object) -> bool:
    """1 is not True here."""
    return type(one) is type(other) and one == other
