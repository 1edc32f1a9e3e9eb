"""Counting by numbers says the same as counting by hand, and no table or pair of tables gives a small count away."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.codebook import NOT_SURE, OTHER
from analysis.cubes import CUBES
from analysis.disclosure import ProtectedTable, ShownCount
from analysis.reported import NOT_SAID, REST
from analysis.sheet import NOWHERE, Sheet, pack, unpack
from analysis.tabulating import Column, Tabulator, group_column, tally

AUDIENCES, AREAS = ("child", "parent", "staff"), ("east", "west", "")


class Crowd:
    """Comments drawn by chance: people of one audience and area each, one to three themes, some points of events."""

    def __init__(self, seed: int, people: int = 120) -> None:
        chance = random.Random(seed)
        self.person = [chance.randrange(people) for _ in range(2 * people)]
        self.way = [0 if person % 9 else 1 for person in self.person]  # a ninth are points
        self.audience = [AUDIENCES[min(2, person % 11 // 5)] for person in self.person]
        self.area = [AREAS[person * 7 % 13 // 6] for person in self.person]
        self.themes = [chance.sample((0, 1, 2, 4), chance.choice((1, 1, 2))) for _ in self.person]
        self.reason = [chance.choice((NOWHERE, NOWHERE, NOWHERE, 0)) for _ in self.person]
        places = [place for place, held in enumerate(self.themes) for _ in held if self.reason[place] == NOWHERE]
        held = [theme for place, held in enumerate(self.themes) for theme in held if self.reason[place] == NOWHERE]
        self.sheet = Sheet(
            comments=np.arange(10, 10 + len(self.person), dtype=np.int64),
            person=numbers(self.person),
            text=numbers(range(len(self.person))),
            way=numbers(self.way),
            priority=numbers(place % 3 for place in range(len(self.person))),
            reason=numbers(self.reason),
            place=numbers(places),
            theme=numbers(held),
            probability=np.full(len(held), 0.5, dtype=np.float32),
            is_against=np.zeros(len(held), dtype=np.bool_),
            ways=("Surveys", "Events"),
            priorities=("none", "one", "two"),
            reasons=("blank",),
            themes=("a", "b", "c", NOT_SURE, OTHER),
        )
        counted = np.array(self.way) == 0
        self.groups = {
            "audience": group_column(self.audience, counted & self.sheet.is_read),
            "area": group_column(self.area, counted & self.sheet.is_read),
        }
        self.tabulator = Tabulator(self.sheet, self.groups, ("Surveys",))

    def by_hand(self) -> dict[tuple[str, str], set[int]]:
        """Theme and audience → people."""
        found: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for place, held in enumerate(self.themes):
            for theme in held if self.way[place] == 0 and self.reason[place] == NOWHERE else ():
                found[self.sheet.themes[theme], self.audience[place]].add(self.person[place])
        return found


def numbers(values) -> np.ndarray:
    return np.array(list(values), dtype=np.int32)


@given(st.integers(0, 9_999))
@settings(max_examples=25, deadline=None)
def test_people_are_counted_as_by_hand_and_points_of_events_not_among_them(seed):
    crowd = Crowd(seed)
    counts, found = crowd.tabulator._count("theme", "audience"), crowd.by_hand()
    for row, theme in enumerate(crowd.tabulator._labels("theme")):
        for column, audience in enumerate(crowd.groups["audience"].labels):
            assert counts[row, column] == len(found[theme, audience])


@given(st.integers(0, 9_999))
@settings(max_examples=10, deadline=None)
def test_every_figure_of_every_table_is_confidential_zero_or_a_multiple_of_five_and_never_alone(seed):
    for dimensions, breakdown in Crowd(seed).tabulator.cubes().items():
        table = breakdown.table
        shown = [*table.row_totals, *table.column_totals, table.total, *(each for row in table.counts for each in row)]
        assert all(
            each.value is None or each.value == 0 or (each.value >= 10 and each.value % 5 == 0) for each in shown
        )
        lines = [*zip(table.counts, table.row_totals, strict=True)] if len(dimensions) > 1 else []
        lines += [*zip(zip(*table.counts, strict=True), table.column_totals, strict=True)]
        for counts, total in lines:
            assert total.value is None or sum(each.value is None for each in counts) != 1


@given(st.integers(0, 9_999))
@settings(max_examples=10, deadline=None)
def test_no_two_tables_about_the_same_people_tell_together_that_a_group_is_few(seed):
    """Audience by area beside audience and area alone: an attacker solves for each cell with all three."""
    tabulator = Crowd(seed, people=90).tabulator
    cubes = tabulator.cubes()
    crossed, true = cubes["audience", "area"].table, tabulator._count("audience", "area")
    for row, column in zip(*np.nonzero((true >= 1) & (true <= 7)), strict=True):
        least, most = attacked(crossed, tabulator.total, int(row), int(column))
        assert least <= 1e-6 or most >= 8 - 1e-6


def attacked(table: ProtectedTable, everybody: int, row: int, column: int) -> tuple[float, float]:
    """Cells that add up to margins as they are shown, and to everybody, whom the ledger tells to the unit."""
    height, width = len(table.rows), len(table.columns)
    cells = np.arange(height * width).reshape(height, width)
    lines = [*zip(cells, table.row_totals, strict=True), *zip(cells.T, table.column_totals, strict=True)]
    upper, limits = [], []
    for places, total in [*lines, (cells.ravel(), None)]:
        line = np.zeros(height * width)
        line[places] = 1
        low, high = (everybody, everybody) if total is None else bounds(total)
        upper += [line, -line]
        limits += [high, -low]
    inner = [bounds(count) for counts in table.counts for count in counts]
    aim = np.zeros(height * width)
    aim[cells[row, column]] = 1
    solved = [linprog(sign * aim, A_ub=np.array(upper), b_ub=limits, bounds=inner) for sign in (1, -1)]
    assert all(each.status == 0 for each in solved)
    return solved[0].fun, -solved[1].fun


def bounds(count: ShownCount) -> tuple[int, int]:
    if count.value is None:
        return 0, 10_000
    return (max(8, count.value - 2), count.value + 2) if count.value else (0, 0)


def test_margins_are_the_same_in_every_table():
    cubes = Crowd(3).tabulator.cubes()
    assert set(cubes) == {each for each in CUBES if not {"age band", "face"} & {*each}}
    alone = tuple(row[0] for row in cubes["area",].table.counts)
    assert alone == cubes["theme", "area"].table.column_totals == cubes["audience", "area"].table.column_totals


def test_a_sheet_comes_back_from_its_bytes_and_knows_where_a_comment_stands():
    sheet = Crowd(1).sheet
    back = unpack(pack(sheet))
    assert pack(back) == pack(sheet)
    assert back.themes == sheet.themes
    place = int(sheet.place[0])
    assert sheet.themes[sheet.theme[0]] in back.themes_of(10 + place)
    assert back.priority_of(10 + place) == sheet.priorities[place % 3]
    assert (back.themes_of(4), back.priority_of(4)) == ((), "")
    said = tally(sheet, sheet.held_by(sheet.themes))
    assert said.comments == int(sheet.is_read.sum())


def test_small_groups_are_put_together_and_who_did_not_say_stands_last():
    values = [f"g{number // 3:02}" for number in range(45)] + [""] * 5
    column = group_column(values, np.ones(50, dtype=np.bool_))
    assert column.labels == (*(f"g{number:02}" for number in range(12)), REST, NOT_SAID)
    assert list(column.code[-6:]) == [12, 13, 13, 13, 13, 13]
    assert group_column([], np.zeros(0, dtype=np.bool_)).labels == ()
    assert isinstance(column, Column)
