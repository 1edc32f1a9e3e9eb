"""A CSV file → a Corpus, for the command line. What is wrong is said with its place and its remedy."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.corpus import Comment, Corpus

LARGEST_CELL = 1 << 30  # characters; the csv module refuses more than 131,072 unless told
MOST_TITLES, LONGEST_TITLE = 30, 60  # columns that a message names, and characters of each
_OTHER_SIGNS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_MISREAD = re.compile(  # UTF-8 read as Windows-1252
    "\u00e2\u20ac[\u2122\u0153\u02dc\u00a6\u201c\u201d\u2013\x9d]|\u00c3[\u00a0-\u00bf]|\u00c2[\u00a3\u00b0\u00b7\u00a0]|\ufffd"
)
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class BadFile(ValueError):
    """The file cannot be read as asked; the message is one sentence that names the place and the remedy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Which columns to read: text always; the others where given. question is a wording for every row."""

    text: str
    id: str | None = None
    question: str = ""
    question_column: str | None = None
    by: tuple[str, ...] = ()

    def named(self) -> tuple[str, ...]:
        return tuple(name for name in (self.text, self.id, self.question_column, *self.by) if name is not None)


def read_comments(path: Path, columns: Columns) -> Corpus:
    """Read every data row as a Comment; without an id column its id is the number of the row, from 1.

    The file may be UTF-8, with or without BOM, or Windows-1252. Blank lines are no rows.
    Raises BadFile: no such file, unreadable text, a missing or repeated column, a row with too
    many cells, an empty or repeated id.
    """
    comments: list[Comment] = []
    first_line: dict[str, int] = {}
    for number, (line, values) in enumerate(read_table(path, columns.named()), start=1):
        id_ = str(number) if columns.id is None else values[columns.id].strip()
        _check_id(id_, line, first_line, columns.id or "", path)
        comments.append(_comment(id_, values, columns))
    return Corpus.of(comments)


def count_misread(corpus: Corpus) -> int:
    """Comments that a program saved in a wrong encoding before we saw them ("itâ€™s").

    They are kept as they are, so that places in a comment stay true to the file; the remedy is to export them again.
    """
    return sum(_MISREAD.search(comment.text) is not None for comment in corpus)


def read_table(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line where a row begins, its cells by the name of their column); a short row's last cells are empty.

    The file is as for read_comments. Raises BadFile, some of it only when the row is reached.
    """
    rows = _rows(_decode(path), path)
    try:
        _, header = next(rows)
    except StopIteration:
        raise BadFile(f"{path}: the file is empty; its first row must name the columns.") from None
    places = {name: _place(name, header, path) for name in columns}
    for line, cells in rows:
        _check_width(cells, header, line, path)
        yield line, {name: cells[place] if place < len(cells) else "" for name, place in places.items()}


def _comment(id_: str, values: dict[str, str], columns: Columns) -> Comment:
    return Comment(
        id=id_,
        text=values[columns.text],
        question=columns.question if columns.question_column is None else values[columns.question_column].strip(),
        groups={name: values[name].strip() for name in columns.by},
    )


def _decode(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise BadFile(f"{path}: there is no such file; check the name and the folder.") from None
    except IsADirectoryError:
        raise BadFile(f"{path}: this is a folder; name a CSV file in it.") from None
    except OSError as error:
        raise BadFile(f"{path}: the file cannot be opened ({error.strerror}); check that you may read it.") from None
    if raw.startswith(_WIDE) or b"\0" in raw[:4_000]:
        raise BadFile(f"{path}: the file is not UTF-8 or Windows-1252 text; save it as “CSV UTF-8” and try again.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode_windows(raw, path)


def _decode_windows(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile(
            f"{path}, line {line}: a character is neither UTF-8 nor Windows-1252; "
            "save the file as “CSV UTF-8” and try again."
        ) from None


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line where the row begins, its cells), blank lines left out."""
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            if cells:
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadFile(
            f"{path}, line {begins}: the row is not valid CSV ({error}); "
            "put the cell in double quotes, double those inside it."
        ) from None


def _place(name: str, header: Sequence[str], path: Path) -> int:
    found = [place for place, title in enumerate(header) if title.strip() == name.strip()]
    if not found:
        raise BadFile(f"{path}: there is no column “{name}”; {_columns_there_are(header)}.")
    if len(found) > 1:
        raise BadFile(f"{path}: the column “{name}” comes {len(found)} times; rename all but one of them.")
    return found[0]


def _columns_there_are(header: Sequence[str]) -> str:
    if len(header) == 1 and (found := next((sign for sign in _OTHER_SIGNS if sign in header[0]), None)):
        return f"the cells seem to be parted by {_OTHER_SIGNS[found]}: save the file with commas and try again"
    titles = ["".join(filter(str.isprintable, title)).strip()[:LONGEST_TITLE] for title in header[:MOST_TITLES]]
    more = f" and {len(header) - MOST_TITLES:,} more" if len(header) > MOST_TITLES else ""
    return f"the columns are {', '.join(f'“{title}”' for title in titles)}{more}"


def _check_width(cells: Sequence[str], header: Sequence[str], line: int, path: Path) -> None:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise BadFile(
            f"{path}, line {line}: the row has {len(cells)} cells and the header {len(header)}; "
            "put cells that hold commas in double quotes."
        )


def _check_id(id_: str, line: int, first_line: dict[str, int], column: str, path: Path) -> None:
    if not id_:
        raise BadFile(f"{path}, line {line}: the id in column “{column}” is empty; give the row one of its own.")
    if id_ in first_line:
        raise BadFile(
            f"{path}, line {line}: the id “{id_}” was used before, on line {first_line[id_]}; ids must be unique."
        )
    first_line[id_] = line
