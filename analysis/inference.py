"""What somebody who adds and takes away can work out about the hidden counts of a table: the other side of disclosure.

For a table whose lines add up in one direction only (people in several themes) the ranges are exact; where both
directions add up they are solved for by linear programming, as an attacker would.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

LARGEST_SMALL = 7  # counts from 1 to this are the ones to keep
ROUNDING = 2  # a shown count is at most this far from the true one
TINY = 1e-6  # what a linear program may be wrong by
MOST_SOLVED = 1_000  # places of a table that is solved for; narrowing alone must do for a larger one


class Place(NamedTuple):
    """Row and column in the grid; the last row and column hold the totals."""

    row: int
    column: int


class Line(NamedTuple):
    """A row or column, its total, and whether its counts add up to it."""

    places: tuple[Place, ...]
    total: Place
    adds_up: bool


class Range(NamedTuple):
    """What can be said about a count: least ≤ count ≤ most."""

    least: int
    most: int

    @property
    def is_small(self) -> bool:
        """Whether it says that there is somebody, and only few."""
        return self.least >= 1 and self.most <= LARGEST_SMALL


Grid = dict[Place, int]  # true counts
Ranges = dict[Place, Range]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a table of height × width counts with its totals."""

    height: int
    width: int
    rows_add_up: bool
    columns_add_up: bool

    def __iter__(self) -> Iterator[Line]:
        for row in range(self.height + 1):
            places = tuple(Place(row, column) for column in range(self.width))
            yield Line(places, Place(row, self.width), self.rows_add_up)
        for column in range(self.width + 1):
            places = tuple(Place(row, column) for row in range(self.height))
            yield Line(places, Place(self.height, column), self.columns_add_up)


def line_of(lines: Lines, place: Place) -> Iterator[Line]:
    """The lines that a place stands in."""
    return (line for line in lines if place in line.places or place == line.total)


def given_away(lines: Lines, grid: Grid, hidden: set[Place], small: set[Place], known: set[Place]) -> Iterator[Place]:
    """Hidden counts that can be worked out: as 1-7 by anybody, or to the unit by one who knows which are 1-7.

    small: the hidden counts that were hidden for themselves; the others only cover them.
    """
    few = {place for place in small if 1 <= grid[place] <= LARGEST_SMALL} - known
    blind = _worked_out(lines, _told(grid, hidden, set(), known))
    insider = _worked_out(lines, _told(grid, hidden, few, known))
    found = [place for place in sorted(few) if blind[place].is_small or insider[place].least == insider[place].most]
    yield from found
    if not found and lines.rows_add_up and lines.columns_add_up and len(grid) <= MOST_SOLVED:
        yield from _solved_for(lines, blind, sorted(few))


def _told(grid: Grid, hidden: set[Place], few: set[Place], known: set[Place]) -> Ranges:
    """What each count alone tells: nothing where hidden, a figure rounded to 5 where shown."""
    most = 2 * max(grid.values()) + 10
    return {place: _alone(place, count, place in hidden, most, few, known) for place, count in grid.items()}


def _alone(place: Place, count: int, is_hidden: bool, most: int, few: set[Place], known: set[Place]) -> Range:
    if place in known or (count == 0 and not is_hidden):
        return Range(count, count)
    if is_hidden:
        return Range(1, LARGEST_SMALL) if place in few else Range(0, most)
    rounded = 5 * ((count + ROUNDING) // 5)
    return Range(max(LARGEST_SMALL + 1, rounded - ROUNDING), rounded + ROUNDING)


def _worked_out(lines: Lines, ranges: Ranges) -> Ranges:
    """What adding and taking away tells about each count, repeated until it tells no more."""
    changed = True
    while changed:
        changed = False
        for line in lines:
            for place, narrowed in _narrowed(line, ranges):
                if narrowed != ranges[place]:
                    ranges[place] = narrowed
                    changed = True
    return ranges


def _narrowed(line: Line, ranges: Ranges) -> list[tuple[Place, Range]]:
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


def _between(known: Range, least: int, most: int) -> Range:
    return Range(max(known.least, least), min(known.most, most))


def _solved_for(lines: Lines, ranges: Ranges, few: list[Place]) -> Iterator[Place]:
    """The hidden small counts that linear programming pins to 1-7, when every line adds up."""
    system = _System(lines, ranges)
    left = set(few)
    while left:
        found = system.least(left)  # one table in which many of them are 0 clears all of those
        cleared = {place for place in left if found[place] < TINY}
        if not cleared:
            place = min(left)
            if system.least({place})[place] > TINY and system.least({place}, -1)[place] < LARGEST_SMALL + 1 - TINY:
                yield place
            cleared = {place}
        left -= cleared


class _System:
    """The equations of a table whose lines all add up, within what is known of each count."""

    def __init__(self, lines: Lines, ranges: Ranges) -> None:
        self._order = {each: number for number, each in enumerate(ranges)}
        self._bounds = list(ranges.values())
        every = list(lines)
        self._equations = np.zeros((len(every), len(self._order)))
        for number, line in enumerate(every):
            self._equations[number, [self._order[each] for each in line.places]] = 1
            self._equations[number, self._order[line.total]] = -1

    def least(self, places: set[Place], sign: int = 1) -> dict[Place, float]:
        """Every count of a table that fits, in which these add up to the least (or most, with sign -1)."""
        from scipy.optimize import linprog  # heavy: only tables of groups by groups need it

        aim = np.zeros(len(self._order))
        aim[[self._order[each] for each in sorted(places)]] = sign
        solved = linprog(aim, A_eq=self._equations, b_eq=np.zeros(len(self._equations)), bounds=self._bounds)
        return dict(zip(self._order, solved.x.tolist(), strict=True))
