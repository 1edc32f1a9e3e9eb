"""What a respondent said: parsed and checked from what the browser sent, to and from JSON. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import singledispatch
from types import MappingProxyType
from typing import Final, TypeAlias

from surveys.questionnaire import ChoiceQuestion, Consent, ManyChoices, Number, Question, ShortText, TextQuestion


class Skip(Enum):
    """Reached, and passed over on purpose: not the same as never asked."""

    SKIPPED = "skipped"


SKIPPED: Final = Skip.SKIPPED

Value: TypeAlias = str | int | bool | tuple[str, ...] | Skip

AGREE: Final = "yes"
REFUSE: Final = "no"


class BadAnswer(ValueError):
    """An answer that cannot be kept; `message` tells the respondent what to do."""

    def __init__(self, question_id: str, message: str) -> None:
        super().__init__(f"{question_id}: {message}")
        self.question_id = question_id
        self.message = message


class Answers(Mapping[str, Value]):
    """Question id → value, never changed in place. A question that is not in it was not reached."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value] | None = None) -> None:
        self._values = MappingProxyType(dict(values or {}))

    def __getitem__(self, question_id: str) -> Value:
        return self._values[question_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Answers({dict(self._values)!r})"

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def with_answer(self, question_id: str, value: Value) -> Answers:
        """The same answers and this one, in place of an earlier one."""
        return Answers({**self._values, question_id: value})

    def with_answers(self, values: Mapping[str, Value]) -> Answers:
        """The same answers and these."""
        return Answers({**self._values, **values})

    def only(self, question_ids: Sequence[str]) -> Answers:
        """The answers to these questions, in this order."""
        return Answers({key: self._values[key] for key in question_ids if key in self._values})

    def is_answered(self, question_id: str) -> bool:
        """Reached and not skipped."""
        return self._values.get(question_id, SKIPPED) is not SKIPPED

    def is_skipped(self, question_id: str) -> bool:
        return self._values.get(question_id) is SKIPPED


# --- from the browser ------------------------------------------------------------------------------------------------


def parse(question: Question, raw: Sequence[str]) -> Value:
    """The value of what was sent. Nothing sent skips an optional question; BadAnswer says what else to do."""
    given = [text for text in (clean(item) for item in raw) if text]
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
        raise BadAnswer(question.id, question.invalid_error or "Choose one answer only")
    return values[0]


@parse_given.register
def _(question: ManyChoices, given: Sequence[str]) -> Value:
    values = _chosen(question, given)
    alone = [choice for choice in question.choices if choice.exclusive and choice.value in values]
    if alone and len(values) > 1:
        raise BadAnswer(question.id, f"Choose “{alone[0].text}” by itself, or choose other answers")
    if question.most is not None and len(values) > question.most:
        words = f"Choose up to {question.most}. You chose {len(values)}"
        raise BadAnswer(question.id, question.invalid_error or words)
    return tuple(values)


@parse_given.register
def _(question: TextQuestion, given: Sequence[str]) -> Value:
    text = "\n".join(given)
    surplus = len(text) - question.max_characters
    if surplus > 0:
        words = f"Your answer is {surplus:,} {_plural('character', surplus)} too long. "
        words += f"Shorten it to {question.max_characters:,} characters or fewer"
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
        words = f"Enter a whole number between {question.least:,} and {question.most:,}"
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
        raise BadAnswer(question.id, question.invalid_error or "Choose an answer from the list")
    return [choice.value for choice in question.choices if choice.value in said]


def clean(text: str) -> str:
    """The text with tidy line ends and edges, without what no store can keep: NUL, control characters, half emoji."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ufffe\uffff]", "", lines).strip()


def _without_dictation(text: str) -> str:
    """Speech-to-text and autocorrect like to end with a full stop."""
    return text.strip(" \t\n.,;:!?\u200b\u00a0")


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


# --- words for people ------------------------------------------------------------------------------------------------


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


# --- to and from JSON ------------------------------------------------------------------------------------------------


def to_json(answers: Answers) -> dict[str, object]:
    """Ready for `json.dumps`. A skipped question is null; a question not reached is absent."""
    return {key: _plain(value) for key, value in answers.items()}


def _plain(value: Value) -> object:
    if value is SKIPPED:
        return None
    return list(value) if isinstance(value, tuple) else value


def from_json(stored: Mapping[str, object]) -> Answers:
    """The answers that `to_json` wrote."""
    return Answers({key: _value(key, item) for key, item in stored.items()})


def _value(question_id: str, item: object) -> Value:
    if item is None:
        return SKIPPED
    if isinstance(item, list | tuple) and all(isinstance(part, str) for part in item):
        return tuple(item)
    if isinstance(item, str | int):
        return item
    raise BadAnswer(question_id, f"A stored answer cannot be a {type(item).__name__}")
