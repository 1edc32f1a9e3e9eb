"""How values look on a page."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_time
from flask import Flask

from consult.languages import ENGLISH
from consult.settings import AREAS, AUDIENCES, LONDON
from consult.web import languages


def day(moment: date | datetime) -> str:
    """3 April 2026, as the language of the page writes it"""
    local = moment.astimezone(LONDON) if isinstance(moment, datetime) else moment
    if languages.language() != ENGLISH:
        return format_date(local, "long", locale=languages.language())
    return f"{local.day} {local:%B %Y}"


def moment(value: datetime) -> str:
    """3 April 2026, 2:05pm"""
    return f"{day(value)}, {clock(value)}"


def clock(value: datetime) -> str:
    """2:05pm"""
    local = value.astimezone(LONDON)
    if languages.language() != ENGLISH:
        return format_time(local.time(), "short", locale=languages.language())
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def area_name(area: str) -> str:
    return AREAS.get(area, area)


def audience_name(audience: str) -> str:
    return AUDIENCES.get(audience, audience)


def number(value: int) -> str:
    """12,345"""
    return str(languages.number(value))


def plural(count: int, one: str, many: str = "") -> str:
    """1 note, 3 notes"""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def init_app(app: Flask) -> None:
    for function in (day, moment, clock, area_name, audience_name, number, plural):
        app.jinja_env.filters[function.__name__] = function
