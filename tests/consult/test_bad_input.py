"""Whatever is typed or sent gets a page that says what to do, and nothing that was said is lost."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.submissions import Visit
from consult.services import intake
from consult.store.transaction import transaction
from tests.consult import asking
from tests.consult.test_respond import agree, answer_all

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def short(app):
    return asking.open_short()


@pytest.fixture
def started(page, short):
    return page.visit("/survey/short").press("Start now")


def at_the_words(page):
    agree(page).choose("Kingston").press("Continue").choose("Always").press("Continue").press("Skip this question")
    return page.press("Skip these questions")


def test_two_megabytes_of_text_come_back_with_what_to_do(started):
    at_the_words(started).fill("What should change?", "é" * 2_000_000).press("Continue")
    assert started.status == 422
    assert "too long: 2,000,000 characters. Shorten it to" in started.errors[0]
    assert "é" * 1000 in started.body


def test_emoji_alone_are_an_answer(started):
    at_the_words(started).fill("What should change?", "👎🏽🚌👩‍👧").press("Continue").choose("No, keep them")
    started.press("Continue").press("Send my answers")
    assert db.session.scalar(sa.select(Comment.text)) == "👎🏽🚌👩‍👧"


def test_characters_that_nobody_sees_are_no_answer_and_no_disguise(started):
    at_the_words(started).fill("What should change?", "\u200b\u2066\u3164").press("Continue")
    assert db.session.scalar(sa.select(Visit.answers))["change"] is None
    started.visit("/survey/short/change").fill("What should change?", "safe \u202eknil").press("Continue")
    assert db.session.scalar(sa.select(Visit.answers))["change"] == "safe knil"


def test_an_answer_that_is_none_of_the_choices_is_asked_again(started):
    agree(started)
    token = next(e.get("value") for e in started.tree.iter("input") if e.get("name") == "csrf_token")
    answer = started.client.post("/survey/short/area", data={"csrf_token": token, "area": "atlantis"})
    assert answer.status_code == 422
    assert "Choose an answer from the list" in answer.text


def test_what_presses_a_thousand_times_is_told_and_can_still_send(started):
    answer_all(started)
    with transaction():
        db.session.execute(sa.update(Visit).values(saves=intake.MOST_SAVES))
    started.visit("/survey/short/area").choose("Richmond").press("Continue")
    assert (started.status, started.heading) == (429, "You have saved very often")
    started.follow("Check your answers").press("Send my answers")
    assert started.heading == "Before you go" or started.status == 200
    assert db.session.scalar(sa.text("SELECT area FROM submission")) == "kingston"
