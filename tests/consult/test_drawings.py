"""A drawing from the child who sends it to the people who look at it; and who never sees it."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.extensions import db
from consult.models.drawings import ConcernPicture, Drawing
from consult.models.people import Role
from consult.models.submissions import Submission
from consult.services import coming_back, drawings, exports_submissions, surveys
from consult.store import removing
from consult.store.removing import Why
from consult.store.transaction import transaction
from tests.consult.drawn import PLACE, photo
from tests.consult.reader import Page
from tests.consult.screened import let_it_be_screened
from tests.consult.test_kinds import begin, open_kinds

PAGES = """
[[pages]]
id = "poster"
title = "Draw it"
section = "first"
[[pages.questions]]
id = "poster"
kind = "drawing"
text = "Your poster"
most = 2
[[pages.questions]]
id = "shows"
kind = "short-text"
text = "What does it show?"
"""
FILE = "Choose a photo, or take one"


@pytest.fixture
def child(app: Flask) -> Page:
    open_kinds(PAGES)
    return begin(Page(app))


def rows() -> list[Drawing]:
    return list(db.session.scalars(sa.select(Drawing).order_by(Drawing.id)))


def send(child: Page, words: str = "") -> None:
    child.attach(FILE, "IMG_0042.jpg", photo()).fill("What does it show?", words).press("Continue")
    assert child.heading == "Check your answers"
    child.press("Send my answers")
    if words:
        let_it_be_screened()


def test_a_drawing_is_shown_to_whoever_sent_it_can_be_taken_away_and_is_counted_never_exported(app: Flask, child: Page):
    child.attach(FILE, "IMG_0042.jpg", photo()).press("Continue")
    assert "One picture" in child.text
    [row] = rows()
    assert PLACE not in row.content
    assert "IMG" not in row.name
    name = row.name
    address = f"/survey/short/picture/{name}"
    assert child.client.get(address).data == row.content
    assert Page(app).client.get(address).status_code == 404
    child.follow("Change").visit("/survey/short/poster?change=yes")
    child._control("Keep picture 1").attrib.pop("checked")
    child.attach("Add another photo", "two.png", photo(kind="PNG", colour="blue")).press("Continue")
    [other] = rows()
    assert other.name != name
    child.press("Send my answers")
    assert child.client.get(f"/survey/short/picture/{other.name}").status_code == 404
    survey = surveys.get_survey("short")
    table = b"".join(exports_submissions.export_submissions(survey.id, by=None)).decode("utf-8-sig")
    assert [line["poster"] for line in csv.DictReader(io.StringIO(table))] == ["1"]
    assert other.name not in table


def test_a_file_that_is_no_picture_gets_a_plain_message_and_no_word_is_lost(child: Page):
    child.attach(FILE, "poster.jpg", b"<html>").fill("What does it show?", "A slide").press("Continue")
    assert child.status == 422
    assert child.errors == ["This file is not a picture we can read. Choose a photo (JPEG, PNG or WebP)"]
    assert child._control("What does it show?").get("value") == "A slide"
    assert rows() == []
    [token] = {e.get("value") for e in child.tree.iter("input") if e.get("name") == "csrf_token"}
    three = [(io.BytesIO(photo()), f"{number}.jpg") for number in range(3)]
    answer = child.client.post("/survey/short/poster", data={"poster": three, "csrf_token": token})
    assert "Send up to 2. You chose 3" in answer.get_data(as_text=True)


def test_it_goes_with_its_draft_and_with_what_was_sent(app: Flask, child: Page):
    child.attach(FILE, "a.jpg", photo()).press("Continue")
    child.client.post("/leave")
    db.session.rollback()
    assert rows() == []
    other = begin(Page(app))
    send(other)
    assert len(rows()) == 1
    with transaction():
        removing.remove_submissions([db.session.scalars(sa.select(Submission.id)).one()], Why.WITHDRAWN)
    assert rows() == []


def test_a_draft_that_is_left_is_locked_with_its_drawing(child: Page):
    child.attach(FILE, "a.jpg", photo()).press("Continue")
    plain = rows()[0].content
    with child.client.session_transaction() as kept:
        token = kept["visits"]["short"]
    words = coming_back.give_words(token)
    coming_back.stop(token)
    db.session.expire_all()
    assert rows()[0].is_locked
    assert plain[:64] not in rows()[0].content
    coming_back.carry_on(coming_back.find(words))
    db.session.expire_all()
    assert (rows()[0].content, rows()[0].is_locked) == (plain, False)


def test_somebody_looks_at_every_drawing_before_anybody_else_does(app: Flask, child: Page, signed_in, user):
    send(child)
    manager = Page(app)
    someone = user(Role.MANAGER)
    manager.visit("/staff/sign-in").fill("E-mail address", someone.email)
    manager.fill("Password", "correct horse battery").press("Sign in")
    strategist = signed_in(Role.STRATEGIST)
    number = rows()[0].id
    assert "1 drawing waits until somebody else has looked" in manager.visit("/staff/drawings/").text
    assert manager.client.get(f"/staff/drawings/{number}/picture").status_code == 404
    assert "No screening can read a picture" in strategist.visit("/staff/drawings/").text
    strategist.follow(f"Drawing {number}").press("I have looked, and nothing worries me")
    assert "looked at by Test strategist" in strategist.text
    assert manager.client.get(f"/staff/drawings/{number}/picture").data == rows()[0].content
    assert "of-concern" not in strategist.body


def test_a_worry_withholds_a_drawing_and_the_concern_keeps_a_copy_of_its_own(app: Flask, child: Page, signed_in):
    send(child)
    strategist = signed_in(Role.STRATEGIST)
    number = rows()[0].id
    strategist.visit(f"/staff/drawings/{number}").press("Raise a concern")
    assert strategist.heading == "Thank you. The safeguarding lead will see it now."
    assert "1 drawing is withheld" in strategist.visit("/staff/drawings/").text
    assert strategist.client.get(f"/staff/drawings/{number}/picture").status_code == 404
    [shown] = drawings.look_over(Role.SAFEGUARDING_LEAD).to_look_at
    assert shown.concern_id is not None
    assert drawings.get_picture_of_concern(shown.concern_id) == rows()[0].content
    with transaction():
        removing.remove_submissions([shown.submission_id], Why.WITHDRAWN)
    assert db.session.scalars(sa.select(ConcernPicture.drawing_id)).one() is None
    assert drawings.has_picture(shown.concern_id)


def test_a_drawing_is_withheld_with_the_words_it_came_with(app: Flask, child: Page):
    send(child, "my dad hits me every night")
    assert drawings.look_over(Role.STRATEGIST).withheld == 1
    assert len(drawings.look_over(Role.SAFEGUARDING_DEPUTY).to_look_at) == 1
