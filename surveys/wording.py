"""Answers in words for people: what to do when one is missing, and how one reads when it is checked. Pure."""

from __future__ import annotations

from functools import singledispatch

from surveys.answers import AGREE, REFUSE, SKIPPED, Value
from surveys.messages import Message
from surveys.questionnaire import (
    ChoiceQuestion,
    Consent,
    Drawing,
    ManyChoices,
    Mark,
    Number,
    Question,
    Ranking,
    TextQuestion,
)


def missing_words(question: Question) -> str:
    """What to do when nothing was given: “Choose an answer”, with “or press Skip” where that is possible."""
    return question.missing_error or ask_for(question)


@singledispatch
def ask_for(question: Question) -> Message:
    """The kind’s own words for asking again."""
    return Message("Answer this question or press Skip" if question.is_optional else "Answer this question")


@ask_for.register
def _(question: ChoiceQuestion) -> Message:
    return Message("Choose an answer or press Skip" if question.is_optional else "Choose an answer")


@ask_for.register
def _(question: ManyChoices) -> Message:
    words = "Choose at least one answer or press Skip" if question.is_optional else "Choose at least one answer"
    return Message(words)


@ask_for.register
def _(question: Ranking) -> Message:
    words = "Choose what comes first or press Skip" if question.is_optional else "Choose what comes first"
    return Message(words)


@ask_for.register
def _(question: Drawing) -> Message:
    words = "Choose a picture or press Skip" if question.is_optional else "Choose a picture"
    return Message(words)


@ask_for.register
def _(question: TextQuestion) -> Message:
    return Message("Write your answer or press Skip" if question.is_optional else "Write your answer")


@ask_for.register
def _(question: Number) -> Message:
    between = {"least": question.least, "most": question.most}
    if question.is_optional:
        return Message("Enter a whole number between {least} and {most} or press Skip", **between)
    return Message("Enter a whole number between {least} and {most}", **between)


@ask_for.register
def _(question: Consent) -> Message:
    if question.refuse_text:
        return Message("Choose yes or no or press Skip" if question.is_optional else "Choose yes or no")
    return Message("Tick the box “{agree}” to go on", agree=question.agree_text)


def display(question: Question, value: Value | None) -> str:
    """An answer as people read it on the page that checks the answers."""
    if value is None:
        return Message("Not answered yet")
    if value is SKIPPED:
        return Message("Skipped")
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
def _(question: Ranking, value: Value) -> str:
    values = value if isinstance(value, tuple) else (str(value),)
    chosen = ((question.choice(item), item) for item in values)
    return "\n".join(f"{place}. {one.text if one else item}" for place, (one, item) in enumerate(chosen, start=1))


@display_given.register
def _(question: Drawing, value: Value) -> str:
    number = len(value) if isinstance(value, tuple) else 1
    return Message("One picture") if number == 1 else Message("Pictures: {number}", number=number)


@display_given.register
def _(question: Mark, value: Value) -> str:
    return question.text if value is True else Message("No")


@display_given.register
def _(question: Number, value: Value) -> str:
    return f"{value:,} {question.unit}".rstrip() if isinstance(value, int) else str(value)


@display_given.register
def _(question: Consent, value: Value) -> str:
    return question.agree_text if value is True else question.refuse_text or Message("No")


def as_submitted(value: Value | None) -> list[str]:
    """A value as the browser would send it, to fill a form again: the inverse of `parse`."""
    if value is None or value is SKIPPED:
        return []
    if isinstance(value, bool):
        return [AGREE if value else REFUSE]
    return list(value) if isinstance(value, tuple) else [str(value)]
