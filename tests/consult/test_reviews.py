"""What came in oddly is marked: stored, counted, never told. A manager decides, and can decide otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.base import utcnow
from consult.models.people import Role
from consult.models.reviews import Likeness, ReviewMark
from consult.models.submissions import Submission, Visit
from consult.services import intake, ledger, retention, reviews
from consult.store.transaction import transaction
from tests.consult import asking
from tests.consult.reader import Page
from tests.consult.test_respond import agree, answer_all


@pytest.fixture
def short(app):
    return asking.open_short()


def began(minutes):
    with transaction():
        db.session.execute(sa.update(Visit).values(started_at=utcnow() - timedelta(minutes=minutes)))


def send(app, *, trap="", minutes=10):
    page = answer_all(Page(app).visit("/survey/short").press("Start now"))
    began(minutes)
    if trap:
        page.fill("Leave this empty", trap)
    return page.press("Send my answers").press("No thank you")


def marks():
    found = db.session.execute(
        sa.select(ReviewMark.submission_id, ReviewMark.reasons).order_by(ReviewMark.submission_id)
    )
    return {row.submission_id: row.reasons for row in found}


def test_whoever_answers_in_their_own_time_is_not_marked(app, short):
    send(app)
    assert marks() == {}


def test_what_fills_the_field_that_nobody_sees_is_stored_marked_and_thanked_like_all(app, short):
    plain, trapped = send(app), send(app, trap="http://buy.example")
    assert trapped.heading == plain.heading == "Thank you. Your answers are sent"
    assert reviews.TRAP in marks()[2]
    assert "buy.example" not in repr(db.session.execute(sa.select(Submission)).all())


def test_the_field_is_out_of_reach_of_keyboards_and_screen_readers(app, short):
    page = answer_all(Page(app).visit("/survey/short").press("Start now"))
    (trap,) = [e for e in page.tree.iter("div") if e.get("class") == "app-trap"]
    assert (trap.get("aria-hidden"), trap.get("inert")) == ("true", "")
    (field,) = list(trap.iter("input"))
    assert (field.get("tabindex"), field.get("autocomplete")) == ("-1", "off")


def test_copies_and_speeders_are_marked_and_the_first_is_not(app, short):
    for _ in range(2):
        send(app)
    send(app, minutes=0)
    found = marks()
    assert 1 not in found
    assert found[2] == [reviews.COPY]
    assert set(found[3]) == {reviews.COPY, reviews.FAST}
    assert [line.alike for line in reviews.list_waiting()] == [2, 2]


def test_without_words_two_who_agree_are_no_copies(app, short):
    for _ in range(2):
        page = agree(Page(app).visit("/survey/short").press("Start now")).choose("Kingston").press("Continue")
        page.choose("Always").press("Continue").press("Skip this question").press("Skip these questions")
        page.press("Skip this question").choose("No, keep them").press("Continue")
        began(10)
        page.press("Send my answers")
    assert marks() == {}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Likeness)) == 0


def test_pages_saved_hundreds_of_times_are_marked(app, short):
    page = answer_all(Page(app).visit("/survey/short").press("Start now"))
    began(10)
    with transaction():
        db.session.execute(sa.update(Visit).values(saves=reviews.MANY_SAVES + 1))
    page.press("Send my answers")
    assert marks() == {1: [reviews.BUSY]}


def test_a_manager_sets_a_copy_aside_and_puts_it_back_and_the_ledger_adds_up(app, short, signed_in):
    for _ in range(2):
        send(app)
    before = ledger.read().total
    page = signed_in(Role.MANAGER).visit("/staff/reviews")
    assert "1 other says exactly the same" in page.text
    page.press("Save the decision")
    assert page.status == 422
    page.choose("Set it aside").fill("Why?", "Sent twice by the club").press("Save the decision")
    book = ledger.read()
    assert book.adds_up
    assert (book.total.received, book.total.apart) == (before.received - 1, before.apart + 1)
    assert book.total.comments + book.total.comments_apart == before.comments + before.comments_apart
    assert reviews.count() == (0, 1)
    assert "1 was set aside" in page.visit("/staff/overview").text
    page.visit("/staff/reviews").choose("Count it like all others").fill("Why?", "Two children").press(
        "Save the decision"
    )
    assert ledger.read().total == before
    assert reviews.count() == (0, 0)


def test_marks_and_likeness_go_with_the_submission(app, short):
    for _ in range(2):
        send(app)
    with transaction():
        db.session.execute(sa.delete(Submission))
    left = [db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in (ReviewMark, Likeness)]
    assert left == [0, 0]


# --- partial answers -------------------------------------------------------------------------------------------------


def test_what_was_saved_and_not_sent_is_counted_as_partial_beside_the_sum(page, short):
    agree(page.visit("/survey/short").press("Start now")).choose("Kingston").press("Continue")
    intake.start("short")  # nobody said anything here
    asking.end_wave(utcnow() - timedelta(hours=1))
    assert page.visit("/survey/short/happy").heading == "I am happy", "a day to finish"
    asking.end_wave(utcnow() - timedelta(hours=25))
    assert page.visit("/survey/short/happy").heading == "This survey has closed"
    book = ledger.read()
    assert book.partial == {short.id: 1}
    assert book.adds_up
    assert book.total.received == 0
    retention.run(now=utcnow() + timedelta(days=31))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 0
    assert ledger.read().partial == {short.id: 1}, "the number stays when the words go"


def test_managers_are_told_where_a_script_seems_to_send_answers(app, short, signed_in, monkeypatch):
    monkeypatch.setattr(reviews, "ALARM_FROM", 2)
    manager = signed_in(Role.MANAGER)
    send(app, trap="x")
    assert "came in oddly within the last hour" not in manager.visit("/staff/overview").text
    send(app, trap="x")
    assert "2 answers came in oddly within the last hour" in manager.visit("/staff/overview").text
    assert manager.follow("Look at what came in oddly").path == "/staff/reviews/"
    assert reviews.alarm(now=utcnow() + timedelta(hours=2)) == ""
