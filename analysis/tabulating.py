"""Sheet → the tables of `analysis.cubes`, protected; and how much was said, each way in apart. True counts stay here.

A table counts people: who sent a survey, and who is a row of an imported file. Points written down at events are no
people; they are counted beside them and never added.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.codebook import NOT_SURE
from analysis.cubes import CONTENT, CUBES
from analysis.disclosure import CountTable, ProtectedTable, ShownCount, protect
from analysis.reported import MOST_GROUPS, NOT_SAID, REST, Breakdown, readable
from analysis.sheet import NOWHERE, Numbers, Sheet

Cubes = dict[tuple[str, ...], Breakdown]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How much was said. texts: different ones among the comments. voices: who said it, by way in, never added."""

    comments: int
    texts: int
    voices: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One label for each comment of a sheet: labels, and each comment's place among them, NOWHERE for none."""

    labels: tuple[str, ...]
    code: Numbers


def tally(sheet: Sheet, chosen: NDArray[np.bool_]) -> Tally:
    """Of the chosen comments, those left out not counted. chosen: shape (n,)."""
    chosen = chosen & sheet.is_read
    voices = tuple(len(np.unique(sheet.person[chosen & (sheet.way == way)])) for way in range(len(sheet.ways)))
    return Tally(comments=int(chosen.sum()), texts=len(np.unique(sheet.text[chosen])), voices=voices)


def group_column(values: Sequence[str], counted: NDArray[np.bool_]) -> Column:
    """A column of groups, largest first; beyond twelve together, then those who did not say. "" is not said.

    counted: which comments the sizes are of. A group that only other comments have stands nowhere.
    """
    named, code = np.unique(np.array([readable(value) for value in values] or [""]), return_inverse=True)
    sizes = np.bincount(code[: len(values)][counted], minlength=len(named))
    said = [place for place, name in enumerate(named) if name and sizes[place]]
    said.sort(key=lambda place: (-sizes[place], named[place]))
    labels = [str(named[place]) for place in said[:MOST_GROUPS]]
    place_of = {place: number for number, place in enumerate(said[:MOST_GROUPS])}
    if said[MOST_GROUPS:]:
        place_of |= dict.fromkeys(said[MOST_GROUPS:], len(labels))
        labels.append(REST)
    silent = [place for place, name in enumerate(named) if not name and sizes[place]]
    if silent:
        place_of[silent[0]] = len(labels)
        labels.append(NOT_SAID)
    turned = np.array([place_of.get(place, NOWHERE) for place in range(len(named))], dtype=np.int32)
    return Column(tuple(labels), turned[code[: len(values)]])


class Tabulator:
    """The protected tables of a sheet. groups: dimension → its column; people: which ways in bring people."""

    def __init__(self, sheet: Sheet, groups: Mapping[str, Column], people: Collection[str]) -> None:
        self.sheet = sheet
        self.groups = dict(groups)
        is_people = np.isin(sheet.way, [sheet.ways.index(way) for way in people])
        self.counted = sheet.is_read & is_people
        self.total = len(np.unique(sheet.person[self.counted]))

    def cubes(self) -> Cubes:
        """Every table of the list whose dimensions there are. Margins are the same in each."""
        alone: Cubes = {each: self._alone(each[0]) for each in CUBES if len(each) == 1 and self._has(each)}
        margins = {each[0]: breakdown.table for each, breakdown in alone.items()}
        pairs: Cubes = {
            each: self.crossed(each[0], each[1], margins) for each in CUBES if len(each) > 1 and self._has(each)
        }
        return alone | pairs

    def crossed(self, first: str, second: str, margins: Mapping[str, ProtectedTable]) -> Breakdown:
        """People by two dimensions. Both margins stand in tables of their own, so each counts as known."""
        rows, columns = self._labels(first), self._labels(second)
        counts = self._count(first, second)
        is_group = first not in CONTENT
        table = protect(
            CountTable(
                rows=rows,
                columns=columns,
                counts=tuple(tuple(int(count) for count in row) for row in counts),
                row_totals=self._sizes(first),
                column_totals=self._sizes(second),
                total=self.total,
                rows_add_up=second not in CONTENT,
                columns_add_up=is_group,
                row_totals_known=True,
                column_totals_known=True,
            )
        )
        return Breakdown(by=second, theme_ids=rows, table=_with_margins(table, margins.get(first), margins.get(second)))

    def _alone(self, dimension: str) -> Breakdown:
        labels, sizes = self._labels(dimension), self._sizes(dimension)
        table = protect(
            CountTable(
                rows=labels,
                columns=("People",),
                counts=tuple((size,) for size in sizes),
                row_totals=sizes,
                column_totals=(self.total,),
                total=self.total,
                columns_add_up=dimension not in CONTENT,
                column_totals_known=True,
            )
        )
        return Breakdown(by="", theme_ids=labels, table=table)

    def _has(self, dimensions: Sequence[str]) -> bool:
        return all(each in CONTENT or each in self.groups for each in dimensions)

    def _labels(self, dimension: str) -> tuple[str, ...]:
        if dimension == "theme":
            is_any = bool((self.sheet.theme == self.sheet.themes.index(NOT_SURE)).any())
            return tuple(theme for theme in self.sheet.themes if theme != NOT_SURE or is_any)
        return self.sheet.priorities if dimension == "priority" else self.groups[dimension].labels

    def _pairs(self, dimension: str) -> tuple[Numbers, Numbers]:
        """Comments by number, and where each stands; a comment in two themes comes twice."""
        if dimension == "theme":
            places = {theme: place for place, theme in enumerate(self._labels("theme"))}
            turned = np.array([places.get(theme, NOWHERE) for theme in self.sheet.themes], dtype=np.int32)
            return self.sheet.place, turned[self.sheet.theme]
        return np.arange(len(self.sheet), dtype=np.int32), self._codes(dimension)

    def _codes(self, dimension: str) -> Numbers:
        return self.sheet.priority if dimension == "priority" else self.groups[dimension].code

    def _count(self, first: str, second: str) -> NDArray[np.int64]:
        """True counts of people, shape (rows, columns)."""
        place, row = self._pairs(first)
        column, width = self._codes(second)[place], len(self._labels(second))
        here = self.counted[place] & (row != NOWHERE) & (column != NOWHERE)
        height, people = len(self._labels(first)), int(self.sheet.person.max(initial=0)) + 1
        cell = row[here].astype(np.int64) * width + column[here]
        each = np.unique(cell * people + self.sheet.person[place[here]])
        return np.bincount(each // people, minlength=height * width).reshape(height, width)

    def _sizes(self, dimension: str) -> tuple[int, ...]:
        """People of each label."""
        place, row = self._pairs(dimension)
        here = self.counted[place] & (row != NOWHERE)
        people = int(self.sheet.person.max(initial=0)) + 1
        each = np.unique(row[here].astype(np.int64) * people + self.sheet.person[place[here]])
        return tuple(int(size) for size in np.bincount(each // people, minlength=len(self._labels(dimension))))


def _with_margins(table: ProtectedTable, rows: ProtectedTable | None, columns: ProtectedTable | None) -> ProtectedTable:
    """The same counts, with the totals as the tables of one dimension show them."""
    return ProtectedTable(
        rows=table.rows,
        columns=table.columns,
        counts=table.counts,
        row_totals=_only(rows) if rows else table.row_totals,
        column_totals=_only(columns) if columns else table.column_totals,
        total=rows.total if rows else table.total,
    )


def _only(table: ProtectedTable) -> tuple[ShownCount, ...]:
    return tuple(row[0] for row in table.counts)
