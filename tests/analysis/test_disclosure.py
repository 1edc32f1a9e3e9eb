"""No table gives away a count of fewer than ten, whatever is added or taken away."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.disclosure import FEWER, HIDDEN, CountTable, ProtectedTable, ShownCount, percentage, protect, show


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
def test_every_shown_count_is_a_multiple_of_five_from_ten_up(some: CountTable) -> None:
    for count in all_shown(protect(some)):
        assert count.text in (FEWER, HIDDEN) if count.value is None else count.value >= 10 and count.value % 5 == 0


@given(tables())
def test_no_line_with_a_shown_total_has_exactly_one_hidden_count(some: CountTable) -> None:
    protected = protect(some)
    lines = [*zip(protected.counts, protected.row_totals, strict=True), (protected.column_totals, protected.total)]
    columns = [*zip(zip(*protected.counts, strict=True), protected.column_totals, strict=True)]
    if len(some.rows) > 1 or some.columns_add_up:  # a lone count that does not make up its total tells nothing
        lines += [*columns, (protected.row_totals, protected.total)]
    for counts, total in lines:
        assert total.value is None or sum(count.value is None for count in counts) != 1


@given(tables())
def test_fewer_than_ten_is_never_said_of_a_larger_count(some: CountTable) -> None:
    for counts, shown in zip(some.counts, protect(some).counts, strict=True):
        assert all(true < 10 for true, count in zip(counts, shown, strict=True) if count.text == FEWER)


@given(tables())
def test_every_count_under_ten_is_hidden(some: CountTable) -> None:
    for counts, shown in zip(some.counts, protect(some).counts, strict=True):
        assert all(count.value is None for true, count in zip(counts, shown, strict=True) if true < 10)


def test_two_nines_that_meet_a_known_total_are_not_even_called_fewer_than_ten() -> None:
    protected = protect(table((9, 9), (40, 50), row_totals_known=True))
    assert texts(protected)[0] == [HIDDEN, HIDDEN]


@settings(max_examples=60, deadline=None)
@given(tables())
def test_an_attacker_who_solves_for_every_total_cannot_work_out_a_small_count(some: CountTable) -> None:
    attacker = Attacker(some, protect(some))
    for row, counts in enumerate(some.counts):
        for column, count in enumerate(counts):
            is_the_row_itself = some.row_totals_known and len(some.columns) == 1  # then the cell tells nothing new
            if 1 <= count <= 9 and count < some.row_totals[row] and not is_the_row_itself:
                assert attacker.least(row, column) < attacker.most(row, column)


class Attacker:
    """Knows the rule, every shown figure, and that rows (and columns, where they do) add up: solves for each count."""

    def __init__(self, true: CountTable, shown: ProtectedTable) -> None:
        self.width = len(true.columns) + 1
        lines = [(*row, total) for row, total in zip(shown.counts, shown.row_totals, strict=True)]
        grid = [*lines, (*shown.column_totals, shown.total)]
        self.bounds = [self.known(count) for line in grid for count in line]
        if true.row_totals_known:
            for row, total in enumerate((*true.row_totals, true.total)):
                self.bounds[row * self.width + self.width - 1] = (total, total)
        places, across = range(self.width), range(self.width - 1)
        rows = [self.equation([(row, c) for c in across], (row, self.width - 1)) for row in range(len(grid))]
        columns = [self.equation([(r, c) for r in range(len(grid) - 1)], (len(grid) - 1, c)) for c in places]
        self.equations = [*rows, *(columns if true.columns_add_up else [])]

    @staticmethod
    def known(count: ShownCount) -> tuple[float, float | None]:
        if count.value is None:
            return 0, (9 if count.text == FEWER else None)
        return max(10, count.value - 2), count.value + 2

    def equation(self, parts: list[tuple[int, int]], total: tuple[int, int]) -> list[float]:
        line = [0.0] * len(self.bounds)
        for row, column in parts:
            line[row * self.width + column] = 1.0
        line[total[0] * self.width + total[1]] = -1.0
        return line

    def solve(self, row: int, column: int, sign: int) -> float:
        aim = [0.0] * len(self.bounds)
        aim[row * self.width + column] = sign
        solved = linprog(aim, A_eq=self.equations, b_eq=[0.0] * len(self.equations), bounds=self.bounds)
        assert solved.status == 0, solved.message
        return sign * float(solved.fun)

    def least(self, row: int, column: int) -> int:
        return math.ceil(self.solve(row, column, 1) - 1e-6)

    def most(self, row: int, column: int) -> int:
        return math.floor(self.solve(row, column, -1) + 1e-6)


def test_a_single_small_count_takes_the_next_smallest_with_it() -> None:
    protected = protect(table((3, 40, 20, 33), (30, 50, 40, 60)))
    assert texts(protected) == [[FEWER, "40", HIDDEN, "35"], [HIDDEN, "50", HIDDEN, "60"]]


def test_zero_is_hidden_like_any_small_count() -> None:
    assert texts(protect(table((0, 0, 44))))[0][:2] == [FEWER, FEWER]


def test_a_group_that_says_the_same_to_the_last_member_is_hidden() -> None:
    protected = protect(table((15, 30, 30), (15, 20, 20), bases=(15, 90, 90)))
    assert [row[0] for row in texts(protected)] == [HIDDEN, HIDDEN]


def test_a_count_nine_short_of_everybody_is_hidden_and_ten_short_is_shown() -> None:
    protected = protect(table((41, 40, 40, 41), bases=(50, 50, 60, 50)))
    assert texts(protected) == [[HIDDEN, "40", "40", HIDDEN]]


def test_rounding_cannot_be_undone_where_three_counts_meet_their_total() -> None:
    protected = protect(table((22, 22, 9), bases=(100, 100, 100)))  # 55 - 20 - 20 would leave exactly 9
    assert texts(protected) == [[HIDDEN, "20", FEWER]]


def test_a_small_group_has_its_base_hidden_too() -> None:
    protected = protect(table((4, 30, 30), bases=(8, 90, 70)))
    assert [count.text for count in protected.column_totals] == [FEWER, "90", HIDDEN]


def test_percentages_come_from_rounded_figures_and_large_enough_bases() -> None:
    assert percentage(show(33), show(101)) == 35
    assert percentage(show(12), show(17)) is None
    assert percentage(show(3), show(101)) is None


def test_a_share_is_of_the_groups_base() -> None:
    assert protect(table((50, 20), (30, 40), bases=(101, 82))).share(0, 0) == 50


def test_a_table_that_does_not_fit_its_labels_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        protect(CountTable(rows=("a",), columns=("b",), counts=(), row_totals=(), column_totals=(1,), total=1))
