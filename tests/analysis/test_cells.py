"""Cells that a spreadsheet would run are defused, and nothing is lost by it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cells import csv_lines, defuse, restore


@given(st.text())
def test_defused_cells_never_begin_a_formula_and_come_back_as_they_were(text):
    safe = defuse(text)
    is_number = text.lstrip("+-").replace(".", "", 1).isdigit()
    assert is_number or not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert restore(safe) == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "'="])
def test_a_cell_that_a_spreadsheet_would_run_gets_a_mark(start):
    assert defuse(f"{start}cmd") == f"'{start}cmd"


@pytest.mark.parametrize("number", ["-5", "+3", "-0.25", "12"])
def test_plain_numbers_stay_numbers(number):
    assert defuse(number) == number


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"])), min_size=1))
def test_a_row_read_back_is_the_row_that_was_written(cells):
    (read,) = csv.reader(io.StringIO("".join(csv_lines([cells])), newline=""))
    assert [restore(cell) for cell in read] == cells
