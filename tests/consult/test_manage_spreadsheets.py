"""Cells that a spreadsheet would run are defused, and nothing is lost by it."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from consult.services.exports_submissions import as_csv, defuse, restore


@given(st.text())
def test_defused_cells_never_begin_a_formula_and_come_back_as_they_were(text):
    safe = defuse(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert restore(safe) == text


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"])), min_size=1))
def test_a_row_read_back_is_the_row_that_was_written(cells):
    body = b"".join(as_csv([cells])).decode("utf-8-sig")
    (read,) = csv.reader(io.StringIO(body, newline=""))
    assert [restore(cell) for cell in read] == cells
