"""A CSV or XLSX file as columns and rows, read as it streams. Pure: bytes in, words out; knows nothing of comments."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import IO, Any

from consult.services.packages import NoWorkbook, Package, RowsEnd, TooMuch, check_parts

LARGEST_FILE = 64 * 1024 * 1024
MOST_ROWS = 1_048_576  # what a sheet can hold
MOST_COLUMNS = 500
LONGEST_CELL = 2_000_000
DELIMITERS = (",", ";", "\t")
ENCODINGS = ("utf-8-sig", "cp1252")
MEGABYTE = 1024 * 1024
UNREADABLE = "The file’s characters cannot be read. Save it as “CSV UTF-8” and try again."
OF_ANOTHER_KIND = "This is not a CSV or XLSX file. Save the comments as one of the two and try again."
TOO_MUCH = "This file unpacks to far more than it should. Copy the comments into a new sheet and save that."
LONGEST_ROW = 4_000_000  # characters of a CSV row, and of the empty lines between two rows
OF_A_LINE = 7  # so that half a million empty lines count as one row that is too long
LOOK_AHEAD = 20  # rows that must agree on a delimiter


class BadFile(Exception):
    """The file cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """line is where it begins in the file, as a spreadsheet or an editor counts. done is the share read so far."""

    line: int
    cells: tuple[str, ...]
    done: float


@dataclass(frozen=True, kw_only=True)
class Table:
    columns: tuple[str, ...]
    is_quick: bool  # to read through: a sheet takes some thirty times longer than plain text
    rows: Iterator[Row]  # can be walked once


@contextmanager
def open_table(file: Path | bytes) -> Iterator[Table]:
    """The first sheet, or the whole CSV, whatever the file’s name. Rows without any cell are passed over."""
    size = len(file) if isinstance(file, bytes) else file.stat().st_size
    if size > LARGEST_FILE:
        raise BadFile(f"The file is larger than {LARGEST_FILE // MEGABYTE} MB. Split it into parts.")
    if size == 0:
        raise BadFile("The file is empty. Choose one with a row of headings and one row for each comment.")
    with io.BytesIO(file) if isinstance(file, bytes) else file.open("rb") as stream:
        magic = stream.read(8)
        stream.seek(0)
        is_package = magic.startswith(b"PK\x03\x04")
        with closing(_read_xlsx(stream, size) if is_package else _read_csv(stream, size, magic)) as rows:
            names = _names(next(rows, None))
            yield Table(columns=names, is_quick=not is_package, rows=_counted(rows))


def _names(head: Row | None) -> tuple[str, ...]:
    """Each column's name, never empty and never twice."""
    if head is None:
        raise BadFile("The file holds no rows. Put the names of the columns in the first row.")
    if len(head.cells) > MOST_COLUMNS:
        raise BadFile(f"The file has more than {MOST_COLUMNS} columns. Remove those that are not needed.")
    seen: Counter[str] = Counter()
    names = []
    for number, cell in enumerate(head.cells, 1):
        plain = " ".join(cell.replace("\x00", "").split())[:200] or f"Column {number}"
        seen[plain] += 1
        names.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return tuple(names)


def _counted(rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise BadFile(f"The file has more than {MOST_ROWS:,} rows. Split it into parts.")
        if any(row.cells[MOST_COLUMNS:]):
            raise BadFile(f"Line {row.line:,}: it has more than {MOST_COLUMNS} columns. Remove those not needed.")
        yield row


# CSV


def _read_csv(stream: IO[bytes], size: int, magic: bytes) -> Generator[Row]:
    if magic.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile("This Excel file is old or protected. Save it as XLSX without a password, and try again.")
    if magic.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK")):
        raise BadFile(OF_ANOTHER_KIND)
    text = io.TextIOWrapper(stream, encoding=_encoding(stream, magic), newline="")
    lines, line = _Lines(text), 0
    try:
        delimiter = _delimiter(text)
        csv.field_size_limit(LONGEST_CELL)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        for cells in reader:
            lines.taken = lines.taken if not cells else 0
            is_hint = line == 0 and cells and cells[0].lower() in (f"sep={delimiter}", "sep=")  # Excel's own
            if cells and not is_hint:
                yield Row(line + 1, tuple(cells), min(stream.tell() / size, 1.0))
            line = reader.line_num
    except csv.Error as error:
        raise BadFile(_csv_fault(line + 1, str(error))) from error
    except UnicodeError as error:
        raise BadFile(UNREADABLE) from error
    finally:
        text.detach()  # the stream is closed by whoever opened it


class _Lines:
    """The lines of a text, for a reader that holds a whole row; refused where one row alone would fill the memory."""

    def __init__(self, text: IO[str]) -> None:
        self._text, self._number, self.taken = text, 0, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_ROW)
        self._number, self.taken = self._number + 1, self.taken + len(line) + OF_A_LINE
        if self.taken > LONGEST_ROW:
            raise BadFile(
                f"Line {self._number:,}: it is too long, or too many lines are empty. Is this the file you meant?"
            )
        if not line:
            raise StopIteration
        return line


def _csv_fault(line: int, fault: str) -> str:
    if "field larger" in fault:
        return (
            f"Line {line:,}: a cell is longer than {LONGEST_CELL:,} characters, or its closing quote mark is missing."
        )
    return (
        f"Line {line:,}: the quote marks do not match. Close each quoted cell with a quote mark, and write two of "
        "them for one inside it. Saving the file again from a spreadsheet program mends this."
    )


def _encoding(stream: IO[bytes], magic: bytes) -> str:
    """UTF-8 where the whole file is UTF-8, else Windows-1252."""
    if magic.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ENCODINGS:
        text = io.TextIOWrapper(stream, encoding=encoding, newline="")
        try:
            while text.read(MEGABYTE):
                pass
        except UnicodeDecodeError:
            continue
        finally:
            text.detach()
            stream.seek(0)
        return encoding
    raise BadFile(UNREADABLE)


def _delimiter(text: IO[str]) -> str:
    """The one that cuts the first rows into the same number of cells as the headings, and into more than one."""
    sample = text.read(64 * 1024)
    text.seek(0)
    first = sample.partition("\n")[0].strip().lower()
    if first.startswith("sep=") and first[4:5] in DELIMITERS:
        return first[4:5]
    return max(DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> tuple[bool, float, int]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = [len(row) for row in islice(reader, LOOK_AHEAD) if row]
    except csv.Error:
        widths = []
    if not widths:
        return False, 0.0, 0
    return widths[0] > 1, widths.count(widths[0]) / len(widths), widths[0]


# XLSX


def _read_xlsx(stream: IO[bytes], size: int) -> Generator[Row]:
    try:
        has_formulas = check_parts(stream, size)
        values = _sheet(stream, data_only=True)
        formulas = _sheet(stream, data_only=False) if has_formulas else None
        for line, shown in enumerate(values, 1):
            if line > MOST_ROWS:
                raise BadFile(f"The sheet has more than {MOST_ROWS:,} rows. Split it into parts.")
            if not shown:
                if formulas:
                    next(formulas)
                continue
            cells = tuple(map(_words, shown, next(formulas) if formulas else shown))
            if any(cells):
                yield Row(line, cells, min(stream.tell() / size, 1.0))
    except BadFile:
        raise
    except TooMuch:
        raise BadFile(TOO_MUCH) from None
    except NoWorkbook:
        raise BadFile(OF_ANOTHER_KIND) from None
    except Exception as error:  # of whatever sort: broken files end openpyxl in many ways
        raise BadFile("This XLSX file is damaged. Open it in a spreadsheet program, save it and try again.") from error


def _sheet(stream: IO[bytes], *, data_only: bool) -> Iterator[tuple[Any, ...]]:
    from openpyxl.reader.excel import ExcelReader  # heavy: only who opens a workbook loads it

    reader = ExcelReader(stream, read_only=True, data_only=data_only, keep_links=False)
    reader.archive = package = Package(stream)
    reader.read()
    package.is_opening = False
    if not reader.wb.worksheets:
        raise BadFile("The file has no sheet with cells. Put the comments on its first sheet.")
    with suppress(RowsEnd):
        yield from reader.wb.worksheets[0].iter_rows(values_only=True)


def _words(shown: object, written: object) -> str:
    """A cell as people see it. A formula that was never worked out is shown as it is written: nothing is lost."""
    if shown is None:
        return "" if written is None else str(getattr(written, "text", written))
    if isinstance(shown, bool):
        return str(shown).upper()
    if isinstance(shown, float) and shown.is_integer():
        return str(int(shown))
    if isinstance(shown, datetime):
        return shown.date().isoformat() if shown.time() == time() else shown.isoformat(" ")
    return shown.isoformat() if isinstance(shown, date) else str(shown)
