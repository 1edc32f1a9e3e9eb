"""What a short answer says once the question is known: “No.” to “Do you feel safe at home?”."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.screening.lexicon import COMMA, STOP, Lexicon
from analysis.screening.patterns import Pattern, compile_pattern
from analysis.screening.rules import Hit

FILE = Path(__file__).with_name("questions.toml")
LONGEST_ANSWER = 6  # words; a longer one says for itself what it means


@dataclass(frozen=True, slots=True)
class Exchange:
    """A kind of question and the answers to it that may tell of harm."""

    severity: str
    category: str
    asked: tuple[Pattern, ...]
    answered: tuple[Pattern, ...]


def told(asked: str, answered: str, lexicon: Lexicon) -> list[Hit]:
    """What the readings of a question and of its answer say together."""
    if not 0 < len(answered.replace(STOP, "").replace(COMMA, "")) <= LONGEST_ANSWER:
        return []
    return list(_told(asked, answered, lexicon))


def _told(asked: str, answered: str, lexicon: Lexicon) -> Iterator[Hit]:
    for exchange in _exchanges(lexicon):
        if any(pattern.expression.search(asked) for pattern in exchange.asked):
            found = [match for pattern in exchange.answered if (match := pattern.expression.search(answered))]
            if found:
                yield Hit(found[0].start(), found[0].end(), exchange.severity, exchange.category)


@cache
def _exchanges(lexicon: Lexicon) -> tuple[Exchange, ...]:
    listed = tomllib.loads(FILE.read_text(encoding="utf-8"))["answers"]
    return tuple(
        Exchange(
            each["severity"],
            each["category"],
            tuple(compile_pattern(source, lexicon) for source in each["asked"]),
            tuple(compile_pattern(source, lexicon) for source in each["answered"]),
        )
        for each in listed
    )
