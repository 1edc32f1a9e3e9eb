"""The log page: a point with all it may say in one press, what was chosen stays chosen, slips are mended at once."""

from __future__ import annotations

import pytest

from consult.extensions import db
from consult.models.people import Role
from consult.services import areas, listening
from tests.consult.devices import Device, alone, event, point
from tests.consult.screened import found_clear


@pytest.fixture(autouse=True)
def _put_back_what_was_read(app):
    yield
    db.session.close()


@pytest.fixture
def page(signed_in):
    return signed_in(Role.FACILITATOR)


@pytest.fixture
def held(page):
    return event(1, prompts=("What is good here?", "What would you change?"))


def log(held):
    return [point.note.text for point in listening.get_log(held.id).points]


def value_of(page, name):
    box = next(e for e in page.tree.iter() if e.get("name") == name)
    if box.tag == "select":
        return next((o.get("value") for o in box.iter("option") if o.get("selected") is not None), "")
    return box.get("value")


def test_a_point_says_all_it_may_and_what_was_chosen_stays_chosen(page, held):
    page.visit(f"/staff/events/{held.id}").fill("What was said?", "More swings").choose("In my words")
    page.fill("Prompt", "P2: What would you change?").fill("Table", "3").fill("How many said it or agreed", "8")
    page.fill("Mood", "Glad").choose("Park it: for another day").press("Add this point")
    assert "P2 · table 3 · 8 said it or agreed · glad Parked" in page.text
    assert (value_of(page, "prompt"), value_of(page, "table"), value_of(page, "agreed")) == ("P2", "3", "")
    assert [e.get("value") for e in page.tree.iter("input") if e.get("checked") is not None] == ["paraphrase"]
    other = event(1)
    assert value_of(page.visit(f"/staff/events/{other.id}"), "table") == ""


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("How many said it or agreed", "0", "whole number from 1"),
        ("How many said it or agreed", "many", "whole number from 1"),
        ("Table", "t" * 41, "at most 40"),
    ],
)
def test_a_slip_in_a_small_box_loses_no_words(page, held, label, value, said):
    page.visit(f"/staff/events/{held.id}").fill("What was said?", "More swings").fill(label, value)
    page.press("Add this point")
    assert said in page.errors[0]
    assert "More swings" in page.body
    assert log(held) == []


def test_a_forged_prompt_is_refused(page, held):
    page.visit(f"/staff/events/{held.id}").fill("What was said?", "More swings")
    next(e for e in page.tree.iter("option") if e.get("value") == "P1").set("value", "P9")
    page.fill("Prompt", "P1: What is good here?").press("Add this point")
    assert page.errors == ["Choose one of the answers on this page"]


def test_the_last_point_is_undone_with_one_press_and_put_back(page, held):
    page.visit(f"/staff/events/{held.id}").fill("What was said?", "More swings").press("Add this point")
    page.press("Undo the last")
    assert log(held) == []
    page.follow("1 point taken out").press("Put back point 2")
    assert log(held) == ["More swings"]


def test_a_correction_keeps_what_it_does_not_change_and_may_take_the_point_out(page, held):
    page.visit(f"/staff/events/{held.id}").fill("What was said?", "Mor swings").fill("How many said it or agreed", "8")
    page.press("Add this point").follow("Correct").fill("What was said?", "More swings").press("Save the correction")
    assert listening.get_log(held.id).points[0].note.agreed == 8
    page.follow("Correct").press("Take this point out")
    assert log(held) == []


def test_a_point_is_split_and_points_are_joined_from_the_page(page, held):
    page.visit(f"/staff/events/{held.id}").fill("What was said?", "Swings\nSlides (3)")
    page.fill("How many said it or agreed", "8").press("Add this point").follow("Split").press("Split it")
    assert {p.note.text: p.note.agreed for p in listening.get_log(held.id).points} == {"Swings": 8, "Slides": 3}
    page.follow("Join points").press("See them together")
    assert page.errors == ["Choose at least two points to join."]
    for box in page.tree.iter("input"):
        if box.get("name") == "point":
            box.set("checked", "")
    page.press("See them together")
    assert value_of(page, "agreed") == "11"
    page.fill("What they say together", "Swings and slides").press("Join them")
    assert log(held) == ["Swings and slides"]
    assert "Joined: see what it said before" in page.text


def test_two_changes_at_once_are_shown_side_by_side_and_settled(app, page, held):
    phone = Device(app, "facilitator@example.org", held.id)
    before = point("Mor swings")
    phone.send(before)
    first, second = (point(words, replaces=before["once"]) for words in ("More swings", "More slides"))
    phone.send(first, second)
    found_clear()
    page.visit(f"/staff/events/{held.id}").follow("Choose: 1 point was changed by two people at once")
    assert "More swings" in page.text
    assert "More slides" in page.text
    page.press("Take what came second")
    assert "There is nothing to choose" in page.text
    assert log(held) == ["More slides"]


def test_what_came_late_or_with_a_wrong_clock_says_so(app, page, held):
    Device(app, "facilitator@example.org", held.id).send(point("More swings", written_at="2019-01-01T10:00:00+00:00"))
    found_clear()
    assert "the device’s clock said 1 January 2019" in page.visit(f"/staff/events/{held.id}").text


def test_the_worry_is_one_press_away_and_new_points_too(page, held):
    page.visit(f"/staff/events/{held.id}")
    assert page.follow("See new points").heading == held.title
    assert "worr" in page.follow("Worried about a child’s safety?").heading.lower()


def test_a_point_of_another_area_is_neither_undone_nor_taken_out(app, page, held):
    phone = Device(app, "facilitator@example.org", held.id)
    [receipt] = phone.send(point("More swings"))
    areas.set_areas(1, ["richmond"], by=1)
    for what in ("undo", "take-out"):
        path = f"/staff/events/{held.id}/points/{receipt['number']}/{what}"
        answer = alone(phone.client.post, path, data={"csrf_token": phone.csrf})
        assert answer.status_code == 404
    areas.set_areas(1, [], by=1)
    assert log(held) == ["More swings"]
