"""A reader's own display: chosen without a script, kept in the one cookie, and nothing that was typed is lost by it."""

import re
from pathlib import Path

import pytest

from consult.extensions import db
from consult.web.respond.display import Display, read
from tests.consult import asking
from tests.consult.reader import classes


@pytest.fixture
def started(page, app):
    asking.open_short()
    yield page.visit("/survey/short").press("Start now")
    db.session.rollback()


def to_the_words(page):
    """To the box for free words."""
    page.choose("Yes, I have").press("Continue").choose("Kingston").press("Continue").choose("Always").press("Continue")
    page.choose("Art").press("Continue").fill("How many people live with you?", "4")
    return page.fill("One word for your home", "Cosy").press("Continue")


def choose_large(page):
    return page.choose("Bigger").choose("Cream").choose("No pictures")


def test_what_a_reader_chose_is_on_every_page_from_then_on(page, app):
    asking.open_short()
    page.visit("/").follow("Text size and colours")
    choose_large(page).press("Save and go back")
    assert page.path == "/"
    for address in ("/", "/survey/short", "/accessibility", "/survey/short/display", "/your-answers"):
        page.visit(address)
        assert {"app-text-large", "app-colours-cream", "app-plain"} <= classes(page.tree), address
    page.visit("/survey/short/display").press("Put everything back to normal")
    assert page.visit("/").tree.get("class") == "govuk-template"


def test_it_can_be_tried_before_going_back(started):
    here = started.path
    choose_large(started.press("Text size and colours")).press("Try it on this page")
    assert started.heading == "Text size and colours"
    assert "app-text-large" in classes(started.tree)
    assert started.press("Save and go back").path == here


def test_typed_and_unsent_words_are_there_again(started):
    to_the_words(started)
    here = started.path
    started.fill("What should change?", "More buses\nand swings").press("Text size and colours")
    assert choose_large(started).press("Save and go back").path == here
    assert "More buses\nand swings" in started.body


def test_a_choice_that_was_not_sent_yet_is_there_again_and_a_question_without_one_still_waits(started):
    started.choose("Yes, I have").press("Continue")
    here = started.path
    started.press("Text size and colours").press("Save and go back")
    assert started.path == here
    assert not [control for control in started.tree.iter("input") if control.get("checked") is not None]
    started.choose("Kingston").press("Text size and colours").press("Save and go back")
    assert started.path == here
    assert started.press("Continue").path != here, "Kingston was kept"


def test_what_was_taken_away_stays_away(started):
    to_the_words(started)
    here = started.path
    started.fill("What should change?", "Nothing").press("Continue")
    started.visit(here).fill("What should change?", "").press("Text size and colours").press("Save and go back")
    assert "Nothing</textarea>" not in started.body


def test_what_cannot_be_saved_stays_on_the_page_with_what_to_do(started):
    to_the_words(started)
    words = "a" * 10_001
    started.fill("What should change?", words).press("Text size and colours")
    assert started.errors == ["Your answer is too long: 10,001 characters. Shorten it to 10,000 characters or fewer"]
    assert words in started.body


def test_a_page_from_an_older_visit_loses_no_words_on_the_way(started, app):
    to_the_words(started).fill("What should change?", "More buses")
    with started.client.session_transaction() as kept:
        kept.pop("csrf_token", None)
    started.press("Text size and colours")
    assert "More buses" in started.body
    assert started.errors[0].startswith("We could not save this the first time")


def test_where_somebody_came_from_is_a_page_of_ours(page, app):
    asking.open_short()
    for odd in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        page.visit(f"/survey/short/display?from={odd}").press("Save and go back")
        assert page.path == "/survey/short"


def test_an_unknown_survey_has_no_display_page(page, app):
    assert page.visit("/survey/nowhere/display").status == 404


def test_the_next_person_on_this_device_finds_the_pages_as_they_come(page, app):
    asking.open_short()
    choose_large(page.visit("/survey/short/display")).press("Save and go back")
    page.press("Start now")
    with page.client.session_transaction() as kept:
        assert kept["display"] == {"text": "large", "colours": "cream", "is_plain": True}
    page.client.post("/leave")
    assert page.visit("/survey/short").tree.get("class") == "govuk-template"


def test_a_cookie_from_another_time_is_read_as_far_as_it_goes():
    assert read({"text": "gigantic", "space": "more", "is_calm": "no", "odd": 1}) == Display(space="more")
    assert read(["large"]) == read(None) == Display()


def test_dark_is_the_same_whether_the_device_or_the_reader_asks_for_it():
    tokens = Path("consult/static/tokens.css").read_text(encoding="utf-8")
    asked, chosen = re.findall(r"(?:-colours-\"\]\)|colours-dark) \{([^}]+)\}", tokens)
    assert asked.split() == chosen.split()
