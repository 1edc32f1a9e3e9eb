"""Stale tokens, lost cookies, second tabs, double presses, a broken database: no word is lost, nothing sent twice."""

import contextvars
import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.comments import Comment
from consult.models.submissions import Submission, Visit
from tests.consult import asking
from tests.consult.reader import Page
from tests.consult.test_respond import agree, answer_all, count, saved

WORDS = "Swings that <i>do</i> not squeak & a “pond”"


@pytest.fixture(autouse=True)
def give_connections_back(app):
    yield
    db.session.rollback()


@pytest.fixture
def started(page, app):
    asking.open_short()
    return page.visit("/survey/short").press("Start now")


def at_change(page):
    return answer_all(page).visit("/survey/short/change")


def spoil_token(page):
    for control in page.tree.iter("input"):
        if control.get("name") == "csrf_token":
            control.set("value", "old")
    return page


def test_an_expired_token_stores_nothing_and_the_second_press_succeeds(started):
    spoil_token(at_change(started)).fill("What should change?", WORDS).press("Continue")
    assert started.status == 422
    assert started.errors == [
        "We could not save this the first time. What you chose or wrote is still here. Press the button again."
    ]
    assert saved()["change"] == "More buses\nand swings"
    box = next(started.tree.iter("textarea"))
    assert box.text == WORDS
    started.press("Continue")
    assert saved()["change"] == WORDS


def test_a_missing_token_keeps_the_choice_too(started):
    agree(started)
    for control in started.tree.iter("input"):
        if control.get("name") == "csrf_token":
            control.set("name", "something-else")
    started.choose("Richmond").press("Continue")
    assert started.errors
    chosen = [i.get("value") for i in started.tree.iter("input") if i.get("checked") is not None]
    assert chosen == ["richmond"]
    assert "area" not in saved()
    started.press("Continue")
    assert saved()["area"] == "richmond"


def test_a_press_on_skip_with_an_expired_token_keeps_the_words(started):
    spoil_token(at_change(started)).fill("What should change?", WORDS).press("Skip this question")
    assert next(started.tree.iter("textarea")).text == WORDS


def test_an_expired_token_on_the_last_press_sends_nothing_and_the_second_press_sends_once(started):
    spoil_token(answer_all(started)).press("Send my answers")
    assert "not sent yet" in started.text
    assert count(Submission) == 0
    started.press("Send my answers")
    assert count(Submission) == 1


def test_an_expired_token_on_the_start_page_asks_for_one_more_press(page, app):
    asking.open_short()
    spoil_token(page.visit("/survey/short")).press("Start now")
    assert "press the button once more" in page.text
    assert page.press("Start now").heading == "Before you start"


def test_a_lost_cookie_keeps_the_words_and_begins_a_new_visit(started):
    at_change(started).fill("What should change?", WORDS)
    started.client.delete_cookie("consult")
    started.press("Continue")
    assert next(started.tree.iter("textarea")).text == WORDS
    assert saved() == {}
    started.press("Continue")
    assert saved() == {"change": WORDS}
    assert started.heading == "Before you start"


def test_a_token_of_another_browser_is_not_accepted(app, started):
    other = Page(app).visit("/survey/short").press("Start now")
    theirs = next(i.get("value") for i in other.tree.iter("input") if i.get("name") == "csrf_token")
    for control in agree(started).tree.iter("input"):
        if control.get("name") == "csrf_token":
            control.set("value", theirs)
    started.choose("Kingston").press("Continue")
    assert started.errors


def test_a_form_on_another_site_can_do_nothing(started):
    answer = started.client.post(
        "/survey/short/area", data={"area": "kingston"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert started.visit("/survey/short").press("Carry on").heading == "Before you start"
    assert count(Visit) == 1


def test_a_second_tab_that_was_open_before_sending_cannot_change_what_was_sent(app, started):
    answer_all(started)
    second = Page(app)
    second.client = started.client
    second.visit("/survey/short/change").fill("What should change?", "Too late")
    started.press("Send my answers")
    second.press("Continue")
    assert second.heading == "A few questions about you"
    started.press("No thank you")
    second.visit("/survey/short/change")
    assert second.heading == "Thank you. Your answers are sent"
    assert db.session.scalar(sa.select(Submission.answers))["change"] == "More buses\nand swings"


def test_a_refresh_after_the_last_press_sends_nothing_again(started):
    answer_all(started)
    token = next(i.get("value") for i in started.tree.iter("input") if i.get("name") == "csrf_token")
    seen = set()
    for _ in range(3):
        answer = started.client.post("/survey/short/answers/check", data={"csrf_token": token}, follow_redirects=True)
        seen |= set(re.findall(r"BC-\w{4}-\w{4}", answer.get_data(as_text=True)))
    assert len(seen) == 1
    assert count(Submission) == 1


def test_ten_parallel_posts_of_the_last_form_make_one_submission_and_ten_equal_confirmations(app, started):
    answer_all(started)
    cookie = started.client.get_cookie("consult").value
    token = next(i.get("value") for i in started.tree.iter("input") if i.get("name") == "csrf_token")

    def press(_):
        client = app.test_client()
        client.set_cookie("consult", cookie)
        answer = client.post("/survey/short/answers/check", data={"csrf_token": token}, follow_redirects=True)
        return answer.status_code, tuple(re.findall(r"BC-\w{4}-\w{4}", answer.get_data(as_text=True)))

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(lambda n: contextvars.Context().run(press, n), range(10)))
    reference = db.session.scalar(sa.select(Submission.reference))
    assert answers == {(200, (reference,))}
    assert count(Submission) == 1
    assert count(Comment) == 2


def break_database(app):
    """Every later statement fails, as with a server that is gone or a file that has vanished."""
    db.engine.dispose()
    if db.engine.dialect.name == "sqlite":
        file = db.engine.url.database
        for part in ("", "-wal", "-shm"):
            if os.path.exists(file + part):
                os.rename(file + part, f"{file}{part}.away")
        return lambda: (
            [
                os.replace(f"{file}{part}.away", file + part)
                for part in ("", "-wal", "-shm")
                if os.path.exists(f"{file}{part}.away")
            ]
            + [db.engine.dispose()]
        )
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE visit RENAME TO visit_away")

    def mend():
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE visit_away RENAME TO visit")

    return mend


def test_a_broken_database_says_not_saved_keeps_the_words_and_a_later_press_saves_them(app, started):
    at_change(started).fill("What should change?", WORDS)
    db.session.rollback()
    mend = break_database(app)
    started.press("Continue")
    assert started.status == 503
    assert started.heading == "Not saved yet: keep this page open"
    assert next(started.tree.iter("textarea")).text == WORDS
    db.session.rollback()
    mend()
    started.press("Try again")
    assert started.heading == "Check your answers" or started.heading == "Can we share your words?"
    assert saved()["change"] == WORDS


def test_a_broken_database_never_says_thank_you(app, started):
    answer_all(started)
    db.session.rollback()
    mend = break_database(app)
    assert started.visit(started.path).heading == "We cannot show this page just now"
    assert started.status == 503
    db.session.rollback()
    mend()
    started.visit("/survey/short/answers/check")
    mend = break_database(app)
    started.press("Send my answers")
    assert started.status == 503
    assert "Thank you" not in started.text
    assert "0800 1111" in started.text
    db.session.rollback()
    mend()
    started.press("Try again")
    assert count(Submission) == 1
