"""What the browser sent → a value, or BadAnswer with words that say what to do. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import singledispatch

from surveys.answers import AGREE, REFUSE, SKIPPED, BadAnswer, Value
from surveys.characters import clean
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
    ShortText,
    TextQuestion,
)
from surveys.wording import missing_words


def parse(question: Question, raw: Sequence[str]) -> Value:
    """The value of what was sent. Nothing sent skips an optional question; BadAnswer says what else to do."""
    given = [text for text in (clean(item) for item in raw) if text]
    if isinstance(question, Mark):
        return bool(given)
    if not given and question.is_optional:
        return SKIPPED
    if not given:
        raise BadAnswer(question.id, missing_words(question))
    return parse_given(question, given)


@singledispatch
def parse_given(question: Question, given: Sequence[str]) -> Value:
    """The value of at least one cleaned, non-empty text. A new kind registers its own."""
    raise TypeError(f"No parser for {type(question).__name__}")


@parse_given.register
def _(question: ChoiceQuestion, given: Sequence[str]) -> Value:
    values = _chosen(question, given)
    if len(values) > 1:
        raise BadAnswer(question.id, question.invalid_error or Message("Choose one answer only"))
    return values[0]


@parse_given.register
def _(question: ManyChoices, given: Sequence[str]) -> Value:
    values = _chosen(question, given)
    alone = [choice for choice in question.choices if choice.exclusive and choice.value in values]
    if alone and len(values) > 1:
        raise BadAnswer(
            question.id, Message("Choose “{choice}” by itself, or choose other answers", choice=alone[0].text)
        )
    if question.most is not None and len(values) > question.most:
        words = Message("Choose up to {most}. You chose {number}", most=question.most, number=len(values))
        raise BadAnswer(question.id, question.invalid_error or words)
    return tuple(values)


@parse_given.register
def _(question: Ranking, given: Sequence[str]) -> Value:
    """In the order that was given; places that were left open close up."""
    chosen = _chosen(question, given)
    order = [_without_dictation(text) for text in given]
    twice = [choice.text for choice in question.choices if order.count(choice.value) > 1]
    if twice:
        raise BadAnswer(question.id, Message("“{choice}” is there more than once. Choose it once", choice=twice[0]))
    if len(chosen) > question.places:
        words = Message("Choose up to {most}. You chose {number}", most=question.places, number=len(chosen))
        raise BadAnswer(question.id, question.invalid_error or words)
    return tuple(order)


@parse_given.register
def _(question: Drawing, given: Sequence[str]) -> Value:
    """Names of drawings, in the order in which they came."""
    if len(given) > question.most:
        words = Message("Send up to {most}. You chose {number}", most=question.most, number=len(given))
        raise BadAnswer(question.id, question.invalid_error or words)
    return tuple(dict.fromkeys(given))


@parse_given.register
def _(question: TextQuestion, given: Sequence[str]) -> Value:
    text = "\n".join(given)
    if len(text) > question.max_characters:
        words = Message(
            "Your answer is too long: {length} characters. Shorten it to {most} characters or fewer",
            length=len(text),
            most=question.max_characters,
        )
        raise BadAnswer(question.id, words)
    return text


@parse_given.register
def _(question: ShortText, given: Sequence[str]) -> Value:
    one_line = " ".join(" ".join(given).split())
    return parse_given.dispatch(TextQuestion)(question, [one_line])


@parse_given.register
def _(question: Number, given: Sequence[str]) -> Value:
    digits = _without_dictation("".join(given[0].split()))
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", digits):
        digits = digits.replace(",", "")
    is_whole = re.fullmatch(r"[+-]?[0-9]{1,18}", digits)
    if len(given) > 1 or not is_whole or not question.least <= int(digits) <= question.most:
        between = {"least": question.least, "most": question.most}
        words = Message("Enter a whole number between {least} and {most}", **between)
        raise BadAnswer(question.id, question.invalid_error or words)
    return int(digits)


@parse_given.register
def _(question: Consent, given: Sequence[str]) -> Value:
    said = {_without_dictation(text).casefold() for text in given}
    if said == {AGREE}:
        return True
    if said == {REFUSE} and question.refuse_text:
        return False
    raise BadAnswer(question.id, question.invalid_error or missing_words(question))


def _chosen(question: ChoiceQuestion, given: Sequence[str]) -> list[str]:
    """The chosen values without repeats, in the order of the choices."""
    said = {_without_dictation(text) for text in given}
    unknown = said - {choice.value for choice in question.choices}
    if unknown:
        raise BadAnswer(question.id, question.invalid_error or Message("Choose an answer from the list"))
    return [choice.value for choice in question.choices if choice.value in said]


def _without_dictation(text: str) -> str:
    """Speech-to-text and autocorrect like to end with a full stop."""
    return text.strip(" \t\n.,;:!?\u200b\u00a0")
