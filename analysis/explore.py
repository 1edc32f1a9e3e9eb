"""Any table of `analysis.cubes` that somebody asks for: page, picture, CSV and JSON are made from the same cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.cubes import CONTENT, cube
from analysis.disclosure import CONFIDENTIAL, NOTE, ShownCount, percentage
from analysis.overview import Overview
from analysis.reported import UNTHEMED, Breakdown, Table

NAMES = {
    "theme": "Theme",
    "priority": "Priority",
    "audience": "Audience",
    "area": "Area",
    "age band": "Age band",
    "face": "Face of the survey",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """text: what the table says, and its picture too. level: 0 for nobody up to 4, or -1 where it is confidential."""

    row: str
    column: str
    text: str
    level: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Explored:
    """One table as everyone may see it. dimensions: as the list names them."""

    dimensions: tuple[str, ...]
    table: Table
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def title(self) -> str:
        return self.table.caption


def explore(overview: Overview, asked: Sequence[str], names: Mapping[str, str]) -> Explored | None:
    """The table of these dimensions, or None where nobody said anything of one of them.

    names: of themes and priorities by id. Rejected themes are among the lines: without them a “[c]” could stand alone.
    Raises NotReleasable for a table that is not on the list.
    """
    dimensions = cube(*asked)
    breakdown = overview.table(*dimensions)
    if breakdown is None:
        return None
    names = {**names, **UNTHEMED}
    return lay_out(
        breakdown,
        id="-by-".join(dimensions).replace(" ", "-"),
        caption="People by " + " and ".join(NAMES[each].lower() for each in dimensions),
        dimensions=dimensions,
        first=NAMES[dimensions[0]],
        rows=names,
        columns=names,
        note=f"{NOTE} {_of_whom(dimensions)}",
    )


def lay_out(
    breakdown: Breakdown,
    *,
    id: str,
    caption: str,
    dimensions: tuple[str, ...],
    first: str,
    rows: Mapping[str, str],
    columns: Mapping[str, str],
    note: str,
) -> Explored:
    """A protected table as cells and as text. first: what the lines are; rows, columns: the names of their ids."""
    table, is_alone = breakdown.table, len(dimensions) == 1
    labels = [columns.get(column, column) for column in table.columns]
    cells = [
        tuple(
            _cell(rows.get(each, each), labels[column], table.counts[row][column], table.column_totals[column])
            for column in range(len(labels))
        )
        for row, each in enumerate(breakdown.theme_ids)
    ]
    base = ("All people", *(count.text for count in table.column_totals), *(() if is_alone else (table.total.text,)))
    totals = [() if is_alone else (table.row_totals[row].text,) for row in range(len(cells))]
    lines = ((line[0].row, *(cell.text for cell in line), *total) for line, total in zip(cells, totals, strict=True))
    return Explored(
        dimensions=dimensions,
        cells=tuple(cells),
        table=Table(
            id=id,
            caption=caption,
            columns=(first, *labels, *(() if is_alone else ("All",))),
            rows=(base, *lines),
            note=note,
        ),
    )


def _of_whom(dimensions: Sequence[str]) -> str:
    several = " Somebody can be in several lines." if dimensions[0] in CONTENT else ""
    return (
        "Counts are of people who sent a survey and of rows of imported files; points written down at events are not "
        f"among them. Percentages are of the people of the column in the first line.{several}"
    )


def _cell(row: str, column: str, count: ShownCount, base: ShownCount) -> Cell:
    share = percentage(count, base)
    text = count.text + ("" if share is None else f" ({share}%)")
    level = -1 if count.text == CONFIDENTIAL else 0 if not count.value else min(4, 1 + (share or 0) // 10)
    return Cell(row=row, column=column, text=text, level=level)
