"""ThemeReport → an XLSX workbook: every table a sheet, a codebook that says what each column means, the method.

Every text is written as text, whatever it begins with; nothing in it is a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from analysis import disclosure
from analysis.archives import settled
from analysis.method import RunRecord, ledger_table, method_parts
from analysis.reported import Table, ThemeReport, readable
from analysis.tables import tables
from analysis.workbook_columns import codebook_rows

LONGEST_CELL = 32_767  # characters: what a cell holds (ECMA-376, Excel's limit)
CUT = " … [cut: the JSON file has all of it]"
LONGEST_SHEET = 31  # characters of a sheet's name
WIDEST, NARROWEST = 60, 9  # columns, in characters
SAID_TWICE = ("totals", "exclusions", "ledger")  # the ledger has them, by the door they came in by
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")


def workbook(report: ThemeReport, record: RunRecord) -> bytes:
    """The report as an XLSX file; the same report and record give the same bytes.

    The first sheet says what is in the file, “Codebook” what each column means; counts by group are protected.
    """
    ledger = record.ledger or ledger_table(report)
    shown = [ledger, *(table for table in tables(report) if table.id not in SAID_TWICE)]
    book = Workbook()
    book.remove(book.worksheets[0])
    names = _names(["Contents", "Codebook", *(table.id for table in shown), "Method"])
    _contents(book, names, report, record, shown)
    _sheet(book, names[1], ("Sheet", "Column", "What it says"), codebook_rows(shown, names[2:-1]))
    for name, table in zip(names[2:], shown, strict=False):
        _sheet(book, name, table.columns, table.rows, above=table.caption, below=table.note)
    _sheet(book, names[-1], ("Part", "What", "Value"), _method_rows(report, record))
    moment = record.finished_at.astimezone(UTC) if record.finished_at.tzinfo else record.finished_at
    about = book.properties
    about.created = about.modified = moment.replace(tzinfo=None, microsecond=0)
    about.title, about.creator, about.language = readable(report.title)[:255], readable(record.organisation), "en-GB"
    return _packed(book)


def _packed(book: Workbook) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()  # as save() does, without putting today's date in
    return settled(written.getvalue())


def _contents(
    book: Workbook, names: Sequence[str], report: ThemeReport, record: RunRecord, shown: Sequence[Table]
) -> None:
    said = ["What each column means", *(table.caption for table in shown), "How this was made"]
    about = (
        (readable(report.title), record.name),
        ("For the strategy team", "Totals are exact; counts by group are protected. " + disclosure.NOTE),
    )
    _sheet(book, names[0], ("Sheet", "What is in it"), [*zip(names[1:], said, strict=True), *about])


def _method_rows(report: ThemeReport, record: RunRecord) -> Iterator[tuple[str, str, str | int]]:
    for part in method_parts(report, record):
        for number, sentence in enumerate(part.sentences, start=1):
            yield part.heading, str(number), sentence
        for table in part.tables:
            if table.id != "ledger":
                yield from ((part.heading, str(row[0]), "; ".join(map(str, row[1:]))) for row in table.rows)


def _sheet(
    book: Workbook,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str | int]],
    *,
    above: str = "",
    below: str = "",
) -> None:
    """A sheet whose first row names the columns, so that every program reads it; the note stands under the rows."""
    sheet = book.create_sheet(name)
    lines = [[each or "What" for each in columns], *rows]
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(line, start=1):
            _write(sheet.cell(number, place), value)
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for number, text in enumerate([text for text in (above, below) if text], start=len(lines) + 2):
        _write(sheet.cell(number, 1), text)
    _measure(sheet, lines)
    sheet.freeze_panes = "B2"


def _write(cell: Cell, value: str | int) -> None:
    if isinstance(value, int):
        cell.value = value
        return
    text = readable(value)
    cell.value = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - len(CUT)] + CUT
    cell.data_type = "s"  # text, even where it begins with “=”


def _measure(sheet: Worksheet, lines: Sequence[Sequence[str | int]]) -> None:
    for place in range(len(lines[0])):
        longest = max(len(str(line[place])) for line in lines[:200])
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(max(longest + 2, NARROWEST), WIDEST)


def _names(wanted: Iterable[str]) -> list[str]:
    """Names that every spreadsheet takes: short, without its own signs, each once whatever its case."""
    names: list[str] = []
    for each in wanted:
        plain = _NOT_IN_A_NAME.sub(" ", readable(each).replace("-", " ")).strip()[:LONGEST_SHEET] or "Sheet"
        plain, number = plain[:1].upper() + plain[1:], 1
        name = plain
        while name.lower() in {taken.lower() for taken in names}:
            number += 1
            name = f"{plain[: LONGEST_SHEET - 3]} {number}"
        names.append(name)
    return names
