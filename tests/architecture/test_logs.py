"""What people say never reaches the log: not an answer, not a note, not the words inside an error."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa

from consult.extensions import db
from consult.models.people import Role
from consult.services import concerns, intake
from consult.store import people
from consult.web.access import public
from tests.consult import received
from tests.consult.conftest import PASSWORD, signed_in, user  # noqa: F401 (fixtures)
from tests.consult.reader import Page

CANARY = "Quixotic-canary said by nobody"


@pytest.fixture
def page(app):
    yield Page(app)
    db.session.close()


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.DEBUG, logger="consult")
    caplog.set_level(logging.WARNING)
    return caplog


def test_an_unexpected_error_is_logged_by_place_and_kind_only(app, page, log):
    @public
    def broken():
        raise ValueError(CANARY)

    app.add_url_rule("/broken", "broken", broken)
    assert page.visit("/broken").status == 500
    assert "ValueError" in log.text
    assert CANARY not in log.text
    assert CANARY not in page.body


def test_a_database_error_does_not_give_away_what_was_being_stored(app, page, log):
    @public
    def not_stored():
        db.session.execute(sa.text("INSERT INTO no_such_table VALUES (:words)"), {"words": CANARY})
        return "never"

    app.add_url_rule("/not-stored", "not_stored", not_stored)
    assert page.visit("/not-stored").status == 503
    assert "Error" in log.text
    assert CANARY not in log.text
    assert CANARY not in page.body


def test_answers_leave_no_trace_in_the_log(app, page, log):
    received.open_wave()
    token = intake.start("children")
    intake.save_page(token, {"good": CANARY})
    page.visit("/survey/children")
    assert CANARY not in log.text


def test_what_is_typed_at_sign_in_and_for_a_user_is_not_logged(signed_in, log):  # noqa: F811
    page = signed_in(Role.ADMINISTRATOR)
    page.visit("/staff/users/new").fill("Name", CANARY).fill("E-mail address", CANARY).press("Add this user")
    page.press("Sign out").fill("E-mail address", CANARY).fill("Password", CANARY).press("Sign in")
    assert PASSWORD not in log.text
    assert CANARY not in log.text
    db.session.close()


def test_a_concern_leaves_no_words_in_the_log_or_the_audit_record(signed_in, log):  # noqa: F811
    comment = received.a_comment(CANARY)
    page = signed_in(Role.SAFEGUARDING_LEAD)
    lead = people.find_user("safeguarding-lead@example.org")
    concern = concerns.raise_concern(comment.id, by=lead.id)
    assert CANARY in page.visit(f"/staff/concerns/{concern.id}").text
    assert CANARY not in log.text
    assert not [e for e in people.list_audit() if CANARY in f"{e.action} {e.subject} {e.detail}"]
    db.session.close()
