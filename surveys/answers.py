"""What a respondent said, as values that never change in place, to and from JSON. `parsing` makes them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Final, TypeAlias


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
