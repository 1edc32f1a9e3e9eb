"""Cells for spreadsheets: shown as they are, never run as formulas, and read back without loss."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

Cell = str | int | float
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that the text is UTF-8
_RISKY = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def csv_lines(rows: Iterable[Sequence[Cell]], *, end: str = "\r\n") -> Iterator[str]:
    """One line of CSV for each row, every cell defused."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator=end)
    for row in rows:
        writer.writerow([defuse(cell) if isinstance(cell, str) else cell for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def defuse(cell: str) -> str:
    """A mark before what a spreadsheet would run (ASVS 1.2.10); plain numbers stay as they are."""
    return f"'{cell}" if _RISKY.match(cell) and not _NUMBER.fullmatch(cell) else cell


def restore(cell: str) -> str:
    """Takes exactly that mark away again: restore(defuse(cell)) == cell."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell
