"""Who lives in the areas, from a dated file that the organisation replaces with published figures of its own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis.reach import Comparison, Group

SHIPPED = Path(__file__).resolve().parent / "population.toml"
REMEDY = (
    "Write title, source, date, is_example and [[comparisons]] with audience, question, title, about and groups"
    " (value, name, people), as in consult/population.toml"
)


class BadPopulation(ValueError):
    """The file cannot be used; the message names it, the fault and the remedy."""


@dataclass(frozen=True, kw_only=True)
class Population:
    """is_example: figures that nobody published, shipped so that the page can be looked at."""

    title: str
    source: str
    date: date
    is_example: bool
    comparisons: tuple[Comparison, ...]


def read_population(path: Path) -> Population:
    try:
        rows: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        comparisons = tuple(_comparison(row) for row in rows.pop("comparisons"))
        found = Population(**rows, comparisons=comparisons)
        _check(found)
    except (OSError, KeyError, TypeError, ValueError) as error:  # TOML and Unicode errors are ValueErrors
        raise BadPopulation(f"{path}: {error}. {REMEDY}") from error
    return found


def _comparison(row: dict[str, Any]) -> Comparison:
    return Comparison(**{**row, "groups": tuple(Group(**group) for group in row["groups"])})


def _check(found: Population) -> None:
    if type(found.date) is not date:
        raise ValueError("date has to be a day, such as 2026-03-31")
    if type(found.is_example) is not bool:
        raise ValueError("is_example has to be true or false")
    seen: set[tuple[str, str]] = set()
    for comparison in found.comparisons:
        place = (comparison.audience, comparison.question)
        if place in seen:
            raise ValueError(f"{comparison.question} of {comparison.audience} is there twice")
        seen.add(place)
        values = [group.value for group in comparison.groups]
        if len(values) < 2 or len(set(values)) < len(values):
            raise ValueError(f"{comparison.title}: at least two groups, each once")
        if any(type(group.people) is not int or group.people < 1 for group in comparison.groups):
            raise ValueError(f"{comparison.title}: people has to be a whole number above 0")
