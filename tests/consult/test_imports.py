"""Comments from a file: all rows or none, once, with the reason for each row that cannot be taken."""

from __future__ import annotations

from datetime import date

import pytest

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.people import Role
from consult.services import imports
from consult.services.import_checks import BadRows
from consult.services.import_rows import BadRow, Columns, Fixed, read_area, read_audience
from consult.services.imports import AlreadyImported
from consult.services.tabular import BadFile
from consult.store import comments
from consult.store.errors import Conflict
from surveys.characters import clean
from tests.consult.test_tabular import HOSTILE, as_csv, as_xlsx

HEAD = ("ref", "who", "borough", "when", "comment", "asked", "from")
ROW = ("7", "Parent", "Windsor & Maidenhead", "06/07/2023", "More swings", "What next?", "Paper form")
COLUMNS = Columns(
    id="ref", audience="who", area="borough", date="when", text="comment", question="asked", source="from"
)
ALL = Fixed(audience="children", area="kingston", date=date(2023, 7, 1))


@pytest.fixture(autouse=True)
def _put_back_what_was_read(app):
    yield
    db.session.close()


def take(content, columns=COLUMNS, fixed=ALL, *, by=None, name="file.csv"):
    return imports.import_comments(content, columns, fixed, file_name=name, by=by)


def stored():
    return list(comments.stream_current())


@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_every_column_finds_its_place(make):
    result = take(make([HEAD, ROW]))
    [comment] = stored()
    assert (comment.external_id, comment.audience, comment.area) == ("7", "parents", "windsor-and-maidenhead")
    assert (comment.said_on, comment.text) == (date(2023, 7, 6), "More swings")
    assert (comment.question, comment.source, comment.row_number) == ("What next?", "Paper form", 1)
    assert (comment.import_id, result.comments, result.blank) == (result.import_id, 1, 0)


def test_values_for_all_rows_fill_what_the_file_does_not_say():
    take(as_csv([("comment", "who"), ("Hello", ""), ("Bye", "staff")]), Columns(text="comment", audience="who"))
    assert [(c.audience, c.area, c.said_on, c.source) for c in stored()] == [
        ("children", "kingston", date(2023, 7, 1), "imported file"),
        ("staff", "kingston", date(2023, 7, 1), "imported file"),
    ]


def test_an_empty_area_is_stored_as_not_said():
    fixed = Fixed(audience="staff", date=date(2023, 7, 1))
    take(as_csv([("comment", "place"), ("Hello", "")]), Columns(text="comment", area="place"), fixed)
    assert stored()[0].area == "not-said"


def test_rows_without_words_are_kept_and_counted():
    result = take(as_csv([("comment",), ("Hello",), ("",), ("  ",)]), Columns(text="comment"))
    assert (result.comments, result.blank) == (3, 2)
    assert [c.text for c in stored()] == ["Hello", "", ""]


def test_one_bad_row_and_nothing_is_stored():
    rows = [HEAD, ROW, ("8", "Martian", *ROW[2:]), ("9", "", *ROW[2:]), ("10", "Staff", "Atlantis", *ROW[3:])]
    with pytest.raises(BadRows) as caught:
        take(as_csv(rows), fixed=Fixed(date=date(2023, 7, 1)))
    assert [fault.line for fault in caught.value.faults] == [3, 4, 5]
    reasons = [fault.reason for fault in caught.value.faults]
    assert reasons[0].startswith("Unknown audience ‘Martian’. Use one of: Children and young people")
    assert reasons[1] == "The audience is missing"
    assert reasons[2].startswith("Unknown area ‘Atlantis’. Use one of: Kingston")
    assert caught.value.summary == "3 of 4 rows cannot be imported, so nothing was stored."
    assert stored() == []
    assert imports.list_imports() == []


@pytest.mark.parametrize("when", ["31/02/2023", "yesterday", "07/13/2023", "45113", "0203-01-01"])
def test_a_date_that_is_none_is_a_bad_row(when):
    with pytest.raises(BadRows) as caught:
        take(as_csv([HEAD, (*ROW[:3], when, *ROW[4:])]))
    assert when in caught.value.faults[0].reason


def test_an_id_used_twice_is_a_bad_row_that_names_the_first():
    with pytest.raises(BadRows) as caught:
        take(as_csv([HEAD, ROW, ROW]))
    assert caught.value.faults[0].reason == "The id ‘7’ is used twice: line 2 has it too"


def test_rows_without_an_id_are_no_duplicates_of_one_another():
    assert take(as_csv([HEAD, ("", *ROW[1:]), ("", *ROW[1:])])).comments == 2


def test_more_cells_than_columns_is_a_bad_row():
    with pytest.raises(BadRows, match="Put quote marks round text"):
        take(b"id,comment\n1,swings, slides\n", Columns(text="comment"))


def test_only_the_first_hundred_faults_are_kept_but_all_are_counted():
    with pytest.raises(BadRows) as caught:
        take(as_csv([HEAD, *[(str(n), "Martian", *ROW[2:]) for n in range(250)]]))
    assert (len(caught.value.faults), caught.value.count) == (100, 250)


def test_a_file_imported_twice_adds_nothing_and_says_when_and_by_whom(user):
    someone = user(Role.MANAGER)
    content = as_csv([HEAD, ROW])
    take(content, by=someone.id)
    with pytest.raises(AlreadyImported, match=r"by Test manager, with 1 comments. Nothing was added"):
        take(content, Columns(text="who"), by=someone.id, name="other name.csv")
    assert len(stored()) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_stored_as_they_are(text):
    take(as_csv([HEAD, (*ROW[:4], text, *ROW[5:])]))
    assert stored()[0].text == clean(text)  # which takes out what turns words round, and no letter


def test_a_file_with_headings_only_is_refused():
    with pytest.raises(BadFile, match="headings but no rows"):
        take(as_csv([HEAD]))


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Parents and carers", "parents"), ("PARENT", "parents"), ("child", "children"), ("young-person", "children")],
)
def test_audiences_are_recognised_as_people_write_them(written, meant):
    assert read_audience(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("KINGSTON", "kingston"),
        ("Windsor and Maidenhead", "windsor-and-maidenhead"),
        ("windsor-and-maidenhead", "windsor-and-maidenhead"),
        ("London Borough of Richmond upon Thames", "richmond"),
        ("Prefer not to say", "not-said"),
    ],
)
def test_areas_are_recognised_as_people_write_them(written, meant):
    assert read_area(written) == meant


def test_an_unknown_value_is_shown_shortened():
    with pytest.raises(BadRow) as caught:
        read_area("x" * 500)
    assert "x" * 41 not in str(caught.value)


def test_the_columns_are_guessed_from_their_headings():
    seen = imports.preview(
        as_csv([("Ref", "Borough", "Your Comments", "Feedback", "Date"), ("1", "Kingston", "b", "c", "6/7/2023")])
    )
    assert seen.guess == Columns(id="Ref", area="Borough", text="Feedback", date="Date")
    assert (seen.count, seen.is_whole) == (1, True)


def test_only_what_can_be_read_is_guessed():
    head = ("Borough", "Area", "Date", "Submitted", "Who", "Comment")
    seen = imports.preview(
        as_csv([head, ("", "county", "soon", "", "Group 4", "a"), ("", "city", "late", "", "", "b")])
    )
    assert seen.guess == Columns(area="Borough", date="Submitted", text="Comment")


def test_one_misspelt_area_among_the_first_does_not_hide_the_column():
    seen = imports.preview(as_csv([("area", "comment"), ("Kingstown", "a"), ("Kingston", "b")]))
    assert seen.guess == Columns(area="area", text="comment")


def test_without_a_telling_heading_the_longest_words_are_taken_for_the_comment():
    seen = imports.preview(as_csv([("id", "q1", "q2"), ("1", "yes", "I would like a quiet room")]))
    assert seen.guess.text == "q2"


def test_the_command_line_names_columns_in_any_case(tmp_path):
    file = tmp_path / "words.csv"
    file.write_bytes(as_csv([HEAD, ROW]))
    told = []
    imports.import_file(
        file,
        text="Comment",
        id="REF",
        all_audience="Staff",
        all_date=date(2023, 7, 1),
        progress=lambda *s: told.append(s),
    )
    assert (stored()[0].audience, stored()[0].external_id) == ("staff", "7")
    assert told[-1] == ("writing", 1.0)


def test_the_command_line_is_told_which_columns_there_are(tmp_path):
    file = tmp_path / "words.csv"
    file.write_bytes(as_csv([("a", "b"), ("1", "2")]))
    with pytest.raises(Conflict, match=r"no column ‘comment’. It has: a, b"):
        imports.import_file(file, text="comment", all_audience="staff")


def test_stopping_while_it_reads_stores_nothing():
    class Stopped(Exception):
        pass

    def stop(stage, _done):
        if stage == "writing":
            raise Stopped

    with pytest.raises(Stopped):
        imports.import_comments(as_csv([HEAD, ROW]), COLUMNS, ALL, file_name="a", by=None, progress=stop)
    assert stored() == []


def test_twenty_thousand_rows_are_taken_in_with_progress():
    content = as_csv([HEAD, *[(str(n), *ROW[1:4], f"Comment {n} " * 12, *ROW[5:]) for n in range(20_000)]])
    told = []
    result = imports.import_comments(
        content, COLUMNS, ALL, file_name="a", by=None, progress=lambda _s, done: told.append(done)
    )
    assert result.comments == db.session.query(Comment).count() == 20_000
    assert told == sorted(told)
    assert len(told) > 20
