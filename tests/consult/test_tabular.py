"""CSV and XLSX files are read as people wrote them, or refused with a sentence that helps."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from consult.services.tabular import BadFile, open_table

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tstarts with a tab",
    "‮gpj.exe",
    "a\x00b",
    "' OR 1=1 --",
    "{{ 7 * 7 }}",
    "%s %n",
    "../../etc/passwd",
    "\ufeffmark",
    "line\nbreak\r\nand return\r",
    'say "hello", she said; then\tleft',
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "مرحبا 안녕 வணக்கம்",
    "Z̸̡̛a̷l̶g̴o̵",
    "n" * 200_000,
]
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def as_csv(rows, *, delimiter=",", encoding="utf-8"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows, change=lambda sheet: None):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def read(content):
    with open_table(content) as table:
        return [table.columns, *(row.cells for row in table.rows)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_any_text_in_any_cell_comes_back_as_it_was(rows, delimiter):
    content = as_csv([("id", "area", "comment"), *rows], delimiter=delimiter)
    assert read(content) == [("id", "area", "comment"), *rows]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text):
    assert read(as_csv([("id", "comment"), ("1", text)]))[1] == ("1", text)


@pytest.mark.parametrize("text", [words for words in HOSTILE if "\x00" not in words and len(words) < 30_000])
def test_hostile_text_in_a_workbook_is_only_text(text):
    [_, row] = read(as_xlsx([("id", "comment"), ("1", text)]))
    assert [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] == [
        "1",
        text.replace("\r\n", "\n").replace("\r", "\n"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_each_encoding_is_recognised(encoding):
    content = as_csv([("id", "comment"), ("1", "Café – ‘naïve’ £5 …")], encoding=encoding)
    assert read(content) == [("id", "comment"), ("1", "Café – ‘naïve’ £5 …")]


def test_bytes_of_no_encoding_are_refused_with_advice():
    with pytest.raises(BadFile, match="CSV UTF-8"):
        read(b"id,comment\n1,\x81\x8d\x8f\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_each_delimiter_is_recognised_though_the_others_are_in_the_text(delimiter):
    rows = [("id", "comment"), ("1", "first, second; third"), ("2", "one\ttwo, three")]
    assert read(as_csv(rows, delimiter=delimiter)) == rows


def test_a_file_with_one_column_keeps_its_commas():
    assert read(b"comment\nswings, slides\nnothing\n") == [("comment",), ("swings, slides",), ("nothing",)]


def test_excels_own_hint_of_the_delimiter_is_followed():
    assert read(b"sep=;\r\nid;comment\r\n1;a,b,c\r\n") == [("id", "comment"), ("1", "a,b,c")]


def test_lines_are_counted_as_an_editor_counts_them():
    with open_table(b'\nid,comment\n1,"two\nlines"\n\n2,x\n') as table:
        assert [row.line for row in table.rows] == [3, 6]


def test_columns_without_a_name_or_with_the_same_name_can_be_told_apart():
    assert read(b",a,a, \n1,2,3,4\n")[0] == ("Column 1", "a", "a (2)", "Column 4")


def test_an_empty_cell_alone_in_its_row_is_a_row():
    assert read(b'comment\n""\nx\n') == [("comment",), ("",), ("x",)]


def test_a_quote_that_is_never_closed_is_told_by_its_line():
    with pytest.raises(BadFile, match="Line 3: the quote marks do not match"):
        read(b'id,comment\n1,fine\n2,"never closed\n3,swallowed\n')


def test_a_workbook_gives_dates_numbers_and_the_values_of_formulas():
    def write_a_formula(sheet):
        sheet["E2"] = "=1+1"

    rows = [("a", "b", "c", "d", "e"), (datetime(2023, 7, 6, 0, 0), date(2023, 7, 7), 12.0, True, None)]
    assert read(as_xlsx(rows, write_a_formula))[1] == ("2023-07-06", "2023-07-07", "12", "TRUE", "=1+1")


def test_rows_of_a_workbook_without_any_cell_are_passed_over():
    with open_table(as_xlsx([("comment",), ("x",), (None,), ("y",)])) as table:
        assert [(row.line, row.cells) for row in table.rows] == [(2, ("x",)), (4, ("y",))]


def test_a_wrong_size_written_in_the_workbook_loses_no_row():
    content = as_xlsx([("comment",), *((str(n),) for n in range(10))])
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part).replace(b'ref="A1:A11"', b'ref="A1:A2"'))
    assert len(read(kept.getvalue())) == 11


def bomb(name="xl/sharedStrings.xml", size=24 * 1024 * 1024):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open(name, "w") as part:
            for _ in range(size // (1024 * 1024)):
                part.write(b"A" * 1024 * 1024)
    return kept.getvalue()


def test_a_zip_bomb_is_refused():
    with pytest.raises(BadFile, match="unpacks to far more"):
        read(bomb())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n\n", "no rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", "old or protected"),
        (b"%PDF-1.7 no table", "not a CSV or XLSX"),
        (b"\x89PNG\r\n\x1a\n", "not a CSV or XLSX"),
        (b"PK\x03\x04 cut off", "damaged"),
        (as_xlsx([("a",), ("b",)])[:-900], "damaged"),
        (b"a," * 600 + b"a\n", "more than 500 columns"),
        (b"comment\n" + b"x" * 2_100_000, "longer than 2,000,000"),
        (b"x" * (64 * 1024 * 1024 + 1), "larger than 64 MB"),
    ],
    ids=["empty", "blank", "xls", "pdf", "png", "no zip", "cut", "wide", "long cell", "large"],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content, words):
    with pytest.raises(BadFile, match=words):
        read(content)


def test_a_zip_that_is_no_workbook_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as package:
        package.writestr("../../evil.txt", "x")
    with pytest.raises(BadFile, match="not a CSV or XLSX"):
        read(kept.getvalue())
