"""One row of a spreadsheet of points → the point it holds, or every fault with its remedy. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.models.listening import Mood, NoteKind
from consult.services.points import LONGEST_NOTE, LONGEST_TABLE, MOST_AGREED, Said
from consult.services.tabular import Row
from surveys.characters import clean

EVENT, PROMPT, TABLE, POINT, KIND = "Event", "Prompt", "Table", "Point", "Kind"
AGREED, MOOD, PARKED = "How many agreed", "Mood", "Parked"
HEADINGS = (EVENT, PROMPT, TABLE, POINT, KIND, AGREED, MOOD, PARKED)
NEEDED = (EVENT, POINT, KIND)
KIND_WORDS = {
    NoteKind.VERBATIM: "Their own words",
    NoteKind.PARAPHRASE: "In my words",
    NoteKind.OBSERVATION: "Something I noticed",
}
MOOD_WORDS = {Mood.GLAD: "Glad", Mood.MIXED: "Mixed", Mood.SAD: "Sad or worried", Mood.ANGRY: "Angry or fed up"}
YES, NO = ("yes", "y", "x", "true", "1"), ("no", "n", "", "false", "0")
SHOWN = 40  # characters of a cell that are shown again in a sentence


@dataclass(frozen=True, kw_only=True)
class Fault:
    """remedy says what to write instead."""

    line: int
    column: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class PointRow:
    line: int
    said: Said


class BadCell(Exception):
    """The sentence says what to write instead."""


class PointReader:
    """Reads the rows of a file for one event. prompts: their numbers by code. event_code: as the template writes it."""

    def __init__(self, columns: Sequence[str], *, event_code: str, prompts: Mapping[str, int]) -> None:
        plain = {_plain(name): place for place, name in reversed(list(enumerate(columns)))}
        self.place = {heading: plain[_plain(heading)] for heading in HEADINGS if _plain(heading) in plain}
        self.event_code = event_code
        self.prompts = {code.casefold(): key for code, key in prompts.items()}

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(heading for heading in NEEDED if heading not in self.place)

    def read(self, row: Row) -> PointRow | list[Fault] | None:
        """None: nothing is written in this row but perhaps the event."""
        if not any(self._cell(row, heading) for heading in HEADINGS if heading != EVENT):
            return None
        values, faults = dict[str, Any](), list[Fault]()
        for heading, name, read in self._readers():
            try:
                values[name] = read(self._cell(row, heading))
            except BadCell as error:
                faults.append(Fault(line=row.line, column=heading, remedy=str(error)))
        if faults:
            return faults
        values.pop("event")
        return PointRow(line=row.line, said=Said(**values))

    def _readers(self) -> Iterator[tuple[str, str, Any]]:
        yield EVENT, "event", self._event
        yield PROMPT, "prompt_id", self._prompt
        yield TABLE, "table_label", _table
        yield POINT, "text", _text
        yield KIND, "kind", _kind
        yield AGREED, "agreed", _agreed
        yield MOOD, "mood", _mood
        yield PARKED, "is_parked", _parked

    def _cell(self, row: Row, heading: str) -> str:
        place = self.place.get(heading)
        return clean(row.cells[place]) if place is not None and place < len(row.cells) else ""

    def _event(self, cell: str) -> None:
        if cell and cell.casefold() != self.event_code.casefold():
            raise BadCell(f"This row is for {_short(cell)}, and this page is {self.event_code}. Hand it in over there")

    def _prompt(self, cell: str) -> int | None:
        code = cell.partition(":")[0].strip().casefold()  # the list of the template says “P1: What is good?”
        if code and code not in self.prompts:
            known = ", ".join(self.prompts).upper() or "none: leave it empty"
            raise BadCell(f"“{_short(cell)}” is no prompt of this event. Write one of these, or nothing: {known}")
        return self.prompts[code] if code else None


def _text(cell: str) -> str:
    if not cell:
        raise BadCell("Write what was said, or take everything else out of this row")
    if len(cell) > LONGEST_NOTE:
        raise BadCell(f"Use at most {LONGEST_NOTE:,} characters, or split it into several points")
    return cell


def _table(cell: str) -> str:
    if len(cell) > LONGEST_TABLE:
        raise BadCell(f"Use at most {LONGEST_TABLE} characters")
    return cell


def _kind(cell: str) -> NoteKind:
    found = _one_of(cell, KIND_WORDS)
    if found is None:
        raise BadCell(f"Write one of these: {', '.join(KIND_WORDS.values())}")
    return NoteKind(found)


def _mood(cell: str) -> Mood | None:
    found = _one_of(cell, MOOD_WORDS)
    if cell and found is None:
        raise BadCell(f"Write one of these, or nothing: {', '.join(MOOD_WORDS.values())}")
    return Mood(found) if found else None


def _agreed(cell: str) -> int | None:
    if not cell:
        return None
    if not cell.isascii() or not cell.isdigit() or len(cell) > len(str(MOST_AGREED)) or not int(cell):
        raise BadCell(f"Write a whole number from 1 to {MOST_AGREED:,}, or nothing")
    return int(cell)


def _parked(cell: str) -> bool:
    if cell.casefold() not in (*YES, *NO):
        raise BadCell("Write yes, or nothing")
    return cell.casefold() in YES


def _one_of(cell: str, words: Mapping[Any, str]) -> str | None:
    return next((str(key) for key, name in words.items() if _plain(cell) in (_plain(str(key)), _plain(name))), None)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _short(cell: str) -> str:
    return cell if len(cell) <= SHOWN else cell[:SHOWN] + "…"
