"""Which counts of people may be shown, so that nobody can be picked out of a table.

The rule (trust.md 6.2 and 8.F, after NHS England's HES method of 2018 and the ONS threshold of 10; where they differ,
the stricter): a count of 0-9 is “fewer than 10”, zero included; every other is rounded to 5; a group whose members all
(or all but 1-9) say the same is hidden; no line with a shown total has exactly one hidden count; and what can be
worked out from totals and rounding must leave each hidden count at least two possible values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

THRESHOLD = 10  # the smallest count that is shown
STEP = 5  # shown counts are multiples of it
SMALLEST_BASE = 20  # below it no percentage is shown

FEWER = f"fewer than {THRESHOLD}"
HIDDEN = "hidden"  # a count of any size that would give away a small one
NOTE = (
    f"Counts are rounded to the nearest {STEP}. “{FEWER}” stands for 0 to {THRESHOLD - 1}. "
    f"“{HIDDEN}” stands for any other count that would give away a small one. "
    "So rows and columns need not add up."
)


@dataclass(frozen=True, slots=True)
class ShownCount:
    """What the public may see of one count: value is None where it is hidden, and text says why."""

    value: int | None
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CountTable:
    """True counts of people: counts[row][column], both totals given because people can be in several rows.

    row_totals: people of each row; column_totals: people of each column (its base); total: everybody.
    rows_add_up: each person is in one column, so that a row's counts add up to its total. columns_add_up: likewise.
    row_totals_known: row totals and total stand elsewhere to the unit (sizes of themes), so they count as shown.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int
    rows_add_up: bool = True
    columns_add_up: bool = False
    row_totals_known: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ProtectedTable:
    """The same table as it may be shown to everyone."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[ShownCount, ...], ...]
    row_totals: tuple[ShownCount, ...]
    column_totals: tuple[ShownCount, ...]
    total: ShownCount

    def share(self, row: int, column: int) -> int | None:
        """Whole per cent of the column's base, from the rounded figures: see `percentage`."""
        return percentage(self.counts[row][column], self.column_totals[column])


def show(count: int) -> ShownCount:
    """One count on its own, where no table around it could give it away."""
    if count < THRESHOLD:
        return ShownCount(None, FEWER)
    rounded = _rounded(count)
    return ShownCount(rounded, f"{rounded:,}")


def percentage(part: ShownCount, base: ShownCount) -> int | None:
    """Whole per cent from rounded figures (at most 100); None where either is hidden or the base is under 20."""
    if part.value is None or base.value is None or base.value < SMALLEST_BASE:
        return None
    return min(100, round(100 * part.value / base.value))


def protect(table: CountTable) -> ProtectedTable:
    """Hide and round until no line, total or rounding gives a small count away.

    Raises ValueError where the table's shape does not fit its labels.
    """
    grid = _grid(table)
    hidden = dict.fromkeys(_nearly_everybody(table), HIDDEN)
    hidden |= {place: FEWER for place, count in grid.items() if count < THRESHOLD}
    while more := _to_hide(table, grid, hidden):
        hidden |= more

    def shown(place: _Place) -> ShownCount:
        return ShownCount(None, hidden[place]) if place in hidden else show(grid[place])

    height, width = len(table.rows), len(table.columns)
    return ProtectedTable(
        rows=table.rows,
        columns=table.columns,
        counts=tuple(tuple(shown(_Place(row, column)) for column in range(width)) for row in range(height)),
        row_totals=tuple(shown(_Place(row, width)) for row in range(height)),
        column_totals=tuple(shown(_Place(height, column)) for column in range(width)),
        total=shown(_Place(height, width)),
    )


class _Place(NamedTuple):
    """Row and column in the grid; the last row and column hold the totals."""

    row: int
    column: int


class _Line(NamedTuple):
    """A row or column, its total, and whether its counts add up to it."""

    places: tuple[_Place, ...]
    total: _Place
    adds_up: bool


class _Range(NamedTuple):
    """What somebody who knows the rule can say about a count: least ≤ count ≤ most."""

    least: int
    most: int


_Grid = dict[_Place, int]  # true counts
_Hidden = dict[_Place, str]  # FEWER or HIDDEN


def _grid(table: CountTable) -> _Grid:
    height, width = len(table.rows), len(table.columns)
    lines = [*table.counts, table.column_totals]
    totals = [*table.row_totals, table.total]
    if len(lines) != height + 1 or len(totals) != height + 1 or any(len(line) != width for line in lines):
        raise ValueError(f"the counts do not fit {height} rows and {width} columns")
    return {
        _Place(row, column): count
        for row, (line, total) in enumerate(zip(lines, totals, strict=True))
        for column, count in enumerate((*line, total))
    }


def _nearly_everybody(table: CountTable) -> set[_Place]:
    """Counts that say of a whole group, but for 0-9 people, what its members said."""
    return {
        _Place(row, column)
        for row, counts in enumerate(table.counts)
        for column, count in enumerate(counts)
        if table.column_totals[column] - count < THRESHOLD
    }


def _lines(table: CountTable) -> Iterator[_Line]:
    height, width = len(table.rows), len(table.columns)
    for row in range(height + 1):
        places = tuple(_Place(row, column) for column in range(width))
        yield _Line(places, _Place(row, width), table.rows_add_up)
    for column in range(width + 1):
        places = tuple(_Place(row, column) for row in range(height))
        yield _Line(places, _Place(height, column), table.columns_add_up)


def _to_hide(table: CountTable, grid: _Grid, hidden: _Hidden) -> _Hidden:
    """What has to be hidden next, or said less clearly, because of what the others give away."""
    lines = list(_lines(table))
    known = _known_elsewhere(table)
    for line in lines:
        is_told = line.total in known or line.total not in hidden
        if is_told and _is_alone(line, hidden) and (more := _smallest_shown(line, grid, hidden)):
            return {more: HIDDEN}
    ranges = _worked_out(lines, grid, hidden, known)
    for line in lines:
        given_away = any(ranges[place].least == ranges[place].most > 0 for place in line.places if place in hidden)
        if given_away and line.adds_up:
            more = _smallest_shown(line, grid, hidden)
            vaguer = {place: HIDDEN for place in line.places if hidden.get(place) == FEWER}
            if more or vaguer:
                return {more: HIDDEN} if more else vaguer
    return {}


def _known_elsewhere(table: CountTable) -> set[_Place]:
    height, width = len(table.rows), len(table.columns)
    return {_Place(row, width) for row in range(height + 1)} if table.row_totals_known else set()


def _is_alone(line: _Line, hidden: _Hidden) -> bool:
    """Exactly one count of the line is hidden; the only count of a line that does not add up tells nothing."""
    return sum(place in hidden for place in line.places) == 1 and (line.adds_up or len(line.places) > 1)


def _smallest_shown(line: _Line, grid: _Grid, hidden: _Hidden) -> _Place | None:
    """The smallest count still shown; the line's total where none is left."""
    shown = [place for place in line.places if place not in hidden] or [line.total]
    return min((place for place in shown if place not in hidden), key=lambda place: (grid[place], place), default=None)


def _worked_out(lines: list[_Line], grid: _Grid, hidden: _Hidden, known: set[_Place]) -> dict[_Place, _Range]:
    """What adding and taking away tells about each count, repeated until it tells no more."""
    most = max(grid.values()) * (len(grid) + 1) + STEP
    ranges = {place: _told(count, hidden.get(place), most) for place, count in grid.items()}
    ranges |= {place: _Range(grid[place], grid[place]) for place in known}
    changed = True
    while changed:
        changed = False
        for line in lines:
            for place, narrowed in _narrowed(line, ranges):
                if narrowed != ranges[place]:
                    ranges[place] = narrowed
                    changed = True
    return ranges


def _told(count: int, text: str | None, most: int) -> _Range:
    """What one count alone tells: “fewer than 10”, “hidden”, or a figure rounded to 5."""
    if text is not None:
        return _Range(0, THRESHOLD - 1 if text == FEWER else most)
    return _Range(max(THRESHOLD, _rounded(count) - STEP // 2), _rounded(count) + STEP // 2)


def _narrowed(line: _Line, ranges: dict[_Place, _Range]) -> list[tuple[_Place, _Range]]:
    """Each count of an adding-up line, between total minus the others' most and total minus the others' least.

    In any other line a count is at most the total, and the total at least the count.
    """
    total = ranges[line.total]
    if not line.adds_up:
        at_least = max((ranges[place].least for place in line.places), default=0)
        below = [(place, _between(ranges[place], 0, total.most)) for place in line.places]
        return [*below, (line.total, _between(total, at_least, total.most))]
    least = sum(ranges[place].least for place in line.places)
    most = sum(ranges[place].most for place in line.places)
    parts = [
        (place, _between(known, total.least - (most - known.most), total.most - (least - known.least)))
        for place in line.places
        for known in [ranges[place]]
    ]
    return [*parts, (line.total, _between(total, least, most))] if line.places else []


def _between(known: _Range, least: int, most: int) -> _Range:
    return _Range(max(known.least, least), min(known.most, most))


def _rounded(count: int) -> int:
    return STEP * ((count + STEP // 2) // STEP)
