"""The parts of a workbook, opened for openpyxl in such a way that no part of any shape fills the memory.

openpyxl holds one row of a sheet, or one shared text, at a time, but however long it is; and the lesser parts whole.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO, Any

LARGEST_UNPACKED = 256 * 1024 * 1024
LARGEST_WORDS = 128 * 1024 * 1024  # of a workbook's shared strings, which are held in memory
MOST_PACKED = 200  # times smaller than its content: no spreadsheet of people's words packs so well
LEAST_UNPACKED = 20 * 1024 * 1024  # below which it may pack as well as it can
MOST_PARTS = 2_000
MEGABYTE = 1024 * 1024
LONGEST_PIECE = 2 * 1024 * 1024  # bytes of one row or of one shared text, as they are written
LARGEST_WHOLE = 16 * 1024 * 1024  # bytes of a part that is read whole: styles, names of sheets
MOST_TAGS = 400_000  # in such a part: a workbook may have 65,490 formats, each of some four tags
PIECE = re.compile(rb"<(?:\w+:)?(?:row|si)[\s/>]")
FORMULA = re.compile(rb"<f[ />]")
LAST_ROW = re.compile(rb"</(?:\w+:)?sheetData\s*>")
MARK = 64  # bytes in which a mark has room
NO_ROWS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'


class NoWorkbook(Exception):
    """A zip file of something else."""


class TooMuch(Exception):
    """A row, a text or a part is far longer than any that people write."""


class RowsEnd(Exception):
    """All rows of a sheet were read; what stands behind them is nothing we need."""


def check_parts(stream: IO[bytes], size: int) -> bool:
    """Refuse what is no workbook or unpacks to too much (zipfile never unpacks more than was declared);
    say whether any cell holds a formula."""
    package = zipfile.ZipFile(stream)
    parts = package.infolist()
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        raise NoWorkbook
    unpacked = sum(part.file_size for part in parts)
    words = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    is_bomb = unpacked > min(LARGEST_UNPACKED, max(size * MOST_PACKED, LEAST_UNPACKED))
    if is_bomb or words > LARGEST_WORDS or len(parts) > MOST_PARTS:
        raise TooMuch
    return any(_has_formula(package, part) for part in parts if part.filename.startswith("xl/worksheets/sheet"))


def _has_formula(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    rest = b""
    with package.open(part) as unpacked:
        while chunk := unpacked.read(MEGABYTE):
            rest = rest[-2:] + chunk
            if b"<f" in rest and FORMULA.search(rest):
                return True
    return False


class Package(zipfile.ZipFile):
    """While the workbook is opened its sheets look empty: openpyxl would read each through to learn how large it is."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(stream)
        self.is_opening = True

    def open(self, name: Any, *words: Any, **more: Any) -> Any:
        path = getattr(name, "filename", name)
        if path.endswith(".rels") or not path.startswith("xl/worksheets/"):
            return _Part(super().open(name, *words, **more))
        return io.BytesIO(NO_ROWS) if self.is_opening else _Part(super().open(name, *words, **more))


class _Part(io.RawIOBase):
    def __init__(self, part: IO[bytes]) -> None:
        self._part, self._since, self._rest, self._is_over = part, 0, b"", False

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0:
            return self._whole()
        if self._is_over:
            raise RowsEnd
        chunk = self._part.read(size)
        seen = self._rest + chunk
        last = max((found.start() for found in PIECE.finditer(seen)), default=None)
        self._since = self._since + len(chunk) if last is None else len(seen) - last
        if self._since > LONGEST_PIECE:
            raise TooMuch
        self._is_over, self._rest = LAST_ROW.search(seen) is not None, seen[-MARK:]
        return chunk

    def _whole(self) -> bytes:
        content = self._part.read(LARGEST_WHOLE + 1)
        if len(content) > LARGEST_WHOLE or content.count(b"<") > MOST_TAGS:
            raise TooMuch
        return content

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._part.close()
        super().close()
