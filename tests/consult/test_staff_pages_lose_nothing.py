"""A sign-in that ended, a stale token, a broken database, a form on another site: no word of the staff is lost."""

from __future__ import annotations

import io
from datetime import date

import pytest
import sqlalchemy as sa
from flask import request

from consult.extensions import db
from consult.models.listening import Method
from consult.models.people import Role
from consult.models.submissions import Visit
from consult.services import listening
from consult.store import people
from consult.store.transaction import transaction
from consult.web.access import OF_RESPONDENTS, public
from consult.web.respond import cookie
from tests.consult import asking
from tests.consult.conftest import PASSWORD
from tests.consult.reader import Page
from tests.consult.test_facilitate import fill_event
from tests.consult.test_respond_losing_nothing import break_database

WORDS = "Swings that <i>do</i> not squeak\n& a “pond”"
FROM_ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture(autouse=True)
def give_connections_back(app):
    yield
    db.session.close()


@pytest.fixture
def manager(signed_in):
    return signed_in(Role.MANAGER)


def typed(page):
    return {box.get("name"): (box.text or "").removeprefix("\n") for box in page.tree.iter("textarea")}


def end_sign_ins():
    with transaction():
        people.revoke_all_sign_ins(people.find_user("manager@example.org").id)
    db.session.close()


def sign_in_beside(page, app):
    """In a new tab of the same browser."""
    tab = Page(app)
    tab.client = page.client
    tab.visit("/staff/sign-in").fill("E-mail address", "manager@example.org").fill("Password", PASSWORD)
    assert tab.press("Sign in").path == "/staff/"


@pytest.mark.parametrize("is_cookie_gone", [False, True])
def test_whoever_was_signed_out_while_writing_signs_in_beside_and_sends_the_words_again(app, manager, is_cookie_gone):
    page = fill_event(manager, Title="Tea & “cake”")
    end_sign_ins()
    if is_cookie_gone:
        page.client.delete_cookie("consult")
    page.press("Save and start the log")
    assert page.status == (400 if is_cookie_gone else 403)
    assert page.heading == "You are signed out: keep this page open"
    assert typed(page)["title"] == "Tea & “cake”"
    link = next(a for a in page.tree.iter("a") if a.get("target") == "_blank")
    assert (link.get("href"), link.get("rel")) == ("/staff/sign-in", "noopener")
    sign_in_beside(page, app)
    assert (
        page.press("Send again").heading == "Not saved yet: send this page again"
    )  # with the token of the new sign-in
    assert typed(page)["title"] == "Tea & “cake”"
    assert page.press("Send again").heading == "Tea & “cake”"
    assert [found.event.title for found in listening.list_events()] == ["Tea & “cake”"]


def test_a_point_that_was_sent_signed_out_is_saved_once(app, manager):
    someone = people.find_user("manager@example.org")
    event = an_event(someone)
    page = manager.visit(f"/staff/events/{event.id}")
    box = next(page.tree.iter("textarea"))
    box.text = WORDS
    page.choose("Their own words")
    end_sign_ins()
    page.press(button_of(page, box))
    assert typed(page)["text"] == WORDS
    sign_in_beside(page, app)
    assert page.press("Send again").press("Send again").path == f"/staff/events/{event.id}"
    assert len(listening.get_log(event.id).points) == 1
    assert "Swings that <i>do</i> not squeak" in page.text


def an_event(someone):
    return listening.add_event(
        title="Coffee", held_on=date(2023, 6, 20), place="Hall", area="kingston", audience="parents",
        method=Method.TALK, headcount="11-20", by=someone.id,
    )  # fmt: skip


def button_of(page, box):
    return "".join(next(page._form_of(box).iter("button")).itertext()).strip()


def test_a_file_cannot_be_kept_and_the_page_says_so(manager):
    page = manager.visit("/staff/imports/").attach("Choose a CSV or XLSX file", "words.csv", b"id\n1\n")
    end_sign_ins()
    page.press("Continue")
    assert "The file you chose could not be kept" in page.text


def test_a_password_is_never_shown_again(signed_in):
    page = signed_in(Role.ADMINISTRATOR).visit("/staff/account/password")
    page.fill("Password you have now", PASSWORD).fill("New password", "a secret of Ada")
    page.client.delete_cookie("consult")
    page.press("Change my password")
    assert page.heading == "You are signed out: keep this page open"
    assert "a secret of Ada" not in page.body
    assert PASSWORD not in page.body
    assert "the password is not kept" in page.text


def test_signing_out_twice_ends_at_the_sign_in_page(manager):
    manager.visit("/staff/")
    end_sign_ins()
    assert manager.press("Sign out").heading == "Sign in"


def test_a_broken_database_keeps_the_words_and_a_later_press_saves_them(app, manager):
    someone = people.find_user("manager@example.org")
    event = an_event(someone)
    page = manager.visit(f"/staff/events/{event.id}")
    box = next(page.tree.iter("textarea"))
    box.text = WORDS
    page.choose("Their own words")
    db.session.close()
    mend = break_store(app)
    page.press(button_of(page, box))
    assert page.status == 503
    assert page.heading == "Not saved yet: keep this page open"
    assert typed(page)["text"] == WORDS
    db.session.rollback()
    mend()
    page.press("Try again")
    assert len(listening.get_log(event.id).points) == 1


def break_store(app):
    """For users: on PostgreSQL the table of the sign-ins is away, too."""
    if db.engine.dialect.name == "sqlite":
        return break_database(app)
    rename("note", "note_away")
    return lambda: rename("note_away", "note")


def rename(old, new):
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")


def test_a_fault_of_ours_keeps_the_words_too(app, page):
    @public
    def broken():
        raise ValueError

    app.add_url_rule("/broken", "broken", broken, methods=["POST"])
    app.config["WTF_CSRF_ENABLED"] = False
    answer = page._take(page.client.post("/broken", data={"text": WORDS, "csrf_token": "x", "password": "hush"}))
    assert answer.status == 500
    assert typed(answer) == {"text": WORDS}
    assert "hush" not in answer.body


def test_a_draft_survives_a_sign_in_in_the_same_browser_and_nothing_else_does(page, user):
    assert OF_RESPONDENTS == (cookie.VISITS, cookie.SENT, cookie.RECEIPTS, cookie.WORDS, cookie.GROUP, cookie.DISPLAY)
    asking.open_short()
    someone = user(Role.MANAGER)
    page.visit("/survey/short").press("Start now")
    with page.client.session_transaction() as session:
        session["older"] = "thing"
    page.visit("/staff/sign-in").fill("E-mail address", someone.email).fill("Password", PASSWORD).press("Sign in")
    with page.client.session_transaction() as session:
        assert "older" not in session
    assert page.visit("/survey/short").press("Carry on").heading == "Before you start"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Visit)) == 1


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/sign-out", "/survey/short", "/survey/short/area", "/x"])
def test_a_form_on_another_site_is_refused_and_sets_no_cookie(page, app, path):
    """The browser leaves our cookie out (SameSite=Lax), but would take one from the answer."""
    asking.open_short()
    for client in (app.test_client(), page.visit("/survey/short").press("Start now").client):
        answer = client.post(path, data={"area": "kingston"}, headers=FROM_ELSEWHERE)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/survey/%00", "/survey/a%00/b", "/staff/events/99999999999",
    "/staff/events/2147483648", "/staff/imports/a%00b", "/staff/events/1/points/99999999999999999999"])  # fmt: skip
def test_an_address_that_no_database_knows_is_not_found(manager, path):
    assert manager.visit(path).status == 404
    assert manager._take(manager.client.post(path)).status == 404


def test_control_characters_never_reach_the_database(manager, app):
    manager.press("Sign out").fill("E-mail address", "man\x00ager@example.org").fill("Password", PASSWORD)
    assert manager.press("Sign in").path == "/staff/"
    assert manager.visit("/staff/imports/?page=%00&q=a%00b").status == 200


def test_a_number_that_is_too_large_is_told_and_the_words_stay(app, page):
    @public
    def store():
        db.session.execute(sa.text("CREATE TEMPORARY TABLE small (number INTEGER)"))
        db.session.execute(sa.text("INSERT INTO small VALUES (:number)"), {"number": 10**22})
        return "never"

    app.add_url_rule("/number", "number", store, methods=["POST"])
    app.config["WTF_CSRF_ENABLED"] = False
    answer = page._take(page._alone(page.client.post, "/number", data={"text": WORDS}))
    assert answer.status == 400
    assert typed(answer)["text"] == WORDS


def test_an_upload_is_taken_byte_for_byte(app):
    """Only text is cleaned."""
    content = b"a\x00b"
    with app.test_request_context(method="POST", data={"file": (io.BytesIO(content), "a\x00.csv"), "t": "a\x00b\tc"}):
        assert request.files["file"].read() == content
        assert request.form["t"] == "ab\tc"
