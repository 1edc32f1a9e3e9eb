"""The ways people write a day, read into one value. Pure; days come before months, as in Britain."""

from __future__ import annotations

import re
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST, LATEST = 1990, 2100
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
BRITISH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+(\d{1,2}|[a-z]+)\.?,?[\s./-]+(\d{4}|\d{2})(?:[T ,].*)?", re.I)
ADVICE = "Write the date as day, month and year, for example 27 3 2024"


class BadDate(Exception):
    """Not a day; the message says what to write instead."""


def read_date(text: str) -> date:
    """2024-03-27, 27/3/2024, 27.3.24, 27 March 2024, with or without a time after it."""
    written = text.strip()
    if found := ISO.fullmatch(written):
        year, month, day = found.groups()
    elif found := BRITISH.fullmatch(written):
        day, month, year = found.groups()
    else:
        raise BadDate(ADVICE)
    return _day(_year(year), _month(month), int(day))


def _day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise BadDate("Enter a real date: there is no such day in that month") from None
    if not EARLIEST <= year <= LATEST:
        raise BadDate(f"Check the year: it must be between {EARLIEST} and {LATEST}")
    return found


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _month(text: str) -> int:
    """7, 07, Jul, July."""
    if text.isdecimal():
        return int(text)
    names = [number for number, name in enumerate(MONTHS, 1) if len(text) >= 3 and text.lower().startswith(name)]
    if not names:
        raise BadDate(ADVICE)
    return names[0]
