"""Which counts of people may be shown, so that nobody can be picked out of a table.

The rule (after NHS England's HES method of 2018 and the ONS threshold of 10): 1-7 is “[c]”, every other count is
rounded to 5; a breakdown of fewer than ten people is “[c]” throughout; so is a count of all of a group, or all but 1-7,
and none of a group of at most twenty; no line with a shown total has exactly one “[c]”; and
what can be worked out from totals and rounding (`analysis.inference`) never says of a count that it is 1-7.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.inference import Grid, Lines, Place, given_away, line_of

SMALLEST_SHOWN = 8  # 1-7 are never shown
STEP = 5  # shown counts are multiples of it
SMALLEST_BREAKDOWN = 10  # people in a group; below it nothing about the group is shown
SMALLEST_BASE = 20  # below it no percentage is shown, and all or nothing of a group says too much

CONFIDENTIAL = "[c]"
NOTE = (
    f"Counts are rounded to the nearest {STEP}. “{CONFIDENTIAL}” (confidential) stands for 1 to {SMALLEST_SHOWN - 1} "
    f"people, for groups of fewer than {SMALLEST_BREAKDOWN}, and for any other count that would give away a small one. "
    "So rows and columns need not add up."
)


@dataclass(frozen=True, slots=True)
class ShownCount:
    """What the public may see of one count: value is None where it is confidential, and text says so."""

    value: int | None
    text: str


HIDDEN = ShownCount(None, CONFIDENTIAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class CountTable:
    """True counts of people: counts[row][column], both totals given because people can be in several rows.

    row_totals: people of each row; column_totals: people of each column (its base); total: everybody.
    rows_add_up: each person is in one column, so that a row's counts add up to its total. columns_add_up: likewise.
    row_totals_known, column_totals_known: these and the total stand elsewhere to the unit, or in another table that is
    released as well, so they count as known.
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
    column_totals_known: bool = False


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
    """One count on its own, where no table around it could give it away. Raises ValueError below 0."""
    if count < 0:
        raise ValueError(f"{count} is no count of people")
    if 0 < count < SMALLEST_SHOWN:
        return HIDDEN
    rounded = STEP * ((count + STEP // 2) // STEP)
    return ShownCount(rounded, f"{rounded:,}")


def percentage(part: ShownCount, base: ShownCount) -> int | None:
    """Whole per cent from rounded figures (at most 100); None where either is hidden or the base is under 20."""
    if part.value is None or base.value is None or base.value < SMALLEST_BASE:
        return None
    return min(100, round(100 * part.value / base.value))


def share_range(part: ShownCount, base: ShownCount) -> tuple[float, float] | None:
    """Between which per cents the true share is, as rounding leaves it open; None where `percentage` is None."""
    if percentage(part, base) is None or part.value is None or base.value is None:
        return None
    least = max(SMALLEST_SHOWN, part.value - STEP // 2) if part.value else 0
    most = part.value + STEP // 2 if part.value else 0
    return 100 * least / (base.value + STEP // 2), min(100.0, 100 * most / (base.value - STEP // 2))


def protect(table: CountTable) -> ProtectedTable:
    """Hide and round until no line, total or rounding gives a small count away. Same table, same result.

    Raises ValueError where the table's shape does not fit its labels.
    """
    grid = _grid(table)
    lines = Lines(len(table.rows), len(table.columns), table.rows_add_up, table.columns_add_up)
    known = _known(table)
    small = _too_telling(table, grid)
    hidden = set(small)
    while more := _to_hide(lines, grid, hidden, small, known):
        hidden.add(more)

    def shown(place: Place) -> ShownCount:
        return HIDDEN if place in hidden else show(grid[place])

    height, width = len(table.rows), len(table.columns)
    return ProtectedTable(
        rows=table.rows,
        columns=table.columns,
        counts=tuple(tuple(shown(Place(row, column)) for column in range(width)) for row in range(height)),
        row_totals=tuple(shown(Place(row, width)) for row in range(height)),
        column_totals=tuple(shown(Place(height, column)) for column in range(width)),
        total=shown(Place(height, width)),
    )


def _grid(table: CountTable) -> Grid:
    height, width = len(table.rows), len(table.columns)
    lines = [*table.counts, table.column_totals]
    totals = [*table.row_totals, table.total]
    if len(lines) != height + 1 or len(totals) != height + 1 or any(len(line) != width for line in lines):
        raise ValueError(f"the counts do not fit {height} rows and {width} columns")
    return {
        Place(row, column): count
        for row, (line, total) in enumerate(zip(lines, totals, strict=True))
        for column, count in enumerate((*line, total))
    }


def _known(table: CountTable) -> set[Place]:
    height, width = len(table.rows), len(table.columns)
    by_row = {Place(row, width) for row in range(height + 1)} if table.row_totals_known else set()
    by_column = {Place(height, column) for column in range(width + 1)} if table.column_totals_known else set()
    return by_row | by_column


def _too_telling(table: CountTable, grid: Grid) -> set[Place]:
    """Counts that tell too much by themselves or beside their group's base."""
    if table.total < SMALLEST_BREAKDOWN:
        return set(grid)
    bases = (*table.column_totals, table.total)
    small = {place for place, count in grid.items() if 0 < count < SMALLEST_SHOWN}
    of_few = {place for place in grid if bases[place.column] < SMALLEST_BREAKDOWN}
    nearly_all_or_nobody = {
        place
        for place, count in grid.items()
        for base in [bases[place.column]]
        if place.row < len(table.rows)
        and (base - count < SMALLEST_SHOWN or (count == 0 and base <= SMALLEST_BASE))
        and (place.column < len(table.columns) or not table.row_totals_known)
    }
    return small | of_few | nearly_all_or_nobody


def _to_hide(lines: Lines, grid: Grid, hidden: set[Place], small: set[Place], known: set[Place]) -> Place | None:
    """What has to be hidden next because of what the others give away; None where nothing has."""
    for line in lines:
        is_told = line.total in known or line.total not in hidden
        alone = [place for place in line.places if place in hidden]
        if not is_told or len(alone) != 1 or not (line.adds_up or len(line.places) > 1):
            continue
        if more := _smallest_shown(line.places, line.total, grid, hidden):
            return more
    for place in given_away(lines, grid, hidden, small, known):
        for line in line_of(lines, place):
            if line.adds_up and (more := _smallest_shown(line.places, line.total, grid, hidden)):
                return more
    return None


def _smallest_shown(places: tuple[Place, ...], total: Place, grid: Grid, hidden: set[Place]) -> Place | None:
    """The smallest count still shown, zeros last: they hide little; the line's total where none is left."""
    shown = [place for place in places if place not in hidden] or [place for place in [total] if place not in hidden]
    return min(shown, key=lambda place: (grid[place] == 0, grid[place], place), default=None)
