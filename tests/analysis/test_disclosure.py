"""No table gives away a count of one to seven, whatever is added or taken away."""

from __future__ import annotations

import math
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.disclosure import CONFIDENTIAL, CountTable, ProtectedTable, ShownCount, percentage, protect, show


def table(
    *counts: tuple[int, ...],
    bases: tuple[int, ...] | None = None,
    columns_add_up: bool = False,
    row_totals_known: bool = False,
) -> CountTable:
    """Themes by groups, everybody in one group; the bases leave room unless they are given."""
    columns = len(counts[0])
    bases = bases or tuple(sum(row[column] for row in counts) + 50 for column in range(columns))
    return CountTable(
        rows=tuple(f"theme {number}" for number in range(len(counts))),
        columns=tuple(f"group {number}" for number in range(columns)),
        counts=counts,
        row_totals=tuple(sum(row) for row in counts),
        column_totals=bases,
        total=sum(bases),
        columns_add_up=columns_add_up,
        row_totals_known=row_totals_known,
    )


def texts(protected: ProtectedTable) -> list[list[str]]:
    return [[count.text for count in row] for row in protected.counts]


C = CONFIDENTIAL


@st.composite
def tables(draw: st.DrawFn) -> CountTable:
    """Small tables around the threshold, where giving away is easiest; the last row may make columns add up."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    count = st.one_of(st.integers(0, 24), st.integers(0, 200))
    counts = tuple(tuple(draw(count) for _ in range(width)) for _ in range(height))
    columns_add_up = draw(st.booleans())
    spare = st.just(0) if columns_add_up else st.integers(0, 40)
    bases = tuple(sum(row[column] for row in counts) + draw(spare) for column in range(width))
    return table(*counts, bases=bases, columns_add_up=columns_add_up, row_totals_known=draw(st.booleans()))


def all_shown(protected: ProtectedTable) -> list[ShownCount]:
    inner = [count for row in protected.counts for count in row]
    return [*inner, *protected.row_totals, *protected.column_totals, protected.total]


@given(tables())
def test_every_count_is_confidential_or_zero_or_a_multiple_of_five_from_ten_up(some: CountTable) -> None:
    for count in all_shown(protect(some)):
        is_rounded = count.value is not None and (count.value == 0 or (count.value >= 10 and count.value % 5 == 0))
        assert count.text == CONFIDENTIAL if count.value is None else is_rounded


@given(tables())
def test_no_line_with_a_shown_total_has_exactly_one_confidential_count(some: CountTable) -> None:
    protected = protect(some)
    lines = [*zip(protected.counts, protected.row_totals, strict=True), (protected.column_totals, protected.total)]
    columns = [*zip(zip(*protected.counts, strict=True), protected.column_totals, strict=True)]
    if len(some.rows) > 1 or some.columns_add_up:  # a lone count that does not make up its total tells nothing
        lines += [*columns, (protected.row_totals, protected.total)]
    for counts, total in lines:
        assert total.value is None or sum(count.value is None for count in counts) != 1


@given(tables())
def test_what_a_small_count_leaves_over_and_all_or_nothing_of_a_small_group_are_confidential(some: CountTable) -> None:
    for counts, shown in zip(some.counts, protect(some).counts, strict=True):
        for count, base, cell in zip(counts, some.column_totals, shown, strict=True):
            if 1 <= count <= 7 or 1 <= base - count <= 7 or base < 10 or (base <= 20 and count in (0, base)):
                assert cell.text == CONFIDENTIAL


@settings(max_examples=50, deadline=None)
@given(tables())
def test_an_attacker_who_solves_for_every_total_cannot_tell_that_a_count_is_small(some: CountTable) -> None:
    blind = Attacker(some, protect(some))
    insider = Attacker(some, protect(some), is_insider=True)
    for row, counts in enumerate(some.counts):
        for column, count in enumerate(counts):
            is_the_row_itself = some.row_totals_known and sum(some.counts[row]) == count  # the cell tells nothing new
            if 1 <= count <= 7 and not is_the_row_itself:
                least, most = blind.range_of(row, column)
                assert least == 0 or most >= 8
                assert len({*insider.range_of(row, column)}) == 2


class Attacker:
    """Knows the rule, every shown figure, and which lines add up: solves for each count. An insider knows which
    confidential counts are small, and which only cover them."""

    def __init__(self, true: CountTable, shown: ProtectedTable, *, is_insider: bool = False) -> None:
        self.width = len(true.columns) + 1
        lines = [(*row, total) for row, total in zip(shown.counts, shown.row_totals, strict=True)]
        grid = [*lines, (*shown.column_totals, shown.total)]
        self.bounds = [self.known(count) for line in grid for count in line]
        if is_insider:
            self.tell(true)
        if true.row_totals_known:
            for row, total in enumerate((*true.row_totals, true.total)):
                self.bounds[row * self.width + self.width - 1] = (total, total)
        places, across = range(self.width), range(self.width - 1)
        rows = [self.equation([(row, c) for c in across], (row, self.width - 1)) for row in range(len(grid))]
        columns = [self.equation([(r, c) for r in range(len(grid) - 1)], (len(grid) - 1, c)) for c in places]
        self.equations = [*rows, *(columns if true.columns_add_up else [])]

    def tell(self, true: CountTable) -> None:
        for row, line in enumerate([*true.counts, true.column_totals]):
            for column, count in enumerate(line):
                if 1 <= count <= 7:
                    self.bounds[row * self.width + column] = (1, 7)

    @staticmethod
    def known(count: ShownCount) -> tuple[float, float | None]:
        if count.value is None:
            return 0, None
        return (max(8, count.value - 2), count.value + 2) if count.value else (0, 0)

    def equation(self, parts: list[tuple[int, int]], total: tuple[int, int]) -> list[float]:
        line = [0.0] * len(self.bounds)
        for row, column in parts:
            line[row * self.width + column] = 1.0
        line[total[0] * self.width + total[1]] = -1.0
        return line

    def range_of(self, row: int, column: int) -> tuple[int, float]:
        return math.ceil(self.solve(row, column, 1) - 1e-6), math.floor(min(1e9, self.solve(row, column, -1) + 1e-6))

    def solve(self, row: int, column: int, sign: int) -> float:
        aim = [0.0] * len(self.bounds)
        aim[row * self.width + column] = sign
        solved = linprog(aim, A_eq=self.equations, b_eq=[0.0] * len(self.equations), bounds=self.bounds)
        assert solved.status in (0, 3), solved.message
        return sign * float(solved.fun) if solved.status == 0 else 1e9


def test_a_single_small_count_takes_the_next_smallest_with_it() -> None:
    protected = protect(table((3, 40, 20, 33), (30, 50, 40, 60)))
    assert texts(protected) == [[C, "40", C, "35"], [C, "50", C, "60"]]


def test_eight_is_rounded_to_ten_and_seven_is_not_shown() -> None:
    assert texts(protect(table((8, 7, 6, 44))))[0] == ["10", C, C, "45"]


def test_nobody_is_shown_as_zero_in_a_large_group_but_not_in_a_small_one() -> None:
    protected = protect(table((0, 0, 0, 44), (30, 9, 10, 30), bases=(90, 18, 19, 90)))
    assert texts(protected)[0] == ["0", C, C, "45"]


def test_a_group_that_says_the_same_to_the_last_member_is_confidential() -> None:
    protected = protect(table((15, 30, 30), (0, 20, 20), bases=(15, 90, 90)))
    assert [row[0] for row in texts(protected)] == [C, C]


def test_a_count_seven_short_of_everybody_is_confidential_and_eight_short_is_shown() -> None:
    protected = protect(table((43, 42, 40, 43), bases=(50, 50, 60, 50)))
    assert texts(protected) == [[C, "40", "40", C]]


def test_nothing_is_shown_of_a_group_of_fewer_than_ten() -> None:
    protected = protect(table((8, 30, 30), (0, 30, 30), bases=(9, 90, 70)))
    assert [count.text for count in protected.column_totals] == [C, "90", C]
    assert [row[0] for row in texts(protected)] == [C, C]
    assert {count.text for count in all_shown(protect(table((8,), bases=(8,))))} == {C}


def test_percentages_come_from_rounded_figures_and_large_enough_bases() -> None:
    assert percentage(show(33), show(101)) == 35
    assert percentage(show(12), show(17)) is None
    assert percentage(show(3), show(101)) is None
    assert percentage(show(0), show(101)) == 0


def test_a_share_is_of_the_groups_base() -> None:
    assert protect(table((50, 20), (30, 40), bases=(101, 82))).share(0, 0) == 50


def test_a_table_that_does_not_fit_its_labels_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        protect(CountTable(rows=("a",), columns=("b",), counts=(), row_totals=(), column_totals=(1,), total=1))
    with pytest.raises(ValueError, match="no count of people"):
        show(-1)


def test_forty_themes_by_twenty_groups_are_protected_in_a_moment_and_always_alike() -> None:
    chance = random.Random(3)
    large = table(*(tuple(int(chance.expovariate(0.03)) for _ in range(20)) for _ in range(40)), row_totals_known=True)
    began = time.monotonic()
    assert protect(large) == protect(large)
    assert time.monotonic() - began < 30
