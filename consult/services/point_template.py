"""The spreadsheet in which points of one event are written down away from here: its prompts and what may be written."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from typing import TYPE_CHECKING

from analysis.archives import settled
from analysis.cells import BYTE_ORDER_MARK, defuse
from consult.models.listening import EventPrompt
from consult.services import listening
from consult.services.point_rows import (
    AGREED,
    EVENT,
    HEADINGS,
    KIND,
    KIND_WORDS,
    MOOD,
    MOOD_WORDS,
    PARKED,
    POINT,
    PROMPT,
    TABLE,
)
from consult.services.points import LONGEST_TABLE, MOST_AGREED

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

READY = 200  # rows that have the event's code and the lists
WIDTHS = {EVENT: 12, PROMPT: 40, TABLE: 12, POINT: 70, KIND: 22, AGREED: 18, MOOD: 18, PARKED: 10}
HOW = "What may be written"
MADE = datetime(2000, 1, 1)


def code_of(event_id: int) -> str:
    return f"EVENT-{event_id}"


def as_csv(event_id: int) -> str:
    """Headings and one row that names the event; the marks of UTF-8 for spreadsheet programs."""
    listening.get_event(event_id)
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerows([HEADINGS, [code_of(event_id)] + [""] * (len(HEADINGS) - 1)])
    return BYTE_ORDER_MARK + target.getvalue()


def as_workbook(event_id: int) -> bytes:
    """A sheet to fill in, with lists to choose from, and one that says what may be written. The same every time."""
    from openpyxl import Workbook

    event, prompts = listening.get_event(event_id), listening.list_prompts(event_id)
    book = Workbook()
    book.properties.created = book.properties.modified = MADE
    points, how = book.worksheets[0], book.create_sheet(HOW)
    points.title = "Points"
    _say_how(how, event.title, prompts)
    _lay_out(points, code_of(event_id), len(prompts))
    target = io.BytesIO()
    book.save(target)
    return settled(target.getvalue(), {"docProps/core.xml": _without_now})


def _lay_out(sheet: Worksheet, code: str, prompts: int) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.append(HEADINGS)
    for place, heading in enumerate(HEADINGS, 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS[heading]
    for line in range(2, READY + 2):
        sheet.cell(line, 1, code)
        sheet.cell(line, HEADINGS.index(POINT) + 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    counts = {PROMPT: prompts, KIND: len(KIND_WORDS), MOOD: len(MOOD_WORDS), PARKED: 1}
    for place, (heading, count) in enumerate(counts.items(), 1):
        if count:
            letter, target = get_column_letter(place), get_column_letter(HEADINGS.index(heading) + 1)
            rule = DataValidation("list", formula1=f"'{HOW}'!${letter}$2:${letter}${count + 1}", allow_blank=True)
            sheet.add_data_validation(rule)
            rule.add(f"{target}2:{target}{READY + 1}")


def _say_how(sheet: Worksheet, title: str, prompts: list[EventPrompt]) -> None:
    """One list a column, as the lists of the first sheet find them; then what to mind."""
    lists = (
        (PROMPT, [f"{prompt.code}: {prompt.text}" for prompt in prompts]),
        (KIND, list(KIND_WORDS.values())),
        (MOOD, list(MOOD_WORDS.values())),
        (PARKED, ["yes"]),
        (
            "To mind",
            [
                f"These are points of “{title}”. One row for each point.",
                f"“{POINT}” and “{KIND}” are needed in each row; everything else may be empty.",
                f"“{TABLE}”: a name or number of at most {LONGEST_TABLE} characters.",
                f"“{AGREED}”: a whole number from 1 to {MOST_AGREED:,}.",
                "No names of people, and nothing that shows who somebody is.",
                "Worried about a child’s safety? Do not write it here. Ring the number on the event’s page.",
            ],
        ),
    )
    for column, (heading, words) in enumerate(lists, 1):
        for line, cell in enumerate((heading, *words), 1):
            sheet.cell(line, column, defuse(cell))


def _without_now(properties: bytes) -> bytes:
    """openpyxl writes the moment of saving."""
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", properties)
