"""The workbook: every table a sheet with its codebook, text that no program runs, the same bytes always."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.report import ThemeReport
from analysis.reported import readable
from analysis.tables import tables
from analysis.workbook import CUT, LONGEST_CELL, workbook
from tests.analysis.taken_away import RUN, full_report


@pytest.fixture(scope="module")
def report() -> ThemeReport:
    return full_report()


@pytest.fixture(scope="module")
def book(report: ThemeReport) -> Any:
    return read(workbook(report, RUN))


def read(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_every_table_of_the_report_is_a_sheet(report: ThemeReport, book: Any) -> None:
    assert book.sheetnames == [
        "Contents", "Codebook", "Ledger", "Priorities", "Themes", "Matrix", "Doubts", "By area", "Method",
    ]  # fmt: skip
    [themes] = [table for table in tables(report) if table.id == "themes"]
    assert rows(book["Themes"])[0] == themes.columns
    assert rows(book["Themes"])[1] == themes.rows[0]


def test_the_codebook_says_what_every_column_means(book: Any) -> None:
    explained = {(sheet, column) for sheet, column, meaning in rows(book["Codebook"])[1:] if meaning}
    for name in book.sheetnames[2:-1]:
        assert {(name, head) for head in rows(book[name])[0] if head} <= explained


def test_figures_are_numbers_and_the_ledger_adds_up(book: Any) -> None:
    lines = [row for row in rows(book["Ledger"])[1:] if isinstance(row[1], int)]
    assert lines[0][1] == sum(line[1] for line in lines[1:]) == 200


def test_small_counts_by_group_stay_hidden(book: Any) -> None:
    assert any("[c]" in row for row in rows(book["By area"]))


def test_the_method_is_in_it_line_by_line(book: Any) -> None:
    assert ("The run", "Seed of everything drawn by chance", "0") in rows(book["Method"])


def test_the_same_report_gives_the_same_bytes_on_another_day(report: ThemeReport) -> None:
    first = workbook(report, RUN)
    time.sleep(2.1)  # a zip counts in steps of two seconds
    assert workbook(report, RUN) == first


@settings(deadline=None, max_examples=8)
@given(st.text(max_size=60), st.sampled_from(["", "=", "+", "-", "@", "\t=", "#N/A", "1e5"]))
@example("cmd|' /C calc'!A0", "=")
@example("x" * (LONGEST_CELL + 9), "=")
@example("\u202e\x00\x0b\ud800\ufffe", "")
def test_whatever_somebody_typed_is_text_and_runs_nothing(text: str, begin: str) -> None:
    report = full_report(1)
    said = begin + text or "x"
    themes = (replace(report.themes[0], decision=replace(report.themes[0].decision, name=said)),)
    content = workbook(replace(report, themes=themes), RUN)
    cell = read(content)["Themes"]["A2"]
    assert cell.data_type in ("s", "n")
    assert b"<f>" not in b"".join(parts(content))
    whole = readable(said)
    shown = whole if len(whole) <= LONGEST_CELL else whole[: LONGEST_CELL - len(CUT)] + CUT
    assert (cell.value or "").replace("\r\n", "\n").replace("\r", "\n") == shown.replace("\r\n", "\n").replace(
        "\r", "\n"
    )


def parts(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return [packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets/")]
