"""Only tables of the list are released, and no two of them together give a small count away."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.cubes import NotReleasable, cube, next_snapshot
from analysis.disclosure import CountTable, ProtectedTable, ShownCount, protect

AUDIENCES, AREAS = ("child", "parent", "staff"), ("east", "west")
CELLS = list(itertools.product(AUDIENCES, AREAS))


class World:
    """Some people, each of one audience and area, some of whom raise a theme, and all tables that are released."""

    def __init__(self, chance: random.Random) -> None:
        self.people = {cell: int(chance.expovariate(1 / 40)) for cell in CELLS}
        self.raised = {cell: chance.randint(0, count) for cell, count in self.people.items()}
        if chance.random() < 0.3:  # an audience that lives in one area only
            self.people[CELLS[0]] = self.raised[CELLS[0]] = 0
        self.by_audience = self.table(AUDIENCES, 0)
        self.by_area = self.table(AREAS, 1)

    def table(self, groups: tuple[str, ...], which: int) -> ProtectedTable:
        said = tuple(sum(self.raised[cell] for cell in CELLS if cell[which] == group) for group in groups)
        bases = tuple(sum(self.people[cell] for cell in CELLS if cell[which] == group) for group in groups)
        return protect(
            CountTable(
                rows=("theme",),
                columns=groups,
                counts=(said,),
                row_totals=(sum(said),),
                column_totals=bases,
                total=sum(bases),
                row_totals_known=True,
            )
        )

    def attack(self, groups: tuple[str, ...], which: int, group: str) -> tuple[float, float]:
        """The least and the most people of a group who can have raised the theme, by all tables together."""
        rows, low, high = [], [], []
        for table, side in ((self.by_audience, 0), (self.by_area, 1)):
            for column, name in enumerate(table.columns):
                chosen = [float(cell[side] == name) for cell in CELLS]
                for part, count in ((0, table.counts[0][column]), (1, table.column_totals[column])):
                    rows.append([*(chosen if part == 0 else [0] * 6), *(chosen if part == 1 else [0] * 6)])
                    low.append(bounds(count)[0])
                    high.append(bounds(count)[1])
        total = sum(self.raised.values())
        rows.append([1.0] * 6 + [0.0] * 6)
        low.append(total)
        high.append(total)
        part = np.eye(6)
        upper = np.vstack([np.array(rows), -np.array(rows), np.hstack([part, -part])])
        limits = [*high, *(-each for each in low), *[0.0] * 6]
        aim = np.array([float(cell[which] == group) for cell in CELLS] + [0.0] * 6)
        ends = []
        for sign in (1, -1):
            solved = linprog(sign * aim, A_ub=upper, b_ub=limits, bounds=[(0, 2_000)] * 12)
            assert solved.status == 0, solved.message
            ends.append(sign * solved.fun)
        return math.ceil(ends[0] - 1e-6), math.floor(ends[1] + 1e-6)


def bounds(count: ShownCount) -> tuple[int, int]:
    if count.value is None:
        return 0, 2_000
    return (max(8, count.value - 2), count.value + 2) if count.value else (0, 0)


@given(st.integers(0, 10_000))
def test_no_two_tables_about_one_theme_tell_together_that_few_of_a_group_raised_it(seed):
    world = World(random.Random(seed))
    for which, groups in ((0, AUDIENCES), (1, AREAS)):
        for group in groups:
            count = sum(world.raised[cell] for cell in CELLS if cell[which] == group)
            if 1 <= count <= 7 and count < sum(world.raised.values()):
                least, most = world.attack(groups, which, group)
                assert least == 0 or most >= 8


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_nested_group_taken_from_the_larger_never_tells_that_the_rest_is_few(inner, rest):
    """Two released figures of groups one of which holds the other: rounding leaves 0 or 8 possible."""
    larger, smaller = bounds(protected_alone(inner + rest)), bounds(protected_alone(inner))
    least, most = max(0, larger[0] - smaller[1]), larger[1] - smaller[0]
    assert not (least >= 1 and most <= 7)


def protected_alone(count: int) -> ShownCount:
    return protect(
        CountTable(
            rows=("theme",),
            columns=("group",),
            counts=((count,),),
            row_totals=(count,),
            column_totals=(1_000,),
            total=1_000,
        )
    ).counts[0][0]


def test_a_table_of_the_list_is_found_in_any_order_of_its_dimensions():
    assert cube("area", "theme") == ("theme", "area")
    assert cube("priority") == ("priority",)


@pytest.mark.parametrize("asked", [("theme", "audience", "area"), ("theme", "school"), ("theme", "theme"), ()])
def test_any_other_table_is_refused_in_one_clear_sentence(asked):
    with pytest.raises(NotReleasable, match=r"at most two dimensions|there is no such table for everyone"):
        cube(*asked)


def test_public_figures_stand_until_ten_people_are_new():
    published = {f"p{number}" for number in range(30)}
    assert next_snapshot(published, {*published, "new"}) == published
    nine = {*published, *(f"n{number}" for number in range(9))}
    assert next_snapshot(published, nine) == published
    assert next_snapshot(published, {*nine, "n9"}) == {*nine, "n9"}
    assert next_snapshot((), {f"p{number}" for number in range(9)}) == frozenset()


@given(st.integers(8, 300), st.integers(0, 9))
def test_one_more_answer_moves_no_public_figure(people, more):
    now = {str(number) for number in range(people)}
    published = next_snapshot((), now)
    later = next_snapshot(published, now | {f"late{number}" for number in range(more)})
    assert later == published or people < 10
