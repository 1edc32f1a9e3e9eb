"""The numbers that people who need help now are shown, read from a file that the organisation can replace."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).resolve().parent / "help_lines.toml"
RELEASED = date(2026, 11, 23)  # of this version: the numbers it ships were checked shortly before
HELP_LINE_DAYS = 90  # a number checked longer ago counts as unverified
OWN_AREAS = ("kingston", "richmond", "windsor-and-maidenhead")  # whose safeguarding teams have numbers of their own


class BadHelpLines(ValueError):
    """The file cannot be used; the message names it, the fault and the remedy."""


@dataclass(frozen=True, kw_only=True)
class HelpLine:
    """A number that is shown to people who need help now. area is empty for everywhere."""

    name: str
    number: str
    text: str
    area: str
    last_checked: date


def read_help_lines(path: Path) -> tuple[HelpLine, ...]:
    try:
        rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["help_line"]
        return tuple(HelpLine(**row) for row in rows)
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise BadHelpLines(
            f"{path}: {error}. Write [[help_line]] tables with name, number, text, area and last_checked"
        ) from error


def list_unchecked(lines: Iterable[HelpLine], today: date) -> list[HelpLine]:
    """Those that nobody has rung lately."""
    return [line for line in lines if (today - line.last_checked).days > HELP_LINE_DAYS]


def list_uncovered(lines: Iterable[HelpLine]) -> list[str]:
    """Areas without a safeguarding number of their own."""
    covered = {line.area for line in lines}
    return [area for area in OWN_AREAS if area not in covered]
