"""Answers in words for people: what to do when one is missing, and how one reads when it is checked. Pure."""

from __future__ import annotations

from functools import singledispatch

from surveys.answers import AGREE, REFUSE, SKIPPED, Value
from surveys.questionnaire import ChoiceQuestion, Consent, ManyChoices, Number, Question, TextQuestion


def missing_words(question: Question) -> str:
    """What to do when nothing was given: “Choose an answer”, with “or press Skip” where that is possible."""
    if question.missing_error:
        return question.missing_error
    words = ask_for(question)
    return f"{words} or press Skip" if question.is_optional else words


@singledispatch
def ask_for(question: Question) -> str:
    """The kind’s own words for asking again."""
    return "Answer this question"


@ask_for.register
def _(question: ChoiceQuestion) -> str:
    return "Choose an answer"


@ask_for.register
def _(question: ManyChoices) -> str:
    return "Choose at least one answer"


@ask_for.register
def _(question: TextQuestion) -> str:
    return "Write your answer"


@ask_for.register
def _(question: Number) -> str:
    return f"Enter a whole number between {question.least:,} and {question.most:,}"


@ask_for.register
def _(question: Consent) -> str:
    return "Choose yes or no" if question.refuse_text else f"Tick the box “{question.agree_text}” to go on"


def display(question: Question, value: Value | None) -> str:
    """An answer as people read it on the page that checks the answers."""
    if value is None:
        return "Not answered yet"
    if value is SKIPPED:
        return "Skipped"
    return display_given(question, value)


@singledispatch
def display_given(question: Question, value: Value) -> str:
    """A given value in words. A new kind registers its own when `str` will not do."""
    return str(value)


@display_given.register
def _(question: ChoiceQuestion, value: Value) -> str:
    values = value if isinstance(value, tuple) else (str(value),)
    chosen = ((question.choice(item), item) for item in values)
    return ", ".join(choice.text if choice else item for choice, item in chosen)


@display_given.register
def _(question: Number, value: Value) -> str:
    return f"{value:,} {question.unit}".rstrip() if isinstance(value, int) else str(value)


@display_given.register
def _(question: Consent, value: Value) -> str:
    return question.agree_text if value is True else question.refuse_text or "No"


def as_submitted(value: Value | None) -> list[str]:
    """A value as the browser would send it, to fill a form again: the inverse of `parse`."""
    if value is None or value is SKIPPED:
        return []
    if isinstance(value, bool):
        return [AGREE if value else REFUSE]
    return list(value) if isinstance(value, tuple) else [str(value)]
