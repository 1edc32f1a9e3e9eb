"""One row of an imported file → the comment it holds, or the reason why it cannot be taken. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from consult.services.dates import BadDate, read_date
from consult.services.tabular import Row
from consult.settings import AREAS, AUDIENCES
from surveys.characters import clean

SOURCE = "imported file"
LONGEST_ID = LONGEST_SOURCE = 100
SHOWN_OF_A_CELL = 40

OTHER_AUDIENCE_NAMES = {
    "children": "child|children|young person|young people|child or young person|pupil|pupils|student|students|youth",
    "parents": "parent|parents|carer|carers|parent or carer|parents or carers|family|families",
    "partners": "partner|partners|partner organisation|organisation|partner organisations and councils|school|council",
    "staff": "staff|employee|employees|member of staff|staff member|colleague|colleagues",
}
OTHER_AREA_NAMES = {
    "kingston": "kingston upon thames|royal borough of kingston upon thames|rbk",
    "richmond": "richmond upon thames|london borough of richmond upon thames|lbrut",
    "windsor-and-maidenhead": "royal borough of windsor and maidenhead|windsor|maidenhead|rbwm",
    "elsewhere": "other|somewhere else|outside",
    "not-said": "not said|prefer not to say|rather not say|unknown|not known|n/a|-",
}


class BadRow(Exception):
    """This row cannot be taken as it is; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which column of the file holds what; empty where there is none."""

    text: str
    id: str = ""
    audience: str = ""
    area: str = ""
    date: str = ""
    question: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Fixed:
    """What holds for every row whose own cell is empty or missing."""

    audience: str = ""
    area: str = "not-said"
    date: date | None = None
    question: str = ""
    source: str = SOURCE


def _known(names: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
    """How a value may be written → its id."""
    found = {_plain(word): id_ for id_, words in others.items() for word in words.split("|")}
    return found | {_plain(written): id_ for id_, name in names.items() for written in (id_, name)}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("&", " and ").replace("-", " ").replace("_", " ").split()) or text


AUDIENCE_WORDS = _known(AUDIENCES, OTHER_AUDIENCE_NAMES)
AREA_WORDS = _known(AREAS, OTHER_AREA_NAMES)


def read_audience(text: str) -> str:
    return _find(text, AUDIENCE_WORDS, "audience", AUDIENCES)


def read_area(text: str) -> str:
    return _find(text, AREA_WORDS, "area", AREAS)


def _find(text: str, known: Mapping[str, str], what: str, names: Mapping[str, str]) -> str:
    try:
        return known[_plain(text)]
    except KeyError:
        raise BadRow(f"Unknown {what} ‘{shorten(text)}’. Use one of: {', '.join(names.values())}") from None


def shorten(text: str) -> str:
    return text if len(text) <= SHOWN_OF_A_CELL else text[:SHOWN_OF_A_CELL] + "…"


class RowReader:
    """Reads one row after another and remembers the ids, so that none comes twice."""

    def __init__(self, names: tuple[str, ...], columns: Columns, fixed: Fixed) -> None:
        self.width = len(names)
        self.fixed = fixed
        self.place = {f.name: names.index(found) for f in fields(columns) if (found := getattr(columns, f.name))}
        self.line_of_id: dict[str, int] = {}

    def read(self, row: Row) -> dict[str, Any]:
        """The comment’s columns as the store knows them."""
        if len(row.cells) > self.width and any(row.cells[self.width :]):
            raise BadRow(
                f"The row has {len(row.cells)} cells but there are {self.width} columns. "
                "Put quote marks round text that holds the separator"
            )
        return {
            "external_id": self._id(row),
            "question": self._cell(row, "question") or clean(self.fixed.question),
            "audience": self._audience(row),
            "area": self._area(row),
            "text": self._cell(row, "text"),
            "said_on": self._date(row),
            "source": self._source(row),
        }

    def _cell(self, row: Row, field: str) -> str:
        place = self.place.get(field)
        return clean(row.cells[place]) if place is not None and place < len(row.cells) else ""

    def _id(self, row: Row) -> str:
        found = self._cell(row, "id")
        if len(found) > LONGEST_ID:
            raise BadRow(f"The id is longer than {LONGEST_ID} characters")
        if found and (earlier := self.line_of_id.setdefault(found, row.line)) != row.line:
            raise BadRow(f"The id ‘{shorten(found)}’ is used twice: line {earlier:,} has it too")
        return found

    def _audience(self, row: Row) -> str:
        if found := self._cell(row, "audience"):
            return read_audience(found)
        if not self.fixed.audience:
            raise BadRow("The audience is missing")
        return self.fixed.audience

    def _area(self, row: Row) -> str:
        found = self._cell(row, "area")
        return read_area(found) if found else self.fixed.area

    def _date(self, row: Row) -> date:
        if found := self._cell(row, "date"):
            try:
                return read_date(found)
            except BadDate as error:
                raise BadRow(f"‘{shorten(found)}’: {error}") from None
        if self.fixed.date is None:
            raise BadRow("The date is missing")
        return self.fixed.date

    def _source(self, row: Row) -> str:
        found = self._cell(row, "source") or clean(self.fixed.source)
        if len(found) > LONGEST_SOURCE:
            raise BadRow(f"The source is longer than {LONGEST_SOURCE} characters")
        return found


GUESSES = {
    "text": "text|comment|comments|response|responses|answer|feedback|verbatim|note|free text|what did you say",
    "id": "id|ref|reference|comment id|response id|respondent id|number|no",
    "audience": "audience|who|group|respondent|respondent type|role|said by",
    "area": "area|borough|place|council|authority|locality|location",
    "date": "date|said on|day|submitted|submitted at|timestamp|created|created at|received|completed",
    "question": "question|prompt|question text|question asked",
    "source": "source|channel|method|survey|origin",
}


READERS: dict[str, Callable[[str], object]] = {"audience": read_audience, "area": read_area, "date": read_date}


def guess_columns(names: tuple[str, ...], first_rows: list[Row]) -> Columns:
    """By the headings, and only what can be read; where none says “comment”, the longest words are the text."""
    plain = {_plain(name): name for name in reversed(names)}
    found = {}
    for field, words in GUESSES.items():
        named = [plain[word] for word in words.split("|") if word in plain]
        found[field] = next((name for name in named if _is_readable(field, names.index(name), first_rows)), "")
    if not found["text"]:
        free = [name for name in names if name not in found.values()] or list(names)
        lengths = {name: _length(names.index(name), first_rows) for name in free}
        found["text"] = max(free, key=lambda name: lengths[name])
    return Columns(**found)


def _is_readable(field: str, place: int, rows: list[Row]) -> bool:
    """Empty, or at least one of the cells says something known: a single slip of the pen hides no column."""
    read = READERS.get(field)
    cells = [cell for row in rows if place < len(row.cells) and (cell := clean(row.cells[place]))]
    return read is None or not cells or any(_can_read(read, cell) for cell in cells)


def _can_read(read: Callable[[str], object], cell: str) -> bool:
    try:
        read(cell)
    except (BadRow, BadDate):
        return False
    return True


def _length(place: int, rows: list[Row]) -> int:
    return sum(len(row.cells[place]) for row in rows if place < len(row.cells))
