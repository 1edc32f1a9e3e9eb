"""Where everything stands in the picture of a table: shaded squares, each with the words of its cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten, wrap

from analysis.explore import Cell, Explored

LABEL, CELL, ROW, HEAD = 242, 88, 30, 54  # pixels: names of rows, squares, their height, names of columns
MOST_ROWS = 40  # the table has all
LONGEST_NAME, LONGEST_HEAD = 34, 13  # characters
MOST_IN_WORDS = 12  # lines that the description reads out


@dataclass(frozen=True, slots=True)
class Square:
    x: int
    y: int
    cell: Cell

    @property
    def says(self) -> str:
        return f"{self.cell.row}, {self.cell.column}: {self.cell.text}"

    @property
    def kind(self) -> str:
        return "hidden" if self.cell.level < 0 else str(self.cell.level)


@dataclass(frozen=True, slots=True)
class Name:
    """One line of a name, where it begins; full is all of it."""

    x: int
    y: int
    text: str
    full: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    width: int
    height: int
    squares: tuple[Square, ...]
    rows: tuple[Name, ...]
    heads: tuple[Name, ...]
    alt: str
    left_out: int


def draw(explored: Explored) -> Picture:
    lines = explored.cells[:MOST_ROWS]
    columns = [cell.column for cell in lines[0]] if lines else []
    return Picture(
        width=LABEL + CELL * len(columns),
        height=HEAD + ROW * len(lines),
        squares=tuple(
            Square(LABEL + CELL * column, HEAD + ROW * row, cell)
            for row, line in enumerate(lines)
            for column, cell in enumerate(line)
        ),
        rows=tuple(
            Name(LABEL - 8, HEAD + ROW * row + 20, shorten(line[0].row, LONGEST_NAME, placeholder="…"), line[0].row)
            for row, line in enumerate(lines)
        ),
        heads=tuple(_heads(columns)),
        alt=_alt(explored),
        left_out=len(explored.cells) - len(lines),
    )


def _heads(columns: list[str]) -> Iterator[Name]:
    """At most three short lines over each column."""
    for place, name in enumerate(columns):
        lines = wrap(name, LONGEST_HEAD)[:3]
        for number, words in enumerate(lines):
            yield Name(LABEL + CELL * place + CELL // 2, HEAD - 8 - 15 * (len(lines) - 1 - number), words, name)


def _alt(explored: Explored) -> str:
    said = [f"{line[0].row}: {', '.join(f'{cell.column} {cell.text}' for cell in line)}" for line in explored.cells]
    more = len(said) - MOST_IN_WORDS
    rest = f" {more} more lines are in the table, which says the same." if more > 0 else " The table says the same."
    return f"{explored.title}. {'; '.join(said[:MOST_IN_WORDS])}.{rest}"
