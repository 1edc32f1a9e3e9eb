"""When schools are closed, read from a file that the organisation replaces: a survey over holidays misses children."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).resolve().parent / "school_holidays.toml"


class BadHolidays(ValueError):
    """The file cannot be used; the message names it, the fault and the remedy."""


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """Both days are days without school."""

    name: str
    first: date
    last: date

    def overlaps(self, first: date, last: date) -> bool:
        return self.first <= last and first <= self.last


def read_holidays(path: Path) -> tuple[Holiday, ...]:
    try:
        rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["holiday"]
        found = tuple(Holiday(**row) for row in rows)
        if wrong := [holiday.name for holiday in found if holiday.last < holiday.first]:
            raise ValueError(f"{wrong[0]} ends before it begins")
        return found
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadHolidays(f"{path}: {error}. Write [[holiday]] tables with name, first and last") from error


def last_known(holidays: Iterable[Holiday]) -> date | None:
    """After this day the file says nothing."""
    return max((holiday.last for holiday in holidays), default=None)
