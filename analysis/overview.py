"""All that the pages of a report say in figures of one run: counted once, stored as text, only read afterwards."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from analysis.reported import Breakdown, ThemeReport
from analysis.sheet import NOWHERE, Sheet
from analysis.tabulating import Column, Tabulator, Tally, tally

CAMPAIGN = 10  # copies of one text from which on it is called a campaign
MOST_CAMPAIGNS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """Figures by theme, by priority and by the tables of `analysis.cubes`, those by group protected.

    ways: how what was said came in, in the order of every Tally's voices. against: comments that speak against what
    their theme is about. cubes: “theme by area” → its table. equality: themes by the groups of each equality question.
    campaigns: how many comments the largest groups of copies have.
    """

    report: ThemeReport
    ways: tuple[str, ...]
    everything: Tally
    themes: Mapping[str, Tally]
    against: Mapping[str, Tally]
    priorities: Mapping[str, Tally]
    cubes: Mapping[str, Breakdown]
    equality: tuple[Breakdown, ...]
    campaigns: tuple[int, ...]

    def table(self, *dimensions: str) -> Breakdown | None:
        return self.cubes.get(" by ".join(dimensions))


def look_over(
    sheet: Sheet,
    report: ThemeReport,
    *,
    groups: Mapping[str, Column],
    equality: Mapping[str, Column],
    people: tuple[str, ...],
) -> Overview:
    """Count a run. groups: dimension of `analysis.cubes` → its column; equality: title of a question → its column.

    people: the ways in that bring people; what comes in otherwise is counted beside them and in no table.
    """
    by_group = Tabulator(sheet, {**groups, **equality}, people)
    cubes = by_group.cubes()
    margins = {each[0]: breakdown.table for each, breakdown in cubes.items() if len(each) == 1}
    asked = [by_group.crossed("theme", title, margins) for title in equality]
    return Overview(
        report=report,
        ways=sheet.ways,
        everything=tally(sheet, sheet.is_read),
        themes={theme: tally(sheet, sheet.held_by([theme])) for theme in sheet.themes},
        against={theme: _against(sheet, number) for number, theme in enumerate(sheet.themes)},
        priorities={name: tally(sheet, sheet.priority == number) for number, name in enumerate(sheet.priorities)},
        cubes={" by ".join(each): breakdown for each, breakdown in cubes.items()},
        equality=tuple(asked),
        campaigns=_campaigns(sheet),
    )


def _against(sheet: Sheet, theme: int) -> Tally:
    chosen = np.zeros(len(sheet), dtype=np.bool_)
    chosen[sheet.place[(sheet.theme == theme) & sheet.is_against]] = True
    return tally(sheet, chosen)


def _campaigns(sheet: Sheet) -> tuple[int, ...]:
    sizes = np.bincount(sheet.text[sheet.is_read & (sheet.text != NOWHERE)])
    return tuple(int(size) for size in np.sort(sizes[sizes >= CAMPAIGN])[::-1][:MOST_CAMPAIGNS])


def to_text(overview: Overview) -> str:
    return json.dumps(asdict(overview), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Overview:
    """What `to_text` wrote. Raises ValueError where it is of another version of this program."""
    try:
        overview: Overview = _read(Overview, json.loads(text))
        return overview
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError("these figures were stored by another version: count again") from fault


def _read(kind: Any, plain: Any) -> Any:
    """A value of this kind from what JSON has of it."""
    if is_dataclass(kind) and isinstance(kind, type):
        return _read_fields(kind, plain)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(plain)
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return None if plain is None else _read(next(each for each in inside if each is not type(None)), plain)
    if origin is tuple:
        kinds = [inside[0]] * len(plain) if inside[-1] is Ellipsis else list(inside)
        return tuple(_read(each, part) for each, part in zip(kinds, plain, strict=True))
    if origin is Mapping:
        return {key: _read(inside[1], value) for key, value in plain.items()}
    return plain


_KINDS: dict[type, dict[str, Any]] = {}


def _read_fields(kind: type, plain: Mapping[str, Any]) -> Any:
    hints = _KINDS.get(kind) or _KINDS.setdefault(kind, get_type_hints(kind))
    return kind(**{each.name: _read(hints[each.name], plain[each.name]) for each in fields(kind)})
