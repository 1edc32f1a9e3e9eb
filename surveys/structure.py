"""What must be so before an instrument can be walked at all: ids, choices, conditions that point backwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import singledispatch

from surveys.pictures import FACES, PICTURES, STEPS
from surveys.questionnaire import (
    AllOf,
    AnyOf,
    ChoiceQuestion,
    Condition,
    Consent,
    Drawing,
    Instrument,
    IsOneOf,
    ManyChoices,
    Not,
    Number,
    Page,
    Question,
    Ranking,
    Scale,
    TextQuestion,
)
from surveys.tables import Place

PLAIN_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check_structure(instrument: Instrument, place: Place) -> None:
    """Raise BadInstrument for the first thing that is wrong."""
    check_pages(instrument, place)
    _check_conditions(instrument, place)


def check_pages(instrument: Instrument, place: Place) -> None:
    """Raise BadInstrument for the first page or question that cannot be shown."""
    if not instrument.pages:
        raise place.bad("it has no pages", "Add at least one [[pages]]")
    _check_ids([page.id for page in instrument.all_pages], "page", place)
    asked = [question.id for page in instrument.all_pages for question in page.asked]
    _check_ids(asked, "question", place)
    for page in instrument.all_pages:
        _check_page(page, place.inside(f"page {page.id}"))
        for question in page.questions:
            _check_question(question, place.inside(f"question {question.id}"))


def _check_ids(ids: Iterable[str], noun: str, place: Place) -> None:
    seen: set[str] = set()
    for one in ids:
        at = place.inside(f"{noun} {one}")
        if not PLAIN_ID.fullmatch(one):
            raise at.bad(f"{one!r} is not an id", "Use small letters, digits and hyphens, like feel-safe")
        if one in seen:
            raise at.bad("the id is used twice", "Give one of them another id")
        seen.add(one)


def _check_page(page: Page, place: Place) -> None:
    if not page.title and len(page.questions) != 1:
        raise place.bad("it has no title", "Add a title; only a page with exactly one question can do without")


def _check_question(question: Question, place: Place) -> None:
    if not question.text:
        raise place.bad("it has no text", 'Add text = "…"')
    for fault, remedy in faults(question):
        raise place.bad(fault, remedy)


@singledispatch
def faults(question: Question) -> Iterator[tuple[str, str]]:
    """What is wrong with a question of this kind, with the remedy. A new kind registers its own."""
    return iter(())


@faults.register
def _(question: ChoiceQuestion) -> Iterator[tuple[str, str]]:
    values = [choice.value for choice in question.choices]
    if len(values) < 2:
        yield "it has fewer than two choices", "Add choices"
    for value in values:
        if not PLAIN_ID.fullmatch(value):
            yield f"{value!r} is not a value", "Use small letters, digits and hyphens, like prefer-not-to-say"
        if values.count(value) > 1:
            yield f"the value {value!r} is used twice", "Give each choice its own value"
    for choice in question.choices:
        if choice.picture and choice.picture not in PICTURES:
            yield f"there is no picture {choice.picture!r}", f"Use one of: {', '.join(sorted(PICTURES))}"


@faults.register
def _(question: Scale) -> Iterator[tuple[str, str]]:
    yield from faults.dispatch(ChoiceQuestion)(question)
    if len(question.points) < 3:
        yield f"its scale has only {len(question.points)} points", "Give it at least three, or use one-choice"
    if question.look in FACES and len(question.points) not in STEPS:
        yield f"there are no faces for {len(question.points)} points", "Give it three, four or five, or another look"


@faults.register
def _(question: ManyChoices) -> Iterator[tuple[str, str]]:
    yield from faults.dispatch(ChoiceQuestion)(question)
    if question.most is not None and not 1 <= question.most <= len(question.choices):
        yield f"most is {question.most}", f"Use a number from 1 to {len(question.choices)}, or leave it out"


@faults.register
def _(question: Ranking) -> Iterator[tuple[str, str]]:
    yield from faults.dispatch(ChoiceQuestion)(question)
    if question.most is not None and not 2 <= question.most <= len(question.choices):
        yield f"most is {question.most}", f"Use a number from 2 to {len(question.choices)}, or leave it out"
    if any(choice.exclusive or choice.off_scale for choice in question.choices):
        yield "it has a choice that stands alone", "Take it out: whoever does not know leaves places open, or skips"


@faults.register
def _(question: TextQuestion) -> Iterator[tuple[str, str]]:
    if question.max_characters < 1:
        yield f"max_characters is {question.max_characters}", "Use a number well above what anybody needs"


@faults.register
def _(question: Drawing) -> Iterator[tuple[str, str]]:
    if not 1 <= question.most <= 5:
        yield f"most is {question.most}", "Use a number from 1 to 5"


@faults.register
def _(question: Number) -> Iterator[tuple[str, str]]:
    if question.least >= question.most:
        yield f"least is {question.least} and most is {question.most}", "Make least smaller than most"


# --- conditions ------------------------------------------------------------------------------------------------------


def _check_conditions(instrument: Instrument, place: Place) -> None:
    known: dict[str, Question] = {}
    for page in instrument.all_pages:
        for part in parts_of(page.shown_if):
            _check_condition(part, known, instrument, place.inside(f"page {page.id}, shown_if"))
        known.update({question.id: question for question in page.questions})


def _check_condition(part: IsOneOf, known: dict[str, Question], instrument: Instrument, place: Place) -> None:
    question = known.get(part.question_id)
    if question is None and part.question_id in {one.id for one in instrument.questions}:
        raise place.bad(f"question {part.question_id} is not asked before this page", "Move one of the two")
    if question is None:
        raise place.bad(f"there is no question {part.question_id}", f"Use one of: {', '.join(known)}")
    for value in part.values:
        if not can_be(question, value):
            raise place.bad(f"{value!r} is never an answer to {question.id}", f"Use {answers_in_words(question)}")


@singledispatch
def parts_of(condition: Condition | None) -> Iterator[IsOneOf]:
    """Every single claim about an answer inside a condition."""
    return iter(())


@parts_of.register
def _(condition: IsOneOf) -> Iterator[IsOneOf]:
    yield condition


@parts_of.register(AllOf)
@parts_of.register(AnyOf)
def _(condition: AllOf | AnyOf) -> Iterator[IsOneOf]:
    for part in condition.conditions:
        yield from parts_of(part)


@parts_of.register
def _(condition: Not) -> Iterator[IsOneOf]:
    yield from parts_of(condition.condition)


@singledispatch
def can_be(question: Question, value: object) -> bool:
    """Could this be (part of) an answer? Free text never can: nobody should be routed by what they write."""
    return False


@can_be.register
def _(question: ChoiceQuestion, value: object) -> bool:
    return any(choice.value == value for choice in question.choices)


@can_be.register
def _(question: Number, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and question.least <= value <= question.most


@can_be.register
def _(question: Consent, value: object) -> bool:
    return isinstance(value, bool)


@singledispatch
def answers_in_words(question: Question) -> str:
    """The answers that a condition may name."""
    return "a question with choices: free text cannot decide what is asked next"


@answers_in_words.register
def _(question: ChoiceQuestion) -> str:
    return f"one of: {', '.join(choice.value for choice in question.choices)}"


@answers_in_words.register
def _(question: Number) -> str:
    return f"a whole number from {question.least} to {question.most}, without quotes"


@answers_in_words.register
def _(question: Consent) -> str:
    return "true or false, without quotes"
