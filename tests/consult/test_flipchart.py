"""A flipchart is typed in line by line, looked at, and stored as points: all of them once, or none."""

from __future__ import annotations

import pytest

from consult.extensions import db
from consult.models.people import Role
from consult.services import flipchart, listening
from consult.services.flipchart import Line
from tests.consult.devices import event
from tests.consult.screened import found_clear


@pytest.mark.parametrize(
    ("typed", "text", "tally"),
    [
        ("More swings", "More swings", None),
        ("- More swings (8)", "More swings", 8),
        ("• More swings x8", "More swings", 8),
        ("* More swings × 8", "More swings", 8),
        ("3. More swings [12]", "More swings", 12),
        ("3) More swings", "More swings", None),
        ("More swings – 8 stickers", "More swings", 8),
        ("More swings: 1 vote", "More swings", 1),
        ("More swings |||| ||", "More swings", 6),
        ("More swings //// |", "More swings", 5),
        ("More swings ✓✓✓", "More swings", 3),
        ("More swings (x 8)", "More swings", 8),
        ("Open until 8", "Open until 8", None),
        ("Bus 65", "Bus 65", None),
        ("3.5 miles is too far", "3.5 miles is too far", None),
        ("More swings (0)", "More swings (0)", None),
        ("(8)", "(8)", None),
        ("x8", "x8", None),
        ("– ", "", None),
        ("مزيد من الأراجيح (4)", "مزيد من الأراجيح", 4),
    ],
)
def test_a_line_without_its_bullet_and_its_marks(typed, text, tally):
    assert flipchart.read_line(typed) == Line(text, tally)


def test_lines_that_differ_in_order_or_endings_are_alike_and_their_marks_add_up():
    lines = [Line("More swings", 8), Line("Longer hours"), Line("more swing!"), Line("swings, more", 2)]
    into = flipchart.find_alike([line.text for line in lines])
    assert into == [0, 1, 0, 0]
    assert flipchart.merge(lines, into) == [Line("More swings", 11), Line("Longer hours")]


@pytest.fixture
def facilitator(signed_in):
    yield signed_in(Role.FACILITATOR)
    db.session.close()


@pytest.fixture
def held(facilitator):
    return event(1, prompts=("What is good here?",))


def log(held):
    return [(point.note.text, point.note.agreed) for point in reversed(listening.get_log(held.id).points)]


CHART = "- More swings (8)\n- Longer hours\n\n- more swing!\n- A bus |||| |"


def typed(page, held, text=CHART):
    page.visit(f"/staff/events/{held.id}").follow("Type in a flipchart")
    return page.fill("What was said?", text)


def test_a_flipchart_is_looked_at_changed_and_saved_once(facilitator, held):
    page = (
        typed(facilitator, held).fill("Prompt", "P1: What is good here?").fill("Table", "3").press("Look at the points")
    )
    assert page.heading == "Look at the points"
    assert log(held) == []
    assert "Says the same as line 1" in page.text
    page.fill("Line 2", "Open for longer").fill("Marks of line 2", "3")
    form = page.tree
    page.press("Save these points")
    assert log(held) == [("More swings", 9), ("Open for longer", 3), ("A bus", 5)]
    page.tree = form
    page.press("Save these points")
    assert "stored once" in page.text
    assert len(log(held)) == 3
    assert {point.note.table_label for point in listening.get_log(held.id).points} == {"3"}


def test_a_line_may_be_kept_apart_or_left_out(facilitator, held):
    page = typed(facilitator, held).press("Look at the points")
    next(e for e in page.tree.iter("input") if e.get("name") == "merge-2").attrib.pop("checked")
    page.fill("Line 2", " ").press("Save these points")
    assert log(held) == [("More swings", 8), ("more swing!", None), ("A bus", 5)]


def test_marks_that_are_no_number_are_said_and_nothing_is_lost(facilitator, held):
    page = (
        typed(facilitator, held).press("Look at the points").fill("Marks of line 1", "many").press("Save these points")
    )
    assert page.errors == ["Line 1: Enter a whole number from 1 to 9,999, or leave it empty"]
    assert "A bus" in page.body
    assert log(held) == []
    page.fill("Marks of line 1", "7").press("Save these points")
    assert log(held)[0] == ("More swings", 8)


@pytest.mark.parametrize(
    ("text", "said"),
    [(" \n – \n", "Write at least one point"), ("x\n" * 201, "more than 200 lines"), ("b" * 10_001, "")],
)
def test_a_flipchart_that_cannot_be_kept_is_explained(facilitator, held, text, said):
    page = typed(facilitator, held, text).press("Look at the points")
    if said:
        assert said in page.errors[0]
    else:
        assert "at most 10,000 characters" in page.press("Save these points").errors[0]
    assert log(held) == []


def test_points_are_read_back_and_changed_in_the_groups_words(facilitator, held):
    page = typed(facilitator, held, "Mor swings (8)\nA bus").press("Look at the points").press("Save these points")
    found_clear()
    page.visit(f"/staff/events/{held.id}").follow("Read back to the group")
    assert page.heading == "What we heard"
    assert "Test facilitator" not in page.text
    page.follow("Change it").fill("In the group’s words", "Many more swings").press("Change it")
    assert "Many more swings" in page.text
    page.follow("Next").press("The group agrees")
    [changed, _] = listening.get_log(held.id).points
    assert [changed.note.text, *(old.note.text for old in changed.history())] == ["Many more swings", "Mor swings"]
    assert changed.note.agreed == 8
    assert "Changed by the group: see what it said before" in page.text
    assert "read back" in page.text
    assert listening.get_event(held.id).read_back_at


def test_a_word_that_waits_for_the_screening_is_on_no_big_screen(facilitator, held):
    page = typed(facilitator, held, "My step dad hits me").press("Look at the points").press("Save these points")
    assert "step dad" in page.text
    assert "step dad" not in page.visit(f"/staff/events/{held.id}/read-back").text


def test_what_a_facilitator_only_noticed_is_not_read_to_the_group(facilitator, held):
    page = facilitator.visit(f"/staff/events/{held.id}").fill("What was said?", "The girls by the door went quiet")
    page.choose("Something I noticed").press("Add this point")
    found_clear()
    assert "by the door" in page.visit(f"/staff/events/{held.id}").text
    assert "by the door" not in page.visit(f"/staff/events/{held.id}/read-back").text
