"""Table → the XML of a Word table: a marked row of heads that comes again on every page, a title and a description.

Written as one text and read once: python-docx's own tables take minutes for some thousand rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr  # nosec B406 (it writes, and parses nothing)

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from analysis.document.plain import LONGEST_DESCRIPTION, one_line, plain
from analysis.reported import Table

TWIPS = 1440  # of an inch
NARROW, NAMES = 0.7, 2.6  # weights of a first column: of numbers, and at least of names
WEIGHTS = ((4, 0.5), (12, 1.0), (30, 1.5), (80, 2.2), (10**9, 3.2))  # longest cell → weight of its column
_LINE = 'w:val="single" w:sz="4" w:space="0" w:color="8A8A8A"'


def grid(table: Table, width: float) -> Any:
    """The table's XML. width: of the page's text, in inches."""
    columns = _widths(table, width)
    heads = [each or "What" for each in table.columns]  # a head that says nothing helps nobody who listens to a table
    rows = [_row(heads, columns, is_head=True), *(_row(row, columns) for row in table.rows)]
    measures = "".join(f'<w:gridCol w:w="{each}"/>' for each in columns)
    head = f"<w:tbl {nsdecls('w')}>{_properties(table, sum(columns))}<w:tblGrid>{measures}</w:tblGrid>"
    return parse_xml(f"{head}{''.join(rows)}</w:tbl>")


def _properties(table: Table, width: int) -> str:
    return (
        '<w:tblPr><w:tblStyle w:val="TableNormal"/>'
        f'<w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders><w:top {_LINE}/><w:bottom {_LINE}/><w:insideH {_LINE}/>'
        '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/>'
        '<w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/><w:tblCaption w:val={quoteattr(one_line(table.caption))}/>'
        f"<w:tblDescription w:val={quoteattr(one_line(table.note or table.caption, LONGEST_DESCRIPTION))}/></w:tblPr>"
    )


def _widths(table: Table, width: float) -> list[int]:
    """The first column names the row, in a word or in many; a column of words is wider than one of figures."""
    weights = [_weight(table, place) for place in range(len(table.columns))]
    if weights[0] > NARROW:
        weights[0] = max(NAMES, weights[0])
    if len(table.columns) == 2:
        weights = [1.0, 1.0]
    whole = sum(weights)
    return [round(TWIPS * width * weight / whole) for weight in weights]


def _weight(table: Table, place: int) -> float:
    longest = max((len(str(row[place])) for row in table.rows), default=0)
    word = max((len(word) for word in table.columns[place].split()), default=0)  # of the head, which has to fit
    return max(0.155 * word, next(weight for most, weight in WEIGHTS if longest <= most))


def _row(cells: Sequence[str | int], widths: Sequence[int], *, is_head: bool = False) -> str:
    marked = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if is_head else "<w:trPr><w:cantSplit/></w:trPr>"
    made = (_cell(cell, width, is_head=is_head) for cell, width in zip(cells, widths, strict=True))
    return f"<w:tr>{marked}{''.join(made)}</w:tr>"


def _cell(cell: str | int, width: int, *, is_head: bool) -> str:
    text = f"{cell:,}" if isinstance(cell, int) else plain(cell)
    style = "TableHead" if is_head else "TableFigure" if isinstance(cell, int) else "TableText"
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{lines}</w:r></w:p></w:tc>'
    )
