"""Points that were written into a spreadsheet: every fault named with its remedy, all or none, the same file once."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.extensions import db
from consult.models.listening import EventPrompt, Method, Mood, Note, NoteKind
from consult.models.people import Role
from consult.services import event_closing, listening, point_import, point_template
from consult.services.point_rows import HEADINGS, KIND_WORDS, PointReader, PointRow
from consult.services.points import Said
from consult.services.tabular import BadFile, Row
from consult.store.errors import Conflict
from consult.store.transaction import transaction
from consult.web.facilitate.forms import KINDS
from tests.consult import planned, received

LABEL = "Choose the spreadsheet you filled in"


@pytest.fixture
def event(app):
    with transaction():
        by = received.someone().id
    event = listening.add_event(
        title="Club night", held_on=received.SAID_ON, place="Hall", area="richmond", audience="children",
        method=Method.TALK, headcount="6-10", by=by,
    )  # fmt: skip
    with transaction():
        db.session.add(EventPrompt(event_id=event.id, code="P1", text="=What is good?", question_id="good", position=1))
    yield event
    db.session.close()


def sheet(*rows, headings=HEADINGS, end="\n"):
    target = io.StringIO()
    csv.writer(target, lineterminator=end).writerows([headings, *rows])
    return target.getvalue().encode()


def row(text="More swings", event="EVENT-1", prompt="P1", table="2", kind="Their own words", agreed="8", mood="Glad",
        parked=""):  # fmt: skip
    return (event, prompt, table, text, kind, agreed, mood, parked)


def stored():
    return list(db.session.scalars(sa.select(Note).order_by(Note.id)))


def test_the_template_has_the_event_its_prompts_and_what_may_be_chosen_and_is_the_same_every_time(event):
    book = openpyxl.load_workbook(io.BytesIO(point_template.as_workbook(event.id)))
    points, how = book.worksheets
    assert [cell.value for cell in points[1]] == list(HEADINGS)
    assert points["A2"].value == "EVENT-1"
    assert len(points.data_validations.dataValidation) == 4
    assert [how["A2"].value, how["B2"].value] == ["P1: =What is good?", "Their own words"]
    assert all(cell.data_type != "f" for line in how.iter_rows() for cell in line)
    assert point_template.as_workbook(event.id) == point_template.as_workbook(event.id)


def test_the_words_of_kinds_are_those_of_the_log():
    assert KIND_WORDS == KINDS


def test_the_template_filled_in_comes_back_as_it_was_meant(event):
    book = openpyxl.load_workbook(io.BytesIO(point_template.as_workbook(event.id)))
    for place, cell in enumerate(row(prompt="P1: What is good?", agreed=8, parked="yes"), 1):
        book.worksheets[0].cell(2, place, cell)
    target = io.BytesIO()
    book.save(target)
    assert point_import.take_in(event.id, target.getvalue(), by=event.created_by) == 1
    (note,) = stored()
    assert (note.text, note.kind, note.agreed, note.mood) == ("More swings", NoteKind.VERBATIM, 8, Mood.GLAD)
    assert (note.table_label, note.is_parked, note.is_late) == ("2", True, False)
    assert note.prompt_id is not None


def test_a_page_shows_what_is_in_the_file_before_anything_is_stored(event, signed_in):
    page = signed_in(Role.FACILITATOR).visit("/staff/events/1").follow("Points from a spreadsheet")
    page.attach(LABEL, "a.csv", sheet(row(), row("More trees"))).press("Look at the file")
    assert page.heading == "Check before you store"
    assert "Line 2 · Their own words · P1 · table 2 · 8 agreed" in page.text
    assert stored() == []
    page.press("Store 2 points")
    assert page.heading == "Club night"
    assert [note.text for note in stored()] == ["More swings", "More trees"]
    assert page.client.get("/staff/events/1/spreadsheet/template.xlsx").status_code == 200
    assert page.client.get("/staff/events/1/spreadsheet/template.csv").data.startswith(b"\xef\xbb\xbfEvent,")


def test_every_fault_of_every_line_is_named_with_its_remedy_and_nothing_is_stored(event, signed_in):
    bad = row(text="", event="EVENT-9", prompt="P7", table="x" * 41, kind="gossip", agreed="many", mood="purple",
              parked="perhaps")  # fmt: skip
    page = signed_in(Role.FACILITATOR).visit("/staff/events/1/spreadsheet/")
    page.attach(LABEL, "a.csv", sheet(row(), bad)).press("Look at the file")
    assert page.heading == "Some rows have to be mended"
    assert page.rows("What to mend")[1:] == [
        ["3", "Event", "This row is for EVENT-9, and this page is EVENT-1. Hand it in over there."],
        ["3", "Prompt", "“P7” is no prompt of this event. Write one of these, or nothing: P1."],
        ["3", "Table", "Use at most 40 characters."],
        ["3", "Point", "Write what was said, or take everything else out of this row."],
        ["3", "Kind", "Write one of these: Their own words, In my words, Something I noticed."],
        ["3", "How many agreed", "Write a whole number from 1 to 9,999, or nothing."],
        ["3", "Mood", "Write one of these, or nothing: Glad, Mixed, Sad or worried, Angry or fed up."],
        ["3", "Parked", "Write yes, or nothing."],
    ]
    with pytest.raises(Conflict, match="nothing was"):
        point_import.take_in(event.id, sheet(row(), bad), by=event.created_by)
    assert stored() == []


def test_the_same_file_is_stored_once_whichever_program_saved_it(event):
    two = (row(), row())  # the same words twice in one file are two points
    assert point_import.take_in(event.id, sheet(*two), by=event.created_by) == 2
    assert point_import.take_in(event.id, sheet(*two), by=event.created_by) == 0
    assert point_import.take_in(event.id, sheet(*two, end="\r\n"), by=event.created_by) == 0
    assert point_import.look(event.id, sheet(*two)).stored_before
    assert len(stored()) == 2


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (sheet(("a", "b"), headings=("Words", "Point")), "no column “Event” and no column “Kind”"),
        (sheet(), "no point in this file"),
        (sheet(("EVENT-1", *[""] * 7)), "no point in this file"),
        (sheet(*[row()] * 2_001), "more than 2,000 points"),
        (b"", "empty"),
        (b"%PDF-1.7", "not a CSV or XLSX"),
    ],
)
def test_a_file_that_is_no_list_of_points_is_refused_with_what_to_do(event, file, says):
    with pytest.raises(BadFile, match=says):
        point_import.look(event.id, file)


def test_a_file_too_long_is_refused_beside_its_field(event, signed_in):
    page = signed_in(Role.FACILITATOR).visit("/staff/events/1/spreadsheet/")
    page.attach(LABEL, "a.csv", sheet(*[row()] * 10_000)).press("Look at the file")
    assert page.errors[0].startswith("This file has more than 2,000 points. Split it")


def test_points_handed_in_after_the_end_are_late(event):
    planned.say_who_was_there(event.id, by=event.created_by)
    event_closing.close_event(event.id, somebody_worried=False, by=event.created_by)
    point_import.take_in(event.id, sheet(row()), by=event.created_by)
    assert [note.is_late for note in stored()] == [True]


def test_a_waiting_file_is_seen_by_who_sent_it_only(event, signed_in):
    page = signed_in(Role.FACILITATOR).visit("/staff/events/1/spreadsheet/")
    path = page.attach(LABEL, "a.csv", sheet(row())).press("Look at the file").path
    page.press("Sign out")
    assert "Test facilitator" not in signed_in(Role.MANAGER).visit(path).body
    assert page.status == 404


said = st.builds(
    Said,
    text=st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="'"), min_size=1, max_size=20),
    kind=st.sampled_from(NoteKind),
    table_label=st.sampled_from(["", "A", "7"]),
    agreed=st.none() | st.integers(1, 9_999),
    mood=st.none() | st.sampled_from(Mood),
    is_parked=st.booleans(),
)


@settings(max_examples=40)
@given(said)
def test_what_is_written_by_the_rules_is_read_as_it_was_meant(point):
    cells = ("", "", point.table_label, point.text, KIND_WORDS[point.kind], str(point.agreed or ""), point.mood or "",
             "yes" if point.is_parked else "")  # fmt: skip
    read = PointReader(HEADINGS, event_code="EVENT-1", prompts={}).read(Row(2, cells, 1.0))
    assert read == PointRow(line=2, said=point)
