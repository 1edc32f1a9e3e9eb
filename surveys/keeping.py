"""An answer given in one face, met again in another: kept, shown as it was said, changed only by a new answer."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.answers import SKIPPED, Value
from surveys.characters import clean
from surveys.parsing import parse
from surveys.questionnaire import ChoiceQuestion, Question
from surveys.wording import as_submitted


def parse_again(question: Question, raw: Sequence[str], before: Value | None) -> Value:
    """What was sent, as `parse` reads it; but a page sent as it was shown changes nothing of what was said before.

    So an answer that this face cannot show (a fourth choice of five, where three are shown) is not lost.
    """
    is_said = before is not None and before is not SKIPPED
    if is_said and [text for text in map(clean, raw) if text] == shown_of(question, before):
        return before if before is not None else SKIPPED
    return parse(question, raw)


def shown_of(question: Question, value: Value | None) -> list[str]:
    """What a form shows of this answer: of choices only those that this face has."""
    submitted = as_submitted(value)
    if isinstance(question, ChoiceQuestion):
        return [text for text in submitted if question.choice(text)]
    return [text for text in map(clean, submitted) if text]


def is_hidden(question: Question, value: Value | None) -> bool:
    """This face has no words for (a part of) the answer."""
    return isinstance(question, ChoiceQuestion) and shown_of(question, value) != as_submitted(value)


def wording_of(question: Question, whole: Question, value: Value | None) -> Question:
    """The question that has words for this answer: as it is shown, or as the whole instrument has it."""
    return whole if is_hidden(question, value) else question
